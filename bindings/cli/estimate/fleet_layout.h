/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to resolved deployments: one for each accelerator named, with the layout chosen where it is not
 * given. */
#ifndef TOLL_CLI_ESTIMATE_FLEET_LAYOUT_H
#define TOLL_CLI_ESTIMATE_FLEET_LAYOUT_H

#include "estimate/resolve_deployment.h"
#include "input/deployment_request.h"
#include "output/screen.h"

#define DEPLOY_TP_MAX 16 /* largest tensor parallel size that is tried */

typedef struct fleet {
    model_entry model, draft; /* the draft: where it has one */
    bool has_draft, is_mtp;
    deployment items[DEPLOYMENTS_MAX];
    int count;
    bool is_one_request; /* assumed, since all are home devices */
} fleet;

/* Resolves the request; a chosen layout holds `sequences` of `context_tokens` each. Complains and returns false on a
 * mistake; fleet_free() in both cases. fleet_start() looks the names up, fleet_lay_out() does the rest. */
bool fleet_start(fleet *f, const deployment_request *r);
bool fleet_lay_out(fleet *f, const deployment_request *r, int64_t sequences, int64_t context_tokens);
bool fleet_build(fleet *f, const deployment_request *r, int64_t sequences, int64_t context_tokens);
void fleet_free(fleet *f);

/* Looks up what a deployment is made of; precision NULL: the model's own. Complains and returns false on a mistake. */
bool deploy_start(deployment *d, const model_entry *model, const deployment_request *r, const char *hw_name,
                  const char *precision);

/* Resolves it, with the requested layout or the smallest that holds `sequences` of `context_tokens` each. */
toll_status deploy_lay_out(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens,
                           toll_error *err);

/* "tp 4 pp 2", "tp 4": parallel sizes that are not 1, and tp always. */
void deploy_layout_text(const deployment *d, char *text, size_t size);

/* "4 x H100 SXM5 80GB". */
void deploy_name(const deployment *d, char *text, size_t size);

/* The same in bold on the screen, as wide for every deployment, and two blanks; returns the columns taken. */
int deploy_put_name(const fleet *f, const screen *s, int index);

/* Whether all of it are devices with one user. */
bool fleet_is_home(const fleet *f);

/* Dim lines: which layouts were chosen here, and why. */
void deploy_put_choices(const fleet *f, const screen *s);

#endif
