/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a deployment beyond a plain estimate: rates and queues, room, shares, pools, energy, corrections.
 * Results are finite, ordered, pass the library's own check, and inverse queries agree with the forward ones. */
#include "fuzz_deployments.h"

#include <math.h>

#define PARTS 4

static void start_load(input *in, toll_serve_load *load)
{
    toll_struct_init(load, sizeof *load, TOLL_KIND_SERVE_LOAD, NULL);
    load->input_tokens = 1 + (double)take(in, 2);
    load->output_tokens = 1 + (double)take(in, 2);
    load->concurrency = 1 + (double)take(in, 1);
    if (take(in, 1) % 2 == 1) {
        load->mode = TOLL_LOAD_OPEN;
        load->requests_per_s = (1 + (double)take(in, 2)) / 1024;
    }
    mutate(in, load, TOLL_KIND_SERVE_LOAD);
}

static void start_supply(input *in, toll_serve_supply *supply)
{
    toll_struct_init(supply, sizeof *supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    supply->usd_per_gpu_hour = (toll_range){1, 2, 4};
    mutate(in, supply, TOLL_KIND_SERVE_SUPPLY);
}

static void law_queue(const toll_serve_queue *q)
{
    law_result(q, TOLL_KIND_SERVE_QUEUE);
    LAW(((q->known & TOLL_QUEUE_TIMES) != 0) == (q->stability == TOLL_STABILITY_STABLE));
    if ((q->known & TOLL_QUEUE_TIMES) == 0)
        return;
    law_range(q->ttft_p50_s);
    LAW(q->ttft_p50_s.mid <= q->ttft_p95_s.mid && q->ttft_p95_s.mid <= q->ttft_p99_s.mid);
    LAW(q->tpot_p50_s.mid <= q->tpot_p95_s.mid && q->tpot_p95_s.mid <= q->tpot_p99_s.mid);
    LAW(q->wait_frac >= 0 && q->wait_frac <= 1);
}

static void try_queue(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_queue queue;
    toll_serve_limits limits;
    toll_error err;
    double ttft_s = -1, tpot_s = -1, running = -1, rate = -1;
    int32_t stability = 9, row = 1;
    start_load(in, &load);
    toll_struct_init(&queue, sizeof queue, TOLL_KIND_SERVE_QUEUE, NULL);
    toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    mutate(in, &limits, TOLL_KIND_SERVE_LIMITS);
    if (law_status(toll_serve_estimate_queue(deployment, size, &load, &queue, &err), &err) == TOLL_OK)
        law_queue(&queue);
    const toll_status columns = law_status(
        toll_serve_estimate_open_columns(deployment, size, &load, &load.input_tokens, &load.output_tokens,
                                         &load.requests_per_s, 1, &ttft_s, &tpot_s, &running, &stability, &row, &err),
        &err);
    if (columns == TOLL_OK && row == TOLL_OK) {
        LAW(stability >= TOLL_STABILITY_STABLE && stability <= TOLL_STABILITY_UNSTABLE);
        LAW(isfinite(ttft_s) && isfinite(tpot_s) && isfinite(running));
        LAW(stability == TOLL_STABILITY_STABLE ? ttft_s > 0 : ttft_s == 0 && tpot_s == 0 && running == 0);
    }
    if (law_status(toll_serve_bound_rate(deployment, size, &load, &limits, &rate, &err), &err) == TOLL_OK)
        LAW(rate >= 0 && rate < 1e300);
    else
        LAW(rate == -1);
}

/* A unit that serves has capacities above 0 in order, and rows that the scenario takes; any other has none. */
static void law_unit(const toll_plan_unit *unit)
{
    toll_tco_row rows[TOLL_PLAN_UNIT_ROWS];
    uint64_t count = 0;
    toll_error err;
    const toll_status status = law_status(
        toll_plan_derive_rows(unit, 1, 3, rows, NULL, TOLL_PLAN_UNIT_ROWS, sizeof rows[0], &count, &err), &err);
    LAW((status == TOLL_OK) == (unit->verdict == TOLL_PLAN_UNIT_SERVES));
    LAW(status == TOLL_OK ? count >= 3 && count <= TOLL_PLAN_UNIT_ROWS : count == 0 && unit->known == 0);
    if (status != TOLL_OK)
        return;
    LAW(unit->capacity_input.low > 0 && unit->capacity_input.low <= unit->capacity_input.mid);
    LAW(unit->capacity_output.mid <= unit->capacity_output.high && unit->capacity_output.high < 1e300);
}

static void try_unit(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_limits limits;
    toll_serve_site site;
    toll_plan_unit unit;
    toll_error err;
    start_load(in, &load);
    toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    toll_struct_init(&site, sizeof site, TOLL_KIND_SERVE_SITE, NULL);
    toll_struct_init(&unit, sizeof unit, TOLL_KIND_PLAN_UNIT, NULL);
    mutate(in, &limits, TOLL_KIND_SERVE_LIMITS);
    mutate(in, &site, TOLL_KIND_SERVE_SITE);
    if (law_status(toll_plan_derive_unit(deployment, size, &load, &limits, &site, &unit, &err), &err) == TOLL_OK)
        law_unit(&unit);
}

static void try_plan_rate(input *in, const void *deployment, uint64_t size)
{
    toll_plan_need need;
    toll_error err;
    double rate = -1;
    toll_struct_init(&need, sizeof need, TOLL_KIND_PLAN_NEED, NULL);
    need.known = TOLL_PLAN_TTFT;
    need.ttft_s = (1 + (double)take(in, 2)) / 1024;
    mutate(in, &need, TOLL_KIND_PLAN_NEED);
    if (law_status(toll_plan_bound_rate(deployment, size, &need, &rate, &err), &err) == TOLL_OK)
        LAW(rate >= 0 && rate < 1e300);
    else
        LAW(rate == -1);
}

static void law_plan_pools(const toll_plan_pools *p, int64_t gpus_max)
{
    const int is_split = (p->known & TOLL_PLAN_POOLS_SPLIT) != 0, is_mixed = (p->known & TOLL_PLAN_POOLS_MIXED) != 0;
    LAW(is_split ? p->prefill_units > 0 && p->decode_units > 0 && p->gpus <= gpus_max : p->gpus == 0);
    LAW(is_mixed ? p->mixed_units > 0 && p->mixed_gpus <= gpus_max : p->mixed_gpus == 0);
    LAW(isfinite(p->ttft_s) && isfinite(p->tpot_s) && p->concurrency >= 0);
}

static void try_plan_pools(input *in, const void *deployment, uint64_t size)
{
    toll_plan_need need;
    toll_serve_pools fabric;
    toll_plan_pools found;
    toll_error err;
    toll_struct_init(&need, sizeof need, TOLL_KIND_PLAN_NEED, NULL);
    toll_struct_init(&fabric, sizeof fabric, TOLL_KIND_SERVE_POOLS, NULL);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_GPUS_MAX;
    need.requests_per_s = (1 + (double)take(in, 1)) / 16;
    need.ttft_s = (1 + (double)take(in, 2)) / 1024;
    need.gpus_max = 1 + (int64_t)take(in, 1);
    mutate(in, &need, TOLL_KIND_PLAN_NEED);
    mutate(in, &fabric, TOLL_KIND_SERVE_POOLS);
    if (law_status(toll_plan_find_pools(deployment, size, deployment, size, &need, &fabric, &found, &err), &err) ==
        TOLL_OK)
        law_plan_pools(&found, (need.known & TOLL_PLAN_GPUS_MAX) != 0 ? need.gpus_max : 4096);
}

static void law_room(const toll_step_room *room)
{
    LAW(room->sure >= 0 && room->sure <= room->likely && room->likely <= room->possible);
    LAW(room->limit >= TOLL_ROOM_MEMORY && room->limit <= TOLL_ROOM_CONTEXT && room->reserved == 0);
}

/* As many as fit do fit; of the longest context too. */
static void try_room(input *in, const void *deployment, uint64_t size)
{
    toll_step_room room;
    toll_step_memory memory;
    toll_error err;
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    const int64_t tokens = (int64_t)take(in, 3), sequences = (int64_t)take(in, 2);
    if (law_status(toll_step_bound_sequences(deployment, size, tokens, &room, &err), &err) == TOLL_OK) {
        law_room(&room);
        if (room.sure > 0) {
            LAW(toll_step_estimate_memory(deployment, size, room.sure, tokens, &memory, NULL) == TOLL_OK);
            LAW(memory.verdict == TOLL_FIT_YES);
        }
    } else
        LAW(tokens < 1);
    if (law_status(toll_step_bound_context(deployment, size, sequences, &room, &err), &err) == TOLL_OK) {
        law_room(&room);
        if (room.sure > 0) {
            LAW(toll_step_estimate_memory(deployment, size, sequences, room.sure, &memory, NULL) == TOLL_OK);
            LAW(memory.verdict == TOLL_FIT_YES);
        }
    } else
        LAW(sequences < 1);
}

static void try_fewest(input *in, const case_in *c, uint64_t size)
{
    toll_step_fewest fewest;
    toll_error err;
    void *found = malloc(size);
    LAW(found != NULL);
    const int64_t sequences = (int64_t)take(in, 2), tokens = (int64_t)take(in, 2), most = (int64_t)take(in, 1);
    if (law_status(toll_step_bound_gpus(&c->hw, &c->model, c->rows, c->n, sizeof c->rows[0], &c->precision, &c->layout,
                                        &c->engine, &c->constants, sequences, tokens, most, found, size, &fewest, &err),
                   &err) == TOLL_OK) {
        LAW(fewest.gpus >= 0 && fewest.gpus <= most);
        LAW(fewest.gpus == 0 || fewest.gpus == fewest.tp * fewest.pp * fewest.dp);
        LAW(fewest.gpus == 0 || (fewest.marginal_gpus > 0 && fewest.marginal_gpus <= fewest.gpus));
    }
    free(found);
}

static void try_shares(input *in, const void *deployment, uint64_t size)
{
    toll_serve_part parts[PARTS];
    double seconds[PARTS];
    int64_t weights[PARTS], sum = 0;
    toll_error err;
    const uint64_t n = take(in, 1) % (PARTS + 1);
    for (uint64_t i = 0; i < PARTS; i++)
        parts[i] =
            (toll_serve_part){(double)(take(in, 1) % 3), (double)take(in, 2), (double)take(in, 1), (double)take(in, 2)};
    if (take(in, 1) == 255)
        parts[0].context_tokens = take_double(in);
    if (law_status(toll_serve_allocate(deployment, size, parts, n, sizeof parts[0], seconds, weights, &err), &err) !=
        TOLL_OK)
        return;
    for (uint64_t i = 0; i < n; i++) {
        LAW(seconds[i] >= 0 && seconds[i] < 1e300 && weights[i] >= 0);
        sum += weights[i];
    }
    LAW(sum == TOLL_SERVE_SHARES);
}

static void try_admission(input *in, const void *deployment, uint64_t size)
{
    toll_step_batch batch;
    toll_serve_load load;
    toll_serve_supply supply;
    toll_serve_admission admission;
    toll_error err;
    toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    toll_struct_init(&admission, sizeof admission, TOLL_KIND_SERVE_ADMISSION, NULL);
    batch.decode_sequences = (double)take(in, 1);
    batch.decode_context_tokens = (double)take(in, 2);
    mutate(in, &batch, TOLL_KIND_STEP_BATCH);
    start_load(in, &load);
    start_supply(in, &supply);
    if (law_status(toll_serve_estimate_admission(deployment, size, &batch, &load, &supply, &admission, &err), &err) !=
        TOLL_OK)
        return;
    law_result(&admission, TOLL_KIND_SERVE_ADMISSION);
    law_range(admission.ttft_s);
    law_range(admission.added_s);
    law_range(admission.usd);
}

static void try_split(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_supply supply;
    toll_serve_split split;
    toll_serve_terms terms;
    toll_error err;
    start_load(in, &load);
    start_supply(in, &supply);
    toll_struct_init(&split, sizeof split, TOLL_KIND_SERVE_SPLIT, NULL);
    toll_struct_init(&terms, sizeof terms, TOLL_KIND_SERVE_TERMS, NULL);
    if (law_status(toll_serve_estimate_split(deployment, size, &load, &supply, &split, &err), &err) == TOLL_OK) {
        law_result(&split, TOLL_KIND_SERVE_SPLIT);
        LAW(split.reserved_usd_per_mtok_output.mid >= split.busy_usd_per_mtok_output.mid * (1 - 1e-12));
    }
    if (law_status(toll_serve_estimate_terms(deployment, size, &load, &terms, &err), &err) == TOLL_OK)
        law_result(&terms, TOLL_KIND_SERVE_TERMS);
}

static void try_pools(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_pools pools;
    toll_serve_pooled pooled;
    toll_error err;
    start_load(in, &load);
    toll_struct_init(&pools, sizeof pools, TOLL_KIND_SERVE_POOLS, NULL);
    toll_struct_init(&pooled, sizeof pooled, TOLL_KIND_SERVE_POOLED, NULL);
    pools.prefill_units = (int64_t)take(in, 1) % 8;
    pools.decode_units = 1 + (int64_t)take(in, 1) % 8;
    pools.kv_bytes_per_s = 1e10;
    mutate(in, &pools, TOLL_KIND_SERVE_POOLS);
    if (law_status(toll_serve_estimate_pools(deployment, size, deployment, size, &load, &pools, &pooled, &err), &err) ==
        TOLL_OK)
        law_result(&pooled, TOLL_KIND_SERVE_POOLED);
}

static void try_energy(input *in, const toll_serve_result *result)
{
    toll_serve_site site;
    toll_serve_energy energy;
    toll_error err;
    toll_struct_init(&site, sizeof site, TOLL_KIND_SERVE_SITE, NULL);
    toll_struct_init(&energy, sizeof energy, TOLL_KIND_SERVE_ENERGY, NULL);
    mutate(in, &site, TOLL_KIND_SERVE_SITE);
    if (law_status(toll_serve_estimate_energy(result, &site, &energy, &err), &err) != TOLL_OK)
        return;
    law_result(&energy, TOLL_KIND_SERVE_ENERGY);
    law_range(energy.accelerator_w);
    LAW(energy.system_w.mid >= energy.accelerator_w.mid);
}

/* Measured points near what is estimated, or any number at all. */
static void start_anchor(input *in, toll_serve_anchor *anchor, const toll_serve_load *load)
{
    memset(anchor, 0, sizeof *anchor);
    anchor->known = take(in, 1) % 8;
    anchor->kinship = (uint32_t)take(in, 1) % 4;
    anchor->input_tokens = load->input_tokens;
    anchor->output_tokens = load->output_tokens;
    anchor->concurrency = load->concurrency;
    const double number = take(in, 1) % 8 == 0 ? take_double(in) : (1 + (double)take(in, 2)) / 256;
    anchor->ttft_s = (anchor->known & TOLL_ANCHOR_TTFT) != 0 ? number : 0;
    anchor->tpot_s = (anchor->known & TOLL_ANCHOR_TPOT) != 0 ? number / 64 : 0;
    anchor->output_tokens_per_s = (anchor->known & TOLL_ANCHOR_THROUGHPUT) != 0 ? number * 64 : 0;
    if (anchor->kinship == TOLL_KIN_SIBLING) {
        anchor->estimated_ttft_s = anchor->ttft_s;
        anchor->estimated_tpot_s = anchor->tpot_s;
        anchor->estimated_output_tokens_per_s = anchor->output_tokens_per_s;
    }
}

static void try_correction(input *in, const void *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_anchor anchors[2];
    toll_serve_correction correction;
    toll_serve_result result;
    toll_error err;
    start_load(in, &load);
    start_anchor(in, &anchors[0], &load);
    start_anchor(in, &anchors[1], &load);
    toll_struct_init(&correction, sizeof correction, TOLL_KIND_SERVE_CORRECTION, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    const uint64_t n = take(in, 1) % 3;
    if (law_status(toll_serve_calibrate(deployment, size, anchors, n, sizeof anchors[0], &correction, &err), &err) ==
        TOLL_OK) {
        law_result(&correction, TOLL_KIND_SERVE_CORRECTION);
        LAW((uint64_t)(correction.same_anchors + correction.sibling_anchors) == n);
        LAW(correction.tpot_sd_frac > 0 && correction.tpot_sd_frac <= 1);
    }
    mutate(in, &correction, TOLL_KIND_SERVE_CORRECTION);
    if (law_status(toll_serve_estimate_corrected(deployment, size, &load, &correction, &result, &err), &err) != TOLL_OK)
        return;
    law_result(&result, TOLL_KIND_SERVE_RESULT);
    law_range(result.tpot_s);
    try_energy(in, &result);
}

static void ask(input *in, const case_in *c, const void *deployment, uint64_t size)
{
    switch (take(in, 1) % 8) {
    case 0:
        try_queue(in, deployment, size);
        break;
    case 1:
        try_room(in, deployment, size);
        break;
    case 2:
        try_fewest(in, c, size);
        break;
    case 3:
        try_shares(in, deployment, size);
        break;
    case 4:
        try_admission(in, deployment, size);
        break;
    case 5:
        try_split(in, deployment, size);
        break;
    case 6:
        try_pools(in, deployment, size);
        break;
    default:
        try_correction(in, deployment, size);
        try_unit(in, deployment, size);
        try_plan_rate(in, deployment, size);
        try_plan_pools(in, deployment, size);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    input in = {data, bytes};
    static case_in c;
    start(&in, &c);
    const uint64_t size = toll_step_size(c.n);
    uint8_t *deployment = resolve_case(&c, size);
    if (deployment == NULL)
        return 0;
    ask(&in, &c, deployment, size);
    free(deployment);
    return 0;
}
