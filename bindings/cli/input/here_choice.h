/* SPDX-License-Identifier: Apache-2.0 */
/* The accelerator of this machine for a command that was told none. */
#ifndef TOLL_CLI_INPUT_HERE_CHOICE_H
#define TOLL_CLI_INPUT_HERE_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct here_choice {
    char hw_id[48];       /* of the catalog; empty: nothing was chosen here */
    char text[240];       /* "2 x NVIDIA GeForce RTX 4090 found here (nvidia-smi)" */
    int64_t memory_bytes; /* of one; 0: as the catalog says */
    int64_t count;
} here_choice;

/* Asks this machine. must_be: complains and returns false where it has nothing that the catalog knows. */
bool here_choose(here_choice *c, bool must_be);

#endif
