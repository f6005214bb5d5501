/* SPDX-License-Identifier: Apache-2.0 */
/* What an option would cost with speculative decoding. */
#ifndef TOLL_CLI_PLAN_PLAN_DRAFTS_H
#define TOLL_CLI_PLAN_PLAN_DRAFTS_H

#include "plan/plan_answer.h"

#define PLAN_DRAFT_TOKENS 3 /* a step, as in the example of serve.h */

/* The same layout with the replicas and the cost that it takes where a share of the drafted tokens is accepted; cost 0: not
 * known. Its latencies stay those without drafts. False after a complaint. */
bool plan_drafts_apply(const plan_answer *a, const plan_choice *c, double accept_frac, plan_choice *then);

#endif
