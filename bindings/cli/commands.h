/* SPDX-License-Identifier: Apache-2.0 */
/* The commands. Each returns an exit code. */
#ifndef TOLL_CLI_COMMANDS_H
#define TOLL_CLI_COMMANDS_H

#include "input/args.h"
#include "output/json_out.h"
#include "output/screen.h"

int command_fit(const args *a, const screen *s);
int command_speed(const args *a, const screen *s);
int command_cost(const args *a, const screen *s);
int command_hw(const args *a, const screen *s);
int command_model(const args *a, const screen *s);
int command_precision(const args *a, const screen *s);
int command_engine(const args *a, const screen *s);
int command_price(const args *a, const screen *s);
int command_book(const args *a, const screen *s);
int command_train(const args *a, const screen *s);
int command_tco(const args *a, const screen *s);
int command_formats(const args *a, const screen *s);

/* Opens the answer of a command on stdout: its name and the versions that it rests on. Close it with json_close(). */
void json_answer(json *j, const char *command);

#endif
