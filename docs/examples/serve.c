/* SPDX-License-Identifier: Apache-2.0 */
/* What a token costs: Llama-3.1-70B in FP8 on 4 x H100 at $2.50 an hour each, 32 requests in flight. */
#include <stdio.h>

#include <toll.h>

int main(void)
{
    //! [serve]
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    toll_serve_load load;
    toll_serve_result serve;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    toll_init(&layout);
    toll_init(&load);
    toll_init(&serve);
    toll_init(&supply);
    toll_init(&cost);
    layout.tp = 4;
    load.input_tokens = load.output_tokens = 1024;
    load.concurrency = 32;
    supply.usd_per_gpu_hour = (toll_range){2.5, 2.5, 2.5};
    if (toll_catalog_resolve(TOLL_STR("h100-sxm5-80gb"), TOLL_STR("llama-3.1-70b"), TOLL_STR("fp8"), TOLL_STR("vllm"),
                             &layout, deployment, sizeof deployment, &err) != TOLL_OK ||
        toll_serve_estimate(deployment, sizeof deployment, &load, &serve, &err) != TOLL_OK ||
        toll_serve_estimate_cost(&serve, &supply, &cost, &err) != TOLL_OK) {
        printf("%s\n", err.message);
        return 1;
    }
    printf("TTFT %.0f ms, TPOT %.1f ms, %.0f tokens/s\n", serve.ttft_s.mid * 1e3, serve.tpot_s.mid * 1e3,
           serve.output_tokens_per_s.mid);
    printf("$ per million tokens: %.2f in, %.2f out (%.2f to %.2f)\n", cost.usd_per_mtok_input.mid,
           cost.usd_per_mtok_output.mid, cost.usd_per_mtok_output.low, cost.usd_per_mtok_output.high);
    //! [serve]
    return serve.fit == TOLL_FIT_YES && cost.usd_per_mtok_input.mid < cost.usd_per_mtok_output.mid ? 0 : 1;
}
