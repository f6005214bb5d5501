/* SPDX-License-Identifier: Apache-2.0 */
#include "model/bytes.h"

#include <math.h>

#include "base/checked.h"

#define EXACT_MAX 9007199254740992 /* 2^53 */

int64_t toll__bytes_of(int64_t count, double bits)
{
    if (count > EXACT_MAX)
        return TOLL__TOO_MUCH;
    const double bytes = ceil((double)count * (bits / 8));
    return bytes <= (double)EXACT_MAX ? (int64_t)bytes : TOLL__TOO_MUCH; /* NaN is too much, too */
}
