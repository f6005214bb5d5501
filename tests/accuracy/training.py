#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Predicted against published training runs.

    LIBTOLL=build/libtoll.so python3 tests/accuracy/training.py tests/accuracy/data/training_runs.csv

Each row is one published run with its layout and what its source prints: a step time, operations per second and
accelerator, tokens per second and accelerator, or an MFU. Its set names the stack (stack_names.py); the catalog's factor of
that stack enters the prediction, and comes from such runs (make calibrate-stacks). A set that names none is predicted
without a factor. Rows that the library can't take are listed with the reason.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import re
import statistics
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Union

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "bindings" / "python"))

import libtoll  # noqa: E402
import stack_names  # noqa: E402
from libtoll import train  # noqa: E402
from libtoll.records import (Attention, Fit, Layer, LayerKind, Loss, Method, Model, Rate, Recompute, TrainOption)  # noqa: E402

FLAGS = {"sp": TrainOption.SEQUENCE_PARALLEL, "dropout": TrainOption.DROPOUT, "causal": TrainOption.CAUSAL_MFU}
METHODS = (("-qlora", Method.QLORA), ("-lora", Method.LORA))
RATES = {"nvfp4": "fp4", "mxfp4": "fp4", "mxfp8": "fp8"}  # names of formats that share a rate
DEFAULTS = {"virtual": "1", "cp": "1", "ep": "1", "pp": "1", "tp": "1", "dp": "1", "micro": "1", "zero": "0",
            "recompute": "none", "attention": "fused", "gradient_bits": "32", "gbps_internode": "50", "tp_overlap": "0",
            "ep_overlap": "0", "dp_overlap": "1"}  # of cells that a source leaves open; 50 GB/s is one NDR port a GPU

Row = Dict[str, str]


class Left(NamedTuple):
    """A row that is not compared, and why."""
    id: str
    reason: str


class Read(NamedTuple):
    """A row that the library takes, as it predicts it without a factor of a stack."""
    row: Row
    has_experts: bool
    step: Any
    measured_s: float


def gpt(layers: int, width: int, heads: int, vocabulary: int) -> Model:
    """A GPT-2-like model: multi-head attention, plain feed-forward block of four times the width, learned positions."""
    return Model(id="gpt", n_layers=layers, d_model=width, vocab_size=vocabulary, pos_embed_rows=2048,
                 final_norm_vectors=2, flags=libtoll.ModelFlag.TIED_EMBEDDINGS, layers=(
                     Layer(kind=LayerKind.ATTENTION, count=layers, n_heads=heads, n_kv_heads=heads,
                           head_dim=width // heads, norm_vectors=2,
                           flags=libtoll.LayerFlag.QKV_BIAS | libtoll.LayerFlag.O_BIAS),
                     Layer(kind=LayerKind.FFN, count=layers, d_ff=4 * width, ffn_matrices=2, norm_vectors=2,
                           flags=libtoll.LayerFlag.FFN_BIAS)))


def model_of(text: str) -> Model:
    parts = text.split(":")
    return gpt(*(int(part) for part in parts[1:])) if parts[0] == "gpt" else libtoll.model(text)


def cell(row: Row, name: str) -> str:
    """A blank one takes the default of DEFAULTS; a trailing ? marks what is unverified."""
    return ((row.get(name) or "").strip().rstrip("?") or DEFAULTS.get(name, "")).lower()


def size(row: Row, name: str) -> int:
    return int(float(cell(row, name)))


def method_of(row: Row) -> Method:
    return next((method for ending, method in METHODS if ending in row["set"].lower()), Method.FULL)


def expert_ranks(row: Row, model: Model) -> int:
    """Where more ranks are stated than there are experts, each expert is split over the rest."""
    experts = [layer.n_experts for layer in model.layers if layer.kind == LayerKind.MOE]
    return math.gcd(size(row, "ep"), *experts) if experts else 1


def training_of(row: Row, software: float = 1.0) -> train.Training:
    flags = TrainOption(0)
    for name in filter(None, cell(row, "flags").split("+")):
        flags |= FLAGS[name]
    rate = RATES.get(cell(row, "rate"), cell(row, "rate"))
    micro, dp = size(row, "micro"), size(row, "dp")
    sequences = size(row, "global") if cell(row, "global") else micro * dp
    model = model_of(row["model"])
    return train.Training(
        row["hw"], model, method=method_of(row), linear_rate=Rate[rate.upper()], tp=size(row, "tp"),
        pp=size(row, "pp"), virtual_stages=size(row, "virtual"), cp=size(row, "cp"), ep=expert_ranks(row, model), dp=dp,
        micro_sequences=micro, global_sequences=sequences, sequence_tokens=size(row, "sequence"),
        zero_stage=size(row, "zero"), recompute=Recompute[cell(row, "recompute").upper()],
        attention=Attention[cell(row, "attention").upper()], flags=flags, gradient_bits=float(cell(row, "gradient_bits")),
        internode_bytes_per_s=float(cell(row, "gbps_internode")) * 1e9, dp_overlap_frac=float(cell(row, "dp_overlap")),
        ep_overlap_frac=float(cell(row, "ep_overlap")), tp_overlap_frac=float(cell(row, "tp_overlap")),
        software_factor=software, loss=Loss.FUSED)  # pre-training stacks keep no FP32 copies of the logits


def measured_seconds(row: Row, step: Any) -> float:
    """Step time from what the source prints, by the source's own formula where it has one."""
    value = float(cell(row, "printed"))
    if row["unit"] == "s":
        return value
    if row["unit"] == "tok/s/gpu":
        return step.step_tokens / (value * step.gpus)
    if row["unit"] == "tflops":
        return step.model_flops / (value * 1e12 * step.gpus)
    if row["unit"] == "mfu":
        return step.model_flops / (value / 100 * step.peak_flop_per_s * step.gpus)
    if row["unit"] != "tflops96":
        raise ValueError(f"unit {row['unit']}: none of s, tok/s/gpu, tflops, mfu, tflops96")
    layers, width, _, vocabulary = (int(part) for part in row["model"].split(":")[1:])
    length, sequences = int(row["sequence"]), int(row["global"])
    flops = (96 * sequences * length * layers * width**2 *
             (1 + length / (6 * width) + vocabulary / (16 * layers * width)))  # arXiv 2104.04473, equation 3
    return flops / (value * 1e12 * step.gpus)


def read_rows(path: str) -> List[Row]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_run(row: Row) -> Union[Read, Left]:
    try:
        job = training_of(row)
        step = job.step()
        has_experts = any(layer.kind == LayerKind.MOE for layer in model_of(row["model"]).layers)
        return Read(row, has_experts, step, measured_seconds(row, step))
    except (libtoll.TollError, ValueError, KeyError, ZeroDivisionError) as error:
        return Left(row.get("id", "?"), f"{type(error).__name__}: {error}")


def log_error(row: Row, software: float, measured_s: float) -> float:
    return math.log(training_of(row, software).step().time_s.mid / measured_s)


def solve_software(read: Read) -> float:
    """The software_factor at which the prediction is the measurement."""
    low, high = 0.05, 2.0
    for _ in range(40):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if log_error(read.row, middle, read.measured_s) > 0 else (low, middle)
    return math.sqrt(low * high)


# ---- the report ----

class Result(NamedTuple):
    read: Read
    stack: Optional[str]  # of the catalog; None: the set names none
    step: Any
    verdict: Fit

    @property
    def ratio(self) -> float:
        return self.step.time_s.mid / self.read.measured_s

    @property
    def is_covered(self) -> bool:
        return self.step.time_s.low <= self.read.measured_s <= self.step.time_s.high


def known_stack(row: Row, has_experts: bool) -> Optional[str]:
    """The catalog's row of a set, or of its family; None where neither has a run of such a model."""
    name = stack_names.stack_of(row["set"])
    names = [] if name is None else [name, stack_names.family_of(name)]
    for name in names:
        if name not in libtoll.ids(libtoll.Table.STACK):
            continue
        stack = libtoll.stack(name)
        if (stack.expert_software_factor if has_experts else stack.dense_software_factor) is not None:
            return name
    return None


UNSTATED = re.compile(r"recompute not in the table|remat and mesh in the recipe")  # of a row's note


def verdict_of(row: Row) -> Fit:
    """Where the source doesn't state what is recomputed, the level that fits best: the run did fit with some."""
    found = training_of(row).memory().verdict
    if not UNSTATED.search(row.get("note") or ""):
        return found
    return min(found, training_of({**row, "recompute": "full"}).memory().verdict)


def evaluate_row(row: Row) -> Union[Result, Left]:
    read = read_run(row)
    if isinstance(read, Left):
        return read
    job = training_of(row)
    stack = known_stack(row, read.has_experts)
    if stack is not None:
        job.setup = train.with_stack(job.setup, job.model, stack)
    return Result(read, stack, job.step(), verdict_of(row))


def percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+6.1f} %"


def show(results: List[Result], left: List[Left]) -> None:
    print(f"{'run':52} {'GPUs':>6} {'measured s':>11} {'predicted s':>11} {'error':>8}  {'MFU %':>6} {'bound':10} {'stack':22} limits")
    for one in results:
        step, row = one.step, one.read.row
        print(f"{row['id'][:52]:52} {step.gpus:6} {one.read.measured_s:11.3f} {step.time_s.mid:11.3f} {percent(one.ratio)}  "
              f"{100 * step.mfu.mid:6.1f} {step.bound.name.lower():10} {one.stack or '-':22} "
              f"{'' if one.is_covered else 'outside the 80 % interval; '}"
              f"{'called no fit; ' if one.verdict == Fit.NO else ''}{row.get('note') or ''}")
    for row_left in left:
        print(f"{row_left.id[:52]:52} left out: {row_left.reason}")


def summarise(results: List[Result]) -> None:
    print(f"\n{'set':24} {'runs':>4} {'median':>8} {'worst':>8} {'bias':>8} {'in 80 %':>8}  stack")
    for name in dict.fromkeys(one.read.row["set"] for one in results):
        some = [one for one in results if one.read.row["set"] == name]
        errors = [abs(one.ratio - 1) for one in some]
        print(f"{name:24} {len(some):4} {statistics.median(errors):8.1%} {max(errors):8.1%} "
              f"{math.exp(statistics.fmean(math.log(one.ratio) for one in some)) - 1:+8.1%} "
              f"{statistics.fmean(one.is_covered for one in some):8.0%}  {some[0].stack or '-'}")


def summary(results: List[Result], left: List[Left], memory_median: Optional[float]) -> str:
    """One line. Refused: runs that were published and that the memory estimate calls no fit."""
    refused = sum(one.verdict == Fit.NO for one in results)
    if not results:
        return f"training summary: step -, interval -, memory -, refused 0 of 0, left out {len(left)}"
    memory = "-" if memory_median is None else f"{100 * memory_median:.1f} %"
    return (f"training summary: step {100 * statistics.median(abs(one.ratio - 1) for one in results):.1f} %, "
            f"interval {100 * statistics.fmean(one.is_covered for one in results):.1f} %, memory {memory}, "
            f"refused {refused} of {len(results)}")


def as_json(one: Result) -> Dict[str, object]:
    return {"id": one.read.row["id"], "set": one.read.row["set"], "stack": one.stack, "gpus": one.step.gpus,
            "measured_s": one.read.measured_s, "predicted_s": list(one.step.time_s), "verdict": one.verdict.name}


def write_json(path: str, part: str, rows: List[Dict[str, object]]) -> None:
    """Adds a part to the file that the other parts have written; a list alone is the one part that was asked for."""
    found: Any = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    if isinstance(found, list):
        found = {"measured" if found and "observed" in found[0] else "serving": found}
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**found, part: rows}, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("runs", nargs="?", help="published training runs")
    parser.add_argument("--memory", metavar="CSV", help="published memory of fine-tuning runs")
    parser.add_argument("--json", help="add every row's prediction to this file")
    options = parser.parse_args()
    results: List[Result] = []
    left: List[Left] = []
    median = None
    if options.memory:
        import training_memory  # here, because it builds on this module
        held = training_memory.evaluate(options.memory)
        training_memory.show(held)
        median = training_memory.median(held)
        if options.json:
            write_json(options.json, "training_memory", training_memory.as_json(held))
    if options.runs:
        for row in read_rows(options.runs):
            found = evaluate_row(row)
            (left if isinstance(found, Left) else results).append(found)  # type: ignore[arg-type]
        show(results, left)
        summarise(results)
        if options.json:
            write_json(options.json, "training", [as_json(one) for one in results])
        print(summary(results, left, median))


if __name__ == "__main__":
    main()
