# SPDX-License-Identifier: Apache-2.0
"""Billing vectors: each line of a file is a tariff, a usage record and the exact figures that it costs.

    python3 billing.py FILE.jsonl...     prints each miss, then "N of M exact"; exit status 1 when any is not exact

This program only renames: names of meters, units of quantities, operators. Every figure comes from the library: rows ->
toll_book_compile() -> toll_book_find() -> toll_bill_compute(). A quantity with a fraction ("0.1" seconds) becomes base
units by moving its decimal point.
"""
import json
import sys
from decimal import Decimal, localcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from libtoll import TollError  # noqa: E402
from libtoll import bill as toll  # noqa: E402
from libtoll.records import Match, Meter, Op  # noqa: E402

MODEL = "model"
COUNTED = {"input_total": "input", "output_total": "output"}
OPERATORS = {"gt": Op.GT, "gte": Op.GE, "ge": Op.GE, "lt": Op.LT, "lte": Op.LE, "le": Op.LE}
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


class Unmapped(Exception):
    """A name that this program doesn't know, or a quantity that is no whole number of base units."""


def meter_of(name):
    try:
        return toll.meter(COUNTED.get(name, name)).name.lower()
    except TollError:
        raise Unmapped(f"meter {name!r}") from None


def unit_of(name):
    if name in UNITS:
        return UNITS[name]
    for known in (name.removesuffix("s"), name.removesuffix("es")):
        if known in UNITS:
            return UNITS[known]
    raise Unmapped(f"unit {name!r}")


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
    return list(value) if isinstance(value, (list, tuple)) else [value]


def clock(text):
    parts = [int(part) for part in text.split(":")] + [0, 0]
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def price_rows(block):
    rows = [toll.price(meter_of(name), decimal_text(number)) for name, number in (block.get("rates") or {}).items()]
    for name, unit in (block.get("units") or {}).items():
        meter, size = unit_of(name)
        rows.append(toll.price(meter, decimal_text(unit["price"]), per=base_units(unit.get("per", 1), size)))
    return rows


def minimum_rows(block):
    return [toll.minimum(unit_of(name)[0], base_units(unit["min_quantity"], unit_of(name)[1]))
            for name, unit in (block.get("units") or {}).items() if unit.get("min_quantity") is not None]


def time_rows(when):
    weekdays = when.get("weekdays") or []
    offset = 60 * int(when.get("weekday_utc_offset_minutes", 0))
    windows = when.get("utc_time") or ([["00:00", "00:00"]] if weekdays else [])
    return [toll.when_time(weekdays, clock(start), clock(end) % 86400, utc_offset_s=offset) for start, end in windows]


def predicate_rows(when):
    rows = time_rows(when)
    if "from" in when or "until" in when:
        rows.append(toll.when_instant(when.get("from"), when.get("until")))
    for name, value in when.items():
        counted, _, operator = name.rpartition("_")
        if name == "service_tier":
            rows += [toll.when_tier(tier) for tier in listed(value)]
        elif name == "region":
            rows += [toll.when_region(region) for region in listed(value)]
        elif name in ("attributes", "attribute"):
            rows += [toll.when_attribute(key, text) for key, texts in value.items() for text in listed(texts)]
        elif operator in OPERATORS:
            rows.append(toll.when_count(meter_of(counted), OPERATORS[operator], int(value)))
        elif name not in ("from", "until", "utc_time", "weekdays", "weekday_utc_offset_minutes"):
            raise Unmapped(f"condition {name!r}")
    return rows


def fallback_rows(tariff):
    """The vectors' chain for cached modalities: cache_read -> modality -> input. Written out where it matters."""
    blocks = [tariff, *(tariff.get("rules") or [])]
    priced = {meter_of(name) for block in blocks for name in block.get("rates") or {}}
    rows = []
    for modality in MODALITIES:
        joint = f"cache_read_{modality}"
        if joint not in priced and f"input_{modality}" in priced:
            rows.append(toll.fallback(joint, "cache_read" if "cache_read" in priced else f"input_{modality}"))
    return rows


def tier_rows(tariff, context):
    """In the vectors a tier that no rule names costs the standard price."""
    blocks = [*(tariff.get("rules") or []), *(tariff.get("multipliers") or [])]
    named = {tier for block in blocks for tier in listed(block["when"].get("service_tier", []))}
    tier = context.get("service_tier")
    return [toll.tier(tier)] if tier and tier not in named | {"standard"} else []


def tariff_rows(tariff, context):
    rows = [toll.tariff("vector", provider="vectors", currency=tariff.get("currency", "USD")),
            toll.match(MODEL, Match.EXACT)]
    rows += tier_rows(tariff, context) + fallback_rows(tariff) + minimum_rows(tariff) + price_rows(tariff)
    for number, block in enumerate(tariff.get("rules") or []):
        rows += [toll.rule(f"rule {number}"), *predicate_rows(block["when"]), *price_rows(block)]
    for number, block in enumerate(tariff.get("multipliers") or []):
        rows += [toll.multiplier(f"multiplier {number}", decimal_text(block["value"])), *predicate_rows(block["when"])]
    return rows


def usage_of(record):
    usage = {meter_of(name): base_units(quantity, 1) for name, quantity in record.items() if name != "units"}
    for name, quantity in (record.get("units") or {}).items():
        meter, size = unit_of(name)
        usage[meter] = base_units(quantity, size)
    return usage


def bill(vector):
    context = vector.get("context") or {}
    book = toll.Book.compile(tariff_rows(vector["tariff"], context))
    at = context.get("at")
    tier = context.get("service_tier") or ""
    card = book.find("vectors", MODEL, at if at is not None else 0)
    return card.bill(usage_of(vector["usage"]), tier="" if tier == "standard" else tier,
                     region=context.get("region") or "", at=at, attributes=context.get("attributes"))


def miss(vector):
    """None when exact, else what is wrong."""
    expected = {name: Decimal(str(vector["expected"][name])) for name in ("input", "output", "other", "total")}
    try:
        found = bill(vector)
    except (TollError, Unmapped) as error:
        return f"{getattr(error, 'status', 'unmapped')}: {error}"
    found.verify()
    got = {"input": found.input, "output": found.output, "other": found.other, "total": found.billed}
    wrong = [f"{name} expected {expected[name]} got {got[name]}" for name in expected if expected[name] != got[name]]
    return "; ".join(wrong) or None


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
