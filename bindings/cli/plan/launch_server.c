/* SPDX-License-Identifier: Apache-2.0 */
/* Launch lines: a layout of the library in the words of each engine.
 *
 * In the library tp is the tensor parallel size of one attention replica, and dp the number of those. By hand, for
 * tp 2, dp 4, ep 8 on 8 accelerators:
 *
 *   vLLM           --tensor-parallel-size 2 --data-parallel-size 4 --enable-expert-parallel; limits are of one replica
 *   SGLang         --tp-size 8 --attn-dp-size 4 --ep-size 8; --max-running-requests is of all replicas
 *   TensorRT-LLM   --tp_size 8 --ep_size 8 and enable_attention_dp in the configuration; --max_batch_size is of one rank
 *
 * vLLM spreads experts over all tp * dp ranks or over none. Flags are checked against tests/launch/flags.csv, which is
 * read from the published packages. */
#include "plan/launch_server.h"

#include <stdio.h>
#include <string.h>

#define NODE_GPUS 8 /* accelerators of one server of the usual kind (HGX, DGX, MI300X platforms) */

typedef struct engine_word {
    const char *prefix;
    const char *name;
} engine_word;

static const engine_word engines[LAUNCH_NONE] = {[LAUNCH_VLLM] = {"vllm", "vllm"},
                                                 [LAUNCH_SGLANG] = {"sglang", "sglang"},
                                                 [LAUNCH_TRTLLM] = {"trtllm", "trtllm"},
                                                 [LAUNCH_LLAMACPP] = {"llamacpp", "llamacpp"}};

launch_engine launch_engine_of(const char *id)
{
    int engine = 0;
    while (engine < LAUNCH_NONE) {
        size_t length = strlen(engines[engine].prefix);
        if (strncmp(id, engines[engine].prefix, length) == 0 && (id[length] == 0 || id[length] == '-')) {
            break;
        }
        engine++;
    }
    return (launch_engine)engine;
}

const char *launch_engine_name(launch_engine engine)
{
    return engine < LAUNCH_NONE ? engines[engine].name : "";
}

/* ---- Checkpoints ---- */

/* "fp8-kv8" and "fp8" have the same weights. */
static size_t weights_length(const char *precision)
{
    size_t length = strlen(precision);
    return length > 4 && strcmp(precision + length - 4, "-kv8") == 0 ? length - 4 : length;
}

static bool is_weights_format(const char *precision, const char *format)
{
    return weights_length(precision) == strlen(format) && strncmp(precision, format, strlen(format)) == 0;
}

static bool is_published_format(const launch_layout *l)
{
    size_t length = weights_length(l->precision);
    return length == weights_length(l->native) && strncmp(l->precision, l->native, length) == 0;
}

/* Formats that an engine makes of 16-bit weights while it loads them, and its word for each; others need a checkpoint of
 * their own. */
static const struct {
    launch_engine engine;
    const char *precision, *method;
} made_at_load[] = {{LAUNCH_VLLM, "fp8", "fp8"},     {LAUNCH_VLLM, "fp8-block", "fp8_per_block"},
                    {LAUNCH_VLLM, "mxfp8", "mxfp8"}, {LAUNCH_VLLM, "w8a16", "int8_per_channel_weight_only"},
                    {LAUNCH_SGLANG, "fp8", "fp8"},   {LAUNCH_SGLANG, "mxfp8", "mxfp8"}};

/* NULL: the weights are loaded as they are. */
static const char *method_at_load(const launch_layout *l, launch_engine engine)
{
    bool is_16_bit = is_weights_format(l->native, "bf16") || is_weights_format(l->native, "fp16");
    for (size_t i = 0; is_16_bit && i < sizeof made_at_load / sizeof made_at_load[0]; i++) {
        if (made_at_load[i].engine == engine && is_weights_format(l->precision, made_at_load[i].precision)) {
            return made_at_load[i].method;
        }
    }
    return NULL;
}

bool launch_has_checkpoint(const launch_layout *l, launch_engine engine)
{
    return engine != LAUNCH_LLAMACPP && (is_published_format(l) || method_at_load(l, engine) != NULL);
}

/* "YOUR-LLAMA-3.1-70B-IN-NVFP4": a placeholder is seen, and fails where it is not replaced. */
static void placeholder(const launch_layout *l, char *text, size_t size)
{
    snprintf(text, size, "YOUR-%.48s-IN-%.*s", l->model, (int)weights_length(l->precision), l->precision);
    for (char *c = text; *c != 0; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
}

static void name_checkpoint(launch_words *w, const launch_layout *l, launch_engine engine, char *text, size_t size)
{
    bool is_right = launch_has_checkpoint(l, engine);
    if (is_right && l->repository[0] != 0) {
        snprintf(text, size, "%s", l->repository);
        return;
    }
    placeholder(l, text, size);
    launch_note(w,
                is_right ? "replace %s: the catalog knows no repository of %.48s"
                         : "replace %s: a checkpoint of %.48s in that format is needed, and the catalog names none",
                text, l->model);
}

/* ---- What engines have in common ---- */

static int64_t sequences_each(const launch_layout *l)
{
    return (l->sequences + l->dp - 1) / l->dp;
}

static void note_nodes(launch_words *w, const launch_layout *l)
{
    int64_t gpus = l->tp * l->pp * l->dp;
    if (gpus > NODE_GPUS) {
        launch_note(w, "%lld GPUs span several servers: this line needs the engine's own options for nodes as well",
                    (long long)gpus);
    }
}

static void add_flag_above_1(launch_words *w, const char *flag, int64_t value)
{
    if (value > 1) {
        launch_count(w, flag, value);
    }
}

static void add_address(launch_words *w)
{
    launch_value(w, "--host", "0.0.0.0");
    launch_count(w, "--port", LAUNCH_PORT);
}

static bool has_8_bit_cache(const launch_layout *l)
{
    return l->kv_bits > 0 && l->kv_bits <= 9;
}

/* ---- Engines ---- */

static void add_method(launch_words *w, const launch_layout *l, launch_engine engine)
{
    const char *method = method_at_load(l, engine);
    if (method != NULL) {
        launch_value(w, "--quantization", method);
    }
}

static void add_vllm(launch_words *w, const launch_layout *l)
{
    char model[LAUNCH_WORD_BYTES];
    name_checkpoint(w, l, LAUNCH_VLLM, model, sizeof model);
    launch_word(w, "vllm");
    launch_word(w, "serve");
    launch_word(w, "%s", model);
    w->program = w->count;
    launch_count(w, "--tensor-parallel-size", l->tp);
    add_flag_above_1(w, "--pipeline-parallel-size", l->pp);
    add_flag_above_1(w, "--data-parallel-size", l->dp);
    if (l->ep > 1) {
        launch_word(w, "--enable-expert-parallel");
    }
    if (l->ep > 1 && l->ep != l->tp * l->dp) {
        launch_note(w, "vLLM spreads experts over all tp x dp = %lld ranks, the estimate over %lld",
                    (long long)(l->tp * l->dp), (long long)l->ep);
    }
    launch_count(w, "--max-model-len", l->context_tokens);
    launch_count(w, "--max-num-seqs", sequences_each(l));
    launch_count(w, "--max-num-batched-tokens", l->chunk_tokens);
    launch_share(w, "--gpu-memory-utilization", l->memory_frac);
    add_method(w, l, LAUNCH_VLLM);
    if (has_8_bit_cache(l)) {
        launch_value(w, "--kv-cache-dtype", "fp8");
    }
    add_address(w);
}

static void add_sglang(launch_words *w, const launch_layout *l)
{
    char model[LAUNCH_WORD_BYTES];
    name_checkpoint(w, l, LAUNCH_SGLANG, model, sizeof model);
    launch_word(w, "python");
    launch_word(w, "-m");
    launch_word(w, "sglang.launch_server");
    w->program = w->count;
    launch_value(w, "--model-path", model);
    launch_count(w, "--tp-size", l->tp * l->dp);
    add_flag_above_1(w, "--pp-size", l->pp);
    add_flag_above_1(w, "--attn-dp-size", l->dp);
    add_flag_above_1(w, "--ep-size", l->ep);
    launch_count(w, "--context-length", l->context_tokens);
    launch_count(w, "--max-running-requests", l->sequences);
    launch_count(w, "--chunked-prefill-size", l->chunk_tokens);
    launch_share(w, "--mem-fraction-static", l->memory_frac);
    add_method(w, l, LAUNCH_SGLANG);
    if (has_8_bit_cache(l)) {
        launch_value(w, "--kv-cache-dtype", "fp8_e4m3");
    }
    add_address(w);
}

/* Of the format of the cache and attention replicas there are no flags: they stand in a file. */
static void add_trtllm(launch_words *w, const launch_layout *l)
{
    char model[LAUNCH_WORD_BYTES];
    name_checkpoint(w, l, LAUNCH_TRTLLM, model, sizeof model);
    launch_word(w, "trtllm-serve");
    launch_word(w, "%s", model);
    w->program = w->count;
    launch_count(w, "--tp_size", l->tp * l->dp);
    add_flag_above_1(w, "--pp_size", l->pp);
    add_flag_above_1(w, "--ep_size", l->ep);
    launch_count(w, "--max_seq_len", l->context_tokens);
    launch_count(w, "--max_batch_size", sequences_each(l));
    launch_count(w, "--max_num_tokens", l->chunk_tokens);
    launch_share(w, "--kv_cache_free_gpu_memory_fraction", l->memory_frac);
    if (has_8_bit_cache(l) || l->dp > 1) {
        launch_value(w, "--config", "trtllm.yaml");
        snprintf(w->config, sizeof w->config, "%s%s", has_8_bit_cache(l) ? "kv_cache_config:\n  dtype: fp8\n" : "",
                 l->dp > 1 ? "enable_attention_dp: true\n" : "");
    }
    add_address(w);
}

/* The context is that of all slots together, and every GPU holds a part of the layers or of each tensor. */
static void add_llamacpp(launch_words *w, const launch_layout *l)
{
    char file[LAUNCH_WORD_BYTES];
    snprintf(file, sizeof file, "%.60s-%.*s.gguf", l->model, (int)weights_length(l->precision), l->precision);
    launch_word(w, "llama-server");
    w->program = w->count;
    launch_value(w, "--model", file);
    launch_note(w, "replace %s: the catalog names no GGUF file", file);
    launch_value(w, "--n-gpu-layers", "999");
    if (l->tp * l->pp > 1) {
        launch_value(w, "--split-mode", l->tp > 1 ? "row" : "layer");
    }
    launch_count(w, "--ctx-size", l->context_tokens * l->sequences);
    launch_count(w, "--parallel", l->sequences);
    launch_count(w, "--ubatch-size", l->chunk_tokens);
    if (has_8_bit_cache(l)) {
        launch_value(w, "--cache-type-k", "q8_0");
        launch_value(w, "--cache-type-v", "q8_0");
    }
    add_address(w);
    if (l->dp > 1) {
        launch_note(w, "llama.cpp has no attention replicas: start %lld of these servers instead", (long long)l->dp);
    }
}

bool launch_server(launch_words *w, const launch_layout *l, launch_engine engine)
{
    static void (*const add[LAUNCH_NONE])(launch_words *, const launch_layout *) = {[LAUNCH_VLLM] = add_vllm,
                                                                                    [LAUNCH_SGLANG] = add_sglang,
                                                                                    [LAUNCH_TRTLLM] = add_trtllm,
                                                                                    [LAUNCH_LLAMACPP] = add_llamacpp};
    memset(w, 0, sizeof *w);
    if (engine == LAUNCH_NONE) {
        return false;
    }
    add[engine](w, l);
    note_nodes(w, l);
    return true;
}
