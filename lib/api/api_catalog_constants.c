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

/* The constants that a step stands on: all from timings of this architecture and format, or the set is typical. */
static const char deciding[][24] = {"linear_memory_frac", "linear_compute_frac", "decode_memory_frac",
                                    "prefill_compute_frac"};
#define DECIDING (sizeof deciding / sizeof deciding[0])

/* The rate that the hardware falls back to. One without any rate keeps the wanted one: typical values then apply. */
static uint32_t settle_rate(const toll__accelerator *accelerator, uint32_t wanted)
{
    uint32_t used = wanted;
    double flop_per_s = 0;
    toll__accelerator_rate(accelerator, wanted, &used, &flop_per_s, NULL);
    return used;
}

static void fill_values(const toll__constant_key *key, toll_step_constants *constants)
{
    uint32_t count = 0;
    const toll__field *fields = toll__fields_of(TOLL_KIND_STEP_CONSTANTS, &count);
    for (uint32_t i = 0; i < count; i++) {
        toll__constant constant;
        if (fields[i].type != TOLL_TYPE_F64 || !toll__constants_find(key, toll__field_name(&fields[i]), &constant))
            continue;
        memcpy((unsigned char *)constants + fields[i].offset_bytes, &constant.value, sizeof constant.value);
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
static void fill_origin(const toll__constant_key *key, toll_step_constants *constants)
{
    toll__text text;
    const char *last = "";
    toll__text_start(&text, constants->source, sizeof constants->source);
    constants->is_calibrated = 1;
    for (size_t i = 0; i < DECIDING; i++) {
        toll__constant constant;
        if (!toll__constants_find(key, deciding[i], &constant))
            continue;
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
    toll__accelerator_from_public(hw, &accelerator);
    toll__constant_key key = {hw->arch, engine->id, settle_rate(&accelerator, precision->linear_rate),
                              settle_rate(&accelerator, precision->expert_rate),
                              settle_rate(&accelerator, precision->attention_rate)};
    toll__fields_set_defaults(constants, TOLL_KIND_STEP_CONSTANTS);
    constants->struct_size = sizeof *constants;
    constants->struct_kind = TOLL_KIND_STEP_CONSTANTS;
    fill_values(&key, constants);
    fill_origin(&key, constants);
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
