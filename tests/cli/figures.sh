#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints exact figures of the command, to be compared byte by byte between builds: bills of every name in the built-in
# book, bounds, the book compiled anew, parameter counts and bytes of every model. Estimates are left out: they depend on
# the last digits of libm.
# Usage: TOLL="[EMULATOR] PATH/toll" figures.sh      needs no more than sh, awk and the source tree
set -eu
cd "$(dirname "$0")/../.."
LC_ALL=C
TOLL_NOW=2026-11-23
TOLL_BOOK=built-in
export LC_ALL TOLL_NOW TOLL_BOOK
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Runs the command and prints what it said and its exit status: that a model sells no such thing is an answer too.
toll() {
    status=0
    # shellcheck disable=SC2086
    ${TOLL:-build/toll} "$@" < /dev/null 2>&1 || status=$?
    echo "exit $status"
}

# PROVIDER/NAME for each exact name in the data, each once.
book_names() {
    for file in lib/book/data/*.csv; do
        awk -F, '
            /^#/ { next }
            !header { for (i = 1; i <= NF; i++) at[$i] = i; header = 1; next }
            $at["kind"] == "tariff" { provider = $at["key"] }
            $at["kind"] == "match" && $at["op"] == "exact" { print provider "/" $at["text"] }' "$file"
    done | sort -u
}

book_names | xargs -n 16 echo > "$scratch/names" # the command takes 16 at once
bill() { # option...
    while read -r names; do
        # shellcheck disable=SC2086
        toll price $names --json "$@"
    done < "$scratch/names"
}
{
    bill --at 2026-11-23 --input 1 --output 1
    bill --at 2026-11-23T02:00:00Z --input 123457 --output 7919
    bill --at 2026-08-20T23:59:59Z --input 300001 --cache-read 299993 --output 1031 --reasoning 1021
    bill --at 2026-11-23 --input 99991 --cache-write 40009 --cache-write-1h 10007 --output 3 --tier batch
    bill --at 2026-11-23 --input 9000000000 --output 9000000000 --region us
    bill --at 2026-11-23 --input 1000 --output 10 --usage web_search=3 --usage input_audio=30
    bill --bound --at any --tier any --limit input=0..250001 --limit output=1..50021 --limit web_search=0..3
} > "$scratch/bills"
cat "$scratch/bills"
# Equal errors from every build would prove nothing.
if [ "$(grep -c '"is_known": true' "$scratch/bills")" -lt 500 ]; then
    echo "figures.sh: fewer than 500 bills were made" >&2
    exit 1
fi

toll book build lib/book/data/openai.csv -o "$scratch/openai.book" | sed "s|$scratch|SCRATCH|g"
toll book hash --book "$scratch/openai.book" | sed "s|$scratch|SCRATCH|g"
od -A n -t x1 "$scratch/openai.book" | cksum
toll book show --json
toll model --json
toll precision --json
