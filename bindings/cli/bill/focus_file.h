/* SPDX-License-Identifier: Apache-2.0 */
/* The charges of a log as FOCUS files, one an account. */
#ifndef TOLL_CLI_BILL_FOCUS_FILE_H
#define TOLL_CLI_BILL_FOCUS_FILE_H

#include "bill/run_state.h"

/* Writes the files of --focus; nothing without it. False after a complaint: a file can't be written, or has no place in
 * FOCUS. The charges are sorted by it. */
bool focus_files_write(bill_run *run);

#endif
