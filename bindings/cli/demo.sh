#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tour of `make demo`: one model on two accelerators, from memory to money. Needs `toll` on the PATH.
set -u
model=llama-3.1-70b
old=a100-sxm4-80gb
new=h100-sxm5-80gb

show() {
    printf '\n$ %s\n\n' "$*"
    "$@"
}

show toll fit $model $old $new --sequences 32 --context 2Ki
show toll speed $model $old $new
show toll cost $model $old $new
printf '\nOther questions: toll --help\n'
