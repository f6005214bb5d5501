/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of toll_plan_search(): taken and checked once, so that the search itself meets no fault.
 *
 * The caller's memory holds, one after another: the head with the tables' rows that the need allows, the model's blocks,
 * the operations of one layout, the supplies in the order of the search, and the options that are kept. */
#include "api/plan_inputs.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "api/convert_hardware.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "plan/confidence.h"

#define RATE_MIN      1e-9 /* one request in 30 years: less is no load */
#define HW_STRIDE_MAX 4096 /* base.h: no struct is larger */

uint64_t toll__plan_work_size(uint64_t n_layers, uint64_t n_supplies, uint64_t capacity)
{
    return sizeof(toll__plan_work) + n_layers * (sizeof(toll__block) + sizeof(toll__op)) +
           n_supplies * sizeof(toll__plan_supply) + capacity * sizeof(toll__ranked);
}

toll_status toll__plan_take_rows(const void *rows, uint64_t count, uint64_t stride, uint32_t kind, const char *argument,
                                 const char *stride_argument, toll_error *err)
{
    toll_status status = toll__take_rows(rows, count, stride, kind, argument, err);
    if (status != TOLL_E_STRIDE)
        return status;
    return toll__fail(err, TOLL_E_STRIDE, 0, stride_argument, -1, "must be the size of a published row of this kind");
}

static toll_status check_counts(const toll__plan_sources *from, toll_error *err)
{
    toll_status status = toll__check_range(err, 0, "n_layers", -1, 1, TOLL__MODEL_ROWS_MAX, (double)from->rows.count);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "n_supplies", -1, 1, TOLL__PLAN_ROWS_MAX, (double)from->n_supplies);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "n_own_hw", -1, 0, TOLL__PLAN_ROWS_MAX, (double)from->n_own_hw);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "capacity", -1, 0, TOLL__PLAN_CAPACITY_MAX, (double)from->capacity);
}

static toll_status check_memory(const toll__plan_sources *from, const void *memory, uint64_t size, toll_error *err)
{
    if (!toll__is_aligned(memory))
        return toll__fail(err, TOLL_E_OBJECT, 0, "work", -1, "must be aligned to 8 bytes");
    if (size < toll__plan_work_size(from->rows.count, from->n_supplies, from->capacity))
        return toll__fail(err, TOLL_E_BUFFER, 0, "work_size", -1,
                          "must be at least toll_plan_search_size(n_layers, n_supplies, capacity)");
    return TOLL_OK;
}

static void lay_out(const toll__plan_sources *from, toll__plan_work *w)
{
    unsigned char *at = (unsigned char *)(w + 1);
    w->n_blocks = from->rows.count;
    w->n_supplies = from->n_supplies;
    w->capacity = from->capacity;
    w->n_ranked = 0;
    w->blocks = (toll__block *)(void *)at;
    at += w->n_blocks * sizeof(toll__block);
    w->ops = (toll__op *)(void *)at;
    at += w->n_blocks * sizeof(toll__op);
    w->supplies = (toll__plan_supply *)(void *)at;
    at += w->n_supplies * sizeof(toll__plan_supply);
    w->ranked = (toll__ranked *)(void *)at;
}

static toll_status take_blocks(const toll__plan_sources *from, toll__plan_work *w, toll_error *err)
{
    toll_status status = toll__plan_take_rows(from->rows.rows, from->rows.count, from->rows.stride,
                                              TOLL_KIND_MODEL_LAYER, "layers", "layer_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_model(from->model, &from->rows, &w->model, err);
    for (uint64_t i = 0; i < w->n_blocks && status == TOLL_OK; i++)
        status = toll__take_block(&w->model, &from->rows, i, &w->blocks[i], err);
    if (status != TOLL_OK)
        return status;
    if ((w->model.flags & TOLL_MODEL_INCOMPLETE) != 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_MODEL, "flags", -1,
                          "say that the layers do not describe the whole model, so no step can be timed");
    return TOLL_OK;
}

static int has_experts(const toll__plan_work *w)
{
    for (uint64_t i = 0; i < w->n_blocks; i++)
        if (w->blocks[i].kind == TOLL_LAYER_MOE)
            return 1;
    return 0;
}

static toll_status find_quantile(double quantile, int *at, toll_error *err)
{
    *at = toll__latency_find_target(quantile);
    if (*at >= 0)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_NEED, "quantile", -1, "must be 0.5, 0.9, 0.95 or 0.99");
}

toll_status toll__plan_aim(const toll_plan_need *n, toll__aim *aim, toll_error *err)
{
    int quantile = 0;
    toll_status status = find_quantile(n->quantile, &quantile, err);
    if (status != TOLL_OK)
        return status;
    *aim = (toll__aim){.load = {.input_tokens = n->input_tokens,
                                .output_tokens = n->output_tokens,
                                .concurrency = 1,
                                .prefix_hit_frac = n->prefix_hit_frac,
                                .requests_per_s = n->requests_per_s,
                                .arrival_cv = n->arrival_cv > 0 ? n->arrival_cv : 1,
                                .input_cv = n->input_cv,
                                .output_cv = n->output_cv,
                                .mode = TOLL_LOAD_OPEN},
                       .target = {quantile, toll__latency_deviations(n->output_cv, quantile)},
                       .ttft_s = (n->known & TOLL_PLAN_TTFT) != 0 ? n->ttft_s : HUGE_VAL,
                       .tpot_s = (n->known & TOLL_PLAN_TPOT) != 0 ? n->tpot_s : HUGE_VAL,
                       .confidence_exponent = toll__confidence_exponent(n->confidence),
                       .refused_flags = n->refused_flags};
    return TOLL_OK;
}

static toll_status take_need(const toll__plan_sources *from, toll__plan_work *w, toll_error *err)
{
    toll_status status = toll__take(from->need, TOLL_KIND_PLAN_NEED, "need", &w->need, err);
    if (status != TOLL_OK)
        return status;
    if (!(w->need.requests_per_s >= RATE_MIN) && !(from->is_rate_asked && w->need.requests_per_s <= 0))
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_NEED, "requests_per_s", -1,
                          "must be given: 10^-9 .. 10^9 requests per second");
    status = toll__plan_aim(&w->need, &w->aim, err);
    if (status != TOLL_OK)
        return status;
    w->n_layouts = toll__layouts_list((int)w->need.replica_gpus_max, has_experts(w), w->layouts);
    return TOLL_OK;
}

static toll_status fail_mask(const char *field, toll_error *err)
{
    return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_PLAN_NEED, field, -1,
                      "must have the bit of a row that the catalog has, or be 0");
}

static int names_a_version(const char *engine_id)
{
    while (*engine_id != '\0' && *engine_id != '-')
        engine_id++;
    return *engine_id == '-';
}

/* A mask of 0 allows the current releases, whose ids name no version: "trtllm", not "trtllm-0.14". */
static int is_allowed(uint64_t mask, uint64_t row, const char *id)
{
    return mask == 0 ? id == NULL || !names_a_version(id) : (mask >> row & 1) != 0;
}

static toll_status take_engines(toll__plan_work *w, toll_error *err)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_ENGINE);
    w->n_engines = 0;
    for (uint64_t i = 0; i < rows && i < TOLL__PLAN_TABLE_MAX; i++) {
        toll__plan_engine *e = &w->engines[w->n_engines];
        if (!is_allowed(w->need.engines, i, toll_catalog_get_id(TOLL_TABLE_ENGINE, i)))
            continue;
        e->index = (int64_t)i;
        toll__fields_set_defaults(&e->full, TOLL_KIND_STEP_ENGINE);
        toll_status status = toll_struct_init(&e->full, sizeof e->full, TOLL_KIND_STEP_ENGINE, err);
        if (status != TOLL_OK)
            return status;
        status = toll_catalog_get_engine(i, &e->full, err);
        if (status != TOLL_OK)
            return status;
        status = toll__take_engine(&e->full, &e->plain, err);
        if (status != TOLL_OK)
            return status;
        w->n_engines++;
    }
    return w->n_engines > 0 ? TOLL_OK : fail_mask("engines", err);
}

static double fewest_bits(const toll_model_precision *p)
{
    const double bits[] = {p->attn_bits,     p->attn_v_bits, p->ffn_bits,
                           p->ffn_down_bits, p->expert_bits, p->expert_down_bits};
    double least = bits[0];
    for (unsigned i = 1; i < sizeof bits / sizeof bits[0]; i++)
        least = toll__min(least, bits[i]);
    return least;
}

/* As the model's published checkpoints have them. */
static toll_status take_precisions(const toll__plan_sources *from, toll__plan_work *w, toll_error *err)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_PRECISION), named = 0;
    w->n_precisions = 0;
    for (uint64_t i = 0; i < rows && i < TOLL__PLAN_TABLE_MAX; i++) {
        toll__plan_precision *p = &w->precisions[w->n_precisions];
        if (!is_allowed(w->need.precisions, i, NULL))
            continue;
        named++;
        p->index = (int64_t)i;
        toll_status status = toll_struct_init(&p->full, sizeof p->full, TOLL_KIND_PRECISION, err);
        if (status != TOLL_OK)
            return status;
        status = toll_catalog_find_precision(toll_catalog_get_id(TOLL_TABLE_PRECISION, i), TOLL_NUL, from->model,
                                             &p->full, err);
        if (status != TOLL_OK)
            return status;
        status = toll__take_precision(&p->full, &p->plain, err);
        if (status != TOLL_OK)
            return status;
        w->n_precisions += fewest_bits(&p->full) >= w->need.weight_bits_min;
    }
    return named > 0 ? TOLL_OK : fail_mask("precisions", err);
}

/* Own accelerators are structs with a header, one a stride; a fault names the row. */
static toll_status take_own_hw(const toll__plan_sources *from, uint64_t row, toll_hw *hw, toll_error *err)
{
    const unsigned char *at = (const unsigned char *)from->own_hw + row * from->hw_stride;
    uint32_t size;
    memcpy(&size, at, sizeof size);
    if (size > from->hw_stride)
        return toll__fail(err, TOLL_E_STRIDE, 0, "hw_stride_bytes", -1, "is less than a struct_size of own_hw");
    toll_status status = toll__take(at, TOLL_KIND_HW, "own_hw", hw, err);
    if (status != TOLL_OK && err != NULL)
        err->row = (int64_t)row;
    return status;
}

toll_status toll__plan_hw(const toll__plan_sources *from, const toll_plan_supply *row, toll_hw *hw,
                          toll__accelerator *accelerator, toll_error *err)
{
    toll_status status = toll_struct_init(hw, sizeof *hw, TOLL_KIND_HW, err);
    if (status != TOLL_OK)
        return status;
    if ((row->flags & TOLL_PLAN_OWN_HW) == 0)
        status = toll_catalog_get_hw((uint64_t)row->hw, hw, err);
    else
        status = take_own_hw(from, (uint64_t)row->hw, hw, err);
    return status != TOLL_OK ? status : toll__take_accelerator(hw, accelerator, err);
}

static toll_status fail_supply(toll_status code, const char *field, uint64_t row, const char *reason, toll_error *err)
{
    return toll__fail(err, code, TOLL_KIND_PLAN_SUPPLY, field, (int64_t)row, reason);
}

static toll_status check_supply(const toll__plan_sources *from, const toll_plan_supply *row, uint64_t i,
                                toll_error *err)
{
    int is_own = (row->flags & TOLL_PLAN_OWN_HW) != 0;
    uint64_t rows = is_own ? from->n_own_hw : toll_catalog_count(TOLL_TABLE_HW);
    if ((uint64_t)row->hw >= rows)
        return fail_supply(TOLL_E_RANGE, "hw", i,
                           is_own ? "must be a row of own_hw" : "must be a row of the catalog's accelerators", err);
    int is_free = (row->flags & TOLL_PLAN_FREE) != 0, is_priced = (row->known & TOLL_PLAN_PRICE) != 0;
    if (is_priced && !(row->usd_per_gpu_hour.mid > 0) && !is_free)
        return fail_supply(TOLL_E_CONFLICT, "usd_per_gpu_hour", i,
                           "is 0: set TOLL_PLAN_FREE if it costs nothing, or leave it out if it is not known", err);
    if (is_free && (!is_priced || row->usd_per_gpu_hour.high > 0))
        return fail_supply(TOLL_E_CONFLICT, "flags", i, "say free, but the price is not a given 0", err);
    return TOLL_OK;
}

static double bandwidth_price(const toll__plan_supply *s, const toll__accelerator *accelerator)
{
    int is_known = (s->row.known & TOLL_PLAN_PRICE) != 0 && (accelerator->known & TOLL_HW_MEMORY_RATE) != 0;
    return is_known ? s->row.usd_per_gpu_hour.mid / accelerator->memory_bytes_per_s : HUGE_VAL;
}

/* Sorted in: the cheapest bandwidth first, and the caller's order where it is equal. */
static void insert_supply(toll__plan_work *w, uint64_t n, const toll__plan_supply *supply)
{
    uint64_t at = n;
    for (; at > 0 && w->supplies[at - 1].order > supply->order; at--)
        w->supplies[at] = w->supplies[at - 1];
    w->supplies[at] = *supply;
}

static toll_status take_supply(const toll__plan_sources *from, toll__plan_work *w, uint64_t i, toll_error *err)
{
    toll__plan_supply s = {.index = (int64_t)i};
    toll_hw hw;
    toll__accelerator accelerator;
    toll_status status = toll__take_row(from->supplies, i, from->supply_stride, TOLL_KIND_PLAN_SUPPLY, &s.row, err);
    if (status != TOLL_OK)
        return status;
    status = check_supply(from, &s.row, i, err);
    if (status != TOLL_OK)
        return status;
    status = toll__plan_hw(from, &s.row, &hw, &accelerator, err);
    if (status != TOLL_OK)
        return status;
    s.unit = (double)(s.row.unit_gpus > w->need.node_gpus ? s.row.unit_gpus : w->need.node_gpus);
    s.order = bandwidth_price(&s, &accelerator);
    insert_supply(w, i, &s);
    return TOLL_OK;
}

static toll_status take_supplies(const toll__plan_sources *from, toll__plan_work *w, toll_error *err)
{
    toll_status status = toll__plan_take_rows(from->supplies, from->n_supplies, from->supply_stride,
                                              TOLL_KIND_PLAN_SUPPLY, "supplies", "supply_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    if (from->n_own_hw > 0 && from->own_hw == NULL)
        return toll__fail_null(err, "own_hw");
    if (from->n_own_hw > 0 &&
        (from->hw_stride < sizeof(toll_hw) || from->hw_stride > HW_STRIDE_MAX || from->hw_stride % 8 != 0))
        return toll__fail(err, TOLL_E_STRIDE, 0, "hw_stride_bytes", -1, "must be sizeof(toll_hw)");
    for (uint64_t i = 0; i < from->n_supplies; i++) {
        status = take_supply(from, w, i, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll__plan_inputs_take(const toll__plan_sources *from, void *memory, uint64_t size, toll__plan_work **work,
                                   toll_error *err)
{
    toll_status status = check_counts(from, err);
    if (status != TOLL_OK)
        return status;
    if (memory == NULL)
        return toll__fail_null(err, "work");
    status = check_memory(from, memory, size, err);
    if (status != TOLL_OK)
        return status;
    toll__plan_work *w = *work = memory;
    lay_out(from, w);
    status = take_blocks(from, w, err);
    if (status != TOLL_OK)
        return status;
    status = take_need(from, w, err);
    if (status != TOLL_OK)
        return status;
    status = take_engines(w, err);
    if (status != TOLL_OK)
        return status;
    status = take_precisions(from, w, err);
    return status != TOLL_OK ? status : take_supplies(from, w, err);
}
