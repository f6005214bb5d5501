/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of bill.h: arguments, structs, rows, cards that were damaged, cut, forged or misplaced.
 * Damaged books are in test_book_open.c. */
#include "bad_input.h"

#include <toll/bill.h>

#include "book_rows.h"

#define NEW_S     1767225600 /* second version of "old" begins: its tariff has every kind of row */
#define ROWS      4
#define RECORDS   3
#define CHARGES   6   /* one of each kind */
#define CARD_MAX  800 /* words, as many as a card has, or more */
#define CARD_HEAD 216 /* bytes that every card needs; test_book_match.c tries the others */
#define ROOM_MAX  1024

static book_rows rows;
static book_block book, monthly_book;
static toll_bill_row plain_rows[ROWS];
static uint64_t rich_card[CARD_MAX], plain_card[CARD_MAX];
static toll_bill_usage usage[2] = {{TOLL_METER_INPUT, 1000}, {TOLL_METER_WEB_SEARCH, 3}};
static const toll_bill_usage text_usage[2] = {{TOLL_METER_INPUT, 1000}, {TOLL_METER_OUTPUT, 3}};
static toll_bill_context context;
static toll_bill_scope scope;
static toll_bill_rate rate;
static toll_bill_charge charges[CHARGES];
static const toll_amount one_dollar = {1000000000000000000, 0};
static const char currency[] = "USD";
static const toll_bill_limit limits[2] = {{TOLL_METER_INPUT, 0, 1000}, {TOLL_METER_WEB_SEARCH, 1, 3}};
static toll_bill_attribute attributes[1];
static toll_bill_counter counters[3];
static const toll_bill_sum period_sums[2] = {{0, {1, 0}, {1, 0}, {1, 0}}, {0, {2, 0}, {2, 0}, {2, 0}}};
static toll_bill_kind bill_kinds[1];
static uint64_t resolution_id, low_id;
static toll_bill_line bill_lines[2];
static toll_bill_total bill_total;
static const uint32_t meters[2] = {TOLL_METER_INPUT, TOLL_METER_OUTPUT};
static const int64_t quantities[2 * RECORDS] = {1000, 2000, 3000, 10, 20, 30};
static uint64_t raters[3][TOLL_BILL_RATER_WORDS]; /* the last is damaged */
static const void *const rater_pointers[4] = {raters[0], raters[1], raters[2], NULL};
static const uint32_t rater_of_row[RECORDS] = {0, 1, 0};
static const int64_t *const columns[2] = {quantities, quantities + RECORDS};
static const uint8_t all_valid[1] = {0xff};
static const uint8_t *const valid[2] = {all_valid, NULL};
static const int64_t instants[RECORDS] = {NEW_S - 2, NEW_S - 3, NEW_S - 4};
static const char cache_read[] = "cache_read";
static const char provider[] = "acme";
static const char model[] = "old";
static const char tier[] = "batch";
static const char standard[] = "default";
static const toll_bill_named named_usage[2] = {{"input", 1000}, {"output", 3}};

/* ---- calls ---- */

static toll_status call_meter_get(const bad_frame *f, toll_error *err)
{
    return toll_bill_meter_get((uint32_t)f->v[0], f->p[1], err);
}

static toll_status call_meter_find(const bad_frame *f, toll_error *err)
{
    return toll_bill_meter_find(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_compile(const bad_frame *f, toll_error *err)
{
    return toll_book_compile(f->p[0], f->v[1], f->v[2], f->p[3], f->v[4], f->p[5], err);
}

static toll_status call_overlay_size(const bad_frame *f, toll_error *err)
{
    return toll_book_overlay_size(f->p[0], f->v[1], f->p[2], f->v[3], f->v[4], f->p[5], err);
}

static toll_status call_overlay(const bad_frame *f, toll_error *err)
{
    return toll_book_overlay(f->p[0], f->v[1], f->p[2], f->v[3], f->v[4], f->p[5], f->v[6], f->p[7], err);
}

static toll_status call_open(const bad_frame *f, toll_error *err)
{
    return toll_book_open(f->p[0], f->v[1], err);
}

static toll_status call_book_verify(const bad_frame *f, toll_error *err)
{
    return toll_book_verify(f->p[0], f->v[1], f->v[2], err);
}

static toll_status call_hash(const bad_frame *f, toll_error *err)
{
    return toll_book_get_hash(f->p[0], f->v[1], f->p[2], f->v[3], err);
}

static toll_status call_row(const bad_frame *f, toll_error *err)
{
    return toll_book_get_row(f->p[0], f->v[1], f->v[2], f->p[3], f->v[4], err);
}

/* Prices are whole dollars here; those that are no numbers are in test_serve_admission.c. */
static toll_status call_estimate_rows(const bad_frame *f, toll_error *err)
{
    return toll_book_estimate_rows(f->p[0], f->v[1], f->p[2], f->v[3], (double)(int64_t)f->v[4],
                                   (double)(int64_t)f->v[5], (int64_t)f->v[6], f->p[7], f->v[8], err);
}

static toll_status call_intern(const bad_frame *f, toll_error *err)
{
    return toll_book_intern(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], err);
}

static toll_status call_intern_tier(const bad_frame *f, toll_error *err)
{
    return toll_book_intern_tier(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], err);
}

static toll_status call_kinds(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute_kinds(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->p[7], f->v[8],
                                   f->p[9], f->v[10], f->p[11], f->p[12], f->v[13], f->p[14], err);
}

static toll_status call_close_period(const bad_frame *f, toll_error *err)
{
    return toll_bill_close_period(f->p[0], f->v[1], (int32_t)f->v[2], f->p[3], f->v[4], f->p[5], f->v[6], f->p[7], err);
}

static toll_status call_find_unused(const bad_frame *f, toll_error *err)
{
    return toll_bill_find_unused(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], f->p[5], f->p[6], err);
}

static toll_status call_find(const bad_frame *f, toll_error *err)
{
    return toll_book_find(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], (int64_t)f->v[6], f->p[7], f->v[8],
                          err);
}

static toll_status call_resolve(const bad_frame *f, toll_error *err)
{
    return toll_book_resolve(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], (int64_t)f->v[6], f->p[7], f->v[8],
                             f->p[9], err);
}

static toll_status call_find_validity(const bad_frame *f, toll_error *err)
{
    return toll_book_find_validity(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], (int64_t)f->v[6], f->p[7],
                                   f->p[8], err);
}

static toll_status call_suggest(const bad_frame *f, toll_error *err)
{
    return toll_book_suggest(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->v[7], f->v[8], f->p[9],
                             err);
}

enum { CARD, CARD_SIZE, USAGE, N_USAGE, CONTEXT, ATTRIBUTES, N_ATTRIBUTES, COUNTERS, N_COUNTERS, LINES, CAPACITY };

static toll_status call_compute(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute(f->p[CARD], f->v[CARD_SIZE], f->p[USAGE], f->v[N_USAGE], f->p[CONTEXT], f->p[ATTRIBUTES],
                             f->v[N_ATTRIBUTES], f->p[COUNTERS], f->v[N_COUNTERS], f->p[LINES], f->v[CAPACITY],
                             f->p[11], err);
}

static toll_status call_public(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute_public(f->p[0], f->p[1], (int64_t)f->v[2], f->p[3], f->v[4], f->p[5], f->v[6], f->p[7],
                                    err);
}

static toll_status call_named(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute_named(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], (int64_t)f->v[6], f->p[7],
                                   f->v[8], f->p[9], f->v[10], f->p[11], f->v[12], f->p[13], err);
}

static toll_status call_columns(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute_columns(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->p[7], f->v[8],
                                     f->p[9], f->p[10], err);
}

static toll_status call_rater(const bad_frame *f, toll_error *err)
{
    return toll_bill_resolve_rater(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->p[5], f->v[6], f->p[7], f->v[8],
                                   err);
}

static toll_status call_rows(const bad_frame *f, toll_error *err)
{
    return toll_bill_compute_rows(f->p[0], f->v[1], f->p[2], f->p[3], f->v[4], f->p[5], f->p[6], f->v[7], f->p[8],
                                  f->p[9], f->p[10], err);
}

static toll_status call_bound(const bad_frame *f, toll_error *err)
{
    return toll_bill_bound(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->p[5], f->v[6], f->p[7], f->v[8], f->p[9],
                           f->v[10], f->p[11], err);
}

static toll_status call_convert(const bad_frame *f, toll_error *err)
{
    return toll_bill_convert(f->p[0], f->p[1], f->v[2], (int64_t)f->v[3], f->p[4], (int32_t)f->v[5], f->p[6], f->p[7],
                             err);
}

static toll_status call_reconcile_size(const bad_frame *f, toll_error *err)
{
    return toll_bill_reconcile_size(f->v[0], f->p[1], err);
}

static toll_status call_reconcile(const bad_frame *f, toll_error *err)
{
    return toll_bill_reconcile(f->p[0], f->v[1], f->v[2], f->p[3], f->v[4], f->p[5], f->v[6], f->p[7], err);
}

static toll_status call_verify(const bad_frame *f, toll_error *err)
{
    return toll_bill_verify(f->p[0], f->v[1], f->p[2], err);
}

/* ---- functions that can't fail ---- */

static void meters_are_counted(void)
{
    assert_int_equal(toll_bill_meter_count(), TOLL_METERS - 1);
}

static void raters_have_a_size(void)
{
    assert_true(toll_bill_rater_size() % 8 == 0 && toll_bill_rater_size() > toll_bill_card_size());
    assert_true(toll_bill_rater_size() <= sizeof raters[0]);
}

static void cards_have_a_size(void)
{
    assert_true(toll_bill_card_size() % 8 == 0 && toll_bill_card_size() > 0);
    assert_true(toll_bill_card_size() <= sizeof rich_card);
}

static void sizes_grow_with_rows(void)
{
    assert_true(toll_book_size(2) % 8 == 0 && toll_book_size(3) > toll_book_size(2));
    assert_true(toll_book_size(10000000) > toll_book_size(9999999));
    assert_true(toll_book_size(10000001) == 0 && toll_book_size(UINT64_MAX) == 0);
    assert_true(toll_book_size((1ull << 32) + 2) == 0); /* must not be cut to 32 bits */
}

static void what_is_no_book_has_no_tariffs(void)
{
    assert_true(toll_book_count(book.words, book.size) == 2);
    assert_true(toll_book_count(NULL, book.size) == 0 && toll_book_count(book.words, 0) == 0);
    assert_true(toll_book_count(book.words, book.size - 1) == 0);
    assert_true(toll_book_count((const char *)book.words + 4, book.size - 4) == 0);
}

static void public_book_needs_no_size(void)
{
    uint64_t size = 0;
    const void *public_book = toll_book_get_public(&size);
    assert_ptr_equal(public_book, toll_book_get_public(NULL));
    assert_int_equal(toll_book_open(public_book, size, NULL), TOLL_OK);
}

/* ---- cases ---- */

static void misaligned_book(bad_frame *f)
{
    f->p[0] = bad_resize(f, 0, f->size[0] + 8) + 4;
}

static void misaligned_output(bad_frame *f)
{
    f->p[3] = bad_resize(f, 3, f->size[3] + 8) + 4;
}

static void misaligned_card(bad_frame *f)
{
    f->p[7] = bad_resize(f, 7, f->size[7] + 8) + 4;
}

static void no_magic(bad_frame *f)
{
    f->own[0][0] ^= 1;
}

static void two_inputs(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[3].meter = TOLL_METER_INPUT;
}

static void no_tariff_first(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[0] = plain_rows[1];
}

static void no_names(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[1] = plain_rows[2];
    ((toll_bill_row *)f->p[0])[1].meter = TOLL_METER_REQUEST;
}

static void empty_interval(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[0].until_s = TOLL_TIME_MIN;
}

static void unknown_currency(bad_frame *f)
{
    memcpy(((toll_bill_row *)f->p[0])[0].value, "usd", 4);
}

static void negative_price(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[2].number.coef = -1;
}

static void price_per_nothing(bad_frame *f)
{
    ((toll_bill_row *)f->p[0])[2].per = 0;
}

static void other_provider(bad_frame *f)
{
    f->own[2][0] = 'A';
}

static void other_model(bad_frame *f)
{
    f->own[4][0] = 'O';
}

static void other_letter(bad_frame *f)
{
    f->own[4][0] = 'x'; /* a capital would be read as the small letter that it is */
}

static void meter_zero(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[1].meter = 0;
}

static void meter_beyond(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[0].meter = TOLL_METERS;
}

static void meter_of_33_bits(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[0].meter = (1ull << 32) + TOLL_METER_INPUT;
}

static void meter_twice(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[1].meter = TOLL_METER_INPUT;
}

static void negative_input(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[0].quantity = INT64_MIN;
}

static void part_without_total(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[0].meter = TOLL_METER_CACHE_READ;
}

static void part_beyond_total(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[1] = (toll_bill_usage){TOLL_METER_CACHE_READ, 1001};
}

static void unpriced_meter(bad_frame *f)
{
    ((toll_bill_usage *)f->p[USAGE])[1].meter = TOLL_METER_PAGE;
}

static void unknown_tier(bad_frame *f)
{
    ((toll_bill_context *)f->p[CONTEXT])->service_tier = TOLL_INTERN_OTHER;
}

static void no_instant(bad_frame *f)
{
    ((toll_bill_context *)f->p[CONTEXT])->known = 0;
    ((toll_bill_context *)f->p[CONTEXT])->at_s = 0;
}

static void aggregate(bad_frame *f)
{
    ((toll_bill_context *)f->p[CONTEXT])->is_aggregate = 1;
}

static void negative_counter(bad_frame *f)
{
    ((toll_bill_counter *)f->p[COUNTERS])[1].used = -1;
}

static void full_counter(bad_frame *f)
{
    ((toll_bill_counter *)f->p[COUNTERS])[1].used = INT64_MAX - 999;
}

static void other_counter(bad_frame *f)
{
    ((toll_bill_counter *)f->p[COUNTERS])[2].key = TOLL_INTERN_OTHER;
}

static void no_number(bad_frame *f)
{
    ((toll_bill_attribute *)f->p[ATTRIBUTES])[0].key = resolution_id;
}

static void unsold_value(bad_frame *f)
{
    ((toll_bill_attribute *)f->p[ATTRIBUTES])[0].value = low_id;
}

static void unsold_region(bad_frame *f)
{
    ((toll_bill_context *)f->p[CONTEXT])->region = TOLL_INTERN_OTHER;
}

static void aggregate_of_two(bad_frame *f)
{
    ((toll_bill_context *)f->p[2])->is_aggregate = 2;
}

static void unsold_here(bad_frame *f)
{
    ((toll_bill_attribute *)f->p[3])[0].value = low_id;
}

static void column_meter_beyond(bad_frame *f)
{
    ((uint32_t *)f->p[2])[1] = TOLL_METERS;
}

static void column_meter_twice(bad_frame *f)
{
    ((uint32_t *)f->p[2])[1] = TOLL_METER_INPUT;
}

static void row_meter_beyond(bad_frame *f)
{
    ((uint32_t *)f->p[3])[1] = TOLL_METERS;
}

static void row_meter_twice(bad_frame *f)
{
    ((uint32_t *)f->p[3])[1] = TOLL_METER_INPUT;
}

static void tier_of_rater(bad_frame *f)
{
    ((toll_bill_context *)f->p[4])->service_tier = TOLL_INTERN_OTHER;
}

static void column_of_parts(bad_frame *f)
{
    ((uint32_t *)f->p[2])[0] = TOLL_METER_REASONING; /* 1000 of 10 */
}

static void second_record_negative(bad_frame *f)
{
    ((int64_t *)f->p[4])[1] = -1;
    ((int64_t *)f->p[4])[5] = -1; /* a later failure is not the one that is told */
}

static void tier_of_columns(bad_frame *f)
{
    ((toll_bill_context *)f->p[6])->service_tier = TOLL_INTERN_OTHER;
}

static void rater_beyond(bad_frame *f)
{
    ((uint32_t *)f->p[2])[1] = 4;
}

static void rater_unknown(bad_frame *f)
{
    ((uint32_t *)f->p[2])[1] = 3;
}

static void rater_damaged(bad_frame *f)
{
    ((uint32_t *)f->p[2])[2] = 2;
}

static void rater_of_others(bad_frame *f)
{
    ((uint32_t *)f->p[3])[1] = TOLL_METER_REQUEST;
}

static void column_missing(bad_frame *f)
{
    ((const int64_t **)f->p[5])[1] = NULL;
}

static const int64_t negative[RECORDS] = {1000, -1, -1};

static void row_negative(bad_frame *f)
{
    ((const int64_t **)f->p[5])[0] = negative;
}

static void instant_beyond(bad_frame *f)
{
    ((int64_t *)f->p[8])[2] = INT64_MIN;
    ((int64_t *)f->p[8])[1] = NEW_S; /* the tariff ends here */
}

static void no_overlay_tariff(bad_frame *f)
{
    toll_bill_row *row = f->p[2];
    row[0] = row[1];
}

static void overlay_prices_twice(bad_frame *f)
{
    ((toll_bill_row *)f->p[2])[3].meter = TOLL_METER_INPUT;
}

#define SPOIL_RATE(name, change)                                                                                       \
    static void name(bad_frame *f)                                                                                     \
    {                                                                                                                  \
        ((toll_bill_rate *)f->p[4])->change;                                                                           \
    }
SPOIL_RATE(rate_zero, rate.coef = 0)
SPOIL_RATE(rate_negative, rate.coef = INT64_MIN)
SPOIL_RATE(rate_empty, until_s = INT64_MIN)
SPOIL_RATE(rate_of_another, from_currency[0] = 'A')

static void limit_of_no_meter(bad_frame *f)
{
    ((toll_bill_limit *)f->p[2])[1].meter = 0;
}

static void limit_beyond(bad_frame *f)
{
    ((toll_bill_limit *)f->p[2])[1].meter = (1ull << 32) + TOLL_METER_INPUT;
}

static void limit_twice(bad_frame *f)
{
    ((toll_bill_limit *)f->p[2])[1].meter = TOLL_METER_INPUT;
}

static void limit_negative(bad_frame *f)
{
    ((toll_bill_limit *)f->p[2])[1].least = -1;
}

static void limit_reversed(bad_frame *f)
{
    ((toll_bill_limit *)f->p[2])[1].least = 4;
}

static void scope_of_no_tier(bad_frame *f)
{
    ((toll_bill_scope *)f->p[4])->service_tier = TOLL_INTERN_OTHER;
}

static void scope_empty(bad_frame *f)
{
    toll_bill_scope *s = f->p[4];
    s->known = TOLL_SCOPE_FROM | TOLL_SCOPE_UNTIL;
    s->from_s = s->until_s = 7;
}

#define CASE(at, edit, status, kind, name, row, may_write)                                                             \
    {                                                                                                                  \
        at, 0, edit,                                                                                                   \
        {                                                                                                              \
            status, kind, name, row, may_write                                                                         \
        }                                                                                                              \
    }
#define VALUE_CASE(at, value, status, name)                                                                            \
    {                                                                                                                  \
        at, value, NULL,                                                                                               \
        {                                                                                                              \
            status, 0, name, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define RANGE(at, value) VALUE_CASE(at, value, TOLL_E_RANGE, NULL)
#define ROW              TOLL_KIND_BILL_ROW
#define IN_BOOK          (1u << 3) /* rows that contradict each other: the memory has been worked in */
#define BOOK_CASES                                                                                                     \
    CASE(0, misaligned_book, TOLL_E_OBJECT, 0, NULL, -1, 0), CASE(0, no_magic, TOLL_E_OBJECT, 0, NULL, -1, 0),         \
        VALUE_CASE(1, 0, TOLL_E_OBJECT, "book"), VALUE_CASE(1, 8, TOLL_E_OBJECT, "book"),                              \
        VALUE_CASE(1, 200, TOLL_E_OBJECT, "book")

static const bad_case meter_get_cases[] = {RANGE(0, 0), RANGE(0, TOLL_METERS), RANGE(0, UINT32_MAX)};
static const bad_case meter_find_cases[] = {
    VALUE_CASE(1, 0, TOLL_E_UNKNOWN_ID, "name"),
    VALUE_CASE(1, 9, TOLL_E_UNKNOWN_ID, "name"),
    VALUE_CASE(1, 32, TOLL_E_UNKNOWN_ID, "name"), /* not one byte is read */
    VALUE_CASE(1, TOLL_NUL - 1, TOLL_E_UNKNOWN_ID, "name"),
};
static const bad_case compile_cases[] = {
    RANGE(1, 0),
    RANGE(1, 1),
    RANGE(1, 10000001),
    VALUE_CASE(4, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(4, ROOM_MAX, TOLL_E_BUFFER, NULL),
    CASE(3, misaligned_output, TOLL_E_BUFFER, 0, NULL, -1, 0),
    CASE(0, two_inputs, TOLL_E_CONFLICT, ROW, "meter", 3, IN_BOOK),
    CASE(0, no_tariff_first, TOLL_E_CONFLICT, ROW, "kind", 0, IN_BOOK),
    CASE(0, no_names, TOLL_E_MISSING, ROW, "kind", 0, IN_BOOK),
    CASE(0, empty_interval, TOLL_E_CONFLICT, ROW, "until_s", 0, IN_BOOK),
    CASE(0, unknown_currency, TOLL_E_RANGE, ROW, "value", 0, IN_BOOK),
    CASE(0, negative_price, TOLL_E_RANGE, ROW, "number", 2, IN_BOOK),
    CASE(0, price_per_nothing, TOLL_E_MISSING, ROW, "per", 2, IN_BOOK),
};
static const bad_case overlay_size_cases[] = {
    CASE(0, misaligned_book, TOLL_E_OBJECT, 0, "book", -1, 0),
    CASE(0, no_magic, TOLL_E_OBJECT, 0, "book", -1, 0),
    VALUE_CASE(1, 200, TOLL_E_OBJECT, "book"),
    RANGE(3, 0),
    RANGE(3, 10000001),
    CASE(2, no_overlay_tariff, TOLL_E_CONFLICT, ROW, "kind", 0, 0),
};
#define IN_OVERLAY (1u << 5)
static const bad_case overlay_cases[] = {
    CASE(0, misaligned_book, TOLL_E_OBJECT, 0, "book", -1, 0),
    VALUE_CASE(1, 8, TOLL_E_OBJECT, "book"),
    RANGE(3, 0),
    VALUE_CASE(6, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(6, 4096, TOLL_E_BUFFER, NULL),
    CASE(2, no_overlay_tariff, TOLL_E_CONFLICT, ROW, "kind", 0, 0),
    CASE(2, overlay_prices_twice, TOLL_E_CONFLICT, ROW, "meter", 38,
         IN_OVERLAY) /* of the new book: behind 28 of the base */,
};
static const bad_case open_cases[] = {BOOK_CASES};
static const bad_case book_verify_cases[] = {BOOK_CASES, RANGE(2, 2), RANGE(2, 1ull << 32), RANGE(2, UINT64_MAX - 1)};
static const bad_case hash_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(3, 64, TOLL_E_BUFFER, NULL),
};
static const bad_case row_cases[] = {
    BOOK_CASES,
    RANGE(2, UINT64_MAX),
    RANGE(2, 1ull << 32),
    VALUE_CASE(4, 0, TOLL_E_STRIDE, NULL),
    VALUE_CASE(4, sizeof(toll_bill_row) - 8, TOLL_E_STRIDE, NULL),
    VALUE_CASE(4, sizeof(toll_bill_row) + 4, TOLL_E_STRIDE, NULL),
    VALUE_CASE(4, UINT64_MAX, TOLL_E_STRIDE, NULL),
};
static const bad_case intern_cases[] = {BOOK_CASES, VALUE_CASE(3, 96, TOLL_E_RANGE, "text"),
                                        VALUE_CASE(3, TOLL_NUL - 1, TOLL_E_RANGE, "text")};
static void kind_of_tokens(bad_frame *f)
{
    ((toll_bill_kind *)f->p[4])->meter = TOLL_METER_INPUT;
}
static void kind_without_value(bad_frame *f)
{
    ((toll_bill_kind *)f->p[4])->value = 0;
}
static void kind_beyond_total(bad_frame *f)
{
    ((toll_bill_kind *)f->p[4])->quantity = 4;
}
static void kind_unsold(bad_frame *f)
{
    ((toll_bill_kind *)f->p[4])->value = low_id;
}
static const bad_case kinds_cases[] = {
    RANGE(3, 65),
    RANGE(5, 65),
    RANGE(8, 63),
    RANGE(10, 65),
    VALUE_CASE(13, 2, TOLL_E_BUFFER, NULL),
    CASE(4, kind_of_tokens, TOLL_E_RANGE, TOLL_KIND_BILL_KIND, "meter", 0, 0),
    CASE(4, kind_without_value, TOLL_E_CONFLICT, TOLL_KIND_BILL_KIND, "value", 0, 0),
    CASE(4, kind_beyond_total, TOLL_E_CONFLICT, TOLL_KIND_BILL_KIND, "quantity", 0, 0),
    CASE(4, kind_unsold, TOLL_E_MISSING, 0, "search_context_size", 0, 0),
};
static void row_of_no_tariff(bad_frame *f)
{
    ((toll_bill_sum *)f->p[3])[1].tariff_row = 1;
}
static void row_beyond_the_book(bad_frame *f)
{
    ((toll_bill_sum *)f->p[3])[0].tariff_row = INT64_MIN;
}
static const bad_case close_cases[] = {
    BOOK_CASES,
    RANGE(2, 0),
    RANGE(2, TOLL_PERIOD_RECORD),
    RANGE(2, TOLL_PERIOD_INVOICE + 1),
    RANGE(2, UINT64_MAX),
    RANGE(4, 4097),
    CASE(3, row_of_no_tariff, TOLL_E_RANGE, TOLL_KIND_BILL_SUM, "tariff_row", 1, 0),
    CASE(3, row_beyond_the_book, TOLL_E_RANGE, TOLL_KIND_BILL_SUM, "tariff_row", 0, 0),
};
static const bad_case find_unused_cases[] = {
    RANGE(4, 65),
    CASE(2, aggregate_of_two, TOLL_E_RANGE, TOLL_KIND_BILL_CONTEXT, "is_aggregate", -1, 0),
    CASE(3, unsold_here, TOLL_E_MISSING, 0, "search_context_size", -1, 0),
};
static const bad_case estimate_cases[] = {
    {1, 32, NULL, {TOLL_E_RANGE, 0, "provider_length", -1, 0}},
    {3, 0, NULL, {TOLL_E_RANGE, 0, "model_length", -1, 0}},
    {3, 96, NULL, {TOLL_E_RANGE, 0, "model_length", -1, 0}},
    {4, UINT64_MAX, NULL, {TOLL_E_RANGE, 0, "usd_per_mtok_input", -1, 0}},
    {5, 1000000001, NULL, {TOLL_E_RANGE, 0, "usd_per_mtok_output", -1, 0}},
    {8, 8, NULL, {TOLL_E_STRIDE, 0, "stride_bytes", -1, 0}},
};
static const bad_case find_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 32, TOLL_E_RANGE, "provider"),
    VALUE_CASE(3, TOLL_NUL - 1, TOLL_E_RANGE, "provider"),
    VALUE_CASE(5, 0, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, 96, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_NUL - 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(6, (uint64_t)INT64_MAX, TOLL_E_MISSING, NULL), /* until_s is exclusive */
    VALUE_CASE(8, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(8, 8, TOLL_E_BUFFER, NULL),
    CASE(2, other_provider, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(4, other_model, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(7, misaligned_card, TOLL_E_OBJECT, 0, NULL, -1, 0),
};
static const bad_case resolve_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 32, TOLL_E_RANGE, "provider"),
    VALUE_CASE(3, TOLL_NUL - 1, TOLL_E_RANGE, "provider"),
    VALUE_CASE(5, 0, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_BOOK_NAME_BYTES_MAX + 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_NUL - 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(6, (uint64_t)INT64_MAX, TOLL_E_MISSING, NULL), /* until_s is exclusive */
    VALUE_CASE(8, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(8, 8, TOLL_E_BUFFER, NULL),
    CASE(2, other_provider, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(4, other_letter, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(7, misaligned_card, TOLL_E_OBJECT, 0, NULL, -1, 0),
};
static const bad_case find_validity_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 32, TOLL_E_RANGE, "provider"),
    VALUE_CASE(3, TOLL_NUL - 1, TOLL_E_RANGE, "provider"),
    VALUE_CASE(5, 0, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_BOOK_NAME_BYTES_MAX + 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_NUL - 1, TOLL_E_RANGE, "model"),
};
static const bad_case suggest_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 32, TOLL_E_RANGE, "provider"),
    VALUE_CASE(5, 0, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_BOOK_NAME_BYTES_MAX + 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(8, 0, TOLL_E_STRIDE, NULL),
    VALUE_CASE(8, 8, TOLL_E_STRIDE, NULL),
    VALUE_CASE(8, sizeof(toll_book_candidate) + 4, TOLL_E_STRIDE, NULL),
    CASE(2, other_provider, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
};
#define OF_CONTEXT(edit, status, name)    CASE(CONTEXT, edit, status, TOLL_KIND_BILL_CONTEXT, name, -1, 0)
#define OF_USAGE(edit, status, name, row) CASE(USAGE, edit, status, 0, name, row, 0)
static const bad_case compute_cases[] = {
    RANGE(N_USAGE, 65),
    RANGE(N_USAGE, UINT64_MAX),
    RANGE(N_ATTRIBUTES, 65),
    RANGE(N_COUNTERS, 65),
    RANGE(N_COUNTERS, UINT64_MAX),
    VALUE_CASE(N_COUNTERS, 0, TOLL_E_MISSING, "spend"),
    VALUE_CASE(N_COUNTERS, 1, TOLL_E_MISSING, "input"),
    VALUE_CASE(N_COUNTERS, 2, TOLL_E_MISSING, "web_search"),
    CASE(ATTRIBUTES, no_number, TOLL_E_RANGE, 0, "resolution", -1, 0),
    CASE(ATTRIBUTES, unsold_value, TOLL_E_MISSING, 0, "search_context_size", -1, 0),
    CASE(CONTEXT, unsold_region, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "region", -1, 0),
    VALUE_CASE(CAPACITY, 1, TOLL_E_BUFFER, NULL),
    CASE(USAGE, meter_zero, TOLL_E_RANGE, TOLL_KIND_BILL_USAGE, "meter", 1, 0),
    CASE(USAGE, meter_beyond, TOLL_E_RANGE, TOLL_KIND_BILL_USAGE, "meter", 0, 0),
    CASE(USAGE, meter_of_33_bits, TOLL_E_RANGE, TOLL_KIND_BILL_USAGE, "meter", 0, 0),
    OF_USAGE(meter_twice, TOLL_E_CONFLICT, "input", 1),
    OF_USAGE(negative_input, TOLL_E_RANGE, "input", 0),
    OF_USAGE(part_without_total, TOLL_E_CONFLICT, "cache_read", -1),
    OF_USAGE(part_beyond_total, TOLL_E_CONFLICT, "cache_read", -1),
    OF_USAGE(unpriced_meter, TOLL_E_MISSING, "page", -1),
    OF_CONTEXT(unknown_tier, TOLL_E_MISSING, "service_tier"),
    OF_CONTEXT(no_instant, TOLL_E_MISSING, "at_s"),
    OF_CONTEXT(aggregate, TOLL_E_CONFLICT, "is_aggregate"),
    CASE(COUNTERS, negative_counter, TOLL_E_RANGE, TOLL_KIND_BILL_COUNTER, "used", 1, 0),
    CASE(COUNTERS, full_counter, TOLL_E_OVERFLOW, 0, "input", -1, 0),
    CASE(COUNTERS, other_counter, TOLL_E_MISSING, 0, "web_search", -1, 0),
};
static void sold_by_several(bad_frame *f)
{
    f->p[0] = NULL;
    memcpy(bad_resize(f, 1, sizeof "gpt-oss-120b"), "gpt-oss-120b", sizeof "gpt-oss-120b");
}

static void meter_zero_in_quote(bad_frame *f)
{
    ((toll_bill_usage *)f->p[3])[1].meter = 0;
}

static void public_model_too_long(bad_frame *f)
{
    unsigned char *name = bad_resize(f, 1, TOLL_BOOK_NAME_BYTES_MAX + 2);
    memset(name, 'm', TOLL_BOOK_NAME_BYTES_MAX + 1);
    name[TOLL_BOOK_NAME_BYTES_MAX + 1] = 0;
}

static void no_public_provider(bad_frame *f)
{
    memcpy(f->p[0], "openly", 6);
}

static void other_letter_of_tier(bad_frame *f)
{
    f->own[7][0] = 'x';
}

static void word_that_is_no_meter(bad_frame *f)
{
    strcpy(((toll_bill_named *)f->p[9])[1].meter, "input_tokens");
}

static void word_without_an_end(bad_frame *f)
{
    memset(((toll_bill_named *)f->p[9])[1].meter, 'x', sizeof named_usage[0].meter);
}

static void word_with_more_behind_it(bad_frame *f)
{
    ((toll_bill_named *)f->p[9])[1].meter[31] = 'x';
}

static void word_of_the_first_meter_again(bad_frame *f)
{
    strcpy(((toll_bill_named *)f->p[9])[1].meter, named_usage[0].meter);
}

static void less_than_nothing(bad_frame *f)
{
    ((toll_bill_named *)f->p[9])[1].quantity = INT64_MIN;
}

#define WORD(edit, status) CASE(9, edit, status, TOLL_KIND_BILL_NAMED, "meter", 1, 0)
static const bad_case named_cases[] = {
    BOOK_CASES,
    VALUE_CASE(3, 32, TOLL_E_RANGE, "provider"),
    VALUE_CASE(5, 0, TOLL_E_RANGE, "model"),
    VALUE_CASE(5, TOLL_BOOK_NAME_BYTES_MAX + 1, TOLL_E_RANGE, "model"),
    VALUE_CASE(6, (uint64_t)INT64_MAX, TOLL_E_MISSING, NULL), /* until_s is exclusive */
    VALUE_CASE(8, 96, TOLL_E_RANGE, "service_tier"),
    RANGE(10, 65),
    VALUE_CASE(12, 0, TOLL_E_BUFFER, "capacity"),
    CASE(2, other_provider, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(4, other_letter, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    CASE(7, other_letter_of_tier, TOLL_E_MISSING, 0, "service_tier", -1, 0),
    WORD(word_that_is_no_meter, TOLL_E_UNKNOWN_ID),
    WORD(word_without_an_end, TOLL_E_STRING),
    WORD(word_with_more_behind_it, TOLL_E_STRING),
    CASE(9, word_of_the_first_meter_again, TOLL_E_CONFLICT, 0, "input", 1, 0),
    CASE(9, less_than_nothing, TOLL_E_RANGE, 0, "output", 1, 0),
};

static const bad_case public_cases[] = {
    CASE(1, sold_by_several, TOLL_E_AMBIGUOUS, 0, NULL, -1, 0),
    CASE(1, public_model_too_long, TOLL_E_RANGE, 0, NULL, -1, 0),
    CASE(0, no_public_provider, TOLL_E_UNKNOWN_ID, 0, NULL, -1, 0),
    VALUE_CASE(2, (uint64_t)INT64_MAX, TOLL_E_MISSING, NULL), /* until_s is exclusive */
    RANGE(4, 65),
    VALUE_CASE(6, 0, TOLL_E_BUFFER, "capacity"),
    CASE(3, meter_zero_in_quote, TOLL_E_RANGE, TOLL_KIND_BILL_USAGE, "meter", 1, 0),
};
#define RESULTS (1u << 9 | 1u << 10)
static const bad_case columns_cases[] = {
    RANGE(3, 0),
    RANGE(3, 65),
    RANGE(3, UINT64_MAX),
    RANGE(5, UINT64_MAX),
    RANGE(5, UINT64_MAX / 8), /* times 8 bytes it would wrap */
    RANGE(8, 65),
    CASE(2, column_meter_beyond, TOLL_E_RANGE, 0, NULL, 1, 0),
    CASE(2, column_meter_twice, TOLL_E_CONFLICT, 0, NULL, 1, 0),
    CASE(6, tier_of_columns, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1, 0),
    CASE(4, second_record_negative, TOLL_E_RANGE, 0, "input", 1, RESULTS),
    CASE(4, column_of_parts, TOLL_E_CONFLICT, 0, "reasoning", 0, RESULTS),
};

static const bad_case rater_cases[] = {
    RANGE(3, 0),
    RANGE(3, 65),
    RANGE(3, UINT64_MAX),
    RANGE(6, 65),
    CASE(2, column_meter_beyond, TOLL_E_RANGE, 0, NULL, 1, 0),
    CASE(2, column_meter_twice, TOLL_E_CONFLICT, 0, NULL, 1, 0),
    CASE(4, tier_of_rater, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1, 0),
    VALUE_CASE(8, 0, TOLL_E_BUFFER, NULL),
    VALUE_CASE(8, ROOM_MAX, TOLL_E_BUFFER, NULL),
};
#define ROWS_OUT (1u << 9 | 1u << 10)
static const bad_case rows_cases[] = {
    RANGE(4, 0),
    RANGE(4, 65),
    RANGE(7, UINT64_MAX),
    RANGE(7, UINT64_MAX / 8), /* times 8 bytes it would wrap */
    CASE(3, row_meter_beyond, TOLL_E_RANGE, 0, NULL, 1, 0),
    CASE(3, row_meter_twice, TOLL_E_CONFLICT, 0, NULL, 1, 0),
    CASE(5, column_missing, TOLL_E_NULL, 0, NULL, 1, 0),
    CASE(2, rater_beyond, TOLL_E_RANGE, 0, NULL, 1, ROWS_OUT),
    CASE(2, rater_unknown, TOLL_E_UNKNOWN_ID, 0, "rater", 1, ROWS_OUT),
    CASE(2, rater_damaged, TOLL_E_OBJECT, 0, "rater", 2, ROWS_OUT),
    CASE(3, rater_of_others, TOLL_E_CONFLICT, 0, "rater", 0, ROWS_OUT),
    CASE(5, row_negative, TOLL_E_RANGE, 0, "input", 1, ROWS_OUT),
    CASE(8, instant_beyond, TOLL_E_MISSING, 0, NULL, 1, ROWS_OUT),
};

#define OF_RATE(edit, status, name) CASE(4, edit, status, TOLL_KIND_BILL_RATE, name, -1, 0)
static const bad_case convert_cases[] = {
    RANGE(2, 0),
    RANGE(2, 16),
    RANGE(2, TOLL_NUL - 1),
    VALUE_CASE(3, 0, TOLL_E_MISSING, NULL),
    VALUE_CASE(3, (uint64_t)INT64_MAX, TOLL_E_MISSING, NULL),
    RANGE(5, 99),
    OF_RATE(rate_zero, TOLL_E_RANGE, "rate"),
    OF_RATE(rate_negative, TOLL_E_RANGE, "rate"),
    OF_RATE(rate_empty, TOLL_E_CONFLICT, "until_s"),
    OF_RATE(rate_of_another, TOLL_E_CONFLICT, "from_currency"),
};
static const bad_case reconcile_size_cases[] = {
    RANGE(0, 0),
    RANGE(0, (UINT64_C(1) << 22) + 1),
    RANGE(0, UINT64_MAX),
};

#define SPOIL_CHARGE(name, row, change)                                                                                \
    static void name(bad_frame *f)                                                                                     \
    {                                                                                                                  \
        toll_bill_charge *charge = &((toll_bill_charge *)f->p[0])[row];                                                \
        charge->change;                                                                                                \
    }
SPOIL_CHARGE(ours_of_no_meter, 0, meter = 0)
SPOIL_CHARGE(ours_of_no_model, 0, model = 0)
SPOIL_CHARGE(ours_of_a_factor, 0, factor.coef = 1)
SPOIL_CHARGE(ours_of_a_cause, 0, cause = TOLL_CAUSE_TAX)
SPOIL_CHARGE(ours_of_a_row, 0, of = 1)
SPOIL_CHARGE(theirs_of_a_variant, 1, variant = 1)
SPOIL_CHARGE(other_of_itself, 2, of = 2)
SPOIL_CHARGE(other_beyond, 2, of = CHARGES)
SPOIL_CHARGE(other_of_no_variant, 2, variant = 0)
SPOIL_CHARGE(other_of_a_tax, 2, cause = TOLL_CAUSE_TAX)
SPOIL_CHARGE(other_of_a_day, 2, day = 1)
SPOIL_CHARGE(factor_of_zero, 3, factor.coef = 0)
SPOIL_CHARGE(factor_below_zero, 3, factor.coef = -12)
SPOIL_CHARGE(factor_of_a_price, 3, cause = TOLL_CAUSE_PRICE)
SPOIL_CHARGE(stated_as_missing, 4, cause = TOLL_CAUSE_MISSING)
SPOIL_CHARGE(stated_of_a_meter, 4, meter = TOLL_METER_INPUT)
SPOIL_CHARGE(second_agreed, 3, kind = TOLL_CHARGE_AGREED)
#define UNKNOWN_IN(name, row, bit, field)                                                                              \
    static void name(bad_frame *f)                                                                                     \
    {                                                                                                                  \
        toll_bill_charge *charge = &((toll_bill_charge *)f->p[0])[row];                                                \
        charge->known &= ~(uint64_t)bit;                                                                               \
        memset(&charge->field, 0, sizeof charge->field);                                                               \
    }
UNKNOWN_IN(ours_of_no_quantity, 0, TOLL_CHARGE_QUANTITY, quantity)
UNKNOWN_IN(ours_of_no_amount, 0, TOLL_CHARGE_AMOUNT, amount)
UNKNOWN_IN(theirs_of_no_amount, 1, TOLL_CHARGE_AMOUNT, amount)
UNKNOWN_IN(other_of_no_amount, 2, TOLL_CHARGE_AMOUNT, amount)

static void second_agreed_row(bad_frame *f)
{
    second_agreed(f);
    ((toll_bill_charge *)f->p[0])[3].cause = 0;
}

#define OF_CHARGE(edit, status, name, row) CASE(0, edit, status, TOLL_KIND_BILL_CHARGE, name, row, 0)
static const bad_case reconcile_cases[] = {
    RANGE(1, 0),
    RANGE(1, (UINT64_C(1) << 22) + 1),
    VALUE_CASE(2, 0, TOLL_E_STRIDE, NULL),
    VALUE_CASE(2, sizeof(toll_bill_charge) - 8, TOLL_E_STRIDE, NULL),
    VALUE_CASE(4, 64, TOLL_E_BUFFER, NULL),
    {6, 1, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 3}},
    OF_CHARGE(ours_of_no_quantity, TOLL_E_MISSING, "quantity", 0),
    OF_CHARGE(ours_of_no_meter, TOLL_E_MISSING, "meter", 0),
    OF_CHARGE(ours_of_no_model, TOLL_E_MISSING, "model", 0),
    OF_CHARGE(ours_of_a_factor, TOLL_E_CONFLICT, "factor", 0),
    OF_CHARGE(ours_of_a_cause, TOLL_E_CONFLICT, "cause", 0),
    OF_CHARGE(ours_of_a_row, TOLL_E_CONFLICT, "of", 0),
    OF_CHARGE(ours_of_no_amount, TOLL_E_CONFLICT, "of", 2),
    OF_CHARGE(theirs_of_no_amount, TOLL_E_MISSING, "amount", 1),
    OF_CHARGE(theirs_of_a_variant, TOLL_E_CONFLICT, "variant", 1),
    OF_CHARGE(other_of_itself, TOLL_E_RANGE, "of", 2),
    OF_CHARGE(other_beyond, TOLL_E_RANGE, "of", 2),
    OF_CHARGE(other_of_no_variant, TOLL_E_RANGE, "variant", 2),
    OF_CHARGE(other_of_a_tax, TOLL_E_CONFLICT, "cause", 2),
    OF_CHARGE(other_of_a_day, TOLL_E_CONFLICT, "day", 2),
    OF_CHARGE(other_of_no_amount, TOLL_E_MISSING, "amount", 2),
    OF_CHARGE(factor_of_zero, TOLL_E_RANGE, "factor", 3),
    OF_CHARGE(factor_below_zero, TOLL_E_RANGE, "factor", 3),
    OF_CHARGE(factor_of_a_price, TOLL_E_CONFLICT, "cause", 3),
    OF_CHARGE(stated_as_missing, TOLL_E_CONFLICT, "cause", 4),
    OF_CHARGE(stated_of_a_meter, TOLL_E_CONFLICT, "meter", 4),
    OF_CHARGE(second_agreed, TOLL_E_CONFLICT, "cause", 3),
    OF_CHARGE(second_agreed_row, TOLL_E_CONFLICT, "kind", 5),
};

#define OF_LIMIT(edit, status, name) CASE(2, edit, status, TOLL_KIND_BILL_LIMIT, name, 1, 0)
static const bad_case bound_cases[] = {
    RANGE(3, 65),
    RANGE(3, UINT64_MAX),
    RANGE(6, 65),
    RANGE(8, 65),
    VALUE_CASE(8, 0, TOLL_E_MISSING, "spend"),
    VALUE_CASE(10, 1, TOLL_E_BUFFER, NULL),
    OF_LIMIT(limit_of_no_meter, TOLL_E_RANGE, "meter"),
    OF_LIMIT(limit_beyond, TOLL_E_RANGE, "meter"),
    OF_LIMIT(limit_twice, TOLL_E_CONFLICT, "meter"),
    OF_LIMIT(limit_negative, TOLL_E_RANGE, "least"),
    OF_LIMIT(limit_reversed, TOLL_E_CONFLICT, "most"),
    CASE(4, scope_of_no_tier, TOLL_E_MISSING, TOLL_KIND_BILL_SCOPE, "service_tier", -1, 0),
    CASE(4, scope_empty, TOLL_E_CONFLICT, TOLL_KIND_BILL_SCOPE, "until_s", -1, 0),
    CASE(7, negative_counter, TOLL_E_RANGE, TOLL_KIND_BILL_COUNTER, "used", 1, 0),
};

/* One field of the second line, or of the totals, that no longer follows from the others. */
#define SPOIL_LINE(name, change)                                                                                       \
    static void name(bad_frame *f)                                                                                     \
    {                                                                                                                  \
        toll_bill_line *line = &((toll_bill_line *)f->p[0])[1];                                                        \
        line->change;                                                                                                  \
    }
#define SPOIL_TOTAL(name, change)                                                                                      \
    static void name(bad_frame *f)                                                                                     \
    {                                                                                                                  \
        ((toll_bill_total *)f->p[2])->change;                                                                          \
    }
SPOIL_LINE(line_meter_zero, meter = 0)
SPOIL_LINE(line_meter_beyond, meter = TOLL_METERS)
SPOIL_LINE(line_price_meter_beyond, price_meter = UINT32_MAX)
SPOIL_LINE(line_price_meter_other, price_meter = TOLL_METER_PAGE)
SPOIL_LINE(line_flags, flags = 0x80000000u)
SPOIL_LINE(line_floor, flags |= TOLL_LINE_FLOOR)
SPOIL_LINE(line_floor_and_cap, flags |= TOLL_LINE_FLOOR | TOLL_LINE_CAP)
SPOIL_LINE(line_inexact, flags |= TOLL_LINE_INEXACT)
SPOIL_LINE(line_per_zero, per = 0)
SPOIL_LINE(line_per_negative, per = INT64_MIN)
SPOIL_LINE(line_per, per = 999)
SPOIL_LINE(line_quantity, quantity = INT64_MIN)
SPOIL_LINE(line_scale, list_price.scale = 37)
SPOIL_LINE(line_scale_negative, bill_factor.scale = INT32_MIN)
SPOIL_LINE(line_reserved, contract_factor.reserved = 1)
SPOIL_LINE(line_list_factor, list_factor.coef = 2)
SPOIL_LINE(line_contract_factor, contract_factor.coef = 2)
SPOIL_LINE(line_bill_factor, bill_factor.coef = INT64_MIN)
SPOIL_LINE(line_list_cost, list_cost.low ^= 1)
SPOIL_LINE(line_contracted_cost, contracted_cost.high = INT64_MIN)
SPOIL_LINE(line_billed_cost, billed_cost.low ^= 1)
SPOIL_TOTAL(total_input, input_cost.low ^= 1)
SPOIL_TOTAL(total_output, output_cost.low ^= 1)
SPOIL_TOTAL(total_other, other_cost.high = INT64_MAX)
SPOIL_TOTAL(total_billed, billed_cost.low ^= 1)
SPOIL_TOTAL(total_contracted, contracted_cost.low ^= 1)
SPOIL_TOTAL(total_list, list_cost.high ^= INT64_MIN)
SPOIL_TOTAL(total_flags, flags ^= TOLL_LINE_ESTIMATED)
SPOIL_TOTAL(total_count, n_lines = 1)

#define LINE(edit, status, name) CASE(0, edit, status, TOLL_KIND_BILL_LINE, name, 1, 0)
#define TOTAL_CASE(edit, name)   CASE(2, edit, TOLL_E_CONFLICT, TOLL_KIND_BILL_TOTAL, name, -1, 0)
static const bad_case verify_cases[] = {
    RANGE(1, UINT64_MAX),
    RANGE(1, UINT64_MAX / sizeof(toll_bill_line) + 1),
    LINE(line_meter_zero, TOLL_E_RANGE, "meter"),
    LINE(line_meter_beyond, TOLL_E_RANGE, "meter"),
    LINE(line_price_meter_beyond, TOLL_E_RANGE, "price_meter"),
    LINE(line_price_meter_other, TOLL_E_CONFLICT, "flags"),
    LINE(line_flags, TOLL_E_RANGE, "flags"),
    LINE(line_inexact, TOLL_E_CONFLICT, "flags"),
    LINE(line_floor, TOLL_E_CONFLICT, "quantity"),
    LINE(line_floor_and_cap, TOLL_E_CONFLICT, "flags"),
    LINE(line_per_zero, TOLL_E_RANGE, "per"),
    LINE(line_per_negative, TOLL_E_RANGE, "per"),
    LINE(line_per, TOLL_E_CONFLICT, "list_cost"),
    LINE(line_quantity, TOLL_E_CONFLICT, "list_cost"),
    LINE(line_scale, TOLL_E_RANGE, "list_price"),
    LINE(line_scale_negative, TOLL_E_RANGE, "bill_factor"),
    LINE(line_reserved, TOLL_E_RANGE, "contract_factor"),
    LINE(line_list_factor, TOLL_E_CONFLICT, "list_cost"),
    LINE(line_contract_factor, TOLL_E_CONFLICT, "contracted_cost"),
    LINE(line_bill_factor, TOLL_E_CONFLICT, "billed_cost"),
    LINE(line_list_cost, TOLL_E_CONFLICT, "list_cost"),
    LINE(line_contracted_cost, TOLL_E_CONFLICT, "contracted_cost"),
    LINE(line_billed_cost, TOLL_E_CONFLICT, "billed_cost"),
    TOTAL_CASE(total_input, "input_cost"),
    TOTAL_CASE(total_output, "output_cost"),
    TOTAL_CASE(total_other, "other_cost"),
    TOTAL_CASE(total_billed, "billed_cost"),
    TOTAL_CASE(total_contracted, "contracted_cost"),
    TOTAL_CASE(total_list, "list_cost"),
    TOTAL_CASE(total_flags, "flags"),
    TOTAL_CASE(total_count, "n_lines"),
};

/* ---- the table ---- */

#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }
#define MEMORY(role, name, memory, size)                                                                               \
    {                                                                                                                  \
        role, name, memory, size, 0, 0                                                                                 \
    }
#define STRUCT(role, name, memory, type, kind)                                                                         \
    {                                                                                                                  \
        role, name, memory, sizeof(type), TOLL_KIND_##kind, 0                                                          \
    }
#define SURE(name, test)                                                                                               \
    {                                                                                                                  \
        name, NULL, test, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0                                                          \
    }
#define BOOK          MEMORY(BAD_IN, "book", NULL, 0), VALUE("book_size", 0) /* filled in by set_up() */
#define CARD_OF(card) {BAD_OBJECT, "card", card, 0, CARD_HEAD, 1}, VALUE("card_size", 0)

static bad_function table[] = {
    SURE("toll_bill_meter_count", meters_are_counted),
    SURE("toll_bill_card_size", cards_have_a_size),
    SURE("toll_bill_rater_size", raters_have_a_size),
    SURE("toll_book_size", sizes_grow_with_rows),
    SURE("toll_book_count", what_is_no_book_has_no_tariffs),
    SURE("toll_book_get_public", public_book_needs_no_size),
    {"toll_bill_meter_get",
     call_meter_get,
     NULL,
     {VALUE("meter", TOLL_METER_CACHE_READ_AUDIO),
      STRUCT(BAD_OUT_STRUCT, "description", NULL, toll_bill_meter, BILL_METER)},
     BAD_CASES(meter_get_cases)},
    {"toll_bill_meter_find",
     call_meter_find,
     NULL,
     {MEMORY(BAD_IN, "name", cache_read, 10), VALUE("length", 10), MEMORY(BAD_OUT, "meter", NULL, sizeof(uint32_t))},
     BAD_CASES(meter_find_cases)},
    {"toll_book_compile",
     call_compile,
     NULL,
     {{BAD_IN_ROWS, "rows", plain_rows, sizeof plain_rows, TOLL_KIND_BILL_ROW, 2},
      VALUE("n_rows", ROWS),
      VALUE("stride_bytes", sizeof(toll_bill_row)),
      MEMORY(BAD_OUT, "book", NULL, 0),
      VALUE("book_size", 0),
      MEMORY(BAD_OUT, "used_bytes", NULL, sizeof(uint64_t))},
     BAD_CASES(compile_cases)},
    {"toll_book_overlay_size",
     call_overlay_size,
     NULL,
     {MEMORY(BAD_IN, "base", NULL, 0),
      VALUE("base_size", 0),
      {BAD_IN_ROWS, "rows", plain_rows, sizeof plain_rows, TOLL_KIND_BILL_ROW, 4},
      VALUE("n_rows", ROWS),
      VALUE("stride_bytes", sizeof(toll_bill_row)),
      MEMORY(BAD_OUT, "size_bytes", NULL, sizeof(uint64_t))},
     BAD_CASES(overlay_size_cases)},
    {"toll_book_overlay",
     call_overlay,
     NULL,
     {MEMORY(BAD_IN, "base", NULL, 0),
      VALUE("base_size", 0),
      {BAD_IN_ROWS, "rows", plain_rows, sizeof plain_rows, TOLL_KIND_BILL_ROW, 4},
      VALUE("n_rows", ROWS),
      VALUE("stride_bytes", sizeof(toll_bill_row)),
      MEMORY(BAD_OUT, "book", NULL, 0),
      VALUE("book_size", 0),
      MEMORY(BAD_OUT, "used_bytes", NULL, sizeof(uint64_t))},
     BAD_CASES(overlay_cases)},
    {"toll_book_open", call_open, NULL, {BOOK}, BAD_CASES(open_cases)},
    {"toll_book_verify", call_book_verify, NULL, {BOOK, VALUE("tariff", 1)}, BAD_CASES(book_verify_cases)},
    {"toll_book_get_hash",
     call_hash,
     NULL,
     {BOOK, MEMORY(BAD_OUT, "text", NULL, 65), VALUE("capacity", 65)},
     BAD_CASES(hash_cases)},
    {"toll_book_get_row",
     call_row,
     NULL,
     {BOOK, VALUE("index", 3), MEMORY(BAD_OUT, "row", NULL, sizeof(toll_bill_row)),
      VALUE("stride_bytes", sizeof(toll_bill_row))},
     BAD_CASES(row_cases)},
    {"toll_book_estimate_rows",
     call_estimate_rows,
     NULL,
     {MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), VALUE("usd_per_mtok_input", 1), VALUE("usd_per_mtok_output", 2), VALUE("from_s", 0),
      MEMORY(BAD_OUT, "rows", NULL, 4 * sizeof(toll_bill_row)), VALUE("stride_bytes", sizeof(toll_bill_row))},
     BAD_CASES(estimate_cases)},
    {"toll_book_intern",
     call_intern,
     NULL,
     {BOOK, MEMORY(BAD_IN, "text", tier, 5), VALUE("length", 5), MEMORY(BAD_OUT, "id", NULL, sizeof(uint64_t))},
     BAD_CASES(intern_cases)},
    {"toll_book_intern_tier",
     call_intern_tier,
     NULL,
     {BOOK, MEMORY(BAD_IN, "text", tier, 5), VALUE("length", 5), MEMORY(BAD_OUT, "id", NULL, sizeof(uint64_t))},
     BAD_CASES(intern_cases)},
    {"toll_bill_compute_kinds",
     call_kinds,
     NULL,
     {CARD_OF(rich_card), MEMORY(BAD_IN, "usage", usage, sizeof usage), VALUE("n_usage", 2),
      MEMORY(BAD_IN, "kinds", bill_kinds, sizeof bill_kinds), VALUE("n_kinds", 1),
      STRUCT(BAD_IN_STRUCT, "context", &context, toll_bill_context, BILL_CONTEXT),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_IN, "counters", counters, sizeof counters), VALUE("n_counters", 3),
      MEMORY(BAD_OUT, "lines", NULL, 3 * sizeof(toll_bill_line)),
      MEMORY(BAD_OUT_OPTIONAL, "line_kinds", NULL, 3 * sizeof(uint32_t)), VALUE("capacity", 3),
      STRUCT(BAD_OUT_STRUCT, "total", NULL, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(kinds_cases)},
    {"toll_bill_close_period",
     call_close_period,
     NULL,
     {MEMORY(BAD_IN, "book", NULL, 0), VALUE("book_size", 0), VALUE("period", TOLL_PERIOD_MONTH),
      MEMORY(BAD_IN, "sums", period_sums, sizeof period_sums), VALUE("n_sums", 2),
      MEMORY(BAD_OUT, "lines", NULL, 6 * sizeof(toll_bill_line)), VALUE("capacity", 6),
      STRUCT(BAD_OUT_STRUCT, "total", NULL, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(close_cases)},
    {"toll_bill_find_unused",
     call_find_unused,
     NULL,
     {CARD_OF(rich_card), STRUCT(BAD_IN_STRUCT, "context", &context, toll_bill_context, BILL_CONTEXT),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_OUT, "is_region_unused", NULL, sizeof(uint64_t)),
      MEMORY(BAD_OUT, "unused_attributes", NULL, sizeof(uint64_t))},
     BAD_CASES(find_unused_cases)},
    {"toll_book_find",
     call_find,
     NULL,
     {BOOK, MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), VALUE("at_s", NEW_S), MEMORY(BAD_OUT, "card", NULL, 0), VALUE("card_size", 0)},
     BAD_CASES(find_cases)},
    {"toll_book_resolve",
     call_resolve,
     NULL,
     {BOOK, MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), VALUE("at_s", NEW_S), MEMORY(BAD_OUT_OPTIONAL, "card", NULL, 0), VALUE("card_size", 0),
      STRUCT(BAD_OUT_STRUCT, "found", NULL, toll_book_name, BOOK_NAME)},
     BAD_CASES(resolve_cases)},
    {"toll_book_find_validity",
     call_find_validity,
     NULL,
     {BOOK, MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), VALUE("at_s", NEW_S), MEMORY(BAD_OUT, "from_s", NULL, sizeof(int64_t)),
      MEMORY(BAD_OUT, "until_s", NULL, sizeof(int64_t))},
     BAD_CASES(find_validity_cases)},
    {"toll_book_suggest",
     call_suggest,
     NULL,
     {BOOK, MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), MEMORY(BAD_OUT, "candidates", NULL, 2 * sizeof(toll_book_candidate)),
      VALUE("capacity", 2), VALUE("stride_bytes", sizeof(toll_book_candidate)),
      MEMORY(BAD_OUT, "n_candidates", NULL, sizeof(uint64_t))},
     BAD_CASES(suggest_cases)},
    {"toll_bill_compute",
     call_compute,
     NULL,
     {CARD_OF(rich_card), MEMORY(BAD_IN, "usage", usage, sizeof usage), VALUE("n_usage", 2),
      STRUCT(BAD_IN_STRUCT, "context", &context, toll_bill_context, BILL_CONTEXT),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_IN, "counters", counters, sizeof counters), VALUE("n_counters", 3),
      MEMORY(BAD_OUT, "lines", NULL, sizeof bill_lines), VALUE("capacity", 2),
      STRUCT(BAD_OUT_STRUCT, "total", NULL, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(compute_cases)},
    {"toll_bill_compute_public",
     call_public,
     NULL,
     {MEMORY(BAD_IN_OPTIONAL, "provider", "openai", 7), MEMORY(BAD_IN, "model", "gpt-5.4", 8),
      VALUE("at_s", 1793491200), MEMORY(BAD_IN, "usage", text_usage, sizeof text_usage), VALUE("n_usage", 2),
      MEMORY(BAD_OUT, "lines", NULL, sizeof bill_lines), VALUE("capacity", 2),
      STRUCT(BAD_OUT_STRUCT, "total", NULL, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(public_cases)},
    {"toll_bill_compute_named",
     call_named,
     NULL,
     {BOOK, MEMORY(BAD_IN, "provider", provider, 4), VALUE("provider_length", 4), MEMORY(BAD_IN, "model", model, 3),
      VALUE("model_length", 3), VALUE("at_s", NEW_S - 1), MEMORY(BAD_IN, "service_tier", standard, 7),
      VALUE("service_tier_length", 7), MEMORY(BAD_IN, "usage", named_usage, sizeof named_usage), VALUE("n_usage", 2),
      MEMORY(BAD_OUT, "lines", NULL, sizeof bill_lines), VALUE("capacity", 2),
      STRUCT(BAD_OUT_STRUCT, "total", NULL, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(named_cases)},
    {"toll_bill_compute_columns",
     call_columns,
     NULL,
     {CARD_OF(plain_card), MEMORY(BAD_IN, "meters", meters, sizeof meters), VALUE("n_meters", 2),
      MEMORY(BAD_IN, "quantities", quantities, sizeof quantities), VALUE("count", RECORDS),
      STRUCT(BAD_IN_STRUCT, "context", &context, toll_bill_context, BILL_CONTEXT),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_OUT, "billed", NULL, RECORDS * sizeof(toll_amount)),
      MEMORY(BAD_OUT_OPTIONAL, "statuses", NULL, RECORDS * sizeof(int32_t))},
     BAD_CASES(columns_cases)},
    {"toll_bill_resolve_rater",
     call_rater,
     NULL,
     {CARD_OF(plain_card), MEMORY(BAD_IN, "meters", meters, sizeof meters), VALUE("n_meters", 2),
      STRUCT(BAD_IN_STRUCT, "context", &context, toll_bill_context, BILL_CONTEXT),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_OUT, "rater", NULL, sizeof raters[0]), VALUE("rater_size", sizeof raters[0])},
     BAD_CASES(rater_cases)},
    {"toll_bill_compute_rows",
     call_rows,
     NULL,
     {MEMORY(BAD_IN, "raters", rater_pointers, sizeof rater_pointers), VALUE("n_raters", 4),
      MEMORY(BAD_IN_OPTIONAL, "rater_of_row", rater_of_row, sizeof rater_of_row),
      MEMORY(BAD_IN, "meters", meters, sizeof meters), VALUE("n_meters", 2),
      MEMORY(BAD_IN, "quantities", columns, sizeof columns), MEMORY(BAD_IN_OPTIONAL, "valid", valid, sizeof valid),
      VALUE("count", RECORDS), MEMORY(BAD_IN_OPTIONAL, "at_s", instants, sizeof instants),
      MEMORY(BAD_OUT, "billed", NULL, RECORDS * sizeof(toll_amount)),
      MEMORY(BAD_OUT_OPTIONAL, "statuses", NULL, RECORDS * sizeof(int32_t))},
     BAD_CASES(rows_cases)},
    {"toll_bill_bound",
     call_bound,
     NULL,
     {CARD_OF(rich_card), MEMORY(BAD_IN, "limits", limits, sizeof limits), VALUE("n_limits", 2),
      STRUCT(BAD_IN_STRUCT, "scope", &scope, toll_bill_scope, BILL_SCOPE),
      MEMORY(BAD_IN, "attributes", attributes, sizeof attributes), VALUE("n_attributes", 1),
      MEMORY(BAD_IN, "counters", counters, sizeof counters), VALUE("n_counters", 3),
      MEMORY(BAD_OUT, "worst", NULL, 33 * sizeof(toll_bill_usage)), VALUE("capacity", 33),
      STRUCT(BAD_OUT_STRUCT, "bounds", NULL, toll_bill_bounds, BILL_BOUNDS)},
     BAD_CASES(bound_cases)},
    {"toll_bill_convert",
     call_convert,
     NULL,
     {MEMORY(BAD_IN, "amount", &one_dollar, sizeof one_dollar), MEMORY(BAD_IN, "currency", currency, 3),
      VALUE("currency_length", 3), VALUE("at_s", NEW_S),
      STRUCT(BAD_IN_STRUCT, "rate", &rate, toll_bill_rate, BILL_RATE), VALUE("mode", TOLL_ROUND_HALF_EVEN),
      MEMORY(BAD_OUT, "converted", NULL, sizeof(toll_amount)),
      MEMORY(BAD_OUT_OPTIONAL, "inexact", NULL, sizeof(int32_t))},
     BAD_CASES(convert_cases)},
    {"toll_bill_reconcile_size",
     call_reconcile_size,
     NULL,
     {VALUE("count", CHARGES), MEMORY(BAD_OUT, "size", NULL, sizeof(uint64_t))},
     BAD_CASES(reconcile_size_cases)},
    {"toll_bill_reconcile",
     call_reconcile,
     NULL,
     {{BAD_IN_ROWS, "rows", charges, sizeof charges, TOLL_KIND_BILL_CHARGE, 2},
      VALUE("count", CHARGES),
      VALUE("stride_bytes", sizeof(toll_bill_charge)),
      MEMORY(BAD_OUT, "work", NULL, CHARGES * 512),
      VALUE("work_bytes", CHARGES * 512),
      MEMORY(BAD_OUT, "causes", NULL, 8 * sizeof(toll_bill_cause)),
      VALUE("capacity", 8),
      STRUCT(BAD_OUT_STRUCT, "residual", NULL, toll_bill_residual, BILL_RESIDUAL)},
     BAD_CASES(reconcile_cases)},
    {"toll_bill_verify",
     call_verify,
     NULL,
     {MEMORY(BAD_IN, "lines", bill_lines, sizeof bill_lines), VALUE("n_lines", 2),
      STRUCT(BAD_IN_STRUCT, "total", &bill_total, toll_bill_total, BILL_TOTAL)},
     BAD_CASES(verify_cases)},
};

#define TABLE_ROWS (sizeof table / sizeof table[0])

/* Sizes that only the library knows. */
static void fill_table(void)
{
    const uint64_t card_size = toll_bill_card_size(), room = toll_book_size(ROWS);
    for (size_t i = 0; i < TABLE_ROWS; i++) {
        bad_argument *a = table[i].arguments;
        if (a[0].role == BAD_OBJECT)
            a[0].size = a[1].size = card_size;
        if (a[0].role == BAD_IN && strcmp(a[0].name, "book") == 0)
            a[0] = (bad_argument){BAD_IN, "book", book.words, a[1].size = book.size, 0, 0};
        if (a[0].role == BAD_IN && strcmp(a[0].name, "base") == 0)
            a[0] = (bad_argument){BAD_IN, "base", book.words, a[1].size = book.size, 0, 0};
        if (table[i].call == call_close_period)
            a[0] = (bad_argument){BAD_IN, "book", monthly_book.words, a[1].size = monthly_book.size, 0, 0};
        if (table[i].call == call_overlay)
            a[5].size = a[6].size = toll_book_size(rows.count + ROWS);
        if (table[i].call == call_compile)
            a[3].size = a[4].size = room;
        if (table[i].call == call_find || table[i].call == call_resolve)
            a[7].size = a[8].size = card_size;
    }
}

static uint64_t id_of(const char *text)
{
    uint64_t id = 0;
    assert_int_equal(toll_book_intern(book.words, book.size, text, strlen(text), &id, NULL), TOLL_OK);
    assert_true(id != TOLL_INTERN_OTHER);
    return id;
}

static void fill_charges(void)
{
    const toll_amount half = {500000000000000000, 0};
    const uint64_t both = TOLL_CHARGE_QUANTITY | TOLL_CHARGE_AMOUNT;
    charges[0] = (toll_bill_charge){.known = both,
                                    .kind = TOLL_CHARGE_OURS,
                                    .meter = TOLL_METER_INPUT,
                                    .model = 1,
                                    .quantity = 1000,
                                    .amount = one_dollar};
    charges[1] = charges[0];
    charges[1].kind = TOLL_CHARGE_THEIRS;
    charges[1].quantity = 1200;
    charges[2] = (toll_bill_charge){.known = TOLL_CHARGE_AMOUNT,
                                    .kind = TOLL_CHARGE_ALTERNATIVE,
                                    .cause = TOLL_CAUSE_TIER,
                                    .variant = 3,
                                    .of = 0,
                                    .amount = half};
    charges[3] = (toll_bill_charge){.kind = TOLL_CHARGE_FACTOR, .cause = TOLL_CAUSE_TAX, .factor = {12, 1, 0}};
    charges[4] = (toll_bill_charge){.known = TOLL_CHARGE_AMOUNT, .kind = TOLL_CHARGE_STATED, .amount = half};
    charges[5] = (toll_bill_charge){.kind = TOLL_CHARGE_AGREED, .factor = {9, 1, 0}};
}

static int set_up(void **state)
{
    (void)state;
    fill_charges();
    book_rows few = {0};
    rows_simple(&few, "acme", "plain");
    memcpy(plain_rows, few.rows, sizeof plain_rows);
    rows_free(&few);
    rows_simple(&few, "acme", "plan");
    rows_add(&few, TOLL_ROW_FEE)->op = TOLL_PERIOD_MONTH;
    few.rows[4].number.coef = 20;
    assert_int_equal(block_make(&few, &monthly_book, NULL), TOLL_OK);
    rows_free(&few);
    rows_every_kind(&rows);
    assert_int_equal(block_make(&rows, &book, NULL), TOLL_OK);
    assert_int_equal(
        toll_book_find(book.words, book.size, "acme", 4, "old", 3, NEW_S, rich_card, sizeof rich_card, NULL), TOLL_OK);
    assert_int_equal(
        toll_book_find(book.words, book.size, "acme", 4, "old", 3, NEW_S - 1, plain_card, sizeof plain_card, NULL),
        TOLL_OK);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    context.known = TOLL_CONTEXT_AT;
    context.at_s = NEW_S;
    attributes[0] = (toll_bill_attribute){id_of("search_context_size"), id_of("high")};
    resolution_id = id_of("resolution");
    low_id = id_of("low");
    bill_kinds[0] = (toll_bill_kind){TOLL_METER_WEB_SEARCH, 1, id_of("search_context_size"), id_of("high"), 0, 0};
    counters[0] = (toll_bill_counter){id_of("spend"), 0};
    counters[1] = (toll_bill_counter){id_of("tokens"), 5};
    /* the allowance is used up: no line is free, whose figures would be 0 whatever they come from */
    counters[2] = (toll_bill_counter){id_of("searches"), 100};
    (void)toll_struct_init(&scope, sizeof scope, TOLL_KIND_BILL_SCOPE, NULL);
    (void)toll_struct_init(&rate, sizeof rate, TOLL_KIND_BILL_RATE, NULL);
    rate.rate = (toll_decimal){9, 1, 0};
    rate.from_s = NEW_S;
    rate.until_s = NEW_S + 1;
    memcpy(rate.from_currency, "USD", 4);
    memcpy(rate.to_currency, "EUR", 4);
    (void)toll_struct_init(&bill_total, sizeof bill_total, TOLL_KIND_BILL_TOTAL, NULL);
    toll_bill_counter after[3];
    memcpy(after, counters, sizeof after);
    assert_int_equal(toll_bill_compute(rich_card, sizeof rich_card, usage, 2, &context, attributes, 1, after, 3,
                                       bill_lines, 2, &bill_total, NULL),
                     TOLL_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(toll_bill_resolve_rater(plain_card, sizeof plain_card, meters, 2, &context, NULL, 0, raters[i],
                                                 sizeof raters[i], NULL),
                         TOLL_OK);
    raters[2][20] ^= 1;
    fill_table();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    block_free(&book);
    rows_free(&rows);
    return 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(table, TABLE_ROWS, "toll_bill_");
    bad_check_complete(table, TABLE_ROWS, "toll_book_");
}

/* What a good call does to the counters: else "not advanced on failure" would prove nothing. */
static void counters_advance_on_success(void **state)
{
    (void)state;
    toll_bill_counter own[3];
    toll_bill_total total;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    memcpy(own, counters, sizeof own);
    assert_int_equal(toll_bill_compute(rich_card, sizeof rich_card, usage, 2, &context, attributes, 1, own, 3, NULL, 0,
                                       &total, NULL),
                     TOLL_OK);
    assert_true(own[0].used == 0 && own[1].used == 5 + 1000 && own[2].used == 100 + 3);
    assert_true(own[0].key == counters[0].key && own[1].key == counters[1].key && own[2].key == counters[2].key);
    assert_int_equal(total.n_lines, 2);
}

/* A failed record is 0 with its status; the others are as if it weren't there. */
static void failed_record_is_zero(void **state)
{
    (void)state;
    const int64_t some[2 * RECORDS] = {1000, -1, 3000, 10, 20, 30};
    const uint64_t size = sizeof plain_card;
    toll_amount good[RECORDS], billed[RECORDS];
    int32_t statuses[RECORDS] = {7, 7, 7};
    memset(billed, BAD_CANARY, sizeof billed);
    assert_int_equal(toll_bill_compute_columns(plain_card, size, meters, 2, quantities, RECORDS, &context, NULL, 0,
                                               good, NULL, NULL),
                     TOLL_OK);
    assert_int_equal(toll_bill_compute_columns(plain_card, size, meters, 2, some, RECORDS, &context, NULL, 0, billed,
                                               statuses, NULL),
                     TOLL_E_RANGE);
    assert_memory_equal(&billed[0], &good[0], sizeof good[0]);
    assert_memory_equal(&billed[2], &good[2], sizeof good[2]);
    assert_true(good[0].low > 0 && billed[1].low == 0 && billed[1].high == 0);
    assert_true(statuses[0] == TOLL_OK && statuses[1] == TOLL_E_RANGE && statuses[2] == TOLL_OK);
}

/* A row whose rater, instant or quantity is bad costs 0; the others cost what they would without it. */
static void failed_row_is_zero(void **state)
{
    (void)state;
    const int64_t inputs[5] = {1000, 1000, -1, 1000, 1000}, outputs[5] = {10, 10, 10, 10, 10};
    const int64_t *const both[2] = {inputs, outputs};
    const uint32_t of_row[5] = {0, 4, 1, 1, 3};
    toll_amount billed[5];
    int32_t statuses[5];
    toll_error err;
    memset(billed, BAD_CANARY, sizeof billed);
    assert_int_equal(
        toll_bill_compute_rows(rater_pointers, 4, of_row, meters, 2, both, NULL, 5, NULL, billed, statuses, &err),
        TOLL_E_RANGE);
    assert_true(err.row == 1 && strcmp(err.field, "rater_of_row") == 0);
    assert_true(statuses[0] == TOLL_OK && statuses[1] == TOLL_E_RANGE && statuses[2] == TOLL_E_RANGE &&
                statuses[3] == TOLL_OK && statuses[4] == TOLL_E_UNKNOWN_ID);
    assert_true(billed[0].low > 0 && memcmp(&billed[0], &billed[3], sizeof billed[0]) == 0);
    assert_true((billed[1].low | billed[2].low | billed[4].low) == 0);
    assert_int_equal(toll_bill_compute_rows(NULL, 0, NULL, meters, 2, NULL, NULL, 0, NULL, NULL, NULL, NULL), TOLL_OK);
    assert_int_equal(toll_bill_compute_rows(NULL, 0, NULL, meters, 2, both, NULL, 1, NULL, billed, NULL, NULL),
                     TOLL_E_RANGE); /* rater 0 of none */
}

static void nothing_needs_no_arrays(void **state)
{
    (void)state;
    toll_bill_total total;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    assert_int_equal(
        toll_bill_compute(plain_card, sizeof plain_card, NULL, 0, &context, NULL, 0, NULL, 0, NULL, 0, &total, NULL),
        TOLL_OK);
    assert_true(total.n_lines == 0 && total.billed_cost.low == 0 && total.billed_cost.high == 0);
    assert_int_equal(toll_bill_verify(NULL, 0, &total, NULL), TOLL_OK);
    assert_int_equal(toll_bill_compute_columns(plain_card, sizeof plain_card, meters, 2, NULL, 0, &context, NULL, 0,
                                               NULL, NULL, NULL),
                     TOLL_OK);
}

/* A book that another one took the place of. */
static void stale_card_is_refused(void **state)
{
    (void)state;
    uint64_t card[CARD_MAX];
    toll_bill_total total;
    toll_error err;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    uint64_t *copy = malloc(book.size);
    assert_non_null(copy);
    memcpy(copy, book.words, book.size);
    assert_int_equal(toll_book_find(copy, book.size, NULL, 0, "old", 3, NEW_S, card, sizeof card, NULL), TOLL_OK);
    ((unsigned char *)copy)[24] ^= 1; /* the hash, behind magic, format, byte order and size */
    assert_int_equal(toll_bill_compute(card, sizeof card, NULL, 0, &context, NULL, 0, NULL, 0, NULL, 0, &total, &err),
                     TOLL_E_OBJECT);
    assert_non_null(strstr(err.message, "stale"));
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),    cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(counters_advance_on_success), cmocka_unit_test(failed_record_is_zero),
        cmocka_unit_test(failed_row_is_zero),          cmocka_unit_test(nothing_needs_no_arrays),
        cmocka_unit_test(stale_card_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
