"""The tables of a large catalog, written straight into SQLite: no sound, no files of a model, nothing is learned."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from coincide.catalog import CatalogStore
from coincide.seeds import generator

DIGEST, MODEL = "found", "model"
N_CATEGORIES = 40
_GROUPING = 1
_RATE_HZ, _DURATION_S = 32_000, 600
_DAY_S = 86_400
_UNSURE_SHARE = 0.05


def write_rows(catalog: Path, *, n_recordings: int, n_events: int, seed: int = 0) -> Path:
    """Write a learned catalog of many rows; returns it.

    Parameters
    ----------
    catalog : where it goes; there must be none.
    n_events : dealt out to the recordings evenly, at least one for each category.
    """
    with CatalogStore.open(catalog, create=True, seals=False) as store:
        run = store.runs.begin("learn", seed=seed, settings={}, versions={})
        store.runs.finish(run, results={})
        store.roots.add("/sounds")
    with closing(sqlite3.connect(catalog / "catalog.sqlite")) as tables, tables:
        _write_recordings(tables, n_recordings, run)
        numbers = _deal(n_events, seed)
        _insert(tables, "events", _event_rows(n_recordings, n_events, seed))
        counts = np.bincount(np.arange(n_events) * n_recordings // n_events, minlength=n_recordings)
        detections = ((row + 1, DIGEST, int(count), "{}") for row, count in enumerate(counts))
        _insert(tables, "detections", detections)
        model = (MODEL, run, "2026-01-01T00:00:00+00:00", "current", DIGEST, "{}")
        _insert(tables, "models", iter([model]))
        _insert(tables, "embeddings", ((MODEL, row, row + 1) for row in range(n_events)))
        _insert(tables, "groupings", iter([(_GROUPING, MODEL, "coincide")]))
        _insert(tables, "memberships", _membership_rows(numbers))
        _insert(tables, "categories", _category_rows(numbers))
    CatalogStore.open(catalog, write=True).close()  # seals it, as a learned one is
    return catalog


def _write_recordings(tables: sqlite3.Connection, n_recordings: int, run: int) -> None:
    names = [f"{row // 1000:03d}/r{row:06d}.wav" for row in range(n_recordings)]
    n_samples = _RATE_HZ * _DURATION_S
    _insert(
        tables,
        "recordings (id, content_hash, sample_rate_hz, n_channels, n_samples, started_at, started_at_source, device, "
        "last_path, last_name, added_run)",
        (
            (row + 1, f"{row:064x}", _RATE_HZ, 1, n_samples, _start(row), "name", None, f"/sounds/{name}", name, run)
            for row, name in enumerate(names)
        ),
    )
    size = 2 * n_samples + 44
    _insert(
        tables,
        "files",
        (
            (f"/sounds/{name}", "/sounds", name, size, row, row + 1, "present", run, row, row)
            for row, name in enumerate(names)
        ),
    )


def _start(row: int) -> str:
    day, second = divmod(row * _DURATION_S, _DAY_S)
    return f"{np.datetime64('2024-01-01') + day}T{second // 3600:02d}:{second % 3600 // 60:02d}:00+00:00"


def _event_rows(n_recordings: int, n_events: int, seed: int) -> Iterator[tuple[Any, ...]]:
    rng = generator(seed, "rows")
    owners = np.arange(n_events) * n_recordings // n_events + 1
    onsets_s = rng.uniform(0, _DURATION_S - 1, n_events)
    onsets_s = onsets_s[np.lexsort((onsets_s, owners))]
    lengths_s, lows_hz = rng.uniform(0.05, 0.9, n_events), rng.uniform(100, 8_000, n_events)
    for row, (owner, onset_s, length_s, low_hz) in enumerate(
        zip(owners.tolist(), onsets_s.tolist(), lengths_s.tolist(), lows_hz.tolist(), strict=True)
    ):
        yield row + 1, owner, DIGEST, 0, onset_s, onset_s + length_s, low_hz, 2 * low_hz, 12.0


def _deal(n_events: int, seed: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the number of each event's category, 0 for unsure; one category has all of 1 to 40."""
    rng = generator(seed, "categories")
    numbers = rng.integers(1, N_CATEGORIES + 1, n_events)
    numbers[rng.random(n_events) < _UNSURE_SHARE] = 0
    numbers[:N_CATEGORIES] = np.arange(1, N_CATEGORIES + 1)
    return numbers


def _membership_rows(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[tuple[Any, ...]]:
    for row, number in enumerate(numbers.tolist()):
        yield _GROUPING, row + 1, number or None, 0.9


def _category_rows(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[tuple[Any, ...]]:
    sizes = np.bincount(numbers, minlength=N_CATEGORIES + 1)
    for number in range(1, N_CATEGORIES + 1):
        yield MODEL, "coincide", number, int(sizes[number]), 0.9, number, None


def _insert(tables: sqlite3.Connection, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows into a table; into some of its columns where these stand after its name, in parentheses."""
    _, _, columns = table.partition("(")
    n_columns = columns.count(",") + 1 if columns else len(tables.execute(f"PRAGMA table_info({table})").fetchall())
    marks = ", ".join("?" * n_columns)
    tables.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
