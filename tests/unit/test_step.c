/* SPDX-License-Identifier: Apache-2.0 */
/* Time of one step, term by term, against hand calculations on a toy whose accelerator moves 1 TB/s.
 *
 * The toy has 2 layers of width 1,024 in 16 bits. Bytes of weights: attention (16 heads of 64, 4 KV heads)
 * 2 * (1024*1024*2 + 2*1024*256) = 5,242,880 a layer; gated feed-forward 2 * 3*1024*4096 = 25,165,824 a layer; head
 * 2 * 10000*1024 = 20,480,000. Activations of one token: attention (16+4)*(64+64) outputs and inputs of heads and
 * 2*1024 of the residual stream = 4,608 elements, feed-forward 3*4096 + 2*1024 = 14,336 elements. KV cache:
 * 4*(64+64)*2 = 1,024 bytes a token and layer. */
#include "fixture_ask.h"

#include <string.h>

#include "model_builder.h"

#define TB 1e12

#define ATTENTION_BYTES 5242880.0
#define ATTENTION_IO    (2 * 4608.0)
#define FFN_BYTES       25165824.0
#define FFN_IO          (2 * 14336.0)
#define HEAD_BYTES      20480000.0
#define KV_BYTES        1024.0

/* Arithmetic that takes no time, so that only bytes count. */
static void make_compute_free(fixture *f)
{
    f->hw.bf16_flop_per_s = 1e21;
}

/* Memory that takes no time, so that only operations count. */
static void make_memory_free(fixture *f)
{
    f->hw.memory_bytes_per_s = 1e18;
}

/* Only this row, without a head. */
static void only(fixture *f, toll_model_layer row)
{
    f->model.flags = TOLL_MODEL_NO_HEAD;
    f->rows[0] = row;
    f->n_rows = 1;
}

/* ---- weights --------------------------------------------------------------------------------------------------- */

static void weights_are_read_once_and_activations_per_token(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    resolve(&f);
    const double weights = 2 * ATTENTION_BYTES + 2 * FFN_BYTES + HEAD_BYTES;
    const double io = 2 * ATTENTION_IO + 2 * FFN_IO;
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s, (weights + io) / TB);
    assert_close(ask_step(&f, fixture_decode(100, 0)).weights_s, (weights + 100 * io) / TB);
    toll_step_batch mixed = fixture_decode(100, 0);
    mixed.prefill_tokens = 50; /* prompts read the same weights */
    assert_close(ask_step(&f, mixed).weights_s, (weights + 150 * io) / TB);
}

/* An encoder-decoder whose first layer encodes: decoding reads the weights of the second alone. A prompt of 50 tokens
 * goes through both, and the 100 decoded tokens of that step through the second. */
static void an_encoder_works_on_prompts_alone(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    for (int i = 0; i < 2; i++) { /* attention and feed-forward of one layer each, twice */
        f.rows[i].count = 1;
        f.rows[2 + i] = f.rows[i];
        f.rows[2 + i].flags |= TOLL_LAYER_ENCODER;
    }
    f.n_rows = 4;
    resolve(&f);
    const double layer = ATTENTION_BYTES + FFN_BYTES, io = ATTENTION_IO + FFN_IO;
    assert_close(ask_step(&f, fixture_decode(100, 0)).weights_s, (layer + HEAD_BYTES + 100 * io) / TB);
    toll_step_batch mixed = fixture_decode(100, 0);
    mixed.prefill_tokens = 50;
    assert_close(ask_step(&f, mixed).weights_s, (2 * layer + HEAD_BYTES + 150 * io + 50 * io) / TB);
    assert_int_equal(ask_memory(&f, 1, 160).kv_bytes, 160 * KV_BYTES); /* of the second layer */
}

static void tensor_parallelism_splits_weights_but_not_the_stream(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    fixture_layout(&f, 4, 1, 1, 1);
    resolve(&f);
    const double stream = 2 * 2 * 1024; /* bytes of the residual stream, in and out */
    const double io = 2 * ((ATTENTION_IO - stream) / 4 + stream) + 2 * ((FFN_IO - stream) / 4 + stream);
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s,
                 ((2 * ATTENTION_BYTES + 2 * FFN_BYTES + HEAD_BYTES) / 4 + io) / TB);
}

static void tied_head_is_read_at_the_embeddings_bits(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    f.precision.embed_bits = 8;
    f.precision.head_bits = 32;
    resolve(&f);
    const double apart = ask_step(&f, fixture_decode(1, 0)).weights_s;
    f.model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    resolve(&f);
    const double tied = ask_step(&f, fixture_decode(1, 0)).weights_s;
    assert_within(apart - tied, 10000 * 1024 * 3.0 / TB, 1e-9); /* 4 bytes, then 1 */
}

static void fractions_of_bandwidth_lengthen_it(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    resolve(&f);
    const toll_step_result best = ask_step(&f, fixture_decode(8, 1000));
    f.constants.linear_memory_frac = 0.5;
    f.constants.decode_memory_frac = 0.25;
    resolve(&f);
    const toll_step_result real = ask_step(&f, fixture_decode(8, 1000));
    assert_close(real.weights_s, 2 * best.weights_s);
    assert_close(real.kv_s, 4 * best.kv_s);
}

/* 3-4-5: where arithmetic takes 4/3 of the memory's time, both together take 5/3, shared as 9 to 16. */
static void roofline_is_smooth(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, ffn_of(2, 4096, 3));
    const double memory_s = (FFN_BYTES + FFN_IO) / TB;
    f.hw.bf16_flop_per_s = 2.0 * 3 * 1024 * 4096 / (memory_s * 4 / 3);
    resolve(&f);
    const toll_step_result r = ask_step(&f, fixture_decode(1, 0));
    assert_close(r.time_s.mid, 2 * memory_s * 5 / 3);
    assert_close(r.weights_s, 2 * memory_s * 5 / 3 * 9 / 25);
    assert_close(r.compute_s, 2 * memory_s * 5 / 3 * 16 / 25);
    assert_int_equal(r.bound, TOLL_BOUND_COMPUTE);
}

/* Two operations a parameter and token; the head only for the 5 sequences that get a token. */
static void operations_are_counted(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_memory_free(&f);
    f.hw.bf16_flop_per_s = 1e12;
    f.constants.linear_compute_frac = 0.5;
    resolve(&f);
    toll_step_batch batch = fixture_decode(3, 0);
    batch.prefill_tokens = 1000;
    batch.prefill_sequences = 2;
    f.constants.prefill_compute_frac = 1;
    const double body = (ATTENTION_BYTES + FFN_BYTES) / 2 * 2, head = 10000 * 1024.0;
    /* Causal attention of 500 tokens: 250 attended on average, 2 * 16 * (64 + 64) operations each, in 2 layers. */
    const double attention = 1000 * 250.0 * 2 * 16 * 128 * 2;
    assert_within(ask_step(&f, batch).compute_s, (2 * (1003 * body + 5 * head) / 0.5 + attention) / 1e12, 1e-6);
}

/* ---- experts --------------------------------------------------------------------------------------------------- */

/* 8 experts of 3*1024*4096 in 16 bits, 2 of them a token; router 8*1024. Activations of a token: 2 * (2*1024 + 3*4096)
 * elements in the experts, 2*1024 around the router. */
#define EXPERT_BYTES (2 * 3 * 1024 * 4096.0)
#define EXPERT_IO    (2 * 2 * 14336.0)
#define ROUTER_BYTES (2 * 8 * 1024.0)
#define ROUTER_IO    (2 * 2 * 1024.0)

/* Expected largest of four standard normal draws: Tippett, Biometrika 17, 1925. */
#define LARGEST_OF_4 1.029375373004

static void experts(fixture *f)
{
    fixture_toy(f);
    make_compute_free(f);
    only(f, moe_of(1, 4096, 8, 2));
}

static double experts_read(double tokens, double share)
{
    return (8 * EXPERT_BYTES * share + tokens * EXPERT_IO + ROUTER_BYTES + tokens * ROUTER_IO) / TB;
}

static void tokens_touch_the_expected_share_of_experts(void **state)
{
    (void)state;
    fixture f;
    experts(&f);
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s, experts_read(1, 2.0 / 8)); /* exactly k */
    assert_close(ask_step(&f, fixture_decode(2, 0)).weights_s, experts_read(2, 1 - 0.75 * 0.75));
    assert_close(ask_step(&f, fixture_decode(3, 0)).weights_s, experts_read(3, 1 - 0.75 * 0.75 * 0.75));
    assert_close(ask_step(&f, fixture_decode(1000, 0)).weights_s, experts_read(1000, 1)); /* all */
    f.rows[0].n_experts_active = 8;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s,
                 experts_read(1, 1) + 3 * EXPERT_IO / TB); /* 8 experts' activations instead of 2 */
}

/* The projections into the experts' width are no experts: 2*1024*256 elements that every token reads. */
static void latent_projections_are_read_whole(void **state)
{
    (void)state;
    fixture f;
    experts(&f);
    f.rows[0].d_latent = 256;
    resolve(&f);
    const double expert = 2 * 3 * 256 * 4096.0, expert_io = 2 * 2 * (2 * 256 + 3 * 4096.0);
    const double latent = 2 * 2 * 1024 * 256.0, latent_io = 2 * 2 * 256.0;
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s,
                 (2 * expert + expert_io + latent + latent_io + ROUTER_BYTES + ROUTER_IO) / TB);
}

/* 4 replicas of 10 sequences: their 40 tokens touch the experts, of which each accelerator holds a quarter. */
static void data_parallel_replicas_share_the_experts(void **state)
{
    (void)state;
    fixture f;
    experts(&f);
    fixture_layout(&f, 1, 1, 4, 4);
    f.hw.link_bytes_per_s = 1e18;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(40, 0)).weights_s, /* all but 1e-5 of them: the busiest rank reads both */
                 (8 * EXPERT_BYTES / 4 + 40 * EXPERT_IO / 4 + ROUTER_BYTES + 10 * ROUTER_IO) / TB);
    /* Of fewer sequences than replicas the busiest still has one; the experts see all 2. */
    const double busiest = 1 - 0.75 * 0.75 + LARGEST_OF_4 * sqrt(0.4375 * 0.5625 * 0.75 / 2);
    assert_close(ask_step(&f, fixture_decode(2, 0)).weights_s,
                 (8 * EXPERT_BYTES * busiest / 4 + 2 * EXPERT_IO / 4 + ROUTER_BYTES + ROUTER_IO) / TB);
}

/* One token picks 2 of 8 experts on 4 ranks of 2. Both are on one rank in 1 of 7 draws, so the busiest rank reads 8/7 =
 * 1.143 of them. A normal draw says 0.5 + 1.0294 * sqrt(2 * 1/4 * 3/4 * 3/4) = 1.046, the mean of all ranks 0.5. */
static void ranks_wait_for_the_one_that_reads_the_most_experts(void **state)
{
    (void)state;
    fixture f;
    experts(&f);
    fixture_layout(&f, 1, 1, 4, 4);
    f.hw.link_bytes_per_s = 1e18;
    resolve(&f);
    const double rest = (EXPERT_IO / 4 + ROUTER_BYTES + ROUTER_IO) / TB;
    const double read = (ask_step(&f, fixture_decode(1, 0)).weights_s - rest) * TB / EXPERT_BYTES;
    assert_close(read, 0.5 + LARGEST_OF_4 * sqrt(2 * 0.25 * 0.75 * 0.75));
    assert_near(read, 8.0 / 7, 0.1);
    fixture_layout(&f, 1, 1, 1, 4); /* each rank holds a quarter of every expert: none is busier */
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s,
                 (2 * EXPERT_BYTES / 4 + 2 * (2 * (2 * 1024.0 + 3 * 4096.0 / 4)) + ROUTER_BYTES + ROUTER_IO) / TB);
}

/* Of 3 ranks the largest of normal draws is taken between those of 2 and 4; of more than 1,024 it grows no more. */
static void ranks_between_powers_of_two_are_between(void **state)
{
    (void)state;
    fixture f;
    const int64_t ranks[] = {3, 2048};
    const double largest[] = {0.564189583548 + (LARGEST_OF_4 - 0.564189583548) * log2(1.5), 3.248239701375};
    for (int i = 0; i < 2; i++) {
        experts(&f);
        f.rows[0].n_experts = 6144;
        fixture_layout(&f, 1, 1, ranks[i], ranks[i]);
        f.hw.scaleup_gpus = 4096;
        f.hw.link_bytes_per_s = 1e18;
        resolve(&f);
        const double n = (double)ranks[i], t = 2.0 / 6144, local = 6144 / n;
        const double busiest = t + largest[i] * sqrt(t * (1 - t) * (1 - 1 / n) / local);
        assert_close(ask_step(&f, fixture_decode(1, 0)).weights_s,
                     (local * EXPERT_BYTES * busiest + EXPERT_IO / n + 2 * 6144 * 1024.0 + ROUTER_IO) / TB);
    }
}

/* ---- attention ------------------------------------------------------------------------------------------------- */

static void decode_reads_the_cache_and_writes_one_token(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 1000)).kv_s, 2 * (1000 + 1) * KV_BYTES / TB);
    assert_close(ask_step(&f, fixture_decode(32, 5000)).kv_s, 32 * 2 * (5000 + 1) * KV_BYTES / TB);
    assert_int_equal(ask_step(&f, fixture_decode(100, 50000)).bound, TOLL_BOUND_KV);
    f.precision.kv_bits = 8;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 1000)).kv_s, 2 * (1000 + 1) * KV_BYTES / 2 / TB);
}

/* 4 KV heads: 2 ranks hold 2 each, 4 and 8 ranks one each. */
static void kv_heads_are_repeated_beyond_their_number(void **state)
{
    (void)state;
    const int64_t tp[] = {1, 2, 4, 8}, heads[] = {4, 2, 1, 1};
    for (int i = 0; i < 4; i++) {
        fixture f;
        fixture_toy(&f);
        make_compute_free(&f);
        fixture_layout(&f, tp[i], 1, 1, 1);
        resolve(&f);
        assert_close(ask_step(&f, fixture_decode(1, 999)).kv_s, 2 * 1000 * (KV_BYTES / 4) * (double)heads[i] / TB);
    }
}

static void window_limits_what_is_read(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    f.rows[0].window_tokens = 100;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 99)).kv_s, 2 * (99 + 1) * KV_BYTES / TB);
    assert_close(ask_step(&f, fixture_decode(1, 100000)).kv_s, 2 * (100 + 1) * KV_BYTES / TB);
}

/* The latent of 512 + 64 is read by every rank; 16 heads: absorbed, 2*16*(576 + 512) operations a token of context. */
static void latent_attention_is_not_split(void **state)
{
    (void)state;
    for (int64_t tp = 1; tp <= 8; tp *= 2) {
        fixture f;
        fixture_toy(&f);
        only(&f, mla_of(2, 16));
        make_compute_free(&f);
        fixture_layout(&f, tp, 1, 1, 1);
        resolve(&f);
        assert_close(ask_step(&f, fixture_decode(3, 999)).kv_s, 3 * 2 * 1000 * 576 * 2 / TB);
    }
}

static void latent_attention_is_absorbed_in_decode_and_expanded_in_prompts(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, mla_of(1, 16));
    make_memory_free(&f);
    f.hw.bf16_flop_per_s = 1e12;
    resolve(&f);
    const double dense_decode = ask_step(&f, fixture_decode(1, 0)).compute_s;
    assert_within(ask_step(&f, fixture_decode(1, 1e6)).compute_s - dense_decode, 1e6 * 2 * 16 * (576 + 512) / 1e12,
                  1e-6);
    /* 128 + 64 and 128 of values a head; the chunk of 10 behind 10^6 attends 10^6 + 5. */
    assert_within(ask_step(&f, fixture_prompt(10, 1, 1e6)).compute_s - 10 * dense_decode,
                  10 * (1e6 + 5) * 2 * 16 * (192 + 128) / 1e12, 1e-6);
}

/* Of 10^6 tokens 2,048 are attended; the index keys of 128 at 8 bits are read for all of them. */
static void sparse_attention_reads_what_it_selects(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, mla_of(1, 16));
    f.rows[0].index_heads = 4;
    f.rows[0].index_dim = 128;
    f.rows[0].index_topk_tokens = 2048;
    f.precision.index_bits = 8;
    make_compute_free(&f);
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 1e6)).kv_s, ((2048 + 1) * 576 * 2 + 1e6 * 128) / TB);
    assert_close(ask_step(&f, fixture_decode(1, 1000)).kv_s, ((1000 + 1) * 576 * 2 + 1000 * 128.0) / TB);
    f.rows[0].index_heads = f.rows[0].index_dim = 0; /* chosen by another layer's indexer: no index keys */
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1, 1e6)).kv_s, (2048 + 1) * 576 * 2 / TB);
}

/* Every rank computes all 4 index heads of 128 over 10^6 tokens, but its own half of the 16 heads over 2,048. */
static void indexer_is_repeated(void **state)
{
    (void)state;
    double seconds[2];
    for (int64_t tp = 1; tp <= 2; tp++) {
        fixture f;
        fixture_toy(&f);
        only(&f, mla_of(1, 16));
        f.rows[0].index_heads = 4;
        f.rows[0].index_dim = 128;
        f.rows[0].index_topk_tokens = 2048;
        f.layout.tp = tp;
        make_memory_free(&f);
        f.hw.bf16_flop_per_s = 1e12;
        resolve(&f);
        seconds[tp - 1] = ask_step(&f, fixture_decode(1, 1e6)).compute_s - ask_step(&f, fixture_decode(1, 0)).compute_s;
    }
    const double attended = 2048 * 2 * 16 * (576 + 512), indexed = 1e6 * 2 * 4 * 128;
    assert_within(seconds[0], (attended + indexed) / 1e12, 1e-6);
    assert_within(seconds[1], (attended / 2 + indexed) / 1e12, 1e-6);
}

/* 16 heads of 64 within 128 tokens, and entries of 4 tokens, 512 of which are chosen by 4 heads of 128. */
static void compressed(fixture *f)
{
    fixture_toy(f);
    f->rows[0] = row_of(TOLL_LAYER_SHARED_KV, 1);
    f->rows[1] = row_of(TOLL_LAYER_COMPRESSOR, 1);
    f->n_rows = 2;
    f->model.n_layers = 1;
    for (int i = 0; i < 2; i++) {
        f->rows[i].n_heads = 16;
        f->rows[i].head_dim = 64;
        f->rows[i].q_lora_rank = 256;
    }
    f->rows[0].window_tokens = 128;
    f->rows[0].o_groups = 4;
    f->rows[0].o_lora_rank = 32;
    f->rows[1].compress_tokens = 4;
    f->rows[1].index_heads = 4;
    f->rows[1].index_dim = 128;
    f->rows[1].index_topk_tokens = 512;
}

/* The shared head is read once, 128 bytes a token; an entry's tokens are read at a quarter of that, index keys at 64. */
static void compressed_entries_are_read(void **state)
{
    (void)state;
    fixture f;
    compressed(&f);
    make_compute_free(&f);
    resolve(&f);
    const double window = (128 + 1) * 128;
    assert_close(ask_step(&f, fixture_decode(1, 1e6)).kv_s, (window + (2048 + 1) * 32 + 1e6 * 64) / TB);
    assert_close(ask_step(&f, fixture_decode(1, 1000)).kv_s, (window + (1000 + 1) * 32 + 1000 * 64.0) / TB);
    assert_close(ask_step(&f, fixture_decode(1, 100)).kv_s, ((100 + 1) * 128 + (100 + 1) * 32 + 100 * 64.0) / TB);
}

static void compressed_entries_are_computed(void **state)
{
    (void)state;
    fixture f;
    compressed(&f);
    make_memory_free(&f);
    f.hw.bf16_flop_per_s = 1e12;
    resolve(&f);
    const double attended = (128 + 512) * 2.0 * 16 * 128, indexed = 1e6 / 4 * 2 * 4 * 128;
    const double more = ask_step(&f, fixture_decode(1, 1e6)).compute_s - ask_step(&f, fixture_decode(1, 0)).compute_s;
    assert_within(more, (attended + indexed) / 1e12, 1e-6);
}

/* The cache stands beside its attention: one kernel, one all-reduce for both. */
static void compressed_entries_have_no_collective(void **state)
{
    (void)state;
    fixture both, alone;
    compressed(&both);
    compressed(&alone);
    alone.n_rows = 1;
    both.layout.tp = alone.layout.tp = 2;
    resolve(&both);
    resolve(&alone);
    assert_true(ask_step(&alone, fixture_decode(8, 1000)).link_s > 0);
    assert_close(ask_step(&both, fixture_decode(8, 1000)).link_s, ask_step(&alone, fixture_decode(8, 1000)).link_s);
}

/* Gated delta net: 8 value heads of 64, keys of 32, convolution 4 over 2*4*32 + 8*64 channels, 32 bits. */
static void recurrent_state_is_read_and_written(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, row_of(TOLL_LAYER_GDN, 2));
    f.rows[0].n_heads = 8;
    f.rows[0].n_kv_heads = 4;
    f.rows[0].head_dim = 32;
    f.rows[0].v_head_dim = 64;
    f.rows[0].conv_width = 4;
    f.precision.state_bits = 32;
    make_compute_free(&f);
    resolve(&f);
    const double state_bytes = (8 * 32 * 64 + 3 * (2 * 4 * 32 + 8 * 64)) * 4;
    assert_close(ask_step(&f, fixture_decode(10, 1)).kv_s, 10 * 2 * 2 * state_bytes / TB);
    assert_close(ask_step(&f, fixture_decode(10, 1e6)).kv_s, 10 * 2 * 2 * state_bytes / TB);
}

/* Half of the best at `half` tokens: a prompt of 1,000 with half = 1,000 takes twice as long. Windows cut the length
 * that a kernel works over as they cut the context. */
static void short_prompts_reach_less(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, attention_of(1, 16, 4, 64));
    make_memory_free(&f);
    f.hw.bf16_flop_per_s = 1e12;
    f.constants.linear_compute_frac = 1;
    resolve(&f);
    const double linear_s = 2 * 1000 * (ATTENTION_BYTES / 2) / 1e12;
    const double attention_s = 1000 * 500.0 * 2 * 16 * 128 / 1e12;
    assert_within(ask_step(&f, fixture_prompt(1000, 1, 0)).compute_s, linear_s + attention_s, 1e-6);
    f.constants.prefill_half_tokens = 1000;
    resolve(&f);
    assert_within(ask_step(&f, fixture_prompt(1000, 1, 0)).compute_s, linear_s + 2 * attention_s, 1e-6);
    f.rows[0].window_tokens = 250;
    resolve(&f);
    assert_within(ask_step(&f, fixture_prompt(1000, 1, 0)).compute_s, linear_s + 5 * attention_s / 2, 1e-6);
    assert_close(ask_step(&f, fixture_prompt(1000, 1, 1e6)).compute_s,
                 ask_step(&f, fixture_prompt(1000, 1, 0)).compute_s);
}

/* ---- links ----------------------------------------------------------------------------------------------------- */

/* A ring of 4 over 100 GB/s: 2 * 3/4 of 10 tokens * 1,024 * 2 bytes; two components in each of two layers. */
static void components_end_in_an_allreduce(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    fixture_layout(&f, 4, 1, 1, 1);
    resolve(&f);
    const double ring_s = 2 * 0.75 * 10 * 2048 / 100e9;
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 4 * ring_s);
    f.constants.allreduce_start_s = 1e-6;
    f.constants.allreduce_double_s = 0.25e-6; /* 4 is one doubling of 2 */
    f.constants.link_frac = 0.5;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 4 * (1.25e-6 + 2 * ring_s));
    f.rows[0].flags = TOLL_LAYER_QK_NORM_LAYER; /* one more in each attention */
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 6 * (1.25e-6 + 2 * ring_s));
    fixture_layout(&f, 1, 1, 1, 1);
    resolve(&f);
    assert_true(ask_step(&f, fixture_decode(10, 100)).link_s <= 0);
}

/* A mesh of 8 gives each pair a seventh: 4 accelerators use 3 of 7 links. */
static void mesh_uses_the_links_between_its_members(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    fixture_layout(&f, 4, 1, 1, 1);
    f.hw.known |= TOLL_HW_TOPOLOGY | TOLL_HW_PAIR;
    f.hw.link_topology = TOLL_TOPOLOGY_MESH;
    f.hw.link_pair_bytes_per_s = 100e9 / 7;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 4 * 2 * 0.75 * 10 * 2048 / (100e9 * 3 / 7));
}

/* 4 replicas of 10 tokens, 2 of 8 experts a token on 4 ranks of 2: 4 * (1 - (3/4)^2) = 1.75 ranks a token, of which 3/4
 * are others; out and back. */
static void tokens_travel_to_their_experts(void **state)
{
    (void)state;
    fixture f;
    experts(&f);
    fixture_layout(&f, 1, 1, 4, 4);
    f.constants.alltoall_start_s = 1e-6;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(40, 0)).link_s, 2 * (1e-6 + 10 * 2048 * 1.75 * 0.75 / 100e9));
    fixture_layout(&f, 1, 1, 1, 4); /* every rank holds a quarter of every expert: a token goes to all 4 */
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(40, 0)).link_s, 2 * (1e-6 + 10 * 2048 * 4 * 0.75 / 100e9));
}

/* 2 stages: two microbatches of 5 tokens; each goes to the next stage and its tokens back to the first. */
static void pipelines_send_between_stages(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    fixture_layout(&f, 1, 2, 1, 1);
    f.constants.send_start_s = 1e-6;
    resolve(&f);
    const toll_step_result r = ask_step(&f, fixture_decode(10, 999));
    assert_close(r.link_s, 2 * (1e-6 + 5 * 2048 / 100e9));
    /* Each microbatch reads all weights, and its own half of the cache. */
    assert_close(r.weights_s,
                 (2 * ATTENTION_BYTES + 2 * FFN_BYTES + HEAD_BYTES + 5 * 2 * (ATTENTION_IO + FFN_IO)) / TB);
    assert_close(r.kv_s, 5 * 2 * 1000 * KV_BYTES / TB);
    /* A lone sequence can't be halved. */
    assert_close(ask_step(&f, fixture_decode(1, 999)).kv_s, 2 * 1000 * KV_BYTES / TB);
}

/* Sent whole 3 payloads leave each of 4 ranks at once; split, 1.5 after a start, or 1.25 where the switch adds. */
static void allreduces_take_the_faster_way(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    fixture_layout(&f, 4, 1, 1, 1);
    f.constants.allreduce_split_start_s = 1e-6;
    resolve(&f);
    const double byte_s = 1 / 100e9;
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 4 * 3 * 10 * 2048 * byte_s);
    assert_close(ask_step(&f, fixture_decode(1000, 100)).link_s, 4 * (1e-6 + 1.5 * 1000 * 2048 * byte_s));
    f.constants.switch_reduce_frac = 1;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1000, 100)).link_s, 4 * (1e-6 + 1.25 * 1000 * 2048 * byte_s));
    fixture_layout(&f, 2, 1, 1, 1); /* two ranks: nothing to add on the way */
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(1000, 100)).link_s, 4 * 1000 * 2048 * byte_s);
}

/* 8 experts of 2 each token: padding of tile * t / (t + ramp) rows on every touched one. */
static void experts_compute_padding(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, moe_of(1, 4096, 8, 2));
    f.hw.memory_bytes_per_s = 1e18;
    resolve(&f);
    const double tokens = 16, touched = 8 * (1 - pow(0.75, tokens)), each = tokens * 2 / touched;
    const double bare_s = ask_step(&f, fixture_decode(tokens, 0)).compute_s;
    f.constants.expert_tile_tokens = 64;
    f.constants.expert_ramp_tokens = 4;
    resolve(&f);
    const double row_s = 2.0 * 3 * 1024 * 4096 / 1e15;
    assert_within(ask_step(&f, fixture_decode(tokens, 0)).compute_s - bare_s, touched * 64 * each / (each + 4) * row_s,
                  1e-7);
}

/* Scales per block need a quantiser before every projection; one scale per tensor doesn't. */
static void block_scales_need_a_quantiser(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.constants.linear_quantise_s = 1e-6;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, 0);
    f.precision.attn_bits = f.precision.ffn_bits = 8.25;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, 2 * (2 + 2) * 1e-6);
}

static void slow_links_are_used_beyond_the_domain(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.hw.scaleup_gpus = 2;
    fixture_layout(&f, 4, 1, 1, 1);
    toll_error err;
    assert_int_equal(fixture_resolve(&f, &err), TOLL_E_UNSUPPORTED);
    assert_string_equal(err.field, "internode_bytes_per_s");
    f.layout.known = TOLL_LAYOUT_INTERNODE;
    f.layout.internode_bytes_per_s = 10e9;
    f.constants.internode_start_s = 5e-6;
    resolve(&f);
    const toll_step_result r = ask_step(&f, fixture_decode(10, 100));
    assert_close(r.link_s, 4 * (5e-6 + 2 * 0.75 * 10 * 2048 / 10e9));
    assert_true(r.flags & TOLL_FLAG_CROSS_DOMAIN);
    f.hw.known |= TOLL_HW_PCIE; /* within a host of eight */
    f.hw.pcie_bytes_per_s = 50e9;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(10, 100)).link_s, 4 * 2 * 0.75 * 10 * 2048 / 50e9);
    assert_true(ask_step(&f, fixture_decode(10, 100)).flags & TOLL_FLAG_CROSS_DOMAIN);
}

/* ---- overhead -------------------------------------------------------------------------------------------------- */

/* Attention launches 2 projections and one kernel of its own, feed-forward 2; each needs 2 small kernels, and 3 more come
 * with every block. */
static void starts_are_counted(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.constants.linear_start_s = 1e-6;
    f.constants.decode_start_s = 1e-3;
    f.constants.prefill_start_s = 1e-2;
    f.constants.small_kernel_s = 1e-7;
    f.constants.small_kernels_per_block = 3;
    resolve(&f);
    const double always = 2 * (2 + 2) * 1e-6 + 4 * (3 + 2) * 1e-7;
    toll_step_batch mixed = fixture_decode(5, 100);
    mixed.prefill_tokens = 10;
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, always + 2 * 1e-3);
    assert_close(ask_step(&f, fixture_prompt(10, 1, 0)).overhead_s, always + 2 * 1e-2);
    assert_close(ask_step(&f, mixed).overhead_s, always + 2 * 1e-3 + 2 * 1e-2);
    only(&f, moe_of(1, 4096, 8, 2));
    f.constants.expert_start_s = 1e-4;
    resolve(&f); /* the router, the fused experts; a norm */
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, 1e-6 + 1e-4 + 4e-7);
    only(&f, mla_of(1, 16));
    f.constants.decode_latent_start_s = 2e-3;
    resolve(&f); /* q down and up, kv down, the absorbed up-projections, the output; three norms and a rotation */
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, 5 * 1e-6 + 2e-3 + 7e-7);
    f.rows[0].index_heads = f.rows[0].index_dim = f.rows[0].index_topk_tokens = 8;
    resolve(&f);
    /* An indexer has queries, keys and weights, and seven small kernels. */
    assert_close(ask_step(&f, fixture_decode(5, 100)).overhead_s, 8 * 1e-6 + 2e-3 + 14e-7);
}

static void host_works_per_step_sequence_and_prompt_layer(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.constants.step_s = 1e-3;
    f.constants.sequence_s = 1e-5;
    f.constants.prefill_layer_s = 1e-4;
    resolve(&f);
    assert_close(ask_step(&f, fixture_decode(7, 100)).overhead_s, 1e-3 + 7 * 1e-5);
    assert_close(ask_step(&f, fixture_prompt(100, 3, 0)).overhead_s, 1e-3 + 3 * 1e-5 + 2 * 1e-4);
    assert_close(ask_step(&f, fixture_prompt(100, 0, 0)).overhead_s, 1e-3 + 1e-5 + 2 * 1e-4); /* 0 counts as one */
    toll_step_batch none = fixture_decode(7, 100);
    none.prefill_sequences = 3; /* no prompt without tokens */
    assert_close(ask_step(&f, none).overhead_s, 1e-3 + 7 * 1e-5);
}

/* ---- power, bars, flags ---------------------------------------------------------------------------------------- */

/* Software of another generation: every term by its factor, but never below what the units take at their peaks. */
static void software_ages_within_physics(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    f.constants.linear_memory_frac = f.constants.decode_memory_frac = 0.5;
    resolve(&f);
    const toll_step_batch batch = fixture_decode(1, 0);
    const toll_step_result now = ask_step(&f, batch);
    f.constants.software_time_factor = 3;
    resolve(&f);
    assert_close(ask_step(&f, batch).time_s.mid, 3 * now.time_s.mid);
    assert_close(ask_step(&f, batch).weights_s, 3 * now.weights_s);
    f.constants.software_time_factor = 0.75;
    resolve(&f);
    assert_close(ask_step(&f, batch).time_s.mid, 0.75 * now.time_s.mid);
    f.constants.software_time_factor = 0.1; /* at half of the bandwidth nothing can be more than twice as fast */
    resolve(&f);
    assert_within(ask_step(&f, batch).time_s.mid, 0.5 * now.time_s.mid, 1e-9);
}

/* Memory busy all the time draws 0.3 + 0.35 of 1 kW; never less than idle, never more than the limit. */
static void power_lies_between_idle_and_limit(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    make_compute_free(&f);
    f.constants.busy_power_frac = 0.3;
    f.constants.memory_power_frac = 0.35;
    resolve(&f);
    const toll_step_batch batch = fixture_decode(1, 0);
    assert_within(ask_step(&f, batch).power_w.mid, 650, 1e-9);
    f.constants.linear_memory_frac = 0.5; /* busy half of the time */
    f.constants.decode_memory_frac = 0.5;
    resolve(&f);
    assert_within(ask_step(&f, batch).power_w.mid, 475, 1e-9);
    f.constants.software_time_factor = 2; /* the same bytes in twice the time: half of what they draw */
    resolve(&f);
    assert_within(ask_step(&f, batch).power_w.mid, 387.5, 1e-9);
    f.constants.software_time_factor = 1;
    f.constants.busy_power_frac = 1;
    resolve(&f);
    assert_close(ask_step(&f, batch).power_w.mid, 1000);
    f.constants.busy_power_frac = f.constants.memory_power_frac = f.constants.compute_power_frac = 0;
    resolve(&f);
    assert_close(ask_step(&f, batch).power_w.mid, 100);
    f.constants.step_s = ask_step(&f, batch).time_s.mid; /* the host's turn, as long as the kernels' */
    f.constants.busy_power_frac = 0.6;
    f.constants.wait_power_frac = 0.2;
    resolve(&f);
    assert_within(ask_step(&f, batch).power_w.mid, 400, 1e-9);
    f.hw.known &= ~(uint64_t)(TOLL_HW_TDP | TOLL_HW_IDLE);
    f.hw.tdp_w = f.hw.idle_w = 0;
    resolve(&f);
    const toll_step_result r = ask_step(&f, batch);
    assert_true(r.known == 0 && r.power_w.mid <= 0 && r.energy_j.high <= 0);
}

static void flags_are(const fixture *f, toll_step_batch batch, uint64_t flags, uint32_t validity)
{
    const toll_step_result r = ask_step(f, batch);
    assert_int_equal(r.flags, flags);
    assert_int_equal(r.validity, validity);
    /* P90 / P50 = e^(1.2815515655446004 * sd), the deviation half as large again for each grade below calibrated */
    const double sd = 0.24 * pow(1.5, (double)validity - 1);
    assert_close(r.time_s.high / r.time_s.mid, exp(1.2815515655446004 * sd));
    assert_close(r.time_s.mid / r.time_s.low, exp(1.2815515655446004 * sd));
}

static void flags_of(fixture *f, uint64_t flags, uint32_t validity)
{
    resolve(f);
    flags_are(f, fixture_decode(10, 1000), flags, validity);
}

static void plain_deployment_is_calibrated(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    flags_of(&f, 0, TOLL_VALIDITY_CALIBRATED);
}

static void hardware_flags(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.hw.unverified = TOLL_HW_MEMORY_RATE;
    flags_of(&f, TOLL_FLAG_UNVERIFIED_FACT, TOLL_VALIDITY_EXTRAPOLATED);
    fixture_toy(&f);
    f.model.unverified = TOLL_MODEL_SHAPE;
    flags_of(&f, TOLL_FLAG_UNVERIFIED_FACT, TOLL_VALIDITY_EXTRAPOLATED);
    fixture_toy(&f);
    f.hw.known &= ~(uint64_t)TOLL_HW_MEMORY_USABLE;
    f.hw.memory_usable_bytes = 0;
    flags_of(&f, TOLL_FLAG_USABLE_ASSUMED, TOLL_VALIDITY_CALIBRATED); /* moves no speed */
    fixture_toy(&f);
    f.precision.linear_rate = TOLL_RATE_FP8;
    flags_of(&f, TOLL_FLAG_RATE_FALLBACK, TOLL_VALIDITY_CALIBRATED);
    fixture_toy(&f);
    f.hw.known = (f.hw.known & ~(uint64_t)(TOLL_HW_LINK | TOLL_HW_DOMAIN)) | TOLL_HW_PCIE;
    f.hw.link_bytes_per_s = 0;
    f.hw.scaleup_gpus = 0;
    f.hw.pcie_bytes_per_s = 50e9;
    f.layout.tp = 2;
    flags_of(&f, TOLL_FLAG_LINK_ASSUMED, TOLL_VALIDITY_EXTRAPOLATED);
}

static void layout_flags(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.constants.is_calibrated = 0;
    flags_of(&f, TOLL_FLAG_TYPICAL_CONSTANTS, TOLL_VALIDITY_EXTRAPOLATED);
    fixture_toy(&f);
    f.layout.pp = 2;
    flags_of(&f, TOLL_FLAG_PIPELINE, TOLL_VALIDITY_EXTRAPOLATED);
    experts(&f);
    f.rows[0].n_experts = 16;
    f.hw.scaleup_gpus = 16;
    fixture_layout(&f, 1, 1, 16, 16);
    flags_of(&f, TOLL_FLAG_WIDE_EP, TOLL_VALIDITY_OUTSIDE);
    fixture_layout(&f, 1, 1, 8, 8);
    flags_of(&f, 0, TOLL_VALIDITY_CALIBRATED);
}

static void model_flags(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    only(&f, row_of(TOLL_LAYER_LIGHTNING, 1));
    f.rows[0].n_heads = f.rows[0].head_dim = 8;
    flags_of(&f, TOLL_FLAG_RECURRENT, TOLL_VALIDITY_EXTRAPOLATED);
    only(&f, mla_of(1, 16));
    f.rows[0].index_heads = f.rows[0].index_dim = f.rows[0].index_topk_tokens = 8;
    flags_of(&f, TOLL_FLAG_SPARSE_ATTENTION, TOLL_VALIDITY_EXTRAPOLATED);
}

static void batch_flags(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.model.known = TOLL_MODEL_MAX_CONTEXT;
    f.model.max_context_tokens = 40000;
    f.layout.dp = 2;
    resolve(&f);
    flags_are(&f, fixture_decode(1024, 32768), 0, TOLL_VALIDITY_CALIBRATED); /* 512 a replica */
    flags_are(&f, fixture_decode(1025, 10), TOLL_FLAG_LARGE_BATCH, TOLL_VALIDITY_EXTRAPOLATED);
    flags_are(&f, fixture_decode(1, 32769), TOLL_FLAG_LONG_CONTEXT, TOLL_VALIDITY_EXTRAPOLATED);
    flags_are(&f, fixture_prompt(2000, 2, 32000), TOLL_FLAG_LONG_CONTEXT, TOLL_VALIDITY_EXTRAPOLATED);
    flags_are(&f, fixture_prompt(2000, 4, 32000), 0, TOLL_VALIDITY_CALIBRATED); /* 500 tokens each */
    flags_are(&f, fixture_decode(1, 40001), TOLL_FLAG_LONG_CONTEXT | TOLL_FLAG_BEYOND_CONTEXT, TOLL_VALIDITY_OUTSIDE);
}

/* ---- refusals -------------------------------------------------------------------------------------------------- */

static void refused(fixture *f, toll_status status, const char *field)
{
    toll_error err;
    memset(f->words, 0xa5, sizeof f->words);
    assert_int_equal(fixture_resolve(f, &err), status);
    assert_int_equal(err.code, status);
    assert_string_equal(err.field, field);
    for (size_t i = 0; i < FIXTURE_WORDS; i++) /* nothing is written */
        assert_true(f->words[i] == UINT64_C(0xa5a5a5a5a5a5a5a5));
}

static void impossible_layouts_are_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.layout.pp = 3;
    refused(&f, TOLL_E_CONFLICT, "pp");
    fixture_toy(&f);
    f.layout.tp = 3; /* 16 heads */
    refused(&f, TOLL_E_CONFLICT, "tp");
    fixture_toy(&f);
    f.layout.ep = 2; /* of one accelerator */
    refused(&f, TOLL_E_CONFLICT, "ep");
    f.layout.tp = 2; /* of no experts */
    refused(&f, TOLL_E_CONFLICT, "ep");
    experts(&f);
    fixture_layout(&f, 4, 1, 8, 2);
    f.hw.scaleup_gpus = 8;
    f.rows[0].n_experts = 12;
    refused(&f, TOLL_E_CONFLICT, "ep");
    fixture_toy(&f);
    f.layout.tp = 0;
    refused(&f, TOLL_E_RANGE, "tp");
}

static void missing_facts_are_refused(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.hw.known &= ~(uint64_t)TOLL_HW_MEMORY_RATE;
    f.hw.memory_bytes_per_s = 0;
    refused(&f, TOLL_E_MISSING, "memory_bytes_per_s");
    fixture_toy(&f);
    f.hw.known &= ~(uint64_t)TOLL_HW_BF16;
    f.hw.bf16_flop_per_s = 0;
    refused(&f, TOLL_E_MISSING, "linear_rate");
    fixture_toy(&f);
    f.hw.known &= ~(uint64_t)(TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = 0;
    refused(&f, TOLL_E_MISSING, "memory_bytes");
    fixture_toy(&f);
    f.model.flags = TOLL_MODEL_INCOMPLETE;
    refused(&f, TOLL_E_MISSING, "flags");
    fixture_toy(&f);
    f.constants.link_frac = (double)NAN;
    refused(&f, TOLL_E_NOT_FINITE, "link_frac");
}

static void batches_are_checked(void **state)
{
    (void)state;
    const double wrong[] = {(double)NAN, (double)INFINITY, -1, 1.1e7};
    fixture f;
    toll_step_result result, before;
    toll_error err;
    fixture_toy(&f);
    resolve(&f);
    memset(&result, 0x5a, sizeof result);
    result.struct_size = sizeof result;
    result.struct_kind = TOLL_KIND_STEP_RESULT;
    before = result;
    for (int i = 0; i < 4; i++) {
        const toll_step_batch batch = fixture_decode(wrong[i], 10);
        assert_int_equal(toll_step_estimate(f.words, sizeof f.words, &batch, &result, &err),
                         i < 2 ? TOLL_E_NOT_FINITE : TOLL_E_RANGE);
        assert_string_equal(err.field, "decode_sequences");
    }
    const toll_step_batch empty = fixture_decode(0, 10);
    assert_int_equal(toll_step_estimate(f.words, sizeof f.words, &empty, &result, &err), TOLL_E_CONFLICT);
    assert_memory_equal(&before, &result, sizeof result);
}

static void damaged_deployments_are_refused(void **state)
{
    (void)state;
    fixture f;
    toll_step_memory memory;
    fixture_toy(&f);
    resolve(&f);
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    const uint64_t size = toll_step_size(f.n_rows);
    assert_int_equal(toll_step_estimate_memory(f.words, size, 1, 1, &memory, NULL), TOLL_OK);
    assert_int_equal(toll_step_estimate_memory(f.words, size - 8, 1, 1, &memory, NULL), TOLL_E_BUFFER);
    assert_int_equal(toll_step_estimate_memory(NULL, size, 1, 1, &memory, NULL), TOLL_E_NULL);
    for (uint64_t i = 0; i < size / 8; i++) {
        f.words[i] ^= 1;
        const toll_status status = toll_step_estimate_memory(f.words, size, 1, 1, &memory, NULL);
        assert_true(status == TOLL_E_OBJECT || status == TOLL_E_BUFFER);
        f.words[i] ^= 1;
    }
}

/* Rows that don't fail are computed; the error names the first that does. */
static void columns_report_each_row(void **state)
{
    (void)state;
    const double sequences[] = {1, -1, 2, (double)NAN}, context[] = {10, 10, 10, 10};
    double time[4];
    int32_t statuses[4];
    toll_error err;
    fixture f;
    fixture_toy(&f);
    resolve(&f);
    assert_int_equal(
        toll_step_estimate_columns(f.words, sizeof f.words, sequences, context, NULL, 4, time, statuses, &err),
        TOLL_E_RANGE);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "decode_sequences");
    const int32_t want[] = {TOLL_OK, TOLL_E_RANGE, TOLL_OK, TOLL_E_NOT_FINITE};
    assert_memory_equal(statuses, want, sizeof want);
    assert_true(time[0] > 0 && time[1] <= 0 && time[2] > time[0] && time[3] <= 0);
    assert_int_equal(toll_step_estimate_columns(f.words, sizeof f.words, sequences, context, NULL, 0, time, NULL, NULL),
                     TOLL_OK);
    assert_int_equal(toll_step_estimate_columns(f.words, sizeof f.words, NULL, context, NULL, 4, time, NULL, NULL),
                     TOLL_E_NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_read_once_and_activations_per_token),
        cmocka_unit_test(an_encoder_works_on_prompts_alone),
        cmocka_unit_test(tensor_parallelism_splits_weights_but_not_the_stream),
        cmocka_unit_test(tied_head_is_read_at_the_embeddings_bits),
        cmocka_unit_test(fractions_of_bandwidth_lengthen_it),
        cmocka_unit_test(roofline_is_smooth),
        cmocka_unit_test(operations_are_counted),
        cmocka_unit_test(tokens_touch_the_expected_share_of_experts),
        cmocka_unit_test(latent_projections_are_read_whole),
        cmocka_unit_test(data_parallel_replicas_share_the_experts),
        cmocka_unit_test(ranks_wait_for_the_one_that_reads_the_most_experts),
        cmocka_unit_test(ranks_between_powers_of_two_are_between),
        cmocka_unit_test(decode_reads_the_cache_and_writes_one_token),
        cmocka_unit_test(kv_heads_are_repeated_beyond_their_number),
        cmocka_unit_test(window_limits_what_is_read),
        cmocka_unit_test(latent_attention_is_not_split),
        cmocka_unit_test(latent_attention_is_absorbed_in_decode_and_expanded_in_prompts),
        cmocka_unit_test(sparse_attention_reads_what_it_selects),
        cmocka_unit_test(indexer_is_repeated),
        cmocka_unit_test(recurrent_state_is_read_and_written),
        cmocka_unit_test(compressed_entries_are_read),
        cmocka_unit_test(compressed_entries_are_computed),
        cmocka_unit_test(compressed_entries_have_no_collective),
        cmocka_unit_test(short_prompts_reach_less),
        cmocka_unit_test(components_end_in_an_allreduce),
        cmocka_unit_test(mesh_uses_the_links_between_its_members),
        cmocka_unit_test(tokens_travel_to_their_experts),
        cmocka_unit_test(pipelines_send_between_stages),
        cmocka_unit_test(slow_links_are_used_beyond_the_domain),
        cmocka_unit_test(allreduces_take_the_faster_way),
        cmocka_unit_test(experts_compute_padding),
        cmocka_unit_test(block_scales_need_a_quantiser),
        cmocka_unit_test(starts_are_counted),
        cmocka_unit_test(host_works_per_step_sequence_and_prompt_layer),
        cmocka_unit_test(power_lies_between_idle_and_limit),
        cmocka_unit_test(software_ages_within_physics),
        cmocka_unit_test(plain_deployment_is_calibrated),
        cmocka_unit_test(hardware_flags),
        cmocka_unit_test(layout_flags),
        cmocka_unit_test(model_flags),
        cmocka_unit_test(batch_flags),
        cmocka_unit_test(impossible_layouts_are_refused),
        cmocka_unit_test(missing_facts_are_refused),
        cmocka_unit_test(batches_are_checked),
        cmocka_unit_test(damaged_deployments_are_refused),
        cmocka_unit_test(columns_report_each_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
