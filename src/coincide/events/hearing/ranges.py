"""Recordings of ultrasound are heard in two ranges of frequency if they also hold calls that people hear.

A bat's call lasts some milliseconds and a frog's a hundred times as long, so no frames fit both. At sample rates from
96 kHz up, the beginning of a recording is looked at with short frames, and up to 23.5 kHz as if it had been recorded at
48 kHz. If that finds calls, the short frames are for what lies higher.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coincide.events.detection import Detection
from coincide.events.hearing.choice import AUDIBLE_BELOW_HZ, FirstLook, look, look_in_wind, nothing_found, usual_hearing
from coincide.events.listening import Hearing
from coincide.events.rain import are_drops
from coincide.events.settings import EventSettings
from coincide.features import AUDIBLE_RATE_HZ, FeatureSettings, frame_grid, limit_hz

_FEWEST_AUDIBLE = 2
"""So many calls in the beginning tell that there are such calls; one may be chance."""
_FEW_SHARE = 0.1
"""With no more calls of ultrasound than this share of the audible ones, a recording is one of audible calls."""
_SAME_SHARE = 0.5
"""A call that another covers for longer, and in part in frequency, is the same."""
_LONG_S = 0.024
"""Calls that the first pass hears as this long or longer are no calls of bats."""
_NEAR_AUDIBLE_HZ = 28_000.0
"""Highest middle of a band of ultrasound that holds calls of the lower range."""
_STANDING_SHARE = 0.5
"""More than this share of long calls stand out from what all bands share; what is left of drops does not."""
_AUDIBLE_TO_HZ = 0.49 * AUDIBLE_RATE_HZ
"""Overtones of audible calls are looked for up to here, which is about as far as their own range reaches."""


def look_in_ranges(
    sound: NDArray[np.float32], sample_rate_hz: int, *, features: FeatureSettings, settings: EventSettings
) -> list[FirstLook]:
    """Choose how a recording is heard: in one range, or in two, the main one first.

    Parameters
    ----------
    sound : array (time,), its beginning; see `head_samples`.
    """
    features = _below_limit(features, sound, sample_rate_hz)
    whole = look(sound, sample_rate_hz, features=features, settings=settings)
    if not _may_be_audible(whole.hearing, features):
        return [whole]
    low = features.model_copy(update={"high_hz": frame_grid(AUDIBLE_RATE_HZ, features).high_hz})
    high = features.model_copy(update={"low_hz": AUDIBLE_BELOW_HZ})
    audible = look(sound, sample_rate_hz, features=low, settings=settings)
    is_audible = (audible.peaks_hz < AUDIBLE_BELOW_HZ) | _are_long(audible, whole)
    n_audible = np.count_nonzero(is_audible)
    in_wind = None
    if n_audible < _FEWEST_AUDIBLE:
        in_wind = _in_wind(audible, whole, sound, settings)
        if in_wind is None:
            return [whole]
    ultrasonic = look(sound, sample_rate_hz, features=high, settings=settings)
    if in_wind is not None:
        return [in_wind, ultrasonic]
    if not ultrasonic.hearing.is_narrow and (whole.hearing.is_narrow or _is_rain(ultrasonic, audible)):
        # What is broad above calls is rain: without them, there is nothing to tell it from clicks.
        ultrasonic = nothing_found(usual_hearing(sample_rate_hz, high))
    if len(ultrasonic.peaks_hz) <= _FEW_SHARE * n_audible:
        return [audible, ultrasonic]
    # Beside calls of ultrasound, broad ones may be drops of rain. Those do not stand out of what all bands share.
    are_drops_alone = not audible.hearing.is_narrow and np.median(audible.widths[is_audible]) < 1
    return [whole] if are_drops_alone else [ultrasonic, audible]


def _below_limit(features: FeatureSettings, sound: NDArray[np.float32], sample_rate_hz: int) -> FeatureSettings:
    """Return settings for a recording that may hold nothing above some frequency."""
    limit = limit_hz(sound, sample_rate_hz) if features.fits_calls(sample_rate_hz) else None
    if limit is None or limit >= frame_grid(sample_rate_hz, features).high_hz:
        return features
    return features.model_copy(update={"high_hz": limit})


def _is_rain(ultrasonic: FirstLook, audible: FirstLook) -> bool:
    """Say whether what is broad in the upper range are drops between the calls of the lower one."""
    broad_s = ultrasonic.broad_spans_s
    return len(broad_s) > 0 and are_drops(broad_s, ultrasonic.broad_heights_db, audible.loudest_s)


def _are_long(audible: FirstLook, whole: FirstLook) -> bool:
    """Say whether calls that both ranges hold, such as those of insects, fit the frames of audible ones better."""
    if audible.length_s is None or audible.length_s < _LONG_S:
        return False
    long = audible.widths[audible.peaks_hz >= AUDIBLE_BELOW_HZ]
    n_long = np.count_nonzero(long)
    n_short = np.count_nonzero(whole.widths[(whole.peaks_hz >= AUDIBLE_BELOW_HZ) & (whole.peaks_hz < _NEAR_AUDIBLE_HZ)])
    return bool(n_long >= _FEWEST_AUDIBLE and n_long > max(_STANDING_SHARE * len(long), n_short))


def _in_wind(
    audible: FirstLook, whole: FirstLook, sound: NDArray[np.float32], settings: EventSettings
) -> FirstLook | None:
    """Return the lower range if nothing narrow was found, but wind, and calls in the bands of the ear; else None."""
    is_empty = whole.hearing.is_narrow and len(whole.peaks_hz) < _FEWEST_AUDIBLE
    if not is_empty or audible.hearing.is_narrow:
        return None
    audible, n_calls = look_in_wind(audible, sound, settings)
    return None if n_calls < _FEWEST_AUDIBLE else audible


def choose_hearing(
    sound: NDArray[np.float32], sample_rate_hz: int, *, features: FeatureSettings, settings: EventSettings
) -> Hearing:
    """Choose how a recording is heard, in its main range.

    Parameters
    ----------
    sound : array (time,), its beginning; see `head_samples`.

    Returns
    -------
    The hearing; the usual one of its sample rate if nothing is found.
    """
    return look_in_ranges(sound, sample_rate_hz, features=features, settings=settings)[0].hearing


def join_ranges(ultrasonic: list[Detection], audible: list[Detection]) -> list[Detection]:
    """Join what was found in two ranges, by onset.

    Low calls found among the ultrasonic ones are left out, since the others are the same in better frames; so are
    overtones of audible calls, and audible calls that are part of a call which reaches higher, such as a click.
    """
    above = [call for call in ultrasonic if _middle_hz(call) >= AUDIBLE_BELOW_HZ]
    high = _without(above, audible, _is_overtone)
    low = _without(audible, high, _is_part)
    return sorted([*high, *low], key=lambda call: (call.onset_s, call.offset_s))


def _without(
    calls: list[Detection], others: list[Detection], belongs_to: Callable[[Detection, Detection], bool]
) -> list[Detection]:
    """Return the calls that belong to none of the others at the same time, all by onset."""
    kept: list[Detection] = []
    first = 0
    longest_s = max((other.offset_s - other.onset_s for other in others), default=0.0)
    for call in calls:
        while first < len(others) and others[first].onset_s + longest_s <= call.onset_s:
            first += 1
        is_gone = False
        for other in others[first:]:
            if other.onset_s >= call.offset_s or is_gone:
                break
            is_gone = belongs_to(call, other)
        if not is_gone:
            kept.append(call)
    return kept


def _is_overtone(call: Detection, other: Detection) -> bool:
    """Say whether a call of the upper range is an audible one, in worse frames, or the overtone of a louder one."""
    is_fainter = call.snr_db < other.snr_db
    return _middle_hz(call) < _AUDIBLE_TO_HZ and (is_fainter or _share_band(call, other)) and _is_covered(call, other)


def _is_part(call: Detection, other: Detection) -> bool:
    return _share_band(call, other) and _is_covered(call, other)


def _share_band(call: Detection, other: Detection) -> bool:
    return other.low_hz < call.high_hz and call.low_hz < other.high_hz


def _is_covered(call: Detection, other: Detection) -> bool:
    shared_s = min(other.offset_s, call.offset_s) - max(other.onset_s, call.onset_s)
    return shared_s > _SAME_SHARE * (call.offset_s - call.onset_s)


def _middle_hz(call: Detection) -> float:
    return (call.low_hz + call.high_hz) / 2


def _may_be_audible(hearing: Hearing, features: FeatureSettings) -> bool:
    """Say whether there is a lower range to look in; settings that were given say where and how to look."""
    given = (features.low_hz, features.high_hz, features.window_s, features.hop_s)
    return hearing.grid.is_ultrasonic and not hearing.is_fixed and all(one is None for one in given)
