/* SPDX-License-Identifier: Apache-2.0 */
#include "model/bytes.h"

#include <math.h>

#include "base/checked.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

/* The product is rounded to the nearest double. Integers up to 2^53 are doubles, so rounding never carries the product
 * past one; it can only land on one from above, which hides a remainder. fma() tells: it gives the product's exact
 * rounding error. */
int64_t toll__bytes_of(int64_t count, double bits)
{
    const double exact_count = (double)count, bytes_each = bits / 8;
    const double bytes = exact_count * bytes_each;
    if (count > (int64_t)EXACT_MAX || !(bytes < EXACT_MAX))
        return TOLL__TOO_MUCH;
    const double whole = ceil(bytes), lost = fma(exact_count, bytes_each, -bytes);
    return (int64_t)whole + (whole <= bytes && lost > 0);
}
