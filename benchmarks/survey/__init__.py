"""Surveys: whether intervals keep their promise, what checking a sample is worth, and what large surveys cost.

`proof` simulates, with `coverage`; `large` asks a catalog of a million events.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.survey.large import large_rows
from benchmarks.survey.proof import proof_rows
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Yield rows as they come."""
    yield from proof_rows(options)
    with tempfile.TemporaryDirectory() as work:
        yield from large_rows(options, Path(work))
