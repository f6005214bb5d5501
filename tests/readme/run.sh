#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the code blocks of README.md, so that what a reader copies works:
#   sh        runs as it stands, in the top folder, with build/ on the path
#   console   lines that begin with "$ " run; the lines after each must be exactly what it prints
#   c         a program, or statements that get a main() around them; built through pkg-config
#   python    runs against bindings/python
#   go        a program; built in an empty module that refers to bindings/go
# Not run: a block with `make check` (this is it), and one after a line "<!-- not run: why -->".
. tests/support/report.sh
work=$BUILD/tests/readme
rm -rf "$work"
mkdir -p "$work"
top=$(pwd)
build=$(cd "$BUILD" && pwd)
[ -f README.md ] || exit 0

# One file a block: NUMBER.LANGUAGE
awk -v work="$work" '
    /^```/ && inside { inside = 0; close(file); next }
    /^```[a-z]/ { inside = 1; language = substr($0, 4); sub(/[^a-z].*/, "", language)
        file = sprintf("%s/%02d.%s", work, ++n, held ? "held" : language); printf "" > file; held = 0; next }
    inside { print >> file; next }
    /^<!-- not run: / { held = 1; next }
    NF { held = 0 }' README.md

run_sh() {
    PATH="$build:$PATH" sh -e "$1" < /dev/null
}

run_console() {
    grep '^\$ ' "$1" > /dev/null || return 1
    awk -v got="$1.got" -v want="$1.want" '
        /^\$ / { print "{ " substr($0, 3) "; } >> \"" got "\" 2>&1 || true"; next }
        { print > want }' "$1" > "$1.sh"
    touch "$1.want"
    : > "$1.got"
    PATH="$build:$PATH" sh "$1.sh" < /dev/null && diff "$1.want" "$1.got"
}

run_c() {
    if grep -q 'int main' "$1"; then
        cp "$1" "$1.main.c"
    else
        { grep '^#include' "$1"; printf '#include <stdio.h>\n#include <toll.h>\nint main(void)\n{\n'
            grep -v '^#include' "$1"; printf 'return 0;\n}\n'; } > "$1.main.c"
    fi
    if have pkg-config; then
        flags=$(PKG_CONFIG_LIBDIR=$build pkg-config --cflags --libs libtoll-uninstalled)
    else
        flags="-Iinclude -L$build -ltoll"
    fi
    # shellcheck disable=SC2086
    $CC -std=c11 -Wall -Wextra -Werror "$1.main.c" -o "$1.out" $flags && LD_LIBRARY_PATH=$build "$1.out"
}

run_python() {
    LIBTOLL=$build/libtoll.so PYTHONPATH=$top/bindings/python PYTHONDONTWRITEBYTECODE=1 python3 "$1"
}

run_go() {
    module=$(sed -n 's/^module //p' bindings/go/go.mod)
    version=$(sed -n 's/^go //p' bindings/go/go.mod)
    mkdir -p "$1.module"
    cp "$1" "$1.module/main.go"
    printf 'module readme\ngo %s\nrequire %s v0.0.0\nreplace %s => %s/bindings/go\n' \
        "$version" "$module" "$module" "$top" > "$1.module/go.mod"
    (cd "$1.module" && CGO_CFLAGS="-I$top/include" CGO_LDFLAGS="$build/libtoll.a -lm" GOFLAGS=-mod=mod GOPROXY=off \
        go run -tags nopkgconfig .)
}

for block in "$work"/*; do
    [ -f "$block" ] || continue
    language=${block##*.}
    name="readme/block $(basename "$block" ".$language") ($language)"
    case $language in
    sh | console)
        grep -q 'make check' "$block" || expect "$name" "run_$language" "$block" ;;
    c) expect "$name" run_c "$block" ;;
    python) if have python3; then expect "$name" run_python "$block"; else skip "$name" "no python3"; fi ;;
    go) if have go; then expect "$name" run_go "$block"; else skip "$name" "no go"; fi ;;
    esac
done
