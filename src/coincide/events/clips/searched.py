"""Are these recordings clips that somebody has cut by hand, one sound in each?

Such a clip is one event from end to end. Searched for events, it is cut or missed, since there is no background in it.
But a search can tell clips from recordings: where each file holds one sound, it finds one event, or a few pieces with
hardly any time between them; where files hold several calls, it finds them apart.

Files without any event are clips that are filled by their sound if files have different lengths, as scissors leave
them. Recorders write files of one length, and where nothing is found in these, there is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

MAX_CLIP_S = 5.0
"""Longer recordings are never one event; clips of words, drums and calls last 0.1 to 2.5 s."""
MIN_CLIPS = 10
_SHORT_SHARE, _ONE_SOUND_SHARE = 0.9, 0.75
"""Least shares of files that are short, and that hold one sound."""
_PAUSE_S, _MAX_PIECES = 0.15, 4
"""Pauses inside a sound are shorter, even before the last consonant of a word; songs have more pieces."""
_SAME_LENGTH = 0.05


@dataclass(frozen=True, slots=True)
class SearchedFile:
    """One file, and where the detector finds events in it.

    Attributes
    ----------
    spans : onset and offset of each event in s, by onset.
    """

    duration_s: float
    spans: Sequence[tuple[float, float]]


def are_short(durations_s: Sequence[float]) -> bool:
    """Say whether there are enough files, and nearly all are short enough to be clips, given their durations."""
    n_short = sum(duration_s <= MAX_CLIP_S for duration_s in durations_s)
    return n_short >= max(MIN_CLIPS, _SHORT_SHARE * len(durations_s))


def are_clips(files: Sequence[SearchedFile]) -> bool:
    """Say whether files hold one sound each."""
    durations_s = [file.duration_s for file in files]
    if not are_short(durations_s):
        return False
    are_cut = max(durations_s) - min(durations_s) > _SAME_LENGTH * float(np.median(durations_s))
    n_one = sum(_holds_one(file.spans) if file.spans else are_cut for file in files)
    return n_one >= _ONE_SOUND_SHARE * len(files)


def _holds_one(spans: Sequence[tuple[float, float]]) -> bool:
    pauses_s = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
    return len(spans) <= _MAX_PIECES and max(pauses_s, default=0.0) <= _PAUSE_S
