/* SPDX-License-Identifier: Apache-2.0 */
/* A client of version 0.1: compiled against the headers of that version (beside it) and run with today's library. It
 * stays as it was when 0.1 was released. */
#include <stdio.h>
#include <string.h>

#include <toll.h>

static int failures;

#define EXPECT(holds)                                                                                                  \
    do {                                                                                                               \
        if (!(holds)) {                                                                                                \
            printf("line %d: %s\n", __LINE__, #holds);                                                                 \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)

static void check_sizes(void)
{
    EXPECT(toll_abi_version() == TOLL_ABI_VERSION);
    EXPECT(toll_version_number() >= TOLL_VERSION_MAJOR * 10000 + TOLL_VERSION_MINOR * 100 + TOLL_VERSION_PATCH);
    EXPECT(toll_struct_size(TOLL_KIND_HW) >= sizeof(toll_hw));
    EXPECT(toll_struct_size(TOLL_KIND_MODEL) >= sizeof(toll_model));
    EXPECT(toll_struct_size(TOLL_KIND_MODEL_LAYER) >= sizeof(toll_model_layer));
    EXPECT(toll_struct_size(TOLL_KIND_SERVE_RESULT) >= sizeof(toll_serve_result));
    EXPECT(toll_struct_size(TOLL_KIND_ERROR) == sizeof(toll_error));
    EXPECT(toll_struct_size(TOLL_KIND_AMOUNT) == sizeof(toll_amount));
    EXPECT(strcmp(toll_status_name(TOLL_E_RANGE), "TOLL_E_RANGE") == 0);
}

/* 1,234,567 tokens at 0.25 a million. */
static void check_money(void)
{
    toll_decimal price;
    toll_amount amount;
    toll_error err;
    char text[64];
    int32_t inexact = 1;
    EXPECT(toll_decimal_parse("0.25", 4, &price, &err) == TOLL_OK);
    EXPECT(toll_amount_compute(&price, 1234567, 1000000, TOLL_ROUND_HALF_EVEN, &amount, &inexact, &err) == TOLL_OK);
    EXPECT(toll_amount_format(&amount, 2, text, sizeof text, NULL, &err) == TOLL_OK);
    EXPECT(strcmp(text, "0.30864175") == 0 && inexact == 0);
    EXPECT(toll_decimal_parse("0,25", 4, &price, &err) == TOLL_E_SYNTAX && err.code == TOLL_E_SYNTAX);
}

static void describe(toll_model *model, toll_model_layer *rows)
{
    EXPECT(toll_struct_init(model, sizeof *model, TOLL_KIND_MODEL, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&rows[0], sizeof rows[0], TOLL_KIND_MODEL_LAYER, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&rows[1], sizeof rows[1], TOLL_KIND_MODEL_LAYER, NULL) == TOLL_OK);
    model->n_layers = 2;
    model->d_model = 64;
    model->vocab_size = 1000;
    model->final_norm_vectors = 1;
    rows[0].kind = TOLL_LAYER_ATTENTION;
    rows[0].count = 2;
    rows[0].n_heads = 4;
    rows[0].n_kv_heads = 2;
    rows[0].head_dim = 16;
    rows[0].norm_vectors = 1;
    rows[1].kind = TOLL_LAYER_FFN;
    rows[1].count = 2;
    rows[1].d_ff = 128;
    rows[1].ffn_matrices = 3;
    rows[1].norm_vectors = 1;
}

/* By hand: attention 64*64 + 2 * 64*32 + 64*64 = 12,288, feed-forward 3*64*128 = 24,576, two norms of 64: 36,992 a
 * layer; embedding and head 64,000 each; last norm 64. */
static void check_model(const toll_model *model, const toll_model_layer *rows)
{
    toll_model_counts counts;
    toll_error err;
    EXPECT(toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL) == TOLL_OK);
    EXPECT(toll_model_count(model, rows, 2, sizeof rows[0], &counts, &err) == TOLL_OK);
    EXPECT(counts.params_total == 2 * 36992 + 2 * 64000 + 64);
}

static int is_range(toll_range range)
{
    return range.low > 0 && range.low <= range.mid && range.mid <= range.high && range.high < 1e300;
}

static void check_estimate(const toll_model *model, const toll_model_layer *rows)
{
    static uint64_t deployment[8192];
    toll_hw hw;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_serve_load load;
    toll_serve_result result;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    EXPECT(toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL) == TOLL_OK);
    EXPECT(toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL) == TOLL_OK);
    hw.known = TOLL_HW_MEMORY | TOLL_HW_MEMORY_RATE | TOLL_HW_BF16;
    hw.memory_bytes = INT64_C(85899345920);
    hw.memory_bytes_per_s = 3.35e12;
    hw.bf16_flop_per_s = 989e12;
    load.input_tokens = 1000;
    load.output_tokens = 200;
    load.concurrency = 8;
    supply.usd_per_gpu_hour = (toll_range){2.0, 2.0, 2.0};
    EXPECT(toll_step_size(2) <= sizeof deployment);
    EXPECT(toll_step_resolve(&hw, model, rows, 2, sizeof rows[0], &precision, &layout, &engine, &constants, deployment,
                             sizeof deployment, &err) == TOLL_OK);
    EXPECT(toll_serve_estimate(deployment, sizeof deployment, &load, &result, &err) == TOLL_OK);
    EXPECT(is_range(result.ttft_s) && is_range(result.tpot_s) && result.fit == TOLL_FIT_YES);
    EXPECT(toll_serve_estimate_cost(&result, &supply, &cost, &err) == TOLL_OK);
    EXPECT(is_range(cost.usd_per_mtok_output));
    layout.tp = -1;
    EXPECT(toll_step_resolve(&hw, model, rows, 2, sizeof rows[0], &precision, &layout, &engine, &constants, deployment,
                             sizeof deployment, &err) == TOLL_E_RANGE);
    EXPECT(strcmp(err.field, "tp") == 0 && err.field_offset == (int64_t)((char *)&layout.tp - (char *)&layout));
}

static void check_catalog(void)
{
    toll_hw hw;
    toll_error err;
    uint64_t index = 0;
    EXPECT(toll_catalog_count(TOLL_TABLE_HW) > 0 && toll_catalog_count(TOLL_TABLE_MODEL) > 0);
    EXPECT(toll_catalog_find(TOLL_TABLE_HW, "h100-sxm5-80gb", 14, &index, &err) == TOLL_OK);
    EXPECT(toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL) == TOLL_OK);
    EXPECT(toll_catalog_get_hw(index, &hw, &err) == TOLL_OK && strcmp(hw.id, "h100-sxm5-80gb") == 0);
    EXPECT(toll_catalog_find(TOLL_TABLE_HW, "no-such-card", 12, &index, &err) == TOLL_E_UNKNOWN_ID);
}

int main(void)
{
    toll_model model;
    toll_model_layer rows[2];
    check_sizes();
    check_money();
    describe(&model, rows);
    check_model(&model, rows);
    check_estimate(&model, rows);
    check_catalog();
    printf("%d failures\n", failures);
    return failures != 0;
}
