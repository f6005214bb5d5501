#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make catalog-refresh: fetches the packages of sources.txt, imports and reconciles them, and shows what that changes:
# remarks of lint, and the difference in money on a fixed sample of usage. LATEST=1 takes the newest releases and writes
# them to sources.txt. The same sources.txt gives the same files, byte for byte.
#
# Usage: refresh.sh TOLL BUILD_FOLDER (from the top of the tree). Writes bindings/io/data/rows and docs/dev/catalog_review.md.
set -eu
LC_ALL=C
export LC_ALL PYTHONDONTWRITEBYTECODE=1
toll=$1 work=$2/catalog data=bindings/io/data
rm -rf "$work"
mkdir -p "$work/rows"

if [ -n "${LATEST:-}" ]; then
    python3 "$data/newest.py" "$data/sources.txt" > "$work/sources.txt"
    cp "$work/sources.txt" "$data/sources.txt"
fi
source_of() { # package: version, date and hash
    awk -v name="$1" '$1 == name { print $2, $3, $4 }' "$data/sources.txt"
}

fetch() { # package version sha256: the wheel's path on stdout
    python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "$1==$2" >&2
    file=$(ls "$work/$(echo "$1" | tr - _)-$2"-*.whl)
    [ "$3" = - ] || echo "$3  $file" | sha256sum --check --quiet - >&2
    echo "$file"
}

import() { # package form date file rows
    "$toll" catalog import "$4" --from "$2" --source "$1" --source-date "$3" -o "$5" > "$work/$2.txt"
    head -1 "$work/$2.txt"
}

# shellcheck disable=SC2046
set -- $(source_of genai-prices)
wheel=$(fetch genai-prices "$1" "$3")
python3 "$data/genai_prices_json.py" "$wheel" > "$work/genai_prices.json"
import "genai-prices $1" genai-prices "$2" "$work/genai_prices.json" "$work/genai_prices.csv"

# shellcheck disable=SC2046
set -- $(source_of litellm)
wheel=$(fetch litellm "$1" "$3")
python3 -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("litellm/model_prices_and_context_window_backup.json"))' \
    "$wheel" > "$work/litellm.json"
import "litellm $1" litellm "$2" "$work/litellm.json" "$work/litellm.csv"
day=$2

echo "reconciled:"
python3 "$data/reconcile.py" "$work/genai_prices.csv" "$work/litellm.csv" "$data/decisions.csv" "$work/rows" \
    "$work/catalog_review.md"
for form in genai-prices litellm; do # what each importer could not say, after the differences
    printf '\n## Not imported from %s\n\n```\n' "$form"
    tail -n +2 "$work/$form.txt"
    printf '```\n'
done >> "$work/catalog_review.md"

old=$work/old.book new=$work/new.book
gen=$(dirname "$work")/full_gen
"$gen" "$old" lib/book/data/*.csv -- "$data"/rows/*.csv 2> /dev/null || cp "$(dirname "$work")/full.book" "$old" || :
"$gen" "$new" lib/book/data/*.csv -- "$work"/rows/*.csv
mkdir -p "$data/rows"
cp "$work"/rows/*.csv "$data/rows"
cp "$work/catalog_review.md" docs/dev/catalog_review.md

echo "lint:"
"$toll" book lint "$new" > "$work/lint.txt" || :
{
    printf '\n## Remarks of lint on full.book\n\n```\n'
    sed "s|^$new ||" "$work/lint.txt"
    printf '```\n'
} >> docs/dev/catalog_review.md
awk 'END { print "  " NR " remarks, at the end of docs/dev/catalog_review.md" }' "$work/lint.txt"
echo "in money, on the sample of usage at $day:"
sed "s/,2026-11-30T/,${day}T/" "$data/sample_usage.csv" > "$work/usage.csv"
"$toll" book diff "$old" "$new" --usage "$work/usage.csv" || [ $? -eq 1 ]
