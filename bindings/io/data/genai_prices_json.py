#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The data of the package genai-prices as JSON, in the form of its repository's data.json.

    python3 genai_prices_json.py genai_prices-0.2.3-py3-none-any.whl > data.json

The package keeps its prices as Python source: nested calls with literal arguments. This script parses that source and
runs none of it. Prices, Decimal('0.8'), become the text "0.8", so that no digit passes through a double.
"""

import ast
import json
import sys
import zipfile

# Members that `toll catalog import` has no use for; they are most of the file.
LEFT_OUT = {"extractors", "description", "price_comments", "pricing_urls", "api_pattern", "name"}


def date_of(args):
    return "%04d-%02d-%02d" % tuple(args)


def time_of(args, zone):
    if zone not in (None, "UTC"):
        raise ValueError("a time of day in the zone %r" % (zone,))
    return "%02d:%02d:%02dZ" % tuple((args + [0, 0])[:3])


def call_value(node):
    """A call is a Decimal, a date, a time, or a record whose keywords are its members."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
    args = [value_of(arg) for arg in node.args]
    members = {key.arg.rstrip("_"): value_of(key.value) for key in node.keywords if key.arg not in LEFT_OUT}
    if name == "Decimal":
        return args[0]
    if name == "date":
        return date_of(args)
    if name == "time":
        return time_of(args, members.get("tzinfo"))
    if args:
        raise ValueError("%s() has arguments without names" % name)
    return members


def value_of(node):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List):
        return [value_of(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {value_of(key): value_of(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return call_value(node)
    raise ValueError("line %d: no literal: %s" % (node.lineno, type(node).__name__))


def providers_of(source):
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.target.id == "providers":
            return value_of(statement.value)
    raise ValueError("data.py has no `providers`")


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        source = wheel.read("genai_prices/data.py").decode()
    json.dump(providers_of(source), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
