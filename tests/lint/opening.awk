# SPDX-License-Identifier: Apache-2.0
# First sentence of the opening comment of each file: the first comment after the SPDX line and before any code, in C, Go
# or Python. Prints: file, tab, sentence ("" where there is none).
function give() {
    if (path == "")
        return
    gsub(/[ \t]+/, " ", text)
    sub(/^ /, "", text)
    sub(/ $/, "", text)
    if (match(text, /\.( |$)/))
        text = substr(text, 1, RSTART - 1)
    sub(/:$/, "", text)
    print path "\t" text
}
# Adds a line of the comment; an empty one ends the paragraph.
function add_text(line) {
    sub(/^[ \t]*(\/\*+|\*|\/\/)?[ \t]?/, "", line)
    if (line ~ /@file/ || (text == "" && line ~ /^[ \t]*$/))
        return
    sub(/@brief /, "", line)
    if (line ~ /^[ \t]*$/ || line ~ /^@/) {
        done = 1
        return
    }
    text = text " " line
}
FNR == 1 {
    give()
    path = FILENAME
    text = ""
    inside = done = 0
    language = FILENAME ~ /\.py$/ ? "python" : FILENAME ~ /\.go$/ ? "go" : "c"
}
done || /SPDX-License-Identifier/ { next }
language == "python" && !inside && /^"""/ {
    sub(/^"""/, "")
    inside = 1
}
language == "python" {
    if (!inside) {
        if ($0 !~ /^(#.*)?$/)
            done = 1
        next
    }
    is_end = sub(/""".*/, "")
    if ($0 != "")
        text = text " " $0
    if (is_end || $0 == "")
        done = 1
    next
}
language == "go" {
    if (/^\/\/[^g]/)
        add_text($0)
    else if (text != "" || $0 !~ /^(\/\/go:.*)?$/)
        done = 1
    next
}
!inside && /^\/\*/ { inside = 1 }
inside {
    is_end = sub(/\*\/.*/, "")
    add_text($0)
    done = done || is_end
    next
}
/[^ \t]/ { done = 1 }
END { give() }
