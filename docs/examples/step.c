/* SPDX-License-Identifier: Apache-2.0 */
/* How long a decode step of 32 sequences takes, and what bounds it. */
#include <stdio.h>

#include <toll.h>

int main(void)
{
    //! [step]
    static const char *const bounds[] = {"?", "weights", "KV cache", "arithmetic", "links", "overhead"};
    uint64_t deployment[TOLL_CATALOG_WORDS]; /* resolved once, asked as often as you like */
    toll_step_layout layout;
    toll_step_batch batch;
    toll_step_result step;
    toll_error err;
    toll_init(&layout);
    toll_init(&batch);
    toll_init(&step);
    layout.tp = 4;
    batch.decode_sequences = 32;
    batch.decode_context_tokens = 4096;
    if (toll_catalog_resolve(TOLL_STR("h100-sxm5-80gb"), TOLL_STR("llama-3.1-70b"), TOLL_STR("fp8"), TOLL_STR("vllm"),
                             &layout, deployment, sizeof deployment, &err) != TOLL_OK ||
        toll_step_estimate(deployment, sizeof deployment, &batch, &step, &err) != TOLL_OK) {
        printf("%s\n", err.message);
        return 1;
    }
    printf("a step takes %.1f ms (%.1f to %.1f), bound by %s\n", step.time_s.mid * 1e3, step.time_s.low * 1e3,
           step.time_s.high * 1e3, bounds[step.bound]);
    printf("  weights %.1f  KV cache %.1f  arithmetic %.1f  links %.1f  overhead %.1f ms\n", step.weights_s * 1e3,
           step.kv_s * 1e3, step.compute_s * 1e3, step.link_s * 1e3, step.overhead_s * 1e3);
    //! [step]
    return step.bound == TOLL_BOUND_WEIGHTS ? 0 : 1;
}
