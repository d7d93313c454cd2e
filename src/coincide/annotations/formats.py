"""The front door of all formats: write by name, read by name or by looking.

`WRITTEN_FORMATS` and `READ_FORMATS` list the names; most formats have a reader and a function that makes the content of
a table. A folder is read as all tables in it, with the recording taken from each table's own name where the table names
none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from coincide.annotations.audacity import format_audacity, read_audacity
from coincide.annotations.csv_table import format_csv, is_csv_header, read_csv
from coincide.annotations.detectors.birdnet import format_birdnet, is_birdnet_header, read_birdnet
from coincide.annotations.detectors.deepsqueak import WORKBOOK_ENDING, is_deepsqueak_header, read_deepsqueak
from coincide.annotations.detectors.deepsqueak_mat import MAT_ENDING
from coincide.annotations.detectors.kaleidoscope import (
    format_kaleidoscope,
    is_kaleidoscope_header,
    read_kaleidoscope,
)
from coincide.annotations.exchange.aoef import format_aoef, is_aoef, read_aoef
from coincide.annotations.exchange.darwin_core import format_darwin_core
from coincide.annotations.exchange.parquet import format_parquet, read_parquet
from coincide.annotations.json_lines import format_json_lines, is_empty, is_json_line, read_json_lines
from coincide.annotations.raven import format_raven, is_raven_header, read_raven
from coincide.annotations.source import Place, beginning, is_number, read_whole, split_lines
from coincide.annotations.spans import Group, RecordingSpan, by_recording
from coincide.annotations.table import column_names, header_and_delimiter
from coincide.annotations.target import check_only_recording, check_place, table_paths, write_table
from coincide.annotations.textgrid import format_textgrid, read_textgrid
from coincide.annotations.wording import FAINT_MARK, one_line
from coincide.delimiters import without_separator_line
from coincide.errors import AnnotationError
from coincide.records import Annotation


@dataclass(frozen=True, slots=True)
class _Format:
    """How tables of one format are read and written.

    Attributes
    ----------
    ending : what follows a recording's name in the name of its table.
    read : None if it is only written.
    content : makes a table of recordings with their annotations; None if it is only read.
    program : opens tables without columns; None for other formats.
    has_empty_tables : whether a table without annotations can be distinguished from one that failed.
    """

    ending: str
    read: Callable[[Path], list[Annotation]] | None = None
    content: Callable[[Sequence[Group]], str | bytes] | None = None
    program: str | None = None
    has_empty_tables: bool = True

    @property
    def has_columns(self) -> bool:
        """False for tables of times and labels alone: each holds one recording, and marks faint repeats in labels."""
        return self.program is None


_FORMATS = {
    "raven": _Format(".Table.1.selections.txt", read_raven, format_raven),
    "audacity": _Format(".txt", read_audacity, format_audacity, program="Audacity", has_empty_tables=False),
    "textgrid": _Format(".TextGrid", read_textgrid, format_textgrid, program="Praat"),
    "csv": _Format(".csv", read_csv, format_csv),
    "jsonl": _Format(".jsonl", read_json_lines, format_json_lines),
    "kaleidoscope": _Format(".csv", read_kaleidoscope, format_kaleidoscope),
    "birdnet": _Format(".BirdNET.results.csv", read_birdnet, format_birdnet),
    "aoef": _Format(".json", read_aoef, format_aoef),
    "parquet": _Format(".parquet", read_parquet, format_parquet),
    "darwincore": _Format(".csv", content=format_darwin_core),
    "deepsqueak": _Format(".csv", read=read_deepsqueak),
}
WRITTEN_FORMATS = tuple(name for name, each in _FORMATS.items() if each.content is not None)
READ_FORMATS = tuple(name for name, each in _FORMATS.items() if each.read is not None)
_EXTENSIONS = frozenset((".txt", ".csv", ".tsv", ".textgrid", ".jsonl", ".json", ".aoef", ".parquet"))
_TABLE_ENDING = re.compile(r"(?:\.Table\.[0-9]+)?(?:\.selections?)?(?:\.BirdNET)?(?:\.results)?", re.IGNORECASE)


def write_annotations(
    out: Path,
    annotations: Sequence[Annotation],
    recordings: Sequence[RecordingSpan],
    *,
    format: str,
    layout: Literal["one", "many"] = "one",
) -> list[Path]:
    """Write annotations in one of `WRITTEN_FORMATS`, each file whole or not at all.

    Parameters
    ----------
    out : a file for layout ``one``, a folder for ``many``.
    annotations : each names one of the recordings by name or path.
    recordings : in the order of the table; for one ``raven`` table, the order in which Raven opens them as one sound,
        since their durations give the offsets.
    format : one of `WRITTEN_FORMATS`.
    layout : ``one`` table over all recordings (``audacity`` and ``textgrid``: exactly one recording), or
        ``many``, one per recording, also for those without events (but not for ``audacity``, where an empty file
        cannot be distinguished from a failed one).

    Returns
    -------
    The files written.

    Raises
    ------
    AnnotationError
        If the format or layout is unknown or does not fit, an annotation names an unknown recording, or a file cannot
        be written.
    """
    chosen = _checked_format(format, layout, len(recordings))
    groups = by_recording(annotations, recordings)
    assert chosen.content is not None
    if not chosen.has_columns:
        groups = [(span, [_with_mark(one) for one in group]) for span, group in groups]
    if layout == "many":
        paths = table_paths(out, [span.name for span in recordings], ending=chosen.ending)
        written = [group for group in zip(paths, groups, strict=True) if group[1][1] or chosen.has_empty_tables]
        return [write_table(path, chosen.content([group])) for path, group in written]
    if not annotations and not chosen.has_empty_tables:
        raise AnnotationError(
            f"{out}: expected at least 1 annotation of `{recordings[0].name}` for a label file, got 0. "
            "Use another format to write an empty table."
        )
    return [write_table(out, chosen.content(groups))]


def program_of(format: str) -> str | None:
    """Return the program that opens tables of a format which cannot name recordings; None for other formats."""
    return _FORMATS[format].program if format in _FORMATS else None


def check_tables(out: Path, *, format: str, layout: Literal["one", "many"], names: Sequence[str]) -> None:
    """Check what `write_annotations` needs, before the work that finds the annotations.

    Parameters
    ----------
    names : of the recordings.

    Raises
    ------
    AnnotationError
        If the format or layout is unknown or does not fit, or a table cannot be written to `out`.
    """
    chosen = _checked_format(format, layout, len(names))
    check_place(out, layout=layout)
    if layout == "many":
        table_paths(out, names, ending=chosen.ending)


def read_annotations(path: Path, *, format: str | None = None) -> list[Annotation]:
    """Read one table, or all tables in a folder and its subfolders.

    Parameters
    ----------
    path : a table, or a folder. In a folder, text files that are not annotation tables are skipped (see
        `no_tables`); a table that cannot be read is an error.
    format : one of `READ_FORMATS`, or None to tell by extension and content, file by file.

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
        return _read(path, guess_format(path) if format is None else _known(format, READ_FORMATS))
    found: list[Annotation] = []
    tables = [(table, name) for table, name in _looked_at(path, format) if name is not None]
    for table, name in tables:
        stem = recording_stem(table, folder=path)
        found += [one if one.recording else replace(one, recording=stem) for one in _read(table, name)]
    if not tables:
        raise AnnotationError(
            f"{path}: expected a folder with annotation tables ({', '.join(READ_FORMATS)}), got none among its "
            ".txt, .csv, .tsv, .json, .jsonl, .parquet and .TextGrid files. Give another folder, "
            "or one table and its format."
        )
    return found


def no_tables(folder: Path, *, format: str | None = None) -> list[Path]:
    """Return the text files below a folder that `read_annotations` skips: no tables, or of another format.

    Raises
    ------
    AnnotationError
        If a file cannot be opened.
    """
    return [path for path, name in _looked_at(folder, format) if name is None]


def guess_format(path: Path) -> str:
    """Recognize the format of a table by its extension and first line.

    Parameters
    ----------
    path : a text file.

    Returns
    -------
    One of `READ_FORMATS`.

    Raises
    ------
    AnnotationError
        If the file cannot be read or looks like none of the formats.
    """
    if is_empty(path):
        return "jsonl"
    if path.suffix.lower() in _BY_ENDING:
        return _BY_ENDING[path.suffix.lower()]
    text = read_whole(path)
    name = _looks_like(path, text)
    if name is None:
        lines = enumerate(split_lines(without_separator_line(text)), start=1)
        number, first = next((number, line) for number, line in lines if line.strip())
        raise Place(path, number).error(
            expected="the first line of an annotation table",
            received=f"`{first.strip()[:60]}`",
            remedy="Say which format it is, or name the columns `start_s` and `end_s`.",
        )
    return name


def recording_stem(table: Path, *, folder: Path) -> str:
    """Return the recording that the name of a table stands for.

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


def _read(path: Path, format: str) -> list[Annotation]:
    """Read a table; labels lose what would act on a terminal, what no table that we write can hold, and our mark."""
    read = _FORMATS[format].read
    assert read is not None
    mark = "" if _FORMATS[format].has_columns else FAINT_MARK
    return [replace(one, label=one_line(one_line(one.label).removesuffix(mark))) for one in read(path)]


def _with_mark(annotation: Annotation) -> Annotation:
    if annotation.faint_false_share is None:
        return annotation
    return replace(annotation, label=f"{annotation.label} {FAINT_MARK}".strip())


def _checked_format(format: str, layout: str, n_recordings: int) -> _Format:
    if layout not in ("one", "many"):
        raise AnnotationError(f"expected the layout `one` or `many`, got `{layout}`. Choose one of the two.")
    chosen = _FORMATS[_known(format, WRITTEN_FORMATS)]
    if layout == "one" and not chosen.has_columns:
        check_only_recording(n_recordings, format=format)
    return chosen


def _known(format: str, formats: Sequence[str]) -> str:
    if format not in formats:
        raise AnnotationError(f"expected one of the formats {', '.join(formats)}, got `{format}`. Choose one of these.")
    return format


def _looked_at(folder: Path, format: str | None) -> list[tuple[Path, str | None]]:
    """Return the text files below a folder with their formats, None for those to pass over."""
    wanted = None if format is None else _known(format, READ_FORMATS)
    endings = _EXTENSIONS | ({WORKBOOK_ENDING, MAT_ENDING} if wanted == "deepsqueak" else set())
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in endings and p.is_file())
    guesses = [(path, "jsonl" if is_empty(path) else _looks_like(path, beginning(path))) for path in files]
    return [(path, name if wanted in (None, name) else None) for path, name in guesses]


def _looks_like(path: Path, text: str) -> str | None:
    """Tell the format of a text by its beginning."""
    first, delimiter = header_and_delimiter(text)
    suffix, cells = path.suffix.lower(), first.split("\t")
    if suffix in _BY_ENDING:
        return _BY_ENDING[suffix]
    if suffix == ".textgrid" or "ooTextFile" in first:
        return "textgrid"
    if is_aoef(path, first):
        return "aoef"
    if is_raven_header(first, ending=suffix):
        return "raven"
    if is_json_line(first):
        return "jsonl"
    if len(cells) >= 2 and is_number(cells[0]) and is_number(cells[1]):
        return "audacity"
    return _table_of(first, delimiter)


_BY_ENDING = {".parquet": "parquet", WORKBOOK_ENDING: "deepsqueak", MAT_ENDING: "deepsqueak"}


def _table_of(header: str, delimiter: str) -> str | None:
    """Tell whose table has a header."""
    cells = column_names(header, delimiter)
    for name, is_header in (
        ("kaleidoscope", is_kaleidoscope_header),
        ("birdnet", is_birdnet_header),
        ("deepsqueak", is_deepsqueak_header),
        ("csv", is_csv_header),
    ):
        if is_header(cells):
            return name
    return None
