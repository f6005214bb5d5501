#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The map of the code, docs/dev/map.md: each file of lib and bindings with the first sentence of its opening comment.
# Usage: map.sh            a lint: the map is fresh, and every .c opens with a comment
#        map.sh --write    writes the map (make map)
. tests/support/report.sh
mkdir -p "$BUILD/tests"
LC_ALL=C
export LC_ALL
map=docs/dev/map.md

# Generated sources and tests of the bindings are not on the map.
sources() {
    find lib bindings \( -name '*.c' -o -name '*.h' -o -name '*.py' -o -name '*.go' \) |
        grep -v -e '/generated/' -e '/gen_[a-z]*\.go$' -e '/tests/' -e '_test\.go$' -e '/build/' |
        sed 's|\(.*\)/|\1\t|' | sort | tr '\t' '/' # by folder, then by file
}

# A header and the .c of its name are one entry, with the sentence of the .c, else of the header.
write_map() {
    cat << 'EOF'
# Map {#map}

Each file of `lib/` and `bindings/`, with the first sentence of its opening comment. Written by `make map`; a lint fails
when it is stale. Rooms and their arrows: [architecture.md](architecture.md). Generated sources are left out.
EOF
    sources | xargs awk -f tests/lint/opening.awk | awk -F '\t' '
        {
            stem = $1
            ending = $1
            sub(/\.[a-z]*$/, "", stem)
            sub(/.*\./, "", ending)
            if (!(stem in endings))
                stems[++n] = stem
            endings[stem] = endings[stem] (stem in endings && endings[stem] != "" ? " " : "") ending
            if (sentence[stem] == "")
                sentence[stem] = $2
        }
        END {
            for (i = 1; i <= n; i++) {
                stem = stems[i]
                folder = file = stem
                sub(/\/[^\/]*$/, "", folder)
                sub(/.*\//, "", file)
                if (folder != last) {
                    printf "\n## %s\n\n", folder
                    last = folder
                }
                ending = endings[stem] == "c h" ? "[ch]" : endings[stem]
                gsub(/[<>*@#]/, "\\\\&", sentence[stem]) # Markdown would read them as markup
                printf "- `%s.%s`: %s\n", file, ending, sentence[stem]
            }
        }'
}

if [ "${1:-}" = --write ]; then
    write_map > "$map"
    exit
fi
write_map > "$BUILD/tests/map.md"
expect "lint/map: docs/dev/map.md is fresh (make map)" diff "$map" "$BUILD/tests/map.md"
expect_none "lint/map: every source opens with a comment" \
    "$(sources | grep -v '\.h$' | xargs awk -f tests/lint/opening.awk | awk -F '\t' '$2 == "" { print $1 }')"
expect "lint/long: the table of docs/dev/testing.md is fresh (make long-table)" sh tests/support/long_table.sh check
