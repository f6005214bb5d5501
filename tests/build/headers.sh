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

public=$(cd include && ls toll.h toll/*.h)
rooms=$(cd lib && ls ./*/*.h | sed 's|^\./||')
for header in $public; do
    expect "headers/$header as C99" alone "$CC -std=c99" c "$header"
    expect "headers/$header as C11" alone "$CC -std=c11" c "$header"
done
for header in $rooms; do expect "headers/$header as C11" alone "$CC -std=c11" c "$header"; done
if have "$CXX"; then
    for header in $public; do expect "headers/$header as C++" alone "$CXX -std=c++11 -Wold-style-cast" cc "$header"; done
else
    skip "headers as C++" "no C++ compiler"
fi
