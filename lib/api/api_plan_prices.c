/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff as prices per million tokens of one mix.
 *
 * One request is billed, and the cost of the lines of each stream is divided by the stream's tokens. By hand: 12,000
 * input tokens, 10,000 of them cached at 0.30, the rest at 3.00, 800 output at 15.00: 0.006 / 2,000, 0.003 / 10,000 and
 * 0.012 / 800 are 3.00, 0.30 and 15.00 per million again. A tariff with steps gives other quotients at other lengths;
 * the same mix at a quarter, half, twice and four times the length finds that out. */
#include <math.h>
#include <string.h>

#include <toll/bill.h>
#include <toll/plan.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"

#define LINES_MAX    128u
#define ATTOS        1e18
#define TWO_64       18446744073709551616.0
#define TOK_PER_MTOK 1e6
#define SAME         1e-9 /* a cost of 10^-18 more or less is rounding of the bill, not a step of the tariff */

#define STREAM_INPUT  0
#define STREAM_CACHED 1
#define STREAM_OUTPUT 2
#define STREAM_OTHER  3
#define STREAMS       4

typedef struct billed_mix {
    double money[STREAMS];
    double tokens[STREAMS];
    int has_cached_line;
    toll_bill_total total;
} billed_mix;

typedef struct mix_question {
    const void *card;
    uint64_t card_size;
    const toll_bill_context *context;
} mix_question;

static double money_of(toll_amount amount)
{
    return ((double)amount.high * TWO_64 + (double)amount.low) / ATTOS;
}

/* A cache is read by meters whose parent is cache_read, too: each side is that of the registry. */
static uint32_t stream_of(const toll_bill_line *line)
{
    toll_bill_meter meter;
    (void)toll_struct_init(&meter, sizeof meter, TOLL_KIND_BILL_METER, NULL);
    if ((line->flags & (TOLL_LINE_FEE | TOLL_LINE_FLOOR | TOLL_LINE_CAP | TOLL_LINE_IMPLIED)) != 0 ||
        toll_bill_meter_get(line->meter, &meter, NULL) != TOLL_OK)
        return STREAM_OTHER;
    if (line->meter == TOLL_METER_CACHE_READ)
        return STREAM_CACHED;
    return meter.side == TOLL_SIDE_INPUT ? STREAM_INPUT : meter.side == TOLL_SIDE_OUTPUT ? STREAM_OUTPUT : STREAM_OTHER;
}

static void add_lines(const toll_bill_line *lines, uint64_t count, billed_mix *billed)
{
    for (uint64_t i = 0; i < count; i++) {
        const uint32_t stream = stream_of(&lines[i]);
        billed->money[stream] += money_of(lines[i].billed_cost);
        billed->has_cached_line |= stream == STREAM_CACHED;
    }
}

static toll_status bill_mix(const mix_question *q, const toll_plan_mix *mix, billed_mix *billed, toll_error *err)
{
    toll_bill_line lines[LINES_MAX];
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, mix->input_tokens},
                                     {TOLL_METER_OUTPUT, mix->output_tokens},
                                     {TOLL_METER_CACHE_READ, mix->cached_tokens},
                                     {TOLL_METER_CACHE_WRITE, mix->cache_write_tokens}};
    const uint64_t n = mix->cache_write_tokens > 0 ? 4 : mix->cached_tokens > 0 ? 3 : 2;
    memset(billed, 0, sizeof *billed);
    (void)toll_struct_init(&billed->total, sizeof billed->total, TOLL_KIND_BILL_TOTAL, NULL);
    toll_status status = toll_bill_compute(q->card, q->card_size, usage, n, q->context, NULL, 0, NULL, 0, lines,
                                           LINES_MAX, &billed->total, err);
    if (status != TOLL_OK)
        return status;
    add_lines(lines, (uint64_t)billed->total.n_lines, billed);
    billed->tokens[STREAM_INPUT] = (double)(mix->input_tokens - mix->cached_tokens);
    billed->tokens[STREAM_CACHED] = (double)mix->cached_tokens;
    billed->tokens[STREAM_OUTPUT] = (double)mix->output_tokens;
    return TOLL_OK;
}

/* Cached tokens without a line of their own are on the line of input: one price for both. */
static int is_cached_plain(const billed_mix *billed)
{
    return billed->tokens[STREAM_CACHED] > 0 && billed->has_cached_line == 0;
}

static double price_of(const billed_mix *billed, int stream)
{
    double tokens = billed->tokens[stream], money = billed->money[stream];
    double all = billed->tokens[STREAM_INPUT] + billed->tokens[STREAM_CACHED] + billed->tokens[STREAM_OUTPUT];
    double sum = billed->money[STREAM_INPUT] + billed->money[STREAM_CACHED] + billed->money[STREAM_OUTPUT];
    if (stream != STREAM_OUTPUT && is_cached_plain(billed)) {
        money = billed->money[STREAM_INPUT];
        tokens = billed->tokens[STREAM_INPUT] + billed->tokens[STREAM_CACHED];
    }
    double other = billed->money[STREAM_OTHER];
    double price = sum > 0 ? money / tokens * (1 + other / sum) : other / all;
    return price * TOK_PER_MTOK;
}

static int64_t scale_tokens(int64_t tokens, double factor)
{
    return (int64_t)floor((double)tokens * factor);
}

static int is_other_price(const billed_mix *base, const billed_mix *scaled, int stream)
{
    if (!(base->tokens[stream] > 0 && scaled->tokens[stream] > 0))
        return 0;
    double expected = price_of(base, stream);
    return fabs(price_of(scaled, stream) - expected) > SAME * fabs(expected);
}

/* A length that the tariff refuses is beyond what it sells: it has no price to compare. */
static int has_steps(const mix_question *q, const toll_plan_mix *mix, const billed_mix *base)
{
    static const double factors[] = {0.25, 0.5, 2, 4};
    for (int i = 0; i < 4; i++) {
        toll_plan_mix scaled = *mix;
        billed_mix billed;
        scaled.input_tokens = scale_tokens(mix->input_tokens, factors[i]);
        scaled.cached_tokens = scale_tokens(mix->cached_tokens, factors[i]);
        scaled.cache_write_tokens = scale_tokens(mix->cache_write_tokens, factors[i]);
        scaled.output_tokens = scale_tokens(mix->output_tokens, factors[i]);
        if (bill_mix(q, &scaled, &billed, NULL) != TOLL_OK)
            continue;
        for (int stream = 0; stream < STREAM_OTHER; stream++)
            if (is_other_price(base, &billed, stream))
                return 1;
    }
    return 0;
}

static toll_status refuse_mix(const toll_plan_mix *mix, toll_error *err)
{
    if (mix->input_tokens + mix->output_tokens == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_MIX, "input_tokens", -1,
                          "or output_tokens must be given: a request without tokens has no price per token");
    if (mix->cached_tokens > mix->input_tokens)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_MIX, "cached_tokens", -1,
                          "must not exceed input_tokens, which include them");
    if (mix->cache_write_tokens > mix->input_tokens - mix->cached_tokens)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_MIX, "cache_write_tokens", -1,
                          "must not exceed the input_tokens that are not read from the cache");
    return TOLL_OK;
}

static void fill_prices(const billed_mix *billed, int is_stepped, toll_plan_prices *out)
{
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    out->struct_kind = TOLL_KIND_PLAN_PRICES;
    double *prices[] = {&out->per_mtok_input, &out->per_mtok_cached, &out->per_mtok_output};
    for (int stream = 0; stream < STREAM_OTHER; stream++) {
        if (!(billed->tokens[stream] > 0))
            continue;
        out->known |= (uint64_t)TOLL_PLAN_PRICE_INPUT << stream;
        *prices[stream] = price_of(billed, stream);
    }
    out->request_money = money_of(billed->total.billed_cost);
    out->remarks |= is_stepped ? TOLL_PLAN_PRICE_STEPS : 0;
    out->remarks |= billed->money[STREAM_OTHER] != 0 ? TOLL_PLAN_PRICE_FEES : 0;
    out->remarks |= (billed->total.flags & TOLL_LINE_FALLBACK) != 0 ? TOLL_PLAN_PRICE_FALLBACK : 0;
    out->remarks |= (billed->total.flags & TOLL_LINE_PERIOD) != 0 ? TOLL_PLAN_PRICE_PERIOD : 0;
    memcpy(out->currency, billed->total.currency, sizeof out->currency);
    memcpy(out->book_hash, billed->total.book_hash, sizeof out->book_hash);
}

toll_status toll_plan_derive_prices(const void *card, uint64_t card_size, const toll_plan_mix *mix,
                                    const toll_bill_context *context, toll_plan_prices *prices, toll_error *err)
{
    const mix_question q = {card, card_size, context};
    toll_plan_mix full;
    billed_mix billed;
    toll_plan_prices out;
    toll_status status = toll__take(mix, TOLL_KIND_PLAN_MIX, "mix", &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(prices, TOLL_KIND_PLAN_PRICES, "prices", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = refuse_mix(&full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = bill_mix(&q, &full, &billed, err);
    if (status != TOLL_OK)
        return status;
    fill_prices(&billed, has_steps(&q, &full, &billed), &out);
    toll__give(prices, TOLL_KIND_PLAN_PRICES, &out);
    return TOLL_OK;
}
