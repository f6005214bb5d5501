# SPDX-License-Identifier: Apache-2.0
"""Records what a reference is asked and what it answers, for the unit tests that replay it in C (tests/support/replay.h).

A line is a verb and its words: `hw tdp_w=700.0 known=4096` fills a struct, where fields at their default are left out;
`memory 3 1000` asks; `= needed_bytes 17 2` expects a field of the last answer within a slack of 2 on top of 10^-9 of the
figure. Every expected figure is the reference's, none the library's.
"""
import ctypes


def text_of(value):
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, bytes):
        return value.decode()
    parts = [repr(part) for part in (value.low, value.mid, value.high)]
    return parts[0] if len(set(parts)) == 1 else "/".join(parts)


class Recording:
    """Lines of one file; nothing is kept until it is started."""

    def __init__(self):
        self.lines, self.is_on = [], False

    def start(self, seed):
        """A case begins."""
        if self.is_on:
            self.lines.append(f"case {seed}")

    def say(self, *words):
        if self.is_on:
            self.lines.append(" ".join(str(word) for word in words))

    def give(self, verb, record):
        """The struct of a record, field by field."""
        if not self.is_on:
            return
        from libtoll._convert import new_struct, to_struct
        struct, empty = to_struct(record, type(record)), new_struct(record.KIND)
        words = [verb]
        for field, ctype in struct._fields_:
            value, default = getattr(struct, field), getattr(empty, field)
            if field in ("struct_size", "struct_kind") or text_of(value) == text_of(default):
                continue
            if isinstance(value, bytes) and b" " in value:
                raise ValueError(f"{field}: a text with a blank can't be recorded")
            words.append(f"{field}={text_of(value)}")
        self.lines.append(" ".join(words))

    def expect(self, field, want, slack=0.0):
        if self.is_on:
            self.lines.append(f"= {field} {want:.12g}" + (f" {slack:.2g}" if slack else ""))

    def drop(self):
        """Forgets the last line."""
        if self.is_on:
            self.lines.pop()

    def write(self, path, program):
        with open(path, "w", encoding="ascii") as stream:
            stream.write("# SPDX-License-Identifier: Apache-2.0\n")
            stream.write(f"# Written by tests/differential/{program} --record: the second implementation's own answers.\n")
            stream.writelines(line + "\n" for line in self.lines)


RECORDING = Recording()
