#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the FOCUS files that the validator sees: make_samples.sh FOLDER VERSION
# bill-*: several accounts, shapes, tiers and meters; euro-*: another currency, taxes, rounding, a charge a record;
# terms: negotiated prices, and units of time; choice-*: options of a decision; term: a used and an unused
# commitment.
set -eu
logs=$(cd "$(dirname "$0")/../cli/logs" && pwd)
examples=$(cd "$(dirname "$0")/../../docs/examples" && pwd)
cd "$1"
v="--focus-version $2"
quietly() { "$@" > answer.out || [ $? -eq 4 ]; } # 4: records of the log are meant to be left out

quietly toll bill "$logs/mixed.jsonl" "$logs/agent.jsonl" --focus "bill.csv" $v

printf '%s\n' from,to,rate,date,source USD,EUR,0.8612,2026-11-02,ECB USD,EUR,0.8599,2026-11-04,ECB > rates.of
printf '%s\n' name,rate_percent,country,account,from,until VAT,19,DE,,, Levy,1.5,,red,2026-11-01,2026-12-01 > tax.of
quietly toll bill "$logs/mixed.jsonl" --currency EUR --rates rates.of --tax tax.of --country DE --round \
    --charge-period record --focus "euro.csv" $v --account team

rows() { printf '%s\n' kind,meter,op,number,per,key,value,text,layer,is_contract,origin "$@"; }
rows tariff,,,,,ours,USD,ours/m,,, match,,exact,,,,,m,,, price,input,,2,1000000,,,,,, price,output,,8,1000000,,,,,, \
    price,audio_time,,0.006,60000000,,,,,, price,session_time,,0.03,3600000000,,,,,, > base.csv
rows tariff,,,,,ours,USD,terms,1,,contract match,,exact,,,,,m,,, price,input,,1.6,1000000,,,,,1, > terms.rows
mv terms.rows terms-rows.csv
quietly toll book build base.csv -o base.book
quietly toll book build terms-rows.csv --over base.book -o terms.book
printf '%s\n' 'when,who,model,in,out,audio,session' \
    '2026-11-02T10:00:00Z,a,m,2006,300,61000000,5400000000' '2026-11-30T23:59:59Z,a,m,10,0,,' > terms.log
quietly toll bill terms.log --book terms.book --focus terms.csv $v \
    --map at=when,account=who,model=model,input=in,output=out,audio_time=audio,session_time=session
rm -f base.csv terms-rows.csv

quietly toll tco "$examples/own-or-api.toll" --draws 0 --focus choice.csv --start 2027-01-01 $v
printf '%s\n' 'horizon = 12' 'output_tokens per month = 2G' '[term] Reserved, "own" price' 'capacity_output = 3k' \
    'units = 3 @ 0 .. 6' 'units = 5 @ 6 .. 12' 'commit_units 1 = 4 @ 0 .. 12' 'commit_price 1 per hour = 2' \
    'commit_upfront 1 = 50 %' 'cost cloud per unit_hour = 3' 'buy server per one = 1000' 'residual server = 10 %' \
    'tax_rate 1 = 10 %' > term.toll
quietly toll tco term.toll --draws 0 --focus term.csv --start 2027-01-31 $v
