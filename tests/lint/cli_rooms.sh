#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rooms of the command `toll`: reads every #include of bindings/cli and fails on an arrow that the table below lacks, on a
# circle of rooms or files, and on raw options (args) outside of input/ and main.c.
. tests/support/report.sh
cli=bindings/cli
arrows_max=40

# room: the rooms whose headers it may include besides its own. `top` is main.c and help.c; `io` is libtoll-io and its
# tables of text. A family of commands never includes another one: what two need belongs to input or output.
may_include() {
    case $1 in
    output) echo "" ;;
    report) echo "output" ;;
    input) echo "output io" ;;
    facts | estimate) echo "input output" ;;
    plan) echo "input output report io" ;;
    tco) echo "input output report io" ;;
    bill | catalog | mcp | price | reconcile) echo "input output io" ;;
    top) echo "input output report bill catalog facts estimate mcp plan price reconcile tco" ;;
    *) return 1 ;;
    esac
}

# bindings/cli/input/args.c -> input, bindings/cli/main.c -> top
room_of_file() {
    inside=${1#"$cli"/}
    case $inside in */*) echo "${inside%%/*}" ;; *) echo top ;; esac
}

# What a name within #include "..." or <...> belongs to; nothing for the C library, POSIX and the public headers.
room_of_name() {
    case $1 in
    toll_io.h | table/*) echo io ;;
    toll.h | toll/*.h) ;;
    */*.h) if [ -f "$cli/$1" ]; then echo "${1%%/*}"; fi ;;
    *) if [ -f "$cli/$1" ]; then echo top; fi ;;
    esac
}

sources() {
    find "$cli" -name '*.[ch]' | LC_ALL=C sort
}

included() { # file: names within #include "..." or <...>
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]\([^">]*\)[">].*/\1/p' "$1"
}

# One line for each include of a file: room, room, file, name. Public and system headers are left out.
arrows() {
    for file in $(sources); do
        for name in $(included "$file"); do
            to=$(room_of_name "$name")
            [ -z "$to" ] || echo "$(room_of_file "$file") $to $file $name"
        done
    done
}

check_arrows() {
    while read -r from to file name; do
        allowed=$(may_include "$from") || { echo "$file: no room '$from' in the table"; continue; }
        case " $from $allowed " in *" $to "*) ;; *) echo "$file: $from must not include \"$name\" of $to" ;; esac
    done
}

# A quoted name that is no file of the command or of bindings/io is a name written wrong.
check_names() {
    for file in $(sources); do
        # shellcheck disable=SC2013
        for name in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
            [ -f "$cli/$name" ] || [ -f "bindings/io/$name" ] || echo "$file: \"$name\" does not exist"
        done
    done
}

# Reads pairs "from to" and prints what is left when nodes that nothing leaves or nothing enters have been removed again and
# again: the nodes of circles, and those between two circles.
circles() {
    awk '$1 != $2 { from[NR] = $1; to[NR] = $2; node[$1]; node[$2] }
    END {
        do {
            removed = 0
            for (n in node) {
                out = in_ = 0
                for (i in from) {
                    out += from[i] == n && (to[i] in node)
                    in_ += to[i] == n && (from[i] in node)
                }
                if (out == 0 || in_ == 0) { delete node[n]; removed = 1 }
            }
        } while (removed)
        for (n in node) print n
    }' | LC_ALL=C sort
}

# x.c and x.h are one node.
file_pairs() {
    awk -v cli="$cli/" '$2 != "io" { sub(cli, "", $3); sub(/\.[ch]$/, "", $3); sub(/\.[ch]$/, "", $4); print $3, $4 }'
}

# Requests declare `struct args;`: a header that included args.h would show the raw options to every command.
check_args() {
    for file in $(sources); do
        case $file in
        "$cli"/main.c | "$cli"/input/args.h | "$cli"/input/*.c) continue ;;
        "$cli"/input/*.h) pattern='"input/args\.h"' ;;
        *) pattern='(^|[^A-Za-z0-9_])args_[a-z]|"input/args\.h"|(^|[^A-Za-z0-9_])args[[:space:]]*\*' ;;
        esac
        grep -nE "$pattern" "$file" | grep -vE '^[0-9]+:[[:space:]]*(/?\*|//)' | sed "s|^|$file:|"
    done
}

mkdir -p "$BUILD/tests"
list=$BUILD/tests/cli_arrows.txt
arrows > "$list"
count=$(awk '$1 != $2 && $2 != "io" { print $1, $2 }' "$list" | sort -u | wc -l | tr -d ' ')
expect_none "lint/cli_rooms: rooms include only what is below them" "$(check_arrows < "$list"; check_names)"
expect_none "lint/cli_rooms: $count arrows between rooms, at most $arrows_max" \
    "$([ "$count" -gt 0 ] && [ "$count" -le "$arrows_max" ] || echo "$count arrows")"
expect_none "lint/cli_rooms: no circle of rooms" "$(awk '{ print $1, $2 }' "$list" | circles)"
expect_none "lint/cli_rooms: no circle of files" "$(file_pairs < "$list" | circles)"
expect_none "lint/cli_rooms: only input/ and main.c see the raw options" "$(check_args)"
