"""A catalog with events, categories, labels and times, made with the product's own store."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from coincide.catalog import CatalogStore
from coincide.records import Recording

_DAWN, _NOON = datetime(2026, 5, 1, 4, 58, tzinfo=UTC), datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
_STARTS = (_DAWN, _NOON, None)


def make_catalog(folder: Path, *, n_events: int = 60, seed: int = 0) -> Path:
    """Three recordings, one without a time; calls of five categories, some unsure; trills and songs that have names."""
    rng = random.Random(seed)
    with CatalogStore.open(folder, create=True) as store:
        for number, start in enumerate(_STARTS):
            store.recordings.put(
                Recording(
                    0,
                    f"hash{number}",
                    f"r{number}.wav",
                    f"r{number}.wav",
                    96_000,
                    2,
                    96_000 * 600,
                    start,
                    "guano",
                    "SM4",
                )
            )
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as database, database:
        database.execute("INSERT INTO models VALUES ('m', NULL, '2026-05-01', 'current', 'now', '{}')")
        database.execute("INSERT INTO groupings VALUES (1, 'm', 'coincide')")
        for event in range(1, n_events + 1):
            _add_event(database, rng, event)
    return folder


def _add_event(database: sqlite3.Connection, rng: random.Random, event: int) -> None:
    recording, channel, onset = rng.randint(1, 3), rng.randint(0, 1), round(rng.uniform(0, 120), 3)
    offset = onset + round(rng.uniform(0.05, 1.5), 3)
    place = (recording, channel, onset, offset)
    database.execute(
        "INSERT INTO events VALUES (?, ?, 'now', ?, ?, ?, 1000, 2000, 20)", (event, recording, channel, onset, offset)
    )
    category = rng.choice([1, 2, 3, 4, 5, None])
    database.execute("INSERT INTO memberships VALUES (1, ?, ?, 0.9)", (event, category))
    if rng.random() < 0.6:
        values = (*place, rng.choice(["trill", "song", "alarm call"]), f"r{recording}.wav", rng.choice(["Ana", "Ben"]))
        database.execute(
            "INSERT INTO labels"
            " (recording_id, channel, onset_s, offset_s, label, recording, who, how, source, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'imported', 't.txt', '2026-05-01')",
            values,
        )
