/* SPDX-License-Identifier: Apache-2.0 */
/* What negotiated terms take of a book: whose names they cover, and where in a tariff their prices go. */
#include "book/overlay.h"

#include <string.h>

int toll__overlay_takes(uint32_t op, const char *text, uint32_t base_op, const char *base_text)
{
    if (op == TOLL_MATCH_PREFIX)
        return strncmp(base_text, text, strlen(text)) == 0;
    return base_op != TOLL_MATCH_PREFIX && strcmp(base_text, text) == 0;
}

uint32_t toll__overlay_middle(const toll__row *rows, uint32_t n_rows)
{
    uint32_t i = 1;
    while (i < n_rows && rows[i].kind != TOLL_ROW_RULE && rows[i].kind != TOLL_ROW_MULTIPLIER)
        i++;
    return i;
}
