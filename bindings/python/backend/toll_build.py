# SPDX-License-Identifier: Apache-2.0
"""The build backend of the Python package (PEP 517, PEP 660): a wheel holds the library, full.book and the command.

    pip install .          compiles with CC, else cc, gcc or clang; nothing else is needed
    pip wheel .            the same, as a file
    python3 -m build -s    a source package that needs no more than a C compiler

It has no dependencies but tomli where Python is older than 3.11. bindings/python/wheels.py makes wheels for other machines.
"""
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional

import native_build
from native_build import Builder, Files, Target
from wheel_file import Member, write_sdist, write_wheel

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent.parent
CARRIED = HERE / "native"
ROOT = CARRIED if CARRIED.is_dir() else HERE.parent.parent
CODE = ("toll.c", "toll.h", "toll_io.c", "toll_io.h", "toll_command.c")
VERSION_SCRIPTS = ("libtoll.map", "io.map")


# ---- metadata -------------------------------------------------------------------------------------------------------


def project() -> Dict[str, Any]:
    with open(HERE / "pyproject.toml", "rb") as file:
        return dict(tomllib.load(file)["project"])


def version() -> str:
    found = re.search(r"^VERSION = \"([^\"]+)\"", (HERE / "libtoll/generated/abi.py").read_text(encoding="utf-8"), re.M)
    if found is None:
        raise native_build.BuildError("libtoll/generated/abi.py names no VERSION")
    return found[1]


def metadata() -> bytes:
    about = project()
    lines = ["Metadata-Version: 2.1", f"Name: {about['name']}", f"Version: {version()}",
             f"Summary: {about['description']}", f"License: {about['license']['text']}", "License-File: LICENSE",
             f"Requires-Python: {about['requires-python']}"]
    for extra, needed in about.get("optional-dependencies", {}).items():
        lines += [f"Provides-Extra: {extra}"] + [f"Requires-Dist: {name}; extra == \"{extra}\"" for name in needed]
    lines += ["Description-Content-Type: text/markdown", "", (HERE / "README.md").read_text(encoding="utf-8")]
    return "\n".join(lines).encode()


def _license() -> bytes:
    return next(path for path in (HERE / "LICENSE", ROOT / "LICENSE") if path.is_file()).read_bytes()


def info_folder() -> str:
    return f"libtoll-{version()}.dist-info"


def _info(tags: Iterable[str], is_pure: bool = False) -> Dict[str, Member]:
    wheel = "Wheel-Version: 1.0\nGenerator: toll_build\n" + f"Root-Is-Purelib: {str(is_pure).lower()}\n" + \
        "".join(f"Tag: {tag}\n" for tag in tags)
    return {f"{info_folder()}/{name}": Member(data) for name, data in
            (("METADATA", metadata()), ("WHEEL", wheel.encode()), ("licenses/LICENSE", _license()))}


# ---- members --------------------------------------------------------------------------------------------------------


def package_members() -> Dict[str, Member]:
    """Python files of the package, and the mark that it is typed."""
    kept = (path for path in sorted((HERE / "libtoll").rglob("*")) if path.suffix == ".py" or path.name == "py.typed")
    return {path.relative_to(HERE).as_posix(): Member(path.read_bytes()) for path in kept}


def wheel_members(files: Files, book: Path) -> Dict[str, Member]:
    """The libraries beside the package, the command where programs go, full.book where both find it."""
    data = f"libtoll-{version()}.data"
    members = package_members()
    for path in files.libraries:
        members[f"libtoll/{path.name}"] = Member(path.read_bytes(), True)
    members[f"{data}/data/share/libtoll/full.book"] = Member(book.read_bytes())
    if files.command is not None:
        members[f"{data}/scripts/{files.command.name}"] = Member(files.command.read_bytes(), True)
    return members


def make_wheel(folder: Path, files: Files, book: Path, tag: str) -> Path:
    path = folder / f"libtoll-{version()}-py3-none-{tag}.whl"
    write_wheel(path, info_folder(), {**wheel_members(files, book), **_info([f"py3-none-{tag}"])})
    return path


def native_members(sources: Path, book: Path) -> Dict[str, Member]:
    """The amalgamation with jsmn in it, the names that the libraries export, and full.book, below native/."""
    if not (sources / "toll_io.c").is_file():
        raise native_build.BuildError("a source package carries jsmn.h, which was not found: apt-get install libjsmn-dev")
    paths = [sources / name for name in CODE]
    paths += [path for name in VERSION_SCRIPTS for path in (ROOT / name, ROOT / "lib" / name, ROOT / "bindings/io" / name)
              if path.is_file()]
    return {f"native/{path.name}": Member(path.read_bytes()) for path in (*paths, book)}


def make_sdist(folder: Path, sources: Path, book: Path) -> Path:
    members = {**package_members(), **native_members(sources, book), "PKG-INFO": Member(metadata()), "LICENSE": Member(_license())}
    for path in (HERE / "pyproject.toml", HERE / "README.md", *sorted((HERE / "backend").glob("*.py"))):
        members[path.relative_to(HERE).as_posix()] = Member(path.read_bytes())
    path = folder / f"libtoll-{version()}.tar.gz"
    write_sdist(path, f"libtoll-{version()}", members)
    return path


def make_editable(folder: Path) -> Path:
    """The package stays where it is; the library is found as in the source tree, at LIBTOLL."""
    path = folder / f"libtoll-{version()}-py3-none-any.whl"
    write_wheel(path, info_folder(), {"libtoll_in_place.pth": Member(f"{HERE}\n".encode()),
                                      **_info(["py3-none-any"], True)})
    return path


# ---- hooks ----------------------------------------------------------------------------------------------------------


def _own_files(target: Target, work: Path) -> Any:
    builder = Builder(ROOT, target, work)
    if not builder.has_io:
        raise native_build.BuildError("jsmn.h was not found, which reads JSON for the command toll: install it (Debian:"
                                      " apt-get install libjsmn-dev), or build from the source package, which carries it")
    return builder.build(), builder.build_full_book()


def build_wheel(wheel_directory: str, config_settings: Optional[Dict[str, Any]] = None,
                metadata_directory: Optional[str] = None) -> str:
    target = native_build.own_target()
    with tempfile.TemporaryDirectory(prefix="libtoll-") as work:
        files, book = _own_files(target, Path(work))
        return make_wheel(Path(wheel_directory), files, book, target.tag).name


def build_sdist(sdist_directory: str, config_settings: Optional[Dict[str, Any]] = None) -> str:
    with tempfile.TemporaryDirectory(prefix="libtoll-") as work:
        builder = Builder(ROOT, native_build.own_target(), Path(work))
        return make_sdist(Path(sdist_directory), builder.sources, builder.build_full_book()).name


def build_editable(wheel_directory: str, config_settings: Optional[Dict[str, Any]] = None,
                   metadata_directory: Optional[str] = None) -> str:
    return make_editable(Path(wheel_directory)).name


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Optional[Dict[str, Any]] = None) -> str:
    folder = Path(metadata_directory, info_folder())
    for name, member in _info([f"py3-none-{native_build.own_target().tag}"]).items():
        path = Path(metadata_directory, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(member.data)
    return folder.name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def get_requires_for_build_wheel(config_settings: Optional[Dict[str, Any]] = None) -> List[str]:
    return []


get_requires_for_build_sdist = get_requires_for_build_editable = get_requires_for_build_wheel
