/* SPDX-License-Identifier: Apache-2.0 */
/* gzip as a process of its own: no library to link, and another core to run on. */
#ifndef TOLL_CLI_BILL_LOG_GZIP_H
#define TOLL_CLI_BILL_LOG_GZIP_H

#include "bill/log_state.h"

/* Starts `gzip -dc` of the log's path; its output is the log's descriptor. False with the log's `reason`. */
bool log_gzip_start(log_file *log);

/* Waits for it. False with `reason` where it found the file damaged. */
bool log_gzip_end(log_file *log);

#endif
