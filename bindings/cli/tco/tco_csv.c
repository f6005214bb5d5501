/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as CSV: as it is, and as FOCUS charges (FinOps FOCUS 1.2: columns of cost, charge, pricing and
 * commitment). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "output/give_up.h"
#include "output/out_file.h"
#include "output/outside_text.h"
#include "tco/tco_out.h"

typedef struct ledger_lines {
    toll_tco_line *lines;
    uint64_t count;
} ledger_lines;

static ledger_lines read_ledger(const tco_study *study, int option)
{
    const tco_file *f = study->file;
    ledger_lines l = {0};
    uint64_t size = f->conventions.account_bytes;
    uint64_t *account = study->answers[option].account;
    toll_tco_get_lines(f->plan, f->plan_size, account, size, NULL, 0, &l.count, NULL);
    l.lines = claim(l.count + 1, sizeof *l.lines);
    if (toll_tco_get_lines(f->plan, f->plan_size, account, size, l.lines, l.count, &l.count, NULL) != TOLL_OK) {
        give_up("an account can't be read"); /* it is our own */
    }
    return l;
}

static FILE *open_out(const char *path)
{
    toll_error err;
    FILE *out = out_file_open(path, &err);
    if (out == NULL) {
        complain("%s: %s", path, err.message);
    }
    return out;
}

static bool close_out(const char *path)
{
    toll_error err = {0};
    return out_file_close(&err) || complain("%s: %s", path, err.message) == EXIT_FINE;
}

/* ---- the ledger as it is ---- */

static void put_ledger_line(FILE *out, const tco_study *study, int option, const toll_tco_line *l)
{
    const tco_file *f = study->file;
    bool has_row = l->row >= 0 && (uint64_t)l->row < f->n_rows;
    outside_csv(out, f->names[option]);
    fprintf(out, ",%u,%s,%s,%d,%s,%d,%d,%s,%.17g,%s,%.17g,%.17g,%s,", has_row ? f->lines[l->row] : 0,
            toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, l->category), toll_tco_get_name(TOLL_TCO_LIST_NATURE, l->nature),
            l->paid_period, l->paid_within != 0 ? "within" : "start", l->spread_period, l->spread_periods,
            toll_tco_get_name(TOLL_TCO_LIST_SPREAD, l->spread), l->quantity,
            toll_tco_get_name(TOLL_TCO_LIST_BASIS, l->basis), l->unit_price, l->amount, l->currency);
    outside_csv(out, has_row ? f->rows[l->row].text : "");
    fputc('\n', out);
}

bool tco_write_ledger(const tco_study *study, const char *path)
{
    FILE *out = open_out(path);
    if (out == NULL) {
        return false;
    }
    fputs("option,file_line,category,nature,paid_period,paid,spread_period,spread_periods,spread,quantity,unit,"
          "unit_price,amount,"
          "currency,label\n",
          out);
    for (int i = 0; i < study->file->n_options; i++) {
        ledger_lines l = read_ledger(study, i);
        for (uint64_t k = 0; k < l.count; k++) {
            put_ledger_line(out, study, i, &l.lines[k]);
        }
        free(l.lines);
    }
    return close_out(path);
}

/* ---- FOCUS ---- */

/* Months end on the calendar; other periods go by their hours. The close is an instant at the end of the horizon. */
static int64_t period_start(const tco_study *study, int64_t start_s, int64_t period)
{
    const toll_tco_conventions *c = &study->file->conventions;
    double months = c->period_hours / c->hours_per_month;
    int64_t whole = (int64_t)(months + 0.5);
    bool is_calendar = whole >= 1 && months > (double)whole - 1e-9 && months < (double)whole + 1e-9;
    return is_calendar ? instant_add_months(start_s, whole * period)
                       : start_s + (int64_t)(3600 * c->period_hours * (double)period);
}

static const char *charge_category(const toll_tco_line *l)
{
    if (l->category == TOLL_TCO_TAX) {
        return "Tax";
    }
    if (l->nature == TOLL_TCO_CREDIT) {
        return "Credit";
    }
    return l->nature == TOLL_TCO_CAPEX || l->nature == TOLL_TCO_ONE_OFF ? "Purchase" : "Usage";
}

static const char *charge_frequency(const toll_tco_line *l)
{
    if (l->nature == TOLL_TCO_CAPEX || l->nature == TOLL_TCO_ONE_OFF || l->nature == TOLL_TCO_CREDIT) {
        return "One-Time";
    }
    return l->nature == TOLL_TCO_VARIABLE ? "Usage-Based" : "Recurring";
}

static const char *commitment_status(const toll_tco_line *l)
{
    if (l->nature == TOLL_TCO_USED) {
        return "Used";
    }
    return l->nature == TOLL_TCO_UNUSED ? "Unused" : "";
}

typedef struct focus_charge {
    const toll_tco_line *line;
    double billed, effective, quantity;
    int64_t from_s, until_s;
    const char *category;
} focus_charge;

static void put_charge(FILE *out, const tco_study *study, int option, const focus_charge *c)
{
    const tco_file *f = study->file;
    const toll_tco_line *l = c->line;
    char text[120];
    bool has_row = l->row >= 0 && (uint64_t)l->row < f->n_rows;
    bool is_commitment = l->category == TOLL_TCO_COMMITMENT;
    tco_row_text(has_row ? &f->rows[l->row] : &(toll_tco_row){0}, text, sizeof text);
    fprintf(out, "%.17g,%.17g,%s,%s,%s,", c->billed, c->effective, l->currency, c->category, charge_frequency(l));
    outside_csv(out, has_row ? text : toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, l->category));
    fprintf(out, ",%s,%s,", instant_text(c->from_s).text, instant_text(c->until_s).text);
    fprintf(out, "%.17g,%s,%.17g,AI and Machine Learning,%s,", c->quantity,
            toll_tco_get_name(TOLL_TCO_LIST_BASIS, l->basis), l->unit_price,
            toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, l->category));
    outside_csv(out, f->names[option]);
    fprintf(out, ",%s,%s\n", is_commitment ? commitment_status(l) : "", is_commitment ? "Usage" : "");
}

static bool is_at_once(const toll_tco_line *l)
{
    return l->spread_periods == 1 && l->spread_period == l->paid_period;
}

/* What is paid, as one charge; and where it belongs to other periods, one more a period, without a bill. */
static void put_charges(FILE *out, const tco_study *study, int option, const toll_tco_line *l, int64_t start_s,
                        double *shares)
{
    int64_t periods = study->file->conventions.periods;
    focus_charge c = {
        .line = l, .billed = l->amount, .effective = is_at_once(l) ? l->amount : 0, .quantity = l->quantity};
    c.category = charge_category(l);
    c.from_s = period_start(study, start_s, l->paid_period);
    c.until_s = period_start(study, start_s, l->paid_period < periods ? l->paid_period + 1 : periods);
    put_charge(out, study, option, &c);
    if (is_at_once(l) || toll_tco_estimate_view(l, 1, TOLL_TCO_SERIES_ACCRUAL, study->file->conventions.period_years,
                                                shares, (uint64_t)(periods + 1), NULL) != TOLL_OK) {
        return;
    }
    for (int64_t t = 0; t <= periods; t++) {
        focus_charge share = {.line = l, .effective = shares[t], .category = "Usage"};
        share.from_s = period_start(study, start_s, t);
        share.until_s = period_start(study, start_s, t < periods ? t + 1 : periods);
        if (shares[t] != 0) {
            put_charge(out, study, option, &share);
        }
    }
}

bool tco_write_focus(const tco_study *study, const char *path, int64_t start_s)
{
    FILE *out = open_out(path);
    if (out == NULL) {
        return false;
    }
    double *shares = claim((size_t)study->file->conventions.periods + 1, sizeof *shares);
    fputs("BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargeFrequency,ChargeDescription,"
          "ChargePeriodStart,"
          "ChargePeriodEnd,PricingQuantity,PricingUnit,ListUnitPrice,ServiceCategory,ServiceName,SubAccountName,"
          "CommitmentDiscountStatus,CommitmentDiscountCategory\n",
          out);
    for (int i = 0; i < study->file->n_options; i++) {
        ledger_lines l = read_ledger(study, i);
        for (uint64_t k = 0; k < l.count; k++) {
            put_charges(out, study, i, &l.lines[k], start_s, shares);
        }
        free(l.lines);
    }
    free(shares);
    return close_out(path);
}
