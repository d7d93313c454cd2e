"""Which events to check: a random sample, stratified by name and score, spread over sites and hours.

The events of each name fall into three bands of score with equally many events, fewer in a small sample; all other
events, those of no name included, are one more stratum, since recall needs what was missed under this name. Names and
the rest get equally many items each, and the bands of a name as many as they have events. Within a stratum, events are
put in the order of site, hour and chance, and taken at equal steps from a random start, so that each site and hour has
its share (systematic sampling with implicit stratification; Cochran 1977, chapter 8). The items come in random order:
the first of them are a smaller sample of the same kind, so that one may stop at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.seeds import generator
from coincide.survey.counts import EventTable, names_by_case
from coincide.wording import by_number, each_of, some

REST = ""
"""Name of the stratum of the events that go by none of the names."""
_MOST_BANDS = 3
_FEWEST = 2
"""Items in a stratum, so that its variance can be told."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Events that are sampled separately.

    Attributes
    ----------
    name : their name, `REST` for events with other names.
    low, high : lowest and highest score in it.
    n_events : how many there are.
    """

    name: str
    low: float
    high: float
    n_events: int


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """A sample.

    Attributes
    ----------
    names : the names that it is about.
    strata : each with at least one event.
    rows : of the events to check, in the order of asking.
    stratum : of each of them, a place in `strata`.
    """

    names: tuple[str, ...]
    strata: tuple[Stratum, ...]
    rows: NDArray[np.int64]
    stratum: NDArray[np.int64]


def draw_sample(
    events: EventTable,
    names: Sequence[str],
    *,
    n: int,
    site: NDArray[np.int64] | None = None,
    hour: NDArray[np.int64] | None = None,
    seed: int = 0,
) -> SampleDesign:
    """Draw events to check.

    Parameters
    ----------
    names : one name or several to check, in all spellings that differ only in case.
    n : number of events to check, at least 1; all events if there are fewer.
    site, hour : (n_events,) numbers by which the sample is spread.

    Raises
    ------
    InputError : a name is unknown or has no event, or `n` is too small.
    """
    if not n >= 1 or n % 1 != 0:
        raise InputError(f"`n` must be a whole number of events, at least 1, got {n}.")
    chosen = _chosen(events, each_of(names))
    rng = generator(seed, "validate")
    groups = [(name, np.flatnonzero(events.name == events.names.index(name))) for name in chosen]
    rest = np.flatnonzero(~np.isin(events.name, [events.names.index(name) for name in chosen]))
    groups += [(REST, rest)] if len(rest) else []
    if n < len(groups):
        raise InputError(
            f"`n` must be at least {len(groups)} here, got {n}: one event of each name, and one of all others."
        )
    strata: list[Stratum] = []
    rows: list[NDArray[np.int64]] = []
    for (name, members), n_items in zip(groups, _shares([len(each) for _, each in groups], n, even=True), strict=True):
        n_bands = 1 if name == REST else max(1, min(_MOST_BANDS, n_items // _FEWEST))
        bands = _bands(members, events.confidence, n_bands)
        counts = _shares([len(band) for band in bands], n_items, even=False)
        for band, count in zip(bands, counts, strict=True):
            score = events.confidence[band]
            strata.append(Stratum(name, float(score.min()), float(score.max()), len(band)))
            rows.append(_systematic(band, count, site, hour, rng))
    stratum = np.repeat(np.arange(len(strata)), [len(each) for each in rows])
    order = rng.permutation(len(stratum))
    return SampleDesign(tuple(chosen), tuple(strata), np.concatenate(rows)[order], stratum[order])


def _chosen(events: EventTable, names: Sequence[str]) -> list[str]:
    heard = {events.names[number] for number in np.unique(events.name).tolist()}
    by_case = names_by_case(heard)
    missing = next((name for name in names if name.strip().casefold() not in by_case), None)
    if not names or missing is not None:
        what = "no name was given" if missing is None else f"no event is named `{missing}`"
        remedy = (
            f"Give some of {some(sorted(heard, key=by_number))}" if heard else "Name calls first, with `coincide label`"
        )
        raise InputError(f"{what}. {remedy}.")
    return list(dict.fromkeys(each for name in names for each in by_case[name.strip().casefold()]))


def _shares(sizes: Sequence[int], n: int, *, even: bool) -> list[int]:
    """Part `n` evenly or by size; none gets more than its size, and each gets a few where it has them."""
    weights = np.ones(len(sizes)) if even else np.array(sizes, dtype=np.float64)
    limits = np.array(sizes, dtype=np.int64)
    shares = np.minimum(limits, min(_FEWEST, max(1, n // max(len(sizes), 1))))
    while shares.sum() < n and (room := shares < limits).any():
        # The one that is farthest below its due is next.
        shares[int(np.where(room, weights / (shares + 1), -1).argmax())] += 1
    return shares.tolist()


def _bands(members: NDArray[np.int64], score: NDArray[np.float64], n_bands: int) -> list[NDArray[np.int64]]:
    order = members[np.argsort(score[members], kind="stable")]
    return [band for band in np.array_split(order, n_bands) if len(band)]


def _systematic(
    band: NDArray[np.int64],
    n: int,
    site: NDArray[np.int64] | None,
    hour: NDArray[np.int64] | None,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    chance = rng.random(len(band))
    keys = [chance, *([] if hour is None else [hour[band]]), *([] if site is None else [site[band]])]
    order = band[np.lexsort(keys)]
    step = len(band) / n if n else 1.0
    return order[np.floor((np.arange(n) + rng.random()) * step).astype(np.int64)]
