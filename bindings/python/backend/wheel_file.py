# SPDX-License-Identifier: Apache-2.0
"""Wheels (PEP 427) and source packages (PEP 625) as files whose bytes depend on nothing but their content.

Members are sorted and carry one date, that of SOURCE_DATE_EPOCH or 1980-01-01, the earliest that a ZIP file can hold.
"""
import base64
import gzip
import hashlib
import io
import os
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Dict, NamedTuple, Tuple

EARLIEST = 315532800  # 1980-01-01T00:00:00Z


class Member(NamedTuple):
    """A file of a package: its bytes, and whether it is a program."""
    data: bytes
    is_program: bool = False


def epoch() -> int:
    return max(EARLIEST, int(os.environ.get("SOURCE_DATE_EPOCH") or EARLIEST))


def _zip_date() -> Tuple[int, int, int, int, int, int]:
    return time.gmtime(epoch())[:6]  # type: ignore[return-value]


def _record_line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def write_wheel(path: Path, info: str, members: Dict[str, Member]) -> None:
    """A wheel with its RECORD in the folder info, "libtoll-0.1.0.dist-info"."""
    record = "".join(_record_line(name, members[name].data) for name in sorted(members)) + f"{info}/RECORD,,\n"
    whole = {**members, f"{info}/RECORD": Member(record.encode())}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(whole, key=lambda name: (name.startswith(info), name)):
            entry = zipfile.ZipInfo(name, _zip_date())
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (0o100755 if whole[name].is_program else 0o100644) << 16
            archive.writestr(entry, whole[name].data)


def write_sdist(path: Path, folder: str, members: Dict[str, Member]) -> None:
    """A .tar.gz whose files lie in one folder, "libtoll-0.1.0"."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(members):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(members[name].data), epoch()
            entry.mode = 0o755 if members[name].is_program else 0o644
            archive.addfile(entry, io.BytesIO(members[name].data))
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=epoch()) as archive:
        archive.write(packed.getvalue())
