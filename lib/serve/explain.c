/* SPDX-License-Identifier: Apache-2.0 */
/* Elasticities of TTFT, TPOT and rate: by what per cent each answers one per cent more of a cause. Central differences
 * of the model itself, so they hold whatever formula binds; overheads follow from the others by Euler's theorem. */
#include "serve/explain.h"

#include <math.h>

#include <toll/serve.h>

#include "serve/dispatch.h"

/* Large against the tolerance of the open loop's fixed point, small against the curvature of the model. */
#define STEP 0.01

/* What is changed. */
typedef enum cause { BANDWIDTH, COMPUTE, LINK, LOAD, INPUT, OUTPUT } cause;

static void slow_memory(toll__placement *p, double factor)
{
    p->linear_s_per_byte *= factor;
    p->expert_s_per_byte *= factor;
    p->decode_s_per_byte *= factor;
}

static void slow_compute(toll__placement *p, double factor)
{
    p->linear_s_per_flop *= factor;
    p->expert_s_per_flop *= factor;
    p->decode_s_per_flop *= factor;
    p->prefill_s_per_flop *= factor;
}

static void slow_links(toll__placement *p, double factor)
{
    p->allreduce.s_per_byte *= factor;
    p->allreduce.split_s_per_byte *= factor;
    p->alltoall.s_per_byte *= factor;
    p->send.s_per_byte *= factor;
}

static void change_cause(cause which, double factor, toll__placement *p, toll__load *load)
{
    switch (which) {
    case BANDWIDTH:
        slow_memory(p, 1 / factor);
        return;
    case COMPUTE:
        slow_compute(p, 1 / factor);
        return;
    case LINK:
        slow_links(p, 1 / factor);
        return;
    case LOAD:
        load->concurrency *= factor;
        load->requests_per_s *= factor;
        return;
    case INPUT:
        load->input_tokens *= factor;
        return;
    case OUTPUT:
        load->output_tokens *= factor;
        return;
    }
}

static toll__elasticities estimate_with(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                                        cause which, double factor)
{
    toll__placement p = *placement;
    toll__load other = *load;
    toll__steady s;
    change_cause(which, factor, &p, &other);
    toll__dispatch(&p, ops, &other, &s);
    return (toll__elasticities){log(s.ttft_s), log(s.tpot_s), log(s.requests_per_s)};
}

/* Central difference of the logarithms. A lone client's concurrency and a length of one token only go up. */
static toll__elasticities find_elasticities(const toll__placement *p, const toll__op *ops, const toll__load *load,
                                            cause which)
{
    int is_least = (which == LOAD && load->mode != TOLL_LOAD_OPEN && load->concurrency * (1 - STEP) < 1) ||
                   (which == INPUT && load->input_tokens * (1 - STEP) < 1) ||
                   (which == OUTPUT && load->output_tokens * (1 - STEP) < 1);
    double below = is_least ? 1 : 1 - STEP, above = 1 + STEP;
    toll__elasticities high = estimate_with(p, ops, load, which, above),
                       low = estimate_with(p, ops, load, which, below);
    if (!(high.ttft > -HUGE_VAL)) { /* the load is stable, but would not be at one per cent more */
        above = 1;
        high = estimate_with(p, ops, load, which, above);
    }
    double over = log(above) - log(below);
    return (toll__elasticities){(high.ttft - low.ttft) / over, (high.tpot - low.tpot) / over,
                                (high.rate - low.rate) / over};
}

/* Times are homogeneous: when every byte, operation, transfer and overhead takes twice as long, and requests arrive
 * half as often, all times double (and rates halve). So the answers to the four causes, less that to the rate of
 * arrivals, sum to one (Euler), and overheads, which are many constants, need not be turned one by one. */
static double overhead_elasticity(double one, double bandwidth, double compute, double link, double arrivals)
{
    return one + bandwidth + compute + link + arrivals;
}

void toll__explain(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__causes *causes)
{
    toll__causes *c = causes;
    c->bandwidth = find_elasticities(placement, ops, load, BANDWIDTH);
    c->compute = find_elasticities(placement, ops, load, COMPUTE);
    c->link = find_elasticities(placement, ops, load, LINK);
    c->load = find_elasticities(placement, ops, load, LOAD);
    c->input = find_elasticities(placement, ops, load, INPUT);
    c->output = find_elasticities(placement, ops, load, OUTPUT);
    toll__elasticities arrivals = load->mode == TOLL_LOAD_OPEN ? c->load : (toll__elasticities){0, 0, 0};
    c->overhead.ttft = overhead_elasticity(1, c->bandwidth.ttft, c->compute.ttft, c->link.ttft, arrivals.ttft);
    c->overhead.tpot = overhead_elasticity(1, c->bandwidth.tpot, c->compute.tpot, c->link.tpot, arrivals.tpot);
    c->overhead.rate = overhead_elasticity(-1, c->bandwidth.rate, c->compute.rate, c->link.rate, arrivals.rate);
}
