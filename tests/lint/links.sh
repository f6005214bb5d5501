#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Links of the papers: each relative link of a Markdown file leads to a file, and each path that it names in backticks
# exists. Code blocks, web addresses and paths with placeholders (`lib/*/table/`, `<folder>`) are left out. The changelog
# may name files that are gone.
. tests/support/report.sh
LC_ALL=C
export LC_ALL

papers() {
    find ./*.md .github docs lib bindings tests -name '*.md' | sed 's|^\./||' | sort
}

# One line a reference: "link TARGET" as in [text](TARGET#anchor), "path TARGET" as in `TARGET`.
references() {
    awk '
        /^ *```/ { inside = !inside; next }
        inside { next }
        {
            for (rest = $0; match(rest, /\]\([^) ]+\)/); rest = substr(rest, RSTART + RLENGTH)) {
                target = substr(rest, RSTART + 2, RLENGTH - 3)
                sub(/#.*/, "", target)
                if (target != "" && target !~ /^[a-z]+:/)
                    print "link", target
            }
            for (rest = $0; match(rest, /`[A-Za-z0-9_.\/-]+`/); rest = substr(rest, RSTART + RLENGTH)) {
                target = substr(rest, RSTART + 1, RLENGTH - 2)
                if (target ~ /^[a-z.]+\/.*[a-z0-9_]\.[a-z]+[0-9]?$/ && target !~ /^build\//)
                    print "path", target
            }
        }' "$1" | sort -u
}

# A path in backticks counts from the top, from the paper or from include/.
is_there() { # kind paper target
    folder=$(dirname "$2")
    [ -e "$folder/$3" ] && return 0
    [ "$1" = path ] && { [ -e "$3" ] || [ -e "include/$3" ]; }
}

followed=0 dead=
for paper in $(papers); do
    [ "$paper" = CHANGELOG.md ] && kinds='link' || kinds='link\|path'
    while read -r kind target; do
        [ -n "$kind" ] || continue
        followed=$((followed + 1))
        is_there "$kind" "$paper" "$target" || dead="$dead $paper:$target"
    done << REFERENCES
$(references "$paper" | grep "^\($kinds\) ")
REFERENCES
done
if [ -z "$dead" ]; then
    ok "lint/links: $followed links and paths of the papers lead to files"
else
    bad "lint/links" "lead nowhere:$dead"
fi
