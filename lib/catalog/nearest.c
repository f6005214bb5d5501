/* SPDX-License-Identifier: Apache-2.0 */
/* The ids nearest to a mistyped name, by optimal string alignment distance (insertions, deletions, substitutions,
 * swaps of neighbours; Damerau, Communications of the ACM 7, 1964). Example: "h10" is at distance 1 from "h100". */
#include "catalog/nearest.h"

#include <string.h>

#include "catalog/facts.h"
#include "catalog/row_search.h"

/* A name of 4 may differ in 2 places, one of 16 in 5: beyond a quarter it is another name. */
static uint32_t limit_for(uint32_t length)
{
    return 1 + length / 4;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Three rows of the optimal string alignment (Damerau-Levenshtein) matrix: before last, last, this. Distances are at
 * most TOLL__NAME_MAX and fit a byte. */
typedef struct matrix {
    unsigned char row[3][TOLL__NAME_MAX + 1];
} matrix;

static void fill_row(matrix *m, uint32_t i, const toll__name *name, const char *string)
{
    const unsigned char *before = m->row[(i + 1) % 3], *last = m->row[(i + 2) % 3];
    unsigned char *now = m->row[i % 3];
    now[0] = (unsigned char)i;
    for (uint32_t j = 1; j <= name->length; j++) {
        unsigned char a = toll__name_lower(string[i - 1]), b = (unsigned char)name->bytes[j - 1];
        uint32_t best = smaller(smaller(last[j], now[j - 1]) + 1u, last[j - 1] + (a != b ? 1u : 0u));
        if (i > 1 && j > 1 && toll__name_lower(string[i - 2]) == b && (unsigned char)name->bytes[j - 2] == a)
            best = smaller(best, before[j - 2] + 1u);
        now[j] = (unsigned char)best;
    }
}

uint32_t toll__nearest_distance(const toll__name *name, const char *string, uint32_t limit)
{
    uint32_t length = (uint32_t)toll__text_length(string, TOLL__NAME_MAX);
    if (length > name->length + limit || name->length > length + limit)
        return limit + 1;
    matrix m;
    for (uint32_t j = 0; j <= name->length; j++)
        m.row[0][j] = (unsigned char)j;
    for (uint32_t i = 1; i <= length; i++)
        fill_row(&m, i, name, string);
    return smaller(m.row[length % 3][name->length], limit + 1);
}

/* Drops a farther entry of the same row, so that an alias never doubles an id. 1: the row is there, as near or nearer.
 */
static int replace_same(toll__nearest *nearest, uint64_t row, uint32_t distance)
{
    for (uint32_t i = 0; i < nearest->count; i++) {
        if (nearest->row[i] != row)
            continue;
        if (nearest->distance[i] <= distance)
            return 1;
        nearest->count--;
        memmove(&nearest->row[i], &nearest->row[i + 1], (nearest->count - i) * sizeof nearest->row[0]);
        memmove(&nearest->distance[i], &nearest->distance[i + 1], (nearest->count - i) * sizeof nearest->distance[0]);
        return 0;
    }
    return 0;
}

static int is_before(const toll__nearest *nearest, uint32_t i, uint64_t row, uint32_t distance)
{
    return distance != nearest->distance[i] ? distance < nearest->distance[i] : row < nearest->row[i];
}

static void insert(toll__nearest *nearest, uint64_t row, uint32_t distance)
{
    if (replace_same(nearest, row, distance))
        return;
    uint32_t at = nearest->count;
    while (at > 0 && is_before(nearest, at - 1, row, distance))
        at--;
    if (at == TOLL__NEAREST_MAX)
        return;
    nearest->count = smaller(nearest->count + 1, TOLL__NEAREST_MAX);
    for (uint32_t i = nearest->count - 1; i > at; i--) {
        nearest->row[i] = nearest->row[i - 1];
        nearest->distance[i] = nearest->distance[i - 1];
    }
    nearest->row[at] = row;
    nearest->distance[at] = distance;
}

static int is_unique_alias(const toll__table *aliases, uint64_t entry, uint32_t number)
{
    toll__name name;
    const char *text = toll__table_text(aliases, entry, 0);
    if (toll__table_cell(aliases, entry, 1) != (int64_t)number)
        return 0;
    toll__name_fold(&name, text, toll__text_length(text, TOLL__NAME_MAX));
    return toll__find_aliases(number, &name).count == 1;
}

void toll__nearest_find(uint32_t number, const toll__name *name, toll__nearest *nearest)
{
    toll__table table = toll__table_get(number), aliases = toll__table_get(TOLL__TABLE_ALIAS);
    uint32_t limit = limit_for(name->length);
    nearest->count = 0;
    for (uint64_t row = 0; row < table.n_rows; row++) {
        uint32_t distance = toll__nearest_distance(name, toll__table_text(&table, row, 0), limit);
        if (distance <= limit)
            insert(nearest, row, distance);
    }
    for (uint64_t i = 0; i < aliases.n_rows; i++) {
        uint32_t distance = toll__nearest_distance(name, toll__table_text(&aliases, i, 0), limit);
        if (distance <= limit && is_unique_alias(&aliases, i, number))
            insert(nearest, toll__find_alias_row(i), distance);
    }
}

void toll__nearest_put(uint32_t number, const toll__nearest *nearest, toll__text *text)
{
    toll__table table = toll__table_get(number);
    for (uint32_t i = 0; i < nearest->count; i++) {
        if (i > 0)
            toll__text_put(text, ", ");
        toll__text_put(text, toll__table_text(&table, nearest->row[i], 0));
    }
}
