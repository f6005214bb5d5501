/* SPDX-License-Identifier: Apache-2.0 */
/* The calibration constants of one kind of hardware, format and engine. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/catalog_constants.h"
#include "api/convert_hardware.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/calibration.h"

/* The constants that a step stands on, in the order in which their sources are named: all from timings of this
 * architecture and format, or the set is typical. */
enum { LINEAR_MEMORY, LINEAR_COMPUTE, DECODE_MEMORY, PREFILL_COMPUTE, DECIDING, OTHER = DECIDING };

/* The rate that the hardware falls back to. One without any rate keeps the wanted one: typical values then apply. */
static uint32_t settle_rate(const toll__accelerator *accelerator, uint32_t wanted)
{
    uint32_t used = wanted;
    double flop_per_s = 0;
    toll__accelerator_rate(accelerator, wanted, &used, &flop_per_s, NULL);
    return used;
}

/* The table's constants and their fields, in the order of their names: a test holds the two lists equal. */
#define CONSTANT(field, role)                                                                                          \
    {                                                                                                                  \
#field, (uint8_t)(role), (uint16_t)offsetof(toll_step_constants, field)                                        \
    }
static const struct constant_field {
    char name[29];
    uint8_t role; /* LINEAR_MEMORY .. OTHER */
    uint16_t offset_bytes;
} constant_fields[] = {
    CONSTANT(allreduce_double_s, OTHER),
    CONSTANT(allreduce_split_start_s, OTHER),
    CONSTANT(allreduce_start_s, OTHER),
    CONSTANT(alltoall_start_s, OTHER),
    CONSTANT(busy_power_frac, OTHER),
    CONSTANT(compute_power_frac, OTHER),
    CONSTANT(decode_compute_frac, OTHER),
    CONSTANT(decode_latent_start_s, OTHER),
    CONSTANT(decode_memory_frac, DECODE_MEMORY),
    CONSTANT(decode_start_s, OTHER),
    CONSTANT(expert_compute_frac, OTHER),
    CONSTANT(expert_memory_frac, OTHER),
    CONSTANT(expert_ramp_tokens, OTHER),
    CONSTANT(expert_rank_exp, OTHER),
    CONSTANT(expert_sd_factor, OTHER),
    CONSTANT(expert_start_s, OTHER),
    CONSTANT(expert_tile_tokens, OTHER),
    CONSTANT(extrapolation_factor, OTHER),
    CONSTANT(idle_power_frac, OTHER),
    CONSTANT(internode_start_s, OTHER),
    CONSTANT(linear_compute_frac, LINEAR_COMPUTE),
    CONSTANT(linear_memory_frac, LINEAR_MEMORY),
    CONSTANT(linear_quantise_s, OTHER),
    CONSTANT(linear_start_s, OTHER),
    CONSTANT(link_frac, OTHER),
    CONSTANT(memory_power_frac, OTHER),
    CONSTANT(power_log_sd, OTHER),
    CONSTANT(prefill_compute_frac, PREFILL_COMPUTE),
    CONSTANT(prefill_half_tokens, OTHER),
    CONSTANT(prefill_layer_s, OTHER),
    CONSTANT(prefill_start_s, OTHER),
    CONSTANT(prompt_meet_frac, OTHER),
    CONSTANT(recurrent_token_s, OTHER),
    CONSTANT(request_s, OTHER),
    CONSTANT(send_start_s, OTHER),
    CONSTANT(sequence_s, OTHER),
    CONSTANT(small_io_factor, OTHER),
    CONSTANT(small_kernel_s, OTHER),
    CONSTANT(small_kernels_per_block, OTHER),
    CONSTANT(software_time_factor, OTHER),
    CONSTANT(step_log_sd, OTHER),
    CONSTANT(step_s, OTHER),
    CONSTANT(switch_reduce_frac, OTHER),
    CONSTANT(throughput_log_sd, OTHER),
    CONSTANT(ttft_log_sd, OTHER),
    CONSTANT(usable_frac_hbm, OTHER),
    CONSTANT(usable_frac_other, OTHER),
    CONSTANT(wait_power_frac, OTHER),
};
#define CONSTANT_FIELDS (sizeof constant_fields / sizeof constant_fields[0])

/* The place of a name in the list, from `at` on: both lists are sorted, so one walk along them meets all names. */
static size_t find_constant_field(const char *name, size_t at)
{
    while (at < CONSTANT_FIELDS && strcmp(constant_fields[at].name, name) != 0)
        at++;
    return at;
}

/* Also notes the places of the deciding constants in the set. */
static void fill_values(const toll__constant_set *set, toll_step_constants *constants, uint64_t *deciding)
{
    size_t next = 0;
    for (uint64_t i = 0; i < set->count; i++) {
        double value = toll__constants_value(set, i);
        size_t at = find_constant_field(toll__constants_name(set, i), next);
        if (at == CONSTANT_FIELDS)
            continue;
        memcpy((unsigned char *)constants + constant_fields[at].offset_bytes, &value, sizeof value);
        if (constant_fields[at].role < DECIDING)
            deciding[constant_fields[at].role] = i;
        next = at + 1;
    }
}

static void put_source(toll__text *text, const char *source, const char *last)
{
    if (strcmp(source, last) == 0)
        return;
    if (text->length > 0)
        toll__text_put(text, "; ");
    toll__text_put(text, source);
}

/* Named sources and the oldest date of the deciding constants. */
static void fill_origin(const toll__constant_set *set, const uint64_t *deciding, toll_step_constants *constants)
{
    toll__text text;
    const char *last = "";
    toll__text_start(&text, constants->source, sizeof constants->source);
    constants->is_calibrated = 1;
    for (size_t i = 0; i < DECIDING; i++) {
        toll__constant constant;
        if (deciding[i] >= set->count)
            continue;
        toll__constants_get(set, deciding[i], &constant);
        constants->is_calibrated &= constant.is_calibrated;
        put_source(&text, constant.source, last);
        last = constant.source;
        if (constants->as_of == 0 || constant.as_of < constants->as_of)
            constants->as_of = constant.as_of;
    }
    toll__text_end(&text);
}

void toll__catalog_constants(const toll_hw *hw, const toll_model_precision *precision, const toll_step_engine *engine,
                             toll_step_constants *constants)
{
    toll__accelerator accelerator;
    toll__constant_set set;
    uint64_t deciding[DECIDING] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}; /* none */
    toll__accelerator_from_public(hw, &accelerator);
    toll__constant_key key = {hw->arch, engine->id, settle_rate(&accelerator, precision->linear_rate),
                              settle_rate(&accelerator, precision->expert_rate),
                              settle_rate(&accelerator, precision->attention_rate)};
    toll__fields_set_defaults(constants, TOLL_KIND_STEP_CONSTANTS);
    constants->struct_size = sizeof *constants;
    constants->struct_kind = TOLL_KIND_STEP_CONSTANTS;
    toll__constants_select(&key, &set);
    fill_values(&set, constants, deciding);
    fill_origin(&set, deciding, constants);
}

static toll_status get_constants(const toll_hw *hw, const toll_model_precision *precision,
                                 const toll_step_engine *engine, toll_step_constants *constants, toll_error *err)
{
    toll_hw accelerator;
    toll_model_precision format;
    toll_step_engine policies;
    toll_step_constants found;
    toll_status status = toll__take(hw, TOLL_KIND_HW, "hw", &accelerator, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(precision, TOLL_KIND_PRECISION, "precision", &format, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(engine, TOLL_KIND_STEP_ENGINE, "engine", &policies, err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(constants, TOLL_KIND_STEP_CONSTANTS, "constants", err);
    if (status != TOLL_OK)
        return status;
    toll__catalog_constants(&accelerator, &format, &policies, &found);
    toll__give(constants, TOLL_KIND_STEP_CONSTANTS, &found);
    return TOLL_OK;
}

toll_status toll_catalog_get_constants(const toll_hw *hw, const toll_model_precision *precision,
                                       const toll_step_engine *engine, toll_step_constants *constants, toll_error *err)
{
    return toll__done(get_constants(hw, precision, engine, constants, err), err);
}
