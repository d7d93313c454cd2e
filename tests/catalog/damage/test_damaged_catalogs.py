"""A slice of the attack of `benchmarks/faults/catalogs.py`: damaged files of a catalog, in process and by commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.damaged_catalogs.bases import Base, make_bases
from benchmarks.damaged_catalogs.mutations import Mutation
from benchmarks.damaged_catalogs.reading import ask, judge
from benchmarks.faults.catalogs import read_trials, typed_trials

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@pytest.fixture(scope="module")
def bases(folder: Path) -> list[Base]:
    return make_bases(folder)


def test_damaged_catalogs_answer_rightly_or_with_an_error(bases: list[Base]) -> None:
    made = list(read_trials(bases, 30, seed=5))
    assert [each for each in made if each.faults] == []


def test_commands_on_damaged_catalogs_end_well(bases: list[Base], folder: Path) -> None:
    made = list(typed_trials(bases, folder, 10, seed=6))
    assert [each for each in made if each[2]] == []


def test_the_attack_notices_a_wrong_answer(bases: list[Base]) -> None:
    bases[0].lay()
    whole = ask(bases[0].place) | {"labels": "other labels"}
    judgment = judge(bases[0], Mutation("lock.json", "empty", 0), whole)
    assert judgment is not None
    assert judgment.faults[0] == "wrong answers in silence: labels"
