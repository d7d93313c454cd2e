"""Killing a learning process loses work, never the result: the next run ends where an undisturbed one does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workflow_examples import Grouped, grouped, quick, quick_learn, start_learning, was_killed

from coincide.catalog import CatalogStore, checkpoint_folder, model_folder
from coincide.trees import Tree

# Checkpoints come every 100 steps, so that a kill after them resumes in the middle of training.
SETTINGS = quick(embed={"steps": 104, "baseline_steps": 104})
STAGES = [
    ("scan", 0.5),
    ("teach", 0.0),
    ("events", 0.6),
    ("patches", 0.7),
    ("embed", 0.98),
    ("baseline", 0.98),
    ("categorize", 0.0),
]
FUNCTIONS = ["install_model", "put_model", "prune_models"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def undisturbed(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Grouped:
    catalog = tmp_path_factory.mktemp("undisturbed") / "c.coincide"
    quick_learn(sounds, catalog, settings=SETTINGS)
    return grouped(catalog)


@pytest.mark.parametrize("point", STAGES, ids=lambda point: f"{point[0]}-{point[1]:.0%}")
def test_run_killed_in_a_stage_ends_like_an_undisturbed_one(
    point: tuple[str, float], undisturbed: Grouped, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(start_learning(sounds, catalog, SETTINGS, die_at=point))
    quick_learn(sounds, catalog, settings=SETTINGS)
    assert grouped(catalog) == undisturbed


@pytest.mark.parametrize("function", FUNCTIONS)
def test_run_killed_when_a_fact_is_stored_ends_like_an_undisturbed_one(
    function: str, undisturbed: Grouped, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(start_learning(sounds, catalog, SETTINGS, die_in=function))
    quick_learn(sounds, catalog, settings=SETTINGS)
    assert grouped(catalog) == undisturbed


@pytest.mark.parametrize("point", [{"die_at": ("parse", 0.5)}, {"die_in": "put_trees"}], ids=["parsing", "storing"])
def test_run_killed_while_it_parses_leaves_the_trees_to_the_next(
    point: dict[str, Any], sounds: Path, tmp_path: Path
) -> None:
    undisturbed, catalog = (tmp_path / name for name in ("undisturbed.coincide", "c.coincide"))
    quick_learn(sounds, undisturbed)
    assert was_killed(start_learning(sounds, catalog, quick(), **point))
    assert _trees(catalog) == []
    assert quick_learn(sounds, catalog).what == "unchanged"
    assert _trees(catalog) == _trees(undisturbed) != []


def _trees(catalog: Path) -> list[tuple[Tree, tuple[str, ...]]]:
    with CatalogStore.open(catalog) as store:
        model = store.current_model()
        assert model is not None
        return [(stored.tree, stored.levels) for stored in store.trees(model.id)]


def test_run_killed_twice_ends_like_an_undisturbed_one(undisturbed: Grouped, sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    for point in (("events", 0.6), ("embed", 0.98)):
        assert was_killed(start_learning(sounds, catalog, SETTINGS, die_at=point))
    quick_learn(sounds, catalog, settings=SETTINGS)
    assert grouped(catalog) == undisturbed


def test_retraining_killed_while_the_model_is_replaced_is_made_good(
    undisturbed: Grouped, sounds: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "c.coincide"
    quick_learn(sounds, catalog, settings=SETTINGS)
    with CatalogStore.open(catalog) as store:
        model = store.current_model()
        assert model is not None
        model_folder(catalog, model.id).replace(model_folder(catalog, model.id + ".replaced"))
    assert quick_learn(sounds, catalog, settings=SETTINGS).what == "learned"
    assert grouped(catalog) == undisturbed


def test_nothing_unfinished_stays_after_a_resumed_run(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(start_learning(sounds, catalog, quick(), die_in="put_model"))
    quick_learn(sounds, catalog, settings=quick(index={"kind": "graph"}))
    assert not checkpoint_folder(catalog).exists()
    assert len(list((catalog / "models").iterdir())) == 1


def test_killed_run_is_remembered_as_interrupted(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    assert was_killed(start_learning(sounds, catalog, quick(), die_at=("events", 0.0)))
    quick_learn(sounds, catalog)
    with CatalogStore.open(catalog) as store:
        assert [run.status for run in store.runs()] == ["interrupted", "finished"]
