/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs by hand, as a book would hold them: texts are numbers that the test chooses, 2 and up (1 is "standard"). */
#ifndef TOLL_TESTS_TARIFF_ROWS_H
#define TOLL_TESTS_TARIFF_ROWS_H

#include "money_assert.h"

#include "bill/calendar.h"
#include "bill/compute.h"
#include "bill/fast_path.h"

#define ROWS_MAX  96
#define LINES_MAX 96

typedef struct Tariff {
    toll__row rows[ROWS_MAX];
    uint32_t count;
    uint32_t holidays[ROWS_MAX], n_holidays;
} Tariff;

static inline toll__row *row_add(Tariff *tariff, uint32_t kind)
{
    assert_true(tariff->count < ROWS_MAX);
    toll__row *row = &tariff->rows[tariff->count++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    return row;
}

static inline void tariff_start(Tariff *tariff)
{
    memset(tariff, 0, sizeof *tariff);
    row_add(tariff, TOLL_ROW_TARIFF)->origin = TOLL_ORIGIN_PUBLIC;
}

static inline toll__row *price_add(Tariff *tariff, uint32_t meter, const char *price, int64_t per)
{
    toll__row *row = row_add(tariff, TOLL_ROW_PRICE);
    row->meter = meter;
    row->number = decimal_of(price);
    row->per = per;
    return row;
}

/* Per million. */
static inline toll__row *mtok_add(Tariff *tariff, uint32_t meter, const char *price)
{
    return price_add(tariff, meter, price, 1000000);
}

static inline toll__row *contract_add(Tariff *tariff, uint32_t meter, const char *price)
{
    toll__row *row = mtok_add(tariff, meter, price);
    row->is_contract = 1;
    return row;
}

static inline toll__row *multiplier_add(Tariff *tariff, uint32_t meter, const char *factor, uint32_t op)
{
    toll__row *row = row_add(tariff, TOLL_ROW_MULTIPLIER);
    row->meter = meter;
    row->number = decimal_of(factor);
    row->op = op;
    return row;
}

static inline toll__row *count_add(Tariff *tariff, uint32_t meter, uint32_t op, int64_t threshold)
{
    toll__row *row = row_add(tariff, TOLL_ROW_WHEN_COUNT);
    row->meter = meter;
    row->op = op;
    row->quantity = threshold;
    return row;
}

static inline toll__row *text_add(Tariff *tariff, uint32_t kind, uint32_t key, uint32_t text)
{
    toll__row *row = row_add(tariff, kind);
    row->key = key;
    row->text = text;
    return row;
}

static inline toll__row *window_add(Tariff *tariff, int64_t weekdays, int64_t start_s, int64_t end_s, int64_t offset_s)
{
    toll__row *row = row_add(tariff, TOLL_ROW_WHEN_TIME);
    row->weekdays = (int32_t)weekdays;
    row->start_s = (int32_t)start_s;
    row->end_s = (int32_t)end_s;
    row->utc_offset_s = (int32_t)offset_s;
    return row;
}

static inline toll__row *quantity_add(Tariff *tariff, uint32_t kind, uint32_t meter, int64_t quantity)
{
    toll__row *row = row_add(tariff, kind);
    row->meter = meter;
    row->quantity = quantity;
    return row;
}

static inline void holiday_add(Tariff *tariff, uint32_t list, int64_t instant)
{
    tariff->holidays[tariff->n_holidays++] = tariff->count;
    toll__row *row = row_add(tariff, TOLL_ROW_HOLIDAY);
    row->key = list;
    row->from_s = instant;
}

/* Where a list of holidays is complete. */
static inline void calendar_add(Tariff *tariff, uint32_t list, int64_t from_s, int64_t until_s)
{
    tariff->holidays[tariff->n_holidays++] = tariff->count;
    toll__row *row = row_add(tariff, TOLL_ROW_CALENDAR);
    row->key = list;
    row->from_s = from_s;
    row->until_s = until_s;
}

/* A bill and everything that went into it. */
typedef struct Bill {
    toll__context context;
    toll__book_facts facts;
    toll_bill_usage usage[TOLL__RECORD_PAIRS];
    uint64_t n_usage;
    toll_bill_counter counters[TOLL__RECORD_PAIRS];
    uint64_t n_counters;
    int64_t used[TOLL__RECORD_PAIRS]; /* counters after the bill */
    toll_bill_line lines[LINES_MAX];
    toll__sums sums;
    toll_error err;
} Bill;

static inline void bill_start(Bill *bill)
{
    memset(bill, 0, sizeof *bill);
}

static inline void use(Bill *bill, uint64_t meter, int64_t quantity)
{
    bill->usage[bill->n_usage++] = (toll_bill_usage){meter, quantity};
}

static inline void use_at(Bill *bill, int64_t at_s)
{
    bill->context.at_s = at_s;
    bill->context.has_instant = 1;
}

/* The fast path says what the general one said, or nothing. Returns 1 where it knew the case. */
static inline int bill_fast(const toll__tariff *tariff, const Bill *bill, uint64_t capacity, toll_status status)
{
    static toll__compiled_tariff compiled;
    toll_bill_line lines[LINES_MAX], untouched[LINES_MAX];
    toll__sums sums;
    const toll__line_buffer buffer = {lines, capacity}, nowhere = {NULL, 0};
    memset(untouched, 0x5a, sizeof untouched);
    memcpy(lines, untouched, sizeof lines);
    memset(&sums, 0x5a, sizeof sums);
    toll__compiled_make(tariff, &compiled);
    if (!toll__fast_path_bill(&compiled, tariff, &bill->context, bill->usage, bill->n_usage, &buffer, &sums)) {
        assert_memory_equal(lines, untouched, sizeof lines);
        assert_memory_equal(&sums, untouched, sizeof sums);
        return 0;
    }
    assert_int_equal(status, TOLL_OK);
    assert_memory_equal(&sums, &bill->sums, sizeof sums);
    assert_true((uint64_t)sums.n_lines <= capacity);
    assert_memory_equal(lines, bill->lines, (size_t)sums.n_lines * sizeof lines[0]);
    assert_memory_equal(lines + sums.n_lines, untouched, (LINES_MAX - (size_t)sums.n_lines) * sizeof lines[0]);
    memset(&sums, 0x5a, sizeof sums);
    assert_true(toll__fast_path_bill(&compiled, tariff, &bill->context, bill->usage, bill->n_usage, &nowhere, &sums));
    assert_memory_equal(&sums, &bill->sums, sizeof sums);
    return 1;
}

static inline toll_status bill_general(const Tariff *tariff, Bill *bill)
{
    const toll__tariff plain = {tariff->rows, tariff->count, 0};
    const toll__line_buffer buffer = {bill->lines, LINES_MAX};
    toll__counters counters = {.counters = bill->counters, .count = bill->n_counters};
    for (uint64_t i = 0; i < bill->n_counters; i++)
        counters.used[i] = bill->counters[i].used;
    bill->facts = (toll__book_facts){
        .rows = tariff->rows, .calendar = tariff->holidays, .n_rows = tariff->count, .n_calendar = tariff->n_holidays};
    bill->context.facts = &bill->facts;
    bill->context.counters = bill->counters;
    bill->context.n_counters = bill->n_counters;
    toll_status status =
        toll__compute(&plain, &bill->context, bill->usage, bill->n_usage, &counters, &buffer, &bill->sums, &bill->err);
    if (status == TOLL_OK)
        memcpy(bill->used, counters.used, sizeof bill->used);
    return status;
}

/* Every bill of every test, by both paths. */
static inline toll_status bill_try(const Tariff *tariff, Bill *bill)
{
    const toll__tariff plain = {tariff->rows, tariff->count, 0};
    toll_status status = bill_general(tariff, bill);
    (void)bill_fast(&plain, bill, LINES_MAX, status);
    return status;
}

static inline void bill_make(const Tariff *tariff, Bill *bill)
{
    if (bill_try(tariff, bill) != TOLL_OK)
        fail_msg("%s", bill->err.message);
}

/* The bill fails with this status, and the message is this sentence. */
static inline void assert_refused(const Tariff *tariff, Bill *bill, toll_status status, const char *message)
{
    memset(bill->lines, 0x5a, sizeof bill->lines);
    memset(&bill->sums, 0x5a, sizeof bill->sums);
    assert_int_equal(bill_try(tariff, bill), status);
    assert_int_equal(bill->err.code, status);
    assert_string_equal(bill->err.message, message);
    assert_untouched(bill->lines, sizeof bill->lines, 0x5a);
}

static inline const toll_bill_line *line_of(const Bill *bill, uint32_t meter)
{
    for (int64_t i = 0; i < bill->sums.n_lines; i++)
        if (bill->lines[i].meter == meter)
            return &bill->lines[i];
    fail_msg("no line of meter %u", meter);
    return NULL;
}

static inline void assert_line(const Bill *bill, uint32_t meter, uint32_t price_meter, int64_t quantity,
                               const char *billed)
{
    const toll_bill_line *line = line_of(bill, meter);
    assert_int_equal(line->price_meter, price_meter);
    assert_true(line->quantity == quantity);
    assert_amount_text(line->billed_cost, billed);
}

#endif
