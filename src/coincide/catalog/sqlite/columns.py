"""Column types that bring values back exactly as they went in: any text, names of folders, times with their zone, JSON.

File names may hold bytes that are not Unicode, which Python shows as lone surrogates and SQLite refuses as
text. Such a text is kept as its bytes (SQLite types values, not columns), so that the road back is exact.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import Column, ColumnElement, Dialect, func, select
from sqlalchemy.types import Text, TypeDecorator

from coincide.errors import CatalogError

_FOLDER_NAME = re.compile(r"[A-Za-z0-9_-]+")


class AnyText(TypeDecorator[str]):
    """Text that may hold lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is None or value.isascii():
            return value
        encoded = value.encode("utf-8", "surrogatepass")
        return value if _is_unicode(encoded) else encoded

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return text_of(value)


class FolderName(TypeDecorator[str]):
    """Text that also names a folder; nothing that would lead out of the catalog, which may come from others."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is not None and _FOLDER_NAME.fullmatch(value) is None:
            raise ValueError(f"expected the name of a folder, found {value!r}")
        return value


class IsoTime(TypeDecorator[datetime]):
    """A time as ISO 8601 text, with its offset from UTC where it has one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Mapping[str, Any]]):
    """A mapping as JSON text; numbers and arrays of NumPy become plain ones."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.dumps(dict(value), default=_plain)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is None:
            return None
        found = json.loads(value)
        if not isinstance(found, dict):
            raise ValueError(f"expected a mapping, found {type(found).__name__}")
        return cast(dict[str, Any], found)


def text_of(value: Any) -> Any:
    """Return the text that SQLite holds as text or as bytes; see `AnyText`."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def one_of(column: Column[Any], values: Iterable[int | str]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of any number of ids, or of plain texts."""
    # One text parameter, because SQLite limits the number of parameters.
    listed = func.json_each(json.dumps([each if isinstance(each, str) else int(each) for each in values])).table_valued(
        "value"
    )
    return column.in_(select(listed.c.value))


def now() -> datetime:
    """Return the time of this machine's clock with its zone."""
    return datetime.now().astimezone()


def finite(what: str, values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return numbers that are to be stored, after making sure that they are finite.

    Raises
    ------
    CatalogError : one of them is infinite or not a number.
    """
    wrong = next((name for name, value in values.items() if value is not None and not math.isfinite(value)), None)
    if wrong is not None:
        raise CatalogError(f"`{wrong}` of {what} must be a finite number to be stored, got {values[wrong]}.")
    return dict(values)


def _is_unicode(encoded: bytes) -> bool:
    try:
        encoded.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plain(value: Any) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        return cast(object, value.tolist())
    raise TypeError(
        f"a mapping for the catalog must hold values of JSON, got {type(value).__name__} {value!r}. "
        "Convert it to a number, a text, a list or a mapping first."
    )
