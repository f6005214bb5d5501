/* SPDX-License-Identifier: Apache-2.0 */
/* Commitments: units paid for whether they run or not. Each covers what those before it left uncovered:
 *
 *     used = min(committed hours, hours that run and are not covered yet) / committed hours
 *
 * Used and unused share are separate lines. Of each, the share `upfront` is paid at the start of the term, the rest in
 * its period. Operating costs per hour are then charged for the uncovered share of the hours only.
 *
 * Example: 10 units committed at 1 an hour, 7 run: used 70 %, so 7 an hour are `used`, 3 an hour `unused`. */
#include "tco/commitment.h"

#include <math.h>
#include <stddef.h>

#include "tco/price_curves.h"

/* One commitment: its rows, and what one period of it costs in the money of its start. */
typedef struct commitment {
    uint64_t price_row;
    uint32_t basis;
    int32_t from, term;
    double count, upfront;
    double hours;  /* committed in a period */
    double amount; /* of a period */
} commitment;

static int is_commitment_part(const toll__tco_input *row, const toll__tco_input *units, uint32_t kind, uint32_t option)
{
    return row->kind == kind && row->subject == units->subject && toll__tco_input_is_for(row, option);
}

/* The option's own row replaces one for all. */
static const toll__tco_input *find_commitment_part(const toll__posting *posting, const toll__tco_input *units,
                                                   uint32_t kind)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan), *found = NULL;
    for (uint64_t i = 0; i < posting->plan->count; i++)
        if (is_commitment_part(&rows[i], units, kind, posting->account->option) &&
            (found == NULL || rows[i].option != 0))
            found = &rows[i];
    return found;
}

static void read_commitment(toll__posting *posting, uint64_t i, const toll__tco_input *units, commitment *c)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    const toll__tco_input *price = find_commitment_part(posting, units, TOLL_TCO_COMMIT_PRICE);
    const toll__tco_input *upfront = find_commitment_part(posting, units, TOLL_TCO_COMMIT_UPFRONT);
    toll__account *account = posting->account;
    c->price_row = (uint64_t)(price - rows);
    c->basis = units->basis;
    c->from = units->from;
    c->term = (units->to == 0 ? account->conventions.periods : units->to) - units->from;
    c->count = posting->values[i] * units->quantity;
    c->upfront = upfront == NULL ? 0 : posting->values[upfront - rows];
    c->hours = c->count * account->conventions.period_hours;
    const double *rate = toll__price_curves_rate(posting->plan, posting->values, price,
                                                 (toll__price_terms){.category = TOLL_TCO_COMMITMENT}, account);
    c->amount = c->count * posting->values[c->price_row] * rate[c->from] *
                toll__conventions_times(&account->conventions, price->time);
}

static void post_slice(toll__posting *posting, const commitment *c, uint32_t nature, int32_t paid, uint32_t within,
                       int32_t period, double hours, double amount)
{
    toll__ledger_post(posting, (toll_tco_line){.row = (int64_t)c->price_row,
                                               .category = TOLL_TCO_COMMITMENT,
                                               .nature = nature,
                                               .basis = c->basis,
                                               .paid_period = paid,
                                               .paid_within = within,
                                               .spread_period = period,
                                               .spread_periods = 1,
                                               .quantity = hours,
                                               .amount = amount});
}

/* A share of one period of the commitment: what was prepaid is paid at the start of the term, the rest in the
 * period. */
static void post_period_share(toll__posting *posting, const commitment *c, uint32_t nature, int32_t t, double share)
{
    const double *deflator = toll__account_read(posting->account, TOLL__A_DEFLATOR);
    const double amount = c->amount * share, hours = c->hours * share;
    post_slice(posting, c, nature, c->from, 0, t, hours * c->upfront, amount * c->upfront);
    post_slice(posting, c, nature, t, 1, t, hours * (1 - c->upfront),
               amount * (1 - c->upfront) * toll__account_deflator(posting->account, t, 1) / deflator[c->from]);
}

/* Hours of the committed kind that the option runs in a period. */
static double running_hours(const toll__account *account, uint32_t basis, int32_t t)
{
    int array = basis == TOLL_TCO_PER_GPU ? TOLL__A_GPUS : basis == TOLL_TCO_PER_NODE ? TOLL__A_NODES : TOLL__A_UNITS;
    return toll__account_read(account, array)[t] * toll__account_read(account, TOLL__A_HOURS)[t];
}

/* Commitments are used one after another: each covers what those before it left. What is covered wholly leaves nothing,
 * not a rest of rounding. */
static double cover_hours(toll__account *account, const commitment *c, int32_t t)
{
    double *uncovered = toll__account_array(account, TOLL__A_UNCOVERED);
    double running = running_hours(account, c->basis, t), left = running * uncovered[t];
    double used = fmin(c->hours, left);
    if (!(running > 0) || !(c->hours > 0))
        return 0;
    uncovered[t] = c->hours >= left ? 0 : uncovered[t] - used / running;
    return used / c->hours;
}

/* The term goes on after the horizon: its rest is owed all the same, and nobody uses it. */
static void post_rest(toll__posting *posting, const commitment *c, int32_t rest)
{
    const int32_t periods = posting->account->conventions.periods;
    const double *deflator = toll__account_read(posting->account, TOLL__A_DEFLATOR);
    const double amount = c->amount * rest, hours = c->hours * rest;
    posting->account->flags |= TOLL_TCO_FLAG_STRANDED;
    post_slice(posting, c, TOLL_TCO_UNUSED, c->from, 0, periods, hours * c->upfront, amount * c->upfront);
    post_slice(posting, c, TOLL_TCO_UNUSED, periods, 0, periods, hours * (1 - c->upfront),
               amount * (1 - c->upfront) * deflator[periods] / deflator[c->from]);
}

static void post_commitment(toll__posting *posting, const commitment *c)
{
    toll__account *account = posting->account;
    const int32_t periods = account->conventions.periods;
    const int32_t end = c->term > periods - c->from ? periods : c->from + c->term;
    for (int32_t t = c->from; t < end; t++) {
        double used = cover_hours(account, c, t);
        post_period_share(posting, c, TOLL_TCO_USED, t, used);
        post_period_share(posting, c, TOLL_TCO_UNUSED, t, 1 - used);
        if (used < 1 && c->amount > 0)
            account->flags |= TOLL_TCO_FLAG_UNUSED;
    }
    if (c->term > end - c->from && c->amount > 0)
        post_rest(posting, c, c->term - (end - c->from));
}

void toll__commitment_post(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    commitment c;
    if (!toll__tco_plan_has_kind(posting->plan, TOLL_TCO_COMMIT_UNITS))
        return;
    for (uint64_t i = 0; i < posting->plan->count; i++) {
        if (rows[i].kind != TOLL_TCO_COMMIT_UNITS || !toll__tco_input_is_for(&rows[i], posting->account->option))
            continue;
        read_commitment(posting, i, &rows[i], &c);
        post_commitment(posting, &c);
    }
}
