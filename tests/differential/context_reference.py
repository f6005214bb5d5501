# SPDX-License-Identifier: Apache-2.0
"""A slow and obvious second implementation of what a tariff asks of a record's context, compared with the library.

    LIBTOLL=build/libtoll.so python3 context_reference.py [--cases 2000] [--seed 1]

Regions, attributes and tiers with negation and patterns, lists of what is sold, numbers, counters, windows in local time,
lists of holidays that end, and one request. Prices are of input alone, so that bill_reference.py has the rest. Local time
is that of the C library: a zone's rule goes into TZ.
"""
import argparse
import os
import random
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll import TollError  # noqa: E402
from libtoll import bill as toll  # noqa: E402
from libtoll.records import LineFlag, Op, RowKind  # noqa: E402

MONDAY = 1_793_577_600  # 2026-11-02
DAY = 86400
ZONES = {"ny": "EST5EDT,M3.2.0,M11.1.0", "paris": "CET-1CEST,M3.5.0,M10.5.0/3", "tokyo": "JST-9",
         "sydney": "AEST-10AEDT,M10.1.0,M4.1.0/3"}
STANDARD = {"", "standard", "default", "auto", "on_demand", "ON_DEMAND", "standard_only", "not_available"}
REGIONS = ("", "eu", "us", "global", "us-east-1", "us-gov-west-1", "eu-1", "mars", "EU", "1", "12")
VALUES = ("fast", "slow", "fast-2", "720", "719.5", "720.0", "1080", "1080.25", "9", "hd", "0720", "us-", "12")
TEXTS = ("eu", "us", "us-", "us-gov-", "-1", "fast", "1", "720", "global", "slow")
KEYS = ("speed", "lines")


class Unknown(Exception):
    """The book does not know enough."""


# ---- one predicate --------------------------------------------------------------------------------------------------


def is_negated(op):
    return op in (Op.IS_NOT, Op.NOT_PREFIX, Op.NOT_SUFFIX)


def matches(row, text):
    """Whether a stated text is what the row names, negated or not."""
    if row.op in (Op.PREFIX, Op.NOT_PREFIX):
        return text.startswith(row.text)
    if row.op in (Op.SUFFIX, Op.NOT_SUFFIX):
        return text.endswith(row.text)
    return text == row.text


def compares(op, left, right):
    return {Op.GT: left > right, Op.GE: left >= right, Op.LT: left < right, Op.LE: left <= right}[op]


def to_number(text):
    """Digits, and perhaps a point and digits; no sign, no needless zero; at most 57 bits of coefficient."""
    whole, dot, places = text.partition(".")
    is_plain = whole.isdigit() and whole.isascii() and (whole == "0" or whole[0] != "0")
    is_plain = is_plain and (not dot or (places.isdigit() and places.isascii()))
    return Fraction(text) if is_plain and int(whole + places) < 2**57 else None


def local_time(row, at, zones):
    """Seconds since the epoch as a local clock would count them."""
    if not row.text:
        return at + row.utc_offset_s
    if not zones[row.text].from_s <= at < zones[row.text].until_s:
        raise Unknown
    os.environ["TZ"] = zones[row.text].text
    time.tzset()
    return at + time.localtime(at).tm_gmtoff


def is_holiday(key, day, book):
    if not any(row.from_s <= day * DAY and (day + 1) * DAY <= row.until_s for row in book["calendars"] if row.key == key):
        raise Unknown
    return day in book["holidays"]


def in_window(row, at, book):
    if row.kind == RowKind.WHEN_HOLIDAY:
        return is_holiday(row.key, local_time(row, at, book["zones"]) // DAY, book)
    if not row.text and not in_hours(row, at % DAY):
        return False
    local = local_time(row, at, book["zones"])
    if row.text and not in_hours(row, local % DAY):
        return False
    if row.weekdays and not row.weekdays >> (local // DAY + 3) % 7 & 1:
        return False
    return not row.key or not is_holiday(row.key, local // DAY, book)


def in_hours(row, second):
    if row.start_s == row.end_s:
        return True
    if row.start_s < row.end_s:
        return row.start_s <= second < row.end_s
    return second >= row.start_s or second < row.end_s


# ---- a block's predicates -------------------------------------------------------------------------------------------


def holds(predicates, record, book):
    """True, False, or Unknown raised where it depends on a window that the book can't answer, and on nothing else."""
    alone, groups, has_unknown = [], {}, False
    for row in predicates:
        if row.kind == RowKind.WHEN_TIER:
            texts, group = [record["tier"] or "standard"], "tier"
        elif row.kind == RowKind.WHEN_REGION:
            texts, group = [record["region"]] if record["region"] else [], "region"
        elif row.kind in (RowKind.WHEN_ATTRIBUTE, RowKind.WHEN_NUMBER):
            texts, group = [record["attributes"][row.key]] if row.key in record["attributes"] else [], row.key
        if row.kind == RowKind.WHEN_COUNTER:
            alone.append(row.key in record["counters"] and compares(row.op, record["counters"][row.key], row.quantity))
        elif row.kind == RowKind.WHEN_COUNT:
            alone.append(compares(row.op, record["usage"].get(row.meter, 0), row.quantity))
        elif row.kind == RowKind.WHEN_NUMBER:
            numbers = [number for number in map(to_number, texts) if number is not None]
            alone.append(any(compares(row.op, number, Fraction(row.number)) for number in numbers))
        elif row.kind in (RowKind.WHEN_TIME, RowKind.WHEN_HOLIDAY):
            try:
                groups.setdefault("time", []).append(in_window(row, record["at"], book))
            except Unknown:
                groups.setdefault("time", [])
                has_unknown = True
        elif is_negated(row.op):
            alone.append(bool(texts) and not any(matches(row, text) for text in texts))
        else:
            groups.setdefault(("text", group), []).append(any(matches(row, text) for text in texts))
    certain = all(alone) and all(any(group) for name, group in groups.items() if name != "time")
    if certain and has_unknown and not any(groups["time"]):
        raise Unknown
    return certain and any(groups.get("time", [True]))


# ---- what is sold, what is asked for --------------------------------------------------------------------------------


def judge(rows, list_kind, when_kind, key, text):
    """"sold", "unsold" or "unused"."""
    listed = [row for row in rows if row.kind == list_kind and row.key == key]
    asked = [row for row in rows if row.kind == when_kind and row.key == key]
    numbers = [row for row in rows if row.kind == RowKind.WHEN_NUMBER and row.key == key and key]
    is_named = any(matches(row, text) for row in listed + asked if row in asked or not is_negated(row.op)) or numbers
    if listed:
        is_excluded = any(is_negated(row.op) and matches(row, text) for row in listed)
        has_sold = any(not is_negated(row.op) for row in listed)
        return "sold" if not is_excluded and (is_named or not has_sold) else "unsold"
    return "sold" if is_named or any(is_negated(row.op) for row in asked) else "unused"


def judge_facts(rows, record):
    facts = [("region", judge(rows, RowKind.REGION, RowKind.WHEN_REGION, "", record["region"]))] if record["region"] else []
    return facts + [(key, judge(rows, RowKind.ATTRIBUTE, RowKind.WHEN_ATTRIBUTE, key, value))
                    for key, value in record["attributes"].items()]


# ---- a bill ---------------------------------------------------------------------------------------------------------


def refusals_of(rows, record):
    statuses = set()
    kinds = {row.kind for row in rows}
    if any(verdict == "unsold" for _, verdict in judge_facts(rows, record)):
        statuses.add("TOLL_E_MISSING")
    if {row.key for row in rows if row.kind == RowKind.WHEN_COUNTER} - set(record["counters"]):
        statuses.add("TOLL_E_MISSING")
    compared = {row.key for row in rows if row.kind == RowKind.WHEN_NUMBER}
    if any(to_number(value) is None for key, value in record["attributes"].items() if key in compared):
        statuses.add("TOLL_E_RANGE")
    per_record = kinds & {RowKind.WHEN_COUNT, RowKind.WHEN_COUNTER, RowKind.STEP}
    if record["is_aggregate"] and per_record:
        statuses.add("TOLL_E_CONFLICT")
    return statuses


def blocks_of(rows):
    """(opener, predicates, prices, tiers that it sells) of the tariff itself and of each rule and multiplier."""
    blocks = [(None, [], [], set())]
    for row in rows:
        if row.kind in (RowKind.TIER, RowKind.WHEN_TIER):
            blocks[0 if is_negated(row.op) else -1][3].add(row.text)  # a negated row sells its tier without the rule
        if row.kind in (RowKind.RULE, RowKind.MULTIPLIER):
            blocks.append((row, [], [], set()))
        elif RowKind.WHEN_COUNT <= row.kind <= RowKind.WHEN_INSTANT or row.kind in (RowKind.WHEN_COUNTER,
                                                                                   RowKind.WHEN_NUMBER):
            blocks[-1][1].append(row)
        elif row.kind == RowKind.PRICE:
            blocks[-1][2].append(row)
    return blocks


def compute(rows, record):
    """The amount and whether each flag is there; or the set of statuses of a record that is wrong, perhaps in two ways."""
    book = {"holidays": {row.from_s // DAY for row in rows if row.kind == RowKind.HOLIDAY},
            "calendars": [row for row in rows if row.kind == RowKind.CALENDAR],
            "zones": {row.key: row for row in rows if row.kind == RowKind.ZONE}}
    tier = "" if record["tier"] in STANDARD else record["tier"]
    record = {**record, "tier": tier}
    statuses = refusals_of(rows, record)
    is_implied = "request" not in record["usage"] and not record["is_aggregate"]
    counted = {**record, "usage": {**record["usage"], **({"request": 1} if is_implied else {})}}
    prices, factor, may_be_unknown, sold = {}, Fraction(1), False, {"standard"}
    for opener, predicates, block_prices, tiers in blocks_of(rows):
        try:
            if not holds(predicates, counted, book):
                continue
        except Unknown:
            may_be_unknown = True
            continue
        sold |= tiers
        prices.update({row.meter: Fraction(row.number) / row.per for row in block_prices})
        if opener is not None and opener.kind == RowKind.MULTIPLIER:
            factor *= Fraction(opener.number)
    if may_be_unknown or (record["tier"] or "standard") not in sold:
        statuses.add("TOLL_E_MISSING")
    if record["is_aggregate"] and "request" not in record["usage"] and "request" in prices:
        statuses.add("TOLL_E_MISSING")
    if record["usage"].get("request", 0) > 0 and "request" not in prices:
        statuses.add("TOLL_E_MISSING")
    if statuses:
        return statuses
    is_unused = any(verdict == "unused" for _, verdict in judge_facts(rows, record))
    amount = record["usage"]["input"] * prices["input"] * factor
    requests = record["usage"].get("request", 1 if "request" in prices and is_implied else 0)
    amount += requests * prices.get("request", 0)
    has_lines = record["usage"]["input"] > 0 or requests > 0
    return amount, is_unused and has_lines, is_implied and requests > 0


# ---- random tariffs and records -------------------------------------------------------------------------------------


class Maker:
    def __init__(self, rng):
        self.rng = rng

    def chance(self, likely):
        return self.rng.random() < likely

    def text_op(self):
        return self.rng.choice((0, Op.IS, Op.IS_NOT, Op.PREFIX, Op.NOT_PREFIX, Op.SUFFIX, Op.NOT_SUFFIX))

    def window(self):
        rng = self.rng
        start, end = (rng.randrange(0, 24) * 3600 for _ in range(2))
        zone = rng.choice(("", "", *ZONES))
        return toll.when_time(rng.sample(range(1, 8), rng.randrange(0, 6)), start, end,
                              utc_offset_s=0 if zone else rng.choice((0, 28800, -18000)),
                              except_holidays="days" if self.chance(0.3) else "", zone=zone)

    def predicate(self):
        rng = self.rng
        compared = rng.choice((Op.GT, Op.GE, Op.LT, Op.LE))
        return rng.choice((
            lambda: toll.when_tier(rng.choice(("batch", "flex", "standard")), rng.choice((0, Op.IS, Op.IS_NOT))),
            lambda: toll.when_region(rng.choice(TEXTS), self.text_op()),
            lambda: toll.when_region(rng.choice(TEXTS), self.text_op()),
            lambda: toll.when_attribute("speed", rng.choice(TEXTS), self.text_op()),
            lambda: toll.when_attribute(rng.choice(KEYS), rng.choice(TEXTS), self.text_op()),
            lambda: toll.when_number("lines", compared, rng.choice(("720", "719.5", "1080", "0", "1080.25"))),
            lambda: toll.when_counter(rng.choice(("spend", "calls")), compared, rng.choice((0, 10, 100))),
            lambda: toll.when_count(rng.choice(("input", "request")), compared, rng.choice((0, 1, 500))),
            self.window, self.window,
            lambda: toll.when_holiday("days", zone=rng.choice(("", "tokyo", "ny"))),
        ))()

    def price(self, meter):
        return toll.price(meter, self.rng.randrange(0, 10**6), per=10**6)

    def tariff(self):
        rng = self.rng
        base = [self.price("input")] + ([self.price("request")] if self.chance(0.3) else [])
        lists = [toll.region(rng.choice(TEXTS), self.text_op()) for _ in range(rng.choice((0, 0, 1, 3)))]
        lists += [toll.attribute("speed", rng.choice(TEXTS), self.text_op()) for _ in range(rng.choice((0, 0, 2)))]
        lists += [toll.step("output", 1)] if self.chance(0.2) else []
        blocks = []
        for number in range(rng.randrange(0, 5)):
            meter = "request" if self.chance(0.2) else "input"
            blocks += [toll.rule(str(number)), *(self.predicate() for _ in range(rng.randrange(1, 4))), self.price(meter)]
        for number in range(rng.randrange(0, 3)):
            blocks += [toll.multiplier(str(number), rng.choice(("2", "0.5", "3")), meter="input"),
                       *(self.predicate() for _ in range(rng.randrange(1, 4)))]
        return [toll.tariff("acme/m", provider="acme"), toll.match("m"), *base, *lists, *self.times(), *blocks]

    def times(self):
        rng = self.rng
        known = rng.choice(((None, None), (MONDAY - 3 * DAY, MONDAY + 4 * DAY), (MONDAY + 3600, MONDAY + 9 * DAY)))
        rows = [toll.holiday("days", MONDAY + DAY * day) for day in (1, 5)] + [toll.calendar("days", *known)]
        for name, rule in ZONES.items():
            rows.append(toll.zone(name, rule, until=MONDAY + 5 * DAY if self.chance(0.1) else None))
        return rows

    def record(self):
        rng = self.rng
        attributes = {key: rng.choice(VALUES) for key in rng.sample((*KEYS, "colour"), rng.randrange(0, 3))}
        usage = {"input": rng.choice((0, 1, 500, 1000))}
        if self.chance(0.2):
            usage["request"] = rng.randrange(0, 3)
        counters = {name: rng.choice((0, 10, 50, 100)) for name in ("spend", "calls") if self.chance(0.95)}
        return {"usage": usage, "tier": rng.choice(("", "", "", "batch", "default", "ON_DEMAND", "flex", "standard")),
                "region": rng.choice(REGIONS), "attributes": attributes, "counters": counters,
                "at": MONDAY + rng.randrange(-6 * DAY, 14 * DAY) + rng.choice((0, 0, 130 * DAY)),
                "is_aggregate": self.chance(0.05)}


# ---- comparison -----------------------------------------------------------------------------------------------------


def difference(expected, card, record):
    context = {name: record[name] for name in ("tier", "region", "attributes")}
    try:
        found = card.bill(record["usage"], at=record["at"], counters=record["counters"],
                          is_aggregate=record["is_aggregate"], **context)
    except TollError as error:
        return (None if isinstance(expected, set) and error.status in expected else f"{expected}, got {error}"), error.status
    found.verify()
    if isinstance(expected, set):
        return f"{expected}, got {found.billed}", "TOLL_OK"
    got = (Fraction(found.billed), LineFlag.CONTEXT in found.flags, LineFlag.IMPLIED in found.flags)
    return (None if got == expected else f"expected {expected}, got {got}"), "TOLL_OK"


def bound_problem(rows, card, record, expected):
    """No bill lies outside of the bound of what it may be: anywhere, any tier and attributes, that second or any."""
    if isinstance(expected, set) or record["is_aggregate"]:
        return None
    limits = {meter: (quantity, quantity) for meter, quantity in record["usage"].items()}
    for since, until in ((record["at"], record["at"] + 1), (record["at"] - 9 * DAY, record["at"] + DAY)):
        bounds = card.bound(limits, tier=None, region=None, any_attributes=True, since=since, until=until,
                            counters=record["counters"])
        if not Fraction(bounds.lowest) <= expected[0] <= Fraction(bounds.highest):
            return f"{float(expected[0])} is not within {bounds.lowest} .. {bounds.highest}"
    return None


def run_case(seed):
    maker = Maker(random.Random(seed))
    rows = maker.tariff()
    card = toll.Book.compile(rows).find("acme", "m", MONDAY)
    outcomes = Counter()
    for number in range(4):
        record = maker.record()
        expected = compute(rows, record)
        problem, status = difference(expected, card, record)
        outcomes[status] += 1
        if problem is None and number == 0:
            problem = bound_problem(rows, card, record, expected)
        if problem:
            return problem, rows, record, outcomes
    return None, rows, None, outcomes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="failures to print")
    options = parser.parse_args()
    outcomes, failed = Counter(), 0
    for number in range(options.cases):
        seed = options.seed * 1_000_003 + number
        problem, rows, record, seen = run_case(seed)
        outcomes += seen
        failed += problem is not None
        if problem and failed <= options.show:
            print(f"seed {seed}: {problem}\n  record {record}")
            print(*(f"   {RowKind(row.kind).name} {row}" for row in rows[2:]), sep="\n")
    print(f"{options.cases} tariffs, {sum(outcomes.values())} records: {failed} failed; {dict(outcomes)}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
