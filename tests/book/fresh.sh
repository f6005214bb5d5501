#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The committed price book is what the generator makes of lib/book/data today, byte for byte.
. tests/support/report.sh
out=$BUILD/tests/book
rm -rf "$out"
mkdir -p "$out"
made=$(sh tests/book/generate.sh "$out/public_book.inc" 2>&1) || made="generator failed: $made"
expect_none "book/fresh: the data compiles" "$made"
expect_none "book/fresh: the book is up to date (make book)" \
    "$(cmp lib/book/table/public_book.inc "$out/public_book.inc" 2>&1)"
if [ -x "$BUILD/toll" ]; then
    sh tests/book/vocabulary.sh > "$out/vocabulary.md"
    expect_none "book/fresh: docs/vocabulary.md is up to date (make vocabulary)" \
        "$(cmp docs/vocabulary.md "$out/vocabulary.md" 2>&1)"
fi
. tests/book/refuse.sh
