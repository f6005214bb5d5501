/* SPDX-License-Identifier: Apache-2.0 */
/* From measured points to a correction.
 *
 * Each point is estimated under its own load, and toll_serve_calibrate() weighs ln(measured / estimated). That function
 * takes a measurement as exact, while a mean over n requests of deviation cv x mean has the relative error cv / sqrt(n).
 * This error widens the corrected interval: with f the share of the width that remains and s the error of the mean
 * residual over the deviation of the estimate, the share becomes sqrt(f^2 + s^2), at most 1.
 *
 * Example: one TPOT with cv 0.05 over 320 requests: an error of 0.28 %; beside an estimate of +-10 % that adds nothing.
 * TTFT with cv 1 over 4 requests: an error of 50 %; beside +-40 % it leaves the interval as wide as before. */
#include "estimate/measured_correction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimate/draft_share.h"
#include "input/complain.h"
#include "input/field_options.h"
#include "output/give_up.h"

#define Z_90          1.2815515655446004  /* the interval goes from P10 to P90 of a lognormal */
#define CV_UNKNOWN    1.0                 /* requests' times whose spread is not told: as wide as an exponential */
#define CV_ALONE      0.05                /* a pass without a server, timed once: repetitions differ by about this */
#define OTHER_MACHINE 10.0                /* times off: it is not this deployment */
#define FAR_OFF_SD    3.0                 /* deviations of the estimate */
#define UNIFORM_SD    0.28867513459481287 /* 1 / sqrt(12) */
#define FAILED_MOST   0.05                /* share of failed requests above which means of the others say little */

static const uint64_t metric_bits[METRICS] = {TOLL_ANCHOR_TTFT, TOLL_ANCHOR_TPOT, TOLL_ANCHOR_THROUGHPUT};

/* ---- which points count ---- */

static bool has_layout(const deployment *d, const toll_io_bench *row)
{
    return row->tp == d->layout.tp && row->pp == d->layout.pp && row->ep == d->layout.ep && row->dp == d->layout.dp;
}

/* Of the same model, accelerator, engine version and format; a result of a load test is what the user says it is. */
static bool is_kin(const deployment *d, const toll_io_bench *row)
{
    return row->format != TOLL_IO_BENCH_CALIBRATION ||
           (strcmp(row->model, d->model->model.id) == 0 && strcmp(row->hw, d->hw.id) == 0 &&
            strcmp(row->engine, d->engine.id) == 0 && strcmp(row->engine_version, d->engine.epoch) == 0 &&
            strcmp(row->precision, d->precision.id) == 0);
}

/* Metrics that say something of the deployment. Of arrivals at a rate the throughput is the rate. With fewer than two
 * requests for each in flight, start and end decide TTFT and throughput. */
static uint64_t usable_metrics(const toll_io_bench *row)
{
    uint64_t usable = row->known & (TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT | TOLL_ANCHOR_THROUGHPUT);
    const double failed = (row->known & TOLL_IO_BENCH_FAILED) != 0 ? (double)row->failed : 0;
    if (row->mode == TOLL_LOAD_OPEN) {
        usable &= ~(uint64_t)TOLL_ANCHOR_THROUGHPUT;
    }
    if ((row->flags & TOLL_IO_BENCH_SHORT) != 0) {
        usable &= TOLL_ANCHOR_TPOT;
    }
    if ((row->flags & TOLL_IO_BENCH_BEHIND) != 0) {
        usable &= ~(uint64_t)TOLL_ANCHOR_TTFT;
    }
    return failed > FAILED_MOST * ((double)row->completed + failed) ? 0 : usable;
}

/* ---- errors of a mean ---- */

static double requests_behind(const toll_io_bench *row)
{
    return (row->known & TOLL_IO_BENCH_COMPLETED) != 0 && row->completed > 0 ? (double)row->completed : 1;
}

static double error_of_time(const toll_io_bench *row, uint64_t bit, double cv)
{
    const bool is_alone =
        row->format == TOLL_IO_BENCH_LLAMA || row->format == TOLL_IO_BENCH_ONE_BATCH || row->mode == TOLL_LOAD_DECODE;
    const double spread = (row->known & bit) != 0 ? cv : is_alone ? CV_ALONE : CV_UNKNOWN;
    return spread / sqrt(requests_behind(row));
}

double calibration_spread(const measured_point *p, int metric)
{
    return p->error_sd[metric] * sqrt(requests_behind(p->row));
}

/* While the first requests start and the last ones end, slots are empty: up to one answer time in rounds + 1, which is
 * taken as uniform. 320 requests on 32 slots: 10 rounds, an error of 0.29 / 11 = 2.6 %. */
static double error_of_throughput(const toll_io_bench *row)
{
    const double rounds = requests_behind(row) / (row->concurrency > 0 ? row->concurrency : 1);
    return UNIFORM_SD / (rounds + 1);
}

/* ---- estimates ---- */

static toll_serve_load load_of(const toll_io_bench *row, const toll_serve_load *base)
{
    toll_serve_load load = *base;
    load.mode = row->mode;
    load.input_tokens = row->input_tokens;
    load.output_tokens = row->output_tokens;
    load.concurrency = row->concurrency >= 1 ? row->concurrency : 1;
    load.requests_per_s = row->mode == TOLL_LOAD_OPEN ? row->requests_per_s : 0;
    load.arrival_cv = row->arrival_cv;
    load.prefix_hit_frac = row->prefix_hit_frac;
    load.input_cv = row->input_cv;
    load.output_cv = row->output_cv;
    load.draft_tokens = row->draft_tokens;
    load.accept_frac = row->accept_frac;
    load.draft_time_frac = row->draft_time_frac;
    load.assume_fit = 1; /* it was measured, so it did fit */
    return load;
}

static toll_status estimate_point(measured_point *p, const deployment *d, const toll_serve_load *base, toll_error *err)
{
    toll_serve_result result;
    const toll_serve_load load = load_of(p->row, base);
    start_struct(&result, sizeof result, TOLL_KIND_SERVE_RESULT);
    const toll_status status = toll_serve_estimate(d->object, d->object_size, &load, &result, err);
    p->estimated[METRIC_TTFT] = result.ttft_s;
    p->estimated[METRIC_TPOT] = result.tpot_s;
    p->estimated[METRIC_THROUGHPUT] = result.output_tokens_per_s;
    p->doubts = result.flags;
    p->validity = result.validity;
    return status;
}

/* Another layout is another deployment; one that can't be resolved here says nothing. */
static bool estimate_sibling(measured_point *p, const deployment *d, const toll_serve_load *base)
{
    toll_error err;
    deployment other = deploy_copy(d);
    other.layout.tp = p->row->tp;
    other.layout.pp = p->row->pp;
    other.layout.ep = p->row->ep;
    other.layout.dp = p->row->dp;
    const bool is_known = deploy_resolve(&other, &err) == TOLL_OK && estimate_point(p, &other, base, &err) == TOLL_OK;
    deploy_free(&other);
    return is_known;
}

static void keep_measured(measured_point *p)
{
    const toll_io_bench *row = p->row;
    const double values[METRICS] = {row->ttft_s, row->tpot_s, row->output_tokens_per_s};
    p->used = usable_metrics(row);
    for (int m = 0; m < METRICS; m++) {
        p->measured[m] = (row->known & metric_bits[m]) != 0 ? values[m] : 0;
        if (!(p->measured[m] > 0) || !(p->estimated[m].mid > 0)) {
            p->used &= ~metric_bits[m];
        }
    }
    p->error_sd[METRIC_TTFT] = error_of_time(row, TOLL_IO_BENCH_TTFT_CV, row->ttft_cv);
    p->error_sd[METRIC_TPOT] = error_of_time(row, TOLL_IO_BENCH_TPOT_CV, row->tpot_cv);
    p->error_sd[METRIC_THROUGHPUT] = error_of_throughput(row);
}

static bool add_point(calibration *c, const deployment *d, const toll_io_bench *row, const toll_serve_load *base)
{
    toll_error err = {0};
    measured_point *p = &c->points[c->n_points];
    *p = (measured_point){.row = row};
    if (!is_kin(d, row)) {
        c->others++;
        return true;
    }
    p->is_sibling = row->format == TOLL_IO_BENCH_CALIBRATION && !has_layout(d, row);
    if (p->is_sibling && !estimate_sibling(p, d, base)) {
        c->others++;
        return true;
    }
    if (!p->is_sibling && estimate_point(p, d, base, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    keep_measured(p);
    c->used += p->used != 0;
    c->n_points++;
    return true;
}

/* ---- correction ---- */

static toll_serve_anchor anchor_of(const measured_point *p)
{
    toll_serve_anchor a = {.known = p->used, .kinship = p->is_sibling ? TOLL_KIN_SIBLING : TOLL_KIN_GIVEN};
    a.input_tokens = p->row->input_tokens;
    a.output_tokens = p->row->output_tokens;
    a.concurrency = p->row->concurrency >= 1 ? p->row->concurrency : 1;
    a.ttft_s = (p->used & TOLL_ANCHOR_TTFT) != 0 ? p->measured[METRIC_TTFT] : 0;
    a.tpot_s = (p->used & TOLL_ANCHOR_TPOT) != 0 ? p->measured[METRIC_TPOT] : 0;
    a.output_tokens_per_s = (p->used & TOLL_ANCHOR_THROUGHPUT) != 0 ? p->measured[METRIC_THROUGHPUT] : 0;
    a.estimated_ttft_s = p->estimated[METRIC_TTFT].mid;
    a.estimated_tpot_s = p->estimated[METRIC_TPOT].mid;
    a.estimated_output_tokens_per_s = p->estimated[METRIC_THROUGHPUT].mid;
    return a;
}

double correction_factor(const toll_serve_correction *c, int metric)
{
    return metric == METRIC_TTFT ? c->ttft_factor : metric == METRIC_TPOT ? c->tpot_factor : c->throughput_factor;
}

double correction_width(const toll_serve_correction *c, int metric)
{
    return metric == METRIC_TTFT ? c->ttft_sd_frac : metric == METRIC_TPOT ? c->tpot_sd_frac : c->throughput_sd_frac;
}

static double estimate_sd(toll_range r)
{
    return r.low > 0 && r.high > r.low ? log(r.high / r.low) / (2 * Z_90) : 0;
}

/* Three deviations off: the interval did not hold, so nothing says how wide the right one is. */
bool calibration_is_far_off(const measured_point *p, int metric)
{
    const double sd = estimate_sd(p->estimated[metric]);
    return (p->used & metric_bits[metric]) != 0 && sd > 0 &&
           fabs(log(p->measured[metric] / p->estimated[metric].mid)) > FAR_OFF_SD * sd;
}

/* Adds what the measurements themselves leave open. An estimate that was far off stays as wide as it was. */
static double widen(const calibration *c, uint64_t without, int metric, double width)
{
    double variance = 0, sd = 0, n = 0;
    for (uint64_t i = 0; i < c->n_points; i++) {
        const measured_point *p = &c->points[i];
        if (i == without || (p->used & metric_bits[metric]) == 0) {
            continue;
        }
        if (calibration_is_far_off(p, metric)) {
            return 1;
        }
        variance += p->error_sd[metric] * p->error_sd[metric];
        sd += estimate_sd(p->estimated[metric]);
        n++;
    }
    if (!(n > 0) || !(sd > 0)) {
        return width;
    }
    const double error = sqrt(variance) / n, share = error / (sd / n);
    const double wider = sqrt(width * width + share * share);
    return wider < 1 ? wider : 1;
}

bool calibration_correct(const calibration *c, const deployment *d, uint64_t without, toll_serve_correction *correction)
{
    toll_error err = {0};
    uint64_t n = 0;
    toll_serve_anchor *anchors = claim((size_t)c->n_points + 1, sizeof *anchors);
    for (uint64_t i = 0; i < c->n_points; i++) {
        if (i != without && c->points[i].used != 0) {
            anchors[n++] = anchor_of(&c->points[i]);
        }
    }
    start_struct(correction, sizeof *correction, TOLL_KIND_SERVE_CORRECTION);
    const bool is_found = n > 0 && toll_serve_calibrate(d->object, d->object_size, anchors, n, sizeof *anchors,
                                                        correction, &err) == TOLL_OK;
    free(anchors);
    if (is_found) {
        correction->ttft_sd_frac = widen(c, without, METRIC_TTFT, correction->ttft_sd_frac);
        correction->tpot_sd_frac = widen(c, without, METRIC_TPOT, correction->tpot_sd_frac);
        correction->throughput_sd_frac = widen(c, without, METRIC_THROUGHPUT, correction->throughput_sd_frac);
    } else if (n > 0) {
        complain_field(&err);
    }
    return is_found;
}

/* Ten times off is a mistake in what was said of the deployment, or of a unit, and no error of the estimate. */
static bool check_plausible(const calibration *c)
{
    static const char *const names[METRICS] = {"TTFT", "TPOT", "throughput"};
    for (uint64_t i = 0; i < c->n_points; i++) {
        for (int m = 0; m < METRICS; m++) {
            const measured_point *p = &c->points[i];
            const double ratio = (p->used & metric_bits[m]) != 0 ? p->measured[m] / p->estimated[m].mid : 1;
            if (ratio > OTHER_MACHINE || ratio < 1 / OTHER_MACHINE) {
                complain("result %llu: the measured %s is %.3g times the estimate: model, accelerator, --tp or a unit "
                         "is not what was measured",
                         (unsigned long long)i + 1, names[m], ratio);
                return false;
            }
        }
    }
    return true;
}

bool calibration_find(calibration *c, const deployment *d, const bench_rows *rows, const toll_serve_load *base,
                      bool is_checked)
{
    memset(c, 0, sizeof *c);
    c->points = claim((size_t)rows->count + 1, sizeof *c->points);
    for (uint64_t i = 0; i < rows->count; i++) {
        if (!add_point(c, d, &rows->rows[i], base)) {
            return false;
        }
    }
    if (is_checked && !check_plausible(c)) {
        return false;
    }
    c->is_applied = c->used > 0;
    return !c->is_applied || calibration_correct(c, d, c->n_points, &c->correction);
}

void calibration_free(calibration *c)
{
    free(c->points);
    memset(c, 0, sizeof *c);
}

void calibration_apply(const deployment *d, const toll_serve_load *load, const toll_serve_correction *correction,
                       toll_serve_result *result)
{
    toll_error err = {0};
    toll_serve_result corrected;
    start_struct(&corrected, sizeof corrected, TOLL_KIND_SERVE_RESULT);
    if (toll_serve_estimate_corrected(d->object, d->object_size, load, correction, &corrected, &err) == TOLL_OK) {
        *result = corrected;
    }
}
