"""What a zip lists, before anything is unpacked: names made readable, hostile ones refused."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

from dagster_project.landing.refusal import RefusedFile, shown

# A list of members longer than this is no export; reading it would cost memory, not disk.
LONGEST_LIST = 16 << 20
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def opened_archive(file: Path) -> zipfile.ZipFile:
    """The archive; BadZipFile where it is broken, a refusal where its list is no list of files."""
    if _list_size(file) > LONGEST_LIST:
        raise RefusedFile(
            "too many members",
            f"the zip's list of members is longer than {LONGEST_LIST >> 20} MB; accepted: fewer "
            "files in one zip",
        )
    archive = zipfile.ZipFile(file)
    for info in archive.infolist():
        _refuse_hostile(info)
    return archive


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: UTF-8, or CP932 as Windows writes it in Japan."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    written = info.orig_filename.encode("cp437")
    for encoding in ("utf-8", "cp932"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _ENCRYPTED)


def _refuse_hostile(info: zipfile.ZipInfo) -> None:
    # Nothing is ever unpacked under a member's name; but who writes such names sends no data.
    name = member_name(info)
    parts = name.replace("\\", "/").split("/")
    if not parts[0] or parts[0].endswith(":") or ".." in parts or "\0" in name:
        raise RefusedFile(
            "hostile member name",
            f"found the member {shown(name)}, which points out of the zip; accepted: names "
            "below the zip; ask who made this file",
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise RefusedFile(
            "link in the zip",
            f"found the member {shown(name)}, which is a link; accepted: the file itself",
        )


def _list_size(file: Path) -> int:
    """The length of the list of members in bytes, as the end of the file says it."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - (1 << 16) - 200))
        end = stream.read()
    place = end.rfind(_END)
    if place < 0 or len(end) < place + 22:
        return 0
    (size,) = struct.unpack_from("<L", end, place + 12)
    large = end.rfind(_END_64, 0, place)
    if large >= 0 and len(end) >= large + 48:
        (size_64,) = struct.unpack_from("<Q", end, large + 40)
        size = max(size_64, 0 if size == 0xFFFFFFFF else size)
    return int(size)
