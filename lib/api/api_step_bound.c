/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse memory questions: the largest batch, the longest context, the fewest accelerators. */
#include <toll/step.h>

#include <math.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "api/step_inputs.h"
#include "base/fault.h"
#include "base/saturating.h"
#include "step/fit_search.h"
#include "step/memory.h"
#include "step/resolved_deployment.h"

#define SEQUENCES_MAX 1e7
#define CONTEXT_MAX   1e9
#define GPUS_MAX      4096

static toll_status open_for(const void *deployment, uint64_t size, const char *field, double least, double most,
                            int64_t value, const toll_step_room *room, const toll__deployment **d, toll_error *err)
{
    toll_status status = toll__deployment_open_memory(deployment, size, d, err);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, field, -1, least, most, (double)value);
    if (status != TOLL_OK)
        return status;
    if (room == NULL)
        return toll__fail_null(err, "room");
    return TOLL_OK;
}

toll_status toll_step_bound_sequences(const void *deployment, uint64_t deployment_size, int64_t context_tokens,
                                      toll_step_room *room, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_status status =
        open_for(deployment, deployment_size, "context_tokens", 1, CONTEXT_MAX, context_tokens, room, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__placement *p = &d->placement;
    const toll__op *ops = toll__deployment_read_ops(d);
    double most = p->max_sequences < SEQUENCES_MAX ? p->max_sequences : SEQUENCES_MAX, tokens = (double)context_tokens;
    toll_step_room full = {0, 0, 0, TOLL_ROOM_MEMORY, 0};
    full.sure = toll__saturating_int64(toll__fit_search_sequences(p, ops, tokens, most, TOLL__SURE));
    full.likely = toll__saturating_int64(toll__fit_search_sequences(p, ops, tokens, most, TOLL__LIKELY));
    full.possible = toll__saturating_int64(toll__fit_search_sequences(p, ops, tokens, most, TOLL__POSSIBLE));
    full.limit = full.likely >= toll__saturating_int64(most) ? TOLL_ROOM_ENGINE : TOLL_ROOM_MEMORY;
    *room = full;
    return TOLL_OK;
}

toll_status toll_step_bound_context(const void *deployment, uint64_t deployment_size, int64_t sequences,
                                    toll_step_room *room, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_status status = open_for(deployment, deployment_size, "sequences", 1, SEQUENCES_MAX, sequences, room, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__placement *p = &d->placement;
    const toll__op *ops = toll__deployment_read_ops(d);
    /* No model's is longer; a forged one would keep the search busy for ever. */
    const int is_known = p->max_context_tokens > 0 && p->max_context_tokens < CONTEXT_MAX;
    double most = is_known ? p->max_context_tokens : CONTEXT_MAX, count = (double)sequences;
    toll_step_room full = {0, 0, 0, TOLL_ROOM_ENGINE, 0};
    if (count <= p->max_sequences) {
        full.sure = toll__saturating_int64(toll__fit_search_context(p, ops, count, most, TOLL__SURE));
        full.likely = toll__saturating_int64(toll__fit_search_context(p, ops, count, most, TOLL__LIKELY));
        full.possible = toll__saturating_int64(toll__fit_search_context(p, ops, count, most, TOLL__POSSIBLE));
        full.limit = full.likely >= toll__saturating_int64(most) ? TOLL_ROOM_CONTEXT : TOLL_ROOM_MEMORY;
    }
    *room = full;
    return TOLL_OK;
}

/* What is searched, and what has been found so far. */
typedef struct search {
    toll__inputs in;
    toll__block_rows rows;
    double sequences, context_tokens;
    toll__deployment *deployment;
    toll_step_fewest fewest;
} search;

static void record_layout(search *s, const toll__memory *memory)
{
    const toll__parallel *parallel = &s->in.parallel;
    int64_t gpus = (int64_t)(parallel->tp * parallel->pp * parallel->dp);
    s->fewest.layouts++;
    if (memory->verdict == TOLL_FIT_NO)
        return;
    if (s->fewest.marginal_gpus == 0)
        s->fewest.marginal_gpus = gpus;
    if (memory->verdict != TOLL_FIT_YES)
        return;
    s->fewest.gpus = gpus;
    s->fewest.tp = (int64_t)parallel->tp;
    s->fewest.pp = (int64_t)parallel->pp;
    s->fewest.ep = (int64_t)parallel->ep;
    s->fewest.dp = (int64_t)parallel->dp;
    s->fewest.margin_bytes = (int64_t)memory->margin_bytes;
    s->fewest.uncertainty_bytes = (int64_t)memory->uncertainty_bytes;
}

/* A layout that the model or the links don't allow is none; any other failure is the caller's. A batch beyond the
 * engine's own limit does not fit either. */
static toll_status try_step_layout(search *s, double tp, double pp, toll_error *err)
{
    s->in.parallel.tp = tp;
    s->in.parallel.pp = pp;
    toll_error why;
    toll_status status = toll__inputs_build(&s->in, &s->rows, s->deployment, &why);
    if (status != TOLL_OK && why.struct_kind == TOLL_KIND_STEP_LAYOUT)
        return TOLL_OK;
    if (status != TOLL_OK && err != NULL)
        *err = why;
    if (status != TOLL_OK)
        return status;
    toll__memory memory;
    const toll__placement *p = &s->deployment->placement;
    toll__memory_measure(p, toll__deployment_read_ops(s->deployment), s->sequences, s->context_tokens, &memory);
    if (s->sequences <= p->max_sequences)
        record_layout(s, &memory);
    return TOLL_OK;
}

/* Shortest pipeline first: of equal counts it is the fastest. */
static toll_status search_step_layouts(search *s, int64_t max_gpus, toll_error *err)
{
    int64_t dp = (int64_t)s->in.parallel.dp;
    for (int64_t count = 1; count * dp <= max_gpus; count++)
        for (int64_t pp = 1; pp <= count; pp++) {
            if (count % pp != 0)
                continue;
            toll_status status = try_step_layout(s, (double)(count / pp), (double)pp, err);
            if (status != TOLL_OK || s->fewest.gpus > 0)
                return status;
        }
    memset(s->deployment, 0, sizeof *s->deployment); /* the last one tried is no answer */
    return TOLL_OK;
}

static toll_status check_question(int64_t sequences, int64_t context_tokens, int64_t max_gpus,
                                  const toll_step_fewest *fewest, toll_error *err)
{
    toll_status status = toll__check_range(err, 0, "sequences", -1, 0, SEQUENCES_MAX, (double)sequences);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "context_tokens", -1, 1, CONTEXT_MAX, (double)context_tokens);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "max_gpus", -1, 1, GPUS_MAX, (double)max_gpus);
    if (status != TOLL_OK)
        return status;
    if (fewest == NULL)
        return toll__fail_null(err, "fewest");
    return TOLL_OK;
}

toll_status toll_step_bound_gpus(const toll_hw *hw, const toll_model *model, const toll_model_layer *layers,
                                 uint64_t n_layers, uint64_t stride_bytes, const toll_model_precision *precision,
                                 const toll_step_layout *layout, const toll_step_engine *engine,
                                 const toll_step_constants *constants, int64_t sequences, int64_t context_tokens,
                                 int64_t max_gpus, void *deployment, uint64_t deployment_size, toll_step_fewest *fewest,
                                 toll_error *err)
{
    search s = {.rows = {layers, n_layers, stride_bytes},
                .sequences = (double)sequences,
                .context_tokens = (double)context_tokens,
                .deployment = deployment};
    toll_status status = check_question(sequences, context_tokens, max_gpus, fewest, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__inputs_check(deployment, deployment_size, n_layers, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__inputs_take(&(toll__sources){hw, model, precision, layout, engine, constants}, &s.rows, &s.in, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = search_step_layouts(&s, max_gpus, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *fewest = s.fewest;
    return TOLL_OK;
}
