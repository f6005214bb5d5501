# SPDX-License-Identifier: Apache-2.0
"""Fits the library's kernel constants to tables of kernel timings and writes them into the catalog.

Reads gemm, moe, attn_decode, attn_prefill, mla_decode, mla_prefill and allreduce.parquet from a folder, keeps one table
for each accelerator, operation and format, fits the formulas of lib/step to them and prints, per operation, architecture
and rate: rows, constants, weighted median and 90th percentile of the error. Needs numpy, scipy and pyarrow. docs/dev/
calibration.md tells what is fitted to what.
"""
import argparse
import os
import sys
from typing import Dict, List, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from calibration import cards, fit, rows, select, shapes, tables  # noqa: E402

# A formula that misses half of its rows by more says nothing: the catalog's typical value stays.
MEDIAN_MAX = 0.4

# Timed over and over, a collective finds its ranks waiting. In a step they come apart, and each doubling of them waits for a
# later last one: serving points' slope over accelerators within cells of one model, card, engine, release and format.
WAIT_S = 1.5e-6

Key = Tuple[str, str, str]


def read_all(folder: str) -> Dict[str, List[tables.Table]]:
    known = cards.read()
    chosen = {}
    for op in shapes.OPS:
        found = tables.read(folder, op, known)
        chosen[op.name] = select.choose(found, op)
        print(f"{op.name}: {len(found)} tables, {len(chosen[op.name])} used", file=sys.stderr)
    return chosen


def by_key(found: List[tables.Table], name: str) -> Dict[Key, List[tables.Table]]:
    """Tables that share constants. vLLM's collectives stand for those of engines that were not timed."""
    groups: Dict[Key, List[tables.Table]] = {}
    for table in found:
        engine = table.engine if name == "all-reduce" and table.engine != "vllm" else "*"
        groups.setdefault((table.card.arch, table.rate, engine), []).append(table)
    return groups


def result(op: str, key: Key, group: List[tables.Table], values: Dict[str, float], error: Dict[str, float]
           ) -> rows.Result:
    names = tuple(sorted({f"{t.card.system} {t.engine} {t.version} {t.dtype}" for t in group}))
    return rows.Result(op, *key, values, sum(len(t.seconds) for t in group), error, names)


def fit_joint(op: str, groups: Dict[Key, List[tables.Table]]) -> List[rows.Result]:
    found = []
    for key, group in sorted(groups.items()):
        values = fit.fit_past_cache(group)
        group = [table.uncached() for table in group]
        named = dict(zip(fit.form_of(op).fields, values))
        found.append(result(op, key, group, named, fit.error_of(group, values)))
    return found


def fit_decode(chosen: Dict[str, List[tables.Table]]) -> List[rows.Result]:
    """Grouped-query attention is far below the ridge, latent attention near it: the memory's share comes from the
    former, the arithmetic's from the latter with that one held. Each has a start of its own."""
    latent = by_key(chosen["latent decode"], "latent decode")
    found = []
    for base in fit_joint("decode", by_key(chosen["decode"], "decode")):
        start, memory = base.values["start_s"], base.values["memory_frac"]
        found.append(base._replace(values={"start_s": start, "memory_frac": memory}))
        key = (base.arch, base.rate, base.engine)
        if key in latent:
            values = fit.fit(latent[key], held={"memory_frac": memory})
            named = {"decode_latent_start_s": values[0], "compute_frac": values[2]}
            found.append(result("latent decode", key, latent[key], named,
                                fit.error_of(latent[key], values)))
    return found


def part_starts(found: List[rows.Result]) -> List[rows.Result]:
    """The timings of narrow formats include a quantiser; a projection itself starts like one of 16 bits."""
    plain = {r.arch: r.values["start_s"] for r in found if r.rate == "bf16"}
    parted = []
    for r in found:
        start = min(r.values["start_s"], plain.get(r.arch, r.values["start_s"]))
        values = {**r.values, "start_s": start, "quantise_s": r.values["start_s"] - start}
        parted.append(r._replace(values=values))
    return parted


def add_wait(found: List[rows.Result]) -> List[rows.Result]:
    """start_s is that of two ranks, so both it and double_s hold one doubling."""
    return [r._replace(values={**r.values, "start_s": r.values["start_s"] + WAIT_S, "double_s": r.values["double_s"] + WAIT_S})
            for r in found]


def fit_all(chosen: Dict[str, List[tables.Table]]) -> List[rows.Result]:
    found = part_starts(fit_joint("linear", by_key(chosen["linear"], "linear")))
    found += fit_joint("experts", by_key(chosen["experts"], "experts"))
    found += fit_decode(chosen)
    found += fit_joint("prefill", by_key(chosen["prefill"] + chosen["latent prefill"], "prefill"))
    return found + add_wait(fit_joint("all-reduce", by_key(chosen["all-reduce"], "all-reduce")))


def show(results: List[rows.Result]) -> None:
    print(f"{'operation':14} {'architecture':15} {'rate':5} {'engine':7} {'rows':>7} {'median %':>8} {'p90 %':>6} "
          f"{'bias %':>6}  constants")
    for r in results:
        constants = ", ".join(f"{name} {rows.spell(rows.field_name(r.op, name), value)}" for name, value in r.values.items())
        print(f"{r.op:14} {r.arch:15} {r.rate:5} {r.engine:7} {r.rows:7} {100 * r.error['median']:8.1f} "
              f"{100 * r.error['p90']:6.1f} {100 * r.error['bias']:6.1f}  {constants}")
        print(f"{'':14} of {', '.join(r.tables)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where the tables are")
    parser.add_argument("--write", metavar="CSV", help="put the constants into this file, such as "
                        "lib/catalog/data/constants.csv")
    parser.add_argument("--date", default="2026-08-21", help="when the timings were published (%(default)s)")
    options = parser.parse_args()
    results = fit_all(read_all(options.folder))
    show(results)
    good = [r for r in results if r.error["median"] <= MEDIAN_MAX]
    for bad in (r for r in results if r not in good):
        print(f"not kept: {bad.op} {bad.arch} {bad.rate} {bad.engine}: error above {100 * MEDIAN_MAX:.0f} %")
    if options.write:
        rows.write(options.write, rows.make(good, options.date))


if __name__ == "__main__":
    main()
