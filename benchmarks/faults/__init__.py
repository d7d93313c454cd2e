"""Attacks on the product, counted: damaged files, failing disks, kills, hostile requests. `scripts/bench faults`.

Each module of this folder is one kind of attack. Its `rows(options, folder)` does all trials of that kind in `folder`
and yields how many there were and how many the product did not stand. A failure is printed to the error stream with
what is needed to see it again. The tests run a small slice of each kind.
"""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Attack; `--only NAME` for one kind, the name of its module."""
    for kind in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        if options.wants(kind):
            with tempfile.TemporaryDirectory(prefix=f"coincide-{kind}-") as folder:
                yield from importlib.import_module(f"{__name__}.{kind}").rows(options, Path(folder))


def tally(work: str, *, trials: int, failures: int, goal: str = "0 failures") -> Iterator[Row]:
    """Yield the two rows that every kind of attack has."""
    yield Row(work, "trials", trials, 0.0, 1, digits=0)
    yield Row(work, "failures", failures, 0.0, 1, goal=goal, digits=0)
