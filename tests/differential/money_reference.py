#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares libtoll's money with a slow and obvious reference, in exact fractions.

Random and boundary-heavy cases go to money_driver as lines and come back as answers; each must equal, byte for byte,
what the reference expects. The same seed and count give the same cases.

    python3 tests/differential/money_reference.py --cases 1000000 --seed 1

It needs build/libtoll.a and a C compiler (CC), or a driver that is already built (--driver).
"""
import argparse
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

OK, E_RANGE, E_UNKNOWN_ID, E_SYNTAX, E_OVERFLOW, E_CONFLICT, E_BUFFER = 0, -2, -10, -13, -20, -30, -40
HALF_EVEN, HALF_UP, DOWN, UP = range(4)
I64_MIN, I64_MAX = -2**63, 2**63 - 1
I128_MIN, I128_MAX = -2**127, 2**127 - 1
SCALE_MAX, AMOUNT_DIGITS = 36, 18
ATTO = Fraction(1, 10**18)

# ---------------------------------------------------------------- the reference


def round_fraction(x, mode):
    """x as an integer, and whether anything was dropped."""
    floor, ceiling = math.floor(x), math.ceil(x)
    if floor == ceiling:
        return floor, 0
    towards, away = (floor, ceiling) if x > 0 else (ceiling, floor)
    if mode == DOWN:
        return towards, 1
    if mode == UP:
        return away, 1
    below = abs(x - towards)
    if below != Fraction(1, 2):
        return (towards if below < Fraction(1, 2) else away), 1
    if mode == HALF_UP:
        return away, 1
    return (towards if towards % 2 == 0 else away), 1


def fits_64(x):
    return I64_MIN <= x <= I64_MAX


def fits_128(x):
    return I128_MIN <= x <= I128_MAX


def value_of(decimal):
    coef, scale = decimal
    return Fraction(coef, 10**scale)


def sign(x):
    return (x > 0) - (x < 0)


def plain_text(x, digits):
    """x, which has no more digits than that after the point, with exactly that many."""
    scaled = abs(x) * 10**digits
    assert scaled.denominator == 1
    text = str(scaled.numerator).rjust(digits + 1, "0")
    if digits:
        text = text[:-digits] + "." + text[-digits:]
    return ("-" if x < 0 else "") + text


def expect_format(text, capacity):
    size = len(text) + 1
    return f"{OK} {size} {text}" if capacity >= size else f"{E_BUFFER} {size}"


def read_plain(text):
    """The number and its digits after the point; None for bad syntax."""
    if not 1 <= len(text) <= 64 or not re.fullmatch(rb"[+-]?[0-9]+(\.[0-9]+)?", text):
        return None
    _, point, fraction = text.partition(b".")
    return Fraction(text.decode()), len(fraction) if point else 0


def expect_decimal_parse(text):
    number = read_plain(text)
    if number is None:
        return str(E_SYNTAX)
    x, scale = number
    coef = x * 10**scale
    if scale > SCALE_MAX or not fits_64(coef):
        return str(E_OVERFLOW)
    return f"{OK} {coef} {scale}"


def expect_amount_parse(text):
    number = read_plain(text)
    if number is None:
        return str(E_SYNTAX)
    attos = number[0] / ATTO
    if attos.denominator != 1 or not fits_128(attos):
        return str(E_OVERFLOW)
    return f"{OK} {amount_words(attos.numerator)}"


def expect_decimal_multiply(left, right):
    x = value_of(left) * value_of(right)
    for scale in range(min(left[1] + right[1], SCALE_MAX), -1, -1):  # the largest scale that fits
        coef = x * 10**scale
        if coef.denominator != 1:
            break
        if fits_64(coef):
            return f"{OK} {coef} {scale}"
    return str(E_OVERFLOW)


def expect_rounded_amount(attos, mode):
    rounded, inexact = round_fraction(attos, mode)
    return f"{OK} {amount_words(rounded)} {inexact}" if fits_128(rounded) else str(E_OVERFLOW)


def expect_allocate(total, digits, weights):
    if any(w < 0 for w in weights) or sum(weights) > I64_MAX:
        reached = 0  # whichever comes first
        for w in weights:
            if w < 0:
                return str(E_RANGE)
            reached += w
            if reached > I64_MAX:
                return str(E_OVERFLOW)
    if sum(weights) == 0:
        return str(E_RANGE)
    unit = 10**(AMOUNT_DIGITS - digits)
    if total % unit:
        return str(E_CONFLICT)
    units = abs(total) // unit
    exact = [Fraction(units * w, sum(weights)) for w in weights]
    parts = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in by_remainder[:units - sum(parts)]:
        parts[i] += 1
    signed = [sign(total) * part * unit for part in parts]
    return " ".join([str(OK)] + [amount_words(part) for part in signed])


# ISO 4217 as published on 2026-01-01: every code that does not have two digits, and a sample of those that do.
CURRENCIES = {0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
              2: "AED AFN ZWG USD EUR GBP CNY INR CHF XCG ZMW MGA MRU VED SLE",
              3: "BHD IQD JOD KWD LYD OMR TND", 4: "CLF UYW"}
NO_CURRENCIES = "XAU XXX XTS XDR BTC ANG BGN HRK CUC SLL ZWL DEM ZZZ AAA US USDD U$D"


def expect_currency(code):
    for digits, codes in CURRENCIES.items():
        if code.upper() in codes.split():
            return f"{OK} {digits}"
    return str(E_UNKNOWN_ID)


# ---------------------------------------------------------------- the cases


def amount_words(attos):
    return f"{int(attos) & (2**64 - 1)} {int(attos) >> 64}"


def decimal_words(decimal):
    return f"{decimal[0]} {decimal[1]}"


def hex_words(text):
    return "x" + text.hex()


class Cases:
    """One method an operation; each returns the line for the driver and the expected answer."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def integer(self, bits):
        """Signed, any size up to so many bits, often next to a power of two or ten or with many zeros at the end."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.15:
            x = rng.choice((0, 1, 2, 5, 9, 10, 2**(bits - 1), 2**(bits - 1) - 1, 2**(bits - 1) - 2))
        elif kind < 0.3:
            x = 2**rng.randrange(bits) + rng.randrange(-2, 3)
        elif kind < 0.5:
            x = rng.choice((1, 5, 25, rng.randrange(1000))) * 10**rng.randrange(bits * 3 // 10) + rng.choice((-1, 0, 0, 1))
        else:
            x = rng.getrandbits(rng.randrange(1, bits))
        if rng.random() < 0.5:
            x = -x
        return min(max(x, -2**(bits - 1)), 2**(bits - 1) - 1)

    def scale(self):
        rng = self.rng
        return rng.choice((0, 2, 6, 17, 18, 19, 35, 36)) if rng.random() < 0.5 else rng.randrange(SCALE_MAX + 1)

    def decimal(self):
        scale = self.scale() if self.rng.random() > 0.01 else self.rng.choice((-1, 37, I64_MIN >> 32))
        return self.integer(64), scale

    def mode(self):
        return self.rng.randrange(4) if self.rng.random() > 0.01 else self.rng.choice((-1, 4))

    def per(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.5:
            return 10**rng.randrange(19)
        if kind < 0.6:
            return rng.choice((3, 7, 12, 60, 3600, 1024, 86400, I64_MAX))
        if kind < 0.61:
            return rng.choice((0, -1, I64_MIN))
        return max(1, abs(self.integer(64)) & I64_MAX)

    def text(self):
        """Mostly numbers, sometimes broken ones."""
        rng = self.rng
        whole = str(abs(self.integer(128)))[:rng.choice((1, 3, 19, 20, 39, 64))]
        text = rng.choice(("", "", "-", "-", "+", "0", "-000")) + whole
        if rng.random() < 0.7:
            fraction = str(abs(self.integer(128))).rjust(rng.randrange(40), "0")[:rng.randrange(1, 45)]
            text += "." + fraction + "0" * rng.choice((0, 0, 0, 1, 20))
        data = bytearray(text.encode())
        if rng.random() < 0.25:
            at = rng.randrange(len(data) + 1)
            data[at:at + rng.randrange(2)] = rng.choice((b"", b" ", b".", b",", b"-", b"+", b"e", b"\0", b"\xb2", b"/", b":"))
        return bytes(data)

    def decimal_parse(self):
        text = self.text()
        return hex_words(text), expect_decimal_parse(text)

    def amount_parse(self):
        text = self.text()
        return hex_words(text), expect_amount_parse(text)

    def capacity(self):
        return self.rng.choice((48, 48, 48, 64, self.rng.randrange(48)))

    def decimal_format(self):
        x, capacity = self.decimal(), self.capacity()
        line = f"{decimal_words(x)} {capacity}"
        if not 0 <= x[1] <= SCALE_MAX:
            return line, str(E_RANGE)
        return line, expect_format(plain_text(value_of(x), x[1]), capacity)

    def amount_format(self):
        attos, digits_min, capacity = self.integer(128), self.rng.randrange(-1, 20), self.capacity()
        line = f"{amount_words(attos)} {digits_min} {capacity}"
        if not 0 <= digits_min <= AMOUNT_DIGITS:
            return line, str(E_RANGE)
        digits = digits_min
        while (attos * 10**digits) % 10**18:
            digits += 1
        return line, expect_format(plain_text(attos * ATTO, digits), capacity)

    def pair(self):
        """Two decimals, often close to each other in value."""
        left = self.decimal()
        if self.rng.random() < 0.7 or not 0 <= left[1] <= SCALE_MAX:
            return left, self.decimal()
        scale = self.scale()
        near = math.floor(value_of(left) * 10**scale) + self.rng.randrange(-1, 2)
        return left, (min(max(near * self.rng.choice((1, 1, -1)), I64_MIN), I64_MAX), scale)

    @staticmethod
    def valid(*decimals):
        return all(0 <= scale <= SCALE_MAX for _, scale in decimals)

    def decimal_compare(self):
        left, right = self.pair()
        line = f"{decimal_words(left)} {decimal_words(right)}"
        if not self.valid(left, right):
            return line, str(E_RANGE)
        return line, f"{OK} {sign(value_of(left) - value_of(right))}"

    def decimal_add(self):
        left, right = self.pair()
        line = f"{decimal_words(left)} {decimal_words(right)} {self.rng.randrange(3)}"
        if not self.valid(left, right):
            return line, str(E_RANGE)
        scale = max(left[1], right[1])
        coef = (value_of(left) + value_of(right)) * 10**scale
        return line, f"{OK} {coef} {scale}" if fits_64(coef) else str(E_OVERFLOW)

    def decimal_multiply(self):
        left, right = self.decimal(), self.decimal()
        line = f"{decimal_words(left)} {decimal_words(right)} {self.rng.randrange(3)}"
        if not self.valid(left, right):
            return line, str(E_RANGE)
        return line, expect_decimal_multiply(left, right)

    def decimal_round(self):
        x, mode, digits = self.decimal(), self.mode(), self.rng.randrange(-1, 38)
        if self.rng.random() < 0.5 and self.valid(x):
            digits = max(0, x[1] - self.rng.randrange(20))
        line = f"{decimal_words(x)} {digits} {mode} {self.rng.randrange(2)}"
        if not self.valid(x) or not 0 <= digits <= SCALE_MAX or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        coef, inexact = round_fraction(value_of(x) * 10**digits, mode)
        return line, f"{OK} {coef} {digits} {inexact}" if fits_64(coef) else str(E_OVERFLOW)

    def amount_convert(self):
        x, mode = self.decimal(), self.mode()
        line = f"{decimal_words(x)} {mode}"
        if not self.valid(x) or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        return line, expect_rounded_amount(value_of(x) / ATTO, mode)

    def amounts(self):
        """Two amounts, often with a sum or difference at the edge."""
        left = self.integer(128)
        if self.rng.random() < 0.6:
            return left, self.integer(128)
        edge = self.rng.choice((I128_MIN, I128_MAX, 0)) + self.rng.randrange(-2, 3)
        right = self.rng.choice((edge - left, left - edge, edge + left))
        return left, min(max(right, I128_MIN), I128_MAX)

    def amount_compare(self):
        left, right = self.amounts()
        return f"{amount_words(left)} {amount_words(right)}", f"{OK} {sign(left - right)}"

    def amount_add(self):
        left, right = self.amounts()
        line = f"{amount_words(left)} {amount_words(right)} {self.rng.randrange(3)}"
        return line, f"{OK} {amount_words(left + right)}" if fits_128(left + right) else str(E_OVERFLOW)

    def amount_subtract(self):
        left, right = self.amounts()
        line = f"{amount_words(left)} {amount_words(right)} {self.rng.randrange(3)}"
        return line, f"{OK} {amount_words(left - right)}" if fits_128(left - right) else str(E_OVERFLOW)

    def amount_sum(self):
        values = [self.integer(128) for _ in range(self.rng.randrange(12))]
        if values and self.rng.random() < 0.5:  # intermediates beyond 128 bits, sum often within
            values += [min(-x, I128_MAX) for x in values]
            self.rng.shuffle(values)
        line = " ".join([str(self.rng.choice((16, 17, 24, 64))), str(len(values))] + [amount_words(x) for x in values])
        return line, f"{OK} {amount_words(sum(values))}" if fits_128(sum(values)) else str(E_OVERFLOW)

    def amount_compute(self):
        price, quantity, per, mode = self.decimal(), self.integer(64), self.per(), self.mode()
        line = f"{decimal_words(price)} {quantity} {per} {mode}"
        if not self.valid(price) or per < 1 or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        return line, expect_rounded_amount(value_of(price) * quantity / per / ATTO, mode)

    def amount_compute_columns(self):
        price, per, mode = self.decimal(), self.per(), self.mode()
        quantities = [self.integer(64) for _ in range(self.rng.randrange(9))]
        line = " ".join([decimal_words(price), str(per), str(mode), str(len(quantities))] + [str(q) for q in quantities])
        if not self.valid(price) or per < 1 or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        status, rows = OK, []
        for quantity in quantities:
            answer = expect_rounded_amount(value_of(price) * quantity / per / ATTO, mode)
            if answer == str(E_OVERFLOW):
                status = E_OVERFLOW
                rows.append(f"0 0 0 {E_OVERFLOW}")
            else:
                rows.append(f"{answer.split(' ', 1)[1]} {OK}")
        return line, " ".join([str(status)] + rows)

    def amount_multiply(self):
        attos, factor, mode = self.integer(128), self.decimal(), self.mode()
        line = f"{amount_words(attos)} {decimal_words(factor)} {mode} {self.rng.randrange(2)}"
        if not self.valid(factor) or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        return line, expect_rounded_amount(attos * value_of(factor), mode)

    def amount_round(self):
        digits, mode = self.rng.randrange(-21, 20), self.mode()
        unit = 10**(AMOUNT_DIGITS - digits) if digits <= AMOUNT_DIGITS else 1
        attos = self.integer(128)
        if self.rng.random() < 0.5:  # next to a tie or a multiple
            half = attos // unit * unit + self.rng.choice((0, unit // 2)) + self.rng.randrange(-1, 2)
            attos = min(max(half, I128_MIN), I128_MAX)
        line = f"{amount_words(attos)} {digits} {mode} {self.rng.randrange(2)}"
        if not -20 <= digits <= AMOUNT_DIGITS or not 0 <= mode <= UP:
            return line, str(E_RANGE)
        rounded, inexact = round_fraction(Fraction(attos, unit), mode)
        return line, f"{OK} {amount_words(rounded * unit)} {inexact}" if fits_128(rounded * unit) else str(E_OVERFLOW)

    def weights(self):
        rng = self.rng
        count = rng.choice((1, 2, 3, 7, rng.randrange(1, 30)))
        kind = rng.random()
        if kind < 0.3:
            return [rng.randrange(4) for _ in range(count)]  # many ties
        if kind < 0.6:
            return [rng.randrange(1, 1000) for _ in range(count)]
        if kind < 0.9:  # sums at the edge
            return [rng.randrange(I64_MAX // count + 1 + (rng.random() < 0.1)) for _ in range(count)]
        if kind < 0.95:
            return [rng.choice((0, 1, I64_MAX, I64_MAX - 1, I64_MAX // 2)) for _ in range(count)]
        return [self.integer(64) for _ in range(count)]

    def amount_allocate(self):
        weights, digits = self.weights(), self.rng.choice((2, 2, 0, 18, self.rng.randrange(-20, 19)))
        unit = 10**(AMOUNT_DIGITS - digits)
        total = self.integer(128)
        if self.rng.random() < 0.9:
            total = sign(total) * (abs(total) // unit) * unit
        line = " ".join([amount_words(total), str(digits), str(len(weights))] + [str(w) for w in weights])
        return line, expect_allocate(total, digits, weights)

    def currency_digits(self):
        code = self.rng.choice((" ".join(CURRENCIES.values()) + " " + NO_CURRENCIES).split())
        code = self.rng.choice((code, code, code.lower(), code.capitalize()))
        return hex_words(code.encode()), expect_currency(code)


OPERATIONS = [name for name in vars(Cases) if name.startswith(("decimal_", "amount_", "currency_"))]

# ---------------------------------------------------------------- the comparison


def build_driver(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    top = os.path.join(here, "..", "..")
    library = os.path.join(top, os.environ.get("BUILD", "build"), "libtoll.a")
    if not os.path.exists(library):
        sys.exit(f"money_reference: no {os.path.normpath(library)}; run make first")
    driver = os.path.join(folder, "money_driver")
    subprocess.run([*os.environ.get("CC", "cc").split(), *os.environ.get("CFLAGS", "-O2").split(), "-std=c11",
                    "-I" + os.path.join(top, "include"), os.path.join(here, "money_driver.c"), library, "-lm",
                    "-o", driver], check=True)
    return driver


def run_batch(command, cases, count):
    """Runs so many cases; returns those that differ."""
    lines, expected = [], []
    for i in range(count):
        operation = OPERATIONS[i % len(OPERATIONS)]
        arguments, answer = getattr(cases, operation)()
        lines.append(f"{operation} {arguments}\n")
        expected.append(answer)
    done = subprocess.run(command, input="".join(lines).encode(), stdout=subprocess.PIPE, check=True)
    got = done.stdout.decode().splitlines()
    if len(got) != count:
        sys.exit(f"money_reference: {len(got)} answers to {count} cases")
    return [(line.strip(), want, have) for line, want, have in zip(lines, expected, got) if want != have]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--driver", help="command that runs a built money_driver; words are split at blanks")
    options = parser.parse_args()

    started, cases, left = time.monotonic(), Cases(options.seed), options.cases
    with tempfile.TemporaryDirectory() as folder:
        command = options.driver.split() if options.driver else [build_driver(folder)]
        while left > 0:
            wrong = run_batch(command, cases, min(left, 50000))
            for line, want, have in wrong[:10]:
                print(f"case      {line}\nexpected  {want}\ngot       {have}\n")
            if wrong:
                sys.exit(f"money_reference: {len(wrong)} answers of one batch differ (seed {options.seed})")
            left -= 50000
    print(f"money_reference: {options.cases} cases of {len(OPERATIONS)} operations agree "
          f"(seed {options.seed}, {time.monotonic() - started:.1f} s)")


if __name__ == "__main__":
    main()
