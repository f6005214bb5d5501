/* SPDX-License-Identifier: Apache-2.0 */
/* Which discount, tax and rate of exchange an invoice was made with: the choice under which most groups are explained, and
 * among equals that with fewest factors. None is the first choice.
 *
 * Example: 40 lines, one of them at a stale price, all of them with 20 % of tax. Without a factor no line is explained;
 * with the tax 39 are plain and one is explained by its price. A rate of exchange of 1.2 would do as well: both are
 * named, and the amount stays unexplained. */
#include "reconcile/invoice_factors.h"

#include <toll/bill.h>

#include "base/amount.h"
#include "reconcile/invoice_sum.h"

typedef struct factor_score {
    int64_t explained, plain;
    int n_factors;
} factor_score;

static const uint32_t step_cause[TOLL__INVOICE_STEPS] = {TOLL_CAUSE_DISCOUNT, TOLL_CAUSE_TAX, TOLL_CAUSE_EXCHANGE};

static factor_score score_of(toll__invoice *invoice, const toll__invoice_factors *factors)
{
    factor_score score = {0, 0, 0};
    for (int step = 0; step < TOLL__INVOICE_STEPS; step++)
        score.n_factors += factors->row[step] >= 0;
    for (int64_t i = 0; i < invoice->n_groups; i++) {
        toll__invoice_explanation e;
        toll__invoice_explain(invoice, &invoice->groups[i], factors, &e);
        score.plain += e.is_plain;
        score.explained += e.is_plain || e.n_fits > 0;
    }
    return score;
}

/* Above 0: left explains more, or as much with fewer factors. */
static int64_t compare_scores(const factor_score *left, const factor_score *right)
{
    if (left->explained != right->explained)
        return left->explained - right->explained;
    if (left->plain != right->plain)
        return left->plain - right->plain;
    return right->n_factors - left->n_factors;
}

/* The next row of a step's cause; -1 after the last one. */
static int64_t next_factor(const toll__invoice *invoice, int step, int64_t after)
{
    for (int64_t i = after + 1; i < invoice->n_rows; i++)
        if (invoice->rows[i].kind == TOLL_CHARGE_FACTOR && invoice->rows[i].cause == step_cause[step])
            return i;
    return -1;
}

/* All choices as an odometer of three wheels; false after the last one. */
static int next_choice(const toll__invoice *invoice, toll__invoice_factors *factors)
{
    for (int step = TOLL__INVOICE_STEPS - 1; step >= 0; step--) {
        factors->row[step] = next_factor(invoice, step, factors->row[step]);
        if (factors->row[step] >= 0)
            return 1;
    }
    return 0;
}

static toll_amount product_of(toll__invoice *invoice, const toll__invoice_factors *factors)
{
    const toll_amount unit = {UINT64_C(1000000000000000000), 0};
    const toll__invoice_fit one = {.priced_value = unit};
    const toll__invoice_path path = toll__invoice_follow(invoice, &one, factors);
    return path.amount[TOLL__INVOICE_STEPS + 2];
}

static int have_one_product(toll__invoice *invoice, const toll__invoice_choice *choice)
{
    const toll_amount first = product_of(invoice, &choice->ties[0]);
    for (int i = 1; i < choice->n_ties; i++)
        if (toll__amount_compare(first, product_of(invoice, &choice->ties[i])) != 0)
            return 0;
    return 1;
}

static void take_choice(toll__invoice_choice *choice, const toll__invoice_factors *factors, int64_t order)
{
    if (order < 0)
        return;
    if (order > 0)
        choice->n_ties = 0;
    if (choice->n_ties < TOLL__INVOICE_TIES)
        choice->ties[choice->n_ties++] = *factors;
}

void toll__invoice_choose(toll__invoice *invoice, toll__invoice_choice *choice)
{
    const toll__invoice_factors none = {{-1, -1, -1}};
    toll__invoice_factors factors = none;
    factor_score best = score_of(invoice, &none);
    *choice = (toll__invoice_choice){.n_ties = 1, .ties = {none}};
    while (next_choice(invoice, &factors)) {
        const factor_score score = score_of(invoice, &factors);
        const int64_t order = compare_scores(&score, &best);
        take_choice(choice, &factors, order);
        if (order > 0)
            best = score;
    }
    choice->factors = choice->n_ties == 1 || have_one_product(invoice, choice) ? choice->ties[0] : none;
}
