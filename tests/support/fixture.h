/* SPDX-License-Identifier: Apache-2.0 */
/* Deployments for tests, filled by hand: the catalog plays no part, so a wrong row in it can't hide a wrong formula. */
#ifndef TOLL_TESTS_FIXTURE_H
#define TOLL_TESTS_FIXTURE_H

#include <toll/serve.h>
#include <toll/step.h>

#define FIXTURE_ROWS  8
#define FIXTURE_WORDS 512

/* Everything that toll_step_resolve() takes, and the memory that it fills. */
typedef struct fixture {
    toll_hw hw;
    toll_model model;
    toll_model_layer rows[FIXTURE_ROWS];
    uint64_t n_rows;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t words[FIXTURE_WORDS];
} fixture;

/* A toy: 2 layers on an accelerator of round numbers, every constant that costs time at 0, every share at 1. Tests
 * then switch on what they look at. See fixture.c for the figures. */
void fixture_toy(fixture *f);

/* Defaults of the library for everything; hardware and model follow. */
void fixture_defaults(fixture *f);

/* Accelerators, from their datasheets. */
void fixture_h100(fixture *f);
void fixture_a100(fixture *f);
void fixture_l40s(fixture *f);

/* Models, from their published configurations. */
void fixture_llama_8b(fixture *f);
void fixture_llama_70b(fixture *f);
void fixture_mixtral(fixture *f);
void fixture_deepseek_v3(fixture *f);
void fixture_gemma_27b(fixture *f);
void fixture_qwen_next(fixture *f);

/* Every tensor class, KV cache included, at so many bits; 8 computes at FP8, 16 at BF16. */
void fixture_bits(fixture *f, double bits);

void fixture_layout(fixture *f, int64_t tp, int64_t pp, int64_t ep, int64_t dp);

toll_status fixture_resolve(fixture *f, toll_error *err);

toll_step_batch fixture_decode(double sequences, double context_tokens);
toll_step_batch fixture_prompt(double tokens, double sequences, double context_tokens);
toll_serve_load fixture_load(double input_tokens, double output_tokens, double concurrency);
toll_serve_supply fixture_supply(double usd_per_gpu_hour);

#endif
