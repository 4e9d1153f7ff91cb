"""Archives unpacked safely into a temporary folder."""

from __future__ import annotations

import errno
import gzip
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from layers.errors import ReadError
from layers.io.limits import (
    MAX_ARCHIVE_MEMBERS,
    MAX_COMPRESSION_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FROM_BYTES,
)

_CHUNK_BYTES = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS)
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile,
            NotImplementedError, RuntimeError, UnicodeError, IndexError)  # fmt: skip


def archive_kind(path: Path, head: bytes) -> str:
    """Return ``zip``, ``tar``, ``gzip`` or an empty text, from the first bytes and the name."""
    name = path.name.lower()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not name.endswith(
        (".xlsx", ".xlsm", ".ods")
    ):
        return "zip"
    if name.endswith((".tgz", ".tar.gz", ".tar", ".tar.bz2", ".tar.xz")):
        return "tar"
    return "gzip" if head.startswith(b"\x1f\x8b") else ""


@contextmanager
def unpacked(path: Path, kind: str) -> Iterator[Path]:
    """Unpack an archive into a temporary folder that is removed at the end.

    Nothing is written outside that folder, links are left out, and the
    content is counted while it is unpacked, so that what the archive claims
    about itself does not matter.

    Raises
    ------
    ReadError
        When the archive is damaged, encrypted, names places outside itself
        or unpacks to more than the limits.
    """
    with tempfile.TemporaryDirectory(prefix="siting_tool_") as name:
        folder = Path(name)
        try:
            {"zip": _unzip, "tar": _untar, "gzip": _gunzip}[kind](path, folder)
        except ReadError:
            raise
        except (*DAMAGED, OSError, ValueError) as error:
            raise damaged_archive(path, error) from error
        yield folder


def damaged_archive(path: Path, error: Exception) -> ReadError:
    """Return why an archive does not unpack: no room here, or damage inside."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return ReadError("read.no_access", file=str(path), reason=str(error.strerror))
    # Damaged offsets and names come as plain errors of the operating system.
    return ReadError("read.damaged_archive", file=str(path))


def check_zip(path: Path) -> None:
    """Refuse a zip file (also an XLSX, ODS) that claims or hides an enormous content."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive.infolist())
    except ReadError:
        raise
    except (*DAMAGED, OSError, ValueError) as error:
        raise damaged_archive(path, error) from error


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = path.stat().st_size
    ratio = total / max(packed, 1)
    if (
        len(members) > MAX_ARCHIVE_MEMBERS
        or total > MAX_UNPACKED_BYTES
        or (total > RATIO_FROM_BYTES and ratio > MAX_COMPRESSION_RATIO)
    ):
        raise ReadError("read.archive_too_large", file=str(path), bytes=total)


def _unzip(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check_members(path, members)
        budget = MAX_UNPACKED_BYTES
        for member in members:
            if member.is_dir():
                continue
            if member.flag_bits & 0x1:
                raise ReadError("read.encrypted_archive", file=str(path))
            target = _target(path, folder, _member_name(member))
            with archive.open(member) as stream:
                budget -= _copy(path, stream, target, budget)


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows in China writes it in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _untar(path: Path, folder: Path) -> None:
    with tarfile.open(path, errorlevel=1) as archive:
        budget = MAX_UNPACKED_BYTES
        for count, member in enumerate(archive):
            if count >= MAX_ARCHIVE_MEMBERS:
                raise ReadError("read.archive_too_large", file=str(path), bytes=budget)
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is not None:
                budget -= _copy(path, stream, _target(path, folder, member.name), budget)


def _gunzip(path: Path, folder: Path) -> None:
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name + ".unpacked"
    with gzip.open(path) as stream:
        _copy(path, stream, _target(path, folder, name), MAX_UNPACKED_BYTES)


def _target(path: Path, folder: Path, member: str) -> Path:
    parts = PurePosixPath(member.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        raise ReadError("read.archive_escapes", file=str(path), member=member)
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _copy(path: Path, stream: IO[bytes] | gzip.GzipFile, target: Path, budget: int) -> int:
    packed = max(path.stat().st_size, 1)
    written = 0
    with target.open("wb") as output:
        while chunk := stream.read(_CHUNK_BYTES):
            written += len(chunk)
            is_bomb = written > RATIO_FROM_BYTES and written / packed > MAX_COMPRESSION_RATIO
            if written > budget or is_bomb:
                raise ReadError("read.archive_too_large", file=str(path), bytes=written)
            output.write(chunk)
    return written


def copied(path: Path, folder: Path, name: str) -> Path:
    """Copy a file into a folder under another name and return the copy."""
    target = folder / name
    shutil.copyfile(path, target)
    return target
