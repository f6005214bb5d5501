#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How many names of tests/names/api_names.csv the built-in book answers, rightly and wrongly, through `toll book find`.
# Fails below 90 % of those that the book can answer, and on one wrong answer. run.sh FILE: of another file with columns
# name, told, provider, model. Needs the built command alone.
. tests/support/report.sh
file=${1:-tests/names/api_names.csv}
scratch=$BUILD/tests/names
at=2026-11-01
rm -rf "$scratch"
mkdir -p "$scratch"
grep -v '^#' "$file" | tail -n +2 > "$scratch/rows"

# Names of stdin, one provider: name, found (1 or 0), provider, tariff, and the rules behind it, separated by tabs.
find_names() {
    TOLL_BOOK=built-in "$BUILD/toll" book find - --at $at --provider "$1" --json 2> "$scratch/complaints" | awk '
        function value(line) { sub(/^[^:]*: "/, "", line); sub(/",?$/, "", line); return line }
        function put() { if (name != "") printf "%s\t%s\t%s\t%s\t%s\n", name, found, provider, tariff, rules }
        /^      "name":/ { put(); name = value($0); provider = tariff = rules = ""; found = 0; open = 0 }
        /^      "is_found": true/ { found = 1 }
        /^      "provider":/ { provider = value($0) }
        /^      "tariff":/ { tariff = value($0) }
        /^      "matched_by": \[$/ { open = 1; next }
        /^      \]/ { open = 0 }
        open { rule = $0; gsub(/[",]/, "", rule); gsub(/^ +/, "", rule); if (rule != "alias") rules = rules "+" rule }
        END { put() }'
}

cut -d, -f2 "$scratch/rows" | sort -u | while IFS= read -r told; do
    awk -F, -v told="$told" '$2 == told { print $1 }' "$scratch/rows" | find_names "$told" | sed "s/^/$told	/"
done > "$scratch/answers"

# What is expected, by its name in the book: only what is written out there counts.
awk -F, '$3 != "UNKNOWN" { print $3 }' "$scratch/rows" | sort -u | while IFS= read -r provider; do
    awk -F, -v provider="$provider" '$3 == provider { print $4 }' "$scratch/rows" | sort -u | find_names "$provider" |
        awk -F'\t' -v provider="$provider" '$2 == 1 && $5 == "" { print provider "\t" $1 "\t" $4 }'
done > "$scratch/known"

awk -v known="$scratch/known" -v answers="$scratch/answers" '
    BEGIN {
        FS = "\t"
        while ((getline < known) > 0) book[$1 "\t" $2] = $3
        while ((getline < answers) > 0) { found[$1 "\t" $2] = $3; seller[$1 "\t" $2] = $4; tariff[$1 "\t" $2] = $5 }
        FS = ","
    }
    {
        key = $2 "\t" $1; want = book[$3 "\t" $4]; got = found[key] == 1 ? tariff[key] : ""
        if ($3 == "UNKNOWN") { nonsense++; if (got != "") { wrong++; print "wrong: " $1 " (" $2 ") is " got } next }
        if (want == "") { absent++; if (got != "") { wrong++; print "wrong: " $1 " (" $2 ") is " got ", not of " $3 } next }
        answerable++
        if (got == "") { print "refused: " $1 " (" $2 ") is " want; next }
        if (got == want && seller[key] == $3) { right++; next }
        wrong++; print "wrong: " $1 " (" $2 ") is " got ", not " want
    }
    END {
        printf "%d names: %d in the book, %d of them answered rightly (%.1f %%); %d not in the book; %d mean nothing; %d wrong\n",
            NR, answerable, right, answerable ? 100 * right / answerable : 0, absent, nonsense, wrong > "/dev/stderr"
        exit !(answerable > 0 && right >= 0.9 * answerable && wrong == 0)
    }' "$scratch/rows" > "$scratch/report" 2> "$scratch/figures"
passed=$?
if [ $passed -eq 0 ]; then
    ok "names: $(cat "$scratch/figures")"
else
    cat "$scratch/report"
    bad "names: $(cat "$scratch/figures")"
fi
