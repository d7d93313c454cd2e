"""Damage to values inside of JSON, Parquet and workbooks: the file is well-formed, and says what nobody meant."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.damaged_tables import text

_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**31, 2**53, 10**30, 1e308, -0.5, math.nan, math.inf, -math.inf),
    *("", "x", "NaN", "1e400", "\x1b[2J", "\ud800", "é" * 2000, "9" * 5000, "²"),
    *([], {}, [[1]], [None], {"uuid": []}, [1, 2], "2024-05-01"),
)
_MOST_ROWS = 1_048_576
"""Of a sheet."""


def inside_json(content: bytes, rng: np.random.Generator) -> bytes:
    """Change one to three values of a document, drop them, or put them a level deeper."""
    document = json.loads(content)
    for _ in range(int(rng.integers(1, 4))):
        places = list(_places(document))
        if not places:
            break
        parent, key = places[int(rng.integers(len(places)))]
        match int(rng.integers(8)):
            case 0 if isinstance(parent, dict):
                del parent[key]
            case 1:
                parent[key] = [parent[key]]
            case 2:
                for _level in range(250):
                    parent[key] = [parent[key]]
            case _:
                parent[key] = _drawn(rng)
    return json.dumps(document).encode()


def inside_parquet(content: bytes, rng: np.random.Generator) -> bytes:
    """Give a column other values or another type, drop it, rename it, or write it twice."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(content))
    for _ in range(int(rng.integers(1, 4))):
        number = int(rng.integers(table.num_columns))
        name = table.column_names[number]
        match int(rng.integers(6)):
            case 0 if table.num_columns > 1:
                table = table.remove_column(number)
            case 1:
                table = table.append_column(name, table.column(number))
            case 2:
                table = table.rename_columns(
                    ["x" if at == number else each for at, each in enumerate(table.column_names)]
                )
            case _:
                value = _VALUES[int(rng.integers(len(_VALUES)))]
                column = _column(pyarrow, value, table.num_rows)
                table = table if column is None else table.set_column(number, name, column)
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


def inside_workbook(content: bytes, rng: np.random.Generator) -> bytes:
    """Damage one part of a workbook, which is a ZIP archive; or move a cell to the far corner of its sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = list(parts)[int(rng.integers(len(parts)))]
    sheet = next(each for each in parts if "worksheets/" in each)
    match int(rng.integers(6)):
        case 0:
            parts[sheet] = parts[sheet].replace(b'r="2"', f'r="{_MOST_ROWS}"'.encode())
        case 1:
            parts[sheet] = parts[sheet].replace(b'"B2"', b'"XFD2"').replace(b'"A1:', b'"A1:XFD')
        case 2:
            del parts[name]
        case _:
            way = text.WAYS[int(rng.integers(len(text.WAYS)))]
            parts[name] = way(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as damaged:
        for each, data in parts.items():
            damaged.writestr(each, data)
    return out.getvalue()


WAYS: dict[str, Callable[[bytes, np.random.Generator], bytes]] = {
    "aoef": inside_json,
    "digest": inside_json,
    "proof": inside_json,
    "parquet": inside_parquet,
    "deepsqueak workbook": inside_workbook,
}
"""By the kind of a table."""


def _drawn(rng: np.random.Generator) -> Any:
    return json.loads(json.dumps(_VALUES[int(rng.integers(len(_VALUES)))]))


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Return every value of a document, as what holds it and its key there."""
    found: list[tuple[Any, Any]] = []
    todo = [document]
    while todo:
        node = todo.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        found += [(node, key) for key in keys]
        todo += [node[key] for key in keys]
    return found


def _column(pyarrow: Any, value: Any, n_rows: int) -> Any:
    try:
        column = pyarrow.array([value] * n_rows)
        return None if value == {} else column
    except (pyarrow.ArrowException, UnicodeError, OverflowError):
        return None  # no column can hold it
