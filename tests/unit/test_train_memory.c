/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of training: ZeRO, activations, LoRA and QLoRA against the papers' figures; the verdict; the search. */
#include "train_ask.h"

#define GIB 1073741824.0

static double state_bytes(const toll_train_memory *m)
{
    return (double)(m->weights_bytes + m->gradient_bytes + m->optimiser_bytes);
}

/* 7.5 billion parameters in one feed-forward block. */
static fixture zero_model(void)
{
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    f.model = model_of(1, 10000, 1);
    f.rows[0] = ffn_of(1, 375000, 2);
    f.n_rows = 1;
    return f;
}

/* arXiv 1910.02054, figure 1: 7.5 B parameters, 64 ranks, 2 + 2 + 12 bytes: 120, 31.4, 16.6, 1.88 GB. */
static void zero_stages_of_the_paper(void **state)
{
    (void)state;
    static const double want[4] = {120, 31.4, 16.6, 1.88};
    const fixture f = zero_model();
    toll_train_setup s = setup_of();
    s.dp = 64;
    s.gradient_bits = 16;
    for (uint32_t stage = 0; stage < 4; stage++) {
        s.zero_stage = stage;
        const toll_train_memory m = ask_train_memory(&f, &s);
        assert_within(state_bytes(&m) / 1e9, want[stage], 0.003);
    }
}

static void optimisers_keep_what_they_say(void **state)
{
    (void)state;
    static const double want[6] = {12, 6.03125, 4, 8, 4, 8};
    const fixture f = zero_model();
    toll_train_setup s = setup_of();
    for (uint32_t optimiser = 1; optimiser <= 6; optimiser++) {
        s.optimiser = optimiser;
        const toll_train_memory m = ask_train_memory(&f, &s);
        assert_within((double)m.optimiser_bytes, want[optimiser - 1] * (double)m.params_total, 1e-9);
    }
}

/* arXiv 2205.05198, section 4: one layer keeps s b h (34 + 5 a s / h) bytes; with tp (10 + 24/t + 5as/ht); with sequence
 * parallelism and selective recomputation 34/t. The head of a one-stage model adds its inputs
 * and 16 bytes a word for logits, log-probabilities and their gradients, and is gone when a layer is recomputed. */
static void activations_follow_the_papers_formula(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_a100(&f);
    train_gpt(&f, 48, 6144, 64);
    toll_train_setup s = megatron_setup(1, 1, 1, 4, 4);
    const double unit = 2048.0 * 4 * 6144 * 48, scores = 5.0 * 64 * 2048 / 6144;
    const double tokens = 2048.0 * 4, frame = tokens * (4 * 6144.0 + 16 * 51200.0 + 6144.0);
    const double frame8 = tokens * (4 * 6144.0 + 16 * 51200.0 / 8 + 6144.0);
    assert_within((double)ask_train_memory(&f, &s).activation_bytes, unit * (34 + scores) + frame, 1e-9);
    s.tp = 8;
    assert_within((double)ask_train_memory(&f, &s).activation_bytes, unit * (10 + 3 + scores / 8) + frame8, 1e-9);
    s.flags |= TOLL_TRAIN_SEQUENCE_PARALLEL;
    s.recompute = TOLL_RECOMPUTE_SELECTIVE;
    assert_within((double)ask_train_memory(&f, &s).activation_bytes,
                  unit * 34.0 / 8 + tokens * 6144.0 / 8 +
                      fmax(unit * scores / 8 / 48, tokens * (4 * 6144.0 + 16 * 51200.0) / 8),
                  1e-9);
    s.recompute = TOLL_RECOMPUTE_FULL;
    s.flags = TOLL_TRAIN_DROPOUT;
    const double layer = (10 + 3 + scores / 8 - 2) / 48;
    assert_within((double)ask_train_memory(&f, &s).activation_bytes,
                  unit * 2 + tokens * 6144.0 + fmax(unit * layer, frame8 - tokens * 6144.0), 1e-9);
}

/* A fused loss keeps no logits; a pipeline's last stage has them where they outweigh the first one's micro-batches. */
static void a_loss_is_held_by_the_last_stage(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_a100(&f);
    train_gpt(&f, 4, 1024, 16);
    toll_train_setup s = megatron_setup(1, 1, 1, 4, 4);
    s.flags = 0;
    s.attention = TOLL_ATTENTION_FUSED;
    s.recompute = TOLL_RECOMPUTE_FULL;
    const double tokens = 2048.0 * 4, kept = tokens * 4 * 2 * 1024, head = tokens * (4 * 1024.0 + 16 * 51200.0);
    assert_within((double)ask_train_memory(&f, &s).activation_bytes, kept + head, 1e-9);
    s.pp = 2; /* two of the four layers, one micro-batch: less than on the first stage, but for the head */
    assert_within((double)ask_train_memory(&f, &s).activation_bytes, kept / 2 + head, 1e-9);
    s.loss = TOLL_LOSS_FUSED;
    assert_true((double)ask_train_memory(&f, &s).activation_bytes < kept + tokens * 40 * 1024.0);
}

typedef struct published {
    int64_t layers, width, heads, pp, virtual_stages, micro, batch;
    double all_gib, selective_gib, state_gib;
} published;

/* The same paper's figure 1, as read off by Calculon's authors (llm/validation.py): activations without recomputation, with
 * sequence parallelism and selective recomputation, and parameters with optimiser state, of which the embedding is left
 * out. */
static const published figure1[] = {
    {48, 6144, 64, 1, 1, 4, 4, 59.25, 9.5625, 45.5625},
    {96, 12288, 96, 8, 3, 1, 64, 66.84375, 12.3515625, 45.5625},
    {105, 20480, 128, 35, 3, 1, 280, 114.0234375, 23.076171875, 31.640625},
    {128, 25600, 160, 64, 1, 1, 512, 131.25, 26.5625, 32.958984375},
};

static void activations_of_published_runs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof figure1 / sizeof figure1[0]; i++) {
        const published *p = &figure1[i];
        fixture f;
        fixture_defaults(&f);
        fixture_a100(&f);
        train_gpt(&f, p->layers, p->width, p->heads);
        toll_train_setup s = megatron_setup(8, p->pp, p->virtual_stages, p->micro, p->batch);
        toll_train_memory m = ask_train_memory(&f, &s);
        const double flights =
            (double)p->pp + (double)(p->pp - 1) / (double)p->virtual_stages * (p->virtual_stages > 1);
        const double masks = 2048.0 * (double)(p->micro * p->width) * flights; /* the embedding's, not in the figure */
        /* With one stage our figure holds the head too: the formula above covers that. */
        assert_within(((double)m.activation_bytes - masks) / GIB, p->all_gib, p->pp > 1 ? 0.001 : 0.02);
        const double embedding = (51200 + 2048) * (double)p->width / 8;
        assert_within((state_bytes(&m) - 18 * embedding) / GIB, p->state_gib, 0.005);
        s.flags |= TOLL_TRAIN_SEQUENCE_PARALLEL;
        s.recompute = TOLL_RECOMPUTE_SELECTIVE;
        m = ask_train_memory(&f, &s);
        if (p->pp >
            1) /* with one stage our figure holds head and one recomputed layer: the formula above covers that */
            assert_within((double)m.activation_bytes / GIB, p->selective_gib, 0.06);
    }
}

/* LLaMA-65B: 80 layers of 8,192, 64 heads, width 22,016, 32,000 tokens. */
static fixture llama_65b(void)
{
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    f.hw.known = (f.hw.known & ~(uint64_t)TOLL_HW_MEMORY) | TOLL_HW_MEMORY_USABLE;
    f.hw.memory_bytes = 0;
    f.hw.memory_usable_bytes = 48LL << 30;
    f.model = model_of(80, 8192, 32000);
    f.rows[0] = attention_of(80, 64, 64, 128);
    f.rows[1] = ffn_of(80, 22016, 3);
    f.rows[0].norm_vectors = f.rows[1].norm_vectors = 1;
    f.n_rows = 2;
    return f;
}

/* arXiv 2305.14314, abstract and section 1: fine-tuning 65 B in 16 bits takes more than 780 GB (2 + 2 + 8 bytes a
 * parameter), QLoRA less than 48 GB: rank 64 on every projection, sequences of 512, one at a time, checkpointed. */
static void qlora_fits_65b_in_48_gb(void **state)
{
    (void)state;
    const fixture f = llama_65b();
    toll_train_setup s = setup_of();
    s.optimiser = TOLL_OPTIMISER_ADAM_FP32;
    s.gradient_bits = 16;
    toll_train_memory m = ask_train_memory(&f, &s);
    assert_within(state_bytes(&m), 783e9, 0.005);
    assert_int_equal(m.verdict, TOLL_FIT_NO);
    s.method = TOLL_METHOD_QLORA;
    s.lora_rank = 64;
    s.sequence_tokens = 512;
    s.recompute = TOLL_RECOMPUTE_FULL;
    s.fragmentation_frac = 0;
    s.runtime_bytes = 1 << 30;
    m = ask_train_memory(&f, &s);
    assert_true(m.needed_bytes < 48000000000);
    assert_true(m.verdict != TOLL_FIT_NO);
    s.method = TOLL_METHOD_LORA;
    assert_int_equal(ask_train_memory(&f, &s).verdict, TOLL_FIT_NO);
}

/* LoRA's frozen weights are neither sharded nor trained: state is 2 bytes of weights and 2 + 4 + 12 of adapters. */
static void lora_trains_adapters_alone(void **state)
{
    (void)state;
    const fixture f = llama_65b();
    toll_train_setup s = setup_of();
    s.method = TOLL_METHOD_LORA;
    const toll_train_memory m = ask_train_memory(&f, &s);
    const double adapters = (double)m.params_trainable;
    assert_close((double)m.gradient_bytes, 4 * adapters);
    assert_close((double)m.optimiser_bytes, 12 * adapters);
    assert_close((double)m.weights_bytes, 2 * ((double)m.params_total + adapters));
}

static void parts_add_up(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    toll_train_setup s = setup_of();
    s.tp = 8;
    s.dp = 2;
    s.zero_stage = 1;
    const toll_train_memory m = ask_train_memory(&f, &s);
    assert_int_equal(m.needed_bytes, m.weights_bytes + m.gradient_bytes + m.optimiser_bytes + m.activation_bytes +
                                         m.runtime_bytes + m.fragmentation_bytes);
    assert_int_equal(m.margin_bytes, m.capacity_bytes - m.needed_bytes);
    assert_int_equal(m.gpus, 16);
}

/* Three values: moved past the margin from both sides. */
static void verdict_has_three_values(void **state)
{
    (void)state;
    fixture f = zero_model();
    const toll_train_setup s = setup_of();
    const int64_t needed = ask_train_memory(&f, &s).needed_bytes;
    f.hw.known |= TOLL_HW_MEMORY_USABLE;
    f.hw.memory_bytes = 4 * needed;
    const int64_t two = 2LL << 30;
    f.hw.memory_usable_bytes = needed + two + 1;
    assert_int_equal(ask_train_memory(&f, &s).verdict, TOLL_FIT_YES);
    f.hw.memory_usable_bytes = needed + two;
    assert_int_equal(ask_train_memory(&f, &s).verdict, TOLL_FIT_MARGINAL);
    f.hw.memory_usable_bytes = needed - two;
    assert_int_equal(ask_train_memory(&f, &s).verdict, TOLL_FIT_MARGINAL);
    f.hw.memory_usable_bytes = needed - two - 1;
    const toll_train_memory m = ask_train_memory(&f, &s);
    assert_int_equal(m.verdict, TOLL_FIT_NO);
    assert_true((m.flags & TOLL_FLAG_NO_FIT) != 0);
}

/* Memory falls with every stage, and with every data-parallel rank from the stage on that shards something. */
static void sharding_never_costs_memory(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_mixtral(&f);
    for (int64_t dp = 1; dp <= 256; dp *= 4)
        for (uint32_t stage = 0; stage < 3; stage++) {
            toll_train_setup s = setup_of();
            s.dp = dp;
            s.zero_stage = stage;
            const int64_t less = ask_train_memory(&f, &s).needed_bytes;
            s.zero_stage = stage + 1;
            const int64_t more = ask_train_memory(&f, &s).needed_bytes;
            assert_true(dp > 1 ? more < less : more == less);
        }
}

static void recomputing_never_costs_memory(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    for (uint32_t attention = 1; attention <= 2; attention++)
        for (uint32_t flags = 0; flags < 4; flags++) {
            toll_train_setup s = setup_of();
            s.attention = attention;
            s.flags = flags;
            s.tp = 4;
            const int64_t none = ask_train_memory(&f, &s).activation_bytes;
            s.recompute = TOLL_RECOMPUTE_SELECTIVE;
            const int64_t selective = ask_train_memory(&f, &s).activation_bytes;
            s.recompute = TOLL_RECOMPUTE_FULL;
            const int64_t full = ask_train_memory(&f, &s).activation_bytes;
            assert_true(full < selective && selective <= none);
        }
}

/* ---- toll_train_find_layout ---- */

static toll_train_memory find(const fixture *f, const toll_train_setup *s, uint64_t most, toll_train_setup *found)
{
    toll_error err;
    toll_train_memory memory;
    *found = setup_of();
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    expect_ok(toll_train_find_layout(&f->hw, &f->model, f->rows, f->n_rows, ROW_BYTES, s, &f->constants, most, found,
                                     &memory, &err),
              &err);
    return memory;
}

/* What is found fits, and no layout of half as many accelerators does: tried one by one. */
static void search_finds_the_fewest(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    for (uint32_t stage = 0; stage < 4; stage++) {
        toll_train_setup s = setup_of(), found;
        s.zero_stage = stage;
        s.recompute = TOLL_RECOMPUTE_FULL;
        const toll_train_memory memory = find(&f, &s, 1024, &found);
        assert_int_equal(memory.verdict, TOLL_FIT_YES);
        assert_int_equal(ask_train_memory(&f, &found).needed_bytes, memory.needed_bytes);
        assert_int_equal(found.tp * found.pp * found.dp, memory.gpus);
        for (int64_t tp = 1; tp <= 8 && tp <= memory.gpus / 2; tp *= 2)
            for (int64_t pp = 1; tp * pp <= memory.gpus / 2; pp *= 2) {
                toll_train_setup half = s;
                half.tp = tp;
                half.pp = pp;
                half.dp = memory.gpus / 2 / tp / pp;
                assert_true(ask_train_memory(&f, &half).verdict != TOLL_FIT_YES);
            }
    }
}

/* Nothing on the documented grid that fits is faster: tried one by one, in another order. */
static void no_layout_that_fits_is_faster(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    toll_error err;
    toll_train_setup s = setup_of(), found = setup_of();
    toll_train_step best;
    toll_train_memory memory;
    s.global_sequences = 64;
    (void)toll_struct_init(&best, sizeof best, TOLL_KIND_TRAIN_STEP, NULL);
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    expect_ok(toll_train_find_fastest(&f.hw, &f.model, f.rows, f.n_rows, ROW_BYTES, &s, &f.constants, 8, &found, &best,
                                      &memory, &err),
              &err);
    assert_int_equal(memory.verdict, TOLL_FIT_YES);
    assert_int_equal(found.tp * found.pp * found.cp * found.dp, 8);
    assert_close(ask_train_step(&f, &found).time_s.mid, best.time_s.mid);
    int compared = 0;
    for (uint32_t level = TOLL_RECOMPUTE_FULL; level >= TOLL_RECOMPUTE_NONE; level--)
        for (uint32_t zero = 1; zero <= 3; zero += 2)
            for (int64_t micro = 16; micro >= 1; micro /= 2)
                for (int64_t pp = 8; pp >= 1; pp /= 2)
                    for (int64_t tp = 8 / pp; tp >= 1; tp /= 2) {
                        toll_train_setup one = s;
                        one.recompute = level;
                        one.zero_stage = zero;
                        one.micro_sequences = micro;
                        one.pp = pp;
                        one.tp = tp;
                        one.dp = 8 / pp / tp;
                        one.flags |= tp > 1 ? TOLL_TRAIN_SEQUENCE_PARALLEL : 0;
                        if ((zero == 3 && pp > 1) || 64 % (one.dp * micro) != 0 ||
                            ask_train_memory(&f, &one).verdict != TOLL_FIT_YES)
                            continue;
                        compared++;
                        assert_true(ask_train_step(&f, &one).time_s.mid >= best.time_s.mid);
                    }
    assert_true(compared > 50);
}

static void search_says_when_nothing_fits(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    toll_train_setup s = setup_of(), found;
    const toll_train_memory memory = find(&f, &s, 2, &found);
    assert_int_equal(memory.verdict, TOLL_FIT_NO);
    assert_int_equal(memory.gpus, 2);
}

/* 12 sequences on ranks that take 8 at a time become 16. */
static void search_grows_the_batch(void **state)
{
    (void)state;
    const fixture f = zero_model();
    toll_train_setup s = setup_of(), found;
    s.zero_stage = 3;
    s.global_sequences = 1;
    (void)find(&f, &s, 64, &found);
    assert_int_equal(found.global_sequences % found.dp, 0);
    assert_true(found.global_sequences >= found.dp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_stages_of_the_paper),
        cmocka_unit_test(optimisers_keep_what_they_say),
        cmocka_unit_test(activations_follow_the_papers_formula),
        cmocka_unit_test(a_loss_is_held_by_the_last_stage),
        cmocka_unit_test(activations_of_published_runs),
        cmocka_unit_test(qlora_fits_65b_in_48_gb),
        cmocka_unit_test(lora_trains_adapters_alone),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(verdict_has_three_values),
        cmocka_unit_test(sharding_never_costs_memory),
        cmocka_unit_test(recomputing_never_costs_memory),
        cmocka_unit_test(search_finds_the_fewest),
        cmocka_unit_test(no_layout_that_fits_is_faster),
        cmocka_unit_test(search_says_when_nothing_fits),
        cmocka_unit_test(search_grows_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
