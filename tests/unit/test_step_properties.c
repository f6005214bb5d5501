/* SPDX-License-Identifier: Apache-2.0 */
/* Laws that every deployment obeys, over thousands of random ones: plausible ones for what must be monotone, and the
 * whole allowed box of every field, its corners above all, for what must be finite. */
#include "fixture_ask.h"

#include <string.h>

#include <toll.h>

#include "model_builder.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- random numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) ---------------------------------------------- */

static uint64_t seed;

static uint64_t next(void)
{
    uint64_t z = (seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 <= x < 1 */
static double uniform(void)
{
    return (double)(next() >> 11) / 9007199254740992.0;
}

static int64_t below(int64_t n)
{
    return (int64_t)(next() % (uint64_t)n);
}

static double between(double low, double high)
{
    return low > 0 ? low * exp(uniform() * log(high / low)) : high * uniform();
}

static int64_t one_of(const int64_t *values, size_t n)
{
    return values[below((int64_t)n)];
}
#define ONE_OF(...) one_of((const int64_t[]){__VA_ARGS__}, COUNT_OF(((const int64_t[]){__VA_ARGS__})))

/* ---- plausible deployments ------------------------------------------------------------------------------------- */

static void random_model(fixture *f)
{
    static void (*const models[])(fixture *) = {fixture_llama_8b,    fixture_llama_70b, fixture_mixtral,
                                                fixture_deepseek_v3, fixture_gemma_27b, fixture_qwen_next};
    models[below(COUNT_OF(models))](f);
}

static void random_layout(fixture *f)
{
    int64_t tp = ONE_OF(1, 2, 4, 8), dp = ONE_OF(1, 1, 2, 4), pp = ONE_OF(1, 1, 1, 2, 3);
    int has_experts = f->rows[f->n_rows - 1].kind == TOLL_LAYER_MOE;
    int64_t ep = has_experts && below(2) ? tp * dp : 1;
    while (has_experts && f->rows[f->n_rows - 1].n_experts % ep != 0)
        ep /= 2;
    fixture_layout(f, tp, pp, ep, dp);
    f->layout.known = TOLL_LAYOUT_INTERNODE;
    f->layout.internode_bytes_per_s = between(1e9, 100e9);
}

static void random_constants(toll_step_constants *c)
{
    c->linear_memory_frac = between(0.3, 1);
    c->linear_compute_frac = between(0.2, 1);
    c->expert_memory_frac = between(0.3, 1);
    c->expert_compute_frac = between(0.05, 1);
    c->decode_memory_frac = between(0.3, 1);
    c->decode_compute_frac = between(0.2, 1);
    c->prefill_compute_frac = between(0.2, 1);
    c->linear_start_s = between(1e-7, 2e-5);
    c->sequence_s = between(1e-7, 2e-5);
    c->step_s = between(1e-6, 1e-3);
    c->prefill_layer_s = between(1e-7, 1e-4);
    c->request_s = between(1e-5, 1e-1);
    c->prompt_meet_frac = uniform();
}

static void random_plausible(fixture *f)
{
    static void (*const cards[])(fixture *) = {fixture_h100, fixture_a100, fixture_l40s};
    fixture_defaults(f);
    cards[below(COUNT_OF(cards))](f);
    random_model(f);
    fixture_bits(f, (double)ONE_OF(4, 8, 16));
    random_layout(f);
    random_constants(&f->constants);
    f->engine.prefill_chunk_tokens = ONE_OF(512, 2048, 8192, 100000);
    f->engine.max_sequences = ONE_OF(8, 256, 4096);
    f->hw.memory_bytes *= 100; /* these laws are about time; saturation has its own */
    f->hw.memory_usable_bytes *= 100;
    resolve(f);
}

static toll_step_batch random_batch(void)
{
    const double sequences = between(1, 1000), context = between(1, 1e5); /* arguments have no order */
    toll_step_batch batch = fixture_decode(sequences, context);
    if (below(2))
        return batch;
    batch.prefill_tokens = between(1, 1e4);
    batch.prefill_sequences = between(1, 1 + batch.prefill_tokens);
    batch.prefill_context_tokens = between(1, 1e4) - 1;
    return batch;
}

/* Lengths, and a concurrency that memory and engine allow. */
static toll_serve_load random_load(void)
{
    const double input = between(1, 1e5), output = between(1, 1e4), concurrency = between(1, 2000);
    return fixture_load(input, output, concurrency);
}

/* ---- laws of one step ------------------------------------------------------------------------------------------ */

static void better_hardware_is_never_slower(void **state)
{
    (void)state;
    seed = 1;
    for (int i = 0; i < 3000; i++) {
        fixture f;
        random_plausible(&f);
        f.constants.prompt_meet_frac = 0;
        resolve(&f);
        const toll_step_batch batch = random_batch();
        const toll_serve_load load = random_load();
        const double step_s = ask_step(&f, batch).time_s.mid;
        const toll_serve_result serve = ask_serve(&f, load);
        const double factor = between(1, 10);
        switch (below(4)) {
        case 0:
            f.hw.memory_bytes_per_s *= factor;
            break;
        case 1:
            f.hw.bf16_flop_per_s *= factor;
            f.hw.fp16_flop_per_s *= factor;
            f.hw.fp8_flop_per_s *= factor;
            f.hw.int8_op_per_s *= factor;
            break;
        case 2:
            f.hw.link_bytes_per_s *= factor;
            break;
        default:
            f.hw.pcie_bytes_per_s *= factor;
            f.layout.internode_bytes_per_s *= factor;
        }
        resolve(&f);
        assert_at_most_about(ask_step(&f, batch).time_s.mid, step_s);
        const toll_serve_result faster = ask_serve(&f, load);
        assert_at_most_about(faster.tpot_s.mid, serve.tpot_s.mid);
        assert_at_most_about(serve.output_tokens_per_s.mid, faster.output_tokens_per_s.mid);
    }
}

static void more_bits_never_weigh_less_nor_decode_faster(void **state)
{
    (void)state;
    seed = 2;
    for (int i = 0; i < 2000; i++) {
        fixture f;
        random_plausible(&f);
        const double sequences = between(1, 100), context = between(1, 1e5);
        const toll_step_batch batch = fixture_decode(sequences, context);
        const double bits = f.precision.ffn_bits, more = between(bits, 32);
        const toll_step_memory memory = ask_memory(&f, 10, 1000);
        const double step_s = ask_step(&f, batch).time_s.mid;
        const uint32_t rate = f.precision.linear_rate;
        fixture_bits(&f, more);
        f.precision.linear_rate = f.precision.expert_rate = rate;
        resolve(&f);
        const toll_step_memory larger = ask_memory(&f, 10, 1000);
        assert_true(larger.weights_bytes >= memory.weights_bytes);
        assert_true(larger.kv_bytes >= memory.kv_bytes);
        assert_at_most_about(step_s, ask_step(&f, batch).time_s.mid);
    }
}

static void more_work_is_never_faster(void **state)
{
    (void)state;
    seed = 3;
    for (int i = 0; i < 5000; i++) {
        fixture f;
        random_plausible(&f);
        toll_step_batch batch = random_batch();
        const double step_s = ask_step(&f, batch).time_s.mid;
        switch (below(4)) {
        case 0:
            batch.decode_context_tokens *= between(1, 10);
            break;
        case 1:
            batch.decode_sequences *= between(1, 10);
            break;
        case 2:
            batch.prefill_context_tokens += between(1, 1e5);
            break;
        default:
            batch.prefill_tokens *= between(1, 10);
        }
        assert_at_most_about(step_s, ask_step(&f, batch).time_s.mid);
    }
}

static void terms_add_up_and_bars_are_ordered(void **state)
{
    (void)state;
    seed = 4;
    for (int i = 0; i < 3000; i++) {
        fixture f;
        random_plausible(&f);
        const toll_step_result r = ask_step(&f, random_batch());
        assert_close(r.weights_s + r.kv_s + r.compute_s + r.link_s + r.overhead_s, r.time_s.mid);
        assert_true(r.time_s.low < r.time_s.mid && r.time_s.mid < r.time_s.high);
        assert_true(r.power_w.low <= r.power_w.mid && r.power_w.mid <= r.power_w.high);
        const double gpus = (double)(f.layout.tp * f.layout.pp * f.layout.dp);
        assert_at_most_about(r.power_w.high, gpus * f.hw.tdp_w);
        assert_at_most_about(gpus * f.hw.tdp_w * f.constants.idle_power_frac, r.power_w.mid);
        assert_close(r.energy_j.mid, r.power_w.mid * r.time_s.mid);
    }
}

/* ---- laws of memory -------------------------------------------------------------------------------------------- */

static void more_tensor_parallelism_never_weighs_more(void **state)
{
    (void)state;
    seed = 5;
    for (int i = 0; i < 1000; i++) {
        fixture f;
        random_plausible(&f);
        f.layout.tp = 1;
        f.layout.ep = 1;
        resolve(&f);
        toll_step_memory before = ask_memory(&f, 1, 1000);
        for (int64_t tp = 2; tp <= 8; tp *= 2) {
            f.layout.tp = tp;
            resolve(&f);
            const toll_step_memory after = ask_memory(&f, 1, 1000);
            assert_true(after.weights_bytes <= before.weights_bytes);
            assert_true(after.kv_bytes <= before.kv_bytes);
            before = after;
        }
    }
}

static void as_many_sequences_fit_as_it_says(void **state)
{
    (void)state;
    seed = 6;
    int tried = 0;
    for (int i = 0; i < 3000; i++) {
        fixture f;
        random_plausible(&f);
        f.hw.memory_bytes = f.hw.memory_usable_bytes = (int64_t)between(50e9, 2e12);
        f.hw.known |= TOLL_HW_MEMORY_USABLE;
        f.engine.max_sequences = 10000000;
        resolve(&f);
        const int64_t context = (int64_t)between(1, 1e6);
        const int64_t most = ask_memory(&f, 0, context).max_sequences;
        if (most < 1 || most >= 10000000)
            continue;
        tried++;
        assert_true(ask_memory(&f, most, context).margin_bytes >= 0);
        /* One more must not fit. Sequences on other replicas don't help: most is full on all of them. */
        assert_int_equal(most % f.layout.dp, 0);
        assert_true(ask_memory(&f, most + 1, context).margin_bytes < 0);
    }
    assert_true(tried > 1000);
}

static void memory_parts_add_up(void **state)
{
    (void)state;
    seed = 7;
    for (int i = 0; i < 3000; i++) {
        fixture f;
        random_plausible(&f);
        const int64_t sequences = below(10000), context = 1 + below(1000000);
        const toll_step_memory m = ask_memory(&f, sequences, context);
        assert_true(m.weights_bytes + m.kv_bytes + m.activation_bytes + m.runtime_bytes == m.needed_bytes);
        assert_true(m.budget_bytes - m.needed_bytes == m.margin_bytes);
        assert_true(m.budget_bytes <= m.capacity_bytes);
        const int verdict = m.margin_bytes > m.uncertainty_bytes    ? TOLL_FIT_YES
                            : m.margin_bytes < -m.uncertainty_bytes ? TOLL_FIT_NO
                                                                    : TOLL_FIT_MARGINAL;
        assert_int_equal(m.verdict, verdict);
    }
}

/* ---- laws of the steady state ---------------------------------------------------------------------------------- */

static void littles_law_holds(void **state)
{
    (void)state;
    seed = 8;
    for (int i = 0; i < 5000; i++) {
        fixture f;
        random_plausible(&f);
        toll_serve_load load = random_load();
        load.prefix_hit_frac = below(2) ? uniform() : 0;
        const toll_serve_result r = ask_serve(&f, load);
        assert_close(r.requests_per_s.mid * r.e2e_s.mid, load.concurrency);
        assert_close(r.ttft_s.mid + (load.output_tokens - 1) * r.tpot_s.mid, r.e2e_s.mid);
        assert_close(r.output_tokens_per_s.mid, r.requests_per_s.mid * load.output_tokens);
        assert_close(r.input_tokens_per_s.mid, r.requests_per_s.mid * load.input_tokens);
        assert_close(r.running_sequences + r.waiting_sequences, load.concurrency);
        assert_within(r.weights_frac + r.kv_frac + r.compute_frac + r.link_frac + r.overhead_frac + r.prefill_frac, 1,
                      1e-9);
        /* A token's energy: all that the accelerators draw goes to some token. */
        assert_close(r.output_token_j.mid * r.output_tokens_per_s.mid + r.input_token_j.mid * r.input_tokens_per_s.mid,
                     r.power_w.mid);
        assert_at_most_about(r.step_s, r.tpot_s.mid);
    }
}

/* While prompts don't meet before a request's first token: those that do delay it and its tokens both. */
static void more_requests_are_never_served_faster_each_nor_slower_in_all(void **state)
{
    (void)state;
    seed = 9;
    for (int i = 0; i < 2000; i++) {
        fixture f;
        random_plausible(&f);
        f.constants.prompt_meet_frac = 0;
        resolve(&f);
        toll_serve_load load = random_load();
        load.concurrency = 1;
        toll_serve_result before = ask_serve(&f, load);
        for (int k = 0; k < 40; k++) {
            load.concurrency *= between(1, 1.5);
            const toll_serve_result after = ask_serve(&f, load);
            assert_at_most_about(before.tpot_s.mid, after.tpot_s.mid);
            if (after.waiting_sequences > 0 || after.prefill_frac > 0.5) /* saturated: by memory, engine or prompts */
                break;
            /* Decoding alone is exact in this; half a step of waiting and the prompts' steps grow beside it. Of answers
             * below ten tokens those are the most of the time: of 100,000 draws a dozen break the last law by 2 to 6 %. */
            assert_at_most_about(before.running_sequences / before.step_s, after.running_sequences / after.step_s);
            if (load.output_tokens >= 10)
                assert_at_most(before.output_tokens_per_s.mid, after.output_tokens_per_s.mid * 1.02);
            before = after;
        }
    }
}

/* Prompts that meet delay first tokens instead of later ones; together that costs at most their share of throughput. */
static void meeting_prompts_cost_their_share(void **state)
{
    (void)state;
    seed = 13;
    for (int i = 0; i < 2000; i++) {
        fixture f;
        random_plausible(&f);
        const double meet = f.constants.prompt_meet_frac;
        const toll_serve_load load = random_load();
        const toll_serve_result with = ask_serve(&f, load);
        f.constants.prompt_meet_frac = 0;
        resolve(&f);
        const toll_serve_result without = ask_serve(&f, load);
        assert_at_most_about(with.requests_per_s.mid, without.requests_per_s.mid);
        assert_at_most_about(without.requests_per_s.mid, with.requests_per_s.mid * (1 + meet));
        assert_at_most_about(with.tpot_s.mid, without.tpot_s.mid);
        assert_at_most_about(without.ttft_s.mid, with.ttft_s.mid);
    }
}

/* A little more of anything changes little: no jump where a formula has a case. */
static void nothing_jumps(void **state)
{
    (void)state;
    seed = 10;
    const double little = 1e-11, most = 1e-6; /* slopes are steep where a prompt takes 10^5 steps' time */
    for (int i = 0; i < 5000; i++) {
        fixture f;
        random_plausible(&f);
        toll_serve_load load = random_load();
        switch (below(4)) { /* the edges: one, two, one prompt a step, full of prompts */
        case 0:
            load.concurrency = (double)ONE_OF(1, 2);
            break;
        case 1:
            load.concurrency = 1 + load.output_tokens * (double)f.layout.dp;
            break;
        case 2:
            load.concurrency =
                (double)(f.engine.prefill_chunk_tokens * f.layout.dp) * load.output_tokens / load.input_tokens;
            break;
        default:
            break;
        }
        if (!(load.concurrency >= 1 && load.concurrency <= 1e6))
            continue;
        const toll_serve_result a = ask_serve(&f, load);
        load.concurrency *= 1 + little;
        const toll_serve_result b = ask_serve(&f, load);
        assert_within(b.tpot_s.mid, a.tpot_s.mid, most);
        assert_within(b.ttft_s.mid, a.ttft_s.mid, most);
        assert_within(b.power_w.mid, a.power_w.mid, most);
        assert_within(b.output_tokens_per_s.mid, a.output_tokens_per_s.mid, most);
    }
}

static void cost_is_what_the_tokens_pay(void **state)
{
    (void)state;
    seed = 11;
    for (int i = 0; i < 3000; i++) {
        fixture f;
        random_plausible(&f);
        const toll_serve_load load = random_load();
        const toll_serve_result r = ask_serve(&f, load);
        toll_serve_supply supply = fixture_supply(between(0.1, 100));
        supply.utilisation_frac = between(0.01, 1);
        const toll_serve_cost c = ask_cost(&r, supply);
        const double paid = c.usd_per_request.mid * 1e6;
        assert_close(c.usd_per_mtok_input.mid * load.input_tokens + c.usd_per_mtok_output.mid * load.output_tokens,
                     paid);
        assert_close(c.usd_per_mtok_blended.mid * (load.input_tokens + load.output_tokens), paid);
        assert_close(c.usd_per_mtok_output_all.mid * load.output_tokens, paid);
        assert_close(c.usd_per_request.mid * r.requests_per_s.mid * 3600 * supply.utilisation_frac, c.usd_per_hour.mid);
        assert_true(c.usd_per_request.low < c.usd_per_request.mid && c.usd_per_request.mid < c.usd_per_request.high);
    }
}

static void columns_are_the_scalar_calls(void **state)
{
    (void)state;
    enum { rows = 64 };
    seed = 12;
    for (int i = 0; i < 50; i++) {
        fixture f;
        double input[rows], output[rows], concurrency[rows], ttft[rows], tpot[rows], rate[rows];
        double sequences[rows], context[rows], prefill[rows], time[rows];
        int32_t statuses[rows];
        random_plausible(&f);
        for (int k = 0; k < rows; k++) {
            const toll_serve_load load = random_load();
            const toll_step_batch batch = random_batch();
            input[k] = load.input_tokens;
            output[k] = load.output_tokens;
            concurrency[k] = load.concurrency;
            sequences[k] = batch.decode_sequences;
            context[k] = batch.decode_context_tokens;
            prefill[k] = batch.prefill_tokens;
        }
        assert_int_equal(toll_serve_estimate_columns(f.words, sizeof f.words, input, output, concurrency, rows, ttft,
                                                     tpot, rate, statuses, NULL),
                         TOLL_OK);
        assert_int_equal(
            toll_step_estimate_columns(f.words, sizeof f.words, sequences, context, prefill, rows, time, NULL, NULL),
            TOLL_OK);
        for (int k = 0; k < rows; k++) {
            const toll_serve_result r = ask_serve(&f, fixture_load(input[k], output[k], concurrency[k]));
            toll_step_batch batch = fixture_decode(sequences[k], context[k]);
            batch.prefill_tokens = prefill[k];
            assert_int_equal(statuses[k], TOLL_OK);
            assert_memory_equal(&r.ttft_s.mid, &ttft[k], sizeof ttft[k]);
            assert_memory_equal(&r.tpot_s.mid, &tpot[k], sizeof tpot[k]);
            assert_memory_equal(&r.output_tokens_per_s.mid, &rate[k], sizeof rate[k]);
            const toll_step_result s = ask_step(&f, batch);
            assert_memory_equal(&s.time_s.mid, &time[k], sizeof time[k]);
        }
    }
}

/* ---- the whole box --------------------------------------------------------------------------------------------- */

static double extreme(const toll_field *field)
{
    const int64_t most = field->type == TOLL_TYPE_I64 && field->max > 9e18 ? INT64_MAX : 0;
    const double high = most > 0 ? 9e18 : field->max;
    const double low = field->min > 0 ? field->min : high * 1e-12;
    if (!(high > field->min)) /* must be 0 */
        return high;
    switch (below(6)) {
    case 0:
        return field->min;
    case 1:
        return high;
    case 2:
        return field->default_value < field->min ? field->min : field->default_value;
    default:
        return between(low, high);
    }
}

static void put(void *object, const toll_field *field, double value)
{
    unsigned char *at = (unsigned char *)object + field->offset_bytes;
    /* Each conversion only where the field's range fits the type. */
    const uint32_t narrow = field->type == TOLL_TYPE_U32 ? (uint32_t)value : 0;
    const int64_t wide = field->type == TOLL_TYPE_I64 ? (int64_t)value : 0;
    if (field->type == TOLL_TYPE_F64)
        memcpy(at, &value, sizeof value);
    else if (field->type == TOLL_TYPE_I64)
        memcpy(at, &wide, sizeof wide);
    else if (field->type == TOLL_TYPE_U32)
        memcpy(at, &narrow, sizeof narrow);
}

/* Every number of a struct anywhere in its box; flags stay as they are. */
static void fill_box(void *object, uint32_t kind, uint64_t *known)
{
    for (uint32_t i = 0; i < toll_field_count(kind); i++) {
        toll_field field;
        assert_int_equal(toll_field_get(kind, i, &field, NULL), TOLL_OK);
        const int is_word = strstr(field.name, "struct_") == field.name || strcmp(field.name, "known") == 0 ||
                            strcmp(field.name, "unverified") == 0 || strcmp(field.name, "flags") == 0 ||
                            strcmp(field.name, "kind") == 0;
        if (is_word || (field.type != TOLL_TYPE_F64 && field.type != TOLL_TYPE_I64 && field.type != TOLL_TYPE_U32))
            continue;
        if (field.known_bit >= 0 && below(5) == 0)
            continue;
        if (field.known_bit >= 0)
            *known |= UINT64_C(1) << field.known_bit;
        const double value = extreme(&field), whole = floor(value);
        put(object, &field, field.type == TOLL_TYPE_F64 ? value : whole < field.min ? field.min : whole);
    }
}

static int64_t size(int64_t most)
{
    switch (below(3)) {
    case 0:
        return 1;
    case 1:
        return most;
    default:
        return (int64_t)between(1, (double)most);
    }
}

static void box_attention(toll_model_layer *row)
{
    row->n_kv_heads = size(300);
    row->n_heads = row->n_kv_heads * size(300);
    row->head_dim = size(100000);
    row->window_tokens = below(2) ? size(1000000000) : 0;
}

static void box_mla(toll_model_layer *row)
{
    row->n_heads = size(100000);
    row->kv_lora_rank = size(1000000);
    row->qk_nope_dim = size(100000);
    row->qk_rope_dim = size(100000);
    row->v_head_dim = size(100000);
    if (below(2) == 0)
        return;
    row->q_lora_rank = size(1000000);
    row->index_heads = size(100000);
    row->index_dim = size(100000);
    row->index_topk_tokens = size(1000000000);
}

static void box_experts(toll_model_layer *row)
{
    row->d_ff = size(10000000);
    row->ffn_matrices = 2 + below(2);
    row->n_experts = size(1000000);
    row->n_experts_active = size(row->n_experts);
    row->d_ff_shared = below(2) ? size(10000000) : 0;
    row->d_latent = below(2) ? size(1000000) : 0;
}

static void box_recurrent(toll_model_layer *row)
{
    row->head_dim = size(100000);
    row->n_heads = size(1000);
    if (row->kind == TOLL_LAYER_LIGHTNING)
        return;
    row->conv_width = below(2) ? size(1000) : 0;
    if (row->kind == TOLL_LAYER_MAMBA2) {
        row->n_groups = 1;
        row->state_dim = size(100000);
        return;
    }
    row->n_kv_heads = 1;
    row->v_head_dim = below(2) ? size(100000) : 0;
}

static toll_model_layer box_row(int64_t n_layers)
{
    const uint32_t kind = (uint32_t)(1 + below(7));
    toll_model_layer row = row_of(kind, size(n_layers));
    if (row.kind == TOLL_LAYER_ATTENTION)
        box_attention(&row);
    else if (row.kind == TOLL_LAYER_MLA)
        box_mla(&row);
    else if (row.kind == TOLL_LAYER_MOE)
        box_experts(&row);
    else if (row.kind != TOLL_LAYER_FFN)
        box_recurrent(&row);
    row.d_ff = row.kind == TOLL_LAYER_FFN ? size(10000000) : row.d_ff;
    row.ffn_matrices = row.kind == TOLL_LAYER_FFN ? 2 + below(2) : row.ffn_matrices;
    row.extra_params = below(8) == 0 ? size(100000000000000) : 0;
    row.norm_vectors = below(65);
    return row;
}

static void box_hardware(toll_hw *hw)
{
    fill_box(hw, TOLL_KIND_HW, &hw->known);
    if (hw->memory_usable_bytes > hw->memory_bytes && (hw->known & TOLL_HW_MEMORY) != 0)
        hw->memory_bytes = hw->memory_usable_bytes;
    if (hw->link_pair_bytes_per_s > hw->link_bytes_per_s && (hw->known & TOLL_HW_LINK) != 0)
        hw->link_pair_bytes_per_s = hw->link_bytes_per_s;
    if (hw->idle_w > hw->tdp_w && (hw->known & TOLL_HW_TDP) != 0)
        hw->idle_w = hw->tdp_w;
}

static void box_layout(fixture *f)
{
    const int64_t tp = below(2) ? 1 : size(64), dp = below(2) ? 1 : size(64);
    const int64_t pp = below(2) ? 1 : size(f->model.n_layers < 1024 ? f->model.n_layers : 1024);
    fixture_layout(f, tp, pp, below(3) ? 1 : tp * dp, dp);
    f->layout.known = TOLL_LAYOUT_INTERNODE;
    f->layout.internode_bytes_per_s = below(2) ? 1 : 1e18;
}

static toll_status random_box(fixture *f)
{
    uint64_t none = 0;
    fixture_defaults(f);
    box_hardware(&f->hw);
    fill_box(&f->precision, TOLL_KIND_PRECISION, &none);
    fill_box(&f->engine, TOLL_KIND_STEP_ENGINE, &none);
    fill_box(&f->constants, TOLL_KIND_STEP_CONSTANTS, &none);
    const int64_t n_layers = size(10000), d_model = size(1000000), vocabulary = below(4) ? size(100000000) : 0;
    f->model = model_of(n_layers, d_model, vocabulary);
    f->model.flags = below(3) == 0 ? TOLL_MODEL_TIED_EMBEDDINGS : below(3) == 0 ? TOLL_MODEL_NO_HEAD : 0;
    f->model.flags |= below(6) == 0 ? TOLL_MODEL_NO_KV : 0;
    f->n_rows = (uint64_t)(1 + below(FIXTURE_ROWS));
    for (uint64_t i = 0; i < f->n_rows; i++)
        f->rows[i] = box_row(f->model.n_layers);
    box_layout(f);
    toll_error err;
    const toll_status status = fixture_resolve(f, &err);
    if (status != TOLL_OK && status != TOLL_E_CONFLICT && status != TOLL_E_MISSING && status != TOLL_E_UNSUPPORTED)
        fail_msg("%s: %s", toll_status_name(status), err.message);
    return status;
}

static void assert_finite_range(toll_range r)
{
    if (!(isfinite(r.low) && isfinite(r.mid) && isfinite(r.high)) || r.low < 0 || r.low > r.mid || r.mid > r.high)
        fail_msg("range %g %g %g", r.low, r.mid, r.high);
}

static void assert_positive_range(toll_range r)
{
    assert_finite_range(r);
    if (!(r.mid > 0))
        fail_msg("%g must be above 0", r.mid);
}

static void assert_step_is_sane(const fixture *f)
{
    toll_step_batch batch = fixture_decode(0, 0);
    uint64_t none = 0;
    fill_box(&batch, TOLL_KIND_STEP_BATCH, &none);
    if (below(8) == 0)
        batch.prefill_tokens = 5e-324;
    if (!(batch.decode_sequences + batch.prefill_tokens > 0))
        return;
    const toll_step_result r = ask_step(f, batch);
    const double terms[] = {r.weights_s, r.kv_s, r.compute_s, r.link_s, r.overhead_s};
    assert_positive_range(r.time_s);
    for (size_t i = 0; i < COUNT_OF(terms); i++)
        assert_true(isfinite(terms[i]) && terms[i] >= 0);
    assert_finite_range(r.power_w);
    assert_finite_range(r.energy_j);
    assert_int_equal(toll_struct_check(&r, TOLL_KIND_STEP_RESULT, NULL), TOLL_OK);
}

static void assert_serve_is_sane(const fixture *f)
{
    toll_error err;
    toll_serve_load load = fixture_load(1, 1, 1);
    uint64_t none = 0;
    fill_box(&load, TOLL_KIND_SERVE_LOAD, &none);
    load.mode = load.mode == TOLL_LOAD_OPEN ? TOLL_LOAD_CLOSED : load.mode; /* may be unstable: test_open_loop.c */
    load.requests_per_s = 0;
    load.burst_requests = load.mode == TOLL_LOAD_BURST ? (load.burst_requests < 1 ? 1 : load.burst_requests) : 0;
    load.assume_fit = 1; /* figures in the whole box, also of what does not fit */
    load.input_cv = load.mode == TOLL_LOAD_BATCH ? 0 : load.input_cv;
    load.output_cv = load.mode == TOLL_LOAD_BATCH ? 0 : load.output_cv;
    const toll_serve_result r = ask_serve(f, load);
    assert_positive_range(r.ttft_s);
    assert_positive_range(r.tpot_s);
    assert_positive_range(r.e2e_s);
    assert_positive_range(r.requests_per_s);
    assert_positive_range(r.output_tokens_per_s);
    assert_positive_range(r.input_tokens_per_s);
    assert_finite_range(r.power_w);
    assert_finite_range(r.output_token_j);
    assert_finite_range(r.input_token_j);
    assert_true(r.running_sequences >= 1 && r.waiting_sequences >= 0);
    expect_ok(toll_struct_check(&r, TOLL_KIND_SERVE_RESULT, &err), &err);
    const toll_serve_cost cost = ask_cost(&r, fixture_supply(between(1e-6, 1e6)));
    assert_positive_range(cost.usd_per_request);
    assert_positive_range(cost.usd_per_mtok_blended);
    assert_finite_range(cost.usd_per_mtok_input);
    assert_finite_range(cost.usd_per_mtok_output);
}

static void assert_memory_is_sane(const fixture *f)
{
    toll_step_memory m;
    const int64_t sequences = size(10000000), context = size(1000000000);
    (void)toll_struct_init(&m, sizeof m, TOLL_KIND_STEP_MEMORY, NULL);
    const toll_status status = toll_step_estimate_memory(f->words, sizeof f->words, sequences, context, &m, NULL);
    if (status == TOLL_E_OVERFLOW)
        return;
    assert_int_equal(status, TOLL_OK);
    assert_true(m.weights_bytes >= 0 && m.host_bytes >= 0 && (m.weights_bytes > 0 || m.host_bytes > 0));
    assert_true(m.kv_bytes >= 0 && m.activation_bytes >= 0 && m.runtime_bytes >= 0);
    assert_true(m.capacity_bytes >= 0 && m.max_sequences >= 0 && m.kv_capacity_tokens >= 0);
    assert_int_equal(toll_struct_check(&m, TOLL_KIND_STEP_MEMORY, NULL), TOLL_OK);
}

static void assert_times_are_refused(const fixture *f)
{
    const toll_step_batch batch = fixture_decode(1, 1);
    const toll_serve_load load = fixture_load(1, 1, 1);
    toll_step_result step;
    toll_serve_result steady;
    (void)toll_struct_init(&step, sizeof step, TOLL_KIND_STEP_RESULT, NULL);
    (void)toll_struct_init(&steady, sizeof steady, TOLL_KIND_SERVE_RESULT, NULL);
    assert_int_equal(toll_step_estimate(f->words, sizeof f->words, &batch, &step, NULL), TOLL_E_UNSUPPORTED);
    assert_int_equal(toll_serve_estimate(f->words, sizeof f->words, &load, &steady, NULL), TOLL_E_UNSUPPORTED);
}

static void whole_box_is_finite(void **state)
{
    (void)state;
    int resolved = 0;
    for (uint64_t i = 0; i < 40000; i++) {
        fixture f;
        seed = i * 1000003;
        if (random_box(&f) != TOLL_OK)
            continue;
        resolved++;
        for (int k = 0; k < 4; k++) {
            assert_memory_is_sane(&f);
            if (f.engine.host_layers > 0) { /* the host computes layers: no times */
                assert_times_are_refused(&f);
                continue;
            }
            assert_step_is_sane(&f);
            assert_serve_is_sane(&f);
        }
    }
    assert_true(resolved > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(better_hardware_is_never_slower),
        cmocka_unit_test(more_bits_never_weigh_less_nor_decode_faster),
        cmocka_unit_test(more_work_is_never_faster),
        cmocka_unit_test(terms_add_up_and_bars_are_ordered),
        cmocka_unit_test(more_tensor_parallelism_never_weighs_more),
        cmocka_unit_test(as_many_sequences_fit_as_it_says),
        cmocka_unit_test(memory_parts_add_up),
        cmocka_unit_test(littles_law_holds),
        cmocka_unit_test(more_requests_are_never_served_faster_each_nor_slower_in_all),
        cmocka_unit_test(meeting_prompts_cost_their_share),
        cmocka_unit_test(nothing_jumps),
        cmocka_unit_test(cost_is_what_the_tokens_pay),
        cmocka_unit_test(columns_are_the_scalar_calls),
        cmocka_unit_test(whole_box_is_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
