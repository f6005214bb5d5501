/* SPDX-License-Identifier: Apache-2.0 */
/* Which tool wrote a result, and what readers of all tools share: counts, metrics, how requests arrived. */
#include "bench/bench_result.h"

#include <math.h>

#include "text/io_error.h"

#define COUNT_MAX 1e12 /* requests of a test */

/* A key that no other tool's results have. */
static const struct {
    const char *key;
    uint32_t format;
} marks[] = {
    {"toll_calibration", TOLL_IO_BENCH_CALIBRATION},   {"prefill_latency", TOLL_IO_BENCH_ONE_BATCH},
    {"time_to_first_token.avg", TOLL_IO_BENCH_AIPERF}, {"avg_ts", TOLL_IO_BENCH_LLAMA},
    {"results_ttft_s_mean", TOLL_IO_BENCH_LLMPERF},    {"total_output_tokens_retokenized", TOLL_IO_BENCH_SGLANG},
    {"total_output_tokens", TOLL_IO_BENCH_VLLM},
};

uint32_t toll__bench_format(const bench_facts *facts)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (toll__bench_text(facts, marks[i].key) != NULL)
            return marks[i].format;
    return 0;
}

static toll_status read_by_format(const bench_facts *facts, uint32_t format, toll_io_bench *row, toll_error *err)
{
    switch (format) {
    case TOLL_IO_BENCH_VLLM:
    case TOLL_IO_BENCH_SGLANG:
        return toll__bench_read_serving(facts, row, err);
    case TOLL_IO_BENCH_ONE_BATCH:
        return toll__bench_read_one_batch(facts, row, err);
    case TOLL_IO_BENCH_AIPERF:
        return toll__bench_read_aiperf(facts, row, err);
    case TOLL_IO_BENCH_LLAMA:
        return toll__bench_read_llama(facts, row, err);
    case TOLL_IO_BENCH_LLMPERF:
        return toll__bench_read_llmperf(facts, row, err);
    default:
        return toll__bench_read_calibration(facts, row, err);
    }
}

toll_status toll__bench_read(const bench_facts *facts, uint32_t format, toll_io_bench *row, toll_error *err)
{
    const toll_io_bench empty = {0};
    *row = empty;
    row->format = format;
    if (facts->is_full)
        return toll__io_fail(err, TOLL_E_RANGE, "text", "a result has more than %u values, or too much text",
                             BENCH_FACTS_MAX);
    const toll_status status = read_by_format(facts, format, row, err);
    return status != TOLL_OK ? status : toll__bench_check(row, err);
}

toll_status toll__bench_count(const bench_facts *facts, const char *keys, int64_t *count, bool *has, toll_error *err)
{
    double value = 0;
    const toll_status status = toll__bench_number(facts, keys, &value, has, err);
    if (status != TOLL_OK || !*has)
        return status;
    if (floor(value) != value || value > COUNT_MAX)
        return toll__io_fail(err, TOLL_E_RANGE, keys, "%s: %g must be a whole number, at most %g", keys, value,
                             COUNT_MAX);
    *count = (int64_t)value;
    return TOLL_OK;
}

toll_status toll__bench_metric(const bench_facts *facts, const char *keys, double factor, uint64_t bit,
                               toll_io_bench *row, double *value, toll_error *err)
{
    bool has = false;
    const toll_status status = toll__bench_number(facts, keys, value, &has, err);
    if (status != TOLL_OK || !has)
        return status;
    *value *= factor;
    row->known |= bit;
    return TOLL_OK;
}

/* At 90 % of the limit the client itself holds requests back often, so the loop is closed. By Little's law the requests
 * in flight are rate x time: 4/s of 6 s each are 24. */
void toll__bench_arrivals(toll_io_bench *row, double rate, double most, double e2e_s, double finished_per_s)
{
    const double in_flight = (finished_per_s > 0 ? finished_per_s : rate) * e2e_s;
    if (rate > 0 && (!(most > 0) || in_flight < 0.9 * most)) {
        row->mode = TOLL_LOAD_OPEN;
        row->requests_per_s = rate;
        row->flags |= finished_per_s > 0 && finished_per_s < 0.9 * rate ? TOLL_IO_BENCH_BEHIND : 0;
        return;
    }
    row->concurrency = most > 0 ? most : (double)row->completed;
    row->known |= row->concurrency > 0 ? TOLL_IO_BENCH_CONCURRENCY : 0;
    if (most > 0)
        return;
    row->mode = TOLL_LOAD_BATCH;
    row->flags |= TOLL_IO_BENCH_BURST;
}
