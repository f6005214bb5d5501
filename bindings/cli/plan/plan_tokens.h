/* SPDX-License-Identifier: Apache-2.0 */
/* How many tokens of an API's model one token of the plan's model is. */
#ifndef TOLL_CLI_PLAN_PLAN_TOKENS_H
#define TOLL_CLI_PLAN_PLAN_TOKENS_H

#include "input/plan_request.h"
#include "output/json_out.h"

typedef struct plan_tokens {
    bool is_known;    /* the request names a kind of text, and both tokenizers were measured on it */
    toll_range ratio; /* tokens that the API bills for one of the need's; 1: not known */
    char tokenizer[48], own_tokenizer[48];
} plan_tokens;

/* Of an API by the name that was asked for, else by that of its model. */
plan_tokens plan_tokens_find(const plan_request *r, const char *asked, const char *model);

/* "; it makes 1.34 [1.21 .. 1.47] tokens of what is one of llama-3.1-70b in English (claude-4.7 against llama3)"; "" where
 * no text is named. */
void plan_tokens_text(const plan_tokens *t, const plan_request *r, char *text, size_t size);

/* token_ratio {low, mid, high} or null, and tokenizer. */
void plan_tokens_json(json *j, const plan_tokens *t);

#endif
