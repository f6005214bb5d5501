/* SPDX-License-Identifier: Apache-2.0 */
/* tax = base * per cent / 100, once for each sum. Example: 12.34 EUR of November and VAT of 19 are 2.3446 EUR. A base with
 * more than 16 digits after the point is rounded half to even at 18. */
#include "bill/bill_taxes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/instant.h"
#include "output/give_up.h"

void bill_taxes_free(bill_taxes *t)
{
    free(t->sums);
}

void month_of(int64_t at_s, int64_t *from_s, int64_t *until_s)
{
    char first[16];
    *from_s = at_s;
    snprintf(first, sizeof first, "%.7s-01", instant_text(at_s).text);
    instant_parse(first, from_s);
    *until_s = instant_add_months(*from_s, 1);
}

static bool is_sum_of(const taxed_sum *sum, const tax_row *tax, const priced_record *p)
{
    int64_t at_s = p->usage->at_s;
    return sum->tax == tax && at_s >= sum->from_s && at_s < sum->until_s &&
           strcmp(sum->account, p->usage->account) == 0 && strcmp(sum->provider, p->tariff->sold_by) == 0 &&
           strcmp(sum->currency, p->question->total.currency) == 0;
}

static taxed_sum *new_sum(bill_taxes *t, const tax_row *tax, const priced_record *p)
{
    if (t->n_sums == t->capacity) {
        t->capacity = t->capacity * 2 + 16;
        t->sums = claim_again(t->sums, t->capacity, sizeof *t->sums);
    }
    taxed_sum *sum = &t->sums[t->n_sums++];
    *sum = (taxed_sum){.tax = tax, .provider = p->tariff->sold_by};
    snprintf(sum->account, sizeof sum->account, "%s", p->usage->account);
    snprintf(sum->currency, sizeof sum->currency, "%s", p->question->total.currency);
    month_of(p->usage->at_s, &sum->from_s, &sum->until_s);
    return sum;
}

/* The latest sums first: logs are mostly in order. */
static taxed_sum *sum_of(bill_taxes *t, const tax_row *tax, const priced_record *p)
{
    for (uint64_t i = t->n_sums; i > 0; i--) {
        if (is_sum_of(&t->sums[i - 1], tax, p)) {
            return &t->sums[i - 1];
        }
    }
    return new_sum(t, tax, p);
}

bool bill_taxes_add(bill_taxes *t, const money_request *asked, const priced_record *p, const record_lines *m)
{
    for (size_t i = 0; i < asked->taxes.n_rows; i++) {
        const tax_row *tax = &asked->taxes.rows[i];
        if (tax_row_holds(tax, asked->country, p->usage->account, p->usage->at_s) &&
            !add_costs(&sum_of(t, tax, p)->base, &m->total)) {
            return false;
        }
    }
    return true;
}

/* An amount times a factor, by the library's conversion of currencies, which is that product. */
static bool multiply(const toll_amount *base, const toll_decimal *factor, toll_amount *product)
{
    dated_rate rate = {.rate = {.struct_size = sizeof rate.rate,
                                .struct_kind = TOLL_KIND_BILL_RATE,
                                .rate = *factor,
                                .until_s = 1,
                                .from_currency = "X-base",
                                .to_currency = "X-tax"}};
    if (factor->coef == 0) {
        *product = (toll_amount){0, 0};
        return true;
    }
    return record_convert(&rate, base, product, NULL);
}

static int compare_taxed(const void *a, const void *b)
{
    const taxed_sum *x = a, *y = b;
    int order = strcmp(x->account, y->account);
    order = order != 0 ? order : (x->from_s > y->from_s) - (x->from_s < y->from_s);
    order = order != 0 ? order : strcmp(x->provider, y->provider);
    order = order != 0 ? order : strcmp(x->currency, y->currency);
    return order != 0 ? order : (x->tax > y->tax) - (x->tax < y->tax);
}

bool bill_taxes_finish(bill_taxes *t)
{
    if (t->n_sums > 1) {
        qsort(t->sums, t->n_sums, sizeof *t->sums, compare_taxed);
    }
    for (uint64_t i = 0; i < t->n_sums; i++) {
        taxed_sum *sum = &t->sums[i];
        const toll_decimal *factor = &sum->tax->factor;
        if (!multiply(&sum->base.list, factor, &sum->amount.list) ||
            !multiply(&sum->base.contracted, factor, &sum->amount.contracted) ||
            !multiply(&sum->base.billed, factor, &sum->amount.billed)) {
            return false;
        }
    }
    return true;
}
