/* SPDX-License-Identifier: Apache-2.0 */
/* Options that ask for less than others: flagged, whichever row makes the difference, and never ranked in silence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

#define PERIODS 30
#define OPTIONS 3

static tco_scenario s;

static void start_options(void)
{
    tco_start(&s, PERIODS);
    for (uint32_t option = 2; option <= OPTIONS; option++)
        (void)snprintf(tco_add_for(&s, option, TOLL_TCO_OPTION, 0)->text, 8, "o%u", (unsigned)option);
    for (uint32_t basis = TOLL_TCO_PER_MTOK_INPUT; basis <= TOLL_TCO_PER_MTOK_OUTPUT; basis++)
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, basis, TOLL_TCO_ONCE, 1);
}

static toll_tco_row *asked(uint32_t option, uint32_t kind, double value)
{
    toll_tco_row *row = tco_add_for(&s, option, kind, value);
    if (kind <= TOLL_TCO_TASKS)
        row->time = TOLL_TCO_MONTH;
    return row;
}

static uint64_t less(uint32_t option)
{
    if (tco_resolve(&s) != TOLL_OK || tco_evaluate(&s, option, NULL, NULL) != TOLL_OK)
        fail_msg("%s", s.err.message);
    return s.summary.reason_bits & TOLL_TCO_REASON_ASKS_LESS;
}

/* One bit an option. */
static unsigned all_less(void)
{
    unsigned bits = 0;
    for (uint32_t option = 1; option <= OPTIONS; option++)
        bits |= less(option) != 0 ? 1u << (option - 1) : 0;
    return bits;
}

static void an_option_that_asks_for_less_is_not_ranked(void **state)
{
    (void)state;
    start_options();
    asked(0, TOLL_TCO_OUTPUT_TOKENS, 1e9);
    assert_int_equal(all_less(), 0);
    asked(2, TOLL_TCO_OUTPUT_TOKENS, 1e6); /* on top of what all ask for */
    assert_int_equal(all_less(), 5);
    asked(3, TOLL_TCO_INPUT_TOKENS, 1); /* 2 asks for less of that, 3 for less of the other */
    assert_int_equal(all_less(), 7);
}

/* 24 M a day are 730 M a month of 730 h. */
static void the_same_demand_in_other_words_is_the_same(void **state)
{
    (void)state;
    start_options();
    asked(1, TOLL_TCO_OUTPUT_TOKENS, 730e6);
    asked(2, TOLL_TCO_OUTPUT_TOKENS, 24e6)->time = TOLL_TCO_DAY;
    asked(3, TOLL_TCO_TASKS, 365e3);
    asked(3, TOLL_TCO_TASK_OUTPUT, 2000);
    assert_int_equal(all_less(), 3); /* the same tokens, and no tasks */
    asked(1, TOLL_TCO_TASKS, 365e3);
    asked(2, TOLL_TCO_TASKS, 730e3)->quantity = 0.5;
    assert_int_equal(all_less(), 0);
}

/* What a model makes of a task is its own. */
static void properties_of_a_model_may_differ(void **state)
{
    (void)state;
    start_options();
    asked(0, TOLL_TCO_TASKS, 1e5);
    asked(0, TOLL_TCO_TASK_INPUT, 2000);
    asked(0, TOLL_TCO_TASK_OUTPUT, 300);
    asked(2, TOLL_TCO_TOKEN_MULTIPLIER, 1.3);
    asked(2, TOLL_TCO_SUCCESS, 0.7);
    asked(3, TOLL_TCO_CACHE_HIT, 0.5);
    assert_int_equal(all_less(), 0);
    asked(3, TOLL_TCO_TASK_INPUT, 10); /* these are not: token_multiplier would say so */
    assert_int_equal(all_less(), 3);
}

/* Period by period: the same total at another time is not the same. */
static void growth_and_steps_count(void **state)
{
    static const struct {
        uint32_t kind;
        double value;
    } cases[] = {{TOLL_TCO_GROWTH_LINEAR, 0.01}, {TOLL_TCO_GROWTH_COMPOUND, 0.01}, {TOLL_TCO_DEMAND_STEP, 1.5}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_options();
        asked(0, TOLL_TCO_OUTPUT_TOKENS, 1e9);
        for (uint32_t option = 1; option <= OPTIONS; option++)
            asked(option, cases[i].kind, cases[i].value);
        assert_int_equal(all_less(), 0);
        asked(1, cases[i].kind, cases[i].value)->from_period = PERIODS - 2;
        assert_int_equal(all_less(), 6);
    }
    start_options();
    asked(0, TOLL_TCO_OUTPUT_TOKENS, 1e9);
    asked(1, TOLL_TCO_OUTPUT_TOKENS, 1e9)->to_period = 10;
    asked(2, TOLL_TCO_OUTPUT_TOKENS, 1e9)->from_period = 20;
    assert_int_equal(all_less(), 7);
}

/* A price per task asks for no tokens. */
static void tasks_at_a_price_each_need_no_tokens(void **state)
{
    (void)state;
    start_options();
    asked(0, TOLL_TCO_TASKS, 1e5);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_TASK, TOLL_TCO_ONCE, 0.01)->option = 1;
    asked(2, TOLL_TCO_TASK_OUTPUT, 100);
    asked(3, TOLL_TCO_TASK_OUTPUT, 100);
    assert_int_equal(all_less(), 0);
    asked(1, TOLL_TCO_TASKS, 1);
    assert_int_equal(all_less(), 6);
}

/* Units at the same load make different numbers of tokens: cost by cost they can't be compared. */
static void demand_that_follows_a_load_is_compared_as_it_comes_out(void **state)
{
    (void)state;
    start_options();
    tco_add(&s, TOLL_TCO_UNITS, 4);
    tco_add(&s, TOLL_TCO_LOAD, 0.5);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 1000);
    assert_int_equal(all_less(), 0);
    tco_add_for(&s, 2, TOLL_TCO_DUTY, 0.5);
    assert_int_equal(all_less(), 2);
    tco_add_for(&s, 2, TOLL_TCO_CAPACITY_OUTPUT, 2000);
    assert_int_equal(all_less(), 0);
    tco_add_for(&s, 3, TOLL_TCO_CAPACITY_OUTPUT, 1001);
    assert_int_equal(all_less(), 3);
}

static uint64_t lower_peak(uint32_t option)
{
    (void)less(option);
    return s.summary.flags & TOLL_TCO_FLAG_LOWER_PEAK;
}

/* A flatter day needs fewer units; an API has no units. */
static void a_flatter_day_than_anothers_is_flagged(void **state)
{
    (void)state;
    start_options();
    asked(0, TOLL_TCO_OUTPUT_TOKENS, 1e9);
    tco_add_for(&s, 1, TOLL_TCO_CAPACITY_OUTPUT, 1e4);
    tco_add_for(&s, 2, TOLL_TCO_CAPACITY_OUTPUT, 1e4);
    assert_true(lower_peak(1) == 0 && lower_peak(2) == 0 && lower_peak(3) == 0);
    tco_add_for(&s, 1, TOLL_TCO_PEAK, 2);
    assert_true(lower_peak(1) == 0 && lower_peak(2) != 0 && lower_peak(3) == 0);
    tco_add_for(&s, 2, TOLL_TCO_PROFILE, 1)->subject = 9; /* all in one hour */
    assert_true(lower_peak(1) != 0 && lower_peak(2) == 0 && lower_peak(3) == 0);
}

/* ---- the property ---- */

static uint64_t dice = 20261130;

/* Knuth's MMIX; the upper bits. */
static double between(double low, double high)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(dice >> 11) / 9007199254740992.0;
}

static const uint32_t parts[] = {TOLL_TCO_INPUT_TOKENS,  TOLL_TCO_CACHED_TOKENS,   TOLL_TCO_OUTPUT_TOKENS,
                                 TOLL_TCO_TASKS,         TOLL_TCO_TASK_INPUT,      TOLL_TCO_TASK_OUTPUT,
                                 TOLL_TCO_GROWTH_LINEAR, TOLL_TCO_GROWTH_COMPOUND, TOLL_TCO_DEMAND_STEP};

#define PARTS (sizeof parts / sizeof parts[0])

static double usual(uint32_t kind)
{
    switch (kind) {
    case TOLL_TCO_TASKS:
        return between(1e3, 1e6);
    case TOLL_TCO_TASK_INPUT:
    case TOLL_TCO_TASK_OUTPUT:
        return between(10, 1e4);
    case TOLL_TCO_GROWTH_LINEAR:
    case TOLL_TCO_GROWTH_COMPOUND:
        return between(0.01, 1);
    case TOLL_TCO_DEMAND_STEP:
        return between(0.5, 2);
    default:
        return between(1e6, 1e12);
    }
}

/* Every option has the same demand in rows of its own. Returns the first of the last option's rows. */
static uint64_t add_equal_demands(void)
{
    double values[PARTS];
    uint64_t last = 0;
    for (size_t k = 0; k < PARTS; k++)
        values[k] = usual(parts[k]);
    for (uint32_t option = 1; option <= OPTIONS; option++) {
        last = s.count;
        for (size_t k = 0; k < PARTS; k++)
            asked(option, parts[k], values[k]);
    }
    return last;
}

/* What is asked in a period, all streams; no multiplier, success or cache hit is in these scenarios. */
static void read_series(uint32_t option, uint32_t series, double *numbers)
{
    (void)less(option);
    assert_int_equal(toll_tco_get_series(s.account, sizeof s.account, series, numbers, PERIODS + 1, NULL), TOLL_OK);
}

/* An option without the reason asks for at least as much as any other, of each stream and in each period. */
static void check_ranked_ask_for_most(unsigned bits)
{
    static const uint32_t series[] = {TOLL_TCO_SERIES_ASKED_OUTPUT, TOLL_TCO_SERIES_ASKED_TASKS};
    double numbers[OPTIONS][PERIODS + 1];
    for (size_t k = 0; k < sizeof series / sizeof series[0]; k++) {
        for (uint32_t option = 1; option <= OPTIONS; option++)
            read_series(option, series[k], numbers[option - 1]);
        for (int a = 0; a < OPTIONS; a++)
            for (int b = 0; b < OPTIONS; b++)
                for (int t = 0; t < PERIODS; t++)
                    if ((bits >> a & 1) == 0 && numbers[a][t] < numbers[b][t] * (1 - 1e-8))
                        fail_msg("option %d asks for less than %d in period %d and is ranked", a + 1, b + 1, t);
    }
}

/* One demand row of one option scaled down or up: that option has the reason, or all others have it. */
static void scaling_one_row_is_never_silent(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        start_options();
        const uint64_t first = add_equal_demands();
        assert_int_equal(all_less(), 0);
        for (uint64_t row = first; row < first + PARTS; row++) {
            const toll_range whole = s.rows[row].value;
            const int is_less = between(0, 1) < 0.5;
            const double scaled = whole.mid * (is_less ? between(0.1, 0.99) : between(1.01, 5));
            s.rows[row].value = (toll_range){scaled, scaled, scaled};
            const unsigned bits = all_less();
            if (bits != (is_less ? 4u : 3u))
                fail_msg("%s x %g: options %x", toll_tco_get_name(TOLL_TCO_LIST_KIND, s.rows[row].kind),
                         scaled / whole.mid, bits);
            check_ranked_ask_for_most(bits);
            s.rows[row].value = whole;
        }
    }
}

/* Other numbers than the medians: the comparison is of the numbers that are evaluated. */
static void the_numbers_given_are_compared(void **state)
{
    double values[TCO_ROWS];
    (void)state;
    start_options();
    asked(0, TOLL_TCO_OUTPUT_TOKENS, 1e9);
    asked(2, TOLL_TCO_OUTPUT_TOKENS, 0);
    assert_int_equal(all_less(), 0);
    assert_int_equal(toll_tco_get_values(s.plan, sizeof s.plan, values, s.count, NULL), TOLL_OK);
    values[s.count - 1] = 5;
    assert_int_equal(tco_evaluate(&s, 1, values, NULL), TOLL_OK);
    assert_true((s.summary.reason_bits & TOLL_TCO_REASON_ASKS_LESS) != 0);
    assert_int_equal(tco_evaluate(&s, 2, values, NULL), TOLL_OK);
    assert_true((s.summary.reason_bits & TOLL_TCO_REASON_ASKS_LESS) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_option_that_asks_for_less_is_not_ranked),
        cmocka_unit_test(the_same_demand_in_other_words_is_the_same),
        cmocka_unit_test(properties_of_a_model_may_differ),
        cmocka_unit_test(growth_and_steps_count),
        cmocka_unit_test(tasks_at_a_price_each_need_no_tokens),
        cmocka_unit_test(demand_that_follows_a_load_is_compared_as_it_comes_out),
        cmocka_unit_test(a_flatter_day_than_anothers_is_flagged),
        cmocka_unit_test(scaling_one_row_is_never_silent),
        cmocka_unit_test(the_numbers_given_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
