"""Decides which detector finds the events of a catalog: the default one, or one that its own recordings teach.

It is decided once, on some stretches of the recordings there are then, and lies with the model: later runs search with
the same one. Only `--retrain` or other settings decide again. The seed of a run has no say, since other events would
take labels with them.
"""

from __future__ import annotations

from coincide.catalog import CatalogStore, checkpoint_folder
from coincide.errors import InputError
from coincide.events import MAX_CLIP_S, TeachingResult, teach_detector
from coincide.learned.detector import Detector, load_detector, save_detector
from coincide.learned.model_files import DETECTOR_FILE, files_of
from coincide.learned.settings import LearnSettings
from coincide.workflow.learn.stretches import MAX_FRAMES, draw_stretches
from coincide.workflow.progress import Progress

AS_CLIPS = (
    f"Nearly all recordings are short and hold one sound, so each recording of up to {MAX_CLIP_S:.0f} s counts as one "
    "call. To search for calls in them, use `--events-method detect`."
)
_SEED = 0


def choose_detector(store: CatalogStore, settings: LearnSettings, *, retrain: bool, progress: Progress) -> Detector:
    """Return the detector of the current model, or of a run that was interrupted, or teach one.

    Parameters
    ----------
    retrain : teach one in any case, from the recordings there are now; the same recordings teach the same, so an
        interrupted run still goes on where it stopped.

    Raises
    ------
    InputError : a self-taught one was asked for, and there is too little to teach.
    """
    if settings.events.method == "clips":
        if store.models.current() is None:
            progress.say(AS_CLIPS)
        return Detector(settings, words=AS_CLIPS)
    if not _is_question(settings):
        return Detector(settings)
    interrupted = checkpoint_folder(store.folder) / DETECTOR_FILE
    known = None
    if not retrain:
        known = _of_model(store, settings) or load_detector(interrupted, settings, is_sealed=True)
    if known is not None:
        return known
    detector = _teach(store, settings, progress)
    interrupted.parent.mkdir(parents=True, exist_ok=True)
    save_detector(interrupted, detector)
    return detector


def _is_question(settings: LearnSettings) -> bool:
    return settings.events.method in ("auto", "detect") and settings.events.detector != "plain"


def _of_model(store: CatalogStore, settings: LearnSettings) -> Detector | None:
    """Return the detector of the current model; None if there is none that fits, or it is damaged."""
    current = store.models.current()
    if current is None or files_of(store, current).damage(DETECTOR_FILE) is not None:
        return None
    return load_detector(files_of(store, current).folder / DETECTOR_FILE, settings)


def _teach(store: CatalogStore, settings: LearnSettings, progress: Progress) -> Detector:
    recordings = store.recordings.all(only_present=True)
    if not recordings:
        return Detector(settings)
    with progress.stage("teach", total=MAX_FRAMES, unit="frames") as stage:
        drawn = draw_stretches(recordings, settings, seed=_SEED, stage=stage)
        taught = teach_detector(drawn.levels, drawn.hearing, settings=settings.events, seed=_SEED)
    _check_is_taught(taught, settings)
    if taught.net is not None:
        progress.say(taught.words)
    return Detector(settings, taught.net, taught.words)


def _check_is_taught(taught: TeachingResult, settings: LearnSettings) -> None:
    if taught.net is None and settings.events.detector == "selftaught":
        raise InputError(
            "expected recordings that can teach a detector, since `events.detector` is `selftaught`; got too few clear "
            "calls, or too little quiet between them. Use `--events-detector auto`, or add recordings."
        )
