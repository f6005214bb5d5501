/* SPDX-License-Identifier: Apache-2.0 */
/* A book of 5,000 models (20,000 rows): look-ups by name in ns, compile and open in ms. Not a test. */
#include <toll/bill.h>

#include "bench/measure.h"
#include "support/book_rows.h"

#define MODELS 5000
#define CALLS  100000

typedef struct model {
    char name[64];
    char provider[32];
    uint64_t name_length, provider_length;
} model;

static model models[MODELS];
static book_rows list;
static uint64_t *work, *book;
static uint64_t work_size, book_size;
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
    measure("book.open_5000_ms", open_book, 1, 1e6);
    printf("book.bytes_per_row %.1f\n", (double)book_size / (double)list.count);
    return 0;
}
