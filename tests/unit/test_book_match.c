/* SPDX-License-Identifier: Apache-2.0 */
/* Names to tariffs: exact, alias, prefix, layers, versions, providers; and the cards that come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "book/book.h"
#include "book/tariff_card.h"
#include "support/book_rows.h"

static uint64_t card[800];

static book_block make(book_rows *list)
{
    book_block block;
    toll_error err;
    if (block_make(list, &block, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_book_open(block.words, block.size, NULL), TOLL_OK);
    rows_free(list);
    return block;
}

static toll_status find(const book_block *block, const char *provider, const char *model, int64_t at_s, toll_error *err)
{
    return toll_book_find(block->words, block->size, provider, strlen(provider), model, strlen(model), at_s, card,
                          sizeof card, err);
}

/* The answer's SKU, read back from the card's first row. */
static void assert_found(const book_block *block, const char *provider, const char *model, int64_t at_s,
                         const char *sku)
{
    toll_error err;
    const toll__card_view *view = NULL;
    toll__book book;
    char text[TOLL__TEXT_BYTES];
    if (find(block, provider, model, at_s, &err) != TOLL_OK)
        fail_msg("%s: %s", model, err.message);
    assert_int_equal(toll__card_open(card, sizeof card, &view, &err), TOLL_OK);
    assert_int_equal(toll__book_view(block->words, block->size, &book, &err), TOLL_OK);
    assert_int_equal(view->tariff.rows->kind, TOLL_ROW_TARIFF);
    toll__book_text(&book, view->tariff.rows->text, text);
    assert_string_equal(text, sku);
}

static void assert_not_found(const book_block *block, const char *provider, const char *model, int64_t at_s,
                             toll_status want, const char *field)
{
    toll_error err;
    uint64_t before[800];
    memset(card, 0x5a, sizeof card);
    memcpy(before, card, sizeof card);
    assert_int_equal(find(block, provider, model, at_s, &err), want);
    assert_string_equal(err.field, field);
    assert_memory_equal(card, before, sizeof card);
}

static void add_named(book_rows *list, const char *sku, uint32_t op, const char *name, int64_t layer)
{
    rows_tariff(list, "acme", sku)->layer = layer;
    rows_text(list, TOLL_ROW_MATCH, op, name);
    rows_price(list, TOLL_METER_INPUT, 1);
}

static void prefer_exact_then_longest(void **state)
{
    (void)state;
    book_rows list = {0};
    add_named(&list, "any", TOLL_MATCH_PREFIX, "m", 0);
    add_named(&list, "long", TOLL_MATCH_PREFIX, "model-5-", 0);
    add_named(&list, "short", TOLL_MATCH_PREFIX, "model-", 9); /* a higher layer does not beat a longer name */
    add_named(&list, "exact", TOLL_MATCH_EXACT, "model-5-mini", -3);
    add_named(&list, "alias", TOLL_MATCH_ALIAS, "model-5-tiny", 0);
    book_block block = make(&list);
    assert_found(&block, "acme", "model-5-mini", 0, "exact");
    assert_found(&block, "acme", "model-5-tiny", 0, "alias");
    assert_found(&block, "acme", "model-5-mini2", 0, "long");
    assert_found(&block, "acme", "model-5-min", 0, "long");
    assert_found(&block, "acme", "model-5-", 0, "long");
    assert_found(&block, "acme", "model-5", 0, "short");
    assert_found(&block, "acme", "model-", 0, "short");
    assert_found(&block, "acme", "model", 0, "any");
    assert_found(&block, "acme", "m", 0, "any");
    assert_not_found(&block, "acme", "Model-5", 0, TOLL_E_UNKNOWN_ID, "model");
    assert_not_found(&block, "acme", "xmodel-5", 0, TOLL_E_UNKNOWN_ID, "model");
    block_free(&block);
}

/* Every length of prefix that there can be, of the longest name that there can be. */
static void match_prefixes_of_all_lengths(void **state)
{
    (void)state;
    char name[96] = {0}, prefix[96];
    for (int i = 0; i < 95; i++)
        name[i] = (char)('a' + i % 26);
    for (int length = 1; length <= 95; length++) {
        book_rows list = {0};
        memcpy(prefix, name, 96);
        prefix[length] = '\0';
        add_named(&list, "p", TOLL_MATCH_PREFIX, prefix, 0);
        book_block block = make(&list);
        assert_found(&block, "", name, 0, "p");
        assert_found(&block, "", prefix, 0, "p");
        prefix[length - 1] = '\0';
        if (length > 1)
            assert_not_found(&block, "", prefix, 0, TOLL_E_UNKNOWN_ID, "model");
        block_free(&block);
    }
}

static void prefer_the_higher_layer(void **state)
{
    (void)state;
    book_rows list = {0};
    add_named(&list, "public", TOLL_MATCH_EXACT, "m", 0);
    add_named(&list, "contract", TOLL_MATCH_EXACT, "m", 5);
    add_named(&list, "below", TOLL_MATCH_ALIAS, "m", -5);
    book_block block = make(&list);
    assert_found(&block, "acme", "m", 0, "contract");
    block_free(&block);
}

/* Outside of its time an overlay is not there, be it by layer or by name. */
static void fall_to_what_is_valid(void **state)
{
    (void)state;
    book_rows list = {0};
    add_named(&list, "public", TOLL_MATCH_PREFIX, "m", 0);
    const size_t first = list.count;
    add_named(&list, "promotion", TOLL_MATCH_EXACT, "mini", 0);
    list.rows[first].from_s = 100;
    list.rows[first].until_s = 200;
    book_block block = make(&list);
    assert_found(&block, "acme", "mini", 99, "public");
    assert_found(&block, "acme", "mini", 100, "promotion");
    assert_found(&block, "acme", "mini", 199, "promotion");
    assert_found(&block, "acme", "mini", 200, "public");
    block_free(&block);
}

static void cut_versions_to_the_second(void **state)
{
    (void)state;
    book_rows list = {0};
    static const int64_t cuts[3][2] = {{-100, 0}, {0, 1767225600}, {1767225700, TOLL_TIME_MAX}};
    static const char *const names[3] = {"1", "2", "3"};
    for (int i = 0; i < 3; i++) {
        toll_bill_row *row = rows_simple(&list, "acme", "m");
        strcpy(row->text, names[i]);
        row->from_s = cuts[i][0];
        row->until_s = cuts[i][1];
    }
    book_block block = make(&list);
    assert_not_found(&block, "acme", "m", TOLL_TIME_MIN, TOLL_E_MISSING, "at_s");
    assert_not_found(&block, "acme", "m", -101, TOLL_E_MISSING, "at_s");
    assert_found(&block, "acme", "m", -100, "1");
    assert_found(&block, "acme", "m", -1, "1");
    assert_found(&block, "acme", "m", 0, "2");
    assert_found(&block, "acme", "m", 1767225599, "2");
    assert_not_found(&block, "acme", "m", 1767225600, TOLL_E_MISSING, "at_s");
    assert_not_found(&block, "acme", "m", 1767225699, TOLL_E_MISSING, "at_s");
    assert_found(&block, "acme", "m", 1767225700, "3");
    assert_found(&block, "acme", "m", TOLL_TIME_MAX - 1, "3");
    block_free(&block);
}

static void name_what_is_ambiguous(void **state)
{
    (void)state;
    book_rows list = {0};
    toll_error err;
    rows_simple(&list, "acme", "m");
    rows_simple(&list, "other", "m");
    add_named(&list, "p1", TOLL_MATCH_PREFIX, "n", 0);
    add_named(&list, "p2", TOLL_MATCH_PREFIX, "n", 0);
    add_named(&list, "q1", TOLL_MATCH_EXACT, "q", 0);
    add_named(&list, "q2", TOLL_MATCH_ALIAS, "q", 0);
    add_named(&list, "q3", TOLL_MATCH_ALIAS, "q", 1);
    add_named(&list, "twice", TOLL_MATCH_EXACT, "t", 0);
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_ALIAS, "t");
    book_block block = make(&list);
    assert_found(&block, "acme", "m", 0, "m");
    assert_found(&block, "other", "m", 0, "m");
    assert_not_found(&block, "", "m", 0, TOLL_E_AMBIGUOUS, "model");
    assert_int_equal(find(&block, "", "m", 0, &err), TOLL_E_AMBIGUOUS);
    assert_non_null(strstr(err.message, "acme: m, other: m"));
    assert_int_equal(find(&block, "acme", "nx", 0, &err), TOLL_E_AMBIGUOUS);
    assert_non_null(strstr(err.message, "acme: p1, acme: p2"));
    assert_found(&block, "acme", "q", 0, "q3"); /* the two below are as good as each other, not as it */
    assert_found(&block, "acme", "t", 0, "twice");
    block_free(&block);
}

static void tell_unknown_names(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    rows_simple(&list, "other", "n");
    book_block block = make(&list);
    assert_not_found(&block, "nobody", "m", 0, TOLL_E_UNKNOWN_ID, "provider");
    assert_not_found(&block, "acm", "m", 0, TOLL_E_UNKNOWN_ID, "provider");
    assert_not_found(&block, "acme", "n", 0, TOLL_E_UNKNOWN_ID, "model");
    assert_not_found(&block, "n", "n", 0, TOLL_E_UNKNOWN_ID, "model"); /* a text of the book, but no provider */
    assert_not_found(&block, "acme", "acme", 0, TOLL_E_UNKNOWN_ID, "model");
    assert_found(&block, "", "n", 0, "n");
    block_free(&block);
}

static void assert_refusal(const book_block *block, const char *provider, const char *model, const char *message)
{
    toll_error err;
    assert_int_equal(find(block, provider, model, 0, &err), TOLL_E_UNKNOWN_ID);
    assert_string_equal(err.message, message);
}

/* "sonet" lacks an n of one name, and is two letters from the other; a prefix is no name that one could ask for. */
static void suggest_the_nearest_names(void **state)
{
    (void)state;
    book_rows list = {0};
    add_named(&list, "a", TOLL_MATCH_EXACT, "claude-sonnet-4-5", 0);
    add_named(&list, "b", TOLL_MATCH_EXACT, "claude-sonnet-4-6", 0);
    add_named(&list, "c", TOLL_MATCH_EXACT, "gpt-5", 0);
    add_named(&list, "d", TOLL_MATCH_PREFIX, "claude-sonet-", 0);
    book_block block = make(&list);
    assert_refusal(
        &block, "", "claude-sonet4-6",
        "model \"claude-sonet4-6\" has no tariff in this book; nearest: claude-sonnet-4-6, claude-sonnet-4-5");
    assert_refusal(&block, "acme", "gtp-5", "model \"gtp-5\" has no tariff of acme in this book; nearest: gpt-5");
    assert_refusal(&block, "", "something-else", "model \"something-else\" has no tariff in this book");
    assert_refusal(&block, "", "gpt-5\n", "model \"gpt-5?\" has no tariff in this book; nearest: gpt-5");
    assert_refusal(&block, "acmee", "gpt-5", "provider \"acmee\" has no tariff in this book; nearest: acme");
    assert_refusal(&block, "oracle", "gpt-5", "provider \"oracle\" has no tariff in this book");
    block_free(&block);
}

/* The longest name that may be asked for, and names that are as long: all of it fits the message. */
static void suggestions_fit_the_message(void **state)
{
    (void)state;
    static book_rows list;
    char name[96] = {0}, asked[96] = {0};
    toll_error err;
    memset(name, 'n', 95);
    memset(asked, 'n', 94);
    asked[94] = 'm';
    add_named(&list, "a", TOLL_MATCH_EXACT, name, 0);
    book_block block = make(&list);
    assert_int_equal(find(&block, "", asked, 0, &err), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(err.message, "has no tariff in this book"));
    assert_null(strstr(err.message, "nearest")); /* a name is told whole or not at all */
    block_free(&block);
}

static void refuse_arguments(void **state)
{
    (void)state;
    book_rows list = {0};
    toll_error err;
    rows_simple(&list, "acme", "m");
    book_block block = make(&list);
    const uint64_t *b = block.words, size = block.size, room = toll_bill_card_size();
    assert_true(room % 8 == 0 && room <= sizeof card);
    assert_int_equal(toll_book_find(b, size, "acme", 32, "m", 1, 0, card, room, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "provider");
    assert_int_equal(toll_book_find(b, size, "acme", 4, "m", 0, 0, card, room, &err), TOLL_E_RANGE);
    assert_int_equal(toll_book_find(b, size, "acme", 4, "m", 96, 0, card, room, &err), TOLL_E_RANGE);
    assert_int_equal(toll_book_find(b, size, NULL, 4, "m", 1, 0, card, room, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_find(b, size, NULL, 0, "m", 1, 0, card, room, &err), TOLL_OK);
    assert_int_equal(toll_book_find(b, size, "acme", 4, NULL, 1, 0, card, room, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_find(b, size, "acme", 4, "m", 1, 0, NULL, room, &err), TOLL_E_NULL);
    assert_int_equal(toll_book_find(b, size, "acme", 4, "m", 1, 0, card, room - 1, &err), TOLL_E_BUFFER);
    assert_int_equal(toll_book_find(b, size, "acme", 4, "m", 1, 0, (char *)card + 4, room, &err), TOLL_E_OBJECT);
    assert_int_equal(toll_book_find(b, size - 1, "acme", 4, "m", 1, 0, card, room, &err), TOLL_E_OBJECT);
    block_free(&block);
}

static void show_the_tariff_on_the_card(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_every_kind(&list);
    list.rows[4].origin = TOLL_ORIGIN_ESTIMATED;
    strcpy(list.rows[4].value, "X-CREDIT");
    const size_t count = list.count;
    book_block block = make(&list);
    const toll__card_view *view = NULL;
    char want[65];
    assert_found(&block, "acme", "old", 1767225600, "old");
    assert_int_equal(toll__card_open(card, sizeof card, &view, NULL), TOLL_OK);
    assert_int_equal(view->facts.n_rows, count);
    assert_int_equal(view->tariff.n_rows, count - 4);
    assert_true(view->tariff.rows == view->facts.rows + 4);
    assert_int_equal(view->origin, TOLL_ORIGIN_ESTIMATED);
    assert_int_equal(view->facts.n_calendar, 3); /* a day, the calendar of its list, a zone */
    assert_int_equal(view->facts.rows[view->facts.calendar[0]].kind, TOLL_ROW_HOLIDAY);
    assert_string_equal(view->currency, "X-CREDIT");
    assert_int_equal(toll_book_get_hash(block.words, block.size, want, sizeof want, NULL), TOLL_OK);
    assert_string_equal(view->hash, want);
    block_free(&block);
}

/* Bills 300 input and 200 output tokens. */
static toll_status bill_card(toll_bill_line lines[2], toll_bill_total *total)
{
    const toll_bill_usage usage[2] = {{TOLL_METER_INPUT, 300}, {TOLL_METER_OUTPUT, 200}};
    toll_bill_context context;
    memset(lines, 0, 2 * sizeof lines[0]);
    memset(total, 0, sizeof *total);
    assert_int_equal(toll_struct_init(total, sizeof *total, TOLL_KIND_BILL_TOTAL, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL), TOLL_OK);
    return toll_bill_compute(card, sizeof card, usage, 2, &context, NULL, 0, NULL, 0, lines, 2, total, NULL);
}

/* Any one changed bit: the card is refused, or it bills as before, because the bit is not used. */
static void refuse_damaged_cards(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    book_block block = make(&list);
    toll_bill_line want[2], lines[2];
    toll_bill_total total, again;
    const uint64_t bits = toll_bill_card_size() * 8;
    uint64_t refused = 0;
    assert_found(&block, "acme", "m", 0, "m");
    assert_int_equal(bill_card(want, &total), TOLL_OK);
    for (uint64_t i = 0; i < bits; i++) {
        card[i / 64] ^= UINT64_C(1) << i % 64;
        const toll_status status = bill_card(lines, &again);
        card[i / 64] ^= UINT64_C(1) << i % 64;
        refused += status != TOLL_OK;
        assert_int_equal(status, refused == i + 1 ? TOLL_E_OBJECT : TOLL_OK); /* those refused come first */
        if (status == TOLL_OK) {
            assert_memory_equal(lines, want, sizeof lines);
            assert_memory_equal(&again, &total, sizeof again);
        }
    }
    assert_true(refused >= 8 * 200); /* addresses, counts, texts, and the tariff's own cell */
    block_free(&block);
}

static void refuse_forged_cards(void **state)
{
    (void)state;
    book_rows list = {0};
    rows_simple(&list, "acme", "m");
    book_block block = make(&list);
    const toll__card_view *view = NULL;
    toll_error err;
    const uint64_t size = toll_bill_card_size();
    assert_found(&block, "acme", "m", 0, "m");
    for (uint64_t i = 0; i < 25; i++) /* words that changed places */
        if (card[i] != card[i + 1]) {
            const uint64_t word = card[i];
            card[i] = card[i + 1], card[i + 1] = word;
            assert_int_equal(toll__card_open(card, size, &view, &err), TOLL_E_OBJECT);
            card[i + 1] = card[i], card[i] = word;
        }
    assert_int_equal(toll__card_open(card, size, &view, &err), TOLL_OK);
    assert_int_equal(toll__card_open(NULL, size, &view, &err), TOLL_E_NULL);
    assert_int_equal(toll__card_open(card, size - 8, &view, &err), TOLL_E_BUFFER);
    assert_int_equal(toll__card_open((char *)card + 4, size, &view, &err), TOLL_E_OBJECT);
    memset(card, 0, sizeof card);
    assert_int_equal(toll__card_open(card, size, &view, &err), TOLL_E_OBJECT);
    block_free(&block);
}

/* Another book in the same memory: the card's tariff is not there any more. */
static void refuse_stale_cards(void **state)
{
    (void)state;
    book_rows list = {0};
    const toll__card_view *view = NULL;
    toll_error err;
    rows_simple(&list, "acme", "m");
    const uint64_t room = toll_book_size(4);
    uint64_t *book = calloc(1, room), used;
    assert_int_equal(toll_book_compile(list.rows, 4, sizeof list.rows[0], book, room, &used, NULL), TOLL_OK);
    assert_int_equal(toll_book_find(book, used, "", 0, "m", 1, 0, card, sizeof card, NULL), TOLL_OK);
    list.rows[2].number.coef++;
    assert_int_equal(toll_book_compile(list.rows, 4, sizeof list.rows[0], book, room, &used, NULL), TOLL_OK);
    assert_int_equal(toll__card_open(card, sizeof card, &view, &err), TOLL_E_OBJECT);
    assert_non_null(strstr(err.message, "stale"));
    list.rows[2].number.coef--;
    assert_int_equal(toll_book_compile(list.rows, 4, sizeof list.rows[0], book, room, &used, NULL), TOLL_OK);
    assert_int_equal(toll__card_open(card, sizeof card, &view, &err), TOLL_OK);
    free(book);
    rows_free(&list);
}

/* Five thousand models of fifty providers: each is found, under its own name alone. */
static void find_each_of_many(void **state)
{
    (void)state;
    book_rows list = {0};
    char provider[32], model[64];
    for (int i = 0; i < 5000; i++) {
        snprintf(provider, sizeof provider, "provider-%d", i % 50);
        snprintf(model, sizeof model, "family-%d-model-%d", i % 7, i);
        rows_simple(&list, provider, model);
    }
    book_block block = make(&list);
    assert_int_equal(toll_book_count(block.words, block.size), 5000);
    for (int i = 0; i < 5000; i++) {
        snprintf(provider, sizeof provider, "provider-%d", i % 50);
        snprintf(model, sizeof model, "family-%d-model-%d", i % 7, i);
        assert_found(&block, provider, model, 0, model);
        snprintf(model, sizeof model, "family-%d-model-%d", i % 7 + 1, i);
        assert_not_found(&block, provider, model, 0, TOLL_E_UNKNOWN_ID, "model");
    }
    block_free(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefer_exact_then_longest),   cmocka_unit_test(match_prefixes_of_all_lengths),
        cmocka_unit_test(prefer_the_higher_layer),     cmocka_unit_test(fall_to_what_is_valid),
        cmocka_unit_test(cut_versions_to_the_second),  cmocka_unit_test(name_what_is_ambiguous),
        cmocka_unit_test(tell_unknown_names),          cmocka_unit_test(suggest_the_nearest_names),
        cmocka_unit_test(suggestions_fit_the_message), cmocka_unit_test(refuse_arguments),
        cmocka_unit_test(show_the_tariff_on_the_card), cmocka_unit_test(refuse_forged_cards),
        cmocka_unit_test(refuse_damaged_cards),        cmocka_unit_test(refuse_stale_cards),
        cmocka_unit_test(find_each_of_many),
    };
    return cmocka_run_group_tests_name("book_match", tests, NULL, NULL);
}
