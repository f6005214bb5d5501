# SPDX-License-Identifier: Apache-2.0
"""Writes the built-in book as runs of bytes and zeros, for packed_book.c: pack_book.py public_book.inc > packed_book_data.c"""
import re
import sys

ZEROS = 2  # a run of one zero costs as much as the two lengths around it


def read_words(text):
    """The 8-byte words of lib/book/table/public_book.inc, and how many bytes of them count."""
    size = int(re.search(r"public_book_bytes\s*=\s*(\d+)", text)[1])
    body = text.split("public_book_words[] = {")[1].split("}")[0]
    words = [int(word, 0) for word in re.findall(r"\w+", body)]
    data = b"".join(word.to_bytes(8, "little") for word in words)
    if not size <= len(data) < size + 8:
        sys.exit(f"pack_book.py: {len(data)} bytes of words for a book of {size}")
    return data[:size]


def number(value):
    digits = bytearray()
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    return bytes(digits + bytes([value]))


def pack(data):
    packed, at = bytearray(), 0
    for run in re.finditer(rb"\0{%d,}" % ZEROS, data):
        packed += number(run.start() - at) + data[at:run.start()] + number(run.end() - run.start())
        at = run.end()
    return bytes(packed + number(len(data) - at) + data[at:] + number(0)) if at < len(data) else bytes(packed)


def main():
    data = read_words(open(sys.argv[1]).read())
    packed = pack(data)
    print("/* SPDX-License-Identifier: Apache-2.0 */\n/* Written by bindings/js/pack_book.py. Do not edit. */")
    print("#include <stdint.h>\n")
    print("extern uint64_t toll_js_book_words[];\nextern const uint32_t toll_js_book_bytes, toll_js_packed_bytes;")
    print("extern const unsigned char toll_js_packed_book[];\n")
    print(f"uint64_t toll_js_book_words[{(len(data) + 7) // 8}];")
    print(f"const uint32_t toll_js_book_bytes = {len(data)}u, toll_js_packed_bytes = {len(packed)}u;")
    print("const unsigned char toll_js_packed_book[] = {")
    for at in range(0, len(packed), 24):
        print("    " + ", ".join(map(str, packed[at:at + 24])) + ",")
    print("};")


if __name__ == "__main__":
    main()
