# SPDX-License-Identifier: Apache-2.0
"""Disaggregated serving points: prompts on some workers, answers on others.

Rows that state how many workers each side has are read; without it half of the question is missing. Nothing is fitted to them.
"""
import dataclasses
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import libtoll
import points
from libtoll.errors import TollError
from libtoll.records import Flag
from predictions import METRICS, RAISED_FRAC, Change, Pair

# One way, per accelerator: 50 GB/s is one port of 400 Gbit/s; inside an NVL72 rack the cache goes over NVLink.
FABRIC_BYTES_PER_S = {"gb200-nvl72": 900e9, "gb300-nvl72": 900e9}
OTHER_FABRIC = 50e9


class Side(NamedTuple):
    """Equal workers of one side."""
    units: int
    tp: int
    pp: int
    dp: int
    ep: int


class PoolPoint(NamedTuple):
    """One measured operating point of two pools."""
    model: str
    hw: str
    engine: str
    version: str
    precision: str
    prefill: Side
    decode: Side
    input_tokens: float
    output_tokens: float
    concurrency: float
    ttft_s: float
    tpot_s: float
    mode: str = "disagg"
    date: str = ""

    @property
    def deployment(self) -> Tuple[object, ...]:
        return self[:7]

    @property
    def cell(self) -> Tuple[object, ...]:
        return self[:5]

    @property
    def configuration(self) -> Tuple[object, ...]:
        return self[:10]

    @property
    def output_tokens_per_s(self) -> float:
        return self.concurrency * self.output_tokens / (self.ttft_s + (self.output_tokens - 1) * self.tpot_s)


def read_side(row: Dict[str, str], name: str) -> Side:
    """Experts are spread over all accelerators of a worker where the row's parts don't make up the whole."""
    if not row.get(f"{name}_num_workers"):
        raise points.Left("disaggregated, how many workers is not stated")
    units, tp, pp, dp, moe_tp, ep = (points.number(row[f"{name}_{part}"]) for part in (
        "num_workers", "tp_size", "pp_size", "attention_dp_size", "moe_tp_size", "moe_ep_size"))
    return Side(units, tp, pp, dp, ep if moe_tp * ep == tp * dp else tp * dp)


def read_row(row: Dict[str, str]) -> PoolPoint:
    """Raises points.Left for what can't be compared."""
    prefill, decode = read_side(row, "prefill"), read_side(row, "decode")
    if not row["concurrency"]:
        raise points.Left("neither concurrency nor batch")
    model = points.model_of(row["model_path"])
    return PoolPoint(model, points.system_of(row["system"]), points.engine_of(row["backend"]), row["backend_version"],
                     points.precision_of(row, model), prefill, decode, float(row["isl"]), float(row["osl"]),
                     float(row["concurrency"]), *points.read_times(row), date=row.get("measured") or "")


def resolve(point: PoolPoint, side: Side, change: Optional[Change], is_raised: bool) -> libtoll.Deployment:
    engine = libtoll.catalog.engine(point.engine)
    options: Dict[str, Any] = dict(tp=side.tp, pp=side.pp, dp=side.dp, ep=side.ep,
                                   internode_bytes_per_s=FABRIC_BYTES_PER_S.get(point.hw, OTHER_FABRIC))
    if change is not None:
        plain = libtoll.Deployment(point.hw, point.model, point.precision, engine=engine, **options)
        options["constants"] = change(point, plain.constants)
    if is_raised:
        engine = dataclasses.replace(engine, memory_frac=RAISED_FRAC)
    return libtoll.Deployment(point.hw, point.model, point.precision, engine=engine, **options)


def predict_one(point: PoolPoint, change: Optional[Change]) -> Pair:
    """As of one deployment: what was measured did fit."""
    pools = libtoll.Pools(prefill_units=point.prefill.units, decode_units=point.decode.units,
                          kv_bytes_per_s=FABRIC_BYTES_PER_S.get(point.hw, OTHER_FABRIC))
    load = libtoll.Load(input_tokens=point.input_tokens, output_tokens=point.output_tokens, concurrency=point.concurrency,
                        assume_fit=1)
    for is_raised in (False, True):
        prefill, decode = (resolve(point, side, change, is_raised) for side in (point.prefill, point.decode))
        result = libtoll.estimate_pools(prefill, decode, load, pools)
        if not result.flags & (Flag.NO_FIT | Flag.MARGINAL_MEMORY):
            break
    return Pair(point, {metric: getattr(result, metric) for metric in METRICS}, int(result.validity), is_raised, result)


def can_place(point: PoolPoint) -> bool:
    try:
        predict_one(point, None)
    except TollError:
        return False
    return True


def predict(pool_points: List[PoolPoint], change: Optional[Change] = None) -> List[Pair]:
    return [predict_one(point, change) for point in pool_points]
