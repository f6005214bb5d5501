#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The release of sources as C and C++ programmers take it: CMake installed and fetched, Conan, Debian. Prefixes lie under
# the build folder; nothing is installed in the system.
. tests/support/report.sh
mkdir -p "$BUILD"
top=$(cd "$BUILD" && pwd)
release=$(echo "$top"/dist/libtoll-*/)
release=${release%/}
work=$top/tests/c_packages
rm -rf "$work"
mkdir -p "$work/app" "$work/fetch"

# 1,000 tokens for 1.10 USD per million: 0.0011 USD, exactly.
cat > "$work/app/app.c" << 'END'
#include <stdio.h>
#include <string.h>
#include <toll.h>
int main(void)
{
    const toll_decimal price = {110, 2, 0};
    toll_amount amount;
    char text[64];
    int32_t is_inexact = 0;
    if (toll_amount_compute(&price, 1000, 1000000, TOLL_ROUND_HALF_EVEN, &amount, &is_inexact, NULL) != TOLL_OK ||
        toll_amount_format(&amount, 0, text, sizeof text, NULL, NULL) != TOLL_OK)
        return 1;
    puts(text);
    return strcmp(text, "0.0011") != 0;
}
END
cat > "$work/app/CMakeLists.txt" << 'END'
cmake_minimum_required(VERSION 3.15)
project(app C)
find_package(toll 0.1 REQUIRED)
add_executable(app app.c)
target_link_libraries(app PRIVATE toll::toll)
END
cp "$work/app/app.c" "$work/fetch"
cat > "$work/fetch/CMakeLists.txt" << END
cmake_minimum_required(VERSION 3.15)
project(fetch C)
include(FetchContent)
FetchContent_Declare(toll URL $(echo "$top"/dist/libtoll-*.tar.gz))
FetchContent_MakeAvailable(toll)
add_executable(app app.c)
target_link_libraries(app PRIVATE toll::toll)
END

builds() { # source, build folder, options...
    source=$1 folder=$2
    shift 2
    cmake -S "$source" -B "$folder" "$@" && cmake --build "$folder" -j2
}
installs_library() { # shared ON or OFF
    builds "$release" "$work/build-$1" -DBUILD_SHARED_LIBS="$1" -DTOLL_COMMAND="$1" -DCMAKE_INSTALL_PREFIX="$work/prefix-$1" &&
        cmake --install "$work/build-$1"
}
uses_installed() { # shared
    builds "$work/app" "$work/app-$1" -DCMAKE_PREFIX_PATH="$work/prefix-$1" && "$work/app-$1/app"
}
refuses_version() {
    sed 's/toll 0.1/toll 0.2/' "$work/app/CMakeLists.txt" > "$work/newer/CMakeLists.txt"
    ! cmake -S "$work/newer" -B "$work/newer/build" -DCMAKE_PREFIX_PATH="$work/prefix-OFF" > "$work/newer/log" 2>&1 &&
        grep -q 'requested version "0.2"' "$work/newer/log"
}
uses_fetched() {
    builds "$work/fetch" "$work/fetch/build" && "$work/fetch/build/app"
}
if have cmake; then
    expect "packages/cmake builds and installs a static library" installs_library OFF
    expect "packages/find_package: a program on it bills exactly" uses_installed OFF
    expect "packages/cmake builds and installs a shared library, libtoll-io and the command" installs_library ON
    expect "packages/find_package: a program on the shared one bills exactly" uses_installed ON
    expect "packages/the command says its version" sh -c "'$work/prefix-ON/bin/toll' --version | grep -qF $(cat VERSION)"
    mkdir -p "$work/newer"
    expect "packages/find_package refuses the next version" refuses_version
    expect "packages/FetchContent: a program with the library inside bills exactly" uses_fetched
else
    skip "packages/cmake" "no cmake"
fi

# The formula's own lines; its address is not asked.
if have cmake && have ruby; then
    expect "packages/homebrew: the formula's steps install and test" \
        ruby tests/build/run_formula.rb "$top/dist/homebrew/toll.rb" "$(echo "$top"/dist/libtoll-*.tar.gz)" "$work/homebrew"
else
    skip "packages/homebrew" "no ruby or cmake"
fi

# vcpkg finds the archive among its downloads, so that the port is taken as it is.
vcpkg_installs() {
    port=$work/vcpkg/ports/libtoll
    mkdir -p "$port" "$work/vcpkg/downloads"
    cp "$top"/dist/vcpkg/* "$port" && cp "$top"/dist/libtoll-*.tar.gz "$work/vcpkg/downloads" &&
        vcpkg install libtoll --classic --vcpkg-root="$VCPKG_ROOT" --overlay-ports="$work/vcpkg/ports" \
            --downloads-root="$work/vcpkg/downloads" --x-install-root="$work/vcpkg/installed" \
            --x-buildtrees-root="$work/vcpkg/trees" --x-packages-root="$work/vcpkg/packages" --binarysource=clear &&
        builds "$work/app" "$work/app-vcpkg" -DCMAKE_TOOLCHAIN_FILE="$VCPKG_ROOT/scripts/buildsystems/vcpkg.cmake" \
            -DVCPKG_INSTALLED_DIR="$work/vcpkg/installed" -DVCPKG_MANIFEST_MODE=OFF && "$work/app-vcpkg/app"
}
if have cmake && have vcpkg && [ -n "${VCPKG_ROOT:-}" ]; then
    expect "packages/vcpkg: the port installs, and a program on it bills exactly" vcpkg_installs
else
    skip "packages/vcpkg" "no vcpkg and VCPKG_ROOT"
fi

# The header for C++ over the release's toll.c.
cpp_passes() { # compiler
    "$1" -std=c++17 -Wall -Wextra -Werror -I"$release" -o "$work/cpp" bindings/cpp/tests/cpp_golden.cpp "$work/cpp-toll.o" -lm &&
        "$work/cpp" tests/golden
}
$CC -std=c11 -O1 -c -o "$work/cpp-toll.o" "$release/toll.c"
for compiler in g++ clang++; do
    if have $compiler; then
        expect "packages/toll.hpp: golden vectors and bad input with $compiler" cpp_passes $compiler
    else
        skip "packages/toll.hpp with $compiler" "no $compiler"
    fi
done

# pip's own isolation; the home of Conan under the build folder.
conan=$top/conan/bin/conan
gets_conan() {
    [ -x "$conan" ] || { python3 -m venv "$top/conan" && "$top/conan/bin/pip" install -q --disable-pip-version-check conan; }
}
creates() {
    export CONAN_HOME="$work/conan" # the compiler by its own name: Conan finds no version behind "cc"
    CC=$(have gcc && echo gcc || echo clang) CXX='' "$conan" profile detect --force && "$conan" create "$release" --no-remote --build=missing
}
if have cmake && have python3 && gets_conan > "$work/conan.log" 2>&1; then
    expect "packages/conan create" creates
else
    skip "packages/conan" "needs cmake, python3-venv and the package index"
fi

lintian_is_silent() {
    said=$(lintian --allow-root --fail-on none "$top"/debian/*.changes 2>&1)
    [ -z "$said" ] || { echo "$said"; return 1; }
}
if have dpkg-buildpackage && have dh; then
    expect "packages/dpkg-buildpackage makes libtoll0.1, libtoll-dev and toll" sh bindings/c/debian.sh "$BUILD"
    if have lintian; then
        expect "packages/lintian has nothing to say" lintian_is_silent
    else
        skip "packages/lintian" "no lintian"
    fi
else
    skip "packages/debian" "no dpkg-buildpackage or debhelper"
fi
