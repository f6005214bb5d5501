/* SPDX-License-Identifier: Apache-2.0 */
/* The highest rate of one replica, by halving on what the search asks of each layout.
 *
 * Every time grows with the rate. So the rates that keep the limits end at one point, below the saturation rate. From
 * that rate on it is halved until the limits are kept, and the last step is then halved until it is 0.1 % wide.
 *
 * By hand: saturation at 9.43 requests/s, limits kept up to 5.14: 9.43 misses, 4.715 keeps; 7.07 misses, 5.89 misses, 5.30
 * misses, 5.01 keeps, and so on to 5.14. */
#include "plan/unit_rate.h"

#include "base/extrema.h"

#define RATE_MIN  1e-9  /* requests/s: one in 30 years is a lone request */
#define RATE_WIDE 0.001 /* of the rate */

static int keeps_at(toll__replica *replica, const toll__aim *aim, double rate_per_s)
{
    toll__replica_point point;
    toll__replica_at(replica, aim, rate_per_s, &point);
    return toll__replica_keeps(replica, aim, &point);
}

/* Whether a request of full length has room. */
static int fits(const toll__placement *placement, const toll__op *ops, const toll__load *load)
{
    toll__steady lone = {0};
    toll__settle_fit(placement, ops, load->input_tokens + load->output_tokens, 1, &lone);
    return lone.fit != TOLL_FIT_NO;
}

double toll__unit_rate_bound(const toll__placement *placement, const toll__op *ops, const toll__aim *aim)
{
    toll__replica replica = {.placement = placement, .ops = ops};
    toll__replica_point lone;
    if (!fits(placement, ops, &aim->load))
        return 0;
    toll__replica_at(&replica, aim, RATE_MIN, &lone);
    if (!toll__replica_keeps(&replica, aim, &lone))
        return 0;
    double missing = lone.open.saturation_per_s, keeping = missing;
    while (keeping > RATE_MIN && !keeps_at(&replica, aim, keeping)) {
        missing = keeping;
        keeping = toll__max(keeping / 2, RATE_MIN);
    }
    while (missing - keeping > RATE_WIDE * keeping) {
        double middle = (missing + keeping) / 2;
        if (keeps_at(&replica, aim, middle))
            keeping = middle;
        else
            missing = middle;
    }
    return keeping;
}
