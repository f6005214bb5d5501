# SPDX-License-Identifier: Apache-2.0
"""Joins the modules into one file, for pages that are opened from disk: bundle.py MODULE... > toll.bundle.mjs

The modules import each other alone. Imports are dropped; each module but the last becomes a function that is called once
and returns what the module exports, so that its own names stay its own.
"""
import re
import sys


def main():
    *inner, last = sys.argv[1:]
    print("// SPDX-License-Identifier: Apache-2.0\n// Made by bindings/js/bundle.py. Do not edit.")
    for path in [*inner, last]:
        text = re.sub(r"^// SPDX.*\n", "", open(path).read())
        text = re.sub(r'^import \{[^}]*\} from "\./[^"]*"\n', "", text, flags=re.M)
        if path == last:
            print(text)
            continue
        names = ", ".join(re.findall(r"^export (?:const|class|function) (\w+)", text, re.M))
        text = re.sub(r"^export (?=const|class|function)", "", text, flags=re.M)
        print(f"const {{ {names} }} = (() => {{\n{text}return {{ {names} }}\n}})()\n")


if __name__ == "__main__":
    main()
