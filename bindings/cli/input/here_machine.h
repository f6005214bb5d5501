/* SPDX-License-Identifier: Apache-2.0 */
/* The accelerators of this machine, and what the catalog calls them. */
#ifndef TOLL_CLI_INPUT_HERE_MACHINE_H
#define TOLL_CLI_INPUT_HERE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

#define HERE_DEVICES_MAX 16 /* kinds */

/* Equal devices of one source. */
typedef struct here_device {
    char name[96];        /* as the source says; printable ASCII alone */
    int64_t memory_bytes; /* of one; 0: not told */
    int count;
    const char *source; /* "nvidia-smi", "/sys/bus/pci", ... */
    bool is_cpu;
    bool is_known; /* to the catalog; then: */
    uint64_t index;
    char id[48];
    bool is_other_size; /* the catalog's row has another size of memory */
} here_device;

typedef struct here_machine {
    bool is_possible; /* whether this system can be asked */
    here_device devices[HERE_DEVICES_MAX];
    int count;
    int64_t host_memory_bytes; /* 0: not told */
    char troubles[240];        /* sources that gave no list, each with its reason; empty: none */
} here_machine;

/* Asks all sources. */
void here_find(here_machine *m);

/* The known device that has most memory in all; NULL: none. */
const here_device *here_best(const here_machine *m);

/* "2 x NVIDIA GeForce RTX 4090 found here (nvidia-smi)". */
void here_device_text(const here_device *d, char *text, size_t size);

/* Puts the memory that was found into the row where they differ. */
void here_fit_memory(int64_t memory_bytes, toll_hw *hw);

#endif
