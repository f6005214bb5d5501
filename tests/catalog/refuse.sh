# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# What the generator must refuse, and that it names file, line and column. Sourced by fresh.sh.
data=$BUILD/tests/catalog_data

refuses() { # what file sed-script message
    rm -rf "$data"
    mkdir -p "$data"
    cp lib/catalog/data/*.csv "$data"
    sed "$3" "lib/catalog/data/$2" > "$data/$2"
    if cmp -s "$data/$2" "lib/catalog/data/$2"; then
        bad "catalog/refuse: $1" "the test changed nothing"
        return
    fi
    said=$("$BUILD/catalog_gen" "$data" "$data" 2>&1) && said="nothing"
    case $said in
    *"$4"*) ok "catalog/refuse: $1" ;;
    *) bad "catalog/refuse: $1" "it said: $said" ;;
    esac
}

place=hardware.csv:5 # the line of a100-pcie-80gb
refuses "a number that is none" hardware.csv '5s/1935e9@aic/19x35e9/' "$place:51: is not a number: '19x35e9'"
refuses "more decimals than the column keeps" hardware.csv '5s/1935e9@aic/1935.5/' 'has more decimals than the column'
refuses "a number beyond 63 bits" hardware.csv '5s/1935e9@aic/1935e18/' 'is too large'
refuses "a negative number" hardware.csv '5s/1935e9@aic/-5/' "is not a number: '-5'"
refuses "a mark without a value" hardware.csv '5s/1935e9@aic/?/' 'has a mark or source but no value'
refuses "an unknown source of a cell" hardware.csv '5s/@aic/@nobody/' "$place:51: source is not in sources.csv: 'nobody'"
refuses "an unknown source of a row" hardware.csv '5s/,aic-mle,/,nobody,/' 'source is not in sources.csv'
refuses "an unknown code" hardware.csv '5s/,pair,/,bridge,/' "name is unknown: 'bridge'"
refuses "an unknown column" hardware.csv '2s/,tdp_w,/,tdp,/' "hardware.csv:2:"
refuses "an absent column" engines.csv '2s/epoch,//; 3,$s/^\([^,]*\),[^,]*,/\1,/' "column is absent: 'epoch'"
refuses "a column that stands twice" engines.csv '2s/epoch/id/' 'column stands twice'
refuses "a row with a cell too few" hardware.csv '5s/,$//' 'another number of cells'
refuses "rows out of order" hardware.csv '5s/^a100-pcie-80gb/z/' 'row is out of order'
refuses "a row that stands twice" hardware.csv '5s/^a100-pcie-80gb/a100-pcie-40gb/' 'row stands twice'
refuses "an empty id" hardware.csv '3s/^[^,]*//' 'key is empty'
refuses "a name longer than its field" hardware.csv '5s/A100 PCIe 80GB/&&&&/' 'does not fit the public field'
refuses "an open quote" hardware.csv '5s/"//' 'quote'
refuses "a date that is none" sources.csv 's/,2026-08-21,/,21.8.2026,/' 'is not a date'
refuses "an alias of no row" aliases.csv 's/,a100-pcie-40gb$/,a100-pcie-41gb/' 'no row has this id'
refuses "an alias that is an id" aliases.csv '3s/^[^,]*/a100-sxm4-80gb/' 'alias is an id itself'
refuses "an unknown table" aliases.csv '3s/,hw-usual,/,hardware,/' 'table is unknown'
refuses "a layer of no model" model_layers.csv '$s/^[^,]*/zzz/' 'model is not in models.csv'
refuses "a gap in a model's rows" model_layers.csv '3s/,2,/,3,/' 'seq must count'
rm -rf "$data"
