/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog figures as values of scenario rows: default(id).
 *
 * `meanings` lists which unit fits which kind of row, and by which factor. Example: a grid intensity of 400
 * gCO2e/kWh in the catalog becomes 0.4 kg per kWh in the row. A figure whose unit does not fit the row is refused. */
#include "scenario/scenario_default.h"

#include <stdio.h>
#include <string.h>

#include <toll/catalog.h>

#define ANY 255u /* whatever the row says */

/* What a figure of some unit may stand for: a kind of row, per what, per which time; the row's number is the figure
 * times factor. */
typedef struct meaning {
    const char *unit;
    uint8_t kind, basis, time;
    const char *currency;
    double factor;
} meaning;

static const meaning meanings[] = {
    {"gCO2e/kWh", TOLL_TCO_GRID_CARBON, ANY, ANY, "", 1e-3},
    {"L/kWh", TOLL_TCO_WATER, ANY, ANY, "", 1},
    {"kgCO2e/GPU", TOLL_TCO_EMBODIED, TOLL_TCO_PER_GPU, ANY, "", 1},
    {"kgCO2e/server", TOLL_TCO_EMBODIED, TOLL_TCO_PER_NODE, ANY, "", 1},
    {"ratio", TOLL_TCO_PUE, ANY, ANY, "", 1},
    {"ratio", TOLL_TCO_PEAK, ANY, ANY, "", 1},
    {"ratio", TOLL_TCO_REDUNDANCY, ANY, ANY, "", 1},
    {"fraction", TOLL_TCO_UTILISATION_MAX, ANY, ANY, "", 1},
    {"fraction", TOLL_TCO_DUTY, ANY, ANY, "", 1},
    {"fraction of new", TOLL_TCO_RESIDUAL, ANY, ANY, "", 1},
    {"fraction of new secondary price", TOLL_TCO_RESIDUAL, ANY, ANY, "", 1},
    {"per year nominal, monthly payments", TOLL_TCO_DISCOUNT_RATE, ANY, ANY, "", 1},
    {"fraction of system price per year", TOLL_TCO_COST, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, "", 1},
    {"years", TOLL_TCO_LIFE, ANY, ANY, "", 12},
    {"GPUs/FTE", TOLL_TCO_GPUS_PER_FTE, ANY, ANY, "", 1},
    {"FTE", TOLL_TCO_FTE, ANY, ANY, "", 1},
    {"FTE", TOLL_TCO_FTE_MIN, ANY, ANY, "", 1},
    {"USD/kWh", TOLL_TCO_COST, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, "USD", 1},
    {"EUR/kWh", TOLL_TCO_COST, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, "EUR", 1},
    {"USD/GB", TOLL_TCO_COST, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE, "USD", 1},
    {"USD per GPU-hour", TOLL_TCO_COST, TOLL_TCO_PER_GPU_HOUR, TOLL_TCO_ONCE, "USD", 1},
    {"USD/GPU/h", TOLL_TCO_COST, TOLL_TCO_PER_GPU_HOUR, TOLL_TCO_ONCE, "USD", 1},
    {"USD/GPU/year", TOLL_TCO_COST, TOLL_TCO_PER_GPU, TOLL_TCO_YEAR, "USD", 1},
    {"USD/kW/month", TOLL_TCO_COST, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, "USD", 1},
    {"USD/rack/month", TOLL_TCO_COST, TOLL_TCO_PER_RACK, TOLL_TCO_MONTH, "USD", 1},
    {"USD/month", TOLL_TCO_COST, TOLL_TCO_PER_ONE, TOLL_TCO_MONTH, "USD", 1},
    {"USD/year", TOLL_TCO_COST, TOLL_TCO_PER_ONE, TOLL_TCO_YEAR, "USD", 1},
    {"USD one-off", TOLL_TCO_COST, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, "USD", 1},
    {"USD", TOLL_TCO_BUY, ANY, ANY, "USD", 1},
};

static bool is_meant(const meaning *m, const char *unit, const toll_tco_row *row)
{
    return strcmp(m->unit, unit) == 0 && m->kind == row->kind && (m->basis == ANY || m->basis == row->basis) &&
           (m->time == ANY || m->time == row->time);
}

static const meaning *find_meaning(const char *unit, const toll_tco_row *row)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (is_meant(&meanings[i], unit, row))
            return &meanings[i];
    }
    return NULL;
}

/* "(id)"; an id has letters, digits, '_', '-', '.' and '/'. */
static scenario_word read_id(scenario_line *line)
{
    if (!toll__scenario_takes(line, "("))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a default must be default(id): see toll tco defaults");
    toll__scenario_is_over(line);
    scenario_word id = {line->at, 0};
    while (line->at < line->end && *line->at != ')' && *line->at != ' ')
        line->at++;
    id.length = (uint64_t)(line->at - id.text);
    if (!toll__scenario_takes(line, ")"))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a default must end with )");
    return id;
}

static bool find_figure(scenario_line *line, scenario_word id, toll_catalog_default *figure)
{
    uint64_t index = 0;
    toll_error err = {0};
    toll_struct_init(figure, sizeof *figure, TOLL_KIND_CATALOG_DEFAULT, NULL);
    if (line->status != TOLL_OK)
        return false;
    if (toll_catalog_find(TOLL_TABLE_DEFAULT, id.text, id.length, &index, &err) != TOLL_OK) {
        toll__scenario_fail(line, TOLL_E_UNKNOWN_ID, "value", "default: %.130s", err.message);
        return false;
    }
    return toll_catalog_get_default(index, figure, NULL) == TOLL_OK;
}

void toll__scenario_default(scenario_line *line, const toll_tco_row_kind *kind, bool is_monthly, toll_tco_row *row)
{
    toll_catalog_default figure;
    if (!find_figure(line, read_id(line), &figure))
        return;
    const meaning *m = find_meaning(figure.unit, row);
    if (m == NULL || (row->kind == TOLL_TCO_LIFE && !is_monthly)) {
        toll__scenario_fail(line, TOLL_E_CONFLICT, "value", "%.50s is in %.40s, which is no unit of %s here", figure.id,
                            figure.unit, kind->name);
        return;
    }
    row->value.low = row->value.mid = row->value.high = figure.value * m->factor;
    memcpy(row->currency, m->currency, strlen(m->currency));
    snprintf(row->text, sizeof row->text, "%.47s", figure.id);
}
