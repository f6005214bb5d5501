/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of constraints and facts as words; "" for a code of a newer library. */
#ifndef TOLL_CLI_OUTPUT_CONSTRAINT_NAMES_H
#define TOLL_CLI_OUTPUT_CONSTRAINT_NAMES_H

#include <stdint.h>

const char *word_verdict(uint32_t verdict);     /* "needs_action" */
const char *phrase_verdict(uint32_t verdict);   /* "needs an action first" */
const char *word_reason(uint32_t code);         /* "violated" */
const char *word_state(uint32_t state);         /* "conditional" */
const char *word_scope(uint32_t scope);         /* "company"; "" where not stated */
const char *word_offering(uint32_t deployment); /* "api" */

#endif
