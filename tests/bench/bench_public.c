/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds per bill of three public models, the records that tests/bench/peers bills with other libraries. Not a test.
 * A record is three or four components; the generator is the same in every language: x = 16807 x mod (2^31 - 1). */
#include <toll/bill.h>

#include <string.h>

#include "bench/measure.h"

#define RECORDS 1024
#define MODELS  3
#define CALLS   30000
#define LINES   8
#define AT_S    1793613600 /* 2026-11-02 10:00 UTC */

typedef struct model {
    const char *provider, *name;
    uint64_t *card;
} model;

static model models[MODELS] = {
    {"openai", "gpt-4.1", NULL}, {"anthropic", "claude-sonnet-4-5", NULL}, {"google", "gemini-2.5-pro", NULL}};
static toll_bill_usage usage[RECORDS][4];
static uint64_t n_usage[RECORDS];
static toll_bill_context context;
static toll_bill_total total;
static toll_bill_line lines[LINES];
static volatile uint64_t sink; /* keeps results alive */

static int64_t draw(int64_t below)
{
    static int64_t x = 1;
    x = x * 16807 % INT64_C(2147483647);
    return x % below;
}

static void must(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "bench_public: %s\n", err->message);
    exit(1);
}

/* Record i is of model i % 3; every twentieth prompt is long. */
static void make_records(void)
{
    for (int i = 0; i < RECORDS; i++) {
        const int64_t prompt = draw(20) == 0 ? 200000 + draw(400000) : 100 + draw(50000);
        const int64_t read = draw(prompt / 2 + 1), write = draw(prompt / 4 + 1), answer = 1 + draw(4000);
        usage[i][0] = (toll_bill_usage){TOLL_METER_INPUT, prompt};
        usage[i][1] = (toll_bill_usage){TOLL_METER_CACHE_READ, read};
        usage[i][2] = (toll_bill_usage){TOLL_METER_OUTPUT, answer};
        usage[i][3] = (toll_bill_usage){TOLL_METER_CACHE_WRITE, write};
        n_usage[i] = i % MODELS == 1 ? 4 : 3; /* the second vendor alone charges for writes */
    }
}

static void find_models(void)
{
    toll_error err;
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    for (int i = 0; i < MODELS; i++) {
        model *m = &models[i];
        m->card = malloc(toll_bill_card_size());
        if (m->card == NULL)
            exit(1);
        must(toll_book_find(book, size, m->provider, strlen(m->provider), m->name, strlen(m->name), AT_S, m->card,
                            toll_bill_card_size(), &err),
             &err);
    }
}

static void bill(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++) {
        const int64_t record = i % RECORDS;
        const toll_status status =
            toll_bill_compute(models[record % MODELS].card, toll_bill_card_size(), usage[record], n_usage[record],
                              &context, NULL, 0, NULL, 0, lines, LINES, &total, &err);
        if (status != TOLL_OK)
            must(status, &err);
        sink += total.billed_cost.low;
    }
}

/* The tariff found anew for each record. */
static void find_and_bill(int64_t calls)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    toll_error err;
    for (int64_t i = 0; i < calls; i++) {
        const model *m = &models[i % MODELS];
        must(toll_book_find(book, size, m->provider, strlen(m->provider), m->name, strlen(m->name), AT_S, m->card,
                            toll_bill_card_size(), &err),
             &err);
        must(toll_bill_compute(m->card, toll_bill_card_size(), usage[i % RECORDS], 3, &context, NULL, 0, NULL, 0, lines,
                               LINES, &total, &err),
             &err);
        sink += total.billed_cost.low;
    }
}

int main(void)
{
    toll_error err;
    must(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, &err), &err);
    must(toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, &err), &err);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = AT_S;
    make_records();
    find_models();
    measure("bill.public_ns", bill, CALLS, CALLS);
    measure("bill.public_with_find_ns", find_and_bill, CALLS, CALLS);
    return 0;
}
