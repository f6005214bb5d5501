# SPDX-License-Identifier: Apache-2.0
"""The vectors of tests/golden through the Python API."""
import math
import unittest
from fractions import Fraction

import golden
import libtoll
from libtoll import Rounding, TollError, money

TOLERANCE = 1e-12  # relative: libms differ in the last places


# ---- money.csv ------------------------------------------------------------------------------------------------------


def rounded(result):
    return format(result.value, "f"), str(int(result.inexact))


def plain(result):
    return str(result) if isinstance(result, int) else format(result, "f"), ""


def canonical(result):
    """Without zeros at the end, as the vectors write amounts."""
    return money.amount_format(result), ""


def canonical_rounded(result):
    return money.amount_format(result.value), str(int(result.inexact))


def mode(row):
    return Rounding[row["mode"].upper()]


def allocated(row):
    parts = money.allocate(row["a"], [int(weight) for weight in row["b"].split()], digits=int(row["c"]))
    return " ".join(money.amount_format(part) for part in parts), ""


MONEY = {
    "compute": lambda r: canonical_rounded(money.compute(r["a"], int(r["b"]), per=int(r["c"]), rounding=mode(r))),
    "amount_multiply": lambda r: canonical_rounded(money.amount_multiply(r["a"], r["b"], mode(r))),
    "amount_round": lambda r: canonical_rounded(money.amount_round(r["a"], int(r["b"]), mode(r))),
    "amount_add": lambda r: canonical(money.amount_add(r["a"], r["b"])),
    "amount_subtract": lambda r: canonical(money.amount_subtract(r["a"], r["b"])),
    "amount_compare": lambda r: plain(money.amount_compare(r["a"], r["b"])),
    "amount_parse": lambda r: canonical(money.amount_parse(r["a"])),
    "decimal_round": lambda r: rounded(money.decimal_round(r["a"], int(r["b"]), mode(r))),
    "decimal_add": lambda r: plain(money.decimal_add(r["a"], r["b"])),
    "decimal_multiply": lambda r: plain(money.decimal_multiply(r["a"], r["b"])),
    "decimal_compare": lambda r: plain(money.decimal_compare(r["a"], r["b"])),
    "currency_digits": lambda r: plain(money.currency_digits(r["a"])),
    "allocate": allocated,
}


# ---- model.csv, catalog.csv, cost.csv, memory.csv, deployment.csv ---------------------------------------------------


def ask_model(row):
    model = libtoll.model(row["model"])
    if row["quantity"].startswith("params_"):
        return getattr(libtoll.count_parameters(model), row["quantity"])
    precision = libtoll.precision(row["precision"])
    if row["quantity"] == "weights_total_bytes":
        return libtoll.weight_bytes(model, precision).total_bytes
    return getattr(libtoll.kv_bytes(model, precision, int(row["context_tokens"])), row["quantity"][len("kv_"):])


CATALOG = {"hw": libtoll.hardware, "model": libtoll.model, "precision": libtoll.precision, "engine": libtoll.engine,
           "instance": libtoll.instance}


def ask_given_cost(row):
    requests = float(row["requests_per_s"])
    result = libtoll.ServeResult(gpus=int(row["gpus"]), requests_per_s=libtoll.Range(requests, requests, requests),
                                 input_tokens=float(row["input_tokens"]), output_tokens=float(row["output_tokens"]),
                                 input_time_frac=float(row["input_time_frac"]))
    price = float(row["usd_per_gpu_hour"])
    supply = libtoll.Supply(usd_per_gpu_hour=libtoll.Range(price, price, price),
                            utilisation_frac=float(row["utilisation_frac"]))
    return part_of(libtoll.estimate_cost(result, supply), row["quantity"])


def part_of(record, quantity):
    """"time_s.mid" of a result; a range alone gives its median."""
    field, _, part = quantity.partition(".")
    value = getattr(record, field)
    return getattr(value, part or "mid") if isinstance(value, libtoll.Range) else value


def ask_deployment(row):
    sizes = {name: int(row[name]) for name in ("tp", "pp", "ep", "dp")}
    deployment = libtoll.Deployment(row["hw"], row["model"], row["precision"], **sizes)
    x, y, z = (float(row[name] or 0) for name in "xyz")
    if row["question"] == "memory":
        return part_of(deployment.memory(int(x), int(y)), row["quantity"])
    if row["question"] == "step":
        return part_of(deployment.step(x, y, z), row["quantity"])
    result = deployment.serve(x, y, z)
    if row["question"] == "serve":
        return part_of(result, row["quantity"])
    return part_of(deployment.cost(result, usd_per_gpu_hour=2.5), row["quantity"])


class Golden(unittest.TestCase):
    def check_file(self, name, at_least, check):
        rows = list(golden.read(name))
        self.assertGreaterEqual(len(rows), at_least)
        for line, row in rows:
            with self.subTest(line=line, **row):
                check(row)

    def assert_close(self, found, expected):
        self.assertTrue(math.isclose(found, expected, rel_tol=TOLERANCE), f"{found!r} is not {expected!r}")

    def check_money(self, row):
        try:
            found = MONEY[row["operation"]](row)
        except TollError as error:
            found = error.status, ""
        self.assertEqual(found, (row["expected"], row["inexact"]))

    def check_catalog(self, row):
        value = getattr(CATALOG[row["table"]](row["id"]), row["field"])
        self.assertEqual(value, None if row["expected"] == "unknown" else float(row["expected"]))

    def test_money(self):
        self.check_file("money.csv", 200, self.check_money)

    def test_model(self):
        self.check_file("model.csv", 100, lambda row: self.assertEqual(ask_model(row), int(row["expected"])))

    def test_catalog(self):
        self.check_file("catalog.csv", 20, self.check_catalog)

    def test_cost(self):
        self.check_file("cost.csv", 11, lambda row: self.assert_close(
            ask_given_cost(row), float(Fraction(row["expected"]))))

    def test_memory(self):
        self.check_file("memory.csv", 8, lambda row: self.assertEqual(ask_deployment(row), int(row["expected"])))

    def test_deployment(self):
        self.check_file("deployment.csv", 50, lambda row: self.assert_close(
            ask_deployment(row), float(row["expected"])))


if __name__ == "__main__":
    unittest.main()
