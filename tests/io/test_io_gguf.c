/* SPDX-License-Identifier: Apache-2.0 */
/* Heads of GGUF files, built here by the published layout: shapes, bits of each class, and damaged ones. */
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

/* ggml's numbers of formats. */
#define F32  0u
#define F16  1u
#define Q4_K 12u
#define Q6_K 14u

/* ---- a writer ---- */

typedef struct writer {
    unsigned char bytes[1 << 16];
    size_t length;
    uint64_t n_keys, n_tensors;
} writer;

static void put(writer *w, uint64_t value, int size)
{
    assert_true(w->length + 8 < sizeof w->bytes);
    for (int i = 0; i < size; i++)
        w->bytes[w->length++] = (unsigned char)(value >> (8 * i));
}

static void put_text(writer *w, const char *text)
{
    put(w, strlen(text), 8);
    for (; *text != 0; text++)
        put(w, (unsigned char)*text, 1);
}

static void start(writer *w)
{
    memset(w, 0, sizeof *w);
    w->length = 24; /* magic, version, counts: written at the end */
}

static void key_text(writer *w, const char *key, const char *value)
{
    put_text(w, key);
    put(w, 8, 4);
    put_text(w, value);
    w->n_keys++;
}

static void key_number(writer *w, const char *key, uint32_t value)
{
    put_text(w, key);
    put(w, 4, 4);
    put(w, value, 4);
    w->n_keys++;
}

static void key_numbers(writer *w, const char *key, const uint32_t *values, size_t count)
{
    put_text(w, key);
    put(w, 9, 4);
    put(w, 4, 4);
    put(w, count, 8);
    for (size_t i = 0; i < count; i++)
        put(w, values[i], 4);
    w->n_keys++;
}

static void key_texts(writer *w, const char *key, size_t count)
{
    put_text(w, key);
    put(w, 9, 4);
    put(w, 8, 4);
    put(w, count, 8);
    for (size_t i = 0; i < count; i++)
        put_text(w, "token");
    w->n_keys++;
}

static void tensor(writer *w, const char *name, uint64_t in, uint64_t out, uint64_t experts, uint32_t format)
{
    uint32_t dims = experts > 0 ? 3 : out > 0 ? 2 : 1;
    put_text(w, name);
    put(w, dims, 4);
    put(w, in, 8);
    if (dims > 1)
        put(w, out, 8);
    if (dims > 2)
        put(w, experts, 8);
    put(w, format, 4);
    put(w, 0, 8);
    w->n_tensors++;
}

static void block(writer *w, int layer, const char *name, uint64_t in, uint64_t out, uint64_t experts, uint32_t format)
{
    char full[80];
    snprintf(full, sizeof full, "blk.%d.%s", layer, name);
    tensor(w, full, in, out, experts, format);
}

static void finish(writer *w)
{
    size_t end = w->length;
    w->length = 0;
    put(w, 0x46554747, 4);
    put(w, 3, 4);
    put(w, w->n_tensors, 8);
    put(w, w->n_keys, 8);
    w->length = end;
}

/* ---- models ---- */

#define D 512u /* of the small models; a multiple of the 256 elements of a block */

static void keys(writer *w, const char *arch, uint32_t layers)
{
    char key[64];
    static const char *const names[] = {"block_count", "embedding_length", "attention.head_count",
                                        "attention.head_count_kv", "context_length"};
    const uint32_t values[] = {layers, D, 8, 2, 4096};
    key_text(w, "general.architecture", arch);
    key_text(w, "general.name", "Small One");
    key_texts(w, "tokenizer.ggml.tokens", 50);
    for (size_t i = 0; i < 5; i++) {
        snprintf(key, sizeof key, "%s.%s", arch, names[i]);
        key_number(w, key, values[i]);
    }
}

static void attention(writer *w, int layer)
{
    block(w, layer, "attn_norm.weight", D, 0, 0, F32);
    block(w, layer, "attn_q.weight", D, 512, 0, Q4_K);
    block(w, layer, "attn_k.weight", D, 128, 0, Q4_K);
    block(w, layer, "attn_v.weight", D, 128, 0, Q6_K);
    block(w, layer, "attn_output.weight", 512, D, 0, Q4_K);
}

static void feed_forward(writer *w, int layer)
{
    block(w, layer, "ffn_norm.weight", D, 0, 0, F32);
    block(w, layer, "ffn_gate.weight", D, 1024, 0, Q4_K);
    block(w, layer, "ffn_up.weight", D, 1024, 0, Q4_K);
    block(w, layer, "ffn_down.weight", 1024, D, 0, Q6_K);
}

static void outer(writer *w, int has_head)
{
    tensor(w, "token_embd.weight", D, 100, 0, F16);
    tensor(w, "output_norm.weight", D, 0, 0, F32);
    if (has_head)
        tensor(w, "output.weight", D, 100, 0, Q6_K);
}

static void build_llama(writer *w)
{
    start(w);
    keys(w, "llama", 2);
    outer(w, 1);
    for (int i = 0; i < 2; i++) {
        attention(w, i);
        feed_forward(w, i);
    }
    tensor(w, "rope_freqs.weight", 32, 0, 0, F32);
    finish(w);
}

/* ssm.* of an architecture; 0 leaves a key out. */
static void ssm_keys(writer *w, const char *arch, uint32_t inner, uint32_t state, uint32_t rank, uint32_t groups)
{
    static const char *const names[] = {"conv_kernel", "inner_size", "state_size", "time_step_rank", "group_count"};
    const uint32_t values[] = {4, inner, state, rank, groups};
    for (size_t i = 0; i < 5; i++) {
        char key[64];
        snprintf(key, sizeof key, "%s.ssm.%s", arch, names[i]);
        if (values[i] > 0)
            key_number(w, key, values[i]);
    }
}

typedef struct found {
    toll_model model;
    toll_model_layer rows[16];
    toll_model_precision precision;
    uint64_t count, bytes;
    toll_error err;
} found;

static toll_status parse_bytes(const void *bytes, uint64_t length, found *f)
{
    memset(f, 0, sizeof *f);
    toll_struct_init(&f->model, sizeof f->model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&f->precision, sizeof f->precision, TOLL_KIND_PRECISION, NULL);
    return toll_io_parse_gguf(bytes, length, 0, &f->model, f->rows, 16, sizeof f->rows[0], &f->count, &f->precision,
                              &f->bytes, &f->err);
}

static void parse(const writer *w, found *f)
{
    if (parse_bytes(w->bytes, w->length, f) != TOLL_OK)
        fail_msg("%s", f->err.message);
}

static void refused(const writer *w, toll_status status, const char *names)
{
    found f;
    toll_status got = parse_bytes(w->bytes, w->length, &f);
    if (got != status || strstr(f.err.message, names) == NULL)
        fail_msg("%s: %s", toll_status_name(got), f.err.message);
    assert_int_equal(f.bytes, 0);
    assert_int_equal(f.model.d_model, 0);
}

static int64_t params_of(const found *f)
{
    toll_model_counts counts;
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    assert_int_equal(toll_model_count(&f->model, f->rows, f->count, sizeof f->rows[0], &counts, NULL), TOLL_OK);
    return counts.params_total;
}

static int64_t weight_bytes(const found *f)
{
    toll_model_weights weights;
    toll_struct_init(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    assert_int_equal(
        toll_model_compute_weights(&f->model, f->rows, f->count, sizeof f->rows[0], &f->precision, &weights, NULL),
        TOLL_OK);
    return weights.total_bytes;
}

/* Q4_K: 144 bytes for 256 weights, 4.5 bits; Q6_K: 210, 6.5625 bits; F16: 16. By hand, a layer:
 * q and o 2 * 512 * 512, k 512 * 128 at 4.5 bits: 331,776 bytes; v 65,536 at 6.5625: 53,760; gate and up 2 * 524,288 at 4.5:
 * 589,824; down 524,288 at 6.5625: 430,080; two norms 4,096. Two layers 2,819,072; embedding 102,400; head 51,200 * 6.5625 / 8 =
 * 42,000; last norm 2,048; rotary table 128. */
static void a_dense_model_is_read_to_the_byte(void **state)
{
    writer w;
    found f;
    (void)state;
    build_llama(&w);
    parse(&w, &f);
    assert_int_equal(f.count, 2);
    assert_int_equal(f.rows[0].kind, TOLL_LAYER_ATTENTION);
    assert_int_equal(f.rows[0].count, 2);
    assert_int_equal(f.rows[0].n_heads, 8);
    assert_int_equal(f.rows[0].n_kv_heads, 2);
    assert_int_equal(f.rows[0].head_dim, 64);
    assert_int_equal(f.rows[1].d_ff, 1024);
    assert_int_equal(f.rows[1].ffn_matrices, 3);
    assert_int_equal(f.model.extra_params, 32);
    assert_string_equal(f.model.id, "Small One");
    assert_int_equal(f.model.max_context_tokens, 4096);
    assert_true(f.precision.attn_bits == 4.5 && f.precision.attn_v_bits == 6.5625 && f.precision.embed_bits == 16);
    assert_int_equal(f.bytes, 2 * (331776 + 53760 + 589824 + 430080 + 4096) + 102400 + 42000 + 2048 + 128);
    assert_int_equal(weight_bytes(&f), f.bytes);
}

static void a_head_that_is_not_there_is_tied(void **state)
{
    writer w;
    found f;
    (void)state;
    start(&w);
    keys(&w, "gemma2", 1);
    outer(&w, 0);
    attention(&w, 0);
    feed_forward(&w, 0);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.model.flags, TOLL_MODEL_TIED_EMBEDDINGS);
}

static void experts_and_their_shared_one_are_read(void **state)
{
    writer w;
    found f;
    (void)state;
    start(&w);
    keys(&w, "qwen2moe", 1);
    key_number(&w, "qwen2moe.expert_used_count", 4);
    outer(&w, 1);
    attention(&w, 0);
    block(&w, 0, "attn_q.bias", 512, 0, 0, F32);
    block(&w, 0, "attn_k.bias", 128, 0, 0, F32);
    block(&w, 0, "attn_v.bias", 128, 0, 0, F32);
    block(&w, 0, "ffn_norm.weight", D, 0, 0, F32);
    block(&w, 0, "ffn_gate_inp.weight", D, 16, 0, F32);
    block(&w, 0, "ffn_gate_exps.weight", D, 256, 16, Q4_K);
    block(&w, 0, "ffn_up_exps.weight", D, 256, 16, Q4_K);
    block(&w, 0, "ffn_down_exps.weight", 256, D, 16, Q6_K);
    block(&w, 0, "ffn_gate_inp_shexp.weight", D, 0, 0, F32);
    block(&w, 0, "ffn_gate_shexp.weight", D, 768, 0, Q4_K);
    block(&w, 0, "ffn_up_shexp.weight", D, 768, 0, Q4_K);
    block(&w, 0, "ffn_down_shexp.weight", 768, D, 0, Q6_K);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.count, 2);
    assert_int_equal(f.rows[0].flags, TOLL_LAYER_QKV_BIAS);
    assert_int_equal(f.rows[1].kind, TOLL_LAYER_MOE);
    assert_int_equal(f.rows[1].n_experts, 16);
    assert_int_equal(f.rows[1].n_experts_active, 4);
    assert_int_equal(f.rows[1].d_ff, 256);
    assert_int_equal(f.rows[1].d_ff_shared, 768);
    assert_int_equal(f.rows[1].flags, TOLL_LAYER_SHARED_GATE);
    assert_int_equal(f.model.extra_params, 0);
    assert_true(f.precision.expert_bits == 4.5 && f.precision.expert_down_bits == 6.5625);
    assert_int_equal(weight_bytes(&f), f.bytes);
}

static void windows_follow_the_family_or_the_file(void **state)
{
    static const uint32_t pattern[] = {0, 1, 1};
    writer w;
    found f;
    (void)state;
    for (int is_listed = 0; is_listed < 2; is_listed++) {
        start(&w);
        keys(&w, "gemma2", 3);
        key_number(&w, "gemma2.attention.sliding_window", 1024);
        if (is_listed)
            key_numbers(&w, "gemma2.attention.sliding_window_pattern", pattern, 3);
        outer(&w, 0);
        for (int i = 0; i < 3; i++) {
            attention(&w, i);
            feed_forward(&w, i);
        }
        finish(&w);
        parse(&w, &f);
        assert_int_equal(f.rows[0].window_tokens,
                         is_listed ? 0 : 1024); /* layers 0 and 2 by the family, 1 and 2 by the list */
        assert_int_equal(f.rows[0].count, is_listed ? 1 : 2);
        assert_int_equal(f.rows[2].window_tokens, is_listed ? 1024 : 0);
    }
}

static void every_cut_is_refused(void **state)
{
    writer w;
    found f;
    (void)state;
    build_llama(&w);
    for (size_t length = 1; length < w.length; length++) {
        unsigned char *copy = malloc(length); /* so that a sanitizer sees one byte too far */
        assert_non_null(copy);
        memcpy(copy, w.bytes, length);
        assert_int_equal(parse_bytes(copy, length, &f), TOLL_E_SYNTAX);
        free(copy);
    }
}

/* Whatever a byte becomes, the file is read or refused, and what is read is sound. */
static void damaged_bytes_do_no_harm(void **state)
{
    writer w;
    found f;
    (void)state;
    build_llama(&w);
    for (size_t i = 0; i < w.length; i++) {
        unsigned char was = w.bytes[i];
        for (int change = 0; change < 3; change++) {
            w.bytes[i] = (unsigned char)(change == 0 ? 0xff : change == 1 ? 0 : was ^ 0x80);
            if (parse_bytes(w.bytes, w.length, &f) == TOLL_OK)
                assert_int_equal(toll_model_check(&f.model, f.rows, f.count, sizeof f.rows[0], NULL), TOLL_OK);
        }
        w.bytes[i] = was;
    }
}

static void contradictions_are_refused(void **state)
{
    writer w;
    (void)state;
    start(&w);
    key_text(&w, "general.architecture", "llama");
    finish(&w);
    refused(&w, TOLL_E_MISSING, "block_count");

    start(&w);
    keys(&w, "llama", 1);
    outer(&w, 1);
    attention(&w, 0);
    feed_forward(&w, 0);
    attention(&w, 1);
    finish(&w);
    refused(&w, TOLL_E_CONFLICT, "block 1");

    start(&w);
    keys(&w, "llama", 1);
    outer(&w, 1);
    attention(&w, 0);
    block(&w, 0, "ffn_up.weight", D, 64, 0, 33); /* a format that ggml gave up */
    finish(&w);
    refused(&w, TOLL_E_UNSUPPORTED, "ffn_up");

    start(&w);
    keys(&w, "mamba", 1);
    outer(&w, 1);
    block(&w, 0, "ssm_in.weight", D, 64, 0, F16);
    finish(&w);
    refused(&w, TOLL_E_CONFLICT, "block 0: the sizes that the keys ssm.*");

    start(&w);
    keys(&w, "rwkv7", 1);
    outer(&w, 1);
    block(&w, 0, "time_mix_key.weight", D, 64, 0, F16);
    finish(&w);
    refused(&w, TOLL_E_UNSUPPORTED, "recurrent blocks of a kind");

    start(&w); /* sizes whose products would overflow */
    keys(&w, "mamba", 1);
    key_number(&w, "mamba.ssm.inner_size", UINT32_MAX);
    key_number(&w, "mamba.ssm.state_size", UINT32_MAX);
    outer(&w, 1);
    block(&w, 0, "ssm_in.weight", D, 64, 0, F16);
    block(&w, 0, "ssm_x.weight", D, 64, 0, F16);
    finish(&w);
    refused(&w, TOLL_E_CONFLICT, "ssm.*");

    start(&w);
    keys(&w, "llama", 1);
    key_number(&w, "llama.attention.key_length", 32); /* heads of 32 make half of the projection */
    outer(&w, 1);
    attention(&w, 0);
    feed_forward(&w, 0);
    finish(&w);
    refused(&w, TOLL_E_CONFLICT, "heads");

    start(&w);
    keys(&w, "llama", 1);
    outer(&w, 1);
    attention(&w, 0);
    feed_forward(&w, 0);
    block(&w, 0, "mystery.weight", 4096, 4096, 0, F16);
    finish(&w);
    refused(&w, TOLL_E_UNSUPPORTED, "parameters");

    start(&w);
    finish(&w);
    w.bytes[4] = 1;
    refused(&w, TOLL_E_UNSUPPORTED, "version");
}

/* The format puts general.architecture first; a file that has it last says the same. */
static void keys_may_come_in_any_order(void **state)
{
    writer w;
    found first, last;
    (void)state;
    for (int is_last = 0; is_last < 2; is_last++) {
        start(&w);
        if (!is_last)
            key_text(&w, "general.architecture", "llama");
        key_number(&w, "llama.block_count", 1);
        key_number(&w, "llama.attention.head_count", 8);
        key_number(&w, "llama.attention.head_count_kv", 2);
        key_number(&w, "other.attention.head_count", 3);
        key_number(&w, "llama.attention.head_count_k", 3);
        if (is_last)
            key_text(&w, "general.architecture", "llama");
        outer(&w, 1);
        attention(&w, 0);
        feed_forward(&w, 0);
        finish(&w);
        parse(&w, is_last ? &last : &first);
    }
    assert_int_equal(first.rows[0].n_heads, 8);
    assert_memory_equal(&first, &last, sizeof first);
}

static void heads_may_differ_by_block(void **state)
{
    static const uint32_t heads[] = {8, 4};
    writer w;
    found f;
    (void)state;
    start(&w);
    key_text(&w, "general.architecture", "llama");
    key_number(&w, "llama.block_count", 2);
    key_numbers(&w, "llama.attention.head_count", heads, 2);
    key_number(&w, "llama.attention.head_count_kv", 2);
    outer(&w, 1);
    attention(&w, 0);
    feed_forward(&w, 0);
    block(&w, 1, "attn_q.weight", D, 256, 0, Q4_K);
    block(&w, 1, "attn_k.weight", D, 128, 0, Q4_K);
    block(&w, 1, "attn_v.weight", D, 128, 0, Q6_K);
    block(&w, 1, "attn_output.weight", 256, D, 0, Q4_K);
    feed_forward(&w, 1);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.rows[0].n_heads, 8);
    assert_int_equal(f.rows[2].n_heads, 4);
    assert_int_equal(f.rows[2].head_dim, 64);
}

/* A key of a type that is no whole number, or a negative one, is refused, never read as another number. */
static void numbers_must_be_whole(void **state)
{
    static const struct {
        uint32_t type;
        uint64_t bits;
        int bytes;
    } values[] = {
        {6, 0x41000000, 4},         /* 8.0f */
        {5, 0xffffffff, 4},         /* int32 -1 */
        {1, 0x88, 1},               /* int8 -120 */
        {10, UINT64_C(1) << 63, 8}, /* uint64 beyond int64 */
    };
    writer w;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        start(&w);
        key_text(&w, "general.architecture", "llama");
        key_number(&w, "llama.block_count", 1);
        put_text(&w, "llama.attention.head_count");
        put(&w, values[i].type, 4);
        put(&w, values[i].bits, values[i].bytes);
        w.n_keys++;
        outer(&w, 1);
        attention(&w, 0);
        feed_forward(&w, 0);
        finish(&w);
        refused(&w, TOLL_E_MISSING, "attention.head_count");
    }
}

static void a_key_that_stands_twice_is_refused(void **state)
{
    writer w;
    (void)state;
    start(&w);
    keys(&w, "llama", 1);
    key_number(&w, "llama.attention.head_count", 4);
    outer(&w, 1);
    attention(&w, 0);
    feed_forward(&w, 0);
    finish(&w);
    refused(&w, TOLL_E_SYNTAX, "attention.head_count stands twice");
}

static void counts_beyond_the_file_are_refused(void **state)
{
    static const uint64_t counts[] = {UINT64_MAX, UINT64_MAX / 8 + 1, INT64_MAX, 1u << 20};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (uint32_t type = 0; type <= 13; type++) { /* 9: an array of arrays; 13: no type */
            writer w;
            start(&w);
            key_text(&w, "general.architecture", "llama");
            put_text(&w, "x");
            put(&w, 9, 4);
            put(&w, type, 4);
            put(&w, counts[i], 8);
            w.n_keys++;
            finish(&w);
            refused(&w, TOLL_E_SYNTAX, "bytes end within the head");
        }
    }
}

/* ESC and BEL in a file don't reach a terminal. */
static void names_are_escaped_in_messages(void **state)
{
    writer w;
    (void)state;
    start(&w);
    keys(&w, "llama", 1);
    tensor(&w, "a\x1b]0;b\x07", D, 64, 0, 33);
    finish(&w);
    refused(&w, TOLL_E_UNSUPPORTED, "tensor a\\x1b]0;b\\x07 has format 33");
    start(&w);
    keys(&w, "ll\x1b[31m", 1);
    finish(&w);
    refused(&w, TOLL_E_MISSING, "printable");
}

/* Jamba's block: 1,024 channels of state 16, rank 32, with the three norms of its steps, B and C. */
static void mamba1_blocks_are_read(void **state)
{
    writer w;
    found f;
    (void)state;
    start(&w);
    keys(&w, "jamba", 1);
    ssm_keys(&w, "jamba", 1024, 16, 32, 0);
    outer(&w, 1);
    block(&w, 0, "attn_norm.weight", D, 0, 0, F32);
    block(&w, 0, "ssm_in.weight", D, 2048, 0, Q4_K);
    block(&w, 0, "ssm_conv1d.weight", 4, 1024, 0, F32);
    block(&w, 0, "ssm_conv1d.bias", 1024, 0, 0, F32);
    block(&w, 0, "ssm_x.weight", 1024, 64, 0, Q4_K);
    block(&w, 0, "ssm_dt.weight", 32, 1024, 0, F32);
    block(&w, 0, "ssm_dt.bias", 1024, 0, 0, F32);
    block(&w, 0, "ssm_a", 16, 1024, 0, F32);
    block(&w, 0, "ssm_d", 1024, 0, 0, F32);
    block(&w, 0, "ssm_out.weight", 1024, D, 0, Q4_K);
    block(&w, 0, "ssm_dt_norm.weight", 32, 0, 0, F32);
    block(&w, 0, "ssm_b_norm.weight", 16, 0, 0, F32);
    block(&w, 0, "ssm_c_norm.weight", 16, 0, 0, F32);
    feed_forward(&w, 0);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.count, 2);
    assert_int_equal(f.rows[0].kind, TOLL_LAYER_MAMBA2);
    assert_int_equal(f.rows[0].flags, TOLL_LAYER_SELECTIVE);
    assert_int_equal(f.rows[0].n_heads, 1024);
    assert_int_equal(f.rows[0].q_lora_rank, 32);
    assert_int_equal(f.rows[0].norm_vectors, 1);
    assert_int_equal(f.model.extra_params, 32 + 16 + 16);
    assert_int_equal(params_of(&f), 2 * 512 * 100 + 512 + 512 + 512 * 2048 + 5 * 1024 + 64 * 1024 + 32 * 1024 + 1024 +
                                        16 * 1024 + 1024 + 512 * 1024 + 64 + 512 + 3 * 512 * 1024);
}

/* Falcon-H1's layer: 8 heads of 128 and a group of 64, no norm of its own, beside attention and under its norm. */
static void mamba2_and_attention_side_by_side_are_read(void **state)
{
    writer w;
    found f;
    (void)state;
    start(&w);
    keys(&w, "falcon-h1", 1);
    ssm_keys(&w, "falcon-h1", 1024, 64, 8, 1);
    outer(&w, 1);
    attention(&w, 0);
    block(&w, 0, "ssm_in.weight", D, 2 * 1024 + 2 * 64 + 8, 0, Q4_K);
    block(&w, 0, "ssm_conv1d.weight", 4, 1024 + 128, 0, F32);
    block(&w, 0, "ssm_conv1d.bias", 1024 + 128, 0, 0, F32);
    block(&w, 0, "ssm_dt.bias", 8, 0, 0, F32);
    block(&w, 0, "ssm_a", 1, 8, 0, F32);
    block(&w, 0, "ssm_d", 1, 8, 0, F32);
    block(&w, 0, "ssm_out.weight", 1024, D, 0, Q4_K);
    feed_forward(&w, 0);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.count, 3);
    assert_int_equal(f.rows[0].kind, TOLL_LAYER_MAMBA2);
    assert_int_equal(f.rows[0].flags, TOLL_LAYER_BARE);
    assert_int_equal(f.rows[0].n_heads, 8);
    assert_int_equal(f.rows[0].head_dim, 128);
    assert_int_equal(f.rows[0].norm_vectors, 1);
    assert_int_equal(f.rows[1].kind, TOLL_LAYER_ATTENTION);
    assert_int_equal(f.rows[1].norm_vectors, 0);
    assert_int_equal(f.model.extra_params, 0); /* the rows are the tensors, to the last one */
}

/* Qwen3-Next's delta net: 4 key and 8 value heads of 64; its queries, keys and values are called attn_qkv. */
static void delta_nets_and_short_convolutions_are_read(void **state)
{
    writer w;
    found f;
    (void)state;
    start(&w);
    keys(&w, "qwen3next", 1);
    ssm_keys(&w, "qwen3next", 512, 64, 8, 4);
    outer(&w, 1);
    block(&w, 0, "attn_norm.weight", D, 0, 0, F32);
    block(&w, 0, "attn_qkv.weight", D, 1024, 0, Q4_K);
    block(&w, 0, "attn_gate.weight", D, 512, 0, Q4_K);
    block(&w, 0, "ssm_ba.weight", D, 16, 0, F16);
    block(&w, 0, "ssm_conv1d.weight", 4, 1024, 0, F32);
    block(&w, 0, "ssm_dt.bias", 8, 0, 0, F32);
    block(&w, 0, "ssm_a", 8, 0, 0, F32);
    block(&w, 0, "ssm_norm.weight", 64, 0, 0, F32);
    block(&w, 0, "ssm_out.weight", 512, D, 0, Q4_K);
    feed_forward(&w, 0);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.count, 2);
    assert_int_equal(f.rows[0].kind, TOLL_LAYER_GDN);
    assert_int_equal(f.rows[0].n_heads, 8);
    assert_int_equal(f.rows[0].n_kv_heads, 4);
    assert_int_equal(f.rows[0].v_head_dim, 64);
    assert_int_equal(f.model.extra_params, 0);

    start(&w);
    keys(&w, "lfm2", 1);
    key_number(&w, "lfm2.shortconv.l_cache", 3);
    outer(&w, 1);
    block(&w, 0, "attn_norm.weight", D, 0, 0, F32);
    block(&w, 0, "shortconv.in_proj.weight", D, 3 * D, 0, Q4_K);
    block(&w, 0, "shortconv.conv.weight", 3, D, 0, F32);
    block(&w, 0, "shortconv.out_proj.weight", D, D, 0, Q4_K);
    feed_forward(&w, 0);
    finish(&w);
    parse(&w, &f);
    assert_int_equal(f.rows[0].kind, TOLL_LAYER_CONV);
    assert_int_equal(f.rows[0].n_heads, D);
    assert_int_equal(f.rows[0].conv_width, 3);
    assert_int_equal(f.model.extra_params, 0);
}

/* Gemma 3n: of two layers the second attends the first one's cache, with or without unused keys in the file. */
static void the_last_layers_may_borrow_their_cache(void **state)
{
    writer w;
    found f;
    (void)state;
    for (int has_keys = 0; has_keys < 2; has_keys++) {
        start(&w);
        keys(&w, "gemma3n", 2);
        key_number(&w, "gemma3n.attention.shared_kv_layers", 1);
        key_number(&w, "gemma3n.attention.key_length", 64);
        outer(&w, 1);
        tensor(&w, "per_layer_token_embd.weight", 2 * 256, 100, 0, Q4_K);
        attention(&w, 0);
        if (has_keys)
            attention(&w, 1);
        else {
            block(&w, 1, "attn_norm.weight", D, 0, 0, F32);
            block(&w, 1, "attn_q.weight", D, 512, 0, Q4_K);
            block(&w, 1, "attn_output.weight", 512, D, 0, Q4_K);
        }
        feed_forward(&w, 0);
        feed_forward(&w, 1);
        block(&w, 1, "laurel_l.weight", D, 256, 0, Q4_K);
        finish(&w);
        parse(&w, &f);
        assert_int_equal(f.count, 3);
        assert_int_equal(f.rows[2].flags, has_keys ? TOLL_LAYER_UNCACHED : TOLL_LAYER_SHARED_CACHE);
        assert_int_equal(f.model.pos_embed_rows, 100);
        assert_int_equal(f.model.extra_params, D * 256);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dense_model_is_read_to_the_byte),
        cmocka_unit_test(a_head_that_is_not_there_is_tied),
        cmocka_unit_test(experts_and_their_shared_one_are_read),
        cmocka_unit_test(windows_follow_the_family_or_the_file),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(damaged_bytes_do_no_harm),
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(keys_may_come_in_any_order),
        cmocka_unit_test(heads_may_differ_by_block),
        cmocka_unit_test(numbers_must_be_whole),
        cmocka_unit_test(a_key_that_stands_twice_is_refused),
        cmocka_unit_test(counts_beyond_the_file_are_refused),
        cmocka_unit_test(names_are_escaped_in_messages),
        cmocka_unit_test(mamba1_blocks_are_read),
        cmocka_unit_test(mamba2_and_attention_side_by_side_are_read),
        cmocka_unit_test(delta_nets_and_short_convolutions_are_read),
        cmocka_unit_test(the_last_layers_may_borrow_their_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
