#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one fuzzer from its corpus, given in the order of its names: a folder is read in the order of its file system,
# and that order decides which inputs are made. What is new goes to FOLDER/found/NAME, a crash to FOLDER/found/NAME-*.
#
#     fuzz_one.sh FOLDER NAME [libFuzzer's options...]
set -eu
folder=$1 name=$2
shift 2
mkdir -p "$folder/found/$name"
inputs=$folder/found/$name.inputs
find "tests/fuzz/corpus/$name" -type f | LC_ALL=C sort | paste -sd, - >"$inputs"
if [ -f "tests/fuzz/$name.dict" ]; then
    set -- "$@" "-dict=tests/fuzz/$name.dict"
fi
exec "$folder/$name" "$@" -print_final_stats=1 -verbosity=0 "-seed_inputs=@$inputs" \
    "-artifact_prefix=$folder/found/$name-" "$folder/found/$name"
