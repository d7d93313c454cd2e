"""Some stretches of the recordings, drawn at random: enough to learn how they sound, and read in a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.events import Hearing, choose_hearing, usual_hearing
from coincide.features import Spectrograph
from coincide.learned.settings import LearnSettings
from coincide.recordings import ChannelChoice, place_of, read_span
from coincide.records import Recording
from coincide.seeds import generator
from coincide.workflow.progress import StageProgress

STRETCH_S = 30.0
MAX_FRAMES = 180_000
_N_TRIED = 5
"""Stretches that tell how most recordings are heard."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Levels (frames, bands) in dB of stretches of up to half a minute, in random order, and how they are heard."""

    levels: Sequence[NDArray[np.float32]]
    hearing: Hearing


def draw_stretches(
    recordings: Sequence[Recording], settings: LearnSettings, *, seed: int, stage: StageProgress
) -> Stretches:
    """Read stretches of the recordings of the commonest sample rate, until there are 180,000 frames.

    Recordings that cannot be read are passed over; the stage that reads them whole says why.

    Parameters
    ----------
    recordings : at least one.
    stage : advanced by each frame.
    """
    rate_hz = _commonest_rate(recordings)
    chosen = [one for one in recordings if one.sample_rate_hz == rate_hz and _has(one, settings.recordings.channels)]
    hearing = _common_hearing(chosen, rate_hz, settings, seed=seed)
    graph = Spectrograph(hearing.grid)
    drawn: list[NDArray[np.float32]] = []
    n_frames = 0
    for recording, start_s in _places(chosen, generator(seed, "stretches")):
        samples = _read(recording, start_s, settings.recordings.channels)
        if samples is None:
            continue
        levels = np.concatenate([np.zeros((0, hearing.grid.n_bands), dtype=np.float32), *graph.stream([samples])])
        drawn.append(levels)
        n_frames += len(levels)
        stage.advance(len(levels))
        if n_frames >= MAX_FRAMES:
            break
    return Stretches(drawn, hearing)


def _common_hearing(recordings: Sequence[Recording], rate_hz: int, settings: LearnSettings, *, seed: int) -> Hearing:
    """Return how most of some stretches are heard."""
    usual = usual_hearing(rate_hz, settings.features)
    if usual.is_fixed:
        return usual
    places = islice(_places(recordings, generator(seed, "stretches")), _N_TRIED)
    read = (_read(recording, start_s, settings.recordings.channels) for recording, start_s in places)
    heard = [
        choose_hearing(samples, rate_hz, features=settings.features, settings=settings.events)
        for samples in read
        if samples is not None
    ]
    return Counter(heard).most_common(1)[0][0] if heard else usual


def _commonest_rate(recordings: Sequence[Recording]) -> int:
    """Return the sample rate with the most sound."""
    seconds: dict[int, float] = {}
    for recording in recordings:
        seconds[recording.sample_rate_hz] = seconds.get(recording.sample_rate_hz, 0.0) + recording.duration_s
    return max(sorted(seconds), key=lambda rate_hz: seconds[rate_hz])


def _has(recording: Recording, choice: ChannelChoice) -> bool:
    return isinstance(choice, str) or 0 <= choice < recording.n_channels


def _places(recordings: Sequence[Recording], rng: np.random.Generator) -> Iterator[tuple[Recording, float]]:
    """Yield where stretches begin, in random order; a rest of less than half a stretch is left out."""
    counts = np.array([max(1, round(one.duration_s / STRETCH_S)) for one in recordings], dtype=np.int64)
    ends = np.cumsum(counts)
    for place in rng.permutation(int(counts.sum())).tolist():
        row = int(np.searchsorted(ends, place, side="right"))
        yield recordings[row], STRETCH_S * (place - int(ends[row] - counts[row]))


def _read(recording: Recording, start_s: float, choice: ChannelChoice) -> NDArray[np.float32] | None:
    wanted: ChannelChoice = 0 if choice == "each" else choice
    try:
        sound, _ = read_span(place_of(recording.path), start_s=start_s, stop_s=start_s + STRETCH_S, channels=wanted)
    except RecordingError:
        return None
    return sound[0] if sound.size > 0 and np.isfinite(sound).all() else None
