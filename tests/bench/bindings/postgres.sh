#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a row costs in PostgreSQL, beside the server's own arithmetic over the same rows: one model, three counts, 300,000
# rows, summed; medians of five rounds in which all take turns, the scan of the table taken off. One line each:
# binding,what,ns,peer,peer_ns,ratio.
#
# Usage: postgres.sh "MAKE COMMAND OF THE EXTENSION" (make bench-postgres)
. bindings/sql/postgres/tests/server.sh
trap pg_stop EXIT INT TERM
pg_start "$1" >&2 || exit 1
rows=${ROWS:-300000}
pg_query "CREATE EXTENSION toll; CREATE UNLOGGED TABLE log AS SELECT 'gpt-4.1'::text AS model,
    timestamptz '2026-10-01' + i * interval '1 second' AS at, (2000 + i % 50000)::int8 AS input, (i % 2000)::int8 AS cached,
    (i % 700)::int8 AS output FROM generate_series(1, $rows) i; ANALYZE log" > /dev/null

words="at, 'input', input, 'cache_read', cached, 'output', output"
cat > "$pg_root/queries" <<END
scan|sum(input)
float8|sum(((input - cached) * 2::float8 + cached * 0.5::float8 + output * 8::float8) / 1e6::float8)
numeric|sum(((input - cached) * 2.0 + cached * 0.5 + output * 8.0) / 1000000)
toll_cost_at|sum(toll_cost_at(model, $words))
toll_bill_at|sum(toll_bill_at(model, $words))
toll_bill_usage|sum(toll_bill_usage(model, jsonb_build_object('input', input, 'cache_read', cached, 'output', output), at))
END

# All in one session: its first round opens the book and makes the cards.
{
    echo "SET max_parallel_workers_per_gather = 0;"
    for round in 0 1 2 3 4 5; do
        while IFS='|' read -r name sum; do
            echo "SELECT clock_timestamp() AS began \\gset"
            echo "SELECT $sum AS total FROM log \\gset"
            echo "SELECT '$name', $round, extract(epoch FROM clock_timestamp() - :'began'::timestamptz) * 1e9 / $rows, :'total';"
        done < "$pg_root/queries"
    done
} > "$pg_root/script"
"$pg_bin/psql" -XAtq -v ON_ERROR_STOP=1 -f "$pg_root/script" > "$pg_root/times" || exit 1

awk -F'|' '
    $2 > 0 { n[$1]++; t[$1, n[$1]] = $3 + 0; total[$1] = $4 }
    function median(name, i, j, x) {
        for (i = 2; i <= n[name]; i++)
            for (j = i; j > 1 && t[name, j - 1] > t[name, j]; j--) { x = t[name, j]; t[name, j] = t[name, j - 1]; t[name, j - 1] = x }
        return t[name, (n[name] + 1) / 2]
    }
    function line(name, peer, what) {
        printf "postgres,%s,%.0f,%s,%.0f,%.2f\n", name, median(name) - scan, what, median(peer) - scan,
            (median(name) - scan) / (median(peer) - scan)
    }
    END {
        if (total["numeric"] + 0 != total["toll_bill_at"] + 0) { print "the peer computes another amount" > "/dev/stderr"; exit 1 }
        scan = median("scan")
        line("toll_bill_at", "numeric", "numeric arithmetic of the server")
        line("toll_bill_usage", "numeric", "numeric arithmetic of the server")
        line("toll_cost_at", "float8", "float8 arithmetic of the server")
        line("scan", "scan", "scan")
    }' "$pg_root/times" | sed '/^postgres,scan/d'
