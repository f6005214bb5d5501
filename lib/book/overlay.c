/* SPDX-License-Identifier: Apache-2.0 */
/* What negotiated terms take of a book: whose names they cover, and where in a tariff their prices go. */
#include "book/overlay.h"

#include <string.h>

#include "book/name_date.h"

/* Whether the end of a text is another one. */
static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), size = strlen(end);
    return length >= size && strcmp(text + length - size, end) == 0;
}

/* Whether a text has another one in it. */
static int contains(const char *text, const char *part)
{
    const size_t length = strlen(text), size = strlen(part);
    for (size_t at = 0; at + size <= length; at++)
        if (memcmp(text + at, part, size) == 0)
            return 1;
    return 0;
}

/* A name and its snapshots, which a dated clause of the base may be as well as a name that is written out. */
static int is_snapshot(const char *family, const char *text)
{
    uint32_t rule = 0;
    const size_t size = strlen(family);
    return strncmp(text, family, size) == 0 && toll__date_family(text, strlen(text), &rule) == size;
}

static int is_set(uint32_t op)
{
    return op == TOLL_MATCH_PREFIX || op == TOLL_MATCH_SUFFIX || op == TOLL_MATCH_INFIX;
}

/* Of the base's sets of names only a prefix is wholly inside a longer or equal one of the terms; a suffix or an infix
 * is taken by the same clause alone. */
int toll__overlay_takes(uint32_t op, const char *text, uint32_t base_op, const char *base_text)
{
    if (base_op == TOLL_MATCH_SUFFIX || base_op == TOLL_MATCH_INFIX)
        return op == base_op && strcmp(base_text, text) == 0;
    if (op == TOLL_MATCH_PREFIX)
        return strncmp(base_text, text, strlen(text)) == 0;
    if (is_set(base_op))
        return 0;
    if (op == TOLL_MATCH_SUFFIX)
        return ends_with(base_text, text);
    if (op == TOLL_MATCH_INFIX)
        return contains(base_text, text);
    return strcmp(base_text, text) == 0 || (op == TOLL_MATCH_DATED && is_snapshot(text, base_text));
}

uint32_t toll__overlay_middle(const toll__row *rows, uint32_t n_rows)
{
    uint32_t i = 1;
    while (i < n_rows && rows[i].kind != TOLL_ROW_RULE && rows[i].kind != TOLL_ROW_MULTIPLIER)
        i++;
    return i;
}
