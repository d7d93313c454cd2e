"""How long a silence inside one event may be where events are trains or phrases; the gaps between calls tell.

The logarithms of gaps are parted where short and long ones explain most of their variance (Otsu 1979). A train ends
where a gap is long, a phrase where it is long among the gaps between trains. If gaps do not part clearly, only the
person knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.recordings import ChannelChoice, Place, channel_heard
from coincide.records import Event
from coincide.wording import count
from coincide.workflow.listen.clips import search_beginning, some_files

MIN_GAPS = 20
MIN_SHARE = 0.8
"""Of the variance of logarithms. Of gaps of one kind, a split explains 0.64, or 0.75 if they are spread evenly."""
MOST = 0.6
"""Share of the gaps that are short where trains have more than two calls on average."""
MIN_GAP_S = 0.005
"""Shorter gaps count as this; below it lie only errors of finding."""
_LOOKED_AT_S = 60.0

Unit = Literal["train", "phrase"]


def find_join_s(folders: Sequence[Place], settings: LearnSettings, *, unit: Unit, exclude: Path) -> float:
    """Return the longest silence inside a train or phrase, from the first minute of up to 40 recordings.

    Parameters
    ----------
    exclude : the catalog.

    Raises
    ------
    InputError : there are too few gaps, or they are all of one kind.
    """
    paths, detector = some_files(folders, exclude=exclude), Detector(settings)
    wanted = channel_heard(settings.recordings.channels, 0)
    gaps = np.concatenate([np.zeros(0), *(_gaps(path, detector, wanted) for path in paths)])
    join_s = gap_between(gaps, unit)
    if join_s is None:
        raise InputError(
            f"`events.unit` is `{unit}`, but {count(len(gaps), 'gap')} between the calls of "
            f"{count(len(paths), 'recording')} are not clearly of two kinds (at least {MIN_GAPS} are needed). Give the "
            f"longest silence inside a {unit} in seconds, such as `--events-join-s 0.1`."
        )
    return join_s


def trains_hint(calls: Sequence[Event]) -> str:
    """Return a sentence for a person if most calls clearly follow another at once; empty otherwise."""
    places = sorted((call.recording_id, call.channel, call.onset_s, call.offset_s) for call in calls)
    gaps = _log_gaps([later[2] - one[3] for one, later in pairwise(places) if one[:2] == later[:2]])
    join_s = gap_between(gaps, "train")
    if join_s is None or np.mean(gaps < np.log(join_s)) < MOST:
        return ""
    return (
        f"Most calls follow another within {join_s:g} s, and the other gaps are clearly longer. If each such train is "
        "one event to you, learn again with `--events-unit train`."
    )


def gap_between(gaps: NDArray[np.float64], unit: Unit) -> float | None:
    """Return the silence in s beyond which a unit ends, by logarithms of gaps (n,); None if there are no two kinds."""
    border = _border(gaps)
    if unit == "phrase" and border is not None:
        border = _border(gaps[gaps > border])
    return None if border is None else float(f"{np.exp(border):.2g}")


def _border(gaps: NDArray[np.float64]) -> float | None:
    """Return the middle of the two gaps where gaps part best into short and long ones; None if they hardly do."""
    if len(gaps) < MIN_GAPS or np.ptp(gaps) == 0.0:
        return None
    ordered = np.sort(gaps)
    n_short = np.arange(1, len(ordered))
    n_long = len(ordered) - n_short
    sums = np.cumsum(ordered)[:-1]
    apart = sums / n_short - (ordered.sum() - sums) / n_long
    between = n_short * n_long * apart**2 / len(ordered) ** 2
    best = int(between.argmax())
    return float(ordered[best : best + 2].mean()) if between[best] >= MIN_SHARE * ordered.var() else None


def _gaps(path: Place, detector: Detector, wanted: ChannelChoice) -> NDArray[np.float64]:
    calls, _ = search_beginning(path, detector, wanted, stop_s=_LOOKED_AT_S) or ([], 0.0)
    return _log_gaps([later.onset_s - call.offset_s for call, later in pairwise(calls)])


def _log_gaps(silences_s: Sequence[float]) -> NDArray[np.float64]:
    return np.log(np.maximum(np.array(silences_s, dtype=np.float64), MIN_GAP_S))
