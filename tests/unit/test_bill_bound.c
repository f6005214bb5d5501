/* SPDX-License-Identifier: Apache-2.0 */
/* The dearest usage within limits, by hand: each case is one where taking every limit at its most would be wrong, or
 * where something must be said beside the figure. Random tariffs: tests/differential/bound_driver.c. */
#include "tariff_rows.h"

#include "bound/bound.h"

#define TIER   11
#define REGION 21
#define KEY    31

typedef struct Ask {
    toll_bill_limit limits[16];
    uint64_t n_limits;
    toll__scope scope;
    toll_bill_counter counters[4];
    uint64_t n_counters;
    toll__bounds b;
    toll_error err;
} Ask;

static void ask_start(Ask *a)
{
    memset(a, 0, sizeof *a);
}

static void limit(Ask *a, uint32_t meter, int64_t least, int64_t most)
{
    a->limits[a->n_limits++] = (toll_bill_limit){meter, least, most};
}

static toll_status ask_try(const Tariff *t, Ask *a)
{
    const toll__tariff plain = {t->rows, t->count, 0};
    toll__counters counters = {.counters = a->counters, .count = a->n_counters};
    toll__box box;
    uint64_t limited = 0;
    for (uint64_t i = 0; i < a->n_counters; i++)
        counters.used[i] = a->counters[i].used;
    const toll__book_facts facts = {
        .rows = t->rows, .calendar = t->holidays, .n_rows = t->count, .n_calendar = t->n_holidays};
    a->scope.context.facts = &facts;
    a->scope.context.counters = a->counters;
    a->scope.context.n_counters = a->n_counters;
    toll_status status = toll__limits_take(a->limits, a->n_limits, &box, &limited, &a->err);
    return status == TOLL_OK ? toll__bound(&plain, &a->scope, &box, limited, &counters, &a->b, &a->err) : status;
}

static void ask(const Tariff *t, Ask *a)
{
    if (ask_try(t, a) != TOLL_OK)
        fail_msg("%s", a->err.message);
}

static void assert_attained(const Ask *a, const char *highest)
{
    assert_int_equal(a->b.verdict, TOLL_CEILING_ATTAINED);
    assert_amount_text(a->b.billed, highest);
    assert_amount_text(a->b.attained, highest);
}

static void chat_start(Tariff *t)
{
    tariff_start(t);
    t->rows[0].from_s = 0;
    t->rows[0].until_s = 7 * 86400;
    mtok_add(t, TOLL_METER_INPUT, "3");
    mtok_add(t, TOLL_METER_OUTPUT, "15");
}

/* The prompt is known, the answer is limited: 1,000 * 3 + 500 * 15 per million. At least the prompt. */
static void an_admitted_request_costs_at_most_its_limits(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 1000, 1000);
    limit(&a, TOLL_METER_OUTPUT, 0, 500);
    ask(&t, &a);
    assert_attained(&a, "0.0105");
    assert_amount_text(a.b.lowest, "0.003");
    assert_amount_text(a.b.list, "0.0105");
    assert_int_equal(a.b.relaxed, 0);
}

/* Writes are dearer than plain input (3.75), 1-hour writes dearer still (6): all of the prompt may be written. Reads are
 * cheaper, and the lowest bill reads everything. */
static void dearer_parts_take_all_they_may(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    mtok_add(&t, TOLL_METER_CACHE_READ, "0.3");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_5M, "3.75");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_1H, "6");
    mtok_add(&t, TOLL_METER_REASONING, "20");
    mtok_add(&t, TOLL_METER_CITATION, "17");
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 1000, 1000);
    limit(&a, TOLL_METER_OUTPUT, 0, 500);
    ask(&t, &a);
    assert_attained(&a, "0.016"); /* 1,000 * 6 + 500 * 20 */
    assert_amount_text(a.b.lowest, "0.0003");
    assert_true(a.b.usage.quantity[TOLL_METER_CACHE_WRITE_1H] == 1000);
    limit(&a, TOLL_METER_CACHE_WRITE_1H, 0, 100);
    limit(&a, TOLL_METER_REASONING, 0, 50);
    limit(&a, TOLL_METER_CACHE_READ, 200, 300);
    ask(&t, &a);
    assert_attained(&a, "0.011935"); /* 100 * 6 + 700 * 3.75 + 200 * 0.3 + 50 * 20 + 450 * 17 */
}

/* A cheaper price above a threshold: 100 tokens at 1 cost more than 150 at 0.5. A dearer one: the whole request at 2. */
static void a_tier_may_make_more_tokens_cheaper_or_dearer(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 100);
    mtok_add(&t, TOLL_METER_INPUT, "0.5");
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 150);
    ask(&t, &a);
    assert_attained(&a, "0.0001");
    assert_true(a.b.usage.quantity[TOLL_METER_INPUT] == 100);
    a.limits[0].most = 300; /* 300 * 0.5 */
    ask(&t, &a);
    assert_attained(&a, "0.00015");
    t.rows[4].number = decimal_of("2");
    a.limits[0] = (toll_bill_limit){TOLL_METER_INPUT, 101, 300};
    ask(&t, &a);
    assert_attained(&a, "0.0006");
    assert_amount_text(a.b.lowest, "0.000202");
}

/* A long prompt makes the answer dearer, but a prompt that is read from the cache is cheap: the thresholds of two meters
 * make four boxes, and the dearest is in the one with many cached tokens. */
static void thresholds_split_the_limits_into_boxes(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_READ, "0.1");
    mtok_add(&t, TOLL_METER_OUTPUT, "1");
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_CACHE_READ, TOLL_OP_GE, 50);
    count_add(&t, TOLL_METER_OUTPUT, TOLL_OP_LT, 100);
    mtok_add(&t, TOLL_METER_OUTPUT, "10");
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 100);
    limit(&a, TOLL_METER_OUTPUT, 0, 200);
    ask(&t, &a);
    assert_attained(&a, "0.001045"); /* 50 * 1 + 50 * 0.1 + 99 * 10 against 100 * 1 + 200 * 1 */
    assert_true(a.b.usage.quantity[TOLL_METER_CACHE_READ] == 50 && a.b.usage.quantity[TOLL_METER_OUTPUT] == 99);
    assert_true(a.b.n_cases == 4);
}

/* 1 unit costs as much as 10; 12 are billed as 15. */
static void minima_and_steps_raise_the_bound(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_AUDIO_TIME, "1", 1);
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10);
    quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_AUDIO_TIME, 5);
    ask_start(&a);
    limit(&a, TOLL_METER_AUDIO_TIME, 0, 3);
    ask(&t, &a);
    assert_attained(&a, "10");
    assert_amount_text(a.b.lowest, "0");
    a.limits[0] = (toll_bill_limit){TOLL_METER_AUDIO_TIME, 1, 12};
    ask(&t, &a);
    assert_attained(&a, "15");
    assert_amount_text(a.b.lowest, "10");
}

/* 5 of 10 free units are left; tokens 8 and up of the month cost 1 instead of 2. */
static void free_units_and_volume_tiers_count_from_the_counters(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_WEB_SEARCH, "1", 1);
    quantity_add(&t, TOLL_ROW_ALLOWANCE, TOLL_METER_WEB_SEARCH, 10)->key = 5;
    price_add(&t, TOLL_METER_INPUT, "2", 1);
    toll__row *tier = quantity_add(&t, TOLL_ROW_VOLUME, TOLL_METER_INPUT, 8);
    tier->key = 6;
    tier->number = decimal_of("1");
    tier->per = 1;
    ask_start(&a);
    limit(&a, TOLL_METER_WEB_SEARCH, 2, 12);
    limit(&a, TOLL_METER_INPUT, 3, 10);
    assert_int_equal(ask_try(&t, &a), TOLL_E_MISSING); /* counters */
    a.counters[0] = (toll_bill_counter){5, 5};
    a.counters[1] = (toll_bill_counter){6, 4};
    a.n_counters = 2;
    ask(&t, &a);
    assert_attained(&a, "21");            /* 7 + 4 * 2 + 6 * 1 */
    assert_amount_text(a.b.lowest, "6");  /* 2 are free, 3 * 2 */
    assert_true(a.counters[0].used == 5); /* nothing advances */
    price_add(&t, TOLL_METER_CACHE_READ, "0.5", 1);
    ask(&t,
        &a); /* reads share the side: every token at the dearer tier, and the unit price of the lowest at the cheaper */
    assert_int_equal(a.b.verdict, TOLL_CEILING_ABOVE);
    assert_true((a.b.relaxed & TOLL_RELAXED_TIERS) != 0);
    assert_amount_text(a.b.billed, "32"); /* 12 + 10 * 2: the allowance is left out beside a line whose counter moves */
    assert_amount_text(a.b.attained, "21");
}

/* Peak hours double the price 09:00-12:00 on Mondays; priority costs half as much again; a region a tenth more. */
static void an_open_context_is_the_dearest_one(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    multiplier_add(&t, 0, "2", TOLL_FACTOR_LIST);
    window_add(&t, 1, 9 * 3600, 12 * 3600, 0);
    multiplier_add(&t, 0, "1.5", TOLL_FACTOR_LIST);
    text_add(&t, TOLL_ROW_WHEN_TIER, 0, TIER);
    multiplier_add(&t, 0, "1.1", TOLL_FACTOR_LIST);
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, REGION);
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_BILL);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, KEY + 1);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 1000);
    limit(&a, TOLL_METER_OUTPUT, 0, 0);
    ask(&t,
        &a); /* standard, no region, no attribute, any time of the tariff's week: Thursday 1970-01-01 to Wednesday */
    assert_attained(&a, "0.006");
    assert_true(a.b.context.at_s == 4 * 86400 + 9 * 3600); /* Monday */
    a.scope.has_from = a.scope.has_until = 1;
    a.scope.from_s = 4 * 86400 + 12 * 3600; /* from the second after peak */
    a.scope.until_s = 4 * 86400 + 33 * 3600;
    ask(&t, &a);
    assert_attained(&a, "0.003");
    a.scope.from_s--;
    ask(&t, &a);
    assert_attained(&a, "0.006");
    a.scope.open = TOLL_OPEN_TIER | TOLL_OPEN_REGION | TOLL_OPEN_ATTRIBUTES;
    ask(&t, &a);
    assert_attained(&a, "0.0099"); /* 0.003 * 2 * 1.5 * 1.1; the credit is not sure */
    assert_true(a.b.context.service_tier == TIER && a.b.context.region == REGION);
    const toll_bill_attribute credit = {KEY, KEY + 1};
    a.scope.context.attributes = &credit;
    a.scope.context.n_attributes = 1;
    ask(&t, &a);
    assert_attained(&a, "0.00495");
    assert_amount_text(a.b.list, "0.0099");
}

/* A tier that the tariff does not sell is an error, as it is of a bill. */
static void an_unsold_tier_is_refused(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 10);
    limit(&a, TOLL_METER_OUTPUT, 0, 10);
    a.scope.context.service_tier = TIER;
    assert_int_equal(ask_try(&t, &a), TOLL_E_MISSING);
}

/* Batch is half price, up to 100 tokens: more of them have no bill. At 3.00 a million, 100 * 1.5. */
static void a_tier_bounds_only_what_it_sells(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
    text_add(&t, TOLL_ROW_WHEN_TIER, 0, TIER);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_LE, 100);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 1000);
    limit(&a, TOLL_METER_OUTPUT, 0, 0);
    a.scope.context.service_tier = TIER;
    ask(&t, &a);
    assert_attained(&a, "0.00015");
    assert_int_equal(a.b.n_cases, 1);
    a.scope.open = TOLL_OPEN_TIER; /* standard: 1,000 * 3 */
    ask(&t, &a);
    assert_attained(&a, "0.003");
    a.scope.open = 0;
    a.limits[0].least = 101;
    assert_int_equal(ask_try(&t, &a), TOLL_E_MISSING);
    assert_string_equal(a.err.message, "service_tier is not sold for this record: the rules that name it do not hold");
}

/* Of 1-hour writes the tariff says that they cost plain input. Two tokens, one of them written: it may cost 1 or 5. */
static void a_write_may_be_the_cheapest_kind(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_INPUT, "1", 1);
    price_add(&t, TOLL_METER_CACHE_WRITE_5M, "5", 1);
    quantity_add(&t, TOLL_ROW_FALLBACK, TOLL_METER_CACHE_WRITE_1H, 0)->other_meter = TOLL_METER_INPUT;
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 2, 2);
    limit(&a, TOLL_METER_CACHE_WRITE, 1, 1);
    ask(&t, &a);
    assert_attained(&a, "6");
    assert_amount_text(a.b.lowest, "2");
    limit(&a, TOLL_METER_CACHE_WRITE_1H, 0, 0); /* an unsplit write is a 5-minute one */
    ask(&t, &a);
    assert_attained(&a, "6");
    assert_amount_text(a.b.lowest, "6");
}

/* Ten pages at 1, more than ten at 0.1 each: 10 cost most, 20 no more than 2. The bound is 20 at 1, and says why. */
static void flat_tiers_may_make_more_cheaper(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_PAGE, "1", 1);
    toll__row *tier = quantity_add(&t, TOLL_ROW_VOLUME, TOLL_METER_PAGE, 10);
    tier->op = TOLL_VOLUME_ALL;
    tier->number = decimal_of("0.1");
    tier->per = 1;
    ask_start(&a);
    limit(&a, TOLL_METER_PAGE, 5, 20);
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_ABOVE);
    assert_amount_text(a.b.billed, "20");
    assert_amount_text(a.b.lowest, "0.5"); /* true is 1.1: 11 pages */
    assert_true((a.b.relaxed & TOLL_RELAXED_TIERS) != 0);
}

/* Steps of 10 pages, rounded down: 9 pages cost nothing, and 29 cost 20. */
static void steps_down_lower_the_least_bill(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_PAGE, "1", 1);
    quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_PAGE, 10)->op = TOLL_STEP_DOWN;
    ask_start(&a);
    limit(&a, TOLL_METER_PAGE, 9, 29);
    ask(&t, &a);
    assert_attained(&a, "20");
    assert_amount_text(a.b.lowest, "0");
}

/* At least 1,000 tokens of the prompt: 400 plain ones cost as many. Beside reads, what is missing is added at the price
 * of input: 999 of it at most. */
static void a_minimum_of_the_total_raises_the_bound(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    for (int has_reads = 0; has_reads < 2; has_reads++) {
        tariff_start(&t);
        price_add(&t, TOLL_METER_INPUT, "1", 1);
        if (has_reads)
            price_add(&t, TOLL_METER_CACHE_READ, "0", 1);
        quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_INPUT, 1000)->op = TOLL_MINIMUM_TOTAL;
        ask_start(&a);
        limit(&a, TOLL_METER_INPUT, 300, 400);
        ask(&t, &a);
        if (!has_reads)
            assert_attained(&a, "1000");
        assert_amount_text(a.b.billed, has_reads ? "1399" : "1000");
        assert_int_equal(a.b.relaxed & TOLL_RELAXED_TIERS, has_reads ? TOLL_RELAXED_TIERS : 0);
    }
}

static void a_priced_meter_without_a_limit_is_unbounded(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    mtok_add(&t, TOLL_METER_REASONING, "20");
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 10);
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_UNBOUNDED);
    assert_int_equal(a.b.meter, TOLL_METER_OUTPUT);
    limit(&a, TOLL_METER_OUTPUT, 0, 10); /* limits reasoning too */
    ask(&t, &a);
    assert_attained(&a, "0.00023");
    t.rows[1].number = t.rows[2].number = decimal_of("0"); /* what is free needs no limit */
    a.limits[0] = (toll_bill_limit){TOLL_METER_REASONING, 0, 7};
    a.n_limits = 1;
    ask(&t, &a);
    assert_attained(&a, "0.00014");
}

/* 600 of 1,000 tokens are audio, 500 were read, and nobody knows how many are both: a bill refuses, a bound says what it
 * may be. Audio 4, cached 0.5, cached audio 1, text 1. */
static void an_unknown_overlap_is_the_dearest_possible(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    Ask a;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "4");
    mtok_add(&t, TOLL_METER_CACHE_READ, "0.5");
    mtok_add(&t, TOLL_METER_CACHE_READ_AUDIO, "1");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 1000);
    use(&b, TOLL_METER_INPUT_AUDIO, 600);
    use(&b, TOLL_METER_CACHE_READ, 500);
    assert_int_equal(bill_try(&t, &b), TOLL_E_CONFLICT);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 1000, 1000);
    limit(&a, TOLL_METER_INPUT_AUDIO, 600, 600);
    limit(&a, TOLL_METER_CACHE_READ, 500, 500);
    ask(&t, &a);
    assert_attained(&a, "0.0023");            /* 100 of both: 100 * 1 + 500 * 4 + 400 * 0.5 */
    assert_amount_text(a.b.lowest, "0.0013"); /* 500 of both: 500 * 1 + 100 * 4 + 400 of neither * 1 */
}

/* Credits may be negative: the most is what adds most, the least what takes most. */
static void negative_credits_lower_the_least_bill(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    price_add(&t, TOLL_METER_CREDIT, "1", 1);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 1000000);
    limit(&a, TOLL_METER_OUTPUT, 0, 0);
    limit(&a, TOLL_METER_CREDIT, -5, -2);
    ask(&t, &a);
    assert_attained(&a, "1");
    assert_amount_text(a.b.lowest, "-5");
}

/* A part that the registry would bill as plain input is billed as audio where a row says so. */
static void declared_fallbacks_set_the_price_of_a_part(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "30");
    toll__row *row = row_add(&t, TOLL_ROW_FALLBACK);
    row->meter = TOLL_METER_CACHE_READ;
    row->other_meter = TOLL_METER_INPUT_AUDIO;
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 100);
    limit(&a, TOLL_METER_OUTPUT, 0, 0);
    limit(&a, TOLL_METER_INPUT_AUDIO, 0, 0);
    ask(&t, &a);
    assert_attained(&a, "0.003");
}

/* No usage: images must be there, and have no price; a part must exceed its total. */
static void contradicting_limits_allow_no_usage(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 10);
    limit(&a, TOLL_METER_OUTPUT, 0, 10);
    limit(&a, TOLL_METER_IMAGE, 1, 2);
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_NONE);
    a.limits[2] = (toll_bill_limit){TOLL_METER_CACHE_READ, 11, 12};
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_NONE);
    a.limits[2] =
        (toll_bill_limit){TOLL_METER_IMAGE, 0, 2}; /* an image makes no bill, so only those without one count */
    ask(&t, &a);
    assert_attained(&a, "0.00018");
}

/* Prices that attos don't hold: an atto for each line that may be rounded, said by a flag. */
static void each_rounded_line_may_add_an_atto(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    tariff_start(&t);
    price_add(&t, TOLL_METER_INPUT, "1", 3000000);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 2);
    ask(&t, &a);
    assert_attained(&a, "0.000000666666666667"); /* one line: the bill itself */
    price_add(&t, TOLL_METER_CACHE_READ, "1", 7000000);
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_ABOVE);
    assert_true((a.b.relaxed & TOLL_RELAXED_ROUNDING) != 0);
    assert_amount_text(a.b.billed, "0.000000666666666669");
    assert_amount_text(a.b.attained, "0.000000666666666667");
}

/* 13 boxes of each of four meters are too many to try: all at the dearest price with every factor above 1. */
static void too_many_cases_give_a_safe_bound(void **state)
{
    (void)state;
    const uint32_t meters[4] = {TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_OUTPUT, TOLL_METER_REASONING};
    Tariff t;
    Ask a;
    chat_start(&t);
    multiplier_add(&t, 0, "2", TOLL_FACTOR_LIST);
    for (uint32_t i = 0; i < 48; i++)
        count_add(&t, meters[i / 12], TOLL_OP_GT, i % 12);
    multiplier_add(&t, 0, "0.1", TOLL_FACTOR_LIST);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, 1000);
    limit(&a, TOLL_METER_OUTPUT, 0, 100);
    ask(&t, &a);
    assert_int_equal(a.b.verdict, TOLL_CEILING_ABOVE);
    assert_int_equal(a.b.relaxed, TOLL_RELAXED_CASES);
    assert_amount_text(a.b.billed, "0.009000000000000064"); /* 2 * (1,000 * 3 + 100 * 15), 32 attos a side */
    assert_amount_text(a.b.lowest, "0");
}

static void assert_limit_refused(const Tariff *t, Ask *a, toll_status status, const char *field)
{
    assert_int_equal(ask_try(t, a), status);
    assert_int_equal(a->err.struct_kind, TOLL_KIND_BILL_LIMIT);
    assert_string_equal(a->err.field, field);
    assert_int_equal(a->err.row, (int64_t)a->n_limits - 1);
}

static void bad_limits_are_refused(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 5, 4);
    assert_limit_refused(&t, &a, TOLL_E_CONFLICT, "most");
    a.limits[0] = (toll_bill_limit){TOLL_METER_INPUT, -1, 4};
    assert_limit_refused(&t, &a, TOLL_E_RANGE, "least");
    a.limits[0] = (toll_bill_limit){TOLL_METERS, 0, 4};
    assert_limit_refused(&t, &a, TOLL_E_RANGE, "meter");
    a.limits[0] = (toll_bill_limit){TOLL_METER_INPUT, 0, 4};
    limit(&a, TOLL_METER_INPUT, 0, 4);
    assert_limit_refused(&t, &a, TOLL_E_CONFLICT, "meter");
}

/* The largest quantities that the type holds: an amount too large is said, never wrapped. */
static void the_largest_quantities_never_wrap(void **state)
{
    (void)state;
    Tariff t;
    Ask a;
    chat_start(&t);
    ask_start(&a);
    limit(&a, TOLL_METER_INPUT, 0, INT64_MAX - 1);
    limit(&a, TOLL_METER_OUTPUT, 0, INT64_MAX - 1);
    ask(&t, &a);
    assert_attained(&a, "166020696663385.964508"); /* (2^63 - 2) * 18 / 10^6 */
    price_add(&t, TOLL_METER_REQUEST, "1000", 1);
    limit(&a, TOLL_METER_REQUEST, 0, INT64_MAX - 1);
    assert_int_equal(ask_try(&t, &a), TOLL_E_OVERFLOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_admitted_request_costs_at_most_its_limits),
        cmocka_unit_test(dearer_parts_take_all_they_may),
        cmocka_unit_test(a_tier_may_make_more_tokens_cheaper_or_dearer),
        cmocka_unit_test(thresholds_split_the_limits_into_boxes),
        cmocka_unit_test(minima_and_steps_raise_the_bound),
        cmocka_unit_test(free_units_and_volume_tiers_count_from_the_counters),
        cmocka_unit_test(an_open_context_is_the_dearest_one),
        cmocka_unit_test(an_unsold_tier_is_refused),
        cmocka_unit_test(a_tier_bounds_only_what_it_sells),
        cmocka_unit_test(a_write_may_be_the_cheapest_kind),
        cmocka_unit_test(flat_tiers_may_make_more_cheaper),
        cmocka_unit_test(steps_down_lower_the_least_bill),
        cmocka_unit_test(a_minimum_of_the_total_raises_the_bound),
        cmocka_unit_test(a_priced_meter_without_a_limit_is_unbounded),
        cmocka_unit_test(an_unknown_overlap_is_the_dearest_possible),
        cmocka_unit_test(negative_credits_lower_the_least_bill),
        cmocka_unit_test(declared_fallbacks_set_the_price_of_a_part),
        cmocka_unit_test(contradicting_limits_allow_no_usage),
        cmocka_unit_test(each_rounded_line_may_add_an_atto),
        cmocka_unit_test(too_many_cases_give_a_safe_bound),
        cmocka_unit_test(bad_limits_are_refused),
        cmocka_unit_test(the_largest_quantities_never_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
