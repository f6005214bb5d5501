# SPDX-License-Identifier: Apache-2.0
"""SQL engines: a table of two million rows (SQLite: half a million) billed in one query, beside the engine's own arithmetic
on doubles and, in DuckDB, on decimals. One line each: binding,what,ns_per_row,peer,peer_ns,ratio.

The table has four models in turn and three counts. The peers use one price list for all rows: no look-up, no rules, no
checks. Processor time of one thread, less that of a scan, which each query has; median of five rounds in which all take
turns.

Usage: sql.py [--scale FOLDER]      --scale: 10^8 rows in a file of DuckDB, all cores
"""
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BUILD = Path(os.environ.get("BUILD", "build"), "sql").resolve()
MODELS = ("gpt-4.1", "claude-sonnet-4-6", "gpt-4o-mini", "gemini-3.5-flash-lite")
AT = 1793491200  # 2026-11-01
ROUNDS = 5
SCALE = 10**8


def together(run, queries, rows):
    """Nanoseconds a row of each query beyond the first one, the scan."""
    times = {name: [] for name in queries}
    for _ in range(ROUNDS):
        for name, query in queries.items():
            start = time.process_time_ns()
            run(query)
            times[name].append((time.process_time_ns() - start) / rows)
    medians = {name: statistics.median(found) for name, found in times.items()}
    return {name: found - medians["scan"] for name, found in medians.items()}


def show(binding, times, names, peer):
    for name in names:
        print(f"{binding},{name},{times[name]:.0f},{peer},{times[peer]:.0f},{times[name] / times[peer]:.1f}")


# ---- SQLite ----

def sqlite():
    import sqlite3
    rows = 500_000
    con = sqlite3.connect(":memory:")
    con.enable_load_extension(True)
    con.load_extension(str(BUILD / "toll_sqlite"))
    con.execute("create table u (model, i integer, c integer, o integer)")
    con.executemany("insert into u values (?, ?, ?, ?)",
                    ((MODELS[n % 4], 1000 + n % 5000, n % 1000, n % 700) for n in range(rows)))
    words = "'input', i, 'cache_read', c, 'output', o"
    times = together(lambda sql: con.execute(sql).fetchall(), {
        "scan": "select max(i + c + o) from u",
        "plain double arithmetic": "select max((i - c) * 2e-6 + c * 5e-7 + o * 8e-6) from u",
        "toll_bill": f"select max(toll_bill(model, {words})) from u",
        "toll_bill of two counts": "select max(toll_bill(model, 'input', i, 'output', o)) from u",
        "toll_sum of toll_bill": f"select toll_sum(toll_bill(model, {words})) from u",
    }, rows)
    show("SQLite", times, ("toll_bill", "toll_bill of two counts", "toll_sum of toll_bill"), "plain double arithmetic")


# ---- DuckDB ----

def duckdb_connection(path=":memory:"):
    import duckdb
    con = duckdb.connect(path, config={"allow_unsigned_extensions": "true"})
    con.execute(f"LOAD '{BUILD / 'toll.duckdb_extension'}'")
    return con


def make_table(con, rows):
    con.execute(f"create or replace table u as select {list(MODELS)}[1 + i % 4] as model, 1000 + i % 5000 as i, i % 1000 as c,"
                f" i % 700 as o, TIMESTAMP '2026-10-01' + to_seconds(i % 2000000) as ts from range({rows}) t(i)")


WORDS = "{'input': i, 'cache_read': c, 'output': o}"


def duckdb():
    rows = 2_000_000
    con = duckdb_connection()
    con.execute("SET threads = 1")
    make_table(con, rows)
    price = "{}::DECIMAL(18,9)".format
    times = together(lambda sql: con.execute(sql).fetchall(), {
        "scan": "select sum(i + c + o) from u",
        "plain double arithmetic": "select sum((i - c) * 2e-6 + c * 5e-7 + o * 8e-6) from u",
        "plain decimal arithmetic": f"select sum((i - c) * {price('0.000002')} + c * {price('0.0000005')} + o * {price('0.000008')})"
                                    " from u",
        "toll_bill": f"select sum(toll_bill(model, {WORDS})) from u",
        "toll_bill_at": f"select sum(toll_bill_at(model, ts, {WORDS})) from u",
        "toll_bill by model": f"select model, sum(toll_bill(model, {WORDS})) from u group by model",
        "toll_bill_account": f"select toll_bill_account(model, ts, {WORDS}) from u",
    }, rows)
    show("DuckDB", times, ("toll_bill", "toll_bill_at", "toll_bill by model", "toll_bill_account"), "plain decimal arithmetic")
    show("DuckDB", times, ("toll_bill",), "plain double arithmetic")


def scale(folder):
    path = Path(folder, "scale.duckdb")
    path.unlink(missing_ok=True)
    con = duckdb_connection(str(path))
    make_table(con, SCALE)
    for name, query in (("scan", "select sum(i + c + o) from u"),
                        ("toll_bill_at", f"select sum(toll_bill_at(model, ts, {WORDS})) from u"),
                        ("toll_bill_at by day and model", "select count(*), sum(x) from (select date_trunc('day', ts), model,"
                         f" sum(toll_bill_at(model, ts, {WORDS})) as x from u group by all)")):
        start, used = time.perf_counter(), time.process_time()
        answer = con.execute(query).fetchall()[0]
        seconds, used = time.perf_counter() - start, time.process_time() - used
        print(f"{name}: {SCALE} rows in {seconds:.1f} s, {SCALE / seconds / 1e6:.1f} million rows a second; "
              f"{used / SCALE * 1e9:.0f} ns a row of processor time; {answer}", flush=True)
    con.close()
    path.unlink()


# ---- which Python ----

def python_for(engine):
    """DuckDB's package lies in a folder of the build; sqlite3 must load extensions, which not every python3 does."""
    if engine == "duckdb":
        own = BUILD / "venv/bin/python"
        return str(own) if own.exists() and (BUILD / "toll.duckdb_extension").exists() else None
    for python in (sys.executable, "/usr/bin/python3"):
        test = "import sqlite3; sqlite3.Connection.enable_load_extension"
        if subprocess.run([python, "-c", test], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python if (BUILD / "toll_sqlite.so").exists() else None
    return None


def main():
    if sys.argv[1:2] == ["--engine"]:
        return {"sqlite": sqlite, "duckdb": duckdb}[sys.argv[2]]()
    if sys.argv[1:2] == ["--scale"]:
        return scale(sys.argv[2])
    found = {engine: python_for(engine) for engine in ("sqlite", "duckdb")}
    if not any(found.values()):
        print("the SQL engines are not built (make check-sql)")
        sys.exit(77)
    for engine, python in found.items():
        if python:
            subprocess.run([python, "-B", __file__, "--engine", engine], check=True)
    return None


if __name__ == "__main__":
    main()
