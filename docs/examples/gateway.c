/* SPDX-License-Identifier: Apache-2.0 */
/* What a gateway asks before it sends a request: which of several models is the cheapest whose dearest bill stays within
 * the budget, and what the request adds to your own pool of accelerators at this moment. */
#include <stdio.h>
#include <string.h>

#include <toll.h>

#define N_MODELS 4

/* Limits of a request: so many tokens, and of all that is counted otherwise (searches, images, seconds) nothing, since the
 * request has no tools. Without a limit a priced meter has no dearest bill. */
typedef struct Limits {
    toll_bill_limit rows[TOLL_METERS];
    uint64_t n;
} Limits;

static Limits limit_request(int64_t input_tokens, int64_t most_output_tokens)
{
    Limits limits = {{{TOLL_METER_INPUT, input_tokens, input_tokens}, {TOLL_METER_OUTPUT, 0, most_output_tokens}}, 2};
    for (uint64_t meter = TOLL_METER_WEB_SEARCH; meter < TOLL_METERS; meter++)
        if (meter != TOLL_METER_CACHE_WRITE_12H) /* a part of the input */
            limits.rows[limits.n++] = (toll_bill_limit){meter, 0, 0};
    return limits;
}

/* The highest bill of a request of at most this size. */
static toll_status bound_bill(const char *model, int64_t at_s, const Limits *limits, toll_bill_bounds *bounds,
                              toll_error *err)
{
    uint64_t card[TOLL_BILL_CARD_WORDS], book_size;
    const void *book = toll_book_get_public(&book_size);
    toll_bill_scope scope;
    toll_book_name found;
    toll_init(&found);
    toll_init(&scope);
    toll_init(bounds);
    scope.known = TOLL_SCOPE_FROM | TOLL_SCOPE_UNTIL; /* the tariff may have other prices tomorrow */
    scope.from_s = at_s;
    scope.until_s = at_s + 3600;
    toll_status status =
        toll_book_resolve(book, book_size, NULL, 0, model, TOLL_NUL, at_s, card, sizeof card, &found, err);
    if (status != TOLL_OK)
        return status;
    return toll_bill_bound(card, sizeof card, limits->rows, limits->n, &scope, NULL, 0, NULL, 0, NULL, 0, bounds, err);
}

/* The index of the cheapest model within the budget, -1: none is. A model without an upper limit is not admitted. */
static int find_cheapest(const char *const *models, int64_t at_s, const Limits *limits, const toll_amount *budget,
                         toll_amount *least)
{
    int found = -1;
    for (int i = 0; i < N_MODELS; i++) {
        char text[TOLL_MONEY_TEXT_BYTES];
        toll_bill_bounds bounds;
        toll_error err;
        int32_t is_over = 0, is_less = -1;
        if (bound_bill(models[i], at_s, limits, &bounds, &err) != TOLL_OK) {
            printf("%-20s not asked: %s\n", models[i], err.message);
            continue;
        }
        if (bounds.verdict > TOLL_CEILING_ABOVE || strcmp(bounds.currency, "USD") != 0) {
            printf("%-20s no upper limit in USD: meter %u\n", models[i], (unsigned)bounds.meter);
            continue;
        }
        toll_amount_format(&bounds.highest_billed, 2, text, sizeof text, NULL, NULL);
        toll_amount_compare(&bounds.highest_billed, budget, &is_over, NULL);
        printf("%-20s at most %s USD%s\n", models[i], text, is_over > 0 ? ": over the budget" : "");
        if (found >= 0)
            toll_amount_compare(&bounds.highest_billed, least, &is_less, NULL);
        if (is_over > 0 || is_less >= 0)
            continue;
        found = i;
        *least = bounds.highest_billed;
    }
    return found;
}

/* What one more request of this size adds to a pool that decodes 24 requests now. */
static toll_status ask_pool(const Limits *limits, toll_serve_admission *admission, toll_error *err)
{
    uint64_t pool[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    toll_step_batch batch;
    toll_serve_load load;
    toll_serve_supply supply;
    toll_init(&layout);
    toll_init(&batch);
    toll_init(&load);
    toll_init(&supply);
    toll_init(admission);
    layout.tp = 4;
    batch.decode_sequences = 24;
    batch.decode_context_tokens = 3000; /* on average, prompt and answer so far */
    load.input_tokens = (double)limits->rows[0].most;
    load.output_tokens = (double)limits->rows[1].most;
    supply.usd_per_gpu_hour = (toll_range){2.5, 2.5, 2.5};
    toll_status status = toll_catalog_resolve(TOLL_STR("h100-sxm5-80gb"), TOLL_STR("llama-3.1-70b"), TOLL_STR("fp8"),
                                              TOLL_STR("vllm"), &layout, pool, sizeof pool, err);
    if (status != TOLL_OK)
        return status;
    return toll_serve_estimate_admission(pool, sizeof pool, &batch, &load, &supply, admission, err);
}

int main(void)
{
    static const char *const models[N_MODELS] = {"claude-sonnet-4-5", "gpt-4.1", "gpt-4.1-mini", "no-such-model"};
    const Limits limits = limit_request(6000, 800);
    toll_serve_admission admission;
    toll_amount budget, least = {0, 0};
    toll_error err;
    toll_amount_parse(TOLL_STR("0.02"), &budget, NULL);
    const int chosen = find_cheapest(models, 1793577600, &limits, &budget, &least);
    if (chosen < 0 || ask_pool(&limits, &admission, &err) != TOLL_OK) {
        printf("%s\n", chosen < 0 ? "no model is within the budget" : err.message);
        return 1;
    }
    printf("send it to %s; or to the pool: %.4f USD (%.4f to %.4f), first token after %.0f ms\n", models[chosen],
           admission.usd.mid, admission.usd.low, admission.usd.high, admission.ttft_s.mid * 1e3);
    /* 6,000 * 0.40 + 800 * 1.60 per million */
    toll_amount want;
    int32_t order = 1;
    toll_amount_parse(TOLL_STR("0.00368"), &want, NULL);
    toll_amount_compare(&least, &want, &order, NULL);
    return order == 0 && admission.fit == TOLL_FIT_YES && admission.usd.mid > 0 ? 0 : 1;
}
