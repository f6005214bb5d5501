/* SPDX-License-Identifier: Apache-2.0 */
/* MODEL HW... with --tp, --pp, --ep, --dp, --internode, --precision and --engine. --internode is typed in GB/s per
 * GPU, one way; the library counts bytes: 50 -> 5e10 B/s. */
#include "input/deployment_request.h"

#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"

static void read_parallel_sizes(toll_step_layout *layout, const args *a)
{
    start_struct(layout, sizeof *layout, TOLL_KIND_STEP_LAYOUT);
    layout->tp = args_count(a, OPTION_TP, 1);
    layout->pp = args_count(a, OPTION_PP, 1);
    layout->ep = args_count(a, OPTION_EP, 1);
    layout->dp = args_count(a, OPTION_DP, 1);
    if (args_has(a, OPTION_INTERNODE)) {
        layout->known |= TOLL_LAYOUT_INTERNODE;
        layout->internode_bytes_per_s = args_number(a, OPTION_INTERNODE, 0) * 1e9;
    }
}

void deployment_request_read_options(deployment_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->is_unknown_allowed = args_has(a, OPTION_ALLOW_UNKNOWN);
    r->precision = args_text(a, OPTION_PRECISION, NULL);
    r->engine = args_text(a, OPTION_ENGINE, NULL);
    r->is_tp_given = args_has(a, OPTION_TP);
    read_parallel_sizes(&r->layout, a);
}

bool deployment_request_read(deployment_request *r, const args *a, const char *machine_hw)
{
    deployment_request_read_options(r, a);
    r->n_hw = machine_hw != NULL ? 1 : a->n_words - 1;
    if (a->n_words < 1 || r->n_hw < 1) {
        complain("give a model and an accelerator: `toll model` and `toll hw` list them");
        return false;
    }
    if (r->n_hw > DEPLOYMENTS_MAX) {
        complain("give at most %d accelerators", DEPLOYMENTS_MAX);
        return false;
    }
    r->model = a->words[0];
    for (int i = 0; i < r->n_hw; i++) {
        r->hw[i] = machine_hw != NULL ? machine_hw : a->words[i + 1];
    }
    return true;
}
