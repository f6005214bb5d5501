/* SPDX-License-Identifier: Apache-2.0 */
/* models.dev's api.json: an object of providers, each with an object of models. A model's `cost` has dollars per million
 * tokens; `context_over_200k` inside it holds the prices of requests above 200,000 input tokens. The catalog says neither
 * whether the bound is included nor since when a price holds. */
#include <string.h>

#include "import/import_sources.h"
#include "text/io_error.h"

static const struct {
    const char *key;
    uint32_t meter;
} costs[] = {
    {"input", TOLL_METER_INPUT},
    {"output", TOLL_METER_OUTPUT},
    {"cache_read", TOLL_METER_CACHE_READ},
    {"cache_write", TOLL_METER_CACHE_WRITE},
    {"reasoning", TOLL_METER_REASONING},
    {"input_audio", TOLL_METER_INPUT_AUDIO},
    {"output_audio", TOLL_METER_OUTPUT_AUDIO},
};

#define N_COSTS (sizeof costs / sizeof costs[0])

static const char long_context[] = "context_over_200k";

/* Prices of one object; 0: the model is left out. */
static int write_costs(import_list *m, toll__json cost, const char *entry)
{
    char name[64];
    toll_decimal price;
    for (toll__json key = toll__json_first(cost); key.doc != NULL; key = toll__json_next(cost, key)) {
        size_t i = 0;
        while (i < N_COSTS && !toll__json_is(key, costs[i].key))
            i++;
        if (toll__json_is(key, long_context))
            continue;
        (void)toll__json_copy(key, name, sizeof name);
        if (i == N_COSTS) {
            toll__import_remark(m, TOLL_IO_LEFT_OUT, entry, name, "a price field that is not known");
            return 0;
        }
        if (!toll__import_read(m, toll__json_value_of(key), 0, entry, name, &price))
            return 0;
        toll__import_price_row(m, costs[i].meter, &price, 1000000);
    }
    return 1;
}

static void write_dev_model(import_list *m, const char *provider, toll__json model)
{
    char id[IMPORT_NAME_BYTES];
    const uint64_t mark = m->n_rows;
    const toll__json cost = toll__json_get(model, "cost"), above = toll__json_get(cost, long_context);
    if (toll__json_copy(toll__json_get(model, "id"), id, sizeof id) + strlen(provider) + 2 > sizeof m->spare.text) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, id, "id", "provider and id are longer than 94 bytes");
        return;
    }
    toll__import_tariff(m, provider, id, TOLL_TIME_MIN, TOLL_TIME_MAX);
    toll__import_name(m, TOLL_MATCH_EXACT, id);
    int is_right = write_costs(m, cost, id);
    if (is_right && above.doc != NULL) {
        toll__import_rule(m, "long input");
        toll__import_when_count(m, TOLL_OP_GT, 200000);
        is_right = write_costs(m, above, id);
    }
    if (is_right)
        toll__import_finish(m, mark, id);
    else
        toll__import_undo(m, mark);
}

toll_status toll__import_models_dev(import_list *m, toll__json root, toll_error *err)
{
    char provider[sizeof m->spare.key];
    if (toll__json_kind_of(root) != TOLL__JSON_OBJECT)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "models.dev's api.json is an object of providers");
    for (toll__json key = toll__json_first(root); key.doc != NULL; key = toll__json_next(root, key)) {
        const toll__json models = toll__json_get(toll__json_value_of(key), "models");
        const uint64_t length = toll__json_copy(key, provider, sizeof provider);
        if (length == 0 || length >= sizeof provider || toll__json_kind_of(models) != TOLL__JSON_OBJECT)
            return toll__io_fail(err, TOLL_E_SYNTAX, "models", "a provider has an id of 1 .. 31 bytes and models");
        if (!toll__import_wants(m, provider))
            continue;
        for (toll__json model = toll__json_first(models); model.doc != NULL; model = toll__json_next(models, model))
            write_dev_model(m, provider, toll__json_value_of(model));
    }
    return TOLL_OK;
}
