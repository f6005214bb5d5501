# SPDX-License-Identifier: Apache-2.0
"""Appends the footer that DuckDB reads before it loads an extension.

Usage: duck_footer.py LIBRARY EXTENSION PLATFORM VERSION

DuckDB looks at the last 512 bytes: eight fields of 32 bytes, of which the last five are used, and 256 bytes for a
signature, here zeros. In front stands the head of a custom section of WebAssembly, so that one layout serves browsers,
too. Fields, from the last to the first: "4" (the layout), platform, version of the C API, version of the extension, kind
of ABI ("C_STRUCT": the stable table of functions).
"""
import sys

API_VERSION = "v1.2.0"
SECTION = b"\x00\x93\x04\x10duckdb_signature\x80\x04"  # id 0, 531 bytes follow: a name of 16 bytes, then 512 bytes


def footer(platform: str, version: str) -> bytes:
    fields = ["", "", "", "C_STRUCT", "v" + version, API_VERSION, platform, "4"]
    return SECTION + b"".join(field.encode().ljust(32, b"\0") for field in fields) + bytes(256)


def main() -> None:
    library, extension, platform, version = sys.argv[1:]
    with open(library, "rb") as file:
        code = file.read()
    with open(extension, "wb") as file:
        file.write(code + footer(platform, version))


if __name__ == "__main__":
    main()
