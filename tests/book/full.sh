#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# full.book: how reviewed and imported rows become one book, the committed rows, and the pages that count them.
. tests/support/report.sh
work=$BUILD/tests/full
gen="$RUN $BUILD/full_gen"
toll="$RUN $BUILD/toll"
[ -x "$BUILD/full_gen" ] || { skip book/full "no command"; exit 0; }
rm -rf "$work"
mkdir -p "$work"

# A reviewed model since 2026-01-01, and three imported ones: the same with other prices and names, its older version under
# another SKU, and one that is new.
cat > "$work/reviewed.csv" << 'EOF'
kind,meter,op,number,per,from,until,key,value,text
tariff,,,,,2026-01-01T00:00:00Z,,acme,USD,acme/m
match,,exact,,,,,,,m
price,input,,2,1000000,,,,,
EOF
cat > "$work/imported.csv" << 'EOF'
kind,meter,op,number,per,from,until,key,value,text,source,source_date
tariff,,,,,,,acme,USD,acme/m,them,2026-11-10
match,,exact,,,,,,,m,^,^
match,,exact,,,,,,,m-2026-01-01,^,^
match,,prefix,,,,,,,m-preview-,^,^
price,input,,1,1000000,,,,,,^,^
tariff,,,,,,,acme,USD,acme/other-sku,^,^
match,,exact,,,,,,,m-latest,^,^
match,,exact,,,,,,,m,^,^
price,input,,7,1000000,,,,,,^,^
tariff,,,,,,,other,USD,other/m,^,^
match,,exact,,,,,,,m,^,^
price,input,,9,1000000,,,,,,^,^
EOF
$gen "$work/a.book" "$work/reviewed.csv" -- "$work/imported.csv" > "$work/said" 2>&1
costs() { # cost of a million input tokens, model, instant
    $toll price "$2" --input 1000000 --output 0 --at "$3" --book "$work/a.book" --json 2> /dev/null |
        grep -q "\"cost\": \"$1.00\""
}
expect "book/full: a reviewed price wins" costs 2 acme/m 2026-06-01
expect "book/full: an imported name leads to it" costs 2 acme/m-2026-01-01 2026-06-01
expect "book/full: so does a prefix" costs 2 acme/m-preview-7 2026-06-01
expect "book/full: so does a name of another SKU of the model" costs 2 acme/m-latest 2026-06-01
expect "book/full: the imported price holds before the first reviewed one" costs 1 acme/m 2025-06-01
expect "book/full: another provider's price stays" costs 9 other/m 2026-06-01
expect_none "book/full: it says what it did" "$(
    for words in '3 tariffs' '2 imported, 2 replaced by reviewed ones'; do
        grep -qF "$words" "$work/said" || cat "$work/said"
    done)"

sed 's/^price,input,,9/price,inputs,,9/' "$work/imported.csv" > "$work/wrong.csv"
expect_none "book/full: a wrong cell is named, and no book is written" "$(
    said=$($gen "$work/b.book" "$work/reviewed.csv" -- "$work/wrong.csv" 2>&1) && echo "it was taken"
    case $said in *"wrong.csv:13:7: meter is unknown: 'inputs'"*) ;; *) echo "it said: $said" ;; esac
    [ ! -e "$work/b.book" ] || echo "a book was written")"

# The committed rows.
$gen "$work/full.book" lib/book/data/*.csv -- bindings/io/data/rows/*.csv > /dev/null 2> "$work/said"
expect_none "book/full: the committed rows compile to the same bytes again" "$(cat "$work/said"; cmp "$work/full.book" "$BUILD/full.book" 2>&1)"
expect_none "book/full: lint has nothing to remark on the reviewed rows" "$(
    $gen "$work/reviewed.book" lib/book/data/*.csv -- > /dev/null 2>&1
    $toll book lint "$work/reviewed.book" | grep -v "nothing to remark\$")"
expect_none "book/full: docs/price_coverage.md and README count today's rows (make price-coverage)" "$(
    TOLL="$toll" sh bindings/io/data/coverage.sh "$BUILD/full.book" > "$work/coverage.md"
    cmp docs/price_coverage.md "$work/coverage.md" 2>&1
    prices=$($toll catalog coverage | awk '$1 == "all" { print $5 }')
    grep -qF "$prices API prices" README.md || echo "README.md lacks \"$prices API prices\"")"

if have python3; then
    expect "book/full: reconciling two catalogs" env PYTHONDONTWRITEBYTECODE=1 python3 tests/book/reconcile_test.py
    expect "book/full: comparing with a catalog" python3 -B tests/book/compare_test.py
else
    skip book/reconcile "no python3"
fi
