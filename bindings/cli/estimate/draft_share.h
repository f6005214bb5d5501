/* SPDX-License-Identifier: Apache-2.0 */
/* What a draft model, or MTP layers, add to a deployment. */
#ifndef TOLL_CLI_ESTIMATE_DRAFT_SHARE_H
#define TOLL_CLI_ESTIMATE_DRAFT_SHARE_H

#include "estimate/resolve_deployment.h"

/* Resolves a deployment whose parts are set, with its draft; again after a part has changed. */
toll_status deploy_resolve(deployment *d, toll_error *err);

/* Time to draft one token over that of a step without a draft. */
toll_status draft_share_time(const deployment *d, const toll_serve_load *load, double *frac, toll_error *err);

#endif
