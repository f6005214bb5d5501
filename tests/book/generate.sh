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
${HOSTCC:-${CC:-cc}} -O1 -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude -Ilib -Ibindings/io -o "$tool" bindings/io/gen/book/*.c bindings/io/table/*.c \
    bindings/io/text/input_file.c bindings/io/text/text_check.c bindings/io/text/utf8.c bindings/io/text/io_error.c \
    $(find lib -name '*.c' ! -name public_book.c -print | sort) -lm
# shellcheck disable=SC2046
"$tool" lib/book/data "$1" $(cd lib/book/data && ls -- *.csv)
