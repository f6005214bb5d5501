#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Peers for the bench, each by its own registry's client, into the folder given; one that can't be had is left out.
folder=$1
mkdir -p "$folder/js"
python3 -m venv "$folder/venv" || { echo "bench-peers: needs python3 with venv" >&2; exit 1; }
for package in genai-prices litellm; do
    "$folder/venv/bin/pip" install -q --disable-pip-version-check "$package" || echo "$package: not to be had"
done
if command -v npm > /dev/null; then
    (cd "$folder/js" && echo '{"private": true}' > package.json &&
        npm install --silent --no-audit --no-fund @pydantic/genai-prices) || echo "@pydantic/genai-prices: not to be had"
else
    echo "npm is not installed: no JavaScript peer"
fi
touch "$folder/done"
