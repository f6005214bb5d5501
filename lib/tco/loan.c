/* SPDX-License-Identifier: Apache-2.0 */
/* Loans. The principal is received at the start of a period, as a sum or as a share of the purchases of that period. It is
 * repaid at the end of each period of the term, in equal payments:
 *
 *     i = rate * years in a period       payment = P i / (1 - (1 + i)^-n)       interest = i * what is still owed
 *
 * (the annuity of finance.h; the rate is nominal per year, as banks quote it). Cash holds principal and interest. The
 * accrual holds interest alone: principal received and repaid share one spread, in which they cancel. In real money they
 * do not quite cancel, since the money repaid is worth less than the money received; the rest is spread over the term.
 * What is owed at the close of the horizon is paid there, without further interest.
 *
 * Neither principal nor its repayment is a cost: both stand among the credits, where they sum to 0. The interest is fixed.
 *
 * Example: 120,000 at 6 % over 12 months. i = 0.005, payment = 120,000 * 0.005 / (1 - 1.005^-12) = 10,327.97. The first
 * holds 600.00 of interest, and all twelve 3,935.66. */
#include "tco/loan.h"

#include "finance/annuity.h"
#include "tco/purchase.h"

typedef struct loan_terms {
    const toll__tco_input *row;
    uint64_t index;
    int32_t term;
    uint32_t category;
    double rate; /* per period */
} loan_terms;

static toll_tco_line line_of_loan(const loan_terms *l, uint32_t nature, int32_t paid, double amount)
{
    return (toll_tco_line){.row = (int64_t)l->index,
                           .category = l->category,
                           .nature = nature,
                           .basis = TOLL_TCO_PER_ONE,
                           .paid_period = paid,
                           .spread_periods = 1,
                           .quantity = 1,
                           .amount = amount};
}

/* A repayment gives back what was received: it lowers the credits and is no cost. */
static void post_principal(toll__posting *posting, const loan_terms *l, int32_t from, int32_t paid, double amount)
{
    toll__account *account = posting->account;
    toll_tco_line line =
        line_of_loan(l, TOLL_TCO_CREDIT, paid, amount * toll__account_read(account, TOLL__A_DEFLATOR)[paid]);
    line.spread_period = from;
    line.spread_periods = l->term;
    toll__ledger_post(posting, line);
    if (line.amount > 0) {
        account->positive -= line.amount;
        account->negative += line.amount;
    }
}

/* Interest of a period, paid at its end. */
static void post_interest(toll__posting *posting, const loan_terms *l, int32_t period, double amount)
{
    const double *deflator = toll__account_read(posting->account, TOLL__A_DEFLATOR);
    toll_tco_line line = line_of_loan(l, TOLL_TCO_FIXED, period + 1, amount * deflator[period + 1]);
    line.spread_period = period;
    toll__ledger_post(posting, line);
}

/* principal: in the money of the day. */
static void post_loan(toll__posting *posting, const loan_terms *l, int32_t from, double principal)
{
    const int32_t periods = posting->account->conventions.periods;
    const double payment = toll__annuity_payment(principal, 0, l->rate, l->term, 0);
    double owed = principal;
    post_principal(posting, l, from, from, -principal);
    for (int32_t k = 0; k < l->term && from + k < periods; k++) {
        const double interest = owed * l->rate;
        const double repaid = k + 1 == l->term ? owed : payment - interest;
        post_interest(posting, l, from + k, interest);
        post_principal(posting, l, from, from + k + 1, repaid);
        owed -= repaid;
    }
    if (l->term > periods - from)
        post_principal(posting, l, from, periods, owed);
}

/* A row of the same loan: the option's own replaces one for all. -1: none. */
static int64_t find_part(const toll__posting *posting, const toll__tco_input *loan, uint32_t kind)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    int64_t found = -1;
    for (uint64_t i = 0; i < posting->plan->count; i++)
        if (rows[i].kind == kind && rows[i].subject == loan->subject &&
            toll__tco_input_is_for(&rows[i], posting->account->option) && (found < 0 || rows[i].option != 0))
            found = (int64_t)i;
    return found;
}

static void read_terms(const toll__posting *posting, uint64_t i, const toll__tco_input *row, loan_terms *l)
{
    const int64_t rate = find_part(posting, row, TOLL_TCO_LOAN_RATE),
                  term = find_part(posting, row, TOLL_TCO_LOAN_TERM);
    const toll__conventions *conventions = &posting->account->conventions;
    const int32_t left = conventions->periods - row->from;
    l->row = row;
    l->index = i;
    l->category = row->category == 0 ? TOLL_TCO_OTHER : row->category;
    l->term = term < 0 ? left : (int32_t)(posting->values[term] + 0.5);
    l->rate = rate < 0 ? 0 : posting->values[rate] * conventions->period_years;
}

static void post_loan_row(toll__posting *posting, uint64_t i, const toll__tco_input *row)
{
    const toll__account *account = posting->account;
    const double value = posting->values[i];
    loan_terms l;
    read_terms(posting, i, row, &l);
    if (row->basis == TOLL_TCO_PER_ONE) {
        post_loan(posting, &l, row->from, value);
        return;
    }
    for (int32_t t = row->from; t < toll__tco_input_end(row, account->conventions.periods); t++) {
        const double bought = toll__purchase_bought(account, row->category, t);
        if (bought > 0)
            post_loan(posting, &l, t, value * bought);
    }
}

void toll__loan_post(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    for (uint64_t i = 0; toll__tco_plan_has_kind(posting->plan, TOLL_TCO_LOAN) && i < posting->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_LOAN && toll__tco_input_is_for(&rows[i], posting->account->option))
            post_loan_row(posting, i, &rows[i]);
}
