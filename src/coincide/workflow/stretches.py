"""Some stretches of the recordings, drawn at random: enough to learn how they sound, and read in a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.features import FrameGrid, Spectrograph, frame_grid
from coincide.recordings import ChannelChoice, read_span
from coincide.records import Recording
from coincide.seeds import generator
from coincide.workflow.progress import StageProgress
from coincide.workflow.settings import LearnSettings

STRETCH_S = 30.0
MAX_FRAMES = 180_000


@dataclass(frozen=True, slots=True)
class Stretches:
    """Levels (frames, bands) in dB of stretches of up to half a minute, in random order, and their frames."""

    levels: Sequence[NDArray[np.float32]]
    grid: FrameGrid


def draw_stretches(
    recordings: Sequence[Recording], settings: LearnSettings, *, seed: int, stage: StageProgress
) -> Stretches:
    """Read stretches of the recordings of the commonest sample rate, until there are 180,000 frames.

    Recordings that cannot be read are passed over; whoever reads them whole says why.

    Parameters
    ----------
    recordings : at least one.
    stage : told of each frame.
    """
    rate_hz = _commonest_rate(recordings)
    grid = frame_grid(rate_hz, settings.features)
    graph = Spectrograph(grid)
    chosen = [one for one in recordings if one.sample_rate_hz == rate_hz and _has(one, settings.recordings.channels)]
    drawn: list[NDArray[np.float32]] = []
    n_frames = 0
    for recording, start_s in _places(chosen, generator(seed, "stretches")):
        samples = _read(recording, start_s, settings.recordings.channels)
        if samples is None:
            continue
        levels = np.concatenate([np.zeros((0, grid.n_bands), dtype=np.float32), *graph.stream([samples])])
        drawn.append(levels)
        n_frames += len(levels)
        stage.advance(len(levels))
        if n_frames >= MAX_FRAMES:
            break
    return Stretches(drawn, grid)


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
        sound, _ = read_span(Path(recording.path), start_s=start_s, stop_s=start_s + STRETCH_S, channels=wanted)
    except RecordingError:
        return None
    return sound[0] if sound.size > 0 and np.isfinite(sound).all() else None
