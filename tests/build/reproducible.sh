#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same sources in two folders of different names give the same bytes: libraries and command, debug information
# included. Takes two whole builds.
. tests/support/report.sh
short=$(mktemp -d)
long=$(mktemp -d)/a_longer_name
trap 'rm -rf "$short" "$(dirname "$long")"' EXIT

build_in() { # folder
    mkdir -p "$1"
    { git ls-files --cached --others --exclude-standard 2> /dev/null || find . -type f ! -path './build/*' | sed 's|^\./||'; } |
        while read -r file; do [ ! -f "$file" ] || echo "$file"; done | tar cf - -T - | tar xf - -C "$1"
    (unset BUILD && cd "$1" && make > make.log 2>&1) || { tail -n 20 "$1/make.log"; return 1; }
}

expect "reproducible/builds in one folder" build_in "$short"
expect "reproducible/builds in another" build_in "$long"
for file in "$short"/build/*.a "$short"/build/*.so.* "$short"/build/toll; do
    name=$(basename "$file")
    expect "reproducible/$name" cmp "$file" "$long/build/$name"
done
