# SPDX-License-Identifier: Apache-2.0
"""Chargeback against plain fractions: every part of a pool by the largest remainder, in whole coins, and all of them sum to the
pool. Logs, capacities, rules and pools are random.

Usage: charge_reference.py --toll build/toll --cases N --seed S
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

COINS = {"USD": 100, "JPY": 1, "KWD": 1000}
HERE = tempfile.mkdtemp(prefix="charge")


def allocate(coins, weights):
    """Whole coins in proportion to weights; equal remainders go to the earlier one."""
    whole = sum(weights)
    exact = [Fraction(coins * w, whole) for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: coins - sum(parts)]:
        parts[i] += 1
    return parts


def split(pool, shared, capacity, rule, owner, uses):
    """uses: {account: weight} of one period. Returns {account: (direct, shared, idle)} and what nobody bears, in coins."""
    uses = dict(uses)
    if rule == "owner":
        uses.setdefault(owner, 0)
    names = sorted(uses)
    weights = [uses[n] for n in names]
    used = sum(weights)
    if capacity is not None and used > capacity:
        return None
    direct, idle = allocate(pool - shared, [used, capacity - used]) if capacity is not None else (pool - shared, 0)
    nobody = 0
    columns = []
    for amount, by in ((direct, weights), (shared, weights), (idle, idle_weights(rule, names, weights, owner))):
        if sum(by) == 0:
            nobody += amount
            columns.append([0] * len(names))
        else:
            columns.append(allocate(amount, by))
    return {n: tuple(c[i] for c in columns) for i, n in enumerate(names)}, nobody


def idle_weights(rule, names, weights, owner):
    return {
        "proportional": weights,
        "even": [1] * len(names),
        "owner": [int(n == owner) for n in names],
        "separate": [0] * len(names),
    }[rule]


def text_of(coins, unit):
    whole, rest = divmod(coins, unit)
    return str(whole) if unit == 1 else f"{whole}.{rest:0{len(str(unit)) - 1}d}"


def draw(rng):
    currency = rng.choice(list(COINS))
    pool = rng.choice([0, 1, 7, rng.randrange(10**4), rng.randrange(10**12)])
    period = rng.choice(["", "/month", "/day"])
    records = [
        (rng.choice(["a", "b", "c", "d,e", ""]), rng.randrange(1, 29), rng.choice([10, 11]), rng.choice([0, 1, rng.randrange(10**6)]),
         rng.randrange(1000))
        for _ in range(rng.randrange(1, 30))
    ]
    return currency, pool, rng.randrange(pool + 1) if rng.random() < 0.5 else 0, period, records


def gather(records, period):
    uses = {}
    for account, day, month, tokens_in, tokens_out in records:
        key = {"": "", "/month": f"2026-{month:02d}", "/day": f"2026-{month:02d}-{day:02d}"}[period]
        pool = uses.setdefault(key, {})
        pool[account] = pool.get(account, 0) + tokens_in + tokens_out
    return uses


def check(case, is_true, what):
    if not is_true:
        sys.exit(f"charge: case {case}: {what}")


def run_case(toll, rng, case):
    currency, pool, shared, period, records = draw(rng)
    rule = rng.choice(["proportional", "even", "owner", "separate"])
    owner = rng.choice(["a", "z"])
    uses = gather(records, period)
    most = max(sum(u.values()) for u in uses.values())
    capacity = rng.choice([None, most + rng.randrange(10**6) + 1, max(most - 1, 1)])
    path = os.path.join(HERE, "log.jsonl")
    with open(path, "w", encoding="utf-8") as log:
        for account, day, month, tokens_in, tokens_out in records:
            record = {"model": "own", "at": f"2026-{month:02d}-{day:02d}T10:00:00Z", "input": tokens_in, "output": tokens_out}
            log.write(json.dumps(dict(record, account=account) if account else record) + "\n")
    unit = COINS[currency]
    words = [toll, "bill", path, "--json", "--pool", text_of(pool, unit) + currency + period]
    words += ["--shared", text_of(shared, unit) + currency, "--idle", "owner=" + owner if rule == "owner" else rule]
    words += ["--capacity", str(capacity)] if capacity is not None else []
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    wanted = {key: split(pool, shared, capacity, rule, owner, u) for key, u in uses.items()}
    if any(w is None for w in wanted.values()):
        check(case, done.returncode == 1 and "capacity" in done.stderr, "more use than capacity is refused")
        return
    check(case, done.returncode == 0, done.stderr)
    pools = json.loads(done.stdout)["chargeback"]["pools"]
    check(case, [p["period"] or "" for p in pools] == sorted(wanted), "periods")
    for found in pools:
        tenants, nobody = wanted[found["period"] or ""]
        got = {t["account"] or "": tuple(Fraction(t[k]) * unit for k in ("direct", "shared", "idle")) for t in found["tenants"]}
        check(case, got == tenants, f"{got} and not {tenants}")
        check(case, Fraction(found["unallocated"]) * unit == nobody, "what nobody bears")
        total = sum(Fraction(t["total"]) for t in found["tenants"]) + Fraction(found["unallocated"])
        check(case, total == Fraction(found["pool"]) == Fraction(pool, unit), "the parts sum to the pool")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--toll", required=True)
    arguments.add_argument("--cases", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    a = arguments.parse_args()
    rng = random.Random(a.seed)
    for case in range(a.cases):
        run_case(a.toll, rng, case)
    print(f"{a.cases} pools are split as fractions say, and sum to the last coin")


main()
