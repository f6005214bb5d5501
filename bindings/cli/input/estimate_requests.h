/* SPDX-License-Identifier: Apache-2.0 */
/* What toll fit, speed, cost and formats are asked. Readers complain and return false on a mistake. */
#ifndef TOLL_CLI_INPUT_ESTIMATE_REQUESTS_H
#define TOLL_CLI_INPUT_ESTIMATE_REQUESTS_H

#include "input/deployment_request.h"
#include "input/fact_ages.h"
#include "input/output_request.h"
#include "input/supply_request.h"

typedef struct fit_request {
    deployment_request deployment;
    int64_t sequences; /* held at once */
    int64_t context_tokens;
    output_request output;
} fit_request;

/* Doublings of one quantity of a load. */
typedef struct sweep_request {
    bool is_rate; /* of arrivals per second; otherwise of requests in flight */
    double from, to;
} sweep_request;

typedef struct speed_request {
    deployment_request deployment;
    toll_serve_load load;
    toll_serve_site site;
    bench_rows calibration;
    bool is_sweep;
    sweep_request sweep;
    output_request output;
} speed_request;

typedef struct cost_request {
    deployment_request deployment;
    char machine_hw[64]; /* the accelerator of the machine, where it alone is named */
    toll_serve_load load;
    toll_serve_site site;
    supply_request supply;
    bool has_budget;
    double budget_usd_per_mtok; /* blended */
    fact_ages ages;
    bench_rows calibration;
    output_request output;
} cost_request;

typedef struct formats_request {
    deployment_request deployment; /* one accelerator, or none: bytes and quality alone */
    bool is_all;                   /* every format, refused ones too */
    toll_serve_load load;
    supply_request supply;
    output_request output;
} formats_request;

bool fit_request_read(fit_request *r, const struct args *a);
bool speed_request_read(speed_request *r, const struct args *a); /* it points into itself: no copies */
bool cost_request_read(cost_request *r, const struct args *a);   /* it points into itself: no copies */
bool formats_request_read(formats_request *r, const struct args *a);

/* After reading, also where that failed. */
void speed_request_free(speed_request *r);
void cost_request_free(cost_request *r);
void formats_request_free(formats_request *r);

#endif
