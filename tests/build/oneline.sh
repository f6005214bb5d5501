#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The library without its Makefile: cc lib/*/*.c
. tests/support/report.sh
mkdir -p "$BUILD/tests"
# shellcheck disable=SC2086
expect "build/one line: cc lib/*/*.c -Iinclude -Ilib -lm" \
    $CC -shared -fPIC -Iinclude -Ilib lib/*/*.c -o "$BUILD/tests/oneline.so" -lm
