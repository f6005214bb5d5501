/* SPDX-License-Identifier: Apache-2.0 */
/* Sourced figures for scenarios, against the documents that they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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
    assert_int_equal(toll_catalog_count(TOLL_TABLE_DEFAULT), 276);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_of_their_sources),
        cmocka_unit_test(every_figure_names_its_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
