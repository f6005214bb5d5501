# SPDX-License-Identifier: Apache-2.0
# Offences against the layout and the wording of a public header. Prints: file:line: what.
# -v phrases="one|two": wordings that are never right, in lower case; a line break within one counts as a blank.
function report(what) { printf "%s:%d: %s\n", FILENAME, FNR, what }
function holds(text, phrase) { return text ~ ("(^|[^a-z])" phrase "([^a-z]|$)") }
BEGIN { count = split(phrases, wrong, "|") }
FNR == 1 { last = "" }
length($0) > 120 { report("has " length($0) " columns") }
/^ +(double|char|u?int(32|64)_t|toll_[a-z0-9_]+)$/ { report("a field's type stands alone") }
/^#define [A-Za-z0-9_]+ *\\$/ { report("the value of a #define stands on the next line") }
{
    text = tolower($0)
    sub(/^ *(\/\*+<?|\*+)? */, "", text)
    sub(/ *(\*\/)? *$/, "", text)
    for (i = 1; i <= count; i++)
        if (holds(text, wrong[i]) || (holds(last " " text, wrong[i]) && !holds(last, wrong[i])))
            report("\"" wrong[i] "\"")
    last = text
}
