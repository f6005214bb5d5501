/* SPDX-License-Identifier: Apache-2.0 */
/* OpenRouter's list of models (/api/v1/models): {"data": [{"id": ..., "pricing": {"prompt": "0.000003", ...}}]}. Prices are
 * decimal texts, dollars a token or a call. "-1" is a price that another model sets: not known, so the model is left out.
 * `overrides` are prices from a length of the prompt on: that bound is included. */
#include <string.h>

#include "import/import_sources.h"
#include "text/io_error.h"

static const char openrouter[] = "openrouter";

/* A price of 0 that is no token's is a thing that is not sold. */
static const struct {
    const char *key;
    uint32_t meter; /* 0: ignored */
    int64_t per;
    int shift;
    int is_token;
} prices[] = {
    {"prompt", TOLL_METER_INPUT, 1000000, 6, 1},
    {"completion", TOLL_METER_OUTPUT, 1000000, 6, 1},
    {"input_cache_read", TOLL_METER_CACHE_READ, 1000000, 6, 1},
    {"input_cache_write", TOLL_METER_CACHE_WRITE, 1000000, 6, 1},
    {"internal_reasoning", TOLL_METER_REASONING, 1000000, 6, 0},
    {"audio", TOLL_METER_INPUT_AUDIO, 1000000, 6, 0},
    {"request", TOLL_METER_REQUEST, 1000, 3, 0},
    {"web_search", TOLL_METER_WEB_SEARCH, 1000, 3, 0},
    {"image", TOLL_METER_INPUT_IMAGE, 1000000, 6, 0},
};

#define N_PRICES (sizeof prices / sizeof prices[0])

/* One member of `pricing`; 0: the model is left out. */
static int write_member(import_list *m, toll__json key, const char *entry)
{
    char name[64];
    toll_decimal price;
    size_t i = 0;
    const toll__json value = toll__json_value_of(key);
    (void)toll__json_copy(key, name, sizeof name);
    while (i < N_PRICES && !toll__json_is(key, prices[i].key))
        i++;
    if (!toll__import_read(m, value, i < N_PRICES ? prices[i].shift : 0, entry, name, &price))
        return 0;
    if (price.coef == 0 && (i == N_PRICES || !prices[i].is_token))
        return 1;
    if (i == N_PRICES) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, entry, name, "a price field that is not known");
        return 0;
    }
    toll__import_price_row(m, prices[i].meter, &price, prices[i].per);
    return 1;
}

/* All members but the list of overrides and its bound. */
static int write_pricing(import_list *m, toll__json pricing, const char *entry)
{
    for (toll__json key = toll__json_first(pricing); key.doc != NULL; key = toll__json_next(pricing, key)) {
        if (toll__json_is(key, "overrides") || toll__json_is(key, "min_prompt_tokens"))
            continue;
        if (!write_member(m, key, entry))
            return 0;
    }
    return 1;
}

static int write_overrides(import_list *m, toll__json overrides, const char *entry)
{
    for (toll__json at = toll__json_first(overrides); at.doc != NULL; at = toll__json_next(overrides, at)) {
        int64_t bound = 0;
        const toll__json value = toll__json_get(at, "min_prompt_tokens");
        if (toll__json_read_int64(value, "min_prompt_tokens", &bound, NULL) != TOLL_OK || bound < 1) {
            toll__import_remark(m, TOLL_IO_LEFT_OUT, entry, "overrides", "a condition that is not known");
            return 0;
        }
        toll__import_rule(m, "long input");
        toll__import_when_count(m, TOLL_OP_GE, bound);
        if (!write_pricing(m, at, entry))
            return 0;
    }
    return 1;
}

static void write_listed_model(import_list *m, toll__json model)
{
    char id[IMPORT_NAME_BYTES], slug[IMPORT_NAME_BYTES];
    const uint64_t mark = m->n_rows;
    const toll__json pricing = toll__json_get(model, "pricing");
    if (toll__json_copy(toll__json_get(model, "id"), id, sizeof id) + sizeof openrouter + 1 > sizeof m->spare.text) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, id, "id", "longer than 83 bytes");
        return;
    }
    toll__import_tariff(m, openrouter, id, TOLL_TIME_MIN, TOLL_TIME_MAX);
    toll__import_name(m, TOLL_MATCH_EXACT, id);
    if (toll__json_copy(toll__json_get(model, "canonical_slug"), slug, sizeof slug) > 0)
        toll__import_name(m, TOLL_MATCH_ALIAS, slug);
    if (write_pricing(m, pricing, id) && write_overrides(m, toll__json_get(pricing, "overrides"), id))
        toll__import_finish(m, mark, id);
    else
        toll__import_undo(m, mark);
}

toll_status toll__import_openrouter(import_list *m, toll__json root, toll_error *err)
{
    const toll__json list = toll__json_get(root, "data");
    if (toll__json_kind_of(list) != TOLL__JSON_ARRAY)
        return toll__io_fail(err, TOLL_E_SYNTAX, "data", "OpenRouter's list of models is an array \"data\"");
    for (toll__json model = toll__json_first(list); model.doc != NULL; model = toll__json_next(list, model))
        if (toll__import_wants(m, openrouter))
            write_listed_model(m, model);
    return TOLL_OK;
}
