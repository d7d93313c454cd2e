"""How a recording is listened to: which bands, which frames, and how many loud bands make an event.

All of it is found from the calls of the recording itself, in a first pass over its beginning, so that whales, frogs,
mice and bats need no setting.

- *Spacing*: calls that fill few of 40 bands of equal width in Hz are heard in such bands, and so are ultrasound and
  infrasound; song and speech, which are broad, in mel bands. Infrasound, and calls that fill one or two of these bands
  where people hear, are heard in four times as many; a closer look in these finds tones that the first pass missed.
- *Loud bands*: where calls are narrow, half as many count for a frame as stand out in the calls' loudest frames; else a
  fifth of the bands.
- *Frames*: shorter ones for ultrasonic calls of few milliseconds, for clicks that keep time, and for infrasound that is
  shorter than a frame.
- *Weights*: in `coincide.events.listening`, for every stretch.

Where `FeatureSettings.fits_calls` says no, the sample rate alone decides, and a fifth of the bands count. Recordings of
ultrasound may be heard in two ranges, each as here; see `coincide.events.hearing.ranges`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.events.background.floor import LOUD_SHARE
from coincide.events.hearing.first_pass import CoarseLook, FirstPass, events_of, levels_of, pass_over, rough_excess
from coincide.events.listening import (
    FINER,
    Hearing,
    has_gusts,
    medians,
    over_background,
    segment_heard,
    weigh,
)
from coincide.events.rain import (
    are_apart_in_noise,
    are_drops,
    are_drops_beside,
    are_many,
    come_at_random,
    drop_bursts,
    momentary,
    n_apart,
)
from coincide.features import FrameGrid, frame_grid

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings
    from coincide.events.taught.frame_net import FrameNet
    from coincide.features import FeatureSettings

AUDIBLE_BELOW_HZ = 16_000.0
"""Calls whose middle lies lower are heard in the frames of bird song."""
HEAD_S = 30.0
"""How much of the beginning a recording is judged by; slow recordings are judged by as many frames."""
_HEAD_FRAMES = 4_000
_MOST_NARROW = 0.1
"""Share of the bands that narrow calls fill at most."""
_FEWEST_LOUD = 2
# (longest call in s, window in s, hop in s) of ultrasound; calls as the first pass hears them, with windows of 4 ms, so
# that one of 2 ms seems to last 6 to 10.
_SHORT_CALLS = ((0.016, 0.001, 0.0005), (0.024, 0.002, 0.001))
_CLICK_FRAMES_S = (0.004, 0.002)
"""Window and hop in which clicks are told from rain below ultrasound: as the first pass over ultrasound has them."""
_SHORTER, _SHORTEST_WINDOW = 2, 25
"""Slow events are heard in frames shorter by this factor, of so many samples at least, if they fit these better."""
_FRAMES_OF_A_MOMENT, _STAY = 2.0, 0.9
"""What seems no longer than so many frames of the first pass may be shorter than one; most must be found again."""
_MOST_TRIED_FRAMES = 16_000
"""So many shorter frames of the beginning tell: without a limit, each pass has twice as many as the one before."""
_MANY_MOMENTS = 10
"""Fewer events of long frames may be chance, or several in one: shorter frames must show so many."""
_MOST_FINE = 2.0
"""Calls that fill no more of the usual bands are heard in finer ones, as the voices of whales are, a few Hz wide."""
_FEWEST_CLOSER = 2
"""Where the first pass finds nothing, a look in fine bands counts if it finds so many: one may be chance."""
_PICK_SHARE, _FINE_PICK_SHARE, _LEAST_PICK_FRAMES, _MOST_PICK_FRAMES = 0.1, 0.2, 0.35, 2.0
"""Bands are smoothed over this share of a call before the loudest are picked. More would lose steep sweeps, which fine
bands are not for."""
_LEAST_BROAD = 0.5
"""Share of the bands that clicks and bursts of noise fill at least: they are calls, though all bands share them."""
_MOST_IN_RAIN = 0.2
"""The same where rain would drown broader calls in mel bands; of the bands that are nearly as loud as the loudest."""
_RAIN_SHARE = 0.5
"""Where so many events of the first pass are gone without what all bands share, they were rain, not calls."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """How a recording is heard.

    Attributes
    ----------
    peaks_hz : (calls,) where narrow calls in its beginning are loudest.
    widths : (calls,) number of bands that stand out there.
    loudest_s : (calls, 2) when they are loudest, with a frame on either side.
    length_s : their typical length, as a first pass hears it; None without any.
    broad_spans_s : (sounds, 2) when something begins and ends that fills most bands.
    broad_heights_db : (sounds,) how loud that is.
    levels : (frames, bands) of its beginning if they were computed on the grid of the hearing.
    """

    hearing: Hearing
    peaks_hz: NDArray[np.float64]
    widths: NDArray[np.int64]
    loudest_s: NDArray[np.floating]
    length_s: float | None
    broad_spans_s: NDArray[np.floating]
    broad_heights_db: NDArray[np.float32]
    levels: NDArray[np.float32] | None = None


def head_samples(sample_rate_hz: int, features: FeatureSettings) -> int:
    """Return how many samples from the start of a recording are used to choose its hearing."""
    hop_samples = frame_grid(sample_rate_hz, features).hop_samples
    return max(round(HEAD_S * sample_rate_hz), _HEAD_FRAMES * hop_samples)


def usual_hearing(sample_rate_hz: int, features: FeatureSettings) -> Hearing:
    """Return the hearing of a recording whose calls are unknown."""
    grid = frame_grid(sample_rate_hz, features)
    n_loud = max(1, round(LOUD_SHARE * grid.n_bands))
    if not features.fits_calls(sample_rate_hz):
        return Hearing(grid, n_loud, is_fixed=True)
    if _is_audible(grid):
        return Hearing(grid, n_loud)
    # What nobody hears is narrow whatever the first pass says.
    return _as_narrow(grid)


def look(
    sound: NDArray[np.float32], sample_rate_hz: int, *, features: FeatureSettings, settings: EventSettings
) -> FirstLook:
    """Choose how a recording is heard, and keep what was computed for it.

    Parameters
    ----------
    sound : array (time,), its beginning; see `head_samples`.
    """
    usual = usual_hearing(sample_rate_hz, features)
    if usual.is_fixed or len(sound) < usual.grid.window_samples:
        return nothing_found(usual)
    as_narrow = _as_narrow(frame_grid(sample_rate_hz, features))
    first = pass_over(sound, as_narrow, settings)
    if as_narrow.grid.is_infrasonic:
        as_narrow, first = _in_fitting_frames(sound, as_narrow, first, features, settings)
        usual = as_narrow
    coarse, excess, narrow = first.coarse, first.excess, first.found
    whole = events_of(excess, _as_broad(coarse), settings)
    hearing, narrow = _chosen(
        whole, narrow, usual, as_narrow, features, lambda: _look_finely(sound, as_narrow, settings)
    )
    if _is_audible(hearing.grid) and _is_in_rain(excess, coarse, hearing, settings):
        # Calls stand out from what all bands share, and clicks do not.
        are_calls = narrow.n_bands is not None and narrow.n_bands >= 1
        clicks = None if are_calls else _for_clicks(sound, usual, features, settings)
        hearing = replace(hearing, in_rain=True) if clicks is None else clicks
    are_broad = _are_broad(whole, coarse.grid)
    return FirstLook(
        hearing,
        narrow.peaks_hz,
        narrow.widths,
        narrow.around_loudest * narrow.hop_s,
        narrow.length_s,
        whole.spans[are_broad] * whole.hop_s,
        whole.heights_db[are_broad],
        first.levels if hearing.grid == coarse.grid else None,
    )


def nothing_found(hearing: Hearing) -> FirstLook:
    """Return a look that found nothing."""
    spans, heights = np.zeros((0, 2)), np.zeros(0, dtype=np.float32)
    return FirstLook(hearing, np.zeros(0), np.zeros(0, dtype=np.int64), spans, None, spans, heights)


def _chosen(
    whole: FirstPass,
    narrow: FirstPass,
    usual: Hearing,
    as_narrow: Hearing,
    features: FeatureSettings,
    look_finely: Callable[[], FirstPass],
) -> tuple[Hearing, FirstPass]:
    """Return the hearing, and the pass that found narrow calls."""
    grid = as_narrow.grid
    if _is_broad(whole, narrow, grid):
        return replace(usual, n_loud=max(1, round(LOUD_SHARE * grid.n_bands)), is_narrow=False), narrow
    if _is_audible(grid):
        is_found = whole.n_events + narrow.n_events > 0
        if is_found and not _is_narrow(whole, narrow, grid):
            return usual, narrow
        if narrow.n_events == 0:
            closer = look_finely()
            is_fine = closer.n_events >= _FEWEST_CLOSER and np.median(closer.widths) <= FINER * _MOST_FINE
            narrow = closer if is_fine else narrow
        else:
            is_fine = np.median(narrow.widths) <= _MOST_FINE
        if is_fine:
            as_narrow = _fine(as_narrow)
        elif not is_found:
            return usual, narrow
    fitting = _frames_for(narrow.length_s, as_narrow.grid, features)
    pick_frames = _pick_frames(narrow.length_s, fitting, share=_FINE_PICK_SHARE if as_narrow.is_fine else _PICK_SHARE)
    return replace(as_narrow, grid=fitting, n_loud=_n_loud(narrow, as_narrow), pick_frames=pick_frames), narrow


def _is_audible(grid: FrameGrid) -> bool:
    return not grid.is_infrasonic and not grid.is_ultrasonic


def _as_broad(hearing: Hearing) -> Hearing:
    return replace(hearing, is_narrow=False, is_fine=False, pick_frames=0.0)


def _as_narrow(grid: FrameGrid) -> Hearing:
    hearing = Hearing(replace(grid, spacing="linear"), _FEWEST_LOUD, is_narrow=True)
    return _fine(hearing) if grid.is_infrasonic else hearing


def _fine(hearing: Hearing) -> Hearing:
    return replace(hearing, grid=replace(hearing.grid, n_bands=FINER * hearing.grid.n_bands), is_fine=True)


def hearing_on(grid: FrameGrid, features: FeatureSettings) -> Hearing:
    """Return the hearing that a taught detector learned with, from its frames."""
    usual = usual_hearing(grid.sample_rate_hz, features.model_copy(update={"high_hz": grid.high_hz}))
    if grid == usual.grid:
        return usual
    return Hearing(grid, _FEWEST_LOUD, is_narrow=True, is_fine=grid.n_bands > features.n_bands)


def hearing_of_net(hearing: Hearing, net: FrameNet | None, features: FeatureSettings) -> Hearing:
    """Return how a recording is heard where a taught detector searches it: as that learned, if it knows its rate and
    the range of frequencies."""
    known = (hearing.grid.sample_rate_hz, hearing.grid.is_ultrasonic)
    if net is None or hearing.is_fixed or known != (net.grid.sample_rate_hz, net.grid.is_ultrasonic):
        return hearing
    return hearing if net.fits(hearing.grid) else hearing_on(net.grid, features)


def _look_finely(sound: NDArray[np.float32], as_narrow: Hearing, settings: EventSettings) -> FirstPass:
    """Look in fine bands, where a tone stands out that is lost in wider ones."""
    return pass_over(sound, _fine(as_narrow), settings).found


def _in_fitting_frames(
    sound: NDArray[np.float32], hearing: Hearing, first: CoarseLook, features: FeatureSettings, settings: EventSettings
) -> tuple[Hearing, CoarseLook]:
    """Return the hearing of infrasound, or of a sensor, in frames that are shorter than its events, and a pass in them.

    What is shorter than a frame seems as long as one; several in one frame seem to be a longer event, or none. So ever
    shorter frames are tried, as long as events seem no longer than a window of these or of the ones before. It ends
    where fewer are found: the faint voices of whales need long frames. Trials hear the beginning of a long recording,
    and all of `sound` is heard in the frames that are chosen. Frames that were given stay.
    """
    if features.window_s is not None or features.hop_s is not None:
        return hearing, first
    fitting, found, tried = (hearing, first), first.found, hearing
    while tried.grid.window_samples >= _SHORTER * _SHORTEST_WINDOW:
        window, hop = (samples // _SHORTER for samples in (tried.grid.window_samples, tried.grid.hop_samples))
        tried = replace(tried, grid=replace(tried.grid, window_samples=window, hop_samples=hop))
        part = sound[: _MOST_TRIED_FRAMES * hop]
        closer = pass_over(part, tried, settings)
        are_many = found.n_events >= _MANY_MOMENTS
        if are_many and not _fit_as_well(closer.found, found, until_s=len(part) / tried.grid.sample_rate_hz):
            break
        if are_many or _are_many_moments(closer.found):
            fitting = tried, closer
        found = closer.found
    chosen, heard = fitting
    is_whole = chosen == hearing or len(sound) <= _MOST_TRIED_FRAMES * chosen.grid.hop_samples
    return chosen, heard if is_whole else pass_over(sound, chosen, settings)


def _fit_as_well(closer: FirstPass, found: FirstPass, *, until_s: float) -> bool:
    n_before = int(np.count_nonzero(found.spans[:, 0] * found.hop_s < until_s))
    return closer.n_events >= _STAY * n_before and (_seem_one_frame(found) or _seem_one_frame(closer))


def _are_many_moments(found: FirstPass) -> bool:
    """Say whether there is much that longer frames do not show; a few may be chance."""
    return _seem_one_frame(found) and found.n_events >= _MANY_MOMENTS


def _seem_one_frame(found: FirstPass) -> bool:
    return found.length_s is not None and found.length_s <= _FRAMES_OF_A_MOMENT * found.hop_s


def _for_clicks(
    sound: NDArray[np.float32], usual: Hearing, features: FeatureSettings, settings: EventSettings
) -> Hearing | None:
    """Return the hearing of clicks, if what seems to be rain are such: broad, of few milliseconds, and in trains, or
    with nothing but noise between them.

    None as well if frames were given.
    """
    if features.window_s is not None or features.hop_s is not None:
        return None
    window, hop = (round(one * usual.grid.sample_rate_hz) for one in _CLICK_FRAMES_S)
    hearing = replace(usual, grid=replace(usual.grid, window_samples=max(8, window), hop_samples=max(1, hop)))
    excess = rough_excess(levels_of(sound, hearing.grid), hearing, settings)
    found = events_of(excess, hearing, settings)
    is_short = found.length_s is not None and found.length_s < _SHORT_CALLS[0][0]
    if not is_short or not _fill_most(found, hearing.grid) or not are_many(found.spans):
        return None
    if not come_at_random(found.spans[:, 0]):
        return hearing
    rises = momentary(medians(excess.T), hearing.grid)
    return hearing if are_apart_in_noise(found.spans, found.heights_db, rises) else None


def look_in_wind(found: FirstLook, sound: NDArray[np.float32], settings: EventSettings) -> tuple[FirstLook, int]:
    """Count the events of the beginning of a recording where there is wind, in the bands of its hearing.

    Parameters
    ----------
    found : what a look at `sound` (time,) found.

    Returns
    -------
    The same with its levels, and how many events there are; none without wind.
    """
    hearing = found.hearing
    levels = levels_of(sound, hearing.grid)
    excess = over_background(levels, hearing, settings=settings)
    if not has_gusts(excess, hearing):
        return found, 0
    events = segment_heard(weigh(excess, hearing), hearing, settings=settings)
    return replace(found, levels=levels), len(events.starts)


def _is_broad(whole: FirstPass, narrow: FirstPass, grid: FrameGrid) -> bool:
    """Say whether calls are clicks or bursts: they fill most bands, and are not drops between other calls."""
    if not _fill_most(whole, grid):
        return False
    broad, calls = whole.spans[_are_broad(whole, grid)], narrow.spans[narrow.widths <= _MOST_NARROW * grid.n_bands]
    return n_apart(calls, broad) < _RAIN_SHARE * len(broad) and not _are_drops(whole, narrow, grid)


def _are_drops(whole: FirstPass, narrow: FirstPass, grid: FrameGrid) -> bool:
    """Say whether broad events of a recording in which most are broad are drops of rain."""
    are_broad = _are_broad(whole, grid)
    calls = narrow.around_loudest[narrow.widths <= _MOST_NARROW * grid.n_bands]
    return _fill_most(whole, grid) and are_drops(whole.spans[are_broad], whole.heights_db[are_broad], calls)


def _is_in_rain(excess: NDArray[np.float32], coarse: Hearing, chosen: Hearing, settings: EventSettings) -> bool:
    """Say whether it rains: narrow calls do not fill all bands, so many drops suffice; broad ones ask for more."""
    rises = momentary(medians(excess.T), coarse.grid)
    bursts = drop_bursts(rises)
    if chosen.is_narrow or not are_many(bursts):
        return are_many(bursts)
    lasting = events_of(excess, replace(_as_broad(coarse), in_rain=True), settings)
    return are_drops_beside(bursts, rises, lasting.spans)


def _fill_most(found: FirstPass, grid: FrameGrid) -> bool:
    return found.n_bands is not None and found.n_bands > _LEAST_BROAD * grid.n_bands


def _are_broad(found: FirstPass, grid: FrameGrid) -> NDArray[np.bool_]:
    return found.widths > _LEAST_BROAD * grid.n_bands


def _is_narrow(whole: FirstPass, narrow: FirstPass, grid: FrameGrid) -> bool:
    """Say whether calls are narrow: all of them are, or those that are left without rain."""
    most = _MOST_NARROW * grid.n_bands
    if whole.n_bands is not None and whole.n_bands <= most:
        return True
    if narrow.n_bands is None or narrow.n_near is None:
        return False
    if whole.n_events == 0:
        return int(np.count_nonzero(narrow.widths)) >= _FEWEST_CLOSER and narrow.n_bands <= most
    is_rain = narrow.n_events < _RAIN_SHARE * whole.n_events or _are_drops(whole, narrow, grid)
    return is_rain and narrow.n_near <= _MOST_IN_RAIN * grid.n_bands


def _n_loud(found: FirstPass, usual: Hearing) -> int:
    if found.n_bands is None:
        return _FEWEST_LOUD
    most = max(_FEWEST_LOUD, round(LOUD_SHARE * usual.grid.n_bands))
    return min(max(round(found.n_bands / 2), _FEWEST_LOUD), most)


def _pick_frames(length_s: float | None, grid: FrameGrid, *, share: float) -> float:
    """Return how far bands are smoothed before the loudest are picked: a power of two, so that recordings agree."""
    frames = 0.0 if length_s is None else share * length_s / grid.hop_s
    return min(2.0 ** round(math.log2(frames)), _MOST_PICK_FRAMES) if frames > _LEAST_PICK_FRAMES else 0.0


def _frames_for(length_s: float | None, grid: FrameGrid, features: FeatureSettings) -> FrameGrid:
    """Return the grid with shorter frames where ultrasonic calls are short; frames that were given stay."""
    is_given = features.window_s is not None or features.hop_s is not None
    if length_s is None or is_given or not grid.is_ultrasonic:
        return grid
    for longest_s, window_s, hop_s in _SHORT_CALLS:
        if length_s < longest_s:
            window, hop = round(window_s * grid.sample_rate_hz), round(hop_s * grid.sample_rate_hz)
            return replace(grid, window_samples=max(8, window), hop_samples=max(1, hop))
    return grid
