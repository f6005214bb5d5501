#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the released crates: check.sh FOLDER. Only fetching the one build dependency, cc, asks the network.
set -eu
cd "$1"
command -v cargo > /dev/null || { echo "check-rust needs cargo: https://rustup.rs, or apt-get install cargo (1.77 or later)"; exit 1; }
unset TOLL_LIB_DIR CARGO_TARGET_DIR 2> /dev/null || true
failed=0

# Runs a command, says its name, and shows its output when it fails.
ask() { # name command...
    name=$1
    shift
    if "$@" > log 2>&1; then
        printf 'ok    %s\n' "rust: $name"
    else
        printf 'FAIL  %s\n' "rust: $name"
        tail -n 40 log | sed 's/^/      /'
        failed=1
    fi
}

package() { # crate
    cargo package --offline --allow-dirty --no-verify -p "$1" || return 1
    size=$(wc -c < "target/package/$1-$(sed -n 's/^version = "\(.*\)"/\1/p' "$1/Cargo.toml").crate")
    [ "$size" -lt 10485760 ] || { echo "$size bytes: the registry takes 10 MiB"; return 1; }
    echo "$1: $size bytes"
}

ask 'cargo fetch' cargo fetch
ask 'cargo test: layout, symbols, golden vectors, bills, examples of the documentation' cargo test --offline
grep -h '^test result: ok' log | awk '{ n += $4 } END { printf "      %d tests\n", n }'
if cargo clippy --version > /dev/null 2>&1; then
    ask 'cargo clippy' cargo clippy --offline --all-targets -- -D warnings
fi
ask 'cargo doc without a warning' env RUSTDOCFLAGS='-D warnings' cargo doc --offline --no-deps
ask 'cargo package toll-sys' package toll-sys
rm -f log
exit $failed
