/* SPDX-License-Identifier: Apache-2.0 */
/* Prices that a scenario takes from the price book and from the catalog: price(...), instance(...). */
#ifndef TOLL_IO_SCENARIO_PRICE_H
#define TOLL_IO_SCENARIO_PRICE_H

#include "scenario/scenario_reader.h"

/* "price(" was read: a tariff at the mix of the section's request. Fills row and note where the row has a basis; without
 * one gives a row for each stream and returns true. */
bool toll__scenario_price(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                          toll_io_scenario_note *note);

/* "instance(" was read: the hourly price of a machine. Fills row and note; without a basis whole machines are paid for,
 * and a row with the accelerators of a node is given as well. */
void toll__scenario_instance(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                             toll_io_scenario_note *note);

#endif
