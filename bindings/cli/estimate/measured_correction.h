/* SPDX-License-Identifier: Apache-2.0 */
/* A user's measurements against the estimates of a deployment, and the correction that follows. */
#ifndef TOLL_CLI_ESTIMATE_MEASURED_CORRECTION_H
#define TOLL_CLI_ESTIMATE_MEASURED_CORRECTION_H

#include "estimate/resolve_deployment.h"
#include "input/bench_rows.h"
#include "output/json_out.h"
#include "output/screen.h"

enum { METRIC_TTFT, METRIC_TPOT, METRIC_THROUGHPUT, METRICS };

/* One measured point and its estimate. */
typedef struct measured_point {
    const toll_io_bench *row;
    bool is_sibling;          /* measured on another layout */
    uint64_t used;            /* TOLL_ANCHOR_* bits: metrics that correct the estimate */
    double measured[METRICS]; /* s, s, 1/s; 0: not measured */
    toll_range estimated[METRICS];
    double error_sd[METRICS]; /* of ln(measured): what few or short requests leave open */
    uint64_t doubts;          /* TOLL_FLAG_* bits of the estimate */
    uint32_t validity;
} measured_point;

typedef struct calibration {
    measured_point *points;
    uint64_t n_points;
    uint64_t others; /* rows of other deployments */
    uint64_t used;   /* points of which a metric is used */
    toll_serve_correction correction;
    bool is_applied;
} calibration;

/* Estimates the loads of the rows that were measured on this deployment or on another layout of it, and finds the
 * correction. base: the load that is
 * asked about; the rows say their own. Complains and returns false where the measurements can't be of this
 * deployment. calibration_free() in both cases. */
bool calibration_find(calibration *c, const deployment *d, const bench_rows *rows, const toll_serve_load *base,
                      bool is_checked);
void calibration_free(calibration *c);

/* The correction by all points but one; `without` = n_points: by all. */
bool calibration_correct(const calibration *c, const deployment *d, uint64_t without,
                         toll_serve_correction *correction);

/* Applies it to an estimate of the same deployment, as toll_serve_estimate_corrected() does. */
void calibration_apply(const deployment *d, const toll_serve_load *load, const toll_serve_correction *correction,
                       toll_serve_result *result);

/* Deviation / mean over requests that was counted with: the file's, or what stands in for it. */
double calibration_spread(const measured_point *p, int metric);

/* The measurement lies more than three deviations from its estimate: the interval is not narrowed. */
bool calibration_is_far_off(const measured_point *p, int metric);

/* Factor and width of one metric. */
double correction_factor(const toll_serve_correction *c, int metric);
double correction_width(const toll_serve_correction *c, int metric);

/* "Measured by you: ..." below an estimate. */
void calibration_put(const calibration *c, const char *file, const deployment *d, const screen *s);

/* Member "calibration" of the open object; NULL: null. */
void calibration_json(json *j, const calibration *c, const char *file);

#endif
