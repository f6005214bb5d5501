/* SPDX-License-Identifier: Apache-2.0 */
/* A ledger by month of one alternative: what toll_tco_estimate() would say of the same rows, without its account.
 *
 *     demand[t]  = now * max(0, 1 + linear * t / 12) * (1 + compound)^(t / 12)
 *     needed[t]  = accelerators of ceil(to_serve[t] / a replica's rate) + spares, in whole units
 *     paid[t]    = purchases at the start of the month, all else in its middle
 *     cost[t]    = the same, with a purchase less its resale spread over its life
 *
 * Purchases and commitments are cohorts: each has the price of its month, and leaves after its term. Three sums follow
 * them, so that a month takes the same time whatever the number of cohorts: accelerators alive, their cost of a month,
 * and what they would sell for, which loses the same share each month.
 *
 * Example: one accelerator for 1,200, life 6 months, resale 20 %, horizon of 4. Paid: 1,200 in month 0. Cost of a month:
 * 1,200 * 0.8 / 6 = 160. At the close it is sold for 1,200 * 0.2^(4/6) = 410.40, so the total is 789.60. */
#include "plan/outlook_ledger.h"

#include <math.h>

#include "base/extrema.h"
#include "plan/whole_units.h"
#include "tco/sizing.h"

#define MONTHS_PER_YEAR   12.0
#define SECONDS_PER_HOUR  3600.0
#define MONTHS_OF_QUARTER 3
#define BREACH_TOLERANCE  1e-9 /* a rest of rounding breaks no budget */

static double month_step(double change_per_year)
{
    return pow(1 + change_per_year, 1 / MONTHS_PER_YEAR);
}

/* ---- the horizon ---- */

/* Units change in months 0, k, 2 k ... and then serve the highest demand until the next change. */
static void fill_orders(toll__outlook_months *m)
{
    const int months = m->stated.months, each = m->stated.order_months;
    for (int from = 0; from < months; from += each) {
        const int end = from + each < months ? from + each : months;
        double most = 0;
        for (int t = from; t < end; t++)
            most = toll__max(most, m->demand_per_s[t]);
        for (int t = from; t < end; t++)
            m->to_serve_per_s[t] = most;
    }
}

void toll__outlook_months_fill(const toll__outlook_demand *d, toll__outlook_months *m)
{
    const double step = month_step(d->compound);
    double compound = d->requests_per_s;
    m->stated = *d;
    m->seconds = d->hours * SECONDS_PER_HOUR;
    m->discount_step = 1 / month_step(d->discount);
    m->discount_half = sqrt(m->discount_step);
    m->requests = m->most_per_s = 0;
    for (int t = 0; t < d->months; t++, compound *= step) {
        m->demand_per_s[t] = compound * toll__positive(1 + d->linear * t / MONTHS_PER_YEAR);
        m->requests += m->demand_per_s[t] * m->seconds;
        m->most_per_s = toll__max(m->most_per_s, m->demand_per_s[t]);
    }
    fill_orders(m);
}

double toll__outlook_gpus(const toll__outlook_terms *terms, double requests_per_s)
{
    const double replicas = toll__sizing_whole(requests_per_s / terms->replica_per_s);
    return toll__units_paid(replicas + terms->spares, terms->replica_gpus, terms->unit_gpus);
}

/* ---- one alternative ---- */

/* What was bought or committed in one month. */
typedef struct outlook_cohort {
    double gpus;
    double usd; /* the price paid, or the commitment's price of a month */
} outlook_cohort;

/* One alternative under way. */
typedef struct outlook_walk {
    const toll__outlook_months *m;
    const toll__outlook_terms *terms;
    toll__outlook *out;
    double gpu_month_usd, request_usd, gpu_usd; /* prices of this month */
    double alive, alive_usd;                    /* accelerators bought or committed, and what a month of them costs */
    double value_usd, value_step;               /* what owned ones sell for, and what is left of it after a month */
    double discount;                            /* of the start of this month */
    double needed;                              /* accelerators that serve this month's demand */
    double start_usd, within_usd, cost_usd;     /* of this month: paid at its start, paid within it, its cost */
    outlook_cohort cohorts[TOLL__OUTLOOK_MONTHS_MAX];
} outlook_walk;

static int is_bought(const outlook_walk *w)
{
    return w->terms->way == TOLL__OUTLOOK_BOUGHT;
}

/* Of a cohort: its price less its resale over its life, or the commitment's price of a month. */
static double month_share(const outlook_walk *w, double usd)
{
    return is_bought(w) ? usd * (1 - w->terms->residual) / w->terms->term_months : usd;
}

static void put_within(outlook_walk *w, double usd)
{
    w->within_usd += usd;
    w->cost_usd += usd;
}

/* The cohort that has reached its term leaves; owned accelerators are sold. Returns how many there were. */
static double retire_cohort(outlook_walk *w, int t)
{
    if (t < w->terms->term_months)
        return 0;
    const outlook_cohort *c = &w->cohorts[t - w->terms->term_months];
    const double resale = is_bought(w) ? c->usd * w->terms->residual : 0;
    w->alive -= c->gpus;
    w->alive_usd = toll__positive(w->alive_usd - month_share(w, c->usd));
    w->value_usd = toll__positive(w->value_usd - resale);
    w->start_usd -= resale;
    return c->gpus;
}

/* Buys or commits what is needed beyond what is alive. */
static double add_cohort(outlook_walk *w, int t)
{
    const double gpus = toll__positive(w->needed - w->alive);
    const double usd = gpus * (is_bought(w) ? w->gpu_usd : w->gpu_month_usd);
    w->cohorts[t] = (outlook_cohort){gpus, usd};
    w->alive += gpus;
    w->alive_usd += month_share(w, usd);
    if (is_bought(w)) {
        w->start_usd += usd;
        w->value_usd = (w->value_usd + usd) * w->value_step;
    }
    return gpus;
}

/* A month of what is bought or committed. */
static double walk_stock(outlook_walk *w, int t)
{
    const double retired = retire_cohort(w, t), added = add_cohort(w, t);
    w->out->is_replaced |= retired > 0 && added > 0;
    w->out->is_idle |= w->alive > w->needed;
    if (!is_bought(w)) {
        put_within(w, w->alive_usd);
        return w->alive;
    }
    w->cost_usd += w->alive_usd;
    put_within(w, w->needed * w->gpu_month_usd);
    return w->alive;
}

/* Fills the money of a month; returns the accelerators held in it. */
static double walk_month(outlook_walk *w, int t)
{
    w->start_usd = 0;
    w->within_usd = w->cost_usd = w->terms->month_usd;
    switch (w->terms->way) {
    case TOLL__OUTLOOK_BY_REQUEST:
        put_within(w, w->m->demand_per_s[t] * w->m->seconds * w->request_usd);
        return 0;
    case TOLL__OUTLOOK_BY_HOUR:
        put_within(w, w->needed * w->gpu_month_usd);
        return w->needed;
    default:
        return walk_stock(w, t);
    }
}

static void note_first(int is_so, int t, int *month)
{
    if (is_so && *month < 0)
        *month = t;
}

static void note_month(const outlook_walk *w, int t, double gpus)
{
    const toll__outlook_demand *d = &w->m->stated;
    toll__outlook *out = w->out;
    out->total_usd += w->start_usd + w->within_usd;
    out->npv_usd += (w->start_usd + w->within_usd * w->m->discount_half) * w->discount;
    out->first_month_usd = t == 0 ? w->cost_usd : out->first_month_usd;
    out->last_month_usd = w->cost_usd;
    out->peak_month_usd = toll__max(out->peak_month_usd, w->cost_usd);
    out->first_quarter_usd += t < MONTHS_OF_QUARTER ? w->cost_usd : 0;
    out->last_quarter_usd += t >= d->months - MONTHS_OF_QUARTER ? w->cost_usd : 0;
    out->gpus_first = t == 0 ? gpus : out->gpus_first;
    out->gpus_last = gpus;
    out->gpus_peak = toll__max(out->gpus_peak, gpus);
    note_first(w->cost_usd > d->budget_usd * (1 + BREACH_TOLERANCE), t, &out->over_budget_month);
    note_first(gpus > d->gpus_max, t, &out->over_gpus_month);
}

/* What is left of commitments is owed. */
static double owed_usd(const outlook_walk *w, int end)
{
    const int term = w->terms->term_months;
    double usd = 0;
    for (int t = end > term ? end - term : 0; t < end; t++) {
        const int rest = t + term - end;
        usd += w->cohorts[t].usd * rest;
        w->out->is_stranded |= rest > 0 && w->cohorts[t].gpus > 0;
    }
    return usd;
}

static void close_walk(const outlook_walk *w)
{
    const double owed = w->terms->way == TOLL__OUTLOOK_COMMITTED ? owed_usd(w, w->m->stated.months) : 0;
    w->out->total_usd += owed - w->value_usd;
    w->out->npv_usd += (owed - w->value_usd) * w->discount;
}

static void start_walk(outlook_walk *w, const toll__outlook_months *m, const toll__outlook_terms *terms,
                       toll__outlook *out)
{
    *out = (toll__outlook){.over_budget_month = -1, .over_gpus_month = -1};
    w->m = m;
    w->terms = terms;
    w->out = out;
    w->gpu_month_usd = terms->hour_usd * m->stated.hours;
    w->request_usd = terms->request_usd;
    w->gpu_usd = terms->gpu_usd;
    w->alive = w->alive_usd = w->value_usd = w->needed = 0;
    w->value_step = is_bought(w) && terms->residual > 0 ? pow(terms->residual, 1.0 / terms->term_months) : 0;
    w->discount = 1;
}

void toll__outlook_estimate(const toll__outlook_months *m, const toll__outlook_terms *terms, toll__outlook *out)
{
    outlook_walk w;
    const double price_step = month_step(terms->price_change), purchase_step = month_step(terms->purchase_change);
    start_walk(&w, m, terms, out);
    for (int t = 0; t < m->stated.months; t++) {
        const int is_change = t == 0 || m->to_serve_per_s[t] != m->to_serve_per_s[t - 1];
        if (terms->way != TOLL__OUTLOOK_BY_REQUEST && is_change)
            w.needed = toll__outlook_gpus(terms, m->to_serve_per_s[t]);
        note_month(&w, t, walk_month(&w, t));
        w.gpu_month_usd *= price_step;
        w.request_usd *= price_step;
        w.gpu_usd *= purchase_step;
        w.discount *= m->discount_step;
    }
    close_walk(&w);
}
