#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the amalgamation: libtoll as one C file and one header, libtoll-io and the command as one file each.

    toll.h          every public header, in reading order          toll.c          lib/*/*.c
    toll_io.h       libtoll-io's header                            toll_io.c       bindings/io and jsmn
                                                                   toll_command.c  the command `toll`

Usage: amalgamate.py --out FOLDER [--commit ID] [--jsmn jsmn.h] [--check]

A file of C is one scope, and the sources are many: two of them may call a static function `search`. A name that two
sources define is renamed by the preprocessor, for the length of its file:

    #define search search_of_irr
    ... irr.c ...
    #undef search

A name that a member of an included struct has, too, can't be renamed so: the script refuses it and names the files.
The same sources give the same bytes. Only the standard library of Python 3 is needed.
"""

import argparse
import hashlib
import re
import sys
from collections import defaultdict
from pathlib import Path

import c_names

TOP = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>]+)>|"([^"]+)")[^\n]*$')
CONDITION = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b")
GUARD = re.compile(r"^#ifndef (\w+)\n#define \1\n", re.M)
IO_ROOMS = ("bench", "config", "gguf", "import", "json", "scenario", "table", "text", "usage")

FIGURES = """\
#if defined(__cplusplus)
#error "compile this file as C11; the headers serve C++"
#endif
#if defined(__FAST_MATH__)
#error "libtoll is never built with fast-math (-ffast-math, -Ofast): its figures would depend on the compiler"
#endif
/* A product and a sum must be rounded one by one, on every machine: fused, a price changes in its last digit. clang fuses
 * by default, gcc in gnu mode (without -std=c11); each has its own cure, and both are checked in the machine code. What
 * can't be undone from here is clang's -ffp-contract=fast: don't pass it. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif
/* x87 keeps more digits than a double has; -std=c11 makes gcc round, and -msse2 -mfpmath=sse avoids it. */
#if defined(__FLT_EVAL_METHOD__) && defined(__i386__) && !defined(__STRICT_ANSI__)
#if __FLT_EVAL_METHOD__ != 0
#error "on 32-bit x86 compile with -std=c11, or with -msse2 -mfpmath=sse"
#endif
#endif
"""
# Internal functions of the library are called between its files, and from nowhere else.
HIDE = """\
#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility push(hidden)
#endif
"""
# <windows.h>, which one source includes, is seen by all here. These macros of it are names in others.
PLAIN_NAMES = """\
#if defined(_WIN32)
#undef near
#undef far
#undef NEAR
#undef TEXT
#endif
"""
# clang speaks of inline functions that nobody calls when they do not stand in a header.
QUIET = """\
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
#endif
"""
LOUD = """\
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
"""
SHOW = """\
#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility pop
#endif
"""
POSIX = """\
#if !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif
#if !defined(_XOPEN_SOURCE) /* realpath() */
#define _XOPEN_SOURCE 700
#endif
/* A message that is longer than its field (toll_error.message: 192 bytes) is cut; gcc sees it only in one file. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wformat-truncation"
#endif
"""


class Refused(Exception):
    """What a person has to mend before there is an amalgamation."""


class Source:
    """A file of the tree: its text, and where it stands."""

    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(TOP).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.names, self.external = c_names.file_level(self.text + self.tables())
        self.macros = c_names.macros(self.text)

    def tables(self):
        """What stands in the .inc files that the source includes."""
        names = re.findall(r'^#include "([^"]+\.inc)"', self.text, re.M)
        return "".join((TOP / "lib" / name).read_text(encoding="utf-8") for name in names)

    def includes(self):
        """(is it a <system> name, name) of each #include, in order."""
        for line in self.text.splitlines():
            found = INCLUDE.match(line)
            if found:
                yield found.group(1) is not None, found.group(1) or found.group(2)


class Unit:
    """One file of the amalgamation: which sources, where their quoted includes are looked for, what goes on top."""

    def __init__(self, output, sources, roots, before):
        self.output = output
        self.sources = [Source(path) for path in sorted(sources)]
        self.roots = [TOP / root for root in roots]
        self.before = before
        self.headers = {}
        for source in self.sources:
            self.gather(source)

    def find(self, name):
        for root in self.roots:
            if (root / name).is_file():
                return root / name
        return None

    def gather(self, source):
        """Adds the internal headers that a source includes, each behind those that it includes itself."""
        for is_system, name in source.includes():
            path = None if is_system or is_public(name) or not name.endswith(".h") else self.find(name)
            if path is not None and path not in self.headers:
                header = Source(path)
                self.gather(header)
                self.headers[path] = header


def revision(version, commit, texts):
    """Version, commit and a hash of what goes in: the same in each file, so that a mixture is seen."""
    digest = hashlib.sha256()
    for name, text in texts:
        digest.update(f"{name} {len(text)}\n{text}".encode())
    return {"version": version, "commit": commit or "unknown", "hash": digest.hexdigest()}


def opening(what, stamp):
    return (f"/* SPDX-License-Identifier: Apache-2.0 */\n/* {what}\n *\n"
            f" * libtoll {stamp['version']}, commit {stamp['commit']}, SHA-256 of the sources {stamp['hash']}.\n"
            " * Generated by bindings/c/amalgamate.py, do not edit. */\n")


def same_revision(stamp, macro):
    short = int(stamp["hash"][:8], 16)
    return (f"#if {macro} != 0x{short:08x}\n"
            '#error "the header and this file are of different revisions of libtoll"\n#endif\n')


def is_public(name):
    return name.startswith("toll/") or name in ("toll.h", "toll_io.h")


def opened(stack, kind, text):
    """The conditions that hold behind a line #if, #else, #endif ...: a list with an entry for each open #if."""
    if kind in ("if", "ifdef", "ifndef"):
        new = {"if": f"({text})", "ifdef": f"defined({text})", "ifndef": f"!defined({text})"}[kind]
        return [*stack, new]
    if kind == "endif":
        return stack[:-1]
    before = f"!({stack[-1]})"
    return [*stack[:-1], before if kind == "else" else f"{before} && ({text})"]


def system_includes(source):
    """(conditions, name) of each <system> header."""
    stack = []
    for line in c_names.without_comments(GUARD.sub("#if 1\n", source.text)).splitlines():
        condition, included = CONDITION.match(line), INCLUDE.match(line)
        if condition:
            stack = opened(stack, condition.group(1), line[condition.end():].strip())
        if included and included.group(1) and not is_public(included.group(1)) and included.group(1) != "jsmn.h":
            yield " && ".join(held for held in stack if held != "(1)"), included.group(1)


def hoisted_includes(sources):
    """All system headers, in front of renames and hidden names; under the conditions that their includes have."""
    found = sorted({pair for source in sources for pair in system_includes(source)})
    always = {name for condition, name in found if not condition}
    for condition, name in found:
        if not condition:
            yield f"#include <{name}>\n"
        elif name not in always:
            yield f"#if {condition}\n#include <{name}>\n#endif\n"


def without_includes(unit, source):
    """The text without includes; .inc and .def files stand in their place."""
    for line in source.text.splitlines():
        found = INCLUDE.match(line)
        if not found:
            yield line
        elif found.group(2) and not found.group(2).endswith(".h"):
            yield from inlined(unit, found.group(2))


def inlined(unit, name):
    """A table of data stands in its place. A .def is included many times: its preprocessor lines, and its rows by name."""
    text = unit.find(name).read_text(encoding="utf-8")
    if name.endswith(".def"):
        yield from c_names.DIRECTIVE.findall(c_names.without_comments(text))
        yield rows_macro(name)
    else:
        yield from text.splitlines()


def rows_macro(name):
    return "TOLL__" + re.sub(r"\W", "_", name).upper()


def row_tables(unit):
    """Rows of a .def as the body of one macro: STRUCT and FIELD in it are read when it is used."""
    names = sorted({name for source in unit.sources for _, name in source.includes() if name.endswith(".def")})
    for name in names:
        text = c_names.without_comments(unit.find(name).read_text(encoding="utf-8"))
        rows = [line for line in c_names.DIRECTIVE.sub("", text).splitlines() if line.strip()]
        yield f"/* {name} */\n#define {rows_macro(name)} \\\n" + " \\\n".join(rows) + "\n\n"


def shared_names(unit):
    """Names that two sources define, or a source and a header."""
    owners = defaultdict(set)
    for source in [*unit.headers.values(), *unit.sources]:
        for name in source.names:
            owners[name].add(source.name)
        for name in source.external:
            owners[name].add("external")
    return {name for name, files in owners.items() if len(files) > 1}


def refuse_shared_in_headers(unit):
    owners = defaultdict(list)
    for header in unit.headers.values():
        for name in sorted(header.names | header.macros):
            owners[name].append(header.name)
    return [f"{name}: defined by the headers {' and '.join(files)}" for name, files in owners.items() if len(files) > 1]


def refuse_members(unit, shared):
    """A name that is renamed in a file that reads a member of that name, of a struct that it includes."""
    members = set().union(*(c_names.members(header.text) for header in unit.headers.values()))
    members |= set().union(*(c_names.members(header.text) for header in [*public_headers(), io_header()]))
    for source in unit.sources:
        for name in sorted(source.names & shared & members & c_names.accessed(source.text)):
            yield f"{name}: defined by {source.name} and another file, and a member, of a header's struct, that it reads"


def refuse_macros(unit):
    """A macro of a source that a header defines, too, would end with the source."""
    of_headers = set().union(*(header.macros for header in unit.headers.values()))
    for source in unit.sources:
        for name in sorted(name for name in source.macros & of_headers if not name.startswith("JSMN_")):
            yield f"{name}: a macro of {source.name} and of a header"


def check(unit):
    shared = shared_names(unit)
    wrong = [*refuse_shared_in_headers(unit), *refuse_members(unit, shared), *refuse_macros(unit)]
    if wrong:
        raise Refused(f"{unit.output}: rename in the sources\n  " + "\n  ".join(wrong))
    return shared


def cut_preamble(lines):
    """Number of lines up to the last include or #endif before code, outside of conditions: renames go behind it."""
    depth, cut, in_comment = 0, 0, False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        in_comment = in_comment or text.startswith("/*")
        is_code = text and not in_comment and not text.startswith(("#", "//"))
        in_comment = in_comment and "*/" not in text
        if is_code:
            return cut
        condition = CONDITION.match(line)
        if condition:
            depth += condition.group(1).startswith("if") - (condition.group(1) == "endif")
        if depth == 0 and text.startswith("#") and not text.endswith("\\"):
            cut = number
    return cut


def renames(source, shared):
    return sorted(source.names & shared)


def stem(source):
    return re.sub(r"\W", "_", Path(source.name).stem)


def source_text(unit, source, shared):
    """One source between the renames of its names and the end of its macros."""
    lines = list(without_includes(unit, source))
    names = renames(source, shared)
    cut = cut_preamble(lines)
    lines[cut:cut] = [f"#define {name} {name}_of_{stem(source)}" for name in names]
    ended = names + sorted(name for name in source.macros if not name.startswith(("_", "JSMN_")))
    return f"/* ---- {source.name} */\n" + "\n".join(lines + [f"#undef {name}" for name in ended]) + "\n\n"


def unit_text(unit, stamp, extra=""):
    shared = check(unit)
    parts = [unit.before, *hoisted_includes([*unit.headers.values(), *unit.sources]), "\n", PLAIN_NAMES, HIDE, QUIET, extra]
    for header in unit.headers.values():
        parts.append(f"/* ---- {header.name} */\n" + "\n".join(without_includes(unit, header)) + "\n\n")
    parts += [LOUD, *row_tables(unit)]
    parts += [source_text(unit, source, shared) for source in unit.sources]
    return "".join(parts) + SHOW


def public_headers():
    names = re.findall(r"#include <(toll/\w+\.h)>", (TOP / "include/toll.h").read_text(encoding="utf-8"))
    return [Source(TOP / "include" / name) for name in names]


def io_header():
    return Source(TOP / "bindings/io/toll_io.h")


def header_text(sources, stamp, macro, includes):
    """Public headers end to end; each keeps its guard, so that a copy of one in an include path does no harm."""
    short = int(stamp["hash"][:8], 16)
    lines = [f"#define {macro} 0x{short:08x} /* first digits of that hash: the .c file asks for the same */\n", includes]
    for source in sources:
        kept = [line for line in source.text.splitlines()
                if not (INCLUDE.match(line) and is_public(INCLUDE.match(line).group(1) or INCLUDE.match(line).group(2)))]
        lines.append(f"/* ---- {source.name} */\n" + "\n".join(kept) + "\n\n")
    guard = macro.replace("_REVISION", "_AMALGAMATION_H")
    return f"#ifndef {guard}\n#define {guard}\n\n" + "".join(lines) + "#endif\n"


def jsmn_text(path):
    """jsmn with its licence, or the system's."""
    code = path.read_text(encoding="utf-8").rstrip() + "\n"
    return ("/* ---- jsmn.h: github.com/zserge/jsmn, MIT licence below. -DTOLL_SYSTEM_JSMN takes the system's <jsmn.h>. */\n"
            "#define JSMN_STATIC\n#define JSMN_PARENT_LINKS\n#if defined(TOLL_SYSTEM_JSMN)\n#include <jsmn.h>\n#else\n"
            + code + "#endif\n\n")


def core_unit():
    return Unit("toll.c", TOP.glob("lib/*/*.c"), ["lib"], "")


def io_unit():
    rooms = [path for room in IO_ROOMS for path in (TOP / "bindings/io" / room).glob("*.c")]
    return Unit("toll_io.c", [*(TOP / "bindings/io").glob("*.c"), *rooms], ["bindings/io"], "")


def command_unit():
    folder = TOP / "bindings/cli"
    return Unit("toll_command.c", [*folder.glob("*.c"), *folder.glob("*/*.c")], ["bindings/cli", "bindings/io"], "")


def all_texts(units):
    """What the hash covers: every file that goes in, by name."""
    found = {source.name: source.text for source in [*public_headers(), io_header()]}
    for unit in units:
        found.update((source.name, source.text) for source in [*unit.headers.values(), *unit.sources])
        for source in unit.sources:
            for is_system, name in source.includes():
                if not is_system and not name.endswith(".h"):
                    found[name] = unit.find(name).read_text(encoding="utf-8")
    return sorted(found.items())


def files_of(stamp, core, io, command, jsmn):
    """(name, text) of each file. Without jsmn there is no libtoll-io, and so no command."""
    core_header = "libtoll's interface in one header: C99, C11 and C++11."
    yield "toll.h", opening(core_header, stamp) + header_text(public_headers(), stamp, "TOLL_REVISION", "\n")
    core.before = FIGURES + '#include "toll.h"\n' + same_revision(stamp, "TOLL_REVISION")
    yield "toll.c", opening("libtoll in one file: cc -std=c11 -O2 -c toll.c, link with -lm.", stamp) + \
        unit_text(core, stamp)
    if not jsmn:
        return
    yield "toll_io.h", opening("libtoll-io's interface in one header.", stamp) + \
        header_text([io_header()], stamp, "TOLL_IO_REVISION", '\n#include "toll.h"\n\n')
    io.before = POSIX + FIGURES + '#include "toll_io.h"\n' + same_revision(stamp, "TOLL_IO_REVISION") + \
        same_revision(stamp, "TOLL_REVISION")
    yield "toll_io.c", opening("libtoll-io in one file: cc -std=c11 -O2 -c toll_io.c, link with toll.o and -lm.", stamp) + \
        unit_text(io, stamp, jsmn_text(jsmn))
    command.before = POSIX + "#define TOLL_HAVE_IO 1\n" + FIGURES + '#include "toll_io.h"\n' + \
        same_revision(stamp, "TOLL_IO_REVISION")
    yield "toll_command.c", opening("The command `toll` in one file: cc -std=c11 -O2 toll_command.c toll_io.c toll.c -lm.",
                                    stamp) + unit_text(command, stamp)


def write(folder, name, text):
    """Only a file that changes is written, so that make does not compile the same bytes again."""
    path = folder / name
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


def arguments():
    parser = argparse.ArgumentParser(description="Writes the amalgamation of libtoll.")
    parser.add_argument("--out", type=Path, help="folder for the files")
    parser.add_argument("--commit", default="", help="the commit that the stamp names")
    parser.add_argument("--jsmn", type=Path, help="jsmn.h; without it there is no libtoll-io")
    parser.add_argument("--check", action="store_true", help="only say which names stand in the way")
    return parser.parse_args()


def main():
    options = arguments()
    units = core_unit(), io_unit(), command_unit()
    try:
        for unit in units:
            check(unit)
        if options.check:
            return 0
        stamp = revision((TOP / "VERSION").read_text().strip(), options.commit, all_texts(units))
        options.out.mkdir(parents=True, exist_ok=True)
        for name, text in files_of(stamp, *units, options.jsmn):
            write(options.out, name, text)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
