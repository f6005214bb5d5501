#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The accuracy reports run over the excerpts and score every part of them: a table that vanished would look like a good one.
. tests/support/report.sh
have python3 || { skip accuracy "no python3"; exit 0; }
report() { # [argument...]
    LIBTOLL=$(pwd)/$BUILD/libtoll.so PYTHONDONTWRITEBYTECODE=1 python3 "$@"
}
case $BUILD in /*) report() { LIBTOLL=$BUILD/libtoll.so PYTHONDONTWRITEBYTECODE=1 python3 "$@"; } ;; esac
expect "accuracy/widths by source: cases worked by hand" report tests/accuracy/source_cases.py
pages=$BUILD/tests/accuracy
mkdir -p "$pages"
expect "accuracy/serving points" report tests/accuracy/report.py --serving tests/accuracy/data/serving_excerpt.csv \
    --markdown "$pages/serving.md"
expect "accuracy/published results" report tests/accuracy/report.py --measured tests/accuracy/data/measured_excerpt.csv \
    --markdown "$pages/measured.md"
expect "accuracy/training runs" report tests/accuracy/training.py tests/accuracy/data/training_runs.csv
expect "accuracy/memory" report tests/accuracy/memory.py tests/accuracy/data/memory_excerpt.csv \
    --markdown "$pages/memory.md"
for quantity in weights 'KV pool' tokens 'llama.cpp KV' 'llama.cpp compute'; do
    expect "accuracy/memory: $quantity" grep -q "^| $quantity | all | [1-9]" "$pages/memory.md"
done
scored() { # page heading: the first row of its table has rows
    awk -v heading="$2" '$0 == heading { found = 1 } found && /^\| pooled \| [1-9]/ { ok = 1; exit } END { exit !ok }' "$1"
}
for heading in '## TPOT' '## throughput' '## TTFT' '### Pools: TPOT' '### Pools: throughput' '### Pools: TTFT'; do
    expect "accuracy/$heading" scored "$pages/serving.md" "$heading"
done
