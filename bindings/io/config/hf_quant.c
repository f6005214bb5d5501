/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation of a config.json to the id of a precision: GPTQ, AWQ, compressed-tensors, modelopt, FP8, MXFP4, and
 * dtype where nothing is quantised. A spelling without a matching precision in the catalog is refused. */
#include "config/hf_quant.h"

#include <string.h>

#include "hf_family.h"
#include "io_error.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static int64_t number_of(const json_t *object, const char *name)
{
    return (int64_t)json_number_value(json_object_get(object, name));
}

static const char *refuse_quantisation(hf_config *c, const char *what)
{
    if (c->status == TOLL_OK)
        c->status =
            io_fail(&c->err, TOLL_E_UNSUPPORTED, "quantization_config",
                    "quantization_config: \"%.60s\" is no quantisation that the catalog has a precision for", what);
    return "";
}

/* GPTQ and AWQ: AWQ keeps zero points, GPTQ where it is not symmetric. The catalog's sizes are those of groups of
 * 128. */
static const char *four_bits(hf_config *c, const json_t *quant, const char *method)
{
    int64_t bits = json_is_object(json_object_get(quant, "bits")) ? 0 : number_of(quant, "bits");
    bits = bits > 0 ? bits : number_of(quant, "w_bit");
    bool is_symmetric = strcmp(method, "gptq") == 0 && !json_is_false(json_object_get(quant, "sym"));
    int64_t group = number_of(quant, "group_size");
    group = group > 0 ? group : number_of(quant, "q_group_size");
    if (bits == 8)
        return "w8a16";
    if (bits != 4 || (group != 0 && group != 128))
        return refuse_quantisation(c, "bits other than 4 in groups of 128, and 8");
    return is_symmetric ? "int4-g128" : "int4-g128-asym";
}

/* compressed-tensors: the first group of layers speaks for all of them. */
static const char *compressed(hf_config *c, const json_t *quant)
{
    const json_t *groups = json_object_get(quant, "config_groups");
    const json_t *group = json_object_iter_value(json_object_iter((json_t *)(uintptr_t)groups));
    const json_t *weights = json_object_get(group, "weights");
    bool is_float = strcmp(text_of(weights, "type"), "float") == 0;
    bool is_weight_only = !json_is_object(json_object_get(group, "input_activations"));
    int64_t bits = number_of(weights, "num_bits");
    if (is_float && bits == 4)
        return "nvfp4";
    if (is_float && bits == 8)
        return strcmp(text_of(weights, "strategy"), "block") == 0 ? "fp8-block" : "fp8";
    if (bits == 8)
        return is_weight_only ? "w8a16" : "int8";
    if (bits != 4)
        return refuse_quantisation(c, "compressed-tensors of this width");
    return hf_has(c, "n_routed_experts|num_experts|num_local_experts") ? "int4-experts" : "int4-g128";
}

/* NVIDIA's modelopt names its algorithms. */
static const char *modelopt(hf_config *c, const char *algorithm, bool has_kv8)
{
    if (strcmp(algorithm, "FP8") == 0)
        return has_kv8 ? "fp8-kv8" : "fp8";
    if (strcmp(algorithm, "NVFP4") == 0)
        return has_kv8 ? "nvfp4-kv8" : "nvfp4";
    if (strcmp(algorithm, "W4A16_AWQ") == 0 || strcmp(algorithm, "W4A16") == 0)
        return "int4-g128";
    return refuse_quantisation(c, algorithm);
}

static const char *of_modelopt(hf_config *c, const json_t *quant)
{
    const json_t *inner = json_object_get(quant, "quantization");
    const json_t *from = inner != NULL ? inner : quant;
    bool has_kv8 = strcmp(text_of(from, "kv_cache_quant_algo"), "FP8") == 0;
    return modelopt(c, text_of(from, "quant_algo"), has_kv8);
}

static const char *of_dtype(const hf_config *c)
{
    const char *type = hf_text(c, "dtype|torch_dtype");
    if (strcmp(type, "float16") == 0)
        return "fp16";
    return strcmp(type, "float32") == 0 ? "fp32" : "bf16"; /* absent: what nearly all are published in */
}

/* DeepSeek-V4 keeps its routed experts in four bits and the rest in FP8. */
static const char *of_fp8(const hf_config *c, const json_t *quant)
{
    if (strcmp(hf_text(c, "expert_dtype"), "fp4") == 0)
        return "fp4-experts";
    return json_is_array(json_object_get(quant, "weight_block_size")) ? "fp8-block" : "fp8";
}

static const char *of_method(hf_config *c, const json_t *quant, const char *method)
{
    if (strcmp(method, "fp8") == 0 || strcmp(method, "fbgemm_fp8") == 0)
        return of_fp8(c, quant);
    if (strcmp(method, "gptq") == 0 || strcmp(method, "awq") == 0)
        return four_bits(c, quant, method);
    if (strcmp(method, "compressed-tensors") == 0)
        return compressed(c, quant);
    if (strcmp(method, "modelopt") == 0 || strcmp(method, "modelopt_fp4") == 0)
        return of_modelopt(c, quant);
    if (strcmp(method, "mxfp4") == 0)
        return "mxfp4-experts";
    return refuse_quantisation(c, method[0] != 0 ? method : "without quant_method");
}

const char *hf_quant_precision(hf_config *c, const json_t *quant)
{
    const json_t *own = hf_find(c, "quantization_config");
    if (json_is_object(quant))
        return of_modelopt(c, quant);
    if (!json_is_object(own))
        return of_dtype(c);
    return of_method(c, own, text_of(own, "quant_method"));
}
