# SPDX-License-Identifier: Apache-2.0
"""Billing vectors: each line of a file is a tariff, a usage record and the exact figures that it costs.

    python3 billing.py FILE.jsonl...     prints each miss, then "N of M exact"; exit status 1 when any is not exact

This program only renames: names of meters, units of quantities, operators. Every figure comes from the library: rows ->
toll_book_compile() -> toll_book_find() -> toll_bill_compute(). A quantity with a fraction ("0.1" seconds) becomes base
units by moving its decimal point. A unit that the registry of meters lacks ("pixel") is counted on a meter that the
vector does not use otherwise; a condition that is no count, time, tier or region ("search_context_size") is an attribute.
"""
import json
import sys
from datetime import datetime, timezone
from decimal import Decimal, localcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll import TollError  # noqa: E402
from libtoll import bill as toll  # noqa: E402
from libtoll.records import (Derive, Factor, Match, Meter, MinimumOf, Op, Period, Ratio, RowKind,  # noqa: E402
                             StepRounding, Volume)

MODEL = "model"
COUNTED = {"input_total": "input", "output_total": "output"}
OPERATORS = {"gt": Op.GT, "gte": Op.GE, "ge": Op.GE, "lt": Op.LT, "lte": Op.LE, "le": Op.LE}
# What the op of a row is named after, by kind.
OPS = {RowKind.DERIVE: Derive, RowKind.FEE: Period, RowKind.FLOOR: Period, RowKind.CAP: Period, RowKind.STEP: StepRounding,
       RowKind.MINIMUM: MinimumOf, RowKind.VOLUME: Volume, RowKind.ALLOWANCE: Ratio, RowKind.MULTIPLIER: Factor,
       RowKind.WHEN_COUNT: Op, RowKind.WHEN_COUNTER: Op, RowKind.WHEN_NUMBER: Op, RowKind.WHEN_REGION: Op,
       RowKind.WHEN_ATTRIBUTE: Op, RowKind.WHEN_TIER: Op}
# Unit of a vector: meter, base units of one.
UNITS = {
    "request": ("request", 1), "web_search": ("web_search", 1), "search": ("web_search", 1),
    "file_search": ("file_search", 1), "code_interpreter_session": ("code_session", 1),
    "code_session": ("code_session", 1), "container_session": ("code_session", 1), "session": ("code_session", 1),
    "image": ("image", 1), "page": ("page", 1), "annotated_page": ("page", 1), "character": ("character", 1),
    "message": ("message", 1), "text_message": ("message", 1), "audio_second": ("audio_time", 10**6),
    "audio_minute": ("audio_time", 60 * 10**6), "audio_hour": ("audio_time", 3600 * 10**6),
    "second": ("audio_time", 10**6), "minute": ("audio_time", 60 * 10**6), "hour": ("audio_time", 3600 * 10**6),
    "video_second": ("video_time", 10**6), "video_minute": ("video_time", 60 * 10**6),
    "video_hour": ("video_time", 3600 * 10**6), "session_second": ("session_time", 10**6),
    "session_minute": ("session_time", 60 * 10**6), "session_hour": ("session_time", 3600 * 10**6),
    "token_second": ("cache_storage", 1), "token_hour": ("cache_storage", 3600),
    "cache_storage_token_hour": ("cache_storage", 3600), "unit_hour": ("unit_time", 3600 * 10**6),
    "unit_second": ("unit_time", 10**6), "credit": ("credit", 1),
}
MODALITIES = ("audio", "image", "video")
TIMES = ("from", "until", "utc_time", "weekdays", "weekday_utc_offset_minutes")
CONTEXT = ("at", "service_tier", "region", "attributes", "provider", "model")


class Unmapped(Exception):
    """A name that this program doesn't know, or a quantity that is no whole number of base units."""


def meter_of(name):
    try:
        return toll.meter(COUNTED.get(name, name)).name.lower()
    except TollError:
        raise Unmapped(f"meter {name!r}") from None


def known_unit(name):
    for known in (name, name.removesuffix("s"), name.removesuffix("es")):
        if known in UNITS:
            return UNITS[known]
    return None


def decimals(quantity):
    return max(0, -Decimal(str(quantity)).normalize().as_tuple().exponent)


def blocks_of(tariff):
    return [tariff, *(tariff.get("rules") or [])]


class Units:
    """Meter and base units of each unit that a vector names: the registry's, or a meter that nothing else counts on."""

    SPARE = ("message", "character", "page", "image", "file_search", "code_session", "web_search", "unit_time",
             "video_time", "session_time", "cache_storage")

    def __init__(self, vector):
        quantities = {}
        for block in blocks_of(vector["tariff"]):
            for name, unit in present(block.get("units")):
                quantities.setdefault(name, []).extend(value for _, value in present(unit) if _ != "price")
        for name, quantity in present(vector["usage"].get("units")):
            quantities.setdefault(name, []).append(quantity)
        self.places = {}
        taken = set()
        for name in sorted(quantities, key=lambda name: (known_unit(name) is None, name not in UNITS, name)):
            place = known_unit(name)
            if place is None or place[0] in taken:
                meter = next(meter for meter in self.SPARE if meter not in taken)
                place = (meter, place[1] if place else 10 ** max(map(decimals, quantities[name]), default=0))
            taken.add(place[0])
            self.places[name] = place

    def __getitem__(self, name):
        return self.places[name]


def present(fields):
    """Pairs of an object, without those that are null."""
    return [(name, value) for name, value in (fields or {}).items() if value is not None]


def base_units(quantity, size):
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(str(quantity)) * size
    if exact != exact.to_integral_value():
        raise Unmapped(f"{quantity} is no whole number of base units")
    return int(exact)


def decimal_text(value):
    """A JSON number keeps its digits (see load()); "1E-7" is written out."""
    return format(Decimal(str(value)), "f")


def listed(value):
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def clock(text):
    parts = [int(part) for part in text.split(":")] + [0, 0]
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def currency_of(tariff):
    name = str(tariff.get("currency") or "USD")
    if len(name) == 3 and name.isalpha():
        return name.upper()
    return "X-" + "".join(letter for letter in name.split(":")[-1].upper() if letter.isalnum())[:12]


def price_rows(block, units):
    rows = [toll.price(meter_of(name), decimal_text(number)) for name, number in present(block.get("rates"))]
    for name, unit in present(block.get("units")):
        meter, size = units[name]
        rows.append(toll.price(meter, decimal_text(unit["price"]), per=base_units(unit.get("per") or 1, size)))
    return rows


def quantity_rows(tariff, units):
    """Minima and steps hold in every rule, so a rule may repeat them but not have its own."""
    rows, seen = [], {}
    for block in blocks_of(tariff):
        for name, unit in present(block.get("units")):
            meter, size = units[name]
            for field, make in (("min_quantity", toll.minimum), ("step_quantity", toll.step)):
                quantity = base_units(unit.get(field) or 0, size)
                if seen.setdefault((name, field), quantity) != quantity and unit.get(field) is not None:
                    raise Unmapped(f"{field} of {name!r} in a rule")
                if quantity and block is tariff:
                    rows.append(make(meter, quantity))
    return rows


def windows_of(when):
    windows = when.get("utc_time") or []
    if windows and isinstance(windows[0], str):
        windows = [windows]
    return windows or ([["00:00", "00:00"]] if when.get("weekdays") else [])


def time_rows(when):
    offset = 60 * int(when.get("weekday_utc_offset_minutes") or 0)
    weekdays = [int(day) for day in listed(when.get("weekdays") or [])]
    return [toll.when_time(weekdays, clock(start) % 86400, clock(end) % 86400, utc_offset_s=offset)
            for start, end in windows_of(when)]


def count_rows(counted, operator, threshold):
    operators = (Op.GE, Op.LE) if operator == "eq" else (OPERATORS[operator],)
    return [toll.when_count(meter_of(counted), op, base_units(threshold, 1)) for op in operators]


def plain_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def predicate_rows(when):
    when = dict(present(when))
    rows = time_rows(when)
    if "from" in when or "until" in when:
        rows.append(toll.when_instant(instant(when.get("from")), instant(when.get("until"))))
    for name, value in when.items():
        counted, _, operator = name.rpartition("_")
        if name == "service_tier":
            rows += [toll.when_tier(tier) for tier in listed(value)]
        elif name == "region":
            rows += [toll.when_region(region) for region in listed(value)]
        elif name in ("attributes", "attribute", "attr"):
            rows += [toll.when_attribute(key, plain_text(text)) for key, texts in value.items() for text in listed(texts)]
        elif operator in OPERATORS or operator == "eq":
            rows += count_rows(counted, operator, value)
        elif name not in TIMES:
            rows += [toll.when_attribute(name, plain_text(text)) for text in listed(value)]
    return rows


def instant(text):
    """"2026-08-21" is its first second in UTC, and so is an instant without a zone."""
    if text is None or not isinstance(text, str):
        return text
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def fallback_rows(tariff):
    return [toll.fallback(meter_of(name), meter_of(other)) for name, other in present(tariff.get("fallback"))]


def joint_rows(tariff, block):
    """The vectors' chain for cached modalities, cache_read -> modality -> input, where both have a price: cached audio
    costs what this block says of cache_read."""
    priced = {meter_of(name) for any_block in blocks_of(tariff) for name, _ in present(any_block.get("rates"))}
    declared = {meter_of(name) for name, _ in present(tariff.get("fallback"))}
    price = (block.get("rates") or {}).get("cache_read")
    return [toll.price(f"cache_read_{modality}", decimal_text(price)) for modality in MODALITIES
            if price is not None and f"input_{modality}" in priced and f"cache_read_{modality}" not in priced | declared]


def tier_rows(tariff, context):
    """In the vectors a tier that no rule names costs the standard price."""
    blocks = [*(tariff.get("rules") or []), *(tariff.get("multipliers") or [])]
    named = {tier for block in blocks for tier in listed((block.get("when") or {}).get("service_tier") or [])}
    tier = context.get("service_tier")
    return [toll.tier(tier)] if tier and tier not in named | {"standard"} else []


def multiplier_rows(number, block):
    scopes = [meter_of(name) for name in listed(block.get("applies_to") or [])]
    for scope in scopes or [0]:
        yield toll.multiplier(f"multiplier {number}", decimal_text(block["value"]), meter=scope)
        yield from predicate_rows(block.get("when"))


def tariff_rows(tariff, context, units):
    rows = [toll.tariff("vector", provider="vectors", currency=currency_of(tariff)), toll.match(MODEL, Match.EXACT)]
    rows += tier_rows(tariff, context) + fallback_rows(tariff) + quantity_rows(tariff, units)
    rows += price_rows(tariff, units) + joint_rows(tariff, tariff)
    rows += [raw_row(fields) for fields in tariff.get("rows") or []]
    for number, block in enumerate(tariff.get("rules") or []):
        rows += [toll.rule(f"rule {number}"), *predicate_rows(block.get("when")), *price_rows(block, units),
                 *joint_rows(tariff, block)]
    for number, block in enumerate(tariff.get("multipliers") or []):
        rows += multiplier_rows(number, block)
    return rows


def raw_row(fields):
    """A row by the names of libtoll: what the older fields of a vector can't say."""
    kind = RowKind[fields["kind"].upper()]
    made = {name: value for name, value in fields.items() if name not in ("kind", "op", "number")}
    op = OPS[kind][fields["op"].upper()] if "op" in fields else 0
    return toll.Row(kind, op=op, number=Decimal(str(fields.get("number", 0))), **made)


def kinds_of(vector):
    return [toll.Kind(kind["meter"], base_units(kind["quantity"], 1), kind["attributes"]) for kind in vector.get("kinds") or []]


def usage_of(record, units):
    usage = {meter_of(name): base_units(quantity, 1) for name, quantity in present(record) if name != "units"}
    for name, quantity in present(record.get("units")):
        meter, size = units[name]
        usage[meter] = base_units(quantity, size)
    return usage


def attributes_of(context):
    stated = dict(present(context.get("attributes")))
    stated.update((name, value) for name, value in present(context) if name not in CONTEXT)
    return {name: plain_text(value) for name, value in stated.items()}


def bill(vector):
    context = vector.get("context") or {}
    units = Units(vector)
    book = toll.Book.compile(tariff_rows(vector["tariff"], context, units))
    at = instant(context.get("at"))
    tier = context.get("service_tier") or ""
    card = book.find("vectors", MODEL, at if at is not None else 0)
    found = card.bill(usage_of(vector["usage"], units), tier="" if tier == "standard" else tier,
                      region=context.get("region") or "", at=at, attributes=attributes_of(context),
                      counters=vector.get("counters") or {}, kinds=kinds_of(vector))
    if "month" not in vector:
        return found
    spent = [Decimal(str(vector["month"][name])) for name in ("billed", "contracted", "list")]
    return book.close_period([toll.PeriodSum(0, *spent)], Period.MONTH)


def miss(vector):
    """None when exact, else what is wrong."""
    expected = {name: Decimal(str(value)) for name, value in present(vector["expected"])
                if name in ("input", "output", "other", "total")}
    try:
        found = bill(vector)
    except (TollError, Unmapped) as error:
        if vector["expected"].get("error") and isinstance(error, TollError):
            return None
        return f"{getattr(error, 'status', 'unmapped')}: {error}"
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, StopIteration) as error:
        return f"not in the format: {error!r}"
    found.verify()
    got = {"input": found.input, "output": found.output, "other": found.other, "total": found.billed}
    wrong = [f"{name} expected {expected[name]} got {got[name]}" for name in expected if expected[name] != got[name]]
    return "; ".join(wrong) or (None if expected else "expected an error, or no figure that is known")


def load(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line, parse_float=Decimal) for line in file if line.strip()]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    vectors = [vector for path in sys.argv[1:] for vector in load(path)]
    exact = 0
    for vector in vectors:
        wrong = miss(vector)
        exact += wrong is None
        if wrong:
            print(f"{vector['id']}: {wrong}")
    print(f"{exact} of {len(vectors)} exact")
    sys.exit(exact != len(vectors))


if __name__ == "__main__":
    main()
