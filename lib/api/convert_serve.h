/* SPDX-License-Identifier: Apache-2.0 */
/* The public inputs of serve.h as the room's plain values. */
#ifndef TOLL_API_CONVERT_SERVE_H
#define TOLL_API_CONVERT_SERVE_H

#include <toll/serve.h>

#include "serve/price.h"
#include "serve/settle.h"

/* Copies in and checks a load, its fields against one another too. */
toll_status toll__take_load(const toll_serve_load *load, toll__load *plain, toll_error *err);

/* Copies in a load of which concurrency or rate come from elsewhere: any mode that has a queue, whatever its rate. */
toll_status toll__take_arrivals(const toll_serve_load *load, toll__load *plain, toll_error *err);

/* Whether an open loop of this rate keeps up, TOLL_STABILITY_*; judged by the interval of the saturation rate. */
uint32_t toll__judge_stability(double requests_per_s, toll_range saturation);

#endif
