"""Levels become two curves by which events are found: how surely a frame is more than background, and how loud it is.

A band whose background wanders (wind, a cage, a band of few Fourier bins) counts less: its excess is divided by how
much more it spreads than white noise would in the same bands; the lowest fine band, which one Fourier bin can make up,
is also compared with the others. A band that spreads far more, above a calm one, is full of calls, as in a chorus, and
counts fully. Where calls are narrow, what all bands share in a frame (a drop of rain, a click) is taken off first.
Wind, and noise that falls with frequency, wander slowly from the lowest band up; these bands are also compared over
blocks of frames, and where there is wind, gusts are taken off as far up as each reaches. Echoes are taken off if calls
run into each other by them or, in ultrasound, are far longer with them (`coincide.events.echoes`). Digital silence,
which recorders write where they did not record, is no background: it is heard as if the noise went on. The loudest
bands are picked after smoothing over a share of a call, and their levels are taken as they were: noise is loud in
another band in each frame, and a call in few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from coincide import kernels
from coincide.events.background.floor import ANCHORS_PER_SPAN, activity, running_floor
from coincide.events.background.silence import (
    are_sound,
    in_faint_noise,
    sounds_in_silence,
    white_excess,
    without_silence,
)
from coincide.events.echoes import Echo, echo_behind_calls, echo_in_room, echo_rate, without_echoes
from coincide.events.rain import SHARED_DB, momentary, without_residue
from coincide.events.segment import ROUNDS, Segments, quiet_level, segment
from coincide.events.smoothing import smooth_with_bell
from coincide.features import ULTRASOUND_FROM_HZ, FrameGrid, Spectrograph, leakage, white_noise

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings

_N_NOISE_FRAMES = 2_000
"""Frames that tell how much a band spreads: more tell no better, and take longer."""
QUANTILE_50_20 = 0.842
"""Standard deviations of a normal distribution between its 20th percentile, where the floor is, and its median."""
SPREAD_MARGIN = 1.1
"""By how much the spread of a band may exceed that of white noise for nothing: calls add to it, and luck does."""
MOST_SPREAD = 1.5
"""Where most bands spread by more, calls fill more than half of the time, and bands are compared with most of them."""
NARROW_ONSET = 1.2
"""The loudest two of 40 bands of noise are further out, more often, than the loudest eight: in white noise an event
every few minutes would pass the threshold for eight."""
BLOCK_FRAMES, FEWEST_BLOCKS = 16, 20
"""How many frames are averaged to see whether low bands wander slowly, and how many blocks tell."""
BLOCK_MARGIN = 1.25
"""As `SPREAD_MARGIN`, for blocks: there are fewer of them."""
_N_NOISE_BLOCKS = 500
LOW_SHARE = 0.25
"""Share of the bands, from the lowest, that are looked at for wind."""
CALM = 1.0
"""Bands with a smaller ratio are calm."""
_WINDY, _WINDY_MEL = 1.0, 1.75
"""Where the lowest band has a smaller ratio, there is no wind: song and speech, heard in mel bands, sway as well."""
WIND_POWER = 3
"""Gusts rise far more above their background than its spread tells: a windy band counts less by this power of it."""
_GUSTY = 4.0
"""Ratio of the lowest band from which there are gusts: in wind it is about 7, beside a fan and with speech below 3."""
_GUSTY_DB = 5.0
"""The same in the audible range of ultrasound, as the spread of blocks in dB: 6.6 dB and more in wind, and 3.6 dB at
most beside a fan. The lowest band is 590 Hz wide there, and white noise spreads so little in it that a fan has ratios
above 4."""
GUST_FRAMES, GUST_SHARE, GUST_DB = 48, 0.25, 2.0
"""A gust lasts: of so many frames, all but this share are so far above the background."""
LEAST_RISE_DB, MORE_WITHOUT_ECHOES = 6.0, 1.3
"""Echoes are taken off if there are so many times more events without them, and also where only what rises by so much
above them counts. Else, calls do not run into each other: what falls slowly is a part of them, and what rises a little
is an echo that fluctuates."""
LONGER_WITH_TAILS = 1.5
"""Echoes of ultrasound are taken off if the typical event is so many times as long with them."""
LONGEST_WITH_TAILS_S = 0.1
"""Longer events are longer calls. These begin softly, and what would be taken off is their beginning."""
FULL_FROM, CALM_BELOW_FULL = 2.5, 1.5
"""Ratio of a band that is full of calls, and of a calm band below it. Between the two, it may wander by itself."""
LEAST_RATIO = 1e-3
"""Silence does not spread at all."""
PICK_REACH = 3.0
"""How far the smoothing of bands reaches, in standard deviations."""
FINER = 4
"""How many fine bands there are for a usual one."""
_LEAST_BAND_DB, _LEAST_FINE_BAND_DB = 6.0, 9.0
"""How far a band lies over its background where it is part of a call; noise spreads more in fine bands."""
_FEWEST_SOUNDS, _SOUNDS_WITH_EVENTS = 2, 0.5
"""Sounds in digital silence are calls themselves if there are at least so many, and if fewer events than this share of
them are found where the noise in them is assumed to go on."""
_FLOOR_FRAMES = 400
"""Fewer frames give no background; slow recordings have long frames."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How events are found in a recording: frames, bands and edges.

    Attributes
    ----------
    n_loud : number of bands that count in each frame, the loudest ones.
    is_narrow : calls fill few bands, so what all bands share is not a call.
    is_fine : bands are about as narrow as those of the Fourier transform, `FINER` times as many as usual. Frames of
        calls are then hardly louder than noise, so the evidence is that of the smoothed bands.
    is_fixed : all bands count the same, and events keep their tails, as in early versions.
    pick_frames : standard deviation, in frames, of the smoothing of bands before the loudest are picked; 0 for none.
    in_rain : it rains, so drops are taken off.
    """

    grid: FrameGrid
    n_loud: int
    is_narrow: bool = False
    is_fine: bool = False
    is_fixed: bool = False
    pick_frames: float = 0.0
    in_rain: bool = False

    @property
    def n_low(self) -> int:
        """How many of the lowest bands may be full of wind; none of infrasound, whose calls last as long as gusts."""
        may_be_wind = not self.is_fixed and not self.grid.is_infrasonic
        return round(LOW_SHARE * self.grid.n_bands) if may_be_wind else 0

    @property
    def least_band_db(self) -> float:
        """Return how far a band that counts fully lies over its background where it is part of a call."""
        return _LEAST_FINE_BAND_DB if self.is_fine else _LEAST_BAND_DB

    def span_s(self, settings: EventSettings) -> float:
        """Return the stretch over which the background is followed, in seconds."""
        return settings.floor_span_s if self.is_fixed else max(settings.floor_span_s, _FLOOR_FRAMES * self.grid.hop_s)


@dataclass(frozen=True, slots=True)
class Foreground:
    """A stretch of sound over its background.

    Attributes
    ----------
    excess : (frames, bands) in dB.
    weights : (bands,) at most 1.
    evidence : (frames,) mean weighted excess of the loudest bands.
    level : (frames,) mean excess of the same bands, in dB.
    echo : what was taken off the excess; None if nothing was.
    """

    excess: NDArray[np.float32]
    weights: NDArray[np.float32]
    evidence: NDArray[np.float32]
    level: NDArray[np.float32]
    echo: Echo | None = None


def hear(levels: NDArray[np.float32], hearing: Hearing, *, settings: EventSettings) -> Foreground:
    """Measure the activity in a stretch of sound, without its echoes if calls run into each other with them.

    Those of narrow calls in ultrasound are taken off if events are far longer with them.

    Parameters
    ----------
    levels : (frames, bands) in dB, on the grid of the hearing.
    """
    excess = over_background(levels, hearing, settings=settings)
    heard = weigh(excess, hearing)
    if hearing.is_fixed:
        return heard
    if not hearing.grid.is_ultrasonic:
        return _without_room(heard, excess, hearing, settings)
    return _without_tails(heard, excess, hearing, settings) if hearing.is_narrow else heard


def _without_room(
    heard: Foreground, excess: NDArray[np.float32], hearing: Hearing, settings: EventSettings
) -> Foreground:
    echo_db_s = echo_rate(excess, hearing.grid)
    if echo_db_s is None:
        return heard
    fewest = MORE_WITHOUT_ECHOES * max(1, _n_events(heard, hearing, settings))
    echo = echo_in_room(echo_db_s, hearing.grid)
    dry = weigh(without_echoes(excess, echo), hearing)
    if _n_events(dry, hearing, settings) < fewest:
        return heard
    clear = weigh(without_echoes(excess, replace(echo, step_db=-LEAST_RISE_DB)), hearing)
    return heard if _n_events(clear, hearing, settings) < fewest else replace(dry, echo=echo)


def _without_tails(
    heard: Foreground, excess: NDArray[np.float32], hearing: Hearing, settings: EventSettings
) -> Foreground:
    found = segment_heard(heard, hearing, settings=settings)
    if len(found.starts) == 0 or found.length_frames * hearing.grid.hop_s > LONGEST_WITH_TAILS_S:
        return heard
    over_quiet_db = heard.level - quiet_level(heard.level)
    echo = echo_behind_calls(over_quiet_db, found.spans, found.length_frames, hearing.grid)
    if echo is None:
        return heard
    dry = weigh(without_echoes(excess, echo), hearing)
    calls = segment_heard(dry, hearing, settings=settings)
    are_long = len(calls.starts) > 0 and found.length_frames >= LONGER_WITH_TAILS * calls.length_frames
    return replace(dry, echo=echo) if are_long else heard


def _n_events(heard: Foreground, hearing: Hearing, settings: EventSettings) -> int:
    # Whether a room's echoes are taken off goes by dips to half of the height: echoes fill others.
    return len(segment_heard(heard, hearing, settings=settings, in_echoes=False).starts)


def over_background(
    levels: NDArray[np.float32], hearing: Hearing, *, settings: EventSettings, n_anchors: int = ANCHORS_PER_SPAN
) -> NDArray[np.float32]:
    """Return how far levels (frames, bands) lie above their running background; see `running_floor`."""
    span_frames = round(hearing.span_s(settings) / hearing.grid.hop_s)
    if hearing.is_fixed:
        return levels - running_floor(levels, span_frames=span_frames, n_anchors=n_anchors)
    leaks = leakage(hearing.grid)

    def over(heard: NDArray[np.float32]) -> NDArray[np.float32]:
        floor = running_floor(heard, span_frames=span_frames, n_anchors=n_anchors, leaks=leaks)
        return np.subtract(heard, floor, out=floor)  # in place: new memory takes as long as the work

    excess = over(without_silence(levels, hearing.grid, span_frames))
    sounds = sounds_in_silence(levels, hearing.grid, span_frames)
    if len(sounds) < _FEWEST_SOUNDS:
        return excess
    events = segment_heard(weigh(excess, hearing), hearing, settings=settings)
    is_enough = np.count_nonzero(are_sound(events.spans, levels)) >= _SOUNDS_WITH_EVENTS * len(sounds)
    return excess if is_enough else over(in_faint_noise(levels, sounds, hearing.grid))


def weigh(excess: NDArray[np.float32], hearing: Hearing) -> Foreground:
    """Weigh the bands of `excess` (frames, bands), and average the loudest ones."""
    if hearing.is_fixed or len(excess) == 0:
        curve = activity(excess)
        return Foreground(excess, np.ones(excess.shape[1], dtype=np.float32), curve, curve)
    if hearing.is_narrow or hearing.in_rain:
        excess = _without_shared(excess, hearing)
    spread = medians(excess[:: max(1, len(excess) // _N_NOISE_FRAMES)]) / QUANTILE_50_20
    ratio = _without_calls(spread / (SPREAD_MARGIN * white_spread(hearing.grid)))
    if hearing.is_fine and hearing.n_low > 0:
        ratio[0] /= np.clip(SPREAD_MARGIN * np.median(ratio), LEAST_RATIO, 1.0)
    low = slice(0, hearing.n_low)
    if hearing.n_low > 0 and len(excess) >= FEWEST_BLOCKS * BLOCK_FRAMES:
        wind, are_gusts = _wind_ratios(excess[:, low], hearing.grid)
        ratio[low] = np.maximum(ratio[low], wind)
        excess = _without_gusts(excess, hearing) if are_gusts else excess
    weights = (1.0 / np.maximum(1.0, ratio / max(1.0, float(np.median(ratio)) / MOST_SPREAD))).astype(np.float32)
    weighted = excess * weights
    steady = smooth_with_bell(weighted, hearing.pick_frames, widths=PICK_REACH) if hearing.pick_frames > 0 else weighted
    level, evidence = kernels.means_where_loudest(
        excess, steady if hearing.is_fine else weighted, by=steady, n_loud=hearing.n_loud
    )
    return Foreground(excess, weights, evidence, level)


def _without_shared(excess: NDArray[np.float32], hearing: Hearing) -> NDArray[np.float32]:
    """Take off what all bands share, and what else stays of drops; where calls are broad, only what lasts a moment."""
    median = medians(excess.T)
    rises = momentary(median, hearing.grid) if hearing.in_rain else None
    if hearing.is_narrow:
        shared = np.maximum(median - np.float32(SHARED_DB), np.float32(0.0))
        excess = excess - shared[:, None]
        if rises is None:
            return excess
        return without_residue(excess, rises, n_loud=hearing.n_loud)
    return excess if rises is None else excess - rises[:, None]


def segment_heard(
    heard: Foreground,
    hearing: Hearing,
    *,
    settings: EventSettings,
    probability: NDArray[np.float32] | None = None,
    in_echoes: bool = True,
    n_rounds: int = ROUNDS,
) -> Segments:
    """Cut a stretch into events; `probability` (frames,) is that of a taught detector. See `segment`."""
    return segment(
        heard.level,
        hop_s=hearing.grid.hop_s,
        settings=thresholds(hearing, settings),
        evidence=None if hearing.is_fixed else heard.evidence,
        probability=probability,
        is_narrow=hearing.is_narrow,
        in_echoes=in_echoes,
        n_rounds=n_rounds,
    )


def thresholds(hearing: Hearing, settings: EventSettings) -> EventSettings:
    """Return settings with the threshold of a surest frame that fits the bands that count."""
    if not hearing.is_narrow:
        return settings
    return settings.model_copy(update={"onset_z": NARROW_ONSET * settings.onset_z})


@lru_cache(maxsize=16)
def white_spread(grid: FrameGrid) -> NDArray[np.float32]:
    """Return how much the level of each band spreads in white noise, (bands,) in dB; never zero."""
    return np.maximum(np.median(white_excess(grid), axis=0) / QUANTILE_50_20, 0.1).astype(np.float32)


@lru_cache(maxsize=16)
def white_block_spread(grid: FrameGrid, n_bands: int) -> NDArray[np.float32]:
    """Return how much blocks of the lowest bands spread in white noise, (bands,) in dB; see `_block_spread`."""
    noise = white_noise(_N_NOISE_BLOCKS * BLOCK_FRAMES * grid.hop_samples + grid.window_samples)
    return np.maximum(_block_spread(Spectrograph(grid).levels(noise)[:, :n_bands]), np.float32(0.02))


def _block_spread(bands: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much means of blocks of bands (frames, bands) spread, (bands,), as `white_spread` does for frames."""
    n_blocks = len(bands) // BLOCK_FRAMES
    means = bands[len(bands) - n_blocks * BLOCK_FRAMES :].reshape(n_blocks, BLOCK_FRAMES, -1).mean(axis=1)
    low, middle = np.percentile(means, [20.0, 50.0], axis=0)
    return np.asarray((middle - low) / QUANTILE_50_20, dtype=np.float32)


def _without_calls(ratios: NDArray[np.floating]) -> NDArray[np.floating]:
    """Let bands that are full of calls count fully: they spread more than a background does, above a calm band.

    Wind and machines spread as much, but from the lowest band up.
    """
    is_above = np.logical_or.accumulate(ratios < CALM_BELOW_FULL)
    return np.where(is_above & (ratios > FULL_FROM), 1.0, ratios)


def _wind_ratios(low_bands: NDArray[np.float32], grid: FrameGrid) -> tuple[NDArray[np.float32], bool]:
    """Return by how much windy bands count less, (bands,), and whether there are gusts, from blocks of (frames, bands).

    Noise that falls with frequency, and gusts, reach up from the lowest band; calls that fill one do not. The first
    calm band and those above have 0. In the audible range of ultrasound, what sways less than wind, such as a fan,
    counts less by its ratio alone: what is missed there is heard in no other bands.
    """
    spread, white = _block_spread(low_bands), white_block_spread(grid, low_bands.shape[1])
    ratios = spread / (BLOCK_MARGIN * white)
    is_wind = np.logical_and.accumulate(ratios > CALM) & (ratios[0] > windy_from(grid))
    are_gusts = bool(is_wind[0] and spread[0] >= gusty_from_db(grid, white))
    power = 1 if is_lower_range(grid) and not are_gusts else WIND_POWER
    return np.where(is_wind, ratios**power, np.float32(0.0)), are_gusts


def has_gusts(excess: NDArray[np.float32], hearing: Hearing) -> bool:
    """Say whether there are gusts of wind in `excess` (frames, bands)."""
    if hearing.n_low == 0 or len(excess) < FEWEST_BLOCKS * BLOCK_FRAMES:
        return False
    return _wind_ratios(excess[:, : hearing.n_low], hearing.grid)[1]


def _without_gusts(excess: NDArray[np.float32], hearing: Hearing) -> NDArray[np.float32]:
    """Take off what lasts, from the lowest band up to the first in which nothing does; (frames, bands)."""
    lasting = kernels.percentiles_around(excess, apart=GUST_FRAMES, half=GUST_FRAMES // 2, stride=1, share=GUST_SHARE)
    if hearing.is_fine:
        lasting = scipy.ndimage.uniform_filter1d(lasting, FINER, axis=1, mode="nearest")
    are_gusts = np.logical_and.accumulate(lasting > GUST_DB, axis=1)
    n_reached = int(are_gusts.any(axis=0).sum())
    gusts = np.where(are_gusts[:, :n_reached], lasting[:, :n_reached], np.float32(0.0))
    calm = excess.copy()
    calm[:, :n_reached] -= kernels.join_anchors(gusts, apart=GUST_FRAMES, n_frames=len(excess))
    return calm


def windy_from(grid: FrameGrid) -> float:
    """Return the ratio of the lowest band, as in `_wind_ratios`, from which there is wind."""
    return _WINDY_MEL if grid.spacing == "mel" else _WINDY


def gusty_from_db(grid: FrameGrid, white_spread: NDArray[np.float32]) -> float:
    """Return the spread of blocks of the lowest band from which there are gusts.

    Parameters
    ----------
    white_spread : (bands,) that of white noise, in dB.
    """
    return _GUSTY_DB if is_lower_range(grid) else _GUSTY * BLOCK_MARGIN * float(white_spread[0])


def is_lower_range(grid: FrameGrid) -> bool:
    """Say whether frames are those of audible calls in a recording of ultrasound."""
    return grid.sample_rate_hz >= ULTRASOUND_FROM_HZ and not grid.is_ultrasonic


def medians(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the median of each of many columns (n, columns), (columns,)."""
    return quantiles(columns, 0.5)


def quantiles(columns: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Return a quantile of each of many columns (n, columns), (columns,): NumPy's takes six times as long."""
    n = len(columns)
    return kernels.percentiles_around(columns, apart=n, half=n, stride=1, share=share)[0]
