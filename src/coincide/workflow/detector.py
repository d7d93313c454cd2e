"""Which detector finds the events of a catalog, and where a self-taught one is kept.

It is decided once, on some stretches of the recordings there are then, and lies with the model: later runs and
`coincide recognize` search with the same one, without torch. Only `--retrain` or other settings decide anew. The seed
of a run has no say, since other events would take labels with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from coincide.catalog import CatalogStore, checkpoint_folder, model_folder
from coincide.errors import InputError
from coincide.events import Detection, FrameNet, Taught, detect, take_whole, teach_detector
from coincide.features import FrameGrid
from coincide.whole_files import replacing
from coincide.workflow.progress import Progress
from coincide.workflow.settings import LearnSettings, digest
from coincide.workflow.stretches import MAX_FRAMES, draw_stretches

DETECTOR_FILE = "detector.safetensors"
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
    places = [interrupted] if retrain or current is None else [_place(store, current.id), interrupted]
    for place in places:
        known = load_detector(place, settings)
        if known is not None:
            return known
    detector = _teach(store, settings, progress)
    interrupted.parent.mkdir(parents=True, exist_ok=True)
    save_detector(interrupted, detector)
    return detector


def stored_detector(store: CatalogStore, model_id: str, settings: LearnSettings) -> Detector:
    """Return the detector that a model was learned with; the default one if none lies with it."""
    return load_detector(_place(store, model_id), settings) or Detector(settings)


def save_detector(path: Path, detector: Detector) -> None:
    """Write a detector, atomically; also one without a network, so that nothing is decided twice."""
    facts: dict[str, object] = {"asked": _question(detector.settings), "words": detector.words}
    tensors: dict[str, NDArray[np.float32]] = {}
    if detector.net is not None:
        facts["grid"] = asdict(detector.net.grid)
        tensors = {name: np.ascontiguousarray(array) for name, array in detector.net.weights.items()}
    with replacing(path) as file:
        file.write(save(tensors, metadata={"facts": json.dumps(facts, sort_keys=True)}))


def load_detector(path: Path, settings: LearnSettings) -> Detector | None:
    """Read a detector; None if there is none for these settings, or it is damaged."""
    try:
        with safe_open(path, framework="numpy") as file:
            facts = json.loads((file.metadata() or {})["facts"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
        net = FrameNet(tensors, FrameGrid(**facts["grid"])) if tensors else None
        return Detector(settings, net, facts["words"]) if facts["asked"] == _question(settings) else None
    except (SafetensorError, OSError, KeyError, ValueError, TypeError):
        return None


def _is_question(settings: LearnSettings) -> bool:
    return settings.events.method == "detect" and settings.events.detector != "plain"


def _question(settings: LearnSettings) -> str:
    return digest(_plain_digest(settings), _TEACHING_VERSION, settings.events.detector)


def _plain_digest(settings: LearnSettings) -> str:
    # The choice of the detector shows in its result alone, so that choosing the default one costs no search.
    events = settings.events.model_dump(mode="json", exclude={"detector"})
    return digest("events", _VERSION, settings.recordings.channels, settings.features, events)


def _place(store: CatalogStore, model_id: str) -> Path:
    return model_folder(store.folder, model_id) / DETECTOR_FILE


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
