#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes docs/vocabulary.md: the words that the built-in book knows, as toll book show --vocabulary tells them.
# Usage: BUILD=build vocabulary.sh > docs/vocabulary.md
set -eu
cat << 'END'
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by `make vocabulary`; not edited by hand. -->
# Words of the price book {#vocabulary}

A price may depend on facts of a request: its service tier, its region, attributes such as `speed=fast`. This page lists
the words that the built-in price book knows, by provider. `toll book show --vocabulary` prints the same for any book, and
`--json` gives it to programs.

- **meters** are what is counted: tokens, calls, seconds. `toll price --usage METER=N` and `toll_bill_meter_find()` take
  these names.
- **tiers** are service tiers that are sold. `default`, `auto`, `on_demand`, `standard_only` and `not_available` mean the
  standard tier. A tier beyond these is refused.
- **regions** and **attributes** change a price, or are listed as sold at the standard price. Another region or value does
  not matter to the price, and the bill says so; a tariff that lists what it sells refuses it.

```
END
env -i PATH="$PATH" LANG=C.UTF-8 COLUMNS=110 "${BUILD:-build}/toll" book show --vocabulary
echo '```'
