/* SPDX-License-Identifier: Apache-2.0 */
/* One table a code. Words are for programs and are read back from the command line in places (--mode, --optimiser), so
 * they stay; phrases are for people and may be reworded. */
#include "output/code_names.h"

#include <stddef.h>

#include <toll.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A newer library may answer with a code that this program doesn't know. */
static const char *name_of_code(const char *const *words, size_t count, uint32_t code)
{
    return code < count && words[code] != NULL ? words[code] : "unknown";
}

const char *word_fit(uint32_t verdict)
{
    static const char *const words[] = {
        [TOLL_FIT_YES] = "fits", [TOLL_FIT_MARGINAL] = "marginal", [TOLL_FIT_NO] = "does_not_fit"};
    return name_of_code(words, COUNT(words), verdict);
}

const char *word_permit(uint32_t permit)
{
    static const char *const words[] = {[TOLL_PERMIT_UNKNOWN] = "unknown",
                                        [TOLL_PERMIT_YES] = "yes",
                                        [TOLL_PERMIT_NO] = "no",
                                        [TOLL_PERMIT_CONDITIONAL] = "conditional"};
    return name_of_code(words, COUNT(words), permit);
}

const char *word_run(uint32_t verdict)
{
    static const char *const words[] = {[TOLL_RUN_YES] = "yes", [TOLL_RUN_NO] = "no", [TOLL_RUN_UNKNOWN] = "unknown"};
    return name_of_code(words, COUNT(words), verdict);
}

const char *word_validity(uint32_t validity)
{
    static const char *const words[] = {[TOLL_VALIDITY_CALIBRATED] = "calibrated",
                                        [TOLL_VALIDITY_EXTRAPOLATED] = "extrapolated",
                                        [TOLL_VALIDITY_OUTSIDE] = "outside"};
    return name_of_code(words, COUNT(words), validity);
}

const char *phrase_validity(uint32_t validity)
{
    static const char *const phrases[] = {
        [TOLL_VALIDITY_CALIBRATED] = "calibrated: inside the range that the constants were fitted on",
        [TOLL_VALIDITY_EXTRAPOLATED] = "extrapolated: some input lies outside the calibration",
        [TOLL_VALIDITY_OUTSIDE] = "outside: no calibration covers this, take it as an order of magnitude"};
    return name_of_code(phrases, COUNT(phrases), validity);
}

const char *word_bound(uint32_t bound)
{
    static const char *const words[] = {[TOLL_BOUND_WEIGHTS] = "weights",    [TOLL_BOUND_KV] = "kv",
                                        [TOLL_BOUND_COMPUTE] = "compute",    [TOLL_BOUND_LINK] = "link",
                                        [TOLL_BOUND_OVERHEAD] = "overhead",  [TOLL_BOUND_CAPACITY] = "capacity",
                                        [TOLL_BOUND_SEQUENCES] = "sequences"};
    return name_of_code(words, COUNT(words), bound);
}

const char *phrase_bound(uint32_t bound)
{
    static const char *const phrases[] = {[TOLL_BOUND_WEIGHTS] = "reading weights (memory bandwidth)",
                                          [TOLL_BOUND_KV] = "reading the KV cache (memory bandwidth)",
                                          [TOLL_BOUND_COMPUTE] = "arithmetic",
                                          [TOLL_BOUND_LINK] = "communication between GPUs",
                                          [TOLL_BOUND_OVERHEAD] = "kernel launches and host work",
                                          [TOLL_BOUND_CAPACITY] = "memory capacity: requests wait for KV cache",
                                          [TOLL_BOUND_SEQUENCES] =
                                              "the engine's limit of running sequences: requests wait"};
    return name_of_code(phrases, COUNT(phrases), bound);
}

const char *word_train_bound(uint32_t bound)
{
    static const char *const words[] = {
        [TOLL_TRAIN_BOUND_COMPUTE] = "compute",     [TOLL_TRAIN_BOUND_MEMORY] = "memory",
        [TOLL_TRAIN_BOUND_RECOMPUTE] = "recompute", [TOLL_TRAIN_BOUND_TENSOR] = "tensor",
        [TOLL_TRAIN_BOUND_EXPERT] = "expert",       [TOLL_TRAIN_BOUND_CONTEXT] = "context",
        [TOLL_TRAIN_BOUND_PIPELINE] = "pipeline",   [TOLL_TRAIN_BOUND_BUBBLE] = "bubble",
        [TOLL_TRAIN_BOUND_DATA] = "data",           [TOLL_TRAIN_BOUND_OPTIMISER] = "optimiser",
        [TOLL_TRAIN_BOUND_OVERHEAD] = "overhead"};
    return name_of_code(words, COUNT(words), bound);
}

const char *phrase_train_bound(uint32_t bound)
{
    static const char *const phrases[] = {
        [TOLL_TRAIN_BOUND_COMPUTE] = "projections and attention",
        [TOLL_TRAIN_BOUND_MEMORY] = "element-wise kernels (memory bandwidth)",
        [TOLL_TRAIN_BOUND_RECOMPUTE] = "recomputation",
        [TOLL_TRAIN_BOUND_TENSOR] = "tensor-parallel communication",
        [TOLL_TRAIN_BOUND_EXPERT] = "expert-parallel communication",
        [TOLL_TRAIN_BOUND_CONTEXT] = "context-parallel communication",
        [TOLL_TRAIN_BOUND_PIPELINE] = "sends between pipeline stages",
        [TOLL_TRAIN_BOUND_BUBBLE] = "the pipeline bubble",
        [TOLL_TRAIN_BOUND_DATA] = "data-parallel communication of gradients and weights",
        [TOLL_TRAIN_BOUND_OPTIMISER] = "the optimiser update",
        [TOLL_TRAIN_BOUND_OVERHEAD] = "kernel launches, or what a given MFU does not explain"};
    return name_of_code(phrases, COUNT(phrases), bound);
}

const char *word_train_method(uint32_t method)
{
    static const char *const words[] = {
        [TOLL_METHOD_FULL] = "full", [TOLL_METHOD_LORA] = "lora", [TOLL_METHOD_QLORA] = "qlora"};
    return name_of_code(words, COUNT(words), method);
}

const char *word_recompute(uint32_t recompute)
{
    static const char *const words[] = {
        [TOLL_RECOMPUTE_NONE] = "none", [TOLL_RECOMPUTE_SELECTIVE] = "selective", [TOLL_RECOMPUTE_FULL] = "full"};
    return name_of_code(words, COUNT(words), recompute);
}

const char *word_optimiser(uint32_t optimiser)
{
    static const char *const words[] = {[TOLL_OPTIMISER_ADAM] = "adam",
                                        [TOLL_OPTIMISER_ADAM_8BIT] = "adam-8bit",
                                        [TOLL_OPTIMISER_ADAM_BF16] = "adam-bf16",
                                        [TOLL_OPTIMISER_SGD_MOMENTUM] = "sgd-momentum",
                                        [TOLL_OPTIMISER_SGD] = "sgd",
                                        [TOLL_OPTIMISER_ADAM_FP32] = "adam-fp32"};
    return name_of_code(words, COUNT(words), optimiser);
}

const char *word_attention(uint32_t attention)
{
    static const char *const words[] = {[TOLL_ATTENTION_FUSED] = "fused", [TOLL_ATTENTION_UNFUSED] = "unfused"};
    return name_of_code(words, COUNT(words), attention);
}

const char *word_rate(uint32_t rate)
{
    static const char *const words[] = {
        [TOLL_RATE_FP32] = "fp32", [TOLL_RATE_TF32] = "tf32", [TOLL_RATE_FP16] = "fp16", [TOLL_RATE_BF16] = "bf16",
        [TOLL_RATE_FP8] = "fp8",   [TOLL_RATE_INT8] = "int8", [TOLL_RATE_FP4] = "fp4"};
    return name_of_code(words, COUNT(words), rate);
}

const char *word_topology(uint32_t topology)
{
    static const char *const words[] = {
        [TOLL_TOPOLOGY_NONE] = "none",   [TOLL_TOPOLOGY_SWITCH] = "switch", [TOLL_TOPOLOGY_MESH] = "mesh",
        [TOLL_TOPOLOGY_TORUS] = "torus", [TOLL_TOPOLOGY_PAIR] = "pair",     [TOLL_TOPOLOGY_PCIE] = "pcie"};
    return name_of_code(words, COUNT(words), topology);
}

const char *phrase_topology(uint32_t topology)
{
    static const char *const phrases[] = {[TOLL_TOPOLOGY_NONE] = "none: through the host",
                                          [TOLL_TOPOLOGY_SWITCH] = "switch (full rate between any pair)",
                                          [TOLL_TOPOLOGY_MESH] = "mesh (direct to every peer)",
                                          [TOLL_TOPOLOGY_TORUS] = "torus (direct to neighbours)",
                                          [TOLL_TOPOLOGY_PAIR] = "bridge between two or four cards",
                                          [TOLL_TOPOLOGY_PCIE] = "through the host's PCIe"};
    return name_of_code(phrases, COUNT(phrases), topology);
}

const char *word_confidence(uint32_t confidence)
{
    static const char *const words[] = {[TOLL_CONFIDENCE_MISSING] = "missing",
                                        [TOLL_CONFIDENCE_PUBLISHED] = "published",
                                        [TOLL_CONFIDENCE_DERIVED] = "derived",
                                        [TOLL_CONFIDENCE_UNVERIFIED] = "unverified"};
    return name_of_code(words, COUNT(words), confidence);
}

const char *word_price_kind(uint32_t price_kind)
{
    static const char *const words[] = {
        [TOLL_PRICE_ON_DEMAND] = "on_demand",     [TOLL_PRICE_GPU_PART] = "gpu_part",
        [TOLL_PRICE_OWNERSHIP] = "ownership",     [TOLL_PRICE_RENTAL_3Y] = "rental_3y",
        [TOLL_PRICE_MARKETPLACE] = "marketplace", [TOLL_PRICE_SERVERLESS] = "serverless"};
    return name_of_code(words, COUNT(words), price_kind);
}

const char *phrase_price_kind(uint32_t price_kind)
{
    static const char *const phrases[] = {
        [TOLL_PRICE_ON_DEMAND] = "on demand",           [TOLL_PRICE_GPU_PART] = "GPU without its machine",
        [TOLL_PRICE_OWNERSHIP] = "cost of ownership",   [TOLL_PRICE_RENTAL_3Y] = "rental for 3 years",
        [TOLL_PRICE_MARKETPLACE] = "marketplace offer", [TOLL_PRICE_SERVERLESS] = "serverless worker"};
    return name_of_code(phrases, COUNT(phrases), price_kind);
}

const char *word_layer(uint32_t kind)
{
    static const char *const words[] = {[TOLL_LAYER_ATTENTION] = "attention",
                                        [TOLL_LAYER_MLA] = "mla",
                                        [TOLL_LAYER_FFN] = "ffn",
                                        [TOLL_LAYER_MOE] = "moe",
                                        [TOLL_LAYER_GDN] = "gdn",
                                        [TOLL_LAYER_MAMBA2] = "mamba2",
                                        [TOLL_LAYER_LIGHTNING] = "lightning",
                                        [TOLL_LAYER_SHARED_KV] = "shared_kv",
                                        [TOLL_LAYER_COMPRESSOR] = "compressor",
                                        [TOLL_LAYER_CONV] = "conv"};
    return name_of_code(words, COUNT(words), kind);
}

const char *word_load(uint32_t mode)
{
    static const char *const words[] = {"closed", "open", "batch", "decode", "burst"};
    return name_of_code(words, COUNT(words), mode);
}

const char *word_stability(uint32_t stability)
{
    static const char *const words[] = {[TOLL_STABILITY_STABLE] = "stable",
                                        [TOLL_STABILITY_NEAR] = "near_saturation",
                                        [TOLL_STABILITY_UNSTABLE] = "unstable"};
    return name_of_code(words, COUNT(words), stability);
}

const char *word_layer_flag(int bit)
{
    static const char *const words[] = {"qkv_bias",     "o_bias",      "qk_norm_head", "qk_norm_layer",
                                        "out_gate",     "k_is_v",      "sinks",        "ffn_bias",
                                        "expert_bias",  "router_bias", "shared_gate",  "channel_decay",
                                        "shared_cache", "selective",   "uncached",     "bare"};
    return bit < (int)COUNT(words) ? words[bit] : NULL;
}

const char *word_model_flag(int bit)
{
    static const char *const words[] = {"tied_embeddings", "head_bias", "no_head", "no_kv", "incomplete"};
    return bit < (int)COUNT(words) ? words[bit] : NULL;
}

/* By bit number of TOLL_FLAG_*. */
static const struct {
    const char *name;
    const char *phrase;
} flag_words[] = {
    {"typical_constants", "no calibration for this architecture and format: typical efficiencies are used"},
    {"unverified_fact", "some hardware or model fact is unverified (toll hw show, toll model show)"},
    {"usable_assumed", "usable memory is not published: a typical share of the physical memory is assumed"},
    {"rate_fallback", "the hardware has no rate for a format: the rate of a wider one is used"},
    {"link_assumed", "no link between GPUs is published: the host's PCIe is assumed"},
    {"cross_domain", "some communication leaves the scale-up domain"},
    {"wide_ep", "expert or attention data parallelism above 8 is not calibrated"},
    {"recurrent", "recurrent blocks: their kernels are not calibrated"},
    {"sparse_attention", "sparse attention: its kernels are not calibrated"},
    {"large_batch", "more than 512 sequences per attention replica"},
    {"long_context", "more than 32,768 tokens per sequence"},
    {"beyond_context", "longer than the model's stated context"},
    {"marginal_memory", "memory is within the margin of error: it may or may not start"},
    {"no_fit", "it does not fit: figures are as if it did"},
    {"pipeline", "pipeline parallelism is modelled, not calibrated"},
    {"queueing", "requests queue, and the queueing model is coarse"},
    {"speculative", "speculative decoding: the acceptance rate is your input, the cost is modelled"},
    {"unstable", "unstable: arrivals reach saturation, or may, so no times are given"},
    {"split_pools", "separate prefill and decode pools: modelled, not calibrated"},
    {"host_weights", "weights are read over the host's link at its peak: a bound of speed, no estimate"},
};

/* Flags of training results. */
static const struct {
    const char *name;
    const char *phrase;
} train_flag_words[] = {
    {"mfu_given", "the step time follows from the given MFU"},
    {"experts", "mixture of experts: its kernels are calibrated on inference batches"},
    {"no_failures", "no failures are counted (--gpu-hours-between-interruptions or --goodput)"},
    {"context_parallel", "context parallelism: modelled, checked against few measurements"},
    {"no_stack", "no training software is named: 0.7 to 2 times the estimate (--stack, see toll train --stacks)"},
};

#define TRAIN_FLAG_BIT 24 /* of TOLL_TRAIN_FLAG_MFU_GIVEN */

static int train_flag(int bit)
{
    int index = bit - TRAIN_FLAG_BIT;
    return index >= 0 && index < (int)COUNT(train_flag_words) ? index : -1;
}

const char *word_flag(int bit)
{
    if (train_flag(bit) >= 0) {
        return train_flag_words[train_flag(bit)].name;
    }
    return bit < (int)COUNT(flag_words) ? flag_words[bit].name : NULL;
}

const char *phrase_flag(int bit)
{
    if (train_flag(bit) >= 0) {
        return train_flag_words[train_flag(bit)].phrase;
    }
    return bit < (int)COUNT(flag_words) ? flag_words[bit].phrase : NULL;
}
