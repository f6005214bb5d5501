/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation of a config.json to the id of a precision: GPTQ, AWQ, compressed-tensors, modelopt, FP8, MXFP4, and
 * dtype where nothing is quantised. A spelling without a matching precision in the catalog is refused. */
#include "config/hf_quant.h"

#include "hf_family.h"

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
    if (kind == TOLL__JSON_NONE || kind == TOLL__JSON_NULL || kind == TOLL__JSON_OBJECT)
        return 0;
    const toll_status status = toll__json_read_int64(value, name, &number, &err);
    if (status != TOLL_OK)
        toll__hf_stick(c, status, name, "quantization_config: %s", err.message);
    return number;
}

static const char *refuse_quantisation(hf_config *c, const char *what)
{
    toll__hf_stick(c, TOLL_E_UNSUPPORTED, "quantization_config",
                   "quantization_config: \"%.60s\" is no quantisation that the catalog has a precision for", what);
    return "";
}

/* GPTQ and AWQ: AWQ keeps zero points, GPTQ where it is not symmetric. The catalog's sizes are those of groups of
 * 128. */
static const char *four_bits(hf_config *c, toll__json quant)
{
    int64_t bits = whole_of(c, quant, "bits");
    bits = bits > 0 ? bits : whole_of(c, quant, "w_bit");
    const bool is_gptq = has_text(quant, "quant_method", "gptq");
    const bool is_symmetric = is_gptq && toll__json_kind_of(toll__json_get(quant, "sym")) != TOLL__JSON_FALSE;
    int64_t group = whole_of(c, quant, "group_size");
    group = group > 0 ? group : whole_of(c, quant, "q_group_size");
    if (bits == 8)
        return "w8a16";
    if (bits != 4 || (group != 0 && group != 128))
        return refuse_quantisation(c, "bits other than 4 in groups of 128, and 8");
    return is_symmetric ? "int4-g128" : "int4-g128-asym";
}

/* compressed-tensors: the first group of layers speaks for all of them. */
static const char *compressed(hf_config *c, toll__json quant)
{
    const toll__json group = toll__json_value_of(toll__json_first(toll__json_get(quant, "config_groups")));
    const toll__json weights = toll__json_get(group, "weights");
    const bool is_float = has_text(weights, "type", "float");
    const bool is_weight_only = !is_object(toll__json_get(group, "input_activations"));
    const int64_t bits = whole_of(c, weights, "num_bits");
    if (is_float && bits == 4)
        return "nvfp4";
    if (is_float && bits == 8)
        return has_text(weights, "strategy", "block") ? "fp8-block" : "fp8";
    if (bits == 8)
        return is_weight_only ? "w8a16" : "int8";
    if (bits != 4)
        return refuse_quantisation(c, "compressed-tensors of this width");
    return toll__hf_has(c, "n_routed_experts|num_experts|num_local_experts") ? "int4-experts" : "int4-g128";
}

/* NVIDIA's modelopt names its algorithms. */
static const char *of_modelopt(hf_config *c, toll__json quant)
{
    char text[64];
    const toll__json inner = toll__json_get(quant, "quantization");
    const toll__json from = inner.doc != NULL ? inner : quant;
    const toll__json algorithm = toll__json_get(from, "quant_algo");
    const bool has_kv8 = has_text(from, "kv_cache_quant_algo", "FP8");
    if (toll__json_is(algorithm, "FP8"))
        return has_kv8 ? "fp8-kv8" : "fp8";
    if (toll__json_is(algorithm, "NVFP4"))
        return has_kv8 ? "nvfp4-kv8" : "nvfp4";
    if (toll__json_is(algorithm, "W4A16_AWQ") || toll__json_is(algorithm, "W4A16"))
        return "int4-g128";
    return refuse_quantisation(c, toll__json_quote(algorithm, text, sizeof text));
}

/* Absent: what nearly all are published in. */
static const char *of_dtype(hf_config *c)
{
    char text[48];
    const toll__json type = toll__hf_find(c, "dtype|torch_dtype");
    if (type.doc == NULL || toll__json_is(type, "bfloat16") || toll__json_is(type, "torch.bfloat16"))
        return "bf16";
    if (toll__json_is(type, "float16") || toll__json_is(type, "torch.float16"))
        return "fp16";
    if (!toll__json_is(type, "float32") && !toll__json_is(type, "torch.float32"))
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "dtype", "dtype: \"%s\" is not bfloat16, float16 or float32",
                       toll__json_quote(type, text, sizeof text));
    return "fp32";
}

/* DeepSeek-V4 keeps its routed experts in four bits and the rest in FP8. */
static const char *of_fp8(hf_config *c, toll__json quant)
{
    if (toll__hf_is(c, "expert_dtype", "fp4"))
        return "fp4-experts";
    const bool is_block = toll__json_kind_of(toll__json_get(quant, "weight_block_size")) == TOLL__JSON_ARRAY;
    return is_block ? "fp8-block" : "fp8";
}

static const char *of_method(hf_config *c, toll__json quant)
{
    char text[64];
    const toll__json method = toll__json_get(quant, "quant_method");
    if (toll__json_is(method, "fp8") || toll__json_is(method, "fbgemm_fp8"))
        return of_fp8(c, quant);
    if (toll__json_is(method, "gptq") || toll__json_is(method, "awq"))
        return four_bits(c, quant);
    if (toll__json_is(method, "compressed-tensors"))
        return compressed(c, quant);
    if (toll__json_is(method, "modelopt") || toll__json_is(method, "modelopt_fp4"))
        return of_modelopt(c, quant);
    if (toll__json_is(method, "mxfp4"))
        return "mxfp4-experts";
    toll__json_quote(method, text, sizeof text);
    return refuse_quantisation(c, text[0] != 0 ? text : "without quant_method");
}

const char *toll__hf_quant_precision(hf_config *c, toll__json quant)
{
    const toll__json own = toll__hf_find(c, "quantization_config");
    if (is_object(quant))
        return of_modelopt(c, quant);
    if (!is_object(own))
        return of_dtype(c);
    return of_method(c, own);
}
