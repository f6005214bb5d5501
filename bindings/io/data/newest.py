#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The newest releases of the packages in sources.txt, in the same form, from the package index (PEP 691, PEP 700)."""

import json
import os
import re
import sys
import urllib.request

INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")


def newest(package):
    request = urllib.request.Request("%s/%s/" % (INDEX, package),
                                     headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    wheels = [(file["upload-time"], file) for file in files
              if file["filename"].endswith(".whl") and not file.get("yanked")
              and re.fullmatch(r"[0-9.]+", file["filename"].split("-")[1])]
    uploaded, file = max(wheels, key=lambda item: item[0])
    is_only = file["filename"].endswith("-none-any.whl")
    return file["filename"].split("-")[1], uploaded[:10], file["hashes"]["sha256"] if is_only else "-"


def main():
    for line in open(sys.argv[1], encoding="utf-8"):
        print(line.rstrip() if line.startswith("#") else " ".join((line.split()[0],) + newest(line.split()[0])))


if __name__ == "__main__":
    main()
