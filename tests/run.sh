#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs groups of tests and ends with one line: N passed, N failed[, N skipped].
# Usage: run.sh [group...]   with no group: all of `make check`
# RUN may name an emulator that starts the test programs, such as qemu-aarch64-static.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/report.sh
mkdir -p "$BUILD/tests"
COUNTS=$BUILD/tests/counts
: > "$COUNTS"
export COUNTS BUILD CC CXX RUN

# cmocka prints a summary to stderr; a program without one counts as one test.
unit_program() {
    log=$1.log
    if $RUN "$1" > "$log" 2>&1; then status=0; else status=$?; fi
    ran=$(sed -n 's/^\[==========\] \([0-9]*\) test(s) run.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    if [ "$status" -eq 0 ]; then
        ok "unit/$(basename "$1") (${ran} tests)" "$((ran > 0 ? ran : 1))"
    else
        grep -E '^\[  FAILED  \] [a-z]' "$log" | sort -u | indent
        bad "unit/$(basename "$1")" "exit status $status"
        tail -n 40 "$log" | indent
    fi
}

group_unit() {
    for source in tests/unit/test_*.c; do
        [ -f "$source" ] || continue
        name=$(basename "$source" .c)
        unit_program "$BUILD/tests/unit/$name"
    done
}

group_examples() {
    for source in docs/examples/*.c; do
        [ -f "$source" ] || continue
        # shellcheck disable=SC2086
        expect "examples/$(basename "$source")" $RUN "$BUILD/examples/$(basename "$source" .c)"
    done
}

group_cli() {
    [ -f tests/cli/run.sh ] || return 0
    expect "cli" sh tests/cli/run.sh
}

# Slow and obvious second implementations, in Python; long runs take other seeds.
group_differential() { # [money cases] [model and serve cases] [seed] [bill cases] [finance rounds] [scenarios]
    # [tariffs to bound] [grids to bound] [requests]
    # shellcheck disable=SC2086
    expect "differential/bound: ${7:-1500} random tariffs, ${8:-60} grids" \
        $RUN "$BUILD/tests/differential/bound_driver" "${7:-1500}" "${8:-60}" "${3:-1}"
    have python3 || { skip differential "no python3"; return 0; }
    expect "differential/money: ${1:-20000} cases" python3 tests/differential/money_reference.py \
        --cases "${1:-20000}" --seed "${3:-1}" --driver "$RUN $BUILD/tests/differential/money_driver"
    [ -z "$RUN" ] || return 0
    expect "differential/plan: laws of toll plan on random needs" env PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/plan_laws.py "$BUILD/toll" 4 "${3:-1}"
    expect "differential/reconcile: invoices with several faults at once" \
        python3 tests/differential/reconcile_faults.py "$BUILD/toll" 40 "${3:-1}"
    expect "differential/model: ${2:-500} random models" \
        python3 tests/differential/model_reference.py "$BUILD/libtoll.so" "${2:-500}" "${3:-1}"
    expect "differential/serve: ${2:-500} random deployments" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/serve_reference.py --cases "${2:-500}" --seed "${3:-1}"
    expect "differential/queue: ${9:-5000} simulated requests a load" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/queue_simulation.py --requests "${9:-5000}" --seed "${3:-1}"
    expect "differential/train: ${2:-500} random setups" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/train_reference.py --cases "${2:-500}" --seed "${3:-1}"
    expect "differential/bill: ${4:-500} random tariffs" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/bill_reference.py --cases "${4:-500}" --seed "${3:-1}"
    expect "differential/context: ${4:-500} random tariffs" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONDONTWRITEBYTECODE=1 python3 tests/differential/context_reference.py --cases "${4:-500}" --seed "${3:-1}"
    if [ -e "$BUILD/libtoll-io.so" ]; then
        expect "differential/focus: 20 random logs" \
            env PYTHONDONTWRITEBYTECODE=1 python3 tests/differential/focus_reference.py "$BUILD/toll" --seed "${3:-1}"
    fi
    expect "differential/names: ${4:-500} random books" \
        python3 tests/differential/names_reference.py "$BUILD/libtoll.so" "${4:-500}" "${3:-1}"
    if [ -e "$BUILD/full.book" ]; then
        expect "differential/validity: 40 names of full.book at all of its dates" env PYTHONDONTWRITEBYTECODE=1 \
            python3 tests/differential/validity_reference.py "$BUILD/libtoll.so" "$BUILD/full.book" 40 "${3:-1}"
    fi
    expect "differential/finance: ${5:-200} rounds" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/finance_reference.py --cases "${5:-200}" --seed "${3:-1}"
    expect "differential/tco: ${6:-100} random scenarios" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/tco_reference.py --cases "${6:-100}" --seed "${3:-1}"
    if [ -e "$BUILD/libtoll-io.so" ]; then
        expect "differential/tco: the worked scenarios to the cent" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
            PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
            find docs/examples -name '*.toll' ! -name '*.need.toll' \
            -exec python3 tests/differential/worked_scenarios.py {} +
    fi
    expect "differential/risk: ${6:-40} scenarios" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/risk_reference.py --cases "${6:-40}" --seed "${3:-1}"
}

# Billing and TCO vectors with their figures, through the public API; and that the latter's programs do no arithmetic.
group_vectors() {
    have python3 || { skip vectors "no python3"; return 0; }
    [ -z "$RUN" ] || return 0
    expect "vectors/billing: the excerpt is exact" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/vectors/billing.py tests/vectors/billing_excerpt.jsonl
    expect "vectors/billing: rules of many vendors" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/vectors/billing.py tests/vectors/billing_rules.jsonl
    if [ -f "$BUILD/libtoll-io.a" ]; then
        expect "vectors/bugs: logs of other tools' bug reports are billed right" \
            env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
            python3 tests/vectors/bug_reports.py tests/vectors/bug_reports.jsonl --toll "$BUILD/toll"
    fi
    expect "vectors/tco: the excerpt's figures agree" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/vectors/tco_vectors.py tests/vectors/tco_excerpt.jsonl
    expect "vectors/tco: what is not understood is not answered" env LIBTOLL="$(pwd)/$BUILD/libtoll.so" \
        PYTHONDONTWRITEBYTECODE=1 python3 tests/vectors/check_runner.py
    expect "vectors/tco: adapters do no arithmetic" env PYTHONDONTWRITEBYTECODE=1 python3 tests/vectors/check_adapters.py
}

# The JSON reader against Python's module, which must be there.
group_json() { # texts seed
    have python3 || { skip io/json "no python3"; return 0; }
    expect "io/json: $1 texts are read as Python's json module reads them" env PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/json_reference.py --driver "$RUN $BUILD/tests/io/json_driver" --cases "$1" --seed "$2"
}

# Usage records and their sums against a reference in Python.
group_usage() { # cases seed
    have python3 || { skip io/usage "no python3"; return 0; }
    expect "io/usage: $1 random records are read by their vendors' rules, and a log of them adds up" \
        env PYTHONDONTWRITEBYTECODE=1 python3 tests/differential/usage_reference.py \
        --driver "$BUILD/tests/io/usage_driver" --toll "$BUILD/toll" --cases "$1" --seed "$2"
}

# What toll bill says of a log under other prices, against two logs read apart.
group_whatif() { # records seed
    have python3 || { skip io/whatif "no python3"; return 0; }
    expect "io/whatif: $1 records priced again cost what other records cost, by line and by rule" \
        env PYTHONDONTWRITEBYTECODE=1 python3 tests/differential/whatif_reference.py \
        --toll "$BUILD/toll" --make tests/cli/make_log --records "$1" --seed "$2"
}

group_charge() { # cases seed
    have python3 || { skip io/charge "no python3"; return 0; }
    expect "io/charge: $1 random pools are split as fractions say" env PYTHONDONTWRITEBYTECODE=1 \
        python3 tests/differential/charge_reference.py --toll "$BUILD/toll" --cases "$1" --seed "$2"
}

# Model files, where libtoll-io was built.
group_io() {
    [ -f "$BUILD/libtoll-io.a" ] || { skip io "no jsmn"; return 0; }
    for source in tests/io/test_*.c; do unit_program "$BUILD/tests/io/$(basename "$source" .c)"; done
    group_json 5000 1
    [ -z "$RUN" ] || return 0
    group_usage 2000 1
    group_whatif 500 1
    group_charge 60 1
    group_script tests/io/command.sh
}

group_python() {
    ls bindings/python/tests/test_*.py > /dev/null 2>&1 || return 0
    have python3 || { skip python "no python3"; return 0; }
    LIBTOLL=$(pwd)/$BUILD/libtoll.so PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        python3 -m unittest discover -s bindings/python/tests > "$BUILD/tests/python.log" 2>&1
    foreign_result python $? "$(sed -n 's/^Ran \([0-9]*\) test.*/\1/p' "$BUILD/tests/python.log")"
}

group_go() {
    [ -f bindings/go/go.mod ] || return 0
    have go || { skip go "no go"; return 0; }
    top=$(pwd)
    packages=./... io=$top/$BUILD/libtoll-io.a
    [ -f "$io" ] || { packages=. io=; } # the reader of logs needs libtoll-io
    (cd bindings/go && CGO_CFLAGS="-I$top/include -I$top/bindings/io" CGO_LDFLAGS="$io $top/$BUILD/libtoll.a -lm" \
        go test -tags nopkgconfig -count=1 -v "$packages") > "$BUILD/tests/go.log" 2>&1
    foreign_result go $? "$(grep -c '^--- PASS' "$BUILD/tests/go.log")"
}

# Each engine by its own Python (make check-sql).
sql_tests() { # engine python
    TOLL_SQL_BUILD=$BUILD/sql LIBTOLL=$(pwd)/$BUILD/libtoll.so PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 \
        "$2" "bindings/sql/tests/test_$1.py" > "$BUILD/tests/$1.log" 2>&1
    foreign_result "$1" $? "$(sed -n 's/^Ran \([0-9]*\) test.*/\1/p' "$BUILD/tests/$1.log")"
}

group_sql() {
    mkdir -p "$BUILD/tests"
    if [ -n "${SQL_PYTHON:-}" ]; then
        sql_tests sqlite "$SQL_PYTHON"
    else
        skip sqlite "no python3 whose sqlite3 loads extensions (Debian's has it)"
    fi
    sql_tests duckdb "$BUILD/sql/venv/bin/python"
}

foreign_result() { # name status tests
    if [ "$2" -eq 0 ] && [ "${3:-0}" -gt 0 ]; then
        ok "bindings/$1 ($3 tests)" "$3"
    else
        bad "bindings/$1" "exit status $2, ${3:-0} tests"
        tail -n 40 "$BUILD/tests/$1.log" | indent
    fi
}

group_script() { # script: reports its own lines; one that dies without a report is a failure
    [ -f "$1" ] || return 0
    sh "$1" || bad "$1" "exit status $?"
}

group() {
    case $1 in
    unit | examples | differential | vectors | io | cli | python | go | sql) "group_$1" ;;
    long)
        group_differential 500000 10000 2 10000 5000 3000 70000 2000 40000
        [ ! -f "$BUILD/libtoll-io.a" ] || { group_json 200000 2; group_usage 50000 2; }
        ;;
    sample)
        group_differential 50000 1000 2 1000 500 300 7000 200 40000
        [ ! -f "$BUILD/libtoll-io.a" ] || { group_json 20000 3; group_usage 5000 3; }
        ;;
    lint) for script in tests/lint/*.sh; do [ "$script" = tests/lint/format.sh ] || group_script "$script"; done ;;
    format) group_script tests/lint/format.sh ;;
    headers) group_script tests/build/headers.sh ;;
    oneline) group_script tests/build/oneline.sh ;;
    amalgamation) group_script tests/build/amalgamation.sh ;;
    c-packages) group_script tests/build/c_packages.sh ;;
    install) group_script tests/build/installcheck.sh ;;
    abi) for script in check api_fresh masks; do group_script tests/abi/$script.sh; done ;;
    ports) group_script tests/build/ports.sh ;;
    threads) expect "threads: eight threads on shared objects get the same bits" $RUN "$BUILD/tests/build/threads" ;;
    selftest) group_script tests/abi/selftest.sh ;;
    reproducible) group_script tests/build/reproducible.sh ;;
    catalog) group_script tests/catalog/fresh.sh ;;
    book) for script in fresh full; do group_script tests/book/$script.sh; done ;;
    names) for script in run api; do group_script tests/names/$script.sh; done ;;
    readme) group_script tests/readme/run.sh ;;
    audit) group_script tests/cli/audit.sh ;;
    hostile) for script in hostile mcp_hostile two_books model_to_money; do group_script tests/cli/$script.sh; done ;;
    corpora) group_script tests/fuzz/run.sh ;;
    accuracy) group_script tests/accuracy/excerpts.sh ;;
    regret) group_script tests/accuracy/regret.sh ;;
    all) for name in unit threads lint headers oneline abi catalog book differential vectors regret names examples readme cli hostile audit io python go; do group $name; done ;;
    *) bad "$1" "no such group of tests" ;;
    esac
}

for name in "${@:-all}"; do group "$name"; done

awk '{ n[$1] += $2 } END {
    printf "%d passed, %d failed", n["passed"], n["failed"]
    if (n["skipped"]) printf ", %d skipped", n["skipped"]
    print ""
    exit n["failed"] > 0 || n["passed"] == 0
}' "$COUNTS"
