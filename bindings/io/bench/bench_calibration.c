/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a calibration file: what was measured, on which deployment, under which load. No factor is in it, since a factor
 * holds for one version of the estimate; it is computed anew from the measurements wherever the file is used. */
#include <string.h>

#include "bench/bench_result.h"
#include "text/io_error.h"

#define FORMAT_VERSION "1"

static toll_status read_deployment(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    toll__bench_copy(f, "model", row->model, sizeof row->model);
    toll__bench_copy(f, "hw", row->hw, sizeof row->hw);
    toll__bench_copy(f, "engine", row->engine, sizeof row->engine);
    toll__bench_copy(f, "engine_version", row->engine_version, sizeof row->engine_version);
    toll__bench_copy(f, "precision", row->precision, sizeof row->precision);
    toll__bench_copy(f, "measured_on", row->measured_on, sizeof row->measured_on);
    toll__bench_copy(f, "source", row->source, sizeof row->source);
    if (row->model[0] == 0 || row->hw[0] == 0 || row->engine[0] == 0 || row->engine_version[0] == 0 ||
        row->precision[0] == 0)
        return toll__io_fail(err, TOLL_E_MISSING, "model",
                             "a row of a calibration file needs model, hw, engine, engine_version and precision");
    toll_status status = toll__bench_count(f, "tp", &row->tp, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "pp", &row->pp, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "ep", &row->ep, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(f, "dp", &row->dp, &has, err);
    if (status != TOLL_OK)
        return status;
    if (row->tp < 1 || row->pp < 1 || row->ep < 1 || row->dp < 1)
        return toll__io_fail(err, TOLL_E_RANGE, "tp", "tp, pp, ep and dp must be at least 1");
    return status;
}

static toll_status read_mode(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    static const char *const names[] = {"closed", "open", "batch", "decode"};
    const char *const mode = toll__bench_text(f, "mode");
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mode != NULL && strcmp(mode, names[i]) == 0) {
            row->mode = i;
            return TOLL_OK;
        }
    return toll__io_fail(err, TOLL_E_SYNTAX, "mode", "mode must be closed, open, batch or decode, not \"%.20s\"",
                         mode != NULL ? mode : "");
}

/* What is 0 where it is not written. */
static toll_status read_details(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    bool has = false;
    const struct {
        const char *key;
        double *value;
    } details[] = {{"requests_per_s", &row->requests_per_s},
                   {"arrival_cv", &row->arrival_cv},
                   {"prefix_hit_frac", &row->prefix_hit_frac},
                   {"input_cv", &row->input_cv},
                   {"output_cv", &row->output_cv},
                   {"draft_tokens", &row->draft_tokens},
                   {"accept_frac", &row->accept_frac},
                   {"draft_time_frac", &row->draft_time_frac}};
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++) {
        const toll_status status = toll__bench_number(f, details[i].key, details[i].value, &has, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status read_load(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    toll_status status = read_mode(f, row, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "input_tokens", &row->input_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_need(f, "output_tokens", &row->output_tokens, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_metric(f, "concurrency", 1, TOLL_IO_BENCH_CONCURRENCY, row, &row->concurrency, err);
    return status != TOLL_OK ? status : read_details(f, row, err);
}

static toll_status read_metrics(const bench_facts *f, toll_io_bench *row, toll_error *err)
{
    const struct {
        const char *key;
        uint64_t bit;
        double *value;
    } metrics[] = {{"ttft_s", TOLL_IO_BENCH_TTFT, &row->ttft_s},
                   {"tpot_s", TOLL_IO_BENCH_TPOT, &row->tpot_s},
                   {"output_tokens_per_s", TOLL_IO_BENCH_THROUGHPUT, &row->output_tokens_per_s},
                   {"ttft_cv", TOLL_IO_BENCH_TTFT_CV, &row->ttft_cv},
                   {"tpot_cv", TOLL_IO_BENCH_TPOT_CV, &row->tpot_cv}};
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        const toll_status status = toll__bench_metric(f, metrics[i].key, 1, metrics[i].bit, row, metrics[i].value, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll__bench_read_calibration(const bench_facts *facts, toll_io_bench *row, toll_error *err)
{
    bool has = false, has_failed = false;
    const char *const version = toll__bench_text(facts, "toll_calibration");
    if (version == NULL || strcmp(version, FORMAT_VERSION) != 0)
        return toll__io_fail(err, TOLL_E_UNSUPPORTED, "toll_calibration",
                             "toll_calibration %.20s: this version reads " FORMAT_VERSION,
                             version != NULL ? version : "");
    toll_status status = read_deployment(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_load(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = read_metrics(facts, row, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(facts, "completed", &row->completed, &has, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bench_count(facts, "failed", &row->failed, &has_failed, err);
    row->known |= (has ? TOLL_IO_BENCH_COMPLETED : 0) | (has_failed ? TOLL_IO_BENCH_FAILED : 0);
    return status;
}
