/* SPDX-License-Identifier: Apache-2.0 */
/* Results of vllm bench serve, sglang.bench_serving, sglang.bench_one_batch and LLMPerf.
 *
 * Keys as their writers have them: vllm/benchmarks/serve.py at 009e6d4a, python/sglang/bench_serving.py and
 * bench_one_batch.py at 00944150, token_benchmark_ray.py of LLMPerf. Both bench_serving tools divide by the number of
 * tokens after the first, so their TPOT is that of serve.h. */
#include <math.h>
#include <string.h>

#include "bench/bench_result.h"
#include "text/io_error.h"

#define MS 1e-3

/* What the user may have written beside the result (vllm's --metadata), and what SGLang's server tells. */
static toll_status read_layout(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    int64_t dp_size = 1;
    toll_status status = toll__bench_count(f, "tensor_parallel_size|tp|server_info.tp_size", &row->tp, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "pipeline_parallel_size|pp|server_info.pp_size", &row->pp, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "server_info.dp_size", &dp_size, &has, err);
    row->tp = dp_size > 1 ? 0 : row->tp; /* SGLang's tp holds its dp or not, by a switch: the user must say */
    return status;
}

/* backend is the client's protocol: "openai" tells nothing of the server, an engine's own name does. */
static void read_names(const bench_facts *f, toll_io_bench *row)
{
    const char *const backend = toll__bench_text(f, "backend|endpoint_type");
    toll__bench_copy(f, "model_id|model|server_info.model_path", row->model, sizeof row->model);
    toll__bench_copy(f, "hw|server_info.device_name", row->hw, sizeof row->hw);
    toll__bench_copy(f, "precision|server_info.quantization", row->precision, sizeof row->precision);
    toll__bench_copy(f, "engine_version|server_info.version", row->engine_version, sizeof row->engine_version);
    toll__bench_copy(f, "engine", row->engine, sizeof row->engine);
    if (row->engine[0] != 0 || backend == NULL)
        return;
    if (strcmp(backend, "vllm") == 0)
        memcpy(row->engine, "vllm", 5);
    if (strncmp(backend, "sglang", 6) == 0)
        memcpy(row->engine, "sglang", 7);
}

/* "20261130-101112" as vllm writes it. */
static void read_date(const bench_facts *f, toll_io_bench *row)
{
    const char *const date = toll__bench_text(f, "date");
    if (date == NULL || strlen(date) != 15 || strspn(date, "0123456789") != 8 || date[8] != '-')
        return;
    memcpy(row->measured_on, date, 4);
    row->measured_on[4] = row->measured_on[7] = '-';
    memcpy(row->measured_on + 5, date + 4, 2);
    memcpy(row->measured_on + 8, date + 6, 2);
}

static toll_status read_deviation(const bench_facts *f, const char *keys, double mean, uint64_t bit, toll_io_bench *row,
                                  double *cv, toll_error *err)
{
    if (!(mean > 0))
        return TOLL_OK;
    return toll__bench_metric(f, keys, 1 / mean, bit, row, cv, err);
}

static toll_status read_times(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    toll_status status = toll__bench_metric(f, "mean_ttft_ms", MS, TOLL_IO_BENCH_TTFT, row, &row->ttft_s, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(f, "mean_tpot_ms", MS, TOLL_IO_BENCH_TPOT, row, &row->tpot_s, err);
    if (status != TOLL_OK)
        return status;
    status =
        toll__bench_metric(f, "output_throughput", 1, TOLL_IO_BENCH_THROUGHPUT, row, &row->output_tokens_per_s, err);
    if (status != TOLL_OK)
        return status;
    status = read_deviation(f, "std_ttft_ms", row->ttft_s / MS, TOLL_IO_BENCH_TTFT_CV, row, &row->ttft_cv, err);
    if (status != TOLL_OK)
        return status;
    status = read_deviation(f, "std_tpot_ms", row->tpot_s / MS, TOLL_IO_BENCH_TPOT_CV, row, &row->tpot_cv, err);
    if (row->output_tokens <= 1) { /* no second token: 0 ms is no time */
        row->known &= ~(uint64_t)(TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_TPOT_CV);
        row->tpot_s = row->tpot_cv = 0;
    }
    return status;
}

static toll_status read_counts(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    double input = 0, output = 0;
    bool has = false;
    toll_status status = toll__bench_count(f, "completed", &row->completed, &has, err);
    if (status != TOLL_OK)
        return status;
    if (!has || row->completed < 1)
        return toll__io_fail(err, TOLL_E_MISSING, "completed", "completed: no request was completed");
    row->known |= TOLL_IO_BENCH_COMPLETED;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "failed", &row->failed, &has, err);
    row->known |= has ? TOLL_IO_BENCH_FAILED : 0;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "total_input_tokens", &input, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "total_output_tokens", &output, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "duration", &row->duration_s, err);
    row->input_tokens = input / (double)(row->completed > 0 ? row->completed : 1);
    row->output_tokens = output / (double)(row->completed > 0 ? row->completed : 1);
    return status;
}

static bool is_unlimited(const char *text)
{
    return text == NULL || text[0] == 0 || strcmp(text, "inf") == 0 || strcmp(text, "Infinity") == 0 ||
           strcmp(text, "not set") == 0;
}

/* A rate or a limit; absent, "inf" and "not set": 0. */
static toll_status read_limit(const bench_facts *f, const char *key, double *value, toll_error *err)
{
    bool has = false;
    return is_unlimited(toll__bench_text(f, key)) ? TOLL_OK : toll__bench_number(f, key, value, &has, err);
}

static toll_status read_arrivals(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    double rate = 0, most = 0, burstiness = 1;
    bool has = false;
    if (toll__bench_text(f, "ramp_up_strategy") != NULL)
        return toll__io_fail(err, TOLL_E_CONFLICT, "ramp_up_strategy",
                             "ramp_up_strategy: the rate changed during the test, so there is no steady state");
    toll_status status = read_limit(f, "request_rate", &rate, err);
    if (status != TOLL_OK)
        return status;
    status = read_limit(f, "max_concurrency", &most, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(f, "burstiness", &burstiness, &has, err);
    const double e2e_s = row->ttft_s + (row->output_tokens - 1) * row->tpot_s;
    toll__bench_arrivals(row, rate, most, e2e_s, row->duration_s > 0 ? (double)row->completed / row->duration_s : 0);
    /* Gamma intervals of this shape: their squared coefficient of variation is 1 / shape. */
    if (has && burstiness > 0 && row->mode == TOLL_LOAD_OPEN)
        row->arrival_cv = burstiness == 1 ? 0 : sqrt(1 / burstiness);
    return status;
}

toll_status toll__bench_read_serving(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    read_names(facts, row);
    read_date(facts, row);
    toll_status status = read_layout(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_counts(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_times(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_arrivals(facts, row, err);
    if (status != TOLL_OK)
        return status;
    return toll__bench_number(facts, "accept_length|spec_decode_acceptance_length", &row->accept_length, &has, err);
}

/* Batch, prompt and answer without a server: a step is timed from its start to its end. */
toll_status toll__bench_read_one_batch(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    memcpy(row->engine, "sglang", 7);
    row->mode = TOLL_LOAD_BATCH;
    row->known |= TOLL_IO_BENCH_CONCURRENCY;
    toll_status status = toll__bench_need(facts, "batch_size", &row->concurrency, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(facts, "input_len", &row->input_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(facts, "output_len", &row->output_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(facts, "prefill_latency", 1, TOLL_IO_BENCH_TTFT, row, &row->ttft_s, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(facts, "median_decode_latency", 1, TOLL_IO_BENCH_TPOT, row, &row->tpot_s, err);
    return status;
}

/* Its inter-token latency is the whole time over all tokens, so TPOT comes from end-to-end time and TTFT. Tokens are
 * counted by Llama's tokeniser, whatever the model. */
static void derive_tpot(toll_io_bench *row, double e2e_s)
{
    if ((row->known & TOLL_IO_BENCH_TTFT) == 0 || !(row->output_tokens > 1) || !(e2e_s > row->ttft_s))
        return;
    row->tpot_s = (e2e_s - row->ttft_s) / (row->output_tokens - 1);
    row->known |= TOLL_IO_BENCH_TPOT;
}

static toll_status read_llmperf_counts(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    toll_status status = toll__bench_count(f, "results_num_completed_requests", &row->completed, &has, err);
    row->known |= has ? TOLL_IO_BENCH_COMPLETED : 0;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "results_number_errors", &row->failed, &has, err);
    row->known |= has ? TOLL_IO_BENCH_FAILED : 0;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "results_number_input_tokens_mean|mean_input_tokens", &row->input_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "results_number_output_tokens_mean|mean_output_tokens", &row->output_tokens, err);
    return status;
}

toll_status toll__bench_read_llmperf(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    double e2e_s = 0;
    bool has = false;
    row->flags |= TOLL_IO_BENCH_TOKENISER;
    row->known |= TOLL_IO_BENCH_CONCURRENCY;
    toll__bench_copy(facts, "model", row->model, sizeof row->model);
    toll_status status = read_llmperf_counts(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(facts, "num_concurrent_requests", &row->concurrency, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(facts, "results_ttft_s_mean", 1, TOLL_IO_BENCH_TTFT, row, &row->ttft_s, err);
    if (status != TOLL_OK)
        return status;
    status =
        read_deviation(facts, "results_ttft_s_stddev", row->ttft_s, TOLL_IO_BENCH_TTFT_CV, row, &row->ttft_cv, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(facts, "results_end_to_end_latency_s_mean", &e2e_s, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(facts, "results_mean_output_throughput_token_per_s", 1, TOLL_IO_BENCH_THROUGHPUT, row,
                                &row->output_tokens_per_s, err);
    derive_tpot(row, e2e_s);
    return status;
}
