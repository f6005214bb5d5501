# SPDX-License-Identifier: Apache-2.0
"""Published inference results: rows of a CSV brought to the catalog's names and to layouts that the library can place.

A row becomes a :class:`Case`, or it is left out with a reason that the report counts.
"""
import csv
import math
import re
from typing import Dict, List, NamedTuple, Optional, Tuple, Union

import libtoll
from libtoll import Table

ACCELERATORS, SYSTEM = "accelerators", "whole system"  # what a row's power was measured of

# Two devices that a result counts as one; chips whose cores a result counts as accelerators.
DEVICES_PER_CARD = {"arc-pro-b60-dual-48gb": ("arc-pro-b60-24gb", 2)}
CORES_PER_CHIP = {"tpu-v7": 2, "inferentia2": 2, "trainium1": 2}

# FP8 checkpoints that carry a scale per block of 128 x 128 weights.
BLOCK_SCALED = ("deepseek", "qwen3", "glm", "kimi", "minimax")

# Mean prompts of data sets whose results don't state them.
ASSUMED_INPUT = {"lm-arena-chat": 100.0, "gpqa": 300.0, "sourcegraph-fim": 1500.0}
PRECISIONS = {"int4": "int4-g128", "fp4": "nvfp4"}  # what a bare name of several means in such results


class Left(NamedTuple):
    """A row that is not compared, and why."""
    id: str
    source: str
    reason: str


class Spread(NamedTuple):
    tp: int
    pp: int
    ep: int
    dp: int

    @property
    def gpus(self) -> int:
        return self.tp * self.pp * self.dp


class Case(NamedTuple):
    """One published result. Figures that it lacks are None."""
    id: str
    source: str
    hw: str
    gpus: int
    model: str
    precision: str
    engine: str
    version: str
    spread: Optional[Spread]  # None: not published
    input_tokens: float
    output_tokens: float
    load: Optional[float]
    mode: str
    is_speculative: bool
    is_input_assumed: bool
    limits: Optional[Tuple[float, float]]  # p99 TTFT and TPOT of online_slo, s
    output_tokens_per_s: Optional[float]
    input_tokens_per_s: Optional[float]
    ttft_s: Optional[float]
    tpot_s: Optional[float]
    power_w: Optional[float]
    boundary: str
    burst: Optional[float] = None  # requests of a run that ended with them; None: a steady state

    @property
    def is_energy_only(self) -> bool:
        """Fill-in-the-middle prompts of unknown length: their speed says nothing, their power does."""
        return self.is_input_assumed and self.input_tokens == ASSUMED_INPUT["sourcegraph-fim"]

    @property
    def deployment(self) -> Tuple[object, ...]:
        return (self.hw, self.gpus, self.model, self.precision, self.engine, self.version, self.spread)


Row = Dict[str, str]


def number(text: Optional[str]) -> Optional[float]:
    """A cell; None where it is blank. A trailing ? marks it unverified."""
    try:
        value = float((text or "").strip().rstrip("?~"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def whole(text: Optional[str]) -> int:
    """A parallel size; 0 where it is blank."""
    return int(number(text) or 0)


def resolve(table: int, name: str) -> Optional[str]:
    """The catalog's id of a name or alias."""
    try:
        return libtoll.ids(table)[libtoll.find(table, name.strip())]
    except (libtoll.UnknownIdError, libtoll.AmbiguousIdError, libtoll.RangeError):
        return None


def find_hw(name: str, notes: str) -> Tuple[Optional[str], int]:
    """The accelerator's id, and how many of it one published card is."""
    del notes
    if name in DEVICES_PER_CARD:
        return DEVICES_PER_CARD[name]
    return resolve(Table.HW, name), 1


def find_precision(row: Row, model: str, hw: str) -> Optional[str]:
    """A precision with the weights and cache that the row states. Mixtures keep experts in 4 bits only where the model's
    own checkpoint does."""
    weights, cache = row["weight_precision"].strip().lower(), (row.get("kv_precision") or "").strip().lower()
    native = libtoll.model(model).native_precision or ""
    del hw
    if weights == "mxfp4" and model.startswith("gpt-oss"):
        name = "mxfp4-experts"
    elif weights == "fp8" and any(model.startswith(start) for start in BLOCK_SCALED) and native.startswith("fp8-block"):
        name = "fp8-block"
    else:
        name = resolve(Table.PRECISION, PRECISIONS.get(weights, weights)) or ""
    if cache == "fp8" and name and not name.endswith("-kv8"):
        name = resolve(Table.PRECISION, name + "-kv8") or name
    return name or None


FAMILIES = {"trt": "trtllm", "tensorrt-llm": "trtllm", "trtllm": "trtllm", "dynamo-trt": "trtllm", "vllm": "vllm",
            "vllm tpu": "vllm", "sglang": "sglang", "mori-sglang": "sglang", "dynamo-sglang": "sglang",
            "llama.cpp": "llamacpp", "deepspeed": "deepspeed", "deepspeed-mii": "deepspeed",
            "transformers-neuronx": "neuronx"}
VERSION = re.compile(r"(\d+)\.(\d+)")

# The TensorRT release in an MLPerf result, by the TensorRT-LLM of its time.
TENSORRT = [((10, 12), "1.2"), ((10, 8), "1.0"), ((10, 0), "0.14"), ((0, 0), "0.9")]

# Engine generations of sources whose rows name no version: when the measuring was done.
UNDATED = {"argonne": {"vllm": "0.6", "trtllm": "0.11"}, "llamacpp": {"llamacpp": "2024.05"},
           "mlperf-v4": {"trtllm": "0.14", "vllm": "0.6"}, "mlperf-v5": {"trtllm": "1.0", "vllm": "0.9"}}


def number_of(version: str) -> Optional[Tuple[int, int]]:
    found = VERSION.search(version.replace("-", "."))
    return (int(found.group(1)), int(found.group(2))) if found else None


def version_of(row: Row, family: str) -> Optional[Tuple[int, int]]:
    """Major and minor version of the engine; None: that of today."""
    text = row["engine_version"]
    if "TensorRT" in text and family == "trtllm" and "LLM" not in text:
        release = number_of(text) or (99, 0)
        return number_of(next(version for least, version in TENSORRT if release >= least))
    if "LLM-D" in text and "vLLM" not in text:
        return None
    found = re.search(r"vLLM\s+v?(\d+\.\d+)", text)
    stated = number_of(found.group(1) if found else text)
    if stated is not None and not (family == "vllm" and "TensorRT" in text):
        return stated
    for start, versions in UNDATED.items():
        if row["source_id"].startswith(start) and family in versions:
            return number_of(versions[family])
    return None


def generations(family: str) -> List[Tuple[Tuple[int, int], str]]:
    """Generations of an engine that the catalog knows apart, oldest first."""
    names = [name for name in libtoll.ids(Table.ENGINE) if name.startswith(family + "-")]
    return sorted((number_of(libtoll.engine(name).epoch) or (0, 0), name) for name in names)


def find_engine(row: Row) -> str:
    """The catalog's engine of that generation: the first that is not older, else today's."""
    family = FAMILIES.get(row["engine"].strip().lower(), "generic")
    version = version_of(row, family)
    if version is None:
        return family
    return next((name for number, name in generations(family) if number >= version), family)


def find_spread(row: Row, gpus: int, cores: int) -> Optional[Spread]:
    """The layout of one replica; None where none is published. A tensor size that counts cores becomes chips."""
    tp, pp, ep, dp = (whole(row[name]) for name in ("tp", "pp", "ep", "dp"))
    if tp == 0 and pp == 0:
        return None
    pp = max(pp, 1)
    if cores > 1:
        tp, dp = max(tp // cores, 1), (max(dp // cores, 1) if tp == 1 and dp > 1 else max(dp, 1))
    tp, dp = max(tp, 1), max(dp, 1)
    if dp == 1 and ep > tp and ep == gpus:  # experts over all accelerators, attention split over them too
        tp = ep
    if tp * pp * dp > gpus and tp == dp:  # attention data parallel, with the size given twice
        tp = 1
    return Spread(tp, pp, max(ep, 1), dp)


LIMITS = re.compile(r"p99 TTFT\s*<=\s*([\d.]+)\s*ms.*?p99 TPOT\s*<=\s*([\d.]+)\s*ms")


def find_limits(notes: str) -> Optional[Tuple[float, float]]:
    found = LIMITS.search(notes)
    return (float(found.group(1)) / 1e3, float(found.group(2)) / 1e3) if found else None


def find_input(row: Row) -> Tuple[Optional[float], bool]:
    """Mean prompt, and whether it is assumed from the data set's name."""
    given = number(row["isl"])
    if given is not None:
        return given, False
    for name, tokens in ASSUMED_INPUT.items():
        if f"dataset {name}" in row["notes"]:
            return tokens, True
    return None, False


BURSTS = (re.compile(r"burst of (\d+)"), re.compile(r"(\d+) prompts, all at once"), re.compile(r"(\d+) prompts at once"),
          re.compile(r"num[-_]prompts[ =](\d+).*request[-_]rate[ =]inf"))


def find_burst(row: Row) -> Optional[float]:
    """Requests of a run that sent them all at once, as its notes say it."""
    if row["mode"] not in ("offline_max", "online_concurrency"):
        return None
    found = next(filter(None, (pattern.search(row["notes"]) for pattern in BURSTS)), None)
    per_slot = re.search(r"(\d+) prompts per slot, all started together", row["notes"])
    if per_slot and number(row["concurrency_or_batch"]):
        return float(per_slot.group(1)) * float(row["concurrency_or_batch"])
    return float(found.group(1)) if found else None


def find_boundary(row: Row) -> str:
    return SYSTEM if row["source_id"].startswith("mlperf") else ACCELERATORS


def seconds(text: str) -> Optional[float]:
    value = number(text)
    return None if value is None else value / 1e3


def read_row(row: Row) -> Union[Case, Left]:
    def leave(reason: str) -> Left:
        return Left(row["id"], row["source_id"], reason)
    hw, devices = find_hw(row["hw"], row["notes"])
    model = resolve(Table.MODEL, row["model"])
    if hw is None:
        return leave(f"accelerator not in the catalog: {row['hw']}")
    if model is None:
        return leave(f"model not in the catalog: {row['model']}")
    precision = find_precision(row, model, hw)
    if precision is None:
        return leave(f"precision not in the catalog: {row['weight_precision']}")
    if row["disagg"].strip() == "1":
        return leave("prefill and decode in pools of their own")
    tokens, is_assumed = find_input(row)
    output = number(row["osl"])
    if tokens is None or output is None:
        return leave("lengths not published")
    gpus = whole(row["n_gpus"]) * devices
    if gpus < 1:
        return leave("number of accelerators not published")
    spread = find_spread(row, gpus, CORES_PER_CHIP.get(hw, 1))
    limits = find_limits(row["notes"])
    if row["mode"] == "online_slo" and limits is None:
        return leave("limits of latency not published")
    out, total = number(row["out_tok_s_total"]), number(row["total_tok_s_total"])
    return Case(row["id"], row["source_id"], hw, gpus, model, precision, find_engine(row), row["engine_version"],
                spread, tokens, output, number(row["concurrency_or_batch"]), row["mode"],
                row["spec_decode"].strip() == "1", is_assumed, limits, out,
                total if output == 0 else None, seconds(row["ttft_ms"]), seconds(row["tpot_ms"]),
                number(row["power_w"]), find_boundary(row), find_burst(row))


def read(path: str) -> Tuple[List[Case], List[Left]]:
    """Cases of a file, and the rows that are none."""
    with open(path, newline="", encoding="utf-8") as file:
        found = [read_row(row) for row in csv.DictReader(file)]
    return [case for case in found if isinstance(case, Case)], [left for left in found if isinstance(left, Left)]
