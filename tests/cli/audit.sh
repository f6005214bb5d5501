#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The auditor's program passes bills that the command prints, and fails on each figure that was changed.
. tests/support/report.sh
[ -x "$BUILD/toll" ] || exit 0
have python3 || { skip audit "no python3"; exit 0; }
bill=$BUILD/tests/audit.json

price() {
    "$BUILD/toll" price "$@" --at 2026-11-23 --json > "$bill"
}
audit() {
    python3 docs/examples/audit.py < "$bill"
}
# The first line of the bill that has the figure is changed by a digit; the program must say so and exit with 1.
tampered() { # figure
    awk -v figure="\"$1\": " '!done && index($0, figure) { sub(/[0-9](",|,)$/, "7&"); done = 1 } { print }' "$bill" |
        python3 docs/examples/audit.py > "$bill.log"
    [ $? -eq 1 ] && grep -q "$2" "$bill.log"
}

price claude-sonnet-4-5 gpt-5-mini --input 100k --cache-read 90k --output 2k --usage web_search=3
expect "audit: two bills pass" audit
for figure in quantity per list_price contracted_price list_factor contract_factor bill_factor; do
    expect "audit: a changed $figure is found" tampered $figure "line 1 (input): "
done
for figure in list_cost contracted_cost cost input_cost output_cost other_cost; do
    expect "audit: a changed $figure is found" tampered $figure "add up to"
done
price claude-haiku-5-5 --input 300k --output 1 --region us
expect "audit: a bill with a multiplier or a tier passes" audit
expect "audit: a rounded line says so" sh -c "printf '%s' '{\"models\": [{\"is_known\": true, \"model\": \"m\", \"lines\": [
    {\"meter\": \"page\", \"quantity\": 2, \"per\": 3, \"list_price\": \"1\", \"contracted_price\": \"1\", \"list_factor\": \"1\",
     \"contract_factor\": \"1\", \"bill_factor\": \"1\", \"list_cost\": \"0.666666666666666667\", \"is_exact\": false,
     \"contracted_cost\": \"0.666666666666666667\", \"cost\": \"0.666666666666666667\"}],
    \"list_cost\": \"0.666666666666666667\", \"contracted_cost\": \"0.666666666666666667\", \"cost\": \"0.666666666666666667\",
    \"input_cost\": \"0\", \"output_cost\": \"0\", \"other_cost\": \"0.666666666666666667\"}]}' | python3 docs/examples/audit.py"
