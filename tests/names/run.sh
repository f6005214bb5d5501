#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names in the forms in which drivers, clouds, hubs and people write them, against what they mean: how many are answered,
# right, wrong. A row "name,id,more" of hw_names.csv or model_names.csv gives the answer: UNKNOWN where the name must be
# refused, and an id that the catalog lacks must be refused as well. `more` is the count of accelerators, or the
# precision that the name states; OTHER: one that the catalog lacks.
#
#     run.sh [hw_names.csv [model_names.csv]]   other lists, in the same form
cd "$(dirname "$0")/../.." || exit 1
. tests/support/report.sh
mkdir -p "$BUILD/tests"

# Every name's answer on one line: id, count or precision; "OTHER" where a stated format is not known.
answers() { # command names
    "$BUILD/toll" "$1" find - --json < "$2" | awk '
        /^      "name":/ { n++; id = "UNKNOWN"; more = "" }
        /^      "id": "/ { id = $2; gsub(/[",]/, "", id) }
        /^      "(count|precision)": / { more = $2; gsub(/[",]/, "", more); if (more == "null") more = "" }
        /^        "other_precision"/ { more = "OTHER" }
        /^    }/ { print id "," more }'
}

check_names() { # command list
    names=$BUILD/tests/$1_names.txt
    grep -v '^#' "$2" | sed 1d > "$names.rows"
    sed 's/,[^,]*,[^,]*$//' "$names.rows" > "$names"
    "$BUILD/toll" "$1" list --json | sed -n 's/^ *"id": "\(.*\)",*$/\1/p' > "$names.ids"
    answers "$1" "$names" > "$names.answers"
    paste -d, "$names.rows" "$names.answers" | awk -F, -v ids="$names.ids" -v what="$1" -v wrong="$names.wrong" '
        BEGIN { while ((getline id < ids) > 0) known[id] = 1; printf "" > wrong }
        NF != 5 { print "bad row: " $0 >> wrong; next }
        {
            is_known = $2 in known
            if (is_known) meant++; else absent++
            if ($4 != "UNKNOWN" && ($4 != $2 || $5 != $3)) {
                bad++
                print $1 " means " $2 " (" $3 "), read as " $4 " (" $5 ")" >> wrong
            } else if ($4 != "UNKNOWN") right++
            else if (is_known) missed = missed "\n      not answered: " $1
            else refused++
        }
        END {
            printf "%s names: %d of %d answered (%.1f %%), %d wrong; %d of %d without a row refused%s\n", what, right, meant, 100 * right / meant, bad, refused, absent, missed
        }'
}

for what in hw model; do
    list=${1:-tests/names/${what}_names.csv}
    [ $# -gt 0 ] && shift
    line=$(check_names "$what" "$list")
    expect_none "names/$(printf '%s' "$line" | head -1)" "$(cat "$BUILD/tests/${what}_names.txt.wrong")"
    share=$(printf '%s' "$line" | sed -n '1s/.*(\([0-9]*\)\.[0-9] %).*/\1/p')
    expect "names/$what: at least 90 % answered" [ "${share:-0}" -ge 90 ]
    printf '%s\n' "$line" | sed 1d
done
