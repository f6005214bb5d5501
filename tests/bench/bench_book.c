/* SPDX-License-Identifier: Apache-2.0 */
/* A book of 5,000 models (20,000 rows): look-ups by name in ns, compile and open. One of 3,000 tariffs with 15,000 rows
 * and 2.3 MB, which is as large as all that is known of public prices: open, verify, lay terms over. Not a test. */
#include <toll/bill.h>

#include "bench/measure.h"
#include "support/book_rows.h"

#define MODELS 5000
#define CALLS  100000
#define FULL   3000

typedef struct model {
    char name[64];
    char provider[32];
    uint64_t name_length, provider_length;
} model;

static model models[MODELS];
static book_rows list;
static uint64_t *work, *book;
static uint64_t work_size, book_size;
static uint64_t *full, *full_work;
static uint64_t full_size, full_room;
static book_rows terms;
static volatile uint64_t sink; /* keeps results alive */

/* Names as vendors write them: a family, a size, a date. Every tenth model has a prefix for its later dates. */
static void make_models(void)
{
    static const char *const families[] = {"gpt-5", "claude-opus", "gemini-3-pro", "llama-4-scout", "mistral-large"};
    for (int i = 0; i < MODELS; i++) {
        model *m = &models[i];
        snprintf(m->provider, sizeof m->provider, "provider-%d", i % 20);
        snprintf(m->name, sizeof m->name, "%s-%db-2026-%02d-%02d", families[i % 5], i, i % 12 + 1, i % 28 + 1);
        m->name_length = strlen(m->name);
        m->provider_length = strlen(m->provider);
        rows_simple(&list, m->provider, m->name);
        if (i % 10 == 0) {
            toll_bill_row *row = rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_PREFIX, m->name);
            row->text[m->name_length - 5] = '\0';
            memset(row->text + m->name_length - 5, 0, sizeof row->text - m->name_length + 5);
        }
    }
}

static void find_exact(int64_t calls)
{
    uint64_t card[800], at = 0;
    for (int64_t i = 0; i < calls; i++) {
        at = (at * 5 + 1237) % MODELS; /* no order that a cache could follow */
        const model *m = &models[at];
        sink += (uint64_t)toll_book_find(book, book_size, m->provider, m->provider_length, m->name, m->name_length, 0,
                                         card, sizeof card, NULL);
        sink += card[1];
    }
}

static void find_prefix(int64_t calls)
{
    uint64_t card[800], at = 0;
    for (int64_t i = 0; i < calls; i++) {
        at = (at * 5 + 1237) % (MODELS / 10);
        const model *m = &models[at * 10];
        sink += (uint64_t)toll_book_find(book, book_size, m->provider, m->provider_length, m->name, m->name_length - 1,
                                         0, card, sizeof card, NULL);
    }
}

static void find_unknown(int64_t calls)
{
    uint64_t card[800];
    for (int64_t i = 0; i < calls; i++)
        sink += (uint64_t)toll_book_find(book, book_size, "", 0, "no-such-model-2026", 18, 0, card, sizeof card, NULL);
}

static void intern(int64_t calls)
{
    uint64_t id = 0;
    for (int64_t i = 0; i < calls; i++) {
        toll_book_intern(book, book_size, "provider-7", 10, &id, NULL);
        sink += id;
    }
}

static void compile(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        sink +=
            (uint64_t)toll_book_compile(list.rows, list.count, sizeof list.rows[0], work, work_size, &book_size, NULL);
}

/* Four to six rows a model, each with its source, as importers write them. */
static void make_full(book_rows *rows)
{
    static const uint32_t meters[] = {TOLL_METER_OUTPUT, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE};
    for (int i = 0; i < FULL; i++) {
        char provider[32], name[96];
        const size_t first = rows->count;
        snprintf(provider, sizeof provider, "provider-%d", i % 50);
        snprintf(name, sizeof name, "vendor-%d/model-of-some-length-%d", i % 70, i);
        rows_simple(rows, provider, name);
        if (i % 3 != 0)
            rows_price(rows, meters[i % 2 + 1], 25 + i);
        if (i % 3 == 1)
            rows_text(rows, TOLL_ROW_MATCH, TOLL_MATCH_ALIAS, name + 7)->source_date = 20261130;
        for (size_t row = first; row < rows->count; row++)
            snprintf(rows->rows[row].source, sizeof rows->rows[row].source, "prices of provider-%d, page %d", i % 50,
                     i % 7);
    }
}

/* Terms of one name each on every second tariff. */
static void make_terms(void)
{
    for (int i = 0; i < FULL; i += 2) {
        char provider[32], name[96];
        snprintf(provider, sizeof provider, "provider-%d", i % 50);
        snprintf(name, sizeof name, "vendor-%d/model-of-some-length-%d", i % 70, i);
        rows_tariff(&terms, provider, name)->layer = 1;
        rows_text(&terms, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, name);
        rows_price(&terms, TOLL_METER_INPUT, 200)->is_contract = 1;
    }
}

static void open_full(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        sink += (uint64_t)toll_book_open(full, full_size, NULL);
}

static void verify_full(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        sink += (uint64_t)toll_book_verify(full, full_size, TOLL_BOOK_ALL, NULL);
}

static void overlay_full(int64_t calls)
{
    uint64_t used = 0;
    for (int64_t i = 0; i < calls; i++)
        sink += (uint64_t)toll_book_overlay(full, full_size, terms.rows, terms.count, sizeof terms.rows[0], full_work,
                                            full_room, &used, NULL);
}

static int measure_full(void)
{
    book_rows rows = {0};
    book_block block;
    make_full(&rows);
    make_terms();
    if (block_make(&rows, &block, NULL) != TOLL_OK)
        return 1;
    full = block.words;
    full_size = block.size;
    if (toll_book_overlay_size(full, full_size, terms.rows, terms.count, sizeof terms.rows[0], &full_room, NULL) !=
        TOLL_OK)
        return 1;
    full_work = malloc(full_room);
    if (full_work == NULL)
        return 1;
    printf("book.full_rows %llu\n", (unsigned long long)rows.count);
    printf("book.full_bytes %llu\n", (unsigned long long)full_size);
    measure("book.open_full_us", open_full, 1, 1e3);
    measure("book.verify_full_ms", verify_full, 1, 1e6);
    measure("book.overlay_full_ms", overlay_full, 1, 1e6);
    return 0;
}

static void open_book(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        sink += (uint64_t)toll_book_open(book, book_size, NULL);
}

int main(void)
{
    make_models();
    work_size = toll_book_size(list.count);
    work = malloc(work_size);
    if (work == NULL)
        return 1;
    compile(1);
    book = malloc(book_size);
    if (book == NULL || sink != 0)
        return 1;
    memcpy(book, work, book_size);
    measure("book.find_ns", find_exact, CALLS, CALLS);
    measure("book.find_prefix_ns", find_prefix, CALLS, CALLS);
    measure("book.find_unknown_ns", find_unknown, CALLS, CALLS);
    measure("book.intern_ns", intern, CALLS, CALLS);
    measure("book.compile_5000_ms", compile, 1, 1e6);
    measure("book.open_5000_us", open_book, 1, 1e3);
    printf("book.bytes_per_row %.1f\n", (double)book_size / (double)list.count);
    return measure_full();
}
