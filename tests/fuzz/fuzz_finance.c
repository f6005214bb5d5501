/* SPDX-License-Identifier: Apache-2.0 */
/* toll_finance_*: each function with numbers between its limits, at them, or any bits. What succeeds is finite, the same
 * every time and keeps its identities (parts add up, conversions return, roots are roots); what fails writes nothing. */
#include "fuzz.h"

#include <math.h>

#define FLOWS_MAX 24
#define CELLS     64
#define MARK      (-7.25e77)
#define BIG       1e30
#define MANY      1e18

/* Outputs of the two calls of a try: numbers, codes, counts. */
static double out[2][CELLS];
static int32_t code[2];
static uint64_t counted[2];

/* Typical, between the limits, at them, just any bits. */
static double take_between(input *in, double low, double high)
{
    const uint64_t how = take(in, 1) % 12;
    const double share = how == 2 ? 0 : (1 + (double)take(in, 2)) / 65536;
    const double from = fmax(low, -5000), to = fmin(high, 5000);
    switch (how) {
    case 0:
        return low;
    case 1:
        return high;
    case 2:
        return take_double(in);
    case 3:
        return 0;
    case 4:
        return low + share * (high - low);
    case 5:
    case 6:
        return share;
    case 7:
        return floor(1 + share * 40);
    default:
        return from + share * (to - from);
    }
}

static uint64_t take_flows(input *in, double *flows, double low, double high)
{
    const uint64_t count = take(in, 1) % (FLOWS_MAX + 1);
    for (uint64_t i = 0; i < FLOWS_MAX; i++)
        flows[i] = i < count ? take_between(in, low, high) : 0;
    return count;
}

static void take_terms(input *in, toll_finance_terms *terms)
{
    LAW(toll_struct_init(terms, sizeof *terms, TOLL_KIND_FINANCE_TERMS, NULL) == TOLL_OK);
    const uint64_t bits = take(in, 1);
    terms->timing = (uint32_t)(bits % 3);
    terms->compounding = (uint32_t)(bits >> 2) % 2;
    terms->rate_basis = (uint32_t)(bits >> 3) % 2;
    terms->flow_basis = (uint32_t)(bits >> 4) % 2;
    terms->rate_frac = bits >> 5 == 0 ? 0 : take_between(in, -0.99, 1);
    terms->inflation_frac = take_between(in, -0.99, 1);
    mutate(in, terms, TOLL_KIND_FINANCE_TERMS);
}

/* Equal up to roundings of numbers of that size. */
static int is_near(double a, double b, double size)
{
    return fabs(a - b) <= 1e-9 * fabs(size) + 1e-290;
}

static void start_outputs(void)
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < CELLS; i++)
            out[pass][i] = MARK;
        code[pass] = -77;
        counted[pass] = 77777;
    }
}

/* The first cells are finite on success; none is written on failure, or beyond them. */
static void law_outputs(toll_status status, uint64_t cells)
{
    for (uint64_t i = 0; i < CELLS; i++)
        LAW(status == TOLL_OK && i < cells ? isfinite(out[0][i]) : out[0][i] == MARK);
    if (status != TOLL_OK)
        LAW(code[0] == -77 && (status == TOLL_E_BUFFER || counted[0] == 77777));
    LAW(memcmp(out[0], out[1], sizeof out[0]) == 0 && code[0] == code[1] && counted[0] == counted[1]);
}

/* The call with pass 0 and a place for the error, then with pass 1 and none. */
#define TWICE(status, call)                                                                                            \
    do {                                                                                                               \
        toll_error detail, *err = &detail;                                                                             \
        int pass = 0;                                                                                                  \
        start_outputs();                                                                                               \
        status = law_status((call), err);                                                                              \
        pass = 1;                                                                                                      \
        err = NULL;                                                                                                    \
        LAW((call) == status);                                                                                         \
    } while (0)

/* Three copies of a result: of either call, and one that stays as it was. */
#define START_RESULTS(r, kind)                                                                                         \
    do {                                                                                                               \
        LAW(toll_struct_init(&r[0], sizeof r[0], kind, NULL) == TOLL_OK);                                              \
        r[1] = r[2] = r[0];                                                                                            \
    } while (0)

#define LAW_RESULTS(r, kind, status)                                                                                   \
    do {                                                                                                               \
        LAW(memcmp(&r[0], &r[1], sizeof r[0]) == 0);                                                                   \
        if (status == TOLL_OK)                                                                                         \
            law_result(&r[0], kind);                                                                                   \
        else                                                                                                           \
            LAW(memcmp(&r[0], &r[2], sizeof r[0]) == 0);                                                               \
    } while (0)

static void try_rate(input *in)
{
    const int32_t from = (int32_t)(take(in, 1) % 9) / 4, to = (int32_t)(take(in, 1) % 9) / 4;
    const double rate = take_between(in, -0.99, 1000);
    const double m = take_between(in, 0.001, 1e5), n = take_between(in, 0.001, 1e5);
    double back = 0;
    toll_status status;
    TWICE(status, toll_finance_convert_rate(rate, from, m, to, n, out[pass], err));
    law_outputs(status, 1);
    if (status == TOLL_OK && toll_finance_convert_rate(out[0][0], to, n, from, m, &back, NULL) == TOLL_OK)
        LAW(is_near(back, rate, 1 + fabs(rate)));
}

static void try_basis(input *in)
{
    const int32_t to = (int32_t)(take(in, 1) % 9) / 4;
    const double rate = take_between(in, -0.99, 1000), inflation = take_between(in, -0.99, 1000);
    double back = 0;
    toll_status status;
    TWICE(status, toll_finance_convert_basis(rate, inflation, to, out[pass], err));
    law_outputs(status, 1);
    if (status == TOLL_OK && toll_finance_convert_basis(out[0][0], inflation, 1 - to, &back, NULL) == TOLL_OK)
        LAW(is_near(back, rate, 1 + fabs(rate) + fabs(inflation)));
}

/* The present value of the flows, and of their magnitudes. Infinite where there is none. */
static double value_of(double upfront, const double *flows, uint64_t n, const toll_finance_terms *terms, double *size)
{
    double positive[FLOWS_MAX], value = HUGE_VAL;
    for (uint64_t i = 0; i < n; i++)
        positive[i] = fabs(flows[i]);
    *size = HUGE_VAL;
    toll_finance_compute_npv(fabs(upfront), positive, n, terms, size, NULL);
    toll_finance_compute_npv(upfront, flows, n, terms, &value, NULL);
    return value;
}

static void try_npv(input *in)
{
    toll_finance_terms terms;
    double flows[FLOWS_MAX], size = 0, sum = 0;
    take_terms(in, &terms);
    const uint64_t n = take_flows(in, flows, -BIG, BIG);
    const double upfront = take_between(in, -BIG, BIG);
    toll_status status;
    TWICE(status, toll_finance_compute_npv(upfront, n > 0 ? flows : NULL, n, &terms, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    const double rest = value_of(0, flows, n, &terms, &size);
    LAW(is_near(out[0][0], rest + upfront, size + fabs(upfront)));
    for (uint64_t i = 0; i < n; i++)
        sum += flows[i];
    if (terms.rate_frac == 0 && terms.rate_basis == terms.flow_basis)
        LAW(is_near(rest, sum, size));
}

static void try_levelised(input *in)
{
    toll_finance_terms terms;
    double costs[FLOWS_MAX], units[FLOWS_MAX], size = 0, produced = 0;
    take_terms(in, &terms);
    const uint64_t n = take_flows(in, costs, -BIG, BIG);
    const double upfront = take_between(in, -BIG, BIG);
    take_flows(in, units, 0, BIG);
    toll_status status;
    TWICE(status, toll_finance_compute_levelised(upfront, costs, units, n, &terms, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    produced = value_of(0, units, n, &terms, &size);
    const double value = value_of(upfront, costs, n, &terms, &size);
    if (isfinite(size) && produced > 1e-200 && produced < 1e200)
        LAW(is_near(out[0][0] * produced, value, size + 1e-290 * produced));
}

static int64_t count_changes(const double *flows, uint64_t n)
{
    int64_t changes = 0;
    double last = 0;
    for (uint64_t i = 0; i < n; i++) {
        changes += (last < 0 && flows[i] > 0) || (last > 0 && flows[i] < 0);
        last = flows[i] != 0 ? flows[i] : last;
    }
    return changes;
}

/* No flow is so small that its worth at some rate would be no double. */
static int is_plain(const double *flows, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        if (flows[i] != 0 && fabs(flows[i]) < 1e-100)
            return 0;
    return 1;
}

/* The flows are worth nothing at a root. */
static void law_root(double rate, const double *flows, uint64_t n)
{
    double value = 0, size = 0;
    for (uint64_t i = 0; i < n; i++) {
        value += flows[i] * pow(1 + rate, -(double)i);
        size += fabs(flows[i]) * pow(1 + rate, -(double)i);
    }
    if (rate > -0.9 && rate < 1e6)
        LAW(fabs(value) <= 1e-6 * size);
}

static void try_irr(input *in)
{
    toll_finance_irr r[3];
    double flows[FLOWS_MAX];
    START_RESULTS(r, TOLL_KIND_FINANCE_IRR);
    const uint64_t n = take_flows(in, flows, -BIG, BIG), capacity = take(in, 1) % (FLOWS_MAX + 1);
    toll_status status;
    if (!is_plain(flows, n))
        return;
    TWICE(status, toll_finance_find_irr(flows, n, capacity > 0 ? out[pass] : NULL, capacity, &r[pass], err));
    LAW_RESULTS(r, TOLL_KIND_FINANCE_IRR, status);
    const uint64_t roots = status == TOLL_OK ? (uint64_t)r[0].roots : 0;
    law_outputs(status, roots < capacity ? roots : capacity);
    if (status != TOLL_OK)
        return;
    LAW(r[0].roots >= 0 && r[0].roots <= r[0].sign_changes && r[0].sign_changes == count_changes(flows, n));
    LAW((r[0].verdict == TOLL_IRR_ONE) == (roots == 1) && (r[0].verdict == TOLL_IRR_MANY) == (roots > 1));
    LAW((r[0].known != 0) == (roots == 1) && r[0].verdict >= TOLL_IRR_NONE && r[0].verdict <= TOLL_IRR_ANY);
    LAW(r[0].sign_changes != 1 || roots == 1);
    if (roots == 1)
        LAW(isfinite(r[0].rate_frac) && (capacity == 0 || r[0].rate_frac == out[0][0]));
    for (uint64_t i = 0; i < roots && i < capacity; i++) {
        LAW(out[0][i] >= -1 && (i == 0 || out[0][i] >= out[0][i - 1]));
        law_root(out[0][i], flows, n);
    }
}

static void try_mirr(input *in)
{
    double flows[FLOWS_MAX];
    int in_flows = 0, out_flows = 0;
    const uint64_t n = take_flows(in, flows, -BIG, BIG);
    const double finance = take_between(in, -0.99, 1000), reinvest = take_between(in, -0.99, 1000);
    toll_status status;
    TWICE(status, toll_finance_compute_mirr(flows, n, finance, reinvest, out[pass], &code[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    for (uint64_t i = 0; i < n; i++) {
        in_flows |= flows[i] > 0;
        out_flows |= flows[i] < 0;
    }
    LAW(code[0] == (in_flows && out_flows ? TOLL_IRR_ONE : TOLL_IRR_NONE) || !is_plain(flows, n));
    LAW(code[0] == TOLL_IRR_ONE ? out[0][0] >= -1 : out[0][0] == 0);
    if (n == 2 && flows[0] < 0 && flows[1] > 0)
        LAW(is_near(out[0][0], flows[1] / -flows[0] - 1, 1 + flows[1] / -flows[0]));
}

static void law_payback(const toll_finance_payback *p, double upfront, uint64_t n, double size)
{
    LAW(isfinite(p->balance_usd) && isfinite(p->lowest_usd) && p->is_lasting <= 1);
    LAW(p->lowest_usd <= p->balance_usd + 1e-9 * size);
    LAW((p->known & TOLL_FINANCE_PAYBACK_TIME) != 0 ? p->verdict != TOLL_VERDICT_NEVER
                                                    : p->verdict == TOLL_VERDICT_NEVER);
    LAW(p->verdict >= TOLL_VERDICT_REACHED && p->verdict <= TOLL_VERDICT_NEVER);
    LAW(upfront < 0 || p->verdict == TOLL_VERDICT_AT_ONCE);
    if (p->verdict == TOLL_VERDICT_AT_ONCE)
        LAW(p->periods == 0);
    if (p->verdict == TOLL_VERDICT_REACHED) {
        LAW(p->periods >= 0 && p->periods <= (double)p->whole_periods);
        LAW(p->whole_periods >= 1 && (uint64_t)p->whole_periods <= n);
    }
    if (p->is_lasting == 1 && p->verdict != TOLL_VERDICT_NEVER)
        LAW(p->balance_usd >= -1e-9 * size);
}

static void try_payback(input *in)
{
    toll_finance_payback r[3];
    toll_finance_terms terms, plain;
    double flows[FLOWS_MAX], size = 0;
    START_RESULTS(r, TOLL_KIND_FINANCE_PAYBACK);
    LAW(toll_struct_init(&plain, sizeof plain, TOLL_KIND_FINANCE_TERMS, NULL) == TOLL_OK);
    take_terms(in, &terms);
    const toll_finance_terms *given = take(in, 1) % 2 == 0 ? NULL : &terms;
    const double upfront = take_between(in, -BIG, BIG);
    const uint64_t n = take_flows(in, flows, -BIG, BIG);
    toll_status status;
    TWICE(status, toll_finance_find_payback(upfront, n > 0 ? flows : NULL, n, given, &r[pass], err));
    LAW_RESULTS(r, TOLL_KIND_FINANCE_PAYBACK, status);
    if (status != TOLL_OK)
        return;
    const double value = value_of(upfront, flows, n, given == NULL ? &plain : given, &size);
    LAW(!isfinite(size) || is_near(r[0].balance_usd, value, size));
    law_payback(&r[0], upfront, n, size);
}

static void try_cumulative(input *in)
{
    double amounts[FLOWS_MAX], sum = 0, size = 0;
    const int listed = take(in, 1) % 4 != 0;
    const double upfront = take_between(in, -BIG, BIG);
    const uint64_t n = take_flows(in, amounts, -BIG, BIG);
    toll_status status;
    TWICE(status, toll_finance_compute_cumulative(upfront, n > 0 ? amounts : NULL, n, listed ? out[pass] + 2 : NULL,
                                                  out[pass], out[pass] + 1, err));
    law_outputs(status, listed ? 2 + n : 2);
    if (status != TOLL_OK)
        return;
    sum = upfront;
    size = fabs(upfront);
    for (uint64_t i = 0; i < n; i++) {
        sum += amounts[i];
        size += fabs(amounts[i]);
        LAW(!listed || is_near(out[0][2 + i], sum, size));
    }
    LAW(is_near(out[0][0], sum, size) && is_near(out[0][1] * (double)n, n > 0 ? sum : 0, size));
    LAW(n == 0 || !listed || out[0][n + 1] == out[0][0]);
}

static void law_times(const toll_finance_contest *c, const toll_finance_breakeven *b)
{
    const double saving = b->saving_usd_per_period;
    LAW(b->periods >= 0 && b->hours >= 0 && b->months >= 0 && b->years >= 0);
    LAW((b->verdict == TOLL_VERDICT_AT_ONCE) == (c->capex_usd == 0));
    LAW(c->capex_usd == 0 ? b->periods == 0 : is_near(b->periods * saving, c->capex_usd, c->capex_usd));
    LAW(is_near(b->hours, b->periods * c->period_hours, b->hours));
    LAW(is_near(b->months * c->hours_per_month, b->hours, b->hours));
}

static void try_breakeven(input *in)
{
    toll_finance_contest contest;
    toll_finance_breakeven r[3];
    START_RESULTS(r, TOLL_KIND_FINANCE_BREAKEVEN);
    LAW(toll_struct_init(&contest, sizeof contest, TOLL_KIND_FINANCE_CONTEST, NULL) == TOLL_OK);
    contest.capex_usd = take_between(in, 0, BIG);
    contest.own_usd_per_period = take_between(in, 0, BIG);
    contest.rent_usd_per_period = take_between(in, 0, BIG);
    mutate(in, &contest, TOLL_KIND_FINANCE_CONTEST);
    toll_status status;
    TWICE(status, toll_finance_find_breakeven(&contest, &r[pass], err));
    LAW_RESULTS(r, TOLL_KIND_FINANCE_BREAKEVEN, status);
    if (status != TOLL_OK)
        return;
    const double own = contest.own_usd_per_period, rent = contest.rent_usd_per_period;
    LAW(is_near(r[0].saving_usd_per_period, rent - own, rent + own));
    LAW((contest.known & TOLL_FINANCE_CONTEST_LIFE) != 0 || r[0].threshold_verdict == 0);
    LAW(((r[0].known & TOLL_FINANCE_BREAKEVEN_TIMES) != 0) == (r[0].verdict != TOLL_VERDICT_NEVER));
    LAW(r[0].verdict != TOLL_VERDICT_REACHED || r[0].saving_usd_per_period > 0);
    if (r[0].verdict == TOLL_VERDICT_REACHED)
        law_times(&contest, &r[0]);
}

static void try_use(input *in)
{
    const double fixed = take_between(in, 0, BIG), more = take_between(in, 0, BIG), rent = take_between(in, 0, BIG);
    toll_status status;
    TWICE(status, toll_finance_find_use(fixed, more, rent, out[pass], &code[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    const double use = out[0][0];
    LAW(code[0] >= TOLL_VERDICT_REACHED && code[0] <= TOLL_VERDICT_BEYOND);
    if (code[0] == TOLL_VERDICT_AT_ONCE || code[0] == TOLL_VERDICT_NEVER)
        LAW(use == 0);
    else {
        LAW(code[0] == TOLL_VERDICT_BEYOND ? use > 1 : use >= 0 && use <= 1);
        LAW(rent > more && is_near(use * (rent - more), fixed, fixed));
    }
}

static uint64_t take_pieces(input *in, toll_finance_piece *pieces)
{
    double at = take_between(in, 0, BIG);
    const uint64_t n = 1 + take(in, 1) % FLOWS_MAX;
    for (uint64_t i = 0; i < n; i++) {
        pieces[i].from_quantity = at;
        at += (double)take(in, 1) / 4 + (take(in, 1) == 255 ? take_double(in) : 0.25);
        pieces[i].to_quantity = at;
        pieces[i].usd_at_from = take_between(in, -BIG, BIG);
        pieces[i].usd_per_unit = take_between(in, -BIG, BIG);
    }
    return n;
}

static void try_fleet(input *in)
{
    static toll_finance_piece pieces[2][CELLS], before[CELLS];
    const double unit = take_between(in, 0, BIG), fixed = take_between(in, 0, BIG), more = take_between(in, 0, BIG);
    const int64_t low = (int64_t)(take(in, 1) % 40), spares = (int64_t)take(in, 1) % 4;
    const int64_t high = take(in, 1) % 8 == 7 ? (int64_t)take(in, 8) : low + (int64_t)take(in, 1) % 40;
    const uint64_t capacity = take(in, 1) % (CELLS + 1);
    memset(pieces, 0x5a, sizeof pieces);
    memset(before, 0x5a, sizeof before);
    toll_status status;
    TWICE(status, toll_finance_compute_fleet(unit, fixed, more, low, high, spares, capacity > 0 ? pieces[pass] : NULL,
                                             capacity, &counted[pass], err));
    law_outputs(status, 0);
    LAW(memcmp(pieces[0], pieces[1], sizeof before) == 0);
    LAW(status == TOLL_OK || memcmp(pieces[0], before, sizeof before) == 0);
    if (status == TOLL_OK || status == TOLL_E_BUFFER)
        LAW(counted[0] == (uint64_t)(high - low) + 1 && (counted[0] > capacity) == (status == TOLL_E_BUFFER));
    for (uint64_t i = 0; status == TOLL_OK && i < counted[0]; i++) {
        const toll_finance_piece *p = &pieces[0][i];
        LAW(isfinite(p->usd_at_from) && isfinite(p->to_quantity) && p->usd_per_unit == more);
        LAW(p->to_quantity > p->from_quantity && (i == 0 || p->from_quantity == p[-1].to_quantity));
        LAW(is_near(p->to_quantity, unit * (double)(low + (int64_t)i), p->to_quantity));
    }
}

static void law_crossings(const toll_finance_crossing *c, uint64_t n, uint32_t cheapest)
{
    for (uint64_t i = 0; i < n; i++) {
        LAW(isfinite(c[i].quantity) && (i == 0 || c[i].quantity >= c[i - 1].quantity));
        LAW(c[i].before != c[i].after && c[i].before <= 2 && c[i].after <= 2);
        LAW(c[i].before == (i == 0 ? cheapest : c[i - 1].after));
        LAW(c[i].is_jump <= 1 && c[i].reserved == 0);
    }
}

static void try_crossings(input *in)
{
    static toll_finance_piece first[FLOWS_MAX], second[FLOWS_MAX];
    static toll_finance_crossing found[2][CELLS], before[CELLS];
    const uint64_t n = take_pieces(in, first), m = take_pieces(in, second), capacity = take(in, 1) % (CELLS + 1);
    memset(found, 0x5a, sizeof found);
    memset(before, 0x5a, sizeof before);
    toll_status status;
    TWICE(status, toll_finance_find_crossings(first, n, second, m, capacity > 0 ? found[pass] : NULL, capacity,
                                              &counted[pass], &code[pass], err));
    law_outputs(status, 0);
    LAW(memcmp(found[0], found[1], sizeof before) == 0);
    const uint64_t shown = status != TOLL_OK ? 0 : counted[0] < capacity ? counted[0] : capacity;
    LAW(memcmp(found[0] + shown, before, sizeof before - shown * sizeof before[0]) == 0);
    if (status != TOLL_OK)
        return;
    const double low = fmax(first[0].from_quantity, second[0].from_quantity);
    const double high = fmin(first[n - 1].to_quantity, second[m - 1].to_quantity);
    LAW(code[0] >= 0 && code[0] <= 2);
    law_crossings(found[0], shown, (uint32_t)code[0]);
    for (uint64_t i = 0; i < shown; i++)
        LAW(found[0][i].quantity >= low && found[0][i].quantity <= high);
    LAW(toll_finance_find_crossings(first, n, first, n, NULL, 0, &counted[0], &code[0], NULL) == TOLL_OK);
    LAW(counted[0] == 0 && code[0] == TOLL_CHEAPER_NEITHER);
}

static void try_payment(input *in)
{
    const double present = take_between(in, -BIG, BIG), future = take_between(in, -BIG, BIG);
    const double rate = take_between(in, -0.99, 1000), periods = take_between(in, 0, 1e5);
    const int32_t timing = (int32_t)(take(in, 1) % 16) % 5 / 2 * 2;
    double now = 0, later = 0;
    toll_status status;
    TWICE(status, toll_finance_compute_payment(present, future, rate, periods, timing, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    LAW(timing == TOLL_TIMING_END || timing == TOLL_TIMING_START);
    if (rate == 0 && periods > 1e-200)
        LAW(is_near(out[0][0] * periods, present - future, fabs(present) + fabs(future)));
    if (toll_finance_compute_payment(present, 0, rate, periods, timing, &now, NULL) == TOLL_OK &&
        toll_finance_compute_payment(0, future, rate, periods, timing, &later, NULL) == TOLL_OK)
        LAW(is_near(out[0][0], now + later, fabs(now) + fabs(later)));
}

static void take_asset(input *in, toll_finance_asset *asset)
{
    LAW(toll_struct_init(asset, sizeof *asset, TOLL_KIND_FINANCE_ASSET, NULL) == TOLL_OK);
    asset->method = 1 + (uint32_t)take(in, 1) % 5;
    asset->cost_usd = take_between(in, 0, BIG);
    asset->salvage_usd = take(in, 1) % 2 == 0 ? 0 : asset->cost_usd * (double)take(in, 1) / 255;
    if (asset->method == TOLL_DEPRECIATE_MACRS) {
        const double lives[] = {3, 5, 7, 10, 15, 20};
        asset->life_periods = lives[take(in, 1) % 6];
        asset->convention = (uint32_t)take(in, 1) % 5;
    } else if (take(in, 1) % 2 == 1)
        asset->life_periods = take_between(in, 0, 40);
    mutate(in, asset, TOLL_KIND_FINANCE_ASSET);
}

static void try_periods(input *in)
{
    static double charges[8192];
    toll_finance_asset asset;
    double sum = 0;
    take_asset(in, &asset);
    toll_status status;
    TWICE(status, toll_finance_count_periods(&asset, &counted[pass], err));
    law_outputs(status, 0);
    const uint64_t n = counted[0];
    if (status != TOLL_OK || n == 0 || n >= 8192)
        return;
    LAW(toll_finance_compute_depreciation(&asset, n + 1, charges, NULL, NULL) == TOLL_OK);
    for (uint64_t i = 0; i < n; i++)
        sum += charges[i];
    LAW(is_near(charges[n], 0, asset.cost_usd));
    LAW(is_near(sum, asset.cost_usd - (asset.method == TOLL_DEPRECIATE_MACRS ? 0 : asset.salvage_usd), asset.cost_usd));
}

static void try_depreciation(input *in)
{
    toll_finance_asset asset;
    double sum = 0;
    take_asset(in, &asset);
    const uint64_t n = take(in, 1) % (CELLS / 2 + 1);
    const int booked = take(in, 1) % 4 != 0;
    toll_status status;
    TWICE(status, toll_finance_compute_depreciation(&asset, n, out[pass], booked ? out[pass] + n : NULL, err));
    law_outputs(status, booked ? 2 * n : n);
    if (status != TOLL_OK)
        return;
    for (uint64_t i = 0; i < n; i++) {
        sum += out[0][i];
        LAW(out[0][i] >= 0);
        LAW(!booked || (out[0][n + i] >= 0 && is_near(out[0][n + i], asset.cost_usd - sum, asset.cost_usd)));
        LAW(!booked || i == 0 || out[0][n + i] <= out[0][n + i - 1]);
    }
    LAW(sum <= asset.cost_usd * (1 + 1e-9) + 1e-290);
    if (booked && n > 0 && asset.first_period_frac == 1) {
        LAW(toll_finance_compute_value(&asset, (double)n, &sum, NULL, NULL) == TOLL_OK);
        LAW(is_near(sum, out[0][2 * n - 1], asset.cost_usd));
    }
}

static void try_value(input *in)
{
    toll_finance_asset asset;
    double older = 0;
    take_asset(in, &asset);
    const double age = take_between(in, 0, 1e5);
    toll_status status;
    TWICE(status, toll_finance_compute_value(&asset, age, out[pass], out[pass] + 1, err));
    law_outputs(status, 2);
    if (status != TOLL_OK)
        return;
    LAW(out[0][0] >= 0 && out[0][0] <= asset.cost_usd * (1 + 1e-9) + 1e-300 && out[0][1] >= 0);
    if (toll_finance_compute_value(&asset, age + 1, &older, NULL, NULL) == TOLL_OK)
        LAW(older <= out[0][0] + 1e-9 * asset.cost_usd);
}

static void try_shield(input *in)
{
    toll_finance_terms terms;
    double charges[FLOWS_MAX], size = 0;
    take_terms(in, &terms);
    const double tax = take_between(in, 0, 1);
    const uint64_t n = take_flows(in, charges, 0, BIG);
    toll_status status;
    TWICE(status, toll_finance_compute_shield(charges, n, tax, &terms, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    const double value = value_of(0, charges, n, &terms, &size);
    LAW(out[0][0] >= 0 && (!isfinite(value) || is_near(out[0][0], tax * value, tax * value)));
}

static void try_budget(input *in)
{
    toll_finance_item items[FLOWS_MAX];
    double sum = 0, size = 0;
    const int listed = take(in, 1) % 4 != 0;
    const uint64_t n = take(in, 1) % (FLOWS_MAX + 1);
    for (uint64_t i = 0; i < FLOWS_MAX; i++) {
        const double units = take_between(in, 0, MANY), parts = take_between(in, 0, MANY);
        const double times = take_between(in, 0, MANY), price = take_between(in, -MANY, MANY);
        items[i] = (toll_finance_item){units, parts, times, price, take_between(in, 0, 1)};
    }
    toll_status status;
    TWICE(status, toll_finance_compute_budget(items, n, listed ? out[pass] + 1 : NULL, out[pass], err));
    law_outputs(status, listed ? 1 + n : 1);
    for (uint64_t i = 0; status == TOLL_OK && i < n; i++) {
        const double cost =
            items[i].units * items[i].parts_per_unit * items[i].times * items[i].usd_per_part * items[i].share_frac;
        LAW(!listed || is_near(out[0][1 + i], cost, cost) || fabs(cost) < 1e-200);
        sum += cost;
        size += fabs(cost);
    }
    LAW(status != TOLL_OK || size < 1e-200 || is_near(out[0][0], sum, size));
}

static void try_mix(input *in)
{
    double weights[FLOWS_MAX], values[FLOWS_MAX], size = 0, heavy = 0, low = HUGE_VAL, high = -HUGE_VAL;
    const uint64_t n = take_flows(in, weights, 0, MANY);
    take_flows(in, values, -MANY, MANY);
    toll_status status;
    TWICE(status, toll_finance_compute_mix(weights, values, n, out[pass], out[pass] + 1, err));
    law_outputs(status, 2);
    if (status != TOLL_OK)
        return;
    for (uint64_t i = 0; i < n; i++) {
        heavy += weights[i];
        size += weights[i] * fabs(values[i]);
        if (weights[i] > 0) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    }
    if (heavy > 1e-100 && size > 1e-100) {
        LAW(is_near(out[0][0], out[0][1] * heavy, size));
        LAW(out[0][1] >= low - 1e-9 * fabs(low) - 1e-9 * size / heavy);
        LAW(out[0][1] <= high + 1e-9 * fabs(high) + 1e-9 * size / heavy);
    }
}

static void try_energy(input *in)
{
    toll_finance_power power;
    toll_finance_energy r[3];
    START_RESULTS(r, TOLL_KIND_FINANCE_ENERGY);
    LAW(toll_struct_init(&power, sizeof power, TOLL_KIND_FINANCE_POWER, NULL) == TOLL_OK);
    power.w_per_unit = take_between(in, 0, 1e12);
    power.hours = take_between(in, 0, 1e15);
    power.known = take(in, 1) % 4;
    power.usd_per_kwh = take_between(in, -1000, 1000);
    power.kg_per_kwh = take_between(in, 0, 1000);
    mutate(in, &power, TOLL_KIND_FINANCE_POWER);
    toll_status status;
    TWICE(status, toll_finance_compute_energy(&power, &r[pass], err));
    LAW_RESULTS(r, TOLL_KIND_FINANCE_ENERGY, status);
    if (status != TOLL_OK)
        return;
    const double kwh = r[0].kwh;
    LAW(r[0].known == power.known && isfinite(kwh) && r[0].facility_w >= 0 && kwh >= 0);
    LAW(is_near(kwh, r[0].facility_w * (power.hours / 1000), kwh));
    LAW(r[0].facility_w <= power.units * power.w_per_unit * power.pue * (1 + 1e-9) + 1e-290);
    if ((power.known & TOLL_FINANCE_POWER_TARIFF) != 0)
        LAW(is_near(r[0].usd, kwh * power.usd_per_kwh, r[0].usd));
    if ((power.known & TOLL_FINANCE_POWER_CARBON) != 0)
        LAW(is_near(r[0].kg, kwh * power.kg_per_kwh, r[0].kg));
}

static void try_owned(input *in)
{
    toll_finance_owned owned;
    toll_finance_hourly r[3];
    memset(r, 0x5a, sizeof r);
    LAW(toll_struct_init(&owned, sizeof owned, TOLL_KIND_FINANCE_OWNED, NULL) == TOLL_OK);
    owned.capex_usd = take_between(in, 0, BIG);
    owned.opex_usd_per_h = take_between(in, 0, BIG);
    owned.utilisation_frac = take_between(in, 0, 1);
    mutate(in, &owned, TOLL_KIND_FINANCE_OWNED);
    toll_status status;
    TWICE(status, toll_finance_compute_owned(&owned, &r[pass], err));
    LAW(memcmp(&r[0], &r[1], sizeof r[0]) == 0);
    LAW(status == TOLL_OK || memcmp(&r[0], &r[2], sizeof r[0]) == 0);
    if (status != TOLL_OK)
        return;
    const toll_finance_hourly *h = &r[0];
    LAW(isfinite(h->usd_per_h) && isfinite(h->usd_per_used_h) && h->amortisation_usd_per_h >= 0);
    LAW(is_near(h->usd_per_h, h->amortisation_usd_per_h + h->opex_usd_per_h, h->usd_per_h));
    LAW(is_near(h->opex_usd_per_h, owned.opex_usd_per_h + h->maintenance_usd_per_h, h->opex_usd_per_h));
    LAW(is_near(h->usd_per_used_h * owned.utilisation_frac, h->usd_per_h, h->usd_per_h));
}

static void try_output(input *in)
{
    const double rate = take_between(in, 0, MANY), hours = take_between(in, 0, 1e9), use = take_between(in, 0, 1);
    toll_status status;
    TWICE(status, toll_finance_compute_output(rate, hours, use, out[pass], err));
    law_outputs(status, 1);
    LAW(status != TOLL_OK || (out[0][0] >= 0 && is_near(out[0][0], rate * 3600 * hours * use, out[0][0])));
}

static void try_unit_cost(input *in)
{
    const double usd_per_h = take_between(in, 0, BIG), rate = take_between(in, 0, MANY);
    const double use = take_between(in, 0, 1), success = take_between(in, 0, 1), per = take_between(in, 0, MANY);
    toll_status status;
    TWICE(status, toll_finance_compute_unit_cost(usd_per_h, rate, use, success, per, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    const double units = rate * 3600 * use * success, spent = usd_per_h * per;
    LAW(out[0][0] >= 0);
    if (units > 1e-100 && spent > 1e-100)
        LAW(is_near(out[0][0] * units, spent, spent));
}

static void law_commitment(const toll_finance_commitment *c, double committed, double demanded)
{
    LAW(is_near(c->used_units + c->unused_units, committed, committed));
    LAW(is_near(c->used_usd + c->unused_usd, c->committed_usd, c->committed_usd));
    LAW(is_near(c->upfront_usd + c->recurring_usd, c->committed_usd, c->committed_usd));
    LAW(is_near(c->used_units + c->overage_units, demanded, demanded));
    LAW(is_near(c->total_usd, c->committed_usd + c->overage_usd, c->total_usd));
    LAW(c->used_units >= 0 && c->unused_units >= 0 && c->overage_units >= 0 && c->overage_usd >= 0);
    LAW(c->used_usd >= 0 && c->unused_usd >= 0 && c->upfront_usd >= 0 && c->recurring_usd >= 0);
    LAW(c->used_frac >= 0 && c->used_frac <= 1);
    if ((c->known & TOLL_FINANCE_COMMITMENT_UNIT) != 0)
        LAW(demanded > 0 && isfinite(c->usd_per_demanded_unit));
    else
        LAW(demanded == 0);
}

static void try_commitment(input *in)
{
    toll_finance_commitment r[3];
    START_RESULTS(r, TOLL_KIND_FINANCE_COMMITMENT);
    const double units = take_between(in, 0, MANY), price = take_between(in, 0, MANY), share = take_between(in, 0, 1);
    const double demanded = take_between(in, 0, MANY), overage = take_between(in, 0, MANY);
    toll_status status;
    TWICE(status, toll_finance_compute_commitment(units, price, share, demanded, overage, &r[pass], err));
    LAW_RESULTS(r, TOLL_KIND_FINANCE_COMMITMENT, status);
    if (status == TOLL_OK)
        law_commitment(&r[0], units, demanded);
}

static void try_idle(input *in)
{
    double usage[FLOWS_MAX], sum = 0;
    const int32_t rule = (int32_t)(take(in, 1) % 16) % 5 - (take(in, 1) == 255);
    const double cost = take_between(in, 0, BIG);
    const uint64_t n = take_flows(in, usage, 0, 100);
    double capacity = take_between(in, 0, MANY);
    if (take(in, 1) % 2 == 1)
        for (uint64_t i = 0; i < n; i++)
            capacity += usage[i];
    toll_status status;
    TWICE(status,
          toll_finance_allocate_idle(usage, n, capacity, cost, rule, out[pass] + 1, out[pass] + 1 + n, out[pass], err));
    law_outputs(status, 1 + 2 * n);
    if (status != TOLL_OK)
        return;
    for (uint64_t i = 0; i <= 2 * n; i++) {
        LAW(out[0][i] >= 0);
        sum += out[0][i];
    }
    LAW(is_near(sum, cost, cost) && rule >= TOLL_IDLE_KEPT && rule <= TOLL_IDLE_WEIGHTED);
    for (uint64_t i = 0; i < n; i++) {
        const double idle = out[0][1 + n + i];
        LAW(is_near(out[0][1 + i], cost * (usage[i] / capacity), cost));
        LAW(rule == TOLL_IDLE_KEPT ? idle == 0 : rule == TOLL_IDLE_WEIGHTED || idle == out[0][1 + n]);
    }
    LAW(rule != TOLL_IDLE_EVEN || is_near(out[0][0], 0, cost));
}

static void try_hybrid(input *in)
{
    const double fixed = take_between(in, 0, BIG), requests = take_between(in, 0, MANY);
    const double own = take_between(in, 0, MANY), share = take_between(in, 0, 1), api = take_between(in, 0, MANY);
    toll_status status;
    TWICE(status, toll_finance_compute_hybrid(fixed, requests, own, share, api, out[pass], err));
    law_outputs(status, 1);
    if (status == TOLL_OK)
        LAW(out[0][0] >= 0 && is_near(out[0][0], fixed / requests + own + share * api, out[0][0]));
}

static void try_compare(input *in)
{
    toll_finance_comparison r[3];
    const double base = take_between(in, -BIG, BIG), other = take_between(in, -BIG, BIG);
    memset(r, 0x5a, sizeof r);
    toll_status status;
    TWICE(status, toll_finance_compare(base, other, &r[pass], err));
    LAW(memcmp(&r[0], &r[1], sizeof r[0]) == 0);
    LAW(status == TOLL_OK || memcmp(&r[0], &r[2], sizeof r[0]) == 0);
    if (status != TOLL_OK)
        return;
    LAW(r[0].difference == base - other && r[0].reserved == 0);
    LAW(((r[0].known & TOLL_FINANCE_COMPARISON_RATIO) != 0) == (other != 0));
    LAW(((r[0].known & TOLL_FINANCE_COMPARISON_SHARE) != 0) == (base != 0));
    if (other != 0)
        LAW(is_near(r[0].ratio, base / other, r[0].ratio) && isfinite(r[0].markup_frac));
    if (base != 0)
        LAW(is_near(r[0].inverse_ratio, other / base, r[0].inverse_ratio) && isfinite(r[0].saving_frac));
    LAW(r[0].cheaper == (base < other   ? TOLL_CHEAPER_FIRST
                         : base > other ? TOLL_CHEAPER_SECOND
                                        : TOLL_CHEAPER_NEITHER));
}

static void try_scale(input *in)
{
    const double price = take_between(in, 0, BIG), from = take_between(in, 0, MANY), to = take_between(in, 0, MANY);
    const double exponent = take_between(in, 0, 10), change = take_between(in, -1, 1000);
    const double periods = take_between(in, 0, 1e5);
    toll_status status;
    TWICE(status, toll_finance_scale_price(price, from, to, exponent, change, periods, out[pass], err));
    law_outputs(status, 1);
    if (status != TOLL_OK)
        return;
    LAW(out[0][0] >= 0);
    if ((exponent == 0 || from == to) && (change == 0 || periods == 0))
        LAW(is_near(out[0][0], price, price));
    if (change == -1 && periods > 0)
        LAW(out[0][0] == 0);
}

static void (*const tries[])(input *in) = {
    try_rate,   try_basis,   try_npv,          try_levelised, try_irr,     try_mirr,       try_payback,
    try_fleet,  try_use,     try_breakeven,    try_crossings, try_payment, try_periods,    try_cumulative,
    try_value,  try_shield,  try_depreciation, try_budget,    try_mix,     try_energy,     try_owned,
    try_output, try_compare, try_unit_cost,    try_idle,      try_hybrid,  try_commitment, try_scale,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    tries[take(&in, 1) % (sizeof tries / sizeof tries[0])](&in);
    return 0;
}
