# SPDX-License-Identifier: Apache-2.0
"""Re-rating against re-reading: `toll bill LOG --as X` must say what two runs over two logs say, the log as it is and the same
log with other words in its records, line by line and to the last digit.

Usage: whatif_reference.py --toll build/toll --make tests/cli/make_log --records N --seed S
"""

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = tempfile.mkdtemp(prefix="whatif")


def run(toll, *words):
    done = subprocess.run([toll, "bill", *words], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        sys.exit(f"toll bill {' '.join(words)}: {done.returncode}: {done.stderr}")
    return done.stdout


def write(name, text):
    path = os.path.join(HERE, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def costs_by_line(toll, *words):
    rows = csv.DictReader(io.StringIO(run(toll, *words, "--csv")))
    return {int(row["line"]): (Fraction(row["cost"]), row["currency"]) if row["cost"] else None for row in rows}


def reread(text, model=None, tier=None):
    """The log's text with another model, or another tier, in each record."""
    if model:
        text = re.sub(r'"(model|modelVersion|modelId|gen_ai\.response\.model)":"[^"]*"', rf'"\1":"{model}"', text)
    if tier:
        text = re.sub(r',"service_tier":"[^"]*"', "", text)
        text = re.sub(r'("model":"gpt[^"]*")', rf'\1,"service_tier":"{tier}"', text)
    return text


def check(name, is_true):
    if not is_true:
        sys.exit(f"whatif: {name}")


def compare(toll, log, other, words, name):
    """One target against the two logs read apart."""
    ran, priced = costs_by_line(toll, log), costs_by_line(toll, other)
    both = [line for line in ran if ran[line] and priced[line]]
    answer = json.loads(run(toll, log, *words, "--json"))["as"][0]
    sum_ran, sum_priced = sum(ran[i][0] for i in both), sum(priced[i][0] for i in both)
    found = answer["comparisons"][0]
    check(f"{name}: records", found["records"] == len(both))
    check(f"{name}: as it ran", Fraction(found["cost_as_it_ran"]) == sum_ran)
    check(f"{name}: priced again", Fraction(found["cost"]) == sum_priced)
    check(f"{name}: difference", Fraction(found["difference"]) == sum_priced - sum_ran)
    check(f"{name}: not priced", answer["unpriced_records"] == sum(1 for i in ran if ran[i] and not priced[i]))
    listed = sum(entry["records"] for entry in answer["unpriced"])
    check(f"{name}: all that is not priced is listed", listed == answer["unpriced_records"])
    for key in ("cost_as_it_ran", "cost", "difference"):
        parts = sum(Fraction(part[key]) for part in found["by_rule"].values())
        check(f"{name}: the rules sum to {key}", parts == Fraction(found[key]))
    return answer


def check_same(toll, text):
    """As the model that it ran on, nothing differs."""
    lines = [line for line in text.splitlines() if '"model":"gpt-5"' in line]
    log = write("same.jsonl", "\n".join(lines) + "\n")
    total = json.loads(run(toll, log, "--json"))["total"]
    found = json.loads(run(toll, log, "--as", "gpt-5", "--json"))["as"][0]["comparisons"][0]
    check("the same model has the same total", found["cost"] == total["cost"] == found["cost_as_it_ran"])
    check("the same model has no difference", all(p["difference"] == "0" for p in found["by_rule"].values()))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--toll", required=True)
    arguments.add_argument("--make", required=True)
    arguments.add_argument("--records", default="500")
    arguments.add_argument("--seed", default="1")
    a = arguments.parse_args()
    text = subprocess.run(["sh", a.make, a.records, a.seed], capture_output=True, text=True, check=True).stdout
    log = write("log.jsonl", text)
    answers = {}
    for model in ("gpt-5-mini", "o3", "gpt-4o", "grok-4"):
        other = write("other.jsonl", reread(text, model=model))
        answers[model] = compare(a.toll, log, other, ["--as", model], f"as {model}")
    check("a target that prices what had no price says so", answers["gpt-5-mini"]["records_priced_here_alone"] > 0)
    other = write("other.jsonl", reread(text, tier="flex"))
    gpt = write("gpt.jsonl", "".join(line + "\n" for line in text.splitlines() if '"model":"gpt' in line))
    other = write("other.jsonl", reread(open(gpt, encoding="utf-8").read(), tier="flex"))
    compare(a.toll, gpt, other, ["--as-tier", "flex"], "as flex")
    compare(a.toll, log, log, ["--as-at", "2026-11-15"], "as at another instant")
    check_same(a.toll, text)
    print(f"{len(text.splitlines())} records priced again as 4 models, in another tier, at another instant")


main()
