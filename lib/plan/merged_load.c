/* SPDX-License-Identifier: Apache-2.0 */
/* Moments of a mixture: a mean square is the weighted mean of the parts' mean squares, mean^2 (1 + cv^2).
 *
 * By hand: one part of 1,000 tokens and three of 200, all equal within their part: the mean is 400, the mean square
 * (1,000,000 + 3 * 40,000) / 4 = 280,000, so the variance 120,000 and the variation 346.4 / 400 = 0.866. */
#include "plan/merged_load.h"

#include <math.h>

#include "base/extrema.h"

void toll__mixture_add(toll__mixture *mixture, double weight, double mean, double cv)
{
    mixture->weight += weight;
    mixture->sum += weight * mean;
    mixture->squares += weight * mean * mean * (1 + cv * cv);
}

void toll__mixture_moments(const toll__mixture *mixture, double *mean, double *cv)
{
    *mean = mixture->sum / mixture->weight;
    *cv = sqrt(toll__positive(mixture->squares / mixture->weight / (*mean * *mean) - 1));
}
