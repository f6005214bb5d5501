/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about one book begin alike. */
#ifndef TOLL_CLI_PRICE_BOOK_ANSWER_H
#define TOLL_CLI_PRICE_BOOK_ANSWER_H

#include <stdint.h>

#include "output/json_out.h"

void book_answer_start(json *j, const char *command, const char *name, const char *hash, uint64_t tariffs);

#endif
