#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Renews tests/launch/flags.csv, the flags of the launch lines as the published engines define them.

The flags that bindings/cli/plan/launch_*.c use are looked up by parsing (never by importing) the engines' sources:

    vllm      wheel of the package: vllm/engine/arg_utils.py, vllm/config/, vllm/benchmarks/
    sglang    wheel of the package: sglang/srt/arg_groups/fields/
    trtllm    tensorrt_llm/commands/serve.py of NVIDIA/TensorRT-LLM (the package is not on PyPI)
    llamacpp  tools/server/README.md of ggml-org/llama.cpp, generated there from the parser

A flag that a source lacks is reported and left out, so that the test of the launch lines fails. Rows of an engine whose
source is not given are kept.

usage: renew.py [--vllm WHEEL] [--sglang WHEEL] [--trtllm serve.py VERSION] [--llamacpp README.md VERSION]
"""
import argparse
import ast
import csv
import pathlib
import re
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
TABLE = HERE / "flags.csv"
ROOT = HERE.parent.parent
COLUMNS = ["engine", "flag", "kind", "choices", "version"]


def used_flags():
    """The flags in the sources of the launch lines, by engine: functions are named for the engine."""
    flags = {"vllm": set(), "sglang": set(), "trtllm": set(), "llamacpp": set(), "vllm-bench": set()}
    server = (ROOT / "bindings/cli/plan/launch_server.c").read_text()
    for part in re.split(r"\nstatic void add_", server)[1:]:
        name = part.split("(", 1)[0]
        found = set(re.findall(r'"(--[a-zA-Z_-]+)"', part.split("\n}\n", 1)[0]))
        for engine in flags if name == "address" else [name]:
            if engine in flags and engine != "vllm-bench":
                flags[engine] |= found
    test = (ROOT / "bindings/cli/plan/launch_test.c").read_text()
    flags["vllm-bench"] = set(re.findall(r'"(--[a-zA-Z_-]+)"', test))
    return flags


def kind_of(text):
    """int, float, flag or text: of a type annotation or of the name of a Python type."""
    words = set(re.findall(r"\w+", text))
    if "bool" in words:
        return "flag"
    for name, kind in (("float", "float"), ("int", "int"), ("human_readable_int", "int")):
        if name in words:
            return kind
    return "text"


def literals(trees):
    """Name = Literal["a", "b"] anywhere: the values by name."""
    found = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript) and \
                    ast.unparse(node.value.value).endswith("Literal"):
                values = [ast.literal_eval(v) for v in getattr(node.value.slice, "elts", [node.value.slice])
                          if isinstance(v, ast.Constant)]
                found[ast.unparse(node.targets[0])] = values
    return found


def choices_of(annotation, named):
    for name, values in named.items():
        if re.search(rf"\b{name}\b", annotation):
            return [str(v) for v in values]
    return []


def add_argument_rows(tree, fields, named):
    """parser.add_argument("--flag", type=int, ...) or (..., **x_kwargs["field"])."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument"):
            continue
        names = [a.value for a in node.args if isinstance(a, ast.Constant) and str(a.value).startswith("--")]
        keys = {k.arg: k.value for k in node.keywords}
        kind, choices = "text", []
        spread = keys.get(None)
        if isinstance(spread, ast.Dict) and None in spread.keys:  # **{**x_kwargs["field"], "default": None}
            spread = spread.values[spread.keys.index(None)]
        if isinstance(spread, ast.Subscript):
            field = ast.literal_eval(spread.slice)
            kind = kind_of(fields.get(field, ""))
            choices = choices_of(fields.get(field, ""), named)
        elif "action" in keys and "store_true" in ast.unparse(keys["action"]):
            kind = "flag"
        elif "nargs" in keys and ast.unparse(keys["nargs"]) == "'+'":
            kind = "list"
        elif "type" in keys:
            kind = kind_of(ast.unparse(keys["type"]))
        if isinstance(keys.get("choices"), ast.List):
            choices = [ast.literal_eval(e) for e in keys["choices"].elts if isinstance(e, ast.Constant)]
        for name in names:
            yield name, kind, choices


def trees_of(wheel, pattern):
    with zipfile.ZipFile(wheel) as archive:
        return [ast.parse(archive.read(n)) for n in sorted(archive.namelist()) if re.fullmatch(pattern, n)]


def version_of(wheel):
    return pathlib.Path(wheel).name.split("-")[1]


def class_fields(trees):
    """field -> annotation over all classes; the first class that has it."""
    fields = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                fields.setdefault(node.target.id, ast.unparse(node.annotation))
    return fields


def vllm_rows(wheel):
    configs = trees_of(wheel, r"vllm/config/(parallel|model|cache|scheduler)\.py")
    named = literals(configs + trees_of(wheel, r"vllm/model_executor/layers/quantization/__init__\.py"))
    fields = class_fields(configs)
    rows = {}
    for tree in trees_of(wheel, r"vllm/engine/arg_utils\.py|vllm/entrypoints/(openai|common)/cli_args\.py"):
        rows.update({n: (k, c) for n, k, c in add_argument_rows(tree, fields, named)})
    front = class_fields(trees_of(wheel, r"vllm/entrypoints/(openai|common)/cli_args\.py"))
    for name in ("host", "port"):  # made of the dataclass by a loop
        rows.setdefault("--" + name, (kind_of(front.get(name, "")), []))
    bench = {}
    for tree in trees_of(wheel, r"vllm/benchmarks/serve\.py|vllm/benchmarks/datasets/datasets\.py"):
        bench.update({n: (k, c) for n, k, c in add_argument_rows(tree, {}, named)})
    return rows, bench


def sglang_rows(wheel):
    """field: A[int, Arg(aliases=["--x"], choices=[...])] makes --field and its aliases."""
    rows = {}
    lists = {ast.unparse(node.targets[0]): [e.value for e in node.value.elts if isinstance(e, ast.Constant)]
             for tree in trees_of(wheel, r"sglang/srt/arg_groups/choices\.py") for node in ast.walk(tree)
             if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)}
    for tree in trees_of(wheel, r"sglang/srt/arg_groups/fields/\w+\.py"):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.AnnAssign) and isinstance(node.annotation, ast.Subscript) and
                    ast.unparse(node.annotation.value) == "A"):
                continue
            parts = node.annotation.slice.elts
            choices, names = [], ["--" + node.target.id.replace("_", "-")]
            for keyword in getattr(parts[1], "keywords", []):
                if keyword.arg == "choices" and isinstance(keyword.value, ast.List):
                    choices = [ast.literal_eval(e) for e in keyword.value.elts]
                if keyword.arg == "choices" and isinstance(keyword.value, ast.Name):
                    choices = lists.get(keyword.value.id, [])
                if keyword.arg == "aliases":
                    names += ast.literal_eval(keyword.value)
            for name in names:
                rows[name] = (kind_of(ast.unparse(parts[0])), choices)
    return rows


def trtllm_rows(path):
    rows = {}
    for node in ast.walk(ast.parse(pathlib.Path(path).read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "option":
            keys = {k.arg: ast.unparse(k.value) for k in node.keywords}
            kind = "flag" if keys.get("is_flag") == "True" else kind_of(keys.get("type", "str"))
            for name in node.args:
                if isinstance(name, ast.Constant) and name.value.startswith("--"):
                    rows.setdefault(name.value, (kind, []))
    return rows


def llamacpp_rows(path):
    """| `-c, --ctx-size N` | ... |"""
    rows = {}
    for line in pathlib.Path(path).read_text().splitlines():
        match = re.match(r"\| `([^`]+)` \| (.*)", line)
        if not match:
            continue
        names = re.findall(r"--[a-z][a-z0-9-]*", match[1])
        value = re.search(r"(?:^|\s)(N|PORT|\{[^}]*\}|\[[^]]*\]|[A-Z_]+)$", match[1])
        kind = "flag" if value is None else "int" if value[1] in ("N", "PORT") else "text"
        allowed = re.search(r"allowed values: ([^<]*)", match[2])
        choices = re.split(r",\s*", allowed[1].strip()) if allowed else []
        if value is not None and value[1].startswith("{"):
            choices = value[1].strip("{}").split(",")
        for name in names:
            rows.setdefault(name, (kind, choices))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vllm")
    parser.add_argument("--sglang")
    parser.add_argument("--trtllm", nargs=2)
    parser.add_argument("--llamacpp", nargs=2)
    given = parser.parse_args()
    found = {}
    if given.vllm:
        serve, bench = vllm_rows(given.vllm)
        found["vllm"], found["vllm-bench"] = (serve, version_of(given.vllm)), (bench, version_of(given.vllm))
    if given.sglang:
        found["sglang"] = (sglang_rows(given.sglang), version_of(given.sglang))
    if given.trtllm:
        found["trtllm"] = (trtllm_rows(given.trtllm[0]), given.trtllm[1])
    if given.llamacpp:
        found["llamacpp"] = (llamacpp_rows(given.llamacpp[0]), given.llamacpp[1])
    kept = []
    if TABLE.exists():
        with TABLE.open() as file:
            kept = [r for r in csv.DictReader(l for l in file if not l.startswith("#")) if r["engine"] not in found]
    missing = 0
    for engine, (rows, version) in found.items():
        for flag in sorted(used_flags()[engine]):
            if flag not in rows:
                print(f"{engine} {version} has no {flag}", file=sys.stderr)
                missing += 1
                continue
            kind, choices = rows[flag]
            kept.append({"engine": engine, "flag": flag, "kind": kind, "choices": "|".join(choices),
                         "version": version})
    with TABLE.open("w", newline="") as file:
        file.write("# SPDX-License-Identifier: Apache-2.0\n")
        file.write("# Flags of the launch lines as the published engines define them; written by renew.py.\n")
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept, key=lambda r: (r["engine"], r["flag"])))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
