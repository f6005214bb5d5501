/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the rows of retirement and redirection of a tariff, of which tariff_rules.c lets one each pass. */
#include "book/retirement.h"

void toll__retirement_get(const toll__tariff *tariff, toll__retirement *retirement)
{
    *retirement = (toll__retirement){0, 0, 0, 0};
    for (uint32_t i = 1; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        if (row->kind == TOLL_ROW_RETIRED) {
            retirement->from_s = row->from_s;
            retirement->has_date = 1;
            retirement->replacement = row->text;
        }
        if (row->kind == TOLL_ROW_REDIRECT)
            retirement->redirected_to = row->text;
    }
}

int toll__is_retired(const toll__tariff *tariff, toll__name_instant *instant)
{
    toll__retirement retirement;
    toll__retirement_get(tariff, &retirement);
    return retirement.has_date != 0 && toll__name_instant_reached(instant, retirement.from_s);
}
