/* SPDX-License-Identifier: Apache-2.0 */
/* Whole units: replicas that are smaller than a unit share it, as many as fit whole; a larger one takes several units
 * for itself, since its ranks must lie together.
 *
 * Example: units of 8. Seven replicas of 2 accelerators lie four to a unit, so two units are paid: 16. One replica of 16
 * takes two units; three of 3 lie two to a unit and also take two. */
#include "plan/whole_units.h"

#include <math.h>

double toll__units_paid(double replicas, double gpus, double unit)
{
    if (gpus > unit)
        return replicas * ceil(gpus / unit) * unit;
    return ceil(replicas / floor(unit / gpus)) * unit;
}

double toll__units_replicas(double paid, double gpus, double unit)
{
    if (gpus > unit)
        return floor(paid / (ceil(gpus / unit) * unit));
    return floor(paid / unit) * floor(unit / gpus);
}
