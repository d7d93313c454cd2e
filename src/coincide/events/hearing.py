"""How a recording is listened to: which bands, which frames, and how many loud bands make an event.

All of it is found from the calls of the recording itself, in a first pass over its beginning, so that whales, frogs,
mice and bats need no setting.

- *Spacing*: calls that fill few of 40 bands of equal width in Hz are heard in such bands, and so is ultrasound; song
  and speech, which are broad, in mel bands.
- *Loud bands*: where calls are narrow, half as many count for a frame as stand out in the calls' loudest frames; else a
  fifth of the bands.
- *Frames*: shorter ones for ultrasonic calls of few milliseconds.
- *Weights*: in `coincide.events.listening`, for every stretch.

With `hearing = "fixed"` the sample rate alone decides, as it did before, and a fifth of the bands count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.events.floor import LOUD_SHARE
from coincide.events.listening import Heard, Hearing, over_background, segment_heard, weigh
from coincide.events.segment import BODY_DB, Segments, typical_length
from coincide.features import FrameGrid, Spectrograph, frame_grid

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings
    from coincide.features import FeatureSettings

HEAD_S = 60.0
"""How much of the beginning a recording is judged by; slow recordings are judged by as many frames."""
_HEAD_FRAMES = 4_000
_ULTRASOUND_HZ = 96_000
"""From this sample rate on, calls are narrow whatever the first pass says."""
_MOST_NARROW = 0.1
"""Share of the bands that narrow calls fill at most."""
_FEWEST_LOUD = 2
_STANDS_OUT_DB = 10.0
# (longest call in s, window in s, hop in s) of ultrasound.
_SHORT_CALLS = ((0.006, 0.001, 0.0005), (0.012, 0.002, 0.001))
_LEAST_BROAD = 0.5
"""Share of the bands that clicks and bursts of noise fill at least: they are calls, though all bands share them."""
_MOST_IN_RAIN = 0.2
"""The same where rain would drown broader calls in mel bands."""
_RAIN_SHARE = 0.5
"""Where so many events of the first pass are gone without what all bands share, they were rain, not calls."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one look at the beginning of a recording found.

    Attributes
    ----------
    n_bands : median number of bands that stand out in the loudest frame of an event; None without events.
    length_s : length below which a quarter of the time in events lies, events without their tails.
    """

    n_events: int
    n_bands: float | None
    length_s: float | None


def head_samples(sample_rate_hz: int, features: FeatureSettings) -> int:
    """Return how many samples of the beginning a recording is judged by."""
    hop_samples = frame_grid(sample_rate_hz, features).hop_samples
    return max(round(HEAD_S * sample_rate_hz), _HEAD_FRAMES * hop_samples)


def usual_hearing(sample_rate_hz: int, features: FeatureSettings) -> Hearing:
    """Return how a recording is heard of whose calls nothing is known."""
    grid = frame_grid(sample_rate_hz, features)
    n_loud = max(1, round(LOUD_SHARE * grid.n_bands))
    if features.hearing == "fixed":
        return Hearing(grid, n_loud, is_fixed=True)
    if sample_rate_hz >= _ULTRASOUND_HZ:
        return Hearing(replace(grid, spacing="linear"), _FEWEST_LOUD, is_narrow=True)
    return Hearing(grid, n_loud)


def choose_hearing(
    sound: NDArray[np.float32], sample_rate_hz: int, *, features: FeatureSettings, settings: EventSettings
) -> Hearing:
    """Choose how a recording is heard.

    Parameters
    ----------
    sound : array (time,), its beginning; see `head_samples`.

    Returns
    -------
    The hearing; the usual one of its sample rate if nothing is found.
    """
    usual = usual_hearing(sample_rate_hz, features)
    if usual.is_fixed or len(sound) < usual.grid.window_samples:
        return usual
    as_narrow = Hearing(replace(usual.grid, spacing="linear"), _FEWEST_LOUD, is_narrow=True)
    excess = over_background(_levels(sound, as_narrow.grid), as_narrow, settings=settings)
    narrow = _look(excess, as_narrow, settings)
    whole = _look(excess, replace(as_narrow, is_narrow=False), settings)
    if whole.n_bands is not None and whole.n_bands > _LEAST_BROAD * as_narrow.grid.n_bands:
        return replace(usual, n_loud=max(1, round(LOUD_SHARE * usual.grid.n_bands)), is_narrow=False)
    if sample_rate_hz < _ULTRASOUND_HZ and not _is_narrow(whole, narrow, as_narrow.grid):
        return usual
    grid = _frames_for(narrow.length_s, as_narrow.grid, features)
    return replace(as_narrow, grid=grid, n_loud=_n_loud(narrow, as_narrow))


def hearing_on(grid: FrameGrid, features: FeatureSettings) -> Hearing:
    """Return the hearing that a taught detector learned with, from its frames."""
    usual = usual_hearing(grid.sample_rate_hz, features)
    return usual if grid == usual.grid else Hearing(grid, _FEWEST_LOUD, is_narrow=True)


def _levels(sound: NDArray[np.float32], grid: FrameGrid) -> NDArray[np.float32]:
    return np.concatenate([np.zeros((0, grid.n_bands), dtype=np.float32), *Spectrograph(grid).stream([sound])])


def _look(excess: NDArray[np.float32], hearing: Hearing, settings: EventSettings) -> _Pass:
    heard = weigh(excess, hearing)
    found = segment_heard(heard, hearing, settings=settings)
    if len(found.starts) == 0:
        return _Pass(0, None, None)
    widths = [_n_standing_out(heard, start, stop) for start, stop in _spans(found)]
    bodies = [_body_frames(heard.level[start:stop]) for start, stop in _spans(found)]
    return _Pass(len(widths), float(np.median(widths)), typical_length(bodies) * hearing.grid.hop_s)


def _spans(found: Segments) -> zip[tuple[int, int]]:
    return zip(found.starts.tolist(), found.stops.tolist(), strict=True)


def _n_standing_out(heard: Heard, start: int, stop: int) -> int:
    weighted = heard.excess[start:stop] * heard.weights
    loudest = weighted[int(np.argmax(weighted.max(axis=1)))]
    return int((loudest > _STANDS_OUT_DB).sum())


def _body_frames(level: NDArray[np.float32]) -> int:
    near = np.flatnonzero(level >= level.max() - BODY_DB)
    return int(near[-1] - near[0]) + 1


def _is_narrow(whole: _Pass, narrow: _Pass, grid: FrameGrid) -> bool:
    """Say whether calls are narrow: all of them are, or those that are left without rain."""
    most = _MOST_NARROW * grid.n_bands
    if whole.n_bands is not None and whole.n_bands <= most:
        return True
    is_rain = narrow.n_events < _RAIN_SHARE * whole.n_events
    return is_rain and narrow.n_bands is not None and narrow.n_bands <= _MOST_IN_RAIN * grid.n_bands


def _n_loud(found: _Pass, usual: Hearing) -> int:
    if found.n_bands is None:
        return _FEWEST_LOUD
    most = max(_FEWEST_LOUD, round(LOUD_SHARE * usual.grid.n_bands))
    return min(max(round(found.n_bands / 2), _FEWEST_LOUD), most)


def _frames_for(length_s: float | None, grid: FrameGrid, features: FeatureSettings) -> FrameGrid:
    """Return the grid with shorter frames where ultrasonic calls are short; frames that were given stay."""
    is_given = features.window_s is not None or features.hop_s is not None
    if length_s is None or is_given or grid.sample_rate_hz < _ULTRASOUND_HZ:
        return grid
    for longest_s, window_s, hop_s in _SHORT_CALLS:
        if length_s < longest_s:
            window, hop = round(window_s * grid.sample_rate_hz), round(hop_s * grid.sample_rate_hz)
            return replace(grid, window_samples=max(8, window), hop_samples=max(1, hop))
    return grid
