#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Caches and buffers of llama.cpp beside gguf-parser-go's, on the same printed figures, in one run.

    LIBTOLL=build/libtoll.so python3 tests/accuracy/memory_peers.py LOGS.csv --peer build/gguf_peer --heads build/heads
        [--configs FOLDER] [--markdown OUT]

Each gets the row's context, batch, slots, types of the cache and flash attention. The peer has no option for the
fork's modes of latent attention; those rows are a class of their own. A figure counts where both give one.
"""
import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
from typing import Dict, List, NamedTuple, Optional, Tuple

import memory
from peers import gguf_head

GGML_TYPES = {"": 1, "bf16": 1, "fp16": 1, "f16": 1, "q8_0": 8, "q4_0": 2}
WITHIN = 0.1


class Pair(NamedTuple):
    """One printed figure with both predictions."""

    quantity: str
    kind: str
    row: str
    printed: float
    ours: float
    peer: float


def head_path(model: "object", folder: pathlib.Path) -> Optional[str]:
    path = folder / f"{model.id}.gguf"
    if not path.exists():
        try:
            gguf_head.write(model, str(path))
        except KeyError:
            return None
    return str(path)


def request_of(row: Dict[str, str], model: "object", folder: pathlib.Path) -> Optional[Dict[str, object]]:
    path = head_path(model, folder)
    types = row["kv_dtype"].replace("ckv:", "").split("/")
    if path is None or any(one not in GGML_TYPES for one in types):
        return None
    return {"path": path, "context": memory.context_of(row, model), "batch": int(row["n_ubatch"] or 512),
            "slots": memory.slots_of(row) or 1, "key_type": GGML_TYPES[types[0]], "value_type": GGML_TYPES[types[-1]],
            "flash": row["flash_attn"] != "0", "whole": row["engine_version"].startswith("ik")}


def ask_peer(program: str, requests: List[Dict[str, object]]) -> List[Dict[str, object]]:
    text = "\n".join(map(json.dumps, requests)) + "\n"
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def collect(rows: List[Dict[str, str]], configs: Optional[str], folder: pathlib.Path, program: str) -> Tuple[List[Pair], int]:
    asked, left = [], 0
    for row in rows:
        if row["engine"] not in memory.GGUF_ENGINES or not row["max_model_len"]:
            continue
        try:
            deployment, _ = memory.deploy(row, configs)
        except memory.Skip:
            left += 1
            continue
        request = request_of(row, deployment.model, folder)
        figures = memory.buffer_figures(row, deployment, memory.context_of(row, deployment.model))
        if request is None:
            left += 1
        elif figures:
            asked.append((figures, request))
    pairs = []
    for (figures, request), answer in zip(asked, ask_peer(program, [request for _, request in asked])):
        if answer["error"]:
            print(f"{request['path']}: {answer['error']}", file=sys.stderr)
            left += 1
            continue
        for f in figures:
            theirs = answer["kv" if f.quantity == "llama.cpp KV" else "compute"] / memory.MIB
            pairs.append(Pair(f.quantity, f.kind, f.row, f.printed, f.mid, theirs))
    return pairs, left


def errors(pairs: List[Pair], whose: str) -> List[float]:
    return [abs(getattr(p, whose) / p.printed - 1) for p in pairs]


def cells(values: List[float]) -> str:
    within = sum(value <= WITHIN for value in values) / len(values)
    return " | ".join(memory.percent(share) for share in (
        statistics.median(values), statistics.fmean(values), memory.quantile(values, 0.9), within))


def report(pairs: List[Pair], left: int) -> List[str]:
    lines = ["## Beside gguf-parser-go", "",
             f"{len(pairs)} figures of llama.cpp and ollama for which both give one; {left} rows that one of them does not read. The "
             "peer reads a head written from the catalog's model. Errors are abs(predicted / printed - 1).", "",
             "| quantity | class | figures | whose | median % | mean % | p90 % | within 10 %, % |", "|--|--|--|--|--|--|--|--|"]
    for quantity in dict.fromkeys(p.quantity for p in pairs):
        some = [p for p in pairs if p.quantity == quantity]
        for kind in ["all"] + sorted({p.kind for p in some}):
            of = [p for p in some if kind in ("all", p.kind)]
            lines += [f"| {quantity} | {kind} | {len(of)} | {name} | {cells(errors(of, whose))} |"
                      for name, whose in (("libtoll", "ours"), ("gguf-parser-go", "peer"))]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("logs")
    parser.add_argument("--peer", required=True, help="the program built from peers/gguf_peer.go")
    parser.add_argument("--heads", required=True, help="folder for the heads of models")
    parser.add_argument("--configs", help="folder with NAME_config.json, for models cfg:NAME")
    parser.add_argument("--markdown", help="append the table to this file")
    parser.add_argument("--rows", action="store_true", help="print every figure")
    options = parser.parse_args()
    folder = pathlib.Path(options.heads)
    folder.mkdir(parents=True, exist_ok=True)
    with open(options.logs, encoding="utf-8", newline="") as file:
        pairs, left = collect(list(csv.DictReader(file)), options.configs, folder, options.peer)
    if options.rows:
        for p in pairs:
            print(f"{p.quantity:20} {p.kind:10} {p.row} printed {p.printed:10.2f} libtoll {p.ours:10.2f} peer {p.peer:10.2f}")
    lines = report(pairs, left)
    print("\n".join(lines))
    if options.markdown:
        with open(options.markdown, "a", encoding="utf-8") as out:
            out.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
