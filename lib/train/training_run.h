/* SPDX-License-Identifier: Apache-2.0 */
/* A whole training run: failures, time, energy, carbon, cost. Fields mean what train.h says of toll_train_job's. */
#ifndef TOLL_TRAIN_TRAINING_RUN_H
#define TOLL_TRAIN_TRAINING_RUN_H

#include <toll/base.h>

typedef struct toll__job {
    uint64_t known; /* TOLL_JOB_* */
    double tokens;
    double gpu_hours_between_interruptions, checkpoint_s, checkpoint_interval_s, restart_s, goodput_frac;
    double gpu_w, server_power_frac, pue, kg_per_kwh, usd_per_kwh;
    toll_range usd_per_gpu_hour, usd_per_gpu;
    double life_years, life_use_frac, hours_per_year;
} toll__job;

/* What the run repeats. */
typedef struct toll__run_step {
    toll_range time_s, power_w;
    int has_power;
    double tokens, model_flops, gpus;
} toll__run_step;

typedef struct toll__training_run {
    uint64_t known; /* TOLL_TRAIN_ENERGY ... */
    double steps, model_flops, goodput_frac, checkpoint_interval_s, interruptions;
    toll_range days, gpu_hours, energy_kwh, kgco2e, usd_rental, usd_amortised, usd_acquisition, usd_energy;
} toll__training_run;

/* The job's fields against each other and against the step. */
toll_status toll__job_check(const toll__job *job, const toll__run_step *step, toll_error *err);

/* TOLL_E_CONFLICT where interruptions leave next to no progress. */
toll_status toll__training_run_sum(const toll__job *job, const toll__run_step *step, toll__training_run *run,
                                   toll_error *err);

#endif
