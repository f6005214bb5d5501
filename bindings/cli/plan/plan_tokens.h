/* SPDX-License-Identifier: Apache-2.0 */
/* How many tokens of an API's model one token of the plan's model is. */
#ifndef TOLL_CLI_PLAN_PLAN_TOKENS_H
#define TOLL_CLI_PLAN_PLAN_TOKENS_H

#include "output/json_out.h"
#include "plan/plan_api.h"

/* Sets the API's token_ratio and its tokenizers where the request names a kind of text; 1 and unknown else. */
void plan_tokens_find(plan_api *api, const plan_request *r);

/* "1.34 [1.21 .. 1.47] tokens for one of llama-3.1-70b in English (claude-4.7, llama3)"; "" where no text is named. */
void plan_tokens_text(const plan_api *api, const plan_request *r, char *text, size_t size);

/* token_ratio {low, mid, high} or null, and tokenizer. */
void plan_tokens_json(json *j, const plan_api *api);

#endif
