#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# FOCUS files of `toll bill` and `toll tco` through the official validator, PyPI's focus-validator: no rule may fail.
#
#   2.2.1  the newest: the 621 rules of FOCUS 1.2 are in its package. It asks for Python 3.12 by one expression; for an
#          older Python that expression is rewritten.
#   1.0.0  what pip installs for Python 3.11: rules of 1.0, for --focus-version 1.0.
#
# Installs both into $BUILD/focus; where pip has no network, says so and ends well. Needs the built command.
set -eu
cd "$(dirname "$0")/../.."
. tests/support/report.sh
root=$(pwd)
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
home=$BUILD/focus
PATH=$BUILD:$PATH
failures=0
# What a provider of language models supports; the criteria left out are of other services.
criteria=UNIT_PRICING_SUPPORTED,USAGE_MEASUREMENT_SUPPORTED,PUBLIC_PRICE_LIST_SUPPORTED,NEGOTIATED_PRICING_SUPPORTED
criteria=$criteria,PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED,VIRTUAL_CURRENCY_SUPPORTED,REGION_SUPPORTED
criteria=$criteria,TAGGING_SUPPORTED,ACCOUNT_NAMING_SUPPORTED,MULTIPLE_PRICING_CATEGORIES_SUPPORTED
criteria=$criteria,MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED

install_validator() { # folder pip's arguments...
    folder=$1
    shift
    [ ! -e "$folder/done" ] || return 0
    rm -rf "$folder"
    python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" || return 1
    touch "$folder/done"
}

package_of() { # folder
    "$1/bin/python" -c 'import os, sysconfig; print(sysconfig.get_paths()["purelib"])'
}

# An f-string with a backslash inside its braces is an error before Python 3.12.
make_older() { # package
    sed -i "s/+ \", \".join(f\"'{k.replace('.*')}'\" for k in ignore_keys)/+ \", \".join(chr(39) + k.replace(chr(34), chr(34) * 2) + chr(39) for k in ignore_keys)/" \
        "$1/focus_validator/config_objects/focus_to_duckdb_converter.py"
}

# The validators find their list of currencies from the folder above their package.
say_1_2() { # file
    (cd "$package" && "$home/new/bin/focus-validator" --data-file "$1" --validate-version 1.2.0.1 --block-download \
        --output-type console --applicability-criteria "$criteria") 2>&1 |
        "$home/new/bin/python" "$root/tests/focus/verdict.py" "$package/focus_validator/rules/model-1.2.0.1.json"
}

say_1_0() { # file
    (cd "$package" && "$home/old/bin/focus-validator" --data-file "$1") > "$home/said" 2>&1 || true
    grep -A 1 'failed:' "$home/said" || true
    grep -q '^Validation succeeded' "$home/said" && echo 'no rule fails'
}

check_files() { # version say
    for file in "$home/$1"/*.csv; do
        printf '%s %s: ' "$1" "$(basename "$file")"
        "$2" "$file" || failures=$((failures + 1))
    done
}

# A column less: a judge that passes this judges nothing.
check_judge() { # version say column
    awk -F, -v name="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) $i = "x_" name; OFS = ","; $1 = $1 } 1' \
        OFS=, "$home/$1/bill-red.csv" > "$home/broken.csv"
    printf '%s without %s: ' "$1" "$3"
    if "$2" "$home/broken.csv" > "$home/broken.out"; then
        echo 'not noticed'
        failures=$((failures + 1))
    else
        echo "noticed ($(head -n 1 "$home/broken.out"))"
    fi
}

mkdir -p "$home"
if ! install_validator "$home/old" 'focus-validator==1.0.0' 'multimethod<1.12' ||
    ! install_validator "$home/new" --ignore-requires-python 'focus-validator==2.2.1' 'pyarrow<22'; then
    skip focus 'pip has no network, or none of these packages'
    exit 0
fi
for version in 1.2 1.0; do
    rm -rf "${home:?}/$version"
    mkdir -p "$home/$version"
    sh tests/focus/make_samples.sh "$home/$version" "$version"
done
package=$(package_of "$home/new")
"$home/new/bin/python" -c 'import sys; sys.exit(sys.version_info >= (3, 12))' && make_older "$package"
check_files 1.2 say_1_2
check_judge 1.2 say_1_2 BilledCost
package=$(package_of "$home/old")
check_files 1.0 say_1_0
check_judge 1.0 say_1_0 BilledCost
echo "$failures files with failed rules"
[ "$failures" -eq 0 ]
