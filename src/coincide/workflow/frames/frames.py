"""Events, recordings and sites as data frames of pandas, or as tables of Arrow. Needs the extra ``tables``.

Texts that repeat are categories in pandas and dictionaries in Arrow, which is how a million events stay small. Times
in UTC carry their zone, local ones none; what is unknown is missing in each package's own way.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from coincide.errors import MissingPackageError
from coincide.learned.opened import open_learned
from coincide.workflow.frames.columns import CatalogColumns, Column, Columns, Words, gather_columns

_NULLABLE = frozenset(("category",))
"""Whole numbers that may be missing."""
_OWN_TEXT = frozenset(("event_id", "path", "content_hash"))
"""Texts that differ from row to row."""


@dataclass(frozen=True, slots=True)
class CatalogTables:
    """Three tables of a catalog.

    Attributes
    ----------
    events : a row for each event of the current model.
    recordings : a row for each recording that was searched, with the columns of the table of sites.
    sites : a row for each site, with what was recorded there.
    """

    events: Any
    recordings: Any
    sites: Any


def to_pandas(catalog: Path | None, *, timezone: str | None = None) -> CatalogTables:
    """Return a catalog as pandas data frames.

    Parameters
    ----------
    timezone : of recorders whose time zone is not known otherwise.

    Raises
    ------
    MissingPackageError : pandas is not installed.
    SettingsError : the zone is unknown.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    return _tables(catalog, timezone, partial(_data_frame, _package("pandas")))


def to_arrow(catalog: Path | None, *, timezone: str | None = None) -> CatalogTables:
    """Return a catalog as Arrow tables; parameters and errors as in `to_pandas`."""
    return _tables(catalog, timezone, partial(_arrow_table, _package("pyarrow")))


def _tables(catalog: Path | None, timezone: str | None, make: Callable[[Columns], Any]) -> CatalogTables:
    with open_learned(catalog) as learned:
        columns: CatalogColumns = gather_columns(learned, timezone=timezone)
    return CatalogTables(make(columns.events), make(columns.recordings), make(columns.sites))


def _data_frame(pandas: Any, columns: Columns) -> Any:
    return pandas.DataFrame({name: _series(pandas, name, column) for name, column in columns.items()})


def _series(pandas: Any, name: str, column: Column) -> Any:
    if isinstance(column, Words):
        if name in _OWN_TEXT:
            return pandas.Series(np.array([*column.words, ""], dtype=object)[column.codes])
        return pandas.Categorical.from_codes(column.codes, categories=list(column.words))
    if name in _NULLABLE:
        return pandas.arrays.IntegerArray(column.astype(np.int64), column.astype(np.int64) < 0)
    if name.endswith("_utc"):
        return pandas.Series(column).dt.tz_localize("UTC")
    return column


def _arrow_table(arrow: Any, columns: Columns) -> Any:
    return arrow.table({name: _array(arrow, name, column) for name, column in columns.items()})


def _array(arrow: Any, name: str, column: Column) -> Any:
    if isinstance(column, Words):
        if name in _OWN_TEXT:
            return arrow.array([column.words[code] for code in column.codes.tolist()])
        codes = arrow.array(column.codes.astype(np.int32), mask=column.codes < 0)
        return arrow.DictionaryArray.from_arrays(codes, arrow.array(list(column.words), arrow.string()))
    if name in _NULLABLE:
        return arrow.array(column, mask=column.astype(np.int64) < 0)
    if name.endswith("_utc"):
        return arrow.array(column).cast(arrow.timestamp("us", tz="UTC"))
    is_missing = np.isnan(column) if column.dtype.kind == "f" else None
    return arrow.array(column, mask=is_missing)


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingPackageError.of("tables of a catalog need", name, extra="tables") from None
