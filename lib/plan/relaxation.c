/* SPDX-License-Identifier: Apache-2.0 */
/* Which constraints to give up first.
 *
 * An offering comes back when all that reject it are given up. So the smallest set is the smallest of the offerings'
 * own sets, and of sets of one size each brings back the offerings with just this set. Worked: {home}, {home} and
 * {soc2, region} have sizes 1, 1 and 2; {home} brings two back. */
#include "plan/relaxation.h"

static unsigned count_bits(uint64_t set)
{
    unsigned n = 0;
    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

static int64_t count_equal(const uint64_t *sets, uint64_t n, uint64_t set)
{
    int64_t count = 0;
    for (uint64_t i = 0; i < n; i++)
        count += sets[i] == set;
    return count;
}

/* Fewer constraints first, then more offerings, then lower bits. */
static int is_better(uint64_t set, int64_t back, uint64_t best, int64_t best_back)
{
    if (best == 0 || count_bits(set) != count_bits(best))
        return best == 0 || count_bits(set) < count_bits(best);
    return back != best_back ? back > best_back : set < best;
}

uint64_t toll__relaxation_find(const uint64_t *rejected_by, uint64_t n, int64_t *n_back)
{
    uint64_t best = 0;
    int64_t best_back = 0;
    for (uint64_t i = 0; i < n; i++) {
        if (rejected_by[i] == 0 || (best != 0 && count_bits(rejected_by[i]) > count_bits(best)))
            continue;
        const int64_t back = count_equal(rejected_by, n, rejected_by[i]);
        if (is_better(rejected_by[i], back, best, best_back)) {
            best = rejected_by[i];
            best_back = back;
        }
    }
    *n_back = best_back;
    return best;
}
