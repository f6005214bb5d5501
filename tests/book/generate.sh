#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles the generator with the host's compiler and writes the public price book. Usage: generate.sh OUT_FILE
set -eu
cd "$(dirname "$0")/../.."
LC_ALL=C
export LC_ALL
tool=${BUILD:-build}/book_gen
mkdir -p "${BUILD:-build}"
# shellcheck disable=SC2046
${HOSTCC:-${CC:-cc}} -O1 -std=c11 -Iinclude -Ilib -o "$tool" lib/bill/gen/*.c lib/catalog/gen/gen_csv.c \
    lib/catalog/gen/gen_error.c $(find lib -path 'lib/*/*/*' -prune -o -name '*.c' ! -name public_book.c -print | sort) -lm
# shellcheck disable=SC2046
"$tool" lib/bill/data "$1" $(cd lib/bill/data && ls -- *.csv)
