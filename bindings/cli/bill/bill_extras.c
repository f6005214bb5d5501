/* SPDX-License-Identifier: Apache-2.0 */
/* Rates with their day and source, each with the records that it converted. Taxes as lines of their own: what each is on,
 * what it is, and last the cost with all of them. */
#include "bill/bill_extras.h"

#include <stdio.h>
#include <string.h>

#include "input/instant.h"

#define SHOWN_RATES 5 /* a month has some 21 */

static const char *amount_in(const toll_amount *amount, char *text)
{
    toll_amount_format(amount, 0, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL);
    return text;
}

static int64_t records_at(const bill_run *run, size_t rate)
{
    return run->money.n_of_rate != NULL ? run->money.n_of_rate[rate] : 0;
}

/* ---- a tax over all accounts, months and providers ---- */

typedef struct tax_total {
    toll_amount base, amount;
    bool has_any;
} tax_total;

static bool add_to(toll_amount *to, const toll_amount *amount)
{
    return toll_amount_add(to, amount, to, NULL) == TOLL_OK;
}

static tax_total total_of_tax(const bill_run *run, const tax_row *tax, const char *currency)
{
    tax_total total = {.has_any = false};
    for (uint64_t i = 0; i < run->taxes.n_sums; i++) {
        const taxed_sum *sum = &run->taxes.sums[i];
        if (sum->tax == tax && strcmp(sum->currency, currency) == 0) {
            total.has_any = add_to(&total.base, &sum->base.billed) && add_to(&total.amount, &sum->amount.billed);
        }
    }
    return total;
}

/* False: beyond what amounts hold. */
static bool cost_with_tax(const bill_run *run, const bill_sum *total, toll_amount *cost)
{
    *cost = total->cost;
    for (uint64_t i = 0; i < run->taxes.n_sums; i++) {
        const taxed_sum *sum = &run->taxes.sums[i];
        if (strcmp(sum->currency, total->currency) == 0 && !add_to(cost, &sum->amount.billed)) {
            return false;
        }
    }
    return true;
}

/* ---- for people ---- */

static void put_rates(const bill_run *run, const screen *s)
{
    const exchange_rates *r = &run->asked->money.rates;
    char text[320];
    int64_t n_used = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const dated_rate *row = &r->rows[i];
        n_used += records_at(run, i) > 0;
        if (records_at(run, i) == 0 || n_used > SHOWN_RATES) {
            continue;
        }
        snprintf(text, sizeof text, "%s to %s %s of %s (%s), %lld records", row->rate.from_currency,
                 row->rate.to_currency, row->text, row->date,
                 row->rate.source[0] != 0 ? row->rate.source : "source not stated", (long long)records_at(run, i));
        screen_paragraph(s, STYLE_PLAIN, n_used == 1 ? "Rates         " : "              ", text);
    }
    if (n_used > SHOWN_RATES) {
        snprintf(text, sizeof text, "and of %lld more days (--json)", (long long)(n_used - SHOWN_RATES));
        screen_paragraph(s, STYLE_DIM, "              ", text);
    }
}

static void put_taxes(const bill_run *run, const bill_sum *sum, const screen *s)
{
    char text[512], base[TOLL_MONEY_TEXT_BYTES], amount[TOLL_MONEY_TEXT_BYTES];
    const tax_rows *taxes = &run->asked->money.taxes;
    toll_amount cost;
    for (size_t i = 0; i < taxes->n_rows; i++) {
        const tax_row *tax = &taxes->rows[i];
        tax_total total = total_of_tax(run, tax, sum->currency);
        if (!total.has_any) {
            continue;
        }
        snprintf(text, sizeof text, "%s %s %%%s%s%s%s: %s %s on %s", tax->name, tax->percent,
                 tax->country[0] != 0 ? ", " : "", tax->country, tax->account[0] != 0 ? ", account " : "", tax->account,
                 amount_in(&total.amount, amount), sum->currency, amount_in(&total.base, base));
        screen_paragraph(s, STYLE_PLAIN, "Tax           ", text);
    }
    if (taxes->n_rows > 0 && cost_with_tax(run, sum, &cost)) {
        snprintf(text, sizeof text, "%s %s", amount_in(&cost, amount), sum->currency);
        screen_paragraph(s, STYLE_PLAIN, "With tax      ", text);
    }
}

void bill_extras_table(const bill_run *run, const screen *s)
{
    for (int i = 0; i < run->sums.n_totals; i++) {
        put_taxes(run, &run->sums.totals[i], s);
    }
    put_rates(run, s);
}

/* ---- for programs ---- */

static void json_rates(const bill_run *run, json *j)
{
    const exchange_rates *r = &run->asked->money.rates;
    json_array(j, "exchange_rates");
    for (size_t i = 0; i < r->n_rows; i++) {
        const dated_rate *row = &r->rows[i];
        if (records_at(run, i) == 0) {
            continue;
        }
        json_object(j, NULL);
        json_text(j, "from", row->rate.from_currency);
        json_text(j, "to", row->rate.to_currency);
        json_text(j, "rate", row->text);
        json_text(j, "date", row->date);
        json_maybe_text(j, "source", row->rate.source);
        json_integer(j, "records", records_at(run, i));
        json_close(j);
    }
    json_close(j);
}

static void json_taxed(const taxed_sum *sum, json *j)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    json_object(j, NULL);
    json_text(j, "name", sum->tax->name);
    json_text(j, "rate_percent", sum->tax->percent);
    json_maybe_text(j, "country", sum->tax->country);
    json_maybe_text(j, "account", sum->account);
    json_text(j, "provider", sum->provider);
    snprintf(text, sizeof text, "%.7s", instant_text(sum->from_s).text);
    json_text(j, "month", text);
    json_text(j, "base", amount_in(&sum->base.billed, text));
    json_text(j, "amount", amount_in(&sum->amount.billed, text));
    json_text(j, "currency", sum->currency);
    json_close(j);
}

static void json_taxes(const bill_run *run, json *j)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    toll_amount cost;
    json_array(j, "taxes");
    for (uint64_t i = 0; i < run->taxes.n_sums; i++) {
        json_taxed(&run->taxes.sums[i], j);
    }
    json_close(j);
    json_array(j, "totals_with_tax");
    for (int i = 0; i < run->sums.n_totals; i++) {
        const bill_sum *sum = &run->sums.totals[i];
        bool is_known = cost_with_tax(run, sum, &cost);
        json_object(j, NULL);
        json_maybe_text(j, "cost", is_known ? amount_in(&cost, text) : "");
        json_text(j, "currency", sum->currency);
        json_close(j);
    }
    json_close(j);
}

void bill_extras_json(const bill_run *run, json *j)
{
    if (run->asked->money.currency[0] != 0) {
        json_rates(run, j);
    }
    if (run->asked->money.taxes.path != NULL) {
        json_taxes(run, j);
    }
}
