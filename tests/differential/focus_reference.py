# SPDX-License-Identifier: Apache-2.0
"""Random logs through `toll bill --focus`, against a slow obvious reference of fractions.

Each round makes a book with list prices in several currencies and terms over it, a log of several accounts, dated rates
and taxes. The reference prices each record by itself, converts it by the last rate on or before its day, and adds. Then:

- rows of usage have the reference's list, contracted and billed costs, by account, day, model, meter and currency;
- list unit price times pricing quantity is ListCost, digit for digit, and so for contracted costs;
- the rows' sums are the totals of the bill in JSON; a tax row is its rate times the sum of its account's costs;
- with --round the costs and the taxes of each account, provider and month are whole cents;
- the rows of a log cut in two add up to those of the whole.

Usage: focus_reference.py TOLL [--cases N] [--seed N]
"""
import argparse
import collections
import csv
import datetime
import glob
import json
import os
import random
import subprocess
import tempfile
from fractions import Fraction

START = datetime.datetime(2026, 10, 20, tzinfo=datetime.timezone.utc)
HEADS = "kind,meter,op,number,per,from,until,key,value,text,layer,is_contract,origin"
COSTS = ("ListCost", "ContractedCost", "BilledCost")
MILLION = 10**6


def price_text(r):
    return f"{r.randrange(0, 5000) / 100:.2f}" if r.random() < 0.8 else f"0.{r.randrange(1, 10**6):06d}"


class Case:
    """Prices, rates, taxes and records, as texts; the files they make."""

    def __init__(self, r):
        self.models = {}
        for i in range(r.randrange(1, 4)):
            currency = r.choice(["USD", "CNY", "EUR"])
            lists = {m: price_text(r) for m in ("input", "cache_read", "output")}
            terms = {m: price_text(r) for m in lists if r.random() < 0.5}
            self.models[f"m{i}"] = (currency, lists, terms)
        self.rates = {}
        for source in ("USD", "CNY"):
            for day in range(-2, 40):
                if day == -2 or r.random() < 0.6:
                    self.rates[source, day] = f"0.{r.randrange(1, 10**4):04d}"
        self.taxes = [("VAT", f"{r.randrange(0, 250) / 10}", "", "", ""), ("Levy", "1.5", "", "a1", "2026-11-01")]
        self.records = [
            (r.randrange(0, 35 * 86400), r.choice(["a0", "a1", "b c"]), r.choice(sorted(self.models)), *self.tokens(r))
            for _ in range(r.randrange(2, 60))
        ]

    @staticmethod
    def tokens(r):
        prompt = r.choice([1, 7, 1000, r.randrange(1, 10**7)])
        return prompt, r.randrange(0, prompt + 1), r.randrange(0, 10**5)

    def book_rows(self, has_terms):
        yield HEADS
        for name, (currency, lists, terms) in sorted(self.models.items()):
            if has_terms and not terms:
                continue
            sku = "terms-" + name if has_terms else "ours/" + name
            layer, origin = ("1", "contract") if has_terms else ("", "")
            yield f"tariff,,,,,,,ours,{currency},{sku},{layer},,{origin}"
            yield f"match,,exact,,,,,,,{name},,,"
            for meter, price in (terms if has_terms else lists).items():
                yield f"price,{meter},,{price},1000000,,,,,,,{'1' if has_terms else ''},"

    def log_lines(self):
        for at, account, model, prompt, cached, output in self.records:
            usage = {"prompt_tokens": prompt, "completion_tokens": output}
            usage["prompt_tokens_details"] = {"cached_tokens": cached}
            created = int(START.timestamp()) + at
            yield json.dumps({"created": created, "model": model, "user": account, "usage": usage})

    def rate_of(self, currency, target, at):
        if target is None or currency == target:
            return Fraction(1)
        day = max(d for s, d in self.rates if s == currency and d <= at // 86400)
        return Fraction(self.rates[currency, day])

    def charges(self, target):
        """{(account, day, model, meter, currency): [list, contracted, billed, quantity]}"""
        sums = collections.defaultdict(lambda: [Fraction(0)] * 4)
        for at, account, model, prompt, cached, output in self.records:
            currency, lists, terms = self.models[model]
            rate = self.rate_of(currency, target, at)
            day = (START + datetime.timedelta(seconds=at)).strftime("%Y-%m-%d")
            for meter, quantity in (("input", prompt - cached), ("cache_read", cached), ("output", output)):
                listed = Fraction(lists[meter]) * quantity / MILLION * rate
                owed = Fraction(terms.get(meter, lists[meter])) * quantity / MILLION * rate
                key = account, day, model, meter, target or currency
                sums[key] = [a + b for a, b in zip(sums[key], (listed, owed, owed, quantity))]
        return sums


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def day_text(day):
    return (START + datetime.timedelta(days=day)).strftime("%Y-%m-%d")


class Runner:
    def __init__(self, toll, folder, case):
        self.toll, self.folder, self.case = toll, folder, case
        write(self.path("base.csv"), case.book_rows(False))
        self.run("book", "build", "base.csv", "-o", "all.book")
        if any(terms for _, _, terms in case.models.values()):
            write(self.path("terms.csv"), case.book_rows(True))
            self.run("book", "build", "terms.csv", "--over", "all.book", "-o", "all.book")
        rates = [f"{s},EUR,{rate},{day_text(d)},test" for (s, d), rate in case.rates.items()]
        write(self.path("rates.csv"), ["from,to,rate,date,source"] + rates)
        write(self.path("tax.csv"), ["name,rate_percent,country,account,from"] + [",".join(t) for t in case.taxes])

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words):
        done = subprocess.run([self.toll, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.returncode, done.stderr, done.stdout)
        return done.stdout

    def bill(self, lines, *options):
        """The answer in JSON, and the rows of all files."""
        for old in glob.glob(self.path("out*.csv")):
            os.remove(old)
        write(self.path("log.jsonl"), lines)
        answer = self.run("bill", "log.jsonl", "--book", "all.book", "--focus", "out.csv", "--json", *options)
        rows = []
        for name in sorted(glob.glob(self.path("out*.csv"))):
            with open(name, encoding="utf-8", newline="") as file:
                mine = list(csv.DictReader(file))
            assert len({row["BillingAccountId"] for row in mine}) == 1, name
            rows += mine
        return json.loads(answer), rows


def sums_of(rows, keys, costs=COSTS):
    sums = collections.defaultdict(lambda: [Fraction(0)] * len(costs))
    for row in rows:
        key = tuple(row[k] for k in keys)
        sums[key] = [a + Fraction(row[c] or 0) for a, c in zip(sums[key], costs)]
    return sums


def usage(rows):
    return [row for row in rows if row["ChargeCategory"] == "Usage"]


def check_rows(case, rows, target):
    got = {}
    for row in usage(rows):
        for price, cost in (("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost")):
            assert Fraction(row[price]) * Fraction(row["PricingQuantity"]) == Fraction(row[cost]), row
        priced = Fraction(row["PricingCurrencyContractedUnitPrice"]) * Fraction(row["PricingQuantity"])
        assert priced == Fraction(row["PricingCurrencyEffectiveCost"]), row
        assert row["EffectiveCost"] == row["BilledCost"]
        key = (row["BillingAccountId"], row["ChargePeriodStart"][:10], row["x_Model"], row["SkuMeter"],
               row["BillingCurrency"])
        assert key not in got or target is not None, "one charge a day"
        old = got.get(key, [Fraction(0)] * 4)
        new = [Fraction(row[c]) for c in COSTS] + [Fraction(row["ConsumedQuantity"])]
        got[key] = [a + b for a, b in zip(old, new)]
    want = {k: v for k, v in case.charges(target).items() if v[3] > 0}
    got = {k: v for k, v in got.items() if v[3] > 0}
    assert got == want, (target, {k: (got.get(k), want.get(k)) for k in set(got) | set(want) if got.get(k) != want.get(k)})


def check_totals(answer, rows):
    got = sums_of(usage(rows), ("BillingCurrency",), ("BilledCost",))
    want = {(t["currency"],): [Fraction(t["cost"])] for t in answer["totals"]}
    assert got == want, (got, want)


def check_taxes(case, answer, rows):
    """Tax rows by account, month and currency against the costs that the reference taxes."""
    want = collections.defaultdict(Fraction)
    for (account, day, _, _, currency), costs in case.charges("EUR").items():
        for name, percent, _, only, since in case.taxes:
            if (not only or only == account) and day >= since:
                want[account, day[:7], name, currency] += costs[2] * Fraction(percent) / 100
    got = collections.defaultdict(Fraction)
    for row in rows:
        if row["ChargeCategory"] == "Tax":
            name = row["ChargeDescription"].split()[0]
            got[row["BillingAccountId"], row["BillingPeriodStart"][:7], name, row["BillingCurrency"]] += Fraction(
                row["BilledCost"])
            assert not row["PricingQuantity"] and not row["SkuId"] and not row["ListUnitPrice"], row
    for key in set(got) | set(want):  # a base of more than 16 digits is rounded at the 18th
        assert abs(got[key] - want[key]) <= Fraction(1, 2 * 10**18), (key, got[key], want[key])
    taxed = sum((Fraction(t["amount"]) for t in answer["taxes"]), Fraction(0))
    assert taxed == sum(got.values(), Fraction(0))
    total = sum((Fraction(t["cost"]) for t in answer["totals"]), Fraction(0))
    assert Fraction(answer["totals_with_tax"][0]["cost"]) == total + taxed


def check_rounding(rows):
    invoices = sums_of(rows, ("BillingAccountId", "BillingPeriodStart", "InvoiceIssuerName", "BillingCurrency"))
    for key, (_, _, billed) in invoices.items():
        assert (billed * 100).denominator == 1, (key, billed)


def check_cut(runner, lines, r):
    keys = ("BillingAccountId", "ChargePeriodStart", "SkuPriceId", "BillingCurrency", "x_ExchangeRateDate")
    costs = COSTS + ("PricingQuantity", "ConsumedQuantity", "x_Records")
    options = ("--currency", "EUR", "--rates", "rates.csv", "--rate-days", "60")
    cut = r.randrange(1, len(lines))
    whole = sums_of(runner.bill(lines, *options)[1], keys, costs)
    halves = runner.bill(lines[:cut], *options)[1] + runner.bill(lines[cut:], *options)[1]
    assert whole == sums_of(halves, keys, costs)


def run_round(toll, seed):
    r = random.Random(seed)
    case = Case(r)
    lines = list(case.log_lines())
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(toll, folder, case)
        answer, rows = runner.bill(lines)
        check_rows(case, rows, None)
        check_totals(answer, rows)
        options = ("--currency", "EUR", "--rates", "rates.csv", "--rate-days", "60", "--tax", "tax.csv")
        answer, rows = runner.bill(lines, *options)
        check_rows(case, rows, "EUR")
        check_totals(answer, rows)
        check_taxes(case, answer, rows)
        check_rounding(runner.bill(lines, "--round", *options)[1])
        check_cut(runner, lines, r)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("toll")
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    toll = os.path.abspath(args.toll)
    for i in range(args.cases):
        try:
            run_round(toll, args.seed * 100003 + i)
        except AssertionError:
            print(f"round {i} of seed {args.seed}")
            raise
    print(f"{args.cases} logs as the reference says")


if __name__ == "__main__":
    main()
