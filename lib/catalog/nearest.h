/* SPDX-License-Identifier: Apache-2.0 */
/* Suggestions for a mistyped name: the ids at the smallest edit distance. */
#ifndef TOLL_CATALOG_NEAREST_H
#define TOLL_CATALOG_NEAREST_H

#include "base/text.h"
#include "catalog/fold_name.h"

#define TOLL__NEAREST_MAX 3u

/* The nearest rows, nearest first, equally near ones in id order. */
typedef struct toll__nearest {
    uint64_t row[TOLL__NEAREST_MAX];
    uint32_t distance[TOLL__NEAREST_MAX];
    uint32_t count;
} toll__nearest;

/* Looks through ids and through aliases that stand for one row. */
void toll__nearest_find(uint32_t number, const toll__name *name, toll__nearest *nearest);

/* Their ids, comma-separated. */
void toll__nearest_put(uint32_t number, const toll__nearest *nearest, toll__text *text);

/* Insertions, deletions, substitutions and swaps of neighbours between the name and a string; limit + 1 when they are
 * more than limit. */
uint32_t toll__nearest_distance(const toll__name *name, const char *string, uint32_t limit);

#endif
