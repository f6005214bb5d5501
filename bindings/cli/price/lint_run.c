/* SPDX-License-Identifier: Apache-2.0 */
/* Findings are told, and rows looked up. */
#include "price/lint_run.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "input/meters.h"

void tell_finding(lint_run *l, int64_t row, const char *format, ...)
{
    char text[320];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    l->report(l->target, row, text);
    l->found++;
}

double unit_price(const toll_bill_row *row)
{
    return (double)row->number.coef * pow(10, -row->number.scale) / (double)row->per;
}

bool is_token_price(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_PRICE && row->number.coef > 0 && meter_of(row->meter).is_token != 0;
}

int64_t end_of_tariff(const lint_run *l, int64_t first)
{
    int64_t end = first + 1;
    while (end < l->n_rows && l->rows[end].kind != TOLL_ROW_TARIFF) {
        end++;
    }
    return end;
}

int64_t find_price(const lint_run *l, int64_t from, int64_t until, const toll_bill_row *like, uint32_t meter)
{
    for (int64_t i = from; i < until; i++) {
        bool is_same = l->rows[i].meter == meter && l->rows[i].is_contract == like->is_contract;
        if (is_same && is_token_price(&l->rows[i])) {
            return i;
        }
    }
    return -1;
}

int64_t end_of_block(const lint_run *l, int64_t block, int64_t end)
{
    int64_t i = block + 1;
    while (i < end && l->rows[i].kind != TOLL_ROW_RULE && l->rows[i].kind != TOLL_ROW_MULTIPLIER) {
        i++;
    }
    return i;
}
