"""Sessions in random order, and real processes at once that are killed: the catalog holds what was confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.many import Bustle
from benchmarks.faults.sessions import act, prepare
from coincide.catalog import CatalogStore

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("many") / "base")


def test_whatever_sessions_do_in_whatever_order_they_agree_with_the_catalog(base: Path) -> None:
    act(base, n_sessions=6, n_steps=20, is_seeded=True)


def test_processes_at_once_that_are_killed_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    bustle = Bustle(prepare(tmp_path / "base"), n_servers=1, n_tabs=3, commands=("label", "import"))
    bustle.run(5.0)
    assert bustle.faults() == []
    confirmed = {action.name for action in bustle.actions if action.is_confirmed and action.kind != "undo"}
    assert confirmed
    with CatalogStore.open(bustle.catalog, write=True) as store:
        for answer in store.answers.all():
            store.answers.undo(answer.id)
        for label in store.labels.all():
            store.labels.delete(source=label.source)
    assert bustle.faults() != []
