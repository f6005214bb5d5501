# SPDX-License-Identifier: Apache-2.0
"""The accelerators that were timed, at the peaks that the catalog publishes."""
import csv
import os
from typing import Dict, NamedTuple, Optional

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "lib", "catalog", "data")

SYSTEMS = {
    "a100_sxm": "a100-sxm4-80gb",
    "b200_sxm": "b200-sxm-180gb",
    "b60": "arc-pro-b60-24gb",
    "gb200": "gb200-nvl72",
    "h100_sxm": "h100-sxm5-80gb",
    "h200_sxm": "h200-sxm-141gb",
    "l40s": "l40s-48gb",
    "rtx_pro_6000_server": "rtx-pro-6000-blackwell-96gb",
}

# What computes a format where the hardware has no rate for it: as lib/hardware/accelerator.c.
FALL_BACK = {"bf16": ("bf16", "fp16"), "fp8": ("fp8", "bf16", "fp16"), "int8": ("int8", "bf16", "fp16"),
             "fp4": ("fp4", "bf16", "fp16")}


class Card(NamedTuple):
    system: str  # its name in the timings
    arch: str
    memory_bytes_per_s: float
    link_bytes_per_s: float
    rates: Dict[str, float]

    def used_rate(self, wanted: str) -> Optional[str]:
        return next((rate for rate in FALL_BACK[wanted] if rate in self.rates), None)


def number(cell: str) -> Optional[float]:
    """A rate's cell without its confidence mark and source."""
    text = cell.split("@")[0].rstrip("?~")
    return float(text) if text else None


def read_row(system: str, row: Dict[str, str]) -> Card:
    columns = {"fp16": "fp16_flop_per_s", "bf16": "bf16_flop_per_s", "fp8": "fp8_flop_per_s",
               "int8": "int8_op_per_s", "fp4": "fp4_flop_per_s"}
    rates = {rate: number(row[column]) for rate, column in columns.items()}
    return Card(system, row["arch"].rstrip("?~"), number(row["memory_bytes_per_s"]),
                number(row["link_bytes_per_s"]) or number(row["pcie_bytes_per_s"]),
                {rate: value for rate, value in rates.items() if value is not None})


def read() -> Dict[str, Card]:
    with open(os.path.join(DATA, "hardware.csv"), newline="", encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        by_id = {row["id"]: row for row in rows}
    return {system: read_row(system, by_id[hw]) for system, hw in SYSTEMS.items()}
