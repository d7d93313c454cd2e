"""Each part of the live graph says what its twin without torch says."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
import torch
from frame_examples import GRID, RATE_HZ, levels_with_calls
from hypothesis import given
from hypothesis import strategies as st

from coincide.categorize import Categorizer, Head
from coincide.categorize.smooth import fit_smoother
from coincide.embed import Centers, center, fit_centers
from coincide.events import (
    EventSettings,
    FrameNet,
    Hearing,
    PatchCamera,
    PatchGeometry,
    activity,
    echoes,
    running_floor,
    usual_hearing,
)
from coincide.events.echoes import Echo
from coincide.events.listening import weigh, white_spread
from coincide.events.segment import segment
from coincide.features import FeatureSettings, Spectrograph, leakage
from coincide.label import Classifier, Sureness
from coincide.label.classifier import STRANGE
from coincide.label.graph import N_NEIGHBORS
from coincide.recognize import CategoryRecognizer, Recognizer
from coincide.recognize.live.background import activity_of, curves_of, excess_of, percentile, weighed, without_shared
from coincide.recognize.live.bands import BandLevels
from coincide.recognize.live.cut import CurveCutter
from coincide.recognize.live.echoes import without_echoes
from coincide.recognize.live.frame_net import FrameBelief
from coincide.recognize.live.picture import Camera
from coincide.recognize.live.placing import Placing
from coincide.recognize.live.plan import N_SLOTS, LivePlan, plan_live
from coincide.recognize.live.voters import CategoryVote, NeighborVote
from coincide.records import UNSURE

SEEDS = st.integers(0, 1000)
DIM = 8
HERE = torch.tensor(True)


def _units(n: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _noise(n: int, seed: int = 0) -> np.ndarray:
    return (0.1 * np.random.default_rng(seed).normal(size=n)).astype(np.float32)


@pytest.mark.parametrize("window_samples", [GRID.window_samples, 8])
def test_band_levels_are_those_of_the_spectrograph(window_samples: int) -> None:
    grid, sound = replace(GRID, window_samples=window_samples), _noise(4000)
    starts = np.arange(0, len(sound) - grid.window_samples + 1, grid.hop_samples)
    frames = np.stack([sound[start : start + grid.window_samples] for start in starts])
    bands = BandLevels(grid, scale=None, floor_power=1e-12)

    assert bands(torch.from_numpy(frames)).numpy() == pytest.approx(Spectrograph(grid).levels(sound), abs=1e-3)


@given(SEEDS, st.integers(1, 60), st.sampled_from([3.0, 20.0, 25.0]))
def test_percentiles_of_some_columns_are_those_of_numpy(seed: int, n_counted: int, percent: float) -> None:
    values = np.random.default_rng(seed).normal(size=(3, 60)).astype(np.float32)
    is_counted = torch.arange(60) < n_counted
    expected = np.percentile(values[:, :n_counted], percent, axis=1)

    assert percentile(torch.from_numpy(values), is_counted, percent).numpy() == pytest.approx(expected, abs=1e-5)


def test_what_was_not_heard_is_no_background() -> None:
    levels = np.full((500, 4), -120.0, dtype=np.float32)
    levels[-100:] = -40.0

    excess = excess_of(torch.from_numpy(levels), torch.tensor(100.0)).numpy()

    assert np.abs(excess).max() == 0.0


def test_leaks_lift_backgrounds_as_in_the_detector() -> None:
    background = np.where(np.arange(GRID.n_bands) < 20, -40.0, np.linspace(-70.0, -100.0, GRID.n_bands))
    levels = np.tile(background.astype(np.float32), (400, 1))
    leaks = leakage(GRID)

    excess = excess_of(torch.from_numpy(levels), torch.tensor(400.0), torch.from_numpy(leaks)).numpy()

    assert excess.min() < -10.0
    assert excess == pytest.approx(levels - running_floor(levels, span_frames=400, leaks=leaks), abs=1e-3)


@pytest.mark.parametrize("share_on", [0.1, 0.7])
@pytest.mark.parametrize(("rate_hz", "pick_frames"), [(RATE_HZ, 0.0), (RATE_HZ, 2.0), (1000, 2.0)])
def test_curves_are_those_of_the_detector(share_on: float, rate_hz: int, pick_frames: float) -> None:
    hearing = replace(usual_hearing(rate_hz, FeatureSettings(hearing="fit")), pick_frames=pick_frames)
    rng = np.random.default_rng(0)
    excess = rng.gamma(2.0, 2.0, (300, hearing.grid.n_bands)).astype(np.float32)
    excess[rng.random(300) < share_on] += np.float32(20.0)
    heard, spread = weigh(excess, hearing), torch.from_numpy(white_spread(hearing.grid))

    over = torch.from_numpy(excess)
    over = without_shared(over, torch.tensor(300.0), hearing) if hearing.is_narrow else over
    over, weights = weighed(over, torch.tensor(300.0), hearing, spread)
    level, evidence = curves_of(over, weights, hearing)

    assert weights.numpy() == pytest.approx(heard.weights, abs=1e-4)
    # At the ends, one mirrors what the other repeats.
    inside = slice(8, -8)
    assert evidence is not None
    assert evidence.numpy()[inside] == pytest.approx(heard.evidence[inside], abs=1e-4)
    assert level.numpy()[inside] == pytest.approx(heard.level[inside], abs=1e-4)


@pytest.mark.parametrize("n_heard", [640, 400, 208])
@pytest.mark.parametrize("strength", [1.0, 3.0])
@pytest.mark.parametrize(("spacing", "finer"), [("linear", 1), ("linear", 4), ("mel", 1)])
@pytest.mark.parametrize(("rate_hz", "high_hz"), [(22_050, None), (96_000, 23_520.0)])
def test_lowest_bands_that_wander_slowly_count_less_as_for_the_detector(
    rate_hz: int,
    high_hz: float | None,
    n_heard: int,
    spacing: Literal["mel", "linear"],
    finer: int,
    strength: float,
) -> None:
    usual = usual_hearing(rate_hz, FeatureSettings(hearing="fit", high_hz=high_hz)).grid
    grid = replace(usual, spacing=spacing, n_bands=finer * usual.n_bands)
    is_narrow = spacing == "linear"
    hearing = Hearing(grid, 2, is_narrow=is_narrow, is_fine=finer > 1)
    excess = np.random.default_rng(0).gamma(2.0, 2.0, (640, grid.n_bands)).astype(np.float32)
    swing = np.float32(strength) * (1.0 + np.sin(np.arange(640, dtype=np.float32)[:, None] / 20.0))
    excess[:, :finer] += np.float32(3.0 if is_narrow else 9.0) * swing
    excess[:, finer : 2 * finer] += np.float32(1.5) * swing
    excess[:-n_heard] = 0.0
    heard = weigh(excess[-n_heard:], hearing)

    over, spread = torch.from_numpy(excess), torch.from_numpy(white_spread(grid))
    over = without_shared(over, torch.tensor(float(n_heard)), hearing) if is_narrow else over
    over, weights = weighed(over, torch.tensor(float(n_heard)), hearing, spread)
    _, evidence = curves_of(over, weights, hearing)

    assert evidence is not None
    assert evidence.numpy()[-n_heard:] == pytest.approx(heard.evidence, rel=0.01)


@pytest.mark.parametrize("n_heard", [640, 400])
@pytest.mark.parametrize("is_narrow", [True, False])
def test_drops_of_rain_are_taken_off_as_for_the_detector(n_heard: int, is_narrow: bool) -> None:
    grid = replace(usual_hearing(22_050, FeatureSettings(hearing="fit")).grid, spacing="linear")
    hearing = Hearing(grid, 2, is_narrow=is_narrow, in_rain=True)
    rng = np.random.default_rng(0)
    excess = rng.gamma(2.0, 1.0, (640, grid.n_bands)).astype(np.float32)
    drops = 2 + np.flatnonzero(rng.random(600) < 0.08)
    excess[drops] += np.where(np.arange(grid.n_bands) < 30, 10.0, 18.0).astype(np.float32)
    excess[:-n_heard] = 0.0
    expected = weigh(excess[-n_heard:], hearing).excess

    over = without_shared(torch.from_numpy(excess), torch.tensor(float(n_heard)), hearing).numpy()[-n_heard:]

    # At the beginning, one repeats what the other does not know.
    assert over[8:] == pytest.approx(expected[8:], abs=1e-4)


def test_bands_full_of_calls_count_fully_as_for_the_detector() -> None:
    hearing = usual_hearing(RATE_HZ, FeatureSettings(hearing="fit"))
    excess = np.random.default_rng(0).gamma(2.0, 2.0, (300, hearing.grid.n_bands)).astype(np.float32)
    excess[np.arange(300) % 40 < 24, 10:14] += np.float32(30.0)

    spread = torch.from_numpy(white_spread(hearing.grid))
    _, weights = weighed(torch.from_numpy(excess), torch.tensor(300.0), hearing, spread)

    assert weights[10:14].min() == 1.0
    assert weights.numpy() == pytest.approx(weigh(excess, hearing).weights, abs=1e-4)


@pytest.mark.parametrize("echo", [Echo(24, 0.2), Echo(4, 1.2), Echo(2, 0.5, 6.0)])
def test_echoes_are_taken_off_as_for_the_detector(echo: Echo) -> None:
    rng = np.random.default_rng(0)
    excess = np.cumsum(rng.normal(0.0, 3.0, (300, 10)), axis=0).astype(np.float32)
    heard = torch.cat([torch.zeros(200, 10), torch.from_numpy(excess)])
    over = without_echoes(heard, echo).numpy()[200:]
    # What was not heard yet is a frame of silence at the beginning of the smoothing.
    np.testing.assert_allclose(over[1:], echoes.without_echoes(excess, echo)[1:], atol=1e-4)
    assert (over != excess).any()


def test_activity_is_that_of_the_detector() -> None:
    excess = np.random.default_rng(0).normal(size=(50, 40)).astype(np.float32)

    assert activity_of(torch.from_numpy(excess)).numpy() == pytest.approx(activity(excess), abs=1e-5)


@given(SEEDS, st.sampled_from([5.0, 12.0, 20.0]))
def test_a_curve_is_cut_as_the_detector_cuts_it(seed: int, length: float) -> None:
    levels, _ = levels_with_calls(seed, n_frames=600, peak_db=25.0)
    curve = activity(levels - np.percentile(levels, 20, axis=0)).astype(np.float32)
    settings = EventSettings(length_s=length * GRID.hop_s)
    expected = segment(curve, hop_s=GRID.hop_s, settings=settings)

    cut = CurveCutter(n_frames=600, n_reach=600, hop_s=GRID.hop_s, settings=settings)
    starts, stops, is_event = cut(torch.from_numpy(curve), torch.tensor(600.0), torch.tensor(length), None)
    spans = torch.stack([starts, stops], dim=1)[is_event].numpy()

    # Frames at the ends are smoothed with other neighbors there.
    inside = (expected.starts > 20) & (expected.stops < 580)
    found = spans[(spans[:, 0] > 20) & (spans[:, 1] < 580)]
    # Both round a normal quantile, and that of the graph is a formula.
    assert found == pytest.approx(expected.spans[inside], abs=1)


@given(SEEDS, st.booleans())
def test_tails_are_cut_off_as_the_detector_cuts_them(seed: int, is_narrow: bool) -> None:
    rng = np.random.default_rng(seed)
    curve = np.abs(rng.normal(0, 1, 600)).astype(np.float32)
    for start in range(60, 540, 60):
        curve[start : start + 10] += 30.0
        curve[start + 10 : start + 40] += np.linspace(22.0, 14.0, 30, dtype=np.float32)
    settings = EventSettings(length_s=20 * GRID.hop_s)
    expected = segment(curve, hop_s=GRID.hop_s, settings=settings, evidence=curve, is_narrow=is_narrow)
    bodies: Literal["narrow", "broad"] = "narrow" if is_narrow else "broad"

    cut = CurveCutter(n_frames=600, n_reach=600, hop_s=GRID.hop_s, settings=settings, bodies=bodies)
    starts, stops, is_event = cut(torch.from_numpy(curve), torch.tensor(600.0), torch.tensor(20.0), None)

    assert expected.are_bodies
    spans = torch.stack([starts, stops], dim=1)[is_event].numpy()
    # Both round a normal quantile, and that of the graph is a formula.
    assert spans == pytest.approx(expected.spans, abs=1)


def test_what_follows_a_call_that_has_left_the_reach_is_no_event() -> None:
    curve = np.abs(np.random.default_rng(0).normal(0, 1, 300)).astype(np.float32)
    curve[170:200] += 30.0
    sound, settings = torch.from_numpy(curve), EventSettings(length_s=26 * GRID.hop_s)
    cut = CurveCutter(n_frames=300, n_reach=100, hop_s=GRID.hop_s, settings=settings)
    assert not cut(sound, torch.tensor(300.0), torch.tensor(26.0), None)[2].any()


def test_where_dips_are_parts_of_calls_the_graph_parts_none() -> None:
    curve = np.zeros(600, dtype=np.float32)
    curve[300:330] = 15.0
    curve[314:316] = 1.0
    sound = torch.from_numpy(curve)
    settings = EventSettings(length_s=12 * GRID.hop_s)
    cut = CurveCutter(n_frames=600, n_reach=600, hop_s=GRID.hop_s, settings=settings, are_parted=False)
    assert int(cut(sound, torch.tensor(600.0), torch.tensor(12.0), None, sound)[2].sum()) == 1


@given(SEEDS, st.sampled_from([(15.0, 0.0), (40.0, 28.0)]))
def test_calls_at_once_are_parted_as_the_detector_parts_them(seed: int, levels_db: tuple[float, float]) -> None:
    call_db, gap_db = levels_db
    rng = np.random.default_rng(seed)
    curve = np.abs(rng.normal(0, 1, 600)).astype(np.float32)
    for start in range(60, 540, 60):
        n_first, n_gap = rng.integers(8, 16), rng.integers(1, 4)
        curve[start : start + 30] += call_db
        curve[start + n_first : start + n_first + n_gap] += gap_db - call_db
    settings = EventSettings(length_s=12 * GRID.hop_s)
    expected = segment(curve, hop_s=GRID.hop_s, settings=settings, evidence=curve)

    are_parted = expected.are_parted
    cut = CurveCutter(n_frames=600, n_reach=600, hop_s=GRID.hop_s, settings=settings, are_parted=are_parted)
    sound = torch.from_numpy(curve)
    starts, stops, is_event = cut(sound, torch.tensor(600.0), torch.tensor(12.0), None, sound)

    found = torch.stack([starts, stops], dim=1)[is_event].numpy()
    # Which frame of a gap is the lowest is a matter of rounding, and the ends are smoothed with other neighbors.
    inside = expected.spans[expected.stops < 580]
    assert found[found[:, 1] < 580] == pytest.approx(inside, abs=3)


def test_a_taught_detector_believes_the_same() -> None:
    rng = np.random.default_rng(0)
    widths = (GRID.n_bands + 1, 4, 4, 1)
    weights = {}
    for layer in range(3):
        weights[f"{layer}.weight"] = rng.normal(0, 0.3, (widths[layer + 1], widths[layer], 5)).astype(np.float32)
        weights[f"{layer}.bias"] = rng.normal(0, 0.3, widths[layer + 1]).astype(np.float32)
    net = FrameNet(weights, GRID)
    excess = rng.normal(0, 5, (80, GRID.n_bands)).astype(np.float32)

    said = FrameBelief(net)(torch.from_numpy(excess), torch.from_numpy(activity(excess))).numpy()

    assert said == pytest.approx(net.probabilities(excess), abs=1e-5)


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 250_000])
def test_pictures_are_those_of_the_camera(rate_hz: int) -> None:
    geometry = PatchGeometry(span_s=0.2, low_hz=100.0, high_hz=0.4 * rate_hz, typical_s=0.1)
    camera = PatchCamera(geometry, rate_hz)
    sound = _noise(rate_hz)
    start_s, _ = camera.excerpt_s(0.45, 0.55)
    expected = camera.take(sound[round(start_s * rate_hz) :], duration_s=0.103)

    middles, durations_s = torch.full((N_SLOTS,), 0.5 * rate_hz), torch.full((N_SLOTS,), 0.103)
    pictures = Camera(geometry, rate_hz)(torch.from_numpy(sound), middles, durations_s)

    assert pictures[1].T.numpy() == pytest.approx(expected, abs=1e-3)


def _classifier(n_names: int, seed: int) -> Classifier:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(n_names, 0.1), 50).astype(np.float32)
    weights = rng.uniform(0.5, 1.0, 50).astype(np.float32)
    return Classifier(tuple("abcdef"[:n_names]), _units(50, seed), shares, weights, 0.45, Sureness(-1.0, 5.0))


@given(SEEDS, st.integers(1, 5))
def test_names_are_those_of_the_recognizer(seed: int, n_names: int) -> None:
    classifier, embeddings = _classifier(n_names, seed), _units(20, seed + 1)
    expected = Recognizer(classifier, {}).recognize(embeddings)

    said = NeighborVote(classifier)(torch.from_numpy(embeddings), HERE).numpy()
    best = said[:, :-1].argmax(axis=1)
    names = [classifier.names[name] if said[row, name] >= 0.5 else "unknown" for row, name in enumerate(best)]

    assert names == [expected.name(row) for row in range(20)]


@given(SEEDS)
def test_the_probability_of_the_best_name_is_its_score(seed: int) -> None:
    classifier, embeddings = _classifier(4, seed), _units(20, seed + 1)
    expected = Recognizer(classifier, {}).recognize(embeddings)

    said = NeighborVote(classifier)(torch.from_numpy(embeddings), HERE).numpy()

    assert said[:, :-1].max(axis=1) == pytest.approx(expected.scores, abs=1e-5)


@given(SEEDS, st.integers(1, 5))
def test_probabilities_with_unknown_sum_to_one(seed: int, n_names: int) -> None:
    said = NeighborVote(_classifier(n_names, seed))(torch.from_numpy(_units(20, seed + 1)), HERE).numpy()

    assert said.sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_until_the_place_is_known_events_may_be_farther_from_what_was_taught() -> None:
    classifier, embeddings = _classifier(3, 0), torch.from_numpy(_units(20, 1))
    cosines = embeddings @ torch.from_numpy(classifier.reference).T
    distances = 1 - torch.topk(cosines, N_NEIGHBORS).values.mean(dim=1)
    middle = float(distances.sort().values[9:11].mean())
    vote = NeighborVote(replace(classifier, far=0.0), far_away=middle / STRANGE)

    assert vote(embeddings, HERE)[:, -1].tolist() == [1.0] * 20
    assert int((vote(embeddings, ~HERE)[:, -1] < 1.0).sum()) == 10


@given(SEEDS, st.booleans())
def test_categories_are_those_of_the_catalog(seed: int, is_placed: bool) -> None:
    reference = _units(120, seed)
    smoother = fit_smoother(reference, rng=np.random.default_rng(0))
    categorizer = Categorizer(smoother, Head(_units(5, seed + 1), 0.3), 0.4)
    embeddings = _units(20, seed + 2)
    known = CategoryRecognizer.of(categorizer)
    expected = known.assign(embeddings, is_placed=is_placed).categories

    said = CategoryVote(known)(torch.from_numpy(embeddings), HERE if is_placed else ~HERE).numpy()[:, :-1]
    categories = np.where(said.max(axis=1) >= 0.4, said.argmax(axis=1), UNSURE)

    assert categories.tolist() == expected.tolist()


def _heard_at_another_place(n_events: int, shift: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place known events (40, dim) that came through another microphone; returns them raw, and both results."""
    classifier, raw = _classifier(3, 0), _units(40, 0)
    centers = Centers(np.zeros((1, DIM), dtype=np.float32), np.zeros(DIM, dtype=np.float32))
    heard = raw[:n_events] + np.float32(shift)
    heard /= np.linalg.norm(heard, axis=1, keepdims=True)
    vote = NeighborVote(replace(classifier, reference=raw))
    placing, memory = Placing(centers, 1), torch.zeros(DIM + 2)
    named, given = [], []
    for event in heard:
        slots = torch.from_numpy(np.stack([event, np.zeros_like(event)]))
        here, _, memory = placing(slots, torch.ones(1), torch.tensor([1.0, 0.0]), memory, vote)
        named.append(here[0].numpy())
        given.append(placing.abroad(slots, torch.ones(1))[0].numpy())
    return heard, np.stack(named), np.stack(given)


def test_from_twenty_events_on_the_mean_of_a_new_place_is_subtracted() -> None:
    heard, named, _ = _heard_at_another_place(25, shift=0.5)
    own = fit_centers(heard, np.zeros(25, dtype=np.int64))

    assert named[-1] == pytest.approx(center(heard[-1:], np.zeros(1, dtype=np.int64), own)[0], abs=1e-5)


def test_before_twenty_events_a_new_place_changes_nothing() -> None:
    heard, named, _ = _heard_at_another_place(19, shift=0.5)

    assert named == pytest.approx(heard, abs=1e-5)


def test_a_place_like_those_of_the_catalog_changes_nothing() -> None:
    heard, named, _ = _heard_at_another_place(25, shift=0.0)

    assert named == pytest.approx(heard, abs=1e-5)


def test_embeddings_that_go_out_stay_where_they_are() -> None:
    heard, _, given = _heard_at_another_place(25, shift=0.5)

    assert given == pytest.approx(heard, abs=1e-5)


def _plan(length_s: float) -> LivePlan:
    return plan_live(
        usual_hearing(44_100, FeatureSettings()),
        settings=EventSettings(),
        geometries=[PatchGeometry(span_s=1.3 * length_s, low_hz=100.0, high_hz=8000.0, typical_s=length_s)],
        length_s=length_s,
        raw_dim=64,
    )


def test_a_hop_is_a_whole_number_of_frames() -> None:
    plan = _plan(0.15)
    assert plan.hop_samples % plan.grid.hop_samples == 0


@pytest.mark.parametrize(("length_s", "whole_s"), [(1.0, 1.65), (3.0, 4.55), (5.0, 7.45)])
def test_long_calls_are_whole_until_half_a_call_and_a_hop_have_passed(length_s: float, whole_s: float) -> None:
    assert _plan(length_s).whole_s == pytest.approx(whole_s, abs=0.02)
