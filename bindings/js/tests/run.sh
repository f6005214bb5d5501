#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests of the JavaScript package: node's test runner, types by tsc, a browser, other runtimes. Needs node 20; what else is
# absent is skipped by name. Usage: BUILD=build sh bindings/js/tests/run.sh
. tests/support/report.sh
: "${NODE:=node}" "${NPM:=npm}"
BUILD=$(cd "$BUILD" && pwd)
export BUILD
COUNTS=$BUILD/js/counts
: > "$COUNTS"
log=$BUILD/js/node.log

# One line for each test of node's runner.
node_tests() {
    "$NODE" --test bindings/js/tests/*.test.mjs > "$log" 2>&1
    awk -v counts="$COUNTS" '
        /^ok [0-9]+ - / { sub(/^ok [0-9]+ - /, ""); print "ok    js: " $0; print "passed 1" >> counts; shown = 0; next }
        /^not ok [0-9]+ - / { sub(/^not ok [0-9]+ - /, ""); print "FAIL  js: " $0; print "failed 1" >> counts; shown = 30; next }
        shown > 0 { print "      " $0; shown-- }' "$log"
    grep -q '^# pass [1-9]' "$log" || { bad "js: node's test runner ran" "see $log"; }
}

# The packed catalog, unpacked on this machine by the C of the modules.
compare_facts() {
    flags="-std=c11 -Wall -Wextra -Werror -Iinclude -Ilib -Ibindings"
    # shellcheck disable=SC2086
    "$CC" $flags -Dtoll__table_get=packed_toll__table_get -c bindings/js/packed_facts.c -o "$BUILD/js/packed_facts.o" &&
        "$CC" $flags tests/catalog/compare_facts.c lib/catalog/facts.c lib/catalog/fact_tables.c "$BUILD/js/packed_facts.o" \
            "$BUILD/js/packed_facts_data.c" -o "$BUILD/js/compare_facts" && "$BUILD/js/compare_facts"
}

# typescript from the registry, once.
tools() {
    [ -x "$BUILD/js/tools/node_modules/.bin/tsc" ] && return 0
    mkdir -p "$BUILD/js/tools"
    "$NPM" install --silent --no-audit --no-fund --prefix "$BUILD/js/tools" typescript > "$BUILD/js/npm.log" 2>&1
}

types() {
    tools || { skip "js: types compile" "typescript can't be installed by npm, see $BUILD/js/npm.log"; return; }
    rm -rf "$BUILD/js/types"
    mkdir -p "$BUILD/js/types/node_modules"
    ln -s ../../package "$BUILD/js/types/node_modules/libtoll"
    cp bindings/js/tests/types.ts "$BUILD/js/types/types.mts"
    expect "js: types compile, and what is wrong does not" "$BUILD/js/tools/node_modules/.bin/tsc" --noEmit --strict \
        --target es2022 --module nodenext --lib es2023,dom --exactOptionalPropertyTypes --noUncheckedIndexedAccess \
        "$BUILD/js/types/types.mts"
}

browser() {
    chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
        { skip "js: a page and a worker in a browser" "no chromium"; return; }
    expect "js: a page from disk and its worker give the command's bill in a browser" \
        "$NODE" bindings/js/tests/browser.mjs "$chromium"
}

expect_bill() { # name command: its answer must be the one line
    # shellcheck disable=SC2086
    found=$(cd "$BUILD/js/installed" && timeout 100 $2 first.mjs 2>&1)
    if [ "$found" = 0.0372 ]; then ok "$1"; else bad "$1" "$found"; fi
}

# The package as it is published, in a folder of its own.
installed() {
    command -v "$NPM" > /dev/null || { skip "js: the packed package installs" "no npm"; return; }
    rm -rf "$BUILD/js/installed"
    mkdir -p "$BUILD/js/installed"
    (cd "$BUILD/js" && "$NPM" pack --silent ./package) > "$BUILD/js/pack.log" 2>&1
    (cd "$BUILD/js/installed" && echo '{"type":"module"}' > package.json &&
        "$NPM" install --silent --no-audit --no-fund --offline ../libtoll-*.tgz) >> "$BUILD/js/pack.log" 2>&1
    printf '%s\n' 'import { load } from "libtoll"' \
        'console.log((await load()).card("claude-sonnet-4-6", { at: "2026-11-01" }).bill({ input: 12000, cacheRead: 4000, output: 800 }).billed)' \
        > "$BUILD/js/installed/first.mjs"
    expect_bill "js: the packed package installs and bills" "$NODE"
}

# The other runtimes, from the registry (200 MB): RUNTIMES=1.
runtimes() {
    [ -n "${RUNTIMES:-}" ] || { skip "js: Deno and Bun" "RUNTIMES=1 installs them by npm (200 MB)"; return; }
    "$NPM" install --silent --no-audit --no-fund --prefix "$BUILD/js/tools" bun deno > "$BUILD/js/npm.log" 2>&1
    for runtime in "deno run --allow-read" bun; do
        expect_bill "js: the installed package bills under ${runtime%% *}" "$BUILD/js/tools/node_modules/.bin/$runtime"
    done
}

expect "js: the packed catalog is the library's, cell by cell" compare_facts
node_tests
types
installed
runtimes
browser

awk '{ n[$1] += $2 } END {
    printf "%d passed, %d failed", n["passed"], n["failed"]
    if (n["skipped"]) printf ", %d skipped", n["skipped"]
    print ""
    exit n["failed"] > 0 || n["passed"] == 0
}' "$COUNTS"
