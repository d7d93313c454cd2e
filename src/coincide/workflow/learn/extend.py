"""A few new events join the known categories: they are embedded with the known encoder, and nothing is learned."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, checkpoint_folder, load_array, save_array
from coincide.categorize import Assignment, place_events
from coincide.embed import embed_without_torch
from coincide.execute import Executor
from coincide.learned.grouping import OURS, Grouping, group
from coincide.learned.index import n_added_to, planned_shards, write_shards
from coincide.learned.model import Model, read_model, save_model
from coincide.learned.model_files import EMBEDDINGS_FILE, MAP_FILE, MAP_ROWS_FILE, files_of, read_places, write_places
from coincide.learned.moves import facts_of_extended, in_current_numbers
from coincide.learned.settings import LearnSettings, digest
from coincide.recognize import CategoryRecognizer
from coincide.records import Event, FileState, Membership, Recording
from coincide.workflow.learn.install import install_model
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Progress


def extend_model(
    store: CatalogStore,
    old: ModelRecord,
    new: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    states: Mapping[str, FileState],
    settings: LearnSettings,
    seed: int,
    run_id: int,
    executor: Executor,
    progress: Progress,
) -> None:
    """Make a model with some more events the current one.

    Parameters
    ----------
    old : the current model, whole.
    new : events that it does not hold, ordered by recording, channel and onset.
    recordings : of the new events, by id.
    states : of files, by path; see `ModelJob`.
    """
    before = files_of(store, old)
    known = read_model(before)
    model = replace(known, scales=known.scales.extended(new))
    events = [*store.events.of_model(old.id), *new]
    raw = _embed_new(model, new, recordings, states, settings, executor, progress)
    ids = [event.recording_id for event in new]
    model = model.with_sources(raw, ids)
    added = model.place(raw, recording_ids=ids, scales=model.scales.of(new))
    embeddings = np.concatenate([before.embeddings(), added])
    new_id = digest(old.id, [event.id for event in new])
    record = ModelRecord(new_id, old.event_digest, {**old.info, **facts_of_extended(old)})
    built = checkpoint_folder(store.folder) / record.id / "model"
    shutil.rmtree(built, ignore_errors=True)  # a killed run may have left shards of other settings
    shutil.copytree(before.folder, built)
    save_array(built / EMBEDDINGS_FILE, embeddings)
    shards = planned_shards(before, built, len(events), settings.index, seed=seed)
    with progress.stage("index", total=n_added_to(shards), unit="events") as stage:
        write_shards(shards, embeddings, settings.index, seed=seed, executor=executor, stage=stage)
    _place_on_map(built, embeddings)
    save_model(built, model)
    assigned = in_current_numbers(old, _assign(model, added, np.array(ids, dtype=np.int64)))
    assignment = _join(store.categories.memberships(old.id, method=OURS), assigned)
    n_numbers = max(len(model.categorizer.head.prototypes), int(assignment.categories.max()) + 1)
    ours = group(events, embeddings, assignment, n_categories=n_numbers)
    info = {**record.info, "silhouettes": {**old.info["silhouettes"], OURS: ours.silhouette}}
    groupings = {**_old_groupings(store, old), OURS: ours}
    install_model(store, replace(record, info=info), built=built, events=events, groupings=groupings, run_id=run_id)


def _embed_new(
    model: Model,
    new: Sequence[Event],
    recordings: Mapping[int, Recording],
    states: Mapping[str, FileState],
    settings: LearnSettings,
    executor: Executor,
    progress: Progress,
) -> NDArray[np.float32]:
    with progress.stage("patches", total=len(new), unit="events") as stage:
        patches = picture_events(
            new,
            recordings,
            scales=model.scales,
            channels=settings.recordings.channels,
            stage=stage,
            executor=executor,
            states=states,
        )
    return embed_without_torch(model.encoder, patches)


def _assign(model: Model, added: NDArray[np.float32], recording_ids: NDArray[np.int64]) -> Assignment:
    """Put new events (n, dim), n ≥ 1, into categories, recording by recording; recordings follow each other."""
    recognizer = CategoryRecognizer.of(model.categorizer)
    parts: list[Assignment] = []
    for recording in dict.fromkeys(recording_ids.tolist()):
        rows = added[recording_ids == recording]
        is_placed = not model.centers.is_by_source or recording in model.source_of
        here = recognizer.at_place(rows) if is_placed else recognizer
        parts.append(here.assign(rows, is_placed=is_placed))
    return Assignment(
        categories=np.concatenate([part.categories for part in parts]),
        certainty=np.concatenate([part.certainty for part in parts]),
    )


def _place_on_map(built: Path, embeddings: NDArray[np.float32]) -> None:
    """Place new events among the old ones, which stay where they are."""
    if not (built / MAP_FILE).exists():
        return
    laid_out, rows = (load_array(built / name) for name in (MAP_FILE, MAP_ROWS_FILE))
    write_places(built, place_events(embeddings, laid_out, rows, known=read_places(built)))


def _join(known: Sequence[Membership], added: Assignment) -> Assignment:
    """Put new events after known ones, which stay in their categories to the last digit."""
    before = Assignment.of((member.category for member in known), (member.certainty for member in known))
    return Assignment(
        categories=np.concatenate([before.categories, added.categories]),
        certainty=np.concatenate([before.certainty, added.certainty]),
    )


def _old_groupings(store: CatalogStore, old: ModelRecord) -> dict[str, Grouping]:
    """Return the groupings of the baselines, which stay as they are; their silhouettes are in the facts."""
    categories = store.categories
    return {
        method: Grouping(categories.all(old.id, method=method), categories.memberships(old.id, method=method), 0.0)
        for method in categories.methods(old.id)
    }
