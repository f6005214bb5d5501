# SPDX-License-Identifier: Apache-2.0
"""Reads what focus-validator says of a file, and says which rules fail.

The rules of FOCUS 1.2 hold pairs of which one must hold, as "InvoiceId MUST be null where there is no invoice" and "MUST
NOT be null where there is one". The validator evaluates both without their conditions and reports the pair apart; of such
a pair one rule fails in every file. A failed rule is left out only where it is a member of an OR, in the validator's own
model, and that OR passes.

Usage: verdict.py MODEL.json < output of focus-validator --output-type console
Prints "N pass, N fail, N do not apply" and each failed rule; exits with 1 where a rule fails, 2 without a result.
"""
import json
import re
import sys

STATES = {"PASS": "pass", "FAIL": "fail", "SKIPPED": "skipped"}


def read_results(lines):
    """{rule: (state, line)} of lines such as "? InvoiceId-C-005-C: FAIL  (violations=11, ...)"."""
    results = {}
    for line in lines:
        found = re.match(r"\S+\s+([A-Za-z]+-\w+-\d+-\w+): (PASS|FAIL|SKIPPED)", line)
        if found:
            results[found.group(1)] = (STATES[found.group(2)], line.strip())
    return results


def alternatives(model):
    """{rule: composites of kind OR that it is a member of}."""
    members = {}
    for name, rule in model["ModelRules"].items():
        requirement = rule["ValidationCriteria"].get("Requirement", {})
        if requirement.get("CheckFunction") != "OR":
            continue
        for item in requirement.get("Items", []):
            if "ModelRuleId" in item:
                members.setdefault(item["ModelRuleId"], []).append(name)
    return members


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        members = alternatives(json.load(file))
    text = sys.stdin.read()
    results = read_results(text.splitlines())
    root = results.get("CostAndUsage-D-000-M")
    if root is None:
        sys.exit("no result:\n" + text[-2000:])
    failed = {}
    for rule, (state, line) in results.items():
        holds = [name for name in members.get(rule, []) if results.get(name, ("", ""))[0] == "pass"]
        if state == "fail" and not holds:
            failed[rule] = line
    n_pass = sum(state == "pass" for state, _ in results.values())
    n_skipped = sum(state == "skipped" for state, _ in results.values())
    print(f"{n_pass} pass, {len(failed)} fail, {n_skipped} do not apply")
    for line in failed.values():
        print("   " + line[:300])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
