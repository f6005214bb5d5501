#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copies today's headers beside the old client of this version: freeze.sh 0.1. The client itself is written once, by
# hand, and never changed after a release.
set -eu
folder=tests/abi/v${1:?version}
mkdir -p "$folder"
rm -rf "$folder/include"
cp -r include "$folder/include"
echo "frozen: $folder/include"
