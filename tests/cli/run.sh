#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Replays the transcripts tests/cli/*.txt: every line that begins with "$ " is run, and what it printed (stdout and
# stderr together) and its exit status must be what the transcript says, to the letter. Lines that begin with "#" are
# comments. Needs the built command and a POSIX shell.
#
# Usage: run.sh             compare
#        run.sh --update    rewrite the transcripts from what is printed now (read the diff before committing it)
# BUILD: where the command was built (build).
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
[ -x "$build/toll" ] || { echo "no command $build/toll: run make first" >&2; exit 1; }
scratch=$build/tests/cli
mkdir -p "$scratch"
tools=$(pwd)/tests/cli

# The environment of every command: a wide UTF-8 screen that is no terminal, nothing inherited.
run_command() {
    (cd "$scratch" && env -i PATH="$build:$tools:$PATH" HOME="$scratch" LANG=C.UTF-8 COLUMNS=100 TOLL_BOOK=built-in TOLL_NOW=2026-11-30 TOLL_HERE_ROOT=/nonexistent sh -c "$1") 2>&1
}

replay() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '$ '*)
            printf '%s\n' "$line"
            run_command "${line#??}" < /dev/null
            printf '[exit %d]\n\n' $?
            ;;
        '#'*) printf '%s\n' "$line" ;;
        esac
    done < "$1"
}

passed=0 failed=0
for transcript in tests/cli/*.txt; do
    name=$(basename "$transcript")
    replay "$transcript" > "$scratch/$name"
    if [ "${1:-}" = --update ]; then
        cmp -s "$transcript" "$scratch/$name" || { cp "$scratch/$name" "$transcript"; echo "updated $transcript"; }
    elif diff -u "$transcript" "$scratch/$name" > "$scratch/$name.diff"; then
        passed=$((passed + $(grep -c '^\$ ' "$transcript")))
    else
        failed=$((failed + 1))
        echo "$transcript differs:"
        cat "$scratch/$name.diff"
    fi
done
[ "${1:-}" = --update ] || echo "$passed commands as expected, $failed transcripts differ"
[ "$failed" -eq 0 ]
