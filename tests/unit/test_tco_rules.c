/* SPDX-License-Identifier: Apache-2.0 */
/* What rows of a scenario need of each other, and what they forbid, each rule over all its cases: which row gives the
 * quantity of a basis, which rows contradict each other, when two rows state one number, which periods a rate covers. The
 * expectations are those of tco.h, written as lists; nothing is taken from the checks themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;

static toll_status check(void)
{
    return toll_tco_check(s.rows, s.count, sizeof s.rows[0], &s.err);
}

/* 1: the last row is refused for this field. */
static int is_refused(toll_status status, const char *field)
{
    return check() == status && strcmp(s.err.field, field) == 0 && s.err.row == (int64_t)s.count - 1 &&
           s.err.struct_kind == TOLL_KIND_TCO_ROW;
}

static void expect(int is_as_said, const char *what, uint32_t a, uint32_t b)
{
    if (!is_as_said)
        fail_msg("%s, %s and %s: %s", what, toll_tco_get_name(TOLL_TCO_LIST_KIND, a),
                 toll_tco_get_name(TOLL_TCO_LIST_KIND, b), s.err.message);
}

static int is_kind(uint32_t code)
{
    return toll_tco_get_name(TOLL_TCO_LIST_KIND, code)[0] != '\0';
}

/* A row of a kind with what it requires, at a value that all checks of one row accept. */
static toll_tco_row *add_valid(uint32_t code)
{
    toll_tco_row_kind kind;
    (void)toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL);
    assert_int_equal(toll_tco_get_row_kind(code, &kind, NULL), TOLL_OK);
    const double value =
        code == TOLL_TCO_DEPRECIATION || code == TOLL_TCO_REAL_MONEY ? 0 : fmin(fmax(1, kind.min), kind.max);
    toll_tco_row *row = tco_add(&s, code, value);
    if ((kind.required & TOLL_TCO_USES_CATEGORY) != 0)
        row->category = TOLL_TCO_OTHER;
    if ((kind.required & TOLL_TCO_USES_BASIS) != 0)
        row->basis = TOLL_TCO_PER_ONE;
    if ((kind.required & TOLL_TCO_USES_TIME) != 0)
        row->time = TOLL_TCO_MONTH;
    if ((kind.required & TOLL_TCO_USES_CURRENCY) != 0)
        memcpy(row->currency, "EUR", 4);
    if ((kind.required & TOLL_TCO_USES_PRICE_YEAR) != 0)
        row->price_year = 2020;
    return row;
}

/* ---- which row gives the quantity of a basis ---- */

static int is_one_of(const uint32_t *list, uint32_t code)
{
    for (; *list != 0; list++)
        if (*list == code)
            return 1;
    return 0;
}

static const uint32_t units_by[] = {TOLL_TCO_CAPACITY_INPUT,
                                    TOLL_TCO_CAPACITY_CACHED,
                                    TOLL_TCO_CAPACITY_OUTPUT,
                                    TOLL_TCO_CAPACITY_TOKENS,
                                    TOLL_TCO_UNITS,
                                    TOLL_TCO_UNITS_MIN,
                                    0};
static const uint32_t power_by[] = {TOLL_TCO_POWER_MAX, TOLL_TCO_POWER_BUSY, 0};
static const uint32_t energy_by[] = {TOLL_TCO_POWER_MAX, TOLL_TCO_POWER_BUSY, TOLL_TCO_POWER_IDLE, TOLL_TCO_ENERGY_USE,
                                     0};
static const uint32_t staff_by[] = {TOLL_TCO_FTE, TOLL_TCO_GPUS_PER_FTE, TOLL_TCO_FTE_MIN, 0};
static const uint32_t stored_by[] = {TOLL_TCO_STORED_GB, 0};
static const uint32_t egress_by[] = {TOLL_TCO_EGRESS_GB, TOLL_TCO_EGRESS_PER_MTOK, 0};
static const uint32_t tasks_by[] = {TOLL_TCO_TASKS, 0};
static const uint32_t tokens_by[] = {TOLL_TCO_INPUT_TOKENS, TOLL_TCO_CACHED_TOKENS, TOLL_TCO_OUTPUT_TOKENS,
                                     TOLL_TCO_TASKS,        TOLL_TCO_LOAD,          0};

/* NULL: always there. */
static const uint32_t *givers_of(uint32_t basis)
{
    switch (basis) {
    case TOLL_TCO_PER_ONE:
    case TOLL_TCO_PER_CAPEX:
    case TOLL_TCO_PER_SPEND:
        return NULL;
    case TOLL_TCO_PER_UNIT:
    case TOLL_TCO_PER_GPU:
    case TOLL_TCO_PER_NODE:
    case TOLL_TCO_PER_RACK:
    case TOLL_TCO_PER_UNIT_HOUR:
    case TOLL_TCO_PER_GPU_HOUR:
    case TOLL_TCO_PER_NODE_HOUR:
        return units_by;
    case TOLL_TCO_PER_KW:
    case TOLL_TCO_PER_KW_FACILITY:
        return power_by;
    case TOLL_TCO_PER_KWH:
    case TOLL_TCO_PER_KWH_IT:
        return energy_by;
    case TOLL_TCO_PER_FTE:
        return staff_by;
    case TOLL_TCO_PER_GB:
        return stored_by;
    case TOLL_TCO_PER_GB_OUT:
        return egress_by;
    case TOLL_TCO_PER_TASK:
    case TOLL_TCO_PER_REMOTE_TASK:
        return tasks_by;
    default:
        return tokens_by;
    }
}

/* Rows that a row of this kind needs itself; the number of them. */
static int add_partners(uint32_t code, uint32_t partners[2])
{
    int count = 0;
    if (code == TOLL_TCO_LOAD || code == TOLL_TCO_POWER_MAX || code == TOLL_TCO_POWER_BUSY ||
        code == TOLL_TCO_POWER_IDLE || code == TOLL_TCO_EMBODIED || code == TOLL_TCO_COMMIT_UNITS)
        partners[count++] = TOLL_TCO_UNITS;
    if (code == TOLL_TCO_COMMIT_UNITS)
        partners[count++] = TOLL_TCO_COMMIT_PRICE;
    for (int i = 0; i < count; i++)
        (void)add_valid(partners[i]);
    return count;
}

static int is_given_by(const uint32_t *givers, uint32_t code, const uint32_t *partners, int count)
{
    for (int i = 0; i < count; i++)
        if (is_one_of(givers, partners[i]))
            return 1;
    return is_one_of(givers, code);
}

/* Each basis with each kind of row: accepted where the row gives the quantity. Racks need their nodes as well. */
static void each_basis_needs_its_rows(void **state)
{
    (void)state;
    for (uint32_t basis = TOLL_TCO_PER_ONE; basis <= TOLL_TCO_PER_GB_OUT; basis++) {
        const uint32_t *givers = givers_of(basis);
        for (uint32_t code = TOLL_TCO_PERIOD_MONTHS; code <= TOLL_TCO_COMMIT_UPFRONT; code++) {
            uint32_t partners[2];
            if (!is_kind(code) || code == TOLL_TCO_ESCALATION)
                continue;
            tco_start(&s, 12);
            const int count = add_partners(code, partners);
            (void)add_valid(code);
            if (basis == TOLL_TCO_PER_RACK && code != TOLL_TCO_RACK_NODES)
                (void)add_valid(TOLL_TCO_RACK_NODES);
            (void)tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, basis,
                            basis == TOLL_TCO_PER_CAPEX ? TOLL_TCO_YEAR : TOLL_TCO_ONCE, 1);
            const int is_given = givers == NULL || is_given_by(givers, code, partners, count);
            if (is_given ? check() != TOLL_OK : !is_refused(TOLL_E_MISSING, "basis"))
                fail_msg("%s with %s: %s", toll_tco_get_name(TOLL_TCO_LIST_BASIS, basis),
                         toll_tco_get_name(TOLL_TCO_LIST_KIND, code), s.err.message);
        }
    }
    tco_start(&s, 12);
    (void)add_valid(TOLL_TCO_UNITS);
    (void)tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_RACK, TOLL_TCO_ONCE, 1);
    assert_true(is_refused(TOLL_E_MISSING, "basis"));
}

/* What option 2 gives is nothing to option 1; what is given for all, or asked for by all, is. */
static void a_quantity_is_given_to_its_option(void **state)
{
    (void)state;
    for (uint32_t giver = 0; giver <= 64; giver++)
        for (uint32_t asker = 0; asker <= 64; asker += asker < 3 ? 1 : 61) {
            tco_start(&s, 12);
            for (uint32_t option = 2; option <= 64; option++)
                (void)strcpy(tco_add_for(&s, option, TOLL_TCO_OPTION, 0)->text, "more");
            add_valid(TOLL_TCO_STORED_GB)->option = giver;
            tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_GB, TOLL_TCO_ONCE, 1)->option = asker;
            assert_int_equal(check(), giver == 0 || asker == 0 || giver == asker ? TOLL_OK : TOLL_E_MISSING);
        }
}

/* Escalation needs a price of what goes to the API: of its own option, as a cost, on a basis remote_... */
static void escalation_needs_a_price_of_the_api(void **state)
{
    (void)state;
    for (uint32_t basis = TOLL_TCO_PER_ONE; basis <= TOLL_TCO_PER_GB_OUT; basis++)
        for (int is_income = 0; is_income <= 1; is_income++) {
            tco_start(&s, 12);
            static const uint32_t all[] = {TOLL_TCO_UNITS,        TOLL_TCO_RACK_NODES, TOLL_TCO_POWER_MAX,
                                           TOLL_TCO_FTE,          TOLL_TCO_STORED_GB,  TOLL_TCO_EGRESS_GB,
                                           TOLL_TCO_INPUT_TOKENS, TOLL_TCO_TASKS};
            for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
                (void)add_valid(all[i]);
            (void)tco_price(&s, is_income ? TOLL_TCO_INCOME : TOLL_TCO_COST, is_income ? 0 : TOLL_TCO_API, basis,
                            basis == TOLL_TCO_PER_CAPEX ? TOLL_TCO_YEAR : TOLL_TCO_ONCE, 1);
            (void)tco_add(&s, TOLL_TCO_ESCALATION, 0.1);
            const int is_remote = (basis >= TOLL_TCO_PER_REMOTE_INPUT && basis <= TOLL_TCO_PER_REMOTE_MTOK) ||
                                  basis == TOLL_TCO_PER_REMOTE_TASK;
            if (is_remote && !is_income ? check() != TOLL_OK : !is_refused(TOLL_E_MISSING, "kind"))
                fail_msg("%s: %s", toll_tco_get_name(TOLL_TCO_LIST_BASIS, basis), s.err.message);
        }
}

static void commitments_need_the_price_of_their_number(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 3; number++)
        for (uint32_t option = 0; option <= 2; option++) {
            tco_start(&s, 12);
            (void)strcpy(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, "two");
            (void)add_valid(TOLL_TCO_UNITS);
            toll_tco_row *price = add_valid(TOLL_TCO_COMMIT_PRICE);
            price->subject = 1;
            price->option = option;
            toll_tco_row *term = add_valid(TOLL_TCO_COMMIT_UNITS);
            term->subject = number;
            term->option = 1;
            assert_int_equal(check(), number == 1 && option != 2 ? TOLL_OK : TOLL_E_MISSING);
        }
}

static void real_money_needs_inflation(void **state)
{
    (void)state;
    for (int is_real = 0; is_real <= 1; is_real++)
        for (int has_inflation = 0; has_inflation <= 1; has_inflation++) {
            tco_start(&s, 12);
            (void)tco_add(&s, TOLL_TCO_REAL_MONEY, is_real);
            if (has_inflation)
                (void)tco_add(&s, TOLL_TCO_INFLATION, 0.1);
            assert_int_equal(check(), is_real && !has_inflation ? TOLL_E_MISSING : TOLL_OK);
        }
}

/* At 10,000 % a year, 101^-50 of money is left after 50 years; after 170 years it is 101^-170 = 2e-341, which is no
 * double: amounts in money of year 0 can't be told. */
static void money_without_value_is_refused(void **state)
{
    (void)state;
    for (int years = 50; years <= 170; years += 120) {
        tco_start(&s, years);
        (void)tco_add(&s, TOLL_TCO_PERIOD_MONTHS, 12);
        (void)tco_add(&s, TOLL_TCO_REAL_MONEY, 1);
        (void)tco_add(&s, TOLL_TCO_INFLATION, 100);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_YEAR, 1)->option = 1;
        assert_int_equal(tco_resolve(&s), TOLL_OK);
        assert_int_equal(tco_evaluate(&s, 1, NULL, NULL), years == 50 ? TOLL_OK : TOLL_E_RANGE);
    }
}

/* ---- which rows contradict each other ---- */

static int is_pair(uint32_t a, uint32_t b)
{
    const int is_sizing = (b >= TOLL_TCO_UNITS_MIN && b <= TOLL_TCO_REDUNDANCY) || b == TOLL_TCO_SIZING;
    return (a == TOLL_TCO_PERIOD_MONTHS && b == TOLL_TCO_PERIOD_HOURS) || (a == TOLL_TCO_UNITS && is_sizing) ||
           (a == TOLL_TCO_CAPACITY_TOKENS && b >= TOLL_TCO_CAPACITY_INPUT && b <= TOLL_TCO_CAPACITY_OUTPUT);
}

/* Every kind with every other one, in both orders. */
static void two_kinds_contradict_where_the_header_says_so(void **state)
{
    (void)state;
    for (uint32_t a = TOLL_TCO_PERIOD_MONTHS; a <= TOLL_TCO_COMMIT_UPFRONT; a++)
        for (uint32_t b = TOLL_TCO_PERIOD_MONTHS; b <= TOLL_TCO_COMMIT_UPFRONT; b++) {
            if (a == b || !is_kind(a) || !is_kind(b))
                continue;
            tco_start(&s, 12);
            (void)add_valid(a);
            (void)add_valid(b);
            const toll_status status = check();
            const int is_conflict = status == TOLL_E_CONFLICT && strcmp(s.err.field, "kind") == 0;
            expect(is_conflict == (is_pair(a, b) || is_pair(b, a)), "contradict", a, b);
        }
}

static void options_of_their_own_do_not_contradict(void **state)
{
    (void)state;
    for (uint32_t of_units = 0; of_units <= 2; of_units++)
        for (uint32_t of_least = 0; of_least <= 2; of_least++) {
            tco_start(&s, 12);
            (void)strcpy(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, "two");
            add_valid(TOLL_TCO_UNITS)->option = of_units;
            add_valid(TOLL_TCO_UNITS_MIN)->option = of_least;
            const int is_met = of_units == 0 || of_least == 0 || of_units == of_least;
            assert_int_equal(check(), is_met ? TOLL_E_CONFLICT : TOLL_OK);
        }
}

/* Cooling by the kWh and a PUE above 1 count it twice; other costs by the kWh, and a PUE of 1, do not. */
static void cooling_is_counted_twice_by_its_price_and_pue(void **state)
{
    (void)state;
    const uint32_t bases[] = {TOLL_TCO_PER_KWH, TOLL_TCO_PER_KWH_IT, TOLL_TCO_PER_KW};
    for (uint32_t category = 1; category < TOLL_TCO_CATEGORIES; category++)
        for (int basis = 0; basis < 3; basis++)
            for (int order = 0; order <= 1; order++)
                for (int is_above = 0; is_above <= 1; is_above++) {
                    tco_start(&s, 12);
                    (void)add_valid(TOLL_TCO_UNITS);
                    (void)add_valid(TOLL_TCO_POWER_MAX);
                    toll_tco_row *first = order ? tco_add(&s, TOLL_TCO_PUE, 1) : NULL;
                    (void)tco_price(&s, TOLL_TCO_COST, category, bases[basis], TOLL_TCO_ONCE, 1);
                    toll_tco_row *pue = first == NULL ? tco_add(&s, TOLL_TCO_PUE, 1) : first;
                    pue->value.high = is_above ? 1.1 : 1; /* it may be above 1 */
                    assert_int_equal(check(),
                                     category == TOLL_TCO_COOLING && basis < 2 && is_above ? TOLL_E_CONFLICT : TOLL_OK);
                }
}

/* ---- two rows for one number ---- */

/* All spans of four periods against each other: `to` 0 is the horizon. */
static void spans_that_overlap_state_one_number_twice(void **state)
{
    (void)state;
    for (int32_t code = 0; code < 4 * 5 * 4 * 5; code++) {
        const int32_t from[2] = {code % 4, code / 20 % 4}, to[2] = {code / 4 % 5, code / 80};
        int covered[2][4] = {{0}};
        tco_start(&s, 4);
        if ((to[0] != 0 && to[0] <= from[0]) || (to[1] != 0 && to[1] <= from[1]))
            continue;
        int is_twice = 0;
        for (int i = 0; i < 2; i++) {
            toll_tco_row *row = tco_add(&s, TOLL_TCO_PUE, 1 + 0.1 * i);
            row->from_period = from[i];
            row->to_period = to[i];
            for (int32_t t = from[i]; t < (to[i] == 0 ? 4 : to[i]); t++)
                covered[i][t] = 1;
        }
        for (int t = 0; t < 4; t++)
            is_twice |= covered[0][t] && covered[1][t];
        assert_int_equal(check(), is_twice ? TOLL_E_CONFLICT : TOLL_OK);
    }
}

/* Two rows of a kind that differ in one field: 1 where they state two numbers. */
static toll_status differ_in(uint32_t code, uint32_t option, uint32_t category, uint32_t subject, int32_t from,
                             const char *currency, int32_t price_year)
{
    tco_start(&s, 12);
    (void)strcpy(tco_add_for(&s, 2, TOLL_TCO_OPTION, 0)->text, "two");
    (void)add_valid(code);
    toll_tco_row *row = add_valid(code);
    row->option = option;
    row->category = category;
    row->subject = subject;
    row->from_period = from;
    if (currency != NULL)
        memcpy(row->currency, currency, strlen(currency));
    if (price_year != 0)
        row->price_year = price_year;
    return check();
}

static void numbers_differ_by_what_they_are_for(void **state)
{
    (void)state;
    assert_int_equal(differ_in(TOLL_TCO_LIFE, 0, 0, 0, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_LIFE, 0, TOLL_TCO_GPU, 0, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_LIFE, 2, 0, 0, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_PROFILE, 0, 0, 0, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_PROFILE, 0, 0, 23, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_FX, 0, 0, 0, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_FX, 0, 0, 0, 0, "GBP", 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_PRICE_INDEX, 0, 0, 0, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_PRICE_INDEX, 0, 0, 0, 0, NULL, 2021), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_CURVE_POINT, 0, 0, 0, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_CURVE_POINT, 0, 0, 0, 3, NULL, 0), TOLL_OK); /* a point has one period */
    assert_int_equal(differ_in(TOLL_TCO_CURVE_POINT, 0, 0, 3, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_COMMIT_PRICE, 0, 0, 1, 0, NULL, 0), TOLL_OK);
    /* a way to size, to spread, to tax, and a currency are one, whatever the subject says */
    assert_int_equal(differ_in(TOLL_TCO_SIZING, 0, 0, 1, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_SIZING, 2, 0, 1, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_DEPRECIATION, 0, 0, 1, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_DEPRECIATION, 0, TOLL_TCO_GPU, 1, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_TAX_RATE, 0, 0, 1, 0, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_TAX_RATE, 0, 0, 1, 3, NULL, 0), TOLL_E_CONFLICT);
    assert_int_equal(differ_in(TOLL_TCO_TAX_RATE, 2, 0, 1, 0, NULL, 0), TOLL_OK);
    assert_int_equal(differ_in(TOLL_TCO_CURRENCY, 0, 0, 0, 0, "GBP", 0), TOLL_E_CONFLICT);
}

/* ---- money ---- */

/* A price in euros for every span of three periods, with two rates of every span: accepted where each period of the price
 * has one. Rates that overlap are two numbers for one thing. */
static void rates_cover_the_periods_of_the_price(void **state)
{
    (void)state;
    for (int32_t code = 0; code < 9 * 9 * 9; code++) {
        const int32_t spans[3] = {code % 9, code / 9 % 9, code / 81};
        int covers[3][3] = {{0}}, is_valid = 1, is_twice = 0, is_covered = 1;
        tco_start(&s, 3);
        for (int i = 0; i < 3; i++) { /* the price comes between the rates */
            const int32_t from = spans[i] % 3, to = from + 1 + spans[i] / 3;
            toll_tco_row *row = i == 1
                                    ? tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1)
                                    : tco_add(&s, TOLL_TCO_FX, 2);
            memcpy(row->currency, "EUR", 4);
            row->from_period = from;
            row->to_period = to == 3 ? 0 : to;
            is_valid &= to <= 3;
            for (int32_t t = from; t < to && t < 3; t++)
                covers[i][t] = 1;
        }
        for (int t = 0; t < 3; t++) {
            is_twice |= covers[0][t] && covers[2][t];
            is_covered &= !covers[1][t] || covers[0][t] || covers[2][t];
        }
        if (is_valid)
            assert_int_equal(check(), !is_covered ? TOLL_E_MISSING : is_twice ? TOLL_E_CONFLICT : TOLL_OK);
    }
}

/* The rate must be of the price's currency; a price in the currency of account needs none. */
static void a_rate_is_of_one_currency(void **state)
{
    (void)state;
    const char *const names[] = {"", "USD", "EUR", "GBP", "EURX"};
    for (int account = 0; account < 4; account++)
        for (int rate = 2; rate < 5; rate++)
            for (int price = 0; price < 5; price++) {
                tco_start(&s, 3);
                if (account > 0)
                    memcpy(tco_add(&s, TOLL_TCO_CURRENCY, 0)->currency, names[account], strlen(names[account]));
                memcpy(tco_add(&s, TOLL_TCO_FX, 2)->currency, names[rate], strlen(names[rate]));
                memcpy(tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1)->currency,
                       names[price], strlen(names[price]));
                const int is_own = price == 0 || price == (account == 0 ? 1 : account);
                assert_int_equal(check(), is_own || price == rate ? TOLL_OK : TOLL_E_MISSING);
            }
}

/* An index for each year whose prices are stated, the base year aside; without a base year for all of them. */
static void an_index_is_of_one_year(void **state)
{
    (void)state;
    for (int32_t base = 0; base <= 2026; base += 2026)
        for (int32_t indexed = 0; indexed <= 2200; indexed += indexed == 0 ? 1950 : 1)
            for (int32_t price = 0; price <= 2028; price += price == 0 ? 2020 : 1) {
                tco_start(&s, 3);
                if (base != 0)
                    (void)tco_add(&s, TOLL_TCO_BASE_YEAR, base);
                if (indexed != 0)
                    tco_add(&s, TOLL_TCO_PRICE_INDEX, 2)->price_year = indexed;
                tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1)->price_year = price;
                assert_int_equal(check(), price == 0 || price == base || price == indexed ? TOLL_OK : TOLL_E_MISSING);
            }
}

/* ---- one row ---- */

static void subjects_end_where_their_list_ends(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind, most;
    } cases[] = {{TOLL_TCO_PROFILE, 23},          {TOLL_TCO_SIZING, 2},         {TOLL_TCO_DEPRECIATION, 2},
                 {TOLL_TCO_TAX_RATE, 1},          {TOLL_TCO_CURVE_RATE, 6},     {TOLL_TCO_CURVE_POINT, 6},
                 {TOLL_TCO_COMMIT_UPFRONT, 4096}, {TOLL_TCO_COMMIT_PRICE, 4096}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tco_start(&s, 12);
        toll_tco_row *row = add_valid(cases[i].kind);
        if (cases[i].kind == TOLL_TCO_DEPRECIATION)
            row->value = (toll_range){3, 3, 3};
        row->subject = cases[i].most;
        expect(check() == TOLL_OK, "last subject", cases[i].kind, 0);
        row->subject++;
        expect(is_refused(TOLL_E_RANGE, "subject"), "subject beyond", cases[i].kind, 0);
    }
    for (uint32_t subject = 0; subject <= 25; subject++) { /* of a share of money: a category */
        tco_start(&s, 12);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_SPEND, TOLL_TCO_ONCE, 0.1)->subject = subject;
        assert_int_equal(check(), subject < TOLL_TCO_CATEGORIES ? TOLL_OK : TOLL_E_RANGE);
    }
}

/* Stocks come before the share of spending, flows from there on; a purchase is of a stock, and power, commitments and
 * embodied carbon of things that are counted. */
static void each_kind_has_its_bases(void **state)
{
    (void)state;
    static const uint32_t priced[] = {TOLL_TCO_BUY, TOLL_TCO_COST, TOLL_TCO_INCOME};
    static const uint32_t counted[] = {TOLL_TCO_POWER_MAX, TOLL_TCO_POWER_BUSY, TOLL_TCO_POWER_IDLE,
                                       TOLL_TCO_COMMIT_UNITS, TOLL_TCO_EMBODIED};
    static const uint32_t all[] = {TOLL_TCO_UNITS,        TOLL_TCO_RACK_NODES, TOLL_TCO_POWER_MAX,
                                   TOLL_TCO_FTE,          TOLL_TCO_STORED_GB,  TOLL_TCO_EGRESS_GB,
                                   TOLL_TCO_INPUT_TOKENS, TOLL_TCO_TASKS,      TOLL_TCO_COMMIT_PRICE};
    for (uint32_t basis = TOLL_TCO_PER_ONE; basis <= TOLL_TCO_PER_GB_OUT; basis++)
        for (uint32_t i = 0; i < 8; i++)
            for (uint32_t time = TOLL_TCO_ONCE; time <= TOLL_TCO_PERIOD; time++) {
                const uint32_t kind = i < 3 ? priced[i] : counted[i - 3];
                const int is_stock = basis < TOLL_TCO_PER_SPEND, is_price = i == 1 || i == 2;
                if (time != TOLL_TCO_ONCE && !is_price)
                    continue;
                tco_start(&s, 12);
                for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
                    (void)add_valid(all[k]);
                toll_tco_row *row = add_valid(kind);
                row->basis = basis;
                row->time = time;
                int is_allowed = 1;
                if (is_price)
                    is_allowed =
                        is_stock ? basis != TOLL_TCO_PER_CAPEX || time != TOLL_TCO_ONCE : time == TOLL_TCO_ONCE;
                else if (kind == TOLL_TCO_BUY)
                    is_allowed = is_stock;
                else
                    is_allowed = (basis >= TOLL_TCO_PER_UNIT && basis <= TOLL_TCO_PER_NODE) ||
                                 (kind == TOLL_TCO_EMBODIED && basis == TOLL_TCO_PER_ONE);
                if ((check() == TOLL_OK) != is_allowed)
                    fail_msg("%s per %s, %s: %s", toll_tco_get_name(TOLL_TCO_LIST_KIND, kind),
                             toll_tco_get_name(TOLL_TCO_LIST_BASIS, basis), toll_tco_get_name(TOLL_TCO_LIST_TIME, time),
                             s.err.message);
            }
}

/* A share's subject is a category; elsewhere a price has none. */
static void only_shares_have_a_category_that_they_are_of(void **state)
{
    (void)state;
    static const uint32_t kinds[] = {TOLL_TCO_BUY, TOLL_TCO_COST, TOLL_TCO_INCOME};
    static const uint32_t bases[] = {TOLL_TCO_PER_ONE, TOLL_TCO_PER_CAPEX, TOLL_TCO_PER_SPEND};
    for (int i = 0; i < 3; i++)
        for (int b = 0; b < 3; b++) {
            if (i == 0 && b == 2)
                continue;
            tco_start(&s, 12);
            toll_tco_row *row = add_valid(kinds[i]);
            row->basis = bases[b];
            row->time = b == 1 && i > 0 ? TOLL_TCO_YEAR : TOLL_TCO_ONCE;
            row->subject = TOLL_TCO_GPU;
            assert_int_equal(check(), b == 0 ? TOLL_E_CONFLICT : TOLL_OK);
        }
}

static void limits_of_nodes_and_periods_are_in_order(void **state)
{
    (void)state;
    for (int from = 0; from <= 3; from++)
        for (int to = 0; to <= 3; to++) {
            tco_start(&s, 4);
            toll_tco_row *row = tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 1);
            row->quantity_from = from;
            row->quantity_below = to;
            assert_int_equal(check(), to == 0 || to > from ? TOLL_OK : TOLL_E_CONFLICT);
            row->quantity_from = row->quantity_below = 0;
            row->from_period = from;
            row->to_period = to;
            assert_int_equal(check(), to == 0 || to > from ? TOLL_OK : TOLL_E_RANGE);
        }
    tco_start(&s, 4);
    toll_tco_row *row = add_valid(TOLL_TCO_CURVE_POINT);
    row->to_period = 1;
    assert_true(is_refused(TOLL_E_CONFLICT, "to_period"));
}

/* A commitment may end after the horizon; nothing else may. */
static void only_commitments_outlast_the_horizon(void **state)
{
    (void)state;
    for (int is_term = 0; is_term <= 1; is_term++) {
        tco_start(&s, 4);
        (void)add_valid(TOLL_TCO_UNITS);
        (void)add_valid(TOLL_TCO_COMMIT_PRICE);
        toll_tco_row *row = add_valid(is_term ? TOLL_TCO_COMMIT_UNITS : TOLL_TCO_PUE);
        row->to_period = 4;
        assert_int_equal(check(), TOLL_OK);
        row->to_period = 5;
        assert_int_equal(check(), is_term ? TOLL_OK : TOLL_E_RANGE);
        row->from_period = 3;
        assert_int_equal(check(), is_term ? TOLL_OK : TOLL_E_RANGE);
        row->from_period = 4;
        assert_true(is_refused(TOLL_E_RANGE, "from_period"));
    }
}

/* A declining balance writes down less than all each year; MACRS has the classes of 3, 5 and 7 years. */
static void rates_of_depreciation_are_those_of_their_way(void **state)
{
    (void)state;
    for (uint32_t way = TOLL_TCO_SPREAD_STRAIGHT; way <= TOLL_TCO_SPREAD_MACRS; way++)
        for (double rate = 0; rate <= 20; rate += 0.5) {
            tco_start(&s, 12);
            tco_add(&s, TOLL_TCO_DEPRECIATION, rate)->subject = way;
            const int is_class = rate > 2.9 && rate < 7.1 && fabs(remainder(rate - 3, 2)) < 0.1;
            const int is_allowed =
                way == TOLL_TCO_SPREAD_STRAIGHT || (way == TOLL_TCO_SPREAD_DECLINING ? rate < 0.9 : is_class);
            assert_int_equal(check(), is_allowed ? TOLL_OK : TOLL_E_CONFLICT);
        }
}

static void periods_and_years_are_whole(void **state)
{
    (void)state;
    tco_start(&s, 12);
    (void)tco_add(&s, TOLL_TCO_BASE_YEAR, 2026);
    assert_int_equal(check(), TOLL_OK);
    s.rows[2].value = (toll_range){2026.5, 2026.5, 2026.5};
    assert_true(is_refused(TOLL_E_RANGE, "value"));
    tco_start(&s, 12.25);
    assert_int_equal(check(), TOLL_E_RANGE);
    assert_int_equal(s.err.row, 0);
}

/* Options 1 to 64; each declared once, and no row is for another one. */
static void options_are_declared(void **state)
{
    (void)state;
    for (uint32_t option = 1; option <= 64; option++) {
        memset(&s, 0, sizeof s);
        (void)tco_add(&s, TOLL_TCO_HORIZON, 2);
        memcpy(tco_add_for(&s, option, TOLL_TCO_OPTION, 0)->text, "it", 3);
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_OTHER, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 5)->option = option;
        assert_int_equal(tco_resolve(&s), TOLL_OK);
        assert_int_equal(s.conventions.options, 1);
        assert_true(s.conventions.option_bits == UINT64_C(1) << (option - 1));
        for (uint32_t other = 1; other <= 64; other++)
            assert_int_equal(tco_evaluate(&s, other, NULL, NULL), other == option ? TOLL_OK : TOLL_E_UNKNOWN_ID);
        assert_near(s.summary.total_money, 5, 0);
        s.rows[2].option = option % 64 + 1;
        assert_true(is_refused(TOLL_E_CONFLICT, "option"));
        s.rows[2] = s.rows[1];
        assert_true(is_refused(TOLL_E_CONFLICT, "kind"));
    }
}

/* ---- names that are not known ---- */

static void expect_message(const char *name, uint64_t size, const char *message)
{
    toll_error err;
    uint32_t code = 7;
    assert_int_equal(toll_tco_find_name(TOLL_TCO_LIST_CATEGORY, name, size, &code, &err), TOLL_E_UNKNOWN_ID);
    assert_int_equal(code, 7);
    assert_string_equal(err.message, message);
}

/* A name is quoted where all of it is printable and shorter than 25 bytes; the nearest one is told where at most half of
 * the letters are wrong: of three one, of six three. */
static void unknown_names_are_quoted_where_they_can_be(void **state)
{
    (void)state;
    expect_message("gpx", 3, "name \"gpx\" is not known; nearest: gpu");
    expect_message("qzqzq", 5, "name \"qzqzq\" is not known");
    expect_message("enerqy", 6, "name \"enerqy\" is not known; nearest: energy");
    expect_message("gp\x1b", 3, "name is not known; nearest: gpu");
    expect_message("gp\x7f", 3, "name is not known; nearest: gpu");
    expect_message("\x1fpu", 3, "name is not known; nearest: gpu");
    expect_message("~pu", 3, "name \"~pu\" is not known; nearest: gpu");
    expect_message(" pu", 3, "name \" pu\" is not known; nearest: gpu");
    expect_message("abcdefghijklmnopqrstuvwx", 24, "name \"abcdefghijklmnopqrstuvwx\" is not known");
    expect_message("abcdefghijklmnopqrstuvwxy", 25, "name is not known");
    expect_message("xxu", 3, "name \"xxu\" is not known");
    expect_message("enexyz", 6, "name \"enexyz\" is not known; nearest: energy"); /* three of six */
    expect_message("enwxyz", 6, "name \"enwxyz\" is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_basis_needs_its_rows),
        cmocka_unit_test(a_quantity_is_given_to_its_option),
        cmocka_unit_test(escalation_needs_a_price_of_the_api),
        cmocka_unit_test(commitments_need_the_price_of_their_number),
        cmocka_unit_test(real_money_needs_inflation),
        cmocka_unit_test(money_without_value_is_refused),
        cmocka_unit_test(two_kinds_contradict_where_the_header_says_so),
        cmocka_unit_test(options_of_their_own_do_not_contradict),
        cmocka_unit_test(cooling_is_counted_twice_by_its_price_and_pue),
        cmocka_unit_test(spans_that_overlap_state_one_number_twice),
        cmocka_unit_test(numbers_differ_by_what_they_are_for),
        cmocka_unit_test(rates_cover_the_periods_of_the_price),
        cmocka_unit_test(a_rate_is_of_one_currency),
        cmocka_unit_test(an_index_is_of_one_year),
        cmocka_unit_test(subjects_end_where_their_list_ends),
        cmocka_unit_test(each_kind_has_its_bases),
        cmocka_unit_test(only_shares_have_a_category_that_they_are_of),
        cmocka_unit_test(limits_of_nodes_and_periods_are_in_order),
        cmocka_unit_test(only_commitments_outlast_the_horizon),
        cmocka_unit_test(rates_of_depreciation_are_those_of_their_way),
        cmocka_unit_test(periods_and_years_are_whole),
        cmocka_unit_test(options_are_declared),
        cmocka_unit_test(unknown_names_are_quoted_where_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
