/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader should know of a name's reading, in words. */
#ifndef TOLL_CATALOG_NAME_NOTE_H
#define TOLL_CATALOG_NAME_NOTE_H

#include "base/text.h"
#include "catalog/name_found.h"

/* Puts the ids of the rows that the name fits, but the one that is meant. */
void toll__found_put_others(const toll__name_found *found, uint32_t number, toll__text *text);

/* Puts what was assumed or left open; nothing where the name says all. */
void toll__found_put_note(const toll__name_found *found, uint32_t number, const char *name, uint64_t length,
                          toll__text *text);

#endif
