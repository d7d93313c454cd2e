"""Folders and archives of records, as servers such as KGS hand them out: .sgf files, .zip, .tar, .tar.gz, .tar.bz2."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from coincide_goban.errors import RecordError
from coincide_goban.files import read_bytes
from coincide_goban.records.parse import MAX_BYTES


def read_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each record in a file, folder or archive, by name.

    Raises
    ------
    RecordError : there is no such path, or the archive is broken.
    """
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.suffix.lower() == ".sgf" and p.is_file()):
            yield file.relative_to(path).as_posix(), read_bytes(file)
    elif path.suffix.lower() == ".zip":
        yield from _from_zip(path)
    elif ".tar" in path.suffixes or path.suffix.lower() in (".tgz", ".tbz2"):
        yield from _from_tar(path)
    else:
        yield path.name, read_bytes(path)


def _from_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                if info.filename.lower().endswith(".sgf") and info.file_size <= MAX_BYTES:
                    yield info.filename, archive.read(info)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise RecordError(f"cannot read {path}: {error}; is it a complete zip archive?") from None


def _from_tar(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path) as archive:
            for member in sorted(archive.getmembers(), key=lambda member: member.name):
                stream = archive.extractfile(member) if member.isfile() and member.size <= MAX_BYTES else None
                if stream is not None and member.name.lower().endswith(".sgf"):
                    yield member.name, stream.read()
    except (OSError, tarfile.TarError, EOFError) as error:
        raise RecordError(f"cannot read {path}: {error}; is it a complete tar archive?") from None
