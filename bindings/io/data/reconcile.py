#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One set of rows from two imported catalogs, and a report of what a person should look at.

    reconcile.py GENAI.csv LITELLM.csv DECISIONS.csv OUT_FOLDER REPORT.md

Both files come from `toll catalog import`. genai-prices has names by rule, dated versions and batch prices; LiteLLM has
more models, more service tiers, regions, and retirement dates. For each tariff of LiteLLM the model of genai-prices that
has its name is looked for, in the version in force on LiteLLM's date:

    no such model            the tariff is kept
    the same prices          it is dropped; tiers and regions that the model lacks, its end and its name go to the model
    a difference in rounding the same
    other prices             the later reading wins, unless decisions.csv says otherwise, and the report lists it
    a name by prefix alone   the same prices: the name becomes an alias; other prices: the tariff is kept

Prices are compared as exact decimals. The output depends on the input files alone.
"""

import collections
import csv
import sys
from decimal import Decimal
from pathlib import Path

COLUMNS = ("kind meter other_meter op quantity number per is_contract origin layer from until weekdays start end "
           "utc_offset key value text source source_date").split()
LICENCE = "# SPDX-License-Identifier: Apache-2.0\n"

# What one reading has rounded and the other has not: within 0.2 %, or the shorter number is the longer one with its last
# digits cut off, and they are within 2 %: 0.037 and 0.0375.
ROUNDING, CUT = Decimal("0.002"), Decimal("0.02")


class Tariff:
    """One version of a model: its opening row and the rows after it, in order."""

    def __init__(self, head):
        self.head, self.rows = head, []

    provider = property(lambda self: self.head["key"])
    sku = property(lambda self: self.head["text"])
    model = property(lambda self: self.head["text"].split("/", 1)[1])
    start = property(lambda self: self.head["from"])
    end = property(lambda self: self.head["until"])

    def names(self, *ops):
        return [row["text"] for row in self.rows if row["kind"] == "match" and row["op"] in ops]

    def holds_at(self, instant):
        return (not self.start or self.start <= instant) and (not self.end or instant < self.end)

    def blocks(self):
        """The rows outside of rules first, then each rule or multiplier with its rows."""
        found = [[]]
        for row in self.rows:
            if row["kind"] in ("rule", "multiplier"):
                found.append([])
            found[-1].append(row)
        return found


# ---- files ----------------------------------------------------------------------------------------------------------


def read_rows(path):
    """Rows of a file, with ditto marks replaced."""
    before = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            row = {column: row.get(column) or "" for column in COLUMNS}
            for column in ("source", "source_date"):
                if row[column] == "^":
                    row[column] = before[column]
            before = row
            yield row


def read_tariffs(path):
    tariffs = []
    for row in read_rows(path):
        if row["kind"] == "tariff":
            tariffs.append(Tariff(row))
        else:
            tariffs[-1].rows.append(row)
    return tariffs


def write_tariffs(path, tariffs):
    rows = [row for tariff in sorted(tariffs, key=lambda t: (t.provider, t.sku, t.start))
            for row in [tariff.head] + tariff.rows]
    used = [column for column in COLUMNS if any(row[column] for row in rows)]
    before = None
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(LICENCE)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(used)
        for row in rows:
            same = before is not None and (row["source"], row["source_date"]) == (before["source"], before["source_date"])
            writer.writerow(["^" if same and column.startswith("source") else row[column] for column in used])
            before = row


# ---- prices ---------------------------------------------------------------------------------------------------------


def bound_of(row):
    """The first length that a rule holds for, however its bound is written: > 271999 and >= 272000 are 272,000, and so is
    > 272000, since the catalogs differ in that one token alone."""
    first = int(row["quantity"]) + (row["op"] == "gt")
    return (first + 1) // 1000 * 1000


def condition_of(block):
    parts = []
    for row in block:
        if row["kind"] == "when_tier" and row["text"] != "standard":
            parts.append("tier " + row["text"])
        elif row["kind"] == "when_count" and row["op"] in ("gt", "ge"):
            parts.append("above %d" % bound_of(row))
        elif row["kind"] == "when_attribute":
            parts.append("%s=%s" % (row["key"], row["text"]))
        elif row["kind"] in ("when_time", "when_region", "when_holiday", "when_instant"):
            parts.append(row["kind"])
    return ", ".join(sorted(parts))


def prices_of(tariff):
    """Price of one base unit by meter and condition."""
    found = {}
    for block in tariff.blocks():
        condition = condition_of(block)
        for row in block:
            if row["kind"] == "price":
                found[row["meter"], condition] = Decimal(row["number"]) / Decimal(row["per"])
    return found


def decimals(number):
    return max(0, -number.normalize().as_tuple().exponent)


def is_rounding(left, right):
    difference, most = abs(left - right), max(left, right)
    if difference <= ROUNDING * most:
        return True
    shorter = min(decimals(left), decimals(right))
    return difference < Decimal(10) ** -shorter and difference <= CUT * most


# ---- looking models up ----------------------------------------------------------------------------------------------


def other_names(provider, name):
    """Other spellings of a name in the other catalog."""
    yield name
    if provider == "fireworks":
        yield name.replace("accounts/fireworks/models/", "")


class Models:
    """The versions of genai-prices in force at an instant, by name."""

    def __init__(self, tariffs, instant):
        self.exact, self.prefixes = {}, collections.defaultdict(list)
        for tariff in tariffs:
            if not tariff.holds_at(instant):
                continue
            for name in tariff.names("exact", "alias"):
                self.exact[tariff.provider, name] = tariff
            for name in tariff.names("prefix"):
                self.prefixes[tariff.provider].append((name, tariff))

    def find(self, provider, name):
        """The model, and whether a name of its own leads to it (else: a prefix)."""
        for spelling in other_names(provider, name):
            if (provider, spelling) in self.exact:
                return self.exact[provider, spelling], True
        found = [item for item in self.prefixes[provider] if name.startswith(item[0])]
        return (max(found, key=lambda item: len(item[0]))[1], False) if found else (None, False)


# ---- what one catalog adds to the other -----------------------------------------------------------------------------


def tiers_of(tariff):
    return {row["text"] for row in tariff.rows if row["kind"] in ("when_tier", "tier")} | {"standard"}


def length_limit(tariff):
    """The lowest bound of the standard prices as the opposite condition; None: they have no length."""
    bounds = [row for block in tariff.blocks() for row in block
              if row["kind"] == "when_count" and row["op"] in ("gt", "ge") and condition_of(block).startswith("above")]
    if not bounds:
        return None
    first = min(bounds, key=lambda row: int(row["quantity"]))
    return dict(first, op={"gt": "le", "ge": "lt"}[first["op"]])


def add_tiers(model, tariff):
    """Rules of service tiers that the model lacks. A tier without a length holds up to that of the standard prices."""
    sold, added, limit = tiers_of(model), set(), length_limit(model)
    fresh = [block for block in tariff.blocks()[1:]
             if block[0]["kind"] == "rule" and any(r["kind"] == "when_tier" and r["text"] not in sold for r in block)]
    has_length = {r["text"] for block in fresh for r in block if r["kind"] == "when_tier"
                  if any(row["kind"] == "when_count" for row in block)}
    for block in fresh:
        tier = next(row["text"] for row in block if row["kind"] == "when_tier")
        rows = list(block)
        if limit is not None and tier not in has_length:
            rows.insert(2, dict(limit, source=block[0]["source"], source_date=block[0]["source_date"]))
        model.rows += rows
        added.add(tier)
    return sorted(added)


MODALITIES = ("audio", "image", "video")


def add_standard(model, tariff):
    """Standard prices of meters that the model prices nowhere: in a rule of the standard tier, since another tier is not
    sold at them."""
    priced = {row["meter"] for row in model.rows if row["kind"] == "price"}
    fresh = [row for block in tariff.blocks() if condition_of(block) == "" and
             not any(row["kind"].startswith("when_count") for row in block)
             for row in block if row["kind"] == "price" and row["meter"] not in priced]
    if not fresh:
        return 0
    empty = {column: "" for column in COLUMNS}
    stamp = {"source": fresh[0]["source"], "source_date": fresh[0]["source_date"]}
    model.rows += [dict(empty, kind="rule", text="standard", **stamp),
                   dict(empty, kind="when_tier", text="standard", **stamp)] + fresh
    return 1


def state_fallbacks(model):
    """Cached tokens of a modality are billed as cached text where they have no price, as the importer states too."""
    priced = {row["meter"] for row in model.rows if row["kind"] == "price"}
    stated = {row["meter"] for row in model.rows if row["kind"] == "fallback"}
    at = next((i for i, row in enumerate(model.rows) if row["kind"] in ("rule", "multiplier")), len(model.rows))
    for modality in MODALITIES:
        joint = "cache_read_" + modality
        if "cache_read" not in priced or "input_" + modality not in priced or joint in stated:
            continue
        row = {column: "" for column in COLUMNS}
        row.update(kind="fallback", meter=joint, other_meter="cache_read", source=model.head["source"],
                   source_date=model.head["source_date"])
        model.rows.insert(at, row)


def add_regions(model, tariff):
    """Multipliers of regions, where the model has no row of a region."""
    if any(row["kind"] == "when_region" for row in model.rows):
        return 0
    blocks = [block for block in tariff.blocks()[1:]
              if block[0]["kind"] == "multiplier" and any(row["kind"] == "when_region" for row in block)]
    for block in blocks:
        model.rows += block
    return len(blocks)


def add_name(versions, name, row, exact):
    """An alias on every version of a model, unless the name leads somewhere already."""
    provider = versions[0].provider
    if (provider, name) in exact or len(name) > 95:
        return 0
    exact[provider, name] = versions[0]
    for version in versions:
        at = 1 + max((i for i, r in enumerate(version.rows) if r["kind"] == "match"), default=-1)
        version.rows.insert(at, dict(row, op="alias", text=name))
    return 1


# ---- decisions ------------------------------------------------------------------------------------------------------


def read_decisions(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def decide(decisions, provider, name, meters):
    """Winner and reason by a row of decisions.csv; None: there is no such row."""
    for row in decisions:
        is_name = row["name"] in ("", name) or (row["name"].endswith("*") and name.startswith(row["name"][:-1]))
        if row["provider"] == provider and is_name and (not row["meter"] or set(meters) == {row["meter"]}):
            return row["winner"], row["reason"]
    return None, ""


# ---- the run --------------------------------------------------------------------------------------------------------


class Run:
    def __init__(self, genai, litellm, decisions):
        self.genai, self.decisions = genai, decisions
        self.litellm_date = litellm[0].head["source_date"]
        self.genai_date = genai[0].head["source_date"]
        self.instant = self.litellm_date + "T00:00:00Z"
        self.models = Models(genai, self.instant)
        self.versions = collections.defaultdict(list)
        for tariff in genai:
            self.versions[tariff.sku].append(tariff)
        self.kept, self.counts, self.review, self.ends = [], collections.Counter(), [], []
        self.own_ends = {(tariff.provider, tariff.names("exact")[0]): tariff.end for tariff in litellm}

    def take(self, tariff):
        """One tariff of LiteLLM."""
        name = tariff.names("exact")[0]
        model, is_own = self.models.find(tariff.provider, name)
        if model is None:
            return self.keep(tariff, "only LiteLLM has it")
        mine, theirs = prices_of(model), prices_of(tariff)
        shared = [key for key in mine if key in theirs]
        if not shared:
            return self.keep_apart(tariff, model, name, "no price in common")
        different = [key for key in shared if mine[key] != theirs[key]]
        if not all(is_rounding(mine[key], theirs[key]) for key in different):
            return self.conflict(tariff, model, name, is_own, [(key, mine[key], theirs[key]) for key in different])
        self.counts["the same prices" if not different else "the same but for rounding"] += 1
        self.merge(model, tariff, name)

    def later(self):
        date, winner = max((self.litellm_date, "litellm"), (self.genai_date, "genai-prices"))
        return winner, "read later, on %s" % date

    def keep(self, tariff, why):
        self.counts[why] += 1
        if tariff.sku in self.versions:  # the SKU is taken by a model of another name: tell them apart
            tariff.head = dict(tariff.head, text=tariff.sku + " (litellm)")
        self.kept.append(tariff)

    def keep_apart(self, tariff, model, name, why):
        """A tariff of its own for a name that was the model's."""
        for version in self.versions[model.sku]:
            version.rows = [row for row in version.rows if not (row["kind"] == "match" and row["text"] in
                                                                (name, *tariff.names("alias")) and row["op"] != "prefix")]
            if not version.names("exact", "alias", "prefix"):
                raise ValueError("%s has lost all its names" % model.sku)
        self.keep(tariff, why)

    def conflict(self, tariff, model, name, is_own, different):
        meters = {key[0] for key, _, _ in different}
        winner, reason = decide(self.decisions, tariff.provider, name, meters)
        if winner is None and not is_own:
            winner, reason = "litellm", "the model has the name by a prefix alone: kept apart"
        elif winner is None:
            winner, reason = self.later()
        self.review.append((tariff.provider, name, model.model, different, winner, reason))
        self.counts["different: %s taken" % winner] += 1
        if winner == "genai-prices":
            self.merge(model, tariff, name)
        elif name == model.model:
            self.replace(model, tariff)
        else:
            self.keep_apart(tariff, model, name, "its own tariff after a difference")

    def merge(self, model, tariff, name):
        versions = self.versions[model.sku]
        self.counts["tiers added"] += len(add_tiers(model, tariff))
        self.counts["models with meters added"] += add_standard(model, tariff)
        self.counts["regions added"] += add_regions(model, tariff) > 0
        state_fallbacks(model)
        for alias in tariff.names("exact", "alias"):
            self.counts["names added"] += add_name(versions, alias, dict(tariff.rows[0]), self.models.exact)
        self.end(model, tariff, name)

    def end(self, model, tariff, name):
        """The retirement date of the model's own name ends it. Another name that ends on a day of its own becomes a tariff
        of its own, with LiteLLM's prices."""
        versions = self.versions[model.sku]
        if not tariff.end:
            return
        if name != model.model:
            mine = {name, *tariff.names("exact", "alias")}
            has_others = all(set(version.names("exact", "alias", "prefix")) - mine for version in versions)
            if has_others and self.own_ends.get((model.provider, model.model)) != tariff.end:
                self.ends.append((tariff.provider, name, tariff.end[:10], model.model))
                self.keep_apart(tariff, model, name, "its own tariff, since it ends before its model or after it")
            return
        for version in list(versions):
            if version.start and version.start >= tariff.end:
                self.genai.remove(version)
                versions.remove(version)
            elif not version.end or version.end > tariff.end:
                version.head = dict(version.head, until=tariff.end)
        retired = [row for row in tariff.rows if row["kind"] == "retired"]
        for version in versions if retired else []:
            at = next((i for i, row in enumerate(version.rows) if row["kind"] not in ("match", "retired")), 0)
            version.rows[at:at] = retired
        self.counts["ends added"] += 1

    def replace(self, model, tariff):
        """LiteLLM's prices from its date on, under the model's names."""
        versions = self.versions[model.sku]
        for version in [v for v in versions if v.start >= self.instant]:
            self.genai.remove(version)
            versions.remove(version)
        old = next(v for v in versions if v.holds_at(self.instant))
        end = tariff.end
        names = [row for row in old.rows if row["kind"] == "match"]
        fresh = Tariff(dict(tariff.head, text=model.sku, **{"from": self.instant, "until": end}))
        fresh.rows = names + [row for row in tariff.rows if row["kind"] != "match"]
        if end and end <= self.instant:  # it had ended before the reading
            old.head = dict(old.head, until=min(filter(None, (old.end, end))))
            return
        old.head = dict(old.head, until=self.instant)
        versions.append(fresh)
        self.genai.append(fresh)


# ---- report ---------------------------------------------------------------------------------------------------------


def shown(price):
    text = "%f" % (price * 1000000)
    return text.rstrip("0").rstrip(".")


def write_report(path, run, sources):
    lines = ["# Catalogs reconciled {#catalog_review}", "",
             "Written by `make catalog-refresh`; do not edit. Sources: %s." % " and ".join(sources), "",
             "## Counts", "", "| tariffs of LiteLLM | |", "|--|--|"]
    lines += ["| %s | %d |" % item for item in sorted(run.counts.items())]
    lines += ["", "## Differences", "",
              "Dollars per million base units (tokens; microseconds of audio), genai-prices / LiteLLM. A row of",
              "`bindings/io/data/decisions.csv` changes a winner.", "",
              "| provider | name | prices | taken | why |", "|--|--|--|--|--|"]
    for provider, name, model, different, winner, reason in sorted(run.review, key=lambda row: row[:2]):
        prices = ["%s%s %s / %s" % (meter, " (%s)" % condition if condition else "", shown(mine), shown(theirs))
                  for (meter, condition), mine, theirs in different]
        lines.append("| %s | %s | %s | %s | %s |" % (provider, name, "; ".join(prices), winner, reason))
    lines += ["", "## Other names that end", "", "These names end on another day than their model, so each has a tariff of its own.",
              "", "| provider | name | ends | model |", "|--|--|--|--|"]
    lines += ["| %s | %s | %s | %s |" % row for row in sorted(run.ends)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    genai_file, litellm_file, decisions_file, out, report = sys.argv[1:]
    genai, litellm = read_tariffs(genai_file), read_tariffs(litellm_file)
    run = Run(genai, litellm, read_decisions(decisions_file))
    for tariff in litellm:
        run.take(tariff)
    write_tariffs(Path(out) / "genai_prices.csv", run.genai)
    write_tariffs(Path(out) / "litellm.csv", run.kept)
    write_report(report, run, ["%s (%s)" % (t.head["source"], t.head["source_date"]) for t in (genai[0], litellm[0])])
    for what, count in sorted(run.counts.items()):
        print("%6d  %s" % (count, what))


if __name__ == "__main__":
    main()
