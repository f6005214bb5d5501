/* SPDX-License-Identifier: Apache-2.0 */
/* toll_tco_*: rows from bytes, most of them nearly right. What is accepted evaluates to finite figures, or says why not;
 * both views and the lines sum to the same; the objects refuse to be changed. */
#include "fuzz.h"
#include "scenarios.h"

#include <math.h>

#define ROWS_MAX  24
#define LINES_MAX 65536

static toll_tco_row rows[ROWS_MAX];
static uint64_t n_rows;

static toll_tco_row *add(uint32_t kind, double value)
{
    toll_tco_row *row = &rows[n_rows++];
    LAW(toll_struct_init(row, sizeof *row, TOLL_KIND_TCO_ROW, NULL) == TOLL_OK);
    row->kind = kind;
    row->value = (toll_range){value, value, value};
    return row;
}

/* Between the limits of the kind, at them, or any bits. */
static double take_value(input *in, const toll_tco_row_kind *kind)
{
    const double share = (double)take(in, 2) / 65535;
    switch (take(in, 1) % 8) {
    case 0:
        return kind->min;
    case 1:
        return kind->max;
    case 2:
        return take_double(in);
    case 3:
        return kind->min + share;
    default:
        return kind->min + share * (kind->max < 1e6 ? kind->max - kind->min : 1e6);
    }
}

static void take_prices(input *in, toll_tco_row *row, const toll_tco_row_kind *kind)
{
    const uint64_t uses = kind->uses;
    take_terms(in, row, uses);
    if ((uses & TOLL_TCO_USES_QUANTITY) != 0 && take(in, 1) % 4 == 0)
        row->quantity_below = (double)take(in, 1);
    if ((uses & TOLL_TCO_USES_CURRENCY) != 0 && take(in, 1) % 4 == 0)
        memcpy(row->currency, "EUR", 3);
    if ((uses & TOLL_TCO_USES_PRICE_YEAR) != 0 && take(in, 1) % 4 == 0)
        row->price_year = 2000 + (int32_t)take(in, 1) % 40;
}

static void take_row(input *in)
{
    toll_tco_row_kind kind;
    LAW(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL) == TOLL_OK);
    const uint32_t code = (uint32_t)take(in, 1) % 98;
    if (toll_tco_get_row_kind(code, &kind, NULL) != TOLL_OK)
        return;
    toll_tco_row *row = add(code, 0);
    const double value = take_value(in, &kind);
    row->value = (toll_range){value, value, value};
    row->option = (kind.uses & TOLL_TCO_USES_OPTION) != 0 ? (uint32_t)take(in, 1) % 3 : 0;
    if ((kind.uses & TOLL_TCO_USES_PERIODS) != 0 && take(in, 1) % 3 == 0) {
        row->from_period = (int32_t)take(in, 1) % 40;
        row->to_period = (int32_t)take(in, 1) % 60;
    }
    take_prices(in, row, &kind);
    if (take(in, 1) == 255)
        mutate(in, row, TOLL_KIND_TCO_ROW);
}

static double series_sum(const void *account, uint64_t size, uint32_t series, int64_t periods, double *numbers)
{
    double sum = 0;
    LAW(toll_tco_get_series(account, size, series, numbers, (uint64_t)periods + 1, NULL) == TOLL_OK);
    for (int64_t t = 0; t <= periods; t++) {
        LAW(isfinite(numbers[t]));
        sum += numbers[t];
    }
    return sum;
}

/* Sums of up to a hundred thousand amounts, in any order. */
static void law_near(double a, double b, double size)
{
    LAW(fabs(a - b) <= 1e-9 * size + 1e-300);
}

static void try_lines(const void *plan, uint64_t plan_size, void *account, uint64_t size, const toll_tco_summary *s)
{
    static toll_tco_line lines[LINES_MAX];
    uint64_t count = 0;
    double sum = 0;
    toll_status status = toll_tco_get_lines(plan, plan_size, account, size, lines, LINES_MAX, &count, NULL);
    LAW(status == TOLL_OK || (status == TOLL_E_BUFFER && count > LINES_MAX));
    for (uint64_t i = 0; status == TOLL_OK && i < count; i++)
        sum += lines[i].amount;
    if (status == TOLL_OK)
        law_near(sum, s->total_money, s->cost_money + s->credit_money);
    if (status == TOLL_OK && count > 0) {
        double view[1201];
        toll_error err;
        law_status(toll_tco_estimate_view(lines, count, TOLL_TCO_SERIES_ACCRUAL, 0.25, view, 74, &err), &err);
    }
}

/* Amounts by row sum to the total; values are the medians. */
static void try_rows(const void *plan, uint64_t plan_size, const void *account, uint64_t size,
                     const toll_tco_summary *s)
{
    double amounts[ROWS_MAX], values[ROWS_MAX], sum = 0;
    LAW(toll_tco_get_amounts(account, size, amounts, n_rows, NULL) == TOLL_OK);
    LAW(toll_tco_get_values(plan, plan_size, values, n_rows, NULL) == TOLL_OK);
    for (uint64_t i = 0; i < n_rows; i++) {
        LAW(values[i] == rows[i].value.mid);
        sum += amounts[i];
    }
    law_near(sum, s->total_money, s->cost_money + s->credit_money);
}

/* Any bytes as a name, any code of any list. */
static void try_names(input *in)
{
    uint32_t code = 0;
    toll_error err;
    const uint32_t list = (uint32_t)take(in, 1) % 12;
    const uint64_t size = take(in, 1) % 40;
    if (in->size < size)
        return;
    if (law_status(toll_tco_find_name(list, (const char *)in->data, size, &code, &err), &err) == TOLL_OK)
        LAW(code < toll_tco_count_names(list) && strlen(toll_tco_get_name(list, code)) == size);
}

static void try_account(const void *plan, uint64_t plan_size, const toll_tco_conventions *c, uint32_t option)
{
    toll_error err;
    toll_tco_summary s;
    uint64_t *account = malloc(c->account_bytes);
    double *numbers = malloc(((uint64_t)c->periods + 1) * sizeof *numbers);
    LAW(account != NULL && numbers != NULL);
    LAW(toll_struct_init(&s, sizeof s, TOLL_KIND_TCO_SUMMARY, NULL) == TOLL_OK);
    toll_status status =
        law_status(toll_tco_estimate(plan, plan_size, option, NULL, NULL, 0, account, c->account_bytes, &err), &err);
    if (status == TOLL_OK) {
        LAW(toll_tco_get_summary(account, c->account_bytes, &s, &err) == TOLL_OK);
        LAW(toll_struct_check(&s, TOLL_KIND_TCO_SUMMARY, NULL) == TOLL_OK);
        const double size = s.cost_money + s.credit_money;
        law_near(series_sum(account, c->account_bytes, TOLL_TCO_SERIES_CASH, c->periods, numbers), s.total_money, size);
        law_near(series_sum(account, c->account_bytes, TOLL_TCO_SERIES_ACCRUAL, c->periods, numbers), s.total_money,
                 size);
        LAW(s.unserved_tokens >= 0 && s.load_frac <= 1 + 1e-9);
        try_rows(plan, plan_size, account, c->account_bytes, &s);
        try_lines(plan, plan_size, account, c->account_bytes, &s);
        ((uint8_t *)account)[c->account_bytes / 2] ^= 1;
        LAW(toll_tco_get_summary(account, c->account_bytes, &s, NULL) == TOLL_E_OBJECT);
    } else
        LAW(status == TOLL_E_UNKNOWN_ID || status == TOLL_E_RANGE || status == TOLL_E_NOT_FINITE);
    free(account);
    free(numbers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    toll_error err;
    toll_tco_conventions c;
    static uint64_t plan[2048];
    n_rows = 0;
    if (take(&in, 1) == 0) {
        try_names(&in);
        return 0;
    }
    LAW(toll_tco_plan_size(ROWS_MAX) <= sizeof plan);
    add(TOLL_TCO_HORIZON, 1 + (double)(take(&in, 1) % 72));
    memcpy(add(TOLL_TCO_OPTION, 0)->text, "one", 3);
    rows[1].option = 1;
    while (in.size > 0 && n_rows < ROWS_MAX)
        take_row(&in);
    const toll_status checked = law_status(toll_tco_check(rows, n_rows, sizeof rows[0], &err), &err);
    LAW(toll_tco_resolve(rows, n_rows, sizeof rows[0], plan, sizeof plan, NULL) == checked);
    if (checked != TOLL_OK)
        return 0;
    LAW(toll_struct_init(&c, sizeof c, TOLL_KIND_TCO_CONVENTIONS, NULL) == TOLL_OK);
    LAW(toll_tco_get_conventions(plan, sizeof plan, &c, NULL) == TOLL_OK);
    for (uint32_t option = 1; option <= 2; option++)
        try_account(plan, sizeof plan, &c, option);
    return 0;
}
