#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Finds jsmn, a JSON tokenizer in one header, or fetches Debian's package into a folder of the build; the system is not
# touched. Where neither can be had, the build goes on without libtoll-io.
# Usage: get_jsmn.sh FOLDER   writes FOLDER/jsmn.mk with HAVE_JSMN and JSMN_CFLAGS, for the Makefile
# CC names the compiler. The package holds no code for one machine, so that it serves cross builds too.
set -u
deps=${1:?folder}
: "${CC:=cc}"
mkdir -p "$deps"
deps=$(cd "$deps" && pwd)

compiles() { # cflags
    printf '%s\n' '#define JSMN_STATIC' '#define JSMN_PARENT_LINKS' '#include <jsmn.h>' \
        'int main(void) { jsmn_parser p; jsmn_init(&p); return jsmn_parse(&p, "[]", 2, 0, 0) != 1; }' > "$deps/jsmn.c"
    # shellcheck disable=SC2086
    $CC $1 -c -o "$deps/jsmn.o" "$deps/jsmn.c" > "$deps/jsmn.log" 2>&1
}

accept() { # cflags
    compiles "$1" || return 1
    printf 'HAVE_JSMN := 1\nJSMN_CFLAGS := %s\n' "$1" > "$deps/jsmn.mk"
}

# apt with its state and cache in the build folder, so that no root is needed.
private_apt() {
    apt-get -qq -o Dir::State="$deps/apt-jsmn" -o Dir::State::Lists="$deps/apt-jsmn/lists" \
        -o Dir::Cache="$deps/apt-jsmn/cache" -o Dir::State::status=/dev/null -o Debug::NoLocking=1 \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=2 \
        -o APT::Update::Post-Invoke-Success::= "$@"
}

fetch() {
    command -v apt-get > /dev/null && command -v dpkg > /dev/null || return 1
    mkdir -p "$deps/apt-jsmn/lists/partial" "$deps/apt-jsmn/cache/archives/partial" "$deps/debs-jsmn"
    echo "  GET  jsmn (Debian package libjsmn-dev, into $deps)"
    (cd "$deps/debs-jsmn" && private_apt update && private_apt download libjsmn-dev) \
        > "$deps/jsmn-fetch.log" 2>&1 || return 1
    for package in "$deps"/debs-jsmn/libjsmn-dev*.deb; do dpkg -x "$package" "$deps/jsmn" || return 1; done
    rm -rf "$deps/apt-jsmn" "$deps/debs-jsmn"
}

fetched() {
    [ -f "$deps/jsmn/usr/include/jsmn.h" ] && accept "-isystem $deps/jsmn/usr/include"
}

accept "" && exit 0
fetched && exit 0
fetch && fetched && exit 0
echo "jsmn not found: libtoll-io and the import of model files are left out. To have them: apt-get install libjsmn-dev," \
    "then make clean" >&2
printf 'HAVE_JSMN :=\nJSMN_CFLAGS :=\n' > "$deps/jsmn.mk"
