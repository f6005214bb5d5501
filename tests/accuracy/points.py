# SPDX-License-Identifier: Apache-2.0
"""Measured serving points: read, brought to one spelling, merged where they repeat."""
import csv
import math
from typing import Dict, Iterable, List, NamedTuple, Optional, Tuple

MODELS = {
    "deepseek-ai/DeepSeek-R1": "deepseek-v3",  # the same architecture and sizes
    "deepseek-ai/DeepSeek-V3": "deepseek-v3",
    "nvidia/DeepSeek-V3.1-NVFP4": "deepseek-v3",
    "meta-llama/Llama-3.1-70B": "llama-3.1-70b",
    "openai/gpt-oss-120b": "gpt-oss-120b",
    "Qwen/Qwen3-32B": "qwen3-32b",
    "nvidia/Qwen3-32B-NVFP4": "qwen3-32b",
    "Qwen/Qwen3.5-397B-A17B": "qwen3.5-397b-a17b",
    "zhipuai/GLM-5": "glm-5",
}
SYSTEMS = {
    "a100_sxm": "a100-sxm4-80gb",
    "h100_sxm": "h100-sxm5-80gb",
    "h200_sxm": "h200-sxm-141gb",
    "b200_sxm": "b200-sxm-180gb",
    "gb200": "gb200-nvl72",
}
BLOCK_SCALED = {"deepseek-v3", "qwen3.5-397b-a17b", "glm-5"}  # FP8 checkpoints with 128 x 128 scales
NODE_GPUS = 8


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

    @property
    def deployment(self) -> Tuple[object, ...]:
        return self[:8]

    @property
    def gpus(self) -> int:
        return self.tp * self.dp

    @property
    def output_tokens_per_s(self) -> float:
        return self.concurrency * self.output_tokens / (self.ttft_s + (self.output_tokens - 1) * self.tpot_s)


def number(text: str, default: int = 1) -> int:
    return int(text) if text not in ("", "0") else default


def layout(row: Dict[str, str]) -> Optional[Tuple[int, int, int]]:
    """tp, ep, dp. Some rows give tp or dp multiplied by ep (64 with experts 8 x 8 is 8 accelerators)."""
    tp, dp = number(row["tp_size"]), number(row["attention_dp_size"])
    moe_tp, ep = number(row["moe_tp_size"]), number(row["moe_ep_size"])
    if ep > 1 and moe_tp == ep and tp * dp == ep * ep:
        tp, dp = (ep, 1) if tp > 1 else (1, ep)
    return (tp, ep, dp) if tp * dp <= NODE_GPUS and (tp * dp) % ep == 0 else None


def precision(row: Dict[str, str], model: str) -> str:
    if model == "gpt-oss-120b":
        return "mxfp4-experts"
    if row["precision"] == "fp4":
        return "nvfp4"
    if row["precision"] == "fp8":
        return "fp8-block" if model in BLOCK_SCALED else "fp8"
    return "bf16"


def read_row(row: Dict[str, str]) -> Optional[Point]:
    """None for what is no steady state of one aggregated deployment on one node."""
    spread = layout(row)
    load = row["concurrency"] or row["batch_size"]
    if row["mode"] != "agg" or spread is None or not load:
        return None
    if row["model_path"] not in MODELS or row["system"] not in SYSTEMS:
        return None
    model = MODELS[row["model_path"]]
    tp, ep, dp = spread
    return Point(model, SYSTEMS[row["system"]], row["backend"], row["backend_version"], precision(row, model), tp, ep,
                 dp, float(row["isl"]), float(row["osl"]), float(load), float(row["silicon_ttft_ms"]) / 1e3,
                 float(row["silicon_tpot_ms"]) / 1e3)


def geometric_mean(values: List[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values))


def merge(points: Iterable[Point]) -> List[Point]:
    """Repeats of one configuration become their geometric mean, so that none counts twice."""
    groups: Dict[Tuple[object, ...], List[Point]] = {}
    for point in points:
        groups.setdefault(point[:11], []).append(point)
    return [group[0]._replace(ttft_s=geometric_mean([p.ttft_s for p in group]),
                              tpot_s=geometric_mean([p.tpot_s for p in group])) for group in groups.values()]


def read(path: str) -> Tuple[List[Point], int]:
    """Merged points of a file, and how many of its rows were left out."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = [read_row(row) for row in csv.DictReader(file)]
    kept = [row for row in rows if row is not None]
    return merge(kept), len(rows) - len(kept)
