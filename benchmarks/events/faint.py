"""The second pass on made-up callers: clear calls teach three templates, and their faint repeats are looked for.

What is drawn: three animals of a kind, a clear recording of them at 15 dB, and a faint one with 15 calls of each.
Beside it stand a recording of noise alone and one of two other animals, in which every repeat is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from benchmarks.events.kinds import Caller, Kind
from benchmarks.events.noises import NOISES
from benchmarks.events.scenes import gain
from coincide.evaluate import match_by_iou
from coincide.events import Detection, EventSettings, detect
from coincide.features import FeatureSettings
from coincide.recognize.faint import Template, TemplateFrames, choose_repeats, find_matches, fit_frames, make_template
from coincide.records import Event

Floats = NDArray[np.float32]
Rng = np.random.Generator
Callers = Literal["known", "others", "none"]
MOST_FALSE = 0.05
_CLEAR_DB, _N_CLEAR, _N_FAINT, _N_ANIMALS, _N_OTHERS = 15.0, 4, 15, 3, 2
_JITTER_DB, _MOST_FILLED = 1.0, 0.4


@dataclass(frozen=True)
class LaidCalls:
    """A recording, and its calls: `spans_s` (calls, 2), and which animal each is from."""

    sound: Floats
    spans_s: NDArray[np.float64]
    animals: Sequence[int]


@dataclass(frozen=True)
class FaintFound:
    """Counts of one or more recordings.

    Attributes
    ----------
    n_detected : true calls that the detector found; `n_gained` : others that the second pass found.
    n_right : repeats that overlap with a call of their animal by a half.
    n_touching : repeats that overlap with any call at all.
    """

    n_truth: int = 0
    n_detected: int = 0
    n_gained: int = 0
    n_repeats: int = 0
    n_right: int = 0
    n_touching: int = 0

    def __add__(self, other: FaintFound) -> FaintFound:
        names = self.__dataclass_fields__
        return FaintFound(*(getattr(self, name) + getattr(other, name) for name in names))


def measure_faint(kind: Kind, *, noise: str, snr_db: float, callers: Callers, rng: Rng) -> FaintFound:
    """Look for faint repeats in a recording of known callers, of others, or of none."""
    animals = [kind.draw(rng) for _ in range(_N_ANIMALS + _N_OTHERS)]
    known = animals[:_N_ANIMALS]
    clear = lay_calls(kind, known, noise="even", snr_db=_CLEAR_DB, n_each=_N_CLEAR, rng=rng)
    there = {"known": known, "others": animals[_N_ANIMALS:], "none": []}[callers]
    faint = lay_calls(kind, there, noise=noise, snr_db=snr_db, n_each=_N_FAINT, rng=rng)
    templates, frames = _templates(clear, kind.rate_hz)
    events = _detected(faint.sound, kind.rate_hz)
    taken_s = [(event.onset_s, event.offset_s) for event in events]
    if not templates:
        return _scored(faint, taken_s, [], [])
    matches = find_matches([faint.sound], kind.rate_hz, templates=templates, frames=frames, taken_s=taken_s)
    repeats = choose_repeats([matches], templates, most_false=MOST_FALSE)
    spans_s = [(repeat.match.onset_s, repeat.match.offset_s) for repeat in repeats]
    return _scored(faint, taken_s, spans_s, [templates[repeat.match.template].key for repeat in repeats])


def lay_calls(kind: Kind, callers: Sequence[Caller], *, noise: str, snr_db: float, n_each: int, rng: Rng) -> LaidCalls:
    """Lay calls into a background in any order, without echoes."""
    n = round(kind.duration_s * kind.rate_hz)
    background = NOISES[noise](n, kind.rate_hz, rng)
    spectrum = np.asarray(signal.welch(background, kind.rate_hz, nperseg=min(n, 4096))[1])
    animals = rng.permutation(np.repeat(np.arange(len(callers)), n_each)).tolist()
    calls = [callers[animal](rng) for animal in animals]
    while sum(len(call) for call in calls) > _MOST_FILLED * n:
        calls.pop()
    gaps = rng.dirichlet(np.ones(len(calls) + 1)) * (n - sum(len(call) for call in calls))
    starts = np.floor(np.cumsum(gaps[:-1]) + np.cumsum([0, *(len(call) for call in calls)])[:-1]).astype(np.int64)
    sound = background.copy()
    for call, start in zip(calls, starts, strict=True):
        level_db = snr_db + rng.uniform(-_JITTER_DB, _JITTER_DB)
        sound[start : start + len(call)] += call * gain(call, spectrum, kind.rate_hz, level_db)
    spans_s = np.array([(start, start + len(call)) for start, call in zip(starts, calls, strict=True)]).reshape(-1, 2)
    return LaidCalls(sound / (4 * np.abs(sound).max()), spans_s / kind.rate_hz, animals[: len(calls)])


def _detected(sound: Floats, rate_hz: int) -> list[Detection]:
    return detect([sound], sample_rate_hz=rate_hz, features=FeatureSettings(), settings=EventSettings())


def _templates(clear: LaidCalls, rate_hz: int) -> tuple[list[Template], TemplateFrames]:
    """Picture the first call of each animal that the detector finds."""
    events = _detected(clear.sound, rate_hz)
    firsts: dict[int, Event] = {}
    for call, place in _pairs(clear.spans_s, [(event.onset_s, event.offset_s) for event in events]):
        one = events[place]
        event = Event(0, 0, 0, one.onset_s, one.offset_s, one.low_hz, one.high_hz, one.snr_db)
        firsts.setdefault(clear.animals[call], event)
    if not firsts:
        return [], TemplateFrames(0.01, 0.0, rate_hz / 2)
    frames = fit_frames(list(firsts.values()))
    made: list[Template] = []
    for animal, event in firsts.items():
        start = max(0, round((event.onset_s - frames.context_s) * rate_hz))
        sound = clear.sound[start : round((event.offset_s + frames.context_s) * rate_hz)]
        template = make_template(animal, event, sound, rate_hz, start_s=start / rate_hz, frames=frames)
        made += [] if template is None else [template]
    return made, frames


def _scored(
    truth: LaidCalls,
    detected_s: Sequence[tuple[float, float]],
    repeats_s: Sequence[tuple[float, float]],
    animals: Sequence[int],
) -> FaintFound:
    detected = {call for call, _ in _pairs(truth.spans_s, detected_s)}
    repeated = _pairs(truth.spans_s, repeats_s)
    onsets_s, offsets_s = truth.spans_s.T
    return FaintFound(
        n_truth=len(truth.spans_s),
        n_detected=len(detected),
        n_gained=len({call for call, _ in repeated} - detected),
        n_repeats=len(repeats_s),
        n_right=sum(truth.animals[call] == animals[place] for call, place in repeated),
        n_touching=sum(bool(((onsets_s < stop) & (offsets_s > start)).any()) for start, stop in repeats_s),
    )


def _pairs(truth_s: NDArray[np.float64], found_s: Sequence[tuple[float, float]]) -> Sequence[tuple[int, int]]:
    found = np.array(found_s, dtype=np.float64).reshape(-1, 2)
    return match_by_iou(truth_s[:, 0], truth_s[:, 1], found[:, 0], found[:, 1], min_iou=0.5)
