#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles the generator with the host's compiler and writes the catalog's tables. Usage: generate.sh OUT_DIR
set -eu
cd "$(dirname "$0")/../.."
tool=${BUILD:-build}/catalog_gen
mkdir -p "${BUILD:-build}" "$1"
${HOSTCC:-${CC:-cc}} -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude -Ilib -Ibindings/io -o "$tool" bindings/io/gen/catalog/*.c \
    bindings/io/table/csv_table.c bindings/io/text/input_file.c bindings/io/text/text_check.c bindings/io/text/utf8.c bindings/io/text/io_error.c
"$tool" lib/catalog/data "$1"
