/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of an entry to rows.
 *
 *     price ...                       calls, pages, images: the same in all tiers
 *     rule standard, batch, ...       tokens of a tier; the tier "standard" has a rule where there are others
 *     rule long input                 tokens of a tier above a length
 *     rule resolution=1080p           prices that hang on an attribute
 *     rule off-peak                   windows of the day
 *     multiplier eu, fast, ...
 *
 * A tier is never billed at the prices of another. Where only the standard prices have a length, a tier's prices hold up
 * to it: what it costs beyond is not known, so a bill there fails. */
#include <string.h>

#include "import/litellm_entry.h"
#include "import/litellm_field.h"

static const char *const tier_order[] = {"", "batch", "flex", "priority", "ultrafast", "balanced", "decisions"};

#define N_TIERS (sizeof tier_order / sizeof tier_order[0])

static int is_of_tier(const litellm_cell *cell, const char *tier)
{
    return cell->is_token && cell->key[0] == '\0' && strcmp(cell->tier, tier) == 0;
}

static int has_tier(const litellm_entry *e, const char *tier)
{
    for (size_t i = 0; i < e->n_cells; i++)
        if (is_of_tier(&e->cells[i], tier))
            return 1;
    return 0;
}

static int has_other_tiers(const litellm_entry *e)
{
    for (size_t i = 1; i < N_TIERS; i++)
        if (has_tier(e, tier_order[i]))
            return 1;
    return 0;
}

/* The next length above `after` at which a tier's prices begin; 0: none. */
static int64_t next_length(const litellm_entry *e, const char *tier, int64_t after)
{
    int64_t next = 0;
    for (size_t i = 0; i < e->n_cells; i++) {
        const litellm_cell *cell = &e->cells[i];
        if (is_of_tier(cell, tier) && cell->above > after && (next == 0 || cell->above < next))
            next = cell->above;
    }
    return next;
}

static void write_cell(litellm_entry *e, const litellm_cell *cell)
{
    toll__import_price_row(e->list, cell->meter, &cell->price, cell->per);
}

/* Where a band of a tier that begins above `above` ends; 0: nowhere. A range says so itself. */
static int64_t band_end(const litellm_entry *e, const char *tier, int64_t above)
{
    int64_t end = 0;
    for (size_t i = 0; i < e->n_cells; i++)
        if (is_of_tier(&e->cells[i], tier) && e->cells[i].above == above && e->cells[i].until > end)
            end = e->cells[i].until;
    const int is_bounded = above == 0 && tier[0] != '\0' && next_length(e, tier, 0) == 0;
    return end == 0 && is_bounded ? next_length(e, "", 0) : end;
}

static void write_band(litellm_entry *e, const char *tier, int64_t above, int is_rule)
{
    const int64_t end = band_end(e, tier, above);
    if (is_rule || above > 0 || end > 0)
        toll__import_rule(e->list, above > 0 ? "long input" : tier[0] != '\0' ? tier : "standard");
    if (is_rule)
        toll__import_when_tier(e->list, tier[0] != '\0' ? tier : "standard");
    if (above > 0)
        toll__import_when_count(e->list, e->is_inclusive ? TOLL_OP_GE : TOLL_OP_GT, above);
    if (end > 0)
        toll__import_when_count(e->list, e->is_inclusive ? TOLL_OP_LT : TOLL_OP_LE, end);
    for (size_t i = 0; i < e->n_cells; i++)
        if (is_of_tier(&e->cells[i], tier) && e->cells[i].above == above)
            write_cell(e, &e->cells[i]);
}

static int has_band(const litellm_entry *e, const char *tier, int64_t above)
{
    for (size_t i = 0; i < e->n_cells; i++)
        if (is_of_tier(&e->cells[i], tier) && e->cells[i].above == above)
            return 1;
    return 0;
}

static void write_tier(litellm_entry *e, const char *tier, int is_rule)
{
    if (has_band(e, tier, 0))
        write_band(e, tier, 0, is_rule);
    for (int64_t above = next_length(e, tier, 0); above > 0; above = next_length(e, tier, above))
        write_band(e, tier, above, is_rule);
}

/* Prices outside of tiers, rules and attributes. */
static void write_calls(litellm_entry *e)
{
    for (size_t i = 0; i < e->n_cells; i++) {
        const litellm_cell *cell = &e->cells[i];
        if (!cell->is_token && cell->key[0] == '\0' && cell->tier[0] == '\0' && cell->above == 0)
            write_cell(e, cell);
    }
}

/* Prices with an attribute, or of calls in a tier, each in a rule of its own. */
static void write_special(litellm_entry *e, const litellm_cell *cell)
{
    const int is_plain = cell->key[0] == '\0' && cell->tier[0] == '\0' && cell->above == 0;
    if (cell->key[0] == '\0' && (cell->is_token || is_plain))
        return;
    toll__import_rule(e->list, cell->key[0] != '\0' ? cell->value : cell->tier);
    if (cell->key[0] != '\0')
        toll__import_when_attribute(e->list, cell->key, cell->value);
    if (cell->tier[0] != '\0')
        toll__import_when_tier(e->list, cell->tier);
    if (cell->above > 0)
        toll__import_when_count(e->list, e->is_inclusive ? TOLL_OP_GE : TOLL_OP_GT, cell->above);
    write_cell(e, cell);
}

void toll__litellm_write(litellm_entry *e)
{
    const int is_rule = has_other_tiers(e);
    write_calls(e);
    for (size_t i = 0; i < N_TIERS; i++)
        write_tier(e, tier_order[i], is_rule);
    for (size_t i = 0; i < e->n_cells; i++)
        write_special(e, &e->cells[i]);
}

/* ---- off-peak windows ---- */

/* "04:00-06:00"; 0: another form. */
static int read_hours(toll__json value, toll_bill_row *row)
{
    char text[16];
    int64_t minutes[2];
    if (toll__json_copy(value, text, sizeof text) != 11 || text[5] != '-')
        return 0;
    for (size_t i = 0; i < 2; i++) {
        const char *at = text + 6 * i;
        for (size_t k = 0; k < 5; k++)
            if (k == 2 ? at[k] != ':' : at[k] < '0' || at[k] > '9')
                return 0;
        minutes[i] = ((at[0] - '0') * 10 + (at[1] - '0')) * 60 + (at[3] - '0') * 10 + (at[4] - '0');
    }
    row->start_s = minutes[0] * 60;
    row->end_s = minutes[1] * 60;
    return minutes[0] < 1440 && minutes[1] <= 1440;
}

/* Days 1 (Monday) .. 7 as bits; -1: another form. */
static int64_t read_weekdays(toll__json days)
{
    int64_t bits = 0;
    for (toll__json day = toll__json_first(days); day.doc != NULL; day = toll__json_next(days, day)) {
        int64_t number = 0;
        if (toll__json_read_int64(day, "weekdays", &number, NULL) != TOLL_OK || number < 1 || number > 7)
            return -1;
        bits |= INT64_C(1) << (number - 1);
    }
    return bits;
}

/* One window of hours, on the days and in the calendar of its list. */
static int write_hours(litellm_entry *e, toll__json hours, int64_t weekdays, int64_t utc_offset_s)
{
    toll_bill_row *row = toll__import_row(e->list, TOLL_ROW_WHEN_TIME);
    row->weekdays = weekdays;
    row->utc_offset_s = utc_offset_s;
    return weekdays >= 0 && read_hours(hours, row);
}

static int write_windows(litellm_entry *e, toll__json windows, int64_t utc_offset_s)
{
    int is_right = toll__json_kind_of(windows) == TOLL__JSON_ARRAY;
    for (toll__json at = toll__json_first(windows); is_right && at.doc != NULL; at = toll__json_next(windows, at)) {
        const toll__json hours = toll__json_get(at, "hours_utc");
        const int64_t weekdays = read_weekdays(toll__json_get(at, "weekdays"));
        if (toll__json_kind_of(hours) != TOLL__JSON_ARRAY)
            is_right = write_hours(e, hours, weekdays, utc_offset_s);
        for (toll__json hour = toll__json_first(hours); is_right && hour.doc != NULL;
             hour = toll__json_next(hours, hour))
            is_right = write_hours(e, hour, weekdays, utc_offset_s);
    }
    return is_right;
}

static void write_off_peak(litellm_entry *e)
{
    char name[64];
    litellm_field field;
    toll_decimal price;
    const toll__json off = toll__json_get(e->fields, "off_peak_pricing");
    const toll__json zone = toll__json_get(off, "weekday_timezone");
    const int is_china = toll__json_is(zone, "Asia/Shanghai"); /* UTC+8 all year since 1991 */
    if (off.doc == NULL)
        return;
    toll__import_rule(e->list, "off-peak");
    if ((zone.doc != NULL && !is_china) || !write_windows(e, toll__json_get(off, "windows"), is_china ? 28800 : 0))
        toll__litellm_refuse(e, "off_peak_pricing", "windows of an unknown form or zone", 1);
    for (toll__json key = toll__json_first(off); key.doc != NULL; key = toll__json_next(off, key)) {
        const toll__json value = toll__json_value_of(key);
        (void)toll__json_copy(key, name, sizeof name);
        if (!toll__litellm_is_price(name))
            continue;
        if (toll__litellm_field(name, &field) && field.base->how == LITELLM_PLAIN && field.above == 0 &&
            toll__import_read(e->list, value, field.base->shift, e->name, name, &price))
            toll__import_price_row(e->list, field.base->meter, &price, field.base->per);
        else
            toll__litellm_refuse(e, name, "an unknown price of off-peak hours", 1);
    }
}

/* ---- multipliers ---- */

/* A factor on all tokens, by where or how a request is served. */
static const struct {
    const char *field;
    int is_nested; /* inside provider_specific_entry */
    const char *name, *region, *key, *value;
} factors[] = {
    {"regional_processing_uplift_multiplier_eu", 0, "eu", "eu", "", ""},
    {"regional_processing_uplift_multiplier_us", 0, "us", "us", "", ""},
    {"regional_endpoint_uplift_multiplier", 0, "regional endpoint", "regional", "", ""},
    {"fedramp_uplift_multiplier", 0, "FedRAMP", "", "compliance", "fedramp"},
    {"us", 1, "us", "us", "", ""},
    {"fast", 1, "fast", "", "speed", "fast"},
};

#define N_FACTORS (sizeof factors / sizeof factors[0])

static void write_factor(litellm_entry *e, size_t i, toll__json value)
{
    toll_decimal factor;
    if (!toll__import_read(e->list, value, 0, e->name, factors[i].field, &factor)) {
        e->is_left_out = 1;
        return;
    }
    toll__import_multiplier(e->list, factors[i].name, &factor);
    if (factors[i].region[0] != '\0')
        (void)toll__import_copy(factors[i].region, toll__import_row(e->list, TOLL_ROW_WHEN_REGION)->text,
                                sizeof e->list->spare.text);
    else
        toll__import_when_attribute(e->list, factors[i].key, factors[i].value);
}

/* Members of provider_specific_entry that change no price. */
static int is_harmless(toll__json key)
{
    static const char *const names[] = {"realtime_ga_only", "transcription_json_or_text_only",
                                        "transcription_usage_duration"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (toll__json_is(key, names[i]))
            return 1;
    return toll__json_kind_of(toll__json_value_of(key)) != TOLL__JSON_NUMBER;
}

static void remark_unknown_factors(litellm_entry *e, toll__json nested)
{
    char name[64];
    for (toll__json key = toll__json_first(nested); key.doc != NULL; key = toll__json_next(nested, key)) {
        size_t i = 0;
        while (i < N_FACTORS && !(factors[i].is_nested && toll__json_is(key, factors[i].field)))
            i++;
        if (i < N_FACTORS || is_harmless(key))
            continue;
        (void)toll__json_copy(key, name, sizeof name);
        const int is_allowance = strstr(name, "free") != NULL;
        toll__litellm_refuse(e, name, is_allowance ? "a free allowance" : "a number of unknown meaning", !is_allowance);
    }
}

void toll__litellm_write_extras(litellm_entry *e)
{
    const toll__json nested = toll__json_get(e->fields, "provider_specific_entry");
    write_off_peak(e);
    for (size_t i = 0; i < N_FACTORS; i++) {
        const toll__json value = toll__json_get(factors[i].is_nested ? nested : e->fields, factors[i].field);
        if (value.doc != NULL)
            write_factor(e, i, value);
    }
    remark_unknown_factors(e, nested);
}
