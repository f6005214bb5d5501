/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to resolved deployments: one for each accelerator named, with the layout chosen where it is not
 * given. */
#ifndef TOLL_CLI_ESTIMATE_FLEET_LAYOUT_H
#define TOLL_CLI_ESTIMATE_FLEET_LAYOUT_H

#include "input/catalog_lookup.h"
#include "input/deployment_request.h"
#include "output/screen.h"

#define DEPLOY_TP_MAX 16 /* largest tensor parallel size that is tried */

/* Why the layout is what it is. */
typedef enum layout_reason {
    LAYOUT_ASKED,
    LAYOUT_SMALLEST, /* smallest tensor parallel size that fits */
    LAYOUT_MARGINAL, /* none fits for sure; smallest within the margin of error */
    LAYOUT_ROOMIEST  /* none fits */
} layout_reason;

typedef struct deployment {
    const model_entry *model;
    toll_hw hw;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_catalog_run run; /* whether the engine starts it; never TOLL_RUN_NO in a resolved one */
    layout_reason reason;
    int64_t named_gpus; /* that the accelerator's name states ("8xh100", a machine type); 0: none */
    int64_t gpus;
    uint64_t *object; /* from toll_step_resolve() */
    uint64_t object_size;
} deployment;

typedef struct fleet {
    model_entry model;
    deployment items[DEPLOYMENTS_MAX];
    int count;
} fleet;

/* Resolves the request; a chosen layout holds `sequences` of `context_tokens` each. Complains and returns
 * false on a mistake. fleet_free() in both cases. */
bool fleet_build(fleet *f, const deployment_request *r, int64_t sequences, int64_t context_tokens);
void fleet_free(fleet *f);

/* Looks up what a deployment is made of; precision NULL: the model's own. Complains and returns false on a mistake. */
bool deploy_start(deployment *d, const model_entry *model, const deployment_request *r, const char *hw_name,
                  const char *precision);

/* Resolves it, with the requested layout or the smallest that holds `sequences` of `context_tokens` each. */
toll_status deploy_lay_out(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens,
                           toll_error *err);

/* Resolves a deployment whose parts are set; again after a part has changed. */
toll_status deploy_resolve(deployment *d, toll_error *err);

toll_status deploy_memory(const deployment *d, int64_t sequences, int64_t context_tokens, toll_step_memory *memory,
                          toll_error *err);

/* Copies a deployment to change a part of it; free the copy with deploy_free(). */
deployment deploy_copy(const deployment *d);
void deploy_free(deployment *d);

/* "tp 4 pp 2", "tp 4": parallel sizes that are not 1, and tp always. */
void deploy_layout_text(const deployment *d, char *text, size_t size);

/* "4 x H100 SXM5 80GB". */
void deploy_name(const deployment *d, char *text, size_t size);

/* The same in bold on the screen, as wide for every deployment, and two blanks; returns the columns taken. */
int deploy_put_name(const fleet *f, const screen *s, int index);

/* Dim lines: which layouts were chosen here, and why. */
void deploy_put_choices(const fleet *f, const screen *s);

#endif
