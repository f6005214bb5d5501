# SPDX-License-Identifier: Apache-2.0
"""TCO vectors: published cases with their inputs, what was printed, and what the inputs give.

    python3 tco_vectors.py FILE.jsonl...     per kind: recomputed figures that agree, published ones within their tolerance

An adapter that leaves an input unused, that sums nothing, or that gives one figure for two outputs has not understood the
vector: it answers nothing. Each miss is printed; the last line is "N of M recomputed, P of Q published, K kinds unknown". Exit status 1 when a
recomputed figure does not agree or a kind is unknown. This program and its adapters rename and scale units; every figure
comes from libtoll (tests/vectors/check_adapters.py refuses arithmetic here). Adapters: tco_finance.py, and tco_scenario.py
and tco_train.py where they exist; later files win.
"""
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple, Optional

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent.joinpath("bindings", "python")))
sys.path.insert(0, str(HERE))

from libtoll import TollError  # noqa: E402

from tco_agree import published_agrees, recomputed_agrees  # noqa: E402
from tco_names import Inputs, Missing, normal, parse, shown  # noqa: E402

MODULES = ("tco_train", "tco_scenario", "tco_finance")
REFUSED = (TollError, Missing, TypeError, ValueError, KeyError, IndexError, StopIteration)


def load_adapters():
    """Kind -> adapters, best first: exact names before patterns, modules in their order."""
    tables = []
    for name in MODULES:
        if HERE.joinpath(f"{name}.py").exists():
            tables.append(importlib.import_module(name).ADAPTERS)
    return tables


def adapters_of(kind, tables):
    exact = [table[kind] for table in tables if kind in table]
    name = normal(kind)
    like = [function for table in tables for pattern, function in table.items()
            if re.fullmatch(pattern, kind) or re.fullmatch(pattern, name)]
    return list(dict.fromkeys([*exact, *like]))


class Picked(NamedTuple):
    """What an adapter gives for an output: the figure in the output's unit, the adapter's own, whether it names it."""

    shown: Any
    figure: Any
    is_named: bool


def pick(name, results):
    """The result for an output by the words and the unit of its name."""
    words, unit, size = parse(name)
    rows = [row for row in results if row[1] == unit and re.fullmatch(row[0], words)]
    known = [row for row in rows if row[2] is not None]
    if known:
        return Picked(shown(known[0][2], size), known[0][2], known[0][0] != ".*")
    if rows:
        return Picked(None, None, False)  # never
    raise Missing(f"no output {name}")


def refuse_shared(picked):
    """Two outputs of one figure: the adapter does not tell them apart, so neither is understood."""
    owners = {}
    for name, row in picked.items():
        if isinstance(row, Picked) and row.figure is not None:
            owners.setdefault(id(row.figure), []).append(name)
    shared = [names for names in owners.values() if len(names) > 1]
    return {name: f"Missing: one figure for {' and '.join(names)}" for names in shared for name in names}


def answer(function, vector, names):
    """Output -> (figure, whether it was named), or (the reason that there is none, False); and the inputs used. An input
    that is not used could change the answer, so all outputs are refused."""
    inputs = Inputs(vector["inputs"], normal(vector["kind"]))
    try:
        results = function(inputs)
        if unused := [name for name in vector["inputs"] if name not in inputs.used]:
            raise Missing(f"does not use {', '.join(unused)}")
    except REFUSED as error:
        return {name: (f"{type(error).__name__}: {error}", False) for name in names}, set()
    picked = {}
    for name in names:
        try:
            picked[name] = pick(name, results)
        except REFUSED as error:
            picked[name] = f"{type(error).__name__}: {error}"
    picked.update(refuse_shared(picked))
    return {name: (row.shown, row.is_named) if isinstance(row, Picked) else (row, False)
            for name, row in picked.items()}, inputs.used


def quality(answered):
    """More outputs first, then more inputs used, then more outputs that an adapter names; what they are never decides."""
    figures, used = answered
    return (len([name for name, (value, _) in figures.items() if not isinstance(value, str)]), len(used),
            len([name for name, (_, is_named) in figures.items() if is_named]))


def best_answer(vector, tables, names):
    answers = [answer(function, vector, names) for function in adapters_of(vector["kind"], tables)]
    best = sorted(answers, key=quality, reverse=True)[:1]  # stable: of equals the first
    return {name: value for name, (value, _) in best[0][0].items()} if best else None


def plain(value):
    """Inputs as numbers; outputs keep their digits as text."""
    if isinstance(value, Digits):
        return float(value)
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


class Digits(str):
    """A JSON number as it was written."""


def load(path):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line, parse_float=Digits, parse_int=Digits) for line in file if line.strip()]
    for row in rows:
        row["inputs"] = {name: plain(value) for name, value in row["inputs"].items()}
    return rows


class Judged(NamedTuple):
    """An output: its figure, and whether it agrees; None where the vector has nothing to agree with."""

    name: str
    figure: Any
    recomputed: Optional[bool]
    published: Optional[bool]


def judge(vector, tables):
    """Every output judged, or None for an unknown kind."""
    stored, printed = vector.get("recomputed") or {}, vector.get("outputs") or {}
    names = list(dict.fromkeys([*stored, *printed]))
    figures = best_answer(vector, tables, names)
    if figures is None:
        return None
    tolerances = vector.get("tolerance") or {}
    rows = []
    for name in names:
        got = figures[name]
        known = not isinstance(got, str)
        rows.append(Judged(
            name, got, (known and recomputed_agrees(got, stored[name])) if name in stored else None,
            (known and published_agrees(got, printed[name], tolerances.get(name))) if name in printed else None))
    return rows


class Tally:
    """Verdicts by kind."""

    def __init__(self):
        self.rows = {}
        self.unknown = []

    def add(self, kind, verdicts):
        self.rows.setdefault(kind, []).extend(verdicts)

    def counts(self, kinds, column):
        verdicts = [getattr(row, column) for kind in kinds for row in self.rows[kind] if getattr(row, column) is not None]
        return f"{verdicts.count(True)} of {len(verdicts)}", verdicts.count(False)

    def show(self):
        for kind in sorted(self.rows):
            print(f"{kind}: {self.counts([kind], 'recomputed')[0]} recomputed, {self.counts([kind], 'published')[0]} published")
        for kind in sorted(set(self.unknown)):
            print(f"{kind}: unknown kind")
        recomputed, wrong = self.counts(self.rows, 'recomputed')
        print(f"{recomputed} recomputed, {self.counts(self.rows, 'published')[0]} published, {len(set(self.unknown))} kinds unknown")
        return wrong > 0 or bool(self.unknown)


def main():
    if len(sys.argv) < len((__file__, "FILE")):
        sys.exit(__doc__)
    tables, tally = load_adapters(), Tally()
    for path in sys.argv[1:]:
        for vector in load(path):
            rows = judge(vector, tables)
            if rows is None:
                tally.unknown.append(vector["kind"])
                continue
            tally.add(vector["kind"], rows)
            for row in rows:
                if row.recomputed is False:
                    print(f"{vector['id']}: {row.name} expected {vector['recomputed'][row.name]} got {row.figure}")
    sys.exit(bool(tally.show()))


if __name__ == "__main__":
    main()
