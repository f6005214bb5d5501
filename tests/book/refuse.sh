# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# What the generator must refuse, and that it names file, line and column. Sourced by fresh.sh.
data=$BUILD/tests/book_data

refuses() { # what sed-script message
    rm -rf "$data"
    mkdir -p "$data"
    sed "$2" lib/book/data/deepseek.csv > "$data/deepseek.csv"
    if cmp -s "$data/deepseek.csv" lib/book/data/deepseek.csv; then
        bad "book/refuse: $1" "the test changed nothing"
        return
    fi
    said=$("$BUILD/book_gen" "$data" "$data/out.inc" deepseek.csv 2>&1) && said="nothing"
    case $said in
    *"$3"*) ok "book/refuse: $1" ;;
    *) bad "book/refuse: $1" "it said: $said" ;;
    esac
}

refuses "an unknown kind" '3s/^tariff/tarif/' "deepseek.csv:3:1: name is unknown: 'tarif'"
refuses "an unknown column" '2s/number/price/' "deepseek.csv:2:15: column is unknown or stands twice: 'price'"
refuses "a column that stands twice" '2s/number/per/' 'column is unknown or stands twice'
refuses "an absent kind" '2s/^kind/key/; 2s/,key,/,layer,/' "column is absent: 'kind'"
refuses "an unknown meter" '6s/,input,/,imput,/' "deepseek.csv:6:7: meter is unknown: 'imput'"
refuses "an unknown operator" '4s/,exact,/,regex,/' "name is unknown: 'regex'"
refuses "a price that is no decimal" '6s/0.14/0.1.4/' "is not an exact decimal: '0.1.4'"
refuses "a quantity with a point" '6s/1000000/1e6/' 'is not a whole number'
refuses "an instant without a zone" 's/2026-08-17T00:00:00Z/2026-08-17 00:00:00/' 'is not an instant'
refuses "a day that is none" 's/2026-08-17T/2026-02-29T/' 'is no day'
refuses "a time that is none" 's/00:30:00/00:60:00/' 'is no time of day'
refuses "a weekday that is none" 's/mon tue/mo tue/' 'name of a weekday is unknown'
refuses "an offset that is none" 's/+08:00/8/' 'is not an offset'
refuses "a date of a source that is none" '4s/2026-09-22/22.9.2026/' 'is not a date'
refuses "a source longer than its field" "4s/genai-prices 0.1.8/$(printf '%096d' 0)/" 'does not fit the field'
refuses "a row with a cell too few" '4s/,,deepseek-chat/,deepseek-chat/' 'another number of cells'
refuses "a price outside of a tariff" '3,4d' 'deepseek.csv:3:0:'
refuses "versions that overlap" 's/^tariff,,,,,2026-08-22/tariff,,,,,2026-08-21/' 'deepseek.csv:'
rm -rf "$data"
