/* SPDX-License-Identifier: Apache-2.0 */
/* The options of a study side by side. */
#include "tco/tco_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/table.h"

figure tco_money(const tco_study *study, double value)
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
    snprintf(shown.text, sizeof shown.text, "%.20s .. %.20s", tco_money(study, range.low).text,
             tco_money(study, range.high).text);
    return shown;
}

/* Tokens reach billions: four digits and a letter. */
static figure quantity(double value)
{
    static const char letters[] = " kMGTPE";
    int at = 0;
    figure shown;
    if (value < 1e6) {
        return figure_short(value);
    }
    for (; value >= 1000 && at < 6; at++) {
        value /= 1000;
    }
    snprintf(shown.text, sizeof shown.text, "%.30s %c", figure_rounded(value, 4).text, letters[at]);
    return shown;
}

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

#define MONEY_ROW(name, field)                                                                                         \
    static figure name(const tco_study *study, int which)                                                              \
    {                                                                                                                  \
        return tco_money(study, summary(study, which)->field);                                                         \
    }                                                                                                                  \
    static bool has_##name(const tco_study *study, int which)                                                          \
    {                                                                                                                  \
        return summary(study, which)->field != 0;                                                                      \
    }
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

#define QUANTITY_ROW(name, field)                                                                                      \
    static figure name(const tco_study *study, int which)                                                              \
    {                                                                                                                  \
        return quantity(summary(study, which)->field);                                                                 \
    }                                                                                                                  \
    static bool has_##name(const tco_study *study, int which)                                                          \
    {                                                                                                                  \
        return summary(study, which)->field != 0;                                                                      \
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

static figure total(const tco_study *study, int which)
{
    return tco_money(study, summary(study, which)->total_money);
}

static figure total_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].total.quantiles);
}

/* The point, the median of the draws and their mean are three numbers where ranges are not symmetric. */
static figure middle_and_mean(const tco_study *study, const toll_risk_spread *spread)
{
    figure shown;
    snprintf(shown.text, sizeof shown.text, "%.20s, %.20s", tco_money(study, spread->quantiles.mid).text,
             tco_money(study, spread->mean).text);
    return shown;
}

static figure total_middle(const tco_study *study, int which)
{
    return middle_and_mean(study, &study->answers[which].total);
}

static figure present_middle(const tco_study *study, int which)
{
    return middle_and_mean(study, &study->answers[which].present);
}

static figure mtok_middle(const tco_study *study, int which)
{
    return middle_and_mean(study, &study->answers[which].mtok);
}

static bool has_range(const tco_study *study, int which)
{
    return study->answers[which].has_range;
}

static figure present(const tco_study *study, int which)
{
    return tco_money(study, study->answers[which].npv);
}

static bool has_rate(const tco_study *study, int which)
{
    (void)which;
    return study->file->conventions.discount_rate_frac != 0;
}

static figure present_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].present.quantiles);
}

static bool has_present_range(const tco_study *study, int which)
{
    return has_rate(study, which) && has_range(study, which);
}

static bool is_per_token_known(const tco_study *study, int which)
{
    return (summary(study, which)->known & TOLL_TCO_KNOWN_TOKENS) != 0;
}

static figure mtok(const tco_study *study, int which)
{
    return tco_money(study, summary(study, which)->reserved_money_per_mtok);
}

static figure mtok_range(const tco_study *study, int which)
{
    return money_range(study, study->answers[which].mtok.quantiles);
}

static bool has_mtok_range(const tco_study *study, int which)
{
    return has_range(study, which) && study->answers[which].has_mtok;
}

static figure busy_share(const tco_study *study, int which)
{
    return figure_percent(summary(study, which)->load_frac);
}

static bool has_busy_share(const tco_study *study, int which)
{
    return (summary(study, which)->known & TOLL_TCO_KNOWN_LOAD) != 0;
}

/* Costs of less than the demand stand beside those of all of it. */
static figure served_share(const tco_study *study, int which)
{
    const toll_tco_summary *sum = summary(study, which);
    return figure_percent(1 - sum->unserved_tokens / sum->asked_tokens);
}

static bool has_served_share(const tco_study *study, int which)
{
    return (summary(study, which)->flags & TOLL_TCO_FLAG_UNSERVED) != 0 && summary(study, which)->asked_tokens > 0;
}

static const column_row money_rows[] = {
    {"demand SERVED, of all", served_share, has_served_share, STYLE_BAD},
    {"total", total, NULL, STYLE_TITLE},
    {"  P10 .. P90", total_range, has_range, STYLE_DIM},
    {"  P50, mean", total_middle, has_range, STYLE_DIM},
    {"present value (NPV)", present, has_rate, STYLE_TITLE},
    {"  P10 .. P90", present_range, has_present_range, STYLE_DIM},
    {"  P50, mean", present_middle, has_present_range, STYLE_DIM},
    {"per month", monthly, has_monthly, STYLE_PLAIN},
    {"per Mtok, idle included", mtok, is_per_token_known, STYLE_TITLE},
    {"  P10 .. P90", mtok_range, has_mtok_range, STYLE_DIM},
    {"  P50, mean", mtok_middle, has_mtok_range, STYLE_DIM},
    {"per Mtok, marginal", marginal, has_marginal, STYLE_PLAIN},
    {"per Mtok of output alone", output, has_output, STYLE_PLAIN},
    {"per task done", task, has_task, STYLE_PLAIN},
    {"purchases", capex, has_capex, STYLE_PLAIN},
    {"one-off", one_off, has_one_off, STYLE_PLAIN},
    {"fixed running cost", fixed_cost, has_fixed_cost, STYLE_PLAIN},
    {"variable running cost", variable, has_variable, STYLE_PLAIN},
    {"committed, used", used, has_used, STYLE_PLAIN},
    {"committed, unused", unused, has_unused, STYLE_WARN},
    {"of it for idle time", idle, has_idle, STYLE_PLAIN},
    {"revenue", revenue, has_revenue, STYLE_PLAIN},
};

static const column_row thing_rows[] = {
    {"units at the peak", units, has_units, STYLE_PLAIN},
    {"accelerators", gpus, has_gpus, STYLE_PLAIN},
    {"nodes", nodes, has_nodes, STYLE_PLAIN},
    {"utilisation of units", busy_share, has_busy_share, STYLE_PLAIN},
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

static void put_summary_rows(const tco_study *study, const screen *s, const column_row *rows, size_t n_rows)
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

static void put_category_table(const tco_study *study, const screen *s)
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
            table_cell(&t, STYLE_PLAIN, "%s", sums[i] != 0 ? tco_money(study, sums[i]).text : "-");
        }
    }
    table_finish(&t, s);
}

void tco_put_options(const tco_study *study, const screen *s)
{
    put_summary_rows(study, s, money_rows, sizeof money_rows / sizeof money_rows[0]);
    screen_newline(s);
    put_summary_rows(study, s, thing_rows, sizeof thing_rows / sizeof thing_rows[0]);
    screen_newline(s);
    put_category_table(study, s);
}
