/* SPDX-License-Identifier: Apache-2.0 */
/* Accelerators that a number of replicas takes when they are paid in whole units. */
#ifndef TOLL_PLAN_WHOLE_UNITS_H
#define TOLL_PLAN_WHOLE_UNITS_H

/* Replicas of `gpus` accelerators each in units of `unit`; all are whole numbers below 2^53. */
double toll__units_paid(double replicas, double gpus, double unit);

/* Most replicas for which no more than `paid` accelerators are paid; 0: none. */
double toll__units_replicas(double paid, double gpus, double unit);

#endif
