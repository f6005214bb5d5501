/* SPDX-License-Identifier: Apache-2.0 */
/* Results of llama-bench: tokens/s of a prompt alone (pp) or of an answer alone (tg), one sequence, no server.
 *
 * Keys as ggml-org/llama.cpp tools/llama-bench/README.md has them. pp512 at 7,286 tokens/s is a TTFT of 70.3 ms; tg128 at
 * 119.9 tokens/s is a TPOT of 8.34 ms on a context that begins at n_depth. */
#include <stdio.h>
#include <string.h>

#include "bench/bench_result.h"
#include "text/io_error.h"

/* "models/Qwen2.5-7B-Instruct-Q4_K_M.gguf" -> "Qwen2.5-7B-Instruct-Q4_K_M": names in it state the format, too. */
static void read_model(const bench_facts *f, toll_io_bench *row)
{
    const char *const path = toll__bench_text(f, "model_filename");
    if (path == NULL)
        return;
    const char *name = path;
    for (const char *at = path; *at != 0; at++)
        if (*at == '/' || *at == '\\')
            name = at + 1;
    snprintf(row->model, sizeof row->model, "%.100s", name);
    char *const end = strstr(row->model, ".gguf");
    if (end != NULL && end[5] == 0)
        *end = 0;
}

/* Of Markdown tables: "pp512", "pp 512", "tg128 @ d512". */
static toll_status read_test(const char *test, double *prompt, double *answer, double *depth, toll_error *err)
{
    unsigned n = 0, behind = 0;
    int used = 0;
    char kind[3] = "";
    const char *const at = strstr(test, " @ d");
    if (sscanf(test, "%2[pgt]%n", kind, &used) != 1 || sscanf(test + used, " %9u", &n) != 1 ||
        strchr(test, '+') != NULL || (strcmp(kind, "pp") != 0 && strcmp(kind, "tg") != 0))
        return toll__io_fail(err, TOLL_E_UNSUPPORTED, "test",
                             "test \"%.40s\" is neither of a prompt alone (pp) nor of an answer alone (tg)", test);
    if (at != NULL && sscanf(at + 4, "%9u", &behind) != 1)
        return toll__io_fail(err, TOLL_E_SYNTAX, "test", "test \"%.40s\": the depth is not a number", test);
    *(kind[0] == 'p' ? prompt : answer) = n;
    *depth = behind;
    return TOLL_OK;
}

static toll_status read_shape(const bench_facts *f, double *prompt, double *answer, double *depth, toll_error *err)
{
    bool has = false;
    const char *const test = toll__bench_text(f, "test");
    if (test != NULL)
        return read_test(test, prompt, answer, depth, err);
    toll_status status = toll__bench_number(f, "n_prompt", prompt, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(f, "n_gen", answer, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_number(f, "n_depth", depth, &has, err);
    return status;
}

static toll_status fill_times(toll_io_bench *row, double prompt, double answer, double depth, double per_s,
                              toll_error *err)
{
    if ((prompt > 0) == (answer > 0))
        return toll__io_fail(
            err, TOLL_E_UNSUPPORTED, "n_prompt",
            "a test of %g prompt tokens and %g answer tokens: one of them must be 0, since their times "
            "can't be told apart",
            prompt, answer);
    if (!(per_s > 0))
        return toll__io_fail(err, TOLL_E_RANGE, "avg_ts", "avg_ts must be above 0, not %g", per_s);
    row->known |= TOLL_IO_BENCH_CONCURRENCY | (prompt > 0 ? TOLL_IO_BENCH_TTFT : TOLL_IO_BENCH_TPOT);
    row->concurrency = 1;
    row->mode = prompt > 0 ? TOLL_LOAD_BATCH : TOLL_LOAD_DECODE;
    row->input_tokens = prompt > 0 ? depth + prompt : depth > 1 ? depth : 1;
    row->output_tokens = prompt > 0 ? 1 : answer;
    row->prefix_hit_frac = prompt > 0 ? depth / (depth + prompt) : 0; /* what lies before it is in the cache */
    row->ttft_s = prompt > 0 ? prompt / per_s : 0;
    row->tpot_s = prompt > 0 ? 0 : 1 / per_s;
    return TOLL_OK;
}

/* The deviation over repetitions is in the same unit as the mean. */
static toll_status read_deviation(const bench_facts *f, double per_s, toll_io_bench *row, toll_error *err)
{
    const bool is_prompt = (row->known & TOLL_IO_BENCH_TTFT) != 0;
    return toll__bench_metric(f, "stddev_ts", 1 / per_s, is_prompt ? TOLL_IO_BENCH_TTFT_CV : TOLL_IO_BENCH_TPOT_CV, row,
                              is_prompt ? &row->ttft_cv : &row->tpot_cv, err);
}

toll_status toll__bench_read_llama(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    double prompt = 0, answer = 0, depth = 0, per_s = 0;
    memcpy(row->engine, "llamacpp", 9);
    read_model(facts, row);
    toll__bench_copy(facts, "gpu_info", row->hw, sizeof row->hw);
    toll__bench_copy(facts, "test_time", row->measured_on, 11);
    toll_status status = read_shape(facts, &prompt, &answer, &depth, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(facts, "avg_ts", &per_s, err);
    if (status != TOLL_OK)
        return status;
    status = fill_times(row, prompt, answer, depth, per_s, err);
    return status != TOLL_OK ? status : read_deviation(facts, per_s, row, err);
}
