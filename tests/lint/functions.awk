# SPDX-License-Identifier: Apache-2.0
# Length of every C function: lines strictly between its braces. Relies on clang-format's shape: a function's opening
# and closing brace stand alone in column 1. Prints: length exempt file name (exempt: a switch with most of the lines).
FNR == 1 { open = 0; head = "" }
/^\{$/ && head ~ /\)$/ { open = 1; start = FNR; cases = 0; name = head; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); next }
/^\}/ && open { print FNR - start - 1, (cases * 2 >= FNR - start - 1 || cases >= 12), FILENAME, name; open = 0; head = ""; next }
open && /^ *(case .*|default):/ { cases++ }
open && /^ *return .*;$/ && last ~ /^ *(case .*|default):/ { cases++ }
{ last = $0 }
!open && /^[A-Za-z].*\(/ { head = $0; next }
!open && head != "" && /^ / { head = head " " $0 }
!open && /;$/ { head = "" }
