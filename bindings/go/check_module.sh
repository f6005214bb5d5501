#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the released Go module as a stranger does: an empty folder, go get from a proxy, a program, tests, go vet.
#
# check_module.sh MODULE_FOLDER [GO_VERSION...]   a version, such as 1.22.12, comes from Go's own proxy
set -eu
folder=$1
shift
command -v go > /dev/null || { echo "check-go-module needs go: apt-get install golang-go"; exit 1; }
command -v cc > /dev/null || { echo "check-go-module needs a C compiler: apt-get install gcc libc6-dev"; exit 1; }
export GOPROXY="file://$folder/proxy" GONOSUMDB='libtoll.dev/*' GOFLAGS=-modcacherw CGO_ENABLED=1 GOTOOLCHAIN=local
unset CGO_CFLAGS CGO_LDFLAGS PKG_CONFIG_PATH LD_LIBRARY_PATH 2> /dev/null || true
work=$folder/check
failed=0
# Go keeps what it knows of a module by its path and version: another content must lie at another path.
content=$(cat "$folder"/proxy/libtoll.dev/toll/@v/*.zip | sha256sum | cut -c1-12)

# Runs a command, says its name, and shows its output when it fails.
ask() { # name command...
    name=$1
    shift
    if "$@" > "$work/log" 2>&1; then
        printf 'ok    %s\n' "$name"
    else
        printf 'FAIL  %s\n' "$name"
        sed 's/^/      /' "$work/log" | tail -n 40
        failed=1
    fi
}

# The README's program, in a module of its own.
write_program() { # folder
    mkdir -p "$1"
    awk '/^```go$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' "$2" > "$1/main.go"
    printf 'module stranger\n\ngo 1.19\n' > "$1/go.mod"
}

prints_price() {
    if ! go run . > "$work/out" || ! grep -qx '0.021 USD' "$work/out"; then
        cat "$work/out"
        return 1
    fi
}
own_tests() { go test -count=1 libtoll.dev/toll/...; }
links_library_itself() { ! ldd "$1" | grep -q libtoll; }
refuses_without_cgo() {
    ! CGO_ENABLED=0 go build . 2> "$work/out" && grep -q 'libtoll_needs_cgo__set_CGO_ENABLED_1' "$work/out"
}

check() { # label: the version of Go
    rm -rf "$work"
    mkdir -p "$work/$content"
    export GOMODCACHE="$work/$content"
    module=$(cd "$folder" && echo libtoll.dev/toll@*)
    cp "$folder/$module/README.md" "$work/README.md"
    write_program "$work/program" "$work/README.md"
    cd "$work/program"
    ask "$1: go get libtoll.dev/toll@${module##*@}" go get "libtoll.dev/toll@${module##*@}"
    ask "$1: the README's program prints the price" prints_price
    ask "$1: go build" go build -o stranger .
    ask "$1: the program needs no installed library" links_library_itself ./stranger
    ask "$1: the module's own tests, with the golden vectors" own_tests
    ask "$1: go vet" go vet . libtoll.dev/toll/...
    ask "$1: without cgo the build says what it needs" refuses_without_cgo
    cd "$folder"
}

check "$(go env GOVERSION)"
for version in "$@"; do
    toolchain=$folder/toolchain/go$version
    if [ ! -x "$toolchain/bin/go" ]; then
        GOPROXY=https://proxy.golang.org GOFLAGS=-modcacherw GOMODCACHE="$folder/toolchain/cache" GONOSUMDB='' \
            GOTOOLCHAIN="go$version" go version || { echo "FAIL  go $version is not to be had"; exit 1; }
        mkdir -p "$folder/toolchain"
        ln -sfn "$folder/toolchain/cache/golang.org/toolchain@v0.0.1-go$version.$(go env GOOS)-$(go env GOARCH)" "$toolchain"
    fi
    PATH="$toolchain/bin:$PATH" GOROOT="$toolchain" check "go$version"
done
rm -rf "$work"
exit $failed
