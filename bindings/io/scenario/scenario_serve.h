/* SPDX-License-Identifier: Apache-2.0 */
/* From a model to rows: "request", "slo" and "deploy" of a scenario file. */
#ifndef TOLL_IO_SCENARIO_SERVE_H
#define TOLL_IO_SCENARIO_SERVE_H

#include "scenario/scenario_reader.h"

/* "request = 1500 in, 400 out, 30 % cached": after the "=". */
void toll__scenario_request(scenario_reader *r);

/* "slo = ttft p95 500 ms, tpot p95 40 ms": after the "=". */
void toll__scenario_limits(scenario_reader *r);

/* "deploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 4": after the "="; gives the rows. */
void toll__scenario_deploy(scenario_reader *r);

/* The request that holds in this section: its own, that of all options, else that of a task. False after a complaint. */
bool toll__scenario_find_request(scenario_reader *r, const char *who, toll_serve_load *load, double *cached,
                                 double *written);

#endif
