/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of model.h. */
#include "bad_input.h"

#include <toll/model.h>

#include "sample_deployment.h"

static toll_model model;
static toll_model_layer layers[SAMPLE_ROWS];
static toll_model_precision precision;

static toll_status call_check(const bad_frame *f, toll_error *err)
{
    return toll_model_check(f->p[0], f->p[1], f->v[2], f->v[3], err);
}

static toll_status call_count(const bad_frame *f, toll_error *err)
{
    return toll_model_count(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], err);
}

static toll_status call_weights(const bad_frame *f, toll_error *err)
{
    return toll_model_compute_weights(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], f->p[5], err);
}

static toll_status call_kv(const bad_frame *f, toll_error *err)
{
    return toll_model_compute_kv(f->p[0], f->p[1], f->v[2], f->v[3], f->p[4], (int64_t)f->v[5], f->p[6], err);
}

static toll_model *model_in(bad_frame *f)
{
    return f->p[0];
}

static toll_model_layer *row_in(bad_frame *f, int row)
{
    return (toll_model_layer *)f->p[1] + row;
}

static void heads_not_divided(bad_frame *f)
{
    row_in(f, 0)->n_kv_heads = 3;
}

static void no_heads(bad_frame *f)
{
    row_in(f, 0)->n_heads = 0;
}

static void too_many_active(bad_frame *f)
{
    row_in(f, 1)->n_experts_active = 9;
}

static void dense_with_experts(bad_frame *f)
{
    row_in(f, 2)->n_experts = 8;
}

static void dense_with_sinks(bad_frame *f)
{
    row_in(f, 2)->flags = TOLL_LAYER_SINKS;
}

static void one_matrix(bad_frame *f)
{
    row_in(f, 2)->ffn_matrices = 1;
}

static void more_than_layers(bad_frame *f)
{
    row_in(f, 2)->count = 5;
}

static void unverified_but_unknown(bad_frame *f)
{
    model_in(f)->known = 0;
    model_in(f)->max_context_tokens = 0;
    model_in(f)->unverified = TOLL_MODEL_MAX_CONTEXT;
}

static void tied_without_head(bad_frame *f)
{
    model_in(f)->flags = TOLL_MODEL_NO_HEAD | TOLL_MODEL_TIED_EMBEDDINGS;
}

static void bias_without_head(bad_frame *f)
{
    model_in(f)->flags = TOLL_MODEL_NO_HEAD | TOLL_MODEL_HEAD_BIAS;
}

static void more_active_than_total(bad_frame *f)
{
    model_in(f)->known |= TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    model_in(f)->params_total_stated = 1000000000;
    model_in(f)->params_active_stated = 1000000001;
}

static void incomplete(bad_frame *f)
{
    model_in(f)->flags = TOLL_MODEL_INCOMPLETE;
}

static void stated_too_low(bad_frame *f)
{
    model_in(f)->known |= TOLL_MODEL_PARAMS_TOTAL;
    model_in(f)->params_total_stated = 1;
}

static void enormous(bad_frame *f)
{
    model_in(f)->d_model = 1000000;
    row_in(f, 1)->n_experts = 1000000;
    row_in(f, 1)->d_ff = 10000000;
}

/* The largest state that recurrent layers can have: 10^4 of 10^5 heads of 10^5 by 10^5. */
static void enormous_state(bad_frame *f)
{
    model_in(f)->n_layers = 10000;
    *row_in(f, 0) = row_of(TOLL_LAYER_LIGHTNING, 10000);
    row_in(f, 0)->n_heads = row_in(f, 0)->head_dim = 100000;
}

#define LAYER(edit, status, field, row)                                                                                \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_MODEL_LAYER, field, row, 0                                                               \
        }                                                                                                              \
    }
#define MODEL(edit, status, field)                                                                                     \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, TOLL_KIND_MODEL, field, -1, 0                                                                      \
        }                                                                                                              \
    }
#define ARGUMENT(argument, value, status)                                                                              \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define SHAPES                                                                                                         \
    LAYER(heads_not_divided, TOLL_E_CONFLICT, "n_kv_heads", 0), LAYER(no_heads, TOLL_E_MISSING, "n_heads", 0),         \
        LAYER(too_many_active, TOLL_E_CONFLICT, "n_experts_active", 1),                                                \
        LAYER(dense_with_experts, TOLL_E_CONFLICT, "n_experts", 2),                                                    \
        LAYER(dense_with_sinks, TOLL_E_CONFLICT, "flags", 2), LAYER(one_matrix, TOLL_E_RANGE, "ffn_matrices", 2),      \
        LAYER(more_than_layers, TOLL_E_CONFLICT, "count", 2),                                                          \
        MODEL(unverified_but_unknown, TOLL_E_CONFLICT, "unverified"),                                                  \
        MODEL(tied_without_head, TOLL_E_CONFLICT, "flags"), MODEL(bias_without_head, TOLL_E_CONFLICT, "flags"),        \
        MODEL(more_active_than_total, TOLL_E_CONFLICT, "params_active_stated"), ARGUMENT(2, 4097, TOLL_E_RANGE),       \
        ARGUMENT(2, UINT64_MAX, TOLL_E_RANGE), ARGUMENT(2, 1ull << 63, TOLL_E_RANGE)
/* No rows are enough only for a model with stated totals. */
#define NO_ROWS                                                                                                        \
    {                                                                                                                  \
        2, 0, NULL,                                                                                                    \
        {                                                                                                              \
            TOLL_E_MISSING, TOLL_KIND_MODEL, "params_total_stated", -1, 0                                              \
        }                                                                                                              \
    }
#define COUNTS                                                                                                         \
    SHAPES, NO_ROWS, MODEL(incomplete, TOLL_E_MISSING, "params_total_stated"),                                         \
        MODEL(stated_too_low, TOLL_E_CONFLICT, "params_total_stated"),                                                 \
    {                                                                                                                  \
        0, 0, enormous,                                                                                                \
        {                                                                                                              \
            TOLL_E_OVERFLOW, 0, "params_total", -1, 0                                                                  \
        }                                                                                                              \
    }

static const bad_case check_cases[] = {SHAPES, NO_ROWS};
static const bad_case count_cases[] = {COUNTS};
static const bad_case kv_cases[] = {
    SHAPES,
    NO_ROWS,
    {0, 0, incomplete, {TOLL_E_MISSING, 0, "layers", -1, 0}},
    {0, 0, enormous_state, {TOLL_E_OVERFLOW, 0, "sequence_bytes", -1, 0}},
    ARGUMENT(5, UINT64_MAX, TOLL_E_RANGE),
    ARGUMENT(5, 1000000001, TOLL_E_RANGE),
    ARGUMENT(5, 1ull << 63, TOLL_E_RANGE),
    ARGUMENT(5, UINT64_MAX / 2, TOLL_E_RANGE),
};

#define DESCRIPTOR                                                                                                     \
    {BAD_IN_STRUCT, "model", &model, sizeof model, TOLL_KIND_MODEL, 0},                                                \
        {BAD_IN_ROWS, "layers", layers, sizeof layers, TOLL_KIND_MODEL_LAYER, 3},                                      \
        {BAD_VALUE, "n_layers", NULL, SAMPLE_ROWS, 0, 0},                                                              \
    {                                                                                                                  \
        BAD_VALUE, "stride_bytes", NULL, sizeof(toll_model_layer), 0, 0                                                \
    }
#define PRECISION                                                                                                      \
    {                                                                                                                  \
        BAD_IN_STRUCT, "precision", &precision, sizeof precision, TOLL_KIND_PRECISION, 0                               \
    }

static const bad_function table[] = {
    {"toll_model_check", call_check, NULL, {DESCRIPTOR}, BAD_CASES(check_cases)},
    {"toll_model_count",
     call_count,
     NULL,
     {DESCRIPTOR, {BAD_OUT_STRUCT, "counts", NULL, sizeof(toll_model_counts), TOLL_KIND_MODEL_COUNTS, 0}},
     BAD_CASES(count_cases)},
    {"toll_model_compute_weights",
     call_weights,
     NULL,
     {DESCRIPTOR, PRECISION, {BAD_OUT_STRUCT, "weights", NULL, sizeof(toll_model_weights), TOLL_KIND_MODEL_WEIGHTS, 0}},
     BAD_CASES(count_cases)},
    {"toll_model_compute_kv",
     call_kv,
     NULL,
     {DESCRIPTOR,
      PRECISION,
      {BAD_VALUE, "context_tokens", NULL, 4096, 0, 0},
      {BAD_OUT_STRUCT, "kv", NULL, sizeof(toll_model_kv), TOLL_KIND_MODEL_KV, 0}},
     BAD_CASES(kv_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    model = sample_model();
    sample_layers(layers);
    precision = precision_of(16);
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_model_");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
