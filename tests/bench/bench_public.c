/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds per bill of three public models, the records that tests/bench/peers bills with other libraries. Not a test.
 * A record is three or four components; the generator is the same in every language: x = 16807 x mod (2^31 - 1). Then
 * records with modalities: audio in and out, audio in part cached, images without a price of their own, and reasoning
 * tokens, which are billed as output. */
#include <toll/bill.h>

#include <string.h>

#include "bench/measure.h"

#define RECORDS 1024
#define MODELS  3
#define CALLS   30000
#define LINES   8
#define PARTS   6          /* pairs of a record with modalities */
#define AT_S    1793613600 /* 2026-11-02 10:00 UTC */

typedef struct model {
    const char *provider, *name;
    uint64_t *card;
} model;

static model models[MODELS] = {
    {"openai", "gpt-4.1", NULL}, {"anthropic", "claude-sonnet-4-6", NULL}, {"google", "gemini-2.5-pro", NULL}};
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

/* ---- modalities ---- */

static toll_bill_usage parts[RECORDS][PARTS];
static uint64_t n_parts;
static uint64_t *parts_card;

/* Totals are 100 .. 50,099 tokens in and 1 .. 4,000 out; each part is at most a quarter of its total. */
static void make_parts(const char *provider, const char *name, const uint32_t *meters, uint64_t count)
{
    toll_error err;
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    must(toll_book_find(book, size, provider, strlen(provider), name, strlen(name), AT_S, parts_card,
                        toll_bill_card_size(), &err),
         &err);
    n_parts = count;
    for (int i = 0; i < RECORDS; i++) {
        const int64_t prompt = 100 + draw(50000), answer = 1 + draw(4000);
        for (uint64_t k = 0; k < count; k++) {
            const int64_t whole = meters[k] < TOLL_METER_REASONING && meters[k] != TOLL_METER_OUTPUT ? prompt : answer;
            const int is_total = meters[k] == TOLL_METER_INPUT || meters[k] == TOLL_METER_OUTPUT;
            const int is_joint = meters[k] >= TOLL_METER_CACHE_READ_AUDIO && meters[k] <= TOLL_METER_CACHE_READ_VIDEO;
            parts[i][k] = (toll_bill_usage){meters[k], is_total ? whole : whole / (is_joint ? 16 : 4)};
        }
    }
}

static void bill_parts(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++) {
        const toll_status status = toll_bill_compute(parts_card, toll_bill_card_size(), parts[i % RECORDS], n_parts,
                                                     &context, NULL, 0, NULL, 0, lines, LINES, &total, &err);
        if (status != TOLL_OK)
            must(status, &err);
        sink += total.billed_cost.low;
    }
}

static void measure_parts(void)
{
    static const uint32_t audio[4] = {TOLL_METER_INPUT, TOLL_METER_INPUT_AUDIO, TOLL_METER_OUTPUT,
                                      TOLL_METER_OUTPUT_AUDIO};
    static const uint32_t cached[5] = {TOLL_METER_INPUT, TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ,
                                       TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_OUTPUT};
    static const uint32_t image[4] = {TOLL_METER_INPUT, TOLL_METER_INPUT_IMAGE, TOLL_METER_CACHE_READ,
                                      TOLL_METER_OUTPUT};
    static const uint32_t reasoning[4] = {TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_OUTPUT,
                                          TOLL_METER_REASONING};
    parts_card = malloc(toll_bill_card_size());
    if (parts_card == NULL)
        exit(1);
    make_parts("openai", "gpt-audio", audio, 4);
    measure("bill.public_audio_ns", bill_parts, CALLS, CALLS);
    make_parts("google", "gemini-2.5-flash", cached, 5);
    measure("bill.public_cached_audio_ns", bill_parts, CALLS, CALLS);
    make_parts("google", "gemini-2.5-flash", image, 4);
    measure("bill.public_image_ns", bill_parts, CALLS, CALLS);
    make_parts("openai", "gpt-5", reasoning, 4);
    measure("bill.public_reasoning_ns", bill_parts, CALLS, CALLS);
}

/* ---- look-ups ---- */

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

/* Names by rule, no card: as the book has them, as logs do, and one that is refused without a message. */
static const char *const written[] = {"gpt-4o", "gpt-5-mini", "claude-sonnet-4-5", "gemini-2.5-flash"};
static const char *const logged[] = {"claude-sonnet-4-5-20250929", "vertex_ai/gemini-2.5-flash", "GPT-5",
                                     "us.anthropic.claude-haiku-4-5-20251001-v1:0"};
static const char *const unknown[] = {"gpt-7", "gpt-4o-eastus2", "openrouter/openai/gpt-5", "llama"};

static void resolve_names(const char *const names[4], int64_t calls)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    toll_book_name found;
    must(toll_struct_init(&found, sizeof found, TOLL_KIND_BOOK_NAME, NULL), NULL);
    for (int64_t i = 0; i < calls; i++) {
        const char *name = names[i % 4];
        sink += (uint64_t)toll_book_resolve(book, size, NULL, 0, name, strlen(name), AT_S, NULL, 0, &found, NULL);
    }
}

static void resolve_written(int64_t calls)
{
    resolve_names(written, calls);
}

static void resolve_logged(int64_t calls)
{
    resolve_names(logged, calls);
}

static void resolve_unknown(int64_t calls)
{
    resolve_names(unknown, calls);
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
    measure("names.written_ns", resolve_written, CALLS, CALLS);
    measure("names.by_rule_ns", resolve_logged, CALLS / 10, CALLS / 10);
    measure("names.refused_ns", resolve_unknown, CALLS / 10, CALLS / 10);
    measure_parts();
    return 0;
}
