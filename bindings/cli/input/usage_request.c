/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities, attributes, counters and limits of one request. Tier, region and attributes are numbers in a book; a
 * text that no row of the book names has a number by which patterns and comparisons are answered. With --bound, --output 500 is the limit output=0..500. */
#include "input/usage_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/instant.h"
#include "input/meters.h"
#include "input/numbers.h"

static bool add_quantity(usage_request *r, uint32_t meter, int64_t quantity)
{
    if (r->n_usage == USAGE_PAIRS) {
        complain("at most %d quantities in one request", USAGE_PAIRS);
        return false;
    }
    r->usage[r->n_usage++] = (toll_bill_usage){meter, quantity};
    return true;
}

/* METER=N */
static bool read_usage(usage_request *r, const char *pair)
{
    const char *equals = strchr(pair, '=');
    int64_t quantity;
    uint32_t meter;
    if (equals == NULL || equals == pair || !number_parse_count(equals + 1, &quantity)) {
        complain("--usage takes METER=N, as in web_search=3, got \"%.60s\"", pair);
        return false;
    }
    if (!meter_find("--usage", pair, (size_t)(equals - pair), &meter)) {
        return false;
    }
    return add_quantity(r, meter, quantity);
}

static bool intern_text(const pricebook *b, const char *option_name, const char *text, size_t length, uint64_t *id)
{
    toll_error err;
    if (toll_book_intern(b->bytes, b->size, text, length, id, &err) != TOLL_OK) {
        complain("%s: %s", option_name, err.message);
        return false;
    }
    return true;
}

static bool intern_tier(const pricebook *b, const char *option_name, const char *text, uint64_t *id)
{
    toll_error err;
    if (toll_book_intern_tier(b->bytes, b->size, text, strlen(text), id, &err) != TOLL_OK) {
        complain("%s: %s", option_name, err.message);
        return false;
    }
    return true;
}

/* KEY=VALUE */
static bool read_attribute(usage_request *r, const pricebook *b, const char *pair)
{
    const char *equals = strchr(pair, '=');
    r->attribute_pairs[r->n_attributes] = pair;
    toll_bill_attribute *attribute = &r->attributes[r->n_attributes++];
    if (equals == NULL || equals == pair || equals[1] == 0) {
        complain("--attribute takes KEY=VALUE, as in speed=fast, got \"%.60s\"", pair);
        return false;
    }
    return intern_text(b, "--attribute", pair, (size_t)(equals - pair), &attribute->key) &&
           intern_text(b, "--attribute", equals + 1, strlen(equals + 1), &attribute->value);
}

/* METER=A..B, or METER=B for 0..B */
static bool read_limit(usage_request *r, const char *pair)
{
    char number[40];
    const char *equals = strchr(pair, '='), *dots = equals != NULL ? strstr(equals, "..") : NULL;
    const char *most = dots != NULL ? dots + 2 : equals != NULL ? equals + 1 : "";
    toll_bill_limit *limit = &r->limits[r->n_limits];
    uint32_t meter;
    snprintf(number, sizeof number, "%.*s", dots != NULL ? (int)(dots - equals - 1) : 1,
             dots != NULL ? equals + 1 : "0");
    if (equals == NULL || equals == pair || !number_parse_count(number, &limit->least) ||
        !number_parse_count(most, &limit->most)) {
        complain("--limit takes METER=LEAST..MOST, as in output=0..500, got \"%.60s\"", pair);
        return false;
    }
    if (!meter_find("--limit", pair, (size_t)(equals - pair), &meter)) {
        return false;
    }
    limit->meter = meter;
    r->n_limits++;
    return true;
}

/* With --bound a quantity is the most that there may be; --limit says it of others, or says more. */
static bool read_limits(usage_request *r, const args *a)
{
    for (int i = 0; i < a->n_limits; i++) {
        if (r->n_limits == TOLL_METERS || !read_limit(r, a->limits[i])) {
            return false;
        }
    }
    for (uint64_t i = 0; i < r->n_usage; i++) {
        if (r->n_limits == TOLL_METERS) {
            return false;
        }
        int64_t quantity = r->usage[i].quantity;
        r->limits[r->n_limits++] = (toll_bill_limit){r->usage[i].meter, quantity < 0 ? quantity : 0, quantity};
    }
    return true;
}

/* NAME=N */
static bool read_counter(usage_request *r, const pricebook *b, const char *pair)
{
    const char *equals = strchr(pair, '=');
    toll_bill_counter *counter = &r->counters[r->n_counters];
    if (equals == NULL || equals == pair || !number_parse_count(equals + 1, &counter->used) || counter->used < 0) {
        complain("--counter takes NAME=N, as in searches=120, got \"%.60s\"", pair);
        return false;
    }
    r->counter_names[r->n_counters++] = pair;
    return intern_text(b, "--counter", pair, (size_t)(equals - pair), &counter->key);
}

static bool read_quantities(usage_request *r, const args *a)
{
    static const struct {
        option which;
        uint32_t meter;
    } counts[] = {{OPTION_INPUT_TOKENS, TOLL_METER_INPUT},      {OPTION_CACHE_READ, TOLL_METER_CACHE_READ},
                  {OPTION_CACHE_WRITE, TOLL_METER_CACHE_WRITE}, {OPTION_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_1H},
                  {OPTION_OUTPUT_TOKENS, TOLL_METER_OUTPUT},    {OPTION_REASONING, TOLL_METER_REASONING}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (args_has(a, counts[i].which) && !add_quantity(r, counts[i].meter, args_count(a, counts[i].which, 0))) {
            return false;
        }
    }
    for (int i = 0; i < a->n_usages; i++) {
        if (!read_usage(r, a->usages[i])) {
            return false;
        }
    }
    if (args_has(a, OPTION_BOUND)) {
        return read_limits(r, a);
    }
    if (a->n_limits > 0) {
        complain("--limit needs --bound");
        return false;
    }
    if (r->n_usage == 0) {
        complain("give what was used: --input N --output N, or --usage METER=N");
    }
    return r->n_usage > 0;
}

void usage_request_start(usage_request *r)
{
    memset(r, 0, sizeof *r);
    start_struct(&r->context, sizeof r->context, TOLL_KIND_BILL_CONTEXT);
    r->context.known = TOLL_CONTEXT_AT;
    r->tier = r->region = r->provider = "";
}

/* "KEY=VALUE" and "NAME=N" have been checked. */
static bool join_pairs(usage_request *r, const pricebook *b)
{
    for (uint64_t i = 0; i < r->n_attributes; i++) {
        const char *pair = r->attribute_pairs[i], *equals = strchr(pair, '=');
        if (!intern_text(b, "--attribute", pair, (size_t)(equals - pair), &r->attributes[i].key) ||
            !intern_text(b, "--attribute", equals + 1, strlen(equals + 1), &r->attributes[i].value)) {
            return false;
        }
    }
    for (uint64_t i = 0; i < r->n_counters; i++) {
        const char *pair = r->counter_names[i];
        if (!intern_text(b, "--counter", pair, strcspn(pair, "="), &r->counters[i].key)) {
            return false;
        }
    }
    return true;
}

bool usage_request_join(usage_request *r, const pricebook *b)
{
    return intern_tier(b, "tier", r->tier, &r->context.service_tier) &&
           intern_text(b, "region", r->region, strlen(r->region), &r->context.region) && join_pairs(r, b);
}

bool usage_request_read(usage_request *r, const args *a, const pricebook *b)
{
    usage_request_start(r);
    r->tier = args_text(a, OPTION_TIER, "");
    r->region = args_text(a, OPTION_REGION, "");
    r->provider = args_text(a, OPTION_PROVIDER, "");
    r->context.at_s = instant_now();
    const char *at = args_text(a, OPTION_AT, "");
    r->is_any_instant = args_has(a, OPTION_BOUND) && strcmp(at, "any") == 0;
    if (args_has(a, OPTION_AT) && !r->is_any_instant && !instant_parse(at, &r->context.at_s)) {
        complain("--at takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", at);
        return false;
    }
    if (strlen(r->provider) >= PROVIDER_BYTES) {
        complain("--provider takes at most %d bytes", PROVIDER_BYTES - 1);
        return false;
    }
    for (int i = 0; i < a->n_attributes; i++) {
        if (!read_attribute(r, b, a->attributes[i])) {
            return false;
        }
    }
    for (int i = 0; i < a->n_counters; i++) {
        if (!read_counter(r, b, a->counters[i])) {
            return false;
        }
    }
    return intern_tier(b, "--tier", r->tier, &r->context.service_tier) &&
           intern_text(b, "--region", r->region, strlen(r->region), &r->context.region) && read_quantities(r, a);
}
