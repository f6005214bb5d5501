/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles a small tariff from rows, bills one request with it, and prints the lines and the book's hash. */
#include <toll.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "bill: %s\n", err->message);
    exit(1);
}

static const char *show(const toll_amount *amount, char *text)
{
    toll_error err;
    check(toll_amount_format(amount, 2, text, TOLL_MONEY_TEXT_BYTES, NULL, &err), &err);
    return text;
}

static void expect(const char *got, const char *want)
{
    if (strcmp(got, want) == 0)
        return;
    fprintf(stderr, "bill: expected %s, got %s\n", want, got);
    exit(1);
}

int main(void)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    //! [bill]
    const toll_bill_row rows[] = {
        {.kind = TOLL_ROW_TARIFF,
         .key = "acme",
         .text = "acme-one/2026",
         .value = "USD",
         .origin = TOLL_ORIGIN_PUBLIC,
         .from_s = TOLL_TIME_MIN,
         .until_s = TOLL_TIME_MAX},
        {.kind = TOLL_ROW_MATCH, .op = TOLL_MATCH_EXACT, .text = "acme-one"},
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_INPUT, .number = {300, 2, 0}, .per = 1000000},
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_CACHE_READ, .number = {30, 2, 0}, .per = 1000000},
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_OUTPUT, .number = {1500, 2, 0}, .per = 1000000},
        {.kind = TOLL_ROW_MULTIPLIER, .op = TOLL_FACTOR_LIST, .text = "batch", .number = {5, 1, 0}},
        {.kind = TOLL_ROW_WHEN_TIER, .text = "batch"},
    };
    const toll_bill_usage usage[] = {
        {TOLL_METER_INPUT, 12000}, {TOLL_METER_CACHE_READ, 10000}, {TOLL_METER_OUTPUT, 800}};
    static uint64_t book[2048]; /* toll_book_size() tells how much is needed */
    uint64_t card[TOLL_BILL_CARD_WORDS];
    uint64_t size;
    toll_bill_context context;
    toll_bill_line lines[8];
    toll_bill_total total;
    toll_error err;

    check(toll_book_compile(rows, sizeof rows / sizeof rows[0], sizeof rows[0], book, sizeof book, &size, &err), &err);
    check(toll_book_find(book, size, TOLL_STR("acme"), TOLL_STR("acme-one"), 1793577600, card, sizeof card, &err),
          &err);
    toll_init(&context);
    toll_init(&total);
    check(toll_book_intern_tier(book, size, TOLL_STR("batch"), &context.service_tier, &err), &err);
    check(toll_bill_compute(card, sizeof card, usage, 3, &context, NULL, 0, NULL, 0, lines, 8, &total, &err), &err);
    for (int64_t i = 0; i < total.n_lines; i++)
        printf("meter %u  %6lld tokens  %s\n", (unsigned)lines[i].meter, (long long)lines[i].quantity,
               show(&lines[i].billed_cost, text));
    printf("total  %s %s, book %.12s\n", show(&total.billed_cost, text), total.currency, total.book_hash);
    check(toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err), &err);
    //! [bill]
    expect(show(&lines[0].billed_cost, text), "0.003"); /* (12,000 - 10,000) * 3 / 10^6 / 2 */
    expect(show(&lines[1].billed_cost, text), "0.006"); /* 800 * 15 / 10^6 / 2 */
    expect(show(&lines[2].billed_cost, text), "0.0015");
    expect(show(&total.billed_cost, text), "0.0105");
    return 0;
}
