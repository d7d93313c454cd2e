"""A generated season as a catalog: recordings without sound, detections as events, a category for each name.

For tutorials, tests and benchmarks of what comes after learning. There is no sound to be seen or heard in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from coincide.catalog import CatalogStore, FileRow, ModelRecord, ScannedFile
from coincide.errors import CatalogError
from coincide.learned.grouping import OURS
from coincide.learned.model_files import GENERATED
from coincide.records import Category, Event, Membership
from coincide.survey import Season

_DIGEST = _MODEL = "season"
_LENGTH_S, _LOW_HZ, _HIGH_HZ, _SNR_DB = 0.4, 2000.0, 6000.0, 12.0


def store_season(season: Season, catalog: Path) -> None:
    """Write a season into a new catalog.

    Raises
    ------
    CatalogError : there is a catalog, or it cannot be written.
    """
    with CatalogStore.open(catalog, create=True, command="coincide season") as store:
        if store.models.current() is not None:
            raise CatalogError(f"`{catalog}` holds a learned catalog already. Choose another place.")
        run_id = store.runs.begin("learn", settings={})
        with store.transaction():
            _put_recordings(store, season, run_id)
            ids = _put_events(store, season)
            _put_model(store, season, ids, run_id)
            store.deployments.replace_all(season.deployments)
        store.runs.finish(run_id, results={})


def _put_recordings(store: CatalogStore, season: Season, run_id: int) -> None:
    root = "/season"
    store.roots.add(root)
    scanned = [
        ScannedFile(FileRow(each.path, root, each.name, 2 * each.n_samples, 0, None, "present", run_id), each)
        for each in season.recordings
    ]
    store.files.put_scanned(scanned, run_id=run_id)


def _put_events(store: CatalogStore, season: Season) -> list[int]:
    """Store the detections; returns the ids of the events, in the order of the detections."""
    recording_ids = {each.content_hash: each.id for each in store.recordings.all()}
    by_recording = {number: list(rows) for number, rows in groupby(_rows(season), key=lambda row: row[0])}
    for number, recording in enumerate(season.recordings):
        recording_id = recording_ids[recording.content_hash]
        events = [_event(recording_id, onset_s) for _, onset_s in by_recording.get(number, [])]
        store.detections.put(recording_id, _DIGEST, events, info={})
    found = store.events.all(_DIGEST)
    return [event.id for event in found]


def _rows(season: Season) -> Iterator[tuple[int, float]]:
    return zip(season.detections.recording.tolist(), season.detections.onset_s.tolist(), strict=True)


def _event(recording_id: int, onset_s: float) -> Event:
    return Event(0, recording_id, 0, onset_s, onset_s + _LENGTH_S, _LOW_HZ, _HIGH_HZ, _SNR_DB)


def _put_model(store: CatalogStore, season: Season, ids: list[int], run_id: int) -> None:
    table = season.detections
    members = [
        Membership(event_id, name + 1, score)
        for event_id, name, score in zip(ids, table.name.tolist(), table.confidence.tolist(), strict=True)
    ]
    categories: list[Category] = []
    for number, name in enumerate(table.names):
        mine = np.flatnonzero(table.name == number)
        if len(mine):
            sure = mine[table.confidence[mine].argmax()]
            mean = float(table.confidence[mine].mean())
            categories.append(Category(number + 1, len(mine), mean, ids[int(sure)], name))
    store.models.put(
        ModelRecord(_MODEL, _DIGEST, {GENERATED: True}),
        embeddings_rows=ids,
        categories={OURS: categories},
        memberships={OURS: members},
        run_id=run_id,
    )
