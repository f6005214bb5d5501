#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make check-postgres: the extension in a private server. pg_regress on tests/sql, parallel workers, the cases that every
# SQL engine must pass, and a book of a file that is replaced.
mkdir -p "${BUILD:=build}/tests"
COUNTS=$BUILD/tests/postgres.counts
: > "$COUNTS"
. tests/support/report.sh
. bindings/sql/postgres/tests/server.sh
here=bindings/sql/postgres/tests
trap pg_stop EXIT INT TERM

expect_text() { # name found wanted
    expect_none "$1" "$([ "$2" = "$3" ] || echo "found $2, not $3")"
}

finish() {
    awk '{ n[$1] += $2 } END { printf "%d passed, %d failed%s\n", n["passed"], n["failed"],
        n["skipped"] ? ", " n["skipped"] " skipped" : "" }' "$COUNTS"
    exit "$(grep -c '^failed' "$COUNTS")"
}

if ! pg_start > "$BUILD/tests/postgres.log" 2>&1; then
    expect_none "postgres/server: starts" "$(cat "$BUILD/tests/postgres.log")"
    finish
fi

regress=$(dirname "$("$PG_CONFIG" --pgxs)")/../test/regress/pg_regress
results=$BUILD/tests/postgres
mkdir -p "$results"
if [ -x "$regress" ]; then
    said=
    "$regress" --use-existing --dbname=postgres --bindir="$pg_bin" --inputdir=$here --outputdir="$results" toll \
        > "$results/said" 2>&1 || said=$(cat "$results/said" "$results/regression.diffs" 2> /dev/null)
    expect_none "postgres/pg_regress: answers and refusals" "$said"
else
    skip postgres/pg_regress "no $regress"
fi
pg_query "CREATE EXTENSION IF NOT EXISTS toll"

# ---- the cases of every SQL engine ----
if have python3; then
    if TOLL_PSQL=$pg_bin/psql TOLL_PG_FILES=$pg_root LIBTOLL=$pg_root/../../libtoll.so PYTHONPATH=bindings/python \
        PYTHONDONTWRITEBYTECODE=1 python3 $here/test_postgres.py > "$results/cases.log" 2>&1; then
        ok "postgres/cases: $(sed -n 's/^Ran \([0-9]* tests\).*/\1/p' "$results/cases.log")"
    else
        expect_none "postgres/cases" "$(cat "$results/cases.log")"
    fi
else
    skip postgres/cases "no python3"
fi

# ---- two workers price a table, and the plan says so ----
pg_query "CREATE TABLE log AS SELECT (ARRAY['gpt-4.1', 'gpt-4o', 'claude-sonnet-4-6'])[1 + i % 3] AS model,
    timestamptz '2026-10-01' + i * interval '1 second' AS at, i % 50000 AS input, i % 700 AS output
    FROM generate_series(1, 200000) i; ANALYZE log"
setup="SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
    SET min_parallel_table_scan_size = 0;"
query="SELECT trim_scale(sum(toll_bill_at(model, at, 'input', input, 'output', output))) FROM log"
expect_text "postgres/parallel: the plan has two workers" "$(pg_query "$setup EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)
    $query" | sed -n 's/^ *Workers Launched: //p')" 2
alone=$(pg_query "SET max_parallel_workers_per_gather = 0; $query")
# gpt-4.1 costs 2 and 8 USD per million, gpt-4o 2.50 and 10, claude-sonnet-4-6 3 and 15: PostgreSQL's own arithmetic
own=$(pg_query "SELECT trim_scale(sum(input * p.i + output * p.o) / 1000000) FROM log JOIN (VALUES ('gpt-4.1', 2.0, 8.0),
    ('gpt-4o', 2.5, 10.0), ('claude-sonnet-4-6', 3.0, 15.0)) p(model, i, o) USING (model)")
expect_text "postgres/parallel: one backend gives what PostgreSQL's numeric arithmetic gives" "$alone" "$own"
expect_text "postgres/parallel: and so do two workers" "$(pg_query "$setup $query")" "$own"

# ---- a book of a file: answers follow the setting ----
cp "$BUILD/full.book" "$pg_root/data/full.book" && chmod a+r "$pg_root/data/full.book"
expect_text "postgres/book: full.book has its own hash and more tariffs" "$(pg_query "
    CREATE TEMP TABLE seen AS SELECT toll_book() AS hash, count(*) AS n FROM toll_models();
    SET toll.book = '$pg_root/data/full.book';
    SELECT toll_book() <> hash, (SELECT count(*) FROM toll_models()) > n FROM seen")" "t|t"
# Partial aggregates of two workers: the least and the greatest hash that any of them sees.
expect_text "postgres/book: workers price by the leader's book" "$(pg_query "$setup SET parallel_leader_participation = off;
    CREATE TEMP TABLE built_in AS SELECT toll_book() AS hash; SET toll.book = '$pg_root/data/full.book';
    CREATE TEMP TABLE theirs AS SELECT min(toll_book()) AS least, max(toll_book()) AS most FROM log;
    SELECT least = most, least <> hash, least = toll_book() FROM theirs, built_in")" "t|t|t"
finish
