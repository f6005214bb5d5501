#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rules about files: unique names, licence lines, nothing that belongs to one machine.
. tests/support/report.sh

# Without git (a release archive) every file outside build/ counts.
files() {
    git ls-files --cached --others --exclude-standard 2> /dev/null || find . -type f ! -path './build/*' | sed 's|^\./||'
}
sources() {
    files | grep -E '\.(c|h|inc|sh|awk|mk|py|go|in)$|^Makefile$|^\.ci/run$' | while read -r file; do
        [ -f "$file" ] && echo "$file"
    done
}

expect_none "lint/files: source names in lib/ are unique" \
    "$(files | grep -E '^lib/.*\.(c|h)$' | sed 's|.*/||' | sort | uniq -d)"
expect_none "lint/files: every source has its SPDX line" \
    "$(sources | grep -v '\.pc\.in$' | while read -r file; do
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file"
    done)"
expect_none "lint/files: no path of one machine" \
    "$(sources | xargs grep -nE '(^|[[:space:]"(=:])/(work|home/[a-z]+|root|Users)/' | grep -v '^tests/lint/files.sh')"
expect_none "lint/files: no tabs, trailing blanks or CRLF in C" \
    "$(sources | grep -E '\.(c|h)$' | xargs grep -nE "$(printf '\t|\r| $')" | cut -c 1-100)"
top="include lib tests bindings docs Makefile pkgconfig README.md LICENSE CHANGELOG.md VERSION CONTRIBUTING.md RELEASE.md SECURITY.md"
expect_none "lint/files: top level holds only what it should" \
    "$(files | sed 's|/.*||' | sort -u | while read -r name; do
        case " $top " in *" $name "*) ;; *) case $name in .*) ;; *) echo "$name" ;; esac ;; esac
    done)"
