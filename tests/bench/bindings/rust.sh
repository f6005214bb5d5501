#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nanoseconds of a bill in Rust, beside the same products and their sum in i128, which is exact as well.
# Lines: binding,what,ns_per_call_or_row,peer,peer_ns,ratio; medians of 501 short rounds. Needs cargo and build/libtoll.a.
set -eu
cd "$(dirname "$0")/../../.."
case ${BUILD:-build} in /*) build=$BUILD ;; *) build=$(pwd)/${BUILD:-build} ;; esac
cd bindings/rust
TOLL_LIB_DIR=$build CARGO_TARGET_DIR=$build/rust-bench cargo run --quiet --release --example bench_bill
