#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The choice among measured deployments: its scoring by cases worked by hand, and the last line of its report on an excerpt.
. tests/support/report.sh
have python3 || { skip regret "no python3"; exit 0; }
case $BUILD in /*) library=$BUILD/libtoll.so ;; *) library=$(pwd)/$BUILD/libtoll.so ;; esac
report() { # program [argument...]
    LIBTOLL=$library PYTHONDONTWRITEBYTECODE=1 python3 "$@"
}
expect "regret/scoring: cases worked by hand, and the slope over accelerators" report tests/accuracy/regret_cases.py
report tests/accuracy/regret.py tests/accuracy/data/regret_excerpt.csv > "$BUILD/tests/regret.txt" 2>&1
tail -n 1 "$BUILD/tests/regret.txt" | diff tests/accuracy/data/regret_excerpt.txt - > "$BUILD/tests/regret.diff"
expect_none "regret/excerpt: the summary is $(cat tests/accuracy/data/regret_excerpt.txt)" "$(cat "$BUILD/tests/regret.diff")"
