/* SPDX-License-Identifier: Apache-2.0 */
/* Eight threads ask the same questions of shared objects: a price book, a card, a resolved deployment. Under the thread
 * sanitizer any write to shared memory is an error; without it the program still checks that each thread gets the bits
 * that the first one got. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#define THREADS 8
#define ROUNDS  200
#define AT_S    1793491200 /* 2026-11-01T00:00:00Z */

typedef struct answers {
    toll_bill_total bill, quote;
    toll_serve_result result;
    toll_finance_irr irr;
} answers;

static uint64_t shared_card[TOLL_BILL_CARD_WORDS];
static answers first;

static void must(toll_status status, const char *what)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "threads: %s: %s\n", what, toll_status_name(status));
    exit(1);
}

static void bill_on_the_shared_card(answers *a)
{
    const toll_bill_usage usage[] = {
        {TOLL_METER_INPUT, 12000}, {TOLL_METER_CACHE_READ, 10000}, {TOLL_METER_OUTPUT, 800}};
    toll_bill_context context;
    toll_bill_line lines[8];
    toll_init(&context);
    toll_init(&a->bill);
    toll_init(&a->quote);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = AT_S;
    must(toll_bill_compute(shared_card, sizeof shared_card, usage, 3, &context, NULL, 0, NULL, 0, lines, 8, &a->bill,
                           NULL),
         "toll_bill_compute");
    must(toll_bill_compute_public("anthropic", "claude-sonnet-4-6", AT_S, usage, 3, NULL, 0, &a->quote, NULL),
         "toll_bill_compute_public");
}

static void estimate(answers *a)
{
    const double flows[] = {-100, 60, 60};
    double root = 0;
    toll_serve_load load;
    toll_serve_cost cost;
    toll_init(&load);
    toll_init(&a->result);
    toll_init(&cost);
    toll_init(&a->irr);
    must(toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-8b", "bf16", 1, &load, 2.5, &a->result, &cost, NULL),
         "toll_catalog_estimate");
    must(toll_finance_find_irr(flows, 3, &root, 1, &a->irr, NULL), "toll_finance_find_irr");
}

static void *ask(void *out)
{
    answers a;
    memset(&a, 0, sizeof a);
    for (int round = 0; round < ROUNDS; round++) {
        bill_on_the_shared_card(&a);
        estimate(&a);
    }
    *(int *)out = memcmp(&a, &first, sizeof a) != 0;
    return NULL;
}

int main(void)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    pthread_t threads[THREADS];
    int differ[THREADS] = {0}, wrong = 0;
    must(toll_book_find(book, size, TOLL_STR("anthropic"), TOLL_STR("claude-sonnet-4-6"), AT_S, shared_card,
                        sizeof shared_card, NULL),
         "toll_book_find");
    bill_on_the_shared_card(&first);
    estimate(&first);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, ask, &differ[i]) != 0)
            return 1;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        wrong += differ[i];
    }
    printf("%d threads, %d rounds each: %d differ\n", THREADS, ROUNDS, wrong);
    return wrong != 0;
}
