/* SPDX-License-Identifier: Apache-2.0 */
/* Rounding for the screen alone. Example: 18402.1734 has two digits, 18,402.17; 1.2636 has four; 0.0000031 has six, and
 * where six would leave nothing, all that it takes. */
#include "output/amount_text.h"

#include <string.h>

/* Digits before the point in groups of three. */
static amount_text group_digits(const char *plain)
{
    amount_text out;
    size_t length = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i] != 0 && used + 2 < sizeof out.text; i++) {
        bool is_between = i > 0 && i < length && plain[i - 1] != '-' && (length - i) % 3 == 0;
        if (is_between) {
            out.text[used++] = ',';
        }
        out.text[used++] = plain[i];
    }
    out.text[used] = 0;
    return out;
}

int amount_digits(const toll_amount *amount)
{
    static const toll_amount hundred = {UINT64_C(7766279631452241920), 5}; /* 100 * 10^18 = 5 * 2^64 + low */
    static const toll_amount one = {UINT64_C(1000000000000000000), 0}, zero = {0, 0};
    toll_amount size = *amount;
    int32_t large = 0, above = 0;
    if (amount->high < 0 && toll_amount_subtract(&zero, amount, &size, NULL) != TOLL_OK) {
        return 2;
    }
    toll_amount_compare(&size, &hundred, &large, NULL);
    toll_amount_compare(&size, &one, &above, NULL);
    return large >= 0 ? 2 : above >= 0 ? 4 : 6;
}

amount_text amount_show_digits(const toll_amount *amount, int digits)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "?";
    toll_amount rounded;
    int32_t inexact;
    bool is_rounded = toll_amount_round(amount, digits, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL) == TOLL_OK;
    bool is_lost = is_rounded && amount_is_zero(&rounded) && !amount_is_zero(amount);
    toll_amount_format(is_rounded && !is_lost ? &rounded : amount, digits, text, sizeof text, NULL, NULL);
    return group_digits(text);
}

amount_text amount_show(const toll_amount *amount)
{
    return amount_show_digits(amount, amount_digits(amount));
}

amount_text amount_exact(const toll_amount *amount)
{
    amount_text out = {""};
    toll_amount_format(amount, 0, out.text, sizeof out.text, NULL, NULL);
    return out;
}

double amount_value(const toll_amount *amount)
{
    return ((double)amount->high * 0x1p64 + (double)amount->low) * 1e-18;
}

bool amount_is_zero(const toll_amount *amount)
{
    return amount->low == 0 && amount->high == 0;
}
