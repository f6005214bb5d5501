# SPDX-License-Identifier: Apache-2.0
"""Compiles libtoll, libtoll-io and the command `toll` for one target, with any C compiler that takes gcc's options.

    toll.c --object--> libtoll --.
    toll_io.c --object---------> libtoll-io        (finds libtoll in its own folder)
    toll_command.c + both -----> toll              (static: one file)

These are the amalgamation, of which every package is made; a source package carries it, in a source tree
bindings/c/amalgamate.py writes it. Files are compiled by their names alone, so that no name of a folder of this machine
gets into a file: the same sources and the same compiler make the same bytes.
"""
import concurrent.futures
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterable, List, NamedTuple, Optional, Sequence, Tuple

FLAGS = ("-std=c11", "-O2", "-fvisibility=hidden", "-ffp-contract=off", "-ffunction-sections", "-fdata-sections")
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


def find_jsmn(root: Path) -> Optional[str]:
    """The folder of jsmn.h: fetched by the build of the tree, or of the system."""
    for folder in (root / "build/deps/jsmn/usr/include", Path("/usr/include"), Path("/usr/local/include")):
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


def write_amalgamation(root: Path, folder: Path) -> Path:
    """The folder of toll.c, toll_io.c and toll_command.c, which are written into `folder` where the root has none."""
    if (root / "toll.c").is_file():
        return root
    folder.mkdir(parents=True, exist_ok=True)
    jsmn = find_jsmn(root)
    run([sys.executable, "-B", "bindings/c/amalgamate.py", "--out", str(folder),
         *(["--jsmn", str(Path(jsmn, "jsmn.h"))] if jsmn else [])], root)
    return folder


class Builder:
    """Objects and files of one target, below a folder of work. `sources` has the amalgamation; None: it is written."""

    def __init__(self, root: Path, target: Target, work: Path, sources: Optional[Path] = None) -> None:
        self.root, self.target, self.work = root, target, work
        self.cc = compiler(target)
        self.sources = sources or write_amalgamation(root, work / "amalgamation")
        self.abi = self._read_abi()
        self.has_io = (self.sources / "toll_io.c").is_file()

    def _read_abi(self) -> str:
        for line in (self.sources / "toll.h").read_text(encoding="utf-8").splitlines():
            if line.startswith("#define TOLL_ABI_VERSION "):
                return line.split()[2]
        raise BuildError("toll.h has no TOLL_ABI_VERSION")

    def _version_script(self, name: str) -> str:
        """lib/libtoll.map and bindings/io/io.map; a source package has both beside toll.c."""
        paths = (self.root / name, self.root / "lib" / name, self.root / "bindings/io" / name)
        return str(next(path for path in paths if path.is_file()))

    def _flags(self, name: str) -> List[str]:
        if self.target.system != "windows":
            return [*FLAGS, "-fPIC"]
        flags = [*FLAGS, "-D__USE_MINGW_ANSI_STDIO=1", "-DTOLL_IO_API=__declspec(dllexport)"]
        return [*flags, "-DTOLL_BUILD_SHARED"] if name == "toll" else flags

    def compile_all(self, names: Sequence[str]) -> List[str]:
        """Objects of files of the amalgamation, by as many compilers at a time as there are processors."""
        def compile_one(name: str) -> str:
            made = self.work / f"{name}.o"
            run([*self.cc, *self._flags(name), "-c", f"{name}.c", "-o", str(made)], self.sources)
            return str(made)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(compile_one, names))

    def _link(self, name: str, objects: Iterable[str], *flags: str) -> Path:
        made = self.work / name
        strip = [] if self.target.system == "macos" and not self.target.zig else ["-Wl,-s"]
        strip.append("-Wl,-dead_strip" if self.target.system == "macos" else "-Wl,--gc-sections")
        # -O2 here is for the run-time parts that ziglang compiles itself, such as the division of 128-bit integers.
        run([*self.cc, "-O2", *strip, "-o", str(made), *objects, *flags], self.root)
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
        return ["-shared", f"-Wl,-soname,{name}", f"-Wl,--version-script={self._version_script(version_script)}", "-Wl,-z,relro,-z,now"]

    def build(self) -> Files:
        core, *others = self.compile_all(("toll", "toll_io", "toll_command") if self.has_io else ("toll",))
        core_name, io_name = self._names()
        math = ["-lm"] if self.target.system == "linux" else []
        library = self._link(core_name, [core], *self._shared_flags(core_name, "libtoll.map"), *math)
        if not others:
            return Files((library,), None)
        io, command = others
        needed = self.work / (core_name + ".a") if self.target.system == "windows" else library
        own_folder = ["-Wl,-rpath,$ORIGIN"] if self.target.system == "linux" else []
        reader = self._link(io_name, [io], *self._shared_flags(io_name, "io.map"), str(needed), *own_folder, *math)
        program = self._link("toll.exe" if self.target.system == "windows" else "toll", [command, io, core], *math)
        return Files((library, reader), program)

    def build_full_book(self) -> Path:
        """full.book, by a program that runs here: for this machine alone; the file is the same for all."""
        carried = self.root / "full.book"
        if carried.is_file():
            return carried
        rows, sources = (self._paths(*patterns) for patterns in
                         (("lib/book/data/*.csv",), ("bindings/io/gen/full/*.c", "bindings/io/table/*.c", "bindings/io/text/*.c")))
        program, made = self.work / "full_gen", self.work / "full.book"
        run([*self.cc, *FLAGS, "-D_POSIX_C_SOURCE=200809L", "-Iinclude", "-Ibindings/io", "-o", str(program), *sources,
             *self.compile_all(("toll",)), "-lm"], self.root)
        run([str(program), str(made), *rows, "--", *self._paths("bindings/io/data/rows/*.csv")], self.root)
        return made

    def _paths(self, *patterns: str) -> List[str]:
        return sorted(path.relative_to(self.root).as_posix() for pattern in patterns for path in self.root.glob(pattern))
