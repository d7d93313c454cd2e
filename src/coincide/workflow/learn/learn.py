"""The main job: a folder of unlabelled sound becomes a catalog of categories.

Each step asks the catalog what is done already, so a killed run continues and a grown folder costs only the new work.
Whether what was learned stays is decided in `update`.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from operator import attrgetter
from pathlib import Path

from coincide.catalog import (
    CatalogStore,
    JobFile,
    check_place,
    checkpoint_folder,
    default_catalog_path,
    storage_errors,
)
from coincide.embed import Device, choose_device
from coincide.errors import InputError, NothingFoundError
from coincide.execute import Workers, open_executor
from coincide.learned.detector import Detector
from coincide.learned.moves import trained_id
from coincide.learned.names import rename_categories
from coincide.learned.settings import LearnSettings, with_minutes
from coincide.recordings import Place, given_places, place_of
from coincide.records import Event, Recording
from coincide.wording import count, duration
from coincide.workflow.learn.clocks import put_clocks_right, with_kept_zone
from coincide.workflow.learn.drawn_edges import with_drawn_edges
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.finding import with_kept_finding
from coincide.workflow.learn.install import sweep_models
from coincide.workflow.learn.kept import register_kept
from coincide.workflow.learn.lessons import LabelCount
from coincide.workflow.learn.other_settings import other_settings, why_again
from coincide.workflow.learn.relearn import Verdict
from coincide.workflow.learn.scan import ScanSummary, check_folders, no_sound_in, scan_all
from coincide.workflow.learn.teach_detector import choose_detector
from coincide.workflow.learn.update import TRIED, LearnRun, update_model
from coincide.workflow.learn.valley import with_heard_valley
from coincide.workflow.listen import READY
from coincide.workflow.listen.rain import rain_hint
from coincide.workflow.listen.trills import trills_hint
from coincide.workflow.listen.unheard import unheard_hint
from coincide.workflow.listen.units import trains_hint
from coincide.workflow.parse.parse import parse_along
from coincide.workflow.parse.parsed import STRUCTURE
from coincide.workflow.progress import Progress, ProgressNotes, Silent, Stopwatch

MIN_EVENTS = 10


@dataclass(frozen=True, slots=True)
class LearnResult:
    """What a run of learning did.

    Attributes
    ----------
    what : ``learned``, ``extended`` (new events joined known categories), ``unchanged``, or ``kept`` (labels would have
        made it worse).
    n_recordings, total_s, n_events : of the recordings that are present.
    n_new_events : of these, events that the model before did not hold.
    n_labels_used, n_labels_tried : labels that were learned from this time, and that taught nothing.
    verdict : whether that helped; None if no label was learned from, or there was nothing to compare with.
    detector : which detector found the events and why, in words; empty if there was nothing to decide.
    structure : which model was parsed and what that depends on; None if none was.
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
    n_labels_used: int = 0
    n_labels_tried: int = 0
    verdict: Verdict | None = None
    detector: str = ""
    structure: Mapping[str, str] | None = None


def learn(
    folder: str | Place | Sequence[str | Place],
    *,
    catalog: Path | None = None,
    settings: LearnSettings | None = None,
    seed: int = 0,
    minutes: float | None = None,
    retrain: bool = False,
    use_labels: bool = True,
    device: Device = "cpu",
    workers: Workers = None,
    progress: Progress | None = None,
) -> LearnResult:
    """Learn to recognize what recurs in a folder of recordings, or in several.

    Parameters
    ----------
    folder : folder (or one file) of recordings, or several; they are only read. Each is a path, an address such as
        ``s3://bucket/site``, or a text file with addresses; an address needs `catalog`. The names of recordings in
        several folders begin with the name of their folder.
    catalog : where the results go; beside the first folder, with ``.coincide`` after its name, if not given. That of a
        file goes beside the folder that it is in.
    seed : of every random decision; the same seed gives the same result on one machine.
    minutes : training budget; sets the number of steps.
    retrain : learn again even if little has changed.
    use_labels : also learn from what people said.
    device : where torch computes; ``auto`` takes a graphics card if there is one.
    workers : what reads the recordings: a number of processes, the address of a Dask scheduler, or a Dask client. The
        result is the same for any of them.

    Raises
    ------
    InputError : the folder does not exist, or a setting does not fit the recordings.
    SettingsError : torch cannot use the device.
    WorkerError : workers cannot be started or reached.
    NothingFoundError : no sound, or too few events to learn from.
    CatalogError : the catalog cannot be written.
    """
    settings = with_minutes(settings or LearnSettings(), minutes)
    chosen_device = choose_device(device)
    folders = given_places(folder)
    if not folders:
        raise InputError("expected at least one folder of recordings, got none.")
    place = catalog or _beside(folders[0])
    check_place(place)
    check_folders(folders, catalog=place)
    job = JobFile(place)
    listener = Stopwatch(ProgressNotes(progress or Silent(), job.note))
    with (
        storage_errors(place),
        CatalogStore.open(place, create=True, command="coincide learn", on_wait=listener.say) as store,
        open_executor(workers, ready=(__name__, *READY), say=listener.say) as executor,
        contextlib.ExitStack() as at_end,
    ):
        at_end.callback(job.remove)
        job.count_workers, job.dashboard = lambda: executor.n_workers, executor.dashboard
        if executor.dashboard:
            listener.say(f"Dask shows this job at {executor.dashboard}")
        given_zone = settings.recordings.timezone
        settings = with_kept_finding(with_kept_zone(settings, store), store, folders)
        settings = with_heard_valley(settings, store) if use_labels else settings
        differ = [] if retrain else other_settings(settings, store, seed=seed)
        run_id = store.runs.begin("learn", seed=seed, settings=settings.model_dump(mode="json"), versions=versions())
        run = LearnRun(
            store=store,
            folders=folders,
            settings=settings,
            seed=seed,
            retrain=retrain,
            use_labels=use_labels,
            id=run_id,
            progress=listener,
            detector=Detector(settings),
            executor=executor,
            device=chosen_device,
            differ=differ,
            given_zone=given_zone,
        )
        with store.runs.noting_failure(run_id):
            learned, tried = _learn(run)
        store.runs.finish(run_id, results=_results(learned, tried, store))
        shutil.rmtree(checkpoint_folder(store.folder), ignore_errors=True)  # what is left there is of no use any more
    return learned


def _beside(folder: Place) -> Path:
    if isinstance(folder, Path):
        return default_catalog_path(folder)
    raise InputError(f"the catalog of `{folder}` needs a place on this computer. Give one with `--catalog`.")


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    packages = ("coincide", "numpy", "scipy", "torch", "scikit-learn", "soundfile")
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}


def _learn(run: LearnRun) -> tuple[LearnResult, LabelCount | None]:
    """Return what was done, and the labels that taught nothing."""
    store, settings, progress = run.store, run.settings, run.progress
    sweep_models(store)
    register_kept(store, run_id=run.id)
    scanned = scan_all(
        store, run.folders, settings=settings.recordings, run_id=run.id, executor=run.executor, progress=progress
    )
    _set_clocks(run, n_new=scanned.n_new)
    detector = choose_detector(store, settings, retrain=run.retrain, progress=progress)
    drawn = with_drawn_edges(detector, store, progress=progress, use_labels=run.use_labels)
    run = replace(run, detector=drawn)
    if run.differ and run.is_outdated:
        progress.say(why_again(run.differ))
    find_events(store, detector=run.detector, run_id=run.id, executor=run.executor, progress=progress)
    recordings = {recording.id: recording for recording in store.recordings.all(only_present=True)}
    events = [event for event in store.events.all(run.detector.digest) if event.recording_id in recordings]
    _check_enough(run, scanned, recordings, events)
    _tell_of_pulses(run, events)
    updated = update_model(run, events, recordings)
    is_new = updated.what in ("learned", "extended")
    if is_new:
        rename_categories(store, seed=run.seed)
    current = store.models.current()
    assert current is not None
    # A run that was killed before this has left a model without trees.
    is_unparsed = is_new or not store.trees.all(current.id)
    structure = parse_along(store, run_id=run.id, progress=progress) if is_unparsed else None
    learned = LearnResult(
        catalog=store.folder,
        what=updated.what,
        n_recordings=len(recordings),
        total_s=sum(recording.duration_s for recording in recordings.values()),
        n_events=len(events),
        n_new_events=updated.n_new,
        n_categories=len(store.categories.all(current.id)),
        n_left_out=sum(problem.is_left_out for problem in store.problems.all()),
        stage_seconds=dict(progress.seconds),
        n_labels_used=updated.n_labels_used,
        n_labels_tried=0 if updated.tried is None else updated.tried.n_labels,
        verdict=updated.verdict,
        detector=run.detector.words,
        structure=structure,
    )
    return learned, updated.tried


def _set_clocks(run: LearnRun, *, n_new: int) -> None:
    """Apply a zone given now to known recordings as well, and say if one given earlier counts for new ones."""
    zone = run.settings.recordings.timezone
    n_moved = put_clocks_right(run.store, timezone=run.given_zone)
    if n_moved:
        have = "now has its time" if n_moved == 1 else "now have their times"
        run.progress.say(f"{count(n_moved, 'recording')} {have} in the zone {zone}.")
    if n_new and run.given_zone is None and zone is not None:
        run.progress.say(
            f"New recordings whose time has no zone count as {zone}, as `--timezone` said earlier. Give it again to "
            "change that."
        )


def _tell_of_pulses(run: LearnRun, events: Sequence[Event]) -> None:
    """Say at the first learning that calls may be pulses of trains or drops of rain; who has categories has decided."""
    asked = run.settings.events
    if run.store.models.current() is None and asked.method == "detect" and asked.join_s is None:
        hint = trains_hint(events) or trills_hint(events) or rain_hint(events)
        if hint:
            run.progress.say(hint)


def _check_enough(
    run: LearnRun, scanned: ScanSummary, recordings: Mapping[int, Recording], events: Sequence[Event]
) -> None:
    if not recordings:
        raise NothingFoundError(_no_sound(run.store, run.folders, scanned))
    if len(events) < MIN_EVENTS:
        total_s = sum(recording.duration_s for recording in recordings.values())
        hint = unheard_hint(events, recordings, run.settings)
        raise NothingFoundError(
            f"expected at least {MIN_EVENTS} events to learn from, found {len(events)} in {duration(total_s)} of sound "
            f"of {count(len(recordings), 'recording')} in {_listed(run.folders)}. Add recordings, or look for fainter "
            f"events with `--events-onset-z 3.5`.{hint and f' {hint}'}{_remark(run.store)}"
        )


def _remark(store: CatalogStore) -> str:
    """Return what is odd about the first recording with a remark, or else that was left out; empty without any."""
    odd = sorted(store.problems.all(), key=attrgetter("is_left_out"))
    if not odd:
        return ""
    told = f" About `{place_of(odd[0].path).name}`"
    n_more = len({problem.path for problem in odd}) - 1
    if n_more == 0:
        return f"{told}: {odd[0].reason}"
    files = count(n_more, "more file")
    return f"{told} and {files}: {odd[0].reason} `coincide info --catalog {store.folder}` lists all."


def _listed(folders: Sequence[Place]) -> str:
    return " and ".join(f"`{folder}`" for folder in folders)


def _no_sound(store: CatalogStore, folders: Sequence[Place], scanned: ScanSummary) -> str:
    left_out = [problem for problem in store.problems.all() if problem.is_left_out]
    if left_out:
        n_files = max(scanned.n_files, len(left_out))
        first = ":" if n_files == 1 else f"; the first of {n_files:,}:"
        return (
            f"no sound file in {_listed(folders)} can be used{first} {left_out[0].reason} "
            f"`coincide info --catalog {store.folder}` lists all."
        )
    return no_sound_in(folders, scanned.n_other_files)


def _results(learned: LearnResult, tried: LabelCount | None, store: CatalogStore) -> dict[str, object]:
    current = store.models.current()
    return {
        "what": learned.what,
        "n_recordings": learned.n_recordings,
        "n_events": learned.n_events,
        "n_new_events": learned.n_new_events,
        "n_categories": learned.n_categories,
        "n_labels_used": learned.n_labels_used,
        TRIED: {"model": trained_id(current), "n_labels": tried.n_labels, "tally": tried.tally}
        if tried and current
        else None,
        "verdict": None if learned.verdict is None else asdict(learned.verdict),
        "detector": learned.detector,
        STRUCTURE: learned.structure,
        "stage_seconds": {name: round(seconds, 2) for name, seconds in learned.stage_seconds.items()},
    }
