/* SPDX-License-Identifier: Apache-2.0 */
/* A usage log, record by record: lines of JSON, entries of an array, rows of CSV; plain, or through gzip. */
#ifndef TOLL_CLI_BILL_LOG_FILE_H
#define TOLL_CLI_BILL_LOG_FILE_H

#include "bill/log_state.h"

/* Opens a log and looks at its first bytes. False with `reason` where that fails; log_close() in both cases. */
bool log_open(log_file *log, const char *path, uint64_t record_max);

/* The next record; blank lines are passed over. */
log_outcome log_next(log_file *log);

/* False with `reason` where gzip found the file damaged or cut. */
bool log_close(log_file *log);

#endif
