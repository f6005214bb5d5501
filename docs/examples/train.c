/* SPDX-License-Identifier: Apache-2.0 */
/* What it takes to pre-train Llama-3.1-70B on 2,048 H100: memory, step, and the whole run at $2 an hour. */
#include <stdio.h>

#include <toll.h>

#define LAYERS 8

/* The catalog's facts for an accelerator and a model by name, and what BF16 kernels reach. */
static int look_up(toll_hw *hw, toll_model *model, toll_model_layer *layers, uint64_t *n_layers,
                   toll_step_constants *constants, toll_error *err)
{
    toll_model_precision precision;
    toll_step_engine engine;
    uint64_t at[4];
    toll_init(hw);
    toll_init(model);
    toll_init(&precision);
    toll_init(&engine);
    toll_init(constants);
    return toll_catalog_find(TOLL_TABLE_HW, TOLL_STR("h100-sxm5-80gb"), &at[0], err) == TOLL_OK &&
           toll_catalog_find(TOLL_TABLE_MODEL, TOLL_STR("llama-3.1-70b"), &at[1], err) == TOLL_OK &&
           toll_catalog_find(TOLL_TABLE_PRECISION, TOLL_STR("bf16"), &at[2], err) == TOLL_OK &&
           toll_catalog_find(TOLL_TABLE_ENGINE, TOLL_STR("vllm"), &at[3], err) == TOLL_OK &&
           toll_catalog_get_hw(at[0], hw, err) == TOLL_OK && toll_catalog_get_model(at[1], model, err) == TOLL_OK &&
           toll_catalog_get_layers(at[1], layers, LAYERS, sizeof *layers, n_layers, err) == TOLL_OK &&
           toll_catalog_get_precision(at[2], &precision, err) == TOLL_OK &&
           toll_catalog_get_engine(at[3], &engine, err) == TOLL_OK &&
           toll_catalog_get_constants(hw, &precision, &engine, constants, err) == TOLL_OK;
}

int main(void)
{
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[LAYERS];
    toll_step_constants constants;
    uint64_t n = 0;
    toll_error err;
    if (!look_up(&hw, &model, layers, &n, &constants, &err)) {
        printf("%s\n", err.message);
        return 1;
    }
    //! [train]
    toll_train_setup setup;
    toll_train_memory memory;
    toll_train_step step;
    toll_train_job job;
    toll_train_result run;
    toll_init(&setup);
    toll_init(&memory);
    toll_init(&step);
    toll_init(&job);
    toll_init(&run);
    setup.known = TOLL_TRAIN_INTERNODE;
    setup.internode_bytes_per_s = 50e9; /* one 400 Gbit/s link per GPU */
    setup.sequence_tokens = 8192;
    setup.global_sequences = 1024;
    setup.tp = 8;
    setup.pp = 4;
    setup.virtual_stages = 5;
    setup.dp = 64;
    setup.zero_stage = 1;
    setup.dp_overlap_frac = 1;
    setup.flags = TOLL_TRAIN_SEQUENCE_PARALLEL;
    job.tokens = 15e12;
    job.known = TOLL_JOB_RENTAL | TOLL_JOB_INTERRUPTIONS;
    job.usd_per_gpu_hour = (toll_range){2, 2, 2};
    job.gpu_hours_between_interruptions = 45566; /* 466 in 54 days of 16,384: Llama 3 */
    if (toll_train_estimate_memory(&hw, &model, layers, n, sizeof layers[0], &setup, &constants, &memory, &err) !=
            TOLL_OK ||
        toll_train_estimate_step(&hw, &model, layers, n, sizeof layers[0], &setup, &constants, &step, &err) !=
            TOLL_OK ||
        toll_train_estimate(&step, &job, &run, &err) != TOLL_OK) {
        printf("%s\n", err.message);
        return 1;
    }
    printf("%.1f of %.1f GB, step %.2f s, MFU %.0f %%\n", (double)memory.needed_bytes / 1e9,
           (double)memory.capacity_bytes / 1e9, step.time_s.mid, 100 * step.mfu.mid);
    printf("%.0f days (%.0f to %.0f), %.2f million GPU-hours, $%.1f million rented, goodput %.0f %%\n", run.days.mid,
           run.days.low, run.days.high, run.gpu_hours.mid / 1e6, run.usd_rental.mid / 1e6, 100 * run.goodput_frac);
    //! [train]
    return memory.verdict == TOLL_FIT_YES && run.goodput_frac < 1 ? 0 : 1;
}
