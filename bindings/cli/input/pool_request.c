/* SPDX-License-Identifier: Apache-2.0 */
/* --pool 12000USD/month and its companions. A pool is a whole number of its currency's smallest coin, so that what tenants
 * bear can be booked and sums to it. */
#include "input/pool_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/numbers.h"

#define US_PER_HOUR 3.6e9

static const char *const shares[] = {"tokens", "cost", "time"};
static const char *const idles[] = {"proportional", "even", "owner", "separate"};
static const char *const periods[] = {"log", "month", "day"};

const char *pool_share_name(pool_share share)
{
    return shares[share];
}

const char *pool_idle_name(pool_idle idle)
{
    return idles[idle];
}

const char *pool_period_name(pool_period period)
{
    return periods[period];
}

static int index_of(const char *word, size_t length, const char *const *words, int n)
{
    for (int i = 0; i < n; i++) {
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0) {
            return i;
        }
    }
    return -1;
}

/* "12000.50USD" as an amount and a currency; the currency may be left out. */
static bool read_money(const char *option_name, const char *text, size_t length, toll_amount *amount, char *currency)
{
    size_t digits = strspn(text, "0123456789.");
    digits = digits < length ? digits : length;
    size_t at = digits + (digits < length && text[digits] == ' '), code = length - at;
    toll_amount zero = {0, 0};
    int32_t order = 0;
    if (digits == 0 || code >= 16 || toll_amount_parse(text, digits, amount, NULL) != TOLL_OK ||
        toll_amount_compare(amount, &zero, &order, NULL) != TOLL_OK || order < 0) {
        complain("%s takes an amount and a currency such as 12000USD, got \"%.40s\"", option_name, text);
        return false;
    }
    if (code > 0) {
        snprintf(currency, 16, "%.*s", (int)code, text + at);
    }
    return true;
}

/* A whole number of cents stays the same when it is rounded to cents. */
static bool check_coins(const pool_request *r, const char *option_name, const toll_amount *amount)
{
    toll_amount rounded;
    int32_t inexact = 0;
    if (toll_amount_round(amount, r->digits, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL) != TOLL_OK ||
        inexact != 0) {
        complain("%s must have at most %d digits behind the point: %s has no smaller coin", option_name, r->digits,
                 r->currency);
        return false;
    }
    return true;
}

static bool read_pool(pool_request *r, const char *text)
{
    const char *slash = strchr(text, '/');
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    int period = slash != NULL ? index_of(slash + 1, strlen(slash + 1), periods, 3) : POOL_OF_LOG;
    snprintf(r->currency, sizeof r->currency, "USD");
    if (period < 0 || (slash != NULL && period == POOL_OF_LOG)) {
        complain("--pool is of the log, or /month, or /day, got \"%.40s\"", text);
        return false;
    }
    r->period = (pool_period)period;
    if (!read_money("--pool", text, length, &r->pool, r->currency)) {
        return false;
    }
    if (toll_currency_get_digits(r->currency, strlen(r->currency), &r->digits, NULL) != TOLL_OK) {
        complain("--pool: \"%s\" is no currency of ISO 4217", r->currency);
        return false;
    }
    return check_coins(r, "--pool", &r->pool);
}

static bool read_shared(pool_request *r, const char *text)
{
    char currency[16];
    int32_t order = 0;
    snprintf(currency, sizeof currency, "%s", r->currency);
    if (text == NULL) {
        return true;
    }
    if (!read_money("--shared", text, strlen(text), &r->shared, currency) || !check_coins(r, "--shared", &r->shared)) {
        return false;
    }
    toll_amount_compare(&r->shared, &r->pool, &order, NULL);
    if (strcmp(currency, r->currency) != 0 || order > 0) {
        complain(order > 0 ? "--shared is a part of the pool, and is above it"
                           : "--shared must be in the currency of the pool, %s",
                 r->currency);
        return false;
    }
    return true;
}

static bool read_idle(pool_request *r, const char *text)
{
    size_t length = strcspn(text, "=");
    int found = index_of(text, length, idles, 4);
    bool has_name = text[length] == '=' && text[length + 1] != 0;
    if (found < 0 || (found == POOL_IDLE_OWNER) != has_name) {
        complain("--idle takes proportional, even, owner=NAME or separate, got \"%.40s\"", text);
        return false;
    }
    r->idle = (pool_idle)found;
    r->owner = has_name ? text + length + 1 : "";
    return true;
}

static bool read_capacity(pool_request *r, const char *text)
{
    double value = 0, scale = r->share == POOL_BY_TIME ? US_PER_HOUR : 1;
    r->has_capacity = text != NULL;
    if (text == NULL) {
        return true;
    }
    if (r->share == POOL_BY_COST) {
        complain("--capacity is of tokens or time: by cost, what the tariff does not bill is idle");
        return false;
    }
    if (!number_parse(text, &value) || !(value > 0) || value * scale > 9e18) {
        complain("--capacity takes %s above 0 such as %s, got \"%.40s\"",
                 r->share == POOL_BY_TIME ? "GPU-hours" : "tokens", r->share == POOL_BY_TIME ? "5840" : "5G", text);
        return false;
    }
    r->capacity = (int64_t)(value * scale);
    return true;
}

/* Options that only a pool gives a meaning. */
static bool refuse_without_pool(const args *a)
{
    static const option needs_pool[] = {OPTION_SHARE, OPTION_IDLE, OPTION_CAPACITY, OPTION_SHARED};
    for (size_t i = 0; i < sizeof needs_pool / sizeof needs_pool[0]; i++) {
        if (args_has(a, needs_pool[i])) {
            complain("%s needs --pool", option_name(needs_pool[i]));
            return false;
        }
    }
    return true;
}

bool pool_request_read(pool_request *r, const args *a)
{
    const char *pool = args_text(a, OPTION_POOL, NULL), *share = args_text(a, OPTION_SHARE, "tokens");
    memset(r, 0, sizeof *r);
    if (pool == NULL) {
        return refuse_without_pool(a);
    }
    int found = index_of(share, strlen(share), shares, 3);
    if (found < 0) {
        complain("--share takes tokens, cost or time, got \"%.40s\"", share);
        return false;
    }
    r->is_asked = true;
    r->share = (pool_share)found;
    return read_pool(r, pool) && read_shared(r, args_text(a, OPTION_SHARED, NULL)) &&
           read_idle(r, args_text(a, OPTION_IDLE, "proportional")) &&
           read_capacity(r, args_text(a, OPTION_CAPACITY, NULL));
}
