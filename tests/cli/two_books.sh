#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two books: the built-in one answers first, full.book what it knows nothing of. Where full.book is looked for and in which
# order, what each answer says of it, and that a file which is there and no good is never passed over in silence.
#
# The command is copied into a folder without full.book; a full.book of four names takes its place where one is wanted.
. tests/support/report.sh
case $BUILD in /*) ;; *) BUILD=$(pwd)/$BUILD ;; esac
case $COUNTS in /*) ;; *) COUNTS=$(pwd)/$COUNTS ;; esac
[ -x "$BUILD/toll" ] || { skip two_books "no command"; exit 0; }
work=$BUILD/tests/two_books
chmod -R u+rwX "$work" 2> /dev/null
rm -rf "$work"
mkdir -p "$work/bin" "$work/home" "$work/use/bin" && cd "$work" || exit 1
cp "$BUILD/toll" bin/toll
unset TOLL_BOOK TOLL_NOW XDG_DATA_HOME
HOME=$work/home
export HOME
ls /usr/share/libtoll/full.book /usr/local/share/libtoll/full.book > installed 2> /dev/null && {
    skip two_books "a full.book is installed on this system"
    exit 0
}

# ---- books: `known` of two providers, one of which the built-in book has; names that it knows or refuses
book_of() { # file, price of known
    cat > rows.csv << END
kind,meter,op,number,per,key,value,text,source,source_date,from
tariff,,,,,acme,USD,acme/known,list,2026-11-01,
match,,exact,,,,,known,list,2026-11-01,
match,,prefix,,,,,known-,list,2026-11-01,
price,input,,$2,1000000,,,,list,2026-11-01,
price,output,,9,1000000,,,,list,2026-11-01,
tier,,,,,,,batch,,,
tariff,,,,,openai,USD,openai/loose,list,2026-11-01,
match,,exact,,,,,gpt-loose,list,2026-11-01,
match,,prefix,,,,,gpt-4o-2,list,2026-11-01,
price,input,,77,1000000,,,,list,2026-11-01,
tariff,,,,,deepseek,USD,deepseek/chat-of-always,list,2026-11-01,
match,,exact,,,,,deepseek-chat,list,2026-11-01,
price,input,,77,1000000,,,,list,2026-11-01,
tariff,,,,,acme,USD,acme/gpt-4o,list,2026-11-01,
match,,exact,,,,,gpt-4o,list,2026-11-01,
price,input,,77,1000000,,,,list,2026-11-01,
tariff,,,,,acme,USD,acme/gpt-2-large,list,2026-11-01,
match,,exact,,,,,gpt-2-large,list,2026-11-01,
price,input,,6,1000000,,,,list,2026-11-01,
tariff,,,,,acme,USD,acme/gone,list,2026-11-01,
match,,exact,,,,,gone,list,2026-11-01,
retired,,,,,,,,list,2026-11-01,2026-01-01T00:00:00Z
price,input,,6,1000000,,,,list,2026-11-01,
END
    bin/toll book build rows.csv -o "$1" > /dev/null || bad "two books: rows make a book"
}
book_of one.book 1
book_of two.book 2
book_of three.book 3
book_of four.book 4

# ---- judging
says() { # name, exit status, text of the answer or complaint, command...
    says_name=$1 says_status=$2 says_text=$3
    shift 3
    timeout 30 "$@" > out 2>&1 < /dev/null
    says_got=$?
    if [ "$says_got" -ne "$says_status" ]; then
        bad "two books: $says_name" "exit status $says_got, not $says_status: $(head -c 300 out)"
    elif ! tr -s ' \n' ' ' < out | grep -qF -e "$says_text"; then
        bad "two books: $says_name" "it said: $(head -c 400 out)"
    else
        ok "two books: $says_name"
    fi
}
ask() { # name, price of a million tokens of `known` that is expected
    says "$1" 0 "\"cost\": \"$2.00\"" bin/toll price known --input 1M --json
}

# ---- places, each found before the next one
says "no full.book: the refusal says how to get one" 1 "full.book, which has more names, was not found" \
    bin/toll price known --input 1
TOLL_BOOK=$work/four.book
export TOLL_BOOK
ask "TOLL_BOOK is the last place" 4
TOLL_BOOK=four.book
ask "TOLL_BOOK may be relative" 4
mkdir -p home/.local/share/libtoll && cp three.book home/.local/share/libtoll/full.book
ask "the data folder of the user comes before TOLL_BOOK" 3
says "a TOLL_BOOK that is passed over is told" 0 "TOLL_BOOK (four.book) is not read" bin/toll price known --input 1
mkdir -p xdg/libtoll && cp two.book xdg/libtoll/full.book
XDG_DATA_HOME=$work/xdg
export XDG_DATA_HOME
ask "XDG_DATA_HOME comes before it" 2
XDG_DATA_HOME=xdg
ask "a relative XDG_DATA_HOME does not count" 3
mkdir -p share/libtoll && cp two.book share/libtoll/full.book
ask "share/libtoll of the command's prefix comes before the user's" 2
cp one.book bin/full.book
ask "the command's own folder is the first" 1
ln -s "$work/bin/toll" home/toll
says "a link to the command does not change its folder" 0 '"cost": "1.00"' home/toll price known --input 1M --json
says "--book replaces all" 0 '"cost": "4.00"' bin/toll price known --input 1M --json --book four.book
says "--book built-in is the built-in one alone" 1 "has no tariff" bin/toll price known --input 1M --book built-in
TOLL_BOOK=built-in
says "TOLL_BOOK=built-in, too" 1 "has no tariff" bin/toll price known --input 1M
unset TOLL_BOOK XDG_DATA_HOME

# ---- who answers
says "a name that both know is the built-in book's" 0 "Price book: built-in SHA-256" bin/toll price gpt-4o --input 1
says "the answer names full.book and its hash" 0 "Price book: $work/bin/full.book SHA-256 $(bin/toll book hash --book one.book)" \
    bin/toll price known --input 1
says "an answer of two books names both" 0 "\"books\": [ { \"book\": \"built-in\", \"book_hash\": \"$(bin/toll book hash)\" }, { \"book\": \"$work/bin/full.book\"" \
    bin/toll price gpt-4o known --input 1 --json
if bin/toll book find deepseek-chat --at 2026-11-30 --json | grep -q '"is_retired": true'; then
    says "what the built-in book knows as retired stays refused" 1 "was retired on" \
        bin/toll price deepseek-chat --input 1 --at 2026-11-30
else
    skip "two books: what the built-in book knows as retired stays refused" "no name of the built-in book is retired"
fi
says "a pattern is a guess where the built-in book has the provider" 1 "has no tariff" \
    bin/toll price gpt-4o-2099-01-01 --input 1
says "a bare name is its maker's, never a reseller's" 1 "is of openai, which does not sell it in this book; others do, such as acme" \
    bin/toll price gpt-2-large --input 1
says "the reseller's price is asked for by name" 0 '"cost": "6.00"' bin/toll price acme/gpt-2-large --input 1M --json
says "what full.book knows as retired is refused" 1 "was retired on 2026-01-01" bin/toll price gone --input 1
says "and found" 0 '"is_retired": true' bin/toll book find gone --json
says "a name of it is none" 0 "openai/loose" bin/toll price gpt-loose --input 1
says "a pattern answers for a provider of its own" 0 "matched by: prefix" bin/toll price known-7 --input 1
says "tiers are the texts of the book that answers" 0 '"cost": "1.00"' bin/toll price known --input 1M --tier batch --json
says "book find tells the book" 0 "\"book\": \"$work/bin/full.book\"" bin/toll book find known --json
says "book show shows the rows of full.book" 0 "input 1 / 1,000,000" bin/toll book show known
says "bounds use both books" 0 "$work/bin/full.book" bin/toll price gpt-4o known --bound --input 1 --output 1

# ---- bills over two books
printf '%s\n' '{"model":"gpt-4o","usage":{"prompt_tokens":1000000,"completion_tokens":0}}' \
    '{"model":"known","usage":{"prompt_tokens":1000000,"completion_tokens":0}}' \
    '{"model":"gpt-4o","usage":{"prompt_tokens":1000000,"completion_tokens":0}}' > log.jsonl
if bin/toll bill log.jsonl > out 2>&1 || ! grep -q 'built without' out; then
    says "a bill of two books sums both: 2 x 2.50 + 1.00" 0 '"cost": "6"' bin/toll bill log.jsonl --json
    says "and names both" 0 "2 by book $(bin/toll book hash | cut -c1-8) (built-in) 1 by book" bin/toll bill log.jsonl
    printf '%s\n' '{"model":"known","service_tier":"batch","usage":{"prompt_tokens":1000000,"completion_tokens":0}}' > tier.jsonl
    echo '{"model":"gone","usage":{"prompt_tokens":1,"completion_tokens":0}}' > gone.jsonl
    says "a record of a retired name says so" 4 "was retired on 2026-01-01" bin/toll bill gone.jsonl --at 2026-11-01
    says "a record's tier is the text of the book that prices it" 0 '"cost": "1"' bin/toll bill tier.jsonl --json
    says "a bill without full.book lacks the name" 4 "1 x known: not in the book" \
        env TOLL_BOOK=built-in bin/toll bill log.jsonl
fi

# ---- a file that is there and no good
rm bin/full.book share/libtoll/full.book home/.local/share/libtoll/full.book
hostile() { # name, path, what is said
    TOLL_BOOK=$2
    export TOLL_BOOK
    says "$1" 1 "$3" bin/toll price known --input 1
    says "$1: other names are answered" 0 "Price book: built-in" bin/toll price gpt-4o --input 1
    unset TOLL_BOOK
}
: > empty.book
head -c 1000 one.book > torn.book
cp one.book behind.book && printf x >> behind.book
printf 'kind,meter\n' > text.book
ln -s loop.book loop.book
hostile "TOLL_BOOK is a folder" "$work" "$work: is no regular file"
hostile "TOLL_BOOK is empty" empty.book "empty.book: is empty"
hostile "TOLL_BOOK is cut short" torn.book "torn.book is no price book"
hostile "TOLL_BOOK has bytes behind it" behind.book "behind.book is no price book"
hostile "TOLL_BOOK is text" text.book "text.book is no price book"
hostile "TOLL_BOOK is /dev/zero" /dev/zero "/dev/zero: is no regular file"
hostile "TOLL_BOOK is a loop of links" loop.book "loop.book: Too many levels"
hostile "TOLL_BOOK is not there" nowhere.book "nowhere.book: No such file"
hostile "TOLL_BOOK is below a file" one.book/x "one.book/x: Not a directory"
hostile "TOLL_BOOK is a path of 5,000 bytes" "$(printf '%05000d' 0)" "000: File name too long"
have mkfifo && mkfifo pipe.book && hostile "TOLL_BOOK is a pipe" pipe.book "pipe.book: is no regular file"
if [ "$(id -u)" -ne 0 ]; then
    cp one.book secret.book && chmod 000 secret.book
    hostile "TOLL_BOOK may not be read" secret.book "secret.book: Permission denied"
else
    skip "two books: TOLL_BOOK may not be read" "root may read all"
fi
cp torn.book bin/full.book
says "a damaged full.book in the first place hides no good one behind it" 1 "bin/full.book is no price book" \
    env TOLL_BOOK=one.book bin/toll price known --input 1
says "a bill says what is wrong with it" 4 "bin/full.book is no price book" bin/toll bill log.jsonl
rm bin/full.book
mkdir bin/full.book
says "a folder by that name is no book" 1 "bin/full.book: is no regular file" bin/toll price known --input 1
rmdir bin/full.book
says "without HOME the search goes on" 0 '"cost": "1.00"' \
    env -u HOME TOLL_BOOK=one.book bin/toll price known --input 1M --json

# ---- the full.book of the build
if [ -f "$BUILD/full.book" ]; then
    says "the built full.book stands next to the command" 0 "\"book\": \"$BUILD/full.book\"" \
        "$BUILD/toll" price mistral/mistral-large --input 1 --json
fi
