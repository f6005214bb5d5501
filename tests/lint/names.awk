# SPDX-License-Identifier: Apache-2.0
# Names of types that C files define at file level, by clang-format's shape. Prints: name file:line
function found(name) { print name, FILENAME ":" FNR }
FNR == 1 { is_unnamed = 0 }
/^(typedef )?(struct|union|enum) [a-z][a-z0-9_]* *\{/ { sub(/^typedef /, ""); found($2); next }
/^typedef (struct|union|enum) *\{/ { is_unnamed = 1; next }
/^\} *[a-z][a-z0-9_]*;/ && is_unnamed { name = $2; sub(/;.*/, "", name); found(name); is_unnamed = 0; next }
/^\}/ { is_unnamed = 0; next }
$1 == "typedef" && $4 == $3 ";" { next }
/^typedef / {
    name = $0
    if (match(name, /\(\*[a-z][a-z0-9_]*\)/)) {
        found(substr(name, RSTART + 2, RLENGTH - 3))
    } else {
        sub(/[(;[].*/, "", name)
        sub(/.*[ *]/, "", name)
        found(name)
    }
}
