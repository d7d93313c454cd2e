"""Small surveys for tests: recordings at places, and events as columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from coincide.records import Deployment, Recording
from coincide.survey import EventTable, PlacedRecording, place


def recording(
    name: str = "moor/a.wav",
    *,
    at: datetime | None = None,
    minutes: float = 60,
    number: int = 1,
    device: str | None = None,
    source: str | None = "name",
) -> Recording:
    n_samples = round(minutes * 60 * 100)
    return Recording(number, f"{number}", f"/data/{name}", name, 100, 1, n_samples, at, source if at else None, device)


def placed(
    *recordings: Recording, deployments: Sequence[Deployment] = (), timezone: str | None = None
) -> list[PlacedRecording]:
    return place(recordings, deployments, timezone=timezone).recordings


def events(*rows: tuple[int, float, str, float]) -> EventTable:
    """Make events of (row of the recording, onset, name, confidence)."""
    names = tuple(sorted({name for _, _, name, _ in rows}))
    return EventTable(
        np.array([row for row, _, _, _ in rows], dtype=np.int64),
        np.array([onset_s for _, onset_s, _, _ in rows], dtype=np.float64),
        np.array([names.index(name) for _, _, name, _ in rows], dtype=np.int64),
        np.array([confidence for _, _, _, confidence in rows], dtype=np.float64),
        names,
    )
