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

# Files of lib, bindings and tests that share their name with another one. Not counted: frozen headers of old clients
# (tests/abi/v*), generated Python under its public name, each binding's generate.py, and what Python names itself.
# Shell scripts are named for their folder: tests/cli/run.sh.
shared_names() {
    sources | grep -E '^(lib|bindings|tests)/.*\.(c|h|inc|def|py|go)$' | grep -v -e '^tests/abi/v' -e '/generated/' |
        grep -v -e '/generate\.py$' -e '/__[a-z]*__\.py$' | awk -F/ '
            $NF in first { print first[$NF] " and " $0 }
            { first[$NF] = $0 }'
}

expect_none "lint/files: names of sources are unique over lib, bindings and tests" "$(shared_names)"
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
