#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Attacks on what the command reads and writes: damaged, foreign, endless and forged files, words with control
# characters, full disks, memory that runs out. Each must end with its exit code and its message, within 30 s, and print
# no byte that a terminal obeys.
. tests/support/report.sh
case $BUILD in /*) ;; *) BUILD=$(pwd)/$BUILD ;; esac
case $COUNTS in /*) ;; *) COUNTS=$(pwd)/$COUNTS ;; esac
[ -x "$BUILD/toll" ] || { skip hostile "no command"; exit 0; }
toll=$BUILD/toll
here=$(pwd)
work=$BUILD/tests/hostile
rm -rf "$work"
mkdir -p "$work/folder" && cd "$work" || exit 1
limit=
have timeout && limit="timeout 30"

# Control characters but LF, of a file.
obeyed() {
    LC_ALL=C tr -d '\n\040-\176\200-\377' < "$1" | od -An -c | head -n 3
}

# Runs a command; its exit status, a part of what it prints, and that no control character is among it.
attack() { # name, status, text, command...
    attack_name=$1 attack_status=$2 attack_text=$3
    shift 3
    $limit "$@" > out 2>&1 < /dev/null
    judge $?
}

# The same with standard input from a file.
attack_with() { # file, name, status, text, command...
    attack_input=$1 attack_name=$2 attack_status=$3 attack_text=$4
    shift 4
    $limit "$@" > out 2>&1 < "$attack_input"
    judge $?
}

judge() { # status
    if [ "$1" -ne "$attack_status" ]; then
        bad "hostile: $attack_name" "exit status $1, not $attack_status: $(head -c 300 out)"
    elif ! grep -qaF -e "$attack_text" out; then
        bad "hostile: $attack_name" "it said: $(head -c 300 out | tr -d '\000')"
    elif [ -n "$(obeyed out)" ]; then
        bad "hostile: $attack_name" "control characters: $(obeyed out)"
    else
        ok "hostile: $attack_name"
    fi
}

# ---- sound files, from which the attacks are made
cat > good.csv << 'END'
# ours
kind,meter,op,number,per,key,value,text
tariff,,,,,ours,USD,ours/small
match,,exact,,,,,small
price,input,,1,1000000,,,
price,output,,2,1000000,,,
END
printf '%s\n' model,at,input,output small,2026-11-01,1000,10 small,2026-11-02,2000,20 > good_use.csv
cat > good.toll << 'END'
horizon = 12
discount_rate = 8 %
output_tokens per month = 2G [1.5G .. 3G]
[api] An API
cost api per mtok_output = 8
[own] Own
capacity_output = 3k
buy server per unit = 200k
END
cp "$here/tests/io/configs/llama-3.3-70b.json" good.json
"$toll" book build good.csv -o good.book > out || bad "hostile: the sound rows make a book"

io=1
"$toll" model show good.json > out 2>&1 || io=0
[ "$io" -eq 1 ] || skip "hostile/models" "no libtoll-io"

# Reads a file of a kind: csv, use, toll, json, gguf, book.
reader() { # kind, file: sets the command in $@ of `try`
    case $1 in
    csv) echo "book build $2 -o x.book" ;;
    use) echo "book diff good.csv good.csv --usage $2" ;;
    toll) echo "tco $2" ;;
    json | gguf) echo "model show $2" ;;
    book) echo "book hash --book $2" ;;
    esac
}
status_of() { # kind: of a file that can't be read
    if [ "$1" = use ]; then echo 2; else echo 1; fi
}
try() { # kind, file, name, text
    case $1 in json | gguf) [ "$io" -eq 1 ] || return ;; esac
    # shellcheck disable=SC2046
    attack "$1: $3" "$(status_of "$1")" "$4" "$toll" $(reader "$1" "$2")
}

good_of() { # kind
    case $1 in use) echo good_use.csv ;; *) echo "good.$1" ;; esac
}

# ---- every kind of text
for kind in csv use toll json; do
    good=$(good_of $kind)
    name=bad_$kind.${good##*.}
    { head -n 1 "$good"; printf '\000'; tail -n +2 "$good"; } > "$name"
    try $kind "$name" "a NUL byte" "0x00 is a NUL byte"
    { cat "$good"; head -c 4096 /dev/zero; } > "$name"
    try $kind "$name" "a tail of zeros" "0x00 is a NUL byte"
    { printf '\377\376'; sed 's/./&\x00/g' "$good"; } > "$name" 2> /dev/null
    try $kind "$name" "UTF-16 with a mark" "UTF-16: save it as UTF-8"
    printf 'k\000i\000n\000d\000\n\000' > "$name"
    try $kind "$name" "UTF-16 without a mark" "UTF-16: save it as UTF-8"
    { head -n 1 "$good"; printf '\303\050\n'; } > "$name"
    try $kind "$name" "bytes that are not UTF-8" "is not UTF-8"
    tr '\n' '\r' < "$good" > "$name"
    [ $kind = json ] || try $kind "$name" "line ends of CR alone" "CR without LF"
    printf '\037\213\010\000\000' > "$name"
    try $kind "$name" "gzip, cut" "compressed with gzip"
    printf 'PK\003\004\024' > "$name"
    try $kind "$name" "a zip archive" "zip archive or a spreadsheet"
    : > "$name"
    try $kind "$name" "an empty file" "empty"
    mkdir -p "folder/${good##*/}"
    [ $kind = json ] || try $kind "folder/${good##*/}" "a folder" "Is a directory"
    try $kind "nowhere.${good##*.}" "no file" "cannot be opened: No such file or directory"
    ln -sf "loop.${good##*.}" "loop.${good##*.}"
    try $kind "loop.${good##*.}" "a loop of links" "cannot be opened"
    # A line of 1 MiB, with ESC and BEL in it.
    { head -n 1 "$good"; printf '\033]0;PWN\007'; head -c 1048576 /dev/zero | tr '\0' x; } > "$name"
    # shellcheck disable=SC2046
    case $kind in json) [ "$io" -eq 1 ] ;; esac &&
        attack "$kind: a line of 1 MiB with ESC" "$(status_of $kind)" "" "$toll" $(reader $kind "$name") --max-input 64Mi
    ln -sf /dev/zero "zero_$kind.${good##*.}"
    case $kind in json) message="longer than the limit" ;; *) message="longer than the limit of" ;; esac
    try $kind "zero_$kind.${good##*.}" "/dev/zero" "$message"
done
printf 'kind,meter\ntariff,"input\n' > open.csv
try csv open.csv "a quote that is never closed" "open.csv:2:14: quote is not closed on its line"
printf 'kind,meter\ntariff,\033[31mimput\n' > esc.csv
try csv esc.csv "ESC in a cell" "esc.csv:2:8: meter is unknown: '\\x1b[31mimput'"
printf 'kind,m\033\007\n' > esc.csv
try csv esc.csv "ESC in a head" "'m\\x1b\\x07'"
printf 'model,at,input\nm\033[2J,2026-11-01,1\n' > esc_use.csv
attack "use: ESC in a model's name" 0 'm\x1b[2J' "$toll" book diff good.csv good.csv --usage esc_use.csv
attack "use: the same as JSON" 0 'm\u001b[2J' "$toll" book diff good.csv good.csv --usage esc_use.csv --json
sed 's/ours\/small/ours\/\x1b[31msmall/' good.csv > esc.csv
attack "csv: ESC in a tariff's name" 1 'esc.csv:3: ' "$toll" book build esc.csv -o esc.book

# ---- what is not text
head -c 200 good.book > torn.book
try book torn.book "a torn book" "book is truncated"
try book folder "a folder as book" "Is a directory"
try book /dev/zero "/dev/zero as book" "longer than the limit of 67108864 bytes (--max-input)"
try book /dev/null "/dev/null as book" "is no price book"
printf '\037\213\010\000\000' > gz.book
try book gz.book "a book under gzip" "compressed with gzip"
if [ "$io" -eq 1 ]; then
    printf 'GGUF\003\000\000\000' > cut.gguf
    try gguf cut.gguf "a cut head" "cut.gguf: "
    printf '\037\213\010\000\000' > gz.gguf
    try gguf gz.gguf "a head under gzip" "compressed with gzip"
    ln -sf /dev/zero zero.gguf
    try gguf zero.gguf "/dev/zero as GGUF" "zero.gguf: "
    sed 's/"model_type": *"[^"]*"/"model_type": "\\u001b]0;PWN\\u0007"/' good.json > esc.json
    try json esc.json "ESC in model_type" '\u001b]0;PWN\u0007' # quoted as the file spells it
    sed 's/"model_type": *"[^"]*"/"model_type": "\\u202egnp.exe"/' good.json > bidi.json
    try json bidi.json "U+202E in model_type" '\u202egnp.exe'
    printf '{"model_type": "\342\200\256gnp.exe", "hidden_size": 1}' > bidi_raw.json
    try json bidi_raw.json "U+202E itself in model_type" '\xe2\x80\xaegnp.exe'
    printf '{\033[31m' > raw.json
    try json raw.json "ESC in bad JSON" "raw.json: "
    sed 's/"model_type": *"[^"]*"/&, "_name_or_path": "\\u001b[31mm"/; s/"_name_or_path": *"[^"]*", *"model_type"/"model_type"/' \
        good.json > name.json
    attack "json: ESC in the name" 0 "" "$toll" model show name.json
    attack "json: ESC in the name, as JSON" 0 "" "$toll" model show name.json --json
fi

# ---- files of other systems are taken: byte order mark and CRLF
dos() { # file: as a spreadsheet or an editor of Windows saves it
    printf '\357\273\277'
    sed 's/$/\r/' "$1"
}
dos good.csv > dos.csv
dos good_use.csv > dos_use.csv
dos good.toll > dos.toll
dos good.json > dos.json
"$toll" book build dos.csv -o dos.book > out 2>&1
expect "hostile: rows with mark and CRLF make the same book" cmp good.book dos.book
"$toll" tco good.toll --draws 50 --json > one && "$toll" tco dos.toll --draws 50 --json > two
expect "hostile: a scenario with mark and CRLF is the same" cmp one two
"$toll" book diff good.csv good.csv --usage good_use.csv --json > one
"$toll" book diff good.csv good.csv --usage dos_use.csv --json > two
expect "hostile: records with mark and CRLF cost the same" cmp one two
[ "$io" -eq 0 ] || attack "json: mark and CRLF" 0 "70.55 B" "$toll" model show dos.json

# ---- streams without an end
if have timeout && have mkfifo; then
    endless() { # kind, status, text, command...: reads a pipe that is written for as long as it is read
        endless_kind=$1
        shift
        mkfifo "$endless_kind.fifo"
        (while :; do echo "horizon = 12,a" || exit; done) > "$endless_kind.fifo" 2> /dev/null &
        endless_writer=$!
        attack_with "$endless_kind.fifo" "$endless_kind: a pipe without an end" "$@"
        kill "$endless_writer" 2> /dev/null
        wait "$endless_writer" 2> /dev/null
    }
    endless toll 1 "longer than the limit of 1048576 bytes (--max-input)" "$toll" tco -
    endless csv 1 "longer than the limit of 65536 bytes (--max-input)" "$toll" book build - -o x.book --max-input 64Ki
    endless use 2 "longer than the limit of 65536 bytes (--max-input)" \
        "$toll" book diff good.csv good.csv --usage - --max-input 64Ki
    endless book 1 "longer than the limit of 65536 bytes (--max-input)" "$toll" book hash --book - --max-input 64Ki
else
    skip "hostile/endless" "no timeout or mkfifo"
fi

# ---- labels of a scenario
label() { # bytes as printf writes them
    sed "s/An API/$(printf '%b' "$1")/" good.toll > label.toll
}
label 'A\0377\0376'
try toll label.toll "a label that is not UTF-8" "label.toll: line 4, byte 8: 0xff is not UTF-8"
label 'A\0033[31m'
try toll label.toll "ESC in a label" "an option's label holds U+001B, which is not shown"
label 'A\0342\0200\0256'
try toll label.toll "U+202E in a label" "an option's label holds U+202E"
label 'A\0357\0277\0277'
try toll label.toll "U+FFFF in a label" "an option's label holds U+FFFF"
label '=cmd|x!A0'
"$toll" tco label.toll --draws 0 --ledger - > out
expect "hostile: a label like a formula gets an apostrophe in CSV" sh -c "grep -q \"^'=cmd|x!A0,\" out && ! grep -q '^=' out"
label '<\/svg><script>\&'
"$toll" tco label.toll --draws 0 --svg - > out
expect "hostile: markup in a label is text in SVG" \
    sh -c "grep -q '&lt;/svg&gt;&lt;script&gt;&amp;' out && [ \"\$(grep -c '</svg>' out)\" -eq 1 ]"

# ---- words of the command line
esc=$(printf '\033') bel=$(printf '\007') bad_utf8=$(printf '\377x')
attack "argv: ESC in a model" 1 'argument 2, byte 6: 0x1b is a control character: "llama\x1b[31m"' \
    "$toll" fit "llama${esc}[31m" h100-sxm5-80gb
attack "argv: BEL in a command" 1 'argument 1, byte 3' "$toll" "fi$bel"
attack "argv: ESC in an option" 1 'is a control character' "$toll" fit a b "--t$esc=3"
attack "argv: a value that is not UTF-8" 1 '0xff is not UTF-8' "$toll" price "$bad_utf8" --input 1
attack "argv: a path with a line end" 1 'is a control character' "$toll" tco "a
b"
attack "argv: U+202E" 1 '\xe2\x80\xae' "$toll" fit "$(printf 'x\342\200\256y')" h100-sxm5-80gb
attack "argv: a limit that is none" 1 '--max-input takes bytes from 1 on' "$toll" tco good.toll --max-input 0
attack "argv: a raised limit" 0 'total' "$toll" tco good.toll --draws 0 --max-input 2Mi
attack "argv: a lowered limit" 1 'longer than the limit of 10 bytes (--max-input)' "$toll" tco good.toll --max-input 10

# ---- usage logs
if [ "$io" -eq 1 ]; then
    record='{"model":"gpt-5","created":1793613600,"usage":{"prompt_tokens":1000,"completion_tokens":10}}'
    log() { # name, status, text, bytes of one more line as printf writes them
        { printf '%s\n' "$record"; printf '%b\n' "$4"; printf '%s\n' "$record"; } > hostile.jsonl
        attack "log: $1" "$2" "$3" "$toll" bill hostile.jsonl
        attack_name="log: $1: both others are billed" attack_status=$2 attack_text=" 2 requests, "
        "$toll" bill hostile.jsonl > out 2>&1 < /dev/null
        judge $?
    }
    deep=$(awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }')
    log "deep nesting" 4 "line 2: byte 261: more than 256 objects and arrays" "{\"a\":$deep"
    log "a key twice" 4 'line 2: byte 30: the key "prompt_tokens" stands twice' '{"usage":{"prompt_tokens":1,"prompt_tokens":2}}'
    log "a huge count" 4 'prompt_tokens: 99999999999999999999 is too large' \
        '{"model":"gpt-5","usage":{"prompt_tokens":99999999999999999999,"completion_tokens":1}}'
    log "a count of 10^400" 4 'is too large' '{"model":"gpt-5","usage":{"prompt_tokens":1e400,"completion_tokens":1}}'
    log "half a token" 4 'prompt_tokens: 0.5 must be a whole number' \
        '{"model":"gpt-5","usage":{"prompt_tokens":0.5,"completion_tokens":1}}'
    log "a negative count" 4 'completion_tokens: -1 must not be negative' \
        '{"model":"gpt-5","usage":{"prompt_tokens":5,"completion_tokens":-1}}'
    log "NaN" 4 'prompt_tokens: NaN is no number' '{"usage":{"prompt_tokens":NaN,"completion_tokens":1}}'
    log "a NUL byte" 4 '0x00 is a NUL byte' '{"a":"\0000"}'
    log "bytes that are not UTF-8" 4 '0xff is not UTF-8' '{"a":"\0377"}'
    log "ESC in a model's name" 4 'a control character in a string' '{"model":"\0033[31m","usage":{"prompt_tokens":1}}'
    log "an escaped ESC in a model's name" 4 'model has a control character' \
        '{"model":"\\u001b[31m","usage":{"prompt_tokens":1}}'
    log "U+202E in a model's name" 4 '\xe2\x80\xaegnp' \
        '{"model":"\0342\0200\0256gnp","usage":{"prompt_tokens":1,"completion_tokens":1}}'
    log "a model's name of 200 bytes" 4 'model is longer than 95 bytes' \
        "{\"model\":\"$(printf '%0200d' 0)\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}"
    log "half a record" 4 'the text ends inside a string' '{"model":"gpt-5","usage":{"prompt_tok'
    printf '\357\273\277%s\r\n%s\r\n' "$record" "$record" > dos.jsonl
    attack "log: mark and CRLF" 0 " 2 requests, " "$toll" bill dos.jsonl
    { printf '\377\376'; printf '%s\n' "$record" | sed 's/./&\x00/g'; } > utf16.jsonl
    attack "log: UTF-16" 1 "UTF-16: save it as UTF-8" "$toll" bill utf16.jsonl
    : > empty.jsonl
    attack "log: an empty file" 0 "No record was billed" "$toll" bill empty.jsonl
    attack "log: a folder" 1 "Is a directory" "$toll" bill folder
    attack "log: no file" 1 "nowhere.jsonl: No such file" "$toll" bill nowhere.jsonl
    attack "log: /dev/zero" 1 "a record is longer than 2 GiB: this is no log" "$toll" bill /dev/zero
    printf '%s\n%s' "$record" "$record" > cut.jsonl
    attack "log: no line end at the end" 0 " 2 requests, " "$toll" bill cut.jsonl
    if have gzip; then
        awk -v r="$record" 'BEGIN { for (i = 0; i < 20000; i++) print r }' | gzip -c > long.gz
        attack "log: gzip" 0 " 20,000 requests, " "$toll" bill long.gz
        head -c "$(($(wc -c < long.gz) / 2))" long.gz > half.gz
        attack "log: gzip, cut" 4 "half.gz: the compressed file is damaged or cut" "$toll" bill half.gz
        printf '\037\213\010\000\000' > torn.gz
        attack "log: gzip, torn" 4 "torn.gz: the compressed file is damaged or cut" "$toll" bill torn.gz
        attack_with long.gz "log: gzip on stdin" 1 "gzip -dc FILE | toll bill -" "$toll" bill -
        # A line of 1 GiB, in 256 MiB of address space.
        attack_name="log: a line of 1 GiB" attack_status=4 attack_text="line 1: the record is longer than 16777216 bytes"
        # A sanitizer's shadow needs more than that: its build is tried without the limit.
        space=262144
        ! nm "$toll" 2> /dev/null | grep -q '__asan_init\|__tsan_init' || space=unlimited
        # shellcheck disable=SC3045
        { printf '{"a":"'; head -c 1073741824 /dev/zero | tr '\0' x; printf '"}\n%s\n' "$record"; } |
            (ulimit -v "$space"; $limit "$toll" bill - > out 2>&1)
        judge $?
    fi
    printf '[%s,%s' "$record" "$record" > open.json
    attack "log: an array without an end" 4 "the file ends inside the array" "$toll" bill open.json
    printf '[%s,{"model":"gpt-5"' "$record" > open.json
    attack "log: a record without an end" 4 "the file ends inside this record" "$toll" bill open.json
    printf 'model,at,input,output\n"gpt-5,2026-11-02,1,1\ngpt-5,2026-11-02,1,1\n' > quote.csv
    attack "log: a quote that stays open" 4 "line 2: a quote is not closed on its line" "$toll" bill quote.csv
    printf '=cmd|x!A0,model,input\n' > formula.csv
    attack "log: a head alone" 0 "No record was billed" "$toll" bill formula.csv
    printf '{"model":"=cmd|x","user":"@u","at":5,"input":1,"output":1}\n' > formula.jsonl
    "$toll" bill formula.jsonl --csv > out
    expect "hostile: a name like a formula gets an apostrophe in CSV" sh -c "grep -q \",'=cmd|x,\" out && grep -q \",'@u,\" out"
    awk 'BEGIN { for (i = 0; i < 30000; i++) printf "{\"model\":\"m%d\",\"at\":5,\"input\":1,\"output\":1}\n", i }' > names.jsonl
    attack "log: 30,000 unknown names" 4 "30,000 without a price" "$toll" bill names.jsonl
else
    skip "hostile/logs" "no libtoll-io"
fi

# ---- work
awk 'BEGIN {
    print "horizon = 1200\ndiscount_rate = 8 %\noutput_tokens per month = 2G [1.5G .. 3G]"
    for (i = 0; i < 64; i++)
        print "[o" i "] Option " i "\ncapacity_output = 3k\nbuy server per unit = 200k [180k .. 240k]\nlife server = 48"
}' > work.toll
attack "work: 64 options over 100 years" 1 "more than the limit of 20 s: lower --draws, or raise --max-seconds" \
    "$toll" tco work.toll --draws 10000
attack "work: fewer draws" 0 "Option 63" "$toll" tco work.toll --draws 0
if have timeout; then
    # A signal that comes before the study has begun ends the command as any other: then it gets more time.
    for seconds in 1 5 25; do
        timeout -s INT "$seconds" "$toll" tco work.toll --max-seconds 1000 --svg interrupted.svg > out 2>&1 < /dev/null
        [ ! -s out ] || break
    done
    expect "hostile: an interrupted study says so, and leaves no file" \
        sh -c "grep -q '^toll: interrupted' out && [ \"\$(wc -l < out)\" -eq 1 ] && ! ls interrupted.svg* 2> /dev/null"
fi

# ---- output: killed writes, devices, pipes, links
cp "$here/lib/book/data/openai.csv" many.csv
cp good.book keep.book
attack_name="output: a limit on file sizes" attack_status=1 attack_text="cannot be written: File too large"
(ulimit -f 8 && $limit "$toll" book build many.csv -o keep.book) > out 2>&1
judge $?
expect "hostile: the old book stays when the new one can't be written, and no other file" \
    sh -c "cmp good.book keep.book && [ \"\$(ls keep.book* | wc -l)\" -eq 1 ]"
ln -sf keep.book link.book
"$toll" book build many.csv -o link.book > out 2>&1
expect "hostile: a link is written through" sh -c "[ -h link.book ] && ! cmp -s good.book keep.book && cmp keep.book link.book"
chmod 600 keep.book
"$toll" book build good.csv -o keep.book > out 2>&1
expect "hostile: a replaced file keeps its permissions" sh -c "cmp good.book keep.book && ls -l keep.book | grep -q '^-rw-------'"
"$toll" book build good.csv -o /dev/stdout 2>&1 | head -c 1 > out
expect "hostile: a pipe is written through" [ -s out ]
if [ -c /dev/full ]; then
    attack "output: a full device" 1 "/dev/full: cannot be written: No space left on device" \
        "$toll" book build good.csv -o /dev/full
    attack "output: a full device for a chart" 1 "/dev/full: cannot be written" "$toll" tco good.toll --svg /dev/full
    attack "output: a full device for a ledger" 1 "/dev/full: cannot be written" "$toll" tco good.toll --ledger /dev/full
    attack_name="output: a full stdout" attack_status=1 attack_text="the answer could not be written"
    "$toll" tco good.toll > /dev/full 2> out
    judge $?
fi
attack "output: a folder" 1 "folder: cannot be written: Is a directory" "$toll" book build good.csv -o folder
attack "output: no such folder" 1 "cannot be written: No such file or directory" "$toll" tco good.toll --svg no/x.svg

# ---- memory: each allocation fails once
if $CC -shared -fPIC -O1 -o failing_malloc.so "$here/tests/cli/failing_malloc.c" 2> /dev/null &&
    LD_PRELOAD=./failing_malloc.so FAIL_AT=0 "$toll" --version > out 2>&1 && ! nm "$toll" | grep -q __asan; then
    # The first calls one by one, later ones in growing steps, until the command has no more.
    starve() { # status, command...
        starve_status=$1
        shift
        at=1
        while [ "$at" -le 3000 ]; do
            LD_PRELOAD=./failing_malloc.so FAIL_AT=$at "$toll" "$@" > out 2> err < /dev/null
            status=$?
            case $status in 0) ;; "$starve_status") grep -qi memory err || echo "call $at: $(head -c 200 err)" ;; *)
                echo "call $at: exit status $status: $(head -c 200 err)" ;; esac
            if [ "$at" -lt 60 ]; then at=$((at + 1)); else at=$((at + at / 3)); fi
        done
    }
    expect_none "hostile: memory runs out in toll tco" "$(starve 1 tco good.toll --draws 20 --svg x.svg --ledger l.csv)"
    expect_none "hostile: memory runs out in toll book build" "$(starve 1 book build good.csv -o x.book)"
    expect_none "hostile: memory runs out in toll book diff" "$(starve 2 book diff good.csv good.csv --usage good_use.csv --json)"
    expect_none "hostile: memory runs out in toll price" "$(starve 1 price gpt-5-mini --input 1 --at 2026-11-01)"
    [ "$io" -eq 0 ] || expect_none "hostile: memory runs out in toll bill" "$(starve 1 bill dos.jsonl)"
    expect_none "hostile: memory runs out in toll cost" "$(starve 1 cost llama-3.1-70b h100-sxm5-80gb)"
    expect_none "hostile: memory runs out in toll plan" "$(starve 1 plan llama-3.1-70b h100-sxm5-80gb --rate 20 --vs gpt-5-mini)"
    expect_none "hostile: memory that runs out leaves no temporary file" "$(ls x.svg.* l.csv.* x.book.* 2> /dev/null)"
else
    skip hostile/memory "no preloading"
fi
