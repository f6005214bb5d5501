/* SPDX-License-Identifier: Apache-2.0 */
/* The percentages that the United States' tax authority prints. */
#ifndef TOLL_FINANCE_MACRS_H
#define TOLL_FINANCE_MACRS_H

#include <stdint.h>

/* Years of the schedule of a recovery class (3, 5, 7, 10, 15 or 20 years), one more than the class; 0: no such
 * class. */
uint64_t toll__macrs_years(double class_years);

/* Share of the cost in year 0, 1, ...; 0 after the last. convention is TOLL_MACRS_*. */
double toll__macrs_frac(double class_years, uint32_t convention, uint64_t year);

/* Share of the cost up to an age in years, by the half-year table; within a year the charge is even. */
double toll__macrs_done(double class_years, double age_years);

#endif
