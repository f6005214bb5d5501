#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each public header alone must compile as C99, C11 and C++; each header of a room alone as C11.
. tests/support/report.sh
work=$BUILD/tests/headers
mkdir -p "$work"
strict="-Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror"

alone() { # compiler and flags, suffix, header
    name=$work/$(echo "$3" | tr '/.' '__').$2
    # Twice, so that a missing include guard is an error.
    printf '#include "%s"\n#include "%s"\n' "$3" "$3" > "$name"
    # shellcheck disable=SC2086
    $1 $strict -Iinclude -Ilib -fsyntax-only "$name"
}

each() { # title, command, suffix, headers
    wrong=$(for header in $4; do alone "$2" "$3" "$header" 2>&1 || echo "$header does not compile"; done)
    count=$(echo "$4" | wc -w)
    if [ -z "$wrong" ]; then ok "headers/$1 ($count tests)" "$count"; else expect_none "headers/$1" "$wrong"; fi
}

public=$(cd include && ls toll.h toll/*.h)
rooms=$(cd lib && ls ./*/*.h | sed 's|^\./||')
each "public ones as C99" "$CC -std=c99" c "$public"
each "public ones as C11" "$CC -std=c11" c "$public"
if have "$CXX"; then
    each "public ones as C++11" "$CXX -std=c++11 -Wold-style-cast" cc "$public"
else
    skip "headers/public ones as C++11" "no C++ compiler"
fi

# init.h: toll_init() of a public struct compiles without a warning; of any other type, or of a const struct, it is an
# error. TOLL_STR() takes literals alone, in every language.
uses() { # compiler and flags, suffix, statements
    printf '#include <toll.h>\nint main(void)\n{\n%s\nreturn 0;\n}\n' "$3" > "$work/init.$2"
    # shellcheck disable=SC2086
    $1 $strict -Wconversion -Iinclude -fsyntax-only "$work/init.$2"
}
refused() {
    ! uses "$@" 2> /dev/null
}
literal='uint64_t row; toll_catalog_find(TOLL_TABLE_HW, TOLL_STR("h100-sxm5-80gb"), &row, (toll_error *)0);'
for compiler in "$CC" $(have clang && [ "$CC" != clang ] && echo clang); do
    expect "headers/init.h: toll_init() of a struct, a row and a value ($compiler)" uses "$compiler -std=c11" c \
        'toll_serve_load load; toll_tco_row rows[2]; toll_range range;
        if (toll_init(&load) || toll_init(&rows[1]) || toll_init(&range)) return 1;'
    expect "headers/init.h: a double has no kind ($compiler)" refused "$compiler -std=c11" c 'double x; toll_init(&x);'
    expect "headers/init.h: a const struct is not filled ($compiler)" refused "$compiler -std=c11" c \
        'const toll_hw hw = {0}; toll_init(&hw);'
    expect "headers/init.h: TOLL_STR() as C11 ($compiler)" uses "$compiler -std=c11" c "$literal"
    expect "headers/init.h: TOLL_STR() as C99 ($compiler)" uses "$compiler -std=c99" c "$literal"
    expect "headers/init.h: TOLL_STR() refuses a variable ($compiler)" refused "$compiler -std=c11" c \
        'const char *name = "gb"; uint32_t code; toll_tco_find_name(1, TOLL_STR(name), &code, (toll_error *)0);'
done
if have "$CXX"; then
    expect "headers/init.h: TOLL_STR() as C++11" uses "$CXX -std=c++11" cc "$literal"
fi
each "the rooms' as C11" "$CC -std=c11" c "$rooms"
