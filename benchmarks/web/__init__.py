"""The app, measured: the server by itself, pages in a browser, and the live page. `scripts/bench web`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Measure; `--only server`, `pages`, `map` or `live` for a part."""
    with tempfile.TemporaryDirectory(prefix="coincide-bench-") as folder:
        yield from _rows(options, Path(folder))


def _rows(options: Options, folder: Path) -> Iterator[Row]:
    # What needs no browser is imported and measured without one.
    if options.wants("server"):
        from benchmarks.web.server import server_rows

        yield from server_rows(options, _empty(folder / "server"))
    if options.wants("pages") or options.wants("map"):
        from benchmarks.web.pages import page_rows

        yield from page_rows(options, _empty(folder / "visited"))
    if options.only is None or options.only.startswith("live"):
        from benchmarks.web.live import live_rows

        yield from live_rows(options, _empty(folder / "live"))


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
