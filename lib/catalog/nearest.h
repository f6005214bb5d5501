/* SPDX-License-Identifier: Apache-2.0 */
/* Suggestions for a name that was not found, or that stands for several rows. */
#ifndef TOLL_CATALOG_NEAREST_H
#define TOLL_CATALOG_NEAREST_H

#include "base/text.h"
#include "catalog/fold_name.h"
#include "catalog/name_found.h"

#define TOLL__NEAREST_MAX    8u
#define TOLL__NEAREST_TYPING 3u /* of these at most so many for an error of typing */

/* The suggested rows. Those for errors of typing are nearest first, equally near ones in id order. */
typedef struct toll__nearest {
    uint64_t row[TOLL__NEAREST_MAX];
    uint32_t distance[TOLL__NEAREST_MAX];
    uint32_t count;
} toll__nearest;

/* Rows that the name fits; else the nearest ids and aliases of one row; else rows that share all words with it. */
void toll__nearest_find(uint32_t number, const toll__name *name, toll__nearest *nearest);

/* Their ids, comma-separated. */
void toll__nearest_put(uint32_t number, const toll__nearest *nearest, toll__text *text);

/* Edits between the name and a string, whatever their case; limit + 1 when they are more than limit. */
uint32_t toll__nearest_distance(const toll__name *name, const char *string, uint32_t limit);

#endif
