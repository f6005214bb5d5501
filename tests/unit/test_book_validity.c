/* SPDX-License-Identifier: Apache-2.0 */
/* Validity of names: the longest interval around an instant in which toll_book_resolve() says the same, against the
 * answers themselves at all instants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/book_rows.h"

static toll_error why;

/* All that a look-up says. */
typedef struct verdict {
    toll_status listed, billed; /* without and with a card */
    char message[sizeof why.message];
    toll_book_name name;
} verdict;

static verdict ask(const book_block *block, const char *provider, const char *name, int64_t at_s)
{
    static uint64_t card[TOLL_BILL_CARD_WORDS];
    verdict v;
    memset(&v, 0, sizeof v);
    memset(&why, 0, sizeof why);
    (void)toll_struct_init(&v.name, sizeof v.name, TOLL_KIND_BOOK_NAME, NULL);
    v.listed =
        toll_book_resolve(block->words, block->size, provider, TOLL_NUL, name, TOLL_NUL, at_s, NULL, 0, &v.name, NULL);
    v.billed = toll_book_resolve(block->words, block->size, provider, TOLL_NUL, name, TOLL_NUL, at_s, card, sizeof card,
                                 &v.name, v.listed == TOLL_E_UNKNOWN_ID ? NULL : &why);
    memcpy(v.message, why.message, sizeof v.message);
    return v;
}

static int is_same(const verdict *a, const verdict *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

typedef struct validity {
    int64_t from_s, until_s;
} validity;

static validity find(const book_block *block, const char *provider, const char *name, int64_t at_s)
{
    validity v = {1, -1};
    if (toll_book_find_validity(block->words, block->size, provider, TOLL_NUL, name, TOLL_NUL, at_s, &v.from_s,
                                &v.until_s, &why) != TOLL_OK)
        fail_msg("%s: %s", name, why.message);
    return v;
}

static void expect_validity(const book_block *block, const char *provider, const char *name, int64_t at_s,
                            int64_t from_s, int64_t until_s)
{
    const validity v = find(block, provider, name, at_s);
    if (v.from_s != from_s || v.until_s != until_s)
        fail_msg("%s/%s at %lld: %lld .. %lld, not %lld .. %lld", provider, name, (long long)at_s, (long long)v.from_s,
                 (long long)v.until_s, (long long)from_s, (long long)until_s);
}

/* ---- by hand ---- */

static toll_bill_row *sell(book_rows *list, const char *provider, const char *sku, uint32_t op, const char *name,
                           int64_t from_s, int64_t until_s)
{
    const size_t first = list->count;
    rows_tariff(list, provider, sku);
    rows_text(list, TOLL_ROW_MATCH, op, name);
    rows_price(list, TOLL_METER_INPUT, 100);
    list->rows[first].from_s = from_s;
    list->rows[first].until_s = until_s;
    return &list->rows[first];
}

static book_block make(book_rows *list)
{
    book_block block;
    if (block_make(list, &block, &why) != TOLL_OK)
        fail_msg("%s", why.message);
    assert_int_equal(toll_book_open(block.words, block.size, NULL), TOLL_OK);
    rows_free(list);
    return block;
}

#define EVER  TOLL_TIME_MIN
#define NEVER TOLL_TIME_MAX

static void a_version_ends_where_the_next_one_begins(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell(&list, "acme", "m", TOLL_MATCH_EXACT, "m", 100, 200);
    (void)sell(&list, "acme", "m", TOLL_MATCH_EXACT, "m", 200, NEVER);
    book_block block = make(&list);
    expect_validity(&block, "", "m", 99, EVER, 100); /* not yet valid */
    expect_validity(&block, "", "m", 100, 100, 200);
    expect_validity(&block, "", "m", 199, 100, 200);
    expect_validity(&block, "", "m", 200, 200, NEVER);
    expect_validity(&block, "acme", "acme/M", INT64_MAX - 1, 200, NEVER);
    expect_validity(&block, "", "m", INT64_MIN, EVER, 100);
    expect_validity(&block, "", "n", 150, EVER, NEVER);      /* an unknown name is never known */
    expect_validity(&block, "other", "m", 150, EVER, NEVER); /* nor is a provider */
    expect_validity(&block, "acme", "other/m", 0, EVER, NEVER);
    block_free(&block);
}

static void what_is_more_specific_or_higher_ends_a_card(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell(&list, "acme", "family", TOLL_MATCH_PREFIX, "m", EVER, NEVER);
    (void)sell(&list, "acme", "name", TOLL_MATCH_EXACT, "m-1", 300, 400);
    sell(&list, "acme", "above", TOLL_MATCH_EXACT, "m-1", 350, 360)->layer = 1;
    sell(&list, "acme", "below", TOLL_MATCH_EXACT, "m-1", 310, 390)->layer = -1;
    book_block block = make(&list);
    expect_validity(&block, "acme", "m-2", 350, EVER, NEVER);
    expect_validity(&block, "acme", "m-1", 0, EVER, 300);
    expect_validity(&block, "acme", "m-1", 300, 300, 350); /* 310 changes nothing */
    expect_validity(&block, "acme", "m-1", 349, 300, 350);
    expect_validity(&block, "acme", "m-1", 350, 350, 360);
    expect_validity(&block, "acme", "m-1", 399, 360, 400);
    block_free(&block);
}

static void retirement_redirection_and_a_seller_that_comes_end_a_card(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell(&list, "acme", "old", TOLL_MATCH_EXACT, "old", EVER, NEVER);
    rows_text(&list, TOLL_ROW_RETIRED, 0, "new")->from_s = 500;
    (void)sell(&list, "acme", "moved", TOLL_MATCH_EXACT, "moved", EVER, 600);
    (void)sell(&list, "acme", "moved", TOLL_MATCH_EXACT, "moved", 600, NEVER);
    rows_text(&list, TOLL_ROW_REDIRECT, 0, "new");
    (void)sell(&list, "acme", "shared", TOLL_MATCH_EXACT, "shared", EVER, NEVER);
    (void)sell(&list, "bolt", "shared", TOLL_MATCH_EXACT, "shared", 700, 800); /* ambiguous without a provider */
    book_block block = make(&list);
    expect_validity(&block, "", "old", 0, EVER, 500);
    expect_validity(&block, "", "old", 500, 500, NEVER);
    expect_validity(&block, "", "moved", 0, EVER, 600);
    expect_validity(&block, "", "moved", 600, 600, NEVER);
    expect_validity(&block, "", "shared", 0, EVER, 700);
    expect_validity(&block, "", "shared", 700, 700, 800);
    expect_validity(&block, "", "shared", 800, 800, NEVER);
    expect_validity(&block, "acme", "shared", 700, EVER, NEVER);
    block_free(&block);
}

/* 200 dates of a lower layer change nothing. The interval ends at one of them: shorter than it could be, and right. */
static void dates_without_effect_are_passed_up_to_a_limit(void **state)
{
    (void)state;
    book_rows list = {0};
    sell(&list, "acme", "top", TOLL_MATCH_EXACT, "m", EVER, NEVER)->layer = 1;
    for (int64_t i = 0; i < 200; i++)
        (void)sell(&list, "acme", "low", TOLL_MATCH_EXACT, "m", i, i + 1);
    book_block block = make(&list);
    const validity v = find(&block, "", "m", 100);
    assert_true(v.from_s >= 100 - 65 && v.from_s <= 100 - 64);
    assert_true(v.until_s >= 100 + 64 && v.until_s <= 101 + 64);
    expect_validity(&block, "", "m", 10, EVER, 75);
    expect_validity(&block, "", "m", 190, 126, NEVER);
    block_free(&block);
}

/* ---- against all instants ---- */

static uint64_t seed = 20261201;

static uint64_t draw(uint64_t count)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % count;
}

#define SPAN 24 /* dates of the random books: 1 .. SPAN - 1 */

static void add_random_tariff(book_rows *list)
{
    static const char *const providers[] = {"openai", "azure", "acme"};
    static const char *const names[] = {"gpt-4", "gpt-4-2024-05-13", "gpt", "m", "M", "gpt-4-x", "openai/gpt-4"};
    static const uint32_t ops[] = {TOLL_MATCH_EXACT,  TOLL_MATCH_EXACT,  TOLL_MATCH_ALIAS, TOLL_MATCH_DATED,
                                   TOLL_MATCH_PREFIX, TOLL_MATCH_SUFFIX, TOLL_MATCH_INFIX};
    char sku[16];
    snprintf(sku, sizeof sku, "%zu", list->count);
    const int64_t from_s = draw(3) == 0 ? EVER : (int64_t)(1 + draw(SPAN / 2));
    const int64_t until_s = draw(3) == 0 ? NEVER : (int64_t)(SPAN / 2 + 1 + draw(SPAN / 2 - 1));
    toll_bill_row *row = sell(list, providers[draw(3)], sku, ops[draw(7)], names[draw(7)], from_s, until_s);
    row->layer = (int32_t)draw(2);
    if (draw(4) == 0)
        rows_text(list, TOLL_ROW_RETIRED, 0, "new")->from_s = (int64_t)(1 + draw(SPAN - 1));
}

static void compare_all_instants(const book_block *block, const char *provider, const char *name)
{
    verdict at[SPAN + 1];
    for (int64_t t = 0; t <= SPAN; t++)
        at[t] = ask(block, provider, name, t);
    for (int64_t t = 0; t <= SPAN; t++) {
        int64_t from_s = t, until_s = t + 1;
        while (from_s > 0 && is_same(&at[from_s - 1], &at[t]))
            from_s--;
        while (until_s <= SPAN && is_same(&at[until_s], &at[t]))
            until_s++;
        expect_validity(block, provider, name, t, from_s == 0 ? EVER : from_s, until_s > SPAN ? NEVER : until_s);
    }
}

static void random_books_say_the_same_within_and_another_thing_beyond(void **state)
{
    (void)state;
    static const char *const providers[] = {"", "openai", "azure", "acme"};
    static const char *const names[] = {
        "gpt-4", "gpt-4-2024-05-13", "gpt-4-20240513", "m",     "azure/gpt-4", "openai/gpt-4",
        "GPT-4", "gpt-4-latest",     "gpt-4-x-y.z",    "acme/m"};
    for (int book = 0; book < 300; book++) {
        book_rows list = {0};
        const uint64_t count = 1 + draw(8);
        for (uint64_t i = 0; i < count; i++)
            add_random_tariff(&list);
        book_block block = make(&list);
        for (size_t i = 0; i < 10; i++)
            compare_all_instants(&block, providers[draw(4)], names[i]);
        block_free(&block);
    }
}

/* ---- the built-in book ---- */

#define DATES_MAX 2000

static int64_t dates[DATES_MAX];
static size_t n_dates;

static void add_date(int64_t date_s)
{
    size_t i = 0;
    while (i < n_dates && dates[i] < date_s)
        i++;
    if (date_s == EVER || date_s == NEVER || (i < n_dates && dates[i] == date_s))
        return;
    assert_true(n_dates < DATES_MAX);
    memmove(&dates[i + 1], &dates[i], (n_dates - i) * sizeof dates[0]);
    dates[i] = date_s;
    n_dates++;
}

static void read_dates(const book_block *block)
{
    toll_bill_row row;
    n_dates = 0;
    for (uint64_t i = 0; toll_book_get_row(block->words, block->size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        if (row.kind == TOLL_ROW_TARIFF || row.kind == TOLL_ROW_RETIRED)
            add_date(row.from_s);
        if (row.kind == TOLL_ROW_TARIFF)
            add_date(row.until_s);
    }
}

/* The answer changes at no instant but a date, so one instant between each two tells all. */
static void compare_all_dates(const book_block *block, const char *provider, const char *name)
{
    static verdict after[DATES_MAX + 1];
    for (size_t i = 0; i <= n_dates; i++)
        after[i] = ask(block, provider, name, i == 0 ? dates[0] - 1 : dates[i - 1]);
    for (size_t i = 0, end = 0; i <= n_dates; i = end) {
        end = i + 1;
        while (end <= n_dates && is_same(&after[end], &after[i]))
            end++;
        const int64_t from_s = i == 0 ? EVER : dates[i - 1], until_s = end > n_dates ? NEVER : dates[end - 1];
        const int64_t first = i == 0 ? dates[0] - (int64_t)(1 + draw(1000000000)) : from_s;
        const int64_t last = end > n_dates ? dates[n_dates - 1] + (int64_t)draw(1000000000) : until_s - 1;
        const int64_t between = first + (int64_t)draw((uint64_t)(last - first) + 1);
        expect_validity(block, provider, name, first, from_s, until_s);
        expect_validity(block, provider, name, between, from_s, until_s);
        expect_validity(block, provider, name, last, from_s, until_s);
    }
}

static void names_of_the_built_in_book_hold_as_long_as_their_answers(void **state)
{
    (void)state;
    book_block block;
    char provider[32] = "";
    toll_bill_row row;
    int64_t count = 0;
    const void *bytes = toll_book_get_public(&block.size);
    block.words = malloc(block.size);
    assert_non_null(block.words);
    memcpy(block.words, bytes, block.size);
    read_dates(&block);
    assert_true(n_dates > 50);
    for (uint64_t i = 0; toll_book_get_row(block.words, block.size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        if (row.kind == TOLL_ROW_TARIFF)
            memcpy(provider, row.key, sizeof provider);
        if (row.kind != TOLL_ROW_MATCH || draw(4) != 0)
            continue;
        compare_all_dates(&block, draw(2) == 0 ? provider : "", row.text);
        count++;
    }
    assert_true(count > 80);
    free(block.words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_ends_where_the_next_one_begins),
        cmocka_unit_test(what_is_more_specific_or_higher_ends_a_card),
        cmocka_unit_test(retirement_redirection_and_a_seller_that_comes_end_a_card),
        cmocka_unit_test(dates_without_effect_are_passed_up_to_a_limit),
        cmocka_unit_test(random_books_say_the_same_within_and_another_thing_beyond),
        cmocka_unit_test(names_of_the_built_in_book_hold_as_long_as_their_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
