/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a row and what follows it: unit, range, shape, group, periods, price year, quantity, nodes, in any order.
 *
 * Each number may have a unit of its own; one without takes that of the value. "10.2 kW [9 .. 11]" is 9,000 to 11,000 W,
 * and so is "10.2 kW [9000 W .. 11 kW]". */
#include "scenario/scenario_value.h"

#include <string.h>

#include "scenario/scenario_dates.h"
#include "scenario/scenario_default.h"
#include "scenario/scenario_price.h"
#include "scenario/scenario_train.h"
#include "scenario/scenario_unit.h"
#include "text/utf8.h"

#define DAYS_PER_WEEK 7

static bool entry_uses(const scenario_entry *e, uint64_t field)
{
    return (e->kind.uses & field) != 0;
}

static int shown(scenario_word word)
{
    return (int)(word.length < 40 ? word.length : 40);
}

/* ---- numbers with units ---- */

/* A unit right after a number; 0: none, and the cursor stays. */
static double read_unit(scenario_reader *r, const scenario_entry *e)
{
    const char *before = r->line.at;
    const scenario_word word = toll__scenario_next(&r->line);
    const double factor = word.length > 0 ? toll__scenario_unit(&e->kind, word, !r->has_period) : 0;
    if (!(factor > 0)) {
        r->line.at = before;
        return 0;
    }
    if (strcmp(e->kind.unit, "periods") == 0 && !toll__scenario_is(word, "periods") && r->months_line == 0)
        r->months_line = r->line.number;
    return factor;
}

/* "[20G .. 45G]", after the "[" */
static void read_range(scenario_reader *r, scenario_entry *e)
{
    scenario_line *line = &r->line;
    toll_range *value = &e->row.value;
    if (e->has_range)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "value", "a range is given twice");
    value->low = toll__scenario_number(line, "the low end");
    e->low_unit = read_unit(r, e);
    if (!toll__scenario_takes(line, ".."))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a range must be [low .. high]");
    value->high = toll__scenario_number(line, "the high end");
    e->high_unit = read_unit(r, e);
    if (!toll__scenario_takes(line, "]"))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a range must end with ]");
    e->has_range = true;
}

static double in_units(double value, double own, double common)
{
    return value * (own > 0 ? own : common > 0 ? common : 1);
}

static void apply_units(scenario_line *line, scenario_entry *e)
{
    toll_range *value = &e->row.value;
    const double time = e->is_weekly ? 1.0 / DAYS_PER_WEEK : 1;
    if (!e->has_range)
        value->low = value->high = value->mid;
    value->low = in_units(value->low, e->has_range ? e->low_unit : 0, e->unit) * time;
    value->high = in_units(value->high, e->has_range ? e->high_unit : 0, e->unit) * time;
    value->mid = in_units(value->mid, 0, e->unit) * time;
    if (!(value->low <= value->mid && value->mid <= value->high))
        toll__scenario_fail(line, TOLL_E_CONFLICT, "value", "a range must hold its value");
}

/* ---- periods, currency, year, nodes ---- */

static void check_periods(scenario_line *line, const scenario_entry *e)
{
    if (!entry_uses(e, TOLL_TCO_USES_PERIODS))
        toll__scenario_fail(line, TOLL_E_CONFLICT, "from_period", "%s holds for all periods: it takes no @",
                            e->kind.name);
}

static void read_currency(scenario_line *line, scenario_entry *e, scenario_word word)
{
    bool is_code = word.length == 3;
    for (uint64_t i = 0; i < word.length; i++)
        is_code = is_code && word.text[i] >= 'A' && word.text[i] <= 'Z';
    if (!is_code || !entry_uses(e, TOLL_TCO_USES_CURRENCY)) {
        toll__scenario_fail(line, TOLL_E_CONFLICT, "row", "%s: what \"%.*s\" is after the value is not known",
                            e->kind.name, shown(word), word.text);
        return;
    }
    if (e->row.currency[0] != 0 &&
        !toll__scenario_is(word, e->row.currency)) { /* another one would turn 2 USD of a source into 2 EUR */
        toll__scenario_fail(line, TOLL_E_CONFLICT, "currency", "%s is in %.3s already: \"%.*s\" is one too many",
                            e->kind.name, e->row.currency, shown(word), word.text);
        return;
    }
    memcpy(e->row.currency, word.text, word.length);
}

static void read_year(scenario_line *line, scenario_entry *e)
{
    double year = toll__scenario_number(line, "a price year");
    if (!(year >= 1900 && year <= 2200) || year != (int32_t)year || !toll__scenario_takes(line, ")"))
        toll__scenario_fail(line, TOLL_E_RANGE, "price_year", "a price year must be (1900) to (2200)");
    else if (!entry_uses(e, TOLL_TCO_USES_PRICE_YEAR))
        toll__scenario_fail(line, TOLL_E_CONFLICT, "price_year", "%s has no price year", e->kind.name);
    else
        e->row.price_year = (int32_t)year;
}

static void read_nodes(scenario_line *line, toll_tco_row *row)
{
    row->quantity_from = toll__scenario_number(line, "nodes");
    if (!toll__scenario_takes(line, ".."))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "quantity_from", "nodes must be from .. below");
    toll__scenario_is_over(line);
    bool is_open = line->at >= line->end || *line->at < '0' || *line->at > '9';
    row->quantity_below = is_open ? 0 : toll__scenario_number(line, "nodes");
}

/* ---- shape and group ---- */

static bool find_shape(scenario_word word, uint32_t *shape)
{
    static const struct {
        const char *word;
        uint32_t shape;
    } shapes[] = {{"bell", TOLL_RISK_BELL},
                  {"triangle", TOLL_RISK_TRIANGLE},
                  {"uniform", TOLL_RISK_UNIFORM},
                  {"lognormal", TOLL_RISK_LOGNORMAL}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (toll__scenario_is(word, shapes[i].word)) {
            *shape = shapes[i].shape;
            return true;
        }
    return false;
}

static void refuse_without_notes(const scenario_reader *r, scenario_line *line, const char *word)
{
    if (!r->has_notes)
        toll__scenario_fail(line, TOLL_E_UNSUPPORTED, "row", "%s is kept by toll_io_read_scenario() alone", word);
}

static void set_shape(scenario_reader *r, scenario_entry *e, uint32_t shape)
{
    if (e->has_shape)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "value", "a shape is given twice");
    e->has_shape = true;
    e->note.shape = shape;
    refuse_without_notes(r, &r->line, "a shape");
}

static void set_group(scenario_reader *r, scenario_entry *e)
{
    const scenario_word name = toll__scenario_next(&r->line);
    if (e->note.group != 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "group", "group is given twice");
    e->note.group = toll__scenario_group(r, name.text, name.length);
    e->note.loading = 1;
    refuse_without_notes(r, &r->line, "a group");
}

static bool is_capacity(uint32_t kind)
{
    return kind >= TOLL_TCO_CAPACITY_INPUT && kind <= TOLL_TCO_CAPACITY_TOKENS;
}

static void fill_usual_draw(const scenario_reader *r, scenario_entry *e)
{
    const uint32_t group = r->group_of[r->option] != 0 ? r->group_of[r->option] : r->group_of[0];
    const toll_range *value = &e->row.value;
    if (!e->has_shape)
        e->note.shape = value->low > 0 && value->high > 10 * value->low ? TOLL_RISK_LOGNORMAL : TOLL_RISK_BELL;
    if (e->note.group == 0 && group != 0 && e->has_range && is_capacity(e->row.kind)) {
        e->note.group = group;
        e->note.loading = 1;
    }
}

static void check_draw(scenario_line *line, const scenario_entry *e)
{
    const bool is_bell = e->note.shape == TOLL_RISK_BELL || e->note.shape == TOLL_RISK_LOGNORMAL;
    if ((e->has_shape || e->note.group != 0) && !e->has_range)
        toll__scenario_fail(line, TOLL_E_MISSING, "value", "a shape or a group is of a range: %s = ... [low .. high]",
                            e->kind.name);
    if (e->note.group != 0 && !is_bell)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "group", "a group is of bells and lognormals alone");
    if (e->note.shape == TOLL_RISK_LOGNORMAL && !(e->row.value.low > 0))
        toll__scenario_fail(line, TOLL_E_RANGE, "value", "a lognormal range must be above 0: it is of ratios");
}

/* ---- the tail ---- */

static void read_tail_word(scenario_reader *r, scenario_entry *e, scenario_word word)
{
    uint32_t shape = 0;
    double unit = toll__scenario_unit(&e->kind, word, !r->has_period);
    if (toll__scenario_is(word, "x") && entry_uses(e, TOLL_TCO_USES_QUANTITY))
        e->row.quantity = toll__scenario_number(&r->line, "the quantity");
    else if (toll__scenario_is(word, "nodes") && entry_uses(e, TOLL_TCO_USES_CURRENCY))
        read_nodes(&r->line, &e->row);
    else if (toll__scenario_is(word, "x") || toll__scenario_is(word, "nodes"))
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "row", "%s takes no %.*s", e->kind.name, shown(word), word.text);
    else if (toll__scenario_is(word, "group"))
        set_group(r, e);
    else if (find_shape(word, &shape))
        set_shape(r, e, shape);
    else if (unit > 0 && e->unit > 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "value", "a unit is given twice");
    else if (unit > 0)
        e->unit = unit;
    else
        read_currency(&r->line, e, word);
}

static void complain_sign(scenario_line *line)
{
    toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "after the value: \"%.*s\" can't be read",
                        (int)toll__io_utf8_length(line->at, (uint64_t)(line->end - line->at)), line->at);
}

static void read_tail(scenario_reader *r, scenario_entry *e)
{
    scenario_line *line = &r->line;
    while (!toll__scenario_is_over(line)) {
        if (toll__scenario_takes(line, "[")) {
            read_range(r, e);
        } else if (toll__scenario_takes(line, "@")) {
            check_periods(line, e);
            toll__scenario_periods(line, &e->row);
        } else if (toll__scenario_takes(line, "(")) {
            read_year(line, e);
        } else {
            scenario_word word = toll__scenario_next(line);
            if (word.length == 0)
                complain_sign(line);
            else
                read_tail_word(r, e, word);
        }
    }
}

/* ---- the value ---- */

static void set_code(scenario_line *line, scenario_entry *e, scenario_word word)
{
    const toll_tco_row_kind *kind = &e->kind;
    if (kind->code == TOLL_TCO_CURRENCY)
        read_currency(line, e, word);
    else if (kind->code == TOLL_TCO_ENDS && toll__scenario_is(word, "never"))
        e->row.value.mid = kind->max;
    else if (kind->code == TOLL_TCO_SIZING)
        e->row.subject = toll__scenario_code(line, TOLL_TCO_LIST_SIZE, word);
    else if (kind->max == 1 && (toll__scenario_is(word, "yes") || toll__scenario_is(word, "no")))
        e->row.value.mid = toll__scenario_is(word, "yes");
    else
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "%s must be a number, got \"%.*s\"", kind->name, shown(word),
                            word.text);
}

/* "sizing = hours", "currency = EUR", "real_money = yes", "pue = default(id)", "cost api = price(gpt-5-mini)". */
static bool read_word_value(scenario_reader *r, scenario_entry *e)
{
    scenario_line *line = &r->line;
    toll__scenario_is_over(line);
    bool is_letter =
        line->at < line->end && ((*line->at >= 'a' && *line->at <= 'z') || (*line->at >= 'A' && *line->at <= 'Z'));
    if (!is_letter)
        return false;
    scenario_word word = toll__scenario_next(line);
    if (toll__scenario_is(word, "default"))
        toll__scenario_default(line, &e->kind, !r->has_period, &e->row);
    else if (toll__scenario_is(word, "price"))
        e->is_given = toll__scenario_price(r, &e->kind, &e->row, &e->note);
    else if (toll__scenario_is(word, "gpu"))
        toll__scenario_fail(
            line, TOLL_E_UNSUPPORTED, "value",
            "gpu(...): vendors publish no price of one accelerator; write a quote, or take a whole server: "
            "buy server per node = default(...), see toll defaults find server_price");
    else if (toll__scenario_is(word, "train"))
        e->has_range = toll__scenario_train(r, &e->kind, &e->row, &e->note);
    else if (toll__scenario_is(word, "instance"))
        toll__scenario_instance(r, &e->kind, &e->row, &e->note);
    else
        set_code(line, e, word);
    return true;
}

static void check_limits(scenario_line *line, const scenario_entry *e)
{
    const toll_tco_row_kind *kind = &e->kind;
    if (!(e->row.value.low >= kind->min && e->row.value.high <= kind->max) && kind->code != TOLL_TCO_CURRENCY)
        toll__scenario_fail(line, TOLL_E_RANGE, "value", "%s must be in %g .. %g%s%s", kind->name, kind->min, kind->max,
                            kind->unit[0] != 0 ? " " : "", kind->unit);
}

void toll__scenario_value(scenario_reader *r, scenario_entry *e)
{
    scenario_line *line = &r->line;
    if (!read_word_value(r, e) && !(e->kind.code == TOLL_TCO_ENDS && toll__scenario_takes_date(r, &e->row.value.mid))) {
        e->row.value.mid = toll__scenario_number(line, e->kind.name);
        e->unit = read_unit(r, e);
    }
    if (e->is_given && !toll__scenario_is_over(line))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "after three prices at once there must be nothing");
    read_tail(r, e);
    apply_units(line, e);
    check_limits(line, e);
    fill_usual_draw(r, e);
    check_draw(line, e);
}
