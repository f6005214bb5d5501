/* SPDX-License-Identifier: Apache-2.0 */
/* Profile exports of genai-perf and aiperf. Each metric states its unit, and one that is not known is refused.
 *
 * Keys as aiperf/exporters/json_exporter.py and csv_exporter.py of ai-dynamo/aiperf have them (October 2025); genai-perf
 * has the same metrics. Inter-token latency is (last - first token) / (tokens - 1) of each request: TPOT of serve.h. */
#include <stdio.h>
#include <string.h>

#include "bench/bench_result.h"
#include "text/io_error.h"

/* Seconds, or events per second, of one unit; 0: not known. Older exports write rates as "per sec". */
static double factor_of_unit(const char *unit)
{
    static const struct {
        const char *name;
        double factor;
    } units[] = {{"ns", 1e-9}, {"us", 1e-6},      {"ms", 1e-3},        {"sec", 1},       {"s", 1},
                 {"", 1},      {"tokens/sec", 1}, {"requests/sec", 1}, {"per sec", 1},   {"tokens", 1},
                 {"count", 1}, {"requests", 1},   {"tokens/s", 1},     {"requests/s", 1}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, unit) == 0)
            return units[i].factor;
    return 0;
}

/* A metric's unit decides its factor. A time without a unit is refused: seconds and milliseconds look alike. */
static toll_status find_factor(const bench_facts *f, const char *metric, bool is_time, double *factor, toll_error *err)
{
    char key[96];
    snprintf(key, sizeof key, "%s.unit", metric);
    const char *const unit = toll__bench_text(f, key);
    *factor = factor_of_unit(unit != NULL ? unit : "");
    const bool is_named = unit != NULL && unit[0] != 0;
    if (*factor > 0 && (is_named || !is_time))
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_UNSUPPORTED, metric, "%s: unit \"%.40s\" is not known; ns, us, ms and sec are",
                         metric, unit != NULL ? unit : "");
}

/* One statistic of a metric; absent: nothing. */
static toll_status read_statistic(const bench_facts *f, const char *metric, const char *statistic, bool is_time,
                                  uint64_t bit, toll_io_bench *row, double *value, toll_error *err)
{
    char key[96];
    double factor = 1;
    snprintf(key, sizeof key, "%s.%s", metric, statistic);
    if (toll__bench_text(f, key) == NULL)
        return TOLL_OK;
    const toll_status status = find_factor(f, metric, is_time, &factor, err);
    return status != TOLL_OK ? status : toll__bench_metric(f, key, factor, bit, row, value, err);
}

static toll_status read_spread(const bench_facts *f, const char *metric, double mean, uint64_t bit, toll_io_bench *row,
                               double *cv, toll_error *err)
{
    double deviation = 0;
    uint64_t known = row->known;
    const toll_status status = read_statistic(f, metric, "std", true, bit, row, &deviation, err);
    if (!(mean > 0))
        row->known = known;
    else if ((row->known & bit) != 0)
        *cv = deviation / mean;
    return status;
}

static toll_status read_times(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    toll_status status =
        read_statistic(f, "time_to_first_token", "avg", true, TOLL_IO_BENCH_TTFT, row, &row->ttft_s, err);
    if (status != TOLL_OK)
        return status;
    status = read_statistic(f, "inter_token_latency", "avg", true, TOLL_IO_BENCH_TPOT, row, &row->tpot_s, err);
    if (status != TOLL_OK)
        return status;
    status = read_statistic(f, "output_token_throughput", "avg", false, TOLL_IO_BENCH_THROUGHPUT, row,
                            &row->output_tokens_per_s, err);
    if (status != TOLL_OK)
        return status;
    status = read_spread(f, "time_to_first_token", row->ttft_s, TOLL_IO_BENCH_TTFT_CV, row, &row->ttft_cv, err);
    if (status != TOLL_OK)
        return status;
    status = read_spread(f, "inter_token_latency", row->tpot_s, TOLL_IO_BENCH_TPOT_CV, row, &row->tpot_cv, err);
    return status;
}

static toll_status read_counts(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    toll_status status = toll__bench_count(f, "request_count.avg", &row->completed, &has, err);
    row->known |= has ? TOLL_IO_BENCH_COMPLETED : 0;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "error_request_count.avg", &row->failed, &has, err);
    row->known |= has ? TOLL_IO_BENCH_FAILED : 0;
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "input_sequence_length.avg", &row->input_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "output_sequence_length.avg", &row->output_tokens, err);
    return status;
}

toll_status toll__bench_read_aiperf(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    double rate = 0, most = 0, finished = 0;
    bool has = false;
    const char *const cancelled = toll__bench_text(facts, "was_cancelled");
    if (cancelled != NULL && strcmp(cancelled, "true") == 0)
        return toll__io_fail(err, TOLL_E_CONFLICT, "was_cancelled", "was_cancelled: the test did not come to its end");
    toll__bench_copy(facts, "input_config.endpoint.model_names|input_config.model_names|input_config.model", row->model,
                     sizeof row->model);
    toll__bench_copy(facts, "start_time", row->measured_on, 11);
    toll_status status = read_counts(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_times(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(facts,
                                "input_config.loadgen.concurrency|input_config.perf_analyzer.stimulus.concurrency|"
                                "input_config.concurrency",
                                &most, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(facts,
                                "input_config.loadgen.request_rate|"
                                "input_config.perf_analyzer.stimulus.request_rate|input_config.request_rate",
                                &rate, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(facts, "request_throughput.avg", &finished, &has, err);
    if (status != TOLL_OK)
        return status;
    if (most > 0 || rate > 0)
        toll__bench_arrivals(row, rate, most, row->ttft_s + (row->output_tokens - 1) * row->tpot_s, finished);
    return status;
}
