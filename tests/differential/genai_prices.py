# SPDX-License-Identifier: Apache-2.0
"""Bills of imported prices against the calculator that comes with genai-prices: every model, equal to the last digit.

    LIBTOLL=build/libtoll.so python3 tests/differential/genai_prices.py --package FOLDER --book FILE [--list]

FOLDER holds the unpacked package genai_prices (and, where they are not installed, what it imports: pydantic). FILE is a
price book that `toll catalog import --from genai-prices` and `toll book build` made; or, with --source "genai-prices
0.2.3", build/full.book: a bill that uses a price of another source, or a tariff that has ended, may then differ.

Each model is billed in these shapes, at several instants, under every context that the package names for it:

    plain    12,345 input tokens, 678 output tokens
    cached   1,200,000 input tokens, of which half were cached or written, and 20,000 output tokens
    all      every unit that has a price, at once

A difference is listed with both totals. The exit status is 1 when one is without a reason in explained().
"""
import argparse
import collections
import decimal
import sys
import types
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))
decimal.getcontext().prec = 60

INSTANTS = ("2026-11-30T12:00:00+00:00", "2026-11-30T02:30:00+00:00", "2026-10-15T09:00:00+00:00",
            "2026-08-20T20:00:00+00:00")

# Usage key of the package: meter, and base units of the meter in one of the key's.
METERS = {
    "input_tokens": ("input", 1), "output_tokens": ("output", 1), "cache_read_tokens": ("cache_read", 1),
    "cache_write_tokens": ("cache_write", 1), "cache_write_5m_tokens": ("cache_write_5m", 1),
    "cache_write_1h_tokens": ("cache_write_1h", 1), "input_audio_tokens": ("input_audio", 1),
    "input_image_tokens": ("input_image", 1), "input_video_tokens": ("input_video", 1),
    "cache_audio_read_tokens": ("cache_read_audio", 1), "cache_image_read_tokens": ("cache_read_image", 1),
    "cache_video_read_tokens": ("cache_read_video", 1), "output_audio_tokens": ("output_audio", 1),
    "output_image_tokens": ("output_image", 1), "output_video_tokens": ("output_video", 1),
    "output_reasoning_tokens": ("reasoning", 1), "output_citation_tokens": ("citation", 1),
    "requests": ("request", 1), "web_searches": ("web_search", 1), "storage_searches": ("file_search", 1),
    "input_document_pages": ("page", 1), "input_annotated_document_pages": ("page", 1),
    "input_characters": ("character", 1), "input_text_messages": ("message", 1),
    "audio_seconds": ("audio_time", 1000000), "input_audio_seconds": ("audio_time", 1000000),
}

PEAK = "the package applies a daily window before the dated price that it belongs to (its issue 582)"


def explained(model, at, priced):
    """Why the book may differ from the package here; None: it may not."""
    if isinstance(model.prices, list) and any(hasattr(p.constraint, "start_time") for p in model.prices):
        dates = [p.constraint.start_date for p in model.prices if hasattr(p.constraint, "start_date")]
        if dates and at.date() < max(dates):
            return PEAK
    if not priced:
        return "the package has no price, and bills nothing: left out"
    if any(is_noisy(value) for value in vars(model.get_prices(at)).values()):
        return "the package's price has the noise of a binary fraction, which the import took off"
    return None


def is_noisy(price):
    return isinstance(price, Decimal) and len(price.as_tuple().digits) >= 15 and len(
        Decimal("%.12g" % price).normalize().as_tuple().digits) <= 8


def plain(keys):
    return {key: count for key, count in (("input_tokens", 12345), ("output_tokens", 678)) if key in keys}


def cached(keys):
    if "input_tokens" not in keys:
        return {}
    usage = {"input_tokens": 1200000}
    if "output_tokens" in keys:
        usage["output_tokens"] = 20000
    if "cache_read_tokens" in keys:
        usage["cache_read_tokens"] = 400001
    if "cache_write_tokens" in keys:
        usage["cache_write_tokens"] = 200003
    if "cache_write_1h_tokens" in keys:
        usage["cache_write_1h_tokens"] = 100007
    return usage


def everything(keys):
    """Each priced unit: a part that has no part of its own gets an odd number of tokens, a total what its parts have and
    more. Pages are either plain or annotated."""
    usage = {}
    for i, key in enumerate(sorted(keys)):
        if key.endswith("_tokens") and key not in ("input_tokens", "output_tokens"):
            usage[key] = 1001 + 2 * i
        elif key not in ("requests", "input_tokens", "output_tokens"):
            usage[key] = 37
    usage.pop("input_annotated_document_pages", None)
    for part in ("audio", "image", "video"):
        joint = usage.get("cache_%s_read_tokens" % part, 0)
        if joint:
            usage["cache_read_tokens"] = usage.get("cache_read_tokens", 0) + joint
            usage["input_%s_tokens" % part] = usage.get("input_%s_tokens" % part, 0) + joint
    if "cache_write_1h_tokens" in usage:
        usage["cache_write_tokens"] = usage.get("cache_write_tokens", 0) + usage["cache_write_1h_tokens"]
    for side in ("input", "output"):
        if side + "_tokens" in keys:
            usage[side + "_tokens"] = 5000 + sum(
                count for key, count in usage.items()
                if key.endswith("_tokens") and (key.startswith("output") == (side == "output")))
    if "audio_seconds" in usage or "input_audio_seconds" in usage:
        usage["audio_seconds"] = usage["input_audio_seconds"] = 3
        usage = {key: count for key, count in usage.items() if key in keys}
    return usage


def annotated(keys):
    if "input_annotated_document_pages" not in keys:
        return {}
    return {"input_document_pages": 41, "input_annotated_document_pages": 41}


SHAPES = {"plain": plain, "cached": cached, "all": everything, "annotated": annotated}


def contexts(model):
    """Price contexts that the package names for the model, the empty one first."""
    found = [{}]
    for variant in model.price_variants or []:
        if dict(variant.when) not in found:
            found.append(dict(variant.when))
    return found


class Rows:
    """Which catalog a book's prices are from, by the row that a line of a bill names."""

    def __init__(self, book):
        from libtoll import TollError
        self.rows, self.tariffs = [], collections.defaultdict(list)
        while True:
            try:
                row = book.row(len(self.rows))
            except TollError:
                break
            if row.kind == 1:
                head = len(self.rows)
            elif row.kind == 2:
                self.tariffs[self.rows[head].key, row.text].append(head)
            self.rows.append(row)

    def reason(self, provider, model_id, at, bill, source):
        """Why the book may differ: its price is another source's, or the tariff has ended. None: neither."""
        second = int(at.timestamp())
        heads = self.tariffs.get((provider, model_id), [])
        for head in heads:
            if not self.rows[head].from_s <= second < self.rows[head].until_s:
                continue
            used = {self.rows[head + line.rule].source for line in bill.lines} if bill else {self.rows[head].source}
            others = sorted(used - {source})
            return "a price of " + " and ".join(others) if others else None
        return "its retirement date, from LiteLLM, has passed" if heads else None


def toll_total(book, provider, model_id, at, usage, context, requests):
    """Total of the bill, or the message of its refusal; and the bill."""
    from libtoll import TollError
    meters = {}
    attributes = {}
    for key, count in usage.items():
        meter, units = METERS[key]
        meters[meter] = count * units
        if key == "input_annotated_document_pages":
            attributes["page_kind"] = "annotated"
    if requests:
        meters["request"] = 1
    tier = ""
    for key, value in context.items():
        if key in ("processing", "service_tier"):
            tier = value
        else:
            attributes[key] = value
    try:
        bill = book.find(provider, model_id, at).bill(meters, tier=tier, at=at, attributes=attributes)
    except TollError as error:
        return str(error), None
    return bill.billed, bill


def their_total(units, model, provider, at, usage, context):
    try:
        return model.calc_price(units.Usage(**usage), provider, genai_request_timestamp=at,
                                price_context=context or None).total_price
    except (ValueError, KeyError) as error:
        return "package: %s" % error


def is_equal(ours, theirs):
    if not isinstance(ours, Decimal):
        return isinstance(theirs, str)
    return isinstance(theirs, Decimal) and abs(ours - theirs) <= Decimal("1e-18")


def priced_keys(price, registry):
    return {registry.unit_for_price_key(key).usage_key for key, value in vars(price).items() if value is not None}


def is_sold(model, context, at):
    """Whether a tier has begun: before its date the package bills the standard price, and the book refuses."""
    tiers = [v for v in model.price_variants or [] if dict(v.when) == context]
    return not context or any(v.constraint is None or v.constraint.active(at) for v in tiers)


def compare_model(book, rows, package, provider, model, instants, counts, differences):
    registry = package.units._get_registry()
    for text in instants:
        at = datetime.fromisoformat(text).astimezone(timezone.utc)
        for context in contexts(model):
            if not is_sold(model, context, at):
                counts["before a tier began: not compared"] += 1
                continue
            keys = priced_keys(model.get_prices(at, context or None), registry)
            for name, shape in SHAPES.items():
                usage = shape(keys)
                if not usage and name != "plain":
                    continue
                ours, bill = toll_total(book, provider.id, model.id, at, usage, context, "requests" in keys)
                theirs = their_total(package.types, model, provider, at, usage, context)
                if is_equal(ours, theirs):
                    counts["equal"] += 1
                else:
                    why = explained(model, at, keys) or (
                        rows and rows.reason(provider.id, model.id, at, bill, rows.source))
                    counts[why or "DIFFERENT"] += 1
                    differences.append((provider.id, model.id, text, context, name, ours, theirs, why))


def literal_names(clause):
    """Names that a model's match logic spells out."""
    if hasattr(clause, "or_"):
        return [name for inner in clause.or_ for name in literal_names(inner)]
    return [clause.equals] if hasattr(clause, "equals") else []


def compare_names(book, rows, package, counts, differences):
    """Every name that the package spells out leads to a model with the price of the one that the package finds."""
    at = datetime.fromisoformat(INSTANTS[0]).astimezone(timezone.utc)
    for provider in package.data.providers:
        for name in sorted({n for model in provider.models for n in [model.id, *literal_names(model.match)]}):
            model = provider.find_model(name)
            if model is None:
                counts["names that the package spells out and does not find"] += 1
                continue
            price = model.get_prices(at)
            keys = priced_keys(price, package.units._get_registry())
            usage = plain(keys) or everything(keys)
            ours, bill = toll_total(book, provider.id, name, at, usage, {}, "requests" in keys)
            theirs = their_total(package.types, model, provider, at, usage, {})
            other = rows and rows.reason(provider.id, name, at, bill, rows.source)
            if is_equal(ours, theirs) or explained(model, at, keys):
                counts["names equal"] += 1
            elif other:
                counts["names: " + other] += 1
            else:
                counts["DIFFERENT"] += 1
                differences.append((provider.id, name, INSTANTS[0], {}, "name of " + model.id, ours, theirs, None))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--package", required=True)
    parser.add_argument("--book", required=True)
    parser.add_argument("--source", help="the source of the package's rows, where the book has others too: a bill at a "
                                         "price of another source may differ")
    parser.add_argument("--list", action="store_true", help="list explained differences too")
    parser.add_argument("--instants", type=int, default=len(INSTANTS), help="the first N instants alone")
    options = parser.parse_args()
    sys.path.insert(0, options.package)
    try:
        import httpx2  # the package's downloader wants it; nothing is downloaded here
    except ImportError:
        sys.modules["httpx2"] = types.ModuleType("httpx2")
    import genai_prices.data
    import genai_prices.types
    import genai_prices.units
    from libtoll.bill import Book
    book = Book.open(Path(options.book).read_bytes())
    rows = None
    if options.source:
        rows = Rows(book)
        rows.source = options.source
    counts, differences, models = collections.Counter(), [], 0
    for provider in genai_prices.data.providers:
        for model in provider.models:
            models += 1
            compare_model(book, rows, genai_prices, provider, model, INSTANTS[:options.instants], counts, differences)
    compare_names(book, rows, genai_prices, counts, differences)
    for provider, model, at, context, shape, ours, theirs, why in differences:
        if why is None or options.list:
            print("%s/%s %s %s %s: toll %s, package %s%s" %
                  (provider, model, at[:16], context or "", shape, ours, theirs, " (%s)" % why if why else ""))
    print("%d models" % models)
    for what, count in sorted(counts.items()):
        print("%8d %s" % (count, what))
    return 1 if counts["DIFFERENT"] else 0


if __name__ == "__main__":
    sys.exit(main())
