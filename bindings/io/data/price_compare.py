#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reviewed book against both catalogs, as docs/dev/price_compare.md.

    price_compare.py GENAI.csv LITELLM.csv REASONS.csv REVIEWED.csv...

The catalogs are the files that `toll catalog import` made in the last refresh; the instant is noon UTC of the newest of
them. For each reviewed tariff that is in force then, the catalog's tariff of that name is looked for. Both are evaluated
in the same contexts: each service tier and each band of length that one of them names, and each value of an attribute.

    cell        meter input, tier batch, above 272,000 tokens
    equal       the same price within a rounding that reconcile.py accepts too
    different   both have a price, and not the same
    missing     one has a price, the other sells nothing there

A meter without a price has that of the meter which stands in for it, on both sides: reasoning that costs as the output is
no difference. Every cell that is not equal needs a row of REASONS.csv; the exit status is 1 where one has none.
"""

import collections
import csv
import datetime
import sys
from decimal import Decimal

import reconcile

STAND_IN = {"reasoning": "output", "citation": "output", "output_audio": "output", "output_image": "output",
            "cache_read_audio": "cache_read", "cache_read_image": "cache_read", "cache_read_video": "cache_read",
            "cache_read": "input", "cache_write": "cache_write_5m", "cache_write_5m": "cache_write",
            "input_audio": "input", "input_image": "input", "input_video": "input"}
TOKENS = set(STAND_IN) | {"input", "output", "cache_write_1h", "cache_write_12h"}
DAYS = "mon tue wed thu fri sat sun".split()


# ---- evaluating a tariff --------------------------------------------------------------------------------------------

Context = collections.namedtuple("Context", "tier length key value")


def seconds(clock):
    return sum(int(part) * scale for part, scale in zip(clock.split(":"), (3600, 60, 1)))


def holds_window(row, instant):
    """Whether a daily window is open; holidays are not looked at, since the instants of comparison are none."""
    offset = (row["utc_offset"] or "+00:00").replace(":", "")
    local = instant + datetime.timedelta(hours=int(offset[:3]))
    clock = instant.hour * 3600 + instant.minute * 60
    start, end = seconds(row["start"]), seconds(row["end"])
    is_day = not row["weekdays"] or DAYS[local.weekday()] in row["weekdays"].split()
    if start >= end:  # over midnight, or the whole day
        return is_day and (clock >= start or clock < end)
    return is_day and start <= clock < end


def holds_count(row, length):
    bound = int(row["quantity"])
    return {"gt": length > bound, "ge": length >= bound, "lt": length < bound, "le": length <= bound}[row["op"]]


def holds(block, context, instant):
    """Whether a rule or multiplier holds. One of a region does not: the comparison states none."""
    tiers = [row["text"] for row in block if row["kind"] == "when_tier"]
    if tiers and context.tier not in tiers and not (context.tier == "standard" and "default" in tiers):
        return False
    windows = [row for row in block if row["kind"] == "when_time"]
    if windows and not any(holds_window(row, instant) for row in windows):
        return False
    for row in block:
        if row["kind"] == "when_count" and not holds_count(row, context.length):
            return False
        if row["kind"] == "when_attribute" and (row["key"], row["text"]) != (context.key, context.value):
            return False
        if row["kind"] in ("when_region", "when_instant", "when_holiday", "when_counter", "when_number"):
            return False
    return True


def evaluate(tariff, context, instant):
    """Prices by meter in a context; nothing where its tier is not sold."""
    found, factor = {}, Decimal(1)
    is_sold = context.tier == "standard"
    for at, block in enumerate(tariff.blocks()):
        if at > 0 and not holds(block, context, instant):
            continue
        is_sold = is_sold or any(row["kind"] in ("tier", "when_tier") and row["text"] == context.tier for row in block)
        if block and block[0]["kind"] == "multiplier":
            factor *= Decimal(block[0]["number"])
        for row in block:
            if row["kind"] == "price":
                found[row["meter"]] = Decimal(row["number"]) / Decimal(row["per"])
    if not is_sold:
        return {}
    return {meter: price * factor if meter in TOKENS else price for meter, price in found.items()}


def parts_of(tariff):
    """Default parts: of images that a model makes, its output."""
    return {row["meter"]: row["other_meter"] for row in tariff.rows if row["kind"] == "default_part"}


def price_of(prices, parts, meter):
    seen = set()
    while meter and meter not in seen:
        seen.add(meter)
        if meter in prices:
            return prices[meter]
        meter = parts.get(meter) or STAND_IN.get(meter)
    return None


# ---- comparing two tariffs ------------------------------------------------------------------------------------------


def lengths_of(*tariffs):
    """A length in each band: 0, and just above each bound, however it is written."""
    bounds = {reconcile.bound_of(row) for tariff in tariffs for row in tariff.rows
              if row["kind"] == "when_count" and row["op"] in ("gt", "ge")}
    return [0] + [bound + 1 for bound in sorted(bounds)]


def tiers_of(*tariffs):
    named = {row["text"] for tariff in tariffs for row in tariff.rows if row["kind"] in ("when_tier", "tier")}
    return ["standard"] + sorted(named - {"standard", "default"})


def attributes_of(*tariffs):
    return sorted({(row["key"], row["text"]) for tariff in tariffs for row in tariff.rows
                   if row["kind"] == "when_attribute"})


def is_equal(left, right):
    return left == right or (left and right and reconcile.is_rounding(left, right))


def cells(ours, theirs, instant):
    """(meter, context, our price, their price) of each cell in which one of them has a price."""
    contexts = [Context(tier, length, "", "") for tier in tiers_of(ours, theirs) for length in lengths_of(ours, theirs)]
    contexts += [Context("standard", 0, key, value) for key, value in attributes_of(ours, theirs)]
    parts = (parts_of(ours), parts_of(theirs))
    plain = None
    for context in contexts:
        pair = (evaluate(ours, context, instant), evaluate(theirs, context, instant))
        plain = plain or pair
        for meter in sorted(set(pair[0]) | set(pair[1])):
            left, right = (price_of(prices, part, meter) for prices, part in zip(pair, parts))
            is_call = meter not in TOKENS and (context.tier != "standard" or context.length > 0)
            is_same_as_plain = context.key and all(pair[i].get(meter) == plain[i].get(meter) for i in (0, 1))
            if not is_call and not is_same_as_plain:
                yield meter, context, left, right


def kind_of(left, right):
    if left is None:
        return "missing in ours"
    if right is None:
        return "missing in theirs"
    return "equal" if is_equal(left, right) else "different"


# ---- the run --------------------------------------------------------------------------------------------------------


def words_of(context):
    words = [] if context.tier == "standard" else [context.tier]
    words += ["above %d" % (context.length - 1)] if context.length else []
    return ", ".join(words + (["%s=%s" % (context.key, context.value)] if context.key else []))


def fits(rule, catalog, tariff, meter, context, kind):
    name = tariff.model
    is_name = rule["name"] in ("", name) or (rule["name"].endswith("*") and name.startswith(rule["name"][:-1]))
    return (rule["catalog"] in ("", catalog) and rule["provider"] in ("", tariff.provider) and is_name and
            rule["meter"] in ("", meter) and rule["kind"] in ("", kind) and
            rule["context"] in ("", words_of(context), "%s=*" % context.key if context.key else context.tier))


def in_force(tariffs, instant_text):
    return [tariff for tariff in tariffs if tariff.holds_at(instant_text)]


def by_name(tariffs):
    found = {}
    for tariff in tariffs:
        for name in tariff.names("exact", "alias"):
            found.setdefault((tariff.provider, name), tariff)
    return found


def partner(names, tariff):
    for name in [tariff.model] + tariff.names("exact", "alias"):
        for spelling in (name, "accounts/fireworks/models/" + name):
            if (tariff.provider, spelling) in names:
                return names[tariff.provider, spelling]
    return None


def compare(catalog, reviewed, tariffs, reasons, instant):
    counts = collections.defaultdict(collections.Counter)
    told, unexplained, models = collections.OrderedDict(), [], [0, 0]
    names = by_name(tariffs)
    for ours in reviewed:
        theirs = partner(names, ours)
        models[theirs is None] += 1
        for meter, context, left, right in cells(ours, theirs, instant) if theirs else ():
            kind = kind_of(left, right)
            counts[context.tier if not context.key else "attributes"][kind] += 1
            if kind == "equal":
                continue
            rule = next((rule for rule in reasons if fits(rule, catalog, ours, meter, context, kind)), None)
            line = (ours.sku, meter, words_of(context), left, right, kind)
            if rule is None:
                unexplained.append(line)
            else:
                told.setdefault((rule["reason"], kind), []).append(line)
    return counts, told, unexplained, models


def shown(price):
    return "none" if price is None else reconcile.shown(price)


def section(catalog, result):
    counts, told, unexplained, models = result
    kinds = ("equal", "different", "missing in ours", "missing in theirs")
    lines = ["## %s" % catalog, "", "%d reviewed tariffs are in it, %d are not." % tuple(models), "",
             "| tier | " + " | ".join(kinds) + " |", "|--|--|--|--|--|"]
    order = ["standard", "batch", "flex", "priority"]
    for tier in order + sorted(set(counts) - set(order)):
        lines.append("| %s | %s |" % (tier, " | ".join("%d" % counts[tier][kind] for kind in kinds)))
    lines += ["", "| tariff | ours / theirs | why |", "|--|--|--|"]
    for (reason, kind), cases in sorted(told.items(), key=lambda item: (item[0][1], item[1][0])):
        by_sku = collections.OrderedDict()
        for sku, meter, words, left, right, _ in cases:
            by_sku.setdefault(sku, []).append("%s%s %s / %s" % (meter, " (%s)" % words if words else "", shown(left),
                                                               shown(right)))
        if kind != "different" and len(by_sku) > 3:  # many of one kind: counted
            lines.append("| %d tariffs | %d cells, %s | %s |" % (len(by_sku), len(cases), kind, reason))
            continue
        for sku, texts in by_sku.items():
            lines.append("| %s | %s | %s |" % (sku, "; ".join(texts), reason))
    lines += ["", "Unexplained: %d" % len(unexplained), ""]
    lines += ["- %s: %s (%s) %s / %s, %s" % (sku, meter, words, shown(left), shown(right), kind)
              for sku, meter, words, left, right, kind in unexplained]
    return lines


def main():
    genai_file, litellm_file, reasons_file, *files = sys.argv[1:]
    catalogs = [("genai-prices", reconcile.read_tariffs(genai_file)), ("litellm", reconcile.read_tariffs(litellm_file))]
    day = max(tariffs[0].head["source_date"] for _, tariffs in catalogs)
    text = day + "T12:00:00Z"
    instant = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    reviewed = in_force([tariff for name in sorted(files) for tariff in reconcile.read_tariffs(name)], text)
    reasons = reconcile.read_decisions(reasons_file)
    print("# The reviewed book against the catalogs {#price_compare}\n")
    print("Written by `make price-compare`; do not edit. Prices in dollars per million base units, at %s. Why they differ is" % text)
    print("said by a row of `bindings/io/data/price_reasons.csv`.\n")
    n_unexplained = 0
    for catalog, tariffs in catalogs:
        result = compare(catalog, reviewed, in_force(tariffs, text), reasons, instant)
        print("\n".join(section("%s (%s)" % (tariffs[0].head["source"], tariffs[0].head["source_date"]), result)))
        n_unexplained += len(result[2])
    return 1 if n_unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
