/* SPDX-License-Identifier: Apache-2.0 */
/* toll_step_*, toll_serve_*: deployments that are nearly right, and forged ones. Results are finite, ordered, the same
 * every time, and pass the library's own check. */
#include "fuzz_deployments.h"

static void try_step(input *in, const void *deployment, uint64_t size)
{
    toll_step_batch batch;
    toll_step_result result, again;
    toll_step_memory memory;
    toll_error err;
    toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    toll_struct_init(&again, sizeof again, TOLL_KIND_STEP_RESULT, NULL);
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    batch.decode_sequences = (double)take(in, 2);
    batch.decode_context_tokens = (double)take(in, 3);
    mutate(in, &batch, TOLL_KIND_STEP_BATCH);
    const toll_status status = law_status(toll_step_estimate(deployment, size, &batch, &result, &err), &err);
    LAW(toll_step_estimate(deployment, size, &batch, &again, NULL) == status);
    LAW(memcmp(&result, &again, sizeof result) == 0);
    if (status == TOLL_OK)
        law_result(&result, TOLL_KIND_STEP_RESULT);
    double time_s = -1;
    int32_t row = 1;
    const toll_status columns = toll_step_estimate_columns(deployment, size, &batch.decode_sequences,
                                                           &batch.decode_context_tokens, NULL, 1, &time_s, &row, &err);
    LAW(law_status(columns, &err) == row);
    LAW(row == TOLL_OK ? time_s >= 0 && time_s < 1e300 : time_s <= 0);
    const int64_t sequences = (int64_t)take(in, 3), tokens = (int64_t)take(in, 4);
    if (law_status(toll_step_estimate_memory(deployment, size, sequences, tokens, &memory, &err), &err) == TOLL_OK)
        law_result(&memory, TOLL_KIND_STEP_MEMORY);
}

/* A load that differs from the default one in what the columns hold, and in nothing else. */
static int is_plain(const toll_serve_load *load)
{
    toll_serve_load plain;
    toll_struct_init(&plain, sizeof plain, TOLL_KIND_SERVE_LOAD, NULL);
    plain.input_tokens = load->input_tokens;
    plain.output_tokens = load->output_tokens;
    plain.concurrency = load->concurrency;
    return memcmp(&plain, load, sizeof plain) == 0;
}

static void try_serve(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_result result;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    load.input_tokens = 1 + (double)take(in, 2);
    load.output_tokens = 1 + (double)take(in, 2);
    load.concurrency = 1 + (double)take(in, 2);
    mutate(in, &load, TOLL_KIND_SERVE_LOAD);
    supply.usd_per_gpu_hour = (toll_range){2, 2, 2};
    mutate(in, &supply, TOLL_KIND_SERVE_SUPPLY);
    double ttft_s = -1, tpot_s = -1, tokens_per_s = -1;
    int32_t row = 1;
    const toll_status status = law_status(toll_serve_estimate(deployment, size, &load, &result, &err), &err);
    const toll_status columns =
        toll_serve_estimate_columns(deployment, size, &load.input_tokens, &load.output_tokens, &load.concurrency, 1,
                                    &ttft_s, &tpot_s, &tokens_per_s, &row, &err);
    LAW(law_status(columns, &err) == row);
    if (is_plain(&load))
        LAW(row == status && (row != TOLL_OK || (tpot_s == result.tpot_s.mid && ttft_s == result.ttft_s.mid)));
    if (status != TOLL_OK)
        return;
    law_result(&result, TOLL_KIND_SERVE_RESULT);
    law_range(result.ttft_s);
    law_range(result.tpot_s);
    law_range(result.output_tokens_per_s);
    if (law_status(toll_serve_estimate_cost(&result, &supply, &cost, &err), &err) == TOLL_OK) {
        law_result(&cost, TOLL_KIND_SERVE_COST);
        law_range(cost.usd_per_mtok_output);
    }
}

/* One changed byte is noticed, unless it lies behind what this deployment uses; then it changes nothing. */
static void try_forged(input *in, uint8_t *deployment, uint64_t size)
{
    toll_step_memory memory, forged;
    toll_error err;
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    toll_struct_init(&forged, sizeof forged, TOLL_KIND_STEP_MEMORY, NULL);
    const toll_status honest = toll_step_estimate_memory(deployment, size, 1, 1, &memory, NULL);
    const uint64_t at = take(in, 4) % size;
    const uint8_t change = (uint8_t)(1 + take(in, 1) % 255);
    deployment[at] ^= change;
    const toll_status status = law_status(toll_step_estimate_memory(deployment, size, 1, 1, &forged, &err), &err);
    if (status != TOLL_E_OBJECT && status != TOLL_E_BUFFER)
        LAW(status == honest && memcmp(&memory, &forged, sizeof memory) == 0);
    deployment[at] ^= change;
    law_status(toll_step_estimate_memory(deployment, take(in, 2) % (size + 1), 1, 1, &memory, &err), &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    input in = {data, bytes};
    static case_in c;
    start(&in, &c);
    const uint64_t size = toll_step_size(c.n);
    uint8_t *deployment = resolve_case(&c, size);
    if (deployment == NULL)
        return 0;
    try_step(&in, deployment, size);
    try_serve(&in, deployment, size);
    try_forged(&in, deployment, size);
    free(deployment);
    return 0;
}
