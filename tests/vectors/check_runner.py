# SPDX-License-Identifier: Apache-2.0
"""The TCO runner answers nothing where it has not understood a vector: broken vectors and adapters are refused.

    python3 check_runner.py [FILE.jsonl]     default: the excerpt beside it; exit status 1 on a finding

Every vector that is answered gets one more input, which no adapter knows: the answer must go. Three adapters that are
wrong on purpose must be refused: an input unused, a sum of nothing, one figure for two outputs.
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent.joinpath("bindings", "python")))
sys.path.insert(0, str(HERE))

from tco_finance import product, total  # noqa: E402
from tco_names import parse  # noqa: E402
from tco_vectors import answer, best_answer, load, load_adapters  # noqa: E402

VECTOR = {"kind": "rent", "inputs": {"gpu_hours": 10.0, "price_usd_per_h": 2.0}}


def uses_all(x):
    return product(times=x.find(("h",), ".*"), price=x.find(("usd_per_h",), ".*"))


WRONG = {
    "an input that is not used": lambda x: [("cost", "usd", x.find(("h",), ".*"))],
    "a sum of nothing": lambda x: [("cost", "usd", total(*x.all(("kwh",)))), ("more", "usd", uses_all(x))],
    "one figure for two outputs": lambda x: [(".*", "usd", uses_all(x))],
}


def are_refused(figures):
    return all(isinstance(figure, str) for figure in figures.values())


def shown(answered):
    return {name: figure for name, (figure, _) in answered[0].items()}


def outputs(vector):
    return list(dict.fromkeys([*(vector.get("recomputed") or {}), *(vector.get("outputs") or {})]))


def stranger(vector):
    """A name that no adapter knows; with a unit, where no input has one and any name may be a part of a sum."""
    has_units = any(parse(name)[1] for name in vector["inputs"])
    return "zz_unheard_of_furlongs" if has_units else "zz_unheard_of_kwh"


def main(path):
    tables, findings, answered = load_adapters(), [], []
    for vector in load(path):
        figures = best_answer(vector, tables, outputs(vector))
        if figures is None or are_refused(figures):
            continue
        answered.append(vector["id"])
        more = {**vector, "inputs": {**vector["inputs"], stranger(vector): 3.0}}
        if not are_refused(best_answer(more, tables, outputs(vector))):
            findings.append(f"{vector['id']}: answers with an input that it does not know")
    right = shown(answer(lambda x: [("cost", "usd", uses_all(x))], VECTOR, ["cost_usd"]))
    if are_refused(right):
        findings.append(f"a right adapter is refused: {right}")
    for what, function in WRONG.items():
        if not are_refused(shown(answer(function, VECTOR, ["cost_usd", "more_usd"]))):
            findings.append(f"{what} is answered")
    print(*findings, f"{len(answered)} vectors with one more input, {len(WRONG)} wrong adapters: {len(findings)} findings", sep="\n")
    sys.exit(bool(findings) or not answered)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(HERE / "tco_excerpt.jsonl"))
