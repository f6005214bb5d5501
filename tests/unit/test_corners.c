/* SPDX-License-Identifier: Apache-2.0 */
/* At the corners of what is allowed: every field of every input at its least, greatest or default value, at random.
 * Whatever is accepted must yield results that pass their own check: finite, ordered, within their ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <toll.h>

#include "sample_deployment.h"

#define ROUNDS 30000

static uint64_t random_state;

static uint64_t random_word(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void put(unsigned char *at, const toll_field *f, double value)
{
    const int64_t wide = f->type == TOLL_TYPE_F64 ? 0 : (int64_t)value;
    const uint32_t narrow = (uint32_t)(uint64_t)wide;
    const double range[3] = {value, value, f->max};
    if (f->type == TOLL_TYPE_RANGE)
        memcpy(at, range, sizeof range);
    else if (f->type == TOLL_TYPE_F64)
        memcpy(at, &value, sizeof value);
    else if (f->size_bytes == 8)
        memcpy(at, &wide, sizeof wide);
    else
        memcpy(at, &narrow, sizeof narrow);
}

/* Moves each field to a corner with one chance in `calm`; the words of bits stay. */
static void to_corners(void *object, uint32_t kind, uint64_t calm)
{
    unsigned char *bytes = object;
    toll_field f;
    uint64_t known = 0;
    memcpy(&known, bytes + 8, sizeof known);
    for (uint32_t i = 2; i < toll_field_count(kind); i++) {
        assert_int_equal(toll_field_get(kind, i, &f, NULL), TOLL_OK);
        const int is_bits = strcmp(f.unit, "bits") == 0 && f.type != TOLL_TYPE_F64;
        const int is_absent = f.known_bit >= 0 && (known >> f.known_bit & 1) == 0;
        const uint64_t choice = random_word() % calm;
        if (is_bits || is_absent || f.type == TOLL_TYPE_CHARS || choice > 1)
            continue;
        put(bytes + f.offset_bytes, &f, choice == 0 ? f.min : f.max);
    }
}

static int64_t one_of(int64_t a, int64_t b, int64_t c)
{
    const uint64_t choice = random_word() % 3;
    return choice == 0 ? a : choice == 1 ? b : c;
}

static void any_layers(toll_model_layer rows[SAMPLE_ROWS], int64_t n_layers)
{
    const int64_t heads = one_of(1, 8, 100000), wide = one_of(1, 64, 100000);
    rows[0] = attention_of(n_layers, heads, one_of(1, 1, heads), wide);
    rows[0].window_tokens = one_of(0, 1, 1000000000);
    rows[1] = moe_of(n_layers, one_of(1, 256, 10000000), one_of(1, 8, 1000000), 1);
    rows[1].d_ff_shared = one_of(0, 1, 10000000);
    rows[2] = random_word() % 2 ? ffn_of(1, one_of(1, 1024, 10000000), 3) : mla_of(1, heads);
    if (random_word() % 4 == 0) {
        rows[2] = row_of(TOLL_LAYER_LIGHTNING, 1);
        rows[2].n_heads = heads;
        rows[2].head_dim = wide;
    }
    for (int i = 0; i < SAMPLE_ROWS; i++)
        rows[i].extra_params = one_of(0, 0, 100000000000000);
}

static int has_host_layers; /* in the corner: times have no answer */

/* 0: the corner contradicts itself and was refused. */
static uint64_t resolve_corner(uint64_t deployment[SAMPLE_WORDS])
{
    const uint64_t calm = 2 + random_word() % 12;
    toll_hw hw = sample_hw();
    toll_model model = sample_model();
    toll_model_precision precision = precision_of(16);
    toll_step_layout layout = sample_layout();
    toll_step_engine engine = sample_engine();
    toll_step_constants constants = sample_constants();
    toll_model_layer rows[SAMPLE_ROWS];
    toll_error err;
    to_corners(&hw, TOLL_KIND_HW, calm);
    hw.memory_usable_bytes = hw.memory_bytes;
    hw.link_pair_bytes_per_s = hw.link_bytes_per_s;
    hw.idle_w = hw.idle_w < hw.tdp_w ? hw.idle_w : hw.tdp_w;
    to_corners(&model, TOLL_KIND_MODEL, calm);
    to_corners(&precision, TOLL_KIND_PRECISION, calm);
    to_corners(&engine, TOLL_KIND_STEP_ENGINE, calm);
    to_corners(&constants, TOLL_KIND_STEP_CONSTANTS, calm);
    has_host_layers = engine.host_layers > 0;
    any_layers(rows, model.n_layers);
    layout.known = TOLL_LAYOUT_INTERNODE;
    layout.internode_bytes_per_s = random_word() % 2 ? 1 : 1e18;
    layout.tp = one_of(1, 1, 8);
    layout.pp = one_of(1, 1, 1024);
    layout.dp = one_of(1, 2, 4096);
    const uint64_t size = toll_step_size(SAMPLE_ROWS);
    const toll_status status = toll_step_resolve(&hw, &model, rows, SAMPLE_ROWS, sizeof rows[0], &precision, &layout,
                                                 &engine, &constants, deployment, size, &err);
    return status == TOLL_OK ? size : 0;
}

static void assert_sound(const void *result, uint32_t kind)
{
    toll_error err;
    if (toll_struct_check(result, kind, &err) != TOLL_OK)
        fail_msg("%s: %s", toll_struct_name(kind), err.message);
}

static void check_step(const uint64_t *deployment, uint64_t size)
{
    toll_step_batch batch;
    toll_step_result result;
    (void)toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    to_corners(&batch, TOLL_KIND_STEP_BATCH, 3);
    batch.decode_sequences += batch.prefill_tokens > 0 ? 0 : 1e-6; /* not an empty step */
    batch.decode_sequences = batch.decode_sequences < 1e7 ? batch.decode_sequences : 1e7;
    const toll_status expected = has_host_layers ? TOLL_E_UNSUPPORTED : TOLL_OK;
    assert_int_equal(toll_step_estimate(deployment, size, &batch, &result, NULL), expected);
    if (expected != TOLL_OK)
        return;
    assert_sound(&result, TOLL_KIND_STEP_RESULT);
    assert_true(result.time_s.mid > 0);
}

static void check_memory(const uint64_t *deployment, uint64_t size)
{
    toll_step_memory memory;
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    const toll_status status =
        toll_step_estimate_memory(deployment, size, one_of(0, 8, 10000000), one_of(1, 1000, 1000000000), &memory, NULL);
    assert_true(status == TOLL_OK || status == TOLL_E_OVERFLOW);
    assert_sound(&memory, TOLL_KIND_STEP_MEMORY);
}

static void check_serve(const uint64_t *deployment, uint64_t size)
{
    toll_serve_load load;
    toll_serve_result steady;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    (void)toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    (void)toll_struct_init(&steady, sizeof steady, TOLL_KIND_SERVE_RESULT, NULL);
    (void)toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    to_corners(&load, TOLL_KIND_SERVE_LOAD, 3);
    load.mode = TOLL_LOAD_CLOSED; /* the modes' own rules are test_serve_modes' */
    load.burst_requests = 0;
    load.requests_per_s = load.draft_tokens = load.accept_frac = load.draft_time_frac = 0;
    load.assume_fit = 1; /* figures at every corner, also of what does not fit */
    const toll_status expected = has_host_layers ? TOLL_E_UNSUPPORTED : TOLL_OK;
    assert_int_equal(toll_serve_estimate(deployment, size, &load, &steady, NULL), expected);
    if (expected != TOLL_OK)
        return;
    assert_sound(&steady, TOLL_KIND_SERVE_RESULT);
    assert_true(steady.ttft_s.mid > 0 && steady.tpot_s.mid > 0 && steady.requests_per_s.mid > 0);
    supply.known = TOLL_SUPPLY_USD_PER_KWH | TOLL_SUPPLY_PUE | TOLL_SUPPLY_SERVER_POWER;
    supply.pue = 1;
    to_corners(&supply, TOLL_KIND_SERVE_SUPPLY, 3);
    if (toll_serve_estimate_cost(&steady, &supply, &cost, &err) != TOLL_OK)
        fail_msg("cost of a true result: %s", err.message);
    assert_sound(&cost, TOLL_KIND_SERVE_COST);
}

static void walk_corners(void (*check)(const uint64_t *deployment, uint64_t size), uint64_t seed)
{
    uint64_t deployment[SAMPLE_WORDS];
    int resolved = 0;
    random_state = seed;
    for (int i = 0; i < ROUNDS; i++) {
        const uint64_t size = resolve_corner(deployment);
        if (size == 0)
            continue;
        resolved++;
        check(deployment, size);
    }
    print_message("%d of %d corners resolved\n", resolved, ROUNDS);
    assert_true(resolved > ROUNDS / 10);
}

static void steps(void **state)
{
    (void)state;
    walk_corners(check_step, 1);
}

static void memories(void **state)
{
    (void)state;
    walk_corners(check_memory, 2);
}

static void services(void **state)
{
    (void)state;
    walk_corners(check_serve, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps),
        cmocka_unit_test(memories),
        cmocka_unit_test(services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
