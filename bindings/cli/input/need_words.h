/* SPDX-License-Identifier: Apache-2.0 */
/* Words of need files, and their values as options take them. */
#ifndef TOLL_CLI_INPUT_NEED_WORDS_H
#define TOLL_CLI_INPUT_NEED_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "input/options.h"

/* The option of `toll plan` that a word means: "ttft p95", "TTFT_p95"; OPTION_COUNT: none. */
option need_word_find(const char *word);

/* "--ttft-p95" -> "ttft p95". */
void need_word_of_option(option which, char *word, size_t size);

/* Of the options of `toll plan` those that say what is needed; the others say how it is answered, or read. */
bool need_word_is_of_file(option which);
bool need_word_is_about_answer(option which);

/* Says that it is no word, with the nearest one. Returns false. */
bool need_word_complain(const char *word);

/* Complains and returns false on a unit that the option does not have. */
bool need_value_convert(option which, const char *text, char *value, size_t size);

/* "2.10 USD per gpu_hour" -> "2.10"; "eu, ch" -> "eu,ch". */
void need_value_price(const char *text, char *value, size_t size);
void need_value_list(const char *text, char *value, size_t size);

/* The shortest decimal that reads back as the same double. */
void need_value_number(double value, char *text, size_t size);

#endif
