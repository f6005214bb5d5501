/* SPDX-License-Identifier: Apache-2.0 */
/* Heapsort (Williams 1964), since the library has neither memory nor recursion, and quantiles of type 7 (Hyndman and
 * Fan 1996). Example: the median of 1, 2, 4, 8 lies half way between 2 and 4: 3. */
#include "risk/quantile.h"

/* Lets the value at `root` sink to its place among the first `count`. */
static void sink_root(double *values, uint64_t root, uint64_t count)
{
    const double value = values[root];
    for (uint64_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && values[child + 1] > values[child])
            child++;
        if (values[child] <= value)
            break;
        values[root] = values[child];
        root = child;
    }
    values[root] = value;
}

void toll__quantile_sort(double *values, uint64_t count)
{
    for (uint64_t root = count / 2; root > 0; root--)
        sink_root(values, root - 1, count);
    for (uint64_t last = count; last > 1; last--) {
        const double greatest = values[0];
        values[0] = values[last - 1];
        values[last - 1] = greatest;
        sink_root(values, 0, last - 1);
    }
}

double toll__quantile_of(const double *sorted, uint64_t count, double p)
{
    const double place = p * (double)(count - 1);
    const uint64_t below = (uint64_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - (double)below);
}
