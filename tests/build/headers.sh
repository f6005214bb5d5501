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
each "the rooms' as C11" "$CC -std=c11" c "$rooms"
