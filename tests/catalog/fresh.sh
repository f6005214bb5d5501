#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The committed tables are what the generator makes of lib/catalog/data today, byte for byte.
. tests/support/report.sh
out=$BUILD/tests/catalog
rm -rf "$out"
made=$(sh tests/catalog/generate.sh "$out" 2>&1) || made="generator failed: $made"
expect_none "catalog/fresh: the data compiles" "$made"
expect_none "catalog/fresh: the tables are up to date (make catalog)" \
    "$(for file in lib/catalog/table/*_table.inc "$out"/*_table.inc; do
        name=$(basename "$file")
        cmp -s "lib/catalog/table/$name" "$out/$name" || echo "$name"
    done | sort -u)"
. tests/catalog/refuse.sh
