#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The limits of the field table against the headers: a bit or a code that a header gains must be allowed there too.
. tests/support/report.sh
work=$BUILD/tests/abi
mkdir -p "$work"

# "name value form" of every constant in the headers' order; form: bit, decimal or other.
cat include/toll/*.h | awk '
    pending != "" { $0 = pending " " $0; pending = "" }
    /^#define TOLL_.*\\$/ { sub(/\\$/, ""); pending = $0; next }
    /^#define TOLL_[A-Z0-9_]+ +[0-9]/ {
        print $2, $3, $3 ~ /^0x0*[1248]0*u$/ ? "bit" : $3 ~ /^[0-9]+$/ ? "decimal" : "other"
    }' > "$work/constants"
sed 's|/\*.*\*/||' lib/api/fields.def lib/api/field_masks.h | grep -oE 'TOLL_[A-Z0-9_]+' | sort -u > "$work/used"
# A field's last argument but one is its greatest value.
sed 's/^FIELD0(\(.*\), ZERO_[A-Z]*)$/FIELD(\1)/' lib/api/fields.def |
    sed -n 's/^FIELD(.*, \(TOLL_[A-Z0-9_]*\), [^,]*)$/\1/p' | sort -u > "$work/greatest"

expect_none "abi/masks: every bit of the headers is in a mask of the field table" \
    "$(awk 'NR == FNR { used[$1]; next } $3 == "bit" && !($1 in used) { print $1 " is in no mask" }' \
        "$work/used" "$work/constants")"

# Codes are appended, so the constant after the last one belongs to another list: it has another first word, or does not
# continue the numbers.
expect_none "abi/masks: every code's limit is the last of the header's list" \
    "$(awk 'NR == FNR { greatest[$1]; next }
        { split($1, words, "_") }
        last != "" && words[2] == word && $3 == "decimal" && $2 == value + 1 { print last " is followed by " $1 " = " $2 }
        { last = "" }
        $1 in greatest && $3 == "decimal" { last = $1; word = words[2]; value = $2 }' "$work/greatest" "$work/constants")"
