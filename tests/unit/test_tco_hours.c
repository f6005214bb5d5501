/* SPDX-License-Identifier: Apache-2.0 */
/* Electricity and carbon by the hour of the day, weighted by the hours in which energy is drawn, against hand calculations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tco_rows.h"
#include "toll_assert.h"

static tco_scenario s;

static void run(void)
{
    if (tco_run(&s) != TOLL_OK)
        fail_msg("%s", s.err.message);
}

/* One unit of 1,000 tokens/s that works from 8 to 20 alone, at 80 % of it then: 0.4 of the time. 200 W idle, 1,200 W at
 * full load, 730 h: 146 kWh idle and 0.4 * 1000 * 0.73 = 292 kWh with the load, at 0.10 per kWh and 0.4 kg. */
static void start_day(void)
{
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 0.4 * 1000 * 3600 * 730)->time = TOLL_TCO_MONTH;
    tco_add(&s, TOLL_TCO_CAPACITY_OUTPUT, 1000);
    for (uint32_t hour = 8; hour < 20; hour++)
        tco_add(&s, TOLL_TCO_PROFILE, 1)->subject = hour;
    tco_add(&s, TOLL_TCO_POWER_BUSY, 1200);
    tco_add(&s, TOLL_TCO_POWER_IDLE, 200);
    tco_add(&s, TOLL_TCO_GRID_CARBON, 0.4);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1);
}

/* Twice the price by day, none by night. */
static void by_day(uint32_t kind)
{
    for (uint32_t hour = 0; hour < 24; hour++)
        tco_add(&s, kind, hour >= 8 && hour < 20 ? 2 : 0)->subject = hour;
}

static void without_rows_the_price_is_flat(void **state)
{
    (void)state;
    start_day();
    run();
    assert_near(s.summary.kwh, 146 + 292, 1e-12);
    assert_near(s.summary.total_money, 43.8, 1e-12);
    assert_near(s.summary.co2_use_kg, 438 * 0.4, 1e-12);
}

/* Idle power is drawn all day and pays the mean, 1; what runs with load is drawn by day and pays 2. */
static void load_pays_the_hours_in_which_it_runs(void **state)
{
    (void)state;
    start_day();
    by_day(TOLL_TCO_ENERGY_HOUR);
    run();
    assert_near(s.summary.fixed_money, 14.6, 1e-12);
    assert_near(s.summary.variable_money, 2 * 29.2, 1e-12);
    assert_near(s.summary.kwh, 438, 1e-12);
    assert_near(s.summary.co2_use_kg, 438 * 0.4, 1e-12);
}

static void carbon_has_hours_of_its_own(void **state)
{
    (void)state;
    start_day();
    by_day(TOLL_TCO_CARBON_HOUR);
    run();
    assert_near(s.summary.co2_use_kg, (146 + 2 * 292) * 0.4, 1e-12);
    assert_near(s.summary.total_money, 43.8, 1e-12);
    assert_near(s.summary.grid_kg_per_kwh, 0.4, 1e-12);
}

/* Units switched off by night draw nothing there: all is drawn by day. */
static void units_sized_by_the_hour_draw_by_day_alone(void **state)
{
    (void)state;
    start_day();
    tco_add(&s, TOLL_TCO_SIZING, 0)->subject = TOLL_TCO_SIZE_HOURS;
    by_day(TOLL_TCO_ENERGY_HOUR);
    run();
    assert_near(s.summary.units_mean, 0.5, 1e-12);
    assert_near(s.summary.total_money, 2 * 0.1 * s.summary.kwh, 1e-9);
}

/* Metered energy runs evenly; a price of cooling does not move. */
static void other_energy_pays_the_mean(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_ENERGY_USE, 1000)->time = TOLL_TCO_MONTH;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1);
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_COOLING, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.01);
    tco_add(&s, TOLL_TCO_ENERGY_HOUR, 25)->subject = 3; /* (23 + 25) / 24 = 2 */
    run();
    assert_near(s.summary.total_money, 200 + 10, 1e-12);
}

/* The option's hour replaces that of all options. */
static void an_options_hour_replaces_that_of_all(void **state)
{
    (void)state;
    tco_start(&s, 1);
    tco_add(&s, TOLL_TCO_ENERGY_USE, 1000)->time = TOLL_TCO_MONTH;
    tco_price(&s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.1);
    tco_add(&s, TOLL_TCO_ENERGY_HOUR, 25)->subject = 3;
    tco_add_for(&s, 1, TOLL_TCO_ENERGY_HOUR, 1)->subject = 3;
    run();
    assert_near(s.summary.total_money, 100, 1e-12);
    tco_add(&s, TOLL_TCO_ENERGY_HOUR, 1)->subject = 24;
    assert_int_equal(tco_resolve(&s), TOLL_E_RANGE);
    s.rows[s.count - 1].subject = 3;
    assert_int_equal(tco_resolve(&s), TOLL_E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_rows_the_price_is_flat), cmocka_unit_test(load_pays_the_hours_in_which_it_runs),
        cmocka_unit_test(carbon_has_hours_of_its_own),    cmocka_unit_test(units_sized_by_the_hour_draw_by_day_alone),
        cmocka_unit_test(other_energy_pays_the_mean),     cmocka_unit_test(an_options_hour_replaces_that_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
