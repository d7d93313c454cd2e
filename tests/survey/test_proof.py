"""Samples to check, and what the checks say: precision, recall, corrected counts, thresholds, agreement."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from survey_examples import events

from benchmarks.survey.coverage import coverage
from coincide.errors import InputError
from coincide.recognize.intervals import interval
from coincide.survey import CheckedItem, EventTable, Stratum, compare_people, draw_sample, estimate, make_season
from coincide.survey.intervals import Interval, part_of_sum, share, total

SEASON = make_season(n_days=8, seed=2)
TABLE = SEASON.detections


def test_sample_has_as_many_items_as_wanted_and_none_twice() -> None:
    design = draw_sample(TABLE, ["trill", "hoot"], n=101)
    assert len(design.rows) == len(set(design.rows.tolist())) == 101


@pytest.mark.parametrize("n", range(3, 20))
def test_a_small_sample_has_no_item_too_many(n: int) -> None:
    assert len(draw_sample(TABLE, ["trill", "hoot"], n=n).rows) == n


def test_a_sample_too_small_for_its_names_is_refused() -> None:
    with pytest.raises(InputError, match="`n` must be at least 3 here, got 2: one event of each name, and one of all"):
        draw_sample(TABLE, ["trill", "hoot"], n=2)


def test_names_and_the_rest_get_equally_many() -> None:
    design = draw_sample(TABLE, ["trill", "hoot"], n=90)
    names = Counter(design.strata[place].name for place in design.stratum.tolist())
    assert names == {"trill": 30, "hoot": 30, "": 30}


def test_spellings_that_differ_by_case_are_all_checked() -> None:
    twice = dataclasses.replace(TABLE, names=tuple({"hoot": "Trill"}.get(name, name) for name in TABLE.names))
    assert draw_sample(twice, ["trill"], n=90).names == ("Trill", "trill")


def test_every_band_of_score_is_in_the_sample() -> None:
    design = draw_sample(TABLE, ["trill"], n=30)
    assert sorted(Counter(design.stratum.tolist()).values()) == [5, 5, 5, 15]


def test_sites_have_their_share_of_a_sample() -> None:
    site = np.array([int(each.name[4:6]) for each in SEASON.recordings])[TABLE.recording]
    design = draw_sample(TABLE, ["trill"], n=120, site=site)
    mine = design.rows[TABLE.name[design.rows] == TABLE.names.index("trill")]
    all_mine = TABLE.name == TABLE.names.index("trill")
    for number in np.unique(site):
        assert (site[mine] == number).mean() == pytest.approx((site[all_mine] == number).mean(), abs=0.06)


def test_small_catalog_is_checked_whole() -> None:
    few = events((0, 1.0, "trill", 0.5), (0, 2.0, "trill", 0.6), (0, 3.0, "hoot", 0.7))
    assert sorted(draw_sample(few, ["trill"], n=50).rows.tolist()) == [0, 1, 2]


def test_every_event_is_as_likely_as_the_others_of_its_stratum() -> None:
    table = events(*((0, float(k), "trill", 0.5) for k in range(9)), (0, 10.0, "hoot", 0.5))
    drawn = np.concatenate([draw_sample(table, ["trill"], n=4, seed=seed).rows for seed in range(900)])
    shares = np.bincount(drawn, minlength=10)[:9] / 900
    assert np.abs(shares - shares.mean()).max() < 0.06


@pytest.mark.parametrize(("names", "message"), [([], "no name was given"), (["tril"], "no event is named `tril`")])
def test_wrong_names_are_told_with_the_right_ones(names: list[str], message: str) -> None:
    with pytest.raises(InputError, match=rf"{message}. Give some of buzz, hoot, trill"):
        draw_sample(TABLE, names, n=5)


@pytest.mark.parametrize("n", [0, 2.5])
def test_empty_sample_and_parts_of_events_are_refused(n: int) -> None:
    with pytest.raises(InputError, match=f"`n` must be a whole number of events, at least 1, got {n}"):
        draw_sample(TABLE, ["trill"], n=n)


@given(st.integers(1, 80), st.data())
def test_share_of_one_large_stratum_is_wilsons(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    found = share([k], [n], [10**9])
    assert (found.low, found.high) == pytest.approx(interval(k, n), abs=2e-3 if 0 < k < n else 1e-6)


def test_whole_population_leaves_no_doubt() -> None:
    assert share([3, 1], [4, 2], [4, 2]) == Interval(pytest.approx(4 / 6), pytest.approx(4 / 6), pytest.approx(4 / 6))  # type: ignore[arg-type]


def test_a_stratum_that_was_checked_wholly_says_little_about_others() -> None:
    found = share([2, 0], [2, 0], [2, 10_000])
    assert (found.value, found.low < 0.5) == (1, True)


def test_no_trial_says_nothing() -> None:
    found = share([0], [0], [10])
    assert found.value is None and (found.low, found.high) == (0.0, 1.0)


def test_sum_with_an_unknown_part_lies_between_what_can_be() -> None:
    found = total([Interval(2, 1, 3), share([0], [0], [10]).times(10)])
    assert found.value is None and (found.low, found.high) == (1.0, 13.0)


def test_part_of_nothing_is_unknown() -> None:
    found = part_of_sum(Interval(0, 0, 1), Interval(0, 0, 1))
    assert found.value is None and (found.low, found.high) == (0.0, 1.0)


limits = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(lambda three: Interval(*_ordered(three)))


def _ordered(three: tuple[float, float, float]) -> tuple[float, float, float]:
    low, value, high = sorted(three)
    return value, low, high


@given(limits, limits)
def test_sum_and_part_stay_in_order(one: Interval, other: Interval) -> None:
    for found in (total([one, other]), part_of_sum(one, other)):
        if found.value is None:
            continue
        assert found.low <= found.value + 1e-9 <= found.high + 2e-9


def test_certain_parts_give_a_certain_ratio() -> None:
    found = part_of_sum(Interval(3, 3, 3), Interval(1, 1, 1))
    assert (found.low, found.value, found.high) == pytest.approx((0.75, 0.75, 0.75))


def _checked(table: EventTable, truth: np.ndarray, n: int) -> tuple[list[Stratum], list[CheckedItem]]:
    design = draw_sample(table, table.names, n=n)
    items = [
        CheckedItem(stratum, float(table.confidence[row]), "" if truth[row] < 0 else table.names[truth[row]])
        for row, stratum in zip(design.rows.tolist(), design.stratum.tolist(), strict=True)
    ]
    return list(design.strata), items


def test_checking_everything_finds_the_truth() -> None:
    truth = SEASON.truth
    strata, items = _checked(TABLE, truth, len(TABLE.name))
    for number, found in enumerate(estimate(TABLE.names, strata, items).names):
        named, true = TABLE.name == number, truth == number
        assert found.precision.value == pytest.approx((named & true).sum() / named.sum())
        assert found.recall.value == pytest.approx((named & true).sum() / true.sum())
        assert found.corrected.value == pytest.approx(true.sum())
        assert found.corrected.low == pytest.approx(found.corrected.high)


def test_sample_of_a_season_comes_near_the_truth() -> None:
    strata, items = _checked(TABLE, SEASON.truth, 400)
    for number, found in enumerate(estimate(TABLE.names, strata, items).names):
        assert found.corrected.low <= (SEASON.truth == number).sum() <= found.corrected.high


def test_corrected_count_counts_what_went_by_other_names() -> None:
    strata = [Stratum("trill", 0, 1, 100), Stratum("hoot", 0, 1, 100)]
    items = [CheckedItem(0, 0.5, "trill")] * 10 + [CheckedItem(1, 0.5, "trill"), *[CheckedItem(1, 0.5, "hoot")] * 9]
    trill, hoot = estimate(["trill", "hoot"], strata, items).names
    assert (trill.corrected.value, hoot.corrected.value) == (pytest.approx(110), pytest.approx(90))
    assert trill.recall.value == pytest.approx(100 / 110)


def test_threshold_is_the_lowest_score_that_is_right_often_enough() -> None:
    strata = [Stratum("trill", 0, 1, 1000)]
    items = [CheckedItem(0, score / 100, "trill" if score >= 60 else "") for score in range(50, 100)]
    found = estimate(["trill"], strata, items, wanted_precision=0.8).names[0].threshold
    assert found is not None
    assert (found.score, found.n_checked, found.kept) == (0.5, 50, 1.0)
    stricter = estimate(["trill"], strata, items, wanted_precision=0.9).names[0].threshold
    assert stricter is not None and stricter.score == 0.56


def test_precision_out_of_reach_has_no_threshold() -> None:
    items = [CheckedItem(0, score / 100, "") for score in range(50)]
    assert estimate(["trill"], [Stratum("trill", 0, 1, 100)], items).names[0].threshold is None


def test_intervals_hold_the_truth_about_as_often_as_they_promise() -> None:
    # A slice of what `scripts/bench survey` measures; three standard errors of 200 intervals are 4.6%.
    for kind, held in coverage(100, n=120, seed=5).items():
        assert 0.90 <= held <= 0.99, kind


def _kappa_by_hand(pairs: list[tuple[str, str]]) -> float:
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[word] * second[word] for word in first) / n**2
    return (observed - expected) / (1 - expected)


@examples(50)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30))
def test_kappa_is_that_of_the_textbook(pairs: list[tuple[str, str]]) -> None:
    said = {"Ana": dict(enumerate(one for one, _ in pairs)), "Ben": dict(enumerate(other for _, other in pairs))}
    found = compare_people("Ana", "Ben", said)
    if found.kappa is None:
        assert len({word for pair in pairs for word in pair}) == 1
    else:
        assert found.kappa == pytest.approx(_kappa_by_hand(pairs))


def test_only_items_that_both_judged_count() -> None:
    found = compare_people("Ana", "Ben", {"Ana": {0: "a", 1: "b"}, "Ben": {1: "b", 2: "a"}})
    assert (found.n_items, found.share, found.disagreements) == (1, 1.0, ())
