# SPDX-License-Identifier: Apache-2.0
"""The same bills through other libraries: first whether the totals agree, then the time of one, as ratios to libtoll.

    LIBTOLL=build/libtoll.so python3 peers.py --bench build/tests/bench/bench_public [--js FOLDER]

The records are those of bench_public.c. A peer that is not installed is left out, with a line that says so. Each figure is
the median of the rounds, which take turns, so that a slow moment of the machine meets all of them.
"""
import argparse
import array
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # its price list comes with it; no look at the network
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "bindings" / "python"))

MODELS = (("openai", "gpt-4.1"), ("anthropic", "claude-sonnet-4-6"), ("google", "gemini-2.5-pro"))
RECORDS, ROUNDS = 1024, 7
AT = 1793613600


def draws():
    x = 1
    while True:
        x = x * 16807 % 2147483647
        yield x


def make_records():
    """As bench_public.c does, in the same order of draws."""
    source = draws()

    def draw(below):
        return next(source) % below

    records = []
    for i in range(RECORDS):
        prompt = 200000 + draw(400000) if draw(20) == 0 else 100 + draw(50000)
        read, write, answer = draw(prompt // 2 + 1), draw(prompt // 4 + 1), 1 + draw(4000)
        records.append({"model": i % 3, "input": prompt, "read": read, "write": write if i % 3 == 1 else 0,
                        "output": answer})
    return records


# ---- libtoll --------------------------------------------------------------------------------------------------------


def tolls(records):
    """libtoll through Python: a call a record, and a column a component."""
    from libtoll import bill as toll
    book = toll.Book.public()
    cards = [book.find(provider, model, AT) for provider, model in MODELS]

    def usage(r):
        used = {"input": r["input"], "cache_read": r["read"], "output": r["output"]}
        return {**used, "cache_write": r["write"]} if r["model"] == 1 else used

    usages = [(cards[r["model"]], usage(r)) for r in records]

    def single():
        return [card.bill(used, at=AT).billed for card, used in usages]

    columns = []
    for model, card in enumerate(cards):
        names = list(usage({"model": model, "input": 0, "read": 0, "write": 0, "output": 0}))
        keys = {"input": "input", "cache_read": "read", "cache_write": "write", "output": "output"}
        own = [r for r in records if r["model"] == model]
        columns.append((card, {name: array.array("q", [r[keys[name]] for r in own]) for name in names}))

    def columnar():
        by_model = [card.bill_columns(used, at=AT).billed for card, used in columns]
        return [by_model[i % 3][i // 3] for i in range(len(records))]

    return {"libtoll, Python, one call a record": single, "libtoll, Python, columns": columnar}


# ---- peers ----------------------------------------------------------------------------------------------------------


def genai_prices(records):
    from genai_prices import Usage, calc_price
    calls = [(Usage(input_tokens=r["input"], cache_read_tokens=r["read"], cache_write_tokens=r["write"],
                    output_tokens=r["output"]), *MODELS[r["model"]]) for r in records]

    def run():
        return [calc_price(used, model_ref=model, provider_id=provider).total_price
                for used, provider, model in calls]

    return {f"genai-prices {importlib.metadata.version('genai-prices')}, Python": run}


def litellm_calls(records):
    import litellm
    from litellm.types.utils import PromptTokensDetailsWrapper, Usage
    providers = ("openai", "anthropic", "gemini")
    calls = []
    for r in records:
        details = PromptTokensDetailsWrapper(cached_tokens=r["read"])
        written = {"cache_creation_input_tokens": r["write"], "cache_read_input_tokens": r["read"]}
        used = Usage(prompt_tokens=r["input"], completion_tokens=r["output"], total_tokens=r["input"] + r["output"],
                     prompt_tokens_details=details, **(written if r["model"] == 1 else {}))
        calls.append((MODELS[r["model"]][1], used, providers[r["model"]]))

    def run():
        return [sum(litellm.cost_per_token(model=model, usage_object=used, custom_llm_provider=provider))
                for model, used, provider in calls]

    return {f"LiteLLM {importlib.metadata.version('litellm')}, cost_per_token": run}


class Javascript:
    """genai-prices for JavaScript: a process that bills all records whenever a line comes."""

    def __init__(self, folder, records):
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump({"models": MODELS, "records": records}, file)
        self.file = file.name
        self.process = subprocess.Popen(["node", str(HERE / "peers.mjs"), str(folder), self.file],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.name = self.process.stdout.readline().strip()
        self.seconds = 0.0
        if not self.name:
            raise ImportError("@pydantic/genai-prices is not installed")

    def __call__(self):
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.seconds = answer["seconds"]  # of the bills alone, by the peer's own clock
        return [Decimal(repr(cost)) if cost is not None else None for cost in answer["costs"]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        os.unlink(self.file)


# ---- report ---------------------------------------------------------------------------------------------------------


def report_totals(name, costs, want):
    """Where a peer's figure is another one: how many, by how much at most, and which record shows it."""
    exact = sum(1 for a, b in zip(costs, want) if a is not None and Decimal(a) == b)
    worst, at = Decimal(0), None
    wrong = 0
    for i, (a, b) in enumerate(zip(costs, want)):
        off = Decimal(1) if a is None else abs(Decimal(a) - b) / b
        wrong += off > Decimal("1e-9")
        if off > worst:
            worst, at = off, i
    line = f"{name}: {exact} of {len(want)} totals are the same to the last digit"
    if at is not None:
        line += f"; {wrong} differ by more than 1e-9, at most by {float(worst):.3g} of the total (record {at}:" \
                f" {costs[at]} for {want[at]})"
    return line


def time_all(ways):
    """Nanoseconds a record, median of rounds that take turns."""
    taken = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, run in ways.items():
            start = time.perf_counter()
            run()
            seconds = getattr(run, "seconds", None) or time.perf_counter() - start
            taken[name].append(seconds / RECORDS * 1e9)
    return {name: statistics.median(each) for name, each in taken.items()}


def gather(records, js):
    ways = {}
    for make, package in ((genai_prices, "genai-prices"), (litellm_calls, "litellm")):
        try:
            ways.update(make(records))
        except ImportError:
            print(f"{package} is not installed: left out")
    try:
        run = Javascript(js, records)
        ways[run.name] = run
    except (ImportError, OSError):
        print("genai-prices for JavaScript (node, @pydantic/genai-prices) is not installed: left out")
    return ways


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", required=True, help="the C program bench_public")
    parser.add_argument("--js", default="", help="folder with node_modules")
    parser.add_argument("--markdown", help="appends the table to this file")
    options = parser.parse_args()
    records = make_records()
    own = tolls(records)
    want = [Decimal(cost) for cost in own["libtoll, Python, one call a record"]()]
    assert [Decimal(cost) for cost in own["libtoll, Python, columns"]()] == want
    peers = gather(records, options.js)
    totals = [report_totals(name, run(), want) for name, run in peers.items()]
    print(*totals, sep="\n")
    program = subprocess.run([options.bench], capture_output=True, text=True, check=True).stdout
    figures = {name: float(median) for name, median, _ in (line.split() for line in program.splitlines())}
    taken = {"libtoll, C, all lines written": figures["bill.public_ns"],
             "libtoll, C, tariff looked up each time": figures["bill.public_with_find_ns"],
             **time_all({**own, **peers})}
    base = taken["libtoll, C, all lines written"]
    rows = [(name, figure, figure / base) for name, figure in taken.items()]
    for name, figure, ratio in rows:
        print(f"{name}: {figure:,.0f} ns a bill, {ratio:,.1f} times libtoll in C")
    if options.markdown:
        write_table(options.markdown, rows, totals)
    for run in peers.values():
        if isinstance(run, Javascript):
            run.close()


def write_table(path, rows, totals):
    with open(path, "a", encoding="utf-8") as file:
        file.write("\n## The same bills elsewhere\n\n"
                   f"{RECORDS} records of {', '.join(model for _, model in MODELS)} at public prices, by"
                   " `make bench-peers`, all in one run, medians of rounds that take turns. Totals were compared first.\n\n"
                   "| what | ns a bill | times libtoll in C |\n|--|--|--|\n")
        for name, figure, ratio in rows:
            file.write(f"| {name} | {figure:,.0f} | {ratio:,.1f} |\n")
        file.write("\n" + "".join(f"- {line}\n" for line in totals))


if __name__ == "__main__":
    main()
