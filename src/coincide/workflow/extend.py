"""A few new events join the known categories: they are embedded with the known encoder, and nothing is learned."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, checkpoint_folder, save_array
from coincide.categorize import UNSURE, Assignment
from coincide.embed import embed_without_torch
from coincide.events import nearest_scale
from coincide.records import Event, Membership, Recording
from coincide.workflow.grouping import OURS, Grouping, group
from coincide.workflow.indexing import build_index
from coincide.workflow.install import install_model
from coincide.workflow.model import EMBEDDINGS_FILE, INDEX_FILE, Model, save_model
from coincide.workflow.model_files import files_of
from coincide.workflow.moved_categories import in_current_numbers
from coincide.workflow.pictures import picture_events
from coincide.workflow.progress import Progress
from coincide.workflow.settings import LearnSettings, digest


@dataclass(frozen=True, slots=True)
class _Job:
    settings: LearnSettings
    seed: int
    progress: Progress


def extend_model(
    store: CatalogStore,
    old: ModelRecord,
    new: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    settings: LearnSettings,
    seed: int,
    run_id: int,
    progress: Progress,
) -> None:
    """Make a model with some more events the current one.

    Parameters
    ----------
    old : the current model, whole.
    new : events that it does not hold, ordered by recording, channel and onset.
    recordings : of the new events, by id.
    """
    job = _Job(settings, seed, progress)
    before = files_of(store, old)
    known = before.model()
    model = replace(known, scale_of={**known.scale_of, **_scales_of_new(known, new)})
    old_ids = store.model_event_ids(old.id)
    by_id = store.events_by_id(old_ids)
    events = [*(by_id[event_id] for event_id in old_ids), *new]
    raw = _embed_new(job, model, new, recordings)
    ids = [event.recording_id for event in new]
    model = model.with_sources(raw, ids)
    scales = np.array([model.scale_of[i] for i in ids], dtype=np.int64)
    added = model.place(raw, recording_ids=ids, scales=scales)
    embeddings = np.concatenate([before.embeddings(), added])
    record = ModelRecord(id=digest(old.id, [event.id for event in new]), event_digest=old.event_digest, info=old.info)
    built = checkpoint_folder(store.folder) / record.id / "model"
    shutil.copytree(before.folder, built, dirs_exist_ok=True)
    save_array(built / EMBEDDINGS_FILE, embeddings)
    with progress.stage("index", total=len(events), unit="events") as stage:
        build_index(embeddings, settings.index, seed=seed).save(built / INDEX_FILE)
        stage.advance(len(events))
    save_model(built, model)
    assignment = _join(store.memberships(old.id, method=OURS), in_current_numbers(old, model.assign(added)))
    n_numbers = max(len(model.categorizer.head.prototypes), int(assignment.categories.max()) + 1)
    ours = group(events, embeddings, assignment, n_categories=n_numbers)
    info = {**old.info, "silhouettes": {**old.info["silhouettes"], OURS: ours.silhouette}}
    groupings = {**_old_groupings(store, old), OURS: ours}
    install_model(store, replace(record, info=info), built=built, events=events, groupings=groupings, run_id=run_id)


def _scales_of_new(model: Model, new: Sequence[Event]) -> dict[int, int]:
    durations: dict[int, list[float]] = {}
    for event in new:
        durations.setdefault(event.recording_id, []).append(event.duration_s)
    return {
        recording: model.scale_of.get(recording, nearest_scale(model.geometries, float(np.median(lengths))))
        for recording, lengths in durations.items()
    }


def _embed_new(
    job: _Job, model: Model, new: Sequence[Event], recordings: Mapping[int, Recording]
) -> NDArray[np.float32]:
    with job.progress.stage("patches", total=len(new), unit="events") as stage:
        patches = picture_events(
            new,
            recordings,
            geometries=model.geometries,
            scale_of=model.scale_of,
            channels=job.settings.recordings.channels,
            stage=stage,
        )
    return embed_without_torch(model.encoder, patches)


def _join(known: Sequence[Membership], added: Assignment) -> Assignment:
    """Put new events after known ones, which stay in their categories to the last digit."""
    numbers = [UNSURE if member.category is None else member.category - 1 for member in known]
    certainties = [member.certainty for member in known]
    return Assignment(
        categories=np.concatenate([np.array(numbers, dtype=np.int64), added.categories]),
        certainty=np.concatenate([np.array(certainties, dtype=np.float32), added.certainty]),
    )


def _old_groupings(store: CatalogStore, old: ModelRecord) -> dict[str, Grouping]:
    """Return the groupings of the baselines, which stay as they are; their silhouettes are in the facts."""
    return {
        method: Grouping(store.categories(old.id, method=method), store.memberships(old.id, method=method), 0.0)
        for method in store.methods(old.id)
    }
