#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Replays the corpora through the fuzz targets, without a fuzzing engine.
. tests/support/report.sh
make -s BUILD="$BUILD" fuzz-programs > "$BUILD/tests/fuzz.log" 2>&1 || expect "fuzz/build" cat "$BUILD/tests/fuzz.log"
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    [ -f "$BUILD/tests/fuzz/$name" ] || { skip "fuzz/$name" "no libtoll-io"; continue; }
    # shellcheck disable=SC2086
    expect "fuzz/$name ($(ls "tests/fuzz/corpus/$name" | wc -l) files and all their beginnings)" \
        $RUN "$BUILD/tests/fuzz/$name" tests/fuzz/corpus/"$name"/*
done
expect_none "fuzz/every public function is called by a target" \
    "$(sed -n 's/^ *\(toll_[a-z0-9_]*\);$/\1/p' lib/libtoll.map | while read -r function; do
        grep -qw "$function" tests/fuzz/*.[ch] tests/support/book_rows.h || echo "$function"
    done)"
