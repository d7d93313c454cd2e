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
from coincide.events.hearing import FirstLook, look, usual_hearing
from coincide.events.listening import Hearing
from coincide.events.settings import EventSettings
from coincide.features import AUDIBLE_RATE_HZ, FeatureSettings, frame_grid

AUDIBLE_BELOW_HZ = 16_000.0
"""Calls whose middle lies lower are heard in the frames of bird song."""
_FEWEST_AUDIBLE = 2
"""So many calls in the beginning tell that there are such calls; one may be chance."""
_FEW_SHARE = 0.1
"""With no more calls of ultrasound than this share of the audible ones, a recording is one of audible calls."""
_SAME_SHARE = 0.5
"""A call that another covers for longer, and in part in frequency, is the same."""
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
    whole = look(sound, sample_rate_hz, features=features, settings=settings)
    if not _may_be_audible(whole.hearing, features):
        return [whole]
    low = features.model_copy(update={"high_hz": frame_grid(AUDIBLE_RATE_HZ, features).high_hz})
    audible = look(sound, sample_rate_hz, features=low, settings=settings)
    is_audible = audible.peaks_hz < AUDIBLE_BELOW_HZ
    n_audible = np.count_nonzero(is_audible)
    if n_audible < _FEWEST_AUDIBLE:
        return [whole]
    high = features.model_copy(update={"low_hz": AUDIBLE_BELOW_HZ})
    ultrasonic = look(sound, sample_rate_hz, features=high, settings=settings)
    if whole.hearing.is_narrow and not ultrasonic.hearing.is_narrow:
        # What is broad above calls is rain: without them, there is nothing to tell it from clicks.
        ultrasonic = FirstLook(usual_hearing(sample_rate_hz, high), np.zeros(0), np.zeros(0, dtype=np.int64))
    if len(ultrasonic.peaks_hz) <= _FEW_SHARE * n_audible:
        return [audible, ultrasonic]
    # Beside calls of ultrasound, broad ones may be drops of rain. Those do not stand out of what all bands share.
    is_rain = not audible.hearing.is_narrow and np.median(audible.widths[is_audible]) < 1
    return [whole] if is_rain else [ultrasonic, audible]


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
