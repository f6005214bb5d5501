/* SPDX-License-Identifier: Apache-2.0 */
/* A row of CSV as a JSON object: its columns' names are the keys. */
#ifndef TOLL_CLI_BILL_LOG_ROW_H
#define TOLL_CLI_BILL_LOG_ROW_H

#include "bill/log_state.h"

/* Turns the log's record, a line of CSV, into JSON text. NULL, or what is wrong with the line. */
const char *log_row_to_json(log_file *log);

#endif
