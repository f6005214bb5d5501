/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation of a config.json: GPTQ, AWQ, compressed-tensors, ModelOpt, FP8, MXFP4, and dtype for what is not
 * quantised. A scheme is a standard format, formats by name of a module, and names that are left out.
 *
 *     bits of a weight = bits of its number + bits of a scale / weights that share it
 *
 * INT4 in groups of 128 with a 16-bit scale: 4 + 16 / 128 = 4.125. NVFP4: an 8-bit scale for 16, 4.5. MXFP4 and MXFP8: 8
 * bits for 32, 4.25 and 8.25. FP8 in blocks of 128 x 128 with 32-bit scales: 8 + 32 / 16,384 = 8.001953125. */
#include "config/hf_quant.h"

#include <string.h>

#include <toll/catalog.h>
#include <toll/hardware.h>

#include "hf_family.h"

#define CHANNEL_BITS 0.004 /* a 16-bit scale for a row of some 4,096 weights, as in the catalog's int8 */
#define BLOCK_BITS   (32.0 / (128 * 128))

static bool is_object(toll__json value)
{
    return toll__json_kind_of(value) == TOLL__JSON_OBJECT;
}

static bool has_text(toll__json object, const char *name, const char *text)
{
    return toll__json_is(toll__json_get(object, name), text);
}

/* 0 where it is absent; an object stands for bits that differ by layer. */
static int64_t whole_of(hf_config *c, toll__json object, const char *name)
{
    int64_t number = 0;
    toll_error err;
    const toll__json value = toll__json_get(object, name);
    const toll__json_kind kind = toll__json_kind_of(value);
    if (toll__hf_is_absent(value) || kind == TOLL__JSON_OBJECT)
        return 0;
    const toll_status status = toll__json_read_int64(value, name, &number, &err);
    if (status != TOLL_OK)
        toll__hf_stick(c, status, name, "quantization_config: %s", err.message);
    return number;
}

static hf_format refuse_quantisation(hf_config *c, const char *what)
{
    toll__hf_stick(c, TOLL_E_UNSUPPORTED, "quantization_config",
                   "quantization_config: \"%.60s\" is no quantisation whose size is known", what);
    return (hf_format){16, TOLL_RATE_BF16};
}

/* Index of a format; equal ones are one. */
static int format_index(hf_config *c, hf_scheme *s, hf_format format)
{
    for (int i = 1; i < s->count; i++)
        if (s->formats[i].bits == format.bits && s->formats[i].rate == format.rate)
            return i;
    if (s->count == HF_FORMATS) {
        refuse_quantisation(c, "more than 15 formats in one file");
        return 0;
    }
    s->formats[s->count] = format;
    return s->count++;
}

/* ---- formats ---- */

static hf_format integer_format(hf_config *c, int64_t bits, int64_t group, bool has_zero_points, uint32_t rate)
{
    if ((bits != 4 && bits != 8) || group < -1 || group == 0 || group > 65536)
        return refuse_quantisation(c, "a width other than 4 and 8 bits, or such a group");
    const double scale = group < 0 ? CHANNEL_BITS : 16.0 / (double)group;
    const double zero = has_zero_points && group > 0 ? (double)bits / (double)group : 0;
    return (hf_format){(double)bits + scale + zero, rate};
}

/* GPTQ and AWQ: AWQ keeps zero points, GPTQ where it is not symmetric. Groups that are not stated have 128. */
static hf_format of_gptq_or_awq(hf_config *c, toll__json quant)
{
    int64_t bits = whole_of(c, quant, "bits"), group = whole_of(c, quant, "group_size");
    bits = bits != 0 ? bits : whole_of(c, quant, "w_bit");
    group = group != 0 ? group : whole_of(c, quant, "q_group_size");
    const bool is_gptq = has_text(quant, "quant_method", "gptq");
    const bool is_symmetric = is_gptq ? toll__json_kind_of(toll__json_get(quant, "sym")) != TOLL__JSON_FALSE
                                      : toll__json_kind_of(toll__json_get(quant, "zero_point")) == TOLL__JSON_FALSE;
    if (bits == 8 && group <= 0)
        return integer_format(c, bits, -1, false, TOLL_RATE_BF16);
    return integer_format(c, bits, group != 0 ? group : 128, !is_symmetric, TOLL_RATE_BF16);
}

static hf_format of_block(hf_config *c, toll__json sizes)
{
    int64_t rows = 0, columns = 0;
    const toll__json first = toll__json_entry(sizes, 0), second = toll__json_entry(sizes, 1);
    if (toll__json_read_int64(first, "", &rows, NULL) != TOLL_OK ||
        toll__json_read_int64(second, "", &columns, NULL) != TOLL_OK || rows < 1 || columns < 1 || rows > 65536 ||
        columns > 65536)
        return refuse_quantisation(c, "blocks that are not two sizes");
    return (hf_format){8 + 32.0 / ((double)rows * (double)columns), TOLL_RATE_FP8};
}

static hf_format of_float(hf_config *c, toll__json weights, int64_t bits, int64_t group, bool is_mx)
{
    const toll__json block = toll__json_get(weights, "block_structure");
    if (bits == 4 && (is_mx || group == 32))
        return (hf_format){4.25, TOLL_RATE_FP4};
    if (bits == 4 && (group == 0 || group == 16))
        return (hf_format){4.5, TOLL_RATE_FP4};
    if (bits == 8 && (is_mx || group == 32))
        return (hf_format){8.25, TOLL_RATE_FP8};
    if (bits == 8 && toll__json_kind_of(block) == TOLL__JSON_ARRAY)
        return of_block(c, block);
    if (bits == 8)
        return (hf_format){has_text(weights, "strategy", "block") ? 8 + BLOCK_BITS : 8, TOLL_RATE_FP8};
    return refuse_quantisation(c, "floating point of this width or group");
}

/* A group of compressed-tensors, or of ModelOpt's copy of it. */
static hf_format of_group(hf_config *c, toll__json quant, toll__json group)
{
    const toll__json weights = toll__json_get(group, "weights");
    const bool is_weight_only = !is_object(toll__json_get(group, "input_activations"));
    const bool is_mx = has_text(group, "format", "mxfp4-pack-quantized") ||
                       has_text(quant, "format", "mxfp4-pack-quantized") ||
                       has_text(weights, "scale_dtype", "torch.uint8");
    const int64_t bits = whole_of(c, weights, "num_bits");
    int64_t size = whole_of(c, weights, "group_size");
    if (!is_object(weights))
        return refuse_quantisation(c, "a group without weights");
    if (has_text(weights, "type", "float"))
        return of_float(c, weights, bits, size, is_mx);
    if (size == 0)
        size = bits == 8 || has_text(weights, "strategy", "channel") ? -1 : 128;
    return integer_format(c, bits, size, toll__json_kind_of(toll__json_get(weights, "symmetric")) == TOLL__JSON_FALSE,
                          is_weight_only ? TOLL_RATE_BF16 : TOLL_RATE_INT8);
}

/* NVIDIA's ModelOpt names its algorithms. */
static hf_format of_algorithm(hf_config *c, toll__json object)
{
    static const struct {
        const char *name;
        hf_format format;
    } known[] = {{"FP8", {8, TOLL_RATE_FP8}},
                 {"FP8_PER_CHANNEL_PER_TOKEN", {8, TOLL_RATE_FP8}},
                 {"FP8_PB_WO", {8 + BLOCK_BITS, TOLL_RATE_FP8}},
                 {"NVFP4", {4.5, TOLL_RATE_FP4}},
                 {"NVFP4_AWQ", {4.5, TOLL_RATE_FP4}},
                 {"W4A16_NVFP4", {4.5, TOLL_RATE_BF16}},
                 {"MXFP4", {4.25, TOLL_RATE_FP4}},
                 {"MXFP8", {8.25, TOLL_RATE_FP8}},
                 {"W8A16", {8 + CHANNEL_BITS, TOLL_RATE_BF16}},
                 {"W8A8_SQ_PER_CHANNEL", {8 + CHANNEL_BITS, TOLL_RATE_INT8}}};
    char text[64];
    const toll__json algorithm = toll__json_get(object, "quant_algo");
    const int64_t group = whole_of(c, object, "group_size");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (toll__json_is(algorithm, known[i].name))
            return known[i].format;
    if (toll__json_is(algorithm, "W4A16_AWQ") || toll__json_is(algorithm, "W4A16"))
        return integer_format(c, 4, group != 0 ? group : 128, false, TOLL_RATE_BF16);
    return refuse_quantisation(c, toll__json_quote(algorithm, text, sizeof text));
}

/* Absent: what nearly all are published in. */
static hf_format of_dtype(hf_config *c)
{
    char text[48];
    const toll__json type = toll__hf_find(c, "dtype|torch_dtype");
    if (type.doc == NULL || toll__json_is(type, "bfloat16") || toll__json_is(type, "torch.bfloat16"))
        return (hf_format){16, TOLL_RATE_BF16};
    if (toll__json_is(type, "float16") || toll__json_is(type, "torch.float16"))
        return (hf_format){16, TOLL_RATE_FP16};
    if (!toll__json_is(type, "float32") && !toll__json_is(type, "torch.float32"))
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "dtype", "dtype: \"%s\" is not bfloat16, float16 or float32",
                       toll__json_quote(type, text, sizeof text));
    return (hf_format){32, TOLL_RATE_FP32};
}

/* ---- names of modules ---- */

static void add_names(hf_scheme *s, toll__json list, int meaning)
{
    for (toll__json at = toll__json_first(list); at.doc != NULL; at = toll__json_next(list, at))
        toll__hf_modules_add(&s->modules, at, meaning);
}

static void add_ignored(hf_scheme *s, toll__json quant)
{
    static const char *const lists[] = {"ignore", "exclude_modules", "modules_to_not_convert", "ignored_layers"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const toll__json list = toll__json_get(quant, lists[i]);
        if (toll__json_kind_of(list) == TOLL__JSON_ARRAY)
            add_names(s, list, 0);
    }
}

/* A target that is the class of every projection speaks of all; others name modules. */
static void add_group(hf_config *c, hf_scheme *s, toll__json quant, toll__json group)
{
    const int format = format_index(c, s, of_group(c, quant, group));
    const toll__json targets = toll__json_get(group, "targets");
    if (toll__json_kind_of(targets) != TOLL__JSON_ARRAY)
        s->standard = format;
    for (toll__json at = toll__json_first(targets); at.doc != NULL; at = toll__json_next(targets, at))
        if (toll__json_is(at, "Linear"))
            s->standard = format;
        else
            toll__hf_modules_add(&s->modules, at, format);
}

static void add_groups(hf_config *c, hf_scheme *s, toll__json quant)
{
    const toll__json groups = toll__json_get(quant, "config_groups");
    if (!is_object(groups) || toll__json_count(groups) == 0)
        refuse_quantisation(c, "compressed-tensors without config_groups");
    for (toll__json key = toll__json_first(groups); key.doc != NULL; key = toll__json_next(groups, key))
        add_group(c, s, quant, toll__json_value_of(key));
}

/* MIXED_PRECISION: an algorithm for each name; what has none is not quantised. */
static void add_layers(hf_config *c, hf_scheme *s, toll__json layers)
{
    if (!is_object(layers) || toll__json_count(layers) == 0)
        refuse_quantisation(c, "MIXED_PRECISION without quantized_layers");
    s->are_names_first = true;
    for (toll__json key = toll__json_first(layers); key.doc != NULL; key = toll__json_next(layers, key))
        toll__hf_modules_add(&s->modules, key, format_index(c, s, of_algorithm(c, toll__json_value_of(key))));
}

static void add_modelopt(hf_config *c, hf_scheme *s, toll__json from)
{
    const toll__json algorithm = toll__json_get(from, "quant_algo");
    if (toll__json_is(algorithm, "MIXED_PRECISION"))
        add_layers(c, s, toll__json_get(from, "quantized_layers"));
    else if (toll__json_kind_of(algorithm) != TOLL__JSON_NULL)
        s->standard = format_index(c, s, of_algorithm(c, from));
}

/* ---- methods ---- */

static hf_format of_fp8(hf_config *c, toll__json quant)
{
    const toll__json block = toll__json_get(quant, "weight_block_size");
    return toll__json_kind_of(block) == TOLL__JSON_ARRAY ? of_block(c, block) : (hf_format){8, TOLL_RATE_FP8};
}

/* DeepSeek-V4 keeps its routed experts in four bits and the rest in FP8; NVIDIA's copies name the experts' format, and
 * leave the rest as it was. */
static void add_fp8(hf_config *c, hf_scheme *s, toll__json quant)
{
    s->standard = format_index(c, s, of_fp8(c, quant));
    if (toll__hf_is(c, "expert_dtype", "fp4"))
        s->experts = format_index(c, s, (hf_format){4.25, TOLL_RATE_FP4});
    s->is_standard_kept = has_text(quant, "quant_algo", "MIXED_PRECISION");
    if (s->is_standard_kept)
        add_layers(c, s, toll__json_get(quant, "quantized_layers"));
}

static void add_method(hf_config *c, hf_scheme *s, toll__json quant)
{
    char text[64];
    const toll__json method = toll__json_get(quant, "quant_method");
    if (toll__json_is(method, "fp8") || toll__json_is(method, "fbgemm_fp8")) {
        add_fp8(c, s, quant);
    } else if (toll__json_is(method, "gptq") || toll__json_is(method, "awq")) {
        s->standard = format_index(c, s, of_gptq_or_awq(c, quant));
    } else if (toll__json_is(method, "compressed-tensors")) {
        add_groups(c, s, quant);
    } else if (toll__json_is(method, "mxfp4")) {
        s->standard = format_index(c, s, (hf_format){4.25, TOLL_RATE_FP4});
        s->is_experts_only = true;
    } else if (toll__json_is(method, "modelopt") || toll__json_is(method, "modelopt_fp4") ||
               toll__json_get(quant, "quant_algo").doc != NULL) {
        add_modelopt(c, s, quant);
    } else {
        toll__json_quote(method, text, sizeof text);
        refuse_quantisation(c, text[0] != 0 ? text : "without quant_method");
    }
}

/* ---- the cache ---- */

static void read_cache(hf_config *c, hf_scheme *s, toll__json quant)
{
    char text[48];
    const toll__json algorithm = toll__json_get(quant, "kv_cache_quant_algo");
    const toll__json scheme = toll__json_get(quant, "kv_cache_scheme");
    const toll__json word = toll__hf_is_absent(algorithm) ? scheme : algorithm;
    const int64_t bits = is_object(scheme) ? whole_of(c, scheme, "num_bits") : 0;
    if (toll__hf_is_absent(word))
        return;
    if (toll__json_is(word, "FP8") || bits == 8)
        s->kv_bits = 8;
    else if (toll__json_is(word, "NVFP4") || bits == 4)
        s->kv_bits = 4.5;
    else
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "kv_cache_scheme",
                       "quantization_config: a KV cache in \"%s\" is not known",
                       toll__json_quote(word, text, sizeof text));
}

void toll__hf_quant_read(hf_config *c, toll__json quant, hf_scheme *s)
{
    const toll__json inner = toll__json_get(quant, "quantization");
    s->own = toll__hf_find(c, "quantization_config");
    s->beside = inner.doc != NULL ? inner : quant;
    s->formats[0] = of_dtype(c);
    s->count = 1;
    s->kv_bits = 16;
    if (!toll__hf_modules_start(&s->modules, c->n_layers > 0 && c->n_layers <= HF_LAYERS_MAX ? c->n_layers : 1))
        toll__hf_stick(c, TOLL_E_BUFFER, "text", "out of memory");
    if (c->status != TOLL_OK)
        return;
    const bool is_own_fp8 = is_object(s->own) && has_text(s->own, "quant_method", "fp8");
    if (is_object(s->beside) && !is_own_fp8)
        add_modelopt(c, s, s->beside);
    else if (is_object(s->own))
        add_method(c, s, s->own);
    add_ignored(s, s->own);
    add_ignored(s, s->beside);
    read_cache(c, s, s->own);
    read_cache(c, s, s->beside);
    if (s->modules.is_full)
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "quantization_config",
                       "quantization_config: too many names of modules of any layer");
}

/* ---- from tensors to classes ---- */

static int format_of(hf_scheme *s, int64_t layer, const hf_tensor *tensor)
{
    bool found[HF_FORMATS] = {false};
    int named = HF_FORMATS - 1;
    toll__hf_modules_find(&s->modules, layer, tensor->names, found);
    while (named > 0 && !found[named])
        named--;
    if (named > 0 && (!found[0] || s->are_names_first))
        return named;
    const bool is_expert = tensor->of == HF_EXPERT || tensor->of == HF_EXPERT_DOWN;
    if (tensor->of == HF_ROUTER || tensor->of == HF_EMBED || tensor->of == HF_HEAD)
        return 0;
    if (found[0])
        return s->is_standard_kept ? s->standard : 0;
    if (is_expert && s->experts > 0)
        return s->experts;
    return s->is_experts_only && !is_expert ? 0 : s->standard;
}

void toll__hf_quant_add(hf_scheme *s, int64_t layer, const hf_tensor *tensor, hf_weights *weights)
{
    const int format = format_of(s, layer, tensor);
    const double params = (double)tensor->params;
    const bool is_expert = tensor->of == HF_EXPERT || tensor->of == HF_EXPERT_DOWN;
    weights->bits[tensor->of] += params * s->formats[format].bits;
    weights->params[tensor->of] += params;
    if (tensor->of >= HF_ATTN && tensor->of != HF_ROUTER)
        weights->by_format[is_expert][format] += params;
}

/* What the most parameters are multiplied in. */
static uint32_t main_rate(const hf_scheme *s, const double *by_format, int usual)
{
    int most = usual;
    for (int i = 0; i < s->count; i++)
        if (by_format[i] > by_format[most])
            most = i;
    return s->formats[most].rate;
}

static double *class_bits(toll_model_precision *p, int of)
{
    double *const fields[HF_CLASSES] = {&p->embed_bits,  &p->head_bits,     &p->attn_bits,   &p->attn_v_bits,
                                        &p->ffn_bits,    &p->ffn_down_bits, &p->expert_bits, &p->expert_down_bits,
                                        &p->router_bits, &p->mixer_bits};
    return fields[of];
}

static toll_status read_catalog_precision(uint64_t index, toll_model_precision *row)
{
    toll_struct_init(row, sizeof *row, TOLL_KIND_PRECISION, NULL);
    return toll_catalog_get_precision(index, row, NULL);
}

/* How far a row is from what is wanted: the largest relative difference of a class that the model has. */
static double distance(toll_model_precision *row, toll_model_precision *wanted, const hf_weights *weights)
{
    const bool has_experts = weights->params[HF_EXPERT] > 0;
    double most = row->kv_bits == wanted->kv_bits && row->other_bits == wanted->other_bits ? 0 : 1;
    if (row->linear_rate != wanted->linear_rate || (has_experts && row->expert_rate != wanted->expert_rate))
        return 1;
    for (int of = 0; of < HF_CLASSES; of++) {
        const double off = *class_bits(row, of) / *class_bits(wanted, of) - 1;
        if (weights->params[of] > 0 && (off > most || -off > most))
            most = off > 0 ? off : -off;
    }
    return most;
}

/* Classes that the model lacks, but where the row differs from the standard format: the row means something else. */
static int strangeness(toll_model_precision *row, toll_model_precision *wanted, const hf_weights *weights)
{
    int n = row->expert_rate != wanted->expert_rate;
    for (int of = HF_ATTN; of < HF_CLASSES; of++) {
        const double off = *class_bits(row, of) - *class_bits(wanted, of);
        n += weights->params[of] <= 0 && (off > 0.01 || off < -0.01);
    }
    return n;
}

#define SAME 2e-3 /* the catalog's rows round a scale of a channel or block */

static void take_row_of_catalog(hf_scheme *s, const hf_weights *weights)
{
    toll_model_precision best = s->precision, row;
    double least = SAME;
    int strange = HF_CLASSES + 2;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION); i++) {
        if (read_catalog_precision(i, &row) != TOLL_OK)
            continue;
        const double off = distance(&row, &s->precision, weights);
        const int odd = strangeness(&row, &s->precision, weights);
        if (off > SAME || odd > strange || (odd == strange && off >= least))
            continue;
        best = row;
        least = off;
        strange = odd;
        s->is_of_catalog = true;
    }
    s->precision = best;
}

void toll__hf_quant_finish(hf_scheme *s, const hf_weights *weights)
{
    static const char id[] = "mixed (config.json)";
    toll_model_precision *const p = &s->precision;
    toll_struct_init(p, sizeof *p, TOLL_KIND_PRECISION, NULL);
    memcpy(p->id, id, sizeof id);
    for (int of = 0; of < HF_CLASSES; of++) {
        const bool is_expert = of == HF_EXPERT || of == HF_EXPERT_DOWN;
        const int usual = of < HF_ATTN || of == HF_ROUTER || (s->is_experts_only && !is_expert) ? 0
                          : is_expert && s->experts > 0                                         ? s->experts
                                                                                                : s->standard;
        *class_bits(p, of) = weights->params[of] > 0 ? weights->bits[of] / weights->params[of] : s->formats[usual].bits;
    }
    p->other_bits = s->formats[0].bits;
    p->kv_bits = s->kv_bits < 16 ? s->kv_bits : s->formats[0].bits;
    p->linear_rate = main_rate(s, weights->by_format[0], s->is_experts_only ? 0 : s->standard);
    p->expert_rate = main_rate(s, weights->by_format[1], s->experts > 0 ? s->experts : s->standard);
    p->attention_rate = s->kv_bits < 16 ? TOLL_RATE_FP8 : s->formats[0].rate;
    take_row_of_catalog(s, weights);
}

/* ---- what is not understood ---- */

/* Read above, or without a bearing on sizes: how it was made, and how activations are scaled. */
static bool is_known_word(const char *name, toll__json value)
{
    static const char *const words[] = {
        "quant_method", "quant_algo", "kv_cache_quant_algo", "kv_cache_scheme", "config_groups", "quantized_layers",
        "ignore", "exclude_modules", "modules_to_not_convert", "ignored_layers", "weight_block_size", "bits", "w_bit",
        "group_size", "q_group_size", "sym", "zero_point", "format", "moe_quant_algo", "quantization",
        /* how it was made */
        "producer", "quantization_status", "global_compression_ratio", "version", "quant_method_version", "dataset",
        "damp_percent", "desc_act", "static_groups", "true_sequential", "model_name_or_path", "model_file_base_name",
        "meta", "checkpoint_format", "pack_dtype", "is_marlin_format", "backend", "do_fuse", "exllama_config",
        "use_exllama", "batch_size", "model_seqlen", "block_name_to_quantize", "quantizer", "autoround_version",
        /* activations and the form of a scale */
        "fmt", "activation_scheme", "scale_fmt", "use_activation_scale", "dequantize"};
    const toll__json_kind kind = toll__json_kind_of(value);
    const bool is_empty = (kind == TOLL__JSON_OBJECT || kind == TOLL__JSON_ARRAY) && toll__json_count(value) == 0;
    if (toll__hf_is_absent(value) || is_empty || (strcmp(name, "lm_head") == 0 && kind == TOLL__JSON_FALSE))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static void find_words(toll__json object, const char *where, hf_unread_list *list)
{
    if (!is_object(object))
        return;
    for (toll__json key = toll__json_first(object); key.doc != NULL; key = toll__json_next(object, key)) {
        char name[64];
        toll__json_copy(key, name, sizeof name);
        if (!is_known_word(name, toll__json_value_of(key)))
            toll__hf_unread_add(list, where, key, toll__json_value_of(key));
    }
}

void toll__hf_quant_unread(const hf_scheme *s, hf_unread_list *list)
{
    find_words(s->own, "quantization_config", list);
    find_words(s->beside, "hf_quant_config", list);
    for (uint32_t i = 0; i < s->modules.count; i++)
        if (!s->modules.list[i].is_fitting)
            toll__hf_unread_add(list, "quantization_config", s->modules.list[i].source, s->modules.list[i].source);
}

void toll__hf_quant_end(hf_scheme *s)
{
    toll__hf_modules_end(&s->modules);
}
