/* SPDX-License-Identifier: Apache-2.0 */
/* toll speed --explain: the formulas with their numbers, and what would move them. */
#ifndef TOLL_CLI_ESTIMATE_EXPLAIN_SPEED_H
#define TOLL_CLI_ESTIMATE_EXPLAIN_SPEED_H

#include "estimate/fleet_load.h"
#include "output/json_out.h"

void explain_put(const screen *s, const served *v);

/* Member "explain" of the open object; null where the load is unstable. */
void explain_json(json *j, const deployment *d, const toll_serve_load *load);

#endif
