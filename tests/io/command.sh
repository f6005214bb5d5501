#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Model files on the command line; the library's exports are checked by tests/abi/check.sh.
. tests/support/report.sh

says() { # text command...
    says_text=$1
    shift
    "$@" 2>&1 | grep -qF -e "$says_text"
}
toll=$BUILD/toll
configs=tests/io/configs
expect "io/command: a file is a model" says "671,026,419,200  671.0 B" "$toll" model show $configs/deepseek-v3.json
expect "io/command: so is a folder" sh -c "mkdir -p $BUILD/tests/snapshot &&
    cp $configs/qwen2.5-72b.json $BUILD/tests/snapshot/config.json && $toll fit $BUILD/tests/snapshot h100-sxm5-80gb --tp 4"
same_answer() {
    "$toll" speed $configs/llama-3.3-70b.json h100-sxm5-80gb --tp 4 --json | sed 1,3d > "$BUILD/tests/io.file"
    "$toll" speed llama-3.3-70b h100-sxm5-80gb --tp 4 --json | sed 1,3d > "$BUILD/tests/io.catalog"
    sed 's/"llama"/"llama-3.3-70b"/' "$BUILD/tests/io.file" | cmp - "$BUILD/tests/io.catalog"
}
expect "io/command: a file's speed is the catalog's" same_answer
expect "io/command: a bad file is named" says "quantization_config" sh -c \
    "sed 's/\"quant_method\": \"fp8\"/\"quant_method\": \"aqlm\"/' $configs/deepseek-v3.json > $BUILD/tests/bad.json;
     $toll model show $BUILD/tests/bad.json"
sed 's/"model_type": "llama"/"model_type": "nonesuch"/' $configs/llama-3.3-70b.json > "$BUILD/tests/unknown.json"
expect "io/command: an unknown architecture is refused, and how to read it said" says "(--allow-unknown)" \
    "$toll" model show "$BUILD/tests/unknown.json"
expect "io/command: read where that is allowed, it is marked" says "its architecture is not known" \
    "$toll" model show "$BUILD/tests/unknown.json" --allow-unknown
expect "io/command: so is its speed" says "fact is unverified" \
    "$toll" speed "$BUILD/tests/unknown.json" h100-sxm5-80gb --tp 4 --allow-unknown
expect "io/command: a missing file is named" says "nowhere.json: cannot be opened: No such file or directory" "$toll" model show nowhere.json

# Price catalogs: the same documents that the fuzzer starts from.
seeds=tests/fuzz/corpus/fuzz_import
work=$BUILD/tests/import
rm -rf "$work"
mkdir -p "$work"
imports() { # form
    "$toll" catalog import "$seeds/$(echo "$1" | tr .- __)" --from "$1" --source test --source-date 2026-11-30 \
        -o "$work/$1.csv" > "$work/$1.txt" && "$toll" book build "$work/$1.csv" -o "$work/$1.book" > /dev/null
}
for form in genai-prices litellm models.dev openrouter; do
    expect "io/command: $form is imported and makes a book" imports "$form"
done
expect "io/command: what has no row is counted by field" says \
    "1  left out       dream_cost_per_token: a price field that is not known (acme/new)" cat "$work/litellm.txt"
expect "io/command: an imported price bills" says "0.72 USD" \
    "$toll" price acme/a-1 --input 300000 --cache-read 100000 --output 10000 --at 2026-11-30T12:00:00Z \
    --book "$work/genai-prices.book"
expect "io/command: --json lists every remark" says '"entry": "acme/new"' \
    "$toll" catalog import $seeds/litellm --from litellm -o "$work/again.csv" --json
expect "io/command: one provider alone" says "again.csv: 1 tariffs" \
    "$toll" catalog import $seeds/litellm --from litellm --provider x-ai -o "$work/again.csv"
expect "io/command: a file of another form is refused by name" says "litellm: genai-prices data is a list of providers" \
    "$toll" catalog import $seeds/litellm --from genai-prices -o "$work/none.csv"
expect "io/command: and nothing is written" test ! -e "$work/none.csv"

# Keys that nobody reads: said by every command, on screen and in JSON.
sed 's/"hidden_size"/"cross_layer_width": 512, "hidden_size"/' $configs/llama-3.3-70b.json > "$BUILD/tests/unread.json"
expect "io/command: a key that is not read is named" says "cross_layer_width: 512" "$toll" model show "$BUILD/tests/unread.json"
expect "io/command: and in JSON" says '"key": "cross_layer_width"' "$toll" model show "$BUILD/tests/unread.json" --json
for what in fit speed; do
    expect "io/command: $what says that the file is partly understood" says "these keys are not read: cross_layer_width (512)" \
        "$toll" $what "$BUILD/tests/unread.json" h100-sxm5-80gb --tp 4
    expect "io/command: $what names the key in JSON" says '"key": "cross_layer_width"' \
        "$toll" $what "$BUILD/tests/unread.json" h100-sxm5-80gb --tp 4 --json
done
expect "io/command: its speed is unverified" says "fact is unverified" "$toll" speed "$BUILD/tests/unread.json" h100-sxm5-80gb --tp 4
