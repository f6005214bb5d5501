/* SPDX-License-Identifier: Apache-2.0 */
/* Rounded division, on magnitudes. By hand, 25 / 10: half even 2, half up 3, down 2, up 3. */
#include "base/rounding.h"

#include <toll/money.h>

#include "base/fault.h"

toll_status toll__rounding_check(int32_t mode, toll_error *err)
{
    if (mode >= TOLL_ROUND_HALF_EVEN && mode <= TOLL_ROUND_UP)
        return TOLL_OK;
    return toll__fail_range(err, 0, "mode", -1, TOLL_ROUND_HALF_EVEN, TOLL_ROUND_UP, mode);
}

/* half: the sign of remainder - divisor / 2. */
static int goes_up(int32_t mode, int half, int odd)
{
    switch (mode) {
    case TOLL_ROUND_UP:
        return 1;
    case TOLL_ROUND_DOWN:
        return 0;
    case TOLL_ROUND_HALF_UP:
        return half >= 0;
    default:
        return half > 0 || (half == 0 && odd);
    }
}

int32_t toll__rounding_divide(const toll__wide *x, const toll__wide *y, int32_t mode, toll__wide *quotient)
{
    toll__wide remainder;
    toll__wide_divide(x, y, quotient, &remainder);
    if (toll__wide_is_zero(&remainder))
        return 0;
    toll__wide gap = *y; /* r against y - r instead of 2 r against y: cannot overflow */
    toll__wide_subtract(&gap, &remainder);
    toll__wide one = {{1, 0, 0}};
    if (goes_up(mode, toll__wide_compare(&remainder, &gap), (int)(quotient->limb[0] & 1)))
        toll__wide_add(quotient, &one);
    return 1;
}
