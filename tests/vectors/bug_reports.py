# SPDX-License-Identifier: Apache-2.0
"""Public bug reports of other tools, replayed as logs: what those tools got wrong, `toll bill` must get right.

A line of the file is one report:

    source      repository and number
    wrong       what the tool did
    log         the lines as its users have them: an object is a line of JSON, a text is a line as it stands
    at          the day of records that tell none
    options     of `toll bill`
    records     how many are billed
    total       the exact amount in USD
    derivation  the total's arithmetic in millionths of a dollar, "86*2.5 + 1920*1.25 + 300*10": computed here with
                fractions, it must give the total
    refused     texts that stand in the reasons, one for each record that is not billed
    theirs      the figure that the tool gave, or that its mistake gives for these counts: it must not be the total
    stated      the cost that the records state, digit by digit
    note        which counts the report lacks

Prices are those of bug_prices.csv, so that no later price changes a total, and nothing depends on the clock. Where the
Python package finds its libraries (LIBTOLL), it reads and bills the same lines ("python": false: they need an option
that it lacks), and its exact total must be the same.

Usage: bug_reports.py FILE [--toll PROGRAM] [--prices CSV] [--show]
"""
import argparse
import decimal
import fractions
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PER = 1_000_000


def lines_of(case):
    return [line if isinstance(line, str) else json.dumps(line) for line in case["log"]]


def derived(text):
    """86*2.5 + 1920*1.25: the sum of products as a fraction of a dollar."""
    total = fractions.Fraction(0)
    for product in text.split("+"):
        quantity, price = product.split("*")
        total += int(quantity) * fractions.Fraction(price.strip())
    return total / PER


def check_case(case):
    """Mistakes of the case itself: a total that its arithmetic does not give, or that is the wrong figure."""
    if "total" not in case:
        return [] if case.get("refused") else ["has neither a total nor a refusal"]
    total = fractions.Fraction(case["total"])
    found = [] if derived(case["derivation"]) == total else [f"{case['derivation']} is not {case['total']}"]
    if "theirs" in case and fractions.Fraction(case["theirs"]) == total:
        found.append("the wrong figure is the right one")
    return found


# ---- the command ----

def run_bill(toll, book, case):
    """The answer of toll bill --json, and its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, "log.jsonl")
        log.write_text("".join(line + "\n" for line in lines_of(case)), encoding="utf-8")
        asked = [toll, "bill", str(log), "--book", book, "--at", case["at"], "--json", *case.get("options", [])]
        run = subprocess.run(asked, capture_output=True, text=True)
    if run.returncode not in (0, 4):
        return {"failure": run.stderr.strip() or f"exit status {run.returncode}"}, run.returncode
    return json.loads(run.stdout, parse_float=decimal.Decimal), run.returncode


def reasons_of(answer):
    """A reason for each record that is in no total."""
    found = [line["reason"] for line in answer["bad_lines"]]
    for entry in answer["unpriced"]:
        found += [entry["reason"]] * entry["records"]
    return found


def compare_total(case, answer):
    total = answer["total"]
    wanted = {"records": case["records"], "cost": case.get("total"), "currency": "USD" if "total" in case else None}
    if "stated" in case:
        wanted["stated_cost"] = case["stated"]
    if total is None:
        total = {"records": 0, "cost": None, "currency": None}
    if total["records"] == 0 and "total" not in case:
        wanted = {"records": 0}
    return [f"{key}: {total[key]}, expected {value}" for key, value in wanted.items() if total[key] != value]


def compare_refusals(case, answer, status):
    reasons, wanted = reasons_of(answer), list(case.get("refused", []))
    found = [f"not billed: {reason}" for reason in reasons] if len(reasons) != len(wanted) else []
    if len(reasons) < len(wanted):
        found.append(f"{len(reasons)} records refused, expected {len(wanted)}")
    for text, reason in zip(wanted, reasons):
        if text not in reason:
            found.append(f"reason {reason!r}, expected {text!r}")
    if (status == 4) != bool(wanted):
        found.append(f"exit status {status}")
    return found


def compare(case, answer, status):
    if "failure" in answer:
        return [answer["failure"]]
    return compare_total(case, answer) + compare_refusals(case, answer, status)


# ---- the Python package ----

def python_records(usage, case):
    """Records of the log's lines; of those with one request number the one with the largest output."""
    found, by_request = [], {}
    with usage.Reader() as reader:
        for line in lines_of(case):
            if not line or line.startswith("event:"):
                continue
            for record in reader.read(line.removeprefix("data: ")):
                before = by_request.get(record.request) if record.is_snapshot else None
                if before is None:
                    by_request[record.request] = len(found)
                    found.append(record)
                elif record.quantities.get("output", 0) >= found[before].quantities.get("output", 0):
                    found[before] = record
        return found + reader.finish()


def python_total(libtoll, book, case):
    total, options = decimal.Decimal(0), case.get("options", [])
    provider = options[options.index("--provider") + 1] if "--provider" in options else None
    instant = case["at"] + "T00:00:00Z"
    for record in python_records(libtoll.usage, case):
        if not any(record.quantities.values()):
            continue
        name = book.resolve(record.model, provider or record.provider, at=instant) if provider else None
        card = book.card(record.model, name.provider if name else None, at=instant)
        total += card.bill(record.quantities, tier=record.tier or "", region=record.region or "", at=instant,
                           attributes=record.attributes, kinds=record.kinds).billed
    return total


def compare_python(libtoll, book, case):
    if not case.get("python", True):
        return []
    try:
        total = python_total(libtoll, book, case)
    except libtoll.TollError as error:
        return [] if "refused" in case else [f"Python: {error}"]
    if "refused" in case:
        return ["Python bills what is refused"]
    return [] if total == decimal.Decimal(case["total"]) else [f"Python: {total}, expected {case['total']}"]


def load_python(book):
    """The package and the book, or None where this machine can't load them."""
    sys.path.insert(0, str(HERE.parent.parent / "bindings/python"))
    try:
        import libtoll.bill
        import libtoll.usage
    except ImportError as error:
        print(f"without Python's reader: {error}")
        return None, None
    return libtoll, libtoll.bill.Book.map(book)


# ---- all reports ----

def replay(asked, book):
    cases = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines()]
    libtoll, open_book = load_python(book)
    failed = 0
    for case in cases:
        answer, status = run_bill(asked.toll, book, case)
        found = check_case(case) + compare(case, answer, status)
        if libtoll:
            found += compare_python(libtoll, open_book, case)
        failed += bool(found)
        for text in found:
            print(f"{case['id']} ({case['source']}): {text}")
        if asked.show:
            print(f"{case['id']:<28}{case['source']:<40}{case.get('theirs', '-'):>24}"
                  f"{case.get('total', 'refused'):>16}")
    reports = len({case["source"] for case in cases})
    print(f"{len(cases)} logs of {reports} reports: {len(cases) - failed} as expected, {failed} not")
    return failed or len({case["id"] for case in cases}) != len(cases)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--toll", default="build/toll")
    parser.add_argument("--prices", default=str(HERE / "bug_prices.csv"))
    parser.add_argument("--show", action="store_true", help="a line for each report: their figure and the right one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = str(pathlib.Path(folder, "bugs.book"))
        subprocess.run([asked.toll, "book", "build", asked.prices, "-o", book], check=True, stdout=subprocess.DEVNULL)
        return 1 if replay(asked, book) else 0


if __name__ == "__main__":
    sys.exit(main())
