#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mypy --strict: the package has no finding, and of a user's program it refuses exactly the lines marked wrong.
# Usage: check_typing.sh MYPY
set -eu
cd "$(dirname "$0")/.."
"$1" --strict libtoll
expected=$(grep -n '# wrong' tests/typed_sample.py | cut -d: -f1)
found=$("$1" --strict tests/typed_sample.py | sed -n 's/^tests.typed_sample.py:\([0-9]*\): error.*/\1/p' | sort -nu)
[ "$expected" = "$found" ] || { printf 'expected errors in lines\n%s\nfound\n%s\n' "$expected" "$found"; exit 1; }
echo "2 passed, 0 failed"
