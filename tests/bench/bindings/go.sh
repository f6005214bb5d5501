#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nanoseconds of a bill in Go, beside the same products and their sum in math/big, which is exact as well.
# Lines: binding,what,ns_per_call_or_row,peer,peer_ns,ratio; medians of 11 short rounds. Needs go and build/libtoll.a.
set -eu
cd "$(dirname "$0")/../../.."
top=$(pwd)
case ${BUILD:-build} in /*) build=$BUILD ;; *) build=$top/${BUILD:-build} ;; esac
cd bindings/go
CGO_CFLAGS="-I$top/include" CGO_LDFLAGS="$build/libtoll.a -lm" \
    go test -tags nopkgconfig -run none -bench 'Bill|PlainBig' -benchtime 20ms -count 11 . |
    awk '
        /^Benchmark/ { sub(/^Benchmark/, "", $1); sub(/-[0-9]+$/, "", $1); times[$1] = times[$1] " " $3 }
        function median(text,    list, n, i, j, swap) {
            n = split(text, list, " ")
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap }
            return list[int((n + 1) / 2)]
        }
        function line(name, what) {
            if (!(name in times) || !("PlainBig" in times)) { failed = 1; return }
            printf "go,%s,%.1f,math/big products and sum,%.1f,%.2f\n", what, median(times[name]), median(times["PlainBig"]),
                median(times[name]) / median(times["PlainBig"])
        }
        END {
            line("BillInto", "Card.BillInto (3 meters)")
            line("Bill", "Card.Bill (3 meters; a map and a new bill)")
            line("BillColumns", "Card.BillColumns (3 meters; a row)")
            line("BillRows", "BillRows (3 meters; a row)")
            exit failed
        }'
