#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# clang-format 14 and clang-tidy with the short list of checks in .clang-tidy.
. tests/support/report.sh
sources() {
    git ls-files '*.c' '*.h' ':!tests/abi/v*'
}
if have clang-format-14; then
    expect_none "lint/format: clang-format 14" \
        "$(sources | xargs clang-format-14 --dry-run 2>&1 | grep 'warning:' | cut -d: -f1 | sort | uniq -c)"
else
    skip lint/format "no clang-format-14"
fi
if have clang-tidy; then
    expect_none "lint/tidy: clang-tidy on lib/" \
        "$(clang-tidy --quiet lib/*/*.c -- -std=c11 -Iinclude -Ilib 2> /dev/null | grep -E 'warning:|error:')"
else
    skip lint/tidy "no clang-tidy"
fi
