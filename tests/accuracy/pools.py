#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Disaggregated serving points: what toll_serve_estimate_pools() predicts beside what was measured.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/accuracy/pools.py serving_points.csv

Nothing is fitted to these rows. Medians and means of abs(predicted / measured - 1), bias as the median of predicted /
measured, and the share of rows inside the 80 % interval.
"""
import argparse
import collections
import csv
import statistics
import sys
from typing import Any, Dict, List, Optional, Tuple

import libtoll
import points

# One way, per accelerator: 50 GB/s is one port of 400 Gbit/s; inside an NVL72 rack the cache goes over NVLink.
FABRIC_BYTES_PER_S = {"gb200": 900e9}
OTHER_FABRIC = 50e9


def unit(row: Dict[str, str], model: str, side: str) -> libtoll.Deployment:
    count = lambda name: points.number(row[f"{side}_{name}"])
    tp, pp, dp, ep = count("tp_size"), count("pp_size"), count("attention_dp_size"), count("moe_ep_size")
    engine = {"trtllm": "trtllm", "sglang": "sglang"}.get(row["backend"], "vllm")
    return libtoll.Deployment(points.SYSTEMS[row["system"]], model, points.precision(row, model), tp=tp, pp=pp, dp=dp,
                              ep=ep if (tp * dp) % ep == 0 else 1, engine=engine,
                              internode_bytes_per_s=FABRIC_BYTES_PER_S.get(row["system"], OTHER_FABRIC))


def predict(row: Dict[str, str]) -> Optional[Tuple[Any, Dict[str, float]]]:
    """None for rows that say too little, or of models and layouts that the catalog can't place."""
    if row["mode"] != "disagg" or row["model_path"] not in points.MODELS or row["system"] not in points.SYSTEMS:
        return None
    if not row["prefill_num_workers"] or not row["decode_num_workers"]:
        return None  # how many units there are is half of the question
    model, load = points.MODELS[row["model_path"]], row["concurrency"]
    try:
        prefill, decode = unit(row, model, "prefill"), unit(row, model, "decode")
        pools = libtoll.Pools(prefill_units=points.number(row["prefill_num_workers"]),
                              decode_units=points.number(row["decode_num_workers"]),
                              kv_bytes_per_s=FABRIC_BYTES_PER_S.get(row["system"], OTHER_FABRIC))
        asked = libtoll.Load(input_tokens=float(row["isl"]), output_tokens=float(row["osl"]), concurrency=float(load))
        answer = libtoll.estimate_pools(prefill, decode, asked, pools)
    except (libtoll.TollError, ValueError):
        return None
    ttft, tpot = float(row["silicon_ttft_ms"]) / 1e3, float(row["silicon_tpot_ms"]) / 1e3
    return answer, {"ttft_s": ttft, "tpot_s": tpot, "requests_per_s": asked.concurrency /
                    (ttft + (asked.output_tokens - 1) * tpot)}


def show(title: str, pairs: List[Tuple[Any, Dict[str, float]]]) -> None:
    for metric in ("tpot_s", "requests_per_s", "ttft_s"):
        ratios = [getattr(answer, metric).mid / measured[metric] for answer, measured in pairs]
        errors = [abs(ratio - 1) for ratio in ratios]
        inside = sum(getattr(answer, metric).low <= measured[metric] <= getattr(answer, metric).high
                     for answer, measured in pairs) / len(pairs)
        print(f"{title:34} {metric:15} {len(pairs):5} {statistics.median(errors):7.1%} {statistics.mean(errors):7.1%} "
              f"{statistics.median(ratios):6.2f} {inside:6.0%}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("serving", help="CSV of serving points")
    path = parser.parse_args().serving
    groups: Dict[str, List[Tuple[Any, Dict[str, float]]]] = collections.defaultdict(list)
    rows = left_out = 0
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["mode"] != "disagg":
                continue
            rows += 1
            pair = predict(row)
            if pair is None:
                left_out += 1
                continue
            for name in ("all", f"{points.MODELS[row['model_path']]} on {row['system']}", row["backend"]):
                groups[name].append(pair)
    print(f"{rows} disaggregated rows, {left_out} left out")
    print(f"{'':34} {'':15} {'rows':>5} {'median':>7} {'mean':>7} {'bias':>6} {'in 80 %':>6}")
    for name, pairs in sorted(groups.items()):
        show(name, pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
