# SPDX-License-Identifier: Apache-2.0
"""Measured serving points: read, brought to one spelling, merged where they repeat.

Names go to the catalog's by its aliases, by what checkpoints are called, and by the few tables below. A row that can't be
compared is left out for a reason that is counted, never for its score.
"""
import collections
import csv
import math
import os
import re
import sys
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))

from libtoll import catalog  # noqa: E402
from libtoll.errors import TollError  # noqa: E402

# Releases of one architecture and of the same sizes.
SAME_SHAPE = {
    "deepseek-r1": "deepseek-v3", "deepseek-v3.1": "deepseek-v3", "deepseek-v3.1-terminus": "deepseek-v3",
    "glm-4.6": "glm-4.5", "glm-4.7": "glm-4.5", "glm-5.1": "glm-5", "kimi-k2-thinking": "kimi-k2", "kimi-k2.6": "kimi-k2.5",
    "minimax-m2": "minimax-m2.5", "minimax-m2.1": "minimax-m2.5", "minimax-m2.7": "minimax-m2.5",
}
# What checkpoints add to a model's name.
SUFFIX = re.compile(r"[-_](nvfp4|exp|thinking|w|fp8|fp4|mxfp4|int4|int8|awq|gptq|bf16|fp16|hf|instruct|chat|it|w4a16|w8a8|dynamic|block|v\d|"
                    r"\d{4}|quantized|original)$")
SYSTEMS = {
    "a100_sxm": "a100-sxm4-80gb", "a100": "a100-sxm4-80gb", "h100_sxm": "h100-sxm5-80gb", "h100": "h100-sxm5-80gb",
    "h200_sxm": "h200-sxm-141gb", "h200": "h200-sxm-141gb", "h20_sxm": "h20-sxm-96gb", "h20": "h20-sxm-96gb",
    "b200_sxm": "b200-sxm-180gb", "b200": "b200-sxm-180gb", "b300_sxm": "b300-sxm-288gb", "b300": "b300-sxm-288gb",
    "gb200": "gb200-nvl72", "gb200_sxm": "gb200-nvl72", "gb300": "gb300-nvl72", "gb300_sxm": "gb300-nvl72",
    "gh200": "gh200-96gb", "l40s": "l40s-48gb", "rtx_pro_6000_server": "rtx-pro-6000-blackwell-96gb",
    "b60": "arc-pro-b60-24gb", "mi300x": "mi300x-192gb", "mi325x": "mi325x-256gb", "mi355x": "mi355x-288gb",
}
ENGINES = (("trt", "trtllm"), ("vllm", "vllm"), ("sglang", "sglang"))
NODE_GPUS = 8

# InferenceX (its public recipes): rows are dated, loads are these three, lengths are drawn evenly from 0.8 to 1.0 of
# the nominal ones, and TensorRT-LLM keeps its cache in FP8.
DRAWN_LOADS = {(1024, 1024), (1024, 8192), (8192, 1024)}
DRAWN_MEAN = 0.9
NARROW_CACHE = {"fp8": "fp8-kv8", "fp8-block": "fp8-block-kv8", "nvfp4": "nvfp4-kv8"}
BLOCK_SCALED = ("deepseek", "glm-", "kimi-k2", "minimax-m2", "qwen3-235b", "qwen3-coder", "qwen3-next", "qwen3.5")
PRECISIONS = {"": "bf16", "bf16": "bf16", "bfloat16": "bf16", "fp16": "fp16", "float16": "fp16", "fp8": "fp8",
              "fp8_block": "fp8-block", "fp4": "nvfp4", "nvfp4": "nvfp4", "mxfp4": "mxfp4", "w4a16_mxfp4": "mxfp4",
              "int8": "int8", "int8_wo": "w8a16", "int4": "int4-g128", "int4_wo": "int4-g128", "awq": "int4-g128",
              "gptq": "int4-g128", "w4a16": "int4-g128"}


class Point(NamedTuple):
    """One measured operating point of one deployment."""
    model: str
    hw: str
    engine: str
    version: str
    precision: str
    tp: int
    ep: int
    dp: int
    input_tokens: float
    output_tokens: float
    concurrency: float
    ttft_s: float
    tpot_s: float
    mode: str = "agg"
    date: str = ""
    model_path: str = ""  # as the row names it

    @property
    def deployment(self) -> Tuple[object, ...]:
        return self[:8]

    @property
    def cell(self) -> Tuple[object, ...]:
        """What an engine's kernels depend on: everything but the layout."""
        return self[:5]

    @property
    def configuration(self) -> Tuple[object, ...]:
        """What repeats of one run have in common."""
        return self[:11]

    @property
    def gpus(self) -> int:
        return self.tp * self.dp

    @property
    def output_tokens_per_s(self) -> float:
        return self.concurrency * self.output_tokens / (self.ttft_s + (self.output_tokens - 1) * self.tpot_s)


class Left(Exception):
    """Why a row is left out."""


def number(text: Optional[str], default: int = 1) -> int:
    return int(float(text)) if text not in (None, "", "0") else default


def layout(row: Dict[str, str]) -> Tuple[int, int, int]:
    """tp, ep, dp. Some rows give tp or dp multiplied by ep (64 with experts 8 x 8 is 8 accelerators)."""
    tp, dp = number(row.get("tp_size")), number(row.get("attention_dp_size"))
    moe_tp, ep = number(row.get("moe_tp_size")), number(row.get("moe_ep_size"))
    if not row.get("attention_dp_size"):  # experts lie over tp * dp accelerators
        dp = max(moe_tp * ep // tp, 1)
    if ep > 1 and moe_tp == ep and tp * dp == ep * ep:
        tp, dp = (ep, 1) if tp > 1 else (1, ep)
    if number(row.get("pp_size")) > 1:
        raise Left("pipeline parallel")
    if tp * dp > NODE_GPUS:
        raise Left("more accelerators than a node: such rows look like whole disaggregated systems")
    if (tp * dp) % ep != 0:
        raise Left("experts' layout doesn't divide the accelerators")
    return tp, ep, dp


def known(find: Callable[[str], object], name: str) -> bool:
    try:
        find(name)
    except TollError:
        return False
    return True


MODELS: Dict[str, Optional[str]] = {}


def search_model(name: str) -> Optional[str]:
    tail = name.lower().split("/")[-1]
    while True:
        tail = SAME_SHAPE.get(tail, tail)
        for candidate in (name.lower(), tail):
            if known(catalog.model, candidate):
                found = str(catalog.model(candidate).id)
                return SAME_SHAPE.get(found, found)
        shorter = SUFFIX.sub("", tail)
        if shorter == tail:
            return None
        name = tail = shorter


def model_of(name: str) -> str:
    if name not in MODELS:
        MODELS[name] = search_model(name)
    found = MODELS[name]
    if found is None:
        raise Left(f"model not in the catalog: {name}")
    return found


def system_of(name: str) -> str:
    found = SYSTEMS.get(name.lower(), name.lower().replace("_", "-"))
    if not known(catalog.hardware, found):
        raise Left(f"accelerator not in the catalog: {name}")
    return found


def engine_of(name: str) -> str:
    return next((engine for key, engine in ENGINES if key in name.lower().replace("tensorrt", "trt")), "generic")


def precision_of(row: Dict[str, str], model: str) -> str:
    """The row's format in the catalog's words; a checkpoint that is published in a finer one is run in that."""
    given = row["precision"].lower()
    if given not in PRECISIONS:
        raise Left(f"format not in the catalog: {given}")
    if "fp8_block" in (given, row.get("gemm_quant_mode")):
        return "fp8-block"
    found, own = PRECISIONS[given], catalog.model(model).native_precision
    if own in ("mxfp4-experts", "fp4-experts") or (own == "int4-experts" and found == "int4-g128"):
        return own
    if found == "fp8" and (own == "fp8-block" or model.startswith(BLOCK_SCALED)):
        return "fp8-block"
    return found


def read_times(row: Dict[str, str]) -> List[float]:
    """TTFT and TPOT, seconds."""
    times = [float(row[name]) / 1e3 for name in ("silicon_ttft_ms", "silicon_tpot_ms")]
    if not all(math.isfinite(value) and value > 0 for value in times):
        raise Left("a time that is not positive")
    return times


def read_row(row: Dict[str, str]) -> Point:
    """Raises Left for what is no steady state of one aggregated deployment on one node."""
    load = row["concurrency"] or row.get("batch_size")
    if not load:
        raise Left("neither concurrency nor batch")
    tp, ep, dp = layout(row)
    model = model_of(row["model_path"])
    return Point(model, system_of(row["system"]), engine_of(row["backend"]), row["backend_version"],
                 precision_of(row, model), tp, ep, dp, float(row["isl"]), float(row["osl"]), float(load), *read_times(row),
                 mode=row["mode"], date=row.get("measured") or "", model_path=row["model_path"])


def geometric_mean(values: List[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values))


Identity = Callable[[Any], Tuple[object, ...]]


def is_reasoning(point: Any) -> bool:
    return "deepseek-r1" in getattr(point, "model_path", "").lower().replace("_", "-")


def by_configuration(point: Any) -> Tuple[object, ...]:
    """Two checkpoints of the same sizes are one model: what a speed depends on. DeepSeek-R1 and V3 stay apart although
    they are one shape: public runs labelled R1 include some with multi-token prediction, those labelled V3 don't, and a mean
    of both is neither."""
    return (*point.configuration, is_reasoning(point))


def by_checkpoint(point: Any) -> Tuple[object, ...]:
    """Two checkpoints stay apart: what a user chooses."""
    return (*point.configuration, getattr(point, "model_path", ""))


def groups_of(points: Iterable[Any], identity: Identity = by_configuration) -> List[List[Any]]:
    """Points of either kind, those of one identity together."""
    groups: Dict[Tuple[object, ...], List[Any]] = {}
    for point in points:
        groups.setdefault(identity(point), []).append(point)
    return list(groups.values())


def merge(points: Iterable[Any], identity: Identity = by_configuration) -> List[Any]:
    """Repeats of one configuration become their geometric mean, so that none counts twice."""
    return [group[0]._replace(ttft_s=geometric_mean([p.ttft_s for p in group]),
                              tpot_s=geometric_mean([p.tpot_s for p in group]), date=max(p.date for p in group))
            for group in groups_of(points, identity)]


def settle_inputs(point: Any) -> Any:
    """What a published recipe says of the run beyond the row's columns."""
    if not point.date or (point.input_tokens, point.output_tokens) not in DRAWN_LOADS:
        return point
    precision = NARROW_CACHE.get(point.precision, point.precision) if point.engine == "trtllm" else point.precision
    return point._replace(precision=precision, input_tokens=DRAWN_MEAN * point.input_tokens,
                          output_tokens=DRAWN_MEAN * point.output_tokens)


class Reading(NamedTuple):
    points: List[Point]
    pools: List[Any]  # pools.PoolPoint
    left_out: Dict[str, int]  # rows by reason
    repeats: List[List[Point]]  # rows of one configuration that differ


def differing(group: List[Point]) -> List[Point]:
    """One row of each distinct value: dumps of one run repeat it exactly."""
    seen: Dict[Tuple[float, float], Point] = {}
    for point in group:
        seen.setdefault((round(point.ttft_s, 6), round(point.tpot_s, 7)), point)
    return list(seen.values())


def read(path: str, identity: Identity = by_configuration) -> Reading:
    import pools  # which imports this module
    readers = {"agg": read_row, "disagg": pools.read_row}
    left: Dict[str, int] = collections.Counter()
    kept: Dict[str, List[Any]] = {mode: [] for mode in readers}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                if row["mode"] not in readers:
                    raise Left(f"mode {row['mode']}")
                kept[row["mode"]].append(readers[row["mode"]](row))
            except Left as reason:
                left[str(reason)] += 1
            except (ValueError, KeyError) as error:
                left[f"not readable: {error}"] += 1
    repeats = [group for group in map(differing, groups_of(kept["agg"])) if len(group) > 1]
    settled = [settle_inputs(point) for point in merge(kept["disagg"])]
    placed = [point for point in settled if pools.can_place(point)]
    if len(placed) < len(settled):
        left["disaggregated, in a layout that the library refuses"] = len(settled) - len(placed)
    return Reading([settle_inputs(point) for point in merge(kept["agg"], identity)], placed, dict(left), repeats)
