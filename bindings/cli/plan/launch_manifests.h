/* SPDX-License-Identifier: Apache-2.0 */
/* The launch line as a Kubernetes Deployment and as a docker compose file. */
#ifndef TOLL_CLI_PLAN_LAUNCH_MANIFESTS_H
#define TOLL_CLI_PLAN_LAUNCH_MANIFESTS_H

#include "plan/launch_server.h"

/* Both return false where no image of the engine is known for the accelerator; then nothing is written. A text that did
 * not fit has is_cut set. */
bool launch_kubernetes(launch_text *t, const launch_layout *l, launch_engine engine);

/* One replica on one server. */
bool launch_compose(launch_text *t, const launch_layout *l, launch_engine engine);

#endif
