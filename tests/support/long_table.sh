#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the newest row of each step of docs/dev/long_runs.csv into docs/dev/testing.md, between its two marks.
# Usage: long_table.sh [check]   check: prints what would change, and fails when something would
page=docs/dev/testing.md
runs=docs/dev/long_runs.csv
[ -f "$runs" ] || exit 0
made=$(mktemp)
awk -v runs="$runs" '
    function show(    line, parts, step, n, order, i) {
        while ((getline line < runs) > 0) {
            if (line ~ /^date,/) continue
            split(line, parts, ",")
            step = parts[3]
            if (!(step in newest)) order[++n] = step
            newest[step] = line
        }
        print "| step | date | commit | figure |"
        print "|------|------|--------|--------|"
        for (i = 1; i <= n; i++) {
            line = newest[order[i]]
            split(line, parts, ",")
            sub(/^[^"]*"/, "", line)
            sub(/"$/, "", line)
            print "| " order[i] " | " parts[1] " | " parts[2] " | " line " |"
        }
    }
    /^<!-- long runs: begin/ { print; show(); skip = 1; next }
    /^<!-- long runs: end/ { skip = 0 }
    !skip { print }' "$page" > "$made"
if [ "${1-}" = check ]; then
    diff "$page" "$made"
    status=$?
    rm -f "$made"
    exit $status
fi
mv "$made" "$page"
