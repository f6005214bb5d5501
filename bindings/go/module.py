# SPDX-License-Identifier: Apache-2.0
"""Lays out the Go module as it is released: the sources of bindings/go with the amalgamation of the C library inside, and a
folder that serves it as a module proxy does.

    module.py --amalgamation build/amalgamation --out build/go-module
    module.py --wasm build/js/toll-bill.wasm --out build/go-module

write OUT/libtoll.dev/toll@v0.1.0, OUT/libtoll.dev/toll/wasm@v0.1.0, and OUT/proxy, for GOPROXY=file://OUT/proxy. Without
libtoll-io in the amalgamation the packages scenario and usage are left out. The same sources give the same bytes.
"""
import argparse
import json
import re
import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
PATH = re.match(r"module (\S+)", (HERE / "go.mod").read_text()).group(1)
VERSION = "v" + (TOP / "VERSION").read_text().strip()
ONLY_HERE = {"binding_test.go"}  # looks at the source tree around it
OWN_LIBRARY = "//go:build !pkgconfig\n"
PACKAGES_OF_IO = ("scenario", "usage")

# -ffp-contract=off is refused by cgo; toll.c has its own pragmas against contraction, and -std=c11 helps with old gcc.
EMBEDDED = """// SPDX-License-Identifier: Apache-2.0

// The library is a part of this module: cgo compiles toll.c, which takes 10 to 20 seconds once. The build tag pkgconfig
// takes an installed libtoll instead.

//go:build !pkgconfig

package toll

// #cgo CFLAGS: -I${SRCDIR} -std=c11 -O2 -fvisibility=hidden
// #cgo LDFLAGS: -lm
import "C"
"""

# The functions of libtoll-io are in the objects of the parent package: cgo's trial link of this one must not miss them.
EMBEDDED_PART = """// SPDX-License-Identifier: Apache-2.0

// libtoll-io is a part of the parent package: its functions are found when the program is linked. The build tag pkgconfig
// takes an installed libtoll-io instead.

//go:build !pkgconfig

package %s

// #cgo CFLAGS: -I${SRCDIR}/.. -std=c11
// #cgo linux freebsd netbsd openbsd LDFLAGS: -Wl,--unresolved-symbols=ignore-all
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
import "C"
"""


def copy_sources(source, target):
    """Copies the Go files of a package; its way to an installed library is then asked for by a tag."""
    target.mkdir(parents=True)
    for path in sorted(source.glob("*.go")):
        if path.name not in ONLY_HERE:
            text = path.read_text()
            (target / path.name).write_text(text.replace("//go:build !nopkgconfig", "//go:build pkgconfig"))


def copy_c(source, target):
    """Copies a file of C; a source gets the tag that keeps it out where an installed library is taken."""
    text = source.read_text()
    (target / source.name).write_text(OWN_LIBRARY + "\n" + text if source.suffix == ".c" else text)


def lay_out(amalgamation, root):
    copy_sources(HERE, root)
    (root / "embedded.go").write_text(EMBEDDED)
    with_io = (amalgamation / "toll_io.c").exists()
    for name in ["toll.c", "toll.h"] + ["toll_io.c", "toll_io.h"] * with_io:
        copy_c(amalgamation / name, root)
    for package in PACKAGES_OF_IO if with_io else ():
        copy_sources(HERE / package, root / package)
        (root / package / "embedded.go").write_text(EMBEDDED_PART % package)
    for path in (HERE / "go.mod", HERE / "README.md", TOP / "LICENSE"):
        shutil.copy(path, root)
    shutil.copytree(TOP / "tests" / "golden", root / "testdata" / "golden", ignore=shutil.ignore_patterns("*.py", "*.md"))
    if with_io:
        (root / "scenario" / "testdata").mkdir()
        shutil.copy(TOP / "docs" / "examples" / "model-to-money.toll", root / "scenario" / "testdata")


def lay_out_wasm(wasm, root):
    root.mkdir(parents=True)
    for path in [*sorted((HERE / "wasm").glob("*.go")), HERE / "wasm" / "go.mod", HERE / "wasm" / "go.sum", TOP / "LICENSE"]:
        shutil.copy(path, root)
    shutil.copyfile(wasm, root / "toll-bill.wasm")


def write_zip(root, path, module):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                name = f"{module}@{VERSION}/{file.relative_to(root).as_posix()}"
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())


def write_proxy(root, proxy, module):
    """The files of the module proxy's protocol: list, .info, .mod, .zip."""
    folder = proxy / module / "@v"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / "list").write_text(VERSION + "\n")
    (folder / f"{VERSION}.info").write_text(json.dumps({"Version": VERSION}) + "\n")
    shutil.copy(root / "go.mod", folder / f"{VERSION}.mod")
    write_zip(root, folder / f"{VERSION}.zip", module)
    return folder / f"{VERSION}.zip"


def make(module, out, lay_out_into):
    root = out / f"{module}@{VERSION}"
    if root.exists():
        shutil.rmtree(root)
    lay_out_into(root)
    archive = write_proxy(root, out / "proxy", module)
    print(f"{root}: zip of {archive.stat().st_size / 1024:.0f} KiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--amalgamation", type=Path, help="folder with toll.c and toll.h")
    parser.add_argument("--wasm", type=Path, help="toll-bill.wasm")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets the modules")
    options = parser.parse_args()
    if options.amalgamation:
        make(PATH, options.out, lambda root: lay_out(options.amalgamation, root))
    if options.wasm:
        make(f"{PATH}/wasm", options.out, lambda root: lay_out_wasm(options.wasm, root))


if __name__ == "__main__":
    main()
