/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to toll_plan_find_pools(). */
#include "bad_input.h"

#include <toll.h>

#include "sample_deployment.h"

static uint64_t deployment[SAMPLE_WORDS];
static toll_plan_need need;
static toll_serve_pools fabric;

static toll_status call_pools(const bad_frame *f, toll_error *err)
{
    return toll_plan_find_pools(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->p[5], f->p[6], err);
}

static void no_rate(bad_frame *f)
{
    ((toll_plan_need *)f->p[4])->requests_per_s = 0;
}

static void nothing_to_decode(bad_frame *f)
{
    ((toll_plan_need *)f->p[4])->output_tokens = 1;
}

static const bad_case cases[] = {
    {0, 0, no_rate, {TOLL_E_MISSING, TOLL_KIND_PLAN_NEED, "requests_per_s", -1, 0}},
    {0, 0, nothing_to_decode, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_NEED, "output_tokens", -1, 0}},
};

static bad_function table[] = {
    {"toll_plan_find_pools",
     call_pools,
     NULL,
     {{BAD_OBJECT, "prefill", deployment, 0, 0, 1},
      {BAD_VALUE, "prefill_size", NULL, 0, 0, 0},
      {BAD_OBJECT, "decode", deployment, 0, 0, 3},
      {BAD_VALUE, "decode_size", NULL, 0, 0, 0},
      {BAD_IN_STRUCT, "need", &need, sizeof need, TOLL_KIND_PLAN_NEED, 0},
      {BAD_IN_STRUCT, "fabric", &fabric, sizeof fabric, TOLL_KIND_SERVE_POOLS, 0},
      {BAD_OUT, "found", NULL, sizeof(toll_plan_pools), 0, 0}},
     BAD_CASES(cases)},
};

static int set_up(void **state)
{
    (void)state;
    const uint64_t size = sample_resolve(deployment);
    for (int i = 0; i < 4; i++)
        table[0].arguments[i].size = size;
    toll_init(&need);
    toll_init(&fabric);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT | TOLL_PLAN_GPUS_MAX;
    need.requests_per_s = 1;
    need.ttft_s = 10;
    need.tpot_s = 1;
    need.gpus_max = 16;
    return 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_plan_find_pools");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_function_is_walked),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
