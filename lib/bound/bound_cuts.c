/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the limits at the thresholds of count predicates, into boxes inside of which no predicate changes.
 *
 * By hand: input 0 .. 500,000 and a rule "input > 200,000" give two boxes, 0 .. 200,000 and 200,001 .. 500,000. */
#include "bound/bound_cuts.h"

#include <string.h>

static int find_meter(toll__cuts *cuts, uint32_t meter, uint32_t *index)
{
    for (*index = 0; *index < cuts->n_meters; (*index)++)
        if (cuts->meter[*index] == meter)
            return 1;
    if (cuts->n_meters == TOLL__CUT_METERS)
        return 0;
    cuts->meter[cuts->n_meters] = meter;
    cuts->n_points[cuts->n_meters++] = 0;
    return 1;
}

/* Points are kept in order; one that is there already is left alone. */
static int add_point(toll__cuts *cuts, uint32_t index, int64_t point)
{
    int64_t *points = cuts->point[index];
    uint32_t n = cuts->n_points[index], at = 0;
    while (at < n && points[at] < point)
        at++;
    if (at < n && points[at] == point)
        return 1;
    if (n == TOLL__CUT_POINTS)
        return 0;
    memmove(points + at + 1, points + at, (n - at) * sizeof *points);
    points[at] = point;
    cuts->n_points[index]++;
    return 1;
}

/* "> v" and "<= v" change after v, ">= v" and "< v" after v - 1. */
static int add_threshold(toll__cuts *cuts, const toll__row *row, const toll__box *limits)
{
    uint32_t index = 0, meter = row->meter < TOLL_METERS ? row->meter : 0;
    int64_t threshold = row->quantity > 0 ? row->quantity : 0; /* as in a validated book */
    int64_t point = row->op == TOLL_OP_GT || row->op == TOLL_OP_LE ? threshold : threshold - 1;
    if (point < limits->least[meter] || point >= limits->most[meter])
        return 1;
    return find_meter(cuts, meter, &index) && add_point(cuts, index, point);
}

int toll__cuts_find(const toll__tariff *tariff, const toll__box *limits, toll__cuts *cuts)
{
    cuts->n_meters = 0;
    cuts->n_boxes = 1;
    for (uint32_t i = 0; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == TOLL_ROW_WHEN_COUNT && !add_threshold(cuts, &tariff->rows[i], limits))
            return 0;
    for (uint32_t i = 0; i < cuts->n_meters; i++)
        cuts->n_boxes *= cuts->n_points[i] + 1; /* at most 33^8, below 2^41 */
    return 1;
}

void toll__cuts_box(const toll__cuts *cuts, const toll__box *limits, uint64_t index, toll__box *box)
{
    *box = *limits;
    for (uint32_t i = 0; i < cuts->n_meters; i++) {
        uint32_t n = cuts->n_points[i], at = (uint32_t)(index % (n + 1)), meter = cuts->meter[i];
        index /= n + 1;
        if (at > 0)
            box->least[meter] = cuts->point[i][at - 1] + 1;
        if (at < n)
            box->most[meter] = cuts->point[i][at];
    }
}
