/* SPDX-License-Identifier: Apache-2.0 */
/* The difference between an invoice and our rows, cause by cause. Each group's way from ours to theirs is cut into steps;
 * what a step adds is the amount of its cause, and what is left at the end is rounding or unexplained. The steps telescope,
 * so that causes and unexplained sum to the difference whatever was found.
 *
 * By hand: ours 3.00, theirs 4.32, with more tokens (3.60) and tax (4.32). Causes: 3.60 - 3.00 = 0.60 missing calls,
 * 4.32 - 3.60 = 0.72 tax, 4.32 - 4.32 = 0 left. 0.60 + 0.72 = 4.32 - 3.00. */
#include "reconcile/invoice_causes.h"

#include "base/amount.h"

#include "reconcile/invoice_explain.h"
#include "reconcile/invoice_match.h"
#include "reconcile/invoice_sum.h"

typedef struct cause_book {
    toll__invoice *invoice;
    const toll__invoice_choice *choice;
    toll_bill_cause *causes;
    uint64_t capacity;
    toll__invoice_result *result;
    toll_amount undecided; /* what the factors add where several choices explain as much */
} cause_book;

/* ---- booking ---- */

static void write_cause(cause_book *b, const toll_bill_cause *cause)
{
    if (b->result->n_causes < b->capacity)
        b->causes[b->result->n_causes] = *cause;
    b->result->n_causes++;
}

static void book_cause(cause_book *b, uint32_t cause, int64_t row, int64_t other, int64_t quantity, toll_amount amount)
{
    const toll_bill_cause line = {cause, 0, row, other, quantity, amount};
    toll_amount *sum = cause == TOLL_CAUSE_UNEXPLAINED ? &b->result->unexplained : &b->result->explained;
    if (toll__invoice_is_zero(amount))
        return;
    *sum = toll__invoice_plus(*sum, amount, &b->invoice->overflow);
    write_cause(b, &line);
}

/* Named, and in no sum. */
static void name_cause(cause_book *b, uint32_t cause, int64_t row, int64_t other, toll_amount amount, uint32_t flags)
{
    const toll_bill_cause line = {cause, TOLL_CAUSE_IS_ALTERNATIVE | flags, row, other, 0, amount};
    if (!toll__invoice_is_zero(amount) || flags != 0)
        write_cause(b, &line);
}

static toll_amount step_of(cause_book *b, const toll__invoice_path *path, int step)
{
    return toll__invoice_minus(path->amount[step], path->amount[step - 1], &b->invoice->overflow);
}

/* ---- steps of a group ---- */

static void book_quantity(cause_book *b, const toll__invoice_group *g, const toll__invoice_path *path, uint32_t causes,
                          uint32_t cause)
{
    const toll_amount amount = step_of(b, path, 1);
    const int64_t more = g->has_quantity ? g->their_quantity - g->our_quantity : 0;
    if ((causes & (causes - 1)) == 0) {
        book_cause(b, cause != 0 ? cause : TOLL_CAUSE_UNEXPLAINED, g->line, -1, more, amount);
        return;
    }
    book_cause(b, TOLL_CAUSE_UNEXPLAINED, g->line, -1, more, amount);
    for (uint32_t c = 1; c <= TOLL_CAUSE_ROUNDING; c++)
        if ((causes >> c & 1) != 0)
            name_cause(b, c, g->line, -1, amount, 0);
}

static void book_factors(cause_book *b, const toll__invoice_group *g, const toll__invoice_path *path)
{
    static const uint32_t causes[TOLL__INVOICE_STEPS] = {TOLL_CAUSE_DISCOUNT, TOLL_CAUSE_TAX, TOLL_CAUSE_EXCHANGE};
    for (int i = 0; i < TOLL__INVOICE_STEPS; i++) {
        const toll_amount amount = step_of(b, path, 3 + i);
        if (b->choice->n_ties == 1) {
            book_cause(b, causes[i], g->line, b->choice->factors.row[i], 0, amount);
            continue;
        }
        b->undecided = toll__invoice_plus(b->undecided, amount, &b->invoice->overflow);
        book_cause(b, TOLL_CAUSE_UNEXPLAINED, g->line, -1, 0, amount);
    }
}

/* The steps of one way, and what is left behind it. */
static void book_way(cause_book *b, const toll__invoice_group *g, const toll__invoice_fit *fit, uint32_t causes)
{
    const toll__invoice_path path = toll__invoice_follow(b->invoice, fit, &b->choice->factors);
    const uint32_t price_cause = b->invoice->variant_cause[fit->variant];
    const toll_amount left =
        toll__invoice_minus(g->theirs, path.amount[TOLL__INVOICE_STEPS + 2], &b->invoice->overflow);
    book_quantity(b, g, &path, causes, fit->quantity_cause);
    book_cause(b, price_cause != 0 ? price_cause : TOLL_CAUSE_UNEXPLAINED, g->line, fit->variant, 0,
               step_of(b, &path, 2));
    book_factors(b, g, &path);
    book_cause(b, toll__invoice_reaches(g, &path) ? TOLL_CAUSE_ROUNDING : TOLL_CAUSE_UNEXPLAINED, g->line, -1, 0, left);
}

static void name_ways(cause_book *b, const toll__invoice_group *g, const toll__invoice_explanation *e)
{
    for (int i = 0; i < e->n_fits; i++) {
        const toll__invoice_fit *fit = &e->fits[i];
        const toll__invoice_path path = toll__invoice_follow(b->invoice, fit, &b->choice->factors);
        if (e->quantity_causes == 0)
            name_cause(b, fit->quantity_cause, g->line, -1, step_of(b, &path, 1), 0);
        name_cause(b, b->invoice->variant_cause[fit->variant], g->line, fit->variant, step_of(b, &path, 2), 0);
    }
}

/* Rows of ours without a price: what theirs has is what they cost, unless some have one. */
static void book_unpriced(cause_book *b, const toll__invoice_group *g)
{
    if (g->n_priced == 0) {
        book_cause(b, TOLL_CAUSE_UNPRICED, g->line, g->rows, 0, g->theirs);
        return;
    }
    const toll_amount ours =
        toll__invoice_follow(b->invoice, &(toll__invoice_fit){.ours = g->ours}, &b->choice->factors).amount[0];
    const toll_amount more = toll__invoice_minus(g->theirs, ours, &b->invoice->overflow);
    book_cause(b, TOLL_CAUSE_UNEXPLAINED, g->line, g->rows, 0, more);
    name_cause(b, TOLL_CAUSE_UNPRICED, g->line, g->rows, more, 0);
}

static void book_group(cause_book *b, const toll__invoice_group *g)
{
    toll__invoice_explanation e;
    if (g->n_unpriced > 0) {
        book_unpriced(b, g);
        return;
    }
    toll__invoice_explain(b->invoice, g, &b->choice->factors, &e);
    if (toll__invoice_has_nothing(g) && e.n_fits == 0) {
        book_cause(b, TOLL_CAUSE_MISSING, g->line, -1, g->has_quantity ? g->their_quantity : 0, g->theirs);
        return;
    }
    if (e.n_fits > 0 && e.is_certain) {
        book_way(b, g, &e.fits[0], e.quantity_causes);
        return;
    }
    book_way(b, g, &e.plain, e.quantity_causes);
    name_ways(b, g, &e);
}

/* ---- what belongs to no group ---- */

static void book_left(cause_book *b, int64_t index)
{
    const toll__invoice_row *row = &b->invoice->rows[index];
    const toll_amount nothing = {0, 0};
    int32_t inexact = 0;
    if ((row->known & TOLL_CHARGE_AMOUNT) == 0) {
        const toll_bill_cause line = {TOLL_CAUSE_UNPRICED, TOLL_CAUSE_NO_AMOUNT, -1, index, row->quantity, nothing};
        b->result->n_without_amount++;
        write_cause(b, &line);
        return;
    }
    const toll_amount amount = toll__invoice_times(row->amount, b->invoice->base, &inexact, &b->invoice->overflow);
    b->result->ours = toll__invoice_plus(b->result->ours, amount, &b->invoice->overflow);
    book_cause(b, TOLL_CAUSE_LACKING, -1, index, -row->quantity,
               toll__invoice_minus(nothing, amount, &b->invoice->overflow));
}

static void book_stated(cause_book *b, int64_t index)
{
    const toll__invoice_row *row = &b->invoice->rows[index];
    b->result->theirs = toll__invoice_plus(b->result->theirs, row->amount, &b->invoice->overflow);
    book_cause(b, row->cause != 0 ? row->cause : TOLL_CAUSE_UNEXPLAINED, index, -1, 0, row->amount);
}

static void name_undecided(cause_book *b)
{
    for (int tie = 0; b->choice->n_ties > 1 && tie < b->choice->n_ties; tie++) {
        const toll__invoice_factors *f = &b->choice->ties[tie];
        const int n_factors = (f->row[0] >= 0) + (f->row[1] >= 0) + (f->row[2] >= 0);
        const uint32_t flags = n_factors == 1 && !toll__invoice_is_zero(b->undecided) ? 0 : TOLL_CAUSE_NO_AMOUNT;
        const toll_amount amount = flags == 0 ? b->undecided : (toll_amount){0, 0};
        for (int i = 0; i < TOLL__INVOICE_STEPS; i++)
            if (f->row[i] >= 0)
                name_cause(b, b->invoice->rows[f->row[i]].cause, -1, f->row[i], amount, flags);
    }
}

/* ---- all of it ---- */

static void sum_group(cause_book *b, const toll__invoice_group *g)
{
    int32_t inexact = 0;
    const toll_amount ours = toll__invoice_times(g->ours, b->invoice->base, &inexact, &b->invoice->overflow);
    b->result->ours = toll__invoice_plus(b->result->ours, ours, &b->invoice->overflow);
    b->result->theirs = toll__invoice_plus(b->result->theirs, g->theirs, &b->invoice->overflow);
}

toll_status toll__invoice_reconcile(toll__invoice *invoice, const toll__invoice_choice *choice, toll_bill_cause *causes,
                                    uint64_t capacity, toll__invoice_result *result, toll_error *err)
{
    cause_book b = {invoice, choice, causes, capacity, result, {0, 0}};
    *result = (toll__invoice_result){.n_causes = 0};
    for (int64_t i = 0; i < invoice->n_groups; i++) {
        sum_group(&b, &invoice->groups[i]);
        book_group(&b, &invoice->groups[i]);
    }
    for (int64_t i = toll__invoice_next_left(invoice, 0); i >= 0; i = toll__invoice_next_left(invoice, i + 1))
        book_left(&b, i);
    for (int64_t i = 0; i < invoice->n_rows; i++)
        if (invoice->rows[i].kind == TOLL_CHARGE_STATED)
            book_stated(&b, i);
    name_undecided(&b);
    return invoice->overflow ? toll__amount_fail("the sum of rows", -1, err) : TOLL_OK;
}
