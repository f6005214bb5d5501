/* SPDX-License-Identifier: Apache-2.0 */
/* toll_decimal_*, toll_amount_*, toll_currency_*: any text and any numbers; the laws of exact arithmetic. */
#include "fuzz.h"

/* What parses is written back as the same value. */
static void try_text(input *in)
{
    toll_decimal decimal, again;
    toll_amount amount, same;
    toll_error err;
    char text[128];
    uint64_t needed;
    int32_t digits, order = 9;
    const char *given = (const char *)in->data;
    if (law_status(toll_decimal_parse(given, in->size, &decimal, &err), &err) == TOLL_OK) {
        LAW(toll_decimal_format(&decimal, text, sizeof text, &needed, &err) == TOLL_OK && strlen(text) + 1 == needed);
        LAW(toll_decimal_parse(text, needed - 1, &again, &err) == TOLL_OK);
        LAW(toll_decimal_compare(&decimal, &again, &order, &err) == TOLL_OK && order == 0);
        LAW(decimal.coef == again.coef && decimal.scale == again.scale);
        LAW(toll_decimal_format(&decimal, text, needed - 1, &needed, &err) == TOLL_E_BUFFER);
    }
    if (law_status(toll_amount_parse(given, in->size, &amount, &err), &err) == TOLL_OK) {
        LAW(toll_amount_format(&amount, 2, text, sizeof text, &needed, &err) == TOLL_OK && strlen(text) + 1 == needed);
        LAW(toll_amount_parse(text, needed - 1, &same, &err) == TOLL_OK && memcmp(&same, &amount, sizeof same) == 0);
    }
    law_status(toll_currency_get_digits(given, in->size, &digits, &err), &err);
}

static toll_decimal take_decimal(input *in)
{
    toll_decimal value = {0};
    value.coef = (int64_t)take(in, 8) >> (take(in, 1) % 64);
    value.scale = (int32_t)take(in, 1) % 40;
    return value;
}

static toll_amount take_amount(input *in)
{
    toll_amount value = {0};
    value.low = take(in, 8);
    value.high = (int64_t)take(in, 8) >> (take(in, 1) % 64);
    return value;
}

static void try_decimals(input *in)
{
    const toll_decimal a = take_decimal(in), b = take_decimal(in);
    toll_decimal ab = {0}, ba = {0};
    toll_error err;
    int32_t forth = 0, back = 0;
    LAW(law_status(toll_decimal_add(&a, &b, &ab, &err), &err) == toll_decimal_add(&b, &a, &ba, NULL));
    LAW(memcmp(&ab, &ba, sizeof ab) == 0);
    LAW(law_status(toll_decimal_multiply(&a, &b, &ab, &err), &err) == toll_decimal_multiply(&b, &a, &ba, NULL));
    LAW(memcmp(&ab, &ba, sizeof ab) == 0);
    law_status(toll_decimal_compare(&a, &b, &forth, &err), &err);
    law_status(toll_decimal_compare(&b, &a, &back, &err), &err);
    LAW(forth == -back);
    law_status(toll_decimal_round(&a, (int32_t)take(in, 1) % 40, (int32_t)take(in, 1) % 6, &ab, &back, &err), &err);
}

/* Sum, difference and product of amounts; the columns give what the single call gives. */
static void try_amounts(input *in)
{
    const toll_amount a = take_amount(in), b = take_amount(in);
    const toll_amount both[2] = {a, b};
    const toll_decimal price = take_decimal(in);
    const int32_t mode = (int32_t)take(in, 1) % 6;
    const int64_t per = (int64_t)take(in, 4), quantity = (int64_t)take(in, 8);
    toll_amount sum = {0}, sums = {0}, back = {0}, one = {0}, column = {0};
    toll_error err;
    int32_t inexact = 0, inexact_column = 0, status_column = 1;
    const toll_status added = law_status(toll_amount_add(&a, &b, &sum, &err), &err);
    LAW(toll_amount_sum(both, 2, sizeof both[0], &sums, NULL) == added && memcmp(&sum, &sums, sizeof sum) == 0);
    if (added == TOLL_OK)
        LAW(toll_amount_subtract(&sum, &b, &back, &err) == TOLL_OK && memcmp(&back, &a, sizeof a) == 0);
    law_status(toll_amount_multiply(&a, &price, mode, &back, &inexact, &err), &err);
    law_status(toll_amount_round(&a, (int32_t)take(in, 1) % 24, mode, &back, &inexact, &err), &err);
    law_status(toll_amount_convert(&price, mode, &back, &inexact, &err), &err);
    inexact = 0;
    const toll_status single = law_status(toll_amount_compute(&price, quantity, per, mode, &one, &inexact, &err), &err);
    if (toll_amount_compute_columns(&price, per, mode, &quantity, 1, &column, &inexact_column, &status_column, NULL) ==
        TOLL_OK)
        LAW(status_column == single && inexact == inexact_column && memcmp(&one, &column, sizeof one) == 0);
}

/* Parts sum to the total. */
static void try_allocate(input *in)
{
    const toll_amount total = take_amount(in);
    const int32_t digits = (int32_t)take(in, 1) % 42 - 22;
    toll_amount parts[8], sum;
    int64_t weights[8];
    toll_error err;
    int32_t order = 9;
    const uint64_t count = take(in, 1) % 9;
    for (uint64_t i = 0; i < count; i++)
        weights[i] = (int64_t)take(in, 8) >> (take(in, 1) % 64);
    if (law_status(toll_amount_allocate(&total, weights, count, digits, parts, &err), &err) != TOLL_OK)
        return;
    LAW(toll_amount_sum(parts, count, sizeof parts[0], &sum, &err) == TOLL_OK);
    LAW(toll_amount_compare(&sum, &total, &order, &err) == TOLL_OK && order == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    switch (take(&in, 1) % 4) {
    case 0:
        try_text(&in);
        break;
    case 1:
        try_decimals(&in);
        break;
    case 2:
        try_allocate(&in);
        break;
    default:
        try_amounts(&in);
        break;
    }
    return 0;
}
