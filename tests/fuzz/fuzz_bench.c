/* SPDX-License-Identifier: Apache-2.0 */
/* Results of load tests: any bytes. A result is the same each time, its numbers are in range, and nothing is written on
 * failure. */
#include "fuzz.h"

#include <math.h>

#include <toll_io.h>

#define ROWS 16

static void law_row(const toll_io_bench *r)
{
    LAW(r->format >= TOLL_IO_BENCH_VLLM && r->format <= TOLL_IO_BENCH_CALIBRATION && r->mode <= TOLL_LOAD_DECODE);
    LAW(r->input_tokens >= 1 && r->input_tokens <= 1e8 && r->output_tokens >= 1 && r->output_tokens <= 1e8);
    LAW((r->known & (TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_THROUGHPUT)) != 0);
    LAW((r->known & TOLL_IO_BENCH_TTFT) == 0 || (r->ttft_s > 0 && r->ttft_s <= 1e9));
    LAW((r->known & TOLL_IO_BENCH_TPOT) == 0 || (r->tpot_s > 0 && r->tpot_s <= 1e9));
    LAW((r->known & TOLL_IO_BENCH_THROUGHPUT) == 0 || (r->output_tokens_per_s > 0 && isfinite(r->output_tokens_per_s)));
    LAW((r->known & TOLL_IO_BENCH_CONCURRENCY) == 0 || (r->concurrency >= 1 && r->concurrency <= 1e7));
    LAW((r->known & TOLL_IO_BENCH_COMPLETED) == 0 || r->completed >= 1);
    LAW(r->mode != TOLL_LOAD_OPEN || r->requests_per_s > 0);
    LAW(r->tp >= 0 && r->pp >= 0 && r->ep >= 0 && r->dp >= 0 && r->failed >= 0);
    LAW(memchr(r->model, 0, sizeof r->model) != NULL && memchr(r->hw, 0, sizeof r->hw) != NULL);
    LAW(memchr(r->engine, 0, sizeof r->engine) != NULL && memchr(r->source, 0, sizeof r->source) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static toll_io_bench rows[ROWS], again[ROWS];
    const char *const text = (const char *)data;
    toll_error err = {0};
    uint64_t n = 0, n_again = 0;
    memset(rows, 0, sizeof rows);
    memset(again, 0, sizeof again);
    const toll_status status = toll_io_parse_bench(text, size, rows, ROWS, sizeof rows[0], &n, &err);
    law_status(status, &err);
    LAW(toll_io_parse_bench(text, size, again, ROWS, sizeof again[0], &n_again, NULL) == status && n == n_again);
    LAW(memcmp(rows, again, sizeof rows) == 0);
    LAW(status == TOLL_OK || (rows[0].known == 0 && rows[0].format == 0));
    for (uint64_t i = 0; status == TOLL_OK && i < n; i++)
        law_row(&rows[i]);
    return 0;
}
