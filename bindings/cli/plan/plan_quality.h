/* SPDX-License-Identifier: Apache-2.0 */
/* The published quality of a number format for a model. */
#ifndef TOLL_CLI_PLAN_PLAN_QUALITY_H
#define TOLL_CLI_PLAN_PLAN_QUALITY_H

#include <stddef.h>

/* "OpenLLM v1 -0.4 %, HumanEval +0.1 % against BF16": up to three figures, and how many more there are; returns how many
 * are known, 0 with an empty text. Of "fp8-kv8" it is the quality of the weights in fp8. */
int plan_quality_text(const char *model_id, const char *precision_id, char *text, size_t size);

#endif
