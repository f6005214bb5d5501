/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters by how a layout splits them: projections by tp, experts by ep, norms and routers not at all; then how
 * many of each the fullest accelerator holds. */
#include "train/parameter_shards.h"

#include <toll/model.h>
#include <toll/train.h>

static double sum_listed(const int64_t *classes, const unsigned char *which, unsigned count)
{
    double sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += (double)classes[which[i]];
    return sum;
}

/* Projections into the experts' width and back belong to every token: they are dense. */
static double latent_params(const toll__block *block, const toll__model *model)
{
    return 2 * (double)model->d_model * (double)block->d_latent;
}

void toll__shards_add(toll__shards *shards, const toll__params *params, const toll__block *block,
                      const toll__model *model, const toll__adapter *adapter)
{
    static const unsigned char matrix[] = {TOLL__CLASS_ATTN, TOLL__CLASS_ATTN_V, TOLL__CLASS_FFN, TOLL__CLASS_FFN_DOWN,
                                           TOLL__CLASS_MIXER};
    static const unsigned char expert[] = {TOLL__CLASS_EXPERT, TOLL__CLASS_EXPERT_DOWN};
    static const unsigned char whole[] = {TOLL__CLASS_ROUTER, TOLL__CLASS_OTHER};
    double layers = (double)block->count, latent = latent_params(block, model);
    shards->matrix += layers * (sum_listed(params->all, matrix, sizeof matrix) + latent);
    shards->expert += layers * (sum_listed(params->all, expert, sizeof expert) - latent);
    shards->whole += layers * sum_listed(params->all, whole, sizeof whole);
    shards->adapter_dense += layers * adapter->dense;
    shards->adapter_expert += layers * adapter->expert;
}

void toll__shards_close(toll__shards *shards, const toll__counts *counts, const toll__model *model)
{
    toll__params frame;
    toll__params_of_frame(model, &frame);
    double rest = (double)counts->stated_rest;
    shards->embed = (double)frame.all[TOLL__CLASS_EMBED];
    shards->head = (double)frame.all[TOLL__CLASS_HEAD];
    shards->frame_whole = (double)frame.all[TOLL__CLASS_OTHER];
    shards->total = (double)counts->total;
    *(shards->expert > 0 ? &shards->expert : &shards->matrix) += rest;
}

/* The first stage holds the embedding, the last one the head; a tied head is held again where there is a pipeline. The
 * first is the fullest: it has the most micro-batches in flight. */
static double frame_of_first(const toll__shards *c, const toll__recipe *r)
{
    double split = c->embed / r->tp;
    return r->pp > 1 ? split : split + c->head / r->tp + c->frame_whole;
}

void toll__shards_hold(const toll__shards *c, const toll__recipe *r, const toll__model *model, toll__holding *h)
{
    toll__stages stages;
    toll__recipe_stages(r, model, &stages);
    double share = stages.largest_frac;
    double matrix = share * c->matrix / r->tp;
    h->expert = share * c->expert / toll__recipe_expert_split(r);
    h->dense = matrix + share * c->whole + frame_of_first(c, r);
    h->quantised = matrix + h->expert;
    h->adapter_dense = share * c->adapter_dense;
    h->adapter_expert = share * c->adapter_expert / toll__recipe_expert_split(r);
    h->copies = toll__recipe_copies(r);
    h->expert_copies = toll__recipe_expert_copies(r);
}

double toll__shards_trainable(const toll__shards *c, const toll__recipe *r)
{
    return r->method == TOLL_METHOD_FULL ? c->total : c->adapter_dense + c->adapter_expert;
}
