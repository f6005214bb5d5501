/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of one meter, each with attributes and so with prices of its own: toll_bill_compute_kinds(). Figures by hand. */
#include "money_assert.h"

#include <toll/init.h>

#include "book_rows.h"

#define SEARCH TOLL_METER_WEB_SEARCH
#define IMAGE  TOLL_METER_IMAGE
#define LINES  16

/* A card and everything that a record is billed by. */
typedef struct Shop {
    book_block book;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    toll_bill_usage usage[4];
    toll_bill_kind kinds[8];
    toll_bill_attribute attributes[62];
    toll_bill_counter counters[1];
    uint64_t n_usage, n_kinds, n_attributes, n_counters;
    toll_bill_context context;
    toll_bill_line lines[LINES];
    uint32_t line_kinds[LINES];
    toll_bill_total total;
    toll_error err;
} Shop;

static toll_bill_row *each_add(book_rows *list, uint32_t meter, int64_t mils)
{
    toll_bill_row *row = rows_add(list, TOLL_ROW_PRICE);
    row->meter = meter;
    row->per = 1;
    row->number = (toll_decimal){mils, 3, 0};
    return row;
}

static void rule_add(book_rows *list, const char *key, const char *value)
{
    rows_text(list, TOLL_ROW_RULE, 0, value);
    strcpy(rows_text(list, TOLL_ROW_WHEN_ATTRIBUTE, 0, value)->key, key);
}

/* A search costs 0.005, with tool=code 0.003, with tool=x 0.01; an image 0.02, 0.04 if large, 0.08 if large and high. */
static void shop_rows(book_rows *list)
{
    rows_tariff(list, "acme", "m");
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    each_add(list, TOLL_METER_INPUT, 1000);
    each_add(list, SEARCH, 5);
    each_add(list, IMAGE, 20);
}

static void shop_rules(book_rows *list)
{
    rule_add(list, "tool", "code");
    each_add(list, SEARCH, 3);
    rule_add(list, "tool", "x");
    each_add(list, SEARCH, 10);
    rule_add(list, "size", "large");
    each_add(list, IMAGE, 40);
    rule_add(list, "size", "large");
    strcpy(rows_text(list, TOLL_ROW_WHEN_ATTRIBUTE, 0, "high")->key, "quality");
    each_add(list, IMAGE, 80);
}

static void shop_open(Shop *s, book_rows *list)
{
    memset(s, 0, sizeof *s);
    if (block_make(list, &s->book, &s->err) != TOLL_OK)
        fail_msg("%s", s->err.message);
    rows_free(list);
    assert_int_equal(toll_book_find(s->book.words, s->book.size, NULL, 0, "m", 1, 0, s->card, sizeof s->card, &s->err),
                     TOLL_OK);
    toll_init(&s->context);
}

static void shop_start(Shop *s)
{
    book_rows list = {0};
    shop_rows(&list);
    shop_rules(&list);
    shop_open(s, &list);
}

static uint64_t id_of(const Shop *s, const char *text)
{
    uint64_t id = 0;
    assert_int_equal(toll_book_intern(s->book.words, s->book.size, text, strlen(text), &id, NULL), TOLL_OK);
    return id;
}

static toll_bill_kind *kind_add(Shop *s, uint32_t meter, int64_t quantity, const char *key, const char *value)
{
    toll_bill_kind *kind = &s->kinds[s->n_kinds++];
    *kind = (toll_bill_kind){meter, quantity, id_of(s, key), id_of(s, value), 0, 0};
    return kind;
}

static toll_status try_kinds(Shop *s)
{
    toll_init(&s->total);
    return toll_bill_compute_kinds(s->card, sizeof s->card, s->usage, s->n_usage, s->kinds, s->n_kinds, &s->context,
                                   s->attributes, s->n_attributes, s->counters, s->n_counters, s->lines, s->line_kinds,
                                   LINES, &s->total, &s->err);
}

static void bill_kinds(Shop *s, const char *billed)
{
    if (try_kinds(s) != TOLL_OK)
        fail_msg("%s", s->err.message);
    assert_amount_text(s->total.billed_cost, billed);
    assert_int_equal(toll_bill_verify(s->lines, (uint64_t)s->total.n_lines, &s->total, &s->err), TOLL_OK);
}

static void assert_kind_line(const Shop *s, int64_t line, int64_t quantity, uint32_t kind, const char *billed)
{
    assert_true(s->lines[line].quantity == quantity && s->line_kinds[line] == kind);
    assert_int_equal(s->lines[line].flags, kind != 0 ? TOLL_LINE_KIND : 0);
    assert_amount_text(s->lines[line].billed_cost, billed);
}

/* The example of the header: 3 * 0.005 + 2 * 0.003. */
static void kinds_have_prices_of_their_own(void **state)
{
    (void)state;
    Shop s;
    shop_start(&s);
    s.usage[s.n_usage++] = (toll_bill_usage){SEARCH, 5};
    kind_add(&s, SEARCH, 2, "tool", "code");
    bill_kinds(&s, "0.021");
    assert_int_equal(s.total.n_lines, 2);
    assert_kind_line(&s, 0, 3, 0, "0.015");
    assert_kind_line(&s, 1, 2, 1, "0.006");
    kind_add(&s, SEARCH, 3, "tool", "x"); /* nothing is left of the total */
    bill_kinds(&s, "0.036");
    assert_kind_line(&s, 0, 2, 1, "0.006");
    assert_kind_line(&s, 1, 3, 2, "0.03");
    s.n_usage = 0; /* the total is the sum of the kinds */
    bill_kinds(&s, "0.036");
    s.kinds[0].quantity = 0;
    bill_kinds(&s, "0.03");
    assert_int_equal(s.total.n_lines, 1);
    assert_kind_line(&s, 0, 3, 2, "0.03");
    block_free(&s.book);
}

/* 1 large and high 0.08, 2 large 0.08, 1 with the record's own attributes (small): 0.02. A kind's attribute takes the place of
 * the record's. */
static void a_kind_may_have_two_attributes(void **state)
{
    (void)state;
    Shop s;
    shop_start(&s);
    s.usage[s.n_usage++] = (toll_bill_usage){IMAGE, 4};
    s.attributes[s.n_attributes++] = (toll_bill_attribute){id_of(&s, "quality"), id_of(&s, "high")};
    toll_bill_kind *first = kind_add(&s, IMAGE, 1, "size", "large");
    first->second_key = id_of(&s, "quality");
    first->second_value = id_of(&s, "high");
    kind_add(&s, IMAGE, 2, "size", "large")->second_key = id_of(&s, "quality");
    s.kinds[1].second_value = id_of(&s, "low");
    if (try_kinds(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
    assert_amount_text(s.total.billed_cost, "0.18");
    assert_int_equal(s.lines[2].flags, TOLL_LINE_KIND | TOLL_LINE_CONTEXT); /* no row knows the quality low */
    s.kinds[1].second_key = s.kinds[1].second_value = 0;                    /* the record's quality, high, counts */
    bill_kinds(&s, "0.26");
    block_free(&s.book);
}

/* Predicates see the record's totals; an allowance is used up kind after kind; fee and floor come once. */
static void kinds_are_one_record(void **state)
{
    (void)state;
    Shop s;
    book_rows list = {0};
    shop_rows(&list);
    rows_add(&list, TOLL_ROW_FEE)->number = (toll_decimal){1, 0, 0};
    rows_add(&list, TOLL_ROW_FLOOR)->number = (toll_decimal){10, 0, 0};
    toll_bill_row *free = rows_key(&list, TOLL_ROW_ALLOWANCE, "free");
    free->meter = SEARCH;
    free->quantity = 4;
    shop_rules(&list);
    rows_text(&list, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "many");
    list.rows[list.count - 1].number.coef = 2;
    list.rows[list.count - 1].meter = SEARCH;
    rows_meter(&list, TOLL_ROW_WHEN_COUNT, SEARCH, 6)->op = TOLL_OP_GE;
    shop_open(&s, &list);
    s.counters[0] = (toll_bill_counter){id_of(&s, "free"), 0};
    s.n_counters = 1;
    s.usage[s.n_usage++] = (toll_bill_usage){SEARCH, 6}; /* 3 plain, 2 code, 1 x: twice the price, 3 + 1 are free */
    kind_add(&s, SEARCH, 2, "tool", "code");
    kind_add(&s, SEARCH, 1, "tool", "x");
    if (try_kinds(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
    const uint32_t kinds[6] = {0, 1, 1, 2, 0, 0};
    assert_int_equal(s.total.n_lines, 6);
    assert_memory_equal(s.line_kinds, kinds, sizeof kinds);
    assert_amount_text(s.lines[2].billed_cost, "0.006"); /* 1 * 0.003 * 2 */
    assert_amount_text(s.lines[3].billed_cost, "0.02");
    assert_int_equal(s.lines[4].flags, TOLL_LINE_FEE);
    assert_amount_text(s.lines[5].billed_cost, "8.974");
    assert_amount_text(s.total.billed_cost, "10");
    assert_true(s.counters[0].used == 6);
    block_free(&s.book);
}

/* Without kinds it is the plain bill, by the byte. */
static void a_record_without_kinds_is_a_plain_one(void **state)
{
    (void)state;
    Shop s;
    shop_start(&s);
    s.usage[s.n_usage++] = (toll_bill_usage){TOLL_METER_INPUT, 7};
    s.usage[s.n_usage++] = (toll_bill_usage){SEARCH, 3};
    bill_kinds(&s, "7.015");
    toll_bill_line lines[LINES];
    toll_bill_total total;
    toll_init(&total);
    assert_int_equal(toll_bill_compute(s.card, sizeof s.card, s.usage, 2, &s.context, NULL, 0, NULL, 0, lines, LINES,
                                       &total, &s.err),
                     TOLL_OK);
    assert_memory_equal(lines, s.lines, 2 * sizeof lines[0]);
    assert_memory_equal(&total, &s.total, sizeof total);
    block_free(&s.book);
}

static void wrong_kinds_are_refused(void **state)
{
    (void)state;
    static const struct {
        toll_bill_kind kind;
        toll_status status;
        const char *field;
    } cases[] = {
        {{0, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{TOLL_METERS, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{UINT64_MAX, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{TOLL_METER_INPUT, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{TOLL_METER_CACHE_WRITE_12H, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{TOLL_METER_REQUEST, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{TOLL_METER_CREDIT, 1, 5, 5, 0, 0}, TOLL_E_RANGE, "meter"},
        {{SEARCH, -1, 5, 5, 0, 0}, TOLL_E_RANGE, "quantity"},
        {{SEARCH, 4, 5, 5, 0, 0}, TOLL_E_CONFLICT, "quantity"},
        {{SEARCH, 1, 0, 5, 0, 0}, TOLL_E_CONFLICT, "key"},
        {{SEARCH, 1, 5, 0, 0, 0}, TOLL_E_CONFLICT, "value"},
        {{SEARCH, 1, 5, 5, 6, 0}, TOLL_E_CONFLICT, "second_value"},
        {{SEARCH, 1, 5, 5, 0, 6}, TOLL_E_CONFLICT, "second_value"},
        {{SEARCH, 1, 5, 5, 5, 6}, TOLL_E_CONFLICT, "second_key"},
    };
    Shop s;
    shop_start(&s);
    s.usage[s.n_usage++] = (toll_bill_usage){SEARCH, 3};
    s.n_kinds = 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        s.kinds[0] = cases[i].kind;
        memset(s.lines, 0x5a, sizeof s.lines);
        memset(s.line_kinds, 0x5a, sizeof s.line_kinds);
        assert_int_equal(try_kinds(&s), cases[i].status);
        assert_string_equal(s.err.field, cases[i].field);
        assert_true(s.err.row == 0 && s.err.struct_kind == TOLL_KIND_BILL_KIND);
        assert_untouched(s.lines, sizeof s.lines, 0x5a);
        assert_untouched(s.line_kinds, sizeof s.line_kinds, 0x5a);
    }
    s.n_usage = s.n_kinds = 0;
    kind_add(&s, SEARCH, INT64_MAX, "tool", "code");
    kind_add(&s, SEARCH, 1, "tool", "x");
    assert_int_equal(try_kinds(&s), TOLL_E_OVERFLOW);
    assert_int_equal(s.err.row, 1);
    s.n_kinds = 0;
    kind_add(&s, TOLL_METER_PAGE, 1, "tool", "code");
    assert_int_equal(try_kinds(&s), TOLL_E_MISSING); /* has no price */
    assert_int_equal(s.err.row, 0);
    block_free(&s.book);
}

/* A kind that the tariff lists as not sold. */
static void an_unsold_kind_is_refused(void **state)
{
    (void)state;
    Shop s;
    book_rows list = {0};
    shop_rows(&list);
    strcpy(rows_text(&list, TOLL_ROW_ATTRIBUTE, 0, "plain")->key, "tool");
    shop_rules(&list);
    shop_open(&s, &list);
    kind_add(&s, SEARCH, 1, "tool", "plain");
    bill_kinds(&s, "0.005");
    s.n_kinds = 0;
    kind_add(&s, SEARCH, 1, "tool", "unknown");
    assert_int_equal(try_kinds(&s), TOLL_E_MISSING);
    assert_non_null(strstr(s.err.message, "sold: plain, code, x"));
    block_free(&s.book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_prices_of_their_own), cmocka_unit_test(a_kind_may_have_two_attributes),
        cmocka_unit_test(kinds_are_one_record),           cmocka_unit_test(a_record_without_kinds_is_a_plain_one),
        cmocka_unit_test(wrong_kinds_are_refused),        cmocka_unit_test(an_unsold_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
