/* SPDX-License-Identifier: Apache-2.0 */
/* Options that must not be ranked: each reason by a scenario cut short, and the property that taking any one row out of
 * a complete scenario never makes an option cheaper without a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <toll/risk.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;

static toll_tco_row *cost(uint32_t option, uint32_t category, uint32_t basis, uint32_t time, double value)
{
    toll_tco_row *row = tco_price(&s, TOLL_TCO_COST, category, basis, time, value);
    row->option = option;
    return row;
}

static void demand(uint32_t kind, double tokens)
{
    tco_add(&s, kind, tokens)->time = TOLL_TCO_MONTH;
}

static uint64_t reasons(uint32_t option)
{
    if (tco_resolve(&s) != TOLL_OK || tco_evaluate(&s, option, NULL, NULL) != TOLL_OK)
        fail_msg("%s", s.err.message);
    return s.summary.reason_bits;
}

/* One unit that asks for `output` tokens a month, serves them, and is paid for. */
static void own_unit(double output)
{
    tco_start(&s, 12);
    demand(TOLL_TCO_OUTPUT_TOKENS, output);
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 1000);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 1e5);
}

static void a_complete_option_has_no_reason(void **state)
{
    (void)state;
    own_unit(1e9);
    assert_int_equal(reasons(1), 0);
    tco_cluster(&s); /* cached tokens take no time there */
    assert_int_equal(reasons(1), TOLL_TCO_REASON_CACHED_CAPACITY);
    tco_add(&s, TOLL_TCO_CAPACITY_CACHED, 1e7);
    assert_int_equal(reasons(1), 0);
}

/* The review's case: 80 G output tokens a month, a capacity of input alone. It cost $0 and won every draw. */
static void an_option_that_serves_nothing(void **state)
{
    (void)state;
    tco_start(&s, 12);
    demand(TOLL_TCO_OUTPUT_TOKENS, 80e9);
    cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 1);
    tco_add(&s, TOLL_TCO_CAPACITY_INPUT, 20);
    assert_int_equal(reasons(1),
                     TOLL_TCO_REASON_SERVES_NOTHING | TOLL_TCO_REASON_INPUT_ASKED | TOLL_TCO_REASON_OUTPUT_CAPACITY);
    assert_true(s.summary.total_money == 0);
}

/* 1,000 tokens/s are 2.628 G a month. */
static void an_option_that_serves_less(void **state)
{
    (void)state;
    own_unit(2.7e9);
    tco_add(&s, TOLL_TCO_UNITS_MAX, 1);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_SERVES_LESS);
    own_unit(2.6e9);
    tco_add(&s, TOLL_TCO_UNITS_MAX, 1);
    assert_int_equal(reasons(1), 0);
}

/* Tasks that nobody does count, though no token is theirs. */
static void tasks_that_nobody_does(void **state)
{
    (void)state;
    tco_start(&s, 12);
    demand(TOLL_TCO_TASKS, 1000);
    tco_add(&s, TOLL_TCO_UNITS, 0);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_SERVES_NOTHING);
}

static void demand_of_another_option(void **state)
{
    (void)state;
    tco_start(&s, 12);
    (void)snprintf(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, 8, "two");
    toll_tco_row *asked = tco_add_for(&s, 1, TOLL_TCO_OUTPUT_TOKENS, 1e9);
    asked->time = TOLL_TCO_MONTH;
    cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 1);
    cost(2, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 1);
    assert_int_equal(reasons(1), 0);
    assert_int_equal(reasons(2), TOLL_TCO_REASON_NO_DEMAND);
}

/* A stream's price is missing in one period only; a literal 0 says free. */
static void tokens_without_a_price(void **state)
{
    static const struct {
        uint32_t kind, basis;
        uint64_t reason;
    } cases[] = {
        {TOLL_TCO_INPUT_TOKENS, TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_REASON_INPUT_PRICE},
        {TOLL_TCO_CACHED_TOKENS, TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_REASON_CACHED_PRICE},
        {TOLL_TCO_OUTPUT_TOKENS, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_REASON_OUTPUT_PRICE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tco_start(&s, 12);
        demand(cases[i].kind, 1e9);
        assert_int_equal(reasons(1), cases[i].reason);
        cost(1, TOLL_TCO_API, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, 500); /* a fee prices no token */
        assert_int_equal(reasons(1), cases[i].reason);
        toll_tco_row *price = cost(1, TOLL_TCO_API, cases[i].basis, TOLL_TCO_ONCE, 0);
        assert_int_equal(reasons(1), 0);
        price->to_period = 11;
        assert_int_equal(reasons(1), cases[i].reason);
    }
}

static void tokens_without_a_demand(void **state)
{
    (void)state;
    tco_start(&s, 12);
    demand(TOLL_TCO_OUTPUT_TOKENS, 1e9);
    cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, 2);
    toll_tco_row *price = cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_ONCE, 0);
    assert_int_equal(reasons(1), 0); /* nothing is lost: it would be free */
    price->value = (toll_range){1, 1, 1};
    assert_int_equal(reasons(1), TOLL_TCO_REASON_INPUT_ASKED);
    demand(TOLL_TCO_INPUT_TOKENS, 0);
    assert_int_equal(reasons(1), 0);
    cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_ONCE, 0.1);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_CACHED_ASKED);
    tco_add(&s, TOLL_TCO_CACHE_HIT, 0);
    assert_int_equal(reasons(1), 0);
}

static void tasks_cut_short(void **state)
{
    (void)state;
    tco_start(&s, 12);
    demand(TOLL_TCO_TASKS, 1000);
    cost(1, TOLL_TCO_API, TOLL_TCO_PER_MTOK, TOLL_TCO_ONCE, 2);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_TASK_PRICE);
    tco_add(&s, TOLL_TCO_TASK_INPUT, 2000);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_TASKS_ASKED);
    tco_add(&s, TOLL_TCO_TASK_OUTPUT, 0);
    assert_int_equal(reasons(1), 0);
}

static void tokens_that_take_no_time(void **state)
{
    (void)state;
    own_unit(1e9);
    demand(TOLL_TCO_INPUT_TOKENS, 2200e9);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_INPUT_CAPACITY);
    s.rows[s.count - 1].value = (toll_range){0, 0, 0};
    assert_int_equal(reasons(1), 0);
    own_unit(1e9);
    demand(TOLL_TCO_CACHED_TOKENS, 1e9);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_CACHED_CAPACITY);
}

/* Things used without a price, and the row with the value 0 that says free. */
static void things_that_nobody_pays_for(void **state)
{
    static const struct {
        uint32_t kind;
        uint32_t per;
        double value;
        uint32_t category, basis, time;
        uint64_t reason;
    } cases[] = {
        {TOLL_TCO_POWER_MAX, TOLL_TCO_ONCE, 1e4, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE,
         TOLL_TCO_REASON_ENERGY_PRICE},
        {TOLL_TCO_ENERGY_USE, TOLL_TCO_MONTH, 10, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH_IT, TOLL_TCO_ONCE,
         TOLL_TCO_REASON_ENERGY_PRICE},
        {TOLL_TCO_FTE, TOLL_TCO_ONCE, 1, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, TOLL_TCO_REASON_STAFF_PRICE},
        {TOLL_TCO_STORED_GB, TOLL_TCO_ONCE, 1, TOLL_TCO_STORAGE, TOLL_TCO_PER_GB, TOLL_TCO_MONTH,
         TOLL_TCO_REASON_STORAGE_PRICE},
        {TOLL_TCO_EGRESS_GB, TOLL_TCO_MONTH, 1, TOLL_TCO_EGRESS, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE,
         TOLL_TCO_REASON_EGRESS_PRICE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        own_unit(1e9);
        tco_add(&s, cases[i].kind, cases[i].value)->time = cases[i].per;
        assert_int_equal(reasons(1), cases[i].reason);
        cost(1, cases[i].category, cases[i].basis, cases[i].time, 0);
        assert_int_equal(reasons(1), 0);
    }
}

/* Cooling per kWh pays for no electricity, network per unit for no units, and a commitment for its own hours alone. */
static void prices_of_something_else(void **state)
{
    (void)state;
    own_unit(1e9);
    tco_add(&s, TOLL_TCO_POWER_MAX, 1e4);
    cost(1, TOLL_TCO_COOLING, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.02);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_ENERGY_PRICE);
    own_unit(1e9);
    s.rows[s.count - 1].category = TOLL_TCO_NETWORK;
    assert_int_equal(reasons(1), TOLL_TCO_REASON_UNIT_PRICE);
    own_unit(5e9); /* two units */
    s.rows[s.count - 1] = s.rows[0];
    s.count--;
    tco_add(&s, TOLL_TCO_COMMIT_UNITS, 1);
    tco_add(&s, TOLL_TCO_COMMIT_PRICE, 3)->time = TOLL_TCO_HOUR;
    assert_int_equal(reasons(1), TOLL_TCO_REASON_UNIT_PRICE);
    s.rows[s.count - 2].value = (toll_range){2, 2, 2};
    assert_int_equal(reasons(1), 0);
    own_unit(1e9);
    tco_add(&s, TOLL_TCO_POWER_BUSY, 5e3);
    cost(1, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1);
    cost(1, TOLL_TCO_FACILITY, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, 150);
    assert_int_equal(reasons(1), TOLL_TCO_REASON_POWER_MAX);
}

static void every_reason_has_a_name_and_a_sentence(void **state)
{
    uint32_t code = 0;
    (void)state;
    assert_int_equal(toll_tco_count_names(TOLL_TCO_LIST_REASON), 22);
    assert_int_equal(toll_tco_count_names(TOLL_TCO_LIST_ADVICE), 22);
    assert_string_equal(toll_tco_get_name(TOLL_TCO_LIST_REASON, 1), "serves_less");
    for (uint32_t k = 0; k < 22; k++)
        assert_true(strlen(toll_tco_get_name(TOLL_TCO_LIST_ADVICE, k)) > 20);
    assert_string_equal(toll_tco_get_name(TOLL_TCO_LIST_ADVICE, 22), "");
    assert_int_equal(toll_tco_find_name(TOLL_TCO_LIST_ADVICE, "serves", 6, &code, NULL), TOLL_E_RANGE);
}

/* ---- the property ---- */

static uint64_t dice = 12345;

/* Knuth's MMIX; the upper bits. */
static double between(double low, double high)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(dice >> 11) / 9007199254740992.0;
}

static int coin(void)
{
    return between(0, 1) < 0.5;
}

static void add_asked(void)
{
    if (coin()) {
        demand(TOLL_TCO_INPUT_TOKENS, between(1e9, 1e12));
        demand(TOLL_TCO_OUTPUT_TOKENS, between(1e9, 1e11));
    } else {
        demand(TOLL_TCO_TASKS, between(1e4, 1e6));
        tco_add(&s, TOLL_TCO_TASK_INPUT, between(1e3, 1e5));
        tco_add(&s, TOLL_TCO_TASK_OUTPUT, between(1e2, 1e4));
    }
    demand(TOLL_TCO_CACHED_TOKENS, between(1e8, 1e11));
}

/* An API with a price for each stream. */
static void add_api(uint32_t option)
{
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_ONCE, between(0.1, 5));
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_ONCE, between(0.01, 1));
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_ONCE, between(0.5, 30));
}

static void add_capacity(uint32_t option)
{
    tco_add_for(&s, option, TOLL_TCO_CAPACITY_INPUT, between(1e4, 1e5));
    tco_add_for(&s, option, TOLL_TCO_CAPACITY_CACHED, between(1e5, 1e6));
    tco_add_for(&s, option, TOLL_TCO_CAPACITY_OUTPUT, between(1e3, 1e4));
}

/* Own units, one price for each thing that they use. */
static void add_own(uint32_t option)
{
    add_capacity(option);
    toll_tco_row *bought = tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 2e5);
    bought->option = option;
    tco_add_for(&s, option, TOLL_TCO_POWER_MAX, between(5e3, 2e4));
    if (coin()) {
        tco_add_for(&s, option, TOLL_TCO_POWER_BUSY, between(3e3, 5e3));
        tco_add_for(&s, option, TOLL_TCO_POWER_IDLE, between(1e3, 3e3));
        cost(option, TOLL_TCO_FACILITY, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, 0);
    }
    cost(option, TOLL_TCO_ENERGY, coin() ? TOLL_TCO_PER_KWH : TOLL_TCO_PER_KWH_IT, TOLL_TCO_ONCE, between(0.05, 0.3));
    tco_add_for(&s, option, coin() ? TOLL_TCO_FTE : TOLL_TCO_GPUS_PER_FTE, between(1, 20));
    cost(option, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, between(5e4, 2e5));
    tco_add_for(&s, option, TOLL_TCO_STORED_GB, between(1e3, 1e6));
    cost(option, TOLL_TCO_STORAGE, TOLL_TCO_PER_GB, TOLL_TCO_MONTH, between(0.01, 0.1));
    tco_add_for(&s, option, TOLL_TCO_EGRESS_PER_MTOK, between(0.001, 0.01));
    cost(option, TOLL_TCO_EGRESS, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE, between(0.01, 0.1));
}

/* Leased; or rented by the hour, part of it committed. */
static void add_rented(uint32_t option)
{
    add_capacity(option);
    if (coin()) {
        tco_price(&s, TOLL_TCO_LEASE, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_MONTH, between(15000, 30000))
            ->option = option;
        return;
    }
    if (coin()) {
        tco_add_for(&s, option, TOLL_TCO_COMMIT_UNITS, between(0.1, 0.9));
        tco_add_for(&s, option, TOLL_TCO_COMMIT_PRICE, between(5, 20))->time = TOLL_TCO_HOUR;
    }
    cost(option, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, between(21, 40));
}

/* Own units up to a limit, the rest and the hard share at an API; bought by the node. */
static void add_hybrid(uint32_t option)
{
    tco_add_for(&s, option, TOLL_TCO_CAPACITY_TOKENS, between(1e3, 1e5));
    tco_add_for(&s, option, TOLL_TCO_UNITS_MAX, between(1, 4));
    tco_add_for(&s, option, TOLL_TCO_ESCALATION, between(0.01, 0.2));
    tco_add_for(&s, option, TOLL_TCO_UNIT_GPUS, 8);
    tco_add_for(&s, option, TOLL_TCO_NODE_GPUS, 8);
    tco_price(&s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 3e5)->option = option;
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_INPUT, TOLL_TCO_ONCE, between(0.1, 5));
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_CACHED, TOLL_TCO_ONCE, between(0.01, 1));
    cost(option, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_ONCE, between(0.5, 30));
    tco_add_for(&s, option, TOLL_TCO_ENERGY_USE, between(1e3, 1e5))->time = TOLL_TCO_MONTH;
    cost(option, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, between(0.05, 0.3));
    tco_add_for(&s, option, TOLL_TCO_FTE_MIN, between(1, 5));
    cost(option, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, between(5e4, 2e5));
    tco_add_for(&s, option, TOLL_TCO_EGRESS_GB, between(1e3, 1e5))->time = TOLL_TCO_MONTH;
    cost(option, TOLL_TCO_EGRESS, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE, between(0.01, 0.1));
}

static double present_cost(uint32_t option)
{
    static uint64_t work[70000];
    toll_risk_question question;
    double answer = 0;
    (void)toll_struct_init(&question, sizeof question, TOLL_KIND_RISK_QUESTION, NULL);
    question.option = option;
    assert_int_equal(toll_risk_estimate(s.plan, sizeof s.plan, &question, NULL, 0, &answer, work, sizeof work, &s.err),
                     TOLL_OK);
    return answer;
}

static int take_row(uint64_t row, const tco_scenario *whole)
{
    s = *whole;
    memmove(&s.rows[row], &s.rows[row + 1], (size_t)(s.count - row - 1) * sizeof s.rows[0]);
    s.count--;
    return tco_resolve(&s) == TOLL_OK;
}

#define OPTIONS 4

/* Limits and routing are decisions of their own, not parts of a cost: without one an option may well be cheaper. So it may
 * with another default than 0, which the screen states. */
static int is_decision(uint32_t kind)
{
    toll_tco_row_kind about;
    (void)toll_struct_init(&about, sizeof about, TOLL_KIND_TCO_ROW_KIND, NULL);
    assert_int_equal(toll_tco_get_row_kind(kind, &about, NULL), TOLL_OK);
    return kind == TOLL_TCO_UNITS_MAX || kind == TOLL_TCO_NODE_GPUS || kind == TOLL_TCO_ESCALATION ||
           ((about.uses & TOLL_TCO_USES_ABSENT) != 0 && about.absent_value != 0);
}

static int is_taken(const tco_scenario *whole, uint32_t kind)
{
    for (uint64_t i = 0; i < whole->count; i++)
        if (whole->rows[i].kind == kind)
            return 1;
    return 0;
}

/* Kinds that no round takes out: those with a stated default; those that shape the scenario; and these. */
static int is_excused(uint32_t kind, uint64_t uses)
{
    /* given instead of demand or of sizing; a limit; terms of finance; a tariff that is flat; a flat profile, a life to the horizon and a steady price, which are stated;
     * racks, for prices that no other row mentions; what is no cost; rates, refused where a price needs them */
    static const uint32_t excused[] = {
        TOLL_TCO_LOAD,         TOLL_TCO_UNITS,  TOLL_TCO_PROFILE,    TOLL_TCO_LIFE,        TOLL_TCO_CURVE_POINT,
        TOLL_TCO_RACK_NODES,   TOLL_TCO_INCOME, TOLL_TCO_TAX_RATE,   TOLL_TCO_EMBODIED,    TOLL_TCO_FX,
        TOLL_TCO_PRICE_INDEX,  TOLL_TCO_ENDS,   TOLL_TCO_LEASE_TERM, TOLL_TCO_ENERGY_HOUR, TOLL_TCO_CARBON_HOUR,
        TOLL_TCO_LEASE_BUYOUT, TOLL_TCO_LOAN,   TOLL_TCO_LOAN_RATE,  TOLL_TCO_LOAN_TERM,
    };
    for (size_t i = 0; i < sizeof excused / sizeof excused[0]; i++)
        if (excused[i] == kind)
            return 1;
    return (uses & (TOLL_TCO_USES_ABSENT | TOLL_TCO_USES_FIXED)) != 0;
}

static void expect_every_kind(const int *taken)
{
    for (uint32_t kind = 1; kind < toll_tco_count_names(TOLL_TCO_LIST_KIND); kind++) {
        toll_tco_row_kind about;
        (void)toll_struct_init(&about, sizeof about, TOLL_KIND_TCO_ROW_KIND, NULL);
        if (toll_tco_get_row_kind(kind, &about, NULL) == TOLL_OK && !taken[kind] && !is_excused(kind, about.uses))
            fail_msg("no row of kind %s is taken out", about.name);
    }
}

/* A row of which a cheaper option or a reason may be the outcome, not a cheaper option alone. */
static void check_without(uint64_t row, const tco_scenario *whole, const double *before)
{
    if (is_decision(whole->rows[row].kind) || !take_row(row, whole)) /* refused */
        return;
    for (uint32_t option = 1; option <= OPTIONS; option++) {
        const double after = present_cost(option);
        if (reasons(option) == 0 && after < before[option - 1] * (1 - 1e-9))
            fail_msg("option %u falls from %g to %g without row %u of kind %s, and no reason says so", option,
                     before[option - 1], after, (unsigned)row,
                     toll_tco_get_name(TOLL_TCO_LIST_KIND, whole->rows[row].kind));
    }
}

/* Of things that another row asks for: a price that no other row mentions, such as a fee a month, can't be missed. Kinds
 * with a stated default (growth, peak, pue, life ...) are shown with it on screen, and are left out here. */
static void taking_a_row_out_is_never_cheaper_without_a_reason(void **state)
{
    static tco_scenario whole;
    static int taken[128];
    (void)state;
    for (int round = 0; round < 40; round++) {
        double before[OPTIONS];
        tco_start(&s, 24);
        (void)snprintf(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, 8, "own");
        (void)snprintf(tco_add_for(&s, 3, TOLL_TCO_OPTION, 0)->text, 8, "rent");
        (void)snprintf(tco_add_for(&s, 4, TOLL_TCO_OPTION, 0)->text, 8, "hybrid");
        tco_add(&s, TOLL_TCO_DISCOUNT_RATE, 0.08);
        add_asked();
        add_api(1);
        add_own(2);
        add_rented(3);
        add_hybrid(4);
        for (uint32_t option = 1; option <= OPTIONS; option++) {
            assert_int_equal(reasons(option), 0);
            before[option - 1] = present_cost(option);
        }
        whole = s;
        for (uint32_t kind = 0; kind < 128; kind++)
            taken[kind] |= is_taken(&whole, kind);
        for (uint64_t row = 0; row < whole.count; row++)
            check_without(row, &whole, before);
    }
    expect_every_kind(taken);
}

/* A quantity that no row gives is unknown: power of units and embodied carbon here, then all but these. */
static void quantities_without_a_row_are_unknown(void **state)
{
    (void)state;
    const uint64_t given = TOLL_TCO_KNOWN_ENERGY | TOLL_TCO_KNOWN_POWER | TOLL_TCO_KNOWN_GRID | TOLL_TCO_KNOWN_CO2_USE |
                           TOLL_TCO_KNOWN_CO2_MADE | TOLL_TCO_KNOWN_WATER | TOLL_TCO_KNOWN_STAFF |
                           TOLL_TCO_KNOWN_CAPACITY;
    static const struct {
        uint32_t kind;
        uint64_t known;
    } cases[] = {{TOLL_TCO_POWER_BUSY, TOLL_TCO_KNOWN_ENERGY | TOLL_TCO_KNOWN_POWER},
                 {TOLL_TCO_GRID_CARBON, TOLL_TCO_KNOWN_GRID | TOLL_TCO_KNOWN_CO2_USE},
                 {TOLL_TCO_EMBODIED, TOLL_TCO_KNOWN_CO2_MADE},
                 {TOLL_TCO_WATER, TOLL_TCO_KNOWN_WATER},
                 {TOLL_TCO_FTE_MIN, TOLL_TCO_KNOWN_STAFF},
                 {TOLL_TCO_CAPACITY_OUTPUT, TOLL_TCO_KNOWN_CAPACITY}};
    tco_start(&s, 3);
    tco_add(&s, TOLL_TCO_UNITS, 2);
    uint64_t known = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(tco_run(&s), TOLL_OK);
        assert_true((s.summary.known & given) == known);
        assert_int_equal(toll_struct_check(&s.summary, TOLL_KIND_TCO_SUMMARY, NULL), TOLL_OK);
        toll_tco_row *row = tco_add(&s, cases[i].kind, 1);
        row->basis = cases[i].kind == TOLL_TCO_POWER_BUSY || cases[i].kind == TOLL_TCO_EMBODIED ? TOLL_TCO_PER_UNIT : 0;
        row->category = cases[i].kind == TOLL_TCO_EMBODIED ? TOLL_TCO_SERVER : 0;
        known |= cases[i].known;
    }
    assert_int_equal(tco_run(&s), TOLL_OK);
    assert_true((s.summary.known & given) == known && known == given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complete_option_has_no_reason),
        cmocka_unit_test(an_option_that_serves_nothing),
        cmocka_unit_test(an_option_that_serves_less),
        cmocka_unit_test(tasks_that_nobody_does),
        cmocka_unit_test(demand_of_another_option),
        cmocka_unit_test(tokens_without_a_price),
        cmocka_unit_test(tokens_without_a_demand),
        cmocka_unit_test(tasks_cut_short),
        cmocka_unit_test(tokens_that_take_no_time),
        cmocka_unit_test(things_that_nobody_pays_for),
        cmocka_unit_test(prices_of_something_else),
        cmocka_unit_test(every_reason_has_a_name_and_a_sentence),
        cmocka_unit_test(taking_a_row_out_is_never_cheaper_without_a_reason),
        cmocka_unit_test(quantities_without_a_row_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
