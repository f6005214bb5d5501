/* SPDX-License-Identifier: Apache-2.0 */
/* API prices of the plan's tokens.
 *
 * One request of the mean lengths is billed, and multiplied by the rate. That is exact for a tariff whose bill is a sum
 * over tokens, as most are; whether it is, is tried: a quarter, twice and eight times the lengths must cost that much
 * less or more. By hand, gpt-5-mini at $0.25 and $2 per million, 1,500 tokens in and 400 out: 0.000375 + 0.0008 =
 * $0.001175 a request; at 20 requests/s $84.60 an hour, and 38 M tokens/h of 136.8 M: $0.618 a million. */
#include "plan/plan_api.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/instant.h"
#include "input/usage_request.h"
#include "output/amount_text.h"
#include "output/give_up.h"
#include "plan/plan_law.h"

#define BILL_LINES   256
#define LINEAR_ERROR 1e-9 /* amounts are exact; the ratio of two is a double */

typedef struct api_tokens {
    int64_t input, cached, output;
} api_tokens;

/* Tokens as the API counts them. */
static api_tokens tokens_of(const plan_api *api, const toll_plan_need *need)
{
    api_tokens t;
    const double scale = api->tokens.ratio.mid;
    t.input = (int64_t)floor(need->input_tokens * scale + 0.5);
    t.cached = (int64_t)floor(need->input_tokens * need->prefix_hit_frac * scale + 0.5);
    t.output = (int64_t)floor(need->output_tokens * scale + 0.5);
    t.cached = t.cached < t.input ? t.cached : t.input;
    return t;
}

/* One bill; tier "": standard. The flags of all lines go to *flags. */
static toll_status bill_tokens(const plan_api *api, const void *card, const char *tier, int64_t at_s, api_tokens t,
                               double *usd, uint64_t *flags, toll_error *err)
{
    usage_request request;
    toll_bill_total total;
    toll_bill_line lines[BILL_LINES];
    usage_request_start(&request);
    request.tier = tier;
    request.context.at_s = at_s;
    request.region = api->name.region;
    request.usage[0] = (toll_bill_usage){TOLL_METER_INPUT, t.input};
    request.usage[1] = (toll_bill_usage){TOLL_METER_OUTPUT, t.output};
    request.usage[2] = (toll_bill_usage){TOLL_METER_CACHE_READ, t.cached};
    request.n_usage = t.cached > 0 ? 3 : 2;
    if (!usage_request_join(&request, api->book)) {
        return TOLL_E_RANGE;
    }
    start_struct(&total, sizeof total, TOLL_KIND_BILL_TOTAL);
    toll_status status = toll_bill_compute(card, toll_bill_card_size(), request.usage, request.n_usage,
                                           &request.context, NULL, 0, NULL, 0, lines, BILL_LINES, &total, err);
    if (status != TOLL_OK) {
        return status;
    }
    *flags = total.flags;
    for (int64_t i = 0; i < total.n_lines; i++) {
        *flags |= lines[i].flags;
    }
    if (strcmp(total.currency, "USD") != 0) {
        snprintf(err->message, sizeof err->message, "its price is in %s, and no rate of exchange is given",
                 total.currency);
        return TOLL_E_CONFLICT;
    }
    *usd = amount_value(&total.billed_cost);
    return TOLL_OK;
}

static api_tokens times(api_tokens t, int64_t factor)
{
    return (api_tokens){t.input * factor, t.cached * factor, t.output * factor};
}

static bool costs_so_much_more(const plan_api *api, const void *card, int64_t at_s, api_tokens t, int64_t factor)
{
    double once = 0, more = 0;
    uint64_t flags;
    toll_error err;
    return bill_tokens(api, card, "", at_s, t, &once, &flags, &err) == TOLL_OK &&
           bill_tokens(api, card, "", at_s, times(t, factor), &more, &flags, &err) == TOLL_OK &&
           fabs(more - once * (double)factor) <= LINEAR_ERROR * more;
}

/* Lengths vary around their mean, so a price that depends on them is not the price of the mean. */
static bool is_sum_over_tokens(const plan_api *api, const void *card, const toll_plan_need *need, int64_t at_s)
{
    api_tokens mean = tokens_of(api, need), quarter = {mean.input / 4, mean.cached / 4, mean.output / 4};
    return costs_so_much_more(api, card, at_s, quarter, 4) && costs_so_much_more(api, card, at_s, mean, 2) &&
           costs_so_much_more(api, card, at_s, mean, 8);
}

static void price_batch(plan_api *api, const void *card, const plan_request *r)
{
    double usd = 0;
    uint64_t flags;
    toll_error err;
    toll_status status = bill_tokens(api, card, "batch", r->at_s, tokens_of(api, &r->need), &usd, &flags, &err);
    api->has_batch = status == TOLL_OK && usd < api->usd_per_request;
    api->batch_usd_per_request = usd;
}

static int64_t date_of_tariff(const plan_api *api)
{
    const pricebook *b = api->book;
    int64_t row = api->name.row;
    return b->rows != NULL && row >= 0 && row < b->n_rows ? b->rows[row].source_date : 0;
}

static void price_api(plan_api *api, const plan_request *r, const void *card)
{
    uint64_t flags = 0;
    toll_error err = {0};
    toll_status status =
        bill_tokens(api, card, "", r->at_s, tokens_of(api, &r->need), &api->usd_per_request, &flags, &err);
    if (status != TOLL_OK) {
        snprintf(api->reason, sizeof api->reason, "%s", err.message);
        return;
    }
    api->is_priced = true;
    api->has_cache_price = r->need.prefix_hit_frac <= 0 || (flags & TOLL_LINE_FALLBACK) == 0;
    api->is_linear = is_sum_over_tokens(api, card, &r->need, r->at_s);
    api->source_date = date_of_tariff(api);
    price_batch(api, card, r);
}

/* ---- The region that the constraints ask for ---- */

/* By hand: openai's gpt-5.4 costs 1.10 times as much in region eu. Under --region eu a request of $0.01 is $0.011; under
 * --region de the book has no row, so the standard price is shown and said to be that. */
static bool price_region(plan_api *api, const plan_request *r, const void *card, const char *place, double *usd)
{
    uint64_t flags = 0;
    toll_error err = {0};
    snprintf(api->name.region, sizeof api->name.region, "%s", place);
    return bill_tokens(api, card, "", r->at_s, tokens_of(api, &r->need), usd, &flags, &err) == TOLL_OK &&
           (flags & TOLL_LINE_CONTEXT) == 0;
}

/* An endpoint of the EU lies in the EEA. */
static const char *region_of_place(const char *place)
{
    return strcmp(place, "eea") == 0 ? "eu" : place;
}

static void choose_region(plan_api *api, const plan_request *r, const void *card, const char *places)
{
    char place[32], best[32] = "";
    double usd = 0, least = 0;
    for (const char *rest = places; *rest != 0; rest += strspn(rest, " ")) {
        const size_t length = strcspn(rest, " ");
        snprintf(place, sizeof place, "%.*s", (int)length, rest);
        rest += length;
        if (price_region(api, r, card, region_of_place(place), &usd) && (best[0] == 0 || usd < least)) {
            least = usd;
            snprintf(best, sizeof best, "%s", region_of_place(place));
        }
    }
    snprintf(api->name.region, sizeof api->name.region, "%s", best);
}

/* A place that is the offering's only one has the standard price; one that has to be chosen may have its own. */
static void find_region(plan_api *api, const plan_request *r, const void *card, const plan_judged *j)
{
    for (uint64_t i = 0; i < r->constraints.count; i++) {
        const bool is_place = r->constraints.rows[i].topic == TOLL_TOPIC_PROCESSING;
        if (is_place && j->reasons[i].code != TOLL_REASON_MET && api->name.region[0] == 0) {
            api->is_region_asked = true;
            choose_region(api, r, card, r->constraints.rows[i].words);
            return;
        }
    }
}

static bool judge_api(plan_api *api, const plan_request *r, plan_judged *j)
{
    api->standing = TOLL_STANDING_ALLOWED;
    if (r->constraints.count == 0) {
        return true;
    }
    if (!plan_law_judge_api(r, &api->name, api->asked, j)) {
        return false;
    }
    api->standing = j->verdict.verdict;
    api->rejected_by = j->verdict.rejected_by;
    return true;
}

bool plan_api_find(plan_api *api, const plan_request *r, price_books *books, const char *name)
{
    book_hit hit;
    plan_judged j;
    toll_error err = {0};
    memset(api, 0, sizeof *api);
    api->asked = name;
    void *card = claim(toll_bill_card_size(), 1);
    toll_status status = price_books_resolve(books, "", name, r->at_s, card, &hit, &err);
    api->name = hit.name;
    api->book = hit.book;
    const bool is_judged = judge_api(api, r, &j);
    if (is_judged && status != TOLL_OK) {
        snprintf(api->reason, sizeof api->reason, "at %.10s: %s", instant_text(r->at_s).text, err.message);
    } else if (is_judged) {
        api->tokens = plan_tokens_find(r, api->asked, api->name.model);
        find_region(api, r, card, &j);
        price_api(api, r, card);
    }
    free(card);
    plan_api_set_rate(api, &r->need, r->need.requests_per_s);
    return is_judged;
}

bool plan_api_is_ranked(const plan_api *api)
{
    return api->is_priced && api->standing != TOLL_STANDING_REJECTED;
}

double plan_api_cost(const plan_request *r, const plan_api *api)
{
    return r->horizon.is_asked ? api->outlook.npv_usd : api->usd_per_hour;
}

bool plan_api_lasts(const plan_api *api)
{
    return (api->outlook.known & TOLL_PLAN_OUT_END) == 0;
}

void plan_api_set_rate(plan_api *api, const toll_plan_need *need, double requests_per_s)
{
    double hourly = requests_per_s * 3600;
    api->usd_per_hour = api->usd_per_request * hourly;
    api->usd_per_mtok = api->usd_per_request / (need->input_tokens + need->output_tokens) * 1e6;
}

void plan_api_end_text(const plan_api *api, char *text, size_t size)
{
    const toll_book_name *n = &api->name;
    size_t used = 0;
    text[0] = 0;
    if (n->redirected_to[0] != 0) {
        snprintf(text, size, "served by %s", n->redirected_to);
    }
    used = strlen(text);
    if (n->has_retirement != 0) {
        snprintf(text + used, size - used, "%s%s %.10s", used > 0 ? "; " : "", n->is_retired ? "retired" : "ends",
                 instant_text(n->retired_s).text);
    }
    used = strlen(text);
    if (n->replacement[0] != 0) {
        snprintf(text + used, size - used, "; %s is recommended", n->replacement);
    }
}
