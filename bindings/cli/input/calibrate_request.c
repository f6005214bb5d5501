/* SPDX-License-Identifier: Apache-2.0 */
/* toll calibrate FILE... : the deployment from the options, or from the files where they agree. */
#include "input/calibrate_request.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/load_request.h"

/* ---- what the files say ---- */

/* The text that every row has which has one; complains where two differ. */
static bool find_common(const bench_rows *b, size_t offset, const char *what, char *out, size_t size)
{
    const char *found = "";
    for (uint64_t i = 0; i < b->count; i++) {
        const char *const text = (const char *)&b->rows[i] + offset;
        if (found[0] != 0 && text[0] != 0 && strcmp(found, text) != 0) {
            complain("the results are of two deployments: %s \"%.60s\" and \"%.60s\"; calibrate each by itself", what,
                     found, text);
            return false;
        }
        found = text[0] != 0 ? text : found;
    }
    snprintf(out, size, "%s", found);
    return true;
}

static bool find_common_size(const bench_rows *b, size_t offset, const char *what, int64_t *size)
{
    *size = 0;
    for (uint64_t i = 0; i < b->count; i++) {
        int64_t value;
        memcpy(&value, (const char *)&b->rows[i] + offset, sizeof value);
        if (*size > 0 && value > 0 && value != *size) {
            complain("the results are of two deployments: %s %lld and %lld; calibrate each by itself", what,
                     (long long)*size, (long long)value);
            return false;
        }
        *size = value > 0 ? value : *size;
    }
    return true;
}

#define ROW(field) offsetof(toll_io_bench, field)

/* ---- options and files together ---- */

static void prefer_option(const args *a, option which, char *text, size_t size)
{
    if (args_has(a, which)) {
        snprintf(text, size, "%s", args_text(a, which, ""));
    }
}

/* "sglang" and "0.5.5" -> "sglang@0.5.5". An engine without its version is not enough. */
static bool find_engine(calibrate_request *r, const args *a)
{
    char engine[24], version[24];
    const char *const asked = args_text(a, OPTION_ENGINE, NULL);
    if (!find_common(&r->measured, ROW(engine), "engine", engine, sizeof engine) ||
        !find_common(&r->measured, ROW(engine_version), "version", version, sizeof version)) {
        return false;
    }
    const size_t length = strlen(engine);
    if (asked != NULL && length > 0 &&
        (strncmp(asked, engine, length) != 0 || (asked[length] != 0 && asked[length] != '@'))) {
        complain("--engine %.40s: the results are of %s", asked, engine);
        return false;
    }
    if (asked == NULL && length > 0 && version[0] != 0) {
        snprintf(r->engine, sizeof r->engine, "%s@%s", engine, version);
    }
    prefer_option(a, OPTION_ENGINE, r->engine, sizeof r->engine);
    return true;
}

/* llama-bench names one card, or several with commas between them. */
static bool is_one_card(const calibrate_request *r)
{
    return r->measured.rows[0].format == TOLL_IO_BENCH_LLAMA && r->hw[0] != 0 && strchr(r->hw, ',') == NULL;
}

static bool find_size(calibrate_request *r, const args *a, option which, size_t offset, int64_t *size)
{
    int64_t stated;
    if (!find_common_size(&r->measured, offset, option_name(which) + 2, &stated)) {
        return false;
    }
    if (args_has(a, which) && stated > 0 && *size != stated) {
        complain("%s %lld: the results are of %lld", option_name(which), (long long)*size, (long long)stated);
        return false;
    }
    *size = args_has(a, which) ? *size : stated > 0 ? stated : 1;
    return true;
}

static bool find_layout(calibrate_request *r, const args *a, bool *is_tp_known)
{
    int64_t tp;
    toll_step_layout *layout = &r->deployment.layout;
    if (!find_common_size(&r->measured, ROW(tp), "tp", &tp) || !find_size(r, a, OPTION_TP, ROW(tp), &layout->tp) ||
        !find_size(r, a, OPTION_PP, ROW(pp), &layout->pp) || !find_size(r, a, OPTION_EP, ROW(ep), &layout->ep) ||
        !find_size(r, a, OPTION_DP, ROW(dp), &layout->dp)) {
        return false;
    }
    *is_tp_known = args_has(a, OPTION_TP) || tp > 0 || is_one_card(r);
    r->deployment.is_tp_given = *is_tp_known;
    return true;
}

/* A count in the accelerator's name, "4xH100", is a layout, too. */
static bool names_count(const char *hw)
{
    return hw[0] >= '1' && hw[0] <= '9' && strchr(hw, 'x') != NULL;
}

/* Names what is missing, all of it at once. */
static bool ask_for_missing(const calibrate_request *r, bool is_tp_known, bool is_load_known)
{
    char text[400] = "";
    const struct {
        bool is_missing;
        const char *ask;
    } asks[] = {{r->model[0] == 0, "--model NAME"},
                {r->hw[0] == 0, "--hw NAME"},
                {r->engine[0] == 0, "--engine NAME@VERSION"},
                {!is_tp_known && !names_count(r->hw), "--tp N"},
                {!is_load_known, "--concurrency N (requests in flight)"}};
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        if (asks[i].is_missing) {
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", text[0] != 0 ? ", " : "", asks[i].ask);
        }
    }
    if (text[0] != 0) {
        complain("the results don't say which deployment was measured; give %s", text);
    }
    return text[0] == 0;
}

/* Exports as CSV don't state the load, and no tool states how lengths vary. */
static void find_loads(calibrate_request *r, const args *a, bool *is_known)
{
    *is_known = true;
    for (uint64_t i = 0; i < r->measured.count; i++) {
        toll_io_bench *row = &r->measured.rows[i];
        row->prefix_hit_frac = row->prefix_hit_frac > 0 ? row->prefix_hit_frac : r->load.prefix_hit_frac;
        row->input_cv = r->load.input_cv;
        row->output_cv = r->load.output_cv;
        row->draft_tokens = r->load.draft_tokens;
        row->accept_frac = r->load.accept_frac;
        row->draft_time_frac = r->load.draft_time_frac;
        if ((row->known & TOLL_IO_BENCH_CONCURRENCY) != 0 || row->mode == TOLL_LOAD_OPEN) {
            continue;
        }
        *is_known = *is_known && args_has(a, OPTION_CONCURRENCY);
        row->concurrency = r->load.concurrency;
        row->known |= TOLL_IO_BENCH_CONCURRENCY;
    }
}

/* A server that drafts is another deployment for the estimate than one that does not. */
static bool check_drafts(const calibrate_request *r)
{
    if (r->deployment.draft != NULL) {
        complain("--draft takes a number of tokens here, not \"%.60s\"", r->deployment.draft);
        return false;
    }
    for (uint64_t i = 0; i < r->measured.count; i++) {
        const toll_io_bench *row = &r->measured.rows[i];
        if ((row->flags & TOLL_IO_BENCH_DRAFTS) != 0 && !(r->load.draft_tokens > 0)) {
            complain("%s: the server drafted tokens, and a step yielded %.3g: give --draft N and --accept F",
                     r->measured.files[i], row->accept_length);
            return false;
        }
    }
    return true;
}

static bool read_files(calibrate_request *r, const args *a)
{
    if (a->n_words < 1) {
        complain("give the result of a load test: toll calibrate FILE... (toll plan --commands prints the test)");
        return false;
    }
    for (int i = 0; i < a->n_words; i++) {
        if (!bench_rows_add(&r->measured, a->words[i], false)) {
            return false;
        }
    }
    return true;
}

static bool find_names(calibrate_request *r, const args *a)
{
    if (!find_common(&r->measured, ROW(model), "model", r->model, sizeof r->model) ||
        !find_common(&r->measured, ROW(hw), "accelerator", r->hw, sizeof r->hw) ||
        !find_common(&r->measured, ROW(precision), "precision", r->precision, sizeof r->precision)) {
        return false;
    }
    prefer_option(a, OPTION_MEASURED_MODEL, r->model, sizeof r->model);
    prefer_option(a, OPTION_MEASURED_HW, r->hw, sizeof r->hw);
    prefer_option(a, OPTION_PRECISION, r->precision, sizeof r->precision);
    return find_engine(r, a);
}

bool calibrate_request_read(calibrate_request *r, const args *a)
{
    bool is_tp_known = false, is_load_known = false;
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    r->write = args_text(a, OPTION_WRITE, NULL);
    if (!deployment_request_read_options(&r->deployment, a) || !load_request_read(&r->load, a) || !read_files(r, a) ||
        !find_names(r, a) || !find_layout(r, a, &is_tp_known)) {
        return false;
    }
    find_loads(r, a, &is_load_known);
    if (!ask_for_missing(r, is_tp_known, is_load_known) || !check_drafts(r)) {
        return false;
    }
    if (r->output.is_json && r->write != NULL && strcmp(r->write, "-") == 0) {
        complain("--json tells of the calibration, so that needs a file: --write FILE");
        return false;
    }
    r->deployment.is_load_given = true;
    r->deployment.model = r->model;
    r->deployment.hw[0] = r->hw;
    r->deployment.n_hw = 1;
    r->deployment.engine = r->engine;
    r->deployment.precision = r->precision[0] != 0 ? r->precision : NULL;
    return true;
}

void calibrate_request_free(calibrate_request *r)
{
    bench_rows_free(&r->measured);
}
