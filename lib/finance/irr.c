/* SPDX-License-Identifier: Apache-2.0 */
/* All roots of an exponential sum by Rolle's theorem.
 *
 * With s = log(1 + r) the value of the flows is F(s) = sum c[k] exp(-k s). Multiplying by exp(m s) moves no root, and
 * the derivative of exp(m s) F(s) is again such a sum, with coefficients c[k] (m - k). Put m between the two flows of a
 * sign change: all signs after it are flipped, so the derivative has one sign change less (this is how Laguerre proved
 * Descartes' rule for exponential sums). Between two neighbouring roots of the derivative, exp(m s) F(s) is monotone
 * and has at most one root, which bisection finds. So V sign changes need V levels, the last of which has no root;
 * nothing is missed, and no starting guess is needed.
 *
 * A double root touches zero at a root of the derivative: there the sum cancels to rounding noise, and it counts. */
#include "finance/irr.h"

#include <math.h>
#include <stddef.h>

/* Cancellation to a few hundred roundings of the terms' sum of magnitudes is zero: 2^-52 * 256. */
#define NOISE    5.7e-14
#define EXACT    1e-15 /* no step comes closer than the roundings of the sum */
#define NEWTON   100   /* steps among which may be Newton's; an ordinary root needs about ten */
#define STEPS    200   /* the others halve the interval: 66 halvings tell any two doubles apart */
#define FARTHEST 690.  /* exp(690) is still a double: a rate of 10^299 */

/* A level: the flows times the product of (m[i] - k) / scale for each i below depth. */
typedef struct level {
    const double *flows;
    uint64_t first, last; /* of the flows that are not zero */
    const double *m;
    uint32_t depth;
    double scale; /* keeps products near 1 */
} level;

static int sign_of(double x)
{
    return (x > 0) - (x < 0);
}

uint32_t toll__irr_sign_changes(const double *flows, uint64_t count)
{
    uint32_t changes = 0;
    int last = 0;
    for (uint64_t i = 0; i < count; i++) {
        int sign = sign_of(flows[i]);
        if (sign == 0)
            continue;
        changes += last != 0 && sign != last;
        last = sign;
    }
    return changes;
}

static double coefficient(const level *l, uint64_t k)
{
    double c = l->flows[k];
    for (uint32_t i = 0; i < l->depth; i++)
        c *= (l->m[i] - (double)k) / l->scale;
    return c;
}

/* A level at one place: the sum, how it changes with s, and the sum of magnitudes, all times a positive power of exp(s)
 * that keeps every term at most its coefficient: Horner in exp(-s) from the last flow, or in exp(s) from the first. */
typedef struct place {
    double sum, slope, size;
} place;

static place value_at(const level *l, double s)
{
    double x = exp(-fabs(s));
    place p = {0, 0, 0};
    for (uint64_t i = 0; i <= l->last - l->first; i++) {
        double c = coefficient(l, s >= 0 ? l->last - i : l->first + i);
        p.slope = p.slope * x + p.sum;
        p.sum = p.sum * x + c;
        p.size = p.size * x + fabs(c);
    }
    p.slope *= s >= 0 ? -x : x;
    return p;
}

static int is_noise(const place *p)
{
    return fabs(p->sum) <= NOISE * p->size;
}

/* The one root between a and b, at which the signs are `sign` and the other: Newton's steps, and a halving where a step
 * would leave the interval or is more than half of the one before it: far from a root of high order Newton's steps are
 * all of a length, and would never arrive. */
static double refine_root(const level *l, double a, double b, int sign)
{
    double s = a + (b - a) / 2, stride = b - a;
    for (int i = 0; i < STEPS && s > a && s < b; i++) {
        place p = value_at(l, s);
        if (fabs(p.sum) <= EXACT * p.size)
            break;
        if (sign_of(p.sum) == sign)
            a = s;
        else
            b = s;
        double step = fabs(p.slope) > 0 ? s - p.sum / p.slope : b; /* level ground: halve */
        int converges = i < NEWTON && step > a && step < b && fabs(step - s) <= stride / 2;
        step = converges ? step : a + (b - a) / 2;
        stride = fabs(step - s);
        s = step;
    }
    return s;
}

typedef struct marks {
    uint32_t count;
    double at[TOLL__IRR_ROOTS + 2];
} marks;

/* The level's roots, from those of the next: `inner` holds the ends of the search and the derivative's roots. */
static void find_level(const level *l, const marks *inner, marks *roots)
{
    double before = 0;
    int sign_before = 0;
    roots->count = 0;
    for (uint32_t i = 0; i < inner->count; i++) {
        double s = inner->at[i];
        place p = value_at(l, s);
        int sign = is_noise(&p) ? 0 : sign_of(p.sum);
        if (i > 0 && sign_before * sign < 0)
            roots->at[roots->count++] = refine_root(l, before, s, sign_before);
        else if (i > 0 && i + 1 < inner->count && sign == 0)
            roots->at[roots->count++] = s;
        before = s;
        sign_before = sign;
    }
}

/* Where the signs change: the place between flow k - 1 and k, for each level. */
static uint32_t sign_places(const level *l, double *m)
{
    uint32_t n = 0;
    int last = 0;
    uint64_t last_at = 0;
    for (uint64_t k = l->first; k <= l->last; k++) {
        int sign = sign_of(l->flows[k]);
        if (sign == 0)
            continue;
        if (last != 0 && sign != last)
            m[n++] = ((double)last_at + (double)k) / 2;
        last = sign;
        last_at = k;
    }
    return n;
}

/* Cauchy's bound: beyond it the outermost flow outweighs all others together. */
static double cauchy_bound(const level *l, uint64_t outer)
{
    double largest = 0;
    for (uint64_t k = l->first; k <= l->last; k++)
        if (k != outer)
            largest = fmax(largest, fabs(l->flows[k]));
    return fmin(log1p(largest / fabs(l->flows[outer])) + 1e-9, FARTHEST);
}

/* Puts the ends of the search around the roots of the level below. */
static void enclose(const level *l, const marks *roots, marks *inner)
{
    double low = -cauchy_bound(l, l->last), high = cauchy_bound(l, l->first);
    inner->count = 0;
    inner->at[inner->count++] = low;
    for (uint32_t i = 0; i < roots->count; i++)
        if (roots->at[i] > low && roots->at[i] < high)
            inner->at[inner->count++] = roots->at[i];
    inner->at[inner->count++] = high;
}

/* Roots that differ by less than what double can tell apart are one. */
static void give_roots(const marks *roots, toll__irr *result)
{
    result->count = 0;
    for (uint32_t i = 0; i < roots->count; i++) {
        if (i > 0 && roots->at[i] - roots->at[i - 1] <= 1e-12 * (1 + fabs(roots->at[i])))
            continue;
        result->roots[result->count++] = expm1(roots->at[i]);
    }
}

void toll__irr_find(const double *flows, uint64_t count, toll__irr *result)
{
    double m[TOLL__IRR_ROOTS + 1];
    level l = {.flows = flows, .m = m};
    result->count = 0;
    while (l.first < count && flows[l.first] == 0)
        l.first++;
    if (l.first == count)
        return;
    for (l.last = count - 1; flows[l.last] == 0; l.last--)
        continue;
    uint32_t depth = sign_places(&l, m);
    l.scale = (double)(l.last - l.first) + 1;
    marks roots = {.count = 0}, inner;
    for (uint32_t i = depth; i > 0; i--) {
        l.depth = i - 1;
        enclose(&l, &roots, &inner);
        find_level(&l, &inner, &roots);
    }
    give_roots(&roots, result);
}
