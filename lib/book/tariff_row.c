/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a price ready for arithmetic: attos per base unit as a whole number of 128 bits, where it is one.
 *
 * By hand: 3.00 USD per 1,000,000 tokens is 3 * 10^-6 USD a token, hence 3 * 10^12 attos. */
#include "book/tariff_row.h"

#include "base/rate.h"

void toll__row_prepare(toll__row *row)
{
    row->atto_low = row->atto_high = row->is_whole = 0;
    if ((row->kind != TOLL_ROW_PRICE && row->kind != TOLL_ROW_VOLUME) || row->number.coef < 0)
        return;
    toll__rate rate;
    toll__rate_make(row->number, row->per, &rate);
    if (!rate.whole || rate.numerator.limb[2] != 0)
        return;
    row->atto_low = rate.numerator.limb[0];
    row->atto_high = rate.numerator.limb[1];
    row->is_whole = 1;
}
