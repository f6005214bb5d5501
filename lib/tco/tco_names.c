/* SPDX-License-Identifier: Apache-2.0 */
/* Names of codes and their inverse, with the nearest name for a typing error. */
#include "tco/tco_names.h"

#include <stddef.h>
#include <string.h>

#include <toll/tco.h>

#include "base/edit_distance.h"
#include "base/fault.h"
#include "base/text.h"
#include "tco/row_kinds.h"

#define NAME_BYTES 24
#define TEXT_BYTES 120
#define COUNT(a)   ((uint32_t)(sizeof(a) / sizeof(a)[0]))

static const char categories[][NAME_BYTES] = {
    [TOLL_TCO_GPU] = "gpu",
    [TOLL_TCO_SERVER] = "server",
    [TOLL_TCO_NETWORK] = "network",
    [TOLL_TCO_STORAGE] = "storage",
    [TOLL_TCO_FACILITY] = "facility",
    [TOLL_TCO_ENERGY] = "energy",
    [TOLL_TCO_COOLING] = "cooling",
    [TOLL_TCO_SOFTWARE] = "software",
    [TOLL_TCO_SUPPORT] = "support",
    [TOLL_TCO_MAINTENANCE] = "maintenance",
    [TOLL_TCO_STAFF] = "staff",
    [TOLL_TCO_COMPLIANCE] = "compliance",
    [TOLL_TCO_MIGRATION] = "migration",
    [TOLL_TCO_EGRESS] = "egress",
    [TOLL_TCO_CLOUD] = "cloud",
    [TOLL_TCO_COMMITMENT] = "commitment",
    [TOLL_TCO_API] = "api",
    [TOLL_TCO_RESALE] = "resale",
    [TOLL_TCO_TAX] = "tax",
    [TOLL_TCO_TRAINING] = "training",
    [TOLL_TCO_RISK] = "risk",
    [TOLL_TCO_REVENUE] = "revenue",
    [TOLL_TCO_OTHER] = "other",
    [TOLL_TCO_INSURANCE] = "insurance",
};

static const char natures[][NAME_BYTES] = {
    [TOLL_TCO_CAPEX] = "capex",       [TOLL_TCO_ONE_OFF] = "one_off", [TOLL_TCO_FIXED] = "fixed",
    [TOLL_TCO_VARIABLE] = "variable", [TOLL_TCO_USED] = "used",       [TOLL_TCO_UNUSED] = "unused",
    [TOLL_TCO_CREDIT] = "credit",
};

static const char bases[][NAME_BYTES] = {
    [TOLL_TCO_PER_ONE] = "one",
    [TOLL_TCO_PER_UNIT] = "unit",
    [TOLL_TCO_PER_GPU] = "gpu",
    [TOLL_TCO_PER_NODE] = "node",
    [TOLL_TCO_PER_RACK] = "rack",
    [TOLL_TCO_PER_KW] = "kw",
    [TOLL_TCO_PER_KW_FACILITY] = "kw_facility",
    [TOLL_TCO_PER_FTE] = "fte",
    [TOLL_TCO_PER_GB] = "gb",
    [TOLL_TCO_PER_CAPEX] = "capex",
    [TOLL_TCO_PER_SPEND] = "spend",
    [TOLL_TCO_PER_KWH] = "kwh",
    [TOLL_TCO_PER_KWH_IT] = "kwh_it",
    [TOLL_TCO_PER_UNIT_HOUR] = "unit_hour",
    [TOLL_TCO_PER_GPU_HOUR] = "gpu_hour",
    [TOLL_TCO_PER_NODE_HOUR] = "node_hour",
    [TOLL_TCO_PER_MTOK_INPUT] = "mtok_input",
    [TOLL_TCO_PER_MTOK_CACHED] = "mtok_cached",
    [TOLL_TCO_PER_MTOK_OUTPUT] = "mtok_output",
    [TOLL_TCO_PER_MTOK] = "mtok",
    [TOLL_TCO_PER_LOCAL_MTOK] = "local_mtok",
    [TOLL_TCO_PER_REMOTE_INPUT] = "remote_input",
    [TOLL_TCO_PER_REMOTE_CACHED] = "remote_cached",
    [TOLL_TCO_PER_REMOTE_OUTPUT] = "remote_output",
    [TOLL_TCO_PER_REMOTE_MTOK] = "remote_mtok",
    [TOLL_TCO_PER_TASK] = "task",
    [TOLL_TCO_PER_REMOTE_TASK] = "remote_task",
    [TOLL_TCO_PER_GB_OUT] = "gb_out",
};

static const char times[][NAME_BYTES] = {
    [TOLL_TCO_ONCE] = "once",   [TOLL_TCO_HOUR] = "hour", [TOLL_TCO_DAY] = "day",
    [TOLL_TCO_MONTH] = "month", [TOLL_TCO_YEAR] = "year", [TOLL_TCO_PERIOD] = "period",
};

static const char curves[][NAME_BYTES] = {
    [TOLL_TCO_CURVE_GENERAL] = "general", [TOLL_TCO_CURVE_HARDWARE] = "hardware", [TOLL_TCO_CURVE_RENTAL] = "rental",
    [TOLL_TCO_CURVE_API] = "api",         [TOLL_TCO_CURVE_ENERGY] = "energy",     [TOLL_TCO_CURVE_WAGES] = "wages",
    [TOLL_TCO_CURVE_REVENUE] = "revenue",
};

static const char sizes[][NAME_BYTES] = {
    [TOLL_TCO_SIZE_PEAK] = "peak",
    [TOLL_TCO_SIZE_HOURS] = "hours",
    [TOLL_TCO_SIZE_EXACT] = "exact",
};

static const char spreads[][NAME_BYTES] = {
    [TOLL_TCO_SPREAD_STRAIGHT] = "straight",
    [TOLL_TCO_SPREAD_DECLINING] = "declining",
    [TOLL_TCO_SPREAD_MACRS] = "macrs",
};

static const char supplies[][NAME_BYTES] = {
    [TOLL_TCO_SUPPLY_ALL] = "all",
    [TOLL_TCO_SUPPLY_API] = "api",
    [TOLL_TCO_SUPPLY_UNITS] = "units",
};

static const char series[][NAME_BYTES] = {
    [TOLL_TCO_SERIES_CASH] = "cash",
    [TOLL_TCO_SERIES_CASH_START] = "cash_start",
    [TOLL_TCO_SERIES_CASH_WITHIN] = "cash_within",
    [TOLL_TCO_SERIES_ACCRUAL] = "accrual",
    [TOLL_TCO_SERIES_ASKED_INPUT] = "asked_input",
    [TOLL_TCO_SERIES_ASKED_CACHED] = "asked_cached",
    [TOLL_TCO_SERIES_ASKED_OUTPUT] = "asked_output",
    [TOLL_TCO_SERIES_ASKED_TASKS] = "asked_tasks",
    [TOLL_TCO_SERIES_LOCAL_TOKENS] = "local_tokens",
    [TOLL_TCO_SERIES_REMOTE_TOKENS] = "remote_tokens",
    [TOLL_TCO_SERIES_UNSERVED] = "unserved",
    [TOLL_TCO_SERIES_TASKS] = "tasks",
    [TOLL_TCO_SERIES_UNITS] = "units",
    [TOLL_TCO_SERIES_UNITS_PEAK] = "units_peak",
    [TOLL_TCO_SERIES_GPUS] = "gpus",
    [TOLL_TCO_SERIES_NODES] = "nodes",
    [TOLL_TCO_SERIES_LOAD] = "load",
    [TOLL_TCO_SERIES_KW] = "kw",
    [TOLL_TCO_SERIES_KWH] = "kwh",
    [TOLL_TCO_SERIES_CO2_USE] = "co2_use",
    [TOLL_TCO_SERIES_CO2_EMBODIED] = "co2_embodied",
    [TOLL_TCO_SERIES_FTE] = "fte",
    [TOLL_TCO_SERIES_SERVED_TOKENS] = "served_tokens",
};

static const char reasons[][NAME_BYTES] = {
    "serves_nothing",
    "serves_less",
    "no_demand",
    "tasks_not_asked",
    "input_not_asked",
    "cached_not_asked",
    "output_not_asked",
    "input_without_price",
    "cached_without_price",
    "output_without_price",
    "tasks_without_price",
    "input_without_capacity",
    "cached_without_capacity",
    "output_without_capacity",
    "units_without_price",
    "energy_without_price",
    "staff_without_price",
    "storage_without_price",
    "egress_without_price",
    "power_max_not_given",
    "asks_less",
    "supply_ends",
};

/* By the words of a scenario file. */
static const char reason_texts[][TEXT_BYTES] = {
    "serves none of the demand: give it units, a capacity or a price of remote tokens",
    "serves less than the demand: raise units or units_max, or price the rest per remote_mtok",
    "has no demand, and another option has: state the demand before the first option",
    "tasks are not whole: give tasks, task_input and task_output together; 0 says none",
    "prompt tokens have a price or capacity, and no row asks for them: add input_tokens; 0 says none",
    "cached tokens have a price or capacity, and no row asks for them: add cache_hit or cached_tokens; 0 says none",
    "output tokens have a price or capacity, and no row asks for them: add output_tokens; 0 says none",
    "prompt tokens go to the API without a price: add cost api per mtok_input; 0 says free",
    "cached tokens go to the API without a price: add cost api per mtok_cached; 0 says free",
    "output tokens go to the API without a price: add cost api per mtok_output; 0 says free",
    "tasks go to the API without a price: add cost api per task; 0 says free",
    "prompt tokens take its units no time: add capacity_input or capacity_tokens",
    "cached tokens take its units no time: add capacity_cached; 1T says next to none",
    "output tokens take its units no time: add capacity_output or capacity_tokens",
    "nobody pays for its units: add buy server per unit or cost cloud per unit_hour; 0 says free",
    "nobody pays for its energy: add cost energy per kwh; 0 says that another price holds it",
    "nobody pays for its staff: add cost staff per fte per year; 0 says free",
    "nobody pays for its stored data: add cost storage per gb per month; 0 says free",
    "nobody pays for its egress: add cost egress per gb_out; 0 says free",
    "provisioned kW have a price, and only drawn power is given: add power_max",
    "asks for less than another option: state the demand once, before the first option",
    "its API or its units end, and nothing serves the rest: price a successor; ends api = never if it goes on",
};

_Static_assert(TOLL_TCO_REASON_SUPPLY_ENDS == 1u << (COUNT(reasons) - 1), "a name a bit");
_Static_assert(COUNT(reasons) == COUNT(reason_texts), "a sentence a name");

typedef struct list_of {
    const char (*names)[NAME_BYTES];
    uint32_t count;
} list_of;

static list_of find_list(uint32_t list)
{
    switch (list) {
    case TOLL_TCO_LIST_CATEGORY:
        return (list_of){categories, COUNT(categories)};
    case TOLL_TCO_LIST_NATURE:
        return (list_of){natures, COUNT(natures)};
    case TOLL_TCO_LIST_BASIS:
        return (list_of){bases, COUNT(bases)};
    case TOLL_TCO_LIST_TIME:
        return (list_of){times, COUNT(times)};
    case TOLL_TCO_LIST_CURVE:
        return (list_of){curves, COUNT(curves)};
    case TOLL_TCO_LIST_SIZE:
        return (list_of){sizes, COUNT(sizes)};
    case TOLL_TCO_LIST_SPREAD:
        return (list_of){spreads, COUNT(spreads)};
    case TOLL_TCO_LIST_SERIES:
        return (list_of){series, COUNT(series)};
    case TOLL_TCO_LIST_REASON:
        return (list_of){reasons, COUNT(reasons)};
    case TOLL_TCO_LIST_SUPPLY:
        return (list_of){supplies, COUNT(supplies)};
    default:
        return (list_of){NULL, 0};
    }
}

uint32_t toll__tco_names_count(uint32_t list)
{
    if (list == TOLL_TCO_LIST_KIND)
        return toll__row_kind_limit();
    return list == TOLL_TCO_LIST_ADVICE ? COUNT(reason_texts) : find_list(list).count;
}

const char *toll__tco_names_get(uint32_t list, uint32_t code)
{
    const toll__row_kind *kind = list == TOLL_TCO_LIST_KIND ? toll__row_kind_find(code) : NULL;
    list_of found = find_list(list);
    if (kind != NULL)
        return kind->name;
    if (list == TOLL_TCO_LIST_ADVICE)
        return code < COUNT(reason_texts) ? reason_texts[code] : "";
    return code < found.count ? found.names[code] : "";
}

static int is_named(const char *name, uint64_t size, const char *known)
{
    return toll__text_length(known, NAME_BYTES) == size && memcmp(name, known, (size_t)size) == 0;
}

/* Only printable names go into a message. */
static void put_quoted(toll__text *text, const char *name, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++)
        if (i == NAME_BYTES || name[i] < ' ' || name[i] > '~')
            return;
    toll__text_put(text, "\"");
    toll__text_put_bytes(text, name, size);
    toll__text_put(text, "\" ");
}

/* The nearest name at most half of whose letters are wrong. */
static toll_status fail_unknown_name(uint32_t list, const char *name, uint64_t size, toll_error *err)
{
    char reason[96];
    const char *nearest = "";
    uint32_t best = (uint32_t)(size / 2 + 1);
    for (uint32_t i = 0; i < toll__tco_names_count(list); i++) {
        const char *known = toll__tco_names_get(list, i);
        uint32_t distance = known[0] != '\0' ? toll__distance(name, size, known) : UINT32_MAX;
        nearest = distance < best ? known : nearest;
        best = distance < best ? distance : best;
    }
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    put_quoted(&text, name, size);
    toll__text_put(&text, "is not known");
    toll__text_put(&text, nearest[0] != '\0' ? "; nearest: " : "");
    toll__text_put(&text, nearest);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "name", -1, reason);
}

toll_status toll__tco_names_find(uint32_t list, const char *name, uint64_t size, uint32_t *code, toll_error *err)
{
    const uint32_t count = list == TOLL_TCO_LIST_ADVICE ? 0 : toll__tco_names_count(list);
    if (count == 0)
        return toll__fail_range(err, 0, "list", -1, TOLL_TCO_LIST_KIND, TOLL_TCO_LIST_SUPPLY, list);
    for (uint32_t i = 0; i < count; i++)
        if (size > 0 && is_named(name, size, toll__tco_names_get(list, i))) {
            *code = i;
            return TOLL_OK;
        }
    return fail_unknown_name(list, name, size, err);
}
