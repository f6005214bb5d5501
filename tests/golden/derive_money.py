# SPDX-License-Identifier: Apache-2.0
"""Writes money.csv: exact results from Python's fractions, which share nothing with the library. Deterministic.

    python3 tests/golden/derive_money.py > tests/golden/money.csv
"""
import random
from fractions import Fraction

MODES = {"half_even": 0, "half_up": 1, "down": 2, "up": 3}
ATTOS = 10**18
rows = []


def rounded(value, mode):
    """Integer nearest to a fraction by the rule of the mode, and whether anything was dropped."""
    sign = -1 if value < 0 else 1
    whole, rest = divmod(abs(value), 1)
    whole = int(whole)
    up = {"down": False, "up": rest > 0, "half_up": rest >= Fraction(1, 2),
          "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)}[mode]
    return sign * (whole + up), int(rest != 0)


def text_of(coefficient, scale, digits_min=None):
    """Decimal text; with digits_min, zeros beyond that many digits are dropped."""
    digits = str(abs(coefficient)).rjust(scale + 1, "0")
    whole, part = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    if digits_min is not None:
        part = part[:digits_min] + part[digits_min:].rstrip("0")
    return ("-" if coefficient < 0 else "") + whole + ("." + part if part else "")


def scale_of(text):
    return len(text.split(".")[1]) if "." in text else 0


def in_bits(value, bits):
    return -(1 << (bits - 1)) <= value < (1 << (bits - 1))


def amount_result(value, mode):
    attos, inexact = rounded(value * ATTOS, mode)
    return (text_of(attos, 18, 0), inexact) if in_bits(attos, 128) else ("TOLL_E_OVERFLOW", "")


def add(operation, a, b="", c="", mode="", expected="", inexact="", source="fractions"):
    rows.append([operation, a, b, c, mode, expected, inexact, source])


def compute(price, quantity, per, mode, source="fractions"):
    expected, inexact = amount_result(Fraction(price) * quantity / per, mode)
    add("compute", price, quantity, per, mode, expected, inexact, source)


def multiply(amount, factor, mode):
    expected, inexact = amount_result(Fraction(amount) * Fraction(factor), mode)
    add("amount_multiply", amount, factor, "", mode, expected, inexact)


def round_amount(amount, digits, mode):
    unit = Fraction(10) ** -digits
    count, inexact = rounded(Fraction(amount) / unit, mode)
    expected, _ = amount_result(count * unit, mode)
    add("amount_round", amount, digits, "", mode, expected, inexact if expected[0] != "T" else "")


def round_decimal(value, digits, mode):
    count, inexact = rounded(Fraction(value) * 10**digits, mode)
    fits = in_bits(count, 64)
    add("decimal_round", value, digits, "", mode, text_of(count, digits) if fits else "TOLL_E_OVERFLOW",
        inexact if fits else "")


def pair(operation, left, right, value):
    add(operation, left, right, expected=amount_result(value, "down")[0])


def decimal_sum(left, right):
    scale = max(scale_of(left), scale_of(right))
    coefficient = int((Fraction(left) + Fraction(right)) * 10**scale)
    fits = in_bits(coefficient, 64)
    add("decimal_add", left, right, expected=text_of(coefficient, scale) if fits else "TOLL_E_OVERFLOW")


def decimal_product(left, right):
    scale = scale_of(left) + scale_of(right)
    coefficient = int(Fraction(left) * Fraction(right) * 10**scale)
    while scale > 0 and coefficient % 10 == 0 and (scale > 36 or not in_bits(coefficient, 64)):
        coefficient, scale = coefficient // 10, scale - 1
    fits = scale <= 36 and in_bits(coefficient, 64)
    add("decimal_multiply", left, right, expected=text_of(coefficient, scale) if fits else "TOLL_E_OVERFLOW")


def allocate(total, weights, digits):
    """Largest remainder; equal remainders go to the lower index."""
    units = Fraction(total) * Fraction(10) ** digits
    if units.denominator != 1:
        add("allocate", total, " ".join(map(str, weights)), digits, expected="TOLL_E_CONFLICT")
        return
    sign, units, all_weights = (-1 if units < 0 else 1), abs(int(units)), sum(weights)
    parts = [units * weight // all_weights for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(units * weights[i] % all_weights), i))
    for i in order[:units - sum(parts)]:
        parts[i] += 1
    texts = [amount_result(Fraction(sign * part) / Fraction(10) ** digits, "down")[0] for part in parts]
    add("allocate", total, " ".join(map(str, weights)), digits, expected=" ".join(texts))


# ---- prices that vendors print, and the corners of the types --------------------------------------------------------

compute("0.15", 1234, 10**6, "half_even", "by hand: 0.0001851")
compute("3", 10**6, 10**6, "half_even", "by hand: 3")
compute("2.50", 1, 10**6, "half_even", "by hand: 0.0000025")
compute("0.000000000000000001", 5, 10, "half_even", "by hand: half an atto is even 0")
compute("0.000000000000000001", 15, 10, "half_even", "by hand: one and a half attos are 2")
compute("0.000000000000000001", 5, 10, "half_up", "by hand: half an atto away from zero")
compute("9223372036854775807", 18, 1, "half_even")
compute("9223372036854775807", 19, 1, "half_even")
compute("-9223372036854775808", 9223372036854775807, 9223372036854775807, "down")
for mode in MODES:
    compute("1", 1, 3, mode)
    compute("-2", 1, 3, mode)
    multiply("0.000000000000000001", "0.5", mode)
    multiply("-0.000000000000000003", "0.5", mode)
    round_amount("2.345", 2, mode)
    round_amount("-2.355", 2, mode)
    round_amount("1250", -2, mode)
    round_decimal("0.125", 2, mode)
    round_decimal("-0.135", 2, mode)
    round_decimal("9223372036854775807", 1, mode)
for left, right in (("0.1", "0.2"), ("-1.50", "1.5"),
                    ("170141183460469231731.687303715884105727", "0.000000000000000001"),
                    ("-170141183460469231731.687303715884105728", "0")):
    pair("amount_add", left, right, Fraction(left) + Fraction(right))
    pair("amount_subtract", left, right, Fraction(left) - Fraction(right))
for left, right in (("1.50", "1.5"), ("-0.001", "0"), ("9223372036854775807", "0.0000000001")):
    for operation in ("decimal_compare", "amount_compare"):
        order = (Fraction(left) > Fraction(right)) - (Fraction(left) < Fraction(right))
        add(operation, left, right, expected=str(order))
for left, right in (("1.50", "0.025"), ("9223372036854775807", "1"), ("-0.01", "100")):
    decimal_sum(left, right)
    decimal_product(left, right)
decimal_product("0.000000000000000001", "0.000000000000000001")
decimal_product("5000000000", "2000000000.0")
decimal_product("0.0000000000000000010", "0.0000000000000000010")
for text in ("-", ".", "1e5", "1_000", " 1", "1 ", "0x10", "+-1", "1..2", "NaN", "Infinity"):
    add("amount_parse", text, expected="TOLL_E_SYNTAX", source="by hand: not in the syntax")
for text, expected in (("-0.00", "0"), ("+7", "7"), ("007.10", "7.1"),
                       ("0.1234567890123456780000", "0.123456789012345678")):
    add("amount_parse", text, expected=expected, source="by hand")
for code, digits in (("USD", 2), ("jpy", 0), ("KWD", 3), ("EUR", 2), ("CLF", 4), ("XXQ", "TOLL_E_UNKNOWN_ID")):
    add("currency_digits", code, expected=digits, source="ISO 4217")
allocate("100", [1, 1, 1], 2)
allocate("-0.05", [1, 1], 2)
allocate("0.01", [0, 0, 5], 2)
allocate("7", [3, 2, 2], 0)
allocate("1200", [1, 2, 4], -2)
allocate("0.005", [1], 2)

# ---- random cases, the same in every run ----------------------------------------------------------------------------

dice = random.Random(4217)
for _ in range(60):
    price = text_of(dice.randrange(-10**9, 10**9), dice.randrange(0, 25))
    quantity, per = dice.randrange(-10**12, 10**12), dice.choice([1, 7, 1000, 10**6, 2**40 + 1])
    compute(price, quantity, per, dice.choice(list(MODES)))
for _ in range(20):
    amount = text_of(dice.randrange(-10**30, 10**30), 18, 0)
    multiply(amount, text_of(dice.randrange(-10**6, 10**6), dice.randrange(0, 9)), dice.choice(list(MODES)))
    round_amount(amount, dice.randrange(-20, 19), dice.choice(list(MODES)))
    allocate(text_of(dice.randrange(-10**12, 10**12), 4, 0), [dice.randrange(0, 10**6) + 1 for _ in range(5)], 4)
    decimal_product(text_of(dice.randrange(-10**9, 10**9), dice.randrange(0, 18)), text_of(dice.randrange(10**8), 6))
    decimal_sum(text_of(dice.randrange(-10**17, 10**17), dice.randrange(0, 5)), text_of(dice.randrange(10**12), 3))

print("operation,a,b,c,mode,expected,inexact,source")
for row in rows:
    print(",".join(str(cell).replace(",", "") if i == 7 else str(cell) for i, cell in enumerate(row)))
