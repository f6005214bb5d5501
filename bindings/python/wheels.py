# SPDX-License-Identifier: Apache-2.0
"""Wheels for every platform, by the C compiler of the package ziglang, and the source package.

    python3 wheels.py --sources build/amalgamation --book build/full.book --work build/wheels [TAG or system...]

Prints a line a file: its name, bytes, seconds. See backend/native_build.py for what is compiled.
"""
import argparse
import os
import shutil
import sys
import time
from pathlib import Path
from typing import List

sys.path.insert(0, str(Path(__file__).resolve().parent / "backend"))

import native_build  # noqa: E402
import toll_build  # noqa: E402


def chosen(words: List[str]) -> List[native_build.Target]:
    """Targets whose tag or system is one of the words; all without words."""
    targets = [target for target in native_build.TARGETS if not words or {target.tag, target.system} & set(words)]
    unknown = set(words) - {word for target in native_build.TARGETS for word in (target.tag, target.system)}
    if unknown:
        raise SystemExit(f"no such target: {', '.join(sorted(unknown))}; there are linux, macos, windows, "
                         + ", ".join(target.tag for target in native_build.TARGETS))
    return targets


def build(target: native_build.Target, arguments: argparse.Namespace) -> Path:
    work = arguments.work / "work" / target.tag
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    files = native_build.Builder(toll_build.ROOT, target, work, arguments.sources).build()
    if files.command is None:
        raise SystemExit("jsmn.h was not found, which the command needs: apt-get install libjsmn-dev")
    return toll_build.make_wheel(arguments.work, files, arguments.book, target.tag)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sources", type=Path, required=True, help="folder of the amalgamation, made by make")
    parser.add_argument("--book", type=Path, required=True, help="full.book, made by make")
    parser.add_argument("--work", type=Path, required=True, help="where wheels and objects go")
    parser.add_argument("targets", nargs="*", help="tags or systems (all)")
    arguments = parser.parse_args()
    arguments.work, arguments.sources = arguments.work.resolve(), arguments.sources.resolve()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for variable in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"):
        os.environ.setdefault(variable, str(arguments.work / "zig-cache"))
    start = time.monotonic()
    path = toll_build.make_sdist(arguments.work, arguments.sources, arguments.book)
    for target in [None, *chosen(arguments.targets)]:
        if target is not None:
            start = time.monotonic()
            path = build(target, arguments)
        print(f"{path.name}  {path.stat().st_size:,} bytes  {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except native_build.BuildError as error:
        raise SystemExit(str(error)) from None
