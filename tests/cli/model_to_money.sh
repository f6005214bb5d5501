#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The example docs/examples/model-to-money.toll: names become the figures that one would type by hand. The derived rows are
# typed into a second file, which must cost the same; every derived row is listed with its origin; parts of the file in
# another file change nothing.
. tests/support/report.sh
case $BUILD in /*) ;; *) BUILD=$(pwd)/$BUILD ;; esac
case $COUNTS in /*) ;; *) COUNTS=$(pwd)/$COUNTS ;; esac
[ -x "$BUILD/toll" ] || { skip model_to_money "no command"; exit 0; }
example=$(pwd)/docs/examples/model-to-money.toll
work=$BUILD/tests/model_to_money
rm -rf "$work" && mkdir -p "$work/parts" && cd "$work" || exit 1
TOLL_NOW=2026-11-30 COLUMNS=100
export TOLL_NOW COLUMNS

check() { # name command...
    name=$1
    shift
    if "$@" > log 2>&1; then ok "model_to_money: $name"; else bad "model_to_money: $name" "$(head -c 300 log)"; fi
}

"$BUILD/toll" tco "$example" --json > named.json 2> err || bad "model_to_money: the example runs" "$(cat err)"
"$BUILD/toll" tco "$example" > screen

# key = mid [low .. high] of the rows that a deploy gave; "power_max per unit" is a key as it stands.
awk '
    /"row":/ { row = $0; sub(/.*"row": "/, "", row); sub(/",.*/, "", row) }
    /"option":/ { option = $2 + 0 }
    /"low":/ { low = $2; sub(/,/, "", low) }
    /"mid":/ { mid = $2; sub(/,/, "", mid) }
    /"high":/ { high = $2 }
    /"text": "derived:/ { print option, row " = " mid (low != high ? " [" low " .. " high "] lognormal" : "") \
        (row ~ /^capacity/ ? " group h100" : "") }
' named.json > derived
check "two options derive seven rows each" [ "$(wc -l < derived)" -eq 14 ]

# The nth deploy stands for the rows of option n + 1.
awk '
    NR == FNR { rows[$1] = rows[$1] substr($0, length($1) + 2) "\n"; next }
    /^\[/ { option++ }
    /^deploy =/ { printf "%s", rows[option]; next }
    /^slo =/ { next }
    { print }
' derived "$example" > by_hand.toll
figures() { # JSON: what does not name a line or a label
    grep -v -e '"line":' -e '"text":' "$1"
}
"$BUILD/toll" tco by_hand.toll --json > typed.json 2> err || cat err
figures named.json > a
figures typed.json > b
# A number of 17 digits is read to its last bit but one.
alike() {
    [ "$(wc -l < a)" -gt 1000 ] || return 1
    paste -d '|' a b | awk -F '|' '
        $1 == $2 { next }
        {
            key = $1; other = $2; value = $1; typed = $2
            sub(/[-0-9.e+]*,?$/, "", key); sub(/[-0-9.e+]*,?$/, "", other)
            value = substr(value, length(key) + 1) + 0; typed = substr(typed, length(other) + 1) + 0
            gap = value - typed
            if (key != other || (gap < 0 ? -gap : gap) > 1e-9 * (value < 0 ? -value : value)) { print; wrong = 1 }
        }
        END { exit wrong }'
}
check "typed by hand the same capacities cost the same, draws too" alike

# A line for each origin, folded to the screen.
joined=$(tr -s ' \n' '  ' < screen)
has() { # text
    case $joined in *"$1"*) true ;; *) false ;; esac
}
check "the estimate is an origin" has "serve estimate for 1500 in (450 cached), 400 out: "
check "the tariff is an origin" has "price of claude-haiku-4-5, anthropic on 2026-"
check "the machine is an origin" has "price of aws/p5.48xlarge/us-east-1, on demand, on 2026-"
check "options on one card are drawn together" has "inputs independent but for groups"
check "no option is cut short" sh -c '! grep -q "not ranked" screen'

# Half of the file in another folder, named from there.
sed -n '/^\[own\]/,$p' "$example" > parts/own.toll
{ sed '/^\[own\]/,$d' "$example"; echo 'include "parts/own.toll"'; } > whole.toll
"$BUILD/toll" tco whole.toll --json > included.json 2> err || cat err
figures included.json > c
check "an included file stands in place of its line" cmp a c
sed 's/^life server.*/lief server = 3/' parts/own.toll > parts/slip.toll
sed 's|parts/own|parts/slip|' whole.toll > slip.toll
check "a slip in it names the file" sh -c "\"$BUILD/toll\" tco slip.toll 2>&1 | grep -q 'slip.toll: parts/slip.toll: line 8: .*life'"
check "from a pipe nothing is included" sh -c "\"$BUILD/toll\" tco - < whole.toll 2>&1 | grep -q 'text from memory or a pipe'"
