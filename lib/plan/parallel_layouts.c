/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of a replica: tensor, pipeline, data and expert parallel sizes. Engines take powers of two, since heads and
 * experts come in them. Data parallelism of attention is for mixtures of experts, without a pipeline; their experts are
 * split over all ranks (ep 1) or dealt out whole (ep = tp * dp). Pipelines come last: their times are not calibrated.
 *
 * Example: 8 accelerators, a dense model. tp * pp is 1, 2, 4 or 8 and pp at most 4, which makes 1 + 2 + 3 + 3 = 9. */
#include "plan/parallel_layouts.h"

#define PP_MAX 4

static int add_layout(toll__parallel *layouts, int n, int tp, int pp, int ep, int dp)
{
    layouts[n] = (toll__parallel){.tp = tp, .pp = pp, .ep = ep, .dp = dp};
    return n + 1;
}

/* One split of the accelerators, with experts split over them or dealt out. */
static int add_split(toll__parallel *layouts, int n, int tp, int pp, int dp, int has_experts)
{
    n = add_layout(layouts, n, tp, pp, 1, dp);
    return has_experts && tp * dp > 1 ? add_layout(layouts, n, tp, pp, tp * dp, dp) : n;
}

/* Of exactly this many accelerators, in a pipeline of this many stages. */
static int add_layouts_of(toll__parallel *layouts, int n, int gpus, int pp, int has_experts)
{
    n = add_split(layouts, n, gpus / pp, pp, 1, has_experts);
    for (int dp = 2; has_experts && pp == 1 && dp <= gpus; dp *= 2)
        n = add_split(layouts, n, gpus / dp, pp, dp, has_experts);
    return n;
}

int toll__layouts_list(int gpus_max, int has_experts, toll__parallel *layouts)
{
    int n = 0;
    for (int pp = 1; pp <= PP_MAX; pp *= 2)
        for (int gpus = pp; gpus <= gpus_max; gpus *= 2)
            n = add_layouts_of(layouts, n, gpus, pp, has_experts);
    return n;
}
