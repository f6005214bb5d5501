# SPDX-License-Identifier: Apache-2.0
# What a token of Llama 3.1 70B costs on four H100s: LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 <this>
from libtoll import Deployment

deployment = Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
memory = deployment.memory(sequences=32, context_tokens=1500)
result = deployment.serve(input_tokens=1000, output_tokens=500, concurrency=32)
cost = deployment.cost(result, usd_per_gpu_hour=2.50)

low, mid, high = cost.usd_per_mtok_output
print(f"fits: {memory.verdict.name}, up to {memory.max_sequences} such sequences")
print(f"first token after {result.ttft_s.mid:.3f} s, then one every {result.tpot_s.mid * 1000:.1f} ms")
print(f"{result.output_tokens_per_s.mid:,.0f} tokens/s, bound by {result.bound.name}, {result.validity.name}")
print(f"${mid:.2f} per million output tokens (80 % interval {low:.2f} .. {high:.2f})")
