#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bindings/api.json describes today's library and headers, and the bindings' generated sources come from it.
. tests/support/report.sh
layout=$BUILD/tests/abi/layout
fresh=$BUILD/tests/api.json

expect "abi/api: headers and library agree" sh -c "$layout --json include > $fresh"
expect "abi/api: bindings/api.json is fresh (make bindings-update)" cmp bindings/api.json "$fresh"
if have python3; then
    expect "abi/api: Python's generated sources are fresh" python3 bindings/python/generate.py --check
    expect "abi/api: Go's generated sources are fresh" python3 bindings/go/generate.py --check
else
    skip "abi/api: generated sources" "no python3"
fi
