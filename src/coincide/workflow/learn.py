"""The main job: a folder of unlabelled sound becomes a catalog of categories.

Each step asks the catalog what is done already, so a killed run continues and a grown folder costs only the new work.
What was learned stays as long as few events are new: these are embedded and put into the known categories. Learning
starts anew when settings or seed change, when more than a fifth of the events are new, or when asked to.
"""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from coincide.catalog import (
    CatalogStore,
    ModelRecord,
    checkpoint_folder,
    default_catalog_path,
    load_array,
    model_folder,
    save_array,
    storage_errors,
)
from coincide.errors import CoincideError, NothingFoundError
from coincide.events import nearest_scale
from coincide.records import Event, Recording
from coincide.workflow.build import OURS, Grouping, build_index, build_model, group
from coincide.workflow.find_events import event_digest, find_events
from coincide.workflow.model import EMBEDDINGS_FILE, INDEX_FILE, Model, install_folder, load_model, save_model
from coincide.workflow.pictures import picture_events
from coincide.workflow.progress import Progress, Silent, StageProgress
from coincide.workflow.scan import Scanned, scan
from coincide.workflow.settings import LearnSettings, digest, with_minutes

MIN_EVENTS = 10
RELEARN_SHARE = 0.2
_KEPT_MODELS = 2


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run of learning did.

    Attributes
    ----------
    what : ``learned``, ``extended`` (new events joined known categories) or ``unchanged``.
    """

    catalog: Path
    what: str
    n_recordings: int
    total_s: float
    n_events: int
    n_new_events: int
    n_categories: int
    n_left_out: int
    stage_seconds: Mapping[str, float] = field(default_factory=dict[str, float])


def learn(
    folder: Path,
    *,
    catalog: Path | None = None,
    settings: LearnSettings | None = None,
    seed: int = 0,
    minutes: float | None = None,
    retrain: bool = False,
    progress: Progress | None = None,
) -> Learned:
    """Learn to recognize what recurs in a folder of recordings.

    Parameters
    ----------
    folder : folder (or one file) of recordings; it is only read.
    catalog : where the results go; beside the folder, with ``.coincide`` after its name, if not given.
    seed : of every random decision; the same seed gives the same result on one machine.
    minutes : training budget; sets the number of steps.
    retrain : learn anew even if little has changed.

    Raises
    ------
    InputError : the folder does not exist, or a setting does not fit the recordings.
    NothingFoundError : no sound, or too few events to learn from.
    CatalogError : the catalog cannot be written.
    """
    settings = with_minutes(settings or LearnSettings(), minutes)
    listener = _Stopwatch(progress or Silent())
    place = catalog or default_catalog_path(folder)
    with storage_errors(place), CatalogStore.open(
        place, create=True, command="coincide learn", on_wait=listener.say
    ) as store:
        run_id = store.begin_run("learn", seed=seed, settings=settings.model_dump(mode="json"), versions=versions())
        try:
            learned = _learn(store, folder, settings, seed, retrain, run_id, listener)
        except CoincideError as error:
            store.fail_run(run_id, error=str(error))
            raise
        store.finish_run(run_id, results=_results(learned))
    return learned


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    packages = ("coincide", "numpy", "scipy", "torch", "scikit-learn", "soundfile")
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}


def _learn(
    store: CatalogStore,
    folder: Path,
    settings: LearnSettings,
    seed: int,
    retrain: bool,
    run_id: int,
    progress: _Stopwatch,
) -> Learned:
    scanned = scan(store, folder, settings=settings.recordings, run_id=run_id, progress=progress)
    find_events(store, settings=settings, run_id=run_id, progress=progress)
    name = event_digest(settings)
    recordings = {recording.id: recording for recording in store.recordings(only_present=True)}
    events = [event for event in store.events(name) if event.recording_id in recordings]
    _check_enough(store, folder, scanned, recordings, events)
    recipe = digest("model", name, settings.embed, settings.categorize, seed)
    old = None if retrain else _reusable(store, name, recipe, events)
    if old is None:
        what, n_new = "learned", len(events)
        _learn_anew(store, events, recordings, settings, seed, recipe, run_id, progress)
    else:
        known = set(store.model_event_ids(old.id))
        new = [event for event in events if event.id not in known]
        what, n_new = ("extended", len(new)) if new else ("unchanged", 0)
        if new:
            _extend(store, old, new, recordings, settings, seed, run_id, progress)
    current = store.current_model()
    assert current is not None
    return Learned(
        catalog=store.folder,
        what=what,
        n_recordings=len(recordings),
        total_s=sum(recording.duration_s for recording in recordings.values()),
        n_events=len(events),
        n_new_events=n_new,
        n_categories=len(store.categories(current.id)),
        n_left_out=sum(problem.is_left_out for problem in store.problems()),
        stage_seconds=dict(progress.seconds),
    )


def _check_enough(
    store: CatalogStore,
    folder: Path,
    scanned: Scanned,
    recordings: Mapping[int, Recording],
    events: Sequence[Event],
) -> None:
    if not recordings:
        raise NothingFoundError(_no_sound(store, folder, scanned))
    if len(events) < MIN_EVENTS:
        total_s = sum(recording.duration_s for recording in recordings.values())
        raise NothingFoundError(
            f"expected at least {MIN_EVENTS} events to learn from, found {len(events)} in {total_s:.1f} s of sound of "
            f"{len(recordings)} recording(s) in `{folder}`. Add recordings, or look for fainter events with "
            "`--events-onset-z 3.5`."
        )


def _no_sound(store: CatalogStore, folder: Path, scanned: Scanned) -> str:
    left_out = [problem for problem in store.problems() if problem.is_left_out]
    if left_out:
        return (
            f"none of the {scanned.n_files} sound file(s) in `{folder}` can be used; the first: {left_out[0].reason} "
            f"`coincide info --catalog {store.folder}` lists all."
        )
    return (
        f"expected sound files (wav, flac, ogg, mp3, aiff, w64, rf64) in `{folder}`, found none among "
        f"{scanned.n_other_files} file(s). Check the folder; video and m4a must be converted first."
    )


def _reusable(store: CatalogStore, name: str, recipe: str, events: Sequence[Event]) -> ModelRecord | None:
    """Return the current model if it was learned the same way and enough of the events are in it."""
    current = store.current_model()
    if current is None or current.event_digest != name or current.info.get("recipe") != recipe:
        return None
    if not model_folder(store.folder, current.id).exists():
        return None
    learned = set(store.model_event_ids(current.id))
    n_learned_when_trained = int(current.info["n_trained"])
    n_new = sum(event.id not in learned for event in events) + len(learned) - n_learned_when_trained
    return current if n_new <= RELEARN_SHARE * n_learned_when_trained else None


def _learn_anew(
    store: CatalogStore,
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    settings: LearnSettings,
    seed: int,
    recipe: str,
    run_id: int,
    progress: Progress,
) -> None:
    identity = [(recordings[e.recording_id].content_hash, e.channel, e.onset_s, e.offset_s) for e in events]
    model_id = digest(recipe, settings.index, identity)
    work = checkpoint_folder(store.folder) / model_id
    built = build_model(
        events, recordings, settings=settings, seed=seed, work=work, result=work / "model", progress=progress
    )
    info = {
        "recipe": recipe,
        "seed": seed,
        "n_trained": len(events),
        "silhouettes": {method: grouping.silhouette for method, grouping in built.groupings.items()},
        **built.facts,
    }
    _store_model(store, model_id, event_digest(settings), info, events, built.groupings, work / "model", run_id)
    shutil.rmtree(checkpoint_folder(store.folder), ignore_errors=True)


def _extend(
    store: CatalogStore,
    old: ModelRecord,
    new: Sequence[Event],
    recordings: Mapping[int, Recording],
    settings: LearnSettings,
    seed: int,
    run_id: int,
    progress: Progress,
) -> None:
    """Embed new events with the known encoder and put them into the known categories."""
    before = model_folder(store.folder, old.id)
    model = load_model(before)
    old_ids = store.model_event_ids(old.id)
    by_id = store.events_by_id(old_ids)
    all_events = [*(by_id[event_id] for event_id in old_ids), *new]
    scale_of = _scales_of_new(model, new)
    with progress.stage("patches", total=len(new), unit="events") as stage:
        patches = picture_events(
            new,
            recordings,
            geometries=model.geometries,
            scale_of=scale_of,
            channels=settings.recordings.channels,
            stage=stage,
        )
    scales = np.array([scale_of[event.recording_id] for event in new], dtype=np.int64)
    added = model.embed(patches, recording_ids=[event.recording_id for event in new], scales=scales)
    embeddings = np.concatenate([load_array(before / EMBEDDINGS_FILE), added])
    n_categories = len(model.categorizer.head.prototypes)
    ours = group(all_events, embeddings, model.assign(embeddings), n_categories=n_categories)
    model_id = digest(old.id, [event.id for event in new])
    work = checkpoint_folder(store.folder) / model_id / "model"
    shutil.copytree(before, work, dirs_exist_ok=True)
    save_array(work / EMBEDDINGS_FILE, embeddings)
    with progress.stage("index", total=len(all_events), unit="events") as stage:
        build_index(embeddings, settings.index, seed=seed).save(work / INDEX_FILE)
        stage.advance(len(all_events))
    save_model(work, _with_scales(model, scale_of))
    groupings = {
        method: Grouping(store.categories(old.id, method=method), store.memberships(old.id, method=method), 0.0)
        for method in store.methods(old.id)
    } | {OURS: ours}
    info = {**old.info, "silhouettes": {**old.info["silhouettes"], OURS: ours.silhouette}}
    _store_model(store, model_id, old.event_digest, info, all_events, groupings, work, run_id)
    shutil.rmtree(checkpoint_folder(store.folder), ignore_errors=True)


def _scales_of_new(model: Model, new: Sequence[Event]) -> dict[int, int]:
    durations: dict[int, list[float]] = {}
    for event in new:
        durations.setdefault(event.recording_id, []).append(event.duration_s)
    return {
        recording: model.scale_of.get(recording, nearest_scale(model.geometries, float(np.median(lengths))))
        for recording, lengths in durations.items()
    }


def _with_scales(model: Model, scale_of: Mapping[int, int]) -> Model:
    return Model(
        encoder=model.encoder,
        centers=model.centers,
        source_of=model.source_of,
        geometries=model.geometries,
        scale_of={**model.scale_of, **scale_of},
        categorizer=model.categorizer,
    )


def _store_model(
    store: CatalogStore,
    model_id: str,
    name: str,
    info: Mapping[str, object],
    events: Sequence[Event],
    groupings: Mapping[str, Grouping],
    built: Path,
    run_id: int,
) -> None:
    """Make a model current: its folder first, then its rows, so that rows never point to nothing."""
    install_folder(built, model_folder(store.folder, model_id))
    store.put_model(
        ModelRecord(id=model_id, event_digest=name, info=info),
        embeddings_rows=[event.id for event in events],
        categories={method: grouping.categories for method, grouping in groupings.items()},
        memberships={method: grouping.memberships for method, grouping in groupings.items()},
        run_id=run_id,
    )
    for gone in store.prune_models(_KEPT_MODELS):
        shutil.rmtree(model_folder(store.folder, gone), ignore_errors=True)
    store.prune_detections([name])


def _results(learned: Learned) -> dict[str, object]:
    return {
        "what": learned.what,
        "n_recordings": learned.n_recordings,
        "n_events": learned.n_events,
        "n_new_events": learned.n_new_events,
        "n_categories": learned.n_categories,
        "stage_seconds": {name: round(seconds, 2) for name, seconds in learned.stage_seconds.items()},
    }


class _Stopwatch:
    """Passes progress on and measures each stage."""

    def __init__(self, inner: Progress) -> None:
        self._inner = inner
        self.seconds: dict[str, float] = {}
        self.say: Callable[[str], None] = inner.say

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Iterator[StageProgress]:
        began = time.perf_counter()
        with self._inner.stage(name, total=total, unit=unit) as stage:
            yield stage
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
