"""What became of which category when a model was learned again."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore
from coincide.cli.output.catalog_tables import what_became
from coincide.records import UNSURE, Membership
from coincide.workflow.learn.became import became, earlier_numbers


def test_events_of_a_category_are_followed_to_where_they_are_now() -> None:
    now = [Membership(1, 2, 0.9), Membership(2, 2, 0.9), Membership(3, None, 0.1), Membership(4, 1, 0.9)]
    assert became(np.array([1, 1, 1, UNSURE]), now) == [{"number": 1, "size": 3, "now": [[2, 2], [None, 1]]}]


def test_a_category_that_changed_is_told() -> None:
    table = [{"number": 1, "size": 1200, "now": [[2, 1000], [None, 200]]}, {"number": 3, "size": 5, "now": [[3, 5]]}]
    assert what_became({"became": table}) == ["Category 1 (1,200 events) is now category 2 (1,000), unsure (200)."]


def test_models_of_before_this_table_tell_nothing() -> None:
    assert what_became({}) == []


@pytest.fixture(scope="module")
def catalog(learned: Path, sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of which the numbers of two categories were exchanged by hand, learned again."""
    copy = Path(shutil.copytree(learned, tmp_path_factory.mktemp("became") / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.regroup(model.id, _exchanged(store, model.id))
    quick_learn(sounds, copy, retrain=True, seed=3)
    return copy


def _exchanged(store: CatalogStore, model_id: str):
    from dataclasses import replace

    from coincide.catalog import Regrouping

    first, second = store.categories.all(model_id)[:2]
    members = store.categories.memberships(model_id)
    ids = {n: [m.event_id for m in members if m.category == n] for n in (first.number, second.number)}
    return Regrouping(
        members={second.number: ids[first.number], first.number: ids[second.number]},
        categories=[replace(first, number=second.number), replace(second, number=first.number)],
    )


@pytest.mark.slow
def test_numbers_are_kept_when_a_model_is_learned_again(catalog: Path) -> None:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        table = {row["number"]: row["now"][0][0] for row in model.info["became"]}
    assert (table[1], table[2]) == (1, 2)


@pytest.mark.slow
def test_events_that_are_found_anew_are_known_by_their_place(catalog: Path) -> None:
    from dataclasses import replace

    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        ids = store.models.event_ids(model.id)
        events = list(store.events.by_id(ids).values())
        elsewhere = [replace(event, id=-event.id, onset_s=event.onset_s + 0.001) for event in events]
        np.testing.assert_array_equal(earlier_numbers(store, model, elsewhere), earlier_numbers(store, model, events))
