#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves that the ABI and layer tests notice breaks: makes each break in a scratch copy and expects the named test to
# fail there, and only after seeing it pass without the break.
. tests/support/report.sh
scratch=$BUILD/tests/selftest
rm -rf "$scratch"
mkdir -p "$scratch"
cp -r include lib tests bindings pkgconfig Makefile VERSION "$scratch"
mkdir -p "$scratch/docs"
report=$BUILD/tests/selftest.log

run_checks() { # group
    # abidiff needs a build of its own, so only the test that names it waits for that.
    case ${2:-} in abi/abidiff) unset NO_ABIDIFF ;; *) export NO_ABIDIFF=1 ;; esac
    (cd "$scratch" && COUNTS=/dev/null make -s BUILD=build CFLAGS=-O2 build/libtoll.a build/libtoll.so build/tests/abi/layout build/tests/abi/quiet &&
        BUILD=build COUNTS=/dev/null sh tests/run.sh "$1") > "$report" 2>&1
}

# A break is a sed script on one file; the test that must fail is named by the beginning of its line.
must_notice() { # what, file, sed script, group, test
    cp "$scratch/$2" "$scratch/saved"
    sed -e "$3" "$scratch/saved" > "$scratch/$2"
    if cmp -s "$scratch/saved" "$scratch/$2"; then
        bad "selftest: $1" "the break did not change $2"
    else
        run_checks "$4" "$5"
        if grep -q "^FAIL  $5" "$report"; then
            ok "selftest: $1 is noticed by $5"
        else
            bad "selftest: $1" "not noticed by $5"
            tail -n 20 "$report" | indent
        fi
    fi
    cp "$scratch/saved" "$scratch/$2"
}

run_checks abi abi/abidiff
if ! grep -q ' 0 failed' "$report"; then
    bad "selftest: the unbroken copy passes"
    tail -n 20 "$report" | indent
    exit 0
fi
ok "selftest: the unbroken copy passes"

swap='/^    double tdp_w;/{h;d;};/^    double idle_w;/{G;}'
swap_table='/(HW, toll_hw, tdp_w,/{h;d;};/(HW, toll_hw, idle_w,/{G;}'
sed -i.orig "$swap_table" "$scratch/lib/api/fields.def"
must_notice "swapping two fields of one size" include/toll/hardware.h "$swap" abi "abi/layout"
if have abidiff && [ -f tests/abi/libtoll.abi ]; then
    must_notice "swapping two fields of one size" include/toll/hardware.h "$swap" abi "abi/abidiff"
fi
mv "$scratch/lib/api/fields.def.orig" "$scratch/lib/api/fields.def"

sign='s/^    int64_t scaleup_gpus;/    uint64_t scaleup_gpus;/'
sed -i.orig 's/(HW, toll_hw, scaleup_gpus, I64,/(HW, toll_hw, scaleup_gpus, U64,/' "$scratch/lib/api/fields.def"
must_notice "changing a field's signedness" include/toll/hardware.h "$sign" abi "abi/layout"
mv "$scratch/lib/api/fields.def.orig" "$scratch/lib/api/fields.def"

must_notice "a default that the header states differently" include/toll/finance.h \
    's/Default 12\. /Default 13. /' abi "abi/defaults"
must_notice "a default that the header does not state" include/toll/finance.h 's/ Default 12\. / /' abi "abi/defaults"
must_notice "a bit that no mask allows" include/toll/hardware.h \
    's|^#define TOLL_HW_TOPOLOGY .*|&\n#define TOLL_HW_NEW 0x20000u /**< New. */|' abi "abi/masks: every bit"
must_notice "a code that no limit allows" include/toll/hardware.h \
    's|^#define TOLL_RATE_FP4 .*|&\n#define TOLL_RATE_NEW 8 /**< New. */|' abi "abi/masks: every code"
must_notice "removing an export from the map" lib/libtoll.map '/toll_hw_check;/d' abi "abi/exports"
must_notice "removing TOLL_API from a prototype" include/toll/hardware.h \
    's/^TOLL_API toll_status toll_hw_check/toll_status toll_hw_check/' abi "abi/exports"
must_notice "a static variable" lib/base/status.c '$a\
int toll__state(void);\
int toll__state(void)\
{\
    static int n;\
    return ++n;\
}' abi "abi/objects: no writable data"
must_notice "a call of printf" lib/base/status.c '$a\
int printf(const char *, ...);\
int toll__say(void);\
int toll__say(void)\
{\
    return printf("%d", 1);\
}' abi "abi/objects: nothing undefined"
must_notice "a symbol without the prefix" lib/base/status.c '$a\
int helper(void);\
int helper(void)\
{\
    return 1;\
}' abi "abi/static"
must_notice "a table of pointers in the catalog" "$(cd "$scratch" && ls lib/catalog/*.c | head -n 1)" '$a\
extern const char *const toll__names[2];\
const char *const toll__names[2] = {"a", "b"};' abi "abi/objects: the catalog"
if have strace; then
    must_notice "a system call" lib/base/status.c '/^const char \*toll__status_name/{n;a\
    extern int getppid(void);\
    getppid();
}' abi "abi/quiet"
fi
must_notice "a room that includes its peer" lib/hardware/accelerator.c '1a\
#include "model/block.h"' lint "lint/layers: rooms"
must_notice "a room that knows an extensible struct" lib/hardware/accelerator.c '$a\
struct toll_hw;' lint "lint/layers: extensible"
must_notice "stdio in the library" lib/base/text.c '1a\
#include <stdio.h>' lint "lint/layers: rooms"
must_notice "a function of 50 lines" lib/base/text.c "$(printf '$a\\\nint toll__long(int x)\\\n{\\\n'
    for i in $(seq 50); do printf '    x += %d;\\\n' "$i"; done; printf '    return x;\\\n}')" lint "lint/functions"

must_notice "a wording that readers stumble over" include/toll/risk.h 's/^ \* @brief How sure/ * @brief So\
 * many/' lint "lint/headers"
must_notice "a #define with its value on the next line" include/toll/risk.h 's/^#define TOLL_RISK_TIE /&\\\
   /' lint "lint/headers"

# The update refuses what the tests notice, and takes an appended field.
refuses() { # what, sed script for the header, sed script for the table, expected status
    cp "$scratch/include/toll/hardware.h" "$scratch/saved.h"
    cp "$scratch/lib/api/fields.def" "$scratch/saved.def"
    cp "$scratch/tests/abi/layout.txt" "$scratch/saved.txt"
    sed -e "$2" "$scratch/saved.h" > "$scratch/include/toll/hardware.h"
    sed -e "$3" "$scratch/saved.def" > "$scratch/lib/api/fields.def"
    if (cd "$scratch" && make -s BUILD=build CFLAGS=-O0 abi-update) > "$report" 2>&1; then status=0; else status=1; fi
    if [ "$status" -eq "$4" ]; then
        ok "selftest: abi-update, $1"
    else
        bad "selftest: abi-update, $1"
        tail -n 20 "$report" | indent
    fi
    cp "$scratch/saved.h" "$scratch/include/toll/hardware.h"
    cp "$scratch/saved.def" "$scratch/lib/api/fields.def"
    cp "$scratch/saved.txt" "$scratch/tests/abi/layout.txt"
}
if [ -f tests/abi/libtoll.abi ] && have abidw; then
    refuses "a swap is refused" "$swap" "$swap_table" 1
    refuses "an appended field is taken" 's/^} toll_hw;/    double extra_w;\n} toll_hw;/' \
        's/^END(HW)/FIELD(HW, toll_hw, extra_w, F64, "W", NONE, 0, 1e7, 0)\nEND(HW)/' 0
fi
