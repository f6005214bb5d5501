/* SPDX-License-Identifier: Apache-2.0 */
/* charges --sort--> rows of one account --> its file; then rows of taxes; then rows that round.
 *
 * An invoice is one account's costs from one provider in one calendar month and currency. --round adds to each of them a row
 * with what its sum lacks to the minor unit, and one to each tax: costs of 3.0864175 USD get a row of 0.0035825 and are
 * 3.09. */
#include "bill/focus_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill/focus_cells.h"
#include "input/complain.h"
#include "input/instant.h"
#include "input/meters.h"
#include "output/focus_paths.h"
#include "output/give_up.h"
#include "output/out_file.h"

#define UNSTATED "unstated" /* BillingAccountId of records that tell no account: FOCUS has no null there */
#define MONEY    TOLL_MONEY_TEXT_BYTES

/* Costs of one account, month, provider and currency. */
typedef struct invoice_sum {
    const char *provider, *currency;
    int64_t from_s;
    toll_amount billed;
} invoice_sum;

typedef struct focus_writer {
    bill_run *run;
    FILE *out;
    const char *account;
    invoice_sum *invoices;
    uint64_t n_invoices, invoices_capacity;
    const char *publisher_provider, *publisher_model; /* of which publisher is the answer */
    char publisher[40];
} focus_writer;

/* The cells of a row that are made. */
typedef struct row_texts {
    char list[MONEY], contracted[MONEY], billed[MONEY], priced[MONEY];
    char list_price[MONEY], contracted_price[MONEY], priced_list_price[MONEY], priced_contracted_price[MONEY];
    char quantity[MONEY], consumed[MONEY], pricing_unit[64], consumed_unit[48];
    char description[320], service[48], sku[256], price_id[1024], records[24];
    instant from, until, month, month_end;
    focus_object details, tags;
} row_texts;

/* A digit after the point at least: readers tell the type of a column by its text. */
static const char *amount_text(const toll_amount *amount, char *text)
{
    toll_amount_format(amount, 1, text, MONEY, NULL, NULL);
    return text;
}

/* ---- what all rows have ---- */

static void set_account(focus_row *row, row_texts *t, const focus_writer *w)
{
    bool is_told = w->account[0] != 0;
    focus_object_start(&t->tags);
    if (is_told) {
        focus_object_add(&t->tags, "account", w->account);
    }
    row->cells[FOCUS_BILLING_ACCOUNT_ID] = is_told ? w->account : UNSTATED;
    row->cells[FOCUS_BILLING_ACCOUNT_NAME] = row->cells[FOCUS_BILLING_ACCOUNT_ID];
    row->cells[FOCUS_BILLING_ACCOUNT_TYPE] = "Account";
    row->cells[FOCUS_TAGS] = focus_object_end(&t->tags);
}

static void set_periods(focus_row *row, row_texts *t, int64_t from_s, int64_t until_s)
{
    int64_t month, month_end;
    month_of(from_s, &month, &month_end);
    t->from = instant_text(from_s);
    t->until = instant_text(until_s);
    t->month = instant_text(month);
    t->month_end = instant_text(month_end);
    row->cells[FOCUS_CHARGE_PERIOD_START] = t->from.text;
    row->cells[FOCUS_CHARGE_PERIOD_END] = t->until.text;
    row->cells[FOCUS_BILLING_PERIOD_START] = t->month.text;
    row->cells[FOCUS_BILLING_PERIOD_END] = t->month_end.text;
}

static void set_provider(focus_row *row, row_texts *t, const char *provider, const char *publisher)
{
    snprintf(t->service, sizeof t->service, "%s API", provider);
    row->cells[FOCUS_PROVIDER_NAME] = provider;
    row->cells[FOCUS_INVOICE_ISSUER_NAME] = provider;
    row->cells[FOCUS_PUBLISHER_NAME] = publisher;
    row->cells[FOCUS_SERVICE_NAME] = t->service;
    row->cells[FOCUS_SERVICE_CATEGORY] = "AI and Machine Learning";
    row->cells[FOCUS_SERVICE_SUBCATEGORY] = "Generative AI";
}

static void set_costs(focus_row *row, row_texts *t, const three_costs *costs, const char *currency)
{
    row->cells[FOCUS_LIST_COST] = amount_text(&costs->list, t->list);
    row->cells[FOCUS_CONTRACTED_COST] = amount_text(&costs->contracted, t->contracted);
    row->cells[FOCUS_BILLED_COST] = amount_text(&costs->billed, t->billed);
    row->cells[FOCUS_EFFECTIVE_COST] = t->billed; /* nothing is prepaid: a cost belongs to its period */
    row->cells[FOCUS_BILLING_CURRENCY] = currency;
    row->cells[FOCUS_PRICING_CURRENCY] = currency;
    row->cells[FOCUS_PRICING_CURRENCY_EFFECTIVE_COST] = t->billed;
}

/* ---- charges ---- */

static bool is_sold_at(focus_writer *w, const char *provider, const char *model, int64_t at_s, book_hit *found)
{
    toll_error err;
    return price_books_resolve(w->run->names.books, provider, model, at_s, NULL, found, &err) == TOLL_OK;
}

/* A maker in the name, as in us.anthropic.claude-sonnet-4-5: a part that sells what stands behind it. */
static bool find_named_maker(focus_writer *w, const charge_key *key)
{
    char part[32];
    book_hit found;
    for (const char *at = key->model; *at != 0;) {
        size_t length = strcspn(at, "./");
        bool is_part = length > 0 && length < sizeof part && at[length] != 0;
        snprintf(part, sizeof part, "%.*s", is_part ? (int)length : 0, at);
        if (is_part && is_sold_at(w, part, at + length + 1, key->from_s, &found)) {
            snprintf(w->publisher, sizeof w->publisher, "%s", found.name.provider);
            return true;
        }
        at += length + (at[length] != 0);
    }
    return false;
}

/* Who makes the model: a maker in its name, else under its bare name it is its maker's. Else the provider stands in. */
static const char *publisher_of(focus_writer *w, const charge_key *key)
{
    if (w->publisher_provider == key->provider && w->publisher_model == key->model) {
        return w->publisher;
    }
    book_hit found;
    w->publisher_provider = key->provider;
    w->publisher_model = key->model;
    if (!find_named_maker(w, key)) {
        bool is_makers = is_sold_at(w, "", key->model, key->from_s, &found);
        snprintf(w->publisher, sizeof w->publisher, "%s", is_makers ? found.name.provider : key->provider);
    }
    return w->publisher;
}

static bool set_unit_prices(focus_row *row, row_texts *t, const charge_key *key, int64_t per)
{
    row->cells[FOCUS_LIST_UNIT_PRICE] = t->list_price;
    row->cells[FOCUS_CONTRACTED_UNIT_PRICE] = t->contracted_price;
    row->cells[FOCUS_PRICING_CURRENCY_LIST_UNIT_PRICE] = t->priced_list_price;
    row->cells[FOCUS_PRICING_CURRENCY_CONTRACTED_UNIT_PRICE] = t->priced_contracted_price;
    return focus_unit_price(key, true, per, key->rate, t->list_price) &&
           focus_unit_price(key, false, per, key->rate, t->contracted_price) &&
           focus_unit_price(key, true, per, NULL, t->priced_list_price) &&
           focus_unit_price(key, false, per, NULL, t->priced_contracted_price);
}

static bool set_quantities(focus_row *row, row_texts *t, const focus_charge *c, int64_t per)
{
    const charge_key *key = &c->key;
    int64_t unit = meter_of(key->meter).base_units_per_unit;
    focus_pricing_unit(key->meter, per, t->pricing_unit, sizeof t->pricing_unit);
    focus_consumed_unit(key->meter, t->consumed_unit, sizeof t->consumed_unit);
    row->cells[FOCUS_PRICING_QUANTITY] = t->quantity;
    row->cells[FOCUS_PRICING_UNIT] = t->pricing_unit;
    row->cells[FOCUS_CONSUMED_QUANTITY] = t->consumed;
    row->cells[FOCUS_CONSUMED_UNIT] = t->consumed_unit;
    return focus_quantity(c->quantity, per, t->quantity) &&
           focus_quantity(c->consumed, unit > 0 ? unit : 1, t->consumed);
}

static void set_sku(focus_row *row, row_texts *t, const charge_key *key)
{
    focus_sku(key, t->sku, sizeof t->sku);
    focus_price_id(key, t->price_id, sizeof t->price_id);
    row->cells[FOCUS_SKU_ID] = t->sku;
    row->cells[FOCUS_SKU_METER] = strrchr(t->sku, '/') + 1;
    row->cells[FOCUS_SKU_PRICE_ID] = t->price_id;
    row->cells[FOCUS_SKU_PRICE_DETAILS] = focus_price_details(key, &t->details);
    row->cells[FOCUS_PRICING_CATEGORY] = "Standard";
}

static void set_rate(focus_row *row, row_texts *t, const focus_charge *c)
{
    row->cells[FOCUS_PRICING_CURRENCY] = c->key.priced_in;
    row->cells[FOCUS_PRICING_CURRENCY_EFFECTIVE_COST] = amount_text(&c->priced_cost, t->priced);
    if (c->key.rate != NULL) {
        row->cells[FOCUS_X_EXCHANGE_RATE] = c->key.rate->text;
        row->cells[FOCUS_X_EXCHANGE_RATE_DATE] = c->key.rate->date;
        row->cells[FOCUS_X_EXCHANGE_RATE_SOURCE] = c->key.rate->rate.source;
    }
}

/* A floor or cap of a request is no product of a quantity and a price, so it is an adjustment. */
static bool is_adjustment(const focus_charge *c)
{
    return (c->key.kind & (TOLL_LINE_FLOOR | TOLL_LINE_CAP)) != 0;
}

static void set_charge_words(focus_row *row, row_texts *t, const focus_charge *c)
{
    const charge_key *key = &c->key;
    const toll_bill_meter meter = meter_of(key->meter);
    const char *what = meter.name;
    if (is_adjustment(c)) {
        what = (key->kind & TOLL_LINE_FLOOR) != 0 ? "least amount of a request" : "most amount of a request";
    }
    snprintf(t->description, sizeof t->description, "%s: %s, %s tier%s", key->model, what, key->tier,
             (key->kind & TOLL_LINE_ALLOWANCE) != 0 ? ", free of charge" : "");
    snprintf(t->records, sizeof t->records, "%lld", (long long)c->records);
    row->cells[FOCUS_CHARGE_CATEGORY] = is_adjustment(c) ? "Adjustment" : c->quantity < 0 ? "Credit" : "Usage";
    row->cells[FOCUS_CHARGE_FREQUENCY] = "Usage-Based";
    row->cells[FOCUS_CHARGE_DESCRIPTION] = t->description;
    row->cells[FOCUS_REGION_ID] = key->region;
    row->cells[FOCUS_REGION_NAME] = key->region;
    row->cells[FOCUS_X_MODEL] = key->model;
    row->cells[FOCUS_X_RECORDS] = t->records;
}

static bool write_charge(focus_writer *w, const focus_charge *c)
{
    focus_row row = {0};
    row_texts t;
    const charge_key *key = &c->key;
    set_account(&row, &t, w);
    set_periods(&row, &t, key->from_s, key->until_s);
    set_provider(&row, &t, key->provider, publisher_of(w, key));
    set_costs(&row, &t, &c->costs, key->currency);
    set_charge_words(&row, &t, c);
    set_rate(&row, &t, c);
    row.cells[FOCUS_X_BOOK_HASH] = key->book->hash;
    if (!is_adjustment(c)) {
        set_sku(&row, &t, key);
        int64_t per = focus_per(key);
        if (!set_unit_prices(&row, &t, key, per) || !set_quantities(&row, &t, c, per)) {
            complain("--focus: a price or quantity of %s has more digits than a row can hold", key->model);
            return false;
        }
    }
    if (c->quantity < 0) { /* consumption is of usage alone */
        row.cells[FOCUS_CONSUMED_QUANTITY] = row.cells[FOCUS_CONSUMED_UNIT] = NULL;
    }
    focus_write_row(w->out, &row, w->run->asked->money.version);
    return true;
}

/* ---- taxes and rounding ---- */

/* A row of one amount for a whole month: a tax, or what rounding adds. */
static void write_amount_row(focus_writer *w, const char *category, const char *description, const char *provider,
                             const char *currency, const three_costs *costs, int64_t from_s, int64_t until_s)
{
    focus_row row = {0};
    row_texts t;
    set_account(&row, &t, w);
    set_periods(&row, &t, from_s, until_s);
    set_provider(&row, &t, provider, provider);
    set_costs(&row, &t, costs, currency);
    row.cells[FOCUS_CHARGE_CATEGORY] = category;
    row.cells[FOCUS_CHARGE_FREQUENCY] = "One-Time";
    row.cells[FOCUS_CHARGE_DESCRIPTION] = description;
    focus_write_row(w->out, &row, w->run->asked->money.version);
}

/* What an amount lacks to the minor unit, half to even; false: it is a whole number of them. */
static bool lacks_to_minor(const toll_amount *sum, const char *currency, toll_amount *lack)
{
    static const toll_amount zero = {0, 0};
    int32_t digits = 2, order = 0;
    toll_amount rounded;
    toll_currency_get_digits(currency, strlen(currency), &digits, NULL);
    if (toll_amount_round(sum, digits, TOLL_ROUND_HALF_EVEN, &rounded, NULL, NULL) != TOLL_OK ||
        toll_amount_subtract(&rounded, sum, lack, NULL) != TOLL_OK) {
        give_up("a sum is beyond what amounts hold");
    }
    toll_amount_compare(lack, &zero, &order, NULL);
    return order != 0;
}

static void write_rounding(focus_writer *w, const char *what, const char *provider, const char *currency,
                           const toll_amount *sum, int64_t month)
{
    toll_amount lack;
    char description[160];
    int64_t from_s, until_s;
    if (!w->run->asked->money.is_rounded || !lacks_to_minor(sum, currency, &lack)) {
        return;
    }
    three_costs costs = {lack, lack, lack};
    month_of(month, &from_s, &until_s);
    snprintf(description, sizeof description, "rounding of %s to the minor unit of %s", what, currency);
    write_amount_row(w, "Adjustment", description, provider, currency, &costs, from_s, until_s);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void write_taxes(focus_writer *w)
{
    const bill_taxes *taxes = &w->run->taxes;
    for (uint64_t i = 0; i < taxes->n_sums; i++) {
        const taxed_sum *s = &taxes->sums[i];
        char description[160];
        if (strcmp(s->account, w->account) != 0) {
            continue;
        }
        snprintf(description, sizeof description, "%s %s %%%s%s", s->tax->name, s->tax->percent,
                 s->tax->country[0] != 0 ? ", " : "", s->tax->country);
        write_amount_row(w, "Tax", description, s->provider, s->currency, &s->amount, later(s->from_s, s->tax->from_s),
                         -later(-s->until_s, -s->tax->until_s));
        write_rounding(w, s->tax->name, s->provider, s->currency, &s->amount.billed, s->from_s);
    }
}

static invoice_sum *invoice_of(focus_writer *w, const charge_key *key)
{
    int64_t from_s, until_s;
    month_of(key->from_s, &from_s, &until_s);
    for (uint64_t i = w->n_invoices; i > 0; i--) {
        invoice_sum *s = &w->invoices[i - 1];
        if (s->from_s == from_s && strcmp(s->provider, key->provider) == 0 && strcmp(s->currency, key->currency) == 0) {
            return s;
        }
    }
    if (w->n_invoices == w->invoices_capacity) {
        w->invoices_capacity = w->invoices_capacity * 2 + 16;
        w->invoices = claim_again(w->invoices, w->invoices_capacity, sizeof *w->invoices);
    }
    w->invoices[w->n_invoices] = (invoice_sum){key->provider, key->currency, from_s, {0, 0}};
    return &w->invoices[w->n_invoices++];
}

/* ---- files ---- */

/* The charges of one account, from `first` on; *end is the first one of the next account. */
static bool write_account(focus_writer *w, uint64_t first, uint64_t *end)
{
    const bill_focus *f = &w->run->focus;
    w->n_invoices = 0;
    focus_write_heads(w->out, w->run->asked->money.version);
    for (*end = first; *end < f->n_charges && strcmp(f->charges[*end].key.account, w->account) == 0; ++*end) {
        const focus_charge *c = &f->charges[*end];
        invoice_sum *invoice = invoice_of(w, &c->key);
        if (toll_amount_add(&invoice->billed, &c->costs.billed, &invoice->billed, NULL) != TOLL_OK ||
            !write_charge(w, c)) {
            return false;
        }
    }
    for (uint64_t i = 0; i < w->n_invoices; i++) {
        const invoice_sum *s = &w->invoices[i];
        write_rounding(w, "costs", s->provider, s->currency, &s->billed, s->from_s);
    }
    write_taxes(w);
    return true;
}

static bool write_one_file(focus_writer *w, const char *path, uint64_t first, uint64_t *end)
{
    toll_error err;
    w->out = out_file_open(path, &err);
    if (w->out == NULL) {
        complain("%s: %s", path, err.message);
        return false;
    }
    w->account = w->run->focus.charges[first].key.account;
    if (!write_account(w, first, end)) {
        out_file_discard_open();
        return false;
    }
    if (!out_file_close(&err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    return true;
}

static bool is_last_account(const bill_focus *f, uint64_t i)
{
    return i + 1 == f->n_charges || strcmp(f->charges[i].key.account, f->charges[i + 1].key.account) != 0;
}

static uint64_t count_accounts(const bill_focus *f)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < f->n_charges; i++) {
        n += is_last_account(f, i);
    }
    return n;
}

static bool write_each(focus_writer *w, focus_paths *paths, const char *path)
{
    const bill_focus *f = &w->run->focus;
    for (uint64_t i = 0; i < f->n_charges;) {
        const char *account = f->charges[i].key.account;
        const char *own = focus_paths_take(paths, path, account[0] != 0 ? account : UNSTATED);
        if (own == NULL) {
            complain("%s: the name with an account in it is too long", path);
            return false;
        }
        if (!write_one_file(w, own, i, &i)) {
            return false;
        }
    }
    return true;
}

static bool write_files(focus_writer *w, const char *path)
{
    focus_paths paths = {0};
    bool is_written = write_each(w, &paths, path);
    focus_paths_free(&paths);
    return is_written;
}

static bool has_place(const bill_focus *f, const char *path, uint64_t n_accounts)
{
    if (f->is_beyond) {
        complain("--focus: a sum is beyond what amounts and counts can hold");
        return false;
    }
    for (uint64_t i = 0; i < f->n_charges; i++) {
        if (strncmp(f->charges[i].key.currency, "X-", 2) == 0) {
            complain("--focus: costs are in %s, and FOCUS bills in a currency of ISO 4217: give --currency and --rates",
                     f->charges[i].key.currency);
            return false;
        }
    }
    if (n_accounts > 1 && strcmp(path, "-") == 0) {
        complain("--focus -: there are %llu accounts, and each has a file of its own: give a file",
                 (unsigned long long)n_accounts);
        return false;
    }
    return true;
}

/* A log without a priced record has a file without rows: it says that there are none. */
static bool write_empty(const char *path, focus_version version)
{
    toll_error err;
    FILE *out = out_file_open(path, &err);
    if (out != NULL) {
        focus_write_heads(out, version);
    }
    if (out == NULL || !out_file_close(&err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    return true;
}

bool focus_files_write(bill_run *run)
{
    const char *path = run->asked->money.focus;
    focus_writer w = {.run = run};
    uint64_t n_accounts, end;
    if (path == NULL) {
        return true;
    }
    bill_focus_sort(&run->focus);
    n_accounts = count_accounts(&run->focus);
    if (!has_place(&run->focus, path, n_accounts)) {
        return false;
    }
    if (n_accounts == 0) {
        return write_empty(path, run->asked->money.version);
    }
    bool is_written = n_accounts == 1 ? write_one_file(&w, path, 0, &end) : write_files(&w, path);
    free(w.invoices);
    return is_written;
}
