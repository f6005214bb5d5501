/* SPDX-License-Identifier: Apache-2.0 */
/* What every result must satisfy: ranges, and laws that hold whatever the server. A mistake of units breaks them by a
 * factor of 1,000. */
#include <math.h>

#include "bench/bench_result.h"
#include "text/io_error.h"

#define OFF_BY_MOST    0.05 /* tools round to two decimals, and some take the last request's end */
#define FEWEST         20   /* requests behind a mean that is believed without a flag */
#define ROUNDS_LEAST   2    /* requests for each one in flight */
#define TOO_FAST_TIMES 1.5  /* lengths that vary put mean TPOT above tokens / time: the ratio is seldom 1.2 */
#define TOO_SLOW_TIMES 5    /* long answers at the end leave slots empty: seldom half of the time */

static toll_status check_range(const char *name, double value, double least, double most, toll_error *err)
{
    if (value >= least && value <= most)
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_RANGE, name, "%s must be in %g .. %g, not %g", name, least, most, value);
}

static toll_status check_load(const toll_io_bench *r, toll_error *err)
{
    const bool has_concurrency = (r->known & TOLL_IO_BENCH_CONCURRENCY) != 0, is_open = r->mode == TOLL_LOAD_OPEN;
    const struct {
        const char *name;
        double value, least, most;
    } loads[] = {{"input_tokens", r->input_tokens, 1, 1e8},
                 {"output_tokens", r->output_tokens, 1, 1e8},
                 {"prefix_hit_frac", r->prefix_hit_frac, 0, 1},
                 {"arrival_cv", r->arrival_cv, 0, 10},
                 {"input_cv", r->input_cv, 0, 10},
                 {"output_cv", r->output_cv, 0, 10},
                 {"draft_tokens", r->draft_tokens, 0, 64},
                 {"accept_frac", r->accept_frac, 0, 1},
                 {"draft_time_frac", r->draft_time_frac, 0, 1},
                 {"concurrency", has_concurrency ? r->concurrency : 1, 1, 1e7},
                 {"requests_per_s", is_open ? r->requests_per_s : 1, 1e-12, 1e6}};
    for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
        const toll_status status = check_range(loads[i].name, loads[i].value, loads[i].least, loads[i].most, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_metrics(const toll_io_bench *r, toll_error *err)
{
    const struct {
        const char *name;
        uint64_t bit;
        double value, least, most;
    } metrics[] = {{"ttft_s", TOLL_IO_BENCH_TTFT, r->ttft_s, 1e-9, 1e9},
                   {"tpot_s", TOLL_IO_BENCH_TPOT, r->tpot_s, 1e-9, 1e9},
                   {"output_tokens_per_s", TOLL_IO_BENCH_THROUGHPUT, r->output_tokens_per_s, 1e-9, 1e15},
                   {"ttft_cv", TOLL_IO_BENCH_TTFT_CV, r->ttft_cv, 0, 1000},
                   {"tpot_cv", TOLL_IO_BENCH_TPOT_CV, r->tpot_cv, 0, 1000}};
    uint64_t any = r->known & (TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_THROUGHPUT);
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        if ((r->known & metrics[i].bit) == 0)
            continue;
        const toll_status status =
            check_range(metrics[i].name, metrics[i].value, metrics[i].least, metrics[i].most, err);
        if (status != TOLL_OK)
            return status;
    }
    if (any == 0)
        return toll__io_fail(err, TOLL_E_MISSING, "ttft_s", "a result has neither TTFT, TPOT nor throughput");
    return TOLL_OK;
}

static bool has_all(const toll_io_bench *r, uint64_t bits)
{
    return (r->known & bits) == bits;
}

/* Tokens over duration. */
static toll_status check_throughput(const toll_io_bench *r, toll_error *err)
{
    if (!has_all(r, TOLL_IO_BENCH_THROUGHPUT | TOLL_IO_BENCH_COMPLETED) || !(r->duration_s > 0))
        return TOLL_OK;
    const double expected = (double)r->completed * r->output_tokens / r->duration_s;
    if (fabs(r->output_tokens_per_s / expected - 1) <= OFF_BY_MOST)
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_CONFLICT, "output_tokens_per_s",
                         "throughput %.6g contradicts %.6g tokens in %.6g s, which are %.6g/s", r->output_tokens_per_s,
                         (double)r->completed * r->output_tokens, r->duration_s, expected);
}

/* Little's law, serve.h: throughput = concurrency * O / (TTFT + (O - 1) * TPOT). Fewer requests than clients are all
 * that can be in flight. */
static toll_status check_little(const toll_io_bench *r, toll_error *err)
{
    const uint64_t bits =
        TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_THROUGHPUT | TOLL_IO_BENCH_CONCURRENCY;
    if (r->mode != TOLL_LOAD_CLOSED || !has_all(r, bits))
        return TOLL_OK;
    const double e2e_s = r->ttft_s + (r->output_tokens - 1) * r->tpot_s;
    const bool is_few = has_all(r, TOLL_IO_BENCH_COMPLETED) && (double)r->completed < r->concurrency;
    const double in_flight = is_few ? (double)r->completed : r->concurrency;
    const double most = in_flight * r->output_tokens / e2e_s;
    if (r->output_tokens_per_s <= TOO_FAST_TIMES * most && r->output_tokens_per_s * TOO_SLOW_TIMES >= most)
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_CONFLICT, "output_tokens_per_s",
                         "throughput %.6g contradicts the times: %g in flight of %.6g s each give %.6g tokens/s; are "
                         "the units right?",
                         r->output_tokens_per_s, in_flight, e2e_s, most);
}

static void set_flags(toll_io_bench *r)
{
    if (has_all(r, TOLL_IO_BENCH_FAILED) && r->failed > 0)
        r->flags |= TOLL_IO_BENCH_ERRORS;
    if (r->accept_length > 1)
        r->flags |= TOLL_IO_BENCH_DRAFTS;
    if (!has_all(r, TOLL_IO_BENCH_COMPLETED) || r->format == TOLL_IO_BENCH_LLAMA)
        return;
    r->flags |= r->completed < FEWEST ? TOLL_IO_BENCH_FEW : 0;
    if (r->mode == TOLL_LOAD_CLOSED && has_all(r, TOLL_IO_BENCH_CONCURRENCY) &&
        (double)r->completed < ROUNDS_LEAST * r->concurrency)
        r->flags |= TOLL_IO_BENCH_SHORT;
}

/* Means over all requests of a burst hold their own queue, and say little of TTFT and TPOT in a steady state. */
static void drop_times_of_bursts(toll_io_bench *r)
{
    if ((r->flags & TOLL_IO_BENCH_BURST) == 0 || !has_all(r, TOLL_IO_BENCH_THROUGHPUT))
        return;
    r->known &= ~(uint64_t)(TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_TTFT_CV | TOLL_IO_BENCH_TPOT_CV);
    r->ttft_s = r->tpot_s = r->ttft_cv = r->tpot_cv = 0;
}

toll_status toll__bench_check(toll_io_bench *row, toll_error *err)
{
    if (has_all(row, TOLL_IO_BENCH_COMPLETED) && row->completed < 1)
        return toll__io_fail(err, TOLL_E_MISSING, "completed", "no request was completed");
    static toll_status (*const checks[])(const toll_io_bench *, toll_error *) = {check_load, check_metrics,
                                                                                 check_throughput, check_little};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        const toll_status status = checks[i](row, err);
        if (status != TOLL_OK)
            return status;
    }
    set_flags(row);
    drop_times_of_bursts(row);
    return TOLL_OK;
}
