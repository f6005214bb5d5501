/* SPDX-License-Identifier: Apache-2.0 */
/* The options of a search, written into the caller's array; toll_plan_search() and toll_plan_find_most() share it. */
#include "api/plan_outputs.h"

#include <string.h>

#include "api/guard.h"
#include "base/fault.h"

toll_status toll__plan_outputs_check(const toll__plan_outputs *out, toll_error *err)
{
    toll_status status = toll__plan_take_rows(out->options, out->capacity, out->stride, TOLL_KIND_PLAN_OPTION,
                                              "options", "option_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    if (out->n_options == NULL)
        return toll__fail_null(err, "n_options");
    return toll__expect(out->summary, TOLL_KIND_PLAN_SUMMARY, "summary", err);
}

void toll__plan_outputs_give(const toll__plan_walk *walk, const toll__plan_outputs *out)
{
    toll__plan_work *work = walk->work;
    for (uint64_t i = 0; i < work->n_ranked; i++) {
        toll_plan_option option;
        toll__plan_option_fill(walk->from, work, &work->ranked[i], &option);
        memcpy((unsigned char *)out->options + i * out->stride, &option,
               out->stride < sizeof option ? (size_t)out->stride : sizeof option);
    }
    *out->n_options = work->n_ranked;
    toll__give(out->summary, TOLL_KIND_PLAN_SUMMARY, &walk->summary);
}
