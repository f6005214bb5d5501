/* SPDX-License-Identifier: Apache-2.0 */
/* Bad descriptors, one fault each: status, field, row, and nothing written. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll/model.h>

#include "model_builder.h"

#define N_LAYERS 40

/* A valid row of each kind. */
static toll_model_layer valid_row(uint32_t kind)
{
    toll_model_layer row = row_of(kind, N_LAYERS);
    switch (kind) {
    case TOLL_LAYER_ATTENTION:
        return attention_of(N_LAYERS, 32, 8, 128);
    case TOLL_LAYER_MLA:
        return mla_of(N_LAYERS, 128);
    case TOLL_LAYER_FFN:
        return ffn_of(N_LAYERS, 1024, 3);
    case TOLL_LAYER_MOE:
        return moe_of(N_LAYERS, 1024, 64, 8);
    case TOLL_LAYER_GDN:
        row.n_kv_heads = 16;
        break;
    case TOLL_LAYER_MAMBA2:
        row.n_groups = 8;
        row.state_dim = 128;
        break;
    case TOLL_LAYER_SHARED_KV:
        row.window_tokens = 128;
        row.q_lora_rank = 1024;
        row.o_groups = 8;
        row.o_lora_rank = 1024;
        break;
    case TOLL_LAYER_COMPRESSOR:
        row.compress_tokens = 4;
        break;
    case TOLL_LAYER_CONV:
        row.conv_width = 3;
        break;
    default:
        break;
    }
    row.n_heads = 32;
    row.head_dim = 128;
    return row;
}

static toll_status check_row(const toll_model_layer *row, toll_error *err)
{
    const toll_model model = model_of(N_LAYERS, 4096, 32000);
    const toll_model_layer rows[] = {attention_of(1, 32, 8, 128), *row};
    return toll_model_check(&model, rows, 2, sizeof rows[0], err);
}

static void check_refused(const toll_model_layer *row, toll_status status, const char *field)
{
    toll_error err = {0};
    const toll_status got = check_row(row, &err);
    if (got != status || strcmp(err.field, field) != 0)
        fail_msg("expected %s for %s, got %s: %s", toll_status_name(status), field, toll_status_name(got), err.message);
    assert_int_equal(err.code, status);
    assert_int_equal(err.row, 1);
    assert_int_equal(err.struct_kind, TOLL_KIND_MODEL_LAYER);
    assert_non_null(strstr(err.message, field));
    toll_field known;
    for (uint32_t i = 0; i < toll_field_count(TOLL_KIND_MODEL_LAYER); i++) {
        assert_int_equal(toll_field_get(TOLL_KIND_MODEL_LAYER, i, &known, NULL), TOLL_OK);
        if (strcmp(known.name, field) == 0)
            assert_int_equal(err.field_offset, known.offset_bytes);
    }
}

static void valid_rows_pass(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_LAYER_ATTENTION; kind <= TOLL_LAYER_CONV; kind++) {
        const toll_model_layer row = valid_row(kind);
        toll_error err = {0};
        if (check_row(&row, &err) != TOLL_OK)
            fail_msg("kind %u: %s", kind, err.message);
    }
}

#define AT(field) offsetof(toll_model_layer, field)
#define BIT(kind) (1u << TOLL_LAYER_##kind)

/* The contract once more, in other words than the library's table: which kinds have a field at all, and which of them
 * can't do without it. */
static const struct {
    const char *name;
    size_t offset;
    unsigned kinds, needed;
} contract[] = {
    {"n_heads", AT(n_heads),
     BIT(ATTENTION) | BIT(MLA) | BIT(GDN) | BIT(MAMBA2) | BIT(LIGHTNING) | BIT(SHARED_KV) | BIT(COMPRESSOR) | BIT(CONV),
     BIT(ATTENTION) | BIT(MLA) | BIT(GDN) | BIT(MAMBA2) | BIT(LIGHTNING) | BIT(SHARED_KV) | BIT(COMPRESSOR) |
         BIT(CONV)},
    {"n_kv_heads", AT(n_kv_heads), BIT(ATTENTION) | BIT(GDN), BIT(ATTENTION) | BIT(GDN)},
    {"head_dim", AT(head_dim),
     BIT(ATTENTION) | BIT(GDN) | BIT(MAMBA2) | BIT(LIGHTNING) | BIT(SHARED_KV) | BIT(COMPRESSOR) | BIT(CONV),
     BIT(ATTENTION) | BIT(GDN) | BIT(MAMBA2) | BIT(LIGHTNING) | BIT(SHARED_KV) | BIT(COMPRESSOR) | BIT(CONV)},
    {"v_head_dim", AT(v_head_dim), BIT(ATTENTION) | BIT(MLA) | BIT(GDN), BIT(MLA)},
    {"window_tokens", AT(window_tokens), BIT(ATTENTION) | BIT(MLA) | BIT(SHARED_KV), BIT(SHARED_KV)},
    {"q_lora_rank", AT(q_lora_rank), BIT(MLA) | BIT(SHARED_KV) | BIT(COMPRESSOR), BIT(SHARED_KV)},
    {"o_groups", AT(o_groups), BIT(SHARED_KV), BIT(SHARED_KV)},
    {"o_lora_rank", AT(o_lora_rank), BIT(SHARED_KV), BIT(SHARED_KV)},
    {"compress_tokens", AT(compress_tokens), BIT(COMPRESSOR), BIT(COMPRESSOR)},
    {"kv_lora_rank", AT(kv_lora_rank), BIT(MLA), BIT(MLA)},
    {"qk_nope_dim", AT(qk_nope_dim), BIT(MLA), BIT(MLA)},
    {"qk_rope_dim", AT(qk_rope_dim), BIT(MLA), 0},
    {"d_ff", AT(d_ff), BIT(FFN) | BIT(MOE), BIT(FFN) | BIT(MOE)},
    {"ffn_matrices", AT(ffn_matrices), BIT(FFN) | BIT(MOE), BIT(FFN) | BIT(MOE)},
    {"n_experts", AT(n_experts), BIT(MOE), BIT(MOE)},
    {"n_experts_active", AT(n_experts_active), BIT(MOE), BIT(MOE)},
    {"d_ff_shared", AT(d_ff_shared), BIT(MOE), 0},
    {"d_latent", AT(d_latent), BIT(MOE), 0},
    {"n_groups", AT(n_groups), BIT(MAMBA2), BIT(MAMBA2)},
    {"state_dim", AT(state_dim), BIT(MAMBA2), BIT(MAMBA2)},
    {"conv_width", AT(conv_width), BIT(GDN) | BIT(MAMBA2) | BIT(CONV), BIT(CONV)},
};

static toll_model_layer with_field(uint32_t kind, size_t offset, int64_t value)
{
    toll_model_layer row = valid_row(kind);
    memcpy((char *)&row + offset, &value, sizeof value);
    return row;
}

static void each_kind_has_its_fields_and_no_others(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_LAYER_ATTENTION; kind <= TOLL_LAYER_CONV; kind++)
        for (size_t i = 0; i < sizeof contract / sizeof contract[0]; i++) {
            const toll_model_layer without = with_field(kind, contract[i].offset, 0);
            const toll_model_layer with = with_field(kind, contract[i].offset, 2);
            if (contract[i].needed & (1u << kind))
                check_refused(&without, TOLL_E_MISSING, contract[i].name);
            else
                assert_int_equal(check_row(&without, NULL), TOLL_OK);
            if (contract[i].kinds & (1u << kind))
                assert_int_not_equal(check_row(&with, NULL), TOLL_E_MISSING);
            else
                check_refused(&with, TOLL_E_CONFLICT, contract[i].name);
        }
}

static void each_kind_has_its_flags_and_no_others(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_LAYER_ATTENTION; kind <= TOLL_LAYER_CONV; kind++)
        for (uint32_t flag = TOLL_LAYER_QKV_BIAS; flag <= TOLL_LAYER_ENCODER; flag <<= 1) {
            const int allowed =
                (kind == TOLL_LAYER_ATTENTION && flag <= TOLL_LAYER_SINKS) ||
                (kind == TOLL_LAYER_SHARED_KV && flag == TOLL_LAYER_SINKS) ||
                (kind == TOLL_LAYER_FFN && flag == TOLL_LAYER_FFN_BIAS) ||
                ((kind == TOLL_LAYER_ATTENTION || kind == TOLL_LAYER_FFN) && flag == TOLL_LAYER_ENCODER) ||
                (kind == TOLL_LAYER_MOE && flag >= TOLL_LAYER_EXPERT_BIAS && flag <= TOLL_LAYER_SHARED_GATE) ||
                (kind == TOLL_LAYER_GDN && flag == TOLL_LAYER_CHANNEL_DECAY) ||
                (kind == TOLL_LAYER_ATTENTION && (flag == TOLL_LAYER_SHARED_CACHE || flag == TOLL_LAYER_UNCACHED)) ||
                (kind == TOLL_LAYER_MAMBA2 && (flag == TOLL_LAYER_SELECTIVE || flag == TOLL_LAYER_BARE));
            toll_model_layer row = valid_row(kind);
            row.flags = flag;
            if (kind == TOLL_LAYER_MOE)
                row.d_ff_shared = 1024; /* what a shared gate gates */
            if (kind == TOLL_LAYER_MAMBA2 && flag == TOLL_LAYER_SELECTIVE) {
                row.q_lora_rank = 256; /* of its steps */
                row.n_groups = 1;
            }
            if (allowed)
                assert_int_equal(check_row(&row, NULL), TOLL_OK);
            else
                check_refused(&row, TOLL_E_CONFLICT, "flags");
        }
}

static void a_selective_mamba_has_a_rank_and_one_group(void **state)
{
    (void)state;
    toll_model_layer row = valid_row(TOLL_LAYER_MAMBA2);
    row.flags = TOLL_LAYER_SELECTIVE;
    row.n_groups = 1;
    check_refused(&row, TOLL_E_MISSING, "q_lora_rank");
    row.q_lora_rank = 256;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row.n_groups = 8;
    check_refused(&row, TOLL_E_CONFLICT, "n_groups");
    row.flags = 0;
    check_refused(&row, TOLL_E_CONFLICT, "q_lora_rank");
}

static void fields_that_contradict_are_refused(void **state)
{
    (void)state;
    toll_model_layer row = valid_row(TOLL_LAYER_ATTENTION);
    row.n_kv_heads = 5;
    check_refused(&row, TOLL_E_CONFLICT, "n_kv_heads");
    row.n_kv_heads = 64; /* more than query heads */
    check_refused(&row, TOLL_E_CONFLICT, "n_kv_heads");
    row = valid_row(TOLL_LAYER_ATTENTION);
    row.flags = TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QK_NORM_LAYER;
    check_refused(&row, TOLL_E_CONFLICT, "flags");
    row.flags = TOLL_LAYER_K_IS_V;
    row.v_head_dim = 64;
    check_refused(&row, TOLL_E_CONFLICT, "v_head_dim");
    row.v_head_dim = 128;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row.count = N_LAYERS + 1;
    check_refused(&row, TOLL_E_CONFLICT, "count");
    row = valid_row(TOLL_LAYER_GDN);
    row.n_kv_heads = 3;
    check_refused(&row, TOLL_E_CONFLICT, "n_kv_heads");
    row = valid_row(TOLL_LAYER_MAMBA2);
    row.n_groups = 5;
    check_refused(&row, TOLL_E_CONFLICT, "n_groups");
    row = valid_row(TOLL_LAYER_MOE);
    row.n_experts_active = 65;
    check_refused(&row, TOLL_E_CONFLICT, "n_experts_active");
    row = valid_row(TOLL_LAYER_MOE);
    row.flags = TOLL_LAYER_SHARED_GATE;
    check_refused(&row, TOLL_E_MISSING, "d_ff_shared");
    row.flags = 0;
    row.ffn_matrices = 1;
    check_refused(&row, TOLL_E_RANGE, "ffn_matrices");
    row = valid_row(TOLL_LAYER_FFN);
    row.ffn_matrices = 1;
    check_refused(&row, TOLL_E_RANGE, "ffn_matrices");
}

static void limits_themselves_are_allowed(void **state)
{
    (void)state;
    toll_model_layer row = valid_row(TOLL_LAYER_MOE);
    row.n_experts_active = row.n_experts;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row = valid_row(TOLL_LAYER_ATTENTION);
    row.n_kv_heads = row.n_heads;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row.count = N_LAYERS;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
}

static void an_indexer_needs_all_of_its_fields(void **state)
{
    (void)state;
    toll_model_layer row = valid_row(TOLL_LAYER_MLA);
    row.index_heads = 64;
    check_refused(&row, TOLL_E_MISSING, "index_dim");
    row.index_dim = 128;
    check_refused(&row, TOLL_E_MISSING, "index_topk_tokens");
    row.index_topk_tokens = 2048;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row.q_lora_rank = 0;
    check_refused(&row, TOLL_E_MISSING, "q_lora_rank");
    row.index_heads = 0;
    check_refused(&row, TOLL_E_MISSING, "index_heads");
    row.index_dim = 0; /* another layer's indexer has chosen the tokens */
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row = valid_row(TOLL_LAYER_ATTENTION);
    row.index_topk_tokens = 2048;
    check_refused(&row, TOLL_E_MISSING, "index_heads"); /* no other layer chooses for plain attention */
    row.index_heads = 4;
    check_refused(&row, TOLL_E_MISSING, "index_dim");
    row.index_dim = 128;
    assert_int_equal(check_row(&row, NULL), TOLL_OK);
    row = valid_row(TOLL_LAYER_GDN);
    row.index_topk_tokens = 2048;
    check_refused(&row, TOLL_E_CONFLICT, "index_topk_tokens");
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    const int64_t bad[] = {-1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof contract / sizeof contract[0]; i++)
        for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
            const toll_model_layer row = with_field(TOLL_LAYER_ATTENTION, contract[i].offset, bad[j]);
            check_refused(&row, TOLL_E_RANGE, contract[i].name);
        }
    toll_model_layer row = valid_row(TOLL_LAYER_FFN);
    row.count = 0;
    check_refused(&row, TOLL_E_RANGE, "count");
    row = valid_row(TOLL_LAYER_FFN);
    row.kind = 0;
    check_refused(&row, TOLL_E_RANGE, "kind");
    row.kind = TOLL_LAYER_CONV + 1;
    check_refused(&row, TOLL_E_RANGE, "kind");
    row.kind = UINT_MAX;
    check_refused(&row, TOLL_E_RANGE, "kind");
}

static void check_model_refused(const toll_model *model, uint64_t n_rows, toll_status status, const char *field)
{
    const toll_model_layer row = valid_row(TOLL_LAYER_FFN);
    toll_error err = {0};
    const toll_status got = toll_model_check(model, &row, n_rows, sizeof row, &err);
    if (got != status || strcmp(err.field, field) != 0)
        fail_msg("expected %s for %s, got %s: %s", toll_status_name(status), field, toll_status_name(got), err.message);
    assert_int_equal(err.row, -1);
}

static void models_that_contradict_are_refused(void **state)
{
    (void)state;
    toll_model model = model_of(N_LAYERS, 4096, 32000);
    check_model_refused(&model, 0, TOLL_E_MISSING, "params_total_stated");
    model.flags = TOLL_MODEL_NO_HEAD | TOLL_MODEL_TIED_EMBEDDINGS;
    check_model_refused(&model, 1, TOLL_E_CONFLICT, "flags");
    model.flags = TOLL_MODEL_NO_HEAD | TOLL_MODEL_HEAD_BIAS;
    check_model_refused(&model, 1, TOLL_E_CONFLICT, "flags");
    model = model_of(N_LAYERS, 4096, 32000);
    model.known = TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    model.params_total_stated = 1000;
    model.params_active_stated = 1001;
    check_model_refused(&model, 1, TOLL_E_CONFLICT, "params_active_stated");
    model = model_of(N_LAYERS, 4096, 32000);
    model.unverified = TOLL_MODEL_SHAPE;
    assert_int_equal(toll_model_check(&model, &(toll_model_layer){0}, 0, sizeof(toll_model_layer), NULL),
                     TOLL_E_MISSING); /* the shape needs no bit in known */
    model.unverified = TOLL_MODEL_MAX_CONTEXT;
    check_model_refused(&model, 1, TOLL_E_CONFLICT, "unverified");
    model = model_of(N_LAYERS, 0, 32000);
    check_model_refused(&model, 1, TOLL_E_RANGE, "d_model");
    model = model_of(N_LAYERS, 4096, -1);
    check_model_refused(&model, 1, TOLL_E_RANGE, "vocab_size");
    check_model_refused(NULL, 1, TOLL_E_NULL, "model");
}

static void a_stated_total_does_without_rows(void **state)
{
    (void)state;
    toll_model model = model_of(N_LAYERS, 4096, 32000);
    model.known = TOLL_MODEL_PARAMS_TOTAL;
    model.params_total_stated = 1000000000;
    assert_int_equal(toll_model_check(&model, NULL, 0, sizeof(toll_model_layer), NULL), TOLL_OK);
}

static void rows_are_bounded(void **state)
{
    (void)state;
    static toll_model_layer rows[4097];
    const toll_model model = model_of(N_LAYERS, 4096, 32000);
    toll_error err = {0};
    for (int i = 0; i < 4097; i++)
        rows[i] = valid_row(TOLL_LAYER_FFN);
    assert_int_equal(toll_model_check(&model, rows, 4096, sizeof rows[0], &err), TOLL_OK);
    assert_int_equal(toll_model_check(&model, rows, 4097, sizeof rows[0], &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "n_layers");
    assert_int_equal(toll_model_check(&model, rows, UINT64_MAX, sizeof rows[0], &err), TOLL_E_RANGE);
    assert_int_equal(toll_model_check(&model, NULL, 1, sizeof rows[0], &err), TOLL_E_NULL);
    assert_string_equal(err.field, "layers");
    assert_int_equal(toll_model_check(&model, rows, 1, sizeof rows[0] - 4, &err), TOLL_E_STRIDE);
    rows[4000].d_ff = 0;
    assert_int_equal(toll_model_check(&model, rows, 4096, sizeof rows[0], &err), TOLL_E_MISSING);
    assert_int_equal(err.row, 4000);
}

/* A row of a newer header: larger stride, unknown tail zero; refused once the tail says something. */
static void larger_rows_of_a_newer_header_are_read(void **state)
{
    (void)state;
    struct {
        toll_model_layer row;
        int64_t newer;
    } rows[2] = {{valid_row(TOLL_LAYER_ATTENTION), 0}, {valid_row(TOLL_LAYER_FFN), 0}};
    const toll_model model = model_of(N_LAYERS, 4096, 32000);
    toll_error err = {0};
    assert_int_equal(toll_model_check(&model, &rows[0].row, 2, sizeof rows[0], &err), TOLL_OK);
    rows[1].newer = 1;
    assert_int_equal(toll_model_check(&model, &rows[0].row, 2, sizeof rows[0], &err), TOLL_E_STRUCT_NEWER);
    assert_int_equal(err.row, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_rows_pass),
        cmocka_unit_test(each_kind_has_its_fields_and_no_others),
        cmocka_unit_test(each_kind_has_its_flags_and_no_others),
        cmocka_unit_test(a_selective_mamba_has_a_rank_and_one_group),
        cmocka_unit_test(fields_that_contradict_are_refused),
        cmocka_unit_test(limits_themselves_are_allowed),
        cmocka_unit_test(an_indexer_needs_all_of_its_fields),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(models_that_contradict_are_refused),
        cmocka_unit_test(a_stated_total_does_without_rows),
        cmocka_unit_test(rows_are_bounded),
        cmocka_unit_test(larger_rows_of_a_newer_header_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
