# SPDX-License-Identifier: Apache-2.0
"""The accuracy report: serving points, published results, choices among measured deployments: one Markdown page, one JSON file."""
import argparse
import json
import os
import sys
import tempfile
from typing import Any, Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bindings", "python"))
sys.path.insert(0, HERE)

import measured  # noqa: E402
import regret  # noqa: E402
import serving  # noqa: E402


def serve(path: str) -> Dict[str, Any]:
    """Runs the serving points' own program: its page and its predictions."""
    with tempfile.TemporaryDirectory() as folder:
        page, data = os.path.join(folder, "page.md"), os.path.join(folder, "rows.json")
        sys.argv = ["serving.py", path, "--markdown", page, "--json", data]
        serving.main()
        with open(page, encoding="utf-8") as text, open(data, encoding="utf-8") as rows:
            return {"lines": text.read().rstrip("\n").split("\n"), "rows": json.load(rows)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serving", help="measured serving points")
    parser.add_argument("--measured", help="published results")
    parser.add_argument("--regret", help="measured serving points: what choosing by predictions gives away")
    parser.add_argument("--json", help="also write every row's prediction here")
    parser.add_argument("--markdown", help="also write the report here")
    options = parser.parse_args()
    lines: List[str] = []
    rows: Dict[str, Any] = {}
    if options.serving:
        part = serve(options.serving)
        lines += part["lines"]
        rows["serving"] = part["rows"]
    if options.measured:
        more, rows["measured"] = measured.evaluate(options.measured)
        print("\n".join(more))
        lines += ([""] if lines else ["# Accuracy of estimates", ""]) + more
    if options.regret:
        more = regret.evaluate(options.regret)
        print("\n".join(([""] if lines else []) + more))
        lines += ([""] if lines else ["# Accuracy of estimates", ""]) + more
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows if len(rows) > 1 else next(iter(rows.values()), []), file)


if __name__ == "__main__":
    main()
