"""The front door of all formats: write by name, read by name or by looking.

`FORMATS` lists the names; each has one writer and one reader of the same shape. A folder is read as all
tables in it, with the recording taken from each table's own name where the table names none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol

from coincide.annotations.audacity import read_audacity, write_audacity
from coincide.annotations.csv_table import is_csv_header, read_csv, write_csv
from coincide.annotations.json_lines import is_empty, is_json_line, read_json_lines, write_json_lines
from coincide.annotations.raven import read_raven, write_raven
from coincide.annotations.source import Place, first_line, is_number, read_text, split_lines
from coincide.annotations.spans import RecordingSpan
from coincide.annotations.table import plain
from coincide.annotations.textgrid import read_textgrid, write_textgrid
from coincide.annotations.wording import one_line
from coincide.errors import AnnotationError
from coincide.records import Annotation

FORMATS = ("raven", "audacity", "textgrid", "csv", "jsonl")


class _Writer(Protocol):
    """The shape of every writer."""

    def __call__(
        self,
        out: Path,
        annotations: Sequence[Annotation],
        recordings: Sequence[RecordingSpan],
        *,
        layout: Literal["one", "many"],
    ) -> list[Path]: ...


_WRITERS: dict[str, _Writer] = {
    "raven": write_raven,
    "audacity": write_audacity,
    "textgrid": write_textgrid,
    "csv": write_csv,
    "jsonl": write_json_lines,
}
_READERS: dict[str, Callable[[Path], list[Annotation]]] = {
    "raven": read_raven,
    "audacity": read_audacity,
    "textgrid": read_textgrid,
    "csv": read_csv,
    "jsonl": read_json_lines,
}
_EXTENSIONS = frozenset((".txt", ".csv", ".tsv", ".textgrid", ".jsonl"))
_TABLE_ENDING = re.compile(r"(?:\.Table\.[0-9]+)?(?:\.selections?)?(?:\.BirdNET)?(?:\.results)?", re.IGNORECASE)


def write_annotations(
    out: Path,
    annotations: Sequence[Annotation],
    recordings: Sequence[RecordingSpan],
    *,
    format: str,
    layout: Literal["one", "many"],
) -> list[Path]:
    """Write annotations in one of `FORMATS`, each file whole or not at all.

    Parameters
    ----------
    out : a file for layout ``one``, a folder for ``many``.
    annotations : each names one of the recordings by name or path.
    recordings : in the order in which the tables shall list them.
    format : ``raven``, ``audacity``, ``textgrid``, ``csv`` or ``jsonl``.
    layout : ``one`` table over all recordings (``audacity`` and ``textgrid``: exactly one recording), or
        ``many``, one per recording.

    Returns
    -------
    The files written.

    Raises
    ------
    AnnotationError
        If the format or layout is unknown or does not fit, or a file cannot be written.
    """
    if layout not in ("one", "many"):
        raise AnnotationError(f"Expected the layout `one` or `many`, got `{layout}`. Choose one of the two.")
    return _WRITERS[_known(format)](out, annotations, recordings, layout=layout)


def read_annotations(path: Path, *, format: str | None = None) -> list[Annotation]:
    """Read one table, or all tables in a folder and its subfolders.

    Parameters
    ----------
    path : a table, or a folder. In a folder, text files that are no annotation tables are passed over (see
        `no_tables`); one table that cannot be read stops the reading.
    format : one of `FORMATS`, or None to tell by extension and content, file by file.

    Returns
    -------
    The annotations, tables in order of their names. From a folder, an empty `recording` is filled with the
    table's name relative to the folder, without its endings (``night/a.Table.1.selections.txt`` gives
    ``night/a``).

    Raises
    ------
    AnnotationError
        If a table cannot be read, or there is none.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where the name is too long
        return _with_plain_labels(_READERS[guess_format(path) if format is None else _known(format)](path))
    found: list[Annotation] = []
    tables = [(table, name) for table, name in _looked_at(path, format) if name is not None]
    for table, name in tables:
        stem = recording_stem(table, folder=path)
        read = _with_plain_labels(_READERS[name](table))
        found += [one if one.recording else replace(one, recording=stem) for one in read]
    if not tables:
        raise AnnotationError(
            f"{path}: expected a folder with annotation tables ({', '.join(FORMATS)}), got none among its "
            ".txt, .csv, .tsv, .jsonl and .TextGrid files. Give another folder, or one table and its format."
        )
    return found


def no_tables(folder: Path, *, format: str | None = None) -> list[Path]:
    """Return the text files below a folder that `read_annotations` passes over: no tables, or of another format.

    Raises
    ------
    AnnotationError
        If a file cannot be opened.
    """
    return [path for path, name in _looked_at(folder, format) if name is None]


def guess_format(path: Path) -> str:
    """Tell the format of a table by its extension and first line.

    Parameters
    ----------
    path : a text file.

    Returns
    -------
    One of `FORMATS`.

    Raises
    ------
    AnnotationError
        If the file cannot be read or looks like none of the formats.
    """
    if is_empty(path):
        return "jsonl"
    text = read_text(path)
    number, first = next((n, line) for n, line in enumerate(split_lines(text), start=1) if line.strip())
    name = _looks_like(path, first)
    if name is None:
        raise Place(path, number).error(
            expected="the first line of a Raven, Audacity, TextGrid, CSV or JSON lines table",
            received=f"`{first.strip()[:60]}`",
            remedy="Say which format it is, or name the columns `start_s` and `end_s`.",
        )
    return name


def recording_stem(table: Path, *, folder: Path) -> str:
    """Return which recording a table's own name speaks of.

    Parameters
    ----------
    table : path of a table inside `folder`.
    folder : where the names count from.

    Returns
    -------
    The relative path with forward slashes, without the endings of tables.
    """
    relative = table.relative_to(folder)
    stem = relative.stem
    match = next(m for m in _TABLE_ENDING.finditer(stem) if m.end() == len(stem))
    return relative.with_name(stem[: match.start()] or stem).as_posix()


def _with_plain_labels(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Take from labels what would act on a terminal, and what no table that we write can hold."""
    return [replace(one, label=one_line(one.label)) for one in annotations]


def _known(format: str) -> str:
    if format not in FORMATS:
        raise AnnotationError(f"Expected one of the formats {', '.join(FORMATS)}, got `{format}`. Choose one of these.")
    return format


def _looked_at(folder: Path, format: str | None) -> list[tuple[Path, str | None]]:
    """Return the text files below a folder with their formats, None for those to pass over."""
    wanted = None if format is None else _known(format)
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _EXTENSIONS and p.is_file())
    guesses = [(path, "jsonl" if is_empty(path) else _looks_like(path, first_line(path))) for path in files]
    return [(path, name if wanted in (None, name) else None) for path, name in guesses]


def _looks_like(path: Path, first: str) -> str | None:
    cells = first.split("\t")
    if path.suffix.lower() == ".textgrid" or "ooTextFile" in first:
        return "textgrid"
    if {"begintime", "endtime"} <= {plain(cell) for cell in cells} and path.suffix.lower() != ".csv":
        return "raven"
    if is_json_line(first):
        return "jsonl"
    if len(cells) >= 2 and is_number(cells[0]) and is_number(cells[1]):
        return "audacity"
    return "csv" if is_csv_header(first) else None
