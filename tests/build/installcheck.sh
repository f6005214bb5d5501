#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs into an empty DESTDIR and builds a program against it as a user would: through pkg-config, shared and static.
. tests/support/report.sh
if ! have pkg-config; then
    skip installcheck "no pkg-config"
    exit 0
fi
# An absolute path, as packagers use; outside the tree, so that nothing is found by accident.
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cat > "$stage/user.c" << 'END'
#include <toll.h>
int main(void)
{
    return toll_abi_version() == TOLL_ABI_VERSION && toll_struct_size(TOLL_KIND_HW) == sizeof(toll_hw) ? 0 : 1;
}
END
abi=$(sed -n 's/^#define TOLL_ABI_VERSION *//p' include/toll/base.h)

with_pc() { # pkg-config arguments; --define-prefix because the files lie below DESTDIR
    PKG_CONFIG_LIBDIR=$stage/root/usr/lib/pkgconfig pkg-config --define-prefix "$@" libtoll
}
build_user() { # output, flags...
    output=$1
    shift
    # shellcheck disable=SC2086
    (cd "$stage" && $CC user.c -o "$output" "$@")
}
build_shared() {
    # shellcheck disable=SC2046
    build_user shared $(with_pc --cflags --libs)
}
build_static() {
    # shellcheck disable=SC2046
    build_user static -static $(with_pc --static --cflags --libs)
}
build_uninstalled() {
    # shellcheck disable=SC2046
    build_user uninstalled $(PKG_CONFIG_LIBDIR=$BUILD pkg-config --cflags --libs libtoll-uninstalled)
}
refuses() {
    ! "$@" > /dev/null 2>&1
}
installed() {
    (cd "$stage/root" && find . ! -type d | LC_ALL=C sort)
}
should_be_installed() {
    (
        [ ! -f "$BUILD/toll" ] || printf './usr/%s\n' bin/toll share/man/man1/toll.1 share/libtoll/full.book
        [ ! -f "$BUILD/toll" ] || printf './usr/share/%s\n' bash-completion/completions/toll zsh/site-functions/_toll \
            fish/vendor_completions.d/toll.fish
        printf './usr/share/doc/libtoll/%s\n' LICENSE README.md
        find docs/examples -name '*.*' -type f | sed 's|^docs|./usr/share/doc/libtoll|'
        printf './usr/include/%s\n' toll.h toll.hpp
        ls include/toll/*.h | sed 's|^include|./usr/include|'
        printf './usr/lib/%s\n' libtoll.a libtoll.so "libtoll.so.0.$abi" pkgconfig/libtoll.pc
        [ ! -f "$BUILD/libtoll-io.a" ] || printf './usr/%s\n' include/toll_io.h lib/libtoll-io.a lib/libtoll-io.so \
            "lib/libtoll-io.so.0.$abi" lib/pkgconfig/libtoll-io.pc
    ) | LC_ALL=C sort
}

expect "install/make install" make -s install BUILD="$BUILD" DESTDIR="$stage/root" prefix=/usr
expect_none "install/exactly these files" "$(installed > "$stage/is"; should_be_installed | diff - "$stage/is")"
expect "install/libtoll.pc is valid" with_pc --validate
expect "install/version $(cat VERSION)" [ "$(with_pc --modversion)" = "$(cat VERSION)" ]
expect "install/paths follow the prefix" grep -qx 'libdir=${exec_prefix}/lib' "$stage/root/usr/lib/pkgconfig/libtoll.pc"
expect "install/libm is private" [ -z "$(with_pc --libs | grep -e -lm)" ]
expect "install/fails without the flags" refuses build_user bare
expect "install/shared builds" build_shared
expect "install/shared runs" env LD_LIBRARY_PATH="$stage/root/usr/lib" $RUN "$stage/shared"
expect "install/shared needs libtoll.so.0.$abi" sh -c "readelf -d $stage/shared | grep -q 'libtoll.so.0.$abi'"
expect "install/static builds" build_static
expect "install/static runs" $RUN "$stage/static"
expect "install/uninstalled builds" build_uninstalled
expect "install/uninstalled runs" env LD_LIBRARY_PATH="$BUILD" $RUN "$stage/uninstalled"
# Completions against the command itself: every command, and every option of its help pages.
incomplete() {
    share=$stage/root/usr/share
    for command in $("$BUILD/toll" help | awk '/^  toll [a-z]/ { print $2 }'); do
        for option in $("$BUILD/toll" help "$command" | awk '/^  --/ { print $1 }'); do
            grep -q "^    $command) words=.*$option\b" "$share/bash-completion/completions/toll" || echo "bash: $command $option"
            awk -v command="    $command)" -v option="'$option:" 'index($0, command) == 1 { inside = 1 }
                inside && index($0, option) { found = 1 } / ;;$/ { inside = 0 } END { exit !found }' \
                "$share/zsh/site-functions/_toll" || echo "zsh: $command $option"
            grep -q "from $command' -l ${option#--} " "$share/fish/vendor_completions.d/toll.fish" || echo "fish: $command $option"
        done
    done
}
completes() { # shell words, the last one to complete, then a word that must be offered
    offered=$(bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _toll; echo " ${COMPREPLY[*]} "' bash \
        "$stage/root/usr/share/bash-completion/completions/toll" toll "$1" "$2")
    case $offered in *" $3 "*) ;; *) echo "$offered"; return 1 ;; esac
}
if [ -f "$BUILD/toll" ]; then
    expect_none "install/completions know every command and option" "$(incomplete)"
    if have bash; then expect "install/bash completes toll plan --ttf" completes plan --ttf --ttft; fi
    if have zsh; then expect "install/zsh reads its completions" zsh -n "$stage/root/usr/share/zsh/site-functions/_toll"; fi
    if have fish; then expect "install/fish reads its completions" fish -n "$stage/root/usr/share/fish/vendor_completions.d/toll.fish"; fi
fi
expect "install/make uninstall" make -s uninstall BUILD="$BUILD" DESTDIR="$stage/root" prefix=/usr
expect_none "install/uninstall leaves nothing" "$(installed)"
