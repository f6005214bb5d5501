#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reads every #include and fails on an arrow that docs/dev/architecture.md lacks.
. tests/support/report.sh

# room: the rooms whose headers it may include besides its own. `api` alone reads the catalog; peers never meet.
may_include() {
    case $1 in
    base) echo "" ;;
    hardware | model | book | finance | catalog) echo "base" ;;
    bill) echo "book base" ;;
    bound) echo "bill book base" ;;
    reconcile) echo "bill book base" ;;
    tco) echo "finance base" ;;
    risk) echo "tco finance base" ;;
    step) echo "hardware model base" ;;
    serve | train) echo "step hardware model base" ;;
    plan) echo "bound reconcile bill book serve train risk tco finance step hardware model base" ;;
    api) echo "plan bound reconcile bill book serve train risk tco finance step hardware model catalog base" ;;
    *) return 1 ;;
    esac
}

# public header: those above it in reading order. money.h belongs to the room base.
headers_above() {
    case $1 in
    base) echo "" ;;
    money | hardware | model | finance) echo "base" ;;
    book) echo "base money" ;;
    bill) echo "base money book" ;;
    tco) echo "base money finance" ;;
    risk) echo "base money finance tco" ;;
    step) echo "base hardware model" ;;
    serve | train) echo "base hardware model step" ;;
    catalog) echo "base money book bill hardware model step serve train finance tco risk" ;;
    plan) echo "base money book bill hardware model step serve train finance tco risk catalog" ;;
    init) echo "base money book bill hardware model step serve train finance tco risk catalog plan" ;;
    *) return 1 ;;
    esac
}

room_of_header() {
    if [ "$1" = money ]; then echo base; else echo "$1"; fi
}

included() { # prefix file: names within #include "..." or <...>
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]\([^">]*\)[">].*/\1/p' "$1"
}

contains() { # word list
    case " $2 " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

check_room_file() { # file
    room=${1#lib/}
    room=${room%%/*}
    allowed="$room $(may_include "$room")" || { echo "$1: no room '$room' in the picture"; return; }
    for name in $(included "$1"); do
        case $name in
        toll.h) [ "$room" = api ] || echo "$1: <toll.h> is for api alone" ;;
        toll/*.h)
            header=$(basename "$name" .h)
            contains "$(room_of_header "$header")" "$allowed" || echo "$1: $room must not include <$name>" ;;
        */*)
            contains "${name%%/*}" "$allowed" || echo "$1: $room must not include \"$name\""
            [ -f "lib/$name" ] || [ -f "include/$name" ] || echo "$1: \"$name\" does not exist under lib/" ;;
        stdint.h | stddef.h | string.h | math.h | float.h | limits.h | stdbool.h) ;;
        *.inc | *.h)
            [ -f "$(dirname "$1")/$name" ] && echo "$1: write \"$room/$name\"" || echo "$1: <$name> is not allowed in lib/" ;;
        *) echo "$1: <$name> is not allowed in lib/" ;;
        esac
    done
}

check_public_header() { # file
    header=$(basename "$1" .h)
    allowed=$(headers_above "$header") || { echo "$1: not in the reading order"; return; }
    for name in $(included "$1"); do
        case $name in
        stdint.h) ;;
        toll/*.h) contains "$(basename "$name" .h)" "$allowed" || echo "$1: must not include <$name>" ;;
        *) echo "$1: <$name> is not allowed in a public header" ;;
        esac
    done
}

# room of bindings: what else its "..." includes may begin with, besides its own folder. Files right in bindings/io belong
# to all rooms of libtoll-io; the generators alone see the library's own headers.
binding_may_include() {
    case $1 in
    io) echo "io/text" ;;
    io/json) echo "io io/text" ;;
    io/bench) echo "io io/json io/text" ;;
    io/config) echo "io io/json io/text" ;;
    io/gguf) echo "io io/text" ;;
    io/import) echo "io io/json io/table io/text" ;;
    io/scenario) echo "io io/text" ;;
    io/usage) echo "io io/json io/text" ;;
    io/text) echo "" ;;
    io/table) echo "io/text" ;;
    js) echo "io/text lib/book lib/catalog" ;; # packed books and tables stand in for the library's
    io/gen/book) echo "io/table lib/book" ;;
    io/gen/full) echo "io/table io/text" ;;
    io/gen/catalog) echo "io/table lib/catalog" ;;
    sql) echo "" ;; # public headers alone
    sql/postgres) echo "sql" ;;
    cli/mcp) echo "io/json io/text" ;; # messages are JSON
    cli*) echo "io/table io/text" ;; # rooms of the command: tests/lint/cli_rooms.sh
    *) return 1 ;;
    esac
}

# Folder of a quoted include: below bindings/io, bindings/cli or lib, in this order of -I. "" where there is no such file.
home_of() { # including file, name
    case $1 in
    bindings/cli/*) roots="bindings/cli bindings/io" ;;
    bindings/io/gen/*) roots="bindings/io lib" ;;
    bindings/js/*) roots="bindings bindings/io lib" ;;
    bindings/sql/*) roots="bindings" ;;
    *) roots="bindings/io" ;;
    esac
    for root in $roots; do
        [ -f "$root/$2" ] && { dirname "$root/$2" | sed 's|^bindings/||'; return; }
    done
}

check_binding_file() { # file
    room=${1#bindings/}
    room=${room%/*}
    allowed=$(binding_may_include "$room") || { echo "$1: no room 'bindings/$room' in the picture"; return; }
    for name in $(quoted "$1"); do
        home=$(home_of "$1" "$name")
        case $room/$home in
        "$room/$room" | cli*/cli*) ;;
        */) [ "$name" = toll_io.h ] || echo "$1: \"$name\" is found under no folder that bindings/$room may see" ;;
        */io) [ "$name" = toll_io.h ] || contains io "$allowed" || echo "$1: bindings/$room must not include \"$name\"" ;;
        *) contains "$home" "$allowed" || echo "$1: bindings/$room must not include \"$name\"" ;;
        esac
    done
}

quoted() { # file: names within #include "..."
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$1"
}

# Structs that begin with struct_size are extensible; only api may know them.
extensible_structs() {
    cat include/toll/*.h | awk '/^typedef struct toll_/ { name = $3 } /^    uint32_t struct_size;/ { print name }'
}
# A row struct has no header: it is extensible through its stride, and its kind has no "(frozen)" remark.
row_structs() {
    sed -n 's/^#define TOLL_KIND_[A-Z_]* .*::\(toll_[a-z_]*\) (row.*/\1/p' include/toll/base.h
}

rooms=$(for file in lib/*/*.c lib/*/*.h lib/*/*/*.inc; do [ -f "$file" ] && check_room_file "$file"; done)
expect_none "lint/layers: rooms include only what is below them" "$rooms"
expect_none "lint/layers: public headers include only those above them" \
    "$(for file in include/toll/*.h; do check_public_header "$file"; done)"
expect_none "lint/layers: bindings include public headers, their own rooms and what they are built on" \
    "$(find bindings \( -name '*.c' -o -name '*.h' \) | sort | while read -r file; do check_binding_file "$file"; done)"
expect_none "lint/layers: angle brackets are for public and system headers" \
    "$(find lib bindings include \( -name '*.c' -o -name '*.h' \) | sort | xargs grep -nE '#include "toll[./]' | grep -v '"toll_io.h"')"
names=$( (extensible_structs; row_structs) | sort -u | tr '\n' '|' | sed 's/|$//')
expect_none "lint/layers: extensible structs are named only in lib/api" \
    "$(grep -nwE "$names" lib/*/*.c lib/*/*.h 2> /dev/null | grep -v '^lib/api/' | grep -vE ':[[:space:]]*(/?\*|//)')"
