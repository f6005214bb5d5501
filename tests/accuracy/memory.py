#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Predicted memory against what engines print: weights, KV pools, tokens, buffers of llama.cpp, and whether it starts.

    LIBTOLL=build/libtoll.so python3 tests/accuracy/memory.py LOGS.csv [--configs FOLDER] [--markdown OUT] [--rows]

Each row of the file is one start of an engine: its version, model, accelerator and options, and the figures that it
printed. An option that the row leaves empty has the default of that version. A row counts for every quantity that it
prints and that the prediction needs nothing more for; what can't be run is counted with its reason. The library gets
the row's options, never its printed figures, with one exception that the table names: `tokens of the printed pool`.

Columns: `weights_gib_per_gpu`, `kv_pool_gib_per_gpu`, `state_gib` in GiB per accelerator; `kv_tokens` and `max_concurrency` (of
`max_model_len`; their product is used, since older vLLM printed a share of the tokens of models with several kinds of
layers); `starts` 1 served, 0 refused or out of memory, empty unknown; `kv_mib`, `compute_mib`, `n_ubatch`, `n_seq`,
`flash_attn`, `mla_mode` of llama.cpp; `checkpoint_gib` of a file; `toll_model` a name of the catalog or `cfg:NAME`, and
`toll_precision`.

Example: 3.81 GiB printed and 4.10 predicted are an error of +7.6 %, and near: 0.29 GiB is less than the larger of
1 GiB and 5 %.
"""
import argparse
import csv
import ctypes
import dataclasses
import math
import os
import pathlib
import statistics
import sys
from collections import Counter
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bindings" / "python"))

import libtoll  # noqa: E402
from libtoll import catalog  # noqa: E402
from libtoll._convert import from_struct, new_struct  # noqa: E402
from libtoll.errors import TollError  # noqa: E402
from libtoll.generated import abi  # noqa: E402
from libtoll.records import Layer, Model, Precision  # noqa: E402

GIB, MIB = 1 << 30, 1 << 20
NEAR_GIB, NEAR_FRAC = 1.0, 0.05
ROWS_MOST = 512       # layers of a config
CONTEXT_USUAL = 8192  # where neither the row nor the model states a context
KV_BITS = {"bf16": 16, "fp16": 16, "f16": 16, "fp8": 8, "q8_0": 8.5, "q4_0": 4.5, "nvfp4": 4.5}
STAND_IN = "q4_k_m"
GGUF_ENGINES = ("llamacpp", "ollama")


class Skip(Exception):
    """A row that can't be run; its text is the reason that is counted."""


class Figure(NamedTuple):
    """One printed figure with its prediction, both in the quantity's unit."""

    quantity: str
    kind: str
    row: str
    printed: float
    low: float
    mid: float
    high: float

    @property
    def error(self) -> float:
        return self.mid / self.printed - 1


def number(row: Dict[str, str], key: str) -> Optional[float]:
    text = row.get(key, "").strip()
    return float(text) if text else None


# ---- Models ----


def load_reader() -> Any:
    """libtoll-io lies beside libtoll."""
    path = pathlib.Path(os.environ.get("LIBTOLL", "build/libtoll.so")).with_name("libtoll-io.so")
    return ctypes.CDLL(str(path)) if path.exists() else None


def read_text(path: pathlib.Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def config_paths(folder: Optional[str], name: str) -> Tuple[pathlib.Path, pathlib.Path]:
    if folder is None:
        raise Skip("a config, and no folder of configs is given (CONFIGS=)")
    config = pathlib.Path(folder) / f"{name}_config.json"
    config = config if config.exists() else pathlib.Path(folder) / f"{name}.json"
    if not config.exists():
        raise Skip("the config is not in the folder")
    return config, pathlib.Path(folder) / f"{name}_hf_quant_config.json"


def read_config(folder: Optional[str], name: str) -> Tuple[Model, Optional[Precision]]:
    """A model, and its precision where no row of the catalog has these bits."""
    reader = load_reader()
    if reader is None:
        raise Skip("a config, and libtoll-io is not built")
    config, beside = (read_text(path) for path in config_paths(folder, name))
    model, precision, err = new_struct(Model.KIND), new_struct(Precision.KIND), abi.toll_error()
    rows, count = (abi.toll_model_layer * ROWS_MOST)(), ctypes.c_uint64()
    texts = (config, ctypes.c_uint64(len(config)), beside or None, ctypes.c_uint64(len(beside)), ctypes.c_uint64(0))
    if reader.toll_io_parse_config(*texts, ctypes.byref(model), rows, ctypes.c_uint64(ROWS_MOST),
                                   ctypes.c_uint64(ctypes.sizeof(abi.toll_model_layer)), ctypes.byref(count),
                                   ctypes.byref(err)):
        raise Skip("the config is refused: " + err.message.decode())
    own = None
    if not reader.toll_io_parse_config_precision(*texts, ctypes.byref(precision), ctypes.byref(err)):
        own = from_struct(precision, Precision)
    layers = tuple(from_struct(rows[i], Layer) for i in range(count.value))
    return dataclasses.replace(from_struct(model, Model), layers=layers), own


def find_model(row: Dict[str, str], folder: Optional[str]) -> Tuple[Model, Optional[Precision]]:
    name = row["toll_model"]
    if not name:
        raise Skip("no descriptor fits the row's model")
    if name.startswith("cfg:"):
        return read_config(folder, name[4:])
    try:
        return catalog.model(name.replace("hand:", "")), None
    except TollError:
        raise Skip("the model is not in the catalog") from None


def find_precision(row: Dict[str, str], model: Model, own: Optional[Precision]) -> Precision:
    name = row["toll_precision"] or ("" if own else row["quant"] or model.native_precision)
    if not name and own is None:
        raise Skip("no precision is stated")
    try:
        precision = catalog.precision(name, model) if name else own
    except TollError:
        if row["engine"] not in GGUF_ENGINES:
            raise Skip("the precision is not in the catalog") from None
        precision = catalog.precision(STAND_IN)  # the cache and the buffers don't go by it
    types = row["kv_dtype"].replace("ckv:", "").split("/")  # of keys and of values
    if all(one in KV_BITS for one in types):
        precision = dataclasses.replace(precision, kv_bits=sum(KV_BITS[one] for one in types) / len(types))
    return precision


# ---- The row's deployment ----


def changed(engine: Any, **fields: Any) -> Any:
    """Fields that the row states; a field that this library lacks is left out."""
    own = {field.name for field in dataclasses.fields(engine)}
    return dataclasses.replace(engine, **{k: v for k, v in fields.items() if k in own and v is not None})


def whole(row: Dict[str, str], *keys: str) -> Optional[int]:
    values = [number(row, key) for key in keys]
    return next((int(value) for value in values if value is not None), None)


def version_of(row: Dict[str, str]) -> str:
    """The first word that is a number: "0.14.0rc2", "mainline 2025"."""
    return next((word for word in row["engine_version"].split() if word[:1].isdigit()), "")


def find_policies(row: Dict[str, str], hw: Any) -> Any:
    """The engine at the row's version on its card; llama.cpp's own versions are builds, the rows have years."""
    name, version = row["engine"], version_of(row)
    if name in GGUF_ENGINES:
        name, version = "llamacpp", {"2025": "2025.8"}.get(version, version) if name == "llamacpp" else "2025.8"
    return catalog.engine(f"{name}@{version}" if version else name, hw)


def slots_of(row: Dict[str, str]) -> Optional[int]:
    """ollama kept slots for 4 requests at once up to 0.6.6 and 2 up to 0.9.6 where they fit, 1 since (server/sched.go)."""
    stated = whole(row, "n_seq")
    if stated is not None or row["engine"] != "ollama":
        return stated
    version = tuple(int(part) for part in version_of(row).split(".") if part.isdigit())
    return 4 if version <= (0, 6, 6) else 2 if version <= (0, 9, 6) else 1


def attention_rules(row: Dict[str, str]) -> Dict[str, Any]:
    """What llama.cpp and its fork do by their options: scores are held without flash attention; the fork's mode 3 expands
    latents, and it holds windows whole; in 2025 windows were whole in ollama too."""
    if row["engine"] not in GGUF_ENGINES:
        return {}
    rules: Dict[str, Any] = {"cache_sequences": slots_of(row), "score_policy": None}
    if row["engine_version"].startswith("ik"):
        rules.update(paging_policy=4, latent_policy=int(row["mla_mode"] == "1" and row["flash_attn"] == "0"))
    if row["flash_attn"]:
        rules["score_policy"] = int(row["flash_attn"] == "0")
    if row["mla_mode"] == "3":
        rules["score_policy"] = 2
    return rules


def find_engine(row: Dict[str, str], hw: Any) -> Any:
    tokens, most = whole(row, "n_ubatch", "max_batched_tokens"), whole(row, "max_num_seqs")
    eager = 3.0 if row["enforce_eager"] == "1" else None
    return changed(find_policies(row, hw), memory_frac=number(row, "mem_fraction"), prefill_chunk_tokens=tokens,
                   profile_tokens=tokens, max_sequences=most, profile_sequences=most, stage_ffn_vectors=eager,
                   stage_width_vectors=eager, graph_token_bytes=0 if eager else None, **attention_rules(row))


def find_hw(row: Dict[str, str]) -> Any:
    """The row's accelerator; None where the catalog lacks it: then weights and buffers alone are judged."""
    try:
        return catalog.hardware(row["gpu"]) if row["gpu"] else None
    except TollError:
        return None


def with_any_rate(hw: Any) -> Any:
    """Memory goes by no rate, and some cards publish none of the wider formats (Jetson Thor)."""
    if hw.bf16_flop_per_s or hw.fp16_flop_per_s or hw.fp32_flop_per_s:
        return hw
    return dataclasses.replace(hw, fp32_flop_per_s=1e12)


def layout_of(row: Dict[str, str]) -> Dict[str, int]:
    return {name: int(number(row, name) or 1) for name in ("tp", "pp", "ep")}


def deploy(row: Dict[str, str], folder: Optional[str]) -> Tuple[Any, bool]:
    """The row's deployment, and whether its accelerator is known; else one with room for anything stands in."""
    model, own = find_model(row, folder)
    precision = find_precision(row, model, own)
    hw = find_hw(row)
    stand_in = with_any_rate(hw or catalog.hardware("b300-sxm-288gb"))
    try:
        deployment = libtoll.Deployment(stand_in, model, precision, engine=find_engine(row, stand_in),
                                        internode_bytes_per_s=50e9, **layout_of(row))
    except TollError as error:
        raise Skip("refused: " + str(error).split(": ", 1)[-1]) from None
    return deployment, hw is not None


def context_of(row: Dict[str, str], model: Model) -> int:
    return int(number(row, "max_model_len") or model.max_context_tokens or CONTEXT_USUAL)


# ---- Figures ----


def model_class(model: Model) -> str:
    kinds = {layer.kind.name for layer in model.layers}
    if kinds & {"GDN", "MAMBA2", "LIGHTNING"}:
        return "hybrid"
    return "MLA" if kinds & {"MLA", "SHARED_KV"} else "experts" if "MOE" in kinds else "dense"


def exact(quantity: str, kind: str, row: str, printed: float, value: float) -> Figure:
    return Figure(quantity, kind, row, printed, value, value, value)


def weights_figures(row: Dict[str, str], d: Any, memory: Any) -> List[Figure]:
    on_gpu, file = number(row, "weights_gib_per_gpu"), number(row, "checkpoint_gib")
    kind = model_class(d.model)
    if on_gpu:
        return [exact("weights", kind, row["id"], on_gpu, memory.weights_bytes / GIB)]
    if file and row["engine"] in GGUF_ENGINES and row["toll_precision"]:
        return [exact("GGUF file", kind, row["id"], file, memory.weights_bytes / GIB)]
    return []


def profile_figures(row: Dict[str, str], d: Any, memory: Any) -> List[Figure]:
    printed = number(row, "activation_gib")
    kind = f"{row['engine']} {model_class(d.model)}"
    return [exact("activation", kind, row["id"], printed, memory.activation_bytes / GIB)] if printed else []


def pool_figures(row: Dict[str, str], d: Any, memory: Any, has_hw: bool) -> List[Figure]:
    printed, tokens = number(row, "kv_pool_gib_per_gpu"), number(row, "kv_tokens")
    kind, pool = f"{row['engine']} {model_class(d.model)}", max(memory.kv_pool_bytes.mid, 1) / GIB
    found = []
    total = None if printed is None else printed + (number(row, "state_gib") or 0)
    if total and has_hw:
        low, _, high = (part / GIB for part in memory.kv_pool_bytes)
        found.append(Figure("KV pool", kind, row["id"], total, low, pool, high))
    context = context_of(row, d.model)
    shown = number(row, "max_concurrency")
    tokens = shown * context if shown else tokens
    if tokens and memory.kv_capacity_tokens and has_hw:
        found.append(exact("tokens", kind, row["id"], tokens, memory.kv_capacity_tokens))
    if tokens and printed and memory.kv_capacity_tokens:
        share = total / pool
        found.append(exact("tokens of the printed pool", kind, row["id"], tokens, memory.kv_capacity_tokens * share))
    return found


def buffer_figures(row: Dict[str, str], d: Any, context: int) -> List[Figure]:
    if row["engine"] not in GGUF_ENGINES or not row["max_model_len"]:
        return []
    kind = row["engine"] if row["engine"] == "ollama" else "fork" if row["engine_version"].startswith("ik") else "mainline"
    kind += {"": "", "0": "", "1": " MLA"}.get(row["mla_mode"], " MLA")
    memory = d.memory(1, context)
    kv, compute = number(row, "kv_mib"), number(row, "compute_mib")
    found = []
    if kv:
        found.append(exact("llama.cpp KV", kind, row["id"], kv, memory.kv_bytes / MIB))
    if compute:
        found.append(exact("llama.cpp compute", kind, row["id"], compute, memory.activation_bytes / MIB))
    return found


class Start(NamedTuple):
    """One start or refusal, and what the library says of it."""

    row: str
    started: bool
    verdict: str
    margin_gib: float


def judge_start(row: Dict[str, str], d: Any, has_hw: bool) -> Optional[Start]:
    if row["starts"] not in ("0", "1") or not has_hw or row["engine"] in GGUF_ENGINES:
        return None
    memory = d.memory(1, context_of(row, d.model))
    return Start(row["id"], row["starts"] == "1", memory.verdict.name, memory.margin_bytes / GIB)


class Results(NamedTuple):
    figures: List[Figure]
    starts: List[Start]
    skipped: Counter
    count: int


def evaluate(rows: List[Dict[str, str]], folder: Optional[str]) -> Results:
    results = Results([], [], Counter(), len(rows))
    for row in rows:
        try:
            d, has_hw = deploy(row, folder)
            context = context_of(row, d.model)
            memory = d.memory(0, context)
            some = (weights_figures(row, d, memory) + pool_figures(row, d, memory, has_hw) +
                    profile_figures(row, d, memory) + buffer_figures(row, d, context))
            start = judge_start(row, d, has_hw)
        except Skip as reason:
            results.skipped[str(reason)] += 1
            continue
        results.figures.extend(some)
        results.starts.extend([start] if start else [])
        if not some and start is None:
            results.skipped["nothing that it prints can be predicted without its accelerator"] += 1
    return results


# ---- Report ----


def is_near(f: Figure) -> bool:
    return abs(f.mid - f.printed) <= max(NEAR_GIB, NEAR_FRAC * f.printed)


def is_inside(f: Figure) -> bool:
    return f.low <= f.printed <= f.high


def quantile(values: List[float], share: float) -> float:
    """Type 7: the value at share * (n - 1) in order, interpolated."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def table_line(quantity: str, kind: str, some: List[Figure]) -> str:
    errors = [abs(f.error) for f in some]
    bias = sum(f.mid for f in some) / sum(f.printed for f in some) - 1
    has_interval = any(f.high > f.low for f in some)
    inside = percent(sum(map(is_inside, some)) / len(some)) if has_interval else "-"
    return (f"| {quantity} | {kind} | {len(some)} | {percent(statistics.median(errors))} | "
            f"{percent(statistics.fmean(errors))} | {percent(bias)} | {percent(quantile(errors, 0.9))} | {inside} |")


def figure_table(results: Results) -> List[str]:
    lines = ["| quantity | class | rows | median % | mean % | bias % | p90 % | in the 80 % interval % |",
             "|--|--|--|--|--|--|--|--|"]
    for quantity in dict.fromkeys(f.quantity for f in results.figures):
        some = [f for f in results.figures if f.quantity == quantity]
        kinds = sorted({f.kind for f in some})
        lines.append(table_line(quantity, "all", some))
        lines += [table_line(quantity, kind, [f for f in some if f.kind == kind]) for kind in kinds]
    return lines


def verdict_table(starts: List[Start]) -> List[str]:
    lines = ["| it | rows | fits | marginal | does not fit |", "|--|--|--|--|--|"]
    for started, word in ((True, "started"), (False, "failed")):
        verdicts = Counter(s.verdict for s in starts if s.started == started)
        lines.append(f"| {word} | {sum(verdicts.values())} | {verdicts['YES']} | {verdicts['MARGINAL']} | "
                     f"{verdicts['NO']} |")
    return lines


def summary(results: Results) -> str:
    by = {q: [f for f in results.figures if f.quantity == q] for q in ("weights", "KV pool", "tokens")}
    weights, pools, tokens = ([abs(f.error) for f in by[q]] for q in ("weights", "KV pool", "tokens"))
    gaps = [abs(f.mid - f.printed) for f in by["KV pool"]]
    pool_sum = sum(f.printed for f in by["KV pool"])
    count = max(len(pools), 1)
    median = lambda values: f"{statistics.median(values):.2f}" if values else "-"  # noqa: E731
    hundred = lambda values: [100 * v for v in values]  # noqa: E731
    failed = [s for s in results.starts if not s.started]
    served = [s for s in results.starts if s.started]
    bias = f"{100 * (sum(f.mid for f in by['KV pool']) / pool_sum - 1):.1f}" if pools else "-"
    p90 = f"{100 * quantile(weights, 0.9):.2f}" if weights else "-"
    return (f"memory summary: weights {median(hundred(weights))} / {p90} %, pool {median(gaps)} GiB, "
            f"near {100 * sum(map(is_near, by['KV pool'])) / count:.1f} %, bias {bias} %, "
            f"tokens {median(hundred(tokens))} %, "
            f"failed starts called fits {sum(s.verdict == 'YES' for s in failed)} of {len(failed)}, "
            f"starts called no {sum(s.verdict == 'NO' for s in served)} of {len(served)}, "
            f"interval {100 * sum(map(is_inside, by['KV pool'])) / count:.1f} %")


def report(results: Results) -> List[str]:
    skipped = sum(results.skipped.values())
    lines = [f"{results.count} rows, {results.count - skipped} judged. Errors are abs(predicted / printed - 1); bias is of "
             "the sums.", ""]
    lines += figure_table(results) + [""] + verdict_table(results.starts) + [""]
    lines += [f"- not judged, {count} rows: {reason}" for reason, count in results.skipped.most_common()]
    return lines


def show_rows(results: Results) -> None:
    for f in sorted(results.figures, key=lambda f: (f.quantity, f.kind, f.row)):
        print(f"{f.quantity:27} {f.kind:18} {f.row:8} printed {f.printed:12.2f} predicted {f.mid:12.2f} "
              f"{100 * f.error:+7.1f} %{'' if is_inside(f) or f.low == f.high else '  outside'}")
    for s in results.starts:
        print(f"{'start':27} {'served' if s.started else 'failed':18} {s.row:8} {s.verdict} {s.margin_gib:+.2f} GiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("logs")
    parser.add_argument("--configs", help="folder with NAME_config.json, for models cfg:NAME")
    parser.add_argument("--markdown", help="also write the tables here")
    parser.add_argument("--rows", action="store_true", help="print every figure")
    options = parser.parse_args()
    with open(options.logs, encoding="utf-8", newline="") as file:
        results = evaluate(list(csv.DictReader(file)), options.configs)
    if options.rows:
        show_rows(results)
    lines = report(results)
    print("\n".join(lines))
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as out:
            out.write("\n".join(["# Accuracy of memory estimates", ""] + lines + ["", summary(results)]) + "\n")
    print(summary(results))


if __name__ == "__main__":
    main()
