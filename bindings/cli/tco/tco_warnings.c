/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a scenario that mean what was hardly meant: they are evaluated as they stand, and named.
 *
 * Example: "cost staff per fte = 100k" is paid once, as a set-up fee would be; a salary is "per fte per year". */
#include "tco/tco_warnings.h"

#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"
#include "tco/tco_verdict.h"

/* ---- rows ---- */

/* A stock is there over time. That of one is paid once on purpose: a project, a move. */
static bool is_stock_paid_once(const tco_file *f, uint64_t i)
{
    const toll_tco_row *row = &f->rows[i];
    bool is_stock = row->basis >= TOLL_TCO_PER_UNIT && row->basis <= TOLL_TCO_PER_CAPEX;
    return (row->kind == TOLL_TCO_COST || row->kind == TOLL_TCO_INCOME) && is_stock && row->time == TOLL_TCO_ONCE &&
           row->value.high > 0;
}

/* 8 is 800 % a year; 120 % is written with its sign. */
static bool is_rate_without_percent(const tco_file *f, uint64_t i)
{
    const toll_tco_row *row = &f->rows[i];
    bool is_rate = row->kind == TOLL_TCO_DISCOUNT_RATE || row->kind == TOLL_TCO_INFLATION ||
                   row->kind == TOLL_TCO_GROWTH_LINEAR || row->kind == TOLL_TCO_GROWTH_COMPOUND ||
                   row->kind == TOLL_TCO_CURVE_RATE;
    return is_rate && row->value.high > 1 && !f->has_percent[i];
}

static bool do_meet(const toll_tco_row *a, const toll_tco_row *b)
{
    int32_t end_a = a->to_period == 0 ? INT32_MAX : a->to_period, end_b = b->to_period == 0 ? INT32_MAX : b->to_period;
    bool is_one_option = a->option == b->option || a->option == 0 || b->option == 0;
    return is_one_option && a->from_period < end_b && b->from_period < end_a;
}

/* Demands add; a share of one, as in "x 0.3", is split on purpose. */
static bool is_demand_given_twice(const tco_file *f, uint64_t i)
{
    const toll_tco_row *row = &f->rows[i];
    if (row->kind < TOLL_TCO_INPUT_TOKENS || row->kind > TOLL_TCO_TASK_OUTPUT || row->quantity != 1) {
        return false;
    }
    for (uint64_t k = 0; k < i; k++) {
        if (f->rows[k].kind == row->kind && f->rows[k].quantity == 1 && do_meet(row, &f->rows[k])) {
            return true;
        }
    }
    return false;
}

static bool has_resale(const tco_file *f, uint32_t option)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const toll_tco_row *row = &f->rows[i];
        bool is_for = option == 0 || row->option == 0 || row->option == option;
        if (row->kind == TOLL_TCO_RESIDUAL && row->value.high > 0 && is_for) {
            return true;
        }
    }
    return false;
}

/* What was written off and then sold would be taxed. */
static bool is_resale_untaxed(const tco_file *f, uint64_t i)
{
    const toll_tco_row *row = &f->rows[i];
    return row->kind == TOLL_TCO_TAX_RATE && row->subject == 0 && row->value.high > 0 && has_resale(f, row->option);
}

static bool is_shared(const toll_tco_row *row)
{
    return (row->kind >= TOLL_TCO_INPUT_TOKENS && row->kind <= TOLL_TCO_TASK_OUTPUT) ||
           row->kind == TOLL_TCO_GROWTH_LINEAR || row->kind == TOLL_TCO_GROWTH_COMPOUND ||
           row->kind == TOLL_TCO_DEMAND_STEP || row->kind == TOLL_TCO_PEAK;
}

/* One demand, stated for each option with a range: in one draw the options then serve different futures, and their odds
 * are of luck. A group that both are in draws them together. */
static bool is_drawn_apart(const tco_file *f, uint64_t i)
{
    const toll_tco_row *row = &f->rows[i];
    if (!is_shared(row) || row->option == 0 || !(row->value.low < row->value.high)) {
        return false;
    }
    for (uint64_t k = 0; k < i; k++) {
        const toll_tco_row *other = &f->rows[k];
        const bool is_together = f->inputs[i].group != 0 && f->inputs[i].group == f->inputs[k].group;
        if (other->kind == row->kind && other->option != 0 && other->option != row->option && !is_together &&
            other->value.low < other->value.high) {
            return true;
        }
    }
    return false;
}

static const struct doubt {
    const char *code;
    bool (*holds)(const tco_file *f, uint64_t row);
    const char *text;
} doubts[] = {
    {"stock_priced_once", is_stock_paid_once, "is paid once: add per year or per month if it runs on"},
    {"rate_without_percent", is_rate_without_percent, "is above 1 a year, which is 100 %: write it with a % sign"},
    {"demand_given_twice", is_demand_given_twice, "is given before for the same periods: the two add"},
    {"drawn_apart", is_drawn_apart,
     "has a range of its own in another option, too: each is drawn apart; state it once, before the first option, or "
     "give both one group"},
    {"resale_untaxed", is_resale_untaxed, "saves tax on depreciation, and resale is untaxed: tax_rate 1 taxes both"},
};

#define DOUBTS (sizeof doubts / sizeof doubts[0])

/* ---- options ---- */

static const struct happening {
    uint64_t flag;
    const char *code, *text;
} happenings[] = {
    {TOLL_TCO_FLAG_UNSERVED, "unserved", "demand exceeds what can be served"},
    {TOLL_TCO_FLAG_STRANDED, "stranded", "a commitment outlasts the horizon: its remaining payments fall in the close"},
    {TOLL_TCO_FLAG_REPLACED, "replaced",
     "something reaches the end of its life and is bought again, at the price of that day"},
    {TOLL_TCO_FLAG_UNUSED, "unused", "committed hours go unused"},
    {TOLL_TCO_FLAG_ZERO_PRICE, "zero_price", "a price curve reaches 0 within the horizon"},
    {TOLL_TCO_FLAG_LOWER_PEAK, "lower_peak",
     "its units are sized for a flatter day than those of another option: state peak and profile once, before the "
     "first "
     "option"},
    {TOLL_TCO_FLAG_ENDS, "ends",
     "a supply ends within the horizon: what it served goes to the other one, or is unserved"},
};

#define HAPPENINGS (sizeof happenings / sizeof happenings[0])

/* Which supply ends when, and why: " (ends api 3.775: gpt-x is retired on 2027-03-24 ...)". */
static void add_ends(const tco_study *study, int option, char *text, size_t size)
{
    const tco_file *f = study->file;
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const toll_tco_row *row = &f->rows[i];
        const size_t used = strlen(text);
        if (row->kind != TOLL_TCO_ENDS || (row->option != 0 && row->option != f->options[option])) {
            continue;
        }
        snprintf(text + used, size - used, " (%s after %s periods%s%s)",
                 toll_tco_get_name(TOLL_TCO_LIST_SUPPLY, row->subject), figure_plain(row->value.mid).text,
                 f->notes[i].origin[0] != 0 ? ": " : "", f->notes[i].origin);
    }
}

static void happening_text(const tco_study *study, int option, const struct happening *h, char *text, size_t size)
{
    snprintf(text, size, "%s", h->text);
    if (h->flag == TOLL_TCO_FLAG_ENDS) {
        add_ends(study, option, text, size);
    }
}

/* ---- on the screen ---- */

static void put_doubts(const tco_file *f, const screen *s)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        for (size_t k = 0; k < DOUBTS; k++) {
            char first[40], name[120], text[280];
            if (!doubts[k].holds(f, i)) {
                continue;
            }
            tco_row_text(&f->rows[i], name, sizeof name);
            snprintf(first, sizeof first, "  line %u: ", f->lines[i]);
            snprintf(text, sizeof text, "%s %s", name, doubts[k].text);
            screen_paragraph(s, STYLE_WARN, first, text);
        }
    }
}

#define SPLIT "the medians and the draws do not name the same option as the cheapest: ranges are not symmetric"

static bool is_split(const tco_study *study)
{
    tco_verdict verdict;
    tco_verdict_make(study, &verdict);
    return verdict.is_split;
}

void tco_put_warnings(const tco_study *study, const screen *s)
{
    if (is_split(study)) {
        screen_paragraph(s, STYLE_WARN, "  Verdict:     ", SPLIT);
    }
    put_doubts(study->file, s);
    for (int i = 0; i < study->file->n_options; i++) {
        for (size_t k = 0; k < HAPPENINGS; k++) {
            if ((study->answers[i].summary.flags & happenings[k].flag) != 0) {
                char first[80], text[500];
                snprintf(first, sizeof first, "  %.60s: ", study->file->names[i]);
                happening_text(study, i, &happenings[k], text, sizeof text);
                screen_paragraph(s, STYLE_WARN, first, text);
            }
        }
    }
}

/* ---- as JSON ---- */

static void json_doubts(json *j, const tco_file *f)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        for (size_t k = 0; k < DOUBTS; k++) {
            char name[120], text[280];
            if (!doubts[k].holds(f, i)) {
                continue;
            }
            tco_row_text(&f->rows[i], name, sizeof name);
            snprintf(text, sizeof text, "%s %s", name, doubts[k].text);
            json_object(j, NULL);
            json_text(j, "code", doubts[k].code);
            json_text(j, "text", text);
            json_integer(j, "line", f->lines[i]);
            json_null(j, "option");
            json_close(j);
        }
    }
}

void tco_json_warnings(json *j, const tco_study *study)
{
    json_array(j, "warnings");
    if (is_split(study)) {
        json_object(j, NULL);
        json_text(j, "code", "point_and_draws_differ");
        json_text(j, "text", SPLIT);
        json_null(j, "line");
        json_null(j, "option");
        json_close(j);
    }
    json_doubts(j, study->file);
    for (int i = 0; i < study->file->n_options; i++) {
        for (size_t k = 0; k < HAPPENINGS; k++) {
            if ((study->answers[i].summary.flags & happenings[k].flag) != 0) {
                char text[500];
                happening_text(study, i, &happenings[k], text, sizeof text);
                json_object(j, NULL);
                json_text(j, "code", happenings[k].code);
                json_text(j, "text", text);
                json_null(j, "line");
                json_text(j, "option", study->file->names[i]);
                json_close(j);
            }
        }
    }
    json_close(j);
}
