/* SPDX-License-Identifier: Apache-2.0 */
/* Energy of a steady state that is given: 2 requests a second of 3,000 and 1,000 tokens on accelerators that draw 2 kW:
 * 1,000 J a request, a quarter of them for the prompt. */
#include "fixture_ask.h"

#include <string.h>

static toll_serve_result steady(void)
{
    toll_serve_result r;
    (void)toll_struct_init(&r, sizeof r, TOLL_KIND_SERVE_RESULT, NULL);
    r.known = TOLL_RESULT_POWER;
    r.requests_per_s = (toll_range){2, 2, 2};
    r.power_w = (toll_range){2000, 2000, 2000};
    r.output_token_j = (toll_range){0.75, 0.75, 0.75};
    r.input_token_j = (toll_range){250.0 / 3000, 250.0 / 3000, 250.0 / 3000};
    r.input_tokens = 3000;
    r.output_tokens = 1000;
    r.gpus = 4;
    r.validity = TOLL_VALIDITY_EXTRAPOLATED;
    r.flags = TOLL_FLAG_PIPELINE;
    return r;
}

static toll_serve_site site_of(uint64_t known)
{
    toll_serve_site site;
    (void)toll_struct_init(&site, sizeof site, TOLL_KIND_SERVE_SITE, NULL);
    site.known = known;
    if ((known & TOLL_SITE_HOST) != 0)
        site.host_power_frac = (toll_range){0.5, 0.5, 0.5};
    site.pue = (known & TOLL_SITE_PUE) != 0 ? 1.2 : 0;
    site.location_kg_per_kwh = (known & TOLL_SITE_LOCATION) != 0 ? 0.5 : 0;
    site.market_kg_per_kwh = (known & TOLL_SITE_MARKET) != 0 ? 0.1 : 0;
    return site;
}

static toll_serve_energy ask_energy(const toll_serve_result *r, toll_serve_site site)
{
    toll_error err;
    toll_serve_energy energy;
    expect_ok(toll_struct_init(&energy, sizeof energy, TOLL_KIND_SERVE_ENERGY, &err), &err);
    expect_ok(toll_serve_estimate_energy(r, &site, &energy, &err), &err);
    return energy;
}

static void accelerators_are_as_given(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const toll_serve_energy e = ask_energy(&r, site_of(0));
    assert_close(e.accelerator_w.mid, 2000);
    assert_close(e.accelerator_request_j.mid, 1000);
    assert_close(e.accelerator_output_token_j.mid, 0.75);
    assert_close(e.accelerator_input_token_j.mid, 250.0 / 3000);
    assert_int_equal(e.validity, TOLL_VALIDITY_EXTRAPOLATED);
    assert_int_equal(e.flags, TOLL_FLAG_PIPELINE);
}

/* 2 kW * 1.5 = 3 kW at the wall; * 1.2 = 3.6 kW at the facility; 1,800 J a request. */
static void boundaries_widen_outwards(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const toll_serve_energy e = ask_energy(&r, site_of(TOLL_SITE_HOST | TOLL_SITE_PUE));
    assert_int_equal(e.known, TOLL_ENERGY_FACILITY);
    assert_close(e.system_w.mid, 3000);
    assert_close(e.system_request_j.mid, 1500);
    assert_close(e.system_output_token_j.mid, 1.125);
    assert_close(e.facility_w.mid, 3600);
    assert_close(e.facility_request_j.mid, 1800);
    assert_close(e.facility_output_token_j.mid * 1000 + e.facility_input_token_j.mid * 3000, 1800);
}

/* A kWh is 3.6 MJ: 1,800 J are 0.5 Wh, at 0.5 kg a kWh 0.25 g; 3.6 kW for an hour 1.8 kg. */
static void carbon_follows_the_basis(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const uint64_t all = TOLL_SITE_HOST | TOLL_SITE_PUE | TOLL_SITE_LOCATION | TOLL_SITE_MARKET;
    const toll_serve_energy e = ask_energy(&r, site_of(all));
    assert_int_equal(e.known, TOLL_ENERGY_FACILITY | TOLL_ENERGY_LOCATION | TOLL_ENERGY_MARKET);
    assert_close(e.location_kg_per_hour.mid, 1.8);
    assert_close(e.location_g_per_request.mid, 0.25);
    assert_close(e.market_kg_per_hour.mid, 0.36);
    assert_close(e.market_g_per_request.mid, 0.05);
    const toll_serve_energy one = ask_energy(&r, site_of(all & ~(uint64_t)TOLL_SITE_MARKET));
    assert_int_equal(one.known, TOLL_ENERGY_FACILITY | TOLL_ENERGY_LOCATION);
    assert_true(one.market_kg_per_hour.high <= 0);
}

/* Without a PUE the facility is not known, and what is not known is 0. A zero intensity that is given is a value. */
static void unknown_is_not_zero(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const toll_serve_energy e = ask_energy(&r, site_of(TOLL_SITE_HOST));
    assert_true(e.known == 0 && e.facility_w.high <= 0 && e.location_kg_per_hour.high <= 0);
    toll_serve_site free_of_carbon = site_of(TOLL_SITE_PUE | TOLL_SITE_MARKET);
    free_of_carbon.market_kg_per_kwh = 0;
    assert_int_equal(ask_energy(&r, free_of_carbon).known, TOLL_ENERGY_FACILITY | TOLL_ENERGY_MARKET);
}

/* Where the host's share is not given a typical one is used, says so, and widens the bar. */
/* The message names the cause, not always the TDP. */
static void a_power_that_is_not_known_says_why(void **state)
{
    (void)state;
    static const struct {
        uint32_t fit;
        uint32_t flags;
        const char *message;
    } causes[] = {
        {TOLL_FIT_NO, TOLL_FLAG_NO_FIT, "power_w is not known: the deployment does not fit"},
        {TOLL_FIT_YES, TOLL_FLAG_UNSTABLE, "power_w is not known: the load is unstable"},
        {TOLL_FIT_YES, 0, "power_w is not known: the accelerator's TDP is not published"},
    };
    for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        toll_error err;
        toll_serve_energy energy;
        toll_serve_result r = steady();
        const toll_serve_site site = site_of(0);
        r.known = 0;
        r.power_w = r.output_token_j = r.input_token_j = (toll_range){0, 0, 0};
        r.fit = causes[i].fit;
        r.flags = causes[i].flags;
        expect_ok(toll_struct_init(&energy, sizeof energy, TOLL_KIND_SERVE_ENERGY, &err), &err);
        assert_int_equal(toll_serve_estimate_energy(&r, &site, &energy, &err), TOLL_E_MISSING);
        assert_string_equal(err.message, causes[i].message);
    }
}

static void typical_host_widens(void **state)
{
    (void)state;
    const toll_serve_result r = steady();
    const toll_serve_energy e = ask_energy(&r, site_of(0));
    assert_true(e.host_power_frac.low < e.host_power_frac.mid && e.host_power_frac.mid < e.host_power_frac.high);
    assert_close(e.system_w.mid, 2000 * (1 + e.host_power_frac.mid));
    assert_close(e.system_w.high, 2000 * (1 + e.host_power_frac.high));
    assert_close(e.system_w.low, 2000 * (1 + e.host_power_frac.low));
}

/* Power within a factor of 2, the host's within 1.5 / 1.25 of its factor, apart: logarithms add in quadrature. */
static void bars_combine(void **state)
{
    (void)state;
    toll_serve_result r = steady();
    toll_serve_site site = site_of(TOLL_SITE_HOST);
    site.host_power_frac = (toll_range){0, 0.25, 0.5};
    r.power_w = (toll_range){1000, 2000, 4000};
    const toll_serve_energy e = ask_energy(&r, site);
    assert_close(e.system_w.high / e.system_w.mid, exp(sqrt(log(2) * log(2) + log(1.2) * log(1.2))));
    assert_close(e.system_w.mid / e.system_w.low, exp(sqrt(log(2) * log(2) + log(1.25) * log(1.25))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accelerators_are_as_given),
        cmocka_unit_test(boundaries_widen_outwards),
        cmocka_unit_test(carbon_follows_the_basis),
        cmocka_unit_test(unknown_is_not_zero),
        cmocka_unit_test(a_power_that_is_not_known_says_why),
        cmocka_unit_test(typical_host_widens),
        cmocka_unit_test(bars_combine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
