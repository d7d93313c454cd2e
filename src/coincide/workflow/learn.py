"""The main job: a folder of unlabelled sound becomes a catalog of categories.

Each step asks the catalog what is done already, so a killed run continues and a grown folder costs only the new work.
What was learned stays as long as few events are new: these are embedded and put into the known categories. Learning
starts anew when settings or seed change, when more than a fifth of the events are new, when a recording was replaced by
another of the same name, when the model's files are damaged, or when asked to.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coincide.catalog import (
    CatalogStore,
    ModelRecord,
    checkpoint_folder,
    default_catalog_path,
    model_folder,
    storage_errors,
)
from coincide.errors import CatalogError, CoincideError, NothingFoundError
from coincide.records import Event, Recording
from coincide.workflow.build import build_model
from coincide.workflow.extend import extend_model
from coincide.workflow.find_events import event_digest, find_events
from coincide.workflow.indexing import renew_index
from coincide.workflow.install import install_model, is_whole, sweep_models
from coincide.workflow.progress import Progress, Silent, Stopwatch
from coincide.workflow.scan import Scanned, check_folder, no_sound_in, scan
from coincide.workflow.settings import LearnSettings, digest, with_minutes

MIN_EVENTS = 10
RELEARN_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run of learning did.

    Attributes
    ----------
    what : ``learned``, ``extended`` (new events joined known categories) or ``unchanged``.
    n_recordings, total_s, n_events : of the recordings that are present.
    n_new_events : of these, events that the model before did not hold.
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


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of learning; see `learn`."""

    store: CatalogStore
    folder: Path
    settings: LearnSettings
    seed: int
    retrain: bool
    id: int
    progress: Stopwatch


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
    place = catalog or default_catalog_path(folder)
    check_folder(folder, catalog=place)
    listener = Stopwatch(progress or Silent())
    with (
        storage_errors(place),
        CatalogStore.open(place, create=True, command="coincide learn", on_wait=listener.say) as store,
    ):
        run_id = store.begin_run("learn", seed=seed, settings=settings.model_dump(mode="json"), versions=versions())
        try:
            learned = _learn(_Run(store, folder, settings, seed, retrain, run_id, listener))
        except CoincideError as error:
            # A full disk has no room for the note either; the first error is the one to tell.
            with contextlib.suppress(CatalogError):
                store.fail_run(run_id, error=str(error))
            raise
        store.finish_run(run_id, results=_results(learned))
    return learned


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    packages = ("coincide", "numpy", "scipy", "torch", "scikit-learn", "soundfile")
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}


def _learn(run: _Run) -> Learned:
    store, settings, progress = run.store, run.settings, run.progress
    sweep_models(store)
    scanned = scan(store, run.folder, settings=settings.recordings, run_id=run.id, progress=progress)
    find_events(store, settings=settings, run_id=run.id, progress=progress)
    recordings = {recording.id: recording for recording in store.recordings(only_present=True)}
    events = [event for event in store.events(event_digest(settings)) if event.recording_id in recordings]
    _check_enough(run, scanned, recordings, events)
    what, n_new = _update_model(run, events, recordings)
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


def _check_enough(run: _Run, scanned: Scanned, recordings: Mapping[int, Recording], events: Sequence[Event]) -> None:
    if not recordings:
        raise NothingFoundError(_no_sound(run.store, run.folder, scanned))
    if len(events) < MIN_EVENTS:
        total_s = sum(recording.duration_s for recording in recordings.values())
        raise NothingFoundError(
            f"expected at least {MIN_EVENTS} events to learn from, found {len(events)} in {total_s:.1f} s of sound of "
            f"{len(recordings)} recording(s) in `{run.folder}`. Add recordings, or look for fainter events with "
            "`--events-onset-z 3.5`."
        )


def _no_sound(store: CatalogStore, folder: Path, scanned: Scanned) -> str:
    left_out = [problem for problem in store.problems() if problem.is_left_out]
    if left_out:
        return (
            f"none of the {scanned.n_files} sound file(s) in `{folder}` can be used; the first: {left_out[0].reason} "
            f"`coincide info --catalog {store.folder}` lists all."
        )
    return no_sound_in(folder, scanned.n_other_files)


def _update_model(run: _Run, events: Sequence[Event], recordings: Mapping[int, Recording]) -> tuple[str, int]:
    """Learn, extend or leave the model; returns what was done, and how many events are new in it."""
    name = event_digest(run.settings)
    recipe = digest("model", name, run.settings.embed, run.settings.categorize, run.seed)
    old = None if run.retrain else _reusable(run.store, name, recipe, events)
    if old is None:
        _learn_anew(run, events, recordings, recipe)
        return "learned", len(events)
    known = set(run.store.model_event_ids(old.id))
    new = [event for event in events if event.id not in known]
    if not new:
        _keep(run, old)
        return "unchanged", 0
    extend_model(
        run.store,
        old,
        new,
        recordings,
        settings=run.settings,
        seed=run.seed,
        run_id=run.id,
        progress=run.progress,
    )
    return "extended", len(new)


def _reusable(store: CatalogStore, name: str, recipe: str, events: Sequence[Event]) -> ModelRecord | None:
    """Return the current model if it is whole, was learned the same way, and enough of the events are in it."""
    current = store.current_model()
    if current is None or current.event_digest != name or current.info.get("recipe") != recipe:
        return None
    if not is_whole(store, current) or _holds_replaced(store, current):
        return None
    learned = set(store.model_event_ids(current.id))
    n_learned_when_trained = int(current.info["n_trained"])
    n_new = sum(event.id not in learned for event in events) + len(learned) - n_learned_when_trained
    return current if n_new <= RELEARN_SHARE * n_learned_when_trained else None


def _holds_replaced(store: CatalogStore, model: ModelRecord) -> bool:
    """Say whether a recording of the model had a place where there is another one now."""
    present = {row.path: row.recording_id for row in store.files().values() if row.status == "present"}
    replaced = {r.id for r in store.recordings() if present.get(r.path, r.id) != r.id}
    events = store.events_by_id(store.model_event_ids(model.id)) if replaced else {}
    return any(event.recording_id in replaced for event in events.values())


def _learn_anew(run: _Run, events: Sequence[Event], recordings: Mapping[int, Recording], recipe: str) -> None:
    identity = [(recordings[e.recording_id].content_hash, e.channel, e.onset_s, e.offset_s) for e in events]
    model_id = digest(recipe, run.settings.index, identity)
    work = checkpoint_folder(run.store.folder) / model_id
    result = work / "model"
    built = build_model(
        events,
        recordings,
        settings=run.settings,
        seed=run.seed,
        work=work,
        result=result,
        progress=run.progress,
    )
    info = {
        "recipe": recipe,
        "seed": run.seed,
        "n_trained": len(events),
        "silhouettes": {method: grouping.silhouette for method, grouping in built.groupings.items()},
        **built.facts,
    }
    record = ModelRecord(id=model_id, event_digest=event_digest(run.settings), info=info)
    install_model(run.store, record, built=result, events=events, groupings=built.groupings, run_id=run.id)


def _keep(run: _Run, model: ModelRecord) -> None:
    """Leave a model as it is, but for an index that is damaged or was made with other settings."""
    n_events = len(run.store.model_event_ids(model.id))
    with run.progress.stage("index", total=n_events, unit="events") as stage:
        renew_index(model_folder(run.store.folder, model.id), run.settings.index, seed=run.seed)
        stage.advance(n_events)


def _results(learned: Learned) -> dict[str, object]:
    return {
        "what": learned.what,
        "n_recordings": learned.n_recordings,
        "n_events": learned.n_events,
        "n_new_events": learned.n_new_events,
        "n_categories": learned.n_categories,
        "stage_seconds": {name: round(seconds, 2) for name, seconds in learned.stage_seconds.items()},
    }
