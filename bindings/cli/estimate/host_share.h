/* SPDX-License-Identifier: Apache-2.0 */
/* What the host holds of a deployment: --offload and --gpu-layers in the words of its engine. */
#ifndef TOLL_CLI_ESTIMATE_HOST_SHARE_H
#define TOLL_CLI_ESTIMATE_HOST_SHARE_H

#include "estimate/resolve_deployment.h"
#include "input/deployment_request.h"

/* Sets the fields of the engine. Complains and returns false on a mistake. */
bool host_share_apply(deployment *d, const deployment_request *r);

#endif
