"""Killing a learning process loses work, never the result: the next run ends where an undisturbed one does."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from coincide_trees import Tree
from labeling import copy_of
from learning_process import LearningProcess, was_killed
from workflow_examples import Grouped, grouped, quick, quick_learn

from coincide.catalog import CatalogStore, checkpoint_folder, model_folder
from coincide.catalog.nouns.models import Models
from coincide.catalog.nouns.trees import Trees
from coincide.workflow.learn.install import install_model

# Checkpoints come every 100 steps, so that a kill after them resumes in the middle of training.
LONG = quick(embed={"steps": 104, "baseline_steps": 104})
STAGES = [("scan", 0.5), ("teach", 0.0), ("events", 0.6), ("patches", 0.7)]
STAGES_WITH_CHECKPOINTS = [("embed", 0.98), ("baseline", 0.98), ("categorize", 0.0)]
FUNCTIONS = [install_model, Models.put, Models.prune]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def undisturbed(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Grouped:
    """What `LONG` leads to."""
    catalog = tmp_path_factory.mktemp("undisturbed") / "c.coincide"
    quick_learn(sounds, catalog, settings=LONG)
    return grouped(catalog)


def name_of(point: tuple[str, float]) -> str:
    return f"{point[0]}-{point[1]:.0%}"


@pytest.mark.parametrize("point", STAGES, ids=name_of)
def test_run_killed_before_it_trains_ends_like_an_undisturbed_one(
    point: tuple[str, float], learned: Path, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), die_at=point))
    quick_learn(sounds, catalog)
    assert grouped(catalog) == grouped(learned)


@pytest.mark.parametrize("point", STAGES_WITH_CHECKPOINTS, ids=name_of)
def test_run_killed_after_a_checkpoint_ends_like_an_undisturbed_one(
    point: tuple[str, float], undisturbed: Grouped, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, LONG, die_at=point))
    quick_learn(sounds, catalog, settings=LONG)
    assert grouped(catalog) == undisturbed


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_run_killed_when_a_fact_is_stored_ends_like_an_undisturbed_one(
    function: FunctionType, learned: Path, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), die_in=function))
    quick_learn(sounds, catalog)
    assert grouped(catalog) == grouped(learned)


@pytest.mark.parametrize("point", [{"die_at": ("parse", 0.5)}, {"die_in": Trees.put}], ids=["parsing", "storing"])
def test_run_killed_while_it_parses_leaves_the_trees_to_the_next(
    point: dict[str, Any], learned: Path, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), **point))
    assert _trees(catalog) == []
    assert quick_learn(sounds, catalog).what == "unchanged"
    assert _trees(catalog) == _trees(learned) != []


def _trees(catalog: Path) -> list[tuple[Tree, tuple[str, ...]]]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return [(stored.tree, stored.levels) for stored in store.trees.all(model.id)]


def test_run_killed_twice_ends_like_an_undisturbed_one(undisturbed: Grouped, sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    for point in (("events", 0.6), ("embed", 0.98)):
        assert was_killed(LearningProcess(sounds, catalog, LONG, die_at=point))
    quick_learn(sounds, catalog, settings=LONG)
    assert grouped(catalog) == undisturbed


def test_retraining_killed_while_the_model_is_replaced_is_made_good(
    learned: Path, sounds: Path, tmp_path: Path
) -> None:
    catalog = copy_of(learned, tmp_path)
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        model_folder(catalog, model.id).replace(model_folder(catalog, model.id + ".replaced"))
    assert quick_learn(sounds, catalog).what == "learned"
    assert grouped(catalog) == grouped(learned)


def test_nothing_unfinished_stays_after_a_resumed_run(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), die_in=Models.put))
    quick_learn(sounds, catalog, settings=quick(index={"kind": "graph"}))
    assert not checkpoint_folder(catalog).exists()
    assert len(list((catalog / "models").iterdir())) == 1


def test_killed_run_is_remembered_as_interrupted(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(LearningProcess(sounds, catalog, quick(), die_at=("events", 0.0)))
    quick_learn(sounds, catalog)
    with CatalogStore.open(catalog) as store:
        assert [run.status for run in store.runs.all()] == ["interrupted", "finished"]
