#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Completions of the command for bash, zsh and fish, written from its own help pages: they know every command and option.
# Usage: completions.sh OUT TOLL...     writes OUT/toll.bash, OUT/_toll, OUT/toll.fish; TOLL may begin with an emulator
set -eu
out=$1
shift
mkdir -p "$out"

# One line each: command TAB its description; then command TAB option TAB its value, or nothing TAB its description.
list() {
    "$@" help | awk '/^  toll [a-z]/ {
        command = $2
        sub(/^  toll [a-z]+/, "")
        match($0, /   */)
        sub(/^.*   */, "")
        print "command\t" command "\t" $0
    }'
}
options() {
    list "$@" | cut -f2 | while read -r command; do
        "$@" help "$command" | awk -v command="$command" '/^  --[a-z]/ {
            option = $1
            value = ($2 ~ /^[A-Z]/ || $0 ~ "^  " option " [^ ]") ? $2 : ""
            sub(/^  --[^ ]+( [^ ]+)?  +/, "")
            print "option\t" command "\t" option "\t" value "\t" $0
        }'
        [ "$command" = mcp ] || printf 'option\t%s\t--json\t\tmachine-readable output\noption\t%s\t--no-color\t\tplain text\n' "$command" "$command"
    done
}

{ list "$@"; options "$@"; } | awk -F '\t' '!seen[$1 $2 $3]++' > "$out/words.tsv"

awk -F '\t' '
    $1 == "command" { commands = commands " " $2 }
    $1 == "option" { if (!($2 in options)) order[++n] = $2; options[$2] = options[$2] " " $3 }
    END {
        print "# bash completion of toll; generated from its help pages"
        print "_toll() {"
        print "    local words current=${COMP_WORDS[COMP_CWORD]}"
        print "    COMPREPLY=()"
        print "    if [ \"$COMP_CWORD\" -eq 1 ]; then"
        print "        COMPREPLY=($(compgen -W \"" substr(commands, 2) " --version\" -- \"$current\"))"
        print "        return"
        print "    fi"
        print "    case ${COMP_WORDS[1]} in"
        for (i = 1; i <= n; i++) print "    " order[i] ") words=\"" substr(options[order[i]], 2) "\" ;;"
        print "    esac"
        print "    case $current in -*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;; esac"
        print "}"
        print "complete -o default -F _toll toll"
    }' "$out/words.tsv" > "$out/toll.bash"

awk -F '\t' '
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); gsub(/:/, "\\:", text); return text }
    $1 == "command" { commands = commands "\n        \047" $2 ":" quoted($3) "\047" }
    $1 == "option" {
        if (!($2 in options)) order[++n] = $2
        options[$2] = options[$2] "\n            \047" $3 ":" quoted($5) "\047"
    }
    END {
        print "#compdef toll\n# zsh completion of toll; generated from its help pages"
        print "_toll() {\n    local -a commands options\n    commands=(" commands "\n    )"
        print "    if (( CURRENT == 2 )); then _describe command commands; return; fi"
        print "    case $words[2] in"
        for (i = 1; i <= n; i++) print "    " order[i] ") options=(" options[order[i]] "\n        ) ;;"
        print "    esac"
        print "    if [[ $PREFIX == -* ]]; then _describe -o option options; else _files; fi\n}\n_toll \"$@\""
    }' "$out/words.tsv" > "$out/_toll"

awk -F '\t' '
    function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/\047/, "\\\047", text); return text }
    BEGIN { print "# fish completion of toll; generated from its help pages" }
    $1 == "command" { printf "complete -c toll -n __fish_use_subcommand -a %s -d \047%s\047\n", $2, quoted($3) }
    $1 == "option" {
        printf "complete -c toll -n \047__fish_seen_subcommand_from %s\047 -l %s%s -d \047%s\047\n", $2, substr($3, 3), \
            $4 != "" ? " -r" : "", quoted($5)
    }' "$out/words.tsv" > "$out/toll.fish"
