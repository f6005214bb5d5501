/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_gguf(): any bytes as a file, and heads built of known keys and tensors with any values. */
#include "fuzz.h"

#include <toll_io.h>

#define ROWS 64

typedef struct parsed {
    toll_model model;
    toll_model_layer rows[ROWS];
    toll_model_precision precision;
    uint64_t count, weight_bytes;
} parsed;

static toll_status parse_head(const uint8_t *bytes, size_t length, parsed *p, toll_error *err)
{
    memset(p, 0, sizeof *p);
    toll_struct_init(&p->model, sizeof p->model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&p->precision, sizeof p->precision, TOLL_KIND_PRECISION, NULL);
    return toll_io_parse_gguf(bytes, length, 0, &p->model, p->rows, ROWS, sizeof p->rows[0], &p->count, &p->precision,
                              &p->weight_bytes, err);
}

/* What is read passes the library's checks, holds all tensors, and is the same each time. */
static void try_head(const uint8_t *bytes, size_t length)
{
    static parsed first, second;
    toll_error err;
    const toll_status status = law_status(parse_head(bytes, length, &first, &err), &err);
    LAW(parse_head(bytes, length, &second, NULL) == status && memcmp(&first, &second, sizeof first) == 0);
    if (status != TOLL_OK) {
        LAW(first.weight_bytes == 0 && first.model.d_model == 0 && first.rows[0].kind == 0);
        return;
    }
    LAW(toll_model_check(&first.model, first.rows, first.count, sizeof first.rows[0], &err) == TOLL_OK);
    law_result(&first.precision, TOLL_KIND_PRECISION);
    LAW(first.weight_bytes > 0);
}

/* ---- heads of known parts ---- */

typedef struct head {
    uint8_t bytes[8192];
    size_t length;
    uint64_t n_keys, n_tensors;
} head;

static void write_whole(head *h, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes && h->length < sizeof h->bytes; i++)
        h->bytes[h->length++] = (uint8_t)(value >> (8 * i));
}

static void write_name(head *h, const char *name)
{
    write_whole(h, strlen(name), 8);
    for (; *name != 0; name++)
        write_whole(h, (uint8_t)*name, 1);
}

static void write_text_key(head *h, const char *key, const char *text)
{
    write_name(h, key);
    write_whole(h, 8, 4);
    write_name(h, text);
    h->n_keys++;
}

/* Mostly a uint32; an array of them; any type. */
static void write_key(head *h, input *in, const char *key, uint32_t usual)
{
    const uint64_t how = take(in, 1);
    write_name(h, key);
    h->n_keys++;
    if (how < 160) {
        write_whole(h, 4, 4);
        write_whole(h, how < 128 ? usual : take(in, 4), 4);
    } else if (how < 224) {
        write_whole(h, 9, 4);
        write_whole(h, 4, 4);
        write_whole(h, 2, 8);
        write_whole(h, usual, 4);
        write_whole(h, take(in, 2), 4);
    } else {
        write_whole(h, take(in, 1) % 14, 4);
        write_whole(h, take(in, 8), 8);
    }
}

static void write_tensor(head *h, input *in, const char *name, uint64_t columns, uint64_t rows)
{
    static const uint32_t formats[] = {0, 1, 2, 8, 12, 14, 30, 39};
    const uint64_t how = take(in, 1), dims = how < 16 ? how % 6 : rows > 0 ? 2 : 1;
    write_name(h, name);
    write_whole(h, dims, 4);
    for (uint64_t i = 0; i < dims; i++)
        write_whole(h, how >= 240 ? take(in, 3) : i == 0 ? columns : i == 1 ? rows : 4, 8);
    write_whole(h, how == 255 ? take(in, 1) : formats[how % 8], 4);
    write_whole(h, 0, 8);
    h->n_tensors++;
}

static const char *const keys[] = {
    "block_count",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.value_length",
    "attention.sliding_window",
    "attention.sliding_window_pattern",
    "attention.kv_lora_rank",
    "rope.dimension_count",
    "attention.key_length_mla",
    "expert_used_count",
    "context_length",
    "attention.causal",
};
static const uint32_t usual[] = {2, 8, 2, 64, 64, 128, 2, 64, 32, 96, 2, 4096, 1};

static const struct {
    const char *name;
    uint64_t columns, rows;
} tensors[] = {
    {"attn_q.weight", 512, 512},        {"attn_k.weight", 512, 128},
    {"attn_v.weight", 512, 128},        {"attn_output.weight", 512, 512},
    {"attn_norm.weight", 512, 0},       {"ffn_up.weight", 512, 1024},
    {"ffn_gate.weight", 512, 1024},     {"ffn_down.weight", 1024, 512},
    {"ffn_norm.weight", 512, 0},        {"attn_q.bias", 512, 0},
    {"attn_q_norm.weight", 64, 0},      {"attn_sinks.weight", 8, 0},
    {"attn_qkv.weight", 512, 768},      {"attn_kv_a_mqa.weight", 512, 96},
    {"attn_kv_b.weight", 64, 1024},     {"ffn_up_exps.weight", 512, 256},
    {"ffn_gate_exps.weight", 512, 256}, {"ffn_down_exps.weight", 256, 512},
    {"ffn_gate_inp.weight", 512, 4},    {"ffn_up_shexp.weight", 512, 256},
    {"ssm_in.weight", 512, 64},         {"indexer.attn_q_b.weight", 512, 64},
    {"mystery.weight", 512, 8},
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void write_keys(head *h, input *in)
{
    static const char *const names[] = {"llama", "gemma2", "deepseek2", "qwen2moe"};
    const char *const name = names[take(in, 1) % COUNT(names)];
    const uint64_t given = take(in, 2);
    char key[64];
    write_text_key(h, "general.architecture", name);
    for (size_t i = 0; i < COUNT(keys); i++) {
        snprintf(key, sizeof key, "%s.%s", name, keys[i]);
        if (i < 3 || given >> i & 1)
            write_key(h, in, key, usual[i]);
    }
}

/* Blocks that are usual but for what the bytes say. */
static void write_tensors(head *h, input *in)
{
    char name[64];
    write_tensor(h, in, "token_embd.weight", 512, 256);
    if (take(in, 1) % 2)
        write_tensor(h, in, "output.weight", 512, 256);
    for (unsigned block = 0; block < 2; block++) {
        const uint64_t more = take(in, 3);
        for (size_t i = 0; i < COUNT(tensors); i++) {
            snprintf(name, sizeof name, "blk.%u.%s", block, tensors[i].name);
            if ((i < 9) != (more >> i & 1 && take(in, 1) % 4 == 0))
                write_tensor(h, in, name, tensors[i].columns, tensors[i].rows);
        }
    }
}

static void build_head(input *in, head *h)
{
    memset(h, 0, sizeof *h);
    h->length = 24;
    write_keys(h, in);
    write_tensors(h, in);
    const size_t length = h->length;
    h->length = 0;
    write_whole(h, 0x46554747, 4);
    write_whole(h, 3, 4);
    write_whole(h, h->n_tensors, 8);
    write_whole(h, h->n_keys, 8);
    h->length = length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static head h;
    input in = {data, size};
    if (size > 0 && data[0] == 'G') {
        try_head(data, size);
        return 0;
    }
    build_head(&in, &h);
    uint8_t *exact = malloc(h.length); /* a sanitizer sees a read beyond it */
    LAW(exact != NULL);
    memcpy(exact, h.bytes, h.length);
    try_head(exact, h.length);
    free(exact);
    return 0;
}
