/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw find, toll model find: what names mean. */
#ifndef TOLL_CLI_FACTS_NAMES_FIND_H
#define TOLL_CLI_FACTS_NAMES_FIND_H

#include "input/facts_request.h"
#include "output/screen.h"

/* Answers for every name; EXIT_BAD_INPUT when one of them is not found. table: TOLL_TABLE_HW or TOLL_TABLE_MODEL. */
int names_find(const facts_request *r, const screen *s, uint32_t table);

#endif
