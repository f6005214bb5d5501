/* SPDX-License-Identifier: Apache-2.0 */
/* Sourced figures for scenarios, against the documents that they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include <toll/catalog.h>

#include "toll_assert.h"

static toll_catalog_default figure_of(const char *id)
{
    uint64_t row = 0;
    toll_error err;
    toll_catalog_default figure;
    assert_int_equal(toll_struct_init(&figure, sizeof figure, TOLL_KIND_CATALOG_DEFAULT, NULL), TOLL_OK);
    if (toll_catalog_find(TOLL_TABLE_DEFAULT, id, strlen(id), &row, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_catalog_get_default(row, &figure, NULL), TOLL_OK);
    return figure;
}

/* Uptime Institute's survey: 1.54 in 2025; Lenovo LP2368: 12 % of the system a year; Our World in Data through CodeCarbon:
 * 56.039 g/kWh in France in 2023. */
static void figures_are_those_of_their_sources(void **state)
{
    (void)state;
    assert_near(figure_of("pue_survey_average/world/2025").value, 1.54, 0);
    assert_near(figure_of("maintenance_rate/2026").value, 0.12, 0);
    const toll_catalog_default france = figure_of("grid_carbon_intensity/fra/2023");
    assert_near(france.value, 56.039, 1e-12);
    assert_string_equal(france.unit, "gCO2e/kWh");
    assert_string_equal(france.region, "FRA");
    assert_string_equal(france.vintage, "2023");
    assert_string_equal(france.name, "grid_carbon_intensity");
}

static void every_figure_names_its_source(void **state)
{
    (void)state;
    toll_catalog_fact fact;
    toll_catalog_default figure;
    assert_int_equal(toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&figure, sizeof figure, TOLL_KIND_CATALOG_DEFAULT, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_count(TOLL_TABLE_DEFAULT), 841);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        assert_int_equal(toll_catalog_get_default(i, &figure, NULL), TOLL_OK);
        assert_int_equal(toll_struct_check(&figure, TOLL_KIND_CATALOG_DEFAULT, NULL), TOLL_OK);
        assert_true(figure.unit[0] != '\0' && figure.name[0] != '\0');
        assert_int_equal(strncmp(figure.id, figure.name, strlen(figure.name)), 0);
        assert_int_equal(
            toll_catalog_get_fact(TOLL_TABLE_DEFAULT, i, (int64_t)offsetof(toll_catalog_default, value), &fact, NULL),
            TOLL_OK);
        assert_true(fact.source[0] != '\0' && fact.confidence != TOLL_CONFIDENCE_MISSING);
    }
}

/* EIA Electric Power Annual, industrial price of Virginia in 2023: 8.92 cents; GlobalPetrolPrices, business in Asia, second quarter of 2025. */
static void electricity_of_states_and_continents_is_there(void **state)
{
    (void)state;
    assert_near(figure_of("electricity_price_industrial/us-va/2023").value, 0.0892, 0);
    assert_near(figure_of("electricity_price_business/asia/2025-q2").value, 0.107, 0);
    static const char states[][3] = {"va", "tx", "ca", "or", "wa", "ga", "az", "nv", "nc", "oh"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        char id[96];
        snprintf(id, sizeof id, "electricity_price_industrial/us-%s/2023", states[i]);
        const double price = figure_of(id).value;
        assert_true(price > 0.04 && price < 0.3);
        snprintf(id, sizeof id, "grid_carbon_intensity/us-%s/2023", states[i]);
        assert_true(figure_of(id).value > 50 && figure_of(id).value < 900);
    }
}

/* Every figure has a date; where its document has none, the date is that of its vintage or of its reading, and the cell
 * is unverified. */
static void every_figure_has_a_date(void **state)
{
    (void)state;
    int n_uncertain = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        toll_catalog_default figure;
        toll_catalog_fact date;
        assert_int_equal(toll_struct_init(&figure, sizeof figure, TOLL_KIND_CATALOG_DEFAULT, NULL), TOLL_OK);
        assert_int_equal(toll_struct_init(&date, sizeof date, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_get_default(i, &figure, NULL), TOLL_OK);
        if (figure.as_of < 20070000 || figure.as_of > 20261130)
            fail_msg("%s: %d", figure.id, figure.as_of);
        int64_t offset = (int64_t)offsetof(toll_catalog_default, as_of);
        assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_DEFAULT, i, offset, &date, NULL), TOLL_OK);
        n_uncertain += date.confidence == TOLL_CONFIDENCE_UNVERIFIED;
    }
    assert_true(n_uncertain > 0 && n_uncertain < 200);
}

/* The code that the figure is from prints W and its comment kW. Operating a data centre costs 2 to 10 % of its
 * construction a year: 12 x 0.04 USD/W of 10 USD/W are 4.8 %; per kW they would be 0.005 %. */
static void the_cost_of_operation_is_per_watt(void **state)
{
    (void)state;
    const toll_catalog_default opex = figure_of("dc_opex/2013"), construction = figure_of("dc_construction_cost/2013");
    assert_string_equal(opex.unit, "USD/W/month");
    assert_string_equal(construction.unit, "USD/W");
    const double share = 12 * opex.value / construction.value;
    assert_true(share > 0.02 && share < 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_of_their_sources),
        cmocka_unit_test(every_figure_names_its_source),
        cmocka_unit_test(electricity_of_states_and_continents_is_there),
        cmocka_unit_test(every_figure_has_a_date),
        cmocka_unit_test(the_cost_of_operation_is_per_watt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
