/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an answer about one book: its name, hash and number of tariffs. */
#include "price/book_answer.h"

void book_answer_start(json *j, const char *command, const char *name, const char *hash, uint64_t tariffs)
{
    json_answer(j, command);
    json_text(j, "book", name);
    json_text(j, "book_hash", hash);
    json_integer(j, "tariffs", (int64_t)tariffs);
}
