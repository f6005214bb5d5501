# SPDX-License-Identifier: Apache-2.0
"""Writes the catalog's tables column by column, for packed_facts.c: pack_facts.py fact_tables.c > packed_facts_data.c"""
import ast
import pathlib
import re
import sys

import pack_book

TEXT = 1          # TOLL__CELL_TEXT
MOST_SHARED = 30  # 1 + shared bytes stay below the space, so that they end the text before
KINDS = ("references", "numbers", "texts", "origins")


class Table:
    """A table of lib/catalog/table: its cells by row and column, with their origins."""

    def __init__(self, path, number):
        source = path.read_text()
        self.number, self.name = number, path.name.removesuffix("_table.inc")
        self.n_rows = int(re.search(r"_rows = (\d+)", source)[1])
        self.columns = re.findall(r"\{(\"\w+\", (\d+), \d+, \d+)\}", initialiser(source, self.name + "_columns[]"))
        self.cells = integers(source, self.name + "_cells[]")
        self.origins = integers(source, self.name + "_origins[]")
        self.values = integers(source, self.name + "_values[]")
        self.texts = read_texts(source, self.name)
        if len(self.cells) != self.n_rows * len(self.columns) or len(self.origins) not in (0, len(self.cells)):
            sys.exit(f"pack_facts.py: {path}: {len(self.cells)} cells, {self.n_rows} rows, {len(self.columns)} columns")

    def column(self, items, column):
        return items[column::len(self.columns)]


def initialiser(source, name):
    found = re.search(re.escape(name) + r" = \{(.*?)\n\};", source, re.S)
    return found[1] if found else ""


def integers(source, name):
    text = re.sub(r"/\*.*?\*/|INT64_C", " ", initialiser(source, name))
    return [int(number) for number in re.findall(r"-?\d+", text)]


def read_texts(source, name):
    """The table's texts by their offsets. Sizes of the members tell where each begins; neighbouring literals are one text."""
    sizes = [int(size) for size in re.findall(r"char at_\d+\[(\d+)\];", source)]
    one = r"\"(?:[^\"\\]|\\.)*\""
    literals = re.findall(rf"{one}(?:\s*{one})*", initialiser(source, f"{name}_text"))
    texts, at = {}, 0
    for size, literal in zip(sizes, literals, strict=True):
        parts = re.findall(one, literal)
        text = b"".join(ast.literal_eval(part.replace("\\?", "?")).encode() for part in parts)
        if len(text) + 1 != size or any(byte < 32 for byte in text):
            sys.exit(f"pack_facts.py: {name}: a text of {size - 1} bytes is {text!r}")
        texts[at] = text
        at += size
    return texts


def read_tables(path):
    """Number and name of each table, from the switch of lib/catalog/fact_tables.c."""
    cases = re.findall(r"case (\w+):\s+return \w+\((\w+)", path.read_text())
    tables = [Table(path.parent / "table" / f"{name}_table.inc", number) for number, name in cases]
    if len(tables) != len(list((path.parent / "table").glob("*_table.inc"))) - 1:  # all but the date
        sys.exit(f"pack_facts.py: {path} has {len(tables)} tables, the folder others")
    return tables


def pack_text(text, before):
    shared = 0
    while shared < min(len(text), len(before), MOST_SHARED) and text[shared] == before[shared]:
        shared += 1
    return bytes([1 + shared]) + text[shared:]


def zigzag(value):
    return pack_book.number(value << 1 if value >= 0 else ~value << 1 | 1)


def pack_cells(table, column, packed, counts):
    cells, seen, above, before = table.column(table.cells, column), {0: 0}, 0, b""
    for cell in cells:
        if cell == above:
            packed["references"] += b"\0"
        elif cell in seen:
            packed["references"] += pack_book.number(2 + seen[cell])
        elif int(table.columns[column][1]) == TEXT:
            text = table.texts[table.values[cell]]
            packed["texts"] += pack_text(text, before)
            counts["text"] += len(text) + 1
            before = text
        else:
            packed["numbers"] += zigzag(table.values[cell])
        if cell not in seen:
            packed["references"] += b"\1"
            seen[cell] = len(seen)
            counts["values"] += 1
        above = cell


def pack_origins(table, column, packed):
    above = 0
    for origin in table.column(table.origins, column):
        packed["origins"] += pack_book.number(0 if origin == above else 1 + origin)
        above = origin


def pack_table(table):
    """The four runs of bytes, and how much the table needs unpacked."""
    packed, counts = {kind: bytearray() for kind in KINDS}, {"values": 1, "text": 1}
    for column in range(len(table.columns)):
        pack_cells(table, column, packed, counts)
        pack_origins(table, column, packed)
    packed["texts"] += b"\1"
    if counts["values"] > 65536:
        sys.exit(f"pack_facts.py: {table.name} has more values than a cell of 16 bits counts")
    return packed, counts


def print_bytes(name, data):
    print(f"static const unsigned char {name}[] = {{")
    for at in range(0, len(data), 24):
        print("    " + ", ".join(map(str, data[at:at + 24])) + ",")
    print("};")


def print_room(table, counts):
    """Memory that the table is unpacked to, and its columns."""
    print(f"static int64_t {table.name}_values[{counts['values']}];")
    print(f"static uint16_t {table.name}_cells[{len(table.cells)}];")
    if table.origins:
        print(f"static uint16_t {table.name}_origins[{len(table.origins)}];")
    print(f"static char {table.name}_text[{counts['text']}];")
    print(f"static const toll__column {table.name}_columns[] = {{")
    for column in table.columns:
        print(f"    {{{column[0]}}},")
    print("};")


def main():
    tables = read_tables(pathlib.Path(sys.argv[1]))
    runs, rows = {kind: bytearray() for kind in KINDS}, []
    print("/* SPDX-License-Identifier: Apache-2.0 */\n/* Written by bindings/js/pack_facts.py. Do not edit. */")
    print('#include <stddef.h>\n#include <stdint.h>\n\n#include <toll/catalog.h>\n\n#include "js/packed_facts.h"\n')
    for table in tables:
        packed, counts = pack_table(table)
        print_room(table, counts)
        starts = ", ".join(f"packed_{kind} + {len(runs[kind])}" for kind in KINDS)
        origins = f"{table.name}_origins" if table.origins else "NULL"
        rows.append(f"{{{table.number}, {table.n_rows}, {len(table.columns)}, {table.name}_columns, {starts}, {table.name}_values, "
                    f"{table.name}_cells, {origins}, {table.name}_text}}")
        for kind in KINDS:
            runs[kind] += packed[kind]
    for kind in KINDS:
        print_bytes(f"packed_{kind}", runs[kind])
    print(f"const uint32_t toll_js_packed_tables = {len(rows)}u;\nunsigned char toll_js_is_unpacked[{len(rows)}];")
    print("const packed_facts toll_js_packed_facts[] = {\n    " + ",\n    ".join(rows) + ",\n};")


if __name__ == "__main__":
    main()
