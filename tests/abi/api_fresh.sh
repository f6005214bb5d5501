#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bindings/api.json and include/toll/init.h describe today's library and headers, and the bindings' generated sources come
# from the first.
. tests/support/report.sh
layout=$BUILD/tests/abi/layout
fresh=$BUILD/tests/api.json

expect "abi/api: headers and library agree" sh -c "$layout --json include > $fresh"
expect "abi/api: bindings/api.json is fresh (make bindings-update)" cmp bindings/api.json "$fresh"
expect "abi/api: include/toll/init.h is fresh (make abi-update)" \
    sh -c "$layout --init include | cmp - include/toll/init.h"
if have python3; then
    expect "abi/api: Python's generated sources are fresh" python3 bindings/python/generate.py --check
    expect "abi/api: Go's generated sources are fresh" python3 bindings/go/generate.py --check
    expect "abi/api: JavaScript's generated sources are fresh" python3 -B bindings/js/generate.py --check
else
    skip "abi/api: generated sources" "no python3"
fi
