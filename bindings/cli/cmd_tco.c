/* SPDX-License-Identifier: Apache-2.0 */
/* toll tco: a scenario's options side by side. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "complain.h"
#include "exit_codes.h"
#include "figures.h"
#include "lookup.h"
#include "table.h"
#include "tco_out.h"

#define DRAWS     1000
#define DRAWS_MAX 100000
#define SWINGS    8 /* inputs of the tornado that are shown */

/* ---- figures ---- */

static figure money(const tco_study *study, double value)
{
    figure shown;
    const char *currency = study->file->conventions.currency;
    double magnitude = fabs(value);
    figure number = magnitude >= 1000 ? figure_count((int64_t)(magnitude + 0.5)) : figure_rounded(magnitude, 3);
    bool is_usd = strcmp(currency, "USD") == 0;
    snprintf(shown.text, sizeof shown.text, "%s%s%.30s", value < 0 ? "-" : "", is_usd ? "$" : "", number.text);
    return shown;
}

static figure money_range(const tco_study *study, toll_range range)
{
    figure shown;
    snprintf(shown.text, sizeof shown.text, "%.20s .. %.20s", money(study, range.low).text, money(study, range.high).text);
    return shown;
}

static figure quantity(double value)
{
    return value >= 1e6 ? figure_scaled(value, "") : figure_short(value);
}

/* ---- the table of options ---- */

typedef struct column_row {
    const char *label;
    figure (*of)(const tco_study *study, int which);
    bool (*has)(const tco_study *study, int which); /* NULL: always */
    style look;
} column_row;

static const toll_tco_summary *summary(const tco_study *study, int which)
{
    return &study->answers[which].summary;
}

#define MONEY_ROW(name, field)                                                                                                   \
    static figure name(const tco_study *study, int which)                                                                      \
    {                                                                                                                            \
        return money(study, summary(study, which)->field);                                                                      \
    }                                                                                                                            \
    static bool has_##name(const tco_study *study, int which)                                                                   \
    {                                                                                                                            \
        return summary(study, which)->field != 0;                                                                               \
    }
MONEY_ROW(total, total_money)
MONEY_ROW(capex, capex_money)
MONEY_ROW(one_off, one_off_money)
MONEY_ROW(fixed_cost, fixed_money)
MONEY_ROW(variable, variable_money)
MONEY_ROW(used, committed_used_money)
MONEY_ROW(unused, committed_unused_money)
MONEY_ROW(idle, idle_money)
MONEY_ROW(revenue, revenue_money)
MONEY_ROW(monthly, money_per_month)
MONEY_ROW(marginal, marginal_money_per_mtok)
MONEY_ROW(output, output_money_per_mtok)
MONEY_ROW(task, money_per_task)

#define QUANTITY_ROW(name, field)                                                                                                \
    static figure name(const tco_study *study, int which)                                                                      \
    {                                                                                                                            \
        return quantity(summary(study, which)->field);                                                                          \
    }                                                                                                                            \
    static bool has_##name(const tco_study *study, int which)                                                                   \
    {                                                                                                                            \
        return summary(study, which)->field != 0;                                                                               \
    }
QUANTITY_ROW(units, units_peak)
QUANTITY_ROW(gpus, gpus_peak)
QUANTITY_ROW(nodes, nodes_peak)
QUANTITY_ROW(fte, fte_mean)
QUANTITY_ROW(local, local_tokens)
QUANTITY_ROW(remote, remote_tokens)
QUANTITY_ROW(unserved, unserved_tokens)
QUANTITY_ROW(kwh, kwh)
QUANTITY_ROW(co2_use, co2_use_kg)
QUANTITY_ROW(co2_made, co2_embodied_kg)

static figure total_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].total);
}

static bool has_range(const tco_study *study, int which)
{
    return study->answers[which].has_range;
}

static figure present(const tco_study *study, int which)
{
    return money(study, study->answers[which].npv);
}

static bool has_rate(const tco_study *study, int which)
{
    (void)which;
    return study->file->conventions.discount_rate_frac != 0;
}

static figure present_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].present);
}

static bool has_present_range(const tco_study *study, int which)
{
    return has_rate(study, which) && has_range(study, which);
}

static bool has_tokens(const tco_study *study, int which)
{
    return (summary(study, which)->known & TOLL_TCO_KNOWN_TOKENS) != 0;
}

static figure mtok(const tco_study *study, int which)
{
    return money(study, summary(study, which)->reserved_money_per_mtok);
}

static figure mtok_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].mtok);
}

static bool has_mtok_range(const tco_study *study, int which)
{
    return has_tokens(study, which) && has_range(study, which);
}

static figure load(const tco_study *study, int which)
{
    return figure_percent(summary(study, which)->load_frac);
}

static bool has_load(const tco_study *study, int which)
{
    return (summary(study, which)->known & TOLL_TCO_KNOWN_LOAD) != 0;
}

static const column_row money_rows[] = {
    {"total", total, NULL, STYLE_TITLE},
    {"  P10 .. P90", total_range, has_range, STYLE_DIM},
    {"worth today (NPV)", present, has_rate, STYLE_TITLE},
    {"  P10 .. P90", present_range, has_present_range, STYLE_DIM},
    {"per month", monthly, has_monthly, STYLE_PLAIN},
    {"per Mtok, idle included", mtok, has_tokens, STYLE_TITLE},
    {"  P10 .. P90", mtok_range, has_mtok_range, STYLE_DIM},
    {"per Mtok, one more", marginal, has_marginal, STYLE_PLAIN},
    {"per Mtok of output alone", output, has_output, STYLE_PLAIN},
    {"per task done", task, has_task, STYLE_PLAIN},
    {"purchases", capex, has_capex, STYLE_PLAIN},
    {"one-off", one_off, has_one_off, STYLE_PLAIN},
    {"fixed running cost", fixed_cost, has_fixed_cost, STYLE_PLAIN},
    {"cost that runs with load", variable, has_variable, STYLE_PLAIN},
    {"committed, used", used, has_used, STYLE_PLAIN},
    {"committed, unused", unused, has_unused, STYLE_WARN},
    {"of it for idle time", idle, has_idle, STYLE_PLAIN},
    {"revenue", revenue, has_revenue, STYLE_PLAIN},
};

static const column_row thing_rows[] = {
    {"units at the peak", units, has_units, STYLE_PLAIN},
    {"accelerators", gpus, has_gpus, STYLE_PLAIN},
    {"nodes", nodes, has_nodes, STYLE_PLAIN},
    {"busy share of their time", load, has_load, STYLE_PLAIN},
    {"staff, FTE", fte, has_fte, STYLE_PLAIN},
    {"tokens, own", local, has_local, STYLE_PLAIN},
    {"tokens, bought", remote, has_remote, STYLE_PLAIN},
    {"tokens NOT SERVED", unserved, has_unserved, STYLE_BAD},
    {"kWh at the meter", kwh, has_kwh, STYLE_PLAIN},
    {"kgCO2e, use", co2_use, has_co2_use, STYLE_PLAIN},
    {"kgCO2e, making", co2_made, has_co2_made, STYLE_PLAIN},
};

static bool is_row_shown(const tco_study *study, const column_row *row)
{
    for (int i = 0; i < study->file->n_options; i++) {
        if (row->has == NULL || row->has(study, i)) {
            return true;
        }
    }
    return false;
}

static void start_table(const tco_study *study, table *t)
{
    char align[TABLE_COLUMNS + 1] = "l";
    int columns = study->file->n_options < TABLE_COLUMNS - 1 ? study->file->n_options : TABLE_COLUMNS - 1;
    for (int i = 0; i < columns; i++) {
        align[i + 1] = 'r';
    }
    align[columns + 1] = 0;
    table_start(t, align, 1);
    for (int i = 0; i < columns; i++) {
        table_head(t, i + 1, study->file->names[i]);
    }
}

static void put_rows(const tco_study *study, const screen *s, const column_row *rows, size_t n_rows)
{
    table t;
    start_table(study, &t);
    for (size_t r = 0; r < n_rows; r++) {
        if (!is_row_shown(study, &rows[r])) {
            continue;
        }
        table_cell(&t, STYLE_PLAIN, "%s", rows[r].label);
        for (int i = 0; i < t.columns - 1; i++) {
            bool is_there = rows[r].has == NULL || rows[r].has(study, i);
            table_cell(&t, rows[r].look, "%s", is_there ? rows[r].of(study, i).text : "-");
        }
    }
    table_finish(&t, s);
}

static void put_categories(const tco_study *study, const screen *s)
{
    table t;
    start_table(study, &t);
    table_head(&t, 0, "paid for");
    for (uint32_t category = 1; category < TOLL_TCO_CATEGORIES; category++) {
        double sums[TABLE_COLUMNS];
        bool is_any = false;
        for (int i = 0; i < t.columns - 1; i++) {
            sums[i] = tco_study_sum(study, i, TOLL_TCO_SERIES_CASH, category);
            is_any = is_any || sums[i] != 0;
        }
        if (!is_any) {
            continue;
        }
        table_cell(&t, STYLE_PLAIN, "%s", toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, category));
        for (int i = 0; i < t.columns - 1; i++) {
            table_cell(&t, STYLE_PLAIN, "%s", sums[i] != 0 ? money(study, sums[i]).text : "-");
        }
    }
    table_finish(&t, s);
}

/* ---- how options stand against the first ---- */

static void crossing_text(const tco_study *study, const tco_answer *a, int which, char *text, size_t size)
{
    double difference = a->cash[study->file->conventions.periods] - study->answers[0].cash[study->file->conventions.periods];
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < a->n_crossings && i < TCO_CROSSINGS && used < size; i++) {
        int length = snprintf(text + used, size - used, "%s%s after %.1f periods", i > 0 ? "; " : "",
                              a->is_below[i] ? "cheaper" : "dearer", a->crossings[i]);
        used += length > 0 ? (size_t)length : 0;
    }
    if (a->n_crossings == 0) {
        snprintf(text, size, "never %s within the horizon: it is %s all along", difference < 0 ? "dearer" : "cheaper",
                 difference < 0 ? "cheaper" : "dearer");
    }
    (void)which;
}

static void put_against(const tco_study *study, const screen *s)
{
    for (int i = 1; i < study->file->n_options; i++) {
        const tco_answer *a = &study->answers[i];
        char text[500], crossings[320], first[80];
        crossing_text(study, a, i, crossings, sizeof crossings);
        size_t used = (size_t)snprintf(text, sizeof text, "cumulative cost %s", crossings);
        if ((a->irr.known & TOLL_FINANCE_IRR_RATE) != 0 && used < sizeof text) {
            double yearly = pow(1 + a->irr.rate_frac, 1 / study->file->conventions.period_years) - 1;
            used += (size_t)snprintf(text + used, sizeof text - used, "; return %s a year", figure_percent(yearly).text);
        } else if (a->irr.roots > 1 && used < sizeof text) {
            used += (size_t)snprintf(text + used, sizeof text - used, "; %lld rates of return: go by NPV", (long long)a->irr.roots);
        }
        if (study->draws > 0 && used < sizeof text) {
            snprintf(text + used, sizeof text - used, "; cheaper today in %s of the draws", figure_percent(a->cheaper_frac).text);
        }
        snprintf(first, sizeof first, "  %.40s against %.30s: ", study->file->names[i], study->file->names[0]);
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
}

/* ---- what the answer hangs on ---- */

typedef struct swing {
    uint64_t row;
    double low, high; /* the answer at the row's P10 and P90 */
} swing;

static int wider(const void *a, const void *b)
{
    double x = fabs(((const swing *)a)->high - ((const swing *)a)->low), y = fabs(((const swing *)b)->high - ((const swing *)b)->low);
    return (x < y) - (x > y);
}

static uint64_t find_swings(const tco_study *study, const toll_risk_question *question, swing *swings, double *middle)
{
    const tco_file *f = study->file;
    uint64_t count = 0, work_size = toll_risk_work_size(f->plan, f->plan_size);
    double *low = calloc(f->n_rows, sizeof *low), *high = calloc(f->n_rows, sizeof *high);
    void *work = malloc(work_size);
    if (low == NULL || high == NULL || work == NULL) {
        abort();
    }
    if (toll_risk_estimate_swings(f->plan, f->plan_size, question, low, high, f->n_rows, middle, work, work_size, NULL) == TOLL_OK) {
        for (uint64_t i = 0; i < f->n_rows; i++) {
            if (low[i] != high[i]) {
                swings[count++] = (swing){i, low[i], high[i]};
            }
        }
    }
    qsort(swings, count, sizeof *swings, wider);
    free(low);
    free(high);
    free(work);
    return count;
}

/* The number of a row at which the cheaper option is another, within the limits of its kind. */
static figure flip_text(const tco_study *study, const toll_risk_question *question, const toll_tco_row *row, uint64_t index)
{
    const tco_file *f = study->file;
    figure shown = {"-"};
    toll_tco_row_kind kind;
    toll_risk_flip flip;
    uint64_t work_size = toll_risk_work_size(f->plan, f->plan_size);
    void *work = malloc(work_size);
    start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
    start_struct(&flip, sizeof flip, TOLL_KIND_RISK_FLIP);
    toll_tco_get_row_kind(row->kind, &kind, NULL);
    double low = fmax(kind.min, row->value.mid >= 0 ? 0 : 10 * row->value.mid), high = fmin(kind.max, 10 * fabs(row->value.mid));
    toll_status status = work == NULL ? TOLL_E_BUFFER
                                      : toll_risk_find_flip(f->plan, f->plan_size, question, index, low, fmax(high, row->value.mid),
                                                            &flip, work, work_size, NULL);
    if (status == TOLL_OK && (flip.known & TOLL_RISK_FLIP_CHANGE) != 0) {
        snprintf(shown.text, sizeof shown.text, "%.40s", figure_rounded(flip.value + flip.change, 4).text);
    }
    free(work);
    return shown;
}

static void put_tornado(const tco_study *study, const screen *s, int which)
{
    const tco_file *f = study->file;
    toll_risk_question question;
    double middle = 0;
    char head[120];
    table t;
    swing *swings = calloc(f->n_rows, sizeof *swings);
    if (swings == NULL) {
        abort();
    }
    start_struct(&question, sizeof question, TOLL_KIND_RISK_QUESTION);
    question.option = f->options[which];
    question.against = f->n_options > 1 ? f->options[0] : 0;
    uint64_t count = find_swings(study, &question, swings, &middle);
    snprintf(head, sizeof head, "%.60s%s", f->names[which], f->n_options > 1 ? ", less the first" : "");
    table_start(&t, "lrrrr", 1);
    table_head(&t, 0, head);
    table_head(&t, 1, "at P10");
    table_head(&t, 2, "at P90");
    table_head(&t, 3, "now");
    table_head(&t, 4, f->n_options > 1 ? "flips at" : "");
    for (uint64_t i = 0; i < count && i < SWINGS; i++) {
        const toll_tco_row *row = &f->rows[swings[i].row];
        char text[120];
        tco_row_text(row, text, sizeof text);
        table_cell(&t, STYLE_PLAIN, "%s", text);
        table_cell(&t, STYLE_PLAIN, "%s", money(study, swings[i].low).text);
        table_cell(&t, STYLE_PLAIN, "%s", money(study, swings[i].high).text);
        table_cell(&t, STYLE_DIM, "%s", figure_rounded(row->value.mid, 4).text);
        table_cell(&t, STYLE_DIM, "%s", f->n_options > 1 ? flip_text(study, &question, row, swings[i].row).text : "");
    }
    if (count > 0) {
        table_finish(&t, s);
        screen_newline(s);
    } else {
        table_drop(&t);
    }
    free(swings);
}

/* ---- conventions, defaults, warnings ---- */

static void put_conventions(const tco_study *study, const screen *s)
{
    const toll_tco_conventions *c = &study->file->conventions;
    char text[400];
    snprintf(text, sizeof text,
             "%lld periods of %s hours (%s h a month, %s h a year), %s%s; discounted at %s a year: purchases at the start of their "
             "period, running cost in its middle, the close at the end",
             (long long)c->periods, figure_plain(c->period_hours).text, figure_plain(c->hours_per_month).text,
             figure_plain(c->hours_per_year).text, c->currency, c->real_money != 0 ? " of period 0 (real)" : " (nominal)",
             figure_percent(c->discount_rate_frac).text);
    screen_paragraph(s, STYLE_DIM, "  Conventions: ", text);
    if (study->draws > 0) {
        snprintf(text, sizeof text, "%lld draws, seed %llu, inputs independent", (long long)study->draws, (unsigned long long)study->seed);
        screen_paragraph(s, STYLE_DIM, "  Ranges:      ", text);
    }
}

static bool is_given(const tco_file *f, uint32_t kind)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        if (f->rows[i].kind == kind) {
            return true;
        }
    }
    return false;
}

/* What holds because the file says nothing else; additions of nothing are left out. */
static void put_defaults(const tco_study *study, const screen *s)
{
    char text[2000] = "";
    size_t used = 0;
    for (uint32_t kind = 1; kind < toll_tco_count_names(TOLL_TCO_LIST_KIND); kind++) {
        toll_tco_row_kind about;
        start_struct(&about, sizeof about, TOLL_KIND_TCO_ROW_KIND);
        bool is_kind = toll_tco_get_row_kind(kind, &about, NULL) == TOLL_OK;
        bool is_default = is_kind && (about.uses & TOLL_TCO_USES_ABSENT) != 0 && about.absent_value != 0;
        if (is_default && !is_given(study->file, kind) && used < sizeof text) {
            int length = snprintf(text + used, sizeof text - used, "%s%s %s", used > 0 ? ", " : "", about.name,
                                  figure_plain(about.absent_value).text);
            used += length > 0 ? (size_t)length : 0;
        }
    }
    if (used > 0) {
        screen_paragraph(s, STYLE_DIM, "  Defaults:    ", text);
    }
}

static void put_warnings(const tco_study *study, const screen *s)
{
    static const struct {
        uint64_t flag;
        const char *text;
    } warnings[] = {
        {TOLL_TCO_FLAG_UNSERVED, "demand grows past what can be served"},
        {TOLL_TCO_FLAG_STRANDED, "a commitment ends beyond the horizon: its rest is paid in the close"},
        {TOLL_TCO_FLAG_REPLACED, "something reaches the end of its life and is bought again, at that day's price"},
        {TOLL_TCO_FLAG_UNUSED, "committed hours go unused"},
        {TOLL_TCO_FLAG_ZERO_PRICE, "a price curve reaches 0 within the horizon"},
    };
    for (int i = 0; i < study->file->n_options; i++) {
        for (size_t k = 0; k < sizeof warnings / sizeof warnings[0]; k++) {
            if ((summary(study, i)->flags & warnings[k].flag) != 0) {
                char first[80];
                snprintf(first, sizeof first, "  %.60s: ", study->file->names[i]);
                screen_paragraph(s, STYLE_WARN, first, warnings[k].text);
            }
        }
    }
}

static void put_study(const tco_study *study, const screen *s)
{
    put_rows(study, s, money_rows, sizeof money_rows / sizeof money_rows[0]);
    screen_newline(s);
    put_rows(study, s, thing_rows, sizeof thing_rows / sizeof thing_rows[0]);
    screen_newline(s);
    put_categories(study, s);
    screen_newline(s);
    for (int i = study->file->n_options > 1 ? 1 : 0; i < study->file->n_options && study->draws > 0; i++) {
        put_tornado(study, s, i);
    }
    if (study->file->n_options > 1) {
        put_against(study, s);
        screen_newline(s);
    }
    put_warnings(study, s);
    put_conventions(study, s);
    put_defaults(study, s);
}

/* ---- kinds ---- */

static int put_kinds(const screen *s)
{
    table t;
    table_start(&t, "llll", 1);
    table_head(&t, 0, "key");
    table_head(&t, 1, "unit");
    table_head(&t, 2, "default");
    table_head(&t, 3, "meaning");
    for (uint32_t code = 1; code < toll_tco_count_names(TOLL_TCO_LIST_KIND); code++) {
        toll_tco_row_kind kind;
        start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
        if (toll_tco_get_row_kind(code, &kind, NULL) == TOLL_OK && code != TOLL_TCO_OPTION) {
            bool has_default = (kind.uses & TOLL_TCO_USES_ABSENT) != 0;
            table_cell(&t, STYLE_TITLE, "%s", kind.name);
            table_cell(&t, STYLE_DIM, "%s", kind.unit);
            table_cell(&t, STYLE_DIM, "%s", has_default ? figure_plain(kind.absent_value).text : "");
            table_cell(&t, STYLE_PLAIN, "%s", kind.help);
        }
    }
    table_finish(&t, s);
    return EXIT_FINE;
}

static void put_names(const screen *s, const char *first, uint32_t list)
{
    char text[1200] = "";
    size_t used = 0;
    for (uint32_t code = 0; code < toll_tco_count_names(list) && used < sizeof text; code++) {
        const char *name = toll_tco_get_name(list, code);
        int length = name[0] != 0 ? snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? " " : "", name) : 0;
        used += length > 0 ? (size_t)length : 0;
    }
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static int show_kinds(const screen *s)
{
    put_kinds(s);
    screen_newline(s);
    put_names(s, "  categories      ", TOLL_TCO_LIST_CATEGORY);
    put_names(s, "  per             ", TOLL_TCO_LIST_BASIS);
    put_names(s, "  time            ", TOLL_TCO_LIST_TIME);
    put_names(s, "  price curves    ", TOLL_TCO_LIST_CURVE);
    put_names(s, "  sizing          ", TOLL_TCO_LIST_SIZE);
    put_names(s, "  depreciation    ", TOLL_TCO_LIST_SPREAD);
    return EXIT_FINE;
}

/* ---- the command ---- */

static bool write_files(const args *a, const tco_study *study)
{
    int64_t start_s = 0;
    if (args_has(a, OPTION_FOCUS) && (!args_has(a, OPTION_START) || !instant_parse(a->text[OPTION_START], &start_s))) {
        complain("--focus needs --start, the first day of the horizon: --start 2027-01-01");
        return false;
    }
    return (!args_has(a, OPTION_LEDGER) || tco_write_ledger(study, a->text[OPTION_LEDGER])) &&
           (!args_has(a, OPTION_FOCUS) || tco_write_focus(study, a->text[OPTION_FOCUS], start_s)) &&
           (!args_has(a, OPTION_SVG) || tco_write_chart(study, a->text[OPTION_SVG]));
}

/* "-" as a file takes the place of the answer on stdout. */
static bool is_stdout_taken(const args *a)
{
    static const option files[] = {OPTION_LEDGER, OPTION_FOCUS, OPTION_SVG};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (args_has(a, files[i]) && strcmp(a->text[files[i]], "-") == 0) {
            return true;
        }
    }
    return false;
}

static int answer(const args *a, const screen *s, const tco_file *file, int64_t draws)
{
    tco_study study;
    uint64_t seed = args_has(a, OPTION_SEED) ? (uint64_t)a->count[OPTION_SEED] : 1;
    bool is_made = tco_study_make(&study, file, draws, seed) && write_files(a, &study);
    if (is_made && !is_stdout_taken(a)) {
        if (args_has(a, OPTION_JSON)) {
            tco_json(&study);
        } else {
            put_study(&study, s);
        }
    }
    tco_study_free(&study);
    return is_made ? EXIT_FINE : EXIT_BAD_INPUT;
}

int command_tco(const args *a, const screen *s)
{
    tco_file file;
    int64_t draws = args_has(a, OPTION_DRAWS) ? a->count[OPTION_DRAWS] : DRAWS;
    if (a->n_words != 1) {
        return complain("give one scenario file, or kinds: toll tco FILE");
    }
    if (strcmp(a->words[0], "kinds") == 0) {
        return show_kinds(s);
    }
    if (draws < 0 || draws > DRAWS_MAX || draws == 1) {
        return complain("--draws must be 0, or from 2 to %d", DRAWS_MAX);
    }
    int code = EXIT_BAD_INPUT;
    if (tco_file_load(&file, a->words[0])) {
        code = file.n_options > 0 ? answer(a, s, &file, draws) : complain("%s declares no option: [own] Own servers", file.path);
    }
    tco_file_free(&file);
    return code;
}
