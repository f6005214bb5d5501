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
 * @brief Exact numbers: what a bill is made of.
 *
 * A ::toll_decimal is `coef * 10^-scale`: a price as a vendor prints it. A ::toll_amount is a signed 128-bit integer
 * that counts 10^-18 of a currency unit (attos): +-1.7 * 10^20 units with every intermediate digit kept. Nothing here
 * uses floating point, so every compiler and CPU gives the same digits.
 *
 * A result that needs more than 18 digits after the point is rounded by the mode that the caller names and flagged
 * `inexact`; a result that does not fit is ::TOLL_E_OVERFLOW. Nothing else is ever rounded unless the caller asks, with
 * toll_amount_round().
 *
 * Rounding modes follow the General Decimal Arithmetic specification (half-even, half-up, down, up): half-up rounds a
 * tie away from zero, down truncates towards zero, up goes away from zero.
 *
 * Text: an optional sign, digits, and a point only between digits ("5." and ".5" are refused; leading zeros and "+" are
 * not). Asking for the size alone (NULL text, capacity 0) is ::TOLL_OK; a buffer of capacity 0 is ::TOLL_E_BUFFER.
 *
 * Limits: no currency conversion and no currency tag: an amount belongs to the currency that its owner says.
 *
 * @snippet money.c money
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

#define TOLL_ROUND_HALF_EVEN 0 /**< Nearest; a tie goes to the even digit. */
#define TOLL_ROUND_HALF_UP   1 /**< Nearest; a tie goes away from zero. */
#define TOLL_ROUND_DOWN      2 /**< Towards zero. */
#define TOLL_ROUND_UP        3 /**< Away from zero. */

#define TOLL_AMOUNT_DIGITS     18 /**< Digits after the point that an amount keeps. */
#define TOLL_DECIMAL_SCALE_MAX 36 /**< Greatest scale of a decimal. */
#define TOLL_MONEY_TEXT_BYTES  48 /**< A buffer of this size holds any formatted decimal or amount, NUL included. */

/** An exact decimal, `coef * 10^-scale`. Frozen. 1.50 and 1.5 are different texts of the same value. */
typedef struct toll_decimal {
    int64_t coef;      /**< Coefficient, any value. */
    int32_t scale;     /**< Digits after the point, 0 .. 36. */
    uint32_t reserved; /**< Must be 0. */
} toll_decimal;

/** A signed 128-bit integer in two's complement that counts 10^-18 of the currency unit. Frozen. */
typedef struct toll_amount {
    uint64_t low; /**< Low 64 bits. */
    int64_t high; /**< High 64 bits, with the sign. */
} toll_amount;

/**
 * Reads a decimal: an optional sign, digits, an optional point with digits. No exponent, group separator, blank or
 * locale. Trailing zeros are kept in the scale ("1.50" is 150 * 10^-2).
 * @param text UTF-8, `length` bytes
 * @param length 1 .. 64
 * @param[out] value the decimal
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_SYNTAX; ::TOLL_E_OVERFLOW (coefficient beyond 64 bits or scale beyond 36).
 */
TOLL_API toll_status toll_decimal_parse(const char *text, uint64_t length, toll_decimal *value, toll_error *err);

/**
 * Writes a decimal with exactly `scale` digits after the point, and a NUL.
 * @param value the decimal
 * @param[out] text the caller's buffer
 * @param capacity its size in bytes; 0 with a NULL text asks for the needed size only
 * @param[out] needed bytes needed, the NUL included; NULL allowed; set on success and on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (scale, reserved); ::TOLL_E_BUFFER (nothing is written to text).
 */
TOLL_API toll_status toll_decimal_format(const toll_decimal *value, char *text, uint64_t capacity, uint64_t *needed,
                                         toll_error *err);

/**
 * Compares two decimals by value: 1.5 equals 1.50.
 * @param left a decimal
 * @param right a decimal
 * @param[out] order -1, 0 or 1
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE.
 */
TOLL_API toll_status toll_decimal_compare(const toll_decimal *left, const toll_decimal *right, int32_t *order,
                                          toll_error *err);

/**
 * Adds two decimals exactly; the scale of the sum is the larger of the two.
 * @param left a decimal
 * @param right a decimal
 * @param[out] sum left + right; may be the same object as an operand
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_decimal_add(const toll_decimal *left, const toll_decimal *right, toll_decimal *sum,
                                      toll_error *err);

/**
 * Multiplies two decimals exactly; trailing zeros are dropped only as far as needed to fit.
 * @param left a decimal
 * @param right a decimal
 * @param[out] product left * right; may be the same object as an operand
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_decimal_multiply(const toll_decimal *left, const toll_decimal *right, toll_decimal *product,
                                           toll_error *err);

/**
 * Rounds a decimal to a number of digits after the point; more digits than it has pads with zeros.
 * @param value a decimal
 * @param digits 0 .. 36
 * @param mode TOLL_ROUND_*
 * @param[out] rounded the result, its scale equal to digits
 * @param[out] inexact 1 when a non-zero digit was dropped, else 0; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_decimal_round(const toll_decimal *value, int32_t digits, int32_t mode, toll_decimal *rounded,
                                        int32_t *inexact, toll_error *err);

/**
 * Reads an amount in the syntax of toll_decimal_parse(), with at most 18 digits after the point (further zeros are
 * allowed).
 * @param text UTF-8, `length` bytes
 * @param length 1 .. 64
 * @param[out] value the amount
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_SYNTAX; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_parse(const char *text, uint64_t length, toll_amount *value, toll_error *err);

/**
 * Writes an amount exactly, and a NUL: at least `digits_min` digits after the point, more only where they are not zero.
 * @param value the amount
 * @param digits_min 0 .. 18
 * @param[out] text the caller's buffer
 * @param capacity its size in bytes; 0 with a NULL text asks for the needed size only
 * @param[out] needed bytes needed, the NUL included; NULL allowed; set on success and on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_BUFFER (nothing is written to text).
 */
TOLL_API toll_status toll_amount_format(const toll_amount *value, int32_t digits_min, char *text, uint64_t capacity,
                                        uint64_t *needed, toll_error *err);

/**
 * Turns a decimal into an amount.
 * @param value a decimal
 * @param mode TOLL_ROUND_*, used when the decimal has non-zero digits beyond the 18th
 * @param[out] amount the amount
 * @param[out] inexact 1 when it was rounded, else 0; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE. It always fits.
 */
TOLL_API toll_status toll_amount_convert(const toll_decimal *value, int32_t mode, toll_amount *amount, int32_t *inexact,
                                         toll_error *err);

/**
 * Compares two amounts.
 * @param left an amount
 * @param right an amount
 * @param[out] order -1, 0 or 1
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL.
 */
TOLL_API toll_status toll_amount_compare(const toll_amount *left, const toll_amount *right, int32_t *order,
                                         toll_error *err);

/**
 * Adds two amounts.
 * @param left an amount
 * @param right an amount
 * @param[out] sum left + right; may be the same object as an operand
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_add(const toll_amount *left, const toll_amount *right, toll_amount *sum,
                                     toll_error *err);

/**
 * Subtracts two amounts.
 * @param left an amount
 * @param right an amount
 * @param[out] difference left - right; may be the same object as an operand
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_subtract(const toll_amount *left, const toll_amount *right, toll_amount *difference,
                                          toll_error *err);

/**
 * Adds many amounts; the order does not matter, since intermediate sums are wider than 128 bits.
 * @param amounts first amount; NULL only when count is 0
 * @param count how many
 * @param stride_bytes distance from one to the next, at least 16; so one column of a table can be summed in place
 * @param[out] sum their sum, 0 for none
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_STRIDE; ::TOLL_E_OVERFLOW (only when the final sum does not fit).
 */
TOLL_API toll_status toll_amount_sum(const void *amounts, uint64_t count, uint64_t stride_bytes, toll_amount *sum,
                                     toll_error *err);

/**
 * Prices a quantity: `price * quantity / per`, exact, then rounded once to 18 digits if need be.
 * @param price price of `per` units, any sign
 * @param quantity number of units, any sign
 * @param per units that one price buys (1,000,000 for "per million tokens"); 1 .. 2^63 - 1
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param[out] amount the result
 * @param[out] inexact 1 when it was rounded, else 0; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_compute(const toll_decimal *price, int64_t quantity, int64_t per, int32_t mode,
                                         toll_amount *amount, int32_t *inexact, toll_error *err);

/**
 * Columnar twin of toll_amount_compute(): one price, many quantities.
 * @param price price of `per` units
 * @param per units that one price buys
 * @param mode TOLL_ROUND_*
 * @param quantities `count` values
 * @param count rows; 0 is allowed, with any columns
 * @param[out] amounts `count` results; zero where the row failed
 * @param[out] inexact `count` flags; NULL allowed
 * @param[out] statuses `count` statuses, one per row; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return ::TOLL_OK when every row is; else the status of the first failing row (the others are still computed), or
 *         ::TOLL_E_NULL / ::TOLL_E_RANGE for the common arguments and the count (nothing is written).
 */
TOLL_API toll_status toll_amount_compute_columns(const toll_decimal *price, int64_t per, int32_t mode,
                                                 const int64_t *quantities, uint64_t count, toll_amount *amounts,
                                                 int32_t *inexact, int32_t *statuses, toll_error *err);

/**
 * Multiplies an amount by a decimal (a discount, a tax rate, a share).
 * @param amount an amount
 * @param factor a decimal
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param[out] product the result; may be the same object as amount
 * @param[out] inexact 1 when it was rounded, else 0; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_multiply(const toll_amount *amount, const toll_decimal *factor, int32_t mode,
                                          toll_amount *product, int32_t *inexact, toll_error *err);

/**
 * Rounds an amount to a number of digits after the point.
 * @param value an amount
 * @param digits -20 .. 18; negative rounds to tens, hundreds, ...
 * @param mode TOLL_ROUND_*
 * @param[out] rounded the result; may be the same object as value
 * @param[out] inexact 1 when a non-zero digit was dropped, else 0; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_amount_round(const toll_amount *value, int32_t digits, int32_t mode, toll_amount *rounded,
                                       int32_t *inexact, toll_error *err);

/**
 * Digits of a currency's minor unit by ISO 4217: 2 for USD and EUR, 0 for JPY, 3 for KWD.
 * @param code three letters, upper or lower case
 * @param length 3
 * @param[out] digits 0 .. 4
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_UNKNOWN_ID (never a guess of 2; also for codes without a minor unit, as gold).
 */
TOLL_API toll_status toll_currency_get_digits(const char *code, uint64_t length, int32_t *digits, toll_error *err);

/**
 * Splits an amount into parts proportional to weights by the largest-remainder method (Hamilton): each part is a whole
 * number of `10^-digits`, within one such unit of its exact share, and the parts sum to the total exactly. Equal
 * remainders go to the lower index. A negative total is split as the mirror of its magnitude; a weight of 0 gets nothing.
 * @param total an amount that is a whole number of 10^-digits; any sign
 * @param weights `count` non-negative weights, not all zero
 * @param count 1 .. 2^32
 * @param digits -20 .. 18
 * @param[out] parts `count` amounts
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (weights, digits, count); ::TOLL_E_CONFLICT (the total has digits
 *         beyond the unit); ::TOLL_E_OVERFLOW (weights sum beyond 2^63 - 1). O(count * 64): no memory is allocated, so
 *         the cut-off is found by bisection.
 */
TOLL_API toll_status toll_amount_allocate(const toll_amount *total, const int64_t *weights, uint64_t count,
                                          int32_t digits, toll_amount *parts, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
