/* SPDX-License-Identifier: Apache-2.0 */
/* A training run as the value of a cost: train(...). */
#ifndef TOLL_IO_SCENARIO_TRAIN_H
#define TOLL_IO_SCENARIO_TRAIN_H

#include "scenario/scenario_reader.h"

/* "train(" was read: the rent of a run of an estimated length, paid once. Fills row and note; true: the value is a range. */
bool toll__scenario_train(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                          toll_io_scenario_note *note);

#endif
