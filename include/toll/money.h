/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file money.h
 * @brief Exact decimals and 128-bit money amounts: arithmetic, rounding, allocation, text.
 */
#ifndef TOLL_MONEY_H
#define TOLL_MONEY_H

#include <toll/base.h>

/**
 * @defgroup money Money
 * @brief What does this quantity cost at this price, to the last digit? Exact decimals and amounts of money.
 *
 * ## Two types
 *
 * A ::toll_decimal is a price as a vendor prints it:
 *
 *     value = coef * 10^-scale
 *
 * A ::toll_amount is money: a signed 128-bit integer that counts 10^-18 of a currency unit (one atto). It holds up to
 * +-1.7 * 10^20 units and keeps every intermediate digit. Nothing here uses floating point, so every compiler and CPU
 * gives the same digits.
 *
 * ## From a price to an invoice
 *
 *     amount = price * quantity / per
 *
 * - price: the price of `per` units
 * - quantity: the number of units
 * - per: the units that one price buys, 1,000,000 for "per million tokens"
 *
 * Example: 1,234,567 tokens at 2.50 USD per million cost 2.50 * 1,234,567 / 10^6 = 3.0864175 USD, exactly. Rounded to
 * cents the invoice is 3.09 USD. Split in proportion to 600,000, 400,000 and 234,567 tokens it is 1.50, 1.00 and
 * 0.59 USD: the three shares sum to 3.09.
 *
 * ## Rounding
 *
 * A result is rounded only where it needs more than 18 digits after the point, by the mode that you name, and `inexact`
 * is then 1. A result that does not fit its type is ::TOLL_E_OVERFLOW. Nothing else is rounded unless you ask for it
 * with toll_amount_round() or toll_decimal_round(). The modes are those of the General Decimal Arithmetic
 * specification.
 *
 * ## Text
 *
 * A number is an optional sign, digits, and a point only between digits. "+1.50" and "007" are read; "5." and ".5" are
 * refused. There is no exponent, group separator, blank or locale.
 *
 * A function that writes text has three cases. With NULL text and capacity 0 it returns ::TOLL_OK and the needed size.
 * A buffer that is too small, also one of capacity 0, is ::TOLL_E_BUFFER and stays as it is. A buffer of
 * ::TOLL_MONEY_TEXT_BYTES is always large enough.
 *
 * ## Limits
 *
 * An amount carries no currency: it belongs to the currency that its owner says. toll_bill_convert() converts it.
 *
 * @snippet money.c money
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

#define TOLL_ROUND_HALF_EVEN 0 /**< To the nearest; a tie goes to the even digit. */
#define TOLL_ROUND_HALF_UP   1 /**< To the nearest; a tie goes away from zero. */
#define TOLL_ROUND_DOWN      2 /**< Towards zero. */
#define TOLL_ROUND_UP        3 /**< Away from zero. */

#define TOLL_AMOUNT_DIGITS     18 /**< Digits after the point that an amount keeps. */
#define TOLL_DECIMAL_SCALE_MAX 36 /**< Greatest scale of a decimal. */
#define TOLL_MONEY_TEXT_BYTES  48 /**< A buffer of this size holds any decimal or amount as text, NUL included. */

/** An exact decimal, `coef * 10^-scale`. 1.50 and 1.5 have one value and two texts. Frozen. */
typedef struct toll_decimal {
    int64_t coef;      /**< Coefficient, any value. */
    int32_t scale;     /**< Digits after the point, 0 .. 36. */
    uint32_t reserved; /**< Must be 0. */
} toll_decimal;

/** An amount of money: a signed 128-bit integer in two's complement that counts 10^-18 of a currency unit. Frozen. */
typedef struct toll_amount {
    uint64_t low; /**< Low 64 bits. */
    int64_t high; /**< High 64 bits, with the sign. */
} toll_amount;

/**
 * Reads a decimal from text.
 *
 * Use it for prices, rates and shares from files and forms. Trailing zeros are kept in the scale: "1.50" is 150 *
 * 10^-2.
 *
 * @param text UTF-8, `length` bytes, in the syntax of "Text" above
 * @param length 1 .. 64
 * @param[out] value the decimal
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: text or value is NULL
 *   - ::TOLL_E_SYNTAX: not a number in this syntax, or the length
 *   - ::TOLL_E_OVERFLOW: the coefficient needs more than 64 bits, or the scale is above 36
 */
TOLL_API toll_status toll_decimal_parse(const char *text, uint64_t length, toll_decimal *value, toll_error *err);

/**
 * Writes a decimal as text, with exactly `scale` digits after the point, and a NUL.
 *
 * Use it to print a price as the vendor printed it. Call toll_decimal_round() first for another number of digits.
 *
 * @param value the decimal
 * @param[out] text the caller's buffer; NULL with capacity 0 asks for the needed size only
 * @param capacity its size, bytes
 * @param[out] needed bytes needed, the NUL included; set on success and on ::TOLL_E_BUFFER; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: value is NULL, or text is NULL and capacity is not 0
 *   - ::TOLL_E_RANGE: scale or reserved
 *   - ::TOLL_E_BUFFER: the text does not fit; nothing is written to it
 */
TOLL_API toll_status toll_decimal_format(const toll_decimal *value, char *text, uint64_t capacity, uint64_t *needed,
                                         toll_error *err);

/**
 * Compares two decimals by value: 1.5 equals 1.50.
 *
 * Use it instead of a comparison of fields, which takes 1.5 and 1.50 for different.
 *
 * @param left a decimal
 * @param right a decimal
 * @param[out] order -1: left is smaller; 0: equal; 1: left is larger
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (scale or reserved of an operand)
 */
TOLL_API toll_status toll_decimal_compare(const toll_decimal *left, const toll_decimal *right, int32_t *order,
                                          toll_error *err);

/**
 * Adds two decimals exactly.
 *
 * Use it for prices and factors; add money as amounts, which have more room.
 *
 * @param left a decimal
 * @param right a decimal
 * @param[out] sum left + right, its scale the larger of the two; may be the same object as an operand
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: an operand or sum is NULL
 *   - ::TOLL_E_RANGE: scale or reserved of an operand
 *   - ::TOLL_E_OVERFLOW: the coefficient needs more than 64 bits
 */
TOLL_API toll_status toll_decimal_add(const toll_decimal *left, const toll_decimal *right, toll_decimal *sum,
                                      toll_error *err);

/**
 * Multiplies two decimals exactly.
 *
 * Use it to combine factors: a discount and a surcharge. It never rounds.
 *
 * @param left a decimal
 * @param right a decimal
 * @param[out] product left * right; trailing zeros are dropped only as far as needed to fit; may be the same object as
 *        an operand
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: an operand or product is NULL
 *   - ::TOLL_E_RANGE: scale or reserved of an operand
 *   - ::TOLL_E_OVERFLOW: the coefficient needs more than 64 bits, or the scale is above 36
 */
TOLL_API toll_status toll_decimal_multiply(const toll_decimal *left, const toll_decimal *right, toll_decimal *product,
                                           toll_error *err);

/**
 * Rounds a decimal to a number of digits after the point.
 *
 * Use it before printing a price. More digits than the decimal has are filled with zeros.
 *
 * @param value a decimal
 * @param digits 0 .. 36
 * @param mode TOLL_ROUND_*
 * @param[out] rounded the result, its scale equal to digits; may be the same object as value
 * @param[out] inexact 1 when a digit other than 0 was dropped, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: value or rounded is NULL
 *   - ::TOLL_E_RANGE: scale or reserved of value, digits, mode
 *   - ::TOLL_E_OVERFLOW: with the zeros the coefficient needs more than 64 bits
 */
TOLL_API toll_status toll_decimal_round(const toll_decimal *value, int32_t digits, int32_t mode, toll_decimal *rounded,
                                        int32_t *inexact, toll_error *err);

/**
 * Reads an amount from text.
 *
 * Use it for budgets, invoices and stored totals. It never rounds: further zeros after the 18th digit are allowed, any
 * other further digit is ::TOLL_E_OVERFLOW.
 *
 * @param text UTF-8, `length` bytes, in the syntax of "Text" above
 * @param length 1 .. 64
 * @param[out] value the amount
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: text or value is NULL
 *   - ::TOLL_E_SYNTAX: not a number in this syntax, or the length
 *   - ::TOLL_E_OVERFLOW: more than 128 bits, or a digit other than 0 after the 18th
 */
TOLL_API toll_status toll_amount_parse(const char *text, uint64_t length, toll_amount *value, toll_error *err);

/**
 * Writes an amount as text, exactly, and a NUL.
 *
 * Use it to show or to store money. It never rounds, so the text may have 18 digits after the point: call
 * toll_amount_round() first for an invoice.
 *
 * @param value the amount
 * @param digits_min digits after the point at least, 0 .. 18; further digits are written only where they are not zero
 * @param[out] text the caller's buffer; NULL with capacity 0 asks for the needed size only
 * @param capacity its size, bytes
 * @param[out] needed bytes needed, the NUL included; set on success and on ::TOLL_E_BUFFER; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: value is NULL, or text is NULL and capacity is not 0
 *   - ::TOLL_E_RANGE: digits_min
 *   - ::TOLL_E_BUFFER: the text does not fit; nothing is written to it
 */
TOLL_API toll_status toll_amount_format(const toll_amount *value, int32_t digits_min, char *text, uint64_t capacity,
                                        uint64_t *needed, toll_error *err);

/**
 * Turns a decimal into an amount.
 *
 * Use it to add a fee or a fixed price to a bill. A decimal always fits an amount.
 *
 * @param value a decimal
 * @param mode TOLL_ROUND_*, used when a digit after the 18th is not 0
 * @param[out] amount the amount
 * @param[out] inexact 1 when it was rounded, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (scale or reserved of value, mode)
 */
TOLL_API toll_status toll_amount_convert(const toll_decimal *value, int32_t mode, toll_amount *amount, int32_t *inexact,
                                         toll_error *err);

/**
 * Compares two amounts.
 *
 * Use it for limits: a bill against a budget. Both must be of one currency; the function cannot see that.
 *
 * @param left an amount
 * @param right an amount
 * @param[out] order -1: left is smaller; 0: equal; 1: left is larger
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL
 */
TOLL_API toll_status toll_amount_compare(const toll_amount *left, const toll_amount *right, int32_t *order,
                                         toll_error *err);

/**
 * Adds two amounts exactly.
 *
 * Use it for a running total; toll_amount_sum() adds an array at once.
 *
 * @param left an amount
 * @param right an amount of the same currency
 * @param[out] sum left + right; may be the same object as an operand
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW (beyond 128 bits)
 */
TOLL_API toll_status toll_amount_add(const toll_amount *left, const toll_amount *right, toll_amount *sum,
                                     toll_error *err);

/**
 * Subtracts two amounts exactly.
 *
 * Use it for the rest of a budget, or for the difference of two bills.
 *
 * @param left an amount
 * @param right an amount of the same currency
 * @param[out] difference left - right; may be the same object as an operand
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW (beyond 128 bits)
 */
TOLL_API toll_status toll_amount_subtract(const toll_amount *left, const toll_amount *right, toll_amount *difference,
                                          toll_error *err);

/**
 * Adds an array of amounts exactly.
 *
 * Use it for totals of a table, in place: the stride may be that of a larger row. The order of the amounts does not
 * matter, since intermediate sums have 192 bits.
 *
 * @param amounts the first amount, any alignment; NULL only when count is 0
 * @param count number of amounts
 * @param stride_bytes distance from one amount to the next, at least 16
 * @param[out] sum their sum; 0 when count is 0
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: sum is NULL, or amounts is NULL and count is not 0
 *   - ::TOLL_E_STRIDE: below 16, or the array exceeds the address space
 *   - ::TOLL_E_OVERFLOW: the final sum does not fit
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_amount_sum(const void *amounts, uint64_t count, uint64_t stride_bytes, toll_amount *sum,
                                     toll_error *err);

/**
 * Prices a quantity: `price * quantity / per`, exact, then rounded once if 18 digits are not enough.
 *
 * Use it for a single price. toll_bill_compute() bills a whole usage record by a tariff.
 *
 * @param price price of `per` units, any sign
 * @param quantity number of units, any sign
 * @param per units that one price buys, 1 .. 2^63 - 1: 1,000,000 for "per million tokens"
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param[out] amount the result
 * @param[out] inexact 1 when it was rounded, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: price or amount is NULL
 *   - ::TOLL_E_RANGE: scale or reserved of price, per, mode
 *   - ::TOLL_E_OVERFLOW: the result does not fit 128 bits
 */
TOLL_API toll_status toll_amount_compute(const toll_decimal *price, int64_t quantity, int64_t per, int32_t mode,
                                         toll_amount *amount, int32_t *inexact, toll_error *err);

/**
 * Prices a column of quantities at one price: the columnar twin of toll_amount_compute().
 *
 * Use it where a table has many rows of one price. A row that fails does not stop the others.
 *
 * @param price price of `per` units, any sign
 * @param per units that one price buys, 1 .. 2^63 - 1
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param quantities `count` values; NULL only when count is 0
 * @param count rows, 0 .. (address space / 16)
 * @param[out] amounts `count` results; NULL only when count is 0; may be written in part on failure, with 0 for a row
 *        that failed
 * @param[out] inexact `count` flags: 1 for a rounded row; may be written in part on failure; may be NULL
 * @param[out] statuses `count` statuses: ::TOLL_OK or ::TOLL_E_OVERFLOW; may be written in part on failure; may be NULL
 * @param[out] err detail of the first row that failed; may be NULL
 * @return ::TOLL_OK when every row succeeded, or
 *   - ::TOLL_E_OVERFLOW: some row failed; all other rows are computed
 *   - ::TOLL_E_NULL: price, quantities or amounts is NULL; nothing is written
 *   - ::TOLL_E_RANGE: scale or reserved of price, per, mode, count; nothing is written
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_amount_compute_columns(const toll_decimal *price, int64_t per, int32_t mode,
                                                 const int64_t *quantities, uint64_t count, toll_amount *amounts,
                                                 int32_t *inexact, int32_t *statuses, toll_error *err);

/**
 * Multiplies an amount by a decimal, exactly, then rounds once if 18 digits are not enough.
 *
 * Use it for a discount, a tax rate or a share. To split a total so that the parts sum to it, use
 * toll_amount_allocate().
 *
 * @param amount an amount
 * @param factor a decimal, any sign
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param[out] product the result; may be the same object as amount
 * @param[out] inexact 1 when it was rounded, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: amount, factor or product is NULL
 *   - ::TOLL_E_RANGE: scale or reserved of factor, mode
 *   - ::TOLL_E_OVERFLOW: the result does not fit 128 bits
 */
TOLL_API toll_status toll_amount_multiply(const toll_amount *amount, const toll_decimal *factor, int32_t mode,
                                          toll_amount *product, int32_t *inexact, toll_error *err);

/**
 * Rounds an amount to a number of digits after the point.
 *
 * Use it once per invoice, with the digits of toll_currency_get_digits(); not per request, because the errors add up.
 *
 * @param value an amount
 * @param digits -20 .. 18; a negative number rounds to tens, hundreds and so on
 * @param mode TOLL_ROUND_*
 * @param[out] rounded the result; may be the same object as value
 * @param[out] inexact 1 when a digit other than 0 was dropped, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: value or rounded is NULL
 *   - ::TOLL_E_RANGE: digits, mode
 *   - ::TOLL_E_OVERFLOW: rounded away from zero, the result does not fit 128 bits
 */
TOLL_API toll_status toll_amount_round(const toll_amount *value, int32_t digits, int32_t mode, toll_amount *rounded,
                                       int32_t *inexact, toll_error *err);

/**
 * Digits of a currency's minor unit by ISO 4217: 2 for USD and EUR, 0 for JPY, 3 for KWD.
 *
 * Use it to round and to print an invoice. It never guesses 2 for a code that it does not know.
 *
 * @param code three letters, upper or lower case
 * @param length 3
 * @param[out] digits 0 .. 4
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: code or digits is NULL
 *   - ::TOLL_E_UNKNOWN_ID: another length, no active currency, or a code without a minor unit, as gold (XAU)
 */
TOLL_API toll_status toll_currency_get_digits(const char *code, uint64_t length, int32_t *digits, toll_error *err);

/**
 * Splits an amount in proportion to weights, so that the parts sum to it exactly.
 *
 * Use it to divide an invoice among teams or tenants. The method is that of the largest remainder (Hamilton): each part
 * is a whole number of units of 10^-digits and within one unit of its exact share. Equal remainders go to the lower
 * index. A weight of 0 gets nothing. A negative total is split as its magnitude, with the sign put back.
 *
 * @param total an amount that is a whole number of 10^-digits, any sign: round it first
 * @param weights `count` weights of 0 or more, not all 0
 * @param count 1 .. 2^32
 * @param digits digits after the point of each part, -20 .. 18
 * @param[out] parts `count` amounts
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: total, weights or parts is NULL
 *   - ::TOLL_E_RANGE: a negative weight, weights that are all 0, digits, count
 *   - ::TOLL_E_CONFLICT: the total is no whole number of 10^-digits
 *   - ::TOLL_E_OVERFLOW: the weights sum beyond 2^63 - 1
 *
 * Cost: O(count * 64). No memory is allocated for sorting; the least remainder that gets a unit is found by bisection.
 */
TOLL_API toll_status toll_amount_allocate(const toll_amount *total, const int64_t *weights, uint64_t count,
                                          int32_t digits, toll_amount *parts, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
