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
    free(t->slots);
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

/* Sums of one account, whatever their tax and month, begin their search at one slot. FNV-1a. */
static uint64_t first_slot(const bill_taxes *t, const char *account)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *account != 0; account++) {
        hash = (hash ^ (unsigned char)*account) * 0x100000001b3u;
    }
    return (hash ^ hash >> 32) & (t->n_slots - 1);
}

static void place_taxed(bill_taxes *t, uint64_t index)
{
    uint64_t at = first_slot(t, t->sums[index].account);
    while (t->slots[at] != 0) {
        at = (at + 1) & (t->n_slots - 1);
    }
    t->slots[at] = (uint32_t)(index + 1);
}

static void grow_taxed(bill_taxes *t)
{
    t->capacity = t->capacity * 2 + 32;
    t->sums = claim_again(t->sums, t->capacity, sizeof *t->sums);
    t->n_slots = t->n_slots > 0 ? t->n_slots : 64;
    while (t->n_slots < 2 * t->capacity) {
        t->n_slots *= 2;
    }
    free(t->slots);
    t->slots = claim(t->n_slots, sizeof *t->slots);
    for (uint64_t i = 0; i < t->n_sums; i++) {
        place_taxed(t, i);
    }
}

static taxed_sum *new_sum(bill_taxes *t, const tax_row *tax, const priced_record *p)
{
    taxed_sum *sum = &t->sums[t->n_sums++];
    *sum = (taxed_sum){.tax = tax, .provider = p->tariff->sold_by};
    snprintf(sum->account, sizeof sum->account, "%s", p->usage->account);
    snprintf(sum->currency, sizeof sum->currency, "%s", p->question->total.currency);
    month_of(p->usage->at_s, &sum->from_s, &sum->until_s);
    place_taxed(t, t->n_sums - 1);
    return sum;
}

static taxed_sum *sum_of(bill_taxes *t, const tax_row *tax, const priced_record *p)
{
    if (t->n_sums == t->capacity) {
        grow_taxed(t);
    }
    for (uint64_t at = first_slot(t, p->usage->account); t->slots[at] != 0; at = (at + 1) & (t->n_slots - 1)) {
        if (is_sum_of(&t->sums[t->slots[at] - 1], tax, p)) {
            return &t->sums[t->slots[at] - 1];
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
