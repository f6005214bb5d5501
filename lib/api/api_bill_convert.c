/* SPDX-License-Identifier: Apache-2.0 */
/* From one currency to another, by a rate that says when it holds. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/amount.h"
#include "base/fault.h"
#include "base/rounding.h"

static toll_status refuse_rate(toll_error *err, toll_status status, const char *field, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_BILL_RATE, field, -1, reason);
}

static toll_status check_bill_rate(const toll_bill_rate *rate, toll_error *err)
{
    if (rate->rate.coef <= 0)
        return refuse_rate(err, TOLL_E_RANGE, "rate", "must be above 0");
    if (rate->from_s >= rate->until_s)
        return refuse_rate(err, TOLL_E_CONFLICT, "until_s", "must be above from_s: the interval of the rate is empty");
    if (rate->from_currency[0] == '\0')
        return refuse_rate(err, TOLL_E_MISSING, "from_currency", "must be given");
    if (rate->to_currency[0] == '\0')
        return refuse_rate(err, TOLL_E_MISSING, "to_currency", "must be given");
    return TOLL_OK;
}

static toll_status check_use(const toll_bill_rate *rate, toll__text_argument currency, int64_t at_s, toll_error *err)
{
    char own[sizeof rate->from_currency] = {0};
    toll_status status = toll__take_text(&currency, 1, sizeof own - 1, err);
    if (status != TOLL_OK)
        return status;
    memcpy(own, currency.text, (size_t)currency.length);
    if (memcmp(own, rate->from_currency, sizeof own) != 0)
        return refuse_rate(err, TOLL_E_CONFLICT, "from_currency", "is not the currency of the amount");
    if (at_s < rate->from_s || at_s >= rate->until_s)
        return toll__fail(err, TOLL_E_MISSING, 0, "at_s", -1,
                          "is outside the interval of the rate (from_s .. until_s)");
    return TOLL_OK;
}

toll_status toll_bill_convert(const toll_amount *amount, const char *currency, uint64_t currency_length, int64_t at_s,
                              const toll_bill_rate *rate, int32_t mode, toll_amount *converted, int32_t *inexact,
                              toll_error *err)
{
    toll_bill_rate full;
    toll_amount result;
    int32_t dropped = 0;
    if (amount == NULL)
        return toll__fail_null(err, "amount");
    if (converted == NULL)
        return toll__fail_null(err, "converted");
    toll_status status = toll__take(rate, TOLL_KIND_BILL_RATE, "rate", &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__rounding_check(mode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_bill_rate(&full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status =
        check_use(&full, (toll__text_argument){currency, currency_length, "currency", "currency_length"}, at_s, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__amount_multiply(*amount, full.rate, mode, &result, &dropped, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *converted = result;
    if (inexact != NULL)
        *inexact = dropped;
    return TOLL_OK;
}
