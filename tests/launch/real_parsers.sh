#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The launch lines of `toll plan` through the parsers of the engines that are published now: vllm and sglang without their
# dependencies, each with stand-ins for what its imports need (absent_modules.py); Kubernetes Deployments against the API's schemas
# (kubernetes-validate), compose files through compose-go, the parser of `docker compose`. All of it is put into
# build/parsers. Not here: TensorRT-LLM and llama.cpp, whose parsers are in no package of PyPI.
# Usage: real_parsers.sh [TOLL]   Needs python3 with venv, unzip, network; go for the compose files. Last line: figures.
set -eu
cd "$(dirname "$0")/../.."
toll=${1:-build/toll}
here=build/parsers
lines=$here/lines
python=$here/venv/bin/python
compose_version=v2.16.2
mkdir -p $here

# What the parsers compute with, and not only import, is installed as it is.
prepare() {
    [ -x $python ] || python3 -m venv $here/venv
    $python -m pip install -q --disable-pip-version-check \
        pydantic msgspec numpy packaging pyyaml typing_extensions regex openai kubernetes-validate
    for package in vllm sglang; do
        [ -d $here/$package ] && continue
        rm -rf $here/wheels/$package
        $python -m pip download -q --disable-pip-version-check --no-deps -d $here/wheels/$package $package
        mkdir -p $here/$package.part
        unzip -q -o $here/wheels/$package/*.whl '*.py' -d $here/$package.part
        mv $here/$package.part $here/$package
    done
}

version_of() { # package
    basename $here/wheels/"$1"/*.whl | cut -d- -f2
}

# The last line says how many lines were accepted; a failed line stands above it.
engine() { # name folder
    if ! $python tests/launch/parse_lines.py "$1" $here/"$2" < $lines/"$1".txt > $here/"$1".log 2> $here/"$1".err; then
        cat $here/"$1".log
        tail -n 5 $here/"$1".err
        return 1
    fi
    sed -n 's/.* \([0-9]*\) lines accepted.*/\1/p' $here/"$1".log
}

# A misspelt field must be refused before the others are believed.
deployments() {
    check="$here/venv/bin/kubernetes-validate --strict --quiet"
    first=$(ls $lines/*.deployment.yaml | head -n 1)
    sed 's/containerPort/containerPorts/' "$first" > $here/wrong.yaml
    if $check $here/wrong.yaml > /dev/null 2>&1; then
        echo "kubernetes-validate accepts a field that does not exist" >&2
        return 1
    fi
    $check $lines/*.deployment.yaml >&2 && ls $lines/*.deployment.yaml | wc -l
}

compose() {
    if ! command -v go > /dev/null; then
        echo "no (go is missing)"
        return 0
    fi
    [ -x $here/compose ] || {
        GOBIN=$PWD/$here go install github.com/compose-spec/compose-go/v2/cmd@$compose_version
        mv $here/cmd $here/compose
    }
    first=$(ls $lines/*.compose.yaml | head -n 1)
    sed 's/restart:/restarts:/' "$first" > $here/wrong.yaml
    if HF_TOKEN=x $here/compose $here/wrong.yaml > /dev/null 2>&1; then
        echo "compose-go accepts a field that does not exist" >&2
        return 1
    fi
    for file in "$lines"/*.compose.yaml; do
        HF_TOKEN=x $here/compose "$file" > /dev/null || return 1
    done
    ls $lines/*.compose.yaml | wc -l
}

prepare
python3 tests/launch/collect_lines.py "$toll" $lines
vllm=$(engine vllm vllm)
bench=$(engine vllm-bench vllm)
sglang=$(engine sglang sglang)
pods=$(deployments)
files=$(compose)
echo "accepted: $vllm lines by vllm $(version_of vllm), $sglang by sglang $(version_of sglang), $bench load tests by" \
    "vllm bench, $pods Deployments by the schemas of Kubernetes, $files compose files by compose-go"
