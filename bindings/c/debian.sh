#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian packages from a copy of the tree: debian/ must lie at the top, and this tree keeps it in bindings/c.
# Usage: debian.sh BUILD    writes BUILD/debian/*.deb; needs dpkg-buildpackage, debhelper, libjsmn-dev
set -eu
target=$1/debian
version=$(cat VERSION)
rm -rf "${target:?}"
mkdir -p "$target/libtoll-$version"
{ git ls-files --cached --others --exclude-standard 2> /dev/null || find . -type f ! -path './build/*' | sed 's|^\./||'; } |
    while read -r file; do [ ! -f "$file" ] || echo "$file"; done | tar cf - -T - | tar xf - -C "$target/libtoll-$version"
cd "$target/libtoll-$version"
cp -r bindings/c/debian debian
cat > debian/changelog << END
libtoll ($version) unstable; urgency=medium

  * Release $version; CHANGELOG.md has the changes.

 -- The libtoll authors <maintainers@libtoll.dev>  $(LC_ALL=C date -u -R -d "@${SOURCE_DATE_EPOCH:-1767225600}")
END
dpkg-buildpackage -us -uc -b
