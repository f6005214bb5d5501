# SPDX-License-Identifier: Apache-2.0
"""Invoices with several faults at once, each known to the last digit, through toll reconcile.

A log of made-up calls is priced here with decimals, from a tariff that is made up too. The invoice is made of the same
calls and of faults that are drawn: a stale price, missing and duplicate calls, cached tokens billed twice, a tier of
another price, calls that are not invoiced, tax, discount, exchange, rounding, an unknown line. The command must give each
fault's amount back and leave nothing unexplained but the unknown line. Every answer's parts must sum to the difference.

Usage: reconcile_faults.py TOLL [invoices] [seed]
"""
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
from decimal import Decimal, getcontext

getcontext().prec = 60
MTOK = Decimal(10**6)
# model: meter -> price of 10^6 tokens; "one" cost other prices before November the 1st
PRICES = {"one": {"input": "1.25", "cache_read": "0.125", "output": "10"},
          "two": {"input": "3", "cache_read": "0.3", "output": "15"},
          "three": {"input": "0.37", "cache_read": "0.041", "output": "1.13"}}
OLD = {"one": {"input": "1.61", "cache_read": "0.167", "output": "12.9"}}
BATCH = Decimal("0.43")  # of all prices, in the batch tier of "two"
ITEMS = {"input": "input", "cache_read": "cached input", "output": "output"}
CHANGE = "2026-11-01T00:00:00Z"
FIRST = datetime.date(2026, 11, 2)


def tariff_rows():
    rows = ["kind,meter,op,number,per,from,until,key,value,text"]
    for model in PRICES:
        for prices, since, until in ((OLD.get(model), "", CHANGE), (PRICES[model], CHANGE, "")):
            if prices is None:
                continue
            rows.append(f"tariff,,,,,{since if model in OLD else ''},{until},acme,USD,acme/{model}")
            rows.append(f"match,,exact,,,,,,,{model}")
            rows += [f"price,{meter},,{price},1000000,,,,," for meter, price in prices.items()]
            if model == "two":
                rows += [f"multiplier,,list,{BATCH},,,,,,batch", "when_tier,,is,,,,,,,batch"]
    return rows


def day_of(number):
    return (FIRST + datetime.timedelta(days=number)).isoformat()


class Case:
    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.calls = []      # (day, model, tier, {meter: quantity})
        self.lines = {}      # (day, model, tier, meter) -> [quantity, amount]
        self.expected = {}
        self.extra = []      # other lines: (item, amount)
        for number in range(self.draw.randint(2, 6)):
            for model in PRICES:
                for _ in range(self.draw.randint(1, 4)):
                    tier = "batch" if model == "two" and self.draw.random() < 0.3 else "standard"
                    counts = {"input": self.draw.randint(5_000, 900_000), "output": self.draw.randint(1_001, 90_000)}
                    counts["cache_read"] = self.draw.randint(1_001, 5_000_000)
                    self.calls.append((day_of(number), model, tier, counts))
        for call in self.calls:
            self.bill(call)
        self.groups = sorted({(day, model, tier) for day, model, tier, _ in self.calls})

    def price(self, model, tier, meter, prices=None):
        return Decimal((prices or PRICES[model])[meter]) * (BATCH if tier == "batch" else 1) / MTOK

    def bill(self, call):
        day, model, tier, counts = call
        for meter, quantity in counts.items():
            line = self.lines.setdefault((day, model, tier, meter), [0, Decimal(0)])
            line[0] += quantity
            line[1] += quantity * self.price(model, tier, meter)

    def add(self, cause, amount):
        self.expected[cause] = self.expected.get(cause, Decimal(0)) + amount

    # ---- faults, each on a group that no other one has touched

    def take_group(self, wanted=lambda group: True):
        free = [group for group in self.groups if wanted(group)]
        if not free:
            return None
        group = self.draw.choice(free)
        self.groups.remove(group)
        return group

    def stale_price(self):
        group = self.take_group(lambda g: g[1] == "one")
        if group:
            for meter in ITEMS:
                line = self.lines[(*group, meter)]
                stale = line[0] * self.price(group[1], group[2], meter, OLD["one"])
                self.add("price_of_another_date", stale - line[1])
                line[1] = stale

    def missing_calls(self):
        group = self.take_group()
        for meter in ITEMS if group else ():
            line, more = self.lines[(*group, meter)], self.draw.randint(1, 900) * 2 + 1
            more += line[0] % 2  # never twice as many
            self.lines[(*group, meter)] = [line[0] + more, line[1] + more * self.price(group[1], group[2], meter)]
            self.add("missing_calls", more * self.price(group[1], group[2], meter))

    def duplicate_calls(self):
        group = self.take_group()
        for meter in ITEMS if group else ():
            line = self.lines[(*group, meter)]
            self.add("duplicate_calls", line[1])
            self.lines[(*group, meter)] = [2 * line[0], 2 * line[1]]

    def cached_twice(self):
        group = self.take_group()
        if group:
            cached, line = self.lines[(*group, "cache_read")][0], self.lines[(*group, "input")]
            more = cached * self.price(group[1], group[2], "input")
            self.add("cached_tokens_twice", more)
            self.lines[(*group, "input")] = [line[0] + cached, line[1] + more]

    def not_invoiced(self):
        group = self.take_group(lambda g: (g[0], g[1], "batch" if g[2] == "standard" else "standard") not in self.groups)
        for meter in ITEMS if group and group[1] != "two" else ():
            self.add("calls_not_invoiced", -self.lines.pop((*group, meter))[1])

    def another_tier(self):
        group = self.take_group(lambda g: g[2] == "batch")
        standard = (group[0], "two", "standard") if group else None
        if standard in self.groups:
            self.groups.remove(standard)
        elif group:
            return
        for meter in ITEMS if group else ():
            quantity, amount = self.lines.pop((*group, meter))
            dear = quantity * self.price("two", "standard", meter)
            line = self.lines[(*standard, meter)]
            self.lines[(*standard, meter)] = [line[0] + quantity, line[1] + dear]
            self.add("tier", dear - amount)

    def unknown_line(self):
        amount = Decimal(self.draw.randint(1, 5000)) / 100
        self.extra.append(("Support plan", amount))
        self.add("unexplained", amount)

    # ---- the whole

    def factors(self):
        """Of all lines: the vendor's rate of exchange was 0.93 where 0.9 is agreed; an unknown line is in its currency."""
        discount = Decimal("0.95") if self.draw.random() < 0.3 else Decimal(1)
        tax = Decimal("1.19") if self.draw.random() < 0.6 else Decimal(1)
        self.is_exchanged = self.draw.random() < 0.3
        agreed, used = (Decimal("0.9"), Decimal("0.93")) if self.is_exchanged else (Decimal(1), Decimal(1))
        base = sum(line[1] for line in self.lines.values())
        for cause in self.expected:
            self.expected[cause] *= 1 if cause == "unexplained" else agreed
        self.add("discount", base * (discount - 1) * agreed)
        self.add("tax", base * discount * (tax - 1) * agreed)
        self.add("exchange_rate", base * discount * tax * (used - agreed))
        for line in self.lines.values():
            line[1] *= discount * tax * used

    def round_lines(self, digits):
        for line in self.lines.values():
            rounded = round(line[1], digits)
            self.add("rounding", rounded - line[1])
            line[1] = rounded

    def write(self, folder):
        currency = "EUR" if self.is_exchanged else "USD"
        with open(os.path.join(folder, "log.csv"), "w") as out:
            print("time,model,service_tier,input,output,cache_read", file=out)
            for day, model, tier, counts in self.calls:
                total = counts["input"] + counts["cache_read"]
                print(f"{day}T10:00:00Z,{model},{tier},{total},{counts['output']},{counts['cache_read']}", file=out)
        with open(os.path.join(folder, "invoice.csv"), "w") as out:
            print("day,what,tier,amount,count,cur", file=out)
            for (day, model, tier, meter), (quantity, amount) in sorted(self.lines.items()):
                print(f'{day},"{model}, {ITEMS[meter]}",{tier},{amount:f},{quantity},{currency}', file=out)
            for item, amount in self.extra:
                print(f"{day_of(0)},{item},,{amount},,{currency}", file=out)


def draw_case(seed):
    case = Case(seed)
    faults = [case.stale_price, case.missing_calls, case.duplicate_calls, case.cached_twice, case.not_invoiced,
              case.another_tier, case.unknown_line]
    for fault in case.draw.sample(faults, case.draw.randint(2, 5)):
        fault()
    case.factors()
    if case.draw.random() < 0.5:
        case.round_lines(6)
    return case


def check(toll, folder, seed):
    case = draw_case(seed)
    case.write(folder)
    rates = ["--rate", "0.9", "--other-rate", "0.91,0.93"] if case.is_exchanged else []
    done = subprocess.run(
        [toll, "reconcile", "log.csv", "--provider", "acme", "--book", "book", "--invoice", "invoice.csv", "--invoice-map",
         "date=day,item=what,tier=tier,amount=amount,quantity=count,currency=cur", "--tax", "0.07,0.19,0.20", "--discount",
         "0.05,0.1", "--json", *rates], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 4):
        sys.exit(f"seed {seed}: exit {done.returncode}: {done.stderr}")
    answer = json.loads(done.stdout)
    found = {cause["cause"]: Decimal(cause["amount"]) for cause in answer["causes"]}
    expected = {cause: amount for cause, amount in case.expected.items() if amount != 0}
    wrong = [f"{cause}: {found.get(cause, 0)} instead of {expected.get(cause, 0)}"
             for cause in sorted({*found, *expected}) if found.get(cause, 0) != expected.get(cause, 0)]
    if sum(found.values()) != Decimal(answer["invoice"]) - Decimal(answer["ours"]):
        wrong.append("the causes do not sum to the difference")
    if (done.returncode == 0) != ("unexplained" not in expected):
        wrong.append(f"exit code {done.returncode}")
    return wrong


def main():
    toll, count, seed = os.path.abspath(sys.argv[1]), int((sys.argv[2:] or [40])[0]), int((sys.argv[3:] or [1])[0])
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "rows.csv"), "w") as out:
            print("\n".join(tariff_rows()), file=out)
        done = subprocess.run([toll, "book", "build", "rows.csv", "-o", "book"], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        failed = 0
        for number in range(count):
            wrong = check(toll, folder, 1000 * seed + number)
            failed += bool(wrong)
            for line in wrong:
                print(f"seed {1000 * seed + number}: {line}")
        print(f"{count - failed} of {count} invoices explained exactly")
        sys.exit(failed != 0)


main()
