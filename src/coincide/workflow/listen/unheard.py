"""Whether a folder is full of sound that is in no event, such as a chorus; the beginnings of some recordings tell.

Where levels outside of the events come and go far more than noise does, calls were missed. Calls that fill more than
half of the time in their bands, as in a chorus or in a recording cut around a song, look like a background that
wanders, and count less or not at all. Wind and machines wander as well, but from the lowest band up, so bands without a
calm one below them do not tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, RecordingError
from coincide.events import QUANTILE_50_20, choose_hearing, head_samples, over_background, white_spread
from coincide.features import Spectrograph
from coincide.learned.settings import LearnSettings
from coincide.recordings import channel_heard, place_of, read_span
from coincide.records import Event, Recording
from coincide.wording import count

_RESTLESS = 2.5
"""How much more than white noise a band spreads where calls were missed. In generated wind, rain, hum and fans, bands
above a calm one stay below 2.2; in a chorus and in songs of great tits that were missed, some reach 3 to 12."""
_CALM = 1.5
_FEWEST_BANDS = 2
_FEWEST_FRAMES = 100
_MARGIN_S = 0.05
"""Fades and echoes beside an event are part of it."""
_N_LOOKED_AT = 10
_LOOKED_AT_S = 20.0
_LEAST_SHARE = 0.2
"""Of the recordings that were looked at; fewer are no matter of the folder."""


def unheard_hint(events: Iterable[Event], recordings: Mapping[int, Recording], settings: LearnSettings) -> str:
    """Return a sentence for a person if much sound lies outside of the events; empty otherwise.

    Parameters
    ----------
    events : that were found in the recordings.
    """
    if settings.events.method != "detect" or not recordings:
        return ""
    known = [recordings[number] for number in sorted(recordings)]
    chosen = np.unique(np.linspace(0, len(known) - 1, min(_N_LOOKED_AT, len(known))).astype(np.int64))
    spans: dict[int, list[tuple[float, float]]] = {known[place].id: [] for place in chosen}
    for event in events:
        if event.recording_id in spans:
            spans[event.recording_id].append((event.onset_s, event.offset_s))
    found = [recordings[number] for number in spans if _is_unheard(recordings[number], spans[number], settings)]
    if not found or len(found) < _LEAST_SHARE * len(spans):
        return ""
    return (
        f"Much sound is in no event in {len(found)} of {count(len(spans), 'recording')} looked at, such as "
        f"`{found[0].name}`. Either the background changes a lot, or calls are missed that overlap or hardly pause, as "
        "in a chorus, and all counts are too low. Listen to this recording before you trust them."
    )


def has_unheard(
    sound: NDArray[np.float32], sample_rate_hz: int, spans_s: Sequence[tuple[float, float]], settings: LearnSettings
) -> bool:
    """Say whether much sound lies outside of the events.

    Parameters
    ----------
    sound : array (time,), the beginning of a recording, full scale ±1.
    spans_s : onset and offset of the events that were found in it.
    """
    features = settings.features
    head = sound[: head_samples(sample_rate_hz, features)]
    hearing = choose_hearing(head, sample_rate_hz, features=features, settings=settings.events)
    levels = [*Spectrograph(hearing.grid, bounds_ends=True).stream([sound])]
    n_frames = sum(len(block) for block in levels)
    at_s = np.arange(n_frames) * hearing.grid.hop_s
    is_outside = np.ones(n_frames, dtype=np.bool_)
    for onset_s, offset_s in spans_s:
        is_outside[(at_s > onset_s - _MARGIN_S) & (at_s < offset_s + _MARGIN_S)] = False
    if is_outside.sum() < _FEWEST_FRAMES:
        return False
    excess = over_background(np.concatenate(levels), hearing, settings=settings.events)
    spread = np.median(excess[is_outside], axis=0) / QUANTILE_50_20 / white_spread(hearing.grid)
    is_wind = np.logical_and.accumulate(spread > _CALM)
    return int((spread[~is_wind] > _RESTLESS).sum()) >= _FEWEST_BANDS


def _is_unheard(recording: Recording, spans_s: Sequence[tuple[float, float]], settings: LearnSettings) -> bool:
    wanted = channel_heard(settings.recordings.channels, 0)
    try:
        sound, rate_hz = read_span(place_of(recording.path), start_s=0.0, stop_s=_LOOKED_AT_S, channels=wanted)
    except (RecordingError, InputError):
        return False
    if sound.size == 0 or not np.isfinite(sound).all():
        return False
    return has_unheard(sound[0], rate_hz, spans_s, settings)
