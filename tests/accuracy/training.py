#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Predicted against published training runs.

    LIBTOLL=build/libtoll.so python3 tests/accuracy/training.py tests/accuracy/data/training_runs.csv

Each row is one published run with its layout and what its source prints: a step time, operations per second and
accelerator, tokens per second and accelerator, or an MFU. No constant of the prediction is fitted to any of them. Per set of
runs of one software the table also shows the error that is left once the other runs of the set have said how fast that
software is (`software_factor`, the run itself held out).
"""
import argparse
import csv
import math
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bindings" / "python"))

import libtoll  # noqa: E402
from libtoll import train  # noqa: E402
from libtoll.records import (Attention, Layer, LayerKind, Model, Rate, Recompute, TrainOption)  # noqa: E402

FLAGS = {"sp": TrainOption.SEQUENCE_PARALLEL, "dropout": TrainOption.DROPOUT, "causal": TrainOption.CAUSAL_MFU}


def gpt(layers, width, heads, vocabulary):
    """A GPT-2-like model: multi-head attention, plain feed-forward block of four times the width, learned positions."""
    return Model(id="gpt", n_layers=layers, d_model=width, vocab_size=vocabulary, pos_embed_rows=2048,
                 final_norm_vectors=2, flags=libtoll.ModelFlag.TIED_EMBEDDINGS, layers=(
                     Layer(kind=LayerKind.ATTENTION, count=layers, n_heads=heads, n_kv_heads=heads,
                           head_dim=width // heads, norm_vectors=2,
                           flags=libtoll.LayerFlag.QKV_BIAS | libtoll.LayerFlag.O_BIAS),
                     Layer(kind=LayerKind.FFN, count=layers, d_ff=4 * width, ffn_matrices=2, norm_vectors=2,
                           flags=libtoll.LayerFlag.FFN_BIAS)))


def model_of(text):
    parts = text.split(":")
    return gpt(*(int(part) for part in parts[1:])) if parts[0] == "gpt" else libtoll.model(text)


def training_of(row, software=1.0):
    flags = TrainOption(0)
    for name in filter(None, row["flags"].split("+")):
        flags |= FLAGS[name]
    return train.Training(
        row["hw"], model_of(row["model"]), linear_rate=Rate[row["rate"].upper()], tp=int(row["tp"]), pp=int(row["pp"]),
        virtual_stages=int(row["virtual"]), cp=int(row["cp"]), ep=int(row["ep"]), dp=int(row["dp"]),
        micro_sequences=int(row["micro"]), global_sequences=int(row["global"]), sequence_tokens=int(row["sequence"]),
        zero_stage=int(row["zero"]), recompute=Recompute[row["recompute"].upper()],
        attention=Attention[row["attention"].upper()], flags=flags, gradient_bits=float(row["gradient_bits"]),
        internode_bytes_per_s=float(row["gbps_internode"]) * 1e9, dp_overlap_frac=float(row["dp_overlap"]),
        ep_overlap_frac=float(row["ep_overlap"]), tp_overlap_frac=float(row["tp_overlap"]),
        software_factor=software)


def measured_seconds(row, step):
    """Step time from what the source prints, by the source's own formula where it has one."""
    value = float(row["printed"])
    if row["unit"] == "s":
        return value
    if row["unit"] == "tok/s/gpu":
        return step.step_tokens / (value * step.gpus)
    if row["unit"] == "tflops":
        return step.model_flops / (value * 1e12 * step.gpus)
    if row["unit"] == "mfu":
        return step.model_flops / (value / 100 * step.peak_flop_per_s * step.gpus)
    layers, width, _, vocabulary = (int(part) for part in row["model"].split(":")[1:])  # tflops96
    length, sequences = int(row["sequence"]), int(row["global"])
    flops = (96 * sequences * length * layers * width**2 *
             (1 + length / (6 * width) + vocabulary / (16 * layers * width)))  # arXiv 2104.04473, equation 3
    return flops / (value * 1e12 * step.gpus)


def solve_software(row, measured):
    """The software_factor at which the prediction is the measurement."""
    low, high = 0.05, 2.0
    for _ in range(40):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if training_of(row, middle).step().time_s.mid > measured else (low, middle)
    return math.sqrt(low * high)


def evaluate(rows):
    results = []
    for row in rows:
        step = training_of(row).step()
        measured = measured_seconds(row, step)
        results.append({"row": row, "step": step, "measured": measured, "ratio": step.time_s.mid / measured,
                        "software": solve_software(row, measured)})
    for one in results:
        others = [r["software"] for r in results if r["row"]["set"] == one["row"]["set"] and r is not one]
        one["held_out"] = None
        if others:
            frac = math.exp(statistics.fmean(map(math.log, others)))
            one["held_out"] = training_of(one["row"], frac).step().time_s.mid / one["measured"]
            one["frac"] = frac
    return results


def percent(ratio):
    return f"{100 * (ratio - 1):+6.1f} %" if ratio is not None else "       -"


def show(results):
    print(f"{'run':28} {'GPUs':>6} {'measured s':>11} {'predicted s':>11} {'error':>8}  {'held out':>8}  "
          f"{'MFU %':>6} {'bound':10} limits")
    for one in results:
        step, row = one["step"], one["row"]
        inside = step.time_s.low <= one["measured"] <= step.time_s.high
        print(f"{row['id']:28} {step.gpus:6} {one['measured']:11.3f} {step.time_s.mid:11.3f} {percent(one['ratio'])}  "
              f"{percent(one['held_out'])}  {100 * step.mfu.mid:6.1f} {step.bound.name.lower():10} "
              f"{'' if inside else 'outside the 80 % interval; '}{row['note']}")


def summarise(results):
    print(f"\n{'set':16} {'runs':>4} {'median':>8} {'worst':>8} {'bias':>8} {'within 8 %':>10}   held out: median, worst, "
          "within 8 %, software_factor")
    for name in dict.fromkeys(one["row"]["set"] for one in results):
        some = [one for one in results if one["row"]["set"] == name]
        errors = [abs(one["ratio"] - 1) for one in some]
        held = [abs(one["held_out"] - 1) for one in some if one["held_out"]]
        tail = (f"{statistics.median(held):8.1%} {max(held):8.1%} {sum(e <= .08 for e in held):2} of {len(held):2} "
                f"{math.exp(statistics.fmean(math.log(one['software']) for one in some)):7.2f}" if held else "")
        print(f"{name:16} {len(some):4} {statistics.median(errors):8.1%} {max(errors):8.1%} "
              f"{math.exp(statistics.fmean(math.log(one['ratio']) for one in some)) - 1:+8.1%} "
              f"{sum(e <= .08 for e in errors):4} of {len(errors):2}            {tail}")
    squares = [math.log(one["ratio"])**2 for one in results]
    inside = sum(one["step"].time_s.low <= one["measured"] <= one["step"].time_s.high for one in results)
    print(f"all: root mean square of ln(predicted / measured) {math.sqrt(statistics.fmean(squares)):.3f}; "
          f"{inside} of {len(results)} inside the 80 % interval")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("runs")
    rows = list(csv.DictReader(open(parser.parse_args().runs, encoding="utf-8")))
    results = evaluate(rows)
    show(results)
    summarise(results)


if __name__ == "__main__":
    main()
