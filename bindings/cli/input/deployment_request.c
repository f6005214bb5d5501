/* SPDX-License-Identifier: Apache-2.0 */
/* MODEL HW... with --tp, --pp, --ep, --dp, --internode, --precision and --engine. --internode is typed in GB/s per
 * GPU, one way; the library counts bytes: 50 -> 5e10 B/s. */
#include "input/deployment_request.h"

#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/numbers.h"

static void read_parallel_sizes(toll_step_layout *layout, const args *a)
{
    start_struct(layout, sizeof *layout, TOLL_KIND_STEP_LAYOUT);
    layout->tp = args_count(a, OPTION_TP, 1);
    layout->pp = args_count(a, OPTION_PP, 1);
    layout->ep = args_count(a, OPTION_EP, 1);
    layout->dp = args_count(a, OPTION_DP, 1);
    if (args_has(a, OPTION_INTERNODE)) {
        layout->known |= TOLL_LAYOUT_INTERNODE;
        layout->internode_bytes_per_s = args_number(a, OPTION_INTERNODE, 0) * 1e9;
    }
}

/* Bits of one element, scales included: a block of 32 of q8_0 takes 34 bytes, of nvfp4 16 take 9. */
static double find_kv_bits(const char *name, size_t length)
{
    static const struct {
        const char *name;
        double bits;
    } types[] = {{"bf16", 16},  {"fp16", 16},    {"f16", 16},     {"fp32", 32},  {"f32", 32},
                 {"fp8", 8},    {"fp8_e4m3", 8}, {"fp8_e5m2", 8}, {"q8_0", 8.5}, {"q5_1", 6},
                 {"q5_0", 5.5}, {"q4_1", 5},     {"q4_0", 4.5},   {"nvfp4", 4.5}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strlen(types[i].name) == length && strncmp(types[i].name, name, length) == 0) {
            return types[i].bits;
        }
    }
    return 0;
}

/* "q8_0", or "q8_0/f16" for keys and values: they are equally wide, so the mean tells the bytes. */
static bool read_kv_type(deployment_request *r, const char *text)
{
    const char *slash = strchr(text, '/');
    const size_t first = slash != NULL ? (size_t)(slash - text) : strlen(text);
    const double keys = find_kv_bits(text, first);
    const double values = slash != NULL ? find_kv_bits(slash + 1, strlen(slash + 1)) : keys;
    r->kv_bits = (keys + values) / 2;
    if (keys > 0 && values > 0) {
        return true;
    }
    complain("--kv-type takes bf16, fp16, fp32, fp8, q8_0, q5_1, q5_0, q4_1, q4_0 or nvfp4, or two of them as "
             "keys/values, not %.40s",
             text);
    return false;
}

static bool read_host_and_draft(deployment_request *r, const args *a)
{
    double tokens;
    const char *draft = args_text(a, OPTION_DRAFT, NULL);
    const bool is_count = draft != NULL && number_parse(draft, &tokens);
    r->draft = is_count ? NULL : draft;
    r->is_draft_time_given = args_has(a, OPTION_DRAFT_TIME);
    r->offload = args_number(a, OPTION_OFFLOAD, 0);
    r->gpu_layers = args_count(a, OPTION_GPU_LAYERS, -1);
    if (is_count && a->command == COMMAND_FIT) {
        complain("--draft: name the model that drafts, or mtp; the number of tokens takes no memory");
        return false;
    }
    if (!(r->offload >= 0 && r->offload <= 1e13) || (args_has(a, OPTION_GPU_LAYERS) && r->gpu_layers < 0)) {
        complain("--offload must be in 0 .. 10^13, --gpu-layers at least 0");
        return false;
    }
    if (r->offload > 0 && r->gpu_layers >= 0) {
        complain("--offload and --gpu-layers say the same: leave one of them out");
        return false;
    }
    return true;
}

static bool read_engine_options(deployment_request *r, const args *a)
{
    r->memory_frac = args_number(a, OPTION_MEMORY_SHARE, 0);
    r->batched_tokens = args_count(a, OPTION_BATCHED_TOKENS, 0);
    r->slots = args_count(a, OPTION_SLOTS, 0);
    if (args_has(a, OPTION_MEMORY_SHARE) && !(r->memory_frac >= 0.1 && r->memory_frac <= 1)) {
        complain("--memory-share must be in 0.1 .. 1");
        return false;
    }
    if ((args_has(a, OPTION_BATCHED_TOKENS) && r->batched_tokens < 1) ||
        (args_has(a, OPTION_SLOTS) && (r->slots < 1 || r->slots > 1000000))) {
        complain("--batched-tokens must be at least 1, --slots in 1 .. 1,000,000");
        return false;
    }
    if (!read_host_and_draft(r, a)) {
        return false;
    }
    return !args_has(a, OPTION_KV_TYPE) || read_kv_type(r, args_text(a, OPTION_KV_TYPE, ""));
}

void deployment_request_change(const deployment_request *r, toll_step_engine *engine, toll_model_precision *precision)
{
    if (r->memory_frac > 0) {
        engine->memory_frac = r->memory_frac;
    }
    if (r->kv_bits > 0) {
        precision->kv_bits = r->kv_bits;
    }
    if (r->batched_tokens > 0) {
        engine->prefill_chunk_tokens = engine->profile_tokens = r->batched_tokens;
    }
    if (r->slots > 0) {
        engine->max_sequences = engine->cache_sequences = r->slots;
        engine->profile_sequences = engine->profile_sequences > 0 ? r->slots : 0; /* 0: by another rule */
    }
}

bool deployment_request_take_here(deployment_request *r, bool must_be)
{
    if (!here_choose(&r->here, must_be)) {
        return false;
    }
    r->n_hw = r->here.hw_id[0] != 0;
    r->hw[0] = r->here.hw_id;
    return true;
}

bool deployment_request_read_options(deployment_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->is_unknown_allowed = args_has(a, OPTION_ALLOW_UNKNOWN);
    r->precision = args_text(a, OPTION_PRECISION, NULL);
    r->engine = args_text(a, OPTION_ENGINE, NULL);
    r->is_tp_given = args_has(a, OPTION_TP);
    r->is_load_given = args_has(a, OPTION_CONCURRENCY) || args_has(a, OPTION_RATE) || args_has(a, OPTION_SWEEP);
    read_parallel_sizes(&r->layout, a);
    return read_engine_options(r, a);
}

bool deployment_request_read(deployment_request *r, const args *a, const char *machine_hw)
{
    if (!deployment_request_read_options(r, a)) {
        return false;
    }
    r->n_hw = machine_hw != NULL ? 1 : a->n_words - 1;
    if (a->n_words < 1) {
        complain("give a model and an accelerator: `toll model` and `toll hw` list them");
        return false;
    }
    r->model = a->words[0];
    if (args_has(a, OPTION_HERE) && r->n_hw > 0) {
        complain("--here is the accelerator of this machine: name no other");
        return false;
    }
    if (r->n_hw < 1) {
        return deployment_request_take_here(r, true);
    }
    if (r->n_hw > DEPLOYMENTS_MAX) {
        complain("give at most %d accelerators", DEPLOYMENTS_MAX);
        return false;
    }
    for (int i = 0; i < r->n_hw; i++) {
        r->hw[i] = machine_hw != NULL ? machine_hw : a->words[i + 1];
    }
    return true;
}
