/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of catalog.h. */
#include "bad_input.h"

#include <toll/catalog.h>

#include "sample_deployment.h"

#define NAME_MAX_BYTES 128

static toll_hw hw;
static toll_model_precision precision;
static toll_step_engine engine;
static toll_step_layout layout;
static toll_serve_load load;
static toll_model_layer blocks[2];
static toll_model model;
static const char misspelt[] = {'h', '1', '0', '0', '-', 's', 'x', 'm', '5', '-', '8', '0', 'g', 'x'};
static char first_id[64]; /* of the accelerators */
static uint64_t first_id_length, nearest_bytes, n_rows;

static toll_status call_find(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find((uint32_t)f->v[0], f->p[1], f->v[2], f->p[3], err);
}

static toll_status call_find_hw(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find_hw(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_find_model(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find_model(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_nearest(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find_nearest((uint32_t)f->v[0], f->p[1], f->v[2], f->p[3], f->v[4], f->p[5], err);
}

static toll_status call_hw(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_hw(f->v[0], f->p[1], err);
}

static toll_status call_model(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_model(f->v[0], f->p[1], err);
}

static toll_status call_layers(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_layers(f->v[0], f->p[1], f->v[2], f->v[3], f->p[4], err);
}

static toll_status call_published(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_published(f->v[0], f->p[1], err);
}

static toll_status call_precision(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_precision(f->v[0], f->p[1], err);
}

static toll_status call_engine(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_engine(f->v[0], f->p[1], err);
}

static toll_status call_find_engine(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find_engine(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_find_precision(const bad_frame *f, toll_error *err)
{
    return toll_catalog_find_precision(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_constants(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_constants(f->p[0], f->p[1], f->p[2], f->p[3], err);
}

static toll_status call_default(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_default(f->v[0], f->p[1], err);
}

static toll_status call_quality(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_quality(f->v[0], f->p[1], err);
}

static toll_status call_stack(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_stack(f->v[0], f->p[1], err);
}

static toll_status call_license(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_license(f->v[0], f->p[1], err);
}

static toll_status call_offering(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_offering(f->v[0], f->p[1], err);
}

static toll_status call_offering_facts(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_offering_facts(f->v[0], f->p[1], f->v[2], f->v[3], f->p[4], err);
}

static toll_status call_license_facts(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_license_facts(f->v[0], f->p[1], f->v[2], f->v[3], f->p[4], err);
}

static toll_status call_tokens(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_token_ratio(f->p[0], f->v[1], (uint32_t)f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_run(const bad_frame *f, toll_error *err)
{
    return toll_catalog_check_run(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], f->p[5], f->p[6], f->p[7], err);
}

static toll_status call_instance(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_instance(f->v[0], f->p[1], err);
}

static toll_status call_fact(const bad_frame *f, toll_error *err)
{
    return toll_catalog_get_fact((uint32_t)f->v[0], f->v[1], (int64_t)f->v[2], f->p[3], err);
}

static toll_status call_resolve(const bad_frame *f, toll_error *err)
{
    return toll_catalog_resolve(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->v[7], f->p[8],
                                f->p[9], f->v[10], err);
}

static toll_status call_gpus(const bad_frame *f, toll_error *err)
{
    return toll_catalog_bound_gpus(f->p[0], f->p[1], f->p[2], f->p[3], (int64_t)f->v[4], (int64_t)f->v[5],
                                   (int64_t)f->v[6], f->p[7], err);
}

static toll_status call_estimate(const bad_frame *f, toll_error *err)
{
    double usd_per_gpu_hour;
    memcpy(&usd_per_gpu_hour, &f->v[5], sizeof usd_per_gpu_hour);
    return toll_catalog_estimate(f->p[0], f->p[1], f->p[2], (int64_t)f->v[3], f->p[4], usd_per_gpu_hour, f->p[6],
                                 f->p[7], err);
}

static void version_is_a_date(void)
{
    const char *date = toll_catalog_version();
    assert_int_equal(strlen(date), 10);
    assert_true(date[4] == '-' && date[7] == '-');
}

static void unknown_tables_are_empty(void)
{
    const uint32_t strange[] = {0, TOLL_TABLE_STACK + 1, 100, UINT32_MAX};
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        assert_true(toll_catalog_count(strange[i]) == 0);
        assert_string_equal(toll_catalog_get_id(strange[i], 0), "");
    }
    for (uint32_t table = TOLL_TABLE_HW; table <= TOLL_TABLE_STACK; table++) {
        const uint64_t count = toll_catalog_count(table);
        assert_true(count > 0 && strlen(toll_catalog_get_id(table, count - 1)) > 0);
        assert_string_equal(toll_catalog_get_id(table, count), "");
        assert_string_equal(toll_catalog_get_id(table, UINT64_MAX), "");
        assert_string_equal(toll_catalog_get_id(table, 1ull << 32), "");
    }
}

static void put_name(bad_frame *f, const char *bytes, uint64_t length)
{
    memcpy(bad_resize(f, 1, length), bytes, (size_t)length);
    f->v[2] = length;
}

static void name_unknown(bad_frame *f)
{
    put_name(f, "no such thing", 13);
}

static void name_nul(bad_frame *f)
{
    put_name(f, "h100\0", 5);
}

static void name_binary(bad_frame *f)
{
    put_name(f, "\xff\xfe\x80\x01", 4);
}

static void name_ambiguous(bad_frame *f)
{
    put_name(f, "a100", 4);
}

static void name_longest(bad_frame *f)
{
    char longest[NAME_MAX_BYTES];
    memset(longest, 'x', sizeof longest);
    put_name(f, longest, sizeof longest);
}

/* Rows in place, but no room: the count is reported, no row is written. */
static void no_room(bad_frame *f)
{
    f->v[2] = n_rows - 1;
}

static void no_room_at_all(bad_frame *f)
{
    f->v[2] = 0;
}

static void short_by_one(bad_frame *f)
{
    f->v[4] = nearest_bytes - 1;
}

/* Names without a length: NUL-terminated. */
static void replace_name(bad_frame *f, unsigned argument, const char *name)
{
    memcpy(bad_resize(f, argument, strlen(name) + 1), name, strlen(name) + 1);
}

static void hw_empty(bad_frame *f)
{
    replace_name(f, 0, "");
}

static void hw_ambiguous(bad_frame *f)
{
    replace_name(f, 0, "h100");
}

static void hw_too_long(bad_frame *f)
{
    char name[NAME_MAX_BYTES + 2];
    memset(name, 'x', sizeof name);
    name[NAME_MAX_BYTES + 1] = '\0';
    replace_name(f, 0, name);
}

static void model_unknown(bad_frame *f)
{
    replace_name(f, 1, "llama-3.1-9b");
}

static void precision_unknown(bad_frame *f)
{
    replace_name(f, 2, "fp9");
}

static void layout_of_another_kind(bad_frame *f)
{
    ((toll_step_layout *)f->p[3])->struct_kind = TOLL_KIND_HW;
}

static void beyond_saturation(bad_frame *f)
{
    toll_serve_load *bad = f->p[4];
    bad->mode = TOLL_LOAD_OPEN;
    bad->requests_per_s = 1e5;
}

#define WRONG(argument, value, status)                                                                                 \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define RANGE(argument, value) WRONG(argument, value, TOLL_E_RANGE)
#define EDIT(edit, status, name, outputs)                                                                              \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, 0, name, -1, outputs                                                                               \
        }                                                                                                              \
    }
#define NAMES                                                                                                          \
    RANGE(0, 0), RANGE(0, TOLL_TABLE_STACK + 1), RANGE(0, UINT32_MAX), RANGE(2, 0), RANGE(2, NAME_MAX_BYTES + 1),      \
        RANGE(2, TOLL_NUL - 1), RANGE(2, 1ull << 32)
#define INDICES RANGE(0, 1000000), RANGE(0, 1ull << 32), RANGE(0, UINT64_MAX)

static const bad_case find_cases[] = {
    NAMES,
    EDIT(name_unknown, TOLL_E_UNKNOWN_ID, "id", 0),
    EDIT(name_nul, TOLL_E_UNKNOWN_ID, "id", 0),
    EDIT(name_binary, TOLL_E_UNKNOWN_ID, "id", 0),
    EDIT(name_longest, TOLL_E_UNKNOWN_ID, "id", 0),
    EDIT(name_ambiguous, TOLL_E_AMBIGUOUS, "id", 0),
};

/* A name in argument 0 and its length in 1. */
static void put_first_name(bad_frame *f, const char *name, size_t size)
{
    memcpy(bad_resize(f, 0, size), name, size);
    f->v[1] = size;
}

static void match_unknown(bad_frame *f)
{
    put_first_name(f, "h1000", 5);
}

static void match_nul(bad_frame *f)
{
    put_first_name(f, "h100\0", 5);
}

static void match_binary(bad_frame *f)
{
    put_first_name(f, "\xff\x01\x7f h100", 8);
}

static void match_blank(bad_frame *f)
{
    put_first_name(f, "   ", 3);
}

static void match_several(bad_frame *f)
{
    put_first_name(f, "llama-70b", 9);
}

#define MATCHES                                                                                                        \
    RANGE(1, 0), RANGE(1, NAME_MAX_BYTES + 1), RANGE(1, TOLL_NUL - 1), RANGE(1, 1ull << 32),                           \
        EDIT(match_unknown, TOLL_E_UNKNOWN_ID, "name", 0), EDIT(match_nul, TOLL_E_UNKNOWN_ID, "name", 0),              \
        EDIT(match_binary, TOLL_E_UNKNOWN_ID, "name", 0), EDIT(match_blank, TOLL_E_UNKNOWN_ID, "name", 0)
static const bad_case token_cases[] = {
    RANGE(1, 0),
    RANGE(1, NAME_MAX_BYTES + 1),
    RANGE(1, TOLL_NUL - 1),
    RANGE(1, 1ull << 32),
    RANGE(2, 0),
    RANGE(2, TOLL_TEXT_CHINESE + 1),
    RANGE(2, UINT32_MAX),
    EDIT(match_unknown, TOLL_E_MISSING, "model", 0),
    EDIT(match_nul, TOLL_E_MISSING, "model", 0),
    EDIT(match_binary, TOLL_E_MISSING, "model", 0),
    EDIT(match_blank, TOLL_E_MISSING, "model", 0),
};
static const bad_case hw_match_cases[] = {MATCHES};
static const bad_case model_match_cases[] = {MATCHES, EDIT(match_several, TOLL_E_AMBIGUOUS, "name", 0)};
static void engine_of_no_version(bad_frame *f)
{
    f->p[0] = "vllm@newest";
}

static void engine_too_old(bad_frame *f)
{
    f->p[0] = "vllm@0.5.12";
}

static void engine_unknown(bad_frame *f)
{
    f->p[0] = "wllm-at-0.2";
}

static const bad_case engine_cases[] = {
    {1, 0, NULL, {TOLL_E_RANGE, 0, "name_length", -1, 0}}, {1, 129, NULL, {TOLL_E_RANGE, 0, "name_length", -1, 0}},
    {1, 5, NULL, {TOLL_E_SYNTAX, 0, "name", -1, 0}}, /* "vllm@" */
    EDIT(engine_of_no_version, TOLL_E_SYNTAX, "name", 0),  EDIT(engine_too_old, TOLL_E_RANGE, "name", 0),
    EDIT(engine_unknown, TOLL_E_UNKNOWN_ID, "id", 0),
};
static const bad_case precision_cases[] = {
    {1, 0, NULL, {TOLL_E_RANGE, 0, "name_length", -1, 0}},
    {1, 129, NULL, {TOLL_E_RANGE, 0, "name_length", -1, 0}},
    EDIT(engine_unknown, TOLL_E_UNKNOWN_ID, "id", 0),
};
static const bad_case nearest_cases[] = {NAMES,
                                         {4, 0, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 5}},
                                         {4, 1, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 5}},
                                         EDIT(short_by_one, TOLL_E_BUFFER, "capacity", 1u << 5)};
static const bad_case row_cases[] = {INDICES};
#define STRIDE(value) WRONG(3, value, TOLL_E_STRIDE)
static const bad_case layers_cases[] = {
    INDICES,
    STRIDE(0),
    STRIDE(8),
    STRIDE(sizeof(toll_model_layer) - 8),
    STRIDE(sizeof(toll_model_layer) + 4),
    STRIDE(5000),
    STRIDE(UINT64_MAX),
    {2, UINT64_MAX, NULL, {TOLL_E_STRIDE, 0, "stride_bytes", -1, 0}}, /* capacity * stride wraps */
    {2, UINT64_MAX / 208 + 1, NULL, {TOLL_E_STRIDE, 0, "stride_bytes", -1, 0}},
    EDIT(no_room, TOLL_E_BUFFER, "capacity", 1u << 4),
    EDIT(no_room_at_all, TOLL_E_BUFFER, "capacity", 1u << 4),
};
/* Index 0 of either table has rows, and fewer than 64. */
#define ROW_CASES(type)                                                                                                \
    INDICES, STRIDE(0), STRIDE(8), STRIDE(sizeof(type) - 8), STRIDE(sizeof(type) + 4), STRIDE(5000),                   \
        STRIDE(UINT64_MAX), {2, UINT64_MAX, NULL, {TOLL_E_STRIDE, 0, "stride_bytes", -1, 0}},                          \
        {2, 0, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 4}},                                                     \
    {                                                                                                                  \
        2, 1, NULL,                                                                                                    \
        {                                                                                                              \
            TOLL_E_BUFFER, 0, "capacity", -1, 1u << 4                                                                  \
        }                                                                                                              \
    }
static const bad_case offering_cases[] = {ROW_CASES(toll_catalog_offering_fact)};
static const bad_case fact_cases[] = {
    RANGE(0, 0),          RANGE(0, TOLL_TABLE_STACK + 1), RANGE(0, UINT32_MAX), RANGE(1, 1000000),
    RANGE(1, UINT64_MAX), RANGE(2, UINT64_MAX),           RANGE(2, 1),          RANGE(2, sizeof(toll_hw)),
    RANGE(2, 1ull << 63), RANGE(2, UINT64_MAX / 2),
};

#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }
#define OUT_STRUCT(name, type, kind)                                                                                   \
    {                                                                                                                  \
        BAD_OUT_STRUCT, name, NULL, sizeof(type), TOLL_KIND_##kind, 0                                                  \
    }
#define IN_STRUCT(name, variable, kind)                                                                                \
    {                                                                                                                  \
        BAD_IN_STRUCT, name, &(variable), sizeof(variable), TOLL_KIND_##kind, 0                                        \
    }
#define TOTAL(name, test)                                                                                              \
    {                                                                                                                  \
        name, NULL, test, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0                                                          \
    }
#define ROW(function, call, argument, type, kind)                                                                      \
    {                                                                                                                  \
        function, call, NULL, {VALUE("index", 0), OUT_STRUCT(argument, type, kind)}, BAD_CASES(row_cases)              \
    }

enum { FIND, NEAREST, LAYERS };

#define TEXT(name, text)                                                                                               \
    {                                                                                                                  \
        BAD_IN, name, text, sizeof text - 1, 0, 0                                                                      \
    }

#define NAME(role, name, text)                                                                                         \
    {                                                                                                                  \
        role, name, text, sizeof text, 0, 0                                                                            \
    }

static const bad_case resolve_cases[] = {
    {1, 0, NULL, {TOLL_E_RANGE, 0, "hw", -1, 0}},
    {1, 12, NULL, {TOLL_E_UNKNOWN_ID, 0, "hw", -1, 0}}, /* "h100-sxm5-80": a number that says nothing; "80g" is 80 GB */
    {3, 0, NULL, {TOLL_E_RANGE, 0, "model", -1, 0}},
    {3, 11, NULL, {TOLL_E_UNKNOWN_ID, 0, "model", -1, 0}},
    {5, 2, NULL, {TOLL_E_UNKNOWN_ID, 0, "precision", -1, 0}},
    {7, 5, NULL, {TOLL_E_UNKNOWN_ID, 0, "engine", -1, 0}},
    {10, 0, NULL, {TOLL_E_BUFFER, 0, "deployment_size", -1, 0}},
    {10, 64, NULL, {TOLL_E_BUFFER, 0, "deployment_size", -1, 0}},
};

#define THREE_NAMES                                                                                                    \
    EDIT(hw_empty, TOLL_E_RANGE, "hw", 0), EDIT(hw_ambiguous, TOLL_E_AMBIGUOUS, "hw", 0),                              \
        EDIT(hw_too_long, TOLL_E_RANGE, "hw", 0), EDIT(model_unknown, TOLL_E_UNKNOWN_ID, "model", 0),                  \
        EDIT(precision_unknown, TOLL_E_UNKNOWN_ID, "precision", 0)

static const bad_case run_cases[] = {
    WRONG(3, 0, TOLL_E_STRIDE),
    WRONG(3, sizeof(toll_model_layer) + 4, TOLL_E_STRIDE),
    WRONG(3, UINT64_MAX, TOLL_E_STRIDE),
    RANGE(2, 4097),
    RANGE(2, UINT64_MAX),
};

static const bad_case gpus_cases[] = {
    THREE_NAMES,
    {3, 0, layout_of_another_kind, {TOLL_E_STRUCT_KIND, TOLL_KIND_STEP_LAYOUT, "struct_kind", -1, 0}},
    RANGE(4, UINT64_MAX),
    RANGE(4, 10000001),
    RANGE(5, 0),
    RANGE(5, 1000000001),
    RANGE(6, 0),
    RANGE(6, 4097),
};

static const bad_case estimate_cases[] = {
    THREE_NAMES,
    RANGE(3, 0),
    RANGE(3, 1025),
    RANGE(3, 1ull << 63),
    {3, 3, NULL, {TOLL_E_CONFLICT, TOLL_KIND_STEP_LAYOUT, "tp", 0, 0}},
    RANGE(5, 0xbff0000000000000), /* -1 */
    RANGE(5, 0x412e848200000000), /* 10^6 + 1 */
    WRONG(5, 0x7ff8000000000000, TOLL_E_NOT_FINITE),
    {4, 0, beyond_saturation, {TOLL_E_CONFLICT, TOLL_KIND_SERVE_RESULT, "flags", -1, 0}},
};

/* What depends on the catalog's own rows is filled in before the walk. */
static bad_function table[] = {
    {"toll_catalog_find",
     call_find,
     NULL,
     {VALUE("table", TOLL_TABLE_HW),
      {BAD_IN, "id", first_id, 0, 0, 0},
      VALUE("length", 0),
      {BAD_OUT, "index", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(find_cases)},
    {"toll_catalog_find_nearest",
     call_nearest,
     NULL,
     {VALUE("table", TOLL_TABLE_HW),
      {BAD_IN, "name", misspelt, sizeof misspelt, 0, 0},
      VALUE("length", sizeof misspelt),
      {BAD_OUT, "text", NULL, 0, 0, 0},
      VALUE("capacity", 0),
      {BAD_OUT_OPTIONAL, "needed", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(nearest_cases)},
    {"toll_catalog_get_layers",
     call_layers,
     NULL,
     {VALUE("index", 0),
      {BAD_OUT, "layers", NULL, 0, 0, 0},
      VALUE("capacity", 0),
      VALUE("stride_bytes", sizeof(toll_model_layer)),
      {BAD_OUT, "n_layers", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(layers_cases)},
    {"toll_catalog_find_hw",
     call_find_hw,
     NULL,
     {{BAD_IN, "name", "p5.48xlarge", 11, 0, 0},
      VALUE("length", 11),
      OUT_STRUCT("match", toll_catalog_match, CATALOG_MATCH)},
     BAD_CASES(hw_match_cases)},
    {"toll_catalog_find_engine",
     call_find_engine,
     NULL,
     {{BAD_IN, "name", "vllm@0.24.0", 11, 0, 0},
      VALUE("length", 11),
      {BAD_IN_OPTIONAL, "hw", &hw, sizeof hw, TOLL_KIND_HW, 0},
      OUT_STRUCT("engine", toll_step_engine, STEP_ENGINE)},
     BAD_CASES(engine_cases)},
    {"toll_catalog_find_precision",
     call_find_precision,
     NULL,
     {{BAD_IN, "name", "nvfp4-kv8", 9, 0, 0},
      VALUE("length", 9),
      {BAD_IN_OPTIONAL, "model", &model, sizeof model, TOLL_KIND_MODEL, 0},
      OUT_STRUCT("precision", toll_model_precision, PRECISION)},
     BAD_CASES(precision_cases)},
    {"toll_catalog_find_model",
     call_find_model,
     NULL,
     {{BAD_IN, "name", "llama3.1:8b", 11, 0, 0},
      VALUE("length", 11),
      OUT_STRUCT("match", toll_catalog_match, CATALOG_MATCH)},
     BAD_CASES(model_match_cases)},
    TOTAL("toll_catalog_version", version_is_a_date),
    TOTAL("toll_catalog_count", unknown_tables_are_empty),
    TOTAL("toll_catalog_get_id", unknown_tables_are_empty),
    ROW("toll_catalog_get_hw", call_hw, "hw", toll_hw, HW),
    ROW("toll_catalog_get_model", call_model, "model", toll_model, MODEL),
    ROW("toll_catalog_get_published", call_published, "published", toll_catalog_published, CATALOG_PUBLISHED),
    ROW("toll_catalog_get_precision", call_precision, "precision", toll_model_precision, PRECISION),
    ROW("toll_catalog_get_engine", call_engine, "engine", toll_step_engine, STEP_ENGINE),
    ROW("toll_catalog_get_instance", call_instance, "instance", toll_catalog_instance, CATALOG_INSTANCE),
    ROW("toll_catalog_get_default", call_default, "figure", toll_catalog_default, CATALOG_DEFAULT),
    ROW("toll_catalog_get_quality", call_quality, "quality", toll_catalog_quality, CATALOG_QUALITY),
    ROW("toll_catalog_get_license", call_license, "license", toll_catalog_license, CATALOG_LICENSE),
    ROW("toll_catalog_get_stack", call_stack, "stack", toll_catalog_stack, CATALOG_STACK),
    ROW("toll_catalog_get_offering", call_offering, "offering", toll_catalog_offering, CATALOG_OFFERING),
    {"toll_catalog_get_offering_facts",
     call_offering_facts,
     NULL,
     {VALUE("index", 0),
      {BAD_OUT, "facts", NULL, 64 * sizeof(toll_catalog_offering_fact), 0, 0},
      VALUE("capacity", 64),
      VALUE("stride_bytes", sizeof(toll_catalog_offering_fact)),
      {BAD_OUT, "n_facts", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(offering_cases)},
    {"toll_catalog_get_license_facts",
     call_license_facts,
     NULL,
     {VALUE("index", 0),
      {BAD_OUT, "facts", NULL, TOLL_LICENSE_FACTS_MAX * sizeof(toll_catalog_offering_fact), 0, 0},
      VALUE("capacity", TOLL_LICENSE_FACTS_MAX),
      VALUE("stride_bytes", sizeof(toll_catalog_offering_fact)),
      {BAD_OUT, "n_facts", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(offering_cases)},
    {"toll_catalog_get_constants",
     call_constants,
     NULL,
     {IN_STRUCT("hw", hw, HW), IN_STRUCT("precision", precision, PRECISION), IN_STRUCT("engine", engine, STEP_ENGINE),
      OUT_STRUCT("constants", toll_step_constants, STEP_CONSTANTS)},
     NULL,
     0},
    {"toll_catalog_get_token_ratio",
     call_tokens,
     NULL,
     {{BAD_IN, "model", "gpt-4o", 6, 0, 0},
      VALUE("length", 6),
      VALUE("text", TOLL_TEXT_CODE),
      {BAD_OUT, "tokens", NULL, sizeof(toll_range), 0, 0},
      OUT_STRUCT("fact", toll_catalog_fact, CATALOG_FACT)},
     BAD_CASES(token_cases)},
    {"toll_catalog_check_run",
     call_run,
     NULL,
     {IN_STRUCT("hw", hw, HW),
      {BAD_IN, "layers", blocks, sizeof blocks, 0, 0},
      VALUE("n_layers", sizeof blocks / sizeof blocks[0]),
      VALUE("stride_bytes", sizeof blocks[0]),
      IN_STRUCT("precision", precision, PRECISION),
      {BAD_IN_OPTIONAL, "layout", &layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, 0},
      IN_STRUCT("engine", engine, STEP_ENGINE),
      OUT_STRUCT("run", toll_catalog_run, CATALOG_RUN)},
     BAD_CASES(run_cases)},
    {"toll_catalog_resolve",
     call_resolve,
     NULL,
     {TEXT("hw", "h100-sxm5-80gb"),
      VALUE("hw_length", 14),
      TEXT("model", "llama-3.1-8b"),
      VALUE("model_length", 12),
      TEXT("precision", "fp8"),
      VALUE("precision_length", 3),
      TEXT("engine", "sglang"),
      VALUE("engine_length", 6),
      IN_STRUCT("layout", layout, STEP_LAYOUT),
      {BAD_OUT, "deployment", NULL, TOLL_CATALOG_WORDS * 8, 0, 0},
      VALUE("deployment_size", TOLL_CATALOG_WORDS * 8)},
     BAD_CASES(resolve_cases)},
    {"toll_catalog_bound_gpus",
     call_gpus,
     NULL,
     {NAME(BAD_IN, "hw", "h100-sxm5-80gb"),
      NAME(BAD_IN, "model", "llama-3.1-8b"),
      NAME(BAD_IN_OPTIONAL, "precision", "fp8"),
      {BAD_IN_OPTIONAL, "layout", &layout, sizeof layout, 0, 0},
      VALUE("sequences", 16),
      VALUE("context_tokens", 2048),
      VALUE("max_gpus", 8),
      {BAD_OUT, "fewest", NULL, sizeof(toll_step_fewest), 0, 0}},
     BAD_CASES(gpus_cases)},
    {"toll_catalog_estimate",
     call_estimate,
     NULL,
     {NAME(BAD_IN, "hw", "h100-sxm5-80gb"), NAME(BAD_IN, "model", "llama-3.1-8b"),
      NAME(BAD_IN_OPTIONAL, "precision", "fp8"), VALUE("tp", 2), IN_STRUCT("load", load, SERVE_LOAD),
      VALUE("usd_per_gpu_hour", 0x4004000000000000), /* 2.50 */
      OUT_STRUCT("result", toll_serve_result, SERVE_RESULT), OUT_STRUCT("cost", toll_serve_cost, SERVE_COST)},
     BAD_CASES(estimate_cases)},
    {"toll_catalog_get_fact",
     call_fact,
     NULL,
     {VALUE("table", TOLL_TABLE_HW), VALUE("index", 0), VALUE("field_offset", offsetof(toll_hw, memory_bytes)),
      OUT_STRUCT("fact", toll_catalog_fact, CATALOG_FACT)},
     BAD_CASES(fact_cases)},
};

static int set_up(void **state)
{
    (void)state;
    hw = sample_hw();
    model = sample_model();
    precision = precision_of(16);
    engine = sample_engine();
    layout = sample_layout();
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        blocks[i].kind = TOLL_LAYER_FFN;
        blocks[i].count = 1;
        blocks[i].d_ff = 1024;
    }
    (void)toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    const char *id = toll_catalog_get_id(TOLL_TABLE_HW, 0);
    first_id_length = strlen(id);
    if (first_id_length >= sizeof first_id)
        return 1;
    memcpy(first_id, id, first_id_length);
    table[FIND].arguments[1].size = table[FIND].arguments[2].size = first_id_length;
    (void)toll_catalog_find_nearest(TOLL_TABLE_HW, misspelt, sizeof misspelt, NULL, 0, &nearest_bytes, NULL);
    table[NEAREST].arguments[3].size = table[NEAREST].arguments[4].size = nearest_bytes;
    if (toll_catalog_get_layers(0, NULL, 0, sizeof(toll_model_layer), &n_rows, NULL) != TOLL_OK)
        return 1;
    table[LAYERS].arguments[1].size = n_rows * sizeof(toll_model_layer);
    table[LAYERS].arguments[2].size = n_rows;
    return nearest_bytes < 3 || n_rows == 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_catalog_");
}

/* A newer caller's rows are wider: what the library doesn't know is zeroed, row by row. */
static void wider_rows_are_zeroed(void **state)
{
    (void)state;
    const uint64_t stride = sizeof(toll_model_layer) + 24;
    uint64_t n = 0;
    unsigned char *rows = bad_allocate(n_rows * stride);
    memset(rows, BAD_CANARY, (size_t)(n_rows * stride));
    assert_int_equal(toll_catalog_get_layers(0, (toll_model_layer *)(void *)rows, n_rows, stride, &n, NULL), TOLL_OK);
    assert_int_equal(n, n_rows);
    for (uint64_t row = 0; row < n_rows; row++)
        for (uint64_t at = sizeof(toll_model_layer); at < stride; at++)
            assert_int_equal(rows[row * stride + at], 0);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(wider_rows_are_zeroed),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
