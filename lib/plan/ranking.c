/* SPDX-License-Identifier: Apache-2.0 */
/* A sorted list of fixed length: an option that is dearer than all kept ones is forgotten. The order is total, so it
 * does not depend on the order in which supplies are searched.
 *
 * Example: room for 2, kept 5 and 9 USD/h. An option of 7 moves 9 out; one of 12 is not kept. */
#include "plan/ranking.h"

static int compare_numbers(double a, double b)
{
    return a < b ? -1 : a > b;
}

static int comes_before(const toll__ranked *a, const toll__ranked *b)
{
    const int by[] = {compare_numbers(a->order, b->order),
                      compare_numbers(a->usd_per_hour, b->usd_per_hour),
                      compare_numbers(a->paid, b->paid),
                      compare_numbers(a->gpus, b->gpus),
                      compare_numbers((double)a->supply, (double)b->supply),
                      compare_numbers((double)a->precision, (double)b->precision)};
    for (unsigned i = 0; i < sizeof by / sizeof by[0]; i++)
        if (by[i] != 0)
            return by[i] < 0;
    return a->engine < b->engine;
}

uint64_t toll__ranking_add(toll__ranked *kept, uint64_t count, uint64_t capacity, const toll__ranked *option)
{
    if (count == capacity && (capacity == 0 || !comes_before(option, &kept[capacity - 1])))
        return count;
    uint64_t at = count < capacity ? count : capacity - 1;
    for (; at > 0 && comes_before(option, &kept[at - 1]); at--)
        kept[at] = kept[at - 1];
    kept[at] = *option;
    return count < capacity ? count + 1 : count;
}
