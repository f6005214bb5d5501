/* SPDX-License-Identifier: Apache-2.0 */
/* Mean and variation of a mixture of lengths. */
#ifndef TOLL_PLAN_MERGED_LOAD_H
#define TOLL_PLAN_MERGED_LOAD_H

/* Sums over the parts of a mixture; all 0 to begin with. */
typedef struct toll__mixture {
    double weight, sum, squares;
} toll__mixture;

/* A part with a mean and a coefficient of variation. */
void toll__mixture_add(toll__mixture *mixture, double weight, double mean, double cv);

/* Mean and coefficient of variation of all parts; the weights have a sum above 0. */
void toll__mixture_moments(const toll__mixture *mixture, double *mean, double *cv);

#endif
