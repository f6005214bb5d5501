/* SPDX-License-Identifier: Apache-2.0 */
/* A line on the terminal while a long log is read. */
#ifndef TOLL_CLI_BILL_RUN_PROGRESS_H
#define TOLL_CLI_BILL_RUN_PROGRESS_H

#include <stdint.h>

/* Shows, at most twice a second and only where stderr is a terminal, what has been read so far. */
void run_progress(int64_t records, uint64_t bytes);

/* Takes the line away. */
void run_progress_end(void);

#endif
