# SPDX-License-Identifier: Apache-2.0
"""Refuses arithmetic in the programs that run TCO vectors: figures have to come from the library.

    python3 check_adapters.py [FILE.py...]     default: the runner, its names, every adapter; exit status 1 on a finding

Allowed is multiplication or division by a unit's size: `size` in tco_names.py, a table in capitals, or an entry of one.
Refused are other operators on figures, sums and other numeric functions, numeric modules, loops that gather, and numbers
but 0 and 1 outside the tables of tco_names.py.
"""
import ast
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = ("tco_vectors.py", "tco_names.py", "tco_finance.py", "tco_scenario.py", "tco_train.py")
NAMES = "tco_names.py"
MODULES = {"importlib", "json", "re", "sys", "pathlib", "libtoll", "libtoll.records", "tco_agree", "typing", "tco_names"}
FUNCTIONS = {"sum", "pow", "abs", "round", "divmod", "min", "max", "eval", "exec", "complex", "compile",
             "reduce", "accumulate", "prod", "fsum"}


def is_table(node):
    """A unit table in capitals, or an entry of one."""
    if isinstance(node, ast.Subscript):
        return is_table(node.value)
    return isinstance(node, ast.Name) and node.id.isupper()


def is_size(node, name):
    return is_table(node) or (name == NAMES and isinstance(node, ast.Name) and node.id == "size") or (
        name == NAMES and isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "found")


def in_index(node, parents):
    """A number that picks: row[2], years[-1]."""
    parent = parents.get(node)
    while isinstance(parent, (ast.UnaryOp, ast.Slice)):
        node, parent = parent, parents.get(parent)
    return isinstance(parent, ast.Subscript) and parent.slice is node


def in_table(node, parents, name):
    """A number in a top-level table of tco_names.py."""
    while node in parents and not isinstance(parents[node], ast.Module):
        node = parents[node]
    return name == NAMES and isinstance(node, ast.Assign) and is_table(node.targets[0])


def binary(node, parents, name):
    if in_table(node, parents, name):
        return None
    if isinstance(node.op, (ast.Mult, ast.Div)) and (is_size(node.left, name) or is_size(node.right, name)):
        return None
    return f"operator {type(node.op).__name__}"


def number(node, parents, name):
    value = node.value
    if isinstance(value, (bool, str, bytes)) or value is None or value is Ellipsis or value in (0, 1):
        return None
    if in_index(node, parents) or in_table(node, parents, name):
        return None
    return f"number {value}"


def finding(node, parents, name):
    """What is wrong with a node; None when nothing is."""
    if isinstance(node, ast.BinOp):
        return binary(node, parents, name)
    if isinstance(node, ast.Constant):
        return number(node, parents, name)
    if isinstance(node, ast.AugAssign):
        return "augmented assignment"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Invert)):
        return None if in_index(node, parents) else "sign"
    if isinstance(node, ast.While):
        return "while loop"
    if isinstance(node, ast.For) and name not in (NAMES, "tco_vectors.py"):
        return "for loop"
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        is_pattern = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "re.compile"
        return f"call of {called}()" if (called in FUNCTIONS or called.startswith("__")) and not is_pattern else None
    if isinstance(node, ast.Import):
        return next((f"import of {alias.name}" for alias in node.names if alias.name not in MODULES), None)
    if isinstance(node, ast.ImportFrom):
        return f"import of {node.module}" if node.module not in MODULES else None
    return None


def check(text, name):
    tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = ((node, finding(node, parents, name)) for node in ast.walk(tree))
    return [f"{name}:{getattr(node, 'lineno', 0)}: {what}" for node, what in found if what]


# Each must be found: the check is no better than what it notices.
SPOILED = ("y = x + 1", "y = x * 24", "y = x * y", "y = x ** 2", "y = -x", "y = sum(x)", "y = x // z", "y += x", "y = 730",
           "for a in x:\n    y = a", "import math", "from fractions import Fraction", "y = round(x)", "y = x % z", "y = 0.5",
           "while x:\n    pass", "y = x / hours", "y = max(x)", "from functools import reduce", "y = x.__mul__(z)")
SOUND = ("y = x * HOURS['day']", "y = x / MTOK", "y = row[2]", "y = rows[-1]", "y = [f(a) for a in x]", "y = f(1, 0)")


def main():
    paths = [Path(path) for path in sys.argv[1:]] or [HERE / name for name in FILES if (HERE / name).exists()]
    findings = [line for path in paths for line in check(path.read_text(encoding="utf-8"), path.name)]
    blind = [text for text in SPOILED if not check(text, "tco_finance.py")]
    strict = [text for text in SOUND if check(text, "tco_finance.py")]
    print("\n".join([*findings, *(f"not noticed: {text}" for text in blind), *(f"refused: {text}" for text in strict)])
          or f"{len(paths)} files without arithmetic, {len(SPOILED)} spoiled lines noticed")
    sys.exit(bool(findings or blind or strict))


if __name__ == "__main__":
    main()
