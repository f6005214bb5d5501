/* SPDX-License-Identifier: Apache-2.0 */
/* Levers of a study, on the screen and as JSON. */
#ifndef TOLL_CLI_TCO_TCO_TORNADO_H
#define TOLL_CLI_TCO_TCO_TORNADO_H

#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/screen.h"
#include "tco/tco_levers.h"
#include "tco/tco_study.h"

/* The inputs that move the answer most, and where each flips the decision: of an option alone, or of each pair. */
void tco_put_tornado(const tco_study *study, const screen *s);

/* "tornado": every lever of every pair at both ends; "flips": where it turns the decision. */
void tco_json_tornado(json *j, const tco_study *study);

/* A lever for people: what it is, a number of it, and the number at which the decision flips; "-": none. */
void tco_lever_text(const tco_study *study, const tco_pair *pair, const tco_lever *lever, char *text, size_t size);
figure tco_lever_number(const tco_lever *lever, double value);
figure tco_lever_flip_text(const tco_lever *lever);

#endif
