"""Where a short query occurs in long recordings: the best matches, under Euclidean distance or dynamic time warping.

By default each window of a recording is normalized to mean 0 and standard deviation 1, as is the query, so that a match
may be louder, softer or offset. Recordings are read in pieces: arrays mapped from disk need not fit into memory.

Sources: Mueen et al. 2017 (MASS); Rakthanmanon et al. 2012 (UCR suite).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import SLACK, Band, check_band
from coincide_smallworld.distances.warping import check_count
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.subsequence.bounds import Bounds, Comparison
from coincide_smallworld.subsequence.euclidean import Euclidean, squared_euclidean
from coincide_smallworld.subsequence.pool import Pool, chosen_in_order, empty_pool
from coincide_smallworld.subsequence.warping import warping_of
from coincide_smallworld.subsequence.windows import Floats, Piece, Query, as_compared, pieces_of, query_of

SubsequenceMetric = Literal["euclidean", "dtw"]
Starts = npt.NDArray[np.int64]
# Bounds are computed from rounded means and deviations, distances under warping in float32: a window is passed over
# only if its bound exceeds the limit by more than this share of the limit and of the query's sum of squares.
SHARE_OF_LIMIT, SHARE_OF_QUERY = 1e-5, 1e-7
BATCH_WINDOWS, BATCH_VALUES = 1 << 10, 1 << 20
# Before there is a limit, one of so many windows is bounded closely, and of these so many are compared.
SAMPLE_STEP, N_SEEDS = 16, 8


@dataclass(frozen=True, slots=True)
class Match:
    """A window that resembles the query.

    Attributes
    ----------
    recording : which of the recordings, from 0.
    start, stop : its time points, `stop` excluded.
    distance : from the query, after both are normalized if `normalize` is set.
    """

    recording: int
    start: int
    stop: int
    distance: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The result of a search.

    Attributes
    ----------
    matches : nearest first, ties by recording, then start.
    n_distances : how many windows were compared with the query in full; the others were ruled out by a bound. Under
        the Euclidean distance all are compared, by Fourier transform.
    """

    matches: list[Match]
    n_distances: int


def find_subsequences(
    query: npt.ArrayLike,
    recordings: Any,
    *,
    k: int = 5,
    metric: SubsequenceMetric = "euclidean",
    band: Band = 0.1,
    exclusion: float = 0.5,
    normalize: bool = True,
) -> Matches:
    """Find the windows of long recordings that are nearest to a short query.

    The windows have the length of the query. They are chosen nearest first, passing over those that begin too near to
    one chosen before; the result is exactly what comparing all windows would give.

    Parameters
    ----------
    query : (t,) or (channels, t) finite numbers.
    recordings : one recording (t,) or (channels, t), or a sequence of recordings with as many channels as the query.
        Those shorter than the query hold no window; one or more must be long enough.
    k : most matches, 1 or more; fewer are returned if fewer windows fit.
    metric : ``euclidean``, or ``dtw`` for dynamic time warping, which tolerates local changes of tempo.
    band : how far a warping path may stray, as in `coincide_smallworld.distances.dtw`; unused by ``euclidean``.
    exclusion : how far apart two matches must begin in one recording, as a share of the query's length, 0 to 1; with
        0.5 two matches overlap by half at most, with 1 not at all, with 0 all windows count.
    normalize : whether to bring each channel of the query and of each window to mean 0 and standard deviation 1. A
        channel whose values are all equal becomes 0, so that it is at distance sqrt(t) from any that is not. If false,
        values are compared as they are.

    Returns
    -------
    Up to k matches and the number of windows compared. Memory beyond the input does not grow with its length.

    Raises
    ------
    InputError : unusable numbers, other numbers of channels, or all recordings shorter than the query.
    SettingsError : a parameter is out of its range.

    Examples
    --------
    >>> recording = [0, 0, 1, 3, 1, 0, 0, 0, 20, 40, 20, 0]
    >>> [(match.start, match.stop) for match in find_subsequences([0, 1, 2, 1, 0], recording, k=1).matches]
    [(7, 12)]
    """
    check_count(k, name="k", least=1)
    _check_metric(metric)
    checked_band = check_band(band)
    template = query_of(_as_channels(query, name="query"), normalize=normalize)
    arrays = _as_recordings(recordings, template)
    spacing = _spacing_of(exclusion, template.n_frames)
    comparison = warping_of(template, band=checked_band) if metric == "dtw" else Euclidean(template)
    pool, n_compared = empty_pool(k=k, spacing=spacing, tolerance=comparison.tolerance), 0
    bases = _bases_of(arrays, n_frames=template.n_frames, spacing=spacing)
    for i, recording in enumerate(arrays):
        for piece in pieces_of(recording, template, name=f"recordings[{i}]"):
            pool, n = _search(pool, piece, template, comparison, base=int(bases[i]))
            n_compared += piece.n_windows if metric == "euclidean" else n
    return Matches(matches=_matches_of(pool, arrays, bases, template), n_distances=n_compared)


def _search(pool: Pool, piece: Piece, query: Query, comparison: Comparison, *, base: int) -> tuple[Pool, int]:
    """Look for better windows in a piece: first at those of the best bounds, which lower the limit for the rest."""
    place, n_limiting = base + piece.first, 2 * pool.k - 1
    bounds = comparison.bounds(piece)
    pool, is_open = _with_known(pool, bounds, place), ~bounds.is_known & ~bounds.is_nearly_known
    if not is_open.any():
        return pool, 0

    def compared(pool: Pool, starts: Starts) -> Pool:
        return pool.joined(place + starts, comparison.squared(piece, starts, limit=pool.limit))

    closer, n_compared = comparison.closer(piece, bounds), 0
    if not np.isfinite(pool.limit):
        some = np.flatnonzero(is_open)[::SAMPLE_STEP].copy()
        some = some[_lowest_apart(closer(some, np.inf), some, n=max(n_limiting, N_SEEDS), spacing=pool.spacing)]
        pool, n_compared, is_open[some] = compared(pool, some), len(some), False
    rest = np.flatnonzero(is_open & (bounds.lower <= _tolerant(pool.limit, query)))
    lower = closer(rest, _tolerant(pool.limit, query))
    first = _lowest_apart(lower, rest, n=n_limiting, spacing=pool.spacing)
    pool, n_compared = compared(pool, rest[first]), n_compared + len(first)
    rest, lower = np.delete(rest, first), np.delete(lower, first)
    order = np.flatnonzero(lower <= _tolerant(pool.limit, query))
    order = order[np.argsort(lower[order], kind="stable")]
    size = max(1, min(BATCH_WINDOWS, BATCH_VALUES // query.values.size))
    while len(order) > 0:
        batch, order = rest[order[:size]], order[size:]
        pool, n_compared = compared(pool, batch), n_compared + len(batch)
        order = order[lower[order] <= _tolerant(pool.limit, query)]
    return pool, n_compared


def _with_known(pool: Pool, bounds: Bounds, place: int) -> Pool:
    # A known distance equal to the limit comes too late, for ties go by place.
    known = np.flatnonzero(
        (bounds.is_known & (bounds.lower < pool.limit)) | (bounds.is_nearly_known & (bounds.lower <= pool.farthest))
    )
    return pool.joined(place + known, bounds.lower[known]) if len(known) > 0 else pool


def _lowest_apart(lower: Floats, starts: Starts, *, n: int, spacing: int) -> Starts:
    """Return positions of up to n starts with the lowest bounds, each `spacing` from those chosen before."""
    if n == 1 and len(lower) > 0:
        return np.array([np.argmin(lower)])
    # Each of them rules out so many at most, itself included.
    n_enough = (n - 1) * (2 * spacing - 1) + 1
    near = np.arange(len(lower)) if len(lower) <= n_enough else np.argpartition(lower, n_enough - 1)[:n_enough]
    near = near[np.argsort(lower[near], kind="stable")]
    return near[chosen_in_order(starts[near], n=n, spacing=spacing)]


def _tolerant(limit: float, query: Query) -> float:
    return limit * (1 + SHARE_OF_LIMIT) + SHARE_OF_QUERY * float(query.energies.sum())


def _bases_of(recordings: list[npt.NDArray[Any]], *, n_frames: int, spacing: int) -> npt.NDArray[np.int64]:
    """(n,) place of each recording's first window, so far apart that recordings do not rule out each other's."""
    n_places = [max(0, recording.shape[1] - n_frames + 1) + spacing for recording in recordings]
    return np.concatenate([[0], np.cumsum(n_places)[:-1]]).astype(np.int64)


def _matches_of(
    pool: Pool, recordings: list[npt.NDArray[Any]], bases: npt.NDArray[np.int64], query: Query
) -> list[Match]:
    m = query.n_frames

    def located(places: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
        owners = np.searchsorted(bases, places, side="right") - 1
        return list(zip(owners.tolist(), (places - bases[owners]).tolist(), strict=True))

    def measured(places: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        windows = [recordings[owner][:, start : start + m] for owner, start in located(places)]
        return squared_euclidean(as_compared(np.stack(windows).astype(np.float64), query), query)

    places, squared = pool.best(measured)
    distances = np.sqrt(squared).tolist()
    return [
        Match(i, start, start + m, distance) for (i, start), distance in zip(located(places), distances, strict=True)
    ]


def _spacing_of(exclusion: object, n_frames: int) -> int:
    if isinstance(exclusion, bool) or not isinstance(exclusion, (int, float)) or not 0 <= exclusion <= 1:
        raise SettingsError(
            f"`exclusion` must be a share of the query's length from 0 to 1, got {exclusion!r}. `exclusion=0.5` lets "
            "matches overlap by half."
        )
    return max(1, int(np.ceil(exclusion * n_frames - SLACK)))


def _check_metric(metric: object) -> None:
    if metric not in ("euclidean", "dtw"):
        raise SettingsError(f"`metric` must be 'euclidean' or 'dtw', got {metric!r}.")


def _as_recordings(recordings: Any, query: Query) -> list[npt.NDArray[Any]]:
    """The recordings as (channels, t) each, not copied."""
    arrays = [_as_channels(one, name=name) for one, name in _named(recordings)]
    n_channels, n_frames = query.values.shape
    for i, array in enumerate(arrays):
        if len(array) != n_channels:
            raise InputError(
                f"`recordings[{i}]` must have {n_channels} channels like the query, got {len(array)}. A recording is "
                "an array of shape (t,) or (channels, t); give several as a list."
            )
    longest = max((array.shape[1] for array in arrays), default=0)
    if longest < n_frames:
        raise InputError(
            f"`recordings` must be longer than the query, which has {n_frames} time points, got {longest} in the "
            "longest. Shorten the query."
        )
    return arrays


def _named(recordings: Any) -> list[tuple[Any, str]]:
    """The single recordings, and what to call them."""
    if isinstance(recordings, np.ndarray) and recordings.dtype != object:
        return [(cast("Any", recordings), "recordings[0]")]
    if isinstance(recordings, (str, bytes)) or not isinstance(recordings, Iterable):
        raise InputError(f"`recordings` must be an array or a list of arrays, got {type(recordings).__name__}.")
    cases = list(cast("Iterable[Any]", recordings))
    if len(cases) > 0 and all(np.ndim(case) == 0 for case in cases):
        return [(cases, "recordings[0]")]
    return [(case, f"recordings[{i}]") for i, case in enumerate(cases)]


def _as_channels(x: Any, *, name: str) -> npt.NDArray[Any]:
    """One series as (channels, t), a view where it is an array already; its values are checked when they are read."""
    try:
        values = np.asarray(x)
    except (ValueError, TypeError, RuntimeError) as cause:
        raise InputError(f"`{name}` must be an array of numbers, got {type(x).__name__} ({cause}).") from None
    if values.dtype.kind not in "fiub":
        raise InputError(f"`{name}` must hold real numbers, got dtype {values.dtype}. Convert it.")
    if values.ndim not in (1, 2) or values.size == 0:
        raise InputError(
            f"`{name}` must have shape (t,) or (channels, t) with a time point or more, got shape {values.shape}."
        )
    return values if values.ndim == 2 else values[None, :]
