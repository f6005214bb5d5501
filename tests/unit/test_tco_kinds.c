/* SPDX-License-Identifier: Apache-2.0 */
/* The table of row kinds, field by field. What holds without a row, and which fields a kind uses, is what tco.h says; the
 * limits are those of scenario files since version 0.1. A change of one changes what files mean, so each stands here a
 * second time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

#define NONE (-1) /* no value holds without a row */

/* Letters of fields and properties, in the order of the bits TOLL_TCO_USES_*: Option, Periods, Category, Basis, Time,
 * Subject, Quantity, $ currency, Year of the price, teXt, Fixed, Absent, Many. */
static const char letters[] = "OPCBTSQ$YXFAM";

static const struct {
    uint32_t code;
    const char *name, *unit;
    double min, max, absent;
    const char *uses, *required;
    uint32_t basis, time;
} kinds[] = {
    {TOLL_TCO_OPTION, "option", "", 0, 1, NONE, "OXF", "OX", 0, 0},
    {TOLL_TCO_HORIZON, "horizon", "periods", 1, 1200, NONE, "F", "", 0, 0},
    {TOLL_TCO_PERIOD_MONTHS, "period_months", "months", 0.001, 1200, 1, "FA", "", 0, 0},
    {TOLL_TCO_PERIOD_HOURS, "period_hours", "hours", 0.001, 10000000, NONE, "F", "", 0, 0},
    {TOLL_TCO_HOURS_PER_MONTH, "hours_per_month", "hours", 1, 8784, 730, "FA", "", 0, 0},
    {TOLL_TCO_HOURS_PER_YEAR, "hours_per_year", "hours", 1, 8784, 8760, "FA", "", 0, 0},
    {TOLL_TCO_BASE_YEAR, "base_year", "year", 1900, 2200, NONE, "F", "", 0, 0},
    {TOLL_TCO_CURRENCY, "currency", "", 0, 1, NONE, "$F", "$", 0, 0},
    {TOLL_TCO_FX, "fx", "money", 1e-9, 1e9, NONE, "P$", "$", 0, 0},
    {TOLL_TCO_PRICE_INDEX, "price_index", "ratio", 1e-6, 1000000, NONE, "Y", "Y", 0, 0},
    {TOLL_TCO_DISCOUNT_RATE, "discount_rate", "frac/year", -0.99, 100, 0, "A", "", 0, 0},
    {TOLL_TCO_INFLATION, "inflation", "frac/year", -0.99, 100, 0, "A", "", 0, 0},
    {TOLL_TCO_REAL_MONEY, "real_money", "", 0, 1, 0, "FA", "", 0, 0},
    {TOLL_TCO_INPUT_TOKENS, "input_tokens", "tokens", 0, 1e24, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_CACHED_TOKENS, "cached_tokens", "tokens", 0, 1e24, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_OUTPUT_TOKENS, "output_tokens", "tokens", 0, 1e24, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_TASKS, "tasks", "tasks", 0, 1e18, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_TASK_INPUT, "task_input", "tokens", 0, 1e12, 0, "OPQAM", "", 0, 0},
    {TOLL_TCO_TASK_OUTPUT, "task_output", "tokens", 0, 1e12, 0, "OPQAM", "", 0, 0},
    {TOLL_TCO_TOKEN_MULTIPLIER, "token_multiplier", "ratio", 0, 1000000, 1, "OPA", "", 0, 0},
    {TOLL_TCO_SUCCESS, "success", "frac", 1e-6, 1, 1, "OPA", "", 0, 0},
    {TOLL_TCO_CACHE_HIT, "cache_hit", "frac", 0, 1, 0, "OPA", "", 0, 0},
    {TOLL_TCO_LOAD, "load", "frac", 0, 1, NONE, "OP", "", 0, 0},
    {TOLL_TCO_GROWTH_LINEAR, "growth_linear", "frac/year", -10, 10000, 0, "OPAM", "", 0, 0},
    {TOLL_TCO_GROWTH_COMPOUND, "growth_compound", "frac/year", -0.999, 10000, 0, "OPAM", "", 0, 0},
    {TOLL_TCO_DEMAND_STEP, "demand_step", "ratio", 0, 1e9, 1, "OPAM", "", 0, 0},
    {TOLL_TCO_PROFILE, "profile", "weight", 0, 1e9, NONE, "OS", "", 0, 0},
    {TOLL_TCO_PEAK, "peak", "ratio", 1, 1000000, 1, "OPA", "", 0, 0},
    {TOLL_TCO_ESCALATION, "escalation", "frac", 0, 1, 0, "OPA", "", 0, 0},
    {TOLL_TCO_CAPACITY_INPUT, "capacity_input", "tokens/s", 1e-6, 1e15, NONE, "OP", "", 0, 0},
    {TOLL_TCO_CAPACITY_CACHED, "capacity_cached", "tokens/s", 1e-6, 1e15, NONE, "OP", "", 0, 0},
    {TOLL_TCO_CAPACITY_OUTPUT, "capacity_output", "tokens/s", 1e-6, 1e15, NONE, "OP", "", 0, 0},
    {TOLL_TCO_CAPACITY_TOKENS, "capacity_tokens", "tokens/s", 1e-6, 1e15, NONE, "OP", "", 0, 0},
    {TOLL_TCO_CAPACITY_FACTOR, "capacity_factor", "ratio", 0.001, 1000, 1, "OPAM", "", 0, 0},
    {TOLL_TCO_UTILISATION_MAX, "utilisation_max", "frac", 0.001, 1, 1, "OPA", "", 0, 0},
    {TOLL_TCO_UNITS, "units", "units", 0, 1e9, NONE, "OPQM", "", 0, 0},
    {TOLL_TCO_UNITS_MIN, "units_min", "units", 0, 1e9, 0, "OPA", "", 0, 0},
    {TOLL_TCO_UNITS_SPARE, "units_spare", "units", 0, 1e9, 0, "OPA", "", 0, 0},
    {TOLL_TCO_UNITS_MAX, "units_max", "units", 0, 1e9, NONE, "OP", "", 0, 0},
    {TOLL_TCO_REDUNDANCY, "redundancy", "ratio", 1, 100, 1, "OPA", "", 0, 0},
    {TOLL_TCO_SIZING, "sizing", "", 0, 2, 0, "OSFA", "", 0, 0},
    {TOLL_TCO_UNIT_GPUS, "unit_gpus", "gpus", 0.001, 1000000, 1, "OPA", "", 0, 0},
    {TOLL_TCO_NODE_GPUS, "node_gpus", "gpus", 0.001, 1000000, NONE, "OP", "", 0, 0},
    {TOLL_TCO_RACK_NODES, "rack_nodes", "nodes", 0.001, 1000000, NONE, "OP", "", 0, 0},
    {TOLL_TCO_DUTY, "duty", "frac", 0, 1, 1, "OPA", "", 0, 0},
    {TOLL_TCO_ENDS, "ends", "periods", 0, 12000, NONE, "OS", "", 0, 0},
    {TOLL_TCO_POWER_MAX, "power_max", "W", 0, 1e12, NONE, "OPBQM", "", TOLL_TCO_PER_UNIT, 0},
    {TOLL_TCO_POWER_BUSY, "power_busy", "W", 0, 1e12, NONE, "OPBQM", "", TOLL_TCO_PER_UNIT, 0},
    {TOLL_TCO_POWER_IDLE, "power_idle", "W", 0, 1e12, NONE, "OPBQM", "", TOLL_TCO_PER_UNIT, 0},
    {TOLL_TCO_ENERGY_USE, "energy_use", "kWh", 0, 1e15, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_PUE, "pue", "ratio", 1, 10, 1, "OPA", "", 0, 0},
    {TOLL_TCO_GRID_CARBON, "grid_carbon", "kgCO2e/kWh", 0, 100, 0, "OPQAM", "", 0, 0},
    {TOLL_TCO_EMBODIED, "embodied", "kgCO2e", 0, 1e12, NONE, "OPCBQM", "", TOLL_TCO_PER_UNIT, 0},
    {TOLL_TCO_WATER, "water", "L/kWh", 0, 1000, 0, "OPA", "", 0, 0},
    {TOLL_TCO_ENERGY_HOUR, "energy_hour", "ratio", 0, 1000000, NONE, "OS", "", 0, 0},
    {TOLL_TCO_CARBON_HOUR, "carbon_hour", "ratio", 0, 1000000, NONE, "OS", "", 0, 0},
    {TOLL_TCO_FTE, "fte", "FTE", 0, 10000000, 0, "OPQAM", "", 0, 0},
    {TOLL_TCO_GPUS_PER_FTE, "gpus_per_fte", "gpus/FTE", 0.001, 1e9, NONE, "OP", "", 0, 0},
    {TOLL_TCO_FTE_MIN, "fte_min", "FTE", 0, 10000000, 0, "OPA", "", 0, 0},
    {TOLL_TCO_STORED_GB, "stored_gb", "GB", 0, 1e18, 0, "OPQAM", "", 0, 0},
    {TOLL_TCO_EGRESS_GB, "egress_gb", "GB", 0, 1e18, 0, "OPTQAM", "T", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_EGRESS_PER_MTOK, "egress_per_mtok", "GB/Mtok", 0, 1e9, 0, "OPAM", "", 0, 0},
    {TOLL_TCO_BUY, "buy", "money", 0, 1e18, NONE, "OPCBSQ$YM", "CB", 0, 0},
    {TOLL_TCO_COST, "cost", "money", 0, 1e18, NONE, "OPCBTSQ$YM", "CB", 0, 0},
    {TOLL_TCO_INCOME, "income", "money", 0, 1e18, NONE, "OPBTSQ$YM", "B", 0, 0},
    {TOLL_TCO_PRICE_FACTOR, "price_factor", "ratio", 0, 1000000, 1, "OPCAM", "", 0, 0},
    {TOLL_TCO_LIFE, "life", "periods", 1, 1200, NONE, "OC", "", 0, 0},
    {TOLL_TCO_RESIDUAL, "residual", "frac", 0, 1, 0, "OCA", "", 0, 0},
    {TOLL_TCO_DEPRECIATION, "depreciation", "frac/year or years", 0, 20, NONE, "OCSF", "", 0, 0},
    {TOLL_TCO_CLOSE_AT_BOOK, "close_at_book", "", 0, 1, 0, "OFA", "", 0, 0},
    {TOLL_TCO_TAX_RATE, "tax_rate", "frac", 0, 1, NONE, "OPS", "", 0, 0},
    {TOLL_TCO_DELIVERY, "delivery", "periods", 0, 1200, 0, "OCA", "", 0, 0},
    {TOLL_TCO_CURVE_RATE, "curve_rate", "frac/year", -0.999999, 10000, 0, "OPSAM", "", 0, 0},
    {TOLL_TCO_CURVE_POINT, "curve_point", "ratio", 0, 1e9, NONE, "OPS", "", 0, 0},
    {TOLL_TCO_COMMIT_UNITS, "commit_units", "units", 0, 1e9, NONE, "OPBSM", "", TOLL_TCO_PER_UNIT, 0},
    {TOLL_TCO_COMMIT_PRICE, "commit_price", "money", 0, 1e15, NONE, "OTSQ$Y", "T", 0, TOLL_TCO_HOUR},
    {TOLL_TCO_COMMIT_UPFRONT, "commit_upfront", "frac", 0, 1, 0, "OSA", "", 0, 0},
    {TOLL_TCO_LEASE, "lease", "money", 0, 1e18, NONE, "OPCBTQ$YM", "CBT", 0, TOLL_TCO_MONTH},
    {TOLL_TCO_LEASE_TERM, "lease_term", "periods", 1, 1200, NONE, "OC", "", 0, 0},
    {TOLL_TCO_LEASE_BUYOUT, "lease_buyout", "money", 0, 1e18, NONE, "OC", "", 0, 0},
    {TOLL_TCO_LOAN, "loan", "money", 0, 1e18, NONE, "OPCBSM", "B", 0, 0},
    {TOLL_TCO_LOAN_RATE, "loan_rate", "frac/year", 0, 10, NONE, "OS", "", 0, 0},
    {TOLL_TCO_LOAN_TERM, "loan_term", "periods", 1, 1200, NONE, "OS", "", 0, 0},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

static tco_scenario s;

static uint64_t bits_of(const char *word)
{
    uint64_t bits = 0;
    for (; *word != '\0'; word++)
        bits |= UINT64_C(1) << (strchr(letters, *word) - letters);
    return bits;
}

static int has(size_t i, char letter)
{
    return strchr(kinds[i].uses, letter) != NULL;
}

static void the_table_says_what_the_format_says(void **state)
{
    (void)state;
    toll_tco_row_kind kind;
    size_t known = 0;
    assert_int_equal(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL), TOLL_OK);
    for (uint32_t code = 0; code < 2000; code++) {
        const toll_status status = toll_tco_get_row_kind(code, &kind, NULL);
        if (known == KINDS || code != kinds[known].code) {
            assert_int_equal(status, TOLL_E_UNKNOWN_ID);
            continue;
        }
        assert_int_equal(status, TOLL_OK);
        assert_string_equal(kind.name, kinds[known].name);
        assert_string_equal(kind.unit, kinds[known].unit);
        assert_near(kind.min, kinds[known].min, 0);
        assert_near(kind.max, kinds[known].max, 0);
        assert_near(kind.absent_value, has(known, 'A') ? kinds[known].absent : 0, 0);
        assert_int_equal(kind.uses, bits_of(kinds[known].uses));
        assert_int_equal(kind.required, bits_of(kinds[known].required));
        assert_int_equal(kind.basis, kinds[known].basis);
        assert_int_equal(kind.time, kinds[known].time);
        known++;
    }
    assert_int_equal(known, KINDS);
}

/* ---- what is checked follows the table ---- */

/* A row with what its kind requires, in a scenario of 12 periods. Rows that it needs beside it are missing: that is
 * found after all that the row says itself. */
static toll_tco_row *row_alone(size_t i, double value)
{
    tco_start(&s, 12);
    if (kinds[i].code == TOLL_TCO_HORIZON)
        s.count = 0;
    toll_tco_row *row = tco_add(&s, kinds[i].code, value);
    if (strchr(kinds[i].required, 'O') != NULL)
        row->option = 1;
    if (strchr(kinds[i].required, 'X') != NULL)
        memcpy(row->text, "two", 4);
    if (strchr(kinds[i].required, 'C') != NULL)
        row->category = TOLL_TCO_GPU;
    if (strchr(kinds[i].required, 'B') != NULL)
        row->basis = TOLL_TCO_PER_ONE;
    if (strchr(kinds[i].required, 'T') != NULL)
        row->time = TOLL_TCO_HOUR;
    if (strchr(kinds[i].required, '$') != NULL)
        memcpy(row->currency, "EUR", 4);
    if (strchr(kinds[i].required, 'Y') != NULL)
        row->price_year = 2020;
    return row;
}

static double inside(size_t i)
{
    return fmin(fmax(2, kinds[i].min), kinds[i].max);
}

/* 1: the row is refused for this field, by this status. */
static int is_refused(toll_status status, const char *field, const char *says)
{
    return toll_tco_check(s.rows, s.count, sizeof s.rows[0], &s.err) == status && strcmp(s.err.field, field) == 0 &&
           s.err.row == (int64_t)s.count - 1 && strstr(s.err.message, says) != NULL;
}

static void expect(int is_as_said, size_t i, const char *what)
{
    if (!is_as_said)
        fail_msg("%s: %s: %s", kinds[i].name, what, s.err.message);
}

/* A field at an allowed value is refused where the kind does not use it, and only there. */
static void fields_are_those_of_the_kind(void **state)
{
    (void)state;
    static const char unused[] = "is not used";
    for (size_t i = 0; i < KINDS; i++) {
        row_alone(i, inside(i))->option = 1;
        expect(is_refused(TOLL_E_CONFLICT, "option", unused) == !has(i, 'O'), i, "option");
        row_alone(i, inside(i))->from_period = 3;
        expect(is_refused(TOLL_E_CONFLICT, "from_period", unused) == !has(i, 'P'), i, "from_period");
        row_alone(i, inside(i))->to_period = 3;
        expect(is_refused(TOLL_E_CONFLICT, "to_period", unused) == !has(i, 'P'), i, "to_period");
        row_alone(i, inside(i))->category = TOLL_TCO_GPU;
        expect(is_refused(TOLL_E_CONFLICT, "category", unused) == !has(i, 'C'), i, "category");
        row_alone(i, inside(i))->basis = TOLL_TCO_PER_UNIT;
        expect(is_refused(TOLL_E_CONFLICT, "basis", unused) == !has(i, 'B'), i, "basis");
        row_alone(i, inside(i))->time = TOLL_TCO_YEAR;
        expect(is_refused(TOLL_E_CONFLICT, "time", unused) == !has(i, 'T'), i, "time");
        row_alone(i, inside(i))->subject = 1;
        expect(is_refused(TOLL_E_CONFLICT, "subject", unused) == !has(i, 'S'), i, "subject");
        row_alone(i, inside(i))->quantity_from = 3;
        expect(is_refused(TOLL_E_CONFLICT, "quantity_from", unused) == !has(i, 'Q'), i, "quantity_from");
        row_alone(i, inside(i))->quantity_below = 3;
        expect(is_refused(TOLL_E_CONFLICT, "quantity_below", unused) == !has(i, 'Q'), i, "quantity_below");
        row_alone(i, inside(i))->quantity = 2;
        expect(is_refused(TOLL_E_CONFLICT, "quantity", "must be 1") == !has(i, 'Q'), i, "quantity");
        row_alone(i, inside(i))->quantity = 0;
        expect(is_refused(TOLL_E_RANGE, "quantity", "above 0") == has(i, 'Q'), i, "no quantity");
        memcpy(row_alone(i, inside(i))->currency, "EUR", 4);
        expect(is_refused(TOLL_E_CONFLICT, "currency", unused) == !has(i, '$'), i, "currency");
        row_alone(i, inside(i))->price_year = 2020;
        expect(is_refused(TOLL_E_CONFLICT, "price_year", unused) == !has(i, 'Y'), i, "price_year");
    }
}

static void what_is_required_must_be_given(void **state)
{
    (void)state;
    static const char given[] = "must be given";
    for (size_t i = 0; i < KINDS; i++) {
        row_alone(i, inside(i))->option = 0;
        expect(is_refused(TOLL_E_MISSING, "option", given) == (strchr(kinds[i].required, 'O') != NULL), i, "option");
        row_alone(i, inside(i))->category = 0;
        expect(is_refused(TOLL_E_MISSING, "category", given) == (strchr(kinds[i].required, 'C') != NULL), i,
               "category");
        row_alone(i, inside(i))->basis = 0;
        expect(is_refused(TOLL_E_MISSING, "basis", given) == (strchr(kinds[i].required, 'B') != NULL), i, "basis");
        row_alone(i, inside(i))->time = 0;
        expect(is_refused(TOLL_E_MISSING, "time", given) == (strchr(kinds[i].required, 'T') != NULL), i, "time");
        memset(row_alone(i, inside(i))->currency, 0, sizeof s.rows[0].currency);
        expect(is_refused(TOLL_E_MISSING, "currency", given) == (strchr(kinds[i].required, '$') != NULL), i,
               "currency");
        row_alone(i, inside(i))->price_year = 0;
        expect(is_refused(TOLL_E_MISSING, "price_year", given) == (strchr(kinds[i].required, 'Y') != NULL), i, "year");
        memset(row_alone(i, inside(i))->text, 0, sizeof s.rows[0].text);
        expect(is_refused(TOLL_E_MISSING, "text", given) == (strchr(kinds[i].required, 'X') != NULL), i, "text");
    }
}

/* The least and the greatest value pass, the next ones are refused; each of low, mid and high is looked at. */
static void values_are_within_the_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        const double least = kinds[i].min, most = kinds[i].max;
        const double beyond[2] = {nextafter(least, -1e300), nextafter(most, 1e300)};
        (void)row_alone(i, least);
        expect(!is_refused(TOLL_E_RANGE, "value", ""), i, "least value");
        (void)row_alone(i, most);
        expect(!is_refused(TOLL_E_RANGE, "value", ""), i, "greatest value");
        row_alone(i, least)->value.low = beyond[0];
        expect(is_refused(TOLL_E_RANGE, "value", "must be in"), i, "below the least value");
        row_alone(i, most)->value.high = beyond[1];
        expect(is_refused(TOLL_E_RANGE, "value", "must be in"), i, "above the greatest value");
        row_alone(i, least)->value.high = inside(i) > least ? inside(i) : most;
        expect(is_refused(TOLL_E_CONFLICT, "value", "must have no range") == has(i, 'F'), i, "range");
    }
}

/* The same row twice: two numbers for one thing, unless the kind adds or multiplies them. Values at the least limit need
 * no partner that would be missed first; kinds that need one anyway get it. */
static void rows_repeat_where_they_add(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i].code == TOLL_TCO_HORIZON)
            continue;
        toll_tco_row row = *row_alone(i, inside(i));
        if (kinds[i].code == TOLL_TCO_DEPRECIATION)
            row.value = (toll_range){0, 0, 0};
        s.count--;
        if (kinds[i].code == TOLL_TCO_OPTION) /* "one" is option 1 already */
            continue;
        tco_price(&s, TOLL_TCO_COST, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_MTOK, TOLL_TCO_ONCE, 1);
        tco_add(&s, TOLL_TCO_INPUT_TOKENS, 1)->time = TOLL_TCO_HOUR;
        if (kinds[i].code != TOLL_TCO_COMMIT_PRICE)
            tco_add(&s, TOLL_TCO_COMMIT_PRICE, 1)->time = TOLL_TCO_HOUR;
        if (kinds[i].code == TOLL_TCO_LOAN)
            tco_add(&s, TOLL_TCO_LOAN_RATE, 0);
        if (kinds[i].code != TOLL_TCO_INFLATION)
            tco_add(&s, TOLL_TCO_INFLATION, 0);
        if (kinds[i].code == TOLL_TCO_LOAD || strchr(kinds[i].uses, 'B') != NULL)
            tco_add(&s, TOLL_TCO_UNITS, 1);
        s.rows[s.count++] = row;
        expect(tco_resolve(&s) == TOLL_OK, i, "once");
        s.rows[s.count++] = row;
        expect(is_refused(TOLL_E_CONFLICT, "kind", "repeats an earlier row") == !has(i, 'M'), i, "twice");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_says_what_the_format_says), cmocka_unit_test(fields_are_those_of_the_kind),
        cmocka_unit_test(what_is_required_must_be_given),      cmocka_unit_test(values_are_within_the_limits),
        cmocka_unit_test(rows_repeat_where_they_add),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
