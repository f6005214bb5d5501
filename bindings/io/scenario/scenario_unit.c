/* SPDX-License-Identifier: Apache-2.0 */
/* Units after a number, and what they are in the unit of the row: 10.2 kW is 10,200 W, a life of 3 years is 36 periods
 * where periods are months. A unit that the kind does not have is no unit. */
#include "scenario/scenario_unit.h"

#include <string.h>

typedef struct unit_word {
    const char *of;   /* toll_tco_row_kind.unit */
    const char *word; /* as people write it */
    double factor;
    bool needs_months; /* only where a period is a month */
} unit_word;

static const unit_word units[] = {
    {"W", "W", 1, false},           {"W", "kW", 1e3, false},
    {"W", "MW", 1e6, false},        {"kWh", "kWh", 1, false},
    {"kWh", "MWh", 1e3, false},     {"kWh", "GWh", 1e6, false},
    {"GB", "GB", 1, false},         {"GB", "TB", 1e3, false},
    {"GB", "PB", 1e6, false},       {"periods", "periods", 1, false},
    {"periods", "months", 1, true}, {"periods", "month", 1, true},
    {"periods", "years", 12, true}, {"periods", "year", 12, true},
    {"gpus", "gpus", 1, false},     {"units", "units", 1, false},
    {"tokens", "tokens", 1, false},
};

double toll__scenario_unit(const toll_tco_row_kind *kind, scenario_word word, bool is_monthly)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].of, kind->unit) == 0 && toll__scenario_is(word, units[i].word))
            return units[i].needs_months && !is_monthly ? 0 : units[i].factor;
    return 0;
}

double toll__scenario_seconds(scenario_word word)
{
    if (toll__scenario_is(word, "s"))
        return 1;
    if (toll__scenario_is(word, "ms"))
        return 1e-3;
    if (toll__scenario_is(word, "us"))
        return 1e-6;
    return toll__scenario_is(word, "min") ? 60 : 0;
}
