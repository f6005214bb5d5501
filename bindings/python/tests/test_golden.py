# SPDX-License-Identifier: Apache-2.0
import unittest

import golden
from libtoll import Rounding, TollError, money


def flag(inexact):
    return str(int(inexact))


def rounded(result):
    return format(result.value, "f"), flag(result.inexact)


def plain(result):
    return (format(result, "f") if not isinstance(result, int) else str(result)), ""


def canonical(result):
    """Without zeros at the end, as an amount is written."""
    return money.amount_format(result), ""


def mode(row):
    return Rounding[row["mode"].upper()]


def amount_rounded(result):
    return money.amount_format(result.value), flag(result.inexact)


MONEY = {
    "compute": lambda r: amount_rounded(money.compute(r["a"], int(r["b"]), per=int(r["c"]), rounding=mode(r))),
    "amount_multiply": lambda r: amount_rounded(money.amount_multiply(r["a"], r["b"], mode(r))),
    "amount_round": lambda r: amount_rounded(money.amount_round(r["a"], int(r["b"]), mode(r))),
    "amount_add": lambda r: canonical(money.amount_add(r["a"], r["b"])),
    "amount_subtract": lambda r: canonical(money.amount_subtract(r["a"], r["b"])),
    "amount_compare": lambda r: plain(money.amount_compare(r["a"], r["b"])),
    "amount_parse": lambda r: canonical(money.amount_parse(r["a"])),
    "decimal_round": lambda r: rounded(money.decimal_round(r["a"], int(r["b"]), mode(r))),
    "decimal_add": lambda r: plain(money.decimal_add(r["a"], r["b"])),
    "decimal_multiply": lambda r: plain(money.decimal_multiply(r["a"], r["b"])),
    "decimal_compare": lambda r: plain(money.decimal_compare(r["a"], r["b"])),
    "currency_digits": lambda r: plain(money.currency_digits(r["a"])),
    "allocate": lambda r: (" ".join(canonical(part)[0] for part in money.allocate(
        r["a"], [int(weight) for weight in r["b"].split()], digits=int(r["c"]))), ""),
}


class Money(unittest.TestCase):
    def test_every_vector(self):
        for line, row in golden.read("money.csv"):
            with self.subTest(line=line, **row):
                try:
                    found = MONEY[row["operation"]](row)
                except TollError as error:
                    found = error.status, ""
                self.assertEqual(found, (row["expected"], row["inexact"]))


if __name__ == "__main__":
    unittest.main()
