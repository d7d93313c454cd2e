"""Which detector finds the events of a catalog, and where a self-taught one is kept.

It is decided once, on some stretches of the recordings there are then, and lies with the model: later runs and
`coincide recognize` search with the same one, without torch. Only `--retrain` or other settings decide anew. The seed
of a run has no say, since other events would take labels with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, checkpoint_folder
from coincide.errors import InputError
from coincide.events import Detection, FrameNet, Taught, detect, take_whole, teach_detector
from coincide.features import FrameGrid
from coincide.tensor_files import load_tensors, save_tensors
from coincide.workflow.model import DETECTOR_FILE
from coincide.workflow.model_files import files_of, unusable
from coincide.workflow.progress import Progress
from coincide.workflow.settings import LearnSettings, digest
from coincide.workflow.stretches import MAX_FRAMES, draw_stretches

_VERSION = 2
"""Raised when the same settings would give other events."""
_TEACHING_VERSION = 1
"""Raised when the same recordings would teach something else."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class Detector:
    """What finds events.

    Attributes
    ----------
    net : of a self-taught detector; None for the default one.
    words : how that was decided, for people; empty if there was nothing to decide.
    """

    settings: LearnSettings
    net: FrameNet | None = None
    words: str = ""

    @property
    def digest(self) -> str:
        """Name what the events depend on, apart from the recording."""
        plain = _plain_digest(self.settings)
        return plain if self.net is None else digest(plain, self.net.name)

    def find(self, blocks: Iterable[NDArray[np.float32]], sample_rate_hz: int) -> list[Detection]:
        """Find the events in blocks (time,) of one channel."""
        features, settings = self.settings.features, self.settings.events
        if settings.method == "whole":
            return take_whole(blocks, sample_rate_hz=sample_rate_hz, features=features)
        return detect(blocks, sample_rate_hz=sample_rate_hz, features=features, settings=settings, net=self.net)


def choose_detector(store: CatalogStore, settings: LearnSettings, *, retrain: bool, progress: Progress) -> Detector:
    """Return the detector of the current model, or of a run that was interrupted, or teach one.

    Raises
    ------
    InputError : a self-taught one was asked for, and there is too little to teach.
    """
    if not _is_question(settings):
        return Detector(settings)
    interrupted = checkpoint_folder(store.folder) / DETECTOR_FILE
    current = store.current_model()
    if current is not None and not retrain:
        files = files_of(store, current)
        # A damaged one is taught again: the same recordings teach the same.
        known = load_detector(files.folder / DETECTOR_FILE, settings) if files.damage(DETECTOR_FILE) is None else None
        if known is not None:
            return known
    known = load_detector(interrupted, settings, is_sealed=True)
    if known is not None:
        return known
    detector = _teach(store, settings, progress)
    interrupted.parent.mkdir(parents=True, exist_ok=True)
    save_detector(interrupted, detector)
    return detector


def stored_detector(store: CatalogStore, model_id: str, settings: LearnSettings) -> Detector:
    """Return the detector that a model was learned with; the default one if none lies with it.

    Raises
    ------
    CatalogError : its file is damaged or missing.
    """
    record = store.model(model_id)
    if record is None:
        return Detector(settings)
    path = files_of(store, record).checked(DETECTOR_FILE)
    try:
        return _read(path, settings, is_sealed=False) or Detector(settings)
    except FileNotFoundError:
        return Detector(settings)
    except OSError as error:
        raise unusable(path, f"it cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise unusable(path, str(error)) from None


def save_detector(path: Path, detector: Detector) -> None:
    """Write a detector, atomically; also one without a network, so that nothing is decided twice."""
    facts: dict[str, object] = {"asked": _question(detector.settings), "words": detector.words}
    tensors: dict[str, NDArray[np.float32]] = {}
    if detector.net is not None:
        facts["grid"] = asdict(detector.net.grid)
        tensors = dict(detector.net.weights)
    save_tensors(path, tensors, facts)


def load_detector(path: Path, settings: LearnSettings, *, is_sealed: bool = False) -> Detector | None:
    """Read a detector; None if there is none for these settings, or it is damaged.

    Parameters
    ----------
    is_sealed : take one that cannot say whether it is whole for damaged.

    Raises
    ------
    OSError : it is there, and the disk does not give it.
    """
    try:
        return _read(path, settings, is_sealed=is_sealed)
    except (FileNotFoundError, ValueError):
        return None


def _read(path: Path, settings: LearnSettings, *, is_sealed: bool) -> Detector | None:
    """Read a detector; None if it is for other settings, ValueError if it is damaged."""
    stored = load_tensors(path, is_sealed=is_sealed)
    try:
        net = FrameNet(stored.arrays, FrameGrid(**stored.facts["grid"])) if stored.arrays else None
        asked, words = stored.facts["asked"], str(stored.facts["words"])
    except (KeyError, TypeError) as cause:
        raise ValueError(f"its facts do not fit ({type(cause).__name__}: {cause})") from None
    return Detector(settings, net, words) if asked == _question(settings) else None


def _is_question(settings: LearnSettings) -> bool:
    return settings.events.method == "detect" and settings.events.detector != "plain"


def _question(settings: LearnSettings) -> str:
    return digest(_plain_digest(settings), _TEACHING_VERSION, settings.events.detector)


def _plain_digest(settings: LearnSettings) -> str:
    # The choice of the detector shows in its result alone, so that choosing the default one costs no search.
    events = settings.events.model_dump(mode="json", exclude={"detector"})
    return digest("events", _VERSION, settings.recordings.channels, settings.features, events)


def _teach(store: CatalogStore, settings: LearnSettings, progress: Progress) -> Detector:
    recordings = store.recordings(only_present=True)
    if not recordings:
        return Detector(settings)
    with progress.stage("teach", total=MAX_FRAMES, unit="frames") as stage:
        drawn = draw_stretches(recordings, settings, seed=_SEED, stage=stage)
        taught = teach_detector(drawn.levels, drawn.grid, settings=settings.events, seed=_SEED)
    _check_is_taught(taught, settings)
    if taught.net is not None:
        progress.say(taught.words)
    return Detector(settings, taught.net, taught.words)


def _check_is_taught(taught: Taught, settings: LearnSettings) -> None:
    if taught.net is None and settings.events.detector == "selftaught":
        raise InputError(
            "expected recordings that can teach a detector, since `events.detector` is `selftaught`; got too few clear "
            "calls, or too little quiet between them. Use `--events-detector auto`, or add recordings."
        )
