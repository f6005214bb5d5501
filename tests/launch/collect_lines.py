# SPDX-License-Identifier: Apache-2.0
"""Launch lines, load tests and manifests of plans that differ in model, accelerator, format and engine.

usage: collect_lines.py TOLL FOLDER

Writes FOLDER/vllm.txt, sglang.txt and vllm-bench.txt with one command a line, and each plan's manifests as
FOLDER/NN.deployment.yaml and NN.compose.yaml. A plan without an answer is a failure: then nothing was tested.
"""
import json
import pathlib
import subprocess
import sys

MODELS = [("llama-3.1-70b", "h100-sxm5-80gb"), ("llama-3.1-8b", "l40s-48gb"), ("llama-3.1-70b", "b200-sxm-180gb"),
          ("deepseek-v3", "h200-sxm-141gb"), ("qwen3-235b-a22b", "h100-sxm5-80gb"), ("gpt-oss-120b", "h100-sxm5-80gb"),
          ("mixtral-8x7b", "a100-sxm4-80gb"), ("llama-3.1-70b", "mi300x-192gb")]
ENGINES = ["vllm", "sglang"]
LOADS = [["--rate", "2", "--input", "1500", "--output", "400"],
         ["--rate", "20", "--input", "6000", "--output", "200", "--input-cv", "0.5", "--prefix-hit", "0.3",
          "--price", None]]


def commands_of(toll, model, hw, engine, load):
    words = [f"{hw}=2.5" if word is None else word for word in load]
    done = subprocess.run([toll, "plan", model, hw, "--engine", engine, *words, "--json"], capture_output=True,
                          text=True, check=False)
    return json.loads(done.stdout)["commands"] if done.returncode == 0 else None


def main():
    toll, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*"):
        old.unlink()
    lines = {"vllm": [], "sglang": [], "vllm-bench": []}
    plans = [(m, hw, e, load) for m, hw in MODELS for e in ENGINES for load in LOADS]
    empty = []
    for number, (model, hw, engine, load) in enumerate(plans):
        found = commands_of(toll, model, hw, engine, load)
        if found is None:
            empty.append(f"{model} on {hw} by {engine}")
            continue
        lines[engine].append(found[engine])
        if found["load_test"].startswith("vllm bench"):
            lines["vllm-bench"].append(found["load_test"])
        for name, kind in (("kubernetes", "deployment"), ("compose", "compose")):
            if found[name] is not None:
                (folder / f"{number:02}.{kind}.yaml").write_text(found[name])
    for name, commands in lines.items():
        (folder / f"{name}.txt").write_text("".join(command + "\n" for command in commands))
    for line in empty:
        print("no plan:", line)
    print(f"{len(plans) - len(empty)} of {len(plans)} plans have launch lines")
    return 0 if len(plans) - len(empty) >= 20 else 1


if __name__ == "__main__":
    sys.exit(main())
