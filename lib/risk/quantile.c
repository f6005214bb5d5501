/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/quantile.h"

/* Heapsort (Williams 1964): lets the value at `root` sink to its place among the first `count`. */
static void sink(double *values, uint64_t root, uint64_t count)
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
        sink(values, root - 1, count);
    for (uint64_t last = count; last > 1; last--) {
        const double greatest = values[0];
        values[0] = values[last - 1];
        values[last - 1] = greatest;
        sink(values, 0, last - 1);
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
