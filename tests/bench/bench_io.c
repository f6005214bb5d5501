/* SPDX-License-Identifier: Apache-2.0 */
/* Megabytes a second of libtoll-io's readers, each at three sizes, and how much longer a byte takes in the largest than in
 * the smallest: 1 where the work is linear. Not a test. */
#include <stdlib.h>
#include <string.h>

#include <toll.h>
#include <toll_io.h>

#include "bench/measure.h"
#include "json/json_doc.h"

#define ROUNDS   7
#define CAPACITY (UINT64_C(24) << 20)

static char *text; /* CAPACITY bytes */
static uint64_t length;
static toll_model_layer rows[64];
static uint64_t n_rows;

static void append_text(const char *format, uint64_t number)
{
    length += (uint64_t)snprintf(text + length, CAPACITY - length, format, (unsigned long long)number);
}

static void stop(const char *what, const toll_error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->message);
    exit(1);
}

/* ---- config.json ---- */

/* n layers, each with a name of its kind and an entry of per_layer_config, and n keys that nobody asks for. */
static void build_config(uint64_t n)
{
    length = 0;
    append_text("{\"model_type\":\"llama\",\"hidden_size\":4096,\"num_attention_heads\":32,\"num_key_value_heads\":8,"
                "\"intermediate_size\":14336,\"vocab_size\":128256,\"num_hidden_layers\":%llu,\"layer_types\":[",
                n);
    for (uint64_t i = 0; i < n; i++)
        append_text(i > 0 ? ",\"full_attention\"" : "\"full_attention\"", i);
    append_text("],\"per_layer_config\":{", 0);
    for (uint64_t i = 0; i < n; i++)
        append_text(i > 0 ? ",\"%llu\":{\"num_key_value_heads\":8}" : "\"%llu\":{}", i);
    append_text("}", 0);
    for (uint64_t i = 0; i < n; i++)
        append_text(",\"a_key_that_nobody_asks_for_%llu\":[1,2,3]", i);
    append_text("}", 0);
}

static void read_config(void)
{
    toll_model model;
    toll_error err;
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    if (toll_io_parse_config(text, length, NULL, 0, 0, &model, rows, 64, sizeof rows[0], &n_rows, &err) != TOLL_OK)
        stop("config", &err);
}

/* ---- GGUF ---- */

static void append_whole(uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        text[length++] = (char)(value >> (8 * i));
}

static void append_name(const char *format, uint64_t number)
{
    const uint64_t at = length;
    length += 8;
    append_text(format, number);
    const uint64_t end = length;
    length = at;
    append_whole(end - at - 8, 8);
    length = end;
}

static void append_key(const char *name, uint32_t value)
{
    append_name(name, 0);
    append_whole(4, 4);
    append_whole(value, 4);
}

static void append_texts(const char *name, uint64_t n)
{
    append_name(name, 0);
    append_whole(9, 4);
    append_whole(8, 4);
    append_whole(n, 8);
    for (uint64_t i = 0; i < n; i++)
        append_name("tok%llu", i);
}

static void append_tensor(const char *name, uint64_t block, uint64_t columns, uint64_t lines)
{
    append_name(name, block);
    append_whole(lines > 0 ? 2 : 1, 4);
    append_whole(columns, 8);
    if (lines > 0)
        append_whole(lines, 8);
    append_whole(lines > 0 ? 12 : 0, 4);
    append_whole(0, 8);
}

/* The shape of Llama 3.1 405B, with n tokens and 2 n merges. */
static void build_gguf(uint64_t n)
{
    length = 0;
    append_whole(0x46554747, 4);
    append_whole(3, 4);
    append_whole(126 * 7 + 2, 8);
    append_whole(6, 8);
    append_name("general.architecture", 0);
    append_whole(8, 4);
    append_name("llama", 0);
    append_texts("tokenizer.ggml.tokens", n);
    append_texts("tokenizer.ggml.merges", 2 * n);
    append_key("llama.block_count", 126);
    append_key("llama.attention.head_count", 128);
    append_key("llama.attention.head_count_kv", 8);
    append_tensor("token_embd.weight", 0, 16384, 128256);
    append_tensor("output.weight", 0, 16384, 128256);
    for (uint64_t i = 0; i < 126; i++) {
        append_tensor("blk.%llu.attn_q.weight", i, 16384, 16384);
        append_tensor("blk.%llu.attn_k.weight", i, 16384, 1024);
        append_tensor("blk.%llu.attn_v.weight", i, 16384, 1024);
        append_tensor("blk.%llu.attn_output.weight", i, 16384, 16384);
        append_tensor("blk.%llu.ffn_gate.weight", i, 16384, 53248);
        append_tensor("blk.%llu.ffn_up.weight", i, 16384, 53248);
        append_tensor("blk.%llu.ffn_down.weight", i, 53248, 16384);
    }
}

static void read_gguf(void)
{
    toll_model model;
    toll_model_precision precision;
    toll_error err;
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    if (toll_io_parse_gguf(text, length, 0, &model, rows, 64, sizeof rows[0], &n_rows, &precision, NULL, &err) !=
        TOLL_OK)
        stop("gguf", &err);
}

/* ---- lines of JSON ---- */

static const char line[] =
    "{\"id\":\"chatcmpl-BXq7f0aJ2sK3\",\"object\":\"chat.completion\",\"created\":1764547200,"
    "\"model\":\"gpt-5.4-2026-03-05\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
    "\"content\":\"Good morning, here is the summary you asked for.\",\"refusal\":null,\"annotations\":[]},"
    "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":2006,\"completion_tokens\":300,\"total_tokens\":2306,"
    "\"prompt_tokens_details\":{\"cached_tokens\":1920,\"audio_tokens\":0},\"completion_tokens_details\":{"
    "\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},"
    "\"service_tier\":\"default\"}\n";

static void build_lines(uint64_t n)
{
    length = 0;
    for (uint64_t i = 0; i < n; i++) {
        memcpy(text + length, line, sizeof line - 1);
        length += sizeof line - 1;
    }
}

/* One document for all lines, as a reader of logs has. */
static void read_lines(void)
{
    toll__json_doc doc = {0};
    toll_error err;
    for (uint64_t at = 0; at < length; at += sizeof line - 1) {
        int64_t tokens = 0;
        if (toll__json_parse(&doc, (toll__io_span){text + at, sizeof line - 1}, "line", &err) != TOLL_OK)
            stop("line", &err);
        const toll__json usage = toll__json_get(toll__json_root(&doc), "usage");
        if (toll__json_read_int64(toll__json_get(usage, "prompt_tokens"), "prompt_tokens", &tokens, &err) != TOLL_OK)
            stop("line", &err);
        n_rows += (uint64_t)tokens;
    }
    toll__json_release(&doc);
}

/* ---- figures ---- */

/* Time of this process alone: rounds of tens of milliseconds are seldom left alone by others. */
static double cpu_now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds a byte, the least of some rounds. */
static double measure_reader(void (*read)(void))
{
    double least = 1e300;
    for (int i = 0; i < ROUNDS; i++) {
        const double start = cpu_now_ns();
        read();
        const double ns = (cpu_now_ns() - start) / (double)length;
        least = ns < least ? ns : least;
    }
    return least;
}

static void measure_sizes(const char *name, void (*build)(uint64_t), void (*read)(void), const uint64_t *sizes)
{
    double first = 0, last = 0;
    for (int i = 0; i < 3; i++) {
        build(sizes[i]);
        last = measure_reader(read);
        first = i == 0 ? last : first;
        printf("io.%s_of_%llu_kB_mb_per_s %.0f\n", name, (unsigned long long)(length / 1000), 1000 / last);
    }
    printf("io.%s_byte_large_over_small %.2f\n", name, last / first);
}

int main(void)
{
    static const uint64_t layers[] = {100, 1000, 8000}, tokens[] = {4000, 32000, 256000}, lines[] = {10, 1000, 30000};
    text = malloc(CAPACITY);
    if (text == NULL)
        return 1;
    measure_sizes("config", build_config, read_config, layers);
    measure_sizes("gguf", build_gguf, read_gguf, tokens);
    measure_sizes("json_lines", build_lines, read_lines, lines);
    free(text);
    return 0;
}
