"""Whole numbers out of SQLite, millions at once: as one text for each column, which SQLite writes and NumPy reads.

No object is made for each number, so this takes half as long as reading rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

_AT_ONCE = 2**22
"""Rows that come as one text; a text in SQLite can have a billion characters."""


def whole_numbers(
    connection: Connection, columns: Mapping[str, str], source: str, given: tuple[Any, ...], *, key: str, last: str
) -> dict[str, NDArray[np.int64]]:
    """Return columns of whole numbers, (n,) each, in any order of rows.

    Parameters
    ----------
    columns : expressions in SQL by name.
    source : FROM and WHERE, with a `?` for each of `given`.
    key : an expression that numbers the rows, from 0 or 1.
    last : a query for its largest value.

    Raises
    ------
    ValueError : something is not a whole number.
    """
    texts = ", ".join(f"group_concat({column})" for column in columns.values())
    sql = f"SELECT count(*), {texts} {source} AND {key} >= ? AND {key} < ?"
    parts: list[NDArray[np.int64]] = []
    stop = int(connection.exec_driver_sql(last).scalar_one() or 0) + 1
    for first in range(0, stop, _AT_ONCE):
        n, *cells = connection.exec_driver_sql(sql, (*given, first, first + _AT_ONCE)).one()
        parts.append(np.array([_numbers(text or "") for text in cells]).reshape(len(columns), n))
    return dict(zip(columns, np.concatenate(parts, axis=1), strict=True))


def scaled(value: str, by: float) -> str:
    """Return the expression for a number of at least 0, times `by` and rounded.

    A text counts as 0 here; that there is none in the place of a number is checked when a catalog is opened.
    """
    return f"CAST({value} * {by} + 0.5 AS INTEGER)"


def _numbers(text: str) -> NDArray[np.int64]:
    if text.encode().translate(None, b"0123456789-,"):
        raise ValueError("a whole number was expected")
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, dtype=np.int64)
