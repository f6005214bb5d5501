/* SPDX-License-Identifier: Apache-2.0 */
/* toll_train_setup, toll_train_step and toll_train_job, checked, as plain values. */
#include "api/convert_train.h"

#include "api/field_masks.h"
#include "api/guard.h"
#include "base/fault.h"

static void convert_words(const toll_train_setup *s, toll__recipe *r)
{
    r->method = s->method;
    r->recompute = s->recompute;
    r->optimiser = s->optimiser;
    r->attention = s->attention;
    r->linear_rate = s->linear_rate;
    r->zero_stage = s->zero_stage;
    r->flags = s->flags;
    r->lora_targets = s->lora_targets != 0 ? s->lora_targets : LORA_TARGETS; /* 0 stands for all */
    r->tp = (double)s->tp;
    r->pp = (double)s->pp;
    r->virtual_stages = (double)s->virtual_stages;
    r->cp = (double)s->cp;
    r->ep = (double)s->ep;
    r->dp = (double)s->dp;
}

void toll__recipe_from_public(const toll_train_setup *s, toll__recipe *r)
{
    convert_words(s, r);
    r->sequence_tokens = (double)s->sequence_tokens;
    r->micro_sequences = (double)s->micro_sequences;
    r->global_sequences = (double)s->global_sequences;
    r->lora_rank = (double)s->lora_rank;
    r->runtime_bytes = (double)s->runtime_bytes;
    r->fragmentation_frac = s->fragmentation_frac;
    r->weight_bits = s->weight_bits;
    r->gradient_bits = s->gradient_bits;
    r->frozen_bits = s->frozen_bits;
    r->tp_overlap_frac = s->tp_overlap_frac;
    r->ep_overlap_frac = s->ep_overlap_frac;
    r->dp_overlap_frac = s->dp_overlap_frac;
    r->software_factor = s->software_factor;
    r->step_log_sd = s->step_log_sd;
    r->loss = s->loss;
    r->internode_bytes_per_s = s->internode_bytes_per_s;
    r->mfu = s->mfu;
}

toll_status toll__take_setup(const toll_train_setup *setup, toll_train_setup *full, toll__recipe *recipe,
                             toll_error *err)
{
    toll_status status = toll__take(setup, TOLL_KIND_TRAIN_SETUP, "setup", full, err);
    if (status != TOLL_OK)
        return status;
    if ((full->known & TOLL_TRAIN_MFU) != 0 && !(full->mfu.low > 0))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_TRAIN_SETUP, "mfu", -1, "must be above 0");
    toll__recipe_from_public(full, recipe);
    return TOLL_OK;
}

static toll_status fail_step(toll_error *err, const char *field)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_TRAIN_STEP, field, -1, "must be above 0");
}

toll_status toll__take_run_step(const toll_train_step *step, toll_train_step *full, toll__run_step *plain,
                                toll_error *err)
{
    toll_status status = toll__take(step, TOLL_KIND_TRAIN_STEP, "step", full, err);
    if (status != TOLL_OK)
        return status;
    if (!(full->time_s.low > 0))
        return fail_step(err, "time_s");
    if (!(full->step_tokens > 0))
        return fail_step(err, "step_tokens");
    if (full->gpus < 1)
        return fail_step(err, "gpus");
    plain->time_s = full->time_s;
    plain->power_w = full->power_w;
    plain->has_power = (full->known & TOLL_RESULT_POWER) != 0;
    plain->tokens = full->step_tokens;
    plain->model_flops = full->model_flops;
    plain->gpus = (double)full->gpus;
    return TOLL_OK;
}

toll_status toll__take_job(const toll_train_job *job, toll__job *plain, toll_error *err)
{
    toll_train_job full;
    toll_status status = toll__take(job, TOLL_KIND_TRAIN_JOB, "job", &full, err);
    if (status != TOLL_OK)
        return status;
    plain->known = full.known;
    plain->tokens = full.tokens;
    plain->gpu_hours_between_interruptions = full.gpu_hours_between_interruptions;
    plain->checkpoint_s = full.checkpoint_s;
    plain->checkpoint_interval_s = full.checkpoint_interval_s;
    plain->restart_s = full.restart_s;
    plain->goodput_frac = full.goodput_frac;
    plain->gpu_w = full.gpu_w;
    plain->server_power_frac = full.server_power_frac;
    plain->pue = full.pue;
    plain->kg_per_kwh = full.kg_per_kwh;
    plain->usd_per_kwh = full.usd_per_kwh;
    plain->usd_per_gpu_hour = full.usd_per_gpu_hour;
    plain->usd_per_gpu = full.usd_per_gpu;
    plain->life_years = full.life_years;
    plain->life_use_frac = full.life_use_frac;
    plain->hours_per_year = full.hours_per_year;
    return TOLL_OK;
}
