/* SPDX-License-Identifier: Apache-2.0 */
/* A whole run from one step: interruptions and checkpoints (Daly 2006), days, energy, emissions, cost.
 *
 * Example: a checkpoint of 60 s and an interruption every 24 hours. Young's sqrt(2 * 60 * 86,400) = 3,220 s between
 * checkpoints; Daly's terms of higher order make it 3,180 s. */
#include "train/training_run.h"

#include <math.h>
#include <string.h>

#include <toll/train.h>

#include "base/fault.h"
#include "base/range.h"

#define S_PER_HOUR    3600.0
#define HOURS_PER_DAY 24.0
#define W_PER_KW      1000.0

/* Below that share the run would take over a thousand times its own time: nobody runs such a job. */
#define PROGRESS_MIN 1e-3

static int states(const toll__job *job, uint64_t bit)
{
    return (job->known & bit) != 0;
}

static toll_status fail_job(toll_error *err, toll_status status, const char *field, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_TRAIN_JOB, field, -1, reason);
}

toll_status toll__job_check(const toll__job *job, const toll__run_step *step, toll_error *err)
{
    if (states(job, TOLL_JOB_GOODPUT) && states(job, TOLL_JOB_INTERRUPTIONS))
        return fail_job(err, TOLL_E_CONFLICT, "goodput_frac",
                        "and gpu_hours_between_interruptions are both given: give one of them");
    if (states(job, TOLL_JOB_INTERVAL) && !states(job, TOLL_JOB_INTERRUPTIONS))
        return fail_job(err, TOLL_E_CONFLICT, "checkpoint_interval_s", "needs gpu_hours_between_interruptions");
    int has_power = step->has_power || states(job, TOLL_JOB_GPU_POWER);
    if (!has_power && (job->known & (TOLL_JOB_CARBON | TOLL_JOB_ELECTRICITY)) != 0)
        return fail_job(err, TOLL_E_MISSING, "gpu_w", "is needed: the step's power is not known");
    return TOLL_OK;
}

/* Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer
 * Systems 22 (2006), equation 37: sqrt(2 d T) (1 + sqrt(d / 2T) / 3 + d / 18T) - d below d = 2T, else T. */
static double best_interval(double checkpoint_s, double between_s)
{
    double half = checkpoint_s / (2 * between_s);
    if (half >= 1)
        return between_s;
    return sqrt(2 * checkpoint_s * between_s) * (1 + sqrt(half) / 3 + half / 9) - checkpoint_s;
}

/* The same paper, equation 20: wall time per solve time for failures at random times. */
static double progress(double interval_s, double checkpoint_s, double restart_s, double between_s)
{
    double lost = exp(restart_s / between_s) * expm1((interval_s + checkpoint_s) / between_s);
    return interval_s / between_s / lost;
}

/* Mean time between interruptions of the whole job, s. */
static double between(const toll__job *job, double gpus)
{
    return job->gpu_hours_between_interruptions / gpus * S_PER_HOUR;
}

static toll_status count_failures(const toll__job *job, double gpus, toll__training_run *c, toll_error *err)
{
    c->goodput_frac = states(job, TOLL_JOB_GOODPUT) ? job->goodput_frac : 1;
    if (!states(job, TOLL_JOB_INTERRUPTIONS))
        return TOLL_OK;
    double between_s = between(job, gpus);
    c->checkpoint_interval_s =
        states(job, TOLL_JOB_INTERVAL) ? job->checkpoint_interval_s : best_interval(job->checkpoint_s, between_s);
    c->goodput_frac = progress(c->checkpoint_interval_s, job->checkpoint_s, job->restart_s, between_s);
    if (c->goodput_frac >= PROGRESS_MIN)
        return TOLL_OK;
    return fail_job(err, TOLL_E_CONFLICT, "gpu_hours_between_interruptions",
                    "is too short: checkpoints and restarts leave the run almost no progress");
}

static void sum_energy(const toll__job *job, const toll__run_step *step, toll__training_run *c)
{
    int is_given = states(job, TOLL_JOB_GPU_POWER);
    if (!is_given && !step->has_power)
        return;
    toll_range watts = is_given ? toll__range_exact(job->gpu_w * step->gpus) : step->power_w;
    toll_range kw = toll__range_scale(watts, (1 + job->server_power_frac) * job->pue / W_PER_KW);
    c->energy_kwh = toll__range_multiply(kw, toll__range_scale(c->days, HOURS_PER_DAY));
    c->known |= TOLL_TRAIN_ENERGY;
    c->kgco2e = toll__range_scale(c->energy_kwh, job->kg_per_kwh);
    c->usd_energy = toll__range_scale(c->energy_kwh, job->usd_per_kwh);
    c->known |= states(job, TOLL_JOB_CARBON) ? TOLL_TRAIN_CARBON : 0;
    c->known |= states(job, TOLL_JOB_ELECTRICITY) ? TOLL_TRAIN_ENERGY_COST : 0;
}

static void sum_cost(const toll__job *job, const toll__run_step *step, toll__training_run *c)
{
    double life_hours = job->life_years * job->hours_per_year * job->life_use_frac;
    if (states(job, TOLL_JOB_RENTAL)) {
        c->usd_rental = toll__range_multiply(c->gpu_hours, job->usd_per_gpu_hour);
        c->known |= TOLL_TRAIN_RENTAL;
    }
    if (!states(job, TOLL_JOB_PRICE))
        return;
    toll_range used = toll__range_multiply(c->gpu_hours, toll__range_scale(job->usd_per_gpu, 1 / life_hours));
    c->usd_acquisition = toll__range_scale(job->usd_per_gpu, step->gpus);
    c->known |= TOLL_TRAIN_ACQUISITION;
    if (!states(job, TOLL_JOB_ELECTRICITY))
        return;
    c->usd_amortised = toll__range_add_together(used, c->usd_energy); /* both follow the hours */
    c->known |= TOLL_TRAIN_AMORTISED;
}

/* What is not asked for stays 0: unknown is told by its bit. */
static void clear_unknown(toll__training_run *c)
{
    const toll_range none = {0, 0, 0};
    if ((c->known & TOLL_TRAIN_CARBON) == 0)
        c->kgco2e = none;
    if ((c->known & TOLL_TRAIN_ENERGY_COST) == 0)
        c->usd_energy = none;
}

toll_status toll__training_run_sum(const toll__job *job, const toll__run_step *step, toll__training_run *c,
                                   toll_error *err)
{
    memset(c, 0, sizeof *c);
    toll_status status = count_failures(job, step->gpus, c, err);
    if (status != TOLL_OK)
        return status;
    c->steps = ceil(job->tokens / step->tokens);
    c->model_flops = c->steps * step->model_flops;
    toll_range wall_s = toll__range_scale(step->time_s, c->steps / c->goodput_frac);
    c->days = toll__range_scale(wall_s, 1 / (S_PER_HOUR * HOURS_PER_DAY));
    c->gpu_hours = toll__range_scale(wall_s, step->gpus / S_PER_HOUR);
    if (states(job, TOLL_JOB_INTERRUPTIONS))
        c->interruptions = wall_s.mid / between(job, step->gpus);
    sum_energy(job, step, c);
    sum_cost(job, step, c);
    clear_unknown(c);
    return TOLL_OK;
}
