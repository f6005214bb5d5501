#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the library for the machines that it must run on, and compares their exact figures with those of this one:
# 32-bit x86, musl, big-endian s390x, wasm32, Windows. A port whose compiler or emulator is missing is skipped.
. tests/support/report.sh
work=$BUILD/ports
mkdir -p "$work"
program=tests/build/exact_figures.c
strict='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wundef -Wdouble-promotion -Werror'
common="-std=c11 -ffp-contract=off -Iinclude -Ilib -O1"

# Compiles each source once; a warning is an error.
build() { # name compiler flags... : leaves $work/<name>/figures
    name=$1
    compiler=$2
    shift 2
    rm -rf "${work:?}/$name"
    mkdir -p "$work/$name"
    for source in lib/*/*.c; do
        # shellcheck disable=SC2086
        "$compiler" $common $strict "$@" -c "$source" -o "$work/$name/$(basename "$source" .c).o" || return 1
    done
    # shellcheck disable=SC2086
    "$compiler" $common "$@" -o "$work/$name/figures" "$program" "$work/$name"/*.o -lm
}

# port name "program that must be there" compiler "runner" flags...
port() {
    name=$1 compiler=$2 runner=$3
    shift 3
    have "$compiler" || { skip "ports/$name" "no $compiler"; return 0; }
    first=${runner%% *}
    [ -z "$first" ] || have "$first" || { skip "ports/$name" "no $first"; return 0; }
    if ! build "$name" "$compiler" "$@" > "$work/$name.log" 2>&1; then
        bad "ports/$name: builds without a warning" "see $work/$name.log"
        tail -n 20 "$work/$name.log" | indent
        return 0
    fi
    ok "ports/$name: builds without a warning"
    built=$work/$name/figures
    [ -f "$built" ] || built=$built.exe
    # shellcheck disable=SC2086
    $runner "$built" 2> "$work/$name.err" | tr -d '\r' > "$work/$name.txt"
    expect "ports/$name: $(wc -l < "$work/host.txt") figures are those of this machine" \
        cmp "$work/host.txt" "$work/$name.txt"
}

build host "${CC:-cc}" > "$work/host.log" 2>&1 || { cat "$work/host.log"; exit 1; }
"$work/host/figures" > "$work/host.txt"

port i686 i686-linux-gnu-gcc "" -static
port musl musl-gcc "" -static
port s390x s390x-linux-gnu-gcc "qemu-s390x-static" -static
port wasm32 clang "node tests/build/wasi.mjs" --target=wasm32-wasi --sysroot=/usr
# Windows: printf of C99, and isfinite() of MinGW takes a double through a branch for floats.
port windows x86_64-w64-mingw32-gcc "env WINEDEBUG=-all WINEPREFIX=$(pwd)/$work/wine /usr/lib/wine/wine64" \
    -D__USE_MINGW_ANSI_STDIO=1 -Wno-float-conversion -static
