/* SPDX-License-Identifier: Apache-2.0 */
/* What turns our amount of a group into theirs. Every test is one of integers: a way from ours to theirs fits when it ends
 * within what rounding to the printed digits can do.
 *
 *   ours --quantity--> --price--> --discount--> --tax--> --exchange--> theirs
 *
 * By hand: 1,000,000 tokens at 3.00 per million are 3.00. Theirs is 4.32 with 1,200,000 tokens and a tax of 20 %. The
 * quantity adds 0.60 (3.60), the tax 0.72 (4.32): missing calls 0.60, tax 0.72, unexplained 0.
 *
 * Where theirs state no quantity, whole multiples (duplicates) and cached tokens at the price of input are tried; a free
 * number of missing tokens is not, because some number would always fit. */
#include "reconcile/invoice_explain.h"

#include <toll/bill.h>

#include "reconcile/invoice_sum.h"

/* The most copies of a call that are tried where theirs state no quantity. */
#define MULTIPLE_MAX 8

/* A quantity that by chance is a whole multiple of ours, 2 times or more, has a probability of 1 / ours. From here on it
 * is below one in a thousand, so the multiple tells of duplicates rather than of other calls. */
#define MULTIPLE_SURE 1000

/* ---- the way ---- */

static toll_amount apply_factor(toll__invoice *invoice, toll_amount amount, int64_t row, int32_t *inexact)
{
    if (row < 0)
        return amount;
    return toll__invoice_times(amount, invoice->rows[row].factor, inexact, &invoice->overflow);
}

toll__invoice_path toll__invoice_follow(toll__invoice *invoice, const toll__invoice_fit *fit,
                                        const toll__invoice_factors *factors)
{
    toll__invoice_path path = {.amount = {fit->ours, fit->quantity_value, fit->priced_value}, .inexact = 0};
    const int last = TOLL__INVOICE_STEPS + 2;
    path.amount[3] = apply_factor(invoice, path.amount[2], factors->row[0], &path.inexact);
    path.amount[4] = apply_factor(invoice, path.amount[3], factors->row[1], &path.inexact);
    if (factors->row[2] >= 0)
        path.amount[last] = apply_factor(invoice, path.amount[4], factors->row[2], &path.inexact);
    for (int i = 0; i < last; i++)
        path.amount[i] = toll__invoice_times(path.amount[i], invoice->base, &path.inexact, &invoice->overflow);
    if (factors->row[2] < 0)
        path.amount[last] = path.amount[last - 1];
    return path;
}

int toll__invoice_reaches(const toll__invoice_group *g, const toll__invoice_path *path)
{
    return toll__invoice_is_near(g->theirs, path->amount[TOLL__INVOICE_STEPS + 2], g->n_lines, g->digits,
                                 path->inexact);
}

/* ---- sums of a group ---- */

static toll_amount amount_under(const toll__invoice *invoice, const toll__invoice_row *row, uint32_t variant)
{
    for (int64_t a = row->alternatives; variant != 0 && a >= 0; a = invoice->rows[a].next)
        if (invoice->rows[a].variant == variant)
            return invoice->rows[a].amount;
    return row->amount;
}

static toll_amount sum_under(toll__invoice *invoice, const toll__invoice_group *g, uint32_t variant)
{
    toll_amount sum = {0, 0};
    for (int64_t i = g->rows; i >= 0; i = invoice->rows[i].next)
        if ((invoice->rows[i].known & TOLL_CHARGE_AMOUNT) != 0)
            sum = toll__invoice_plus(sum, amount_under(invoice, &invoice->rows[i], variant), &invoice->overflow);
    return sum;
}

/* Cached tokens at the price of plain input; 0: there are none, or the input has no price. */
static int price_cached(toll__invoice *invoice, const toll__invoice_group *g, int kind, uint32_t variant,
                        toll_amount *extra)
{
    int found = 0;
    int32_t inexact = 0;
    *extra = (toll_amount){0, 0};
    for (int64_t i = g->rows; i >= 0; i = invoice->rows[i].next) {
        const toll__invoice_row *row = &invoice->rows[i];
        if (row->cached[kind] == 0 || (row->known & TOLL_CHARGE_AMOUNT) == 0)
            continue;
        if (row->quantity == 0)
            return 0;
        const toll_amount part = toll__invoice_scale(amount_under(invoice, row, variant), row->cached[kind],
                                                     row->quantity, &inexact, &invoice->overflow);
        *extra = toll__invoice_plus(*extra, part, &invoice->overflow);
        found = 1;
    }
    return found;
}

/* ---- quantities that theirs state ---- */

/* Another line of the same calls, as output beside input, has the same multiple. */
static int is_multiple_elsewhere(const toll__invoice *invoice, const toll__invoice_group *g, int64_t multiple)
{
    for (int64_t i = 0; i < invoice->n_groups; i++) {
        const toll__invoice_group *other = &invoice->groups[i];
        int is_same = other != g && other->has_quantity && other->our_quantity > 0;
        for (int k = 0; k < TOLL__INVOICE_KEYS; k++)
            is_same = is_same && other->key[k] == g->key[k];
        if (is_same && other->their_quantity % other->our_quantity == 0 &&
            other->their_quantity / other->our_quantity == multiple)
            return 1;
    }
    return 0;
}

static int is_cached_twice(const toll__invoice *invoice, const toll__invoice_group *g)
{
    const int64_t more = g->their_quantity - g->our_quantity;
    int64_t cached[2] = {0, 0};
    if (g->meter != TOLL_METER_INPUT)
        return 0;
    for (int64_t i = g->rows; i >= 0; i = invoice->rows[i].next) {
        cached[0] += invoice->rows[i].cached[0];
        cached[1] += invoice->rows[i].cached[1];
    }
    return more > 0 && (more == cached[0] || more == cached[1]);
}

static uint32_t causes_of_quantity(const toll__invoice *invoice, const toll__invoice_group *g)
{
    const int64_t theirs = g->their_quantity, ours = g->our_quantity;
    uint32_t causes = 0;
    if (theirs == ours)
        return 0;
    if (theirs < ours)
        return 1u << TOLL_CAUSE_LACKING;
    if (is_cached_twice(invoice, g))
        causes |= 1u << TOLL_CAUSE_CACHED_TWICE;
    if (theirs % ours != 0)
        return causes != 0 ? causes : 1u << TOLL_CAUSE_MISSING;
    causes |= 1u << TOLL_CAUSE_DUPLICATE;
    if (ours < MULTIPLE_SURE && !is_multiple_elsewhere(invoice, g, theirs / ours))
        causes |= 1u << TOLL_CAUSE_MISSING;
    return causes;
}

static uint32_t first_cause(uint32_t causes)
{
    for (uint32_t c = 1; c <= TOLL_CAUSE_ROUNDING; c++)
        if ((causes >> c & 1) != 0)
            return c;
    return 0;
}

/* ---- trying ---- */

typedef struct fit_trial {
    toll__invoice *invoice;
    const toll__invoice_group *g;
    const toll__invoice_factors *factors;
    toll__invoice_explanation *out;
} fit_trial;

static void try_fit(const fit_trial *t, const toll__invoice_fit *fit)
{
    toll__invoice_explanation *out = t->out;
    const toll__invoice_path path = toll__invoice_follow(t->invoice, fit, t->factors);
    if (!toll__invoice_reaches(t->g, &path))
        return;
    const uint32_t *cause = t->invoice->variant_cause;
    const toll__invoice_fit *first = &out->fits[0];
    if (out->n_fits > 0 &&
        (first->quantity_cause != fit->quantity_cause || cause[first->variant] != cause[fit->variant]))
        out->is_certain = 0;
    if (out->n_fits < TOLL__INVOICE_FITS)
        out->fits[out->n_fits++] = *fit;
}

/* The quantity that theirs state, at the prices of a variant. */
static void try_stated(const fit_trial *t, uint32_t variant)
{
    int32_t inexact = 0;
    toll__invoice_fit fit = t->out->plain;
    fit.variant = variant;
    fit.priced_value = toll__invoice_scale(sum_under(t->invoice, t->g, variant), t->g->their_quantity,
                                           t->g->our_quantity, &inexact, &t->invoice->overflow);
    try_fit(t, &fit);
}

static void try_variant(const fit_trial *t, uint32_t variant)
{
    toll__invoice_fit fit = t->out->plain;
    fit.variant = variant;
    fit.priced_value = sum_under(t->invoice, t->g, variant);
    try_fit(t, &fit);
}

static void try_multiples(const fit_trial *t)
{
    toll__invoice_fit fit = t->out->plain;
    fit.quantity_cause = TOLL_CAUSE_DUPLICATE;
    for (int i = 2; i <= MULTIPLE_MAX; i++) {
        fit.quantity_value = toll__invoice_plus(fit.quantity_value, fit.ours, &t->invoice->overflow);
        fit.priced_value = fit.quantity_value;
        try_fit(t, &fit);
    }
}

static void try_cached(const fit_trial *t, uint32_t variant)
{
    for (int kind = 0; kind < 2; kind++) {
        toll_amount extra, priced;
        toll__invoice_fit fit = t->out->plain;
        if (!price_cached(t->invoice, t->g, kind, 0, &extra) || !price_cached(t->invoice, t->g, kind, variant, &priced))
            return;
        fit.quantity_cause = TOLL_CAUSE_CACHED_TWICE;
        fit.variant = variant;
        fit.quantity_value = toll__invoice_plus(fit.ours, extra, &t->invoice->overflow);
        fit.priced_value = toll__invoice_plus(sum_under(t->invoice, t->g, variant), priced, &t->invoice->overflow);
        try_fit(t, &fit);
    }
}

/* Variants of one cause, or of any with 0. */
static void try_variants(const fit_trial *t, void (*way)(const fit_trial *t, uint32_t variant), uint32_t cause)
{
    for (uint32_t v = 1; v <= TOLL__INVOICE_VARIANTS; v++)
        if ((t->g->variants >> v & 1) != 0 && (cause == 0 || t->invoice->variant_cause[v] == cause))
            way(t, v);
}

static void try_unstated(const fit_trial *t)
{
    try_variants(t, try_variant, t->g->moved);
    if (t->g->moved != 0 && t->out->n_fits > 0)
        return;
    try_multiples(t);
    try_cached(t, 0);
    if (t->out->n_fits == 0)
        try_variants(t, try_cached, 0);
}

/* Rows of another tier were put here because of their quantity, so the price of this tier is asked first. */
static void try_stated_prices(const fit_trial *t)
{
    if (t->g->moved != 0)
        try_variants(t, try_stated, t->g->moved);
    if (t->out->n_fits == 0)
        try_variants(t, try_stated, 0);
}

/* ---- lines without rows of ours ---- */

/* A row of ours of another day, whose price theirs may have too; -1: none. */
static int64_t find_reference(const toll__invoice *invoice, const toll__invoice_group *g)
{
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        const toll__invoice_row *row = &invoice->rows[i];
        int is_same = row->kind == TOLL_CHARGE_OURS && (row->known & TOLL_CHARGE_AMOUNT) != 0 &&
                      row->meter == g->meter && row->quantity > 0;
        for (int k = 0; k < TOLL__INVOICE_KEYS; k++)
            is_same = is_same && (k == TOLL__INVOICE_DAY || g->key[k] == 0 || g->key[k] == row->key[k]);
        if (is_same)
            return i;
    }
    return -1;
}

static void try_reference(const fit_trial *t)
{
    const int64_t found = t->g->has_quantity ? find_reference(t->invoice, t->g) : -1;
    int32_t inexact = 0;
    toll__invoice_fit fit = {.quantity_cause = TOLL_CAUSE_MISSING};
    if (found < 0)
        return;
    const toll__invoice_row *row = &t->invoice->rows[found];
    fit.quantity_value =
        toll__invoice_scale(row->amount, t->g->their_quantity, row->quantity, &inexact, &t->invoice->overflow);
    fit.priced_value = fit.quantity_value;
    try_fit(t, &fit);
    for (int64_t a = row->alternatives; t->out->n_fits == 0 && a >= 0; a = t->invoice->rows[a].next) {
        fit.variant = t->invoice->rows[a].variant;
        fit.priced_value = toll__invoice_scale(t->invoice->rows[a].amount, t->g->their_quantity, row->quantity,
                                               &inexact, &t->invoice->overflow);
        try_fit(t, &fit);
    }
}

/* ---- a group ---- */

int toll__invoice_has_nothing(const toll__invoice_group *g)
{
    return g->n_priced == 0 || (g->has_quantity && g->our_quantity == 0 && toll__invoice_is_zero(g->ours));
}

static toll__invoice_fit plain_fit(toll__invoice *invoice, const toll__invoice_group *g, uint32_t causes)
{
    int32_t inexact = 0;
    toll__invoice_fit fit = {.ours = g->ours, .quantity_value = g->ours, .quantity_cause = first_cause(causes)};
    if (g->has_quantity && g->our_quantity > 0)
        fit.quantity_value =
            toll__invoice_scale(g->ours, g->their_quantity, g->our_quantity, &inexact, &invoice->overflow);
    fit.priced_value = fit.quantity_value;
    return fit;
}

void toll__invoice_explain(toll__invoice *invoice, const toll__invoice_group *g, const toll__invoice_factors *factors,
                           toll__invoice_explanation *out)
{
    const int is_stated = g->has_quantity && g->our_quantity > 0;
    const fit_trial t = {invoice, g, factors, out};
    *out = (toll__invoice_explanation){.is_certain = 1};
    if (is_stated)
        out->quantity_causes = causes_of_quantity(invoice, g);
    out->plain = plain_fit(invoice, g, out->quantity_causes);
    if (toll__invoice_has_nothing(g)) {
        try_reference(&t);
        return;
    }
    const toll__invoice_path path = toll__invoice_follow(invoice, &out->plain, factors);
    out->is_plain = g->moved == 0 && toll__invoice_reaches(g, &path);
    if (out->is_plain)
        return;
    if (is_stated)
        try_stated_prices(&t);
    else
        try_unstated(&t);
}
