#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes docs/price_coverage.md to stdout: what the two price books hold. Usage: TOLL=build/toll coverage.sh FULL_BOOK
set -eu
cat << 'EOF'
# What the price books cover {#price_coverage}

Written by `make price-coverage`; do not edit. A model is one SKU; a tariff is one of its versions. Columns: models whose
last tariff has an end, prices, names, service tiers beside the standard one, models with a batch tier.

## The built-in book: reviewed

```
EOF
$TOLL catalog coverage
printf '```\n\n## full.book: everything that the importers know\n\n```\n'
$TOLL catalog coverage --book "$1"
printf '```\n'
