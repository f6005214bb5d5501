/* SPDX-License-Identifier: Apache-2.0 */
/* Words of vendors for tiers, regions and providers, in the words of price books. */
#ifndef TOLL_IO_USAGE_USAGE_WORDS_H
#define TOLL_IO_USAGE_USAGE_WORDS_H

#include <stdbool.h>

#include "text/text_check.h"

/* Writes the tier in lower case; "" for a word that means standard. False where it does not fit. */
bool toll__log_tier(toll__io_span word, char *out, uint64_t capacity);

/* Whether a region's word says that there is none. */
bool toll__log_is_no_region(toll__io_span word);

/* The built-in book's name of a provider: "aws" for "aws.bedrock"; the word itself where it has none. */
toll__io_span toll__log_provider(toll__io_span word);

#endif
