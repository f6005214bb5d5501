/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a fixture's deployment; a failure fails the test with the library's message. */
#ifndef TOLL_TESTS_FIXTURE_ASK_H
#define TOLL_TESTS_FIXTURE_ASK_H

#include "fixture.h"
#include "toll_assert.h"

static inline void expect_ok(toll_status status, const toll_error *err)
{
    if (status != TOLL_OK)
        fail_msg("%s: %s", toll_status_name(status), err->message);
}

static inline void resolve(fixture *f)
{
    toll_error err;
    expect_ok(fixture_resolve(f, &err), &err);
}

static inline toll_step_result ask_step(const fixture *f, toll_step_batch batch)
{
    toll_error err;
    toll_step_result result;
    expect_ok(toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, &err), &err);
    expect_ok(toll_step_estimate(f->words, sizeof f->words, &batch, &result, &err), &err);
    return result;
}

static inline toll_step_memory ask_memory(const fixture *f, int64_t sequences, int64_t context_tokens)
{
    toll_error err;
    toll_step_memory memory;
    expect_ok(toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, &err), &err);
    expect_ok(toll_step_estimate_memory(f->words, sizeof f->words, sequences, context_tokens, &memory, &err), &err);
    return memory;
}

static inline toll_serve_result ask_serve(const fixture *f, toll_serve_load load)
{
    toll_error err;
    toll_serve_result result;
    expect_ok(toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, &err), &err);
    expect_ok(toll_serve_estimate(f->words, sizeof f->words, &load, &result, &err), &err);
    return result;
}

static inline toll_serve_cost ask_cost(const toll_serve_result *result, toll_serve_supply supply)
{
    toll_error err;
    toll_serve_cost cost;
    expect_ok(toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, &err), &err);
    expect_ok(toll_serve_estimate_cost(result, &supply, &cost, &err), &err);
    return cost;
}

#endif
