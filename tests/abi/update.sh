#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rewrites tests/abi/layout.txt, include/toll/init.h and the abidiff baseline from today's library. Refuses anything but
# appended fields, structs and symbols, unless TOLL_ABI_VERSION is higher than the one the baseline was written for.
set -eu
: "${BUILD:=build}"
work=$BUILD/tests/abi
mkdir -p "$work"
abi=$(sed -n 's/^#define TOLL_ABI_VERSION *//p' include/toll/base.h)
"$BUILD/tests/abi/layout" --layout include > "$work/layout.new"
touch tests/abi/layout.txt
before=$(sed -n 's/.*libtoll\.so\.0\.\([0-9]*\).*/\1/p' tests/abi/libtoll.abi 2> /dev/null | head -n 1)

# Lines are "kind struct size" and "struct.field offset size type known_bit". A struct may grow and a new one may come;
# every field's line must still be there, and a new field lies behind the old end. A quantity of toll_tco_summary may
# get a known bit where it had none (-1): no byte moves, and who does not ask the bits reads what was there before.
append_only() {
    awk '/^#/ { next }
        FILENAME != last { part++; last = FILENAME }
        { split($1, name, "."); struct = name[1] }
        NF == 3 { if (part == 1) old[$1 " " $2] = 1; else delete old[$1 " " $2]; next }
        part == 1 { old[$0] = 1; if ($2 + $3 > end[struct]) end[struct] = $2 + $3; next }
        $0 in old { delete old[$0]; next }
        struct == "toll_tco_summary" && ($1 " " $2 " " $3 " " $4 " -1") in old {
            delete old[$1 " " $2 " " $3 " " $4 " -1"]; next }
        $2 < end[struct] { print "not appended: " $0; wrong = 1 }
        END { for (line in old) { print "gone or changed: " line; wrong = 1 }; exit wrong }' \
        tests/abi/layout.txt "$work/layout.new"
}

broken=0
append_only || broken=1
if command -v abidw > /dev/null; then
    sh tests/abi/debug_build.sh "$work/libtoll-debug.so"
    if [ -f tests/abi/libtoll.abi ]; then
        status=0
        abidiff --no-show-locs tests/abi/libtoll.abi "$work/libtoll-debug.so" || status=$?
        [ $((status & 8)) -eq 0 ] || broken=1
    fi
fi
if [ "$broken" -eq 1 ] && [ -n "$before" ] && [ "$abi" -le "$before" ]; then
    echo "This breaks the ABI: raise TOLL_ABI_VERSION (now $abi) or append instead. Nothing was written." >&2
    exit 1
fi

cp "$work/layout.new" tests/abi/layout.txt
"$BUILD/tests/abi/layout" --init include > "$work/init.h"
cmp -s "$work/init.h" include/toll/init.h || cp "$work/init.h" include/toll/init.h # an older file: nothing is built again
if command -v abidw > /dev/null; then
    abidw --headers-dir include --no-corpus-path --no-comp-dir-path --no-show-locs --exported-interfaces-only \
        --type-id-style hash --out-file tests/abi/libtoll.abi "$work/libtoll-debug.so"
else
    echo "abidw is missing: tests/abi/libtoll.abi was left as it is" >&2
fi
