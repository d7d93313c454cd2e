"""Do categories follow recordings?"""

from __future__ import annotations

import numpy as np
import pytest

from coincide.categorize import FollowedGroups, groups_followed
from coincide.records import UNSURE

_N_RECORDINGS, _N_CALLS, _N_KINDS = 40, 6, 6
_RECORDINGS = np.repeat(np.arange(_N_RECORDINGS), _N_CALLS) + 100
_KINDS = np.random.default_rng(1).integers(_N_KINDS, size=len(_RECORDINGS))
_ROOMS = _RECORDINGS % 2


def _groups(categories: np.ndarray, recordings: np.ndarray = _RECORDINGS) -> FollowedGroups | None:
    return groups_followed(categories, recordings, rng=np.random.default_rng(2))


def test_two_rooms_that_split_each_kind_are_the_two_groups() -> None:
    found = _groups(_KINDS + _N_KINDS * _ROOMS)
    assert found is not None
    assert set(zip(found.groups.tolist(), _ROOMS.tolist(), strict=True)) in ({(0, 0), (1, 1)}, {(0, 1), (1, 0)})
    assert found.follows.all()


def test_a_few_calls_that_moved_and_unsure_ones_change_nothing() -> None:
    rng = np.random.default_rng(3)
    moved = np.where(rng.random(len(_KINDS)) < 0.05, 1 - _ROOMS, _ROOMS)
    categories = np.where(rng.random(len(_KINDS)) < 0.2, UNSURE, _KINDS + _N_KINDS * moved)
    found = _groups(categories)
    assert found is not None
    assert not found.follows[categories == UNSURE].any()
    assert set(zip(found.groups.tolist(), _ROOMS.tolist(), strict=True)) in ({(0, 0), (1, 1)}, {(0, 1), (1, 0)})


def test_recordings_without_a_sure_event_are_in_neither_group() -> None:
    is_unsure = np.isin(_RECORDINGS, [100, 117, 139])
    found = _groups(np.where(is_unsure, UNSURE, _KINDS + _N_KINDS * _ROOMS))
    assert found is not None
    assert ((found.groups == 2) == is_unsure).all()


def test_events_of_categories_that_both_groups_hold_do_not_follow() -> None:
    is_split = _KINDS < 4
    found = _groups(np.where(is_split, _KINDS + _N_KINDS * _ROOMS, _KINDS))
    assert found is not None
    assert (found.follows == is_split).all()


@pytest.mark.parametrize(
    "categories",
    [
        pytest.param(_KINDS, id="all kinds in each recording"),
        pytest.param(_RECORDINGS % 10, id="one kind a recording"),
        pytest.param(np.full(len(_KINDS), UNSURE), id="no category"),
        pytest.param(np.zeros(len(_KINDS), dtype=np.int64), id="one category"),
    ],
)
def test_no_groups_are_followed(categories: np.ndarray) -> None:
    assert _groups(categories) is None


def test_by_chance_two_calls_a_recording_follow_nothing() -> None:
    recordings = np.repeat(np.arange(60), 2)
    assert _groups(np.random.default_rng(4).integers(20, size=120), recordings) is None


def test_three_recordings_are_too_few() -> None:
    recordings = np.repeat(np.arange(3), 80)
    assert _groups(_KINDS + _N_KINDS * (recordings % 2), recordings) is None


def test_one_recording_with_few_calls_is_no_group() -> None:
    is_odd = _RECORDINGS == 103
    assert _groups(np.where(is_odd, 50 + _KINDS, _KINDS)) is None
