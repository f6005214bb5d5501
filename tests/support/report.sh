# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# How every test script reports: one line a test on stdout, and its weight in the file $COUNTS for the sum at the end.
: "${COUNTS:=/dev/null}" "${BUILD:=build}" "${CC:=cc}" "${CXX:=c++}" "${RUN:=}"

ok() { # name [how many tests]
    printf 'ok    %s\n' "$1"
    echo "passed ${2:-1}" >> "$COUNTS"
}

bad() { # name [why]
    printf 'FAIL  %s%s\n' "$1" "${2:+: $2}"
    echo "failed 1" >> "$COUNTS"
}

skip() { # name why
    printf 'skip  %s: skipped: %s\n' "$1" "$2"
    echo "skipped 1" >> "$COUNTS"
}

# A test's output, cut: a summary must stay readable.
indent() {
    awk 'NR <= 40 { print "      " substr($0, 1, 300) } END { if (NR > 40) print "      ... " NR - 40 " more lines" }'
}

# Runs a command silently; on failure shows what it printed.
expect() { # name command...
    expect_name=$1
    shift
    if expect_log=$("$@" 2>&1); then
        ok "$expect_name"
    else
        bad "$expect_name"
        printf '%s\n' "$expect_log" | indent
    fi
}

# Passes when the text is empty; otherwise the text is the list of offences.
expect_none() { # name text
    if [ -z "$2" ]; then
        ok "$1"
    else
        bad "$1"
        printf '%s\n' "$2" | indent
    fi
}

have() { # command
    command -v "$1" > /dev/null 2>&1
}
