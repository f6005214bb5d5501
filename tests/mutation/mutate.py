#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mutation score of a room: changes one operator, constant, condition or statement at a time and runs the room's tests.

A mutant is killed when it does not compile, or when a test fails, crashes or hangs. A survivor is a change of the code
that no test notices: either a test is missing, or the change is equivalent, which tests/mutation/equivalent.csv says
with the reason. The sample is drawn without replacement from all mutants of the room by a seed.

By hand: of 60 mutants 56 are killed and 1 of the 4 survivors is listed as equivalent: 56 of 59, 94.9 %.

Usage: mutate.py ROOM [--count 60] [--seed 1] [--build build] [--jobs 2] [--least 95] [--json FILE]
Needs a finished build of the library and of the unit tests' objects (make test-programs), and Python 3.9.
"""
import argparse
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Which unit tests judge a room: those about the room itself. Others may notice too, but a room's own tests should.
ROOM_TESTS = {
    "base": ["range", "status", "sha256", "stamp", "text", "fault", "currency", "wide", "decimal", "amount", "allocate",
             "money_properties", "structs", "fields", "text_arguments"],
    "hardware": ["hardware", "catalog_hw", "bad_hardware"],
    "model": ["model_check", "model_kv", "model_params", "model_weights", "model_catalog", "bad_model"],
    "step": ["replay_serve", "step", "step_shape", "resolved_deployment", "step_bound", "step_properties", "bad_step"],
    "serve": ["replay_serve", "serve", "serve_admission", "serve_cost", "serve_energy", "serve_fit", "serve_modes", "serve_terms",
              "open_loop", "pools", "queue", "calibrate", "price", "memory", "resolved_deployment", "bad_serve"],
    "train": ["replay_train", "train_memory", "train_run", "train_step", "train_work", "bad_train"],
    "finance": ["finance", "bad_finance"],
    "tco": ["replay_tco", "tco", "tco_kinds", "tco_rules", "tco_properties", "tco_scenario", "bad_tco"],
    "risk": ["risk", "bad_risk"],
    "book": ["book_*", "bill_meter", "public_book", "bad_bill"],
    "bill": ["bill_calendar", "bill_compute", "bill_convert", "bill_fast_path", "bill_lines", "bill_predicates",
             "bill_properties", "bill_quantity", "bill_split", "bill_verify", "bill_blocks", "bill_context", "golden",
             "bad_bill"],
    "bound": ["bill_bound", "bound_*"],
    "catalog": ["catalog_*", "bad_catalog"],
}

# Programs of tests/differential that are written in C judge as well: with their arguments.
ROOM_DRIVERS = {"bound": [("bound_driver", ["150", "40", "1", "108"])]}

# Each rule: a name, where it applies, what replaces it. Spaces around operators are what clang-format writes, so a
# pointer's star is never taken for a product.
RULES = [
    ("relation", r" (<=|>=|<|>|==|!=) ", {"<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="]}),
    ("sum", r" ([+-]) ", {"+": ["-"], "-": ["+"]}),
    ("product", r" ([*/%]) ", {"*": ["/"], "/": ["*"], "%": ["*"]}),
    ("logic", r" (&&|\|\|) ", {"&&": ["||"], "||": ["&&"]}),
    ("bits", r" ([&|]|<<|>>) ", {"&": ["|"], "|": ["&"], "<<": [">>"], ">>": ["<<"]}),
    ("compound", r" ([+*|&-])= ", {"+": ["-"], "-": ["+"], "*": ["/"], "|": ["&"], "&": ["|"]}),
]
NUMBER = re.compile(r"(?<![\w.])(\d+)(?![\w.])")
STATEMENT = re.compile(r"^\s+(?!return|break|continue|goto|case|default|else|const |static |struct )"
                       r"[\w>.\[\]*()-]+( [-+*/|&^]?= .*|\(.*\));$")
CONDITION = re.compile(r"^(\s*(?:\} else )?if \()(.*)(\) ?\{?)$")


def code_lines(text):
    """Line numbers that hold code: no comments, no preprocessor, no asserts of the compiler."""
    in_comment = False
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if in_comment:
            in_comment = "*/" not in stripped
            continue
        if stripped.startswith("/*"):
            in_comment = "*/" not in stripped
            continue
        if not stripped or stripped[0] in "#/" or stripped.startswith("_Static_assert") or line.endswith("\\"):
            continue
        yield number, line


def masked(line):
    """The line with strings and comments blanked, so that positions stay."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', line)
    line = re.sub(r"'(?:\\.|[^'\\])'", lambda m: "'_'" if len(m.group()) == 3 else "'__'", line)
    return re.sub(r"/\*.*?\*/|/\*.*$|//.*$", lambda m: " " * len(m.group()), line)


def mutants_of_line(number, line):
    view = masked(line)
    for name, pattern, changes in RULES:
        for match in re.finditer(pattern, view):
            for new in changes[match.group(1)]:
                yield name, number, line[:match.start(1)] + new + line[match.end(1):]
    for match in NUMBER.finditer(view):
        old = int(match.group(1))
        for new in {old + 1, 0 if old > 1 else old + 1}:
            yield "constant", number, line[:match.start(1)] + str(new) + line[match.end(1):]
    found = CONDITION.match(view)
    if found:
        yield "condition", number, line[:found.end(1)] + "!(" + line[found.start(2):found.end(2)] + ")" + \
            line[found.end(2):]
    if STATEMENT.match(view):
        yield "statement", number, re.match(r"\s*", line).group() + ";"


def all_mutants(room):
    for path in sorted(Path("lib", room).glob("*.c")):
        text = path.read_text()
        for number, line in code_lines(text):
            for name, where, new in mutants_of_line(number, line):
                yield str(path), name, where, line, new


def tests_of(room):
    found = []
    for pattern in ROOM_TESTS[room]:
        found += sorted(Path("tests/unit").glob(f"test_{pattern}.c"))
    return [path.stem for path in dict.fromkeys(found)]


def compile_flags(build):
    """The flags of the build but for optimisation: mutants are compiled once each. Undefined behaviour traps, as it does
    where CI runs the same tests with sanitizers."""
    return ["-std=c11", "-ffp-contract=off", "-O1", "-w", "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error",
            "-Iinclude", "-Ilib", f"-I{build}", f"-I{build}/include"]


class Judge:
    def __init__(self, room, build, compiler):
        self.build, self.compiler = build, compiler
        self.tests = [(f"unit/{test}", []) for test in tests_of(room)]
        self.tests += [(f"differential/{driver}", arguments) for driver, arguments in ROOM_DRIVERS.get(room, [])]
        self.cmocka = Path(build, "deps/cmocka.libs").read_text().split()
        self.objects = Path(build, "obj", Path(build, "flavour").read_text().split()[0])  # of the last make

    def link(self, folder, test, objects):
        program = f"{folder}/{Path(test).name}"
        run = subprocess.run([self.compiler, "-o", program, f"{self.objects}/tests/{test}.o",
                              f"{self.objects}/tests/support/fixture.o", *objects, f"{self.build}/libtoll.a",
                              *self.cmocka, "-lm"], capture_output=True)
        return program if run.returncode == 0 else None

    def run(self, program, arguments, seconds):
        try:
            return subprocess.run([program, *arguments], capture_output=True, timeout=seconds).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def verdict(self, mutant):
        path, _, number, _, new = mutant
        lines = Path(path).read_text().split("\n")
        lines[number] = new
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, Path(path).name)
            source.write_text("\n".join(lines))
            made = subprocess.run([self.compiler, *compile_flags(self.build), f"-I{Path(path).parent}", "-c", str(source),
                                   "-o", f"{folder}/mutant.o"], capture_output=True)
            if made.returncode != 0:
                return "no compile"
            for test, arguments in self.tests:
                program = self.link(folder, test, [f"{folder}/mutant.o"])
                if program is None:
                    return "no link"
                if not self.run(program, arguments, 60):
                    return test
        return None


def refuse_broken_baseline(judge, mutant):
    """The code as it stands must pass: else every mutant would count as killed."""
    path, name, number, old, _ = mutant
    by = judge.verdict((path, name, number, old, old))
    if by is not None:
        sys.exit(f"mutate.py: the unchanged {path} fails already: {by}")


def is_equivalent(known, mutant):
    path, name, _, old, new = mutant
    return (path, name, old.strip(), new.strip()) in known


def read_equivalent():
    path = Path("tests/mutation/equivalent.csv")
    if not path.exists():
        return {}
    with path.open(newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {(r["file"], r["kind"], r["old"], r["new"]): r["reason"] for r in rows}


def main():
    parser = argparse.ArgumentParser(description="Mutation score of a room of lib/.")
    parser.add_argument("room", choices=sorted(ROOM_TESTS))
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", default="build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=float, default=0.0, help="fail below this score, per cent")
    parser.add_argument("--json")
    args = parser.parse_args()
    judge = Judge(args.room, args.build, shutil.which(os.environ.get("CC", "cc")) or "cc")
    mutants = sorted(set(all_mutants(args.room)))
    refuse_broken_baseline(judge, mutants[0])
    sample = random.Random(args.seed).sample(mutants, min(args.count, len(mutants)))
    known, killed, equivalent, survivors = read_equivalent(), 0, 0, []
    with ThreadPoolExecutor(args.jobs) as pool:
        for mutant, by in zip(sample, pool.map(judge.verdict, sample)):
            if by in ("no compile", "no link"):
                continue
            if by:
                killed += 1
            elif is_equivalent(known, mutant):
                equivalent += 1
            else:
                survivors.append(mutant)
                path, name, number, old, new = mutant
                print(f"survives: {path}:{number + 1} {name}\n  - {old.strip()}\n  + {new.strip()}", flush=True)
    judged = killed + len(survivors)
    score = 100.0 * killed / judged if judged else 0.0
    print(f"{args.room}: {killed} of {judged} mutants killed ({score:.1f} %), {equivalent} equivalent, seed {args.seed},"
          f" {len(mutants)} possible, {len(judge.tests)} test programs")
    if args.json:
        Path(args.json).write_text(json.dumps({
            "room": args.room, "killed": killed, "judged": judged, "equivalent": equivalent, "seed": args.seed,
            "possible": len(mutants),
            "survivors": [{"file": p, "line": n + 1, "kind": k, "old": o.strip(), "new": w.strip()}
                          for p, k, n, o, w in survivors]}, indent=1) + "\n")
    if score < args.least:
        sys.exit(f"mutate.py: {args.room} scores {score:.1f} %, below {args.least} %")


if __name__ == "__main__":
    main()
