#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lays out the release of sources, packs it, and completes the recipes that name its hash.
# Usage: dist.sh BUILD     writes BUILD/dist/libtoll-VERSION/, the archive next to it, BUILD/dist/homebrew, BUILD/dist/vcpkg
set -eu
build=$1
version=$(cat VERSION)
name=libtoll-$version
dist=$build/dist
here=bindings/c

rm -rf "${dist:?}"
mkdir -p "$dist/$name" "$dist/homebrew" "$dist/vcpkg"
cp "$build"/amalgamation/toll*.[ch] VERSION LICENSE docs/toll.1 "$here/CMakeLists.txt" "$here/conanfile.py" "$dist/$name"
cp "$here/README.md" "$dist/$name/README.md"
[ ! -f bindings/cpp/toll.hpp ] || cp bindings/cpp/toll.hpp "$dist/$name"
[ ! -f "$build/full.book" ] || cp "$build/full.book" "$dist/$name"

# The same sources give the same archive: order, owner and times are fixed.
tar -C "$dist" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,go-w --mtime='2026-01-01 00:00Z' -cf - "$name" |
    gzip -9n > "$dist/$name.tar.gz"

complete() { # template, output
    sed -e "s|@VERSION@|$version|g" -e "s|@SHA256@|$(sha256sum "$dist/$name.tar.gz" | cut -d' ' -f1)|g" \
        -e "s|@SHA512@|$(sha512sum "$dist/$name.tar.gz" | cut -d' ' -f1)|g" "$1" > "$2"
}
complete "$here/homebrew/toll.rb.in" "$dist/homebrew/toll.rb"
complete "$here/vcpkg/portfile.cmake.in" "$dist/vcpkg/portfile.cmake"
complete "$here/vcpkg/vcpkg.json.in" "$dist/vcpkg/vcpkg.json"
