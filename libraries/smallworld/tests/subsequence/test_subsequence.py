"""Matches of a query inside long recordings: as if all windows were compared, on hard numbers, with unusable input."""

from __future__ import annotations

from itertools import combinations

import naive
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coincide_smallworld.distances import dtw_pairwise
from coincide_smallworld.distances.band import width_of
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.subsequence import kernels, plain
from coincide_smallworld.subsequence.euclidean import Euclidean
from coincide_smallworld.subsequence.pool import empty_pool
from coincide_smallworld.subsequence.search import SHARE_OF_LIMIT, SHARE_OF_QUERY, find_subsequences
from coincide_smallworld.subsequence.warping import warping_of
from coincide_smallworld.subsequence.windows import normalized, pieces_of, query_of

METRICS = pytest.mark.parametrize("metric", ["euclidean", "dtw"])


def all_windows(query, recordings, *, metric, band, normalize):
    width = 0 if metric == "euclidean" else width_of(band, query.shape[1])
    return naive.window_distances(
        query, recordings, distance=lambda x, y: naive.dtw(x, y, width=width), normalize=normalize
    )


def expected(query, recordings, *, k, metric, band, exclusion, normalize):
    found = all_windows(query, recordings, metric=metric, band=band, normalize=normalize)
    gaps = np.diff(np.sort([distance for distance, *_ in found]))
    assume(not ((gaps > 0) & (gaps < 1e-4)).any())  # or their order is a matter of rounding
    return naive.best_apart(found, k=k, spacing=max(1, int(np.ceil(exclusion * query.shape[1]))))


def patchy(rng, n_channels, n):
    """Noise with constant stretches, exact repeats, and loud and offset parts."""
    x = rng.normal(size=(n_channels, n))
    for _ in range(rng.integers(0, 4)):
        start, length = rng.integers(0, n), rng.integers(1, 15)
        part = x[:, start : start + length]
        kind = rng.integers(0, 4)
        if kind == 0:
            part[:] = part[:, :1]
        elif kind == 1:
            part[:] = x[:, : part.shape[1]]
        else:
            part[:] = rng.normal(0, 30, part.shape) if kind == 2 else rng.normal(100, 1, part.shape)
    return x


@st.composite
def searches(draw):
    rng = np.random.default_rng(draw(st.integers(0, 100_000)))
    # Normalized windows of two or three samples take few values: their order would be a matter of rounding.
    n_channels, m = draw(st.integers(1, 2)), draw(st.sampled_from([1, 4, 5, 6, 7, 8]))
    recordings = [patchy(rng, n_channels, rng.integers(1, 45)) for _ in range(draw(st.integers(1, 3)))]
    recordings.append(patchy(rng, n_channels, m + rng.integers(0, 30)))
    planted = recordings[-1][:, :m] * 2 + 1
    is_constant = bool((planted == planted[:, :1]).all())  # then all other windows are equally far
    query = planted if draw(st.booleans()) and not is_constant else rng.normal(size=(n_channels, m))
    options = {
        "k": draw(st.integers(1, 6)),
        "metric": draw(st.sampled_from(["euclidean", "dtw"])),
        "band": draw(st.sampled_from([0, 2, 0.3, None])),
        "exclusion": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "normalize": draw(st.booleans()),
    }
    return query, recordings, options


@settings(deadline=None, max_examples=120)
@given(search=searches())
def test_matches_equal_those_of_comparing_all_windows(search):
    query, recordings, options = search
    found = find_subsequences(query, recordings, **options).matches
    wanted = [distance for distance, *_ in expected(query, recordings, **options)]
    assert [match.distance for match in found] == pytest.approx(wanted, abs=2e-5, rel=1e-5)
    # Which of equally far windows comes first is a matter of rounding.
    windows = {
        (which, start): distance
        for distance, which, start in all_windows(
            query, recordings, **{name: options[name] for name in ("metric", "band", "normalize")}
        )
    }
    assert [windows[match.recording, match.start] for match in found] == pytest.approx(wanted, abs=1e-9)
    spacing = max(1, int(np.ceil(options["exclusion"] * query.shape[1])))
    assert all(abs(a.start - b.start) >= spacing for a, b in combinations(found, 2) if a.recording == b.recording)


@settings(deadline=None, max_examples=150)
@given(
    found=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), max_size=40, unique_by=lambda item: item[1]),
    k=st.integers(1, 5),
    spacing=st.integers(1, 12),
    size=st.integers(1, 9),
)
def test_the_pool_keeps_what_may_be_chosen_in_whatever_order_windows_come(found, k, spacing, size):
    pool = empty_pool(k=k, spacing=spacing)
    for first in range(0, len(found), size):
        squared, places = zip(*found[first : first + size], strict=True)
        pool = pool.joined(np.array(places), np.array(squared, dtype=float))
    wanted = naive.best_apart([(squared, 0, place) for squared, place in found], k=k, spacing=spacing)
    assert pool.best(np.zeros_like)[0].tolist() == [place for _, _, place in wanted]


@settings(deadline=None, max_examples=100)
@given(
    n=st.integers(1, 150),
    k=st.integers(1, 3),
    spacing=st.integers(1, 3),
    tolerance=st.floats(0.05, 2.0),
    seed=st.integers(0, 9999),
)
def test_a_pool_of_rough_distances_chooses_by_the_true_ones(n, k, spacing, tolerance, seed):
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 9, n).tolist()
    rough = np.array(true) + rng.choice([-0.999, 0, 0.999], n) * tolerance  # at the very limit rounding decides
    pool = empty_pool(k=k, spacing=spacing, tolerance=tolerance)
    for first in range(0, len(true), 7):
        pool = pool.joined(np.arange(first, min(first + 7, len(true))), rough[first : first + 7])
    wanted = naive.best_apart([(value, 0, place) for place, value in enumerate(true)], k=k, spacing=spacing)
    assert pool.best(lambda places: np.array(true, dtype=float)[places])[0].tolist() == [at for *_, at in wanted]


def test_a_pool_keeps_few_windows_of_many():
    pool = empty_pool(k=3, spacing=10).joined(np.arange(100_000), np.zeros(100_000))
    assert len(pool.places) <= 5 * 2 * 10


def profile(query, recording):
    """Squared normalized distances of all windows, in the plain way."""
    windows = np.lib.stride_tricks.sliding_window_view(recording.astype(float), len(query))
    normalized = (windows - windows.mean(axis=1)[:, None]) / windows.std(axis=1)[:, None]
    return ((normalized - (query - query.mean()) / query.std()) ** 2).sum(axis=1)


@pytest.mark.parametrize("start", [65_536 - 40, 65_536 - 1, 65_536, 130_000 - 50])
@METRICS
def test_a_match_across_the_border_of_two_pieces_is_found(metric, start):
    rng = np.random.default_rng(1)
    recording, query = rng.normal(size=130_000), rng.normal(size=50)
    recording[start : start + 50] = 3 * query + 7
    (match,) = find_subsequences(query, recording, k=1, metric=metric).matches
    assert (match.start, match.stop) == (start, start + 50) and match.distance < 1e-4


def test_the_nearest_of_many_windows_is_the_smallest_of_the_plain_profile():
    rng = np.random.default_rng(2)
    recording, query = np.cumsum(rng.normal(size=100_000)), np.cumsum(rng.normal(size=300))
    squared = profile(query, recording)
    (match,) = find_subsequences(query, recording, k=1).matches
    assert match.start == squared.argmin() and match.distance == pytest.approx(squared.min() ** 0.5, rel=1e-9)


@pytest.mark.parametrize(
    "disturb",
    [
        lambda x: x + 1e7,
        lambda x: x * 1e-7 + 5.0,
        lambda x: np.where(np.arange(len(x)) < 900, x * 1e9, x),
        lambda x: np.where(np.arange(len(x)) < 1400, x, x + 1e8),
        lambda x: np.where(np.arange(len(x)) < 1000, 0.1, x),
    ],
    ids=["offset", "quiet on an offset", "loud neighbor", "step", "silence"],
)
@METRICS
def test_a_match_is_found_beside_numbers_that_cost_digits(metric, disturb):
    rng = np.random.default_rng(3)
    recording = rng.normal(size=4000)
    query = recording[1500:1600] + rng.normal(0, 0.05, 100)
    recording = disturb(recording)
    (match,) = find_subsequences(query, recording, k=1, metric=metric).matches
    assert match.start == 1500 and match.distance < 1.0


def test_distances_are_exact_where_the_transform_is_not():
    rng = np.random.default_rng(4)
    recording = rng.normal(size=3000)
    recording[:500] *= 1e8
    query = rng.normal(size=64)
    squared = profile(query, recording)
    wanted = naive.best_apart([(value, 0, start) for start, value in enumerate(squared)], k=8, spacing=32)
    found = find_subsequences(query, recording, k=8).matches
    assert [match.distance for match in found] == pytest.approx([value**0.5 for value, *_ in wanted], rel=1e-9)


@pytest.mark.parametrize("band", [0, 5, None])
@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize("kind", [Euclidean, warping_of])
def test_no_bound_exceeds_the_distance_by_more_than_is_allowed_for(kind, normalize, band):
    rng = np.random.default_rng(10)
    recording = np.cumsum(rng.normal(size=(2, 6000)), axis=1)
    recording[:, 1000:1100] *= 1e8
    recording[0, 3000:] += 1e6
    recording[:, 4000:4100] = 0.1
    query = query_of(recording[:, 2000:2064] + rng.normal(size=(2, 64)), normalize=normalize)
    comparison = Euclidean(query) if kind is Euclidean else warping_of(query, band=band)
    (piece,) = pieces_of(recording, query, name="recording")
    bounds, starts = comparison.bounds(piece), np.arange(piece.n_windows)
    closer = comparison.closer(piece, bounds)(starts, np.inf)
    squared = comparison.squared(piece, starts, limit=np.inf)
    allowed = (
        (1e-12, comparison.tolerance) if kind is Euclidean else (SHARE_OF_LIMIT, SHARE_OF_QUERY * query.energies.sum())
    )
    assert (bounds.lower <= closer).all()
    assert (closer <= squared * (1 + allowed[0]) + allowed[1]).all()


@pytest.mark.parametrize("n_channels", [1, 2])
@pytest.mark.parametrize("n_frames", [1, 2, 3, 4, 9])
def test_compiled_and_plain_corners_cost_the_same(n_frames, n_channels):
    rng = np.random.default_rng(n_frames)
    samples, means = rng.normal(size=(n_channels, 700 + n_frames - 1)), rng.normal(size=(n_channels, 700))
    deviations, query = rng.uniform(0.5, 2.0, size=(n_channels, 700)), rng.normal(size=(n_channels, n_frames))
    bounds = np.empty((2, 700))
    for loops, written in zip((kernels, plain), bounds, strict=True):
        loops.bound_corners(samples, means, deviations, query, written)
    np.testing.assert_allclose(*bounds, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_warping_matches_of_a_longer_recording_equal_those_of_comparing_all_windows(seed):
    rng = np.random.default_rng(seed)
    recording, query = np.cumsum(rng.normal(size=(1, 3000)), axis=1), np.cumsum(rng.normal(size=(1, 60)), axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(recording[0], 60)
    distances = dtw_pairwise(normalized(query), normalized(windows), band=0.1)[0]
    wanted = naive.best_apart([(value, 0, start) for start, value in enumerate(distances)], k=3, spacing=30)
    found = find_subsequences(query, recording, k=3, metric="dtw").matches
    assert [match.start for match in found] == [start for *_, start in wanted]


def test_warping_finds_a_call_at_another_tempo_that_the_euclidean_distance_misses():
    rng = np.random.default_rng(5)
    call = np.sin(np.linspace(0, 1, 80) ** 2 * 40)
    warped = np.sin(np.linspace(0, 1, 80) ** 1.7 * 40)
    recording = rng.normal(0, 0.1, 3000)
    recording[1000:1080], recording[2000:2080] = warped, np.roll(call, 25) + rng.normal(0, 0.5, 80)
    (match,) = find_subsequences(call, recording, k=1, metric="dtw", band=0.15).matches
    assert abs(match.start - 1000) <= 3


def test_bounds_spare_most_comparisons_under_warping():
    recording = np.cumsum(np.random.default_rng(6).normal(size=50_000))
    found = find_subsequences(recording[7000:7128], recording, k=1, metric="dtw", band=0.05)
    assert found.n_distances < 0.02 * 50_000


def test_silence_costs_no_comparisons_under_warping():
    recording = np.zeros(30_000)
    recording[:2000] = np.random.default_rng(11).normal(size=2000)
    assert find_subsequences(recording[:100], recording, metric="dtw").n_distances <= 2000


def test_all_windows_are_counted_under_the_euclidean_distance():
    assert find_subsequences(np.arange(5), [np.arange(30.0), np.zeros(9)]).n_distances == 26 + 5


@METRICS
def test_a_constant_window_is_at_the_root_of_the_length_from_any_other(metric):
    (match,) = find_subsequences([0, 1, 0, 2], [7, 7, 7, 7], metric=metric, band=0).matches
    assert match.distance == pytest.approx(2.0)


@METRICS
def test_a_constant_query_matches_constant_windows_exactly(metric):
    recording = np.r_[np.random.default_rng(7).normal(size=20), np.full(6, 0.1), np.arange(9)]
    (match,) = find_subsequences(np.full(6, 123.4), recording, k=1, metric=metric).matches
    assert (match.start, match.distance) == (20, 0.0)


@METRICS
def test_a_constant_channel_counts_as_zeros(metric):
    rng = np.random.default_rng(12)
    recording = np.stack([np.full(60, 0.1), rng.normal(size=60)])
    query = np.stack([np.arange(10.0), recording[1, 30:40]])
    (match,) = find_subsequences(query, recording, k=1, metric=metric, band=0).matches
    assert (match.start, match.distance) == (30, pytest.approx(10**0.5, rel=1e-6))


@METRICS
def test_without_normalizing_an_offset_counts(metric):
    query = np.array([0.0, 1.0, 0.0, -1.0])
    recording = np.r_[query + 5, query + 1, query + 9]
    (match,) = find_subsequences(query, recording, k=1, metric=metric, band=0, normalize=False).matches
    assert (match.start, match.distance) == (4, pytest.approx(2.0))


@METRICS
def test_equal_windows_come_by_recording_then_start(metric):
    recordings = [np.zeros(3), np.tile([0.0, 1.0, 5.0, 2.0], 3), np.tile([0.0, 1.0, 5.0, 2.0], 2)]
    found = find_subsequences([0, 1, 5, 2], recordings, k=9, metric=metric, exclusion=1.0).matches
    places = [(match.recording, match.start) for match in found if match.distance < 1e-6]
    assert places == [(1, 0), (1, 4), (1, 8), (2, 0), (2, 4)]


def test_matches_do_not_overlap_by_more_than_allowed():
    recording = np.sin(np.arange(500) / 5)
    starts = sorted(match.start for match in find_subsequences(recording[:40], recording, k=50, exclusion=0.75).matches)
    assert np.diff(starts).min() >= 30


def test_fewer_matches_come_back_if_fewer_windows_fit():
    assert len(find_subsequences(np.arange(10), np.arange(25.0), k=9, exclusion=1.0).matches) == 2


def test_a_query_as_long_as_the_recording_has_one_match():
    x = np.random.default_rng(8).normal(size=(3, 40))
    (match,) = find_subsequences(x, x).matches
    assert (match.recording, match.start, match.stop) == (0, 0, 40) and match.distance < 1e-6


def test_recordings_shorter_than_the_query_are_passed_over():
    found = find_subsequences([1, 3, 2], [[1, 2], [5, 1, 3, 2, 5]], k=1).matches
    assert (found[0].recording, found[0].start) == (1, 1)


@METRICS
def test_mapped_files_integers_and_views_are_searched_alike(metric, tmp_path):
    whole = np.random.default_rng(9).integers(-99, 99, size=(2, 900)).astype(np.int16)
    np.save(tmp_path / "recording.npy", whole)
    mapped = np.load(tmp_path / "recording.npy", mmap_mode="r")
    plain = find_subsequences(whole[:1, ::-1][:, 100:130], whole[:1, ::-1].astype(float), metric=metric)
    assert find_subsequences(whole[0, ::-1][100:130], mapped[0, ::-1], metric=metric) == plain


@METRICS
@pytest.mark.parametrize(
    ("query", "recordings", "message"),
    [
        ([1.0, np.nan], np.zeros(9), "`query` must hold finite numbers .* got nan at time point 1"),
        (
            [1.0, 2.0],
            np.r_[np.zeros(5), np.inf],
            r"`recordings\[0\]` must hold finite numbers .* got inf at time point 5",
        ),
        ([1.0, 2.0], [np.zeros(5), [0, 1e16]], r"`recordings\[1\]` must hold .* up to 1e\+15 in size, got 1e\+16"),
        ([], np.zeros(9), r"`query` must have shape .* got shape \(0,\)"),
        ([1.0, 2.0], np.zeros(0), r"`recordings\[0\]` must have shape .* got shape \(0,\)"),
        ([1.0, 2.0], [], "`recordings` must be longer than the query, which has 2 time points, got 0"),
        (np.zeros(10), [np.zeros(9), np.zeros(4)], "which has 10 time points, got 9 in the longest. Shorten"),
        (np.zeros((2, 3)), np.zeros((3, 9)), r"`recordings\[0\]` must have 2 channels like the query, got 3"),
        (np.zeros(3), np.zeros((2, 9)), "got 2. A recording is an array of shape .* give several as a list"),
        (["a"], np.zeros(9), "`query` must hold real numbers"),
        ([1.0, 2.0], "sound.wav", "`recordings` must be an array or a list of arrays, got str"),
        ([1.0, 2.0], 7, "`recordings` must be an array or a list of arrays, got int"),
        ([[1.0], [2.0, 3.0]], np.zeros(9), "`query` must be an array of numbers, got list"),
    ],
)
def test_unusable_numbers_are_refused(metric, query, recordings, message):
    with pytest.raises(InputError, match=message):
        find_subsequences(query, recordings, metric=metric)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "`k` must be a whole number from 1, got 0"),
        ({"k": 2.0}, r"`k` must be a whole number from 1, got 2\.0"),
        ({"metric": "cosine"}, "`metric` must be 'euclidean' or 'dtw', got 'cosine'"),
        ({"metric": "dtw", "band": 1.5}, r"`band` must be a fraction .* got 1\.5"),
        ({"exclusion": 1.5}, r"`exclusion` must be a share of the query's length from 0 to 1, got 1\.5"),
        ({"exclusion": float("nan")}, "`exclusion` must be a share .* got nan"),
    ],
)
def test_settings_out_of_range_are_refused(options, message):
    with pytest.raises(SettingsError, match=message):
        find_subsequences([1.0, 2.0], np.zeros(9), **options)
