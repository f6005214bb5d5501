# SPDX-License-Identifier: Apache-2.0
"""Names that a C file defines at file level: types, tags, enumerators, static functions and variables, macros.

It reads C as tokens and counts brackets; it does not expand macros, so a name that a macro makes is not seen. Example:

    static int limit;  typedef struct lane { int width; } lane;  enum { FIRST, LAST };

defines limit, lane, FIRST and LAST; `width` is a member.
"""

import re

TOKEN = re.compile(r"""[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|[\w.])*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\S""")
COMMENT = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|/\*.*?\*/|//[^\n]*""", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M)
MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
CPLUSPLUS = re.compile(r"^#ifdef __cplusplus\n.*?^#endif", re.M | re.S)
WORD = re.compile(r"[A-Za-z_]\w*\Z")
OPENS = {"(": ")", "[": "]", "{": "}"}


def without_comments(text):
    """Comments become spaces, as the language says; their line ends stay, so that line numbers do."""
    return COMMENT.sub(lambda m: m.group(1) or " " + "\n" * m.group(0).count("\n"), text)


def macros(text):
    return set(MACRO.findall(without_comments(text)))


def tokens(text):
    """Tokens of the code, without comments, preprocessor lines and what is for C++ alone."""
    return TOKEN.findall(DIRECTIVE.sub("", CPLUSPLUS.sub("", without_comments(text))))


def declarations(words):
    """Cuts a file's tokens into declarations at file level: up to `;`, or to the `}` of a function's body."""
    found, depth = [], 0
    for word in words:
        found.append(word)
        depth += (word in OPENS) - (word in OPENS.values())
        if depth == 0 and (word == ";" or (word == "}" and is_function(found))):
            yield found
            found = []


def outside_brackets(declaration):
    """The tokens that stand in no bracket; a pair of brackets is left as its first character."""
    depth = 0
    for word in declaration:
        depth -= word in OPENS.values()
        if depth == 0 and word not in OPENS.values():
            yield word
        depth += word in OPENS


def is_function(declaration):
    """name ( ... ) { ... }: of a struct or an initialiser, `{` follows something else."""
    flat = list(outside_brackets(declaration))
    return len(flat) > 2 and flat[-1] == "{" and flat[-2] == "(" and "=" not in flat


def tags(declaration):
    """struct lane { ... } and members' own types: the names of types that are defined, at any depth."""
    for kind, name, follows in zip(declaration, declaration[1:], declaration[2:]):
        if kind in ("struct", "union", "enum") and follows == "{":
            yield name


def enumerators(declaration):
    """Words behind `{` or `,` in the braces of an enum."""
    for at, word in enumerate(declaration):
        if word == "enum":
            start = at + 1 if declaration[at + 1] == "{" else at + 2
            if start < len(declaration) and declaration[start] == "{":
                yield from words_of_list(declaration[start:])


def words_of_list(words):
    depth = 0
    for before, word in zip(words, words[1:]):
        depth += (before in OPENS) - (before in OPENS.values())
        if depth == 0:
            return
        if depth == 1 and before in "{," and WORD.match(word):
            yield word


def function_pointer(declaration):
    """typedef int (*name)(int): the name in it, or None."""
    for at in range(len(declaration) - 2):
        if declaration[at] == "(" and declaration[at + 1] == "*" and WORD.match(declaration[at + 2]):
            return declaration[at + 2]
    return None


def typedef_name(declaration):
    flat = [word for word in outside_brackets(declaration) if word not in OPENS]
    named = [word for word in flat if WORD.match(word)]
    return function_pointer(declaration) if flat[-2:-1] != named[-1:] or "(" in outside_brackets(declaration) else named[-1]


def declarators(declaration):
    """Names of functions and variables: words right before `(`, `[`, `=`, `,` or `;`, outside of brackets."""
    flat = list(outside_brackets(declaration))
    for word, follows in zip(flat, flat[1:]):
        if WORD.match(word) and follows in ("(", "[", "=", ",", ";"):
            yield word
            if follows == "(":
                return


def file_level(text):
    """Two sets: names that the text defines for the rest of its translation unit, but macros; external functions and
    variables that it declares."""
    found, external = set(), set()
    for declaration in declarations(tokens(text)):
        found.update(tags(declaration))
        found.update(enumerators(declaration))
        if declaration[0] == "typedef":
            found.add(typedef_name(declaration))
        elif declaration[0] == "static":
            found.update(declarators(declaration))
        else:
            external.update(declarators(declaration))
    return found - {None}, external


def members(text):
    """Names of members of the structs that the text defines: words before `;`, `[`, `,` or `:` in a struct's braces."""
    found = set()
    for declaration in declarations(tokens(text)):
        if ("struct" in declaration or "union" in declaration) and not is_function(declaration):
            found.update(word for word, follows in zip(declaration, declaration[1:])
                         if WORD.match(word) and follows in (";", "[", ",", ":"))
    return found


def accessed(text):
    """Words behind `.` or `->`: members that the text reads, writes or initialises."""
    words = tokens(text)
    return {word for first, before, word in zip(words, words[1:], words[2:])
            if WORD.match(word) and (before == "." or first + before == "->")}
