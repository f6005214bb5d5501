/* SPDX-License-Identifier: Apache-2.0 */
/* toll_catalog_*: any name, any table, any index; what is found is valid and comes with its facts. */
#include "fuzz.h"

#define ROWS_MAX 64

static void try_name(input *in, uint32_t table)
{
    toll_error err;
    char text[256];
    uint64_t index = UINT64_MAX, needed = 0;
    const char *name = (const char *)in->data;
    const uint64_t length = in->size < 200 ? in->size : 200;
    const toll_status status = law_status(toll_catalog_find(table, name, length, &index, &err), &err);
    LAW(status == TOLL_OK ? index < toll_catalog_count(table) : index == UINT64_MAX);
    memset(text, 0xa5, sizeof text);
    if (law_status(toll_catalog_find_nearest(table, name, length, text, sizeof text, &needed, &err), &err) == TOLL_OK)
        LAW(needed <= sizeof text && text[needed - 1] == 0);
}

static int is_text(const char *field, size_t size)
{
    return memchr(field, 0, size) != NULL;
}

/* Names by rule: what is found is a row, and its texts end. An id is found as itself. */
static void try_match(input *in, uint32_t table)
{
    toll_error err;
    toll_catalog_match match;
    const char *name = (const char *)in->data;
    const uint64_t length = in->size < 200 ? in->size : 200;
    toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL);
    const toll_status status = law_status(table == TOLL_TABLE_HW ? toll_catalog_find_hw(name, length, &match, &err)
                                                                 : toll_catalog_find_model(name, length, &match, &err),
                                          &err);
    if (status != TOLL_OK) {
        LAW(match.how == 0 && match.id[0] == 0);
        return;
    }
    const char *id = toll_catalog_get_id(table, (uint64_t)match.index);
    LAW(strcmp(id, match.id) == 0 && id[0] != 0 && match.count >= 0);
    LAW(is_text(match.precision_id, sizeof match.precision_id) && is_text(match.also, sizeof match.also) &&
        is_text(match.note, sizeof match.note));
    LAW((match.count > 0) == ((match.how & TOLL_FOUND_COUNT) != 0));
    LAW((match.precision_id[0] != 0) == ((match.how & TOLL_FOUND_PRECISION) != 0));
    LAW(((match.how & TOLL_FOUND_VARIANT) != 0) == (match.also[0] != 0));
}

/* A bill at public prices: most names are wrong. What is billed can be replayed from its lines. */
static void try_public_bill(input *in)
{
    toll_bill_line lines[8];
    toll_bill_total total;
    toll_error err;
    char name[100] = "";
    const toll_bill_usage usage[] = {{TOLL_METER_INPUT, (int64_t)take(in, 4)},
                                     {TOLL_METER_OUTPUT, (int64_t)take(in, 3)}};
    const int64_t at_s = 1790000000 + (int64_t)take(in, 3);
    memcpy(name, in->data, in->size < sizeof name - 1 ? in->size : sizeof name - 1);
    toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    if (law_status(toll_bill_compute_public(NULL, name, at_s, usage, 2, lines, 8, &total, &err), &err) != TOLL_OK)
        return;
    LAW(total.n_lines <= 2);
    LAW(toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err) == TOLL_OK);
}

/* A bill by words is the bill by numbers, or says what word it does not know. */
static void try_named_bill(input *in)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    toll_bill_total total, same;
    toll_error err;
    toll_bill_named words[2] = {{"input", 0}, {"", 0}};
    words[0].quantity = (int64_t)take(in, 4);
    words[1].quantity = (int64_t)take(in, 8);
    for (uint64_t i = take(in, 1) % 33; i > 0; i--)
        words[1].meter[i - 1] = (char)take(in, 1);
    const uint64_t tier_length = in->size < 20 ? in->size : 20;
    toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    toll_struct_init(&same, sizeof same, TOLL_KIND_BILL_TOTAL, NULL);
    const toll_status status =
        law_status(toll_bill_compute_named(book, size, "openai", 6, "gpt-5.4", 7, 1790000000, (const char *)in->data,
                                           tier_length, words, 2, NULL, 0, &total, &err),
                   &err);
    if (status != TOLL_OK)
        return;
    toll_bill_usage usage[2] = {{TOLL_METER_INPUT, words[0].quantity}, {0, words[1].quantity}};
    uint32_t meter = 0;
    LAW(toll_bill_meter_find(words[1].meter, TOLL_NUL, &meter, NULL) == TOLL_OK);
    usage[1].meter = meter;
    if (toll_bill_compute_public("openai", "gpt-5.4", 1790000000, usage, 2, NULL, 0, &same, NULL) == TOLL_OK &&
        tier_length == 0)
        LAW(memcmp(&same, &total, sizeof same) == 0);
}

static void try_model(uint64_t index)
{
    static toll_model_layer rows[ROWS_MAX];
    toll_model model;
    toll_model_counts counts;
    toll_catalog_published published;
    toll_error err;
    uint64_t n = 0;
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    toll_struct_init(&published, sizeof published, TOLL_KIND_CATALOG_PUBLISHED, NULL);
    if (law_status(toll_catalog_get_model(index, &model, &err), &err) != TOLL_OK)
        return;
    LAW(toll_catalog_get_layers(index, rows, ROWS_MAX, sizeof rows[0], &n, &err) == TOLL_OK && n <= ROWS_MAX);
    const toll_status counted = law_status(toll_model_count(&model, rows, n, sizeof rows[0], &counts, &err), &err);
    LAW(counted == TOLL_E_MISSING || (counted == TOLL_OK && counts.params_total > 0)); /* some are described in part */
    LAW(toll_catalog_get_published(index, &published, &err) == TOLL_OK);
    LAW(n == 1 || toll_catalog_get_layers(index, rows, 1, sizeof rows[0], &n, &err) == TOLL_E_BUFFER);
}

/* Whether it starts: an answer always has a reason but "yes". */
static void try_run(input *in, const toll_hw *hw, const toll_model_precision *precision, const toll_step_engine *engine)
{
    toll_model_layer rows[1];
    toll_step_layout layout;
    toll_catalog_run run;
    toll_error err;
    memset(rows, 0, sizeof rows);
    toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
    toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, NULL);
    mutate(in, &layout, TOLL_KIND_STEP_LAYOUT);
    rows[0].kind = (uint32_t)take(in, 1);
    rows[0].d_ff = (int64_t)take(in, 3);
    if (law_status(toll_catalog_check_run(hw, rows, 1, sizeof rows[0], precision, &layout, engine, &run, &err), &err) !=
        TOLL_OK)
        return;
    law_result(&run, TOLL_KIND_CATALOG_RUN);
    LAW((run.verdict == TOLL_RUN_YES) == (run.reason[0] == 0));
}

/* Any bytes as an engine's version. */
static void try_engine_name(input *in, const toll_hw *hw)
{
    char name[24] = "vllm@";
    toll_step_engine engine;
    toll_error err;
    const uint64_t length = 5 + take(in, 1) % (sizeof name - 5);
    for (uint64_t i = 5; i < length; i++)
        name[i] = (char)take(in, 1);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    if (law_status(toll_catalog_find_engine(name, length, hw, &engine, &err), &err) == TOLL_OK)
        law_result(&engine, TOLL_KIND_STEP_ENGINE);
}

/* Any format for any model of the catalog, or for a name of any bytes. */
static void try_checkpoint(input *in, uint64_t index)
{
    toll_error err;
    toll_model model;
    toll_model_precision precision;
    char name[24] = "nvfp4-kv8";
    uint64_t length = (uint64_t)take(in, 1) % sizeof name;
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    law_status(toll_catalog_get_model(index, &model, &err), &err);
    for (uint64_t i = 5; i < length; i++)
        name[i] = (char)take(in, 1);
    if (law_status(toll_catalog_find_precision(name, length, &model, &precision, &err), &err) == TOLL_OK)
        law_result(&precision, TOLL_KIND_PRECISION);
}

/* Constants for any pair of accelerator and engine, in a precision of the catalog. */
static void try_constants(input *in, uint64_t index)
{
    toll_hw hw;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_error err;
    toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    if (law_status(toll_catalog_get_hw(index, &hw, &err), &err) == TOLL_OK)
        LAW(toll_hw_check(&hw, &err) == TOLL_OK);
    law_status(toll_catalog_get_precision(take(in, 1), &precision, &err), &err);
    law_status(toll_catalog_get_engine(take(in, 1), &engine, &err), &err);
    try_run(in, &hw, &precision, &engine);
    try_engine_name(in, &hw);
    mutate(in, &hw, TOLL_KIND_HW);
    if (law_status(toll_catalog_get_constants(&hw, &precision, &engine, &constants, &err), &err) == TOLL_OK)
        law_result(&constants, TOLL_KIND_STEP_CONSTANTS);
}

/* Any bytes as a model's name, and a row's pattern as one. */
static void try_tokens(input *in, toll_catalog_fact *fact)
{
    char name[16];
    toll_range tokens = {0, 0, 0};
    toll_error err;
    const uint64_t length = take(in, 1) % (sizeof name + 1);
    for (uint64_t i = 0; i < length; i++)
        name[i] = (char)take(in, 1);
    const uint32_t text = (uint32_t)take(in, 1) % 5;
    if (law_status(toll_catalog_get_token_ratio(name, length, text, &tokens, fact, &err), &err) == TOLL_OK)
        LAW(tokens.low > 0 && tokens.low <= tokens.mid && tokens.mid <= tokens.high);
    LAW(toll_catalog_get_token_ratio("o3", 2, TOLL_TEXT_CODE, &tokens, fact, &err) == TOLL_OK);
}

static void try_fact(input *in, uint32_t table, uint64_t index)
{
    toll_catalog_fact fact;
    toll_catalog_instance instance;
    toll_error err;
    toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL);
    toll_struct_init(&instance, sizeof instance, TOLL_KIND_CATALOG_INSTANCE, NULL);
    const int64_t offset = (int64_t)(int16_t)take(in, 2);
    if (law_status(toll_catalog_get_fact(table, index, offset, &fact, &err), &err) == TOLL_OK)
        law_result(&fact, TOLL_KIND_CATALOG_FACT);
    if (law_status(toll_catalog_get_instance(index, &instance, &err), &err) == TOLL_OK)
        law_result(&instance, TOLL_KIND_CATALOG_INSTANCE);
    toll_catalog_default figure;
    toll_struct_init(&figure, sizeof figure, TOLL_KIND_CATALOG_DEFAULT, NULL);
    if (law_status(toll_catalog_get_default(index, &figure, &err), &err) == TOLL_OK)
        law_result(&figure, TOLL_KIND_CATALOG_DEFAULT);
    toll_catalog_quality quality;
    toll_struct_init(&quality, sizeof quality, TOLL_KIND_CATALOG_QUALITY, NULL);
    if (law_status(toll_catalog_get_quality(index, &quality, &err), &err) == TOLL_OK)
        law_result(&quality, TOLL_KIND_CATALOG_QUALITY);
    toll_catalog_license license;
    toll_struct_init(&license, sizeof license, TOLL_KIND_CATALOG_LICENSE, NULL);
    if (law_status(toll_catalog_get_license(index, &license, &err), &err) == TOLL_OK)
        law_result(&license, TOLL_KIND_CATALOG_LICENSE);
    toll_catalog_stack stack;
    toll_struct_init(&stack, sizeof stack, TOLL_KIND_CATALOG_STACK, NULL);
    if (law_status(toll_catalog_get_stack(index, &stack, &err), &err) == TOLL_OK)
        law_result(&stack, TOLL_KIND_CATALOG_STACK);
    try_tokens(in, &fact);
}

/* One call by names: what it answers is valid, and a cost comes only with a result. */
static void try_one_call(input *in, const char *const id[3], const toll_step_layout *layout)
{
    toll_serve_load load;
    toll_serve_result result;
    toll_serve_cost cost;
    toll_step_fewest fewest;
    toll_error err;
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    memset(&fewest, 0, sizeof fewest);
    load.concurrency = 1 + (double)take(in, 1);
    mutate(in, &load, TOLL_KIND_SERVE_LOAD);
    const double usd = (double)take(in, 1) / 16;
    if (law_status(toll_catalog_estimate(id[0], id[1], id[2], layout->tp, &load, usd, &result, &cost, &err), &err) ==
        TOLL_OK) {
        law_result(&result, TOLL_KIND_SERVE_RESULT);
        law_result(&cost, TOLL_KIND_SERVE_COST);
    }
    const int64_t sequences = (int64_t)take(in, 1), context = (int64_t)take(in, 2);
    if (law_status(toll_catalog_bound_gpus(id[0], id[1], id[2], layout, sequences, context, 64, &fewest, &err), &err) ==
        TOLL_OK)
        LAW(fewest.gpus >= 0 && fewest.gpus <= 64);
}

/* Names of anything for each of the four; most are wrong, and then nothing is resolved. */
static void try_resolve(input *in)
{
    static uint64_t deployment[1024];
    toll_step_layout layout;
    toll_error err;
    const char *id[4];
    const uint32_t tables[4] = {TOLL_TABLE_HW, TOLL_TABLE_MODEL, TOLL_TABLE_PRECISION, TOLL_TABLE_ENGINE};
    for (int i = 0; i < 4; i++)
        id[i] = toll_catalog_get_id(tables[i], take(in, 1) % (toll_catalog_count(tables[i]) + 1));
    toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
    layout.tp = INT64_C(1) << (take(in, 1) % 5);
    mutate(in, &layout, TOLL_KIND_STEP_LAYOUT);
    const uint64_t cut = take(in, 1) % 8 == 0;
    law_status(toll_catalog_resolve(id[0], strlen(id[0]), id[1], strlen(id[1]) - (id[1][0] != 0 && cut), id[2],
                                    strlen(id[2]), id[3], strlen(id[3]), &layout, deployment, sizeof deployment, &err),
               &err);
    try_one_call(in, id, &layout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    const uint64_t what = take(&in, 1);
    const uint32_t table = (uint32_t)take(&in, 1) % 12;
    const uint64_t index = what % 16 == 15 ? take(&in, 8) : take(&in, 2) % 1024;
    const char *id = toll_catalog_get_id(table, index);
    LAW(id != NULL && (index < toll_catalog_count(table)) == (id[0] != 0));
    LAW(toll_catalog_version()[0] != 0);
    switch (what % 5) {
    case 0:
        try_name(&in, table);
        try_match(&in, table == TOLL_TABLE_HW ? TOLL_TABLE_HW : TOLL_TABLE_MODEL);
        try_public_bill(&in);
        try_named_bill(&in);
        break;
    case 1:
        try_model(index);
        break;
    case 2:
        try_constants(&in, index);
        try_checkpoint(&in, index);
        break;
    case 3:
        try_resolve(&in);
        break;
    default:
        try_fact(&in, table, index);
        break;
    }
    return 0;
}
