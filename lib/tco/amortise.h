/* SPDX-License-Identifier: Apache-2.0 */
/* How the price of what lasts belongs to the periods of its life. */
#ifndef TOLL_TCO_AMORTISE_H
#define TOLL_TCO_AMORTISE_H

#include <toll/tco.h>

/* Share of an amount that belongs to the first `age` of `life` periods; 1 from the end of the life on. method is
 * TOLL_TCO_SPREAD_*, rate its rate, period_years the length of a period. */
double toll__amortise_done(uint32_t method, double rate, double period_years, int32_t age, int32_t life);

/* Adds a line's amount to the periods to which it belongs; what lies beyond the last of them falls into
 * array[periods]. */
void toll__amortise_add(const toll_tco_line *line, double period_years, int32_t periods, double *array);

#endif
