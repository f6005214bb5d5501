#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rules about functions in lib/ and bindings/: median 12 lines at most, 40 for any one (switch tables are exempt from the
# second), and guards that return early.
. tests/support/report.sh
mkdir -p "$BUILD/tests"
list=$BUILD/tests/functions.txt

c_files() {
    find lib bindings -name '*.c' | sort
}
c_files | xargs awk -f tests/lint/functions.awk | sort -n > "$list"

figures=$(awk '{ n[NR] = $1 } END { if (NR) printf "%d functions, median %d, p90 %d, max %d lines",
    NR, n[int((NR + 1) / 2)], n[int(NR * 0.9 + 0.999)], n[NR] }' "$list")
median=$(awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] + 0 }' "$list")
expect_none "lint/functions: none over 40 lines" \
    "$(awk '$1 > 40 && !$2 { printf "%s: %s has %d lines\n", $3, $4, $1 }' "$list")"
expect_none "lint/functions: $figures" "$([ "$median" -le 12 ] || echo "the median is over 12")"

# "if (status == TOLL_OK) status = next();" hides the happy path in rungs: return early instead.
expect_none "lint/functions: no rungs of if (status == TOLL_OK)" "$(c_files | xargs grep -nF 'if (status == TOLL_OK')"
