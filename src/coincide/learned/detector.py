"""Which detector finds the events of a catalog, and where a self-taught one is kept.

It is decided once, on some stretches of the recordings there are then, and lies with the model: later runs and
`coincide recognize` search with the same one, without torch. Only `--retrain` or other settings decide again. The seed
of a run has no say, since other events would take labels with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import unusable, why_unread
from coincide.events import (
    MAX_CLIP_S,
    Detection,
    DrawnRules,
    EdgeRule,
    FrameNet,
    StretchEvents,
    StretchSearch,
    detect,
    edge_rules,
    head_samples,
    join_calls,
    join_stretches,
    take_clip,
    take_whole,
)
from coincide.features import FrameGrid
from coincide.learned.model_files import DETECTOR_FILE, ModelFiles
from coincide.learned.settings import LearnSettings, digest
from coincide.tensor_files import load_tensors, save_tensors

PART_S, PART_HEADS = 3600.0, 60
"""Long recordings are searched in parts: an hour, or longer where the beginning, which each part reads, is long."""
_VERSION = 2
"""Raised when the same settings would give other events."""
_HEARING_VERSION = 30
"""The same where hearing is not fixed."""
_EDGES_VERSION = 1
"""The same where a rule draws edges."""
_TEACHING_VERSION = 1
"""Raised when the same recordings would teach something else."""


@dataclass(frozen=True, slots=True)
class TaughtEdges:
    """Where people draw edges.

    Attributes
    ----------
    key : names what taught it.
    words : what that was, for people.
    """

    rules: DrawnRules
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Detector:
    """What finds events.

    Attributes
    ----------
    net : of a self-taught detector; None for the default one.
    words : how that was decided, for people; empty if there was nothing to decide.
    edges : as people draw them; None if they did not.
    """

    settings: LearnSettings
    net: FrameNet | None = None
    words: str = ""
    edges: TaughtEdges | None = None

    @property
    def rules(self) -> DrawnRules | None:
        """Where events begin and end by drawn edges or by the settings; None for where they do without either."""
        if self.settings.events.method == "whole":
            return None
        drawn = None if self.edges is None else self.edges.rules
        rules = edge_rules(drawn, self.settings.events, is_narrow=False, is_fixed=True)
        return None if rules == DrawnRules() else rules

    @property
    def digest(self) -> str:
        """Name what the events depend on, apart from the recording."""
        plain = _plain_digest(self.settings)
        plain = plain if self.net is None else digest(plain, self.net.name)
        return plain if self.rules is None else digest(plain, _EDGES_VERSION, asdict(self.rules))

    def find(self, blocks: Iterable[NDArray[np.float32]], sample_rate_hz: int) -> list[Detection]:
        """Find the events in blocks (time,) of one channel."""
        features, settings = self.settings.features, self.settings.events
        if settings.method == "whole":
            return take_whole(blocks, sample_rate_hz=sample_rate_hz, features=features)
        if settings.method == "clips":
            is_clip, blocks = _is_clip(iter(blocks), round(MAX_CLIP_S * sample_rate_hz))
            if is_clip:
                return take_clip(blocks, sample_rate_hz=sample_rate_hz, features=features, settings=settings)
        calls = detect(
            blocks,
            sample_rate_hz=sample_rate_hz,
            features=features,
            settings=settings,
            net=self.net,
            drawn=self.rules,
        )
        return self._joined(calls)

    def part_s(self, sample_rate_hz: int) -> float | None:
        """Return how long the parts are in which a recording can be searched; None if it must be searched at once."""
        if self.settings.events.method == "whole":
            return None
        return max(PART_S, PART_HEADS * head_samples(sample_rate_hz, self.settings.features) / sample_rate_hz)

    def stretch_search(self, head: NDArray[np.float32], sample_rate_hz: int) -> StretchSearch:
        """Return what searches parts of a long recording of this beginning; see `join`.

        Parameters
        ----------
        head : array (time,), the first samples, `head_samples` of them.
        """
        features, settings = self.settings.features, self.settings.events
        return StretchSearch(
            head,
            sample_rate_hz=sample_rate_hz,
            features=features,
            settings=settings,
            net=self.net,
            drawn=self.rules,
        )

    def join(self, stretches: Iterable[StretchEvents]) -> list[Detection]:
        """Join what was found in the stretches of all parts, which is what `find` finds."""
        return self._joined(join_stretches(stretches))

    def _joined(self, calls: list[Detection]) -> list[Detection]:
        join_s = self.settings.events.join_s
        return calls if join_s is None else join_calls(calls, join_s)


def _is_clip(blocks: Iterator[NDArray[np.float32]], most: int) -> tuple[bool, Iterable[NDArray[np.float32]]]:
    """Say whether there are no more samples than that; returns all blocks again."""
    read: list[NDArray[np.float32]] = []
    n_samples = 0
    for block in blocks:
        read.append(block)
        n_samples += len(block)
        if n_samples > most:
            return False, chain(read, blocks)
    return True, read


def read_detector(files: ModelFiles, settings: LearnSettings) -> Detector:
    """Return the detector that a model was learned with; the default one if none lies with it.

    Raises
    ------
    CatalogError : its file is damaged or missing.
    """
    path = files.checked(DETECTOR_FILE)
    try:
        return _read(path, settings, is_sealed=False) or Detector(settings)
    except FileNotFoundError:
        return Detector(settings)
    except OSError as error:
        raise unusable(path, why_unread(error)) from None
    except ValueError as error:
        raise unusable(path, str(error)) from None


def save_detector(path: Path, detector: Detector) -> None:
    """Write a detector, atomically; also one without a network, so that nothing is decided twice."""
    facts: dict[str, object] = {"asked": _question(detector.settings), "words": detector.words}
    if detector.edges is not None:
        facts["edges"] = asdict(detector.edges)
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
        edges = _edges(stored.facts["edges"]) if "edges" in stored.facts else None
    except (KeyError, TypeError) as cause:
        raise ValueError(f"its facts do not fit ({type(cause).__name__}: {cause})") from None
    return Detector(settings, net, words, edges) if asked == _question(settings) else None


def _edges(facts: Mapping[str, Any]) -> TaughtEdges:
    onset, offset = (
        None if facts["rules"][edge] is None else EdgeRule(**facts["rules"][edge]) for edge in ("onset", "offset")
    )
    return TaughtEdges(DrawnRules(onset, offset), str(facts["key"]), str(facts["words"]))


def _question(settings: LearnSettings) -> str:
    return digest(_plain_digest(settings), _TEACHING_VERSION, settings.events.detector)


def _plain_digest(settings: LearnSettings) -> str:
    # The choice of the detector shows in its result alone, so that choosing the default one costs no search.
    # So does whether edges are drawn by a rule.
    events = settings.events.model_dump(mode="json", exclude={"detector", "edges"})
    # Undecided settings find events by searching, as those of earlier versions did.
    events["method"] = "detect" if events["method"] == "auto" else events["method"]
    # How the time was found makes no difference, and events of earlier versions were not joined.
    del events["unit"]
    if events["join_s"] is None:
        del events["join_s"]
    features = settings.features.model_dump(mode="json")
    # The events of earlier versions were not parted, and a fixed hearing parts none.
    if events["overlaps"] == "joined" or features["hearing"] == "fixed":
        del events["overlaps"]
    # The events of earlier versions were found with a fixed hearing, which had no name.
    if features["hearing"] == "fixed":
        del features["hearing"]
    else:
        features["hearing"] = [features["hearing"], _HEARING_VERSION]
    return digest("events", _VERSION, settings.recordings.channels, features, events)
