/* SPDX-License-Identifier: Apache-2.0 */
/* The load test that would check an estimate. */
#ifndef TOLL_CLI_PLAN_LAUNCH_TEST_H
#define TOLL_CLI_PLAN_LAUNCH_TEST_H

#include "plan/launch_layout.h"
#include "plan/launch_server.h"

/* `vllm bench serve` against one replica, which gets its share of the rate. Any server that speaks the API of OpenAI can
 * be tested by it. */
void launch_test(launch_words *w, const launch_layout *l, const launch_load *load, launch_engine engine);

/* `toll calibrate` on the result of that test: what was estimated, against what was measured. False where the layout does
 * not name its accelerator and version. */
bool launch_calibrate(launch_words *w, const launch_layout *l, const launch_load *load);

#endif
