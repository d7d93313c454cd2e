"""Whole numbers out of SQLite, a million at once."""

import pytest
from sqlalchemy import Connection, create_engine, text

from coincide.catalog.sqlite import whole_numbers as module
from coincide.catalog.sqlite.whole_numbers import scaled, whole_numbers


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, kind TEXT, x REAL, y INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (0, 'a', 0.0000014, -1), (1, 'b', 9, 8), (7, 'a', 1.5, 2)"))
        yield connection
    engine.dispose()


def _read(connection: Connection, columns: dict[str, str], kind: str = "a") -> dict[str, list[int]]:
    found = whole_numbers(connection, columns, "FROM t WHERE kind = ?", (kind,), key="id", last="SELECT max(id) FROM t")
    return {name: values.tolist() for name, values in found.items()}


def test_columns_come_by_name(connection: Connection) -> None:
    assert _read(connection, {"id": "id", "why": "y"}) == {"id": [0, 7], "why": [-1, 2]}


def test_numbers_are_scaled_and_rounded(connection: Connection) -> None:
    assert _read(connection, {"us": scaled("x", 1e6)}) == {"us": [1, 1_500_000]}


def test_more_rows_than_are_read_at_once_are_whole(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    assert _read(connection, {"id": "id"}) == {"id": [0, 7]}


def test_without_rows_columns_are_empty(connection: Connection) -> None:
    assert _read(connection, {"id": "id", "y": "y"}, kind="c") == {"id": [], "y": []}


def test_what_is_no_whole_number_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="a whole number was expected"):
        _read(connection, {"kind": "kind"})
