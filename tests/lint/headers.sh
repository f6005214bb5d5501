#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Public headers: no line over 120 columns, no field whose type stands alone on its line, no #define with its value on the
# next line (clang-format makes both of a comment that is too long), and none of the wordings that readers stumble over.
. tests/support/report.sh

# Say instead: prefilled; its own; is not; "if no ..."; name the number; needs n bytes; no start; the general path.
phrases="taken in|of one's own|is none that|of a thing that|so many|so much needs|from ever|the slow way"
phrases="$phrases|that meet nobody|the same of"

expect_none "lint/headers: layout and wording" \
    "$(awk -v phrases="$phrases" -f tests/lint/headers.awk include/toll.h include/toll/*.h)"
