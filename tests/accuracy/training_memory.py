# SPDX-License-Identifier: Apache-2.0
"""Predicted against published memory of fine-tuning runs: one row a run, with what its source measured on one accelerator."""
import csv
import statistics
from typing import Dict, List, NamedTuple, Optional, Union

import libtoll
import training
from libtoll import train
from libtoll.records import Attention, Fit, LoraTarget, Loss, Method, Recompute, TrainOption

METHODS = {"full": Method.FULL, "finetune": Method.FULL, "lora": Method.LORA, "qlora": Method.QLORA}
TARGETS = {"q": LoraTarget.Q, "k": LoraTarget.K, "v": LoraTarget.V, "o": LoraTarget.O, "up": LoraTarget.UP,
           "down": LoraTarget.DOWN}
UNITS = {"GB": 1e9, "GiB": 2.0**30, "MiB": 2.0**20}
UNCERTAIN_FRAC = 0.05  # of the card: toll_train_memory.uncertainty_bytes


class Held(NamedTuple):
    row: Dict[str, str]
    measured_bytes: float
    predicted_bytes: float
    verdict: Fit

    @property
    def error(self) -> float:
        return self.predicted_bytes / self.measured_bytes - 1


Found = Union[Held, training.Left]


def setup_of(row: Dict[str, str]) -> train.Training:
    def size(name: str, default: int = 1) -> int:
        return int(float(row[name])) if row.get(name) else default
    targets = LoraTarget(0)
    for name in (row.get("lora_targets") or "").split("|"):
        targets |= TARGETS.get(name, LoraTarget(0))
    options = {"frozen_bits": float(row["frozen_bits"])} if row.get("frozen_bits") else {}
    return train.Training(
        row["hw"], libtoll.model(row["model"]), method=METHODS[row["method"]], sequence_tokens=size("sequence"),
        micro_sequences=size("micro"), lora_rank=size("lora_rank", 16), lora_targets=targets,
        recompute=Recompute[(row.get("recompute") or "none").upper()],
        attention=Attention[(row.get("attention") or "fused").upper()], dp=size("dp"), tp=size("tp"),
        zero_stage=size("zero", 0), global_sequences=size("global_sequences", size("micro") * size("dp")),
        loss=Loss[(row.get("loss") or "plain").upper()],
        flags=TrainOption.SEQUENCE_PARALLEL if row.get("sequence_parallel") == "1" else TrainOption(0), **options)


def evaluate_row(row: Dict[str, str]) -> Found:
    try:
        memory = setup_of(row).memory()
        return Held(row, float(row["measured"]) * UNITS[row["unit"]], float(memory.needed_bytes), memory.verdict)
    except (libtoll.TollError, ValueError, KeyError) as error:
        return training.Left(row.get("id", "?"), f"{type(error).__name__}: {error}")


def evaluate(path: str) -> List[Found]:
    with open(path, newline="", encoding="utf-8") as file:
        return [evaluate_row(row) for row in csv.DictReader(file)]


def median(found: List[Found]) -> Optional[float]:
    errors = [abs(one.error) for one in found if isinstance(one, Held)]
    return statistics.median(errors) if errors else None


def show(found: List[Found]) -> None:
    print(f"{'run':44} {'measured GiB':>12} {'predicted':>10} {'error':>8}")
    for one in found:
        if isinstance(one, training.Left):
            print(f"{one.id[:44]:44} left out: {one.reason}")
            continue
        print(f"{one.row['id'][:44]:44} {one.measured_bytes / 2**30:12.2f} {one.predicted_bytes / 2**30:10.2f} "
              f"{100 * one.error:+7.1f} %{'  called no fit' if one.verdict == Fit.NO else ''}")
    held = [one for one in found if isinstance(one, Held)]
    if held:
        errors = sorted(abs(one.error) for one in held)
        print(f"training memory summary: median {100 * statistics.median(errors):.1f} %, p90 "
              f"{100 * errors[min(int(0.9 * len(errors)), len(errors) - 1)]:.1f} %, refused "
              f"{sum(one.verdict == Fit.NO for one in held)} of {len(held)}")


def as_json(found: List[Found]) -> List[Dict[str, object]]:
    return [{"id": one.row["id"], "measured_bytes": one.measured_bytes,
             "predicted_bytes": [one.predicted_bytes * (1 - UNCERTAIN_FRAC), one.predicted_bytes,
                                 one.predicted_bytes * (1 + UNCERTAIN_FRAC)], "verdict": one.verdict.name}
            for one in found if isinstance(one, Held)]
