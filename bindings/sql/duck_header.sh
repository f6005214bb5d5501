#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches duckdb_extension.h and duckdb.h (MIT) into a folder, by cargo from the crate libduckdb-sys.
# Usage: duck_header.sh FOLDER      TOLL_DUCKDB_INCLUDE names a folder that has them already
set -eu
folder=$1
crate=libduckdb-sys version=1.20000.1
mkdir -p "$folder"
if [ -n "${TOLL_DUCKDB_INCLUDE:-}" ]; then
    cp "$TOLL_DUCKDB_INCLUDE/duckdb_extension.h" "$TOLL_DUCKDB_INCLUDE/duckdb.h" "$folder"
    exit
fi
command -v cargo > /dev/null || {
    echo "duckdb: needs cargo to fetch duckdb_extension.h, or TOLL_DUCKDB_INCLUDE=FOLDER" >&2
    exit 1
}
work=$folder/fetch
mkdir -p "$work/src"
: > "$work/src/lib.rs"
printf '[package]\nname = "headers"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n%s = "=%s"\n' \
    "$crate" "$version" > "$work/Cargo.toml"
(cd "$work" && cargo vendor --quiet vendored > /dev/null)
tar -xzf "$work/vendored/$crate/duckdb.tar.gz" -C "$work" duckdb/src/include/duckdb_extension.h duckdb/src/include/duckdb.h
mv "$work"/duckdb/src/include/duckdb*.h "$folder"
rm -rf "$work"
