# SPDX-License-Identifier: Apache-2.0
"""Reads tests/golden/*.csv, the vectors that C, Python and Go share: no quotes, no commas inside a cell."""
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]


def read(name):
    lines = (TOP / "tests" / "golden" / name).read_text().splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    columns = lines[0].split(",")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split(",")
        assert len(cells) == len(columns), f"{name}: {line}"
        yield number, dict(zip(columns, cells))
