/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of engines: "0.24.0rc2" as a number that orders them, and the rows of policies that hold for one.
 *
 * A row states from which version, and on cards of at least how much memory, some policies differ. All rows up to the
 * asked version and the card's memory hold, one after another, by version and then by memory: what a later row states
 * replaces what an earlier one did. Example: vllm 0.24 on a card of 80 GB takes the rows 0.6, 0.8, 0.8 from 70 GiB, 0.9,
 * 0.11 and 0.20; 8,192 tokens come from the third of them, the share of 0.92 from the last. */
#include "catalog/engine_version.h"

#include <string.h>

/* Columns of the table. */
enum { ID, FAMILY, VERSION, MEMORY_GIB };

/* Each part of a version is below a thousand, but for years and builds in the first. */
#define PARTS      3
#define PART_LIMIT 1000.0
#define PART_MOST  99999.0

/* Memory in GiB stays below it, so that it orders rows of one version alone. */
#define MEMORY_LIMIT 1e5

/* Digits from *at on; -1: none, or too many. */
static double read_part(const char *text, uint64_t length, uint64_t *at)
{
    double value = 0;
    uint64_t start = *at;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9' && value <= PART_MOST) {
        value = value * 10 + (text[*at] - '0');
        (*at)++;
    }
    return *at > start && value <= PART_MOST ? value : -1;
}

static int is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* What follows the numbers is the packager's: "rc2", ".post1", "+cu128". */
static int is_suffix(const char *text, uint64_t length, uint64_t at)
{
    for (; at < length; at++) {
        char c = text[at];
        int is_word = is_letter(c) || (c >= '0' && c <= '9');
        if (!is_word && c != '.' && c != '-' && c != '+')
            return 0;
    }
    return 1;
}

double toll__version_parse(const char *text, uint64_t length)
{
    double version = 0, scale = PART_LIMIT * PART_LIMIT;
    uint64_t at = 0;
    for (int i = 0; i < PARTS; i++, scale /= PART_LIMIT) {
        double part = read_part(text, length, &at);
        if (part < 0 || (i > 0 && part >= PART_LIMIT))
            return i > 0 && at < length && is_letter(text[at]) && is_suffix(text, length, at) ? version : -1;
        version += part * scale;
        if (at == length)
            return version;
        if (text[at] != '.')
            break;
        at++;
    }
    return is_suffix(text, length, at) ? version : -1;
}

double toll__epoch_rank(const toll__table *table, uint64_t row, const char *family, double version, double memory_gib)
{
    if (strcmp(toll__table_text(table, row, FAMILY), family) != 0)
        return -1;
    const char *from = toll__epoch_version(table, row), *memory = toll__table_text(table, row, MEMORY_GIB);
    double since = toll__version_parse(from, strlen(from)), gib = toll__version_parse(memory, strlen(memory));
    gib /= PART_LIMIT * PART_LIMIT;
    if (since < 0 || since > version || gib < 0 || gib > memory_gib)
        return -1;
    return since * MEMORY_LIMIT + gib;
}

uint64_t toll__epoch_next(const toll__table *table, const char *family, double version, double memory_gib, double last,
                          double *rank)
{
    uint64_t found = table->n_rows;
    for (uint64_t row = 0; row < table->n_rows; row++) {
        double own = toll__epoch_rank(table, row, family, version, memory_gib);
        if (own <= last || (found < table->n_rows && own >= *rank))
            continue;
        *rank = own;
        found = row;
    }
    return found;
}

const char *toll__epoch_version(const toll__table *table, uint64_t row)
{
    return toll__table_text(table, row, VERSION);
}
