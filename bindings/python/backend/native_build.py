# SPDX-License-Identifier: Apache-2.0
"""Compiles libtoll, libtoll-io and the command `toll` for one target, with any C compiler that takes gcc's options.

    lib/*/*.c --objects--> libtoll ----.
    bindings/io --objects-----------> libtoll-io        (finds libtoll in its own folder)
    bindings/cli + both --objects--> toll               (static: one file)

Sources are named by paths from the root of the tree, so that no name of a folder of this machine gets into a file: the
same sources and the same compiler make the same bytes.
"""
import concurrent.futures
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

IO_FOLDERS = ("config", "gguf", "import", "json", "scenario", "table", "text", "usage")
FLAGS = ("-std=c11", "-O2", "-fvisibility=hidden", "-ffp-contract=off", "-Iinclude")
POSIX = "-D_POSIX_C_SOURCE=200809L"
MARCH_NAMES = {"amd64": "x86_64", "arm64": "aarch64"}


class Target(NamedTuple):
    """Where the files will run.

    Attributes:
        tag: Of the wheel, "manylinux_2_17_x86_64".
        system: "linux", "macos" or "windows".
        zig: Target of the compiler of the package ziglang; empty: the compiler makes files for this machine.
    """
    tag: str
    system: str
    zig: str = ""


# glibc 2.17 is that of 2012 (manylinux2014). musl 1.2 is that of Alpine 3.13 and later, against which the files are tried.
TARGETS = (
    Target("manylinux_2_17_x86_64", "linux", "x86_64-linux-gnu.2.17"),
    Target("manylinux_2_17_aarch64", "linux", "aarch64-linux-gnu.2.17"),
    Target("musllinux_1_2_x86_64", "linux", "x86_64-linux-musl"),
    Target("musllinux_1_2_aarch64", "linux", "aarch64-linux-musl"),
    Target("macosx_11_0_x86_64", "macos", "x86_64-macos.11.0"),
    Target("macosx_11_0_arm64", "macos", "aarch64-macos.11.0"),
    Target("win_amd64", "windows", "x86_64-windows-gnu"),
    Target("win_arm64", "windows", "aarch64-windows-gnu"),
)


class Files(NamedTuple):
    """What a build made: files for the folder of the package, and the command; None: there is no jsmn, so no reader of
    logs, and the command is left out with it."""
    libraries: Tuple[Path, ...]
    command: Optional[Path]


class BuildError(Exception):
    """A compiler is missing, or refused a file."""


def own_target() -> Target:
    """That of this interpreter."""
    import sysconfig
    tag = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return Target(tag, system)


def compiler(target: Target) -> List[str]:
    """CC, else ziglang for another machine, else cc, gcc or clang."""
    if target.zig:
        return [sys.executable, "-m", "ziglang", "cc", "-target", target.zig]
    named = os.environ.get("CC")
    for words in [shlex.split(named)] if named else [["cc"], ["gcc"], ["clang"]]:
        if shutil.which(words[0]):
            return words
    raise BuildError(f"libtoll is built by a C compiler, and {named or 'neither cc, gcc nor clang'} was not found: install"
                     " one (Debian: apt-get install gcc; macOS: xcode-select --install), or set CC")


def find_sources(root: Path) -> Dict[str, List[str]]:
    """C files by room, sorted, as paths from the root."""
    def found(*patterns: str) -> List[str]:
        return sorted(path.relative_to(root).as_posix() for pattern in patterns for path in root.glob(pattern))
    return {"core": found("lib/*/*.c"), "io": found("bindings/io/*.c", *(f"bindings/io/{name}/*.c" for name in IO_FOLDERS)),
            "cli": found("bindings/cli/*.c", "bindings/cli/*/*.c"), "gen": found("bindings/io/gen/full/*.c")}


def find_jsmn(root: Path) -> Optional[str]:
    """The folder of jsmn.h: carried by the source package, fetched by the build of the tree, or of the system."""
    for folder in (root / "jsmn", root / "build/deps/jsmn/usr/include", Path("/usr/include"), Path("/usr/local/include")):
        if (folder / "jsmn.h").is_file():
            return str(folder)
    script = root / "tests/support/get_jsmn.sh"
    if script.is_file() and os.name == "posix":
        with tempfile.TemporaryDirectory() as deps:
            subprocess.run(["sh", str(script), deps], check=False, stdout=sys.stderr)
            fetched = Path(deps, "jsmn/usr/include/jsmn.h")
            if fetched.is_file():
                kept = root / "build/deps/jsmn/usr/include"
                kept.mkdir(parents=True, exist_ok=True)
                shutil.copy(fetched, kept / "jsmn.h")
                return str(kept)
    return None


def run(words: Sequence[str], cwd: Path) -> None:
    done = subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"{' '.join(words)}\n{done.stdout}")


class Builder:
    """Objects and files of one target, below a folder of work."""

    def __init__(self, root: Path, target: Target, work: Path) -> None:
        self.root, self.target, self.work = root, target, work
        self.cc = compiler(target)
        self.sources = find_sources(root)
        self.abi = self._read_abi()
        self._include = work / "include"
        self.has_io = self._copy_jsmn()

    def _read_abi(self) -> str:
        for line in (self.root / "include/toll/base.h").read_text(encoding="utf-8").splitlines():
            if line.startswith("#define TOLL_ABI_VERSION "):
                return line.split()[2]
        raise BuildError("include/toll/base.h has no TOLL_ABI_VERSION")

    def _copy_jsmn(self) -> bool:
        """A copy, since the system's folder has other headers than a target's."""
        folder = find_jsmn(self.root)
        if folder is None:
            return False
        self._include.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(folder, "jsmn.h"), self._include)
        return True

    def _flags(self, room: str) -> List[str]:
        flags = list(FLAGS)
        if self.target.system == "windows":
            flags += ["-D__USE_MINGW_ANSI_STDIO=1", "-DTOLL_IO_API=__declspec(dllexport)"]
            flags += ["-DTOLL_BUILD_SHARED"] if room == "core" else []
        else:
            flags += ["-fPIC"]
        if room == "core":
            return flags + ["-Ilib"]
        flags += [POSIX, "-Ibindings/io", "-isystem", str(self._include)]
        return flags + (["-Ibindings/cli", "-DTOLL_HAVE_IO"] if room == "cli" else [])

    def compile_room(self, room: str) -> List[str]:
        """Objects of a room, by as many compilers at a time as there are processors."""
        folder, flags = self.work / room, self._flags(room)
        folder.mkdir(parents=True, exist_ok=True)
        jobs = [(source, folder / (source.replace("/", "_")[:-2] + ".o")) for source in self.sources[room]]

        def compile_one(job: Tuple[str, Path]) -> str:
            run([*self.cc, *flags, "-c", job[0], "-o", str(job[1])], self.root)
            return str(job[1])
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(compile_one, jobs))

    def _link(self, name: str, objects: Iterable[str], *flags: str) -> Path:
        made = self.work / name
        strip = [] if self.target.system == "macos" and not self.target.zig else ["-Wl,-s"]
        listed = self.work / (name + ".list")  # a command line has too little room for 500 objects on Windows
        listed.write_text("\n".join(str(path).replace("\\", "/") for path in objects), encoding="utf-8")
        # -O2 here is for the run-time parts that ziglang compiles itself, such as the division of 128-bit integers.
        run([*self.cc, "-O2", *strip, "-o", str(made), f"@{listed}", *flags], self.root)
        return made

    def _names(self) -> Tuple[str, str]:
        if self.target.system == "windows":
            return "toll.dll", "toll-io.dll"
        if self.target.system == "macos":
            return "libtoll.dylib", "libtoll-io.dylib"
        return f"libtoll.so.0.{self.abi}", f"libtoll-io.so.0.{self.abi}"

    def _shared_flags(self, name: str, version_script: str) -> List[str]:
        if self.target.system == "macos":
            return ["-dynamiclib", f"-Wl,-install_name,@loader_path/{name}"]
        if self.target.system == "windows":
            return ["-shared", f"-Wl,--out-implib,{self.work / (name + '.a')}"]
        return ["-shared", f"-Wl,-soname,{name}", f"-Wl,--version-script={version_script}", "-Wl,-z,relro,-z,now"]

    def build(self) -> Files:
        core = self.compile_room("core")
        core_name, io_name = self._names()
        math = ["-lm"] if self.target.system == "linux" else []
        library = self._link(core_name, core, *self._shared_flags(core_name, "lib/libtoll.map"), *math)
        if not self.has_io:
            return Files((library,), None)
        io = self.compile_room("io")
        needed = self.work / (core_name + ".a") if self.target.system == "windows" else library
        own_folder = ["-Wl,-rpath,$ORIGIN"] if self.target.system == "linux" else []
        reader = self._link(io_name, io, *self._shared_flags(io_name, "bindings/io/io.map"), str(needed), *own_folder, *math)
        command = self._link("toll.exe" if self.target.system == "windows" else "toll",
                             [*self.compile_room("cli"), *io, *core], *math)
        return Files((library, reader), command)

    def build_full_book(self) -> Path:
        """full.book, by a program that runs here: for this machine alone; the file is the same for all."""
        carried = self.root / "full.book"
        if carried.is_file():
            return carried
        rows = [sorted(path.relative_to(self.root).as_posix() for path in self.root.glob(pattern))
                for pattern in ("lib/book/data/*.csv", "bindings/io/data/rows/*.csv")]
        objects = [path for path in self.compile_room("io") if "bindings_io_table_" in path or "bindings_io_text_" in path]
        program = self._link("full_gen", [*self.compile_room("gen"), *objects, *self.compile_room("core")], "-lm")
        made = self.work / "full.book"
        run([str(program), str(made), *rows[0], "--", *rows[1]], self.root)
        return made
