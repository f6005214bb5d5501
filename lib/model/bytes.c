/* SPDX-License-Identifier: Apache-2.0 */
/* ceil(count * bits / 8) without a wider type: the rounding error of the product is found by a fused multiply-add. */
#include "model/bytes.h"

#include <math.h>

#include "base/saturating.h"

#define EXACT_MAX 9007199254740992 /* 2^53 */

int64_t toll__bytes_of(int64_t count, double bits)
{
    if (count > EXACT_MAX)
        return TOLL__TOO_MUCH;
    const double product = (double)count * (bits / 8), rest = fma((double)count, bits / 8, -product);
    const double bytes = ceil(product) + (product >= ceil(product) && rest > 0); /* what rounding hid is a byte, too */
    return bytes <= (double)EXACT_MAX ? (int64_t)bytes : TOLL__TOO_MUCH;         /* NaN is too much, too */
}
