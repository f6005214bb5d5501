/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as charges of FOCUS: BilledCost is the view of payments, EffectiveCost that of periods. A running cost that is
 * paid in its own period is one row. Any other line is a row of what is paid, with EffectiveCost 0, and a row for each period
 * that a share belongs to, with BilledCost 0. Both columns have one sum.
 *
 * Example: a server of 36,000 USD over 36 months is a Purchase of 36,000, and 36 Usage rows of 1,000 of EffectiveCost. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "output/focus_paths.h"
#include "output/give_up.h"
#include "output/out_file.h"
#include "tco/tco_out.h"

#define ROUNDING 1e-12 /* of a product of doubles, relative; some 2^-40 */
#define NUMBER   48

typedef struct focus_work {
    const tco_study *study;
    int option;
    FILE *out;
    focus_version version;
    int64_t start_s;
    double *shares;
} focus_work;

typedef struct tco_charge {
    const toll_tco_line *line;
    double billed, effective, listed;
    int64_t from_s, until_s;
    const char *category, *frequency;
} tco_charge;

/* The cells of a row that are made. */
typedef struct charge_texts {
    char billed[NUMBER], effective[NUMBER], listed[NUMBER], quantity[NUMBER], price[NUMBER];
    char description[160], sku[160], price_id[200], commitment[200];
    const char *unit;
    instant from, until, month, month_end;
    focus_object details;
} charge_texts;

/* ---- periods ---- */

/* Months end on the calendar; other periods go by their hours. */
static int64_t period_start(const focus_work *w, int64_t period)
{
    const toll_tco_conventions *c = &w->study->file->conventions;
    double months = c->period_hours / c->hours_per_month;
    int64_t whole = (int64_t)(months + 0.5);
    bool is_calendar = whole >= 1 && months > (double)whole - 1e-9 && months < (double)whole + 1e-9;
    return is_calendar ? instant_add_months(w->start_s, whole * period)
                       : w->start_s + (int64_t)(3600 * c->period_hours * (double)period);
}

/* The close is the second behind the horizon: FOCUS's periods have an end that is not in them. */
static void set_charge_period(const focus_work *w, tco_charge *c, int64_t period)
{
    int64_t periods = w->study->file->conventions.periods;
    c->from_s = period_start(w, period);
    c->until_s = period < periods ? period_start(w, period + 1) : c->from_s + 1;
}

static void set_instants(focus_row *row, charge_texts *t, const tco_charge *c)
{
    int64_t month = c->from_s;
    char first[16];
    t->from = instant_text(c->from_s);
    t->until = instant_text(c->until_s);
    snprintf(first, sizeof first, "%.7s-01", t->from.text);
    instant_parse(first, &month);
    t->month = instant_text(month);
    t->month_end = instant_text(instant_add_months(month, 1));
    row->cells[FOCUS_CHARGE_PERIOD_START] = t->from.text;
    row->cells[FOCUS_CHARGE_PERIOD_END] = t->until.text;
    row->cells[FOCUS_BILLING_PERIOD_START] = t->month.text;
    row->cells[FOCUS_BILLING_PERIOD_END] = t->month_end.text;
}

/* ---- what a line is ---- */

static const char *paid_category(const toll_tco_line *l)
{
    if (l->category == TOLL_TCO_TAX) {
        return "Tax";
    }
    if (l->nature == TOLL_TCO_CREDIT || l->amount < 0) {
        return "Credit";
    }
    return l->nature == TOLL_TCO_CAPEX || l->nature == TOLL_TCO_ONE_OFF ? "Purchase" : "Usage";
}

static const char *paid_frequency(const toll_tco_line *l)
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
    return l->nature == TOLL_TCO_UNUSED ? "Unused" : NULL;
}

/* ---- cells ---- */

static void set_names(focus_row *row, const focus_work *w, const tco_charge *c)
{
    const char *option = w->study->file->names[w->option];
    row->cells[FOCUS_BILLING_ACCOUNT_ID] = option;
    row->cells[FOCUS_BILLING_ACCOUNT_NAME] = option;
    row->cells[FOCUS_BILLING_ACCOUNT_TYPE] = "Option";
    row->cells[FOCUS_PROVIDER_NAME] = option;
    row->cells[FOCUS_PUBLISHER_NAME] = option;
    row->cells[FOCUS_INVOICE_ISSUER_NAME] = option;
    row->cells[FOCUS_SERVICE_CATEGORY] = "AI and Machine Learning";
    row->cells[FOCUS_SERVICE_SUBCATEGORY] = "Generative AI";
    row->cells[FOCUS_SERVICE_NAME] = toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, c->line->category);
    row->cells[FOCUS_BILLING_CURRENCY] = c->line->currency;
    row->cells[FOCUS_PRICING_CURRENCY] = c->line->currency;
    row->cells[FOCUS_CHARGE_CATEGORY] = c->category;
    row->cells[FOCUS_CHARGE_FREQUENCY] = c->frequency;
}

static void set_amounts(focus_row *row, charge_texts *t, const tco_charge *c)
{
    focus_number(c->billed, t->billed, sizeof t->billed);
    focus_number(c->effective, t->effective, sizeof t->effective);
    focus_number(c->listed, t->listed, sizeof t->listed);
    row->cells[FOCUS_BILLED_COST] = t->billed;
    row->cells[FOCUS_EFFECTIVE_COST] = t->effective;
    row->cells[FOCUS_PRICING_CURRENCY_EFFECTIVE_COST] = t->effective;
    row->cells[FOCUS_LIST_COST] = t->listed;
    row->cells[FOCUS_CONTRACTED_COST] = t->listed;
}

/* Units in the words of FOCUS's UnitFormat; of the rest each is counted in units. */
static const char *const units[] = {
    [TOLL_TCO_PER_GPU] = "GPUs",
    [TOLL_TCO_PER_NODE] = "Nodes",
    [TOLL_TCO_PER_RACK] = "Racks",
    [TOLL_TCO_PER_KW] = "Kilowatts",
    [TOLL_TCO_PER_KW_FACILITY] = "Kilowatts",
    [TOLL_TCO_PER_GB] = "GB",
    [TOLL_TCO_PER_GB_OUT] = "GB",
    [TOLL_TCO_PER_KWH] = "Kilowatt-Hours",
    [TOLL_TCO_PER_KWH_IT] = "Kilowatt-Hours",
    [TOLL_TCO_PER_UNIT_HOUR] = "Unit-Hours",
    [TOLL_TCO_PER_GPU_HOUR] = "GPU-Hours",
    [TOLL_TCO_PER_NODE_HOUR] = "Node-Hours",
    [TOLL_TCO_PER_MTOK_INPUT] = "1000000 Tokens",
    [TOLL_TCO_PER_MTOK_CACHED] = "1000000 Tokens",
    [TOLL_TCO_PER_MTOK_OUTPUT] = "1000000 Tokens",
    [TOLL_TCO_PER_MTOK] = "1000000 Tokens",
    [TOLL_TCO_PER_LOCAL_MTOK] = "1000000 Tokens",
    [TOLL_TCO_PER_REMOTE_INPUT] = "1000000 Tokens",
    [TOLL_TCO_PER_REMOTE_CACHED] = "1000000 Tokens",
    [TOLL_TCO_PER_REMOTE_OUTPUT] = "1000000 Tokens",
    [TOLL_TCO_PER_REMOTE_MTOK] = "1000000 Tokens",
    [TOLL_TCO_PER_TASK] = "Tasks",
    [TOLL_TCO_PER_REMOTE_TASK] = "Tasks",
};

static const char *unit_of(const toll_tco_line *l, bool is_product)
{
    bool is_known = is_product && l->basis < sizeof units / sizeof units[0] && units[l->basis] != NULL;
    return is_known ? units[l->basis] : "Units";
}

/* A share, or an amount that is no product, is one unit. */
static void set_pricing(focus_row *row, charge_texts *t, const tco_charge *c)
{
    const toll_tco_line *l = c->line;
    double product = l->quantity * l->unit_price;
    bool is_product = c->listed == l->amount && l->quantity > 0 && l->unit_price >= 0 &&
                      fabs(product - l->amount) <= ROUNDING * fabs(l->amount);
    focus_number(is_product ? l->quantity : 1, t->quantity, sizeof t->quantity);
    focus_number(is_product ? l->unit_price : c->listed, t->price, sizeof t->price);
    t->unit = unit_of(l, is_product);
    row->cells[FOCUS_PRICING_QUANTITY] = t->quantity;
    row->cells[FOCUS_PRICING_UNIT] = t->unit;
    row->cells[FOCUS_LIST_UNIT_PRICE] = t->price;
    row->cells[FOCUS_CONTRACTED_UNIT_PRICE] = t->price;
    row->cells[FOCUS_PRICING_CURRENCY_LIST_UNIT_PRICE] = t->price;
    row->cells[FOCUS_PRICING_CURRENCY_CONTRACTED_UNIT_PRICE] = t->price;
    row->cells[FOCUS_PRICING_CATEGORY] = l->category == TOLL_TCO_COMMITMENT ? "Committed" : "Standard";
    if (strcmp(c->category, "Usage") == 0 && l->nature != TOLL_TCO_UNUSED) {
        row->cells[FOCUS_CONSUMED_QUANTITY] = t->quantity;
        row->cells[FOCUS_CONSUMED_UNIT] = t->unit;
    }
}

static void set_skus(focus_row *row, charge_texts *t, const focus_work *w, const tco_charge *c)
{
    const tco_file *f = w->study->file;
    bool has_row = c->line->row >= 0 && (uint64_t)c->line->row < f->n_rows;
    const char *category = toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, c->line->category);
    snprintf(t->sku, sizeof t->sku, "%s/%s", f->names[w->option], category);
    snprintf(t->price_id, sizeof t->price_id, "%s/line %u", t->sku, has_row ? f->lines[c->line->row] : 0);
    focus_object_start(&t->details);
    focus_object_add(&t->details, "x_Basis", toll_tco_get_name(TOLL_TCO_LIST_BASIS, c->line->basis));
    row->cells[FOCUS_SKU_ID] = t->sku;
    row->cells[FOCUS_SKU_PRICE_ID] = t->price_id;
    row->cells[FOCUS_SKU_METER] = category;
    row->cells[FOCUS_SKU_PRICE_DETAILS] = focus_object_end(&t->details);
}

static void set_commitment(focus_row *row, charge_texts *t, const tco_charge *c)
{
    const char *status = commitment_status(c->line);
    if (c->line->category != TOLL_TCO_COMMITMENT || status == NULL) {
        return;
    }
    snprintf(t->commitment, sizeof t->commitment, "%s", t->price_id);
    row->cells[FOCUS_COMMITMENT_DISCOUNT_ID] = t->commitment;
    row->cells[FOCUS_COMMITMENT_DISCOUNT_NAME] = t->description;
    row->cells[FOCUS_COMMITMENT_DISCOUNT_CATEGORY] = "Usage";
    row->cells[FOCUS_COMMITMENT_DISCOUNT_TYPE] = "Reserved";
    row->cells[FOCUS_COMMITMENT_DISCOUNT_STATUS] = strcmp(c->category, "Usage") == 0 ? status : NULL;
    row->cells[FOCUS_COMMITMENT_DISCOUNT_QUANTITY] = t->quantity;
    row->cells[FOCUS_COMMITMENT_DISCOUNT_UNIT] = t->unit;
}

static void write_tco_charge(const focus_work *w, const tco_charge *c)
{
    const tco_file *f = w->study->file;
    focus_row row = {0};
    charge_texts t;
    bool has_row = c->line->row >= 0 && (uint64_t)c->line->row < f->n_rows;
    tco_row_text(has_row ? &f->rows[c->line->row] : &(toll_tco_row){0}, t.description, sizeof t.description);
    row.cells[FOCUS_CHARGE_DESCRIPTION] =
        has_row ? t.description : toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, c->line->category);
    set_instants(&row, &t, c);
    set_names(&row, w, c);
    set_amounts(&row, &t, c);
    if (strcmp(c->category, "Usage") == 0 || strcmp(c->category, "Purchase") == 0) {
        set_pricing(&row, &t, c);
        set_skus(&row, &t, w, c);
        set_commitment(&row, &t, c);
    }
    focus_write_row(w->out, &row, w->version);
}

/* ---- lines and files ---- */

static bool is_at_once(const toll_tco_line *l)
{
    return l->spread_periods == 1 && l->spread_period == l->paid_period;
}

static void write_share(const focus_work *w, const toll_tco_line *l, int64_t period)
{
    double share = w->shares[period];
    tco_charge c = {.line = l, .effective = share, .listed = share, .frequency = "Recurring"};
    c.category = l->category == TOLL_TCO_TAX ? "Tax" : share < 0 ? "Credit" : "Usage";
    set_charge_period(w, &c, period);
    if (share != 0) {
        write_tco_charge(w, &c);
    }
}

/* Where a line is no charge of one row, its shares. */
static void write_shares(const focus_work *w, const toll_tco_line *l)
{
    const toll_tco_conventions *c = &w->study->file->conventions;
    if (toll_tco_estimate_view(l, 1, TOLL_TCO_SERIES_ACCRUAL, c->period_years, w->shares, (uint64_t)(c->periods + 1),
                               NULL) != TOLL_OK) {
        give_up("a line of an account can't be spread"); /* it is our own */
    }
    for (int64_t period = 0; period <= c->periods; period++) {
        write_share(w, l, period);
    }
}

/* A purchase has no EffectiveCost of its own: what it bought is used in the rows of its shares. */
static void write_line(const focus_work *w, const toll_tco_line *l)
{
    tco_charge c = {.line = l, .billed = l->amount, .listed = l->amount};
    c.category = paid_category(l);
    c.frequency = paid_frequency(l);
    bool is_purchase = strcmp(c.category, "Purchase") == 0;
    if (!is_at_once(l) && strcmp(c.category, "Usage") == 0) {
        is_purchase = true; /* paid for other periods, to which the use belongs */
        c.category = "Purchase";
        c.frequency = "Recurring";
    }
    bool is_one_row = is_at_once(l) && !is_purchase;
    c.effective = is_one_row ? l->amount : 0;
    set_charge_period(w, &c, l->paid_period);
    write_tco_charge(w, &c);
    if (!is_one_row) {
        write_shares(w, l);
    }
}

static bool write_option(focus_work *w, const char *path)
{
    toll_error err;
    w->out = out_file_open(path, &err);
    if (w->out == NULL) {
        complain("%s: %s", path, err.message);
        return false;
    }
    ledger_lines l = tco_read_ledger(w->study, w->option);
    focus_write_heads(w->out, w->version);
    for (uint64_t k = 0; k < l.count; k++) {
        write_line(w, &l.lines[k]);
    }
    free(l.lines);
    return out_file_close(&err) || complain("%s: %s", path, err.message) == EXIT_FINE;
}

static bool write_options(focus_work *w, focus_paths *paths, const char *path)
{
    const tco_file *f = w->study->file;
    for (w->option = 0; w->option < f->n_options; w->option++) {
        const char *own = focus_paths_take(paths, path, f->names[w->option]);
        if (own == NULL) {
            complain("%s: the name with an option in it is too long", path);
            return false;
        }
        if (!write_option(w, own)) {
            return false;
        }
    }
    return true;
}

static bool can_be_focus(const tco_file *f, const char *path)
{
    int32_t digits;
    const char *currency = f->conventions.currency;
    if (toll_currency_get_digits(currency, strlen(currency), &digits, NULL) != TOLL_OK) {
        complain("--focus: \"%s\" is no currency of ISO 4217", currency);
        return false;
    }
    if (f->n_options > 1 && strcmp(path, "-") == 0) {
        complain("--focus -: there are %d options, and each has a file of its own: give a file", f->n_options);
        return false;
    }
    return true;
}

bool tco_write_focus(const tco_study *study, const char *path, focus_version version, int64_t start_s)
{
    focus_work w = {.study = study, .version = version, .start_s = start_s};
    focus_paths paths = {0};
    if (!can_be_focus(study->file, path)) {
        return false;
    }
    w.shares = claim((size_t)study->file->conventions.periods + 1, sizeof *w.shares);
    bool is_written = study->file->n_options == 1 ? write_option(&w, path) : write_options(&w, &paths, path);
    free(w.shares);
    focus_paths_free(&paths);
    return is_written;
}
