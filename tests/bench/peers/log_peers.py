# SPDX-License-Identifier: Apache-2.0
"""One log of OpenAI chat records through `toll bill` and through the loops that others write: lines a second, and whether
the totals agree, model by model.

    python3 log_peers.py --toll build/toll --peers build/peers [--lines 200000]

The log is made by a fixed generator, 400 to 600 bytes a line. A peer's time is that of its loop alone, without imports;
that of `toll bill` is the whole process. Each figure is the median of the rounds, which take turns. A peer that is not
installed is left out, with a line that says so.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = ("gpt-4.1", "gpt-5", "gpt-5-mini", "gpt-4o", "o3")
ROUNDS = 3
CLOSE = Decimal("1e-9")  # relative; sums of doubles end within it where the prices are the same
START = 1793613600


def draws():
    x = 1
    while True:
        x = x * 16807 % 2147483647
        yield x


def write_log(path, lines):
    """Records as the vendor sends them, with a text that nobody bills."""
    source = draws()

    def draw(below):
        return next(source) % below

    words = "the price of a token depends on who counts it and on what it was before it was counted ".split()
    with open(path, "w", encoding="utf-8") as file:
        for i in range(lines):
            prompt, answer = 100 + draw(20000), 1 + draw(2000)
            cached = 128 * draw(prompt // 128 + 1)
            text = " ".join(words[draw(len(words))] for _ in range(12 + draw(12)))
            record = {"id": f"chatcmpl-{i:010d}", "object": "chat.completion", "created": START + i // 100,
                      "model": MODELS[draw(len(MODELS))],
                      "choices": [{"index": 0, "message": {"role": "assistant", "content": text},
                                   "finish_reason": "stop"}],
                      "usage": {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer,
                                "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
                                "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0}}}
            file.write(json.dumps(record, separators=(",", ":")) + "\n")


# ---- ways to bill it: each gives seconds, costs by model, unpriced records ------------------------------------------


def by_toll(toll, log):
    start = time.perf_counter()
    done = subprocess.run([toll, "bill", log, "--by", "model", "--provider", "openai", "--json"], capture_output=True,
                          text=True, check=False)
    seconds = time.perf_counter() - start
    answer = json.loads(done.stdout, parse_float=Decimal)
    costs = {group["model"]: Decimal(str(group["cost"])) for group in answer["groups"]}
    return seconds, costs, sum(name["records"] for name in answer["unpriced"])


def by_process(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "Error" in line] or ["it ended without an answer"]
        raise ImportError(said[-1].strip())
    answer = json.loads(done.stdout.strip().splitlines()[-1], parse_float=Decimal)
    return float(answer["seconds"]), {m: Decimal(c) for m, c in answer["costs"].items()}, answer["unpriced"]


def genai_loop():
    from genai_prices import Usage, calc_price

    def price(model, usage):
        details = usage["prompt_tokens_details"]
        return calc_price(Usage(input_tokens=usage["prompt_tokens"], cache_read_tokens=details["cached_tokens"],
                                output_tokens=usage["completion_tokens"]), model_ref=model,
                          provider_id="openai").total_price
    return price


def litellm_loop():
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm
    from litellm.types.utils import PromptTokensDetailsWrapper, Usage

    def price(model, usage):
        details = PromptTokensDetailsWrapper(cached_tokens=usage["prompt_tokens_details"]["cached_tokens"])
        used = Usage(prompt_tokens=usage["prompt_tokens"], completion_tokens=usage["completion_tokens"],
                     total_tokens=usage["total_tokens"], prompt_tokens_details=details)
        return sum(litellm.cost_per_token(model=model, usage_object=used, custom_llm_provider="openai"))
    return price


def run_loop(way, log):
    """The body of a process of its own: a loop over the lines as people write it."""
    price = {"genai": genai_loop, "litellm": litellm_loop}[way]()
    costs, unpriced = {}, 0
    start = time.perf_counter()
    with open(log, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            try:
                cost = price(record["model"], record["usage"])
            except LookupError:
                unpriced += 1
                continue
            costs[record["model"]] = costs.get(record["model"], 0) + cost
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "costs": {m: str(Decimal(c)) for m, c in costs.items()}, "unpriced": unpriced}))


# ---- report ---------------------------------------------------------------------------------------------------------


def ways_of(options, log):
    python, table = str(options.peers / "venv" / "bin" / "python"), find_table(options.peers)
    ways = {"toll bill, the whole process": lambda: by_toll(options.toll, log)}
    for name, way in (("genai-prices, Python loop", "genai"), ("LiteLLM cost_per_token, Python loop", "litellm")):
        ways[name] = lambda way=way: by_process([python, __file__, "--loop", way, "--log", log])
    mjs = str(HERE / "log_peers.mjs")
    ways["as ccusage: node loop, LiteLLM's table, doubles"] = lambda: by_process(["node", mjs, "table", log, str(table)])
    ways["genai-prices, node loop"] = lambda: by_process(["node", mjs, "genai", log, str(options.peers / "js")])
    return ways


def find_table(peers):
    found = sorted(peers.glob("venv/lib/*/site-packages/litellm/model_prices_and_context_window_backup.json"))
    return found[0] if found else peers / "no-table.json"


def compare(name, costs, unpriced, want):
    """One line: the totals agree, or where they do not and by how much."""
    off = []
    for model, cost in sorted(want.items()):
        other = costs.get(model)
        if other is None:
            off.append(f"{model} has no price")
        elif abs(other - cost) > CLOSE * cost:
            off.append(f"{model} {float(other):.6f} for {float(cost):.6f} ({float(other / cost - 1):+.3%})")
    exact = sum(1 for model, cost in want.items() if costs.get(model) == cost)
    if off or unpriced:
        return f"{name}: differs: {'; '.join(off)}{f'; {unpriced} records without a price' if unpriced else ''}"
    return f"{name}: the totals of all {len(want)} models agree, {exact} of them to the last digit"


def measure(ways):
    taken, results = {name: [] for name in ways}, {}
    for _ in range(ROUNDS):
        for name, run in list(ways.items()):
            try:
                seconds, costs, unpriced = run()
            except (ImportError, OSError, ValueError) as error:
                print(f"{name}: left out: {error}")
                del ways[name]
                continue
            taken[name].append(seconds)
            results[name] = (costs, unpriced)
    return {name: statistics.median(taken[name]) for name in ways}, results


def report(options, log):
    seconds, results = measure(ways_of(options, log))
    base_name = next(iter(seconds))
    want = results[base_name][0]
    assert set(want) == set(MODELS) and results[base_name][1] == 0, results[base_name]
    size = os.path.getsize(log)
    out = [f"{options.lines:,} lines of OpenAI chat records, {size / options.lines:.0f} bytes each, by `make bench-peers`,"
           " all in one run.", "", "| what | lines/s | MB/s | times slower |", "|--|--|--|--|"]
    out += [f"| {name} | {options.lines / taken:,.0f} | {size / taken / 1e6:,.1f} | {taken / seconds[base_name]:,.1f} |"
            for name, taken in seconds.items()]
    out += [""] + [f"- {compare(name, *results[name], want)}" for name in seconds if name != base_name]
    print(*out, sep="\n")
    if options.markdown:
        with open(options.markdown, "a", encoding="utf-8") as file:
            file.write("\n## The same log elsewhere\n\n" + "\n".join(out) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toll")
    parser.add_argument("--peers", type=lambda path: Path(path).resolve())
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--markdown", help="appends the table to this file")
    parser.add_argument("--loop", help=argparse.SUPPRESS)
    parser.add_argument("--log", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.loop:
        run_loop(options.loop, options.log)
        return
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "chat.jsonl")
        write_log(log, options.lines)
        report(options, log)


if __name__ == "__main__":
    sys.exit(main())
