/* SPDX-License-Identifier: Apache-2.0 */
/* Replicas of an option as a prefill and a decode pool, compared with one pool of the same replicas.
 *
 * Both are sized by means, since the library knows no quantiles of pools. So they are compared with each other alone: the
 * plan itself keeps quantiles and takes more. By hand: two pools of 3 + 4 GPUs against one of 8 save 1. */
#include "plan/plan_split.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "plan/plan_unit.h"

static bool size_pools(plan_split_row *row, const plan_replica *replica, const toll_plan_need *need,
                       double kv_bytes_per_s)
{
    toll_serve_pools fabric;
    toll_error err;
    start_struct(&fabric, sizeof fabric, TOLL_KIND_SERVE_POOLS);
    fabric.kv_bytes_per_s = kv_bytes_per_s;
    if (toll_plan_find_pools(replica->object, replica->size, replica->object, replica->size, need, &fabric, &row->pools,
                             &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

static bool find_split(plan_split_row *row, const plan_request *r, const toll_plan_need *need)
{
    plan_replica replica;
    bool is_good = plan_replica_resolve(&replica, r, row->choice->accelerator, &row->choice->found) &&
                   size_pools(row, &replica, need, r->hours.kv_bytes_per_s);
    free(replica.object);
    return is_good;
}

static bool is_new_accelerator(const plan_split *split, const plan_choice *choice)
{
    for (int i = 0; i < split->n_rows; i++) {
        if (split->rows[i].choice->accelerator == choice->accelerator) {
            return false;
        }
    }
    return true;
}

bool plan_split_find(plan_split *split, const plan_options *options, const toll_plan_need *need)
{
    const plan_request *r = options->request;
    memset(split, 0, sizeof *split);
    split->has_no_decode = r->hours.kv_bytes_per_s > 0 && !(need->output_tokens > 1);
    if (!(r->hours.kv_bytes_per_s > 0) || split->has_no_decode) {
        return true;
    }
    for (int i = 0; i < options->n_choices && split->n_rows < PLAN_SPLITS_MAX; i++) {
        plan_split_row *row = &split->rows[split->n_rows];
        if (!is_new_accelerator(split, &options->choices[i])) {
            continue;
        }
        row->choice = &options->choices[i];
        if (!find_split(row, r, need)) {
            return false;
        }
        split->n_rows++;
    }
    return true;
}

bool plan_split_is_smaller(const toll_plan_pools *pools)
{
    bool is_split = (pools->known & TOLL_PLAN_POOLS_SPLIT) != 0, is_mixed = (pools->known & TOLL_PLAN_POOLS_MIXED) != 0;
    return is_split && (!is_mixed || pools->gpus < pools->mixed_gpus);
}
