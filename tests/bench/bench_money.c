/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds per call of the money functions: the median of 21 rounds, one line a figure. Not a test. */
#include <toll/money.h>

#include "bench/measure.h"

#define CALLS 20000
#define ROWS  1024

static int64_t quantities[ROWS];
static toll_amount amounts[ROWS];
static toll_amount parts[ROWS];
static volatile uint64_t sink; /* keeps results alive */

static void compute(int64_t calls)
{
    const toll_decimal price = {250, 2, 0};
    toll_amount amount = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_compute(&price, quantities[i % ROWS], 1000000, TOLL_ROUND_HALF_EVEN, &amount, NULL, NULL);
        sink += amount.low;
    }
}

static void compute_inexact(int64_t calls)
{
    const toll_decimal price = {250, 2, 0};
    toll_amount amount = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_compute(&price, quantities[i % ROWS], 3600, TOLL_ROUND_HALF_EVEN, &amount, NULL, NULL);
        sink += amount.low;
    }
}

static void compute_columns(int64_t calls)
{
    const toll_decimal price = {250, 2, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_compute_columns(&price, 1000000, TOLL_ROUND_HALF_EVEN, quantities, ROWS, amounts, NULL, NULL, NULL);
        sink += amounts[i % ROWS].low;
    }
}

static void add(int64_t calls)
{
    toll_amount sum = {0, 0};
    for (int64_t i = 0; i < calls; i++)
        toll_amount_add(&sum, &amounts[i % ROWS], &sum, NULL);
    sink += sum.low;
}

static void sum_rows(int64_t calls)
{
    toll_amount sum = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_sum(amounts, ROWS, sizeof amounts[0], &sum, NULL);
        sink += sum.low;
    }
}

static void format(int64_t calls)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_format(&amounts[i % ROWS], 2, text, sizeof text, NULL, NULL);
        sink += (uint64_t)text[0];
    }
}

static void parse(int64_t calls)
{
    toll_amount amount = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_parse("12345.678901234", 15, &amount, NULL);
        sink += amount.low;
    }
}

static void round_cents(int64_t calls)
{
    toll_amount rounded = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_round(&amounts[i % ROWS], 2, TOLL_ROUND_HALF_EVEN, &rounded, NULL, NULL);
        sink += rounded.low;
    }
}

static void multiply(int64_t calls)
{
    const toll_decimal factor = {119, 2, 0};
    toll_amount product = {0, 0};
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_multiply(&amounts[i % ROWS], &factor, TOLL_ROUND_HALF_EVEN, &product, NULL, NULL);
        sink += product.low;
    }
}

static void allocate(int64_t calls)
{
    toll_amount total;
    toll_amount_parse("123456.78", 9, &total, NULL);
    for (int64_t i = 0; i < calls; i++) {
        toll_amount_allocate(&total, quantities, ROWS, 2, parts, NULL);
        sink += parts[0].low;
    }
}

static void digits_of_currency(int64_t calls)
{
    int32_t digits = 0;
    for (int64_t i = 0; i < calls; i++) {
        toll_currency_get_digits(i % 2 ? "USD" : "KWD", 3, &digits, NULL);
        sink += (uint64_t)digits;
    }
}

int main(void)
{
    for (int i = 0; i < ROWS; i++)
        quantities[i] =
            (int64_t)((uint64_t)(i + 1) * 2654435761u % 2000000u); /* 0 .. 2 M tokens, spread by Knuth's hash */
    compute_columns(1);
    measure("money.compute_ns", compute, CALLS, CALLS);
    measure("money.compute_inexact_ns", compute_inexact, CALLS, CALLS);
    measure("money.compute_columns_row_ns", compute_columns, 20, 20.0 * ROWS);
    measure("money.add_ns", add, CALLS, CALLS);
    measure("money.sum_row_ns", sum_rows, 20, 20.0 * ROWS);
    measure("money.multiply_ns", multiply, CALLS, CALLS);
    measure("money.round_ns", round_cents, CALLS, CALLS);
    measure("money.parse_ns", parse, CALLS, CALLS);
    measure("money.format_ns", format, CALLS, CALLS);
    measure("money.allocate_part_ns", allocate, 2, 2.0 * ROWS);
    measure("money.currency_ns", digits_of_currency, CALLS, CALLS);
    return 0;
}
