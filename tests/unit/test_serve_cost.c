/* SPDX-License-Identifier: Apache-2.0 */
/* Cost per token of a steady state that is given: 2 requests a second of 3,000 and 1,000 tokens on 4 accelerators that
 * draw 2 kW; prompts pay a quarter of the time. */
#include "fixture_ask.h"

#include <string.h>

static toll_serve_result steady(void)
{
    toll_serve_result r;
    (void)toll_struct_init(&r, sizeof r, TOLL_KIND_SERVE_RESULT, NULL);
    r.known = TOLL_RESULT_POWER;
    r.requests_per_s = (toll_range){2, 2, 2};
    r.power_w = (toll_range){2000, 2000, 2000};
    r.input_tokens = 3000;
    r.output_tokens = 1000;
    r.input_time_frac = 0.25;
    r.gpus = 4;
    r.validity = TOLL_VALIDITY_EXTRAPOLATED;
    r.flags = TOLL_FLAG_PIPELINE | TOLL_FLAG_QUEUEING;
    return r;
}

/* $1.80 an hour for each of 4: $7.20 for 7,200 requests, $0.001 each. */
static void rent_is_divided_by_tokens(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const toll_serve_cost c = ask_cost(&r, fixture_supply(1.8));
    assert_close(c.usd_per_hour.mid, 7.2);
    assert_close(c.usd_per_request.mid, 0.001);
    assert_close(c.usd_per_mtok_input.mid, 0.001 * 0.25 / 3000 * 1e6);
    assert_close(c.usd_per_mtok_output.mid, 0.75);
    assert_close(c.usd_per_mtok_blended.mid, 0.25);
    assert_close(c.usd_per_mtok_output_all.mid, 1);
    assert_close(c.usd_per_mtok_input.mid * 3000 + c.usd_per_mtok_output.mid * 1000, c.usd_per_request.mid * 1e6);
    assert_true(c.energy_usd_per_hour <= 0);
    assert_int_equal(c.validity, TOLL_VALIDITY_EXTRAPOLATED);
    assert_int_equal(c.flags, TOLL_FLAG_PIPELINE | TOLL_FLAG_QUEUEING);
    assert_close(c.usd_per_request.low, c.usd_per_request.high); /* nothing was uncertain */
}

/* Half of the hours idle, paid all the same: a request costs twice as much, an hour as before. */
static void idle_hours_are_paid(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    toll_serve_supply supply = fixture_supply(1.8);
    supply.utilisation_frac = 0.5;
    assert_close(ask_cost(&r, supply).usd_per_request.mid, 0.002);
    assert_close(ask_cost(&r, supply).usd_per_hour.mid, 7.2);
}

static void whole_nodes_are_paid(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    toll_serve_supply supply = fixture_supply(1.8);
    supply.known = TOLL_SUPPLY_GPUS_BILLED;
    supply.gpus_billed = 8;
    assert_close(ask_cost(&r, supply).usd_per_hour.mid, 14.4);
    assert_close(ask_cost(&r, supply).usd_per_request.mid, 0.002);
}

/* 2 kW * 1.2 * (1 + 0.5) = 3.6 kW at $0.10: $0.36 an hour. It follows the tokens, not the idle hours. */
static void electricity_is_paid_on_top(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    toll_serve_supply supply = fixture_supply(0);
    supply.known = TOLL_SUPPLY_USD_PER_KWH;
    supply.usd_per_kwh = 0.1;
    assert_close(ask_cost(&r, supply).energy_usd_per_hour, 0.2);
    supply.known |= TOLL_SUPPLY_PUE | TOLL_SUPPLY_SERVER_POWER;
    supply.pue = 1.2;
    supply.server_power_frac = 0.5;
    assert_close(ask_cost(&r, supply).energy_usd_per_hour, 0.36);
    assert_close(ask_cost(&r, supply).usd_per_hour.mid, 0.36);
    supply.usd_per_gpu_hour = (toll_range){1.8, 1.8, 1.8};
    supply.utilisation_frac = 0.5;
    assert_close(ask_cost(&r, supply).usd_per_hour.mid, 7.56);
    assert_close(ask_cost(&r, supply).usd_per_request.mid, (14.4 + 0.36) / 7200);
}

/* A price known within a factor of 2 and a rate within 1.5, apart: e^sqrt(ln^2 2 + ln^2 1.5). */
static void bars_of_price_and_rate_combine(void **state)
{
    (void)state;
    toll_serve_result r = steady();
    toll_serve_supply supply = fixture_supply(1.8);
    supply.usd_per_gpu_hour = (toll_range){0.9, 1.8, 3.6};
    r.requests_per_s = (toll_range){2 / 1.5, 2, 3};
    const toll_serve_cost c = ask_cost(&r, supply);
    const double factor = exp(sqrt(log(2) * log(2) + log(1.5) * log(1.5)));
    assert_close(c.usd_per_hour.low, 3.6);
    assert_close(c.usd_per_hour.high, 14.4);
    assert_close(c.usd_per_request.high / c.usd_per_request.mid, factor);
    assert_close(c.usd_per_request.mid / c.usd_per_request.low, factor);
}

static void refused(const toll_serve_result *r, const toll_serve_supply *supply, toll_status status, const char *field)
{
    toll_error err;
    toll_serve_cost cost, before;
    (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    before = cost;
    assert_int_equal(toll_serve_estimate_cost(r, supply, &cost, &err), status);
    assert_string_equal(err.field, field);
    assert_memory_equal(&cost, &before, sizeof cost);
}

static void wrong_supplies_are_refused(void **state)
{
    (void)state;
    toll_serve_result r = steady();
    toll_serve_supply supply = fixture_supply(1.8);
    supply.known = TOLL_SUPPLY_GPUS_BILLED;
    supply.gpus_billed = 3;
    refused(&r, &supply, TOLL_E_CONFLICT, "gpus_billed");
    supply = fixture_supply(1.8);
    supply.usd_per_gpu_hour.low = 2;
    refused(&r, &supply, TOLL_E_CONFLICT, "usd_per_gpu_hour");
    supply = fixture_supply(-1);
    refused(&r, &supply, TOLL_E_RANGE, "usd_per_gpu_hour");
    supply = fixture_supply((double)NAN);
    refused(&r, &supply, TOLL_E_NOT_FINITE, "usd_per_gpu_hour");
    supply = fixture_supply(1.8);
    supply.utilisation_frac = 0;
    refused(&r, &supply, TOLL_E_RANGE, "utilisation_frac");
    supply = fixture_supply(1.8);
    supply.known = TOLL_SUPPLY_PUE;
    supply.pue = 0.9;
    refused(&r, &supply, TOLL_E_RANGE, "pue");
    supply = fixture_supply(1.8);
    supply.usd_per_kwh = 0.1; /* without its bit */
    refused(&r, &supply, TOLL_E_KNOWN, "usd_per_kwh");
    supply.known = TOLL_SUPPLY_USD_PER_KWH;
    r.known = 0;
    r.power_w = (toll_range){0, 0, 0};
    refused(&r, &supply, TOLL_E_MISSING, "power_w");
}

static void wrong_results_are_refused(void **state)
{
    (void)state;
    const toll_serve_supply supply = fixture_supply(1.8);
    toll_serve_result r = steady();
    r.requests_per_s.low = 0;
    refused(&r, &supply, TOLL_E_RANGE, "requests_per_s");
    r = steady();
    r.gpus = 0;
    refused(&r, &supply, TOLL_E_RANGE, "gpus");
    r = steady();
    r.input_tokens = 0;
    refused(&r, &supply, TOLL_E_RANGE, "input_tokens");
    r = steady();
    r.input_time_frac = 1.5;
    refused(&r, &supply, TOLL_E_RANGE, "input_time_frac");
    r = steady();
    r.struct_kind = TOLL_KIND_SERVE_LOAD;
    refused(&r, &supply, TOLL_E_STRUCT_KIND, "struct_kind");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rent_is_divided_by_tokens),      cmocka_unit_test(idle_hours_are_paid),
        cmocka_unit_test(whole_nodes_are_paid),           cmocka_unit_test(electricity_is_paid_on_top),
        cmocka_unit_test(bars_of_price_and_rate_combine), cmocka_unit_test(wrong_supplies_are_refused),
        cmocka_unit_test(wrong_results_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
