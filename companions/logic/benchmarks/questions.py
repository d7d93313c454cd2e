"""Ten questions about a catalog, in Prolog and in SQL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from questions import QUESTIONS, by_prolog, by_sql

from benchmarks.rows import Row


def bridge(catalog: Path | None) -> Iterator[Row]:
    if catalog is None:
        yield Row("questions about a catalog", "not asked: give one with --catalog DIR", math.nan, "10", "10")
        return
    begun = process_time()
    same = sum(by_prolog(catalog, prolog) == by_sql(catalog, sql) for _, prolog, sql in QUESTIONS)
    yield Row("questions about a catalog", "of 10 answered as SQL does", same, "10", "10")
    yield Row("questions about a catalog", "CPU seconds for all", process_time() - begun, "", "")
