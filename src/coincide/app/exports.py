"""Tables and clips of the catalog in one file, to be saved from the browser.

They are written into a folder that lives for a moment, and packed into a file without a name, which the system deletes
when it is closed: nothing stays on the server's disk, however the request ends.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from coincide.annotations import WRITTEN_FORMATS
from coincide.errors import InputError
from coincide.whole_files import why_unwritten
from coincide.workflow.annotations import export_annotations
from coincide.workflow.clips.clips import ClipOptions, write_clips

MOST_CLIPS = 200
"""Of each name, in one file."""
MOST_BYTES = 4 * 10**9
"""Of sound in one file: a request must not fill the server's disk."""
_ENDINGS = {"raven": "txt", "jsonl": "jsonl", "aoef": "json", "parquet": "parquet"}
_ALONE = ("audacity", "textgrid")
"""Formats whose tables are about one recording each."""


def packed_annotations(catalog: Path, format: str, *, timezone: str | None = None) -> BinaryIO:
    """Return all events as a ZIP archive of annotation tables, at its beginning; close it when it was sent.

    Parameters
    ----------
    format : one of `coincide.annotations.WRITTEN_FORMATS`.

    Raises
    ------
    InputError : there is no such format, or the disk is full.
    CatalogError : nothing has been learned yet.
    """
    if format not in WRITTEN_FORMATS:
        raise InputError(f"expected one of the formats {', '.join(WRITTEN_FORMATS)}, got `{format}`.")

    def write(folder: Path) -> None:
        out = folder if format in _ALONE else folder / f"annotations.{_ENDINGS.get(format, 'csv')}"
        layout = "many" if format in _ALONE else "one"
        export_annotations(catalog, out, format=format, layout=layout, timezone=timezone)

    return _packed(write)


def packed_clips(catalog: Path, options: ClipOptions) -> BinaryIO:
    """Return the sound of events as a ZIP archive, at its beginning; close it when it was sent.

    Raises
    ------
    InputError : an option is out of its range, a name is unknown or private, there would be more than `MOST_BYTES` of
        sound, or the disk is full.
    CatalogError : nothing has been learned yet.
    """
    bounded = replace(options, most_bytes=MOST_BYTES)
    return _packed(lambda folder: write_clips(catalog, folder, options=bounded))


def _packed(write: Callable[[Path], object]) -> BinaryIO:
    try:
        with tempfile.TemporaryDirectory(prefix="coincide-") as place:
            folder = Path(place) / "files"
            folder.mkdir()
            write(folder)
            return _zip_of(folder)
    except OSError as error:
        raise InputError(f"the files cannot be packed: {why_unwritten(error)}") from None


def _zip_of(folder: Path) -> BinaryIO:
    out = cast(BinaryIO, tempfile.TemporaryFile(prefix="coincide-"))  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    out.seek(0)
    return out
