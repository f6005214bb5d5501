#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lays out the crates as they are released: pack.sh AMALGAMATION OUT
set -eu
here=$(dirname "$0")
top=$here/../..
from=$1
to=$2
mkdir -p "$to"
rm -rf "$to/toll" "$to/toll-sys" # what cargo has built stays
cp "$here/Cargo.toml" "$here/rustfmt.toml" "$to/"
cp -R "$here/toll-sys" "$here/toll" "$to/"
mkdir -p "$to/toll-sys/c" "$to/toll/testdata/golden"
cp "$from/toll.c" "$from/toll.h" "$to/toll-sys/c/"
cp "$top"/tests/golden/*.csv "$to/toll/testdata/golden/"
for crate in toll toll-sys; do
    cp "$top/LICENSE" "$to/$crate/"
done
echo "$to: crates toll-sys and toll"
