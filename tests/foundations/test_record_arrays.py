"""Records as columns that are read as a sequence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.record_arrays import EventArray, MembershipArray, rows_by
from coincide.records import UNSURE, Event, Membership

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
EVENTS = st.builds(Event, st.integers(0, 2**53), st.integers(1, 9), st.integers(0, 3), *[NUMBERS] * 5)
MEMBERSHIPS = st.builds(Membership, st.integers(0, 2**53), st.none() | st.integers(1, 99), NUMBERS)


@given(st.lists(EVENTS, max_size=6))
def test_columns_of_events_are_the_sequence_that_they_were_made_of(events: list[Event]) -> None:
    assert list(EventArray.of(events)) == events


@given(st.lists(MEMBERSHIPS, max_size=6))
def test_columns_of_memberships_are_the_sequence_that_they_were_made_of(members: list[Membership]) -> None:
    assert list(MembershipArray.of(members)) == members


@given(st.lists(EVENTS, min_size=1, max_size=6), st.data())
def test_an_item_is_that_of_the_sequence(events: list[Event], data: st.DataObject) -> None:
    place = data.draw(st.integers(-len(events), len(events) - 1))
    assert EventArray.of(events)[place] == events[place]


def test_more_events_than_are_made_at_once_are_whole() -> None:
    events = [_event(number) for number in range(9_000)]
    assert EventArray.of(events) == events


def test_rows_are_taken_in_the_order_that_is_asked_for() -> None:
    assert EventArray.of([_event(number) for number in range(4)]).take([3, 1]) == [_event(3), _event(1)]


def test_no_rows_can_be_taken() -> None:
    assert EventArray.of([_event(1)]).take([]) == []


def test_a_mask_takes_its_rows() -> None:
    assert EventArray.of([_event(1), _event(2)]).take(np.array([False, True])) == [_event(2)]


def test_a_slice_of_columns_is_columns() -> None:
    sliced = EventArray.of([_event(number) for number in range(4)])[1:3]
    assert isinstance(sliced, EventArray)
    assert sliced == [_event(1), _event(2)]


def test_columns_of_other_records_are_not_equal() -> None:
    assert EventArray.of([_event(1)]) != [_event(2)]
    assert EventArray.of([_event(1)]) != [_event(1), _event(1)]
    assert EventArray.of([_event(1)]) != 1


def test_beyond_the_end_there_is_no_event() -> None:
    with pytest.raises(IndexError):
        EventArray.of([_event(1)])[1]


def test_the_row_of_an_event_is_found_by_its_id() -> None:
    row_of = EventArray.of([_event(7), _event(3)]).row_of
    assert (row_of[7], row_of[3], dict(row_of)) == (0, 1, {3: 1, 7: 0})


@pytest.mark.parametrize("unknown", [0, 5, 9, -1, 2**63, -(2**70)])
def test_an_id_of_no_event_has_no_row(unknown: int) -> None:
    assert EventArray.of([_event(7), _event(3)]).row_of.get(unknown) is None


def test_the_rows_of_a_category_ascend_and_none_stands_for_unsure() -> None:
    members = MembershipArray.of([Membership(1, 2, 0.5), Membership(2, None, 0.1), Membership(3, 2, 0.9)])
    assert (members.rows_of(2).tolist(), members.rows_of(None).tolist(), members.rows_of(1).tolist()) == (
        [0, 2],
        [1],
        [],
    )
    assert members.categories.tolist() == [2, UNSURE, 2]


@given(st.lists(st.integers(-2, 3), max_size=9))
def test_the_rows_of_each_number_ascend_and_every_row_is_in_one(keys: list[int]) -> None:
    rows = rows_by(np.array(keys, dtype=np.int32))
    assert {key: part.tolist() for key, part in rows.items()} == {
        key: [row for row, each in enumerate(keys) if each == key] for key in sorted(set(keys))
    }


def test_the_rows_of_a_number_can_be_in_the_order_of_something_else() -> None:
    rows = rows_by(np.array([7, 3, 7, 7]), then=np.array([2.0, 9.0, 1.0, 2.0]))
    assert {key: part.tolist() for key, part in rows.items()} == {3: [1], 7: [2, 0, 3]}


def _event(number: int) -> Event:
    return Event(number, 1, 0, 0.1 * number, 0.1 * number + 0.05, 100.0, 200.0, 12.0)
