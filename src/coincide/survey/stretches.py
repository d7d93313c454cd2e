"""Recordings cut where hours, days or the sun change, so that each piece belongs to one group.

All zones in use differ from UTC by whole quarters of an hour, and their clocks are put forward and back at whole
quarters. So pieces that end at quarters of UTC lie in one local hour each, whatever the zone and season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

QUARTER_S = 900


@dataclass(frozen=True, slots=True)
class TimeStretches:
    """Pieces of recordings, by recording and time.

    Attributes
    ----------
    recording : (n,) row of the recording.
    onset_s, offset_s : (n,) in the recording.
    began_s : (n,) Unix seconds; not a number where the recording has no absolute time.
    """

    recording: NDArray[np.int64]
    onset_s: NDArray[np.float64]
    offset_s: NDArray[np.float64]
    began_s: NDArray[np.float64]

    @property
    def duration_s(self) -> NDArray[np.float64]:
        return self.offset_s - self.onset_s

    def of(self, recording: NDArray[np.int64], onset_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return in which stretch events begin; one outside its recording belongs to the nearest.

        Parameters
        ----------
        recording : (m,) rows of recordings, each of which has a stretch.
        """
        if np.array_equal(self.recording, np.arange(len(self.recording))):
            return recording  # nothing was cut
        first = np.searchsorted(self.recording, recording, side="left")
        last = np.searchsorted(self.recording, recording, side="right") - 1
        # One sorted axis: recordings one after the other, each longer than any time in it.
        room_s = float(max(self.offset_s.max(initial=0.0), onset_s.max(initial=0.0))) + 1.0
        place = np.searchsorted(self.recording * room_s + self.onset_s, recording * room_s + onset_s, side="right") - 1
        return np.clip(place, first, last)


def whole_recordings(duration_s: NDArray[np.float64], began_s: NDArray[np.float64]) -> TimeStretches:
    """Return each recording as one stretch."""
    return TimeStretches(np.arange(len(duration_s)), np.zeros(len(duration_s)), duration_s.copy(), began_s.copy())


def cut(stretches: TimeStretches, edges_s: NDArray[np.float64]) -> TimeStretches:
    """Cut stretches at moments.

    Parameters
    ----------
    edges_s : (n,) Unix seconds, rising. TimeStretches without an absolute time stay whole.
    """
    began_s, ended_s = stretches.began_s, stretches.began_s + stretches.duration_s
    first = np.searchsorted(edges_s, began_s, side="right")
    last = np.where(np.isnan(began_s), first, np.searchsorted(edges_s, ended_s, side="left"))
    n_pieces = np.maximum(last - first, 0) + 1
    owner = np.repeat(np.arange(len(began_s)), n_pieces)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    is_first, is_last = number == 0, number == n_pieces[owner] - 1
    padded_s = np.append(edges_s, np.nan)
    at = np.minimum(first[owner] + number, len(edges_s))
    origin_s = began_s[owner] - stretches.onset_s[owner]
    onset_s = np.where(is_first, stretches.onset_s[owner], padded_s[at - 1] - origin_s)
    offset_s = np.where(is_last, stretches.offset_s[owner], padded_s[at] - origin_s)
    return TimeStretches(stretches.recording[owner], onset_s, offset_s, origin_s + onset_s)


def cut_at_quarters(stretches: TimeStretches) -> TimeStretches:
    """Cut stretches at all quarters of an hour of UTC."""
    known = np.isfinite(stretches.began_s)
    if not known.any():
        return stretches
    first = np.floor(stretches.began_s[known].min() / QUARTER_S)
    last = np.ceil((stretches.began_s + stretches.duration_s)[known].max() / QUARTER_S)
    return cut(stretches, np.arange(first, last + 1) * QUARTER_S)
