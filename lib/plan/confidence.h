/* SPDX-License-Identifier: Apache-2.0 */
/* How sure a limit is kept, given a median and its error bar. */
#ifndef TOLL_PLAN_CONFIDENCE_H
#define TOLL_PLAN_CONFIDENCE_H

/* The exponent e such that median * bar^e is the quantile `confidence` (0.5 .. 0.99) of a log-normal with P90 / P50 =
 * bar. 0.5: 0; 0.9: 1. */
double toll__confidence_exponent(double confidence);

/* bar^exponent, bar >= 1; 1 for an exponent of 0. */
double toll__confidence_factor(double bar, double exponent);

/* Chance that the value stays within the limit: of a log-normal with this median and P90 / P50. */
double toll__confidence_chance(double median, double limit, double bar);

#endif
