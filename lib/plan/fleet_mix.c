/* SPDX-License-Identifier: Apache-2.0 */
/* Branch and bound over the lots of each kind.
 *
 * A lot is what is sold together: a machine, or the machines of one large unit. Its units are free once it is paid for,
 * so the number of lots of each kind is all there is to choose. Kinds are taken by workload, and within one by price per
 * rate, the cheapest first. Of each kind the most that is of use is tried first, then fewer.
 *
 * The bound of a partial choice is its cost, plus for each workload the rest of its rate at fractions of lots, each kind
 * up to its stock. With fewer lots of one kind the rest goes to dearer ones, so that the bound rises: the first count
 * whose bound is no better than the best fleet so far ends the counts of its kind, but for none at all. None is looked at
 * in any case, since spare units make the first lots of a kind carry less than their price says.
 *
 * By hand: 20 requests/s from A, 3 requests/s at $2 and at most 4 lots, and B, 5 requests/s at $4. Four A carry 12 for $8,
 * and the rest of 8 takes two B: $16. Three A leave 11, which takes three B: $18. The bound of three is 6 + 11 / 5 * 4 =
 * 14.8, of two 4 + 14 / 5 * 4 = 15.2, of one 15.6, of none 16: all but the last are looked at, and $16 stays. */
#include "plan/fleet_mix.h"

#include <math.h>
#include <string.h>

#include "base/extrema.h"

#define UNBOUND  (-1)
#define ROUNDING 1e-12 /* of a rate or a cost: sums of 64 terms are off by less */

/* Rows in the order of the search, and the counts of the kinds down to `level`. */
typedef struct mix_search {
    const toll__mix *mix;
    int order[TOLL__MIX_ROWS];
    double lots[TOLL__MIX_ROWS]; /* by place in the order; UNBOUND: not begun */
    int level;
    toll__mixed *found;
} mix_search;

/* What is left for the kinds from a place on. */
typedef struct mix_rest {
    double rate[TOLL__MIX_ROWS];  /* of each workload */
    double stock[TOLL__MIX_ROWS]; /* of each stock */
    double usd_per_hour;          /* spent */
} mix_rest;

static const toll__mix_row *row_at(const mix_search *s, int place)
{
    return &s->mix->rows[s->order[place]];
}

static double lot_rate(const toll__mix_row *r)
{
    return r->lot_units * r->unit_requests_per_s;
}

static double rate_of_lots(const toll__mix_row *r, double lots)
{
    return toll__positive(lots * r->lot_units - r->spare_units) * r->unit_requests_per_s;
}

/* By workload, then by price per rate, then as given. */
static int comes_before(const toll__mix_row *a, const toll__mix_row *b)
{
    if (a->workload != b->workload)
        return a->workload < b->workload;
    return a->lot_usd_per_hour * lot_rate(b) < b->lot_usd_per_hour * lot_rate(a);
}

static void sort_rows(mix_search *s)
{
    for (int i = 0; i < s->mix->n_rows; i++) {
        int at = i;
        for (; at > 0 && comes_before(&s->mix->rows[i], &s->mix->rows[s->order[at - 1]]); at--)
            s->order[at] = s->order[at - 1];
        s->order[at] = i;
    }
}

static void spend(const toll__mix_row *r, double lots, mix_rest *rest)
{
    rest->rate[r->workload] -= rate_of_lots(r, lots);
    rest->usd_per_hour += lots * r->lot_usd_per_hour;
    if (r->stock >= 0)
        rest->stock[r->stock] -= lots * r->lot_gpus;
}

static void rest_before(const mix_search *s, int place, mix_rest *rest)
{
    memcpy(rest->rate, s->mix->requests_per_s, (size_t)s->mix->n_workloads * sizeof rest->rate[0]);
    if (s->mix->n_stocks > 0)
        memcpy(rest->stock, s->mix->stock_gpus, (size_t)s->mix->n_stocks * sizeof rest->stock[0]);
    rest->usd_per_hour = 0;
    for (int i = 0; i < place; i++)
        spend(row_at(s, i), s->lots[i], rest);
}

static int is_carried(const mix_search *s, const mix_rest *rest, int workload)
{
    return rest->rate[workload] <= ROUNDING * s->mix->requests_per_s[workload];
}

/* Lots that the stock has left. */
static double lots_left(const toll__mix_row *r, const mix_rest *rest)
{
    return r->stock < 0 ? HUGE_VAL : floor(rest->stock[r->stock] / r->lot_gpus);
}

/* The least cost of all, given what is spent before a place; HUGE_VAL: the stock is too small. */
static double bound_from(const mix_search *s, int place, const mix_rest *rest)
{
    mix_rest left = *rest;
    double usd = rest->usd_per_hour;
    for (int i = place; i < s->mix->n_rows; i++) {
        const toll__mix_row *r = row_at(s, i);
        if (is_carried(s, &left, r->workload))
            continue;
        double lots = toll__min(left.rate[r->workload] / lot_rate(r), lots_left(r, rest));
        usd += lots * r->lot_usd_per_hour;
        left.rate[r->workload] -= lots * lot_rate(r);
    }
    for (int w = 0; w < s->mix->n_workloads; w++)
        if (!is_carried(s, &left, w))
            return HUGE_VAL;
    return usd;
}

static int is_worse(const mix_search *s, double usd)
{
    return usd >= s->found->usd_per_hour * (1 - ROUNDING) || usd == HUGE_VAL;
}

/* The most lots of a kind that can be of use. */
static double most_lots(const mix_search *s, const toll__mix_row *r, const mix_rest *rest)
{
    if (is_carried(s, rest, r->workload))
        return 0;
    double rate = rest->rate[r->workload], units = ceil((rate - rate * ROUNDING) / r->unit_requests_per_s);
    return toll__min(ceil((units + r->spare_units) / r->lot_units), lots_left(r, rest));
}

/* The count after `lots`, less than it; UNBOUND: there is none. */
static double next_lots(const mix_search *s, const toll__mix_row *r, const mix_rest *before, double lots)
{
    mix_rest rest = *before;
    if (!(lots > 0))
        return UNBOUND;
    if ((lots - 1) * r->lot_units <= r->spare_units)
        return 0;
    spend(r, lots - 1, &rest);
    memcpy(rest.stock, before->stock, sizeof rest.stock); /* or a bound might fall again where others use the stock */
    return is_worse(s, bound_from(s, s->level + 1, &rest)) ? 0 : lots - 1;
}

/* Moves the kind at `level` to its next count that may lead to a better fleet. 0: there is none. */
static int advance(mix_search *s)
{
    const toll__mix_row *r = row_at(s, s->level);
    mix_rest before;
    double *lots = &s->lots[s->level];
    rest_before(s, s->level, &before);
    for (;;) {
        mix_rest rest = before;
        *lots = *lots == UNBOUND ? most_lots(s, r, &before) : next_lots(s, r, &before, *lots);
        if (*lots == UNBOUND || s->found->nodes >= TOLL__MIX_NODES)
            return 0;
        s->found->nodes++;
        spend(r, *lots, &rest);
        if (!is_worse(s, bound_from(s, s->level + 1, &rest)))
            return 1;
    }
}

static void keep_fleet(mix_search *s)
{
    mix_rest rest;
    rest_before(s, s->mix->n_rows, &rest);
    s->found->usd_per_hour = rest.usd_per_hour;
    for (int i = 0; i < s->mix->n_rows; i++)
        s->found->lots[s->order[i]] = s->lots[i];
}

static void walk_counts(mix_search *s)
{
    s->level = 0;
    s->lots[0] = UNBOUND;
    while (s->level >= 0) {
        if (!advance(s)) {
            s->level--;
            continue;
        }
        if (s->level + 1 == s->mix->n_rows) {
            keep_fleet(s);
            continue;
        }
        s->level++;
        s->lots[s->level] = UNBOUND;
    }
}

void toll__mix_find(const toll__mix *mix, toll__mixed *found)
{
    mix_search s = {.mix = mix, .found = found};
    mix_rest all;
    *found = (toll__mixed){.usd_per_hour = HUGE_VAL};
    sort_rows(&s);
    rest_before(&s, 0, &all);
    found->bound_usd_per_hour = bound_from(&s, 0, &all);
    if (mix->n_rows > 0 && found->bound_usd_per_hour < HUGE_VAL)
        walk_counts(&s);
    found->is_proven = found->nodes < TOLL__MIX_NODES;
    if (found->is_proven)
        found->bound_usd_per_hour = found->usd_per_hour;
}
