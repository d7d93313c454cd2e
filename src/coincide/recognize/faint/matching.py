"""Where sound resembles templates: normalized cross-correlation of levels, with all templates and decoys as rivals.

Levels are whitened first: each band by its running background and by how much it varies. Where several templates or
decoys match overlapping places, only the best stays. A decoy that matches a call less well than the call's own template
therefore counts for nothing, and the places of noise are shared out evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from coincide.events import running_floor
from coincide.features import Spectrograph
from coincide.recognize.faint.templates import MAX_DB, Template, TemplateFrames

Floats = NDArray[np.float32]
MIN_SCORE = 2.5
"""Standard deviations of what chance would give; whatever is lower is no repeat in any recording."""
END_SHARE = 0.15
"""So much of either end of a place may overlap with what is taken."""
_CLIP = 4.0
"""A cell counts for at most so many standard deviations: one click must not make a match."""
_STRETCH_S, _FEWEST_FRAMES, _MOST_FRAMES, _STRETCH_CALLS = 60.0, 4_000, 30_000, 20
_FLOOR_S, _FLOOR_FRAMES = 8.0, 400
_QUANTILE_50_20 = 0.842
_MIN_SPREAD_DB = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A place that resembles a template, or a decoy of it.

    Attributes
    ----------
    template : its place in the list.
    picture : 0 for the call itself, from 1 for its moved decoys, and after these for its flipped ones.
    score : correlation times the root of the number of cells.
    snr_db : power over the background where the template is loud.
    """

    template: int
    picture: int
    onset_s: float
    offset_s: float
    score: float
    snr_db: float

    @property
    def is_decoy(self) -> bool:
        """Whether a decoy matches."""
        return self.picture > 0


def find_matches(
    blocks: Iterable[Floats],
    sample_rate_hz: int,
    *,
    templates: Sequence[Template],
    frames: TemplateFrames,
    taken_s: Sequence[tuple[float, float]],
) -> list[Match]:
    """Find the places of one channel that resemble templates or decoys, outside what is taken already.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths.
    taken_s : onset and offset of the events that were found.

    Returns
    -------
    Matches by onset, which hardly overlap.
    """
    grid = frames.grid(sample_rate_hz)
    weights = [template.weights() for template in templates]
    longest = max(weight.shape[1] for weight in weights)
    core = stretch_frames(grid.hop_s, longest)
    events = np.array(taken_s, dtype=np.float64).reshape(-1, 2)
    found: list[Match] = []
    here: list[Match] = []
    for first, levels in _stretches(Spectrograph(grid).stream(blocks), core, 2 * longest):
        excess = levels - running_floor(levels, span_frames=max(round(_FLOOR_S / grid.hop_s), _FLOOR_FRAMES))
        sound = _whitened(excess)
        rivals = np.concatenate([_peaks(sound, weight, row, core) for row, weight in enumerate(weights)])
        taken = np.concatenate([events, [(match.onset_s, match.offset_s) for match in here]]) if here else events
        is_taken = _marked(taken / grid.hop_s - first, len(levels))
        here = []
        for score, start, row, picture in rivals[np.argsort(-rivals[:, 0], kind="stable")].tolist():
            template, start = templates[int(row)], int(start)
            if _take(is_taken, start, len(template.picture)):
                onset_s = max(0.0, (first + start - 0.5) * grid.hop_s)
                snr_db = _snr_db(excess[start:], template.picture)
                here.append(Match(int(row), int(picture), onset_s, onset_s + template.duration_s, score, snr_db))
        found += here
    return sorted(found, key=lambda match: match.onset_s)


def stretch_frames(hop_s: float, longest: int) -> int:
    """Return how many frames are searched at a time: a minute, or less of the short frames of bats, to save memory.

    Parameters
    ----------
    longest : frames of the longest template; a stretch holds 20 of them.
    """
    minute = min(max(round(_STRETCH_S / hop_s), _FEWEST_FRAMES), _MOST_FRAMES)
    return max(minute, _STRETCH_CALLS * longest)


def scores(sound: Floats, weights: Floats) -> Floats:
    """Return how well each place of whitened levels (time, bands) matches pictures (n, frames, bands), (n, places).

    The normalized correlation (Lewis 1995) times the root of the number of cells, which for noise has a spread of
    about 1 whatever the size of the picture. Slow twin: `tests/naive_faint.py`.
    """
    n_pictures, length, n_bands = weights.shape
    n_places = len(sound) - length + 1
    if n_places < 1:
        return np.zeros((n_pictures, 0), dtype=np.float32)
    dots = np.zeros((n_places, n_pictures), dtype=np.float32)
    for frame in range(length):
        dots += sound[frame : frame + n_places] @ weights[:, frame].T
    sums, squares = (_sums(values.sum(axis=1, dtype=np.float64), length) for values in (sound, sound**2))
    n_cells = length * n_bands
    spread = np.sqrt(np.maximum(squares / n_cells - (sums / n_cells) ** 2, 1e-6))
    return np.ascontiguousarray((dots / spread[:, None]).T.astype(np.float32))


def _sums(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the sum of each `length` values in a row."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return total[length:] - total[:-length]


def _stretches(levels: Iterable[Floats], core: int, margin: int) -> Iterator[tuple[int, Floats]]:
    """Yield levels in stretches of `core` frames and a margin after them, with the number of their first frame."""
    rest, first = [np.zeros((0, 0), dtype=np.float32)][:0], 0
    for part in levels:
        rest.append(part)
        while sum(len(each) for each in rest) >= core + margin:
            joined = np.concatenate(rest)
            yield first, joined[: core + margin]
            rest, first = [joined[core:]], first + core
    if rest and len(rest[0]) > 0:
        yield first, np.concatenate(rest)


def _whitened(excess: Floats) -> Floats:
    """Return levels over the background in standard deviations of each band's quieter half."""
    median = np.median(excess, axis=0)
    spread = (median - np.percentile(excess, 20.0, axis=0)) / _QUANTILE_50_20
    return np.clip((excess - median) / np.maximum(spread, _MIN_SPREAD_DB), -_CLIP, _CLIP).astype(np.float32)


def _peaks(sound: Floats, weights: Floats, row: int, core: int) -> NDArray[np.float64]:
    """Return where a template or its decoys match best around, (peaks, 4): score, start, template, picture."""
    curves = scores(sound, weights)
    around = scipy.ndimage.maximum_filter1d(curves, 2 * (weights.shape[1] // 2) + 1, axis=1)
    pictures, starts = np.nonzero((curves == around)[:, :core] & (curves[:, :core] > MIN_SCORE))
    places = (curves[pictures, starts], starts, np.full(len(starts), row), pictures)
    return np.stack([each.astype(np.float64) for each in places], axis=1)


def _marked(spans: NDArray[np.float64], n_frames: int) -> NDArray[np.bool_]:
    """Return which frames lie in spans (n, 2), in frames."""
    is_marked = np.zeros(n_frames, dtype=np.bool_)
    for start, stop in np.round(spans[(spans[:, 1] > 0) & (spans[:, 0] < n_frames)]).astype(np.int64).tolist():
        is_marked[max(0, start) : max(0, stop)] = True
    return is_marked


def _take(is_taken: NDArray[np.bool_], start: int, length: int) -> bool:
    """Take a place if all but its ends is free."""
    end = int(END_SHARE * length)
    if is_taken[start + end : start + length - end].any():
        return False
    is_taken[start : start + length] = True
    return True


def _snr_db(excess: Floats, picture: Floats) -> float:
    power = 10.0 ** (excess[: len(picture)][picture >= MAX_DB / 2] / 10.0)
    return 10.0 * float(np.log10(max(float(power.mean()) - 1.0, 1e-3))) if power.size else 0.0
