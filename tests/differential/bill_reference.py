# SPDX-License-Identifier: Apache-2.0
"""A slow and obvious second implementation of <toll/bill.h>, compared with the library over random tariffs and records.

    LIBTOLL=build/libtoll.so python3 bill_reference.py [--cases 2000] [--seed 1]

It shares no code and no table with the library: it knows the meters from the header's text, prices every cell of a
record's partition on its own, and counts in fractions. A figure that the library says is exact must be equal; one that it
flags as rounded may be off by half of 10^-18 a line.
"""
import argparse
import dataclasses
import random
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll import TollError  # noqa: E402
from libtoll import bill as toll  # noqa: E402
from libtoll.raters import Rater, bill_rows  # noqa: E402
from libtoll.records import (Derive, Factor, LineFlag, MinimumOf, Op, Origin, Period, Ratio, RowKind,  # noqa: E402
                             StepRounding, Volume)

ATTO = Fraction(1, 10**18)
WRITES = ("cache_write_5m", "cache_write_30m", "cache_write_1h", "cache_write_12h")
MODALITIES = ("audio", "image", "video")
INPUT_PARTS = ("cache_read", "cache_write", "input_tool", "input_audio", "input_image", "input_video")
OUTPUT_PARTS = ("reasoning", "citation", "output_audio", "output_image", "output_video")
CALLS = ("request", "web_search", "file_search", "code_session", "image", "page", "character", "message",
         "audio_time", "video_time", "session_time", "cache_storage", "unit_time", "credit", "search_unit", "pixel",
         "byte_time", "training_token", "map_grounding", "gpu_time", "image_input", "image_output")
TOKENS = ("input", "output", *INPUT_PARTS, *WRITES, *(f"cache_read_{m}" for m in MODALITIES), *OUTPUT_PARTS)


class Refused(Exception):
    """The statuses that the library may answer: a record that is wrong in two ways gets either."""

    def __init__(self, *statuses):
        super().__init__(*statuses)
        self.statuses = set(statuses)


# ---- predicates -----------------------------------------------------------------------------------------------------

TIMED = (RowKind.WHEN_TIME, RowKind.WHEN_HOLIDAY, RowKind.WHEN_INSTANT)


def local_day(at, offset):
    return (at + offset) // 86400


def in_window(row, at, holidays):
    day = local_day(at, row.utc_offset_s)
    if row.kind == RowKind.WHEN_HOLIDAY:
        return day in holidays.get(row.key, ())
    if row.key and day in holidays.get(row.key, ()):
        return False
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    if row.weekdays and not row.weekdays >> weekday & 1:
        return False
    second, start, end = at % 86400, row.start_s, row.end_s
    if start == end:
        return True
    return start <= second < end if start < end else second >= start or second < end


def counts_so(row, record):
    seen = (record.stated or record).counted(row.meter)
    return {Op.GT: seen > row.quantity, Op.GE: seen >= row.quantity, Op.LT: seen < row.quantity,
            Op.LE: seen <= row.quantity}[row.op]


def holds(predicates, record, holidays):
    """Alternatives are those that name the same thing; everything else must hold together."""
    groups = {}
    for row in predicates:
        if row.kind == RowKind.WHEN_COUNT:
            groups[id(row)] = [counts_so(row, record)]
        elif row.kind == RowKind.WHEN_INSTANT:
            groups[id(row)] = [row.from_s <= record.at < row.until_s]
        elif row.kind == RowKind.WHEN_TIER:
            groups.setdefault("tier", []).append((record.tier or "standard") == row.text)
        elif row.kind == RowKind.WHEN_REGION:
            groups.setdefault("region", []).append(record.region == row.text)
        elif row.kind == RowKind.WHEN_ATTRIBUTE:
            groups.setdefault(("attribute", row.key), []).append(record.attributes.get(row.key) == row.text)
        else:
            groups.setdefault("window", []).append(in_window(row, record.at, holidays))
    return all(any(group) for group in groups.values())


# ---- a tariff's rows ------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Block:
    """The tariff itself, a rule or a multiplier: its predicates, and all other rows that stand in it."""

    opener: object = None
    when: list = dataclasses.field(default_factory=list)
    rows: list = dataclasses.field(default_factory=list)


TOTALS = {"reasoning": ("output",), "cache_write_5m": ("cache_write", "input"), "input_tool": ("input",)}


def rounded(quantity, row):
    exact = Fraction(row.number) * max(quantity, 0) / row.per
    return {0: -(-exact // 1), 1: exact // 1, 2: (exact + Fraction(1, 2)) // 1}[(max(row.op, 1) - 1) % 3]


class Tariff:
    def __init__(self, rows):
        self.rows = rows
        self.blocks, self.holidays = [Block()], {}
        for row in rows:
            if row.kind in (RowKind.RULE, RowKind.MULTIPLIER):
                self.blocks.append(Block(row))
            elif RowKind.WHEN_COUNT <= row.kind <= RowKind.WHEN_INSTANT:
                self.blocks[-1].when.append(row)
            else:
                self.blocks[-1].rows.append(row)
            if row.kind == RowKind.HOLIDAY:
                self.holidays.setdefault(row.key, set()).add(row.from_s // 86400)

    def derived(self, record):
        """The record with what rows derive, of what it states; its wrong statuses."""
        usage, wrong = dict(record.usage), set()
        for meter in {row.meter for row in self.rows if row.kind == RowKind.DERIVE}:
            rows = self.of_kind(record, RowKind.DERIVE, meter)
            if not rows or (rows[0].op < Derive.ADD_UP and meter in record.usage):
                continue
            if any(row.other_meter == "request" for row in rows) and record.is_aggregate and "request" not in record.usage:
                wrong.add("TOLL_E_MISSING")
            total = sum(rounded(record.requests() if row.other_meter == "request" else record.counted(row.other_meter), row)
                        for row in rows)
            for counts in (meter, *TOTALS.get(meter, ())) if total and rows[0].op >= Derive.ADD_UP else (meter,) * (total > 0):
                before = record.writes() if counts == "cache_write" and counts not in usage else usage.get(counts, 0)
                usage[counts] = before + total
        return dataclasses.replace(record, usage=usage, stated=record), wrong

    def held(self, record):
        return [block for block in self.blocks if holds(block.when, record, self.holidays)]

    def of_kind(self, record, kind, meter):
        """Rows of the last block that has some, of those that hold."""
        for block in reversed(self.held(record)):
            rows = [row for row in block.rows if row.kind == kind and row.meter == meter]
            if rows:
                return rows
        return []

    def fallbacks(self, record):
        return {row.meter: row.other_meter or None for block in self.held(record) for row in block.rows
                if row.kind == RowKind.FALLBACK}

    def default_part(self, record, total, prices):
        """As which part a total is billed that has no price, where the record does not say of which it is."""
        if total in prices:
            return total
        rows = [row for block in self.held(record) for row in block.rows
                if row.kind == RowKind.DEFAULT_PART and row.meter == total]
        if rows:
            return rows[-1].other_meter
        priced = [part for part in WRITES if part in prices]
        return priced[0] if total == "cache_write" and priced and total not in self.fallbacks(record) else total

    def shortfall(self, record, total):
        """What an inclusive total lacks to its minimum."""
        rows = self.of_kind(record, RowKind.MINIMUM, total)
        needed = rows[0].quantity if rows and rows[0].op == MinimumOf.TOTAL else 0
        return max(0, needed - record.counted(total)) if record.counted(total) > 0 else 0

    def billed_cells(self, record, prices):
        """The record's cells, with what minima of totals add, and as the parts that they are billed as."""
        for meters, quantity in record.cells():
            quantity += self.shortfall(record, meters[0])
            part = self.default_part(record, meters[0], prices)
            yield meters if part == meters[0] else (part, *meters), quantity

    def amount(self, record, kind, meter=0):
        """(list, negotiated) amount of the last block that has one, each standing for both where it is alone; or None."""
        rows = {bool(row.is_contract): Fraction(row.number) for block in self.held(record) for row in block.rows
                if row.kind == kind and row.meter == meter}
        return (rows.get(False, rows.get(True)), rows.get(True, rows.get(False))) if rows else None

    def tiers(self, record):
        return {"standard"} | {row.text for block in self.held(record) for row in (*block.when, *block.rows)
                               if row.kind in (RowKind.TIER, RowKind.WHEN_TIER)}

    def prices(self, record):
        """Meter -> (list price, contracted price or None), each of one base unit."""
        listed, contracted = {}, {}
        for row in (row for block in self.held(record) for row in block.rows if row.kind == RowKind.PRICE):
            (contracted if row.is_contract else listed)[row.meter] = Fraction(row.number) / row.per
        return {meter: (each, contracted.get(meter)) for meter, each in listed.items()}

    def factors(self, record, meters):
        """(list, contract, bill) factors of tokens that all of `meters` count; meter 0 touches every token."""
        kinds = {Factor.LIST: Fraction(1), Factor.CONTRACT: Fraction(1), Factor.BILL: Fraction(1)}
        for row in (block.opener for block in self.held(record) if block.opener):
            if row.kind == RowKind.MULTIPLIER and (row.meter in meters if row.meter else set(meters) & set(TOKENS)):
                kinds[row.op] *= Fraction(row.number)
        listed = kinds[Factor.LIST]
        contracted = listed * kinds[Factor.CONTRACT]
        return listed, contracted, contracted * kinds[Factor.BILL]


# ---- a usage record -------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Record:
    usage: dict
    tier: str = ""
    region: str = ""
    at: int = None
    attributes: dict = dataclasses.field(default_factory=dict)
    counters: dict = dataclasses.field(default_factory=dict)
    is_aggregate: bool = False
    allow_aggregate: bool = False
    stated: object = None  # the record without what rows derive: what predicates see

    def of(self, meter):
        return self.usage.get(meter, 0)

    def requests(self):
        return self.usage.get("request", 0 if self.is_aggregate else 1)

    def writes(self):
        return self.usage.get("cache_write", sum(self.of(part) for part in WRITES))

    def counted(self, meter):
        return self.writes() if meter == "cache_write" else self.of(meter)

    def check(self):
        if any(quantity < 0 and meter != "credit" for meter, quantity in self.usage.items()):
            return {"TOLL_E_RANGE"}
        wrong = sum(self.of(part) for part in WRITES) > self.writes()
        wrong |= self.of("cache_read") + self.writes() > self.of("input")
        wrong |= sum(self.of(f"input_{m}") for m in MODALITIES) + self.of("input_tool") > self.of("input")
        wrong |= sum(self.of(f"cache_read_{m}") for m in MODALITIES) > self.of("cache_read")
        wrong |= any(self.of(f"cache_read_{m}") > self.of(f"input_{m}") for m in MODALITIES)
        unread = sum(self.of(f"input_{m}") - self.of(f"cache_read_{m}") for m in MODALITIES
                     if f"cache_read_{m}" in self.usage)
        wrong |= unread > self.of("input") - self.of("cache_read")
        wrong |= sum(self.of(part) for part in OUTPUT_PARTS) > self.of("output")
        return {"TOLL_E_CONFLICT"} if wrong else set()

    def cells(self):
        """(meters that count them, from special to general; quantity). An overlap of written tokens or tool tokens with
        others is taken as none: main() keeps to records in which that is so or doesn't matter."""
        rest = self.of("input")
        for m in MODALITIES:
            joint = self.of(f"cache_read_{m}")
            yield (f"cache_read_{m}", "cache_read", f"input_{m}", "input"), joint
            yield (f"input_{m}", "input"), self.of(f"input_{m}") - joint
            rest -= self.of(f"input_{m}")
        read = self.of("cache_read") - sum(self.of(f"cache_read_{m}") for m in MODALITIES)
        yield ("cache_read", "input"), read
        unnamed = self.writes()
        for part in WRITES:
            yield (part, "cache_write", "input"), self.of(part)
            unnamed -= self.of(part)
        yield ("cache_write", "input"), unnamed
        yield ("input_tool", "input"), self.of("input_tool")
        yield ("input",), rest - read - self.writes() - self.of("input_tool")
        rest = self.of("output")
        for part in OUTPUT_PARTS:
            yield (part, "output"), self.of(part)
            rest -= self.of(part)
        yield ("output",), rest
        for meter in CALLS:
            yield (meter,), self.of(meter)


# What stands in for a meter without a price, first choice first.
CHAIN = {"cache_write_12h": (), "image_input": ("image",),
         "image_output": ("image",), "cache_write_1h": ("cache_write_5m", "cache_write", "input"),
         "cache_write_30m": ("cache_write_5m", "cache_write", "input"), "cache_write_5m": ("cache_write", "input"),
         "cache_write": ("input",), "cache_read": ("input",), "input_tool": ("input",),
         **{f"input_{m}": ("input",) for m in MODALITIES},
         **{f"cache_read_{m}": ("cache_read", f"input_{m}", "input") for m in MODALITIES},
         **{part: ("output",) for part in OUTPUT_PARTS}}


def price_meter(meter, prices, fallbacks):
    """The meter whose price counts; a declared fall-back replaces the whole chain from there on."""
    if meter in prices:
        return meter
    if meter in fallbacks:
        other = fallbacks[meter]
        return price_meter(other, prices, fallbacks) if other else None
    for other in CHAIN.get(meter, ()):
        if other in prices:
            return other
        if other in fallbacks:
            return price_meter(other, prices, fallbacks)
    return None


# ---- the bill -------------------------------------------------------------------------------------------------------


def half_even(value):
    quotient, rest = divmod(value.numerator, value.denominator)
    twice = 2 * rest
    return quotient + (twice > value.denominator or (twice == value.denominator and quotient % 2 == 1))


@dataclasses.dataclass
class Terms:
    """What changes the quantity of one meter of a record."""

    minima: list
    steps: list
    allowances: list
    volumes: list

    @classmethod
    def of(cls, tariff, record, meter):
        return cls(*(tariff.of_kind(record, kind, meter) for kind in
                     (RowKind.MINIMUM, RowKind.STEP, RowKind.ALLOWANCE, RowKind.VOLUME)))

    def counters(self):
        return {row.key for row in (*self.allowances, *self.volumes) if row.key}

    def mixes_units(self):
        """Tiers count base units, so an allowance over the same counter must do so too."""
        return any(ratio_of(row) != 1 and row.key == tier.key for row in self.allowances for tier in self.volumes)


def in_steps(quantity, terms):
    for row in terms.minima:
        quantity = max(quantity, 0 if row.op == MinimumOf.TOTAL else row.quantity)
    for row in terms.steps:
        steps, half = Fraction(quantity, row.quantity), Fraction(1, 2)
        whole = {StepRounding.DOWN: steps // 1, StepRounding.NEAREST: (steps + half) // 1}.get(row.op, -(-steps // 1))
        quantity = int(whole) * row.quantity
    return quantity


def ratio_of(row):
    """Counter units a base unit; 1 where nothing is said."""
    return Fraction(row.number) if row.number or row.op == Ratio.GIVEN else Fraction(1)


def advances_whole(quantity, terms):
    """A counter counts whole units."""
    return all((quantity * ratio_of(row)).denominator == 1 for row in terms.allowances)


def stretches(quantity, terms, price, counters):
    """(quantity, list price, contracted price) of each stretch between the thresholds of allowance and volume tiers.
    A tier moves the list price; a negotiated price stays what it is."""
    listed, contracted = price
    volumes = terms.volumes
    free, advance = 0, {}
    for row in terms.allowances:
        ratio, left = ratio_of(row), max(0, row.quantity - counters[row.key])
        free = min(quantity, left / ratio // 1) if ratio else quantity * (left > 0)
        advance[row.key] = int(quantity * ratio)
    if free:
        yield free, Fraction(0), Fraction(0)
    start = counters[volumes[0].key] if volumes and volumes[0].key else 0
    edges = sorted((row.quantity, Fraction(row.number) / row.per) for row in volumes)
    low = start + free
    if quantity < 0:
        yield quantity, listed, listed if contracted is None else contracted  # a credit: neither free nor in tiers
        edges = []
    elif volumes and volumes[0].op == Volume.ALL:
        reached = [each for threshold, each in edges if threshold < start + quantity]
        edges, listed = [], reached[-1] if reached else listed
    for threshold, tier_price in [*edges, (None, None)]:
        high = start + quantity if threshold is None else min(max(threshold, low), start + quantity)
        if high > low:
            yield high - low, listed, listed if contracted is None else contracted
        low, listed = max(low, high), tier_price
    if volumes and volumes[0].key:
        advance.setdefault(volumes[0].key, quantity)
    for key, units in advance.items():
        counters[key] += units


def check_context(tariff, record):
    """The statuses that the context deserves. Whether an aggregate is welcome does not depend on what holds."""
    kinds = {row.kind for row in tariff.rows}
    per_record = kinds & {RowKind.WHEN_COUNT, RowKind.MINIMUM, RowKind.STEP, RowKind.FEE, RowKind.FLOOR, RowKind.CAP}
    per_record |= {row.kind for row in tariff.rows if row.kind == RowKind.VOLUME and not row.key}
    per_record |= {row.kind for row in tariff.rows
                   if row.kind == RowKind.DERIVE and (Fraction(row.number) / row.per).denominator != 1}
    is_refused = record.is_aggregate and not record.allow_aggregate and per_record
    is_timeless = record.at is None and kinds & set(TIMED)
    is_missing = is_timeless or (record.tier or "standard") not in tariff.tiers(record)
    return ({"TOLL_E_MISSING"} if is_missing else set()) | ({"TOLL_E_CONFLICT"} if is_refused else set()), is_timeless


def side(meters):
    return meters[-1] if meters[-1] in ("input", "output") else "other"


def is_timeless(tariff, record):
    """What holds can't be told: the tariff asks for the time."""
    return record.at is None and {row.kind for row in tariff.rows} & set(TIMED)


def with_request(tariff, record):
    """A record of one request is one request, where that has a price and the record does not say it."""
    if "request" in record.usage or record.is_aggregate or is_timeless(tariff, record):
        return record
    is_priced = "request" in tariff.prices(record)
    return dataclasses.replace(record, usage={**record.usage, "request": 1}) if is_priced else record


def check_request(tariff, record):
    """An aggregate must say how many requests it sums, where they have a price."""
    is_open = record.is_aggregate and "request" not in record.usage and not is_timeless(tariff, record)
    return {"TOLL_E_MISSING"} if is_open and "request" in tariff.prices(record) else set()


FEES = {0: ("request",), "web_search": ("web_search",), "reasoning": ("reasoning", "output"),
        "cache_write": ("cache_write", "input")}


def add_amounts(tariff, record, totals):
    """Fees, then the floor, then the cap; an empty record owes none."""
    if not any(quantity for _, quantity in record.cells()):
        return
    for meter, meters in FEES.items():
        due = tariff.amount(record, RowKind.FEE, meter)
        if due is None or (meter and record.counted(meter) <= 0):
            continue
        factors = tariff.factors(record, meters)
        totals["list"] += due[0] * factors[0] / ATTO
        totals["contracted"] += due[1] * factors[1] / ATTO
        totals["billed"] += due[1] * factors[2] / ATTO
        totals[side(meters)] += due[1] * factors[2] / ATTO
    for kind, pick in ((RowKind.FLOOR, max), (RowKind.CAP, min)):
        limits = tariff.amount(record, kind)
        if limits is None:
            continue
        before = totals["billed"]
        for name, limit in (("list", limits[0]), ("contracted", limits[1]), ("billed", limits[1])):
            totals[name] = pick(totals[name], limit / ATTO)
        totals["other"] += totals["billed"] - before


def compute(tariff, record):
    """Totals in units of 10^-18 as exact fractions, and the counters after the record."""
    record = with_request(tariff, record)
    refusals, is_timeless = check_context(tariff, record)
    refusals |= check_request(tariff, record)
    if record.check() or is_timeless:
        raise Refused(*refusals, *record.check())
    record, wrong = tariff.derived(record)
    refusals |= wrong
    if record.check():
        raise Refused(*refusals, *record.check())
    prices, fallbacks = tariff.prices(record), tariff.fallbacks(record)
    counters = dict(record.counters)
    totals = dict.fromkeys(("input", "output", "other", "billed", "contracted", "list"), Fraction(0))
    for meters, quantity in tariff.billed_cells(record, prices):
        if quantity == 0:
            continue
        chosen = price_meter(meters[0], prices, fallbacks)
        if chosen is None:
            refusals.add("TOLL_E_MISSING")
            continue
        factors = tariff.factors(record, meters)
        terms = Terms.of(tariff, record, meters[0])
        quantity = in_steps(quantity, terms)
        if not advances_whole(quantity, terms):
            refusals.add("TOLL_E_RANGE")
        if terms.counters() - set(counters):
            refusals.add("TOLL_E_MISSING")
        if terms.mixes_units():
            refusals.add("TOLL_E_CONFLICT")
        if refusals:
            continue
        for part, listed, contracted in stretches(quantity, terms, prices[chosen], counters):
            billed = part * contracted * factors[2] / ATTO
            totals["list"] += part * listed * factors[0] / ATTO
            totals["contracted"] += part * contracted * factors[1] / ATTO
            totals["billed"] += billed
            totals[side(meters)] += billed
    if refusals:
        raise Refused(*refusals)
    add_amounts(tariff, record, totals)
    return totals, counters


# ---- random tariffs and records -------------------------------------------------------------------------------------

COMPARISONS = (Op.GT, Op.GE, Op.LT, Op.LE)
TIERS, REGIONS, SPEEDS = ("batch", "flex", "priority"), ("eu", "us", "global"), ("fast", "slow")
MONDAY = 1_793_577_600  # 2026-11-02


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.priced = set()
        self.base_priced = set()
        self.pers = {}

    def chance(self, likely):
        return self.rng.random() < likely

    def money(self):
        return Decimal(self.rng.randrange(0, 10**self.rng.randrange(1, 7))).scaleb(-self.rng.randrange(0, 7))

    def per(self, meter):
        """One for all prices of a meter: a line has one `per` for its list and its contracted price."""
        if meter not in self.pers:
            self.pers[meter] = self.rng.choice((1, 1000, 10**6, 10**6, 10**6, 3600, 3_600_000_000, 7))
        return self.pers[meter]

    def price(self, meter, is_contract=False):
        self.priced.add(meter)
        return toll.price(meter, self.money(), self.per(meter), is_contract=is_contract)

    def predicate(self):
        rng = self.rng
        return rng.choice((
            lambda: [toll.when_count(rng.choice(("input", "output", "cache_read", "cache_write", "web_search")),
                                     rng.choice(COMPARISONS), rng.choice((0, 10, 500, 1000)))],
            lambda: [toll.when_tier(tier) for tier in rng.sample((*TIERS, "standard"), rng.randrange(1, 3))],
            lambda: [toll.when_region(region) for region in rng.sample(REGIONS, rng.randrange(1, 3))],
            lambda: [toll.when_attribute("speed", speed) for speed in rng.sample(SPEEDS, rng.randrange(1, 3))],
            lambda: [self.window() for _ in range(rng.randrange(1, 3))],
            lambda: [toll.when_holiday("days", utc_offset_s=rng.choice((0, 28800)))],
            lambda: [toll.when_instant(MONDAY + rng.randrange(0, 86400), MONDAY + rng.randrange(86400, 999999))],
        ))()

    def window(self):
        rng = self.rng
        start, end = (rng.randrange(0, 24) * 3600 for _ in range(2))
        return toll.when_time(rng.sample(range(1, 8), rng.randrange(0, 6)), start, end,
                              utc_offset_s=rng.choice((0, 28800, -18000)),
                              except_holidays="days" if self.chance(0.3) else "")

    def predicates(self):
        return [row for _ in range(self.rng.randrange(1, 4)) for row in self.predicate()]

    def base(self):
        rows = [self.price(meter) for meter, likely in (("input", 0.97), ("output", 0.92)) if self.chance(likely)]
        for meter in (*INPUT_PARTS, *WRITES, *OUTPUT_PARTS, *(f"cache_read_{m}" for m in MODALITIES)):
            if self.chance(0.25):
                rows.append(self.price(meter))
        rows += [self.price(meter) for meter in CALLS if self.chance(0.4)]
        for row in list(rows):
            if self.chance(0.15):
                rows.append(self.price(row.meter, is_contract=True))
        self.rng.shuffle(rows)
        self.base_priced = set(self.priced)
        return rows

    def rule(self, number):
        meters = self.rng.sample(("input", "output", "cache_read", "cache_write", "reasoning", "web_search"), 2)
        return [toll.rule(f"rule {number}"), *self.predicates(), *(self.price(meter) for meter in meters),
                *self.conditions()]

    def multiplier(self, number):
        meter = self.rng.choice((0, 0, "input", "output", "cache_read", "cache_write", "web_search", "reasoning"))
        return [toll.multiplier(f"multiplier {number}", self.rng.choice(("1.1", "0.5", "2", "0.925", "1")),
                                self.rng.choice(list(Factor)), meter), *self.predicates(), *self.conditions()]

    def conditions(self):
        """What a block may say beside its prices."""
        rows = self.extras() if self.chance(0.3) else []
        rows += [toll.tier(self.rng.choice((*TIERS, "scale")))] if self.chance(0.2) else []
        self.rng.shuffle(rows)
        return sorted(rows, key=lambda row: row.quantity if row.kind == RowKind.VOLUME else 0)

    def joints(self):
        """What a cached modality costs must be said where both are priced."""
        rows = []
        for m in MODALITIES:
            joint = f"cache_read_{m}"
            if joint not in self.priced and {"cache_read", f"input_{m}"} <= self.priced:
                rows.append(self.price(joint) if self.chance(0.6)
                            else toll.fallback(joint, self.rng.choice(("cache_read", f"input_{m}"))))
        return rows

    def extras(self):
        rng, rows = self.rng, []
        for meter in sorted(self.priced & set(CALLS) - {"credit"}):
            if self.chance(0.15):
                rows.append(toll.minimum(meter, rng.randrange(1, 2000), rng.choice((0, *MinimumOf))))
            if self.chance(0.15):
                rows.append(toll.step(meter, rng.randrange(1, 700), rng.choice((0, *StepRounding))))
            if self.chance(0.2):
                row = toll.allowance(meter, f"count {meter}", rng.randrange(0, 3000), rng.choice((0, 1, 1, 2, "0.5")))
                rows.append(dataclasses.replace(row, op=rng.choice((0, row.op))))
            elif self.chance(0.2):
                key, units = rng.choice((f"count {meter}", "")), rng.choice((0, *Volume))
                rows += [toll.volume(meter, key, threshold, self.money(), self.per(meter), units)
                         for threshold in sorted(rng.sample(range(0, 4000, 50), rng.randrange(1, 4)))]
        for meter in ("input", "output", "cache_read", "cache_write"):
            if self.chance(0.05):
                rows.append(toll.minimum(meter, rng.choice((1, 500, 2000)), MinimumOf.TOTAL))
        for meter in FEES:
            if self.chance(0.1):
                rows += [toll.fee(self.money(), meter, is_contract=side) for side in rng.choice(((0,), (1,), (0, 1)))]
        for make in (toll.floor, toll.cap):
            if self.chance(0.07):
                rows += [make(self.money(), is_contract=side) for side in rng.choice(((0,), (1,), (0, 1)))]
        if self.chance(0.2):
            rows.append(toll.default_part("cache_write", rng.choice(WRITES)))
        elif self.chance(0.1):
            rows.append(toll.fallback("cache_write", rng.choice((0, "input"))))
        if self.chance(0.2):
            rows.append(toll.default_part("output", rng.choice(OUTPUT_PARTS)))
        if self.chance(0.2):
            rows.append(toll.fallback("cache_write_1h", rng.choice((0, "cache_write", "input"))))
        if self.chance(0.1):
            rows.append(toll.fallback("reasoning", rng.choice((0, "output"))))
        rows += [toll.tier("scale")] if self.chance(0.3) else []
        rows += self.derivations() if self.chance(0.25) else []
        return rows

    def derivations(self):
        """Rows that derive one or two meters, each of one or two others."""
        rng, rows = self.rng, []
        for meter in rng.sample(("input", "output", "reasoning", "search_unit"), rng.randrange(1, 3)):
            how = rng.choice((0, *(each for each in Derive if each < Derive.ADD_UP))) if self.chance(0.4) else rng.choice(
                [each for each in Derive if each >= Derive.ADD_UP])
            for other in rng.sample(("web_search", "page", "request", "image"), rng.randrange(1, 3)):
                rows.append(toll.derive(meter, other, rng.choice(("8000", "0.5", "85", "1.0", "0.01")),
                                        rng.choice((1, 1, 100, 7)), how))
        return rows

    def tariff(self):
        rng = self.rng
        base = self.base()
        rules = [row for number in range(rng.randrange(0, 4)) for row in self.rule(number)]
        multipliers = [row for number in range(rng.randrange(0, 3)) for row in self.multiplier(number)]
        return [toll.tariff("acme/m", provider="acme", origin=rng.choice((Origin.PUBLIC, Origin.ESTIMATED))),
                toll.match("m"), *(toll.holiday("days", MONDAY + 86400 * day) for day in (1, 5)), toll.calendar("days"),
                *self.joints(), *base, *self.extras(), *rules, *multipliers]

    # -- records --

    def split(self, total, names):
        """Random parts whose sum is at most the total."""
        parts, rest = {}, total
        for name in self.rng.sample(names, self.rng.randrange(0, len(names) + 1)):
            parts[name] = self.rng.choice((0, rest, self.rng.randrange(0, rest + 1)))
            rest -= parts[name]
        return parts

    def input_usage(self):
        total = self.rng.choice((0, 1, 10, 500, 1000, self.rng.randrange(0, 10**6), self.rng.randrange(0, 10**12)))
        names = ["cache_read", self.rng.choice(("cache_write", "input_audio", "input_image", "input_tool"))]
        if "input_tool" in names or self.chance(0.3):
            names.pop(0)  # overlaps of tool tokens with cached ones aren't stated by any meter
        usage = {"input": total, **self.split(total, names)}
        if "cache_write" in usage:
            usage.update(self.split(usage["cache_write"], list(WRITES)))
            if self.chance(0.3) and any(part in usage for part in WRITES):
                usage["cache_write"] = sum(usage.get(part, 0) for part in WRITES)
                if self.chance(0.5):
                    del usage["cache_write"]
        for m in MODALITIES:
            if f"input_{m}" in usage and usage.get("cache_read"):
                low = max(0, usage["cache_read"] + usage[f"input_{m}"] - total)
                high = min(usage["cache_read"], usage[f"input_{m}"])
                usage[f"cache_read_{m}"] = self.rng.choice((low, high, self.rng.randrange(low, high + 1)))
        return usage

    def record(self, tariff):
        rng = self.rng
        usage = self.input_usage() if self.chance(0.9) else {}
        if self.chance(0.9):
            total = rng.choice((0, 1, 1000, rng.randrange(0, 10**6)))
            usage.update({"output": total, **self.split(total, list(OUTPUT_PARTS))})
        for meter in CALLS:
            if self.chance(0.3 if meter in self.base_priced else 0.005):
                usage[meter] = rng.choice((1, 2, 7, rng.randrange(1, 10**4)))
        if usage.get("credit") and self.chance(0.5):
            usage["credit"] = -usage["credit"]
        items = list(usage.items())
        rng.shuffle(items)
        counters = {row.key: rng.choice((0, 100, rng.randrange(0, 5000))) for row in tariff
                    if row.kind in (RowKind.ALLOWANCE, RowKind.VOLUME) and row.key}
        if counters and self.chance(0.02):
            counters.popitem()
        record = Record(dict(items), counters=counters, region=rng.choice(("", *REGIONS, "mars")),
                        at=None if self.chance(0.05) else MONDAY + rng.randrange(0, 14 * 86400),
                        attributes=rng.choice(({}, {"speed": "fast"}, {"speed": "slow", "colour": "red"})),
                        is_aggregate=self.chance(0.05), allow_aggregate=self.chance(0.5))
        named = [row.text for row in tariff if row.kind in (RowKind.WHEN_TIER, RowKind.TIER)]
        record.tier = rng.choice(("", "standard", *named)) if self.chance(0.95) else "scale"
        return self.damaged(record)

    def damaged(self, record):
        if self.chance(0.04) and record.usage:
            meter = self.rng.choice(sorted(record.usage))
            record.usage[meter] = self.rng.choice((-1, record.usage[meter] + 10**6))
        return record


# ---- overlaps, by listing every way that they can be -----------------------------------------------------------------

CLASSES = ("plain", "cache_read", "cache_write", "cache_write_5m", "cache_write_1h")
PLACES = ("text", "input_tool", "input_audio", "input_image")


def cell_meters(kind, place):
    """Every meter that counts a token of this cell, the one that decides its price first."""
    joint = place.replace("input_", "cache_read_")
    meters = [joint] if kind == "cache_read" and joint[len("cache_read_"):] in MODALITIES else []
    meters += [kind] if kind != "plain" else []
    meters += ["cache_write"] if kind.startswith("cache_write_") else []
    meters += [place] if place != "text" else []
    return (*meters, "input")


def ways(usage):
    """Every split of the prompt into cells that agrees with the record: lists of (kind, place, tokens)."""
    cells = [(kind, place) for kind in CLASSES for place in PLACES
             if (kind == "plain" or usage.get(kind)) and (place == "text" or usage.get(place))]
    counted = {cell: [meter for meter in cell_meters(*cell) if meter in usage or meter == "input"] for cell in cells}

    def fill(index, left):
        if index == len(cells):
            if not any(left.values()):
                yield []
            return
        most = min(left[meter] for meter in counted[cells[index]])
        for tokens in range(most + 1):
            rest = dict(left)
            for meter in counted[cells[index]]:
                rest[meter] -= tokens
            for more in fill(index + 1, rest):
                yield [(*cells[index], tokens), *more] if tokens else more

    yield from fill(0, dict(usage))


def cell_price_meter(kind, place, prices):
    """A cached token costs what its kind of caching costs; where that has no price, what its modality costs."""
    meters = cell_meters(kind, place)
    chosen = price_meter(meters[0], prices, {})
    return price_meter(place, prices, {}) if chosen == "input" and place != "text" else chosen


def overlap_outcomes(tariff, record):
    """The distinct bills that the record allows, each as tokens by price and multipliers; with its cost."""
    prices = tariff.prices(record)
    outcomes = {}
    for way in ways(record.usage):
        lines, cost = Counter(), Fraction(0)
        for kind, place, tokens in way:
            kind = tariff.default_part(record, kind, prices) if kind == "cache_write" else kind
            factors = tariff.factors(record, cell_meters(kind, place))
            chosen = cell_price_meter(kind, place, prices)
            lines[chosen, factors] += tokens
            cost += tokens * prices[chosen][0] * factors[2] / ATTO
        outcomes[frozenset(lines.items())] = cost
    return outcomes


def has_unpriced_joint(record):
    """Some token is written and of a modality, or read and of a tool: the library may refuse what has no meter."""
    return any(place != "text" and (kind.startswith("cache_write") or (kind, place) == ("cache_read", "input_tool"))
               for way in ways(record.usage) for kind, place, _ in way)


def overlap_case(seed):
    """A small prompt with parts whose overlap is not stated: the library must bill it when every way to read it is the
    same bill, and refuse it otherwise. It may also refuse a token of two kinds that no meter stands for."""
    rng = random.Random(seed)
    names = rng.sample(("cache_read", "cache_write", "cache_write_5m", "cache_write_1h", "input_tool", "input_audio",
                        "input_image"), rng.randrange(1, 5))
    usage = {"input": rng.randrange(1, 6)}
    usage.update({name: rng.randrange(0, usage["input"] + 1) for name in names})
    if "cache_write" not in usage:
        usage["cache_write"] = usage.get("cache_write_5m", 0) + usage.get("cache_write_1h", 0)
    for m in ("audio", "image"):
        if {"cache_read", f"input_{m}"} <= set(usage) and rng.random() < 0.4:
            usage[f"cache_read_{m}"] = rng.randrange(0, min(usage["cache_read"], usage[f"input_{m}"]) + 1)
    meters = ["input", *(name for name in (*INPUT_PARTS, *WRITES, "cache_read_audio", "cache_read_image")
                         if name != "input_video" and rng.random() < 0.5)]
    rows = [toll.tariff("acme/m", provider="acme"), toll.match("m")]
    rows += [toll.price(meter, 3**index, per=1) for index, meter in enumerate(meters)]
    for m in ("audio", "image"):
        if f"cache_read_{m}" not in meters and {"cache_read", f"input_{m}"} <= set(meters):
            rows.append(toll.price(f"cache_read_{m}", 5, per=1))
    if rng.random() < 0.3:
        rows += [toll.multiplier("half", "0.5", Factor.LIST, rng.choice(("cache_read", "cache_write", "input_audio")))]
    record = Record(usage)
    outcomes = overlap_outcomes(Tariff(rows), record)
    found = ask_library(toll.Book.compile(rows).find("acme", "m", MONDAY), record)
    status = getattr(found, "status", "TOLL_OK")
    if status == "TOLL_OK" and len(outcomes) == 1 and Fraction(found.billed) / ATTO == list(outcomes.values())[0]:
        return None, status
    if status == "TOLL_E_CONFLICT" and (len(outcomes) != 1 or has_unpriced_joint(record)):
        return None, status
    costs = sorted(float(cost * ATTO) for cost in outcomes.values())
    prices = {row.meter: str(row.number) for row in rows if row.kind == RowKind.PRICE}
    halved = [row.meter for row in rows if row.kind == RowKind.MULTIPLIER]
    return f"{usage} at {prices}, half {halved}: {costs[:6]} are possible, got {getattr(found, 'billed', found)}", status


# ---- kinds of a meter ---------------------------------------------------------------------------------------------------


def kind_case(seed):
    """A record with kinds costs what its rest and each kind cost apart, where no row sees more than a kind's own quantity:
    prices by attributes, minima, steps, multipliers. Predicates on counts see the whole record, so each part gets them by
    an attribute instead."""
    rng = random.Random(seed)
    maker = Maker(rng)
    meters = rng.sample(("web_search", "page", "image", "audio_time", "file_search"), 2)
    rows = [toll.tariff("acme/m", provider="acme"), toll.match("m"), *(maker.price(meter) for meter in meters)]
    for meter in meters:
        if rng.random() < 0.3:
            rows.append(toll.minimum(meter, rng.randrange(1, 9)))
        if rng.random() < 0.3:
            rows.append(toll.step(meter, rng.randrange(1, 9), rng.choice(list(StepRounding))))
    for key, value in (("tool", "a"), ("tool", "b"), ("size", "big")):
        rows += [toll.rule(value), toll.when_attribute(key, value),
                 *(maker.price(meter) for meter in meters if rng.random() < 0.6)]
        rows += [toll.step(meters[0], rng.randrange(1, 9))] if rng.random() < 0.3 else []
    if rng.random() < 0.5:
        rows += [toll.multiplier("half", "0.5", rng.choice(list(Factor)), rng.choice(meters)),
                 toll.when_attribute("size", "big")]
    own = rng.choice(({}, {"tool": "a"}, {"size": "big"}, {"tool": "b", "size": "small"}))
    rest = {meter: rng.randrange(0, 20) for meter in meters}
    kinds = [toll.Kind(rng.choice(meters), rng.randrange(0, 9), rng.choice(
        ({"tool": "a"}, {"tool": "b"}, {"size": "big"}, {"size": "small", "tool": "a"}))) for _ in range(rng.randrange(1, 4))]
    parts = [(rest, own)] + [({kind.meter: kind.quantity}, {**own, **kind.attributes}) for kind in kinds]
    expected = Counter()
    for usage, attributes in parts:
        totals, _ = compute(Tariff(rows), Record(usage, attributes=attributes))
        expected.update(totals)
    whole = Counter(rest)
    for kind in kinds:
        whole[kind.meter] += kind.quantity
    usage = {meter: quantity for meter, quantity in whole.items() if rest[meter] or rng.random() < 0.5}
    found = toll.Book.compile(rows).find("acme", "m", MONDAY).bill(usage, attributes=own, kinds=kinds)
    found.verify()
    slack = Fraction(len(found.lines), 2) if found.flags & LineFlag.INEXACT else 0
    for name in ("list", "contracted", "billed", "other"):
        if abs(Fraction(getattr(found, name)) / ATTO - expected[name]) > slack:
            return f"{rows} {usage} {kinds}: {name} {float(expected[name] * ATTO)}, got {getattr(found, name)}", "TOLL_OK"
    return None, "TOLL_OK"


# ---- amounts of a month ----------------------------------------------------------------------------------------------


def closed(tariffs, sums):
    """What a month costs beside its records, as (list, contracted, billed): groups of rows by key, or by SKU without one."""
    groups = {}
    for index, costs in sums:
        sku, rows = tariffs[index]
        for key in {row.key for row in rows}:
            group = groups.setdefault(key or ("sku", sku), ([Fraction(0)] * 3, {}))
            group[0][:] = [total + Fraction(cost) for total, cost in zip(group[0], costs)]
            for row in rows:
                if row.key == key and group[1].setdefault((row.kind, bool(row.is_contract)), row.number) != row.number:
                    return None
    added = [Fraction(0)] * 3
    for before, amounts in groups.values():
        after = list(before)
        for kind, pick in ((RowKind.FEE, None), (RowKind.FLOOR, max), (RowKind.CAP, min)):
            listed, contracted = amounts.get((kind, False)), amounts.get((kind, True))
            if listed is None and contracted is None:
                continue
            limits = [contracted if listed is None else listed] + [listed if contracted is None else contracted] * 2
            after = [pick(a, Fraction(b)) if pick else a + Fraction(b) for a, b in zip(after, limits)]
        added = [a + b - c for a, b, c in zip(added, after, before)]
    return added


def period_case(seed):
    """Tariffs of two SKUs, one of them in two versions, with amounts of a month that some share, and sums of an account."""
    rng = random.Random(seed)

    def money():
        return Decimal(rng.randrange(0, 10**rng.randrange(1, 6))).scaleb(-rng.randrange(0, 4))

    shared = {(kind, side): money() for kind in (RowKind.FEE, RowKind.FLOOR, RowKind.CAP) for side in (False, True)}
    rows, tariffs, firsts = [], [], []
    for sku, since, until in (("a", None, MONDAY), ("a", MONDAY, None), ("b", None, None)):
        amounts = []
        for make, kind in ((toll.fee, RowKind.FEE), (toll.floor, RowKind.FLOOR), (toll.cap, RowKind.CAP)):
            for side in (False, True):
                if rng.random() < 0.4:
                    same = rng.random() < 0.95
                    amounts.append(make(shared[kind, side] if same else money(), is_contract=side, period=Period.MONTH,
                                        shared=rng.choice(("", "plan"))))
        firsts.append(len(rows))
        rows += [toll.tariff(sku, provider="acme", since=since, until=until), toll.match(sku), toll.price("input", 3),
                 *([toll.floor(7, period=Period.INVOICE)] if rng.random() < 0.3 else []), *amounts]
        tariffs.append((sku, amounts))
    sums = [(rng.randrange(3), tuple(money() for _ in range(3))) for _ in range(rng.randrange(0, 5))]
    expected = closed(tariffs, sums)
    try:
        found = toll.Book.compile(rows).close_period(
            [toll.PeriodSum(firsts[index], billed, contracted, listed) for index, (listed, contracted, billed) in sums])
    except TollError as error:
        return None if expected is None and error.status == "TOLL_E_CONFLICT" else f"{error.status}: {error}", error.status
    found.verify()
    got = [Fraction(found.list), Fraction(found.contracted), Fraction(found.billed)]
    return None if got == expected else f"{tariffs} {sums}: expected {expected}, got {got}", "TOLL_OK"


# ---- comparison -----------------------------------------------------------------------------------------------------


def ask_reference(rows, record):
    try:
        return compute(Tariff(rows), record)
    except Refused as refused:
        return refused.statuses


def ask_library(card, record):
    try:
        return card.bill(record.usage, tier=record.tier, region=record.region, at=record.at,
                         attributes=record.attributes, counters=record.counters, is_aggregate=record.is_aggregate,
                         allow_aggregate=record.allow_aggregate)
    except TollError as error:
        return error


def line_problem(line):
    """A line's costs must follow from its own figures; those of floor and cap from the lines above (Bill.verify())."""
    if line.flags & (LineFlag.FLOOR | LineFlag.CAP):
        return None
    for price, factor, cost in ((line.list_price, line.list_factor, line.list_cost),
                                (line.contracted_price, line.contract_factor, line.contracted_cost),
                                (line.contracted_price, line.bill_factor, line.billed_cost)):
        exact = Fraction(price) * Fraction(factor) * line.quantity / line.per / ATTO
        if Fraction(cost) / ATTO != half_even(exact):
            return f"line {line} does not follow from its figures"
        if exact.denominator != 1 and not line.flags & LineFlag.INEXACT:
            return f"line {line} is rounded without saying so"
    return None


def difference(expected, found, record):
    """None when both agree."""
    if isinstance(expected, set) or isinstance(found, TollError):
        status = getattr(found, "status", "TOLL_OK")
        wanted = expected if isinstance(expected, set) else {"TOLL_OK"}
        return None if status in wanted else f"expected {sorted(wanted)}, got {status}: {found}"
    totals, counters = expected
    slack = Fraction(len(found.lines), 2) if found.flags & LineFlag.INEXACT else 0
    for name, value in totals.items():
        got = Fraction(getattr(found, name)) / ATTO
        if abs(got - value) > slack:
            return f"{name}: expected {float(value * ATTO)!r}, got {getattr(found, name)}"
    if dict(found.counters) != counters:
        return f"counters: expected {counters}, got {found.counters}"
    return next((problem for problem in map(line_problem, found.lines) if problem), None)


def bill_table(card, usage, record, context):
    """Rows, each at its own instant where the record has one."""
    rater = Rater(card, list(usage), at=None if record.at is None else MONDAY, **context)
    return bill_rows([rater], usage, at_s=None if record.at is None else [record.at] * 3)


def check_columns(card, record, found):
    """The columnar twins must agree with the single call, three times over."""
    if not record.usage or record.counters:
        return None
    usage = {meter: [value] * 3 for meter, value in record.usage.items()}
    context = dict(tier=record.tier, region=record.region, attributes=record.attributes,
                   is_aggregate=record.is_aggregate, allow_aggregate=record.allow_aggregate)
    for columns in (card.bill_columns(usage, at=record.at, **context), bill_table(card, usage, record, context)):
        if isinstance(found, TollError):
            is_same = len(set(columns.statuses)) == 1 and columns.statuses[0] != 0
        else:
            is_same = columns.billed == [found.billed] * 3 and not any(columns.statuses)
        if not is_same:
            return f"columns: {columns}, single: {getattr(found, 'billed', found)}"
    return None


def run_case(seed):
    maker = Maker(random.Random(seed))
    rows = maker.tariff()
    try:
        card = toll.Book.compile(rows).find("acme", "m", MONDAY)
    except TollError as error:
        return [f"compile: {error.status}: {error}"], rows, None, Counter()
    outcomes, problems, record = Counter(), [], None
    for _ in range(3):
        record = maker.record(rows)
        expected, found = ask_reference(rows, record), ask_library(card, record)
        outcomes[getattr(found, "status", "TOLL_OK")] += 1
        problem = difference(expected, found, record)
        if not problem and not isinstance(found, TollError):
            found.verify()
        if not problem:
            try:
                problem = check_columns(card, record, found)
            except TollError as error:
                wanted = expected if isinstance(expected, set) else {"TOLL_OK"}
                problem = None if error.status in wanted else f"columns: {error.status}, not {sorted(wanted)}"
        if problem:
            problems.append(problem)
            break
    return problems, rows, record, outcomes


def run_small(options, case, what):
    outcomes, wrong = Counter(), 0
    for number in range(options.cases):
        problem, status = case(options.seed * 1_000_003 + number)
        outcomes[status] += 1
        wrong += problem is not None
        if problem and wrong <= options.show:
            print(problem)
    print(f"{options.cases} {what}: {wrong} failed; {dict(outcomes)}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="failures to print")
    options = parser.parse_args()
    outcomes, failed = Counter(), 0
    for number in range(options.cases):
        seed = options.seed * 1_000_003 + number
        problems, rows, record, seen = run_case(seed)
        outcomes += seen
        if problems:
            failed += 1
            if failed <= options.show:
                print(f"seed {seed}: {problems[0]}\n  record {record}")
                for row in rows:
                    shown = {k: v for k, v in dataclasses.asdict(row).items() if v not in (0, "", False, Decimal(0))}
                    print("  ", RowKind(row.kind).name, {k: v for k, v in shown.items() if k != "kind"})
    print(f"{options.cases} tariffs, {sum(outcomes.values())} records: {failed} failed; {dict(outcomes)}")
    wrong = run_small(options, overlap_case, "prompts with overlapping parts")
    wrong += run_small(options, period_case, "months")
    wrong += run_small(options, kind_case, "records with kinds")
    sys.exit(failed + wrong > 0)


if __name__ == "__main__":
    main()
