"""Counts of a catalog with effort, as a result and as a file."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Real
from pathlib import Path
from typing import Any

from coincide.annotations import comma_separated, guarded
from coincide.catalog import find_catalog
from coincide.errors import InputError, MissingPackageError
from coincide.learned.opened import open_learned
from coincide.paths import given_path
from coincide.survey import Counts
from coincide.survey.counts import NUMBERS
from coincide.survey.placing import times_in_words
from coincide.text_table import text_table
from coincide.whole_files import is_stream, write_whole
from coincide.workflow.survey.table import open_survey


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, and what has to be known to read them.

    Attributes
    ----------
    columns : of `rows`: the groups, then `NUMBERS`.
    notices : what is left out, contradictory or unknown, with the remedy.
    out : the file that was written, None if none was wanted.
    """

    catalog: Path
    columns: tuple[str, ...]
    rows: list[tuple[str | int | float | date, ...]]
    notices: list[str]
    out: Path | None

    def __repr__(self) -> str:
        return "\n".join([text_table(self.columns, self.rows), *self.notices])


def summary(
    catalog: Path | None = None,
    *,
    by: Sequence[str] = ("name",),
    names: Sequence[str] = (),
    min_confidence: float = 0.0,
    timezone: str | None = None,
    out: str | Path | None = None,
) -> Summary:
    """Count calls and recorded hours; see `coincide.survey.count_events`.

    Parameters
    ----------
    by : one or several groups, such as ``hour``, ``site`` and ``name``, or columns of the table of sites. Without
        ``name``, all names are counted together.
    names : names to count; all but noise and speech if empty.
    min_confidence : leave out events below this confidence, in [0, 1].
    timezone : of recorders and sites whose time zone is not known otherwise.
    out : a file for the table, ``.csv`` or ``.parquet``; a stream such as ``/dev/stdout`` gets CSV.

    Raises
    ------
    InputError : a group, name or zone is wrong, or the file cannot be written.
    MissingPackageError : twilight, sunrise or Parquet needs the extra ``survey``.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    file = None if out is None else given_path(out)
    if file is not None and _ending(file) not in _WRITERS:
        raise InputError(f"expected a file that ends in .csv or .parquet, got `{file.name}`.")
    if not isinstance(min_confidence, Real) or not 0 <= min_confidence <= 1:
        raise InputError(f"`min_confidence` must be from 0 to 1, got {min_confidence!r}.")
    place = find_catalog(catalog)
    with open_learned(place) as learned:
        survey = open_survey(learned, timezone=timezone, whole=False, confidence=min_confidence > 0)
    counts = survey.count(by, names=names, min_confidence=min_confidence)
    rows = table_rows(counts)
    columns = (*counts.by, *NUMBERS)
    if file is not None:
        write_table(file, columns, rows)
    # Counting tells what times lack, where times matter.
    of_times = times_in_words(survey.recordings)
    notices = [*counts.notices, *(each for each in survey.notices if each not in of_times)]
    return Summary(place, columns, rows, notices, file)


def table_rows(counts: Counts) -> list[tuple[str | int | float | date, ...]]:
    """Return counts as rows: the groups, then `NUMBERS`."""
    numbers = zip(
        counts.keys,
        counts.n_calls.tolist(),
        counts.n_recordings.tolist(),
        counts.n_minutes.tolist(),
        counts.recorded_s.tolist(),
        counts.rate_per_h.tolist(),
        strict=True,
    )
    return [(*key, n, n_recordings, n_minutes, s / 3600, rate) for key, n, n_recordings, n_minutes, s, rate in numbers]


def write_table(out: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table as a whole; the ending of its name says in which form.

    Raises
    ------
    InputError : it cannot be written.
    MissingPackageError : Parquet without the extra ``survey``.
    """
    write_whole(out, table_content(_ending(out), columns, rows), what="the table")


def _ending(out: Path) -> str:
    return ".csv" if is_stream(out) else out.suffix.lower()


def table_content(ending: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as the content of a file that ends in ``.csv`` or ``.parquet``; errors as in `write_table`."""
    return _WRITERS[ending](columns, rows)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    text = comma_separated([*map(guarded, columns)], ([_cell(value) for value in row] for row in rows))
    return text.encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    return f"{value:.6g}" if isinstance(value, float) else value


def _parquet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        otherwise = "write a .csv file"
        raise MissingPackageError.of("Parquet needs", "pyarrow", extra="survey", otherwise=otherwise) from None
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    out = io.BytesIO()
    parquet.write_table(arrow.table({name: list(values) for name, values in zip(columns, cells, strict=True)}), out)
    return out.getvalue()


_WRITERS = {".csv": _csv, ".parquet": _parquet}
