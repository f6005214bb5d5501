/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that estimate. Each returns an exit code. */
#ifndef TOLL_CLI_ESTIMATE_COMMANDS_H
#define TOLL_CLI_ESTIMATE_COMMANDS_H

#include "input/calibrate_request.h"
#include "input/estimate_requests.h"
#include "input/training_request.h"
#include "output/screen.h"

int command_fit(const fit_request *q, const screen *s);
int command_speed(const speed_request *r, const screen *s);
int command_cost(const cost_request *r, const screen *s);
int command_calibrate(const calibrate_request *r, const screen *s);
int command_formats(const formats_request *r, const screen *s);
int command_train(const training_request *r, const screen *s);

#endif
