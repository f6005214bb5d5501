#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the open loop's queueing formulas with a simulation of the engine, one step after the other.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/differential/queue_simulation.py [--requests 6000]

The simulated engine: requests arrive at random times; one that finds a slot free takes it, the others wait in order of
arrival. A step takes at most a chunk of prompt tokens, first come first served, and one token of every request that
decodes; its time is that of toll_step_estimate(). Steps follow one another while there is work. What is compared is how many
run, TTFT (mean, p50, p95, p99) and TPOT (mean, p95, p99), so the step times cancel out and the formulas are left.
Tolerances, by load (arrivals / saturation), are in TOLERANCES.
"""
import argparse
import dataclasses
import functools
import math
import random
import sys

import libtoll

# Relative, by the highest load that they hold for. No formula here is exact: prompts share steps, steps are discrete, the time
# of a step depends on who else runs, and how often a slot is waited for is Sakasegawa's approximation, poorest where it is
# rare. A run of some thousand requests adds a noise of 2 % to means and 10 % to p99.
TOLERANCES = [
    (0.35, {"running": .06, "ttft mean": .06, "ttft p50": .06, "ttft p95": .20, "ttft p99": .30, "tpot mean": .05,
            "tpot p95": .16, "tpot p99": .20}),
    (0.65, {"running": .15, "ttft mean": .10, "ttft p50": .15, "ttft p95": .25, "ttft p99": .55, "tpot mean": .13,
            "tpot p95": .17, "tpot p99": .22}),
    (0.85, {"running": .10, "ttft mean": .35, "ttft p50": .10, "ttft p95": .40, "ttft p99": .40, "tpot mean": .05,
            "tpot p95": .12, "tpot p99": .18}),
]


class StepTimes:
    """Step times of a deployment, on a grid fine enough that rounding doesn't show."""

    def __init__(self, deployment):
        self.deployment = deployment

    @functools.lru_cache(maxsize=None)
    def at(self, sequences, context, prefill, prompts, before):
        return self.deployment.step(sequences, context, prefill, prompts, before).time_s.mid

    def of(self, sequences, context, prefill, prompts, before):
        return self.at(sequences, round(context / 64) * 64, math.ceil(prefill / 32) * 32, prompts,
                       round(before / 256) * 256)


def lognormal(draw, mean, cv):
    if cv == 0:
        return mean
    variance = math.log(1 + cv * cv)
    return max(1, round(mean * math.exp(draw.gauss(0, math.sqrt(variance)) - variance / 2)))


def gap(draw, mean, cv):
    """Time between arrivals: gamma, exponential at cv 1."""
    return draw.gammavariate(1 / cv ** 2, mean * cv ** 2)


class Request:
    def __init__(self, arrival, prompt, answer):
        self.arrival, self.prompt, self.left, self.answer = arrival, prompt, prompt, answer
        self.first = self.last = None
        self.done = 0


def simulate(times, draw, load, slots, chunk, requests):
    """Requests in order of arrival, and the mean number of those in the engine."""
    todo, now = [], 0.0
    for _ in range(requests):
        now += gap(draw, 1 / load["requests_per_s"], load.get("arrival_cv", 1))
        todo.append(Request(now, lognormal(draw, load["input_tokens"], load.get("input_cv", 0)),
                            lognormal(draw, load["output_tokens"], load.get("output_cv", 0))))
    waiting, prefilling, decoding = list(reversed(todo)), [], []
    now, area = 0.0, 0.0
    while waiting or prefilling or decoding:
        while waiting and waiting[-1].arrival <= now and len(prefilling) + len(decoding) < slots:
            prefilling.append(waiting.pop())
        if not prefilling and not decoding:
            now = waiting[-1].arrival
            continue
        budget, taken = chunk, []
        for request in prefilling:
            if budget <= 0:
                break
            tokens = min(budget, request.left)
            taken.append((request, tokens))
            budget -= tokens
        context = sum(r.prompt + r.done for r in decoding) / len(decoding) if decoding else 0
        before = sum(r.prompt - r.left for r, _ in taken) / len(taken) if taken else 0
        step = times.of(len(decoding), context, chunk - budget, len(taken), before)
        area += step * (len(prefilling) + len(decoding))
        now += step
        for request in decoding:
            request.done += 1
            request.last = now
        decoding = [r for r in decoding if r.done < r.answer]
        for request, tokens in taken:
            request.left -= tokens
            if request.left == 0:
                request.first = request.last = now
                request.done = 1
        prefilling, begun = [r for r in prefilling if r.left], [r for r in prefilling if not r.left]
        decoding += [r for r in begun if r.done < r.answer]
    return todo, area / now


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(todo, running, host):
    kept = todo[len(todo) // 10:-len(todo) // 10]  # without the empty start and end
    ttft = [host + r.first - r.arrival for r in kept]
    tpot = [(r.last - r.first) / (r.answer - 1) for r in kept if r.answer > 1]
    mean = lambda values: sum(values) / len(values)
    return {"running": running, "ttft mean": mean(ttft), "ttft p50": quantile(ttft, .5), "ttft p95": quantile(ttft, .95),
            "ttft p99": quantile(ttft, .99), "tpot mean": mean(tpot), "tpot p95": quantile(tpot, .95),
            "tpot p99": quantile(tpot, .99)}


def predict(deployment, load):
    result, queue = deployment.serve(**load), deployment.queue(**load)
    return {"running": result.running_sequences, "ttft mean": result.ttft_s.mid, "ttft p50": queue.ttft_p50_s.mid,
            "ttft p95": queue.ttft_p95_s.mid, "ttft p99": queue.ttft_p99_s.mid, "tpot mean": result.tpot_s.mid,
            "tpot p95": queue.tpot_p95_s.mid, "tpot p99": queue.tpot_p99_s.mid}


def scenarios():
    """(name, deployment, load without its rate, loads)"""
    sure = dataclasses.replace(libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8").constants,
                               throughput_log_sd=0.01)  # else a load of 0.8 is too near saturation for an answer
    big = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4, constants=sure)
    chat = {"input_tokens": 1000, "output_tokens": 200}
    few = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4, constants=sure,
                             engine=dataclasses.replace(libtoll.engine("vllm"), max_sequences=16))
    yield "chat", big, chat, (.2, .5)
    yield "chat, lengths vary", big, {**chat, "input_cv": 1.0, "output_cv": 1.0}, (.2, .5)
    yield "chat, bursts", big, {**chat, "arrival_cv": 2.0}, (.5,)
    yield "long prompts", big, {"input_tokens": 16000, "output_tokens": 200}, (.3, .6)
    yield "16 slots", few, chat, (.5, .8)
    yield "16 slots, lengths vary", few, {**chat, "output_cv": 1.0}, (.5, .8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    compared = failed = 0
    for name, deployment, load, levels in scenarios():
        times = StepTimes(deployment)
        saturation = deployment.queue(**load, requests_per_s=1e5).saturation_requests_per_s.mid
        slots, chunk = int(deployment.engine.max_sequences), int(deployment.engine.prefill_chunk_tokens)
        for level in levels:
            at = {**load, "requests_per_s": level * saturation}
            draw = random.Random(f"{arguments.seed}/{name}/{level}")
            want = measure(*simulate(times, draw, at, slots, chunk, arguments.requests),
                           deployment.constants.request_s)
            got = predict(deployment, at)
            allowed = next(limits for most, limits in TOLERANCES if level <= most)
            for what, value in want.items():
                error = got[what] / value - 1
                compared += 1
                is_wrong = not abs(error) <= allowed[what]
                failed += is_wrong
                if is_wrong or arguments.verbose:
                    print(f"{name}, load {level}: {what} {got[what]:.5g}, simulated {value:.5g}, {error:+.1%}"
                          f"{' WRONG' if is_wrong else ''}")
    print(f"{compared} figures compared with simulations of {arguments.requests} requests, {failed} beyond tolerance")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
