/* SPDX-License-Identifier: Apache-2.0 */
/* One deployment: its parts, and what the library resolves from them. */
#ifndef TOLL_CLI_ESTIMATE_RESOLVE_DEPLOYMENT_H
#define TOLL_CLI_ESTIMATE_RESOLVE_DEPLOYMENT_H

#include "input/catalog_lookup.h"

/* Why the layout is what it is. */
typedef enum layout_reason {
    LAYOUT_ASKED,
    LAYOUT_SMALLEST,        /* smallest tensor parallel size that fits */
    LAYOUT_MARGINAL,        /* none fits for sure; smallest within the margin of error */
    LAYOUT_ROOMIEST,        /* none fits */
    LAYOUT_ONE,             /* one device: nobody asked for more, and it is of a kind that people own one of */
    LAYOUT_WIDEST,          /* the same, in the widest format that fits */
    LAYOUT_WIDEST_MARGINAL, /* none fits for sure; the widest within the margin of error */
    LAYOUT_NARROWEST        /* none fits; the narrowest */
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
    bool is_home;             /* one device with one user (home_choice.h) */
    bool is_format_open;      /* ... whose format is to be chosen */
    int64_t named_gpus;       /* that the accelerator's name states ("8xh100", a machine type); 0: none */
    const model_entry *draft; /* that drafts; NULL: none */
    bool is_mtp;              /* MTP layers draft */
    const char *here;         /* what was found on this machine, where no accelerator was named; "": one was */
    int64_t gpus_here;        /* that this machine has, where none was named; 0: not asked */
    int64_t gpus;
    uint64_t *object; /* from toll_step_resolve() */
    uint64_t object_size;
} deployment;

/* Resolves a deployment whose parts are set, but for its draft (draft_share.h). */
toll_status deploy_resolve_alone(deployment *d, toll_error *err);

toll_status deploy_memory(const deployment *d, int64_t sequences, int64_t context_tokens, toll_step_memory *memory,
                          toll_error *err);

/* Copies a deployment to change a part of it; free the copy with deploy_free(). */
deployment deploy_copy(const deployment *d);
void deploy_free(deployment *d);

#endif
