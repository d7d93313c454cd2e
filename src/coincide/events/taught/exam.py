"""Is a taught detector better than the one that taught it? Asked on the user's own recordings, without labels.

Clear events, whose times are known, are laid into the recordings' own quiet frames at the level of another one here,
made fainter by up to 9 dB, with the gaps that were found between events. None of it was taught. Both detectors search
the mixture. A second look, at the untouched sound, asks whether the taught one still finds what is beyond doubt, and
whether it floods the sound with finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.events.listening import Hearing, hear, segment_heard
from coincide.events.segment import Segments
from coincide.events.settings import EventSettings
from coincide.events.taught.frame_net import FrameNet
from coincide.events.taught.lessons import DetectorLesson

STRONG_Z = 8.0
MIN_IOU = 0.5
MIN_EVENTS, MIN_QUIET_FRAMES = 20, 500
_MAX_FRAMES = 20_000
_N_MIXTURES = 4
_FAINTER_DB = 9.0
_MARGIN_FRAMES = 2
_LONGEST_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Marks:
    """How both detectors did.

    Attributes
    ----------
    plain_f1, taught_f1 : on the mixture, by overlap of a half, in [0, 1].
    recovered : share of the strongest events of the untouched sound that the taught detector finds.
    growth : events that it finds in the untouched sound, per event of the default detector.
    n_mixed, n_strong : events behind these figures; in the mixtures an event may occur more than once.
    """

    plain_f1: float
    taught_f1: float
    recovered: float
    growth: float
    n_mixed: int
    n_strong: int


@dataclass(frozen=True, slots=True)
class Mixture:
    """Frames (frames, bands) in dB with events at known places."""

    levels: NDArray[np.float32]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]


def examine(
    net: FrameNet,
    lessons: Sequence[DetectorLesson],
    *,
    hearing: Hearing,
    settings: EventSettings,
    rng: np.random.Generator,
) -> Marks | None:
    """Compare a taught detector with the default one.

    Parameters
    ----------
    lessons : of sound that was not taught.
    hearing : how they were listened to.

    Returns
    -------
    The marks; None if there are too few clear events or quiet frames to ask about.
    """
    mixtures = [mixture for _ in range(_N_MIXTURES) if (mixture := mix(lessons, rng=rng)) is not None]
    if not mixtures:
        return None
    untouched = [_search(lesson.excess, hearing, net, settings) for lesson in lessons]
    n_recovered, n_strong = _recovered(lessons, untouched)
    n_plain = sum(len(lesson.segments.starts) for lesson in lessons)
    return Marks(
        plain_f1=_f1([(mixture, _search(mixture.levels, hearing, None, settings)) for mixture in mixtures]),
        taught_f1=_f1([(mixture, _search(mixture.levels, hearing, net, settings)) for mixture in mixtures]),
        recovered=n_recovered / max(1, n_strong),
        growth=sum(len(each.starts) for each in untouched) / max(1, n_plain),
        n_mixed=sum(len(mixture.starts) for mixture in mixtures),
        n_strong=n_strong,
    )


def mix(lessons: Sequence[DetectorLesson], *, rng: np.random.Generator) -> Mixture | None:
    """Lay clear events into quiet frames; None if there are too few of either."""
    quiet = np.concatenate([lesson.excess[lesson.is_quiet] for lesson in lessons] or [np.zeros((0, 1))])[:_MAX_FRAMES]
    clear = [(lesson, k) for lesson in lessons for k in np.flatnonzero(lesson.peaks_z > STRONG_Z).tolist()]
    if len(clear) < MIN_EVENTS or len(quiet) < MIN_QUIET_FRAMES:
        return None
    power = 10.0 ** (quiet.astype(np.float64) / 10.0)
    mean_quiet = power.mean(axis=0)
    levels_db = np.concatenate([lesson.peaks_db for lesson in lessons])
    gaps = _gaps(lessons)
    starts: list[int] = []
    stops: list[int] = []
    at = 0
    for row in rng.permutation(len(clear)).tolist():
        lesson, k = clear[row]
        event, lead = _cut_out(lesson, k, mean_quiet)
        at += int(rng.choice(gaps))
        if at + len(event) > len(power):
            break
        wanted_db = float(rng.choice(levels_db)) - rng.uniform(0.0, _FAINTER_DB)
        power[at : at + len(event)] += event * 10.0 ** (min(0.0, wanted_db - float(lesson.peaks_db[k])) / 10.0)
        starts.append(at + lead)
        stops.append(at + lead + int(lesson.segments.stops[k] - lesson.segments.starts[k]))
        at += len(event)
    if len(starts) < MIN_EVENTS:
        return None
    return Mixture((10.0 * np.log10(power)).astype(np.float32), np.array(starts), np.array(stops))


def _f1(searched: Sequence[tuple[Mixture, Segments]]) -> float:
    n_met, n_spans = 0, 0
    for true, found in searched:
        n_met += int(is_met(true.starts, true.stops, found.starts, found.stops).sum())
        n_spans += len(true.starts) + len(found.starts)
    return 2.0 * n_met / n_spans


def is_met(
    true_starts: NDArray[np.int64],
    true_stops: NDArray[np.int64],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Say which true spans overlap a found one by more than a half; disjoint spans can do so with one alone."""
    is_met = np.zeros(len(true_starts), dtype=bool)
    for row, (start, stop) in enumerate(zip(true_starts.tolist(), true_stops.tolist(), strict=True)):
        near = slice(np.searchsorted(stops, start, side="right"), np.searchsorted(starts, stop, side="left"))
        common = np.minimum(stops[near], stop) - np.maximum(starts[near], start)
        joined = np.maximum(stops[near], stop) - np.minimum(starts[near], start)
        is_met[row] = bool(np.any(common > MIN_IOU * joined))
    return is_met


def _recovered(lessons: Sequence[DetectorLesson], found: Sequence[Segments]) -> tuple[int, int]:
    n_recovered, n_strong = 0, 0
    for lesson, each in zip(lessons, found, strict=True):
        is_strong = lesson.peaks_z > STRONG_Z
        starts, stops = lesson.segments.starts[is_strong], lesson.segments.stops[is_strong]
        n_recovered += int(is_met(starts, stops, each.starts, each.stops).sum())
        n_strong += len(starts)
    return n_recovered, n_strong


def _search(levels: NDArray[np.float32], hearing: Hearing, net: FrameNet | None, settings: EventSettings) -> Segments:
    heard = hear(levels, hearing, settings=settings)
    probability = None if net is None else net.probabilities(heard.excess)
    return segment_heard(heard, hearing, settings=settings, probability=probability)


def _cut_out(lesson: DetectorLesson, k: int, mean_quiet: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Return the power of an event without its background, with a margin, and the frames before its start."""
    start, stop = int(lesson.segments.starts[k]), int(lesson.segments.stops[k])
    first = max(0, start - _MARGIN_FRAMES)
    power = 10.0 ** (lesson.excess[first : stop + _MARGIN_FRAMES].astype(np.float64) / 10.0)
    return np.maximum(power - mean_quiet, 0.0), start - first


def _gaps(lessons: Sequence[DetectorLesson]) -> NDArray[np.int64]:
    """Return the gaps between neighboring events in frames, long ones shortened to some event lengths."""
    found = [lesson.segments.starts[1:] - lesson.segments.stops[:-1] for lesson in lessons]
    longest = _LONGEST_GAP * float(np.median([lesson.segments.length_frames for lesson in lessons]))
    gaps = np.minimum(np.concatenate(found), round(longest)).astype(np.int64)
    return np.maximum(gaps - 2 * _MARGIN_FRAMES, 0) if len(gaps) else np.array([round(longest)])
