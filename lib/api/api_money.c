/* SPDX-License-Identifier: Apache-2.0 */
/* Where decimals and amounts meet: prices times quantities, factors, shares, minor units. */
#include <toll/money.h>

#include <stddef.h>

#include "api/guard.h"
#include "base/allocate.h"
#include "base/amount.h"
#include "base/currency.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "base/rate.h"
#include "base/rounding.h"
#include "base/text.h"

#define ALLOCATE_COUNT_MAX ((uint64_t)1 << 32)

/* The price, the units that it buys and the mode. */
static toll_status check_price(const toll_decimal *price, int64_t per, int32_t mode, toll_error *err)
{
    toll_status status = toll__decimal_check(price, "price", err);
    if (status != TOLL_OK)
        return status;
    if (per < 1)
        return toll__fail_range(err, 0, "per", -1, 1, (double)INT64_MAX, (double)per);
    return toll__rounding_check(mode, err);
}

toll_status toll_amount_compute(const toll_decimal *price, int64_t quantity, int64_t per, int32_t mode,
                                toll_amount *amount, int32_t *inexact, toll_error *err)
{
    if (price == NULL)
        return toll__fail_null(err, "price");
    if (amount == NULL)
        return toll__fail_null(err, "amount");
    toll_status status = check_price(price, per, mode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__rate rate;
    toll__rate_make(*price, per, &rate);
    int32_t dropped = 0;
    if (!toll__rate_price(&rate, quantity, mode, amount, &dropped))
        return toll__amount_fail("amount", -1, err);
    if (inexact != NULL)
        *inexact = dropped;
    return TOLL_OK;
}

toll_status toll_amount_convert(const toll_decimal *value, int32_t mode, toll_amount *amount, int32_t *inexact,
                                toll_error *err)
{
    if (value == NULL)
        return toll__fail_null(err, "value");
    if (amount == NULL)
        return toll__fail_null(err, "amount");
    toll_status status = toll__decimal_check(value, "value", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll_amount_compute(value, 1, 1, mode, amount, inexact, err);
}

/* Prices row i; a row that fails is zero, and *failed keeps the first of them. */
static void compute_row(const toll__rate *rate, int64_t quantity, int32_t mode, uint64_t i, toll_amount *amount,
                        int32_t *inexact, int32_t *status, int64_t *failed)
{
    *amount = (toll_amount){0, 0};
    *inexact = 0;
    *status = TOLL_OK;
    if (toll__rate_price(rate, quantity, mode, amount, inexact))
        return;
    *status = TOLL_E_OVERFLOW;
    if (*failed < 0)
        *failed = (int64_t)i;
}

toll_status toll_amount_compute_columns(const toll_decimal *price, int64_t per, int32_t mode, const int64_t *quantities,
                                        uint64_t count, toll_amount *amounts, int32_t *inexact, int32_t *statuses,
                                        toll_error *err)
{
    if (price == NULL)
        return toll__fail_null(err, "price");
    if (quantities == NULL && count != 0)
        return toll__fail_null(err, "quantities");
    if (amounts == NULL && count != 0)
        return toll__fail_null(err, "amounts");
    toll_status status = toll__take_count(count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_price(price, per, mode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);

    toll__rate rate;
    toll__rate_make(*price, per, &rate);
    int64_t failed = -1;
    int32_t ignored_inexact, ignored_status;
    for (uint64_t i = 0; i < count; i++)
        compute_row(&rate, quantities[i], mode, i, &amounts[i], inexact != NULL ? &inexact[i] : &ignored_inexact,
                    statuses != NULL ? &statuses[i] : &ignored_status, &failed);
    return failed < 0 ? TOLL_OK : toll__amount_fail("amounts", failed, err);
}

toll_status toll_amount_multiply(const toll_amount *amount, const toll_decimal *factor, int32_t mode,
                                 toll_amount *product, int32_t *inexact, toll_error *err)
{
    if (amount == NULL)
        return toll__fail_null(err, "amount");
    if (factor == NULL)
        return toll__fail_null(err, "factor");
    if (product == NULL)
        return toll__fail_null(err, "product");
    toll_status status = toll__decimal_check(factor, "factor", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__rounding_check(mode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    int32_t dropped = 0;
    status = toll__amount_multiply(*amount, *factor, mode, product, &dropped, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (inexact != NULL)
        *inexact = dropped;
    return TOLL_OK;
}

#define CODE_MAX 3 /* letters of a currency in ISO 4217 */

toll_status toll_currency_get_digits(const char *code, uint64_t length, int32_t *digits, toll_error *err)
{
    if (code == NULL)
        return toll__fail_null(err, "code");
    if (digits == NULL)
        return toll__fail_null(err, "digits");
    return toll__done(toll__currency_digits(code, toll__text_measure(code, length, CODE_MAX), digits, err), err);
}

toll_status toll_amount_allocate(const toll_amount *total, const int64_t *weights, uint64_t count, int32_t digits,
                                 toll_amount *parts, toll_error *err)
{
    if (total == NULL)
        return toll__fail_null(err, "total");
    if (weights == NULL)
        return toll__fail_null(err, "weights");
    if (parts == NULL)
        return toll__fail_null(err, "parts");
    if (count < 1 || count > ALLOCATE_COUNT_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, (double)ALLOCATE_COUNT_MAX, (double)count);
    toll_status status = toll__check_range(err, 0, "digits", -1, -20, TOLL_AMOUNT_DIGITS, digits);
    if (status != TOLL_OK)
        return status;
    return toll__done(toll__allocate(*total, weights, count, digits, parts, err), err);
}
