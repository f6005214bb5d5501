#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rules about names in C: a type's name is defined once, and a test function's is a sentence.
. tests/support/report.sh

c_files() { # folder...
    find "$@" \( -name '*.c' -o -name '*.h' \) | sort
}

# A reader who looks a type up with grep or ctags must find one answer.
shared_types() {
    # shellcheck disable=SC2046
    awk -f tests/lint/names.awk $(c_files include lib bindings) | awk '
        $1 in first { print $1 ": " first[$1] " and " $2 }
        { first[$1] = $2 }'
}

# These say nothing outside of their file, and once stood in up to nine files each.
common='add|note|put|read_row|refuse'

expect_none "lint/names: a type is defined once over include, lib and bindings" "$(shared_types)"
expect_none "lint/names: no static function is called add, note, put, read_row or refuse" \
    "$(c_files lib bindings | xargs grep -nE "^static [a-z].*[ *]($common)\(" | sed 's/(.*//')"
expect_none "lint/names: a test function is a sentence, without the prefix test_" \
    "$(c_files tests/unit tests/io | xargs grep -nE 'cmocka_unit_test[a-z_]*\(test_|^static void test_[a-z0-9_]*\(void \*\*')"
if have python3; then
    expect "lint/names: the sources can be one file: no name stands in the way" python3 -B bindings/c/amalgamate.py --check
fi
