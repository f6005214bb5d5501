# SPDX-License-Identifier: Apache-2.0
"""Tries wheels as their users do: installed into a fresh environment, or loaded by a C program on their platform.

    python3 check_wheels.py --wheels build/wheels --work build/wheels/try [--zig PYTHON] [--auditwheel PROGRAM]

    glibc x86-64      auditwheel; pip install into an empty venv; toll; import; the vectors and the tests of bills in Python
    other Linux, Windows   the vectors of tests/golden in C against the wheel's library, under musl, qemu or wine; toll --help
    macOS, Windows on arm64   nothing runs here; machine, exports, needed libraries, signature and version are read from the files

The last line is "N passed, 0 failed".
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Dict, List, Optional

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE / "backend"))

import native_build  # noqa: E402
import object_files  # noqa: E402

TESTS = ("test_golden", "test_bill", "test_books", "test_usage")
LOG = '{"model": "gpt-5", "created": 1793613600, "usage": {"prompt_tokens": 1000000, "completion_tokens": 0}}\n'


class Failed(Exception):
    """What a wheel did otherwise than it should."""


def run(words: List[str], cwd: Optional[Path] = None, environment: Optional[Dict[str, str]] = None) -> str:
    done = subprocess.run(words, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(words)}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def expect(holds: bool, message: str) -> None:
    if not holds:
        raise Failed(message)


# ---- all wheels -----------------------------------------------------------------------------------------------------


def unpack(wheel: Path, folder: Path) -> None:
    """Files of a wheel, each held against its line in RECORD by pip's own rules: names agree, nothing else is there."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        listed = {line.split(",")[0] for line in archive.read(record).decode().splitlines()}
        expect(names == listed, f"{wheel.name}: RECORD and members differ: {names ^ listed}")
        expect(len({entry.date_time for entry in archive.infolist()}) == 1, f"{wheel.name}: members of several dates")
        archive.extractall(folder)
    for data in (path.read_bytes() for path in folder.rglob("*toll*") if path.is_file() and path.suffix != ".book"):
        expect(str(TOP).encode() not in data, f"{wheel.name} names a folder of this machine")


def exported(version_script: str) -> List[str]:
    return re.findall(r"^ +(toll_\w+);", (TOP / version_script).read_text(encoding="utf-8"), re.M)


# ---- this machine ---------------------------------------------------------------------------------------------------


def try_here(wheel: Path, work: Path, arguments: argparse.Namespace) -> str:
    if arguments.auditwheel:
        said = " ".join(run([arguments.auditwheel, "show", str(wheel)]).split())
        expect(f'consistent with the following platform tag: "{wheel.stem.split("-")[-1]}"' in said, said)
    run([sys.executable, "-m", "venv", str(work / "venv")])
    python = str(work / "venv/bin/python")
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index", str(wheel)])
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    toll = str(work / "venv/bin/toll")
    expect("usage: toll COMMAND" in run([toll, "--help"], work, plain), "toll --help printed no usage")
    (work / "log.jsonl").write_text(LOG, encoding="utf-8")
    expect("1.25" in run([toll, "bill", "log.jsonl"], work, plain), "toll bill: a million tokens of gpt-5 are 1.25 USD")
    expect(str(work) in run([python, "-c", "import libtoll; print(libtoll.full_book.find_full_book())"], work, plain),
           "full.book of the wheel was not found")
    for name in (*TESTS, "golden"):  # a copy, so that the package of the source tree is out of sight
        (work / "bindings/python/tests").mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "tests" / f"{name}.py", work / "bindings/python/tests")
    shutil.copytree(TOP / "tests/golden", work / "tests/golden")
    said = run([python, "-m", "unittest", *TESTS], work / "bindings/python/tests", plain)
    return f"installed, {re.findall('Ran [0-9]+ tests', said)[0].lower()} of Python"


# ---- other machines -------------------------------------------------------------------------------------------------


def emulator(tag: str) -> Optional[List[str]]:
    """What starts a program of a platform here; None: nothing does."""
    if tag.startswith("musllinux") and tag.endswith("x86_64"):
        return [] if Path("/lib/ld-musl-x86_64.so.1").exists() else None
    if tag == "manylinux_2_17_aarch64":
        qemu = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
        return [qemu, "-L", "/usr/aarch64-linux-gnu"] if qemu and Path("/usr/aarch64-linux-gnu").is_dir() else None
    if tag == "win_amd64":
        wine = shutil.which("wine64") or next((str(path) for path in [Path("/usr/lib/wine/wine64")] if path.exists()), None)
        return [wine] if wine else None
    return None


def compile_vectors(target: native_build.Target, package: Path, work: Path, zig: str) -> Path:
    """tests/unit/test_golden.c against the library of the wheel: the program loads it when it starts."""
    program = work / ("vectors.exe" if target.system == "windows" else "vectors")
    library = next(path for path in package.iterdir() if re.match(r"(lib)?toll\.(so|dll|dylib)", path.name))
    flags = ["-std=gnu11", "-O2", "-Wl,-s", "-Iinclude", "-Itests/support", "-Itests/support/plain_cmocka"]
    flags += ["-D__USE_MINGW_ANSI_STDIO=1", "-DTOLL_USE_SHARED"] if target.system == "windows" else \
        [f"-Wl,-rpath,{package}", "-lm"]
    run([zig, "-m", "ziglang", "cc", "-target", target.zig, *flags, "-o", str(program), "tests/unit/test_golden.c",
         str(library)], TOP)
    if target.system == "windows":
        shutil.copy(library, work)
    return program


def try_elsewhere(target: native_build.Target, folder: Path, work: Path, arguments: argparse.Namespace) -> str:
    start = emulator(target.tag)
    if start is None or not arguments.zig:
        return "not run, since nothing here starts its programs; machine, exports and needs are as they should be"
    environment = {**os.environ, "WINEDEBUG": "-all", "WINEPREFIX": str(work / "wine")}
    program = compile_vectors(target, folder / "libtoll", work, arguments.zig)
    said = run([*start, str(program)], TOP, environment)
    expect("groups of vectors hold" in said, said)
    command = next(path for path in folder.glob("*.data/scripts/*"))
    expect("usage: toll COMMAND" in run([*start, str(command), "--help"], work, environment), "toll --help: no usage")
    return f"{said.strip().splitlines()[-1]}; toll --help"


# What a library may need besides libtoll itself: the system's own, on every machine since the version that the tag names.
SYSTEM_LIBRARIES = {"macos": r"/usr/lib/libSystem\.B\.dylib", "windows": r"KERNEL32\.dll|api-ms-win-crt-[a-z]+-l1-1-0\.dll"}
OWN = {"macos": r"@loader_path/libtoll\.dylib", "windows": r"toll\.dll"}


# ziglang's linker lets out these two of its own with each library of macOS; nothing asks a library for them.
OF_LINKER = {"_mh_dylib_header", "__dso_handle"}


def machine_of(target: native_build.Target) -> str:
    return "arm64" if target.tag.endswith("arm64") else "x86_64"


def check_library(target: native_build.Target, path: Path, names: List[str]) -> None:
    """Machine, exports, needs and name of a library of macOS or Windows; exactly the functions of its list are exported."""
    is_macos = target.system == "macos"
    found = (object_files.read_macho if is_macos else object_files.read_pe)(path.read_bytes())
    expect(found.machine == machine_of(target), f"{path.name} is for {found.machine}")
    exports = set(found.exports) - (OF_LINKER if is_macos else set())
    expect(exports == set(names), f"{path.name}: exports differ: {exports ^ set(names)}")
    expect(found.name == (f"@loader_path/{path.name}" if is_macos else path.name), f"{path.name} calls itself {found.name}")
    foreign = [need for need in found.needed if not re.fullmatch(f"{SYSTEM_LIBRARIES[target.system]}|{OWN[target.system]}", need)]
    expect(bool(found.needed) and not foreign, f"{path.name} needs {', '.join(foreign) or 'nothing'}")
    if is_macos:
        expect(found.least_system == "11.0", f"{path.name} needs macOS {found.least_system}, the tag says 11.0")
        expect(found.is_signed, f"{path.name} has no code signature")


def check_command(target: native_build.Target, path: Path) -> None:
    is_macos = target.system == "macos"
    found = (object_files.read_macho if is_macos else object_files.read_pe)(path.read_bytes())
    expect(found.machine == machine_of(target), f"{path.name} is for {found.machine}")
    foreign = [need for need in found.needed if not re.fullmatch(SYSTEM_LIBRARIES[target.system], need)]
    expect(bool(found.needed) and not foreign, f"{path.name} needs {', '.join(foreign) or 'nothing'}")
    expect(found.is_signed or not is_macos, f"{path.name} has no code signature")


def check_libraries(target: native_build.Target, folder: Path) -> None:
    """Of Linux: the names of all exported functions are in the file, and loading it shows the same."""
    for path in sorted((folder / "libtoll").glob("*toll*.*")):
        listed = exported("bindings/io/io.map" if "-io." in path.name else "lib/libtoll.map")
        if target.system != "linux":
            check_library(target, path, listed)
            continue
        absent = [name for name in listed if b"\0" + name.encode() + b"\0" not in path.read_bytes()]
        expect(not absent, f"{target.tag}: {path.name} does not export {', '.join(absent)}")
    if target.system != "linux":
        check_command(target, next(folder.glob("*.data/scripts/*")))


def try_wheel(wheel: Path, arguments: argparse.Namespace) -> str:
    target = next(target for target in native_build.TARGETS if target.tag == wheel.stem.split("-")[-1])
    work = arguments.work / target.tag
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "unpacked"
    folder.mkdir(parents=True)
    unpack(wheel, folder)
    for path in folder.rglob("*"):
        if "/scripts/" in path.as_posix() or ".so" in path.name:
            path.chmod(0o755)
    check_libraries(target, folder)
    machine = native_build.MARCH_NAMES.get(os.uname().machine, os.uname().machine)
    if target.tag == f"manylinux_2_17_{machine}":
        return try_here(wheel, work, arguments)
    return try_elsewhere(target, folder, work, arguments)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder of wheels")
    parser.add_argument("--work", type=Path, required=True, help="where they are tried")
    parser.add_argument("--zig", help="a Python that has ziglang; without it nothing is run elsewhere")
    parser.add_argument("--auditwheel", help="the program auditwheel")
    arguments = parser.parse_args()
    arguments.wheels, arguments.work = arguments.wheels.resolve(), arguments.work.resolve()
    if arguments.zig:
        os.environ.setdefault("ZIG_GLOBAL_CACHE_DIR", str(arguments.wheels / "zig-cache"))
        os.environ.setdefault("ZIG_LOCAL_CACHE_DIR", str(arguments.wheels / "zig-cache"))
    failed, wheels = 0, sorted(arguments.wheels.glob("*.whl"))
    for wheel in wheels:
        try:
            print(f"ok    {wheel.name}: {try_wheel(wheel, arguments)}", flush=True)
        except (Failed, object_files.Damaged) as error:
            failed += 1
            print(f"FAIL  {wheel.name}: {error}", flush=True)
    print(f"{len(wheels) - failed} passed, {failed} failed")
    return int(failed > 0 or not wheels)


if __name__ == "__main__":
    sys.exit(main())
