# SPDX-License-Identifier: Apache-2.0
"""The fitted constants as rows of the catalog's constants.csv."""
import csv
from typing import Dict, Iterable, List, NamedTuple, Sequence, Tuple

SOURCE = "aic-ops"
HEADER = ("field", "arch", "rate", "engine", "value", "notes", "source", "as_of")
# Hardware that nobody timed takes the constants of its nearest relative, marked as unverified.
RELATIVES = {"Blackwell": "Blackwell Ultra"}
PREFIXES = {"linear": "linear", "experts": "expert", "decode": "decode", "latent decode": "decode",
            "prefill": "prefill", "latent prefill": "prefill", "all-reduce": "allreduce"}

WHOLE = {"link_frac", "decode_latent_start_s", "recurrent_token_s"}  # fields that are named as in the catalog

Row = Dict[str, str]


class Result(NamedTuple):
    """One fit: constants by name, and what it was made of."""
    op: str
    arch: str
    rate: str
    engine: str
    values: Dict[str, float]
    rows: int
    error: Dict[str, float]
    tables: Tuple[str, ...]


def field_name(op: str, field: str) -> str:
    return field if field in WHOLE else f"{PREFIXES[op]}_{field}"


def spell(field: str, value: float) -> str:
    """Two digits for shares and lengths, three for microseconds: the fits are no better."""
    if field.endswith("_s"):
        return f"{float(f'{value * 1e6:.3g}'):g}e-6"
    return f"{float(f'{value:.2g}'):g}"


def note(result: Result) -> str:
    error = result.error
    return (f"{', '.join(result.tables)}: {result.rows:,} rows, error {100 * error['median']:.1f} % median, "
            f"{100 * error['p90']:.0f} % 90th percentile")


def make(results: Iterable[Result], date: str) -> List[Row]:
    rows = []
    for result in results:
        for name, value in result.values.items():
            field = field_name(result.op, name)
            texts = (field, result.arch, result.rate, result.engine, spell(field, value) + "~", note(result), SOURCE, date)
            rows.append(dict(zip(HEADER, texts)))
            relative = RELATIVES.get(result.arch)
            if relative is not None:
                rows.append({**rows[-1], "arch": relative, "value": spell(field, value) + "?",
                             "notes": f"as {result.arch}", "source": "typical", "as_of": ""})
    return rows


def is_replaced(row: Row, fitted: Sequence[Row]) -> bool:
    """Whatever the file held for a field and architecture that is fitted now."""
    return (row["field"], row["arch"]) in {(new["field"], new["arch"]) for new in fitted}


def sort_key(row: Row) -> Tuple[str, ...]:
    return tuple(row[name].lower() for name in HEADER[:4])


def is_refitted(row: Row, fitted: Sequence[Row], sources: Sequence[str]) -> bool:
    """What an earlier fit to the same data made; rows of other origins stay."""
    return row["source"] in sources and row["field"] in {new["field"] for new in fitted}


def write(path: str, fitted: List[Row], sources: Sequence[str] = ()) -> None:
    """Replaces what is fitted now: whole architectures of a field, or rows of the named sources only."""
    with open(path, newline="", encoding="utf-8") as file:
        lines = file.read().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    old = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    kept = [row for row in old
            if not (is_refitted(row, fitted, sources) if sources else is_replaced(row, fitted))]
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.writelines(comment + "\n" for comment in comments)
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept + fitted, key=sort_key))
