/* SPDX-License-Identifier: Apache-2.0 */
/* With T units to share and weights w of sum W, part i first gets floor(T w_i / W); its remainder r_i = T w_i mod W is
 * below W < 2^63. The units left over, L = sum(r_i) / W < count, go to the L largest remainders. No memory is at hand
 * to sort them in, so the cut-off is found by bisection over the value of a remainder. The parts hold the floors
 * meanwhile; a remainder is then T w_i - floor_i W modulo 2^64, two multiplications instead of a division.
 *
 * A part of zero weight has remainder zero and gets nothing: L W = sum(r_i) < W * (number of non-zero r_i).
 * A negative total is shared like its magnitude, so that a credit note mirrors its invoice. */
#include "base/allocate.h"

#include "base/amount.h"
#include "base/fault.h"

/* What every pass over the rows needs. */
typedef struct share {
    toll__wide units;  /* T */
    toll__wide weight; /* W */
    uint64_t units_low;
    uint64_t weight_low;
    const int64_t *weights;
    toll_amount *parts;
    uint64_t count;
} share;

static toll_status sum_weights(const int64_t *weights, uint64_t count, int64_t *sum, toll_error *err)
{
    int64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return toll__fail_range(err, 0, "weights", (int64_t)i, 0, (double)INT64_MAX, (double)weights[i]);
        if (weights[i] > INT64_MAX - total)
            return toll__fail(err, TOLL_E_OVERFLOW, 0, "weights", (int64_t)i, "sum beyond 2^63 - 1 at this row");
        total += weights[i];
    }
    if (total == 0)
        return toll__fail(err, TOLL_E_RANGE, 0, "weights", -1, "must not all be zero");
    *sum = total;
    return TOLL_OK;
}

/* Writes the floors to the parts and returns the units left over. */
static uint64_t write_floors(const share *s)
{
    toll__wide left = s->units;
    for (uint64_t i = 0; i < s->count; i++) {
        toll__wide product = s->units, quotient, remainder;
        (void)toll__wide_multiply(&product, (uint64_t)s->weights[i], 0); /* 2^127 * 2^63 fits 192 bits */
        toll__wide_divide(&product, &s->weight, &quotient, &remainder);
        toll__wide_subtract(&left, &quotient);
        s->parts[i] = (toll_amount){quotient.limb[0], toll__wide_signed(quotient.limb[1])};
    }
    return left.limb[0]; /* below count */
}

static uint64_t remainder_of(const share *s, uint64_t i)
{
    return s->units_low * (uint64_t)s->weights[i] - s->parts[i].low * s->weight_low;
}

static uint64_t count_from(const share *s, uint64_t least)
{
    uint64_t found = 0;
    for (uint64_t i = 0; i < s->count; i++)
        found += remainder_of(s, i) >= least;
    return found;
}

/* The largest remainder that at least `wanted` parts reach; 1 <= wanted < number of non-zero remainders. */
static uint64_t find_cutoff(const share *s, uint64_t wanted)
{
    uint64_t reached = 1, missed = s->weight_low;
    while (missed - reached > 1) {
        uint64_t middle = reached + (missed - reached) / 2;
        if (count_from(s, middle) >= wanted)
            reached = middle;
        else
            missed = middle;
    }
    return reached;
}

/* One unit more to the `left` largest remainders, ties to the lower index; then units to attos, with the sign. */
static void write_parts(const share *s, uint64_t left, uint32_t exponent, int negative)
{
    uint64_t cutoff = left == 0 ? UINT64_MAX : find_cutoff(s, left);
    uint64_t ties = left == 0 ? 0 : left - count_from(s, cutoff + 1);
    for (uint64_t i = 0; i < s->count; i++) {
        uint64_t remainder = remainder_of(s, i);
        int tie = remainder == cutoff && ties > 0;
        ties -= (uint64_t)tie;
        toll__wide part = {{s->parts[i].low, (uint64_t)s->parts[i].high, 0}};
        const toll__wide extra = {{remainder > cutoff || tie, 0, 0}};
        toll__wide_add(&part, &extra);
        (void)toll__wide_scale(&part, exponent);
        (void)toll__amount_make(&part, negative, &s->parts[i]); /* no part exceeds the total */
    }
}

toll_status toll__allocate(toll_amount total, const int64_t *weights, uint64_t count, int32_t digits,
                           toll_amount *parts, toll_error *err)
{
    int64_t weight = 0;
    toll_status status = sum_weights(weights, count, &weight, err);
    if (status != TOLL_OK)
        return status;

    const uint32_t exponent = (uint32_t)(TOLL_AMOUNT_DIGITS - digits);
    const toll__wide unit = toll__wide_make(1, exponent);
    const toll__wide magnitude = toll__amount_magnitude(total);
    toll__wide units, remainder;
    toll__wide_divide(&magnitude, &unit, &units, &remainder);
    if (!toll__wide_is_zero(&remainder))
        return toll__fail(err, TOLL_E_CONFLICT, 0, "total", -1, "must be a whole number of units of 10^-digits");

    const share s = {units, {{(uint64_t)weight, 0, 0}}, units.limb[0], (uint64_t)weight, weights, parts, count};
    write_parts(&s, write_floors(&s), exponent, total.high < 0);
    return TOLL_OK;
}
