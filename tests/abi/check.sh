#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What binaries may rely on, read from headers, objects and the shared library. docs/dev/abi.md explains each test;
# tests/abi/selftest.sh proves that each one notices a break.
. tests/support/report.sh
work=$BUILD/tests/abi
mkdir -p "$work"
library=$BUILD/libtoll.so
objects=$(find "$BUILD/obj/$(cut -d' ' -f1 "$BUILD/flavour")/lib" -name '*.o' | sort)
case " ${CFLAGS:-} " in *-fsanitize* | *--coverage* | *-flto*) instrumented=1 ;; *) instrumented=0 ;; esac

same_list() { # name, file, file
    expect_none "$1" "$(diff "$2" "$3" | sed -n "s|^< \(.*\)|\1 only in $(basename "$2")|p; s|^> \(.*\)|\1 only in $(basename "$3")|p")"
}

# ---- exports: headers, version script and library list the same functions
cat include/toll/*.h | tr '\n' ' ' | grep -oE 'TOLL_API [^(;#]*\(' |
    sed -n 's/.*[ *]\(toll_[a-z0-9_]*\)($/\1/p' | LC_ALL=C sort > "$work/headers"
sed -n 's/^ *\(toll_[a-z0-9_]*\);$/\1/p' lib/libtoll.map | LC_ALL=C sort > "$work/libtoll.map"
nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort > "$work/libtoll.so"
same_list "abi/exports: headers and libtoll.map agree" "$work/headers" "$work/libtoll.map"
same_list "abi/exports: libtoll.map and libtoll.so agree" "$work/libtoll.map" "$work/libtoll.so"
expect_none "abi/exports: functions only" "$(nm -D --defined-only "$library" | awk '$2 != "T" && $2 != "A"')"
expect_none "abi/static: every global symbol begins with toll_" \
    "$(nm -g --defined-only "$BUILD/libtoll.a" 2> /dev/null | awk 'NF == 3 && $3 !~ /^toll_/ && $3 !~ /^__(odr_)?asan/ { print $3 }')"

# ---- libtoll-io: the same, where it is built
if [ -f "$BUILD/libtoll-io.a" ]; then
    tr '\n' ' ' < bindings/io/toll_io.h | grep -oE 'TOLL_IO_API [^(;#]*\(' |
        sed -n 's/.*[ *]\(toll_io_[a-z0-9_]*\)($/\1/p' | LC_ALL=C sort > "$work/io_header"
    sed -n 's/^ *\(toll_[a-z0-9_]*\);$/\1/p' bindings/io/io.map | LC_ALL=C sort > "$work/io.map"
    nm -D --defined-only "$BUILD/libtoll-io.so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort \
        > "$work/libtoll-io.so"
    same_list "abi/exports: toll_io.h and io.map agree" "$work/io_header" "$work/io.map"
    same_list "abi/exports: io.map and libtoll-io.so agree" "$work/io.map" "$work/libtoll-io.so"
    expect_none "abi/exports: functions only in libtoll-io.so" \
        "$(nm -D --defined-only "$BUILD/libtoll-io.so" | awk '$2 != "T" && $2 != "A"')"
    expect_none "abi/static: every global symbol of libtoll-io.a begins with toll_" \
        "$(nm -g --defined-only "$BUILD/libtoll-io.a" 2> /dev/null |
            awk 'NF == 3 && $3 !~ /^toll_/ && $3 !~ /^__(odr_)?asan/ { print $3 }')"
else
    skip "abi/libtoll-io" "it is not built"
fi

# ---- layout: every struct and field where it was
# shellcheck disable=SC2086
$RUN "$BUILD/tests/abi/layout" --layout include > "$work/layout.txt" 2>&1
expect "abi/layout: tests/abi/layout.txt ($(wc -l < tests/abi/layout.txt) lines)" \
    diff tests/abi/layout.txt "$work/layout.txt"

# ---- defaults: the comment of a field ends in "Default <number>." where toll_struct_init() sets another number than 0
# shellcheck disable=SC2086
expect_none "abi/defaults: every default is in its field's comment" \
    "$($RUN "$BUILD/tests/abi/layout" --defaults include 2>&1)"

# ---- abidiff: types and symbols against the committed baseline. Any difference fails: exit 4 (a change) needs a
# refreshed baseline in the same commit, which `make abi-update` refuses for a break. No --headers-dir2 here: the baseline
# has no source locations, and abidiff 2.2 then takes every changed type for a private one and stays silent.
if [ -n "${NO_ABIDIFF:-}" ]; then
    : # the self-test asks for the other tests alone
elif ! have abidiff; then
    skip abi/abidiff "no abidiff"
elif [ -f tests/abi/libtoll.abi ]; then
    sh tests/abi/debug_build.sh "$work/libtoll-debug.so" &&
        expect "abi/abidiff: against tests/abi/libtoll.abi" \
            abidiff --no-show-locs tests/abi/libtoll.abi "$work/libtoll-debug.so"
fi

# ---- objects: no state, and nothing from outside but pure functions
writable() { # sections that a process could write to; .data.rel.ro is sealed after relocation
    for object in $objects; do
        objdump -h "$object" | awk -v o="${object##*/obj/*/lib/}" '
            $1 ~ /^[0-9]+$/ { name = $2; size = $3; next }
            /ALLOC/ && !/READONLY/ && size !~ /^0+$/ && name !~ /^\.data\.rel\.ro/ { print o ": " name " of 0x" size " bytes" }'
        nm "$object" | awk -v o="$object" '$2 == "C" { print o ": common symbol " $3 }'
    done
}
# memcpy .. strlen may be called by the compiler itself; the rest is libm, all of it without state but errno.
allowed="memcpy memmove memset memcmp strlen strcmp strncmp __stack_chk_fail _GLOBAL_OFFSET_TABLE_"
allowed="$allowed __memcpy_chk __memmove_chk __memset_chk" # the same with FORTIFY: they check the size and abort
allowed="$allowed exp exp2 expm1 log log2 log10 log1p pow sqrt cbrt hypot fma fabs fmin fmax floor ceil trunc round nearbyint rint"
allowed="$allowed lround llround ldexp frexp modf fmod erf erfc lgamma tgamma"
undefined() {
    # shellcheck disable=SC2086
    nm -g --defined-only $objects | awk 'NF == 3 { print $3 }' | sort -u > "$work/defined"
    # shellcheck disable=SC2086
    nm -u $objects | awk 'NF == 2 { print $2 }' | sort -u | while read -r symbol; do
        grep -qx "$symbol" "$work/defined" && continue
        case " $allowed " in *" $symbol "*) ;; *) echo "$symbol" ;; esac
    done
}
if [ "$instrumented" -eq 0 ]; then
    expect_none "abi/objects: no writable data" "$(writable)"
    expect_none "abi/objects: nothing undefined outside the allow-list" "$(undefined)"
    expect_none "abi/objects: the catalog's tables need no relocation" \
        "$(for object in $objects; do case $object in */lib/catalog/*)
            objdump -h "$object" | awk -v o="${object##*/}" '$2 ~ /^\.data/ && $3 !~ /^0+$/ { print o ": " $2 }' ;; esac; done)"
else
    skip abi/objects "instrumented build"
fi

# ---- the shared library as a file
dynamic() { readelf -dW "$library"; }
soname=$(sed -n 's/^#define TOLL_ABI_VERSION *\([0-9]*\)$/libtoll.so.0.\1/p' include/toll/base.h)
expect_none "abi/library: SONAME is $soname" "$(dynamic | grep SONAME | grep -vF "[$soname]")"
expect_none "abi/library: needs only libm and libc" \
    "$(dynamic | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libm|libc)\.so\.6$|^ld-linux|san|clang')"
expect_none "abi/library: no text relocation" "$(dynamic | grep TEXTREL)"
expect_none "abi/library: stack is not executable" "$(readelf -lW "$library" | grep GNU_STACK | grep 'RWE')"
# 700 KiB of code and 1.5 MiB of tables: what a program that links the library grows by at most.
grown() { # "sections" limit
    size -A "$library" | awk -v names=" $1 " -v limit="$2" 'index(names, " " $1 " ") { sum += $2 }
        END { if (sum > limit) print sum " bytes, " limit " allowed" }'
}
if [ "$instrumented" -eq 0 ]; then
    expect_none "abi/library: at most 700 KiB of code" "$(grown '.text .plt .init .fini .eh_frame .eh_frame_hdr' 716800)"
    expect_none "abi/library: at most 1.5 MiB of tables" "$(grown '.rodata .data.rel.ro .data .bss' 1572864)"
fi
# Hardening: what is relocated is read-only once the program runs, nothing is bound later.
if [ "$instrumented" -eq 0 ] && [ "$(uname -s)" = Linux ]; then
    for hardened in "$library" "$BUILD/toll" "$BUILD/libtoll-io.so"; do
        [ -f "$hardened" ] || continue
        expect_none "abi/hardening: ${hardened##*/} is bound at start, with read-only relocations" \
            "$(readelf -lW "$hardened" | grep -q GNU_RELRO || echo 'no RELRO'
               readelf -dW "$hardened" | grep -q 'BIND_NOW\|NOW' || echo 'no BIND_NOW')"
    done
fi

# ---- old clients: compiled against the headers of their time, run with today's library
for folder in tests/abi/v*/; do
    [ -f "$folder/client.c" ] || continue
    client=$work/client-$(basename "$folder")
    headers=${folder}include # `make abi-freeze` puts them there at a release; before that, today's
    [ -d "$headers" ] || headers=include
    # shellcheck disable=SC2086
    expect "abi/old client: $(basename "$folder") builds against $headers" \
        $CC ${CFLAGS:-} -std=c11 -I"$headers" "${folder}client.c" -o "$client" -L"$BUILD" -ltoll -lm
    # shellcheck disable=SC2086
    expect "abi/old client: $(basename "$folder") runs with today's library" env LD_LIBRARY_PATH="$BUILD" $RUN "$client"
done

# ---- system calls: none of its own
if [ -f tests/abi/quiet.c ]; then
    if [ -n "$RUN" ] || ! have strace; then
        skip abi/quiet "no strace"
    elif [ "$instrumented" -eq 1 ]; then
        skip abi/quiet "instrumented build"
    elif ! strace -o "$work/strace" "$BUILD/tests/abi/quiet" > /dev/null 2>&1; then
        skip abi/quiet "strace can't trace here"
    else
        expect_none "abi/quiet: the library makes no system call" \
            "$(grep -q 'toll begin' "$work/strace" || echo 'no marker in the trace'
            awk '/toll begin/ { on = 1; next } /toll end/ { on = 0 } on' "$work/strace")"
    fi
fi
