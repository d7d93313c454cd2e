"""Writing tables: where each goes, and how it gets there whole or not at all.

A reader never sees half a table, and an interrupted run leaves the old one.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from coincide.errors import AnnotationError
from coincide.whole_files import is_stream, replacing, try_folder, why_unwritten


def seconds(time_s: float) -> str:
    """Return a time with 6 decimals: finer than one sample up to 500 kHz."""
    return f"{time_s:.6f}"


def hertz(frequency_hz: float | None) -> str:
    """Return a frequency with 3 decimals, empty for None."""
    return "" if frequency_hz is None else f"{frequency_hz:.3f}"


def confidence_cell(confidence: float | None) -> str:
    """Return a confidence with 6 decimals, empty for None."""
    return "" if confidence is None else f"{confidence:.6f}"


def comma_separated(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as comma-separated text (RFC 4180, line feeds); texts are as they shall stand in cells."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def check_place(out: Path, *, layout: Literal["one", "many"]) -> None:
    """Check that tables can be written to a place, before the work that fills them.

    Parameters
    ----------
    out : a file for layout ``one``, a folder for ``many``; it need not exist, nor its folder. Nothing is made.

    Raises
    ------
    AnnotationError
        If a folder stands where a file is wanted or the other way round, or nothing can be written there.
    """
    _check_is_folder(out) if layout == "many" else _check_is_file(out)
    if layout == "one" and is_stream(out):
        return
    try:
        try_folder(out if layout == "many" else out.parent)
    except OSError as error:
        raise _unwritten(out, error) from None


def write_table(path: Path, content: str | bytes) -> Path:
    """Write a whole file, text as UTF-8, atomically; missing folders are made.

    Parameters
    ----------
    path : the file to write or replace.
    content : all of it.

    Returns
    -------
    `path`.

    Raises
    ------
    AnnotationError
        If the place cannot be written, for example because a folder has that name.
    """
    _check_is_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise _unwritten(path, error) from None
    return path


def table_paths(folder: Path, names: Sequence[str], *, ending: str) -> list[Path]:
    """Return one table path per recording, in subfolders like the recordings themselves.

    Parameters
    ----------
    folder : where the tables go.
    names : of the recordings, in order.
    ending : what follows the recording's name without extension, for example ``.csv``. Recordings that differ
        only in their extension keep it (``a.wav.csv``, ``a.flac.csv``).

    Returns
    -------
    As many different paths as recordings, all inside `folder`.

    Raises
    ------
    AnnotationError
        If `folder` is a file, two recordings would share a table, or the disk takes no name as long as that of a table.
    """
    _check_is_folder(folder)
    inside = [_inside(name) for name in names]
    # Some file systems do not tell upper from lower case.
    uses = Counter(str(name.with_suffix("")).casefold() for name in inside)
    bare = [name.with_suffix("") if uses[str(name.with_suffix("")).casefold()] == 1 else name for name in inside]
    paths = [folder / name.parent / f"{name.name}{ending}" for name in bare]
    twice = [path for path, n in Counter(str(path).casefold() for path in paths).items() if n > 1]
    if twice:
        raise AnnotationError(
            f"expected a table for each recording, but several of {uses.total()} recordings would "
            f"write `{twice[0]}`. Rename a recording, or ask for one table."
        )
    _check_lengths(folder, paths)
    return paths


def check_only_recording(n_recordings: int, *, format: str) -> None:
    """Check that a table that has no column for recordings is about one.

    Raises
    ------
    AnnotationError
        If there is not exactly one.
    """
    if n_recordings != 1:
        raise AnnotationError(
            f"expected exactly 1 recording for one `{format}` table, got {n_recordings}. This format "
            "cannot name recordings: give a folder as output to write a table per recording."
        )


def _check_is_file(path: Path) -> None:
    if os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where the name is too long
        raise AnnotationError(
            f"{path}: expected a file name for one table, got a folder. Give a file name, or ask for one "
            "table per recording."
        )


def _check_is_folder(path: Path) -> None:
    if os.path.isfile(path):  # noqa: PTH113 - as above
        raise AnnotationError(
            f"{path}: expected a folder for a table per recording, got a file. Give a folder, or ask for one table."
        )


def _check_lengths(folder: Path, paths: Iterable[Path]) -> None:
    """Find out whether the disk takes all names, before the first table is written; folders may still be missing."""
    above = (folder.absolute(), *folder.absolute().parents)
    there = next(each for each in above if os.path.isdir(each))  # noqa: PTH112 - as above
    for path in paths:
        for part in path.relative_to(folder).parts:
            try:
                (there / part).lstat()
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    raise _unwritten(path, error) from None


def _unwritten(path: Path, error: OSError) -> AnnotationError:
    return AnnotationError(f"{path}: the table cannot be written: {why_unwritten(error)}")


def _inside(name: str) -> PurePosixPath:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return PurePosixPath(*parts) if parts else PurePosixPath("recording")
