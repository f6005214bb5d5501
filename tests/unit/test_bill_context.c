/* SPDX-License-Identifier: Apache-2.0 */
/* What a record says of itself: regions and attributes that a tariff sells, lists or does not ask for; words of tiers;
 * one request; patterns, numbers, counters and negation. Through books, so that texts have their numbers. */
#include "money_assert.h"

#include <stdio.h>

#include <toll/bill.h>

#include "book_rows.h"

#define AT    INT64_C(1793613600) /* Monday 2026-11-02, 10:00 UTC */
#define LINES 34

typedef struct Sale {
    book_block book;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    toll_bill_context context;
    toll_bill_attribute attributes[4];
    uint64_t n_attributes;
    toll_bill_usage usage[4];
    uint64_t n_usage;
    toll_bill_counter counters[2];
    uint64_t n_counters;
    toll_bill_line lines[LINES];
    toll_bill_total total;
    toll_error err;
} Sale;

/* Input at 1 USD a million; rows follow. */
static void rows_begin(book_rows *rows)
{
    memset(rows, 0, sizeof *rows);
    rows_tariff(rows, "acme", "m");
    rows_text(rows, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    rows_price(rows, TOLL_METER_INPUT, 100);
}

/* A rule that opens here; its price is 2. */
static void rows_rule(book_rows *rows)
{
    rows_text(rows, TOLL_ROW_RULE, 0, "rule");
    rows_price(rows, TOLL_METER_INPUT, 200);
}

static toll_bill_row *rows_pair(book_rows *rows, uint32_t kind, const char *key, uint32_t op, const char *text)
{
    toll_bill_row *row = rows_text(rows, kind, op, text);
    snprintf(row->key, sizeof row->key, "%s", key);
    return row;
}

/* Compiles the rows, and frees them; a record of a million input tokens, of which nothing else is known. */
static void sale_begin(Sale *s, book_rows *rows)
{
    memset(s, 0, sizeof *s);
    if (block_make(rows, &s->book, &s->err) != TOLL_OK)
        fail_msg("%s", s->err.message);
    assert_int_equal(toll_book_open(s->book.words, s->book.size, NULL), TOLL_OK);
    rows_free(rows);
    assert_int_equal(toll_book_find(s->book.words, s->book.size, "acme", 4, "m", 1, AT, s->card, sizeof s->card, NULL),
                     TOLL_OK);
    (void)toll_struct_init(&s->context, sizeof s->context, TOLL_KIND_BILL_CONTEXT, NULL);
    (void)toll_struct_init(&s->total, sizeof s->total, TOLL_KIND_BILL_TOTAL, NULL);
    s->usage[s->n_usage++] = (toll_bill_usage){TOLL_METER_INPUT, 1000000};
}

static void sale_end(Sale *s)
{
    block_free(&s->book);
}

static uint64_t id_of(const Sale *s, const char *text)
{
    uint64_t id = 0;
    assert_int_equal(toll_book_intern(s->book.words, s->book.size, text, strlen(text), &id, NULL), TOLL_OK);
    return id;
}

static uint64_t tier_of(const Sale *s, const char *text)
{
    uint64_t id = 77;
    assert_int_equal(toll_book_intern_tier(s->book.words, s->book.size, text, strlen(text), &id, NULL), TOLL_OK);
    return id;
}

static void set_attribute(Sale *s, const char *key, const char *value)
{
    s->n_attributes = value == NULL ? 0 : 1;
    if (value != NULL)
        s->attributes[0] = (toll_bill_attribute){id_of(s, key), id_of(s, value)};
}

static toll_status sell(Sale *s)
{
    return toll_bill_compute(s->card, sizeof s->card, s->usage, s->n_usage, &s->context, s->attributes, s->n_attributes,
                             s->counters, s->n_counters, s->lines, LINES, &s->total, &s->err);
}

static void assert_costs(Sale *s, const char *amount)
{
    if (sell(s) != TOLL_OK)
        fail_msg("%s", s->err.message);
    assert_amount_text(s->total.billed_cost, amount);
    assert_int_equal(toll_bill_verify(s->lines, (uint64_t)s->total.n_lines, &s->total, NULL), TOLL_OK);
}

static void assert_marked(const Sale *s, int is_marked)
{
    for (int64_t i = 0; i < s->total.n_lines; i++)
        assert_int_equal((s->lines[i].flags & TOLL_LINE_CONTEXT) != 0, is_marked);
    assert_int_equal((s->total.flags & TOLL_LINE_CONTEXT) != 0, is_marked);
}

static void assert_no_sale(Sale *s, toll_status status, const char *message)
{
    assert_int_equal(sell(s), status);
    assert_string_equal(s->err.message, message);
}

/* ---- facts that nobody asks for ---- */

static void assert_unused(const Sale *s, uint64_t region, uint64_t attributes)
{
    uint64_t is_region = 9, set = 9;
    assert_int_equal(toll_bill_find_unused(s->card, sizeof s->card, &s->context, s->attributes, s->n_attributes,
                                           &is_region, &set, NULL),
                     TOLL_OK);
    assert_int_equal(is_region, region);
    assert_int_equal(set, attributes);
}

/* Region mars is in no row; us is in a row of another tariff; eu has a price here. */
static void a_region_without_a_price_is_marked(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, 0, "eu");
    rows_simple(&rows, "other", "n");
    rows_text(&rows, TOLL_ROW_RULE, 0, "");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, 0, "us");
    sale_begin(&s, &rows);
    assert_costs(&s, "1");
    assert_marked(&s, 0);
    assert_unused(&s, 0, 0);
    static const char *const unpriced[] = {"mars", "us", "EU", "e"};
    for (size_t i = 0; i < COUNT(unpriced); i++) {
        s.context.region = id_of(&s, unpriced[i]);
        assert_costs(&s, "1");
        assert_marked(&s, 1);
        assert_unused(&s, 1, 0);
    }
    s.context.region = id_of(&s, "eu");
    assert_costs(&s, "2");
    assert_marked(&s, 0);
    assert_unused(&s, 0, 0);
    sale_end(&s);
}

/* The general path marks as the fast one does: a step is a row that only the former knows. */
static void both_paths_mark_alike(void **state)
{
    (void)state;
    for (int general = 0; general < 2; general++) {
        book_rows rows;
        Sale s;
        rows_begin(&rows);
        if (general)
            rows_meter(&rows, TOLL_ROW_STEP, TOLL_METER_OUTPUT, 1);
        rows_rule(&rows);
        rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "speed", 0, "fast");
        sale_begin(&s, &rows);
        s.n_attributes = 3;
        s.attributes[0] = (toll_bill_attribute){id_of(&s, "colour"), id_of(&s, "red")};
        s.attributes[1] = (toll_bill_attribute){id_of(&s, "speed"), id_of(&s, "fast")};
        s.attributes[2] = (toll_bill_attribute){id_of(&s, "speed"), id_of(&s, "warp")};
        assert_costs(&s, "2");
        assert_marked(&s, 1);
        assert_unused(&s, 0, 5);
        s.n_attributes = 2;
        s.attributes[0] = s.attributes[1];
        assert_costs(&s, "2");
        assert_marked(&s, 0);
        s.attributes[0] = (toll_bill_attribute){0, 0}; /* an empty text states nothing */
        s.attributes[1] = (toll_bill_attribute){id_of(&s, "speed"), 0};
        assert_costs(&s, "1");
        assert_marked(&s, 0);
        s.usage[0].quantity = 0; /* no line, no mark */
        s.context.region = id_of(&s, "mars");
        assert_costs(&s, "0");
        assert_int_equal(s.total.flags, 0);
        sale_end(&s);
    }
}

/* ---- lists of what is sold ---- */

static void a_region_beyond_the_list_is_refused(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_REGION, 0, "global");
    rows_text(&rows, TOLL_ROW_REGION, TOLL_OP_PREFIX, "us-");
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, 0, "eu");
    rows_simple(&rows, "other", "n");
    rows_text(&rows, TOLL_ROW_REGION, 0, "mars");
    sale_begin(&s, &rows);
    assert_costs(&s, "1"); /* a record that states none */
    static const char *const sold[] = {"global", "us-", "us-east-1", "us-gov-west-9"};
    for (size_t i = 0; i < COUNT(sold); i++) {
        s.context.region = id_of(&s, sold[i]);
        assert_costs(&s, "1");
        assert_marked(&s, 0);
    }
    s.context.region = id_of(&s, "eu");
    assert_costs(&s, "2");
    s.context.region = id_of(&s, "mars");
    assert_no_sale(&s, TOLL_E_MISSING, "region \"mars\" is not sold under this tariff; sold: global, us-*, eu");
    assert_string_equal(s.err.field, "region");
    static const char *const unsold[] = {"EU", "us", "globa", "global1"};
    for (size_t i = 0; i < COUNT(unsold); i++) {
        s.context.region = id_of(&s, unsold[i]);
        assert_no_sale(&s, TOLL_E_MISSING, "region is not sold under this tariff; sold: global, us-*, eu");
    }
    sale_end(&s);
}

static void values_of_an_attribute_are_listed_by_key(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_pair(&rows, TOLL_ROW_ATTRIBUTE, "size", 0, "low");
    rows_rule(&rows);
    rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "size", TOLL_OP_IS, "high");
    sale_begin(&s, &rows);
    set_attribute(&s, "size", "low");
    assert_costs(&s, "1");
    assert_marked(&s, 0);
    set_attribute(&s, "size", "high");
    assert_costs(&s, "2");
    set_attribute(&s, "size", "huge");
    assert_no_sale(&s, TOLL_E_MISSING, "size is not sold under this tariff; sold: low, high");
    set_attribute(&s, "colour", "low"); /* of another key: not listed, and not asked for */
    assert_costs(&s, "1");
    assert_marked(&s, 1);
    sale_end(&s);
}

/* Everything but what the list takes out; with positive rows, those less what it takes out. */
static void a_list_may_leave_out(void **state)
{
    (void)state;
    for (int positive = 0; positive < 2; positive++) {
        book_rows rows;
        Sale s;
        rows_begin(&rows);
        rows_text(&rows, TOLL_ROW_REGION, TOLL_OP_NOT_PREFIX, "cn-");
        if (positive)
            rows_text(&rows, TOLL_ROW_REGION, TOLL_OP_SUFFIX, "-1");
        sale_begin(&s, &rows);
        s.context.region = id_of(&s, "cn-north-1");
        assert_int_equal(sell(&s), TOLL_E_MISSING);
        s.context.region = id_of(&s, "eu-west-1");
        assert_costs(&s, "1");
        assert_marked(&s, 0);
        s.context.region = id_of(&s, "eu-west-2");
        assert_int_equal(sell(&s), positive ? TOLL_E_MISSING : TOLL_OK);
        sale_end(&s);
    }
}

/* ---- tiers ---- */

static void vendors_words_mean_the_standard_tier(void **state)
{
    (void)state;
    static const char *const words[] = {"",          "standard",  "default",       "auto",          "on_demand",
                                        "ON_DEMAND", "on-demand", "standard_only", "not_available", "Default",
                                        "AUTO"};
    static const char *const others[] = {"defaults", "aut", "on_deman", "flex", "standard_onlyx", "on demand"};
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_TIER, 0, "auto"); /* names the word, but asks no price of it */
    sale_begin(&s, &rows);
    for (size_t i = 0; i < COUNT(words); i++)
        assert_int_equal(tier_of(&s, words[i]), 0);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(tier_of(&s, others[i]), TOLL_INTERN_OTHER);
    sale_end(&s);
}

static void a_word_with_a_price_of_its_own_is_a_tier(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_TIER, 0, "auto");
    sale_begin(&s, &rows);
    s.context.service_tier = tier_of(&s, "auto");
    assert_costs(&s, "2");
    s.context.service_tier = tier_of(&s, "default");
    assert_costs(&s, "1");
    sale_end(&s);
}

static void a_refused_tier_is_named_with_those_that_are_sold(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_TIER, 0, "scale");
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_TIER, 0, "batch");
    rows_text(&rows, TOLL_ROW_WHEN_TIER, 0, "scale");
    rows_simple(&rows, "other", "n");
    rows_text(&rows, TOLL_ROW_TIER, 0, "priority");
    sale_begin(&s, &rows);
    s.context.service_tier = tier_of(&s, "priority");
    assert_no_sale(&s, TOLL_E_MISSING,
                   "service_tier \"priority\" is not sold under this tariff; sold: standard, scale, batch");
    s.context.service_tier = tier_of(&s, "bach");
    assert_no_sale(&s, TOLL_E_MISSING, "service_tier is not sold under this tariff; sold: standard, scale, batch");
    sale_end(&s);
}

/* A list that names the standard tier, next to prices of it: told once. */
static void the_standard_tier_is_listed_once(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_TIER, 0, "standard");
    rows_text(&rows, TOLL_ROW_TIER, 0, "scale");
    sale_begin(&s, &rows);
    s.context.service_tier = tier_of(&s, "bach");
    assert_no_sale(&s, TOLL_E_MISSING, "service_tier is not sold under this tariff; sold: standard, scale");
    sale_end(&s);
}

/* ---- one request ---- */

/* 5 USD per 1,000 requests. */
static void rows_fee(book_rows *rows)
{
    rows_price(rows, TOLL_METER_REQUEST, 500)->per = 1000;
}

/* sonar: 100 input and 50 output tokens at 1 USD a million, and the fee: 0.00015 + 0.005. */
static void one_request_is_one_request(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_price(&rows, TOLL_METER_OUTPUT, 100);
    rows_fee(&rows);
    sale_begin(&s, &rows);
    s.usage[0].quantity = 100;
    s.usage[s.n_usage++] = (toll_bill_usage){TOLL_METER_OUTPUT, 50};
    assert_costs(&s, "0.00515");
    assert_int_equal(s.total.n_lines, 3);
    assert_int_equal(s.lines[2].meter, TOLL_METER_REQUEST);
    assert_int_equal(s.lines[2].quantity, 1);
    assert_int_equal(s.lines[2].flags, TOLL_LINE_IMPLIED);
    assert_int_equal(s.lines[0].flags, 0);
    assert_int_equal(s.total.flags, TOLL_LINE_IMPLIED);
    s.usage[s.n_usage++] = (toll_bill_usage){TOLL_METER_REQUEST, 1};
    assert_costs(&s, "0.00515");
    assert_int_equal(s.total.flags, 0);
    s.usage[2].quantity = 3;
    assert_costs(&s, "0.01515");
    s.usage[2].quantity = 0; /* stated, and none */
    assert_costs(&s, "0.00015");
    s.n_usage = 0; /* nothing used is still a request */
    assert_costs(&s, "0.005");
    sale_end(&s);
}

static void an_aggregate_states_its_requests(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_fee(&rows);
    sale_begin(&s, &rows);
    s.context.is_aggregate = 1;
    for (s.context.allow_aggregate = 0; s.context.allow_aggregate < 2; s.context.allow_aggregate++)
        assert_no_sale(&s, TOLL_E_MISSING,
                       "request must be given: the price depends on it, and the record sums several");
    s.context.allow_aggregate = 0;
    s.usage[s.n_usage++] = (toll_bill_usage){TOLL_METER_REQUEST, 7};
    assert_costs(&s, "1.035");
    sale_end(&s);
}

/* The fee is of region eu alone. */
static void a_request_costs_where_a_rule_says_so(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_RULE, 0, "fee");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, 0, "eu");
    rows_fee(&rows);
    sale_begin(&s, &rows);
    assert_costs(&s, "1");
    assert_int_equal(s.total.n_lines, 1);
    s.context.is_aggregate = 1; /* needs no count where none is priced */
    assert_costs(&s, "1");
    s.context.is_aggregate = 0;
    s.context.region = id_of(&s, "eu");
    assert_costs(&s, "1.005");
    sale_end(&s);
}

static void predicates_see_the_one_request(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_meter(&rows, TOLL_ROW_WHEN_COUNT, TOLL_METER_REQUEST, 1)->op = TOLL_OP_GE;
    sale_begin(&s, &rows);
    assert_costs(&s, "2");
    assert_int_equal(s.total.n_lines, 1);
    s.usage[s.n_usage++] = (toll_bill_usage){TOLL_METER_REQUEST, 0};
    assert_costs(&s, "1");
    s.n_usage = 1;
    s.context.is_aggregate = s.context.allow_aggregate = 1;
    assert_no_sale(&s, TOLL_E_MISSING, "request must be given: the price depends on it, and the record sums several");
    sale_end(&s);
}

/* Without a column of requests each row is one; with one, it counts. */
static void each_row_of_columns_is_one_request(void **state)
{
    (void)state;
    static const uint32_t meters[2] = {TOLL_METER_INPUT, TOLL_METER_REQUEST};
    static const int64_t quantities[6] = {0, 1000000, 2000000, 0, 1, 20};
    static const char *const want[2][3] = {{"0.005", "1.005", "2.005"}, {"0", "1.005", "2.1"}};
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_fee(&rows);
    sale_begin(&s, &rows);
    for (uint64_t n = 1; n <= 2; n++) {
        toll_amount billed[3];
        assert_int_equal(toll_bill_compute_columns(s.card, sizeof s.card, meters, n, quantities, 3, &s.context, NULL, 0,
                                                   billed, NULL, NULL),
                         TOLL_OK);
        for (int i = 0; i < 3; i++)
            assert_amount_text(billed[i], want[n - 1][i]);
    }
    s.context.is_aggregate = 1;
    toll_amount billed[3];
    int32_t statuses[3] = {0, 0, 0};
    assert_int_equal(toll_bill_compute_columns(s.card, sizeof s.card, meters, 1, quantities, 3, &s.context, NULL, 0,
                                               billed, statuses, NULL),
                     TOLL_E_MISSING);
    assert_true(statuses[0] == TOLL_E_MISSING && statuses[2] == TOLL_E_MISSING);
    sale_end(&s);
}

/* ---- negation ---- */

static void any_region_but_one(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_IS_NOT, "global");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_IS_NOT, "eu");
    sale_begin(&s, &rows);
    static const struct {
        const char *region, *costs;
    } cases[] = {{"", "1"}, {"global", "1"}, {"eu", "1"}, {"us", "2"}, {"Global", "2"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        s.context.region = id_of(&s, cases[i].region);
        assert_costs(&s, cases[i].costs);
        assert_marked(&s, 0); /* the rule asks of every region */
    }
    sale_end(&s);
}

/* us-*, but not us-gov-*: alternatives and exceptions of one thing together. */
static void exceptions_and_alternatives_hold_together(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_PREFIX, "us-");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_NOT_PREFIX, "us-gov-");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_SUFFIX, "-9");
    sale_begin(&s, &rows);
    static const struct {
        const char *region, *costs;
    } cases[] = {{"us-east-1", "2"}, {"us-", "2"},           {"us", "1"},    {"us-gov-east-1", "1"},
                 {"eu-west-9", "2"}, {"us-gov-west-9", "1"}, {"eu-9x", "1"}, {"", "1"},
                 {"-9", "2"},        {"US-EAST-1", "1"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        s.context.region = id_of(&s, cases[i].region);
        assert_costs(&s, cases[i].costs);
    }
    sale_end(&s);
}

static void tiers_and_values_are_negated_alike(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_TIER, TOLL_OP_IS_NOT, "batch");
    rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "speed", TOLL_OP_IS_NOT, "slow");
    rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "speed", TOLL_OP_NOT_SUFFIX, "-test");
    sale_begin(&s, &rows);
    assert_costs(&s, "1"); /* states no speed */
    set_attribute(&s, "speed", "fast");
    assert_costs(&s, "2");
    set_attribute(&s, "speed", "slow");
    assert_costs(&s, "1");
    set_attribute(&s, "speed", "fast-test");
    assert_costs(&s, "1");
    set_attribute(&s, "speed", "fast");
    s.context.service_tier = tier_of(&s, "batch"); /* named, so it is sold */
    assert_costs(&s, "1");
    s.n_attributes = 2; /* two values of one key: one of them is excepted */
    s.context.service_tier = 0;
    s.attributes[1] = (toll_bill_attribute){id_of(&s, "speed"), id_of(&s, "slow")};
    assert_costs(&s, "1");
    sale_end(&s);
}

/* ---- numbers ---- */

/* From 720 on, and below 1080.5; beside them the text "900" is named, and "08" begins a text. */
static void values_are_compared_as_numbers(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    toll_bill_row *row = rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_GE, "");
    row->number = decimal_of("720");
    row = rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_LT, "");
    row->number = decimal_of("1080.5");
    rows_text(&rows, TOLL_ROW_RULE, 0, "named");
    rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "other", 0, "900");
    rows_pair(&rows, TOLL_ROW_WHEN_ATTRIBUTE, "other", TOLL_OP_PREFIX, "12");
    rows_price(&rows, TOLL_METER_INPUT, 300);
    sale_begin(&s, &rows);
    static const struct {
        const char *value, *costs;
    } cases[] = {{"719", "1"},
                 {"719.999999999999", "1"},
                 {"720", "2"},
                 {"720.0", "2"},
                 {"900", "2"},
                 {"1080.49", "2"},
                 {"1080.5", "1"},
                 {"1080.50", "1"},
                 {"0", "1"},
                 {"99999999999999999", "1"},
                 {"720.00000000000001", "2"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        set_attribute(&s, "lines", cases[i].value);
        assert_costs(&s, cases[i].costs);
        assert_marked(&s, 0);
    }
    static const char *const wrong[] = {"hd",
                                        "1080p",
                                        "-720",
                                        "+720",
                                        "0720",
                                        ".5",
                                        "720.",
                                        "7e2",
                                        " 720",
                                        "1,080",
                                        "144115188075855872",
                                        "999999999999999999999"}; /* 2^57, and beyond */
    for (size_t i = 0; i < COUNT(wrong); i++) {
        set_attribute(&s, "lines", wrong[i]);
        assert_no_sale(&s, TOLL_E_RANGE,
                       "lines must be a number such as 1080 or 1.5, of at most 17 digits: the tariff compares it");
    }
    set_attribute(&s, "lines", NULL);
    assert_costs(&s, "1");
    s.n_attributes = 2; /* of two values one is enough, whichever comes first */
    s.attributes[0] = (toll_bill_attribute){id_of(&s, "lines"), id_of(&s, "800")};
    s.attributes[1] = (toll_bill_attribute){id_of(&s, "lines"), id_of(&s, "100")};
    assert_costs(&s, "2");
    static const struct {
        const char *value, *costs;
    } texts[] = {{"900", "3"}, {"1200", "3"}, {"12", "3"}, {"12.5", "3"}, {"1100", "1"}, {"12p", "3"}, {"900.0", "1"}};
    for (size_t i = 0; i < COUNT(texts); i++) { /* a number is a text, too */
        set_attribute(&s, "other", texts[i].value);
        assert_costs(&s, texts[i].costs);
    }
    sale_end(&s);
}

/* The numbers of texts are what the header says, and nothing that a caller passes reads beyond the book. */
static void numbers_of_texts_are_documented(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_REGION, TOLL_OP_PREFIX, "us-");
    rows_rule(&rows);
    rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_GE, "")->number = decimal_of("720");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_SUFFIX, "-1");
    sale_begin(&s, &rows);
    assert_true(id_of(&s, "1.50") == ((UINT64_C(1) << 63) | (UINT64_C(2) << 57) | 150));
    assert_true((id_of(&s, "us-x") >> 62) == 1 && id_of(&s, "us-x") != id_of(&s, "us-x-1"));
    assert_int_equal(id_of(&s, "mars"), TOLL_INTERN_OTHER);
    static const uint64_t any[] = {UINT64_MAX,
                                   UINT64_C(1) << 63,
                                   UINT64_C(1) << 62,
                                   (UINT64_C(1) << 63) - 1,
                                   UINT64_C(0xffffffffffff0000),
                                   UINT64_C(63) << 57 | UINT64_C(1) << 63,
                                   1u << 30};
    for (size_t i = 0; i < COUNT(any); i++) {
        s.context.region = any[i];
        (void)sell(&s);
        s.context.region = 0;
        s.context.service_tier = any[i];
        assert_int_equal(sell(&s), TOLL_E_MISSING);
        s.context.service_tier = 0;
        s.n_attributes = 1;
        s.attributes[0] = (toll_bill_attribute){id_of(&s, "lines"), any[i]};
        (void)sell(&s);
        s.attributes[0] = (toll_bill_attribute){any[i], any[i]};
        (void)sell(&s);
        s.n_attributes = 0;
    }
    sale_end(&s);
}

/* A book that asks no such thing gives old numbers alone. */
static void other_books_have_no_such_numbers(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_REGION, 0, "us-");
    sale_begin(&s, &rows);
    assert_int_equal(id_of(&s, "1080"), TOLL_INTERN_OTHER);
    assert_int_equal(id_of(&s, "us-east"), TOLL_INTERN_OTHER);
    sale_end(&s);
}

/* ---- counters ---- */

/* All units at 2 once the account is at 1,000 or more before the record; a discount by spend works alike. */
static void a_counter_chooses_the_price_of_all_units(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    toll_bill_row *row = rows_key(&rows, TOLL_ROW_WHEN_COUNTER, "spend");
    row->op = TOLL_OP_GE;
    row->quantity = 1000;
    sale_begin(&s, &rows);
    assert_no_sale(&s, TOLL_E_MISSING, "spend is a counter that must be passed: the price depends on it");
    s.counters[0] = (toll_bill_counter){id_of(&s, "spend"), 999};
    s.n_counters = 1;
    assert_costs(&s, "1");
    s.counters[0].used = 1000;
    assert_costs(&s, "2");
    assert_true(s.counters[0].used == 1000); /* the caller counts */
    s.counters[0].used = INT64_MAX;
    assert_costs(&s, "2");
    s.context.is_aggregate = 1;
    assert_int_equal(sell(&s), TOLL_E_CONFLICT);
    s.context.allow_aggregate = 1;
    assert_costs(&s, "2");
    sale_end(&s);
}

static void a_missing_counter_is_named(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    toll_bill_row *row = rows_key(&rows, TOLL_ROW_ALLOWANCE, "free tokens");
    row->meter = TOLL_METER_INPUT;
    row->quantity = 10;
    sale_begin(&s, &rows);
    assert_no_sale(&s, TOLL_E_MISSING,
                   "input has an allowance or volume tiers: its counter \"free tokens\" must be passed");
    sale_end(&s);
}

/* ---- published tariffs ---- */

/* Vertex AI: any location but global costs 1.1 (regional_endpoint_uplift_multiplier of vertex_ai/claude-haiku-4-5 in
 * LiteLLM 1.110.2, 2026-11-30: 1 USD a million of input). */
static void vertex_locations_cost_a_tenth_more(void **state)
{
    (void)state;
    static const struct {
        const char *region, *costs;
    } cases[] = {{"", "1"}, {"global", "1"}, {"us-east5", "1.1"}, {"europe-west1", "1.1"}, {"us", "1.1"}};
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "location")->number = decimal_of("1.1");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_IS_NOT, "global");
    sale_begin(&s, &rows);
    for (size_t i = 0; i < COUNT(cases); i++) {
        s.context.region = id_of(&s, cases[i].region);
        assert_costs(&s, cases[i].costs);
        assert_marked(&s, 0);
    }
    sale_end(&s);
}

/* Veo 3.1 fast: a second of video costs 0.10 USD, 0.12 at 1080 lines, 0.30 at 4k, which has 2,160 (LiteLLM 1.110.2,
 * vertex_ai/veo-3.1-fast-generate-001). Eight seconds, in microseconds. */
static void seconds_of_veo_cost_by_their_lines(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *price;
    } steps[] = {{"1080", "0.12"}, {"2160", "0.30"}};
    static const struct {
        const char *lines, *costs;
    } cases[] = {{"720", "0.8"}, {"1079", "0.8"}, {"1080", "0.96"}, {"1440", "0.96"}, {"2160", "2.4"}, {"4320", "2.4"}};
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    toll_bill_row *row = rows_price(&rows, TOLL_METER_VIDEO_TIME, 10);
    row->per = 1000000;
    for (size_t i = 0; i < COUNT(steps); i++) {
        rows_text(&rows, TOLL_ROW_RULE, 0, steps[i].lines);
        rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_GE, "")->number = decimal_of(steps[i].lines);
        rows_price(&rows, TOLL_METER_VIDEO_TIME, 0)->number = decimal_of(steps[i].price);
    }
    sale_begin(&s, &rows);
    s.usage[0] = (toll_bill_usage){TOLL_METER_VIDEO_TIME, 8000000};
    for (size_t i = 0; i < COUNT(cases); i++) {
        set_attribute(&s, "lines", cases[i].lines);
        assert_costs(&s, cases[i].costs);
    }
    sale_end(&s);
}

/* ---- bounds ---- */

static toll_bill_bounds bound_of(Sale *s, uint64_t open, toll_status want)
{
    toll_bill_scope scope;
    toll_bill_bounds bounds;
    const toll_bill_limit limit = {TOLL_METER_INPUT, 1000000, 1000000};
    (void)toll_struct_init(&scope, sizeof scope, TOLL_KIND_BILL_SCOPE, NULL);
    (void)toll_struct_init(&bounds, sizeof bounds, TOLL_KIND_BILL_BOUNDS, NULL);
    scope.open = open;
    scope.region = s->context.region;
    assert_int_equal(toll_bill_bound(s->card, sizeof s->card, &limit, 1, &scope, s->attributes, s->n_attributes,
                                     s->counters, s->n_counters, NULL, 0, &bounds, &s->err),
                     want);
    return bounds;
}

static void assert_bounds(Sale *s, uint64_t open, const char *lowest, const char *highest)
{
    const toll_bill_bounds bounds = bound_of(s, open, TOLL_OK);
    assert_int_equal(bounds.verdict, TOLL_CEILING_ATTAINED);
    assert_int_equal(bounds.relaxed, 0);
    assert_amount_text(bounds.highest_billed, highest);
    assert_amount_text(bounds.lowest_billed, lowest);
}

/* Each price is reached by one region alone: unnamed, of a pattern, of two, none; 4 needs "us-" and "-1" at once. */
static void bounds_find_what_no_row_names(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_PREFIX, "us-");
    rows_text(&rows, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "end")->number = decimal_of("2");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_SUFFIX, "-1");
    sale_begin(&s, &rows);
    assert_bounds(&s, TOLL_OPEN_REGION, "1", "4");
    assert_bounds(&s, 0, "1", "1");
    s.context.region = id_of(&s, "eu-1");
    assert_bounds(&s, 0, "2", "2");
    sale_end(&s);

    rows_begin(&rows);
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_IS_NOT, "global");
    sale_begin(&s, &rows);
    assert_bounds(&s, TOLL_OPEN_REGION, "1", "2");
    sale_end(&s);
}

/* Only what the list sells counts; a region beyond it has no bill at all. */
static void bounds_keep_to_what_is_sold(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_REGION, 0, "global");
    rows_rule(&rows);
    rows_text(&rows, TOLL_ROW_WHEN_REGION, TOLL_OP_IS_NOT, "global");
    sale_begin(&s, &rows);
    assert_bounds(&s, TOLL_OPEN_REGION, "1", "1");
    s.context.region = id_of(&s, "mars");
    (void)bound_of(&s, 0, TOLL_E_MISSING);
    assert_string_equal(s.err.message, "region is not sold under this tariff; sold: global");
    assert_int_equal(s.err.struct_kind, TOLL_KIND_BILL_SCOPE);
    sale_end(&s);
}

/* 0 below both thresholds, 720 and just above, up to 1080 and beyond: only the middle one costs 2. */
static void bounds_try_numbers_between_thresholds(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_rule(&rows);
    rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_GT, "")->number = decimal_of("720");
    rows_pair(&rows, TOLL_ROW_WHEN_NUMBER, "lines", TOLL_OP_LT, "")->number = decimal_of("720.01");
    sale_begin(&s, &rows);
    assert_bounds(&s, TOLL_OPEN_ATTRIBUTES, "1", "2");
    set_attribute(&s, "lines", "720");
    assert_bounds(&s, TOLL_OPEN_ATTRIBUTES, "1", "1");
    sale_end(&s);
}

static void bounds_count_the_one_request(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_text(&rows, TOLL_ROW_RULE, 0, "fee");
    rows_text(&rows, TOLL_ROW_WHEN_REGION, 0, "eu");
    rows_fee(&rows);
    toll_bill_row *row = rows_key(&rows, TOLL_ROW_WHEN_COUNTER, "spend");
    row->op = TOLL_OP_GE;
    row->quantity = 1;
    sale_begin(&s, &rows);
    (void)bound_of(&s, TOLL_OPEN_REGION, TOLL_E_MISSING);
    s.counters[0] = (toll_bill_counter){id_of(&s, "spend"), 1};
    s.n_counters = 1;
    assert_bounds(&s, TOLL_OPEN_REGION, "1", "1.005");
    s.counters[0].used = 0;
    assert_bounds(&s, TOLL_OPEN_REGION, "1", "1");
    sale_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_without_a_price_is_marked),
        cmocka_unit_test(both_paths_mark_alike),
        cmocka_unit_test(a_region_beyond_the_list_is_refused),
        cmocka_unit_test(values_of_an_attribute_are_listed_by_key),
        cmocka_unit_test(a_list_may_leave_out),
        cmocka_unit_test(vendors_words_mean_the_standard_tier),
        cmocka_unit_test(a_word_with_a_price_of_its_own_is_a_tier),
        cmocka_unit_test(a_refused_tier_is_named_with_those_that_are_sold),
        cmocka_unit_test(the_standard_tier_is_listed_once),
        cmocka_unit_test(one_request_is_one_request),
        cmocka_unit_test(an_aggregate_states_its_requests),
        cmocka_unit_test(a_request_costs_where_a_rule_says_so),
        cmocka_unit_test(predicates_see_the_one_request),
        cmocka_unit_test(each_row_of_columns_is_one_request),
        cmocka_unit_test(any_region_but_one),
        cmocka_unit_test(exceptions_and_alternatives_hold_together),
        cmocka_unit_test(tiers_and_values_are_negated_alike),
        cmocka_unit_test(values_are_compared_as_numbers),
        cmocka_unit_test(numbers_of_texts_are_documented),
        cmocka_unit_test(other_books_have_no_such_numbers),
        cmocka_unit_test(a_counter_chooses_the_price_of_all_units),
        cmocka_unit_test(a_missing_counter_is_named),
        cmocka_unit_test(vertex_locations_cost_a_tenth_more),
        cmocka_unit_test(seconds_of_veo_cost_by_their_lines),
        cmocka_unit_test(bounds_find_what_no_row_names),
        cmocka_unit_test(bounds_keep_to_what_is_sold),
        cmocka_unit_test(bounds_try_numbers_between_thresholds),
        cmocka_unit_test(bounds_count_the_one_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
