# SPDX-License-Identifier: Apache-2.0
"""What a shared library of macOS or Windows says of itself: machine, exported names, needed libraries. For check_wheels.py.

Files of machines that nothing here can run are read by the formats' own definitions: Mach-O by Apple's mach-o/loader.h, PE by
Microsoft's "PE Format". A field outside the file raises :class:`Damaged`.
"""
import struct
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple


class Damaged(Exception):
    """The file is not of that format, or ends too early."""


class ObjectFile(NamedTuple):
    """
    Attributes:
        machine: "x86_64" or "arm64".
        exports: Names that other files can use, sorted.
        needed: Libraries that it loads.
        name: What files that are linked with it will ask for.
        least_system: First version of macOS that loads it, "11.0"; empty: not stated.
        is_signed: It has a code signature, without which macOS on arm64 starts nothing.
    """
    machine: str
    exports: List[str]
    needed: List[str]
    name: str = ""
    least_system: str = ""
    is_signed: bool = False


def _unpack(form: str, data: bytes, at: int) -> Tuple[Any, ...]:
    if at < 0 or at + struct.calcsize(form) > len(data):
        raise Damaged(f"{form} at {at} lies outside of {len(data)} bytes")
    return struct.unpack_from(form, data, at)


def _text(data: bytes, at: int) -> str:
    end = data.find(b"\0", at)
    if at < 0 or end < 0:
        raise Damaged(f"no text at {at}")
    return data[at:end].decode("ascii")


# ---- Mach-O ---------------------------------------------------------------------------------------------------------

MACHO_64 = 0xFEEDFACF
MACHO_CPUS = {0x01000007: "x86_64", 0x0100000C: "arm64"}
LC_LOAD_DYLIB, LC_ID_DYLIB = 0xC, 0xD
LC_CODE_SIGNATURE, LC_VERSION_MIN_MACOSX, LC_BUILD_VERSION = 0x1D, 0x24, 0x32
LC_DYLD_INFO_ONLY, LC_DYLD_EXPORTS_TRIE = 0x80000022, 0x80000033


def _commands(data: bytes) -> Iterator[Tuple[int, int]]:
    """(kind, place) of each load command."""
    count, size = _unpack("<II", data, 16)
    at, end = 32, 32 + size
    for _ in range(count):
        kind, length = _unpack("<II", data, at)
        if length < 8 or at + length > end:
            raise Damaged(f"load command at {at} is {length} bytes long")
        yield kind, at
        at += length


def _uleb(data: bytes, at: int) -> Tuple[int, int]:
    """A number of base 128, low digits first, and the place behind it."""
    number = shift = 0
    while True:
        digit = _unpack("<B", data, at)[0]
        number, shift, at = number | (digit & 127) << shift, shift + 7, at + 1
        if digit < 128:
            return number, at


def _trie_names(trie: bytes, at: int = 0, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Names of the export trie, by which dyld finds symbols: a node has a symbol or none, then a text to each child."""
    if depth > 500:
        raise Damaged("the trie of exports leads in a circle")
    own, at = _uleb(trie, at)
    if own > 0:
        yield prefix[1:]  # C's names begin with an underscore there
    count, at = _unpack("<B", trie, at + own)[0], at + own + 1
    for _ in range(count):
        text = _text(trie, at)
        child, at = _uleb(trie, at + len(text) + 1)
        yield from _trie_names(trie, child, prefix + text, depth + 1)


def _macho_exports(data: bytes, kind: int, at: int) -> List[str]:
    start, size = _unpack("<II", data, at + (8 if kind == LC_DYLD_EXPORTS_TRIE else 40))
    return sorted(_trie_names(data[start:start + size])) if size else []


def _version(word: int) -> str:
    return f"{word >> 16}.{word >> 8 & 255}"


def read_macho(data: bytes) -> ObjectFile:
    """A file of one machine, as this project makes them; a "fat" one of several is refused."""
    magic, cpu = _unpack("<II", data, 0)
    if magic != MACHO_64 or cpu not in MACHO_CPUS:
        raise Damaged(f"not a Mach-O file of 64 bits: {magic:#x}, processor {cpu:#x}")
    needed, found = [], {"exports": [], "name": "", "least_system": "", "is_signed": False}  # type: List[str], Dict[str, Any]
    for kind, at in _commands(data):
        word = _unpack("<I", data, at + 8)[0]
        if kind == LC_LOAD_DYLIB:
            needed.append(_text(data, at + word))
        elif kind == LC_ID_DYLIB:
            found["name"] = _text(data, at + word)
        elif kind in (LC_DYLD_INFO_ONLY, LC_DYLD_EXPORTS_TRIE):
            found["exports"] = _macho_exports(data, kind, at)
        elif kind == LC_BUILD_VERSION:
            found["least_system"] = _version(_unpack("<I", data, at + 12)[0])
        elif kind == LC_VERSION_MIN_MACOSX:
            found["least_system"] = _version(word)
        elif kind == LC_CODE_SIGNATURE:
            found["is_signed"] = True
    return ObjectFile(MACHO_CPUS[cpu], needed=needed, **found)


# ---- PE -------------------------------------------------------------------------------------------------------------

PE_MACHINES = {0x8664: "x86_64", 0xAA64: "arm64"}
PE_64 = 0x20B


class _Sections:
    """Addresses in memory as places in the file."""

    def __init__(self, data: bytes, at: int, count: int) -> None:
        self._rows = [_unpack("<4I", data, at + 40 * index + 8) for index in range(count)]

    def place(self, address: int) -> int:
        for size, start, raw_size, raw in self._rows:
            if start <= address < start + max(size, raw_size):
                return int(raw + address - start)
        raise Damaged(f"address {address:#x} is in no section")


def _pe_exports(data: bytes, sections: _Sections, address: int) -> Tuple[str, List[str]]:
    at = sections.place(address)
    own_name = _text(data, sections.place(_unpack("<I", data, at + 12)[0]))
    count, _, names = _unpack("<3I", data, at + 24)
    table = sections.place(names) if count else 0
    return own_name, sorted(_text(data, sections.place(_unpack("<I", data, table + 4 * index)[0])) for index in range(count))


def _pe_needed(data: bytes, sections: _Sections, address: int) -> Iterator[str]:
    at = sections.place(address)
    while True:
        name = _unpack("<5I", data, at)[3]
        if name == 0:
            return
        yield _text(data, sections.place(name))
        at += 20


def read_pe(data: bytes) -> ObjectFile:
    start = _unpack("<I", data, 0x3C)[0]
    signature, machine, count = _unpack("<4sHH", data, start)
    optional_size = _unpack("<H", data, start + 20)[0]
    if signature != b"PE\0\0" or machine not in PE_MACHINES or _unpack("<H", data, start + 24)[0] != PE_64:
        raise Damaged(f"not a PE file of 64 bits: {signature!r}, machine {machine:#x}")
    sections = _Sections(data, start + 24 + optional_size, count)
    exported, imported = _unpack("<I", data, start + 136)[0], _unpack("<I", data, start + 144)[0]
    name, exports = _pe_exports(data, sections, exported) if exported else ("", [])
    return ObjectFile(PE_MACHINES[machine], exports, list(_pe_needed(data, sections, imported)) if imported else [], name)
