#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The amalgamation: compiles by itself with each compiler, exports the library's symbols, holds the library's texts, and
# gives its figures to the last bit; what would change a figure is refused or undone.
. tests/support/report.sh
from=$BUILD/amalgamation
work=$BUILD/tests/amalgamation
mkdir -p "$work"
top=$(pwd)

# A vendor's flags and a bare command line.
compiles() { # compiler file flags...
    compiler=$1 file=$2
    shift 2
    "$compiler" -Wall -Wextra -Werror "$@" -I"$from" -c -o "$work/object.o" "$file"
}
refuses() {
    ! compiles "$@" > "$work/refused.log" 2>&1 && grep -q "$said" "$work/refused.log"
}
exports() { # library
    nm -D --defined-only "$1" | awk '$2 ~ /[TDBR]/ { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort
}
# A name renamed for the amalgamation must not show in a message: #name in a macro would spell it.
renamed_in_texts() { # library file
    strip -o "$work/stripped.so" "$1" && strings -n 6 "$work/stripped.so" > "$work/strings"
    awk '$1 == "#define" && $3 == $2 "_of_" substr($3, length($2) + 5) { print $3 }' "$2" | sort -u > "$work/renamed"
    [ -s "$work/renamed" ] || echo "no name was renamed: the pattern is stale"
    grep -F -f "$work/renamed" "$work/strings"
}
same() { # what, command: of the library and of the amalgamation
    "$1" "$2" > "$work/library" && "$1" "$3" > "$work/amalgamation" && diff "$work/library" "$work/amalgamation"
}
# In gnu mode, for machines with fused products and sums: the machine code that -ffp-contract=off gives as well.
contracts_nothing() { # compiler
    for flags in "" -ffp-contract=off; do
        # shellcheck disable=SC2086
        "$1" -O1 -std=gnu11 -march=x86-64-v3 $flags -I"$from" -S -o "$work/toll$flags.s" "$from/toll.c" || return 1
    done
    cmp "$work/toll.s" "$work/toll-ffp-contract=off.s"
}

for compiler in gcc clang; do
    have $compiler || { skip "amalgamation/$compiler" "no $compiler"; continue; }
    for file in toll toll_io toll_command; do
        [ ! -f "$from/$file.c" ] ||
            expect "amalgamation/$file.c compiles with $compiler" compiles $compiler "$from/$file.c" -std=c11 -O1
    done
    expect "amalgamation/$compiler contracts nothing, in gnu mode for a machine that could" contracts_nothing $compiler
    said='fast-math' expect "amalgamation/fast-math is refused by $compiler" refuses $compiler "$from/toll.c" -ffast-math
done
for language in c99 c11 c++11 c++17; do
    case $language in c++*) compiler=$CXX suffix=cc ;; *) compiler=$CC suffix=c ;; esac
    have "${compiler%% *}" || { skip "amalgamation/headers as $language" "no compiler"; continue; }
    printf '#include "toll.h"\n%s\nint main(void) { return toll_abi_version() != TOLL_ABI_VERSION; }\n' \
        "$([ ! -f "$from/toll_io.h" ] || echo '#include "toll_io.h"')" > "$work/user.$suffix"
    expect "amalgamation/headers as $language" compiles "$compiler" "$work/user.$suffix" -std=$language -Wpedantic -Wshadow
done
sed 's/^#define TOLL_REVISION.*/#define TOLL_REVISION 1/' "$from/toll.h" > "$work/toll.h"
cp "$from/toll.c" "$work/toll.c"
said='different revisions' expect "amalgamation/a header of another revision is refused" refuses "$CC" "$work/toll.c"

expect "amalgamation/the symbols of libtoll.so" same exports "$BUILD/libtoll.so" "$from/libtoll.so"
expect_none "amalgamation/no text holds a renamed name" "$(renamed_in_texts "$from/libtoll.so" "$from/toll.c")"
if [ -f "$from/libtoll-io.so" ]; then
    expect "amalgamation/the symbols of libtoll-io.so" same exports "$BUILD/libtoll-io.so" "$from/libtoll-io.so"
    expect_none "amalgamation/no text of libtoll-io holds a renamed name" \
        "$(renamed_in_texts "$from/libtoll-io.so" "$from/toll_io.c")"
fi

# The figures that every compiler must give, from the library's objects and from the one file.
figures() { # library
    # shellcheck disable=SC2086
    $CC -std=c11 -Iinclude -o "$work/figures" tests/build/exact_figures.c $1 -lm && "$work/figures"
}
expect "amalgamation/the figures of libtoll.a" same figures "$BUILD/libtoll.a" "-O1 -I$from $from/toll.c"
if have clang; then
    compiled() { clang -O2 -I"$from" -c -o "$work/clang.o" "$from/toll.c"; }
    expect "amalgamation/clang without any flag compiles" compiled
    expect "amalgamation/the figures of libtoll.a, by clang without any flag" same figures "$BUILD/libtoll.a" "$work/clang.o"
fi
if have python3; then
    expect "amalgamation/the golden vectors, and everything else that Python asks" \
        env LIBTOLL="$top/$from/libtoll.so" PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 -m unittest discover -s bindings/python/tests
fi
