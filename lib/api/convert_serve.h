/* SPDX-License-Identifier: Apache-2.0 */
/* The public inputs of serve.h as plain values. */
#ifndef TOLL_API_CONVERT_SERVE_H
#define TOLL_API_CONVERT_SERVE_H

#include <toll/serve.h>

#include "serve/latency_quantiles.h"
#include "serve/settle.h"
#include "serve/token_cost.h"

/* One request in 30,000 years: below it what a request costs of an idle deployment is no figure. */
#define TOLL__ARRIVALS_MIN 1e-12

/* Copies in and checks a load, its fields against one another too. */
toll_status toll__take_load(const toll_serve_load *load, toll__load *plain, toll_error *err);

/* Copies in a load of which the lengths alone are asked for. */
toll_status toll__take_lengths(const toll_serve_load *load, toll__load *plain, toll_error *err);

/* Copies in a load of which concurrency or rate come from elsewhere: any mode that has a queue, whatever its rate. */
toll_status toll__take_arrivals(const toll_serve_load *load, toll__load *plain, toll_error *err);

/* Copies in latency limits; HUGE_VAL where none is given. */
toll_status toll__take_limits(const toll_serve_limits *limits, toll__latency_limits *plain, toll_error *err);

/* Whether an open loop of this rate keeps up, TOLL_STABILITY_*; judged by the interval of the saturation rate. */
uint32_t toll__judge_stability(double requests_per_s, toll_range saturation);

/* Whether there is no figure in time: an open loop that does not keep up, or may not. Near saturation a small error
 * of the estimate is a large one of the waits. */
int toll__is_unstable(const toll__placement *placement, const toll__load *load, const toll__steady *steady);

/* Whether there is no estimate because the deployment does not fit. */
int toll__is_unfit(const toll__load *load, uint32_t fit);

/* E_CONFLICT where there is none: for questions whose results cannot say so. */
toll_status toll__refuse_unfit(const toll__load *load, uint32_t fit, toll_error *err);

/* Copies in the price of a number of accelerators. */
toll_status toll__take_supply(const toll_serve_supply *supply, double gpus, int has_power, toll__supply *plain,
                              toll_error *err);

#endif
