# SPDX-License-Identifier: Apache-2.0
"""The JSON reader of libtoll-io against Python's json module: random texts, and mutations of them.

Both must accept and refuse the same, and read the same values: texts, order of keys, and each number as int64, as
uint64 and as the bits of its double. Python's module is laxer than the reader in what refused() lists.

Usage: json_reference.py --driver PROGRAM [--cases N] [--seed N]
"""
import argparse
import json
import random
import struct
import subprocess
import sys

DEPTH_MAX = 256


class Number(str):
    """A number as it stands in the text."""


class Word(str):
    """Infinity, -Infinity or NaN."""


def pairs(members):
    keys = [key for key, _ in members]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return dict(members)


def is_text(value):
    return isinstance(value, str) and not isinstance(value, (Number, Word))


def refused(value, depth=1):
    """What Python takes and the reader doesn't: NUL characters, half surrogate pairs, deep nesting."""
    if is_text(value):
        return any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)
    if not isinstance(value, (dict, list)):
        return False
    if depth > DEPTH_MAX:
        return True
    members = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return any(refused(member, depth + 1) for member in members)


def whole(text):
    """The exact integer, or None; of an exponent of any length."""
    mantissa, _, exponent = text.lower().partition("e")
    before, _, after = mantissa.partition(".")
    number, power = int(before + after), int(exponent or 0) - len(after)
    if number == 0:
        return 0
    while number % 10 == 0:
        number, power = number // 10, power + 1
    return number * 10**power if 0 <= power <= 25 else None


def number_line(text):
    exact = whole(text)
    signed = exact if exact is not None and -(2**63) <= exact < 2**63 else "x"
    unsigned = exact if exact is not None and 0 <= exact < 2**64 else "x"
    real = float(text)
    bits = "x" if real in (float("inf"), float("-inf")) else struct.pack(">d", real).hex()
    return f"{text}/{signed}/{unsigned}/{bits}"


def line(value):
    if isinstance(value, dict):
        return "{" + "".join(f"{line(key)}:{line(member)}," for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + "".join(f"{line(member)}," for member in value) + "]"
    if is_text(value):
        return '"' + value.encode().hex() + '"'
    if isinstance(value, Number):
        return number_line(value)
    return {True: "true", False: "false", None: "null"}.get(value, value)


def expected(data):
    """What the driver must write."""
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text or "\r" in text.replace("\r\n", ""):  # the door for all texts refuses these
            return "refused"
        value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Word, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return "refused"
    return "refused" if refused(value) else line(value)


# ---- random texts ----

WORDS = ["true", "false", "null", "NaN", "Infinity", "-Infinity"]
CHARACTERS = ["a", "b", "z", " ", "é", "€", "😀", "/", "\x7f", "\u2028", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\u0041",
              '\\"', "\\\\", "\\/", "\\b\\f\\r\\t", "\\uFFFF"]
BLANKS = ["", "", "", " ", "\n", "\t", "\r\n", "  "]


def random_number(r):
    digits = lambda n: "".join(r.choice("0123456789") for _ in range(r.randint(1, n)))
    long = r.choice([1, 3, 17, 20, 25, 400 if r.random() < 0.05 else 5])
    number = r.choice(["", "-"]) + r.choice(["0", r.choice("123456789") + digits(long)])
    number += "." + digits(long) if r.random() < 0.4 else ""
    number += r.choice("eE") + r.choice(["", "+", "-"]) + digits(r.choice([1, 2, 3])) if r.random() < 0.4 else ""
    edges = ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
             "18446744073709551615", "18446744073709551616", "9007199254740993", "1e400", "-0", "0e9", "4.9e-324",
             "2.2250738585072011e-308", "1.7976931348623159e308"]
    return r.choice(edges) if r.random() < 0.1 else number


def random_text(r, most=6):
    return '"' + "".join(r.choice(CHARACTERS) for _ in range(r.randint(0, most))) + '"'


def random_value(r, depth):
    blank = lambda: r.choice(BLANKS)
    kind = r.random()
    if depth == 0 or kind < 0.45:
        plain = r.choice([random_number(r), random_number(r), random_text(r), r.choice(WORDS)])
        return blank() + plain + blank()
    members = r.choice([0, 1, 2, 3, 5, 18 if depth < 3 else 2, 40 if depth < 2 else 1])
    if kind < 0.7:
        return blank() + "[" + ",".join(random_value(r, depth - 1) for _ in range(members)) + blank() + "]" + blank()
    keys = [random_text(r, 2) if r.random() < 0.3 else f'"k{r.randint(0, 999)}"' for _ in range(members)]
    entries = [blank() + key + blank() + ":" + random_value(r, depth - 1) for key in keys]
    return blank() + "{" + ",".join(entries) + (blank() if entries else "") + "}" + blank()


def mutate(r, data):
    data = bytearray(data)
    for _ in range(r.choice([1, 1, 1, 2, 4])):
        at = r.randrange(len(data) + 1)
        how = r.random()
        if how < 0.35:
            del data[at:at + r.choice([1, 1, 2, 5])]
        elif how < 0.8:
            data[at:at] = bytes(r.choice(b'{}[],:"\\0159-+.eEtfnuIN \n\r\t\x00\x1f\xff\xc3'.split(b" ")[0])
                                for _ in range(r.choice([1, 1, 2])))
        elif how < 0.9 and at < len(data):
            data[at] = r.randrange(256)
        else:
            data[at:at] = r.choice([b"\\u", b"\\ud83d", b"\\u0000", b"//", b"NaN", b"01", b",,", b"\xef\xbb\xbf", b"'"])
    return bytes(data)


FIXED = [b"", b" ", b"[" * 256 + b"]" * 256, b"[" * 257 + b"]" * 257, b'{"a":' * 256 + b"1" + b"}" * 256,
         b'{"a":' * 257 + b"1" + b"}" * 257, b"\xef\xbb\xbf[]", b"\xff\xfe[]", b"[1]\x00", b'"\xed\xa0\x80"',
         b'"\\uD800"', b'"\\uDC00\\uD800"', b'{"a":1,"\\u0061":2}', b'{"\\n":1,"\n":2}', b"[1]\x0c", b"\xc2\xa0[1]"]


def random_case(r):
    text = random_value(r, r.choice([0, 1, 2, 3, 4])).encode()
    return text if r.random() < 0.35 else mutate(r, text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", required=True)
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    sys.setrecursionlimit(10000)
    r = random.Random(args.seed)
    cases = FIXED + [random_case(r) for _ in range(args.cases)]
    given = b"".join(struct.pack("<I", len(case)) + case for case in cases)
    lines = subprocess.run(args.driver.split(), input=given, capture_output=True, check=True).stdout.decode().split("\n")
    refusals = differences = 0
    for case, got in zip(cases, lines):
        want = expected(case)
        refusals += want == "refused"
        if got != want:
            differences += 1
            if differences <= 10:
                print(f"{case!r}\n  python: {want[:300]}\n  reader: {got[:300]}")
    print(f"{len(cases)} texts: {len(cases) - refusals} accepted, {refusals} refused, {differences} differ")
    return 1 if differences or len(lines) != len(cases) + 1 else 0


if __name__ == "__main__":
    sys.exit(main())
