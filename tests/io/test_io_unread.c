/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of a config.json that nobody reads: each is named, and the descriptor says that it may be wrong. Fields that
 * were once passed over in silence, against published counts and counts by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#define ROWS 64

typedef struct found {
    toll_model model;
    toll_model_layer rows[ROWS];
    uint64_t count;
    toll_io_unread unread[ROWS];
    uint64_t n_unread;
    toll_error err;
} found;

static toll_status read_text(const char *text, uint64_t flags, found *f)
{
    memset(f, 0, sizeof *f);
    toll_struct_init(&f->model, sizeof f->model, TOLL_KIND_MODEL, NULL);
    const toll_status status = toll_io_parse_config(text, strlen(text), NULL, 0, flags, &f->model, f->rows, ROWS,
                                                    sizeof f->rows[0], &f->count, &f->err);
    if (status != TOLL_OK)
        return status;
    assert_int_equal(toll_io_find_unread(text, strlen(text), NULL, 0, flags, f->unread, ROWS, sizeof f->unread[0],
                                         &f->n_unread, &f->err),
                     TOLL_OK);
    assert_int_equal(f->n_unread > 0, (f->model.unverified & TOLL_MODEL_SHAPE) != 0);
    return TOLL_OK;
}

static void read_file(const char *path, found *f)
{
    char *text = calloc(1, 1 << 20);
    FILE *stream = fopen(path, "rb");
    assert_non_null(text);
    assert_non_null(stream);
    assert_true(fread(text, 1, (1 << 20) - 1, stream) > 0);
    fclose(stream);
    if (read_text(text, 0, f) != TOLL_OK)
        fail_msg("%s: %s", path, f->err.message);
    free(text);
}

static int64_t params(const found *f)
{
    toll_model_counts counts;
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    assert_int_equal(toll_model_count(&f->model, f->rows, f->count, sizeof f->rows[0], &counts, NULL), TOLL_OK);
    return counts.params_total;
}

#define SMALL                                                                                                          \
    "\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,\"num_key_value_"   \
    "heads\":2,\"intermediate_size\":128,\"vocab_size\":100"

/* ---- what is named ---- */

static void expect_unread(const char *fields, const char *key, const char *value)
{
    char text[1024];
    found f;
    snprintf(text, sizeof text, "{%s%s}", SMALL, fields);
    if (read_text(text, 0, &f) != TOLL_OK)
        fail_msg("%s: %s", text, f.err.message);
    if (f.n_unread != (key != NULL ? 1 : 0))
        fail_msg("%s: %llu keys, the first is %s", text, (unsigned long long)f.n_unread, f.unread[0].key);
    if (key == NULL)
        return;
    assert_string_equal(f.unread[0].key, key);
    assert_string_equal(f.unread[0].value, value);
}

static void a_key_that_nobody_reads_is_named(void **state)
{
    (void)state;
    expect_unread("", NULL, NULL);
    expect_unread(",\"cross_layer_width\":512", "cross_layer_width", "512");
    expect_unread(",\"cross_layer_width\":0", "cross_layer_width", "0"); /* unknown is not off */
    expect_unread(",\"cross_layer_width\":null", NULL, NULL);
    expect_unread(",\"x\":NaN", "x", "NaN");
    expect_unread(",\"hidden_act\":\"wavelet\"", "hidden_act", "wavelet");
    expect_unread(",\"hidden_act\":\"silu\"", NULL, NULL);
    expect_unread(",\"moe_intermediate_size\":64", NULL, NULL);          /* no layer has experts */
    expect_unread(",\"moe_expert_total\":64", "moe_expert_total", "64"); /* or is this how many? */
    expect_unread(",\"rope_theta\":10000.0,\"rms_norm_eps\":1e-5,\"bos_token_id\":1,\"attention_dropout\":0.1", NULL,
                  NULL);
    expect_unread(",\"rope_head_dim\":32", "rope_head_dim", "32");
    expect_unread(",\"is_encoder_decoder\":true", "is_encoder_decoder", "true");
    expect_unread(",\"is_encoder_decoder\":false,\"vision_config\":{\"depth\":24}", NULL, NULL);
    expect_unread(",\"per_layer_config\":{\"1\":{\"head_dim\":32,\"width\":9}}", "1.width", "9");
    expect_unread(",\"attention_chunk_size\":null,\"use_conv_bias\":true", NULL, NULL);
}

static void two_names_of_a_field_must_agree(void **state)
{
    (void)state;
    expect_unread(",\"n_layer\":2", NULL, NULL);
    expect_unread(",\"n_layer\":3", "n_layer", "3");
}

static void a_nested_part_is_searched_as_well(void **state)
{
    static const char text[] = "{\"model_type\":\"llava\",\"depth_gate\":1,\"tie_word_embeddings\":false,"
                               "\"text_config\":{" SMALL ",\"twist\":[1, 2],\"tie_word_embeddings\":true}}";
    found f;
    (void)state;
    assert_int_equal(read_text(text, 0, &f), TOLL_OK);
    assert_int_equal(f.n_unread, 3);
    assert_string_equal(f.unread[0].key, "depth_gate");
    assert_string_equal(f.unread[1].key, "tie_word_embeddings"); /* the text part says otherwise */
    assert_string_equal(f.unread[2].key, "text_config.twist");
    assert_string_equal(f.unread[2].value, "[1, 2]");
}

static void the_files_of_the_catalog_are_understood(void **state)
{
    static const char *const ids[] = {"llama-3.3-70b",     "deepseek-v3",   "gpt-oss-120b", "gemma-3-27b",
                                      "qwen3-235b-a22b",   "glm-5",         "mixtral-8x7b", "llama-4-maverick",
                                      "deepseek-v4-flash", "mimo-v2-flash", "gemma-4-31b",  "nemotron-3-nano-30b-a3b"};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char path[120];
        found f;
        snprintf(path, sizeof path, "tests/io/configs/%s.json", ids[i]);
        read_file(path, &f);
        if (f.n_unread > 0)
            fail_msg("%s: %s = %s", path, f.unread[0].key, f.unread[0].value);
    }
}

/* ---- what was passed over in silence ---- */

/* moonshotai/Kimi-K3 config.json (October 2026), an excerpt; the checkpoint has 2,779,931,837,184 parameters, the
 * vision tower's included. Experts work in 3,584 dimensions, not 7,168. How attn_res_block_size changes a block is not
 * published in the file, so it stays named. */
static void kimi_k3_has_the_parameters_that_are_published(void **state)
{
    found f;
    (void)state;
    read_file("tests/io/configs/kimi-k3.json", &f);
    assert_true(params(&f) > 2779931837184 - 2779931837184 / 1000);
    assert_true(params(&f) < 2779931837184);
    assert_int_equal(f.n_unread, 1);
    assert_string_equal(f.unread[0].key, "text_config.attn_res_block_size");
    assert_string_equal(f.unread[0].value, "12");
}

#define SPARSE                                                                                                         \
    "\"model_type\":\"glm_moe_dsa\",\"num_hidden_layers\":3,\"hidden_size\":64,\"num_attention_heads\":4,"             \
    "\"num_key_value_heads\":4,\"intermediate_size\":128,\"vocab_size\":100,\"q_lora_rank\":32,\"kv_lora_rank\":16,"   \
    "\"qk_nope_head_dim\":8,\"qk_rope_head_dim\":4,\"v_head_dim\":8,\"index_n_heads\":2,\"index_head_dim\":8,"         \
    "\"index_topk\":512"

/* An indexer of I = 2 heads of j = 8 takes q*I*j + d*j + d*I + 2*j = 32*16 + 64*8 + 64*2 + 16 = 1,168 parameters. */
static void layers_that_share_an_indexer_have_none(void **state)
{
    found own, shared, bad;
    (void)state;
    assert_int_equal(read_text("{" SPARSE "}", 0, &own), TOLL_OK);
    assert_int_equal(
        read_text("{" SPARSE ",\"indexer_types\":[\"full\",\"shared\",\"shared\"],\"layer_types\":["
                  "\"deepseek_sparse_attention\",\"deepseek_sparse_attention\",\"deepseek_sparse_attention\"]}",
                  0, &shared),
        TOLL_OK);
    assert_int_equal(params(&own) - params(&shared), 2 * 1168);
    assert_int_equal(shared.rows[2].count, 2);
    assert_int_equal(shared.rows[2].index_heads, 0);
    assert_int_equal(shared.rows[2].index_topk_tokens, 512); /* they attend what the first layer chose */
    assert_int_equal(shared.n_unread, 0);
    assert_int_equal(read_text("{" SPARSE ",\"indexer_types\":[\"full\",\"half\",\"full\"]}", 0, &bad),
                     TOLL_E_UNSUPPORTED);
    assert_non_null(strstr(bad.err.message, "half"));
    assert_int_equal(read_text("{" SPARSE ",\"indexer_types\":[\"full\"]}", 0, &bad), TOLL_E_UNSUPPORTED);
}

/* Llama 4: three layers of chunks, then one that sees all. */
static void an_empty_list_of_layers_is_the_usual_pattern(void **state)
{
    found f;
    (void)state;
    assert_int_equal(read_text("{\"model_type\":\"llama4_text\",\"num_hidden_layers\":8,\"hidden_size\":64,"
                               "\"num_attention_heads\":4,\"num_key_value_heads\":2,\"intermediate_size\":32,"
                               "\"intermediate_size_mlp\":128,\"num_local_experts\":4,\"num_experts_per_tok\":1,"
                               "\"vocab_size\":100,\"no_rope_layers\":[],\"attention_chunk_size\":8192}",
                               0, &f),
                     TOLL_OK);
    assert_int_equal(f.rows[0].window_tokens, 8192);
    assert_int_equal(f.rows[0].count, 6);
    assert_int_equal(f.rows[2].window_tokens, 0);
    assert_int_equal(f.rows[2].count, 2);
}

/* XiaomiMiMo/MiMo-7B-Base states sliding_window 32768 and use_sliding_window false. */
static void a_window_that_is_switched_off_is_none(void **state)
{
    found f;
    (void)state;
    assert_int_equal(read_text("{\"model_type\":\"mimo\",\"num_hidden_layers\":2,\"hidden_size\":64,"
                               "\"num_attention_heads\":4,\"intermediate_size\":128,\"vocab_size\":100,"
                               "\"sliding_window\":32768,\"use_sliding_window\":false,\"max_window_layers\":2}",
                               0, &f),
                     TOLL_OK);
    assert_int_equal(f.rows[0].window_tokens, 0);
    assert_int_equal(f.n_unread, 0);
}

static void words_that_are_not_known_are_refused(void **state)
{
    static const char *const bad[][2] = {
        {"{" SMALL ",\"dtype\":\"float9\"}", "float9"},
        {"{" SMALL ",\"num_experts\":4,\"num_experts_per_tok\":2,\"moe_intermediate_size\":8,"
         "\"mlp_layer_types\":[\"sparse\",\"foggy\"]}",
         "foggy"},
        {"{\"model_type\":\"kimi_linear\",\"num_hidden_layers\":1,\"hidden_size\":64,\"vocab_size\":9,"
         "\"num_attention_heads\":4,\"intermediate_size\":8,\"linear_attn_config\":{\"kda_layers\":[1],"
         "\"num_heads\":4,\"head_dim\":16,\"short_conv_kernel_size\":4,\"use_full_rank_gate\":3}}",
         "use_full_rank_gate"}};
    found f;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_not_equal(read_text(bad[i][0], 0, &f), TOLL_OK);
        assert_non_null(strstr(f.err.message, bad[i][1]));
    }
}

/* ---- arguments ---- */

static void bad_arguments_are_refused(void **state)
{
    static const char text[] = "{" SMALL ",\"a\":1,\"b\":2}";
    const uint64_t length = sizeof text - 1, size = sizeof(toll_io_unread);
    toll_io_unread rows[2], blank[2];
    toll_error err;
    uint64_t n = 77;
    (void)state;
    memset(rows, 0x55, sizeof rows);
    memcpy(blank, rows, sizeof rows);
    assert_int_equal(toll_io_find_unread(NULL, length, NULL, 0, 0, rows, 2, size, &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 3, 0, rows, 2, size, &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 0, NULL, 2, size, &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 0, rows, 2, size, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_unread(text, 0, NULL, 0, 0, rows, 2, size, &n, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 2, rows, 2, size, &n, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 0, rows, 2, size - 1, &n, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 0, rows, 2, UINT64_MAX, &n, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_find_unread(text, 5, NULL, 0, 0, rows, 2, size, &n, &err), TOLL_E_SYNTAX);
    assert_int_equal(n, 77);
    assert_int_equal(toll_io_find_unread(text, length, NULL, 0, 0, rows, 1, size, &n, NULL), TOLL_E_BUFFER);
    assert_int_equal(n, 2);
    assert_memory_equal(rows, blank, sizeof rows);
}

static void rows_lie_at_the_callers_stride(void **state)
{
    static const char text[] = "{" SMALL ",\"a\":1,\"b\":2}";
    struct {
        toll_io_unread row;
        uint64_t tail;
    } wide[2] = {{.tail = 7}, {.tail = 8}};
    uint64_t n = 0;
    (void)state;
    assert_int_equal(toll_io_find_unread(text, sizeof text - 1, NULL, 0, 0, &wide[0].row, 2, sizeof wide[0], &n, NULL),
                     TOLL_OK);
    assert_string_equal(wide[1].row.key, "b");
    assert_int_equal(wide[0].tail + wide[1].tail, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_nobody_reads_is_named),
        cmocka_unit_test(two_names_of_a_field_must_agree),
        cmocka_unit_test(a_nested_part_is_searched_as_well),
        cmocka_unit_test(the_files_of_the_catalog_are_understood),
        cmocka_unit_test(kimi_k3_has_the_parameters_that_are_published),
        cmocka_unit_test(layers_that_share_an_indexer_have_none),
        cmocka_unit_test(an_empty_list_of_layers_is_the_usual_pattern),
        cmocka_unit_test(a_window_that_is_switched_off_is_none),
        cmocka_unit_test(words_that_are_not_known_are_refused),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(rows_lie_at_the_callers_stride),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
