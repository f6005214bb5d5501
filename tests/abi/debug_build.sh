#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The shared library with debug information and without optimisation, whatever the build's own flags are, so that the
# baseline depends on the sources alone. Usage: debug_build.sh OUTPUT
map=lib/libtoll.map
soname=$(sed -n 's/^#define TOLL_ABI_VERSION *\([0-9]*\)$/libtoll.so.0.\1/p' include/toll/base.h)
exec gcc -std=c11 -g -O0 -fPIC -fvisibility=hidden -shared -Iinclude -Ilib lib/*/*.c -Wl,-soname,"$soname" \
    -Wl,--version-script=$map -o "$1" -lm
