/* SPDX-License-Identifier: Apache-2.0 */
/* What is assumed on hardware that people own one of: one device, llama.cpp, the widest format that fits. */
#ifndef TOLL_CLI_ESTIMATE_HOME_CHOICE_H
#define TOLL_CLI_ESTIMATE_HOME_CHOICE_H

#include "estimate/resolve_deployment.h"
#include "input/deployment_request.h"

#define HOME_ENGINE "llamacpp"

/* Consumer cards, Macs, small computers and desktop CPUs. */
bool home_is(const toll_hw *hw);

/* Whether nothing in the request says otherwise: no parallel size, and no engine but llama.cpp. */
bool home_applies(const toll_hw *hw, const deployment_request *r);

/* Whether the format is to be chosen: none is asked, and the model has no format of its own below 16 bits but one that
 * llama.cpp reads. */
bool home_chooses_format(const model_entry *model, const deployment_request *r);

/* Resolves the deployment on one device in the widest format that holds `sequences` of `context_tokens` each. Where none
 * does: the widest that is marginal, or else the narrowest. */
toll_status home_choose_format(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens,
                               toll_error *err);

#endif
