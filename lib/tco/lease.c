/* SPDX-License-Identifier: Apache-2.0 */
/* Leases. A lease is signed when the need exceeds what is on lease, at the price of that day, which then holds for the
 * term. Each period's payment is paid within it. At the end of the term the pieces go back, and others are leased if they
 * are still needed; with a buy-out they are bought instead, and serve to the end of the category's life.
 *
 *     payment   pieces * price of the day of signing * times in a period
 *     cash      a payment in each period of the term; the buy-out at the start of the period after it
 *     accrual   the payment in its period; the buy-out spread evenly over what is left of the life
 *
 * What is owed beyond the horizon is paid at its close, as the rest of a commitment is. Right-of-use assets (IFRS 16) are
 * not modelled: the accrual is that of an operating lease.
 *
 * Example: 8 accelerators at 600 a month for 24 months, then 2,000 each, life 36 months, horizon 30. Payments of 4,800 in
 * months 0 to 23, 16,000 in month 24; accrual 4,800 and then 16,000 / 12 a month in months 24 to 29, the rest at the
 * close: 24 * 4,800 + 16,000 = 131,200 in both views. */
#include "tco/lease.h"

#include "tco/fleet.h"
#include "tco/price_curves.h"
#include "tco/purchase.h"

/* What was signed in one period. */
typedef struct lease_contract {
    const toll__tco_input *row;
    uint64_t index;
    int32_t signed_at, term, life;
    double pieces;
    double payment; /* of a period, in the money of the signing */
    double buyout;  /* of all pieces, in that money; 0: they go back */
} lease_contract;

static toll_tco_line line_of(const lease_contract *l, uint32_t nature, int32_t period, double quantity, double amount)
{
    return (toll_tco_line){.row = (int64_t)l->index,
                           .category = l->row->category,
                           .nature = nature,
                           .basis = l->row->basis,
                           .paid_period = period,
                           .spread_period = period,
                           .spread_periods = 1,
                           .quantity = quantity,
                           .amount = amount};
}

/* Payments are nominal: later ones are worth less in the money of period 0. */
static double deflated(const toll__account *account, const lease_contract *l, int32_t t, uint32_t within)
{
    return toll__account_deflator(account, t, within) / toll__account_read(account, TOLL__A_DEFLATOR)[l->signed_at];
}

static void post_payments(toll__posting *posting, const lease_contract *l, double times)
{
    toll__account *account = posting->account;
    const int32_t periods = account->conventions.periods;
    const int32_t end = l->term > periods - l->signed_at ? periods : l->signed_at + l->term;
    const int32_t rest = l->term - (end - l->signed_at);
    for (int32_t t = l->signed_at; t < end; t++) {
        toll_tco_line line = line_of(l, TOLL_TCO_FIXED, t, l->pieces * times, l->payment * deflated(account, l, t, 1));
        line.paid_within = 1;
        toll__ledger_post(posting, line);
    }
    if (rest == 0 || l->payment == 0)
        return;
    account->flags |= TOLL_TCO_FLAG_STRANDED;
    toll__ledger_post(posting, line_of(l, TOLL_TCO_UNUSED, periods, l->pieces * times * rest,
                                       l->payment * rest * deflated(account, l, periods, 0)));
}

/* An asset that is bought out is one more purchase, for what is left of its life. */
static void post_buyout(toll__posting *posting, const lease_contract *l)
{
    const toll__account *account = posting->account;
    const int32_t at = l->signed_at + l->term;
    if (l->term >= account->conventions.periods - l->signed_at || l->buyout == 0)
        return;
    toll_tco_line line = line_of(l, TOLL_TCO_CAPEX, at, l->pieces, l->buyout * deflated(account, l, at, 0));
    line.spread_periods = l->life > l->term ? l->life - l->term : 1;
    toll__ledger_post(posting, line);
}

/* A row by category: the option's own before one for all, one for the category before one for every category. -1: none. */
static int64_t find_by_category(const toll__posting *posting, uint32_t kind, uint32_t category)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    int64_t found = -1;
    int best = 0;
    for (uint64_t i = 0; toll__tco_plan_has_kind(posting->plan, kind) && i < posting->plan->count; i++) {
        const int is_for = rows[i].kind == kind && toll__tco_input_is_for(&rows[i], posting->account->option) &&
                           (rows[i].category == 0 || rows[i].category == category);
        const int rank = 1 + 2 * (rows[i].option != 0) + (rows[i].category != 0);
        if (is_for && rank > best) {
            found = (int64_t)i;
            best = rank;
        }
    }
    return found;
}

static int32_t term_of(const toll__posting *posting, uint32_t category)
{
    const int64_t at = find_by_category(posting, TOLL_TCO_LEASE_TERM, category);
    return at < 0 ? posting->account->conventions.periods : (int32_t)(posting->values[at] + 0.5);
}

/* Fills what all contracts of a row have in common. Returns the periods that a piece serves. */
static int32_t start_contract(const toll__posting *posting, uint64_t i, const toll__tco_input *row, lease_contract *l)
{
    const int64_t buyout = find_by_category(posting, TOLL_TCO_LEASE_BUYOUT, row->category);
    *l = (lease_contract){.row = row, .index = i, .term = term_of(posting, row->category)};
    l->life = toll__purchase_life(posting->account, row->category);
    l->buyout = buyout < 0 ? 0 : posting->values[buyout];
    return buyout >= 0 && l->life > l->term ? l->life : l->term;
}

static void post_lease_row(toll__posting *posting, uint64_t i, const toll__tco_input *row)
{
    toll__account *account = posting->account;
    const int32_t end = toll__tco_input_end(row, account->conventions.periods);
    const double times = toll__conventions_times(&account->conventions, row->time);
    lease_contract shared;
    const int32_t serves = start_contract(posting, i, row, &shared);
    const double *need = toll__account_array(account, toll__fleet_stock(account, row->basis));
    double *signed_for = toll__account_array(account, TOLL__A_SECOND);
    (void)toll__purchase_schedule(need, row->from, end, serves, signed_for);
    const double *rate = toll__price_curves_rate(posting->plan, posting->values, row,
                                                 (toll__price_terms){.category = row->category}, account);
    for (int32_t t = row->from; t < end; t++) {
        lease_contract l = shared;
        if (!(signed_for[t] > 0) || !toll__purchase_is_in_band(row, toll__account_read(account, TOLL__A_NODES_PEAK)[t]))
            continue;
        l.signed_at = t;
        l.pieces = signed_for[t] * row->quantity;
        l.payment = signed_for[t] * posting->values[i] * rate[t] * times;
        l.buyout *= signed_for[t] * rate[t];
        post_payments(posting, &l, times);
        post_buyout(posting, &l);
    }
    toll__ledger_charge(posting, row->category);
}

void toll__lease_post(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    for (uint64_t i = 0; toll__tco_plan_has_kind(posting->plan, TOLL_TCO_LEASE) && i < posting->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_LEASE && toll__tco_input_is_for(&rows[i], posting->account->option))
            post_lease_row(posting, i, &rows[i]);
}
