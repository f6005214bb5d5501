/* SPDX-License-Identifier: Apache-2.0 */
/* Capacity of a replica for a scenario, from the serving estimate: the rate that keeps the latency limits, shared among
 * the kinds of token by time.
 *
 * A scenario adds times: a unit is busy for input / capacity_input + cached / capacity_cached + output / capacity_output
 * seconds. At the highest rate R that keeps the limits the unit is full, so that sum is 1 second a second. A kind that
 * takes the share f of the time at n tokens a request gets
 *
 *     capacity = n * R / f
 *
 * and the shares sum to 1, so the scenario and the serving model agree at this mix by construction.
 *
 * Shares: each kind pays what it costs in rate. Requests with 20 % more tokens of one kind are served at a lower rate R';
 * the kind's loss is ln(R / R') / ln 1.2, and its share is its loss over the sum of the losses. So the slope of the
 * scenario's law is that of the serving model, and the two stay close at mixes near this one. Shares of the step's time
 * are right at the mix alone: over 8 deployments, 7 mixes and 3 sets of limits, moved by 20-25 %, the mean of the worst
 * errors is 19 % with them and 13 % with losses (3 % in the mean where no limit is close, see is_steep).
 *
 * By hand: 1,000 tokens in, 500 out, R = 4/s. 20 % more prompt tokens leave 3.76/s, 20 % more output 3.52/s: losses of
 * 0.339 and 0.701, shares 0.326 and 0.674. capacity_input = 1,000 * 4 / 0.326 = 12,270 tokens/s, capacity_output =
 * 500 * 4 / 0.674 = 2,967. With 2 requests a second a unit is 2,000 / 12,270 + 1,000 / 2,967 = 0.5 busy.
 *
 * Interval: if every time is k times the median's, the rate within a limit L is R(L / k) / k, as times are homogeneous:
 * a machine k times slower is the same machine with a longer second. So P10 and P90 of the rate are found by asking the
 * median again with limits moved by the error bar of TTFT and of TPOT, over the bar of throughput. The three err
 * together: one cause moves them. */
#include "plan/derive_capacity.h"

#include <math.h>

#include <toll/plan.h>

#include "step/power.h"

/* The bound of a rate is found to 0.1 %, so a smaller loss can't be told from none; no kind is free. */
#define LOSS_LEAST 1e-2
#define LOSS_MOST  12.0 /* R' is R / 9 or nothing: the kind decides alone */
#define MORE       1.2
#define LN_MORE    0.1823215567939546 /* ln 1.2 */

#define KINDS 3 /* of token: computed prompt, cached prompt, output */

static toll__load lengthen(const toll__load *load, const double factor[KINDS])
{
    toll__load longer = *load;
    double fresh = toll__load_fresh_tokens(load) * factor[0];
    double cached = (load->input_tokens - toll__load_fresh_tokens(load)) * factor[1];
    longer.input_tokens = fresh + cached;
    longer.prefix_hit_frac = cached / (fresh + cached);
    longer.output_tokens = load->output_tokens * factor[2];
    return longer;
}

/* What 20 % more tokens of a kind cost in rate. */
static double find_loss(const toll__placement *p, const toll__op *ops, const toll__load *load,
                        const toll__latency_limits *limits, double rate, int kind)
{
    double factor[KINDS] = {1, 1, 1};
    factor[kind] = MORE;
    const toll__load longer = lengthen(load, factor);
    double left = toll__latency_bound(p, ops, &longer, limits);
    double loss = left > 0 ? log(rate / left) / LN_MORE : LOSS_MOST;
    return toll__min(toll__max(loss, LOSS_LEAST), LOSS_MOST);
}

/* Beyond this sum of losses the time to first token is close to its limit whatever the rate: no law that adds times
 * holds at another mix. It is 1 where requests of twice the length are served at half the rate. */
#define LOSS_STEEP 2.0

static void share_rate(const toll__placement *p, const toll__op *ops, const toll__load *load,
                       const toll__latency_limits *limits, toll__unit_capacity *unit)
{
    const double rate = unit->requests_per_s.mid;
    double input = find_loss(p, ops, load, limits, rate, 0);
    double cached = unit->cached_tokens > 0 ? find_loss(p, ops, load, limits, rate, 1) : 0;
    double output = find_loss(p, ops, load, limits, rate, 2);
    double sum = input + cached + output;
    unit->input_frac = input / sum;
    unit->cached_frac = cached / sum;
    unit->output_frac = output / sum;
    unit->is_steep = sum > LOSS_STEEP;
}

static int is_lone_unfit(const toll__placement *p, const toll__op *ops, const toll__load *load,
                         toll__unit_capacity *unit)
{
    toll__steady lone = {0};
    toll__settle_fit(p, ops, load->input_tokens + load->output_tokens, 1, &lone);
    unit->flags = lone.flags;
    unit->validity = toll__clock_validity(lone.flags);
    return lone.fit == TOLL_FIT_NO && load->assume_fit == 0;
}

static double find_saturation(const toll__placement *p, const toll__op *ops, const toll__load *load)
{
    toll__open open;
    toll__steady steady;
    toll__load flood = *load;
    flood.requests_per_s = HUGE_VAL;
    toll__open_loop(p, ops, &flood, &open, &steady);
    return open.saturation_per_s;
}

/* The limits as a deployment sees them that is slower than the median by these factors. */
static toll__latency_limits tighten(const toll__latency_limits *limits, double ttft_factor, double tpot_factor)
{
    toll__latency_limits moved;
    for (int i = 0; i < TOLL__QUANTILES; i++) {
        moved.ttft_s[i] = limits->ttft_s[i] / ttft_factor;
        moved.tpot_s[i] = limits->tpot_s[i] / tpot_factor;
    }
    return moved;
}

/* The rate of a deployment at the slow end (end 0) or at the fast end (1) of the error bars. */
static double find_rate_at_end(const toll__placement *p, const toll__op *ops, const toll__load *load,
                               const toll__latency_limits *limits, uint32_t validity, int end)
{
    const uint32_t v = validity - TOLL_VALIDITY_CALIBRATED;
    toll__latency_limits moved =
        tighten(limits, p->bars[TOLL__METRIC_TTFT][v][end], p->bars[TOLL__METRIC_STEP][v][end]);
    return toll__latency_bound(p, ops, load, &moved) / p->bars[TOLL__METRIC_THROUGHPUT][v][end];
}

/* Where the slow end serves nothing, its quantile is 0, which no scenario can divide by: the flag says so, and the low
 * end is that of throughput alone. */
static void find_rate_range(const toll__placement *p, const toll__op *ops, const toll__load *load,
                            const toll__latency_limits *limits, double mid, toll__unit_capacity *unit)
{
    toll_range alone = toll__clock_range(p, TOLL__METRIC_THROUGHPUT, unit->validity, mid);
    double low = find_rate_at_end(p, ops, load, limits, unit->validity, 0);
    double high = find_rate_at_end(p, ops, load, limits, unit->validity, 1);
    unit->is_tail_cut = low > 0 ? 0 : 1;
    unit->requests_per_s.mid = mid;
    unit->requests_per_s.low = toll__min(low > 0 ? low : alone.low, mid);
    unit->requests_per_s.high = toll__max(high, mid);
}

void toll__derive_capacity(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                           const toll__latency_limits *limits, toll__unit_capacity *unit)
{
    toll__open open;
    toll__steady steady;
    toll__load at = *load;
    *unit = (toll__unit_capacity){.verdict = TOLL_PLAN_UNIT_UNFIT};
    if (is_lone_unfit(placement, ops, load, unit))
        return;
    unit->saturation_per_s = find_saturation(placement, ops, load);
    unit->verdict = TOLL_PLAN_UNIT_TOO_SLOW;
    at.requests_per_s = toll__latency_bound(placement, ops, load, limits);
    if (!(at.requests_per_s > 0))
        return;
    unit->verdict = TOLL_PLAN_UNIT_SERVES;
    toll__open_loop(placement, ops, &at, &open, &steady);
    unit->flags = steady.flags;
    unit->validity = toll__clock_validity(steady.flags);
    find_rate_range(placement, ops, load, limits, at.requests_per_s, unit);
    unit->input_tokens = toll__load_fresh_tokens(load);
    unit->cached_tokens = load->input_tokens - unit->input_tokens;
    share_rate(placement, ops, load, limits, unit);
    unit->busy_w = toll__power_range(placement, unit->validity, steady.power_w);
}
