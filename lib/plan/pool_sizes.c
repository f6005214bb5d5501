/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of two pools by their two staircases.
 *
 * A closed loop with more clients finishes more requests, later. So the fewest clients that finish the rate are found by
 * halving, and their times compared with the limits; above rate * (TTFT + steps * TPOT) clients one of the limits is
 * missed (Little's law). One pool needs no clients: its units are an open loop each. More units of either pool never make it slower. For each size of the decode pool, from the
 * fewest that does with all the prefill units allowed, the fewest prefill units follow by halving. The walk ends when no
 * larger decode pool can save a prefill unit, or the decode pool alone is as large as the best pair.
 *
 * By hand, with units of one accelerator: if 3 decode units do with 4 or more that prefill, 4 with 2, and 2 are the fewest
 * with any number of decode units, then 3 + 4 = 7 and 4 + 2 = 6 are looked at, and 6 is taken. */
#include "plan/pool_sizes.h"

#include <math.h>

#include <toll/serve.h>

#include "base/extrema.h"
#include "serve/open_loop.h"

#define CLIENTS_MAX   1e7   /* serve.h: concurrency */
#define CLIENTS_WIDE  0.001 /* of the number of clients */
#define CLIENTS_ROUND 1e-9

/* One point of a closed loop: what it finishes, and when. */
typedef struct closed_point {
    double requests_per_s, ttft_s, tpot_s;
} closed_point;

static int fits_prompts(const toll__pool_aim *aim)
{
    toll__steady lone = {0};
    toll__settle_fit(aim->prefill.placement, aim->prefill.ops, aim->load.input_tokens, 1, &lone);
    return lone.fit != TOLL_FIT_NO;
}

static int fits_requests(const toll__pool_aim *aim)
{
    toll__steady lone = {0};
    toll__settle_fit(aim->decode.placement, aim->decode.ops, aim->load.input_tokens + aim->load.output_tokens, 1,
                     &lone);
    return lone.fit != TOLL_FIT_NO;
}

static closed_point split_at(toll__pool_aim *aim, double clients)
{
    toll__pool prefill = aim->prefill;
    toll__load load = aim->load;
    toll__pooled p;
    load.concurrency = clients;
    aim->evaluations++;
    toll__pools(&prefill, &aim->decode, &aim->link, &load, &p);
    return (closed_point){p.requests_per_s, p.ttft_s, p.tpot_s};
}

static double most_clients(const toll__pool_aim *aim)
{
    double limit_s = aim->ttft_s + (aim->load.output_tokens - 1) * aim->tpot_s;
    return toll__min(toll__max(aim->requests_per_s * limit_s * (1 + CLIENTS_ROUND), 1), CLIENTS_MAX);
}

/* The point with the fewest clients that finishes the rate; 0 clients: none does. */
static double fewest_clients(toll__pool_aim *aim, closed_point *point)
{
    double most = most_clients(aim), least = toll__min(1, most);
    *point = split_at(aim, most);
    if (!(point->requests_per_s >= aim->requests_per_s))
        return 0;
    double enough = most, few = least;
    *point = split_at(aim, few);
    if (point->requests_per_s >= aim->requests_per_s)
        return few;
    while (enough - few > CLIENTS_WIDE * few) {
        double middle = (few + enough) / 2;
        *point = split_at(aim, middle);
        if (point->requests_per_s >= aim->requests_per_s)
            enough = middle;
        else
            few = middle;
    }
    *point = split_at(aim, enough);
    return enough;
}

static int keeps(const toll__pool_aim *aim, const closed_point *p, double clients)
{
    return clients > 0 && p->ttft_s <= aim->ttft_s && p->tpot_s <= aim->tpot_s;
}

int toll__pools_keep(toll__pool_aim *aim, toll__pool_sizes *at)
{
    closed_point p;
    double clients = fewest_clients(aim, &p);
    if (!keeps(aim, &p, clients))
        return 0;
    *at = (toll__pool_sizes){aim->prefill.units, aim->decode.units, clients, p.ttft_s, p.tpot_s};
    return 1;
}

/* Each unit has its share of the rate: an open loop, with means over the requests. */
int toll__mixed_keeps(toll__pool_aim *aim, double units)
{
    toll__load load = aim->load;
    toll__open open;
    toll__steady s = {0};
    load.mode = TOLL_LOAD_OPEN;
    load.requests_per_s = aim->requests_per_s / units;
    aim->evaluations++;
    toll__open_loop(aim->decode.placement, aim->decode.ops, &load, &open, &s);
    return open.is_stable != 0 && s.fit != TOLL_FIT_NO && s.ttft_s <= aim->ttft_s && s.tpot_s <= aim->tpot_s;
}

static int keep_with(toll__pool_aim *aim, double prefill_units, double decode_units, toll__pool_sizes *at)
{
    aim->prefill.units = prefill_units;
    aim->decode.units = decode_units;
    return toll__pools_keep(aim, at);
}

/* Which count of units a search is for. */
enum { OF_PREFILL, OF_DECODE, OF_MIXED };

static int keeps_with(toll__pool_aim *aim, int what, double units, double others, toll__pool_sizes *at)
{
    if (what == OF_MIXED)
        return toll__mixed_keeps(aim, units);
    return what == OF_PREFILL ? keep_with(aim, units, others, at) : keep_with(aim, others, units, at);
}

/* The fewest units in 1 .. most, beside `others` of the other pool: doubled, then halved; 0: none. */
static double fewest_units(toll__pool_aim *aim, int what, double most, double others, toll__pool_sizes *at)
{
    double missing = 0, keeping = 1;
    if (!(most >= 1))
        return 0;
    while (!keeps_with(aim, what, keeping, others, at)) {
        missing = keeping;
        if (keeping >= most)
            return 0;
        keeping = toll__min(2 * keeping, most);
    }
    while (keeping - missing > 1) {
        double middle = floor((missing + keeping) / 2);
        if (keeps_with(aim, what, middle, others, at))
            keeping = middle;
        else
            missing = middle;
    }
    return keeping;
}

/* The last point that a search kept is not always the smallest that it found, so it is looked at again. */
static void take_sizes(toll__pool_aim *aim, double prefill_units, double decode_units, toll__pool_sizes *found)
{
    (void)keep_with(aim, prefill_units, decode_units, found);
}

void toll__pools_find(toll__pool_aim *aim, toll__pool_sizes *found)
{
    const double each_prefill = aim->prefill.placement->gpus, each_decode = aim->decode.placement->gpus;
    const double most_prefill = floor((aim->gpus_max - each_decode) / each_prefill);
    const double most_decode = floor((aim->gpus_max - each_prefill) / each_decode);
    double best = aim->gpus_max + 1;
    *found = (toll__pool_sizes){0};
    if (!(most_prefill >= 1) || !(most_decode >= 1) || !fits_prompts(aim) || !fits_requests(aim))
        return;
    toll__pool_sizes at;
    double decode = fewest_units(aim, OF_DECODE, most_decode, most_prefill, &at);
    double fewest_prefill = decode > 0 ? fewest_units(aim, OF_PREFILL, most_prefill, most_decode, &at) : 0;
    for (; decode > 0 && decode <= most_decode && decode * each_decode + fewest_prefill * each_prefill < best;
         decode++) {
        double room = floor((best - 1 - decode * each_decode) / each_prefill);
        double prefill = fewest_units(aim, OF_PREFILL, toll__min(room, most_prefill), decode, &at);
        if (!(prefill > 0))
            continue;
        best = prefill * each_prefill + decode * each_decode;
        take_sizes(aim, prefill, decode, found);
        if (prefill <= fewest_prefill)
            return;
    }
}

double toll__mixed_find(toll__pool_aim *aim)
{
    toll__pool_sizes unused;
    if (!fits_requests(aim))
        return 0;
    return fewest_units(aim, OF_MIXED, floor(aim->gpus_max / aim->decode.placement->gpus), 0, &unused);
}
