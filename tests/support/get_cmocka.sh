#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Finds cmocka, or fetches Debian's package into a folder of the build; the system is not touched.
# Usage: get_cmocka.sh FOLDER   writes FOLDER/cmocka.cflags and FOLDER/cmocka.libs
# CC names the compiler; CMOCKA_ARCH another Debian architecture than this machine's (for cross builds).
set -u
deps=${1:?folder}
: "${CC:=cc}" "${CMOCKA_ARCH:=}"
mkdir -p "$deps"
deps=$(cd "$deps" && pwd)

compiles() { # cflags libs
    printf '%s\n' '#include <stdarg.h>' '#include <stddef.h>' '#include <stdint.h>' '#include <setjmp.h>' \
        '#include <cmocka.h>' 'static void t(void **s) { (void)s; assert_true(1); }' \
        'int main(void) { const struct CMUnitTest tests[] = {cmocka_unit_test(t)};' \
        'return cmocka_run_group_tests(tests, NULL, NULL); }' > "$deps/probe.c"
    # shellcheck disable=SC2086
    $CC $1 -o "$deps/probe" "$deps/probe.c" $2 > "$deps/probe.log" 2>&1
}

accept() { # cflags libs
    compiles "$1" "$2" || return 1
    printf '%s\n' "$1" > "$deps/cmocka.cflags"
    printf '%s\n' "$2" > "$deps/cmocka.libs"
}

# apt with its state and cache in the build folder, so that no root is needed.
private_apt() {
    apt-get -qq -o Dir::State="$deps/apt" -o Dir::State::Lists="$deps/apt/lists" -o Dir::Cache="$deps/apt/cache" \
        -o Dir::State::status=/dev/null -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" \
        -o Acquire::Languages=none -o Acquire::Retries=2 -o APT::Update::Post-Invoke-Success::= \
        ${CMOCKA_ARCH:+-o APT::Architecture="$CMOCKA_ARCH" -o APT::Architectures="$CMOCKA_ARCH"} "$@"
}

fetch() {
    command -v apt-get > /dev/null && command -v dpkg > /dev/null || return 1
    mkdir -p "$deps/apt/lists/partial" "$deps/apt/cache/archives/partial" "$deps/debs"
    echo "  GET  cmocka (Debian packages libcmocka-dev and libcmocka0, into $deps)"
    (cd "$deps/debs" && private_apt update && private_apt download libcmocka-dev libcmocka0) \
        > "$deps/fetch.log" 2>&1 || return 1
    for package in "$deps"/debs/libcmocka*.deb; do dpkg -x "$package" "$deps/unpacked" || return 1; done
    rm -rf "$deps/apt" "$deps/debs"
}

fetched() {
    for folder in "$deps"/unpacked/usr/lib/*/; do
        [ -e "$folder/libcmocka.so" ] || continue
        accept "-isystem $deps/unpacked/usr/include" "-L$folder -lcmocka -Wl,-rpath,$folder" && return 0
    done
    return 1
}

if [ -z "$CMOCKA_ARCH" ] && command -v pkg-config > /dev/null && pkg-config --exists cmocka; then
    accept "$(pkg-config --cflags cmocka)" "$(pkg-config --libs cmocka)" && exit 0
fi
accept "" "-lcmocka" && exit 0
fetched && exit 0
fetch && fetched && exit 0
rm -f "$deps/cmocka.libs"
echo "cmocka not found. Install it: apt-get install libcmocka-dev | dnf install libcmocka-devel | apk add cmocka-dev" >&2
exit 1
