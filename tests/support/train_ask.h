/* SPDX-License-Identifier: Apache-2.0 */
/* Asks train.h about a fixture; a failure fails the test with the library's message. */
#ifndef TOLL_TESTS_TRAIN_ASK_H
#define TOLL_TESTS_TRAIN_ASK_H

#include <string.h>

#include <toll/train.h>

#include "fixture_ask.h"
#include "model_builder.h"

#define ROW_BYTES sizeof(toll_model_layer)

static inline toll_train_setup setup_of(void)
{
    toll_train_setup s;
    (void)toll_struct_init(&s, sizeof s, TOLL_KIND_TRAIN_SETUP, NULL);
    return s;
}

static inline void set_internode(toll_train_setup *s, double bytes_per_s)
{
    s->known |= TOLL_TRAIN_INTERNODE;
    s->internode_bytes_per_s = bytes_per_s;
}

static inline toll_train_flops ask_flops(const fixture *f, const toll_train_setup *s)
{
    toll_error err;
    toll_train_flops flops;
    expect_ok(toll_train_count(&f->model, f->rows, f->n_rows, ROW_BYTES, s, &flops, &err), &err);
    return flops;
}

static inline toll_train_step ask_train_step(const fixture *f, const toll_train_setup *s)
{
    toll_error err;
    toll_train_step step;
    (void)toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
    expect_ok(toll_train_estimate_step(&f->hw, &f->model, f->rows, f->n_rows, ROW_BYTES, s, &f->constants, &step, &err),
              &err);
    return step;
}

static inline toll_train_memory ask_train_memory(const fixture *f, const toll_train_setup *s)
{
    toll_error err;
    toll_train_memory memory;
    (void)toll_struct_init(&memory, sizeof memory, TOLL_KIND_TRAIN_MEMORY, NULL);
    expect_ok(
        toll_train_estimate_memory(&f->hw, &f->model, f->rows, f->n_rows, ROW_BYTES, s, &f->constants, &memory, &err),
        &err);
    return memory;
}

static inline toll_train_result ask_run(const toll_train_step *step, const toll_train_job *job)
{
    toll_error err;
    toll_train_result result;
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_TRAIN_RESULT, NULL);
    expect_ok(toll_train_estimate(step, job, &result, &err), &err);
    return result;
}

/* A GPT of Megatron's papers: multi-head attention, plain feed-forward block of 4 d, learned positions, tied head. */
static inline void train_gpt(fixture *f, int64_t layers, int64_t width, int64_t heads)
{
    f->model = model_of(layers, width, 51200);
    f->model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    f->model.pos_embed_rows = 2048;
    f->model.final_norm_vectors = 2;
    f->rows[0] = attention_of(layers, heads, heads, width / heads);
    f->rows[1] = ffn_of(layers, 4 * width, 2);
    f->rows[0].flags = TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS;
    f->rows[1].flags = TOLL_LAYER_FFN_BIAS;
    f->rows[0].norm_vectors = f->rows[1].norm_vectors = 2;
    f->n_rows = 2;
}

/* Those papers' way: unfused attention with dropout, sequences of 2,048. */
static inline toll_train_setup megatron_setup(int64_t tp, int64_t pp, int64_t virtual_stages, int64_t micro,
                                              int64_t batch)
{
    toll_train_setup s = setup_of();
    s.attention = TOLL_ATTENTION_UNFUSED;
    s.flags = TOLL_TRAIN_DROPOUT;
    s.sequence_tokens = 2048;
    s.tp = tp;
    s.pp = pp;
    s.virtual_stages = virtual_stages;
    s.micro_sequences = micro;
    s.global_sequences = batch;
    set_internode(&s, 25e9); /* one HDR InfiniBand link per GPU */
    return s;
}

#endif
