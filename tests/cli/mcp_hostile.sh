#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Attacks on `toll mcp`: messages that are no JSON, no requests, too long, too deep or forged. Each gets its code, the server
# lives on, and each line that it writes is one JSON text. Needs a POSIX shell and awk.
. tests/support/report.sh
[ -x "$BUILD/toll" ] || { skip mcp_hostile "no command"; exit 0; }
toll=$BUILD/toll
"$toll" mcp < /dev/null > /dev/null 2>&1 || { skip mcp_hostile "built without libtoll-io"; exit 0; }
work=$BUILD/tests/mcp_hostile
rm -rf "$work"
mkdir -p "$work"
limit=
have timeout && limit="timeout 60"
export TOLL_BOOK=built-in TOLL_NOW=2026-11-30

start='{"jsonrpc":"2.0","id":"start","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"sh","version":"1"}}}'
ping='{"jsonrpc":"2.0","id":"still here","method":"ping"}'

# The session is opened, attacked by what a file holds, and must answer a ping behind it.
serve() { # file
    { printf '%s\n' "$start"; cat "$1"; printf '\n%s\n' "$ping"; } | $limit "$toll" mcp > "$work/out" 2> "$work/err"
    code=$?
    sed '1d;$d' "$work/out" > "$work/replies"
    tail -n 1 "$work/out" > "$work/last"
}

judge() { # name, text that the replies must hold
    if [ "$code" -ne 0 ]; then
        bad "mcp_hostile: $1" "exit status $code: $(head -c 300 "$work/err")"
    elif [ "$(cat "$work/last")" != '{"jsonrpc":"2.0","id":"still here","result":{}}' ]; then
        bad "mcp_hostile: $1" "the server did not live on: $(head -c 300 "$work/last")"
    elif [ -s "$work/err" ]; then
        bad "mcp_hostile: $1" "on standard error: $(head -c 300 "$work/err")"
    elif ! grep -qaF -e "$2" "$work/replies"; then
        bad "mcp_hostile: $1" "it replied: $(head -c 300 "$work/replies")"
    elif grep -qavE '^\{"jsonrpc":"2\.0","id":.*\}$' "$work/replies"; then
        bad "mcp_hostile: $1" "a line is no reply: $(grep -avE '^\{"jsonrpc":"2\.0","id":.*\}$' "$work/replies" | head -c 300)"
    elif [ -n "$(LC_ALL=C tr -d '\n\040-\176\200-\377' < "$work/out" | od -An -c | head -n 1)" ]; then
        bad "mcp_hostile: $1" "control characters"
    else
        ok "mcp_hostile: $1"
    fi
}

# One message from printf's format, and the text that its reply must hold.
attack() { # name, text, format...
    attack_name=$1 attack_text=$2
    shift 2
    # shellcheck disable=SC2059
    printf "$@" > "$work/in"
    serve "$work/in"
    judge "$attack_name" "$attack_text"
}

call() { # tool, arguments: a message
    printf '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"%s","arguments":%s}}' "$1" "$2"
}

attack_call() { # name, text, tool, arguments
    call "$3" "$4" > "$work/in"
    serve "$work/in"
    judge "$1" "$2"
}

parse='"id":null,"error":{"code":-32700'
request='"id":null,"error":{"code":-32600'
# ---- bytes
attack "a text" "$parse" 'hello'
attack "an open object" "$parse" '{"jsonrpc":"2.0","id":1'
attack "two values" "$parse" '{} {}'
attack "a NUL byte" "$parse" '{"jsonrpc":"2.0","id":1,"method":"pi\000ng"}'
attack "a byte that is not UTF-8" "$parse" '{"jsonrpc":"2.0","id":1,"method":"\377"}'
attack "an overlong form" "$parse" '{"jsonrpc":"2.0","id":1,"method":"\300\257"}'
attack "UTF-16" "$parse" '\377\376{\000}\000'
attack "gzip" "$parse" '\037\213\010'
attack "a CR inside of a line" "$parse" '{"jsonrpc":"2.0",\r"id":1}'
attack "a key twice" "$parse" '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'
attack "half a surrogate pair" "$parse" '{"jsonrpc":"2.0","id":1,"method":"\\ud800"}'
attack "a method with NUL" "$parse" '{"jsonrpc":"2.0","id":1,"method":"ping\\u0000"}'
attack "a number beyond a double as id" '"id":1999999999999999999999999999999,' \
    '{"jsonrpc":"2.0","id":1999999999999999999999999999999,"method":"nothing"}'
attack "1e999 as id" "$request" '{"jsonrpc":"2.0","id":1e999,"method":"ping"}'
attack "NaN as id" "$parse" '{"jsonrpc":"2.0","id":nan,"method":"ping"}'
attack "blank lines are none" '"id":5,"result":{}' '\n  \n\r\n{"jsonrpc":"2.0","id":5,"method":"ping"}\r\n\n'
attack "an id with escapes goes back as it came" '"id":"\"\u0041\\"' '{"jsonrpc":"2.0","id":"\\"\\u0041\\\\","method":"ping"}'
# ---- shapes
attack "a number" "$request" '3'
attack "null" "$request" 'null'
attack "no jsonrpc" '"id":1,"error":{"code":-32600' '{"id":1,"method":"ping"}'
attack "jsonrpc 1.0" '"id":1,"error":{"code":-32600' '{"jsonrpc":"1.0","id":1,"method":"ping"}'
attack "jsonrpc as a number" '"id":1,"error":{"code":-32600' '{"jsonrpc":2.0,"id":1,"method":"ping"}'
attack "no method" '"id":1,"error":{"code":-32600' '{"jsonrpc":"2.0","id":1}'
attack "a method that is no text" '"id":1,"error":{"code":-32600' '{"jsonrpc":"2.0","id":1,"method":{}}'
attack "null as id" "$request" '{"jsonrpc":"2.0","id":null,"method":"ping"}'
attack "an object as id" "$request" '{"jsonrpc":"2.0","id":{},"method":"ping"}'
attack "half an id" "$request" '{"jsonrpc":"2.0","id":1.5,"method":"ping"}'
attack "params as an array" '"id":1,"error":{"code":-32602' '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}'
attack "a batch in a revision without" "$request" '[{"jsonrpc":"2.0","id":1,"method":"ping"}]'
attack "one id twice is answered twice" '"id":1,"result":{}' \
    '{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":1,"method":"ping"}'
expect "mcp_hostile: by two replies" test "$(grep -c '"id":1,' "$work/replies")" -eq 2
printf '{"jsonrpc":"2.0","method":"nonsense"}\n{"jsonrpc":"2.0","method":"tools/call","params":{"name":"price"}}\n' > "$work/in"
printf '{"jsonrpc":"2.0","id":4,"result":{}}\n{"jsonrpc":"2.0","id":4,"error":{"code":1,"message":""}}\n' >> "$work/in"
serve "$work/in"
expect "mcp_hostile: notifications and stray replies get no reply" test ! -s "$work/replies"
expect "mcp_hostile: and the server lives on" grep -q 'still here' "$work/last"

# ---- sizes
awk 'BEGIN { printf "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":"; for (i = 0; i < 100000; i++) printf "["; print "" }' > "$work/in"
serve "$work/in"
judge "100,000 open brackets" "$parse"
awk 'BEGIN { printf "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":"; for (i = 0; i < 250; i++) printf "["; for (i = 0; i < 250; i++) printf "]"; print "}}" }' > "$work/in"
serve "$work/in"
judge "250 brackets" '"id":1,"result":{}'
awk 'BEGIN { s = "0123456789abcdef"; while (length(s) < 65536) s = s s; printf "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""; for (i = 0; i < 160; i++) printf "%s", s; print "\"}" }' > "$work/in"
serve "$work/in"
judge "a line of 10 MB" '"error":{"code":-32600,"message":"the message is longer than 4 MiB"}'
awk 'BEGIN { printf "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"bill\",\"arguments\":{\"records\":["; for (i = 0; i < 10001; i++) printf "%s{}", i ? "," : ""; print "]}}}" }' > "$work/in"
serve "$work/in"
judge "10,001 records" 'records takes an array of 1 to 10000 entries'
awk 'BEGIN { printf "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"price\",\"arguments\":{"; for (i = 0; i < 50000; i++) printf "\"k%d\":%d,", i, i; print "\"models\":[\"gpt-5-mini\"]}}}" }' > "$work/in"
serve "$work/in"
judge "50,000 arguments" 'price has no argument \"k0\"'

# ---- calls
attack_call "a tool that isn't there" '-32602,"message":"Unknown tool: rm"' rm '{}'
attack "no name of a tool" '-32602' '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}'
attack "a tool without params" '-32602' '{"jsonrpc":"2.0","id":1,"method":"tools/call"}'
attack_call "arguments that are no object" 'arguments takes an object' price '"all"'
attack_call "a missing argument" 'price needs the argument models' price '{}'
attack_call "an unknown argument" 'price has no argument \"model\": did you mean models?' price '{"model":"gpt-5-mini"}'
attack_call "1e999" 'requests_per_s takes a number from 1e-09 to 100000000, not 1e999' plan '{"model":"llama-3.1-8b","requests_per_s":1e999}'
attack_call "a negative count" 'input_tokens takes a whole number from 0 to 1000000000000, not -1' price '{"models":["gpt-5-mini"],"input_tokens":-1}'
attack_call "a count beyond 64 bits" 'not 99999999999999999999' price '{"models":["gpt-5-mini"],"input_tokens":99999999999999999999}'
attack_call "NUL in a name" "$parse" price '{"models":["gpt\u0000-5"],"input_tokens":1}'
attack_call "an escape sequence in a name" 'control character' price '{"models":["\u001b[2J"],"input_tokens":1}'
attack_call "an option as a name" '\"--help\"' price '{"models":["--help"],"input_tokens":1}'
attack_call "an option inside of a value" 'no tariff' price '{"models":["gpt-nope"],"input_tokens":1,"region":"eu --book=/etc/passwd"}'
attack_call "an equals sign in a meter" 'names without' price '{"models":["gpt-5-mini"],"usage":{"a=b":1}}'
attack_call "a comma in a list" 'without a comma' plan '{"model":"llama-3.1-8b","requests_per_s":1,"engines":["vllm,sglang"]}'
attack_call "a name of 5,000 bytes" '4095' price "{\"models\":[\"$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "x" }')\"]}"
# ---- files
for path in /etc/passwd /etc/passwd.json ../../etc/hosts.gguf need.toll /dev/zero ./full.book; do
    attack_call "the model $path reads no file" '"isError":true' fit "{\"model\":\"$path\",\"hardware\":[\"h100-sxm5-80gb\"]}"
    expect "mcp_hostile: and tells nothing of it" sh -c "! grep -qE 'root:|cannot be opened|No such file|is a folder' '$work/replies'"
done
attack_call "a log is not read" 'this server reads none' bill '{"log":"/etc/passwd"}'
attack_call "nor is standard input taken as one" 'records takes' bill '{"records":"-"}'
attack_call "a plan's file is not read" 'this server reads none' plan '{"model":"/tmp/need.toll","requests_per_s":1}'
attack_call "a draft's file is no argument" 'has no argument' speed '{"model":"llama-3.1-8b","hardware":["h100-sxm5-80gb"],"draft":"/x.json"}'
# A command that reads standard input gets none of the protocol's.
attack_call "a name - reads nothing" '"id":7,' find '{"about":"api_model","names":["-"]}'

# ---- the same answer from a server that has answered before
call fit '{"model":"llama-3.1-8b","hardware":["h100"]}' > "$work/in"
serve "$work/in"
cp "$work/replies" "$work/once"
{ call price '{"models":["gpt-nope"]}'; echo; call fit '{"model":"x","hardware":["y"]}'; echo; call fit '{"model":"llama-3.1-8b","hardware":["h100"]}'; } > "$work/in"
serve "$work/in"
expect "mcp_hostile: an answer does not depend on those before, notes included" sh -c "tail -n 1 '$work/replies' | cmp - '$work/once'"

# ---- endings
printf '%s' "$start" | "$toll" mcp > "$work/out" 2>&1
expect "mcp_hostile: a last line without its end is answered" grep -q '"protocolVersion":"2025-11-25"' "$work/out"
if [ -e /dev/full ]; then
    printf '%s\n' "$start" | $limit "$toll" mcp > /dev/full 2> "$work/err"
    expect "mcp_hostile: a full output ends it with 1" test $? -eq 1
    expect "mcp_hostile: and says so" grep -q 'toll: a reply could not be written' "$work/err"
fi
printf '%s\n' "$ping" | "$toll" mcp extra > "$work/out" 2>&1
expect "mcp_hostile: a word is refused" grep -q 'takes no word "extra"' "$work/out"
printf '%s\n' "$ping" | "$toll" mcp --folder /no/such/folder > "$work/out" 2>&1
expect "mcp_hostile: so is a folder that isn't there" grep -q 'no such folder' "$work/out"
