"""Settings that differ from those of a catalog are told before it is learned again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from workflow_examples import quick, quick_learn, write_folder

from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings, load_settings
from coincide.workflow.learn.finding import with_kept_finding
from coincide.workflow.learn.other_settings import other_settings
from coincide.workflow.progress import Silent

GOLDEN = Path(__file__).parents[2] / "golden" / "0.1.0" / "catalog"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, and beside it a catalog that was learned from it."""
    place = tmp_path_factory.mktemp("settings")
    quick_learn(write_folder(place / "sounds"), place / "c.coincide")
    return place


def differ(place: Path, settings: LearnSettings, *, seed: int = 0) -> str:
    with CatalogStore.open(place / "c.coincide") as store:
        return other_settings(with_kept_finding(settings, store, [place / "sounds"]), store, seed=seed)


def test_the_same_settings_are_not_told(place: Path) -> None:
    assert differ(place, quick()) == ""


@pytest.mark.parametrize(
    "given",
    [{"recordings": {"timezone": "UTC", "truncated": "use"}}, {"index": {"ef": 100}}, {"embed": {"negatives": "same"}}],
)
def test_settings_that_learn_nothing_anew_are_not_told(given: dict[str, dict[str, Any]], place: Path) -> None:
    assert differ(place, quick(**given)) == ""


def test_the_settings_of_an_early_catalog_are_not_told(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "c.coincide")
    given = load_settings(overrides={"embed": {"steps": 150, "baseline_steps": 5}, "categorize": {"steps": 20}})
    assert differ(tmp_path, given) == ""


def test_all_settings_that_differ_are_told_with_the_remedy(place: Path) -> None:
    assert differ(place, quick(recordings={"channels": "each"}, features={"low_hz": 300.0}), seed=2) == (
        "Some settings differ from those that this catalog was learned with, so it is learned again: "
        "`recordings.channels` was mix and is each now, `features.low_hz` was not set and is 300.0 now and `seed` was "
        "0 and is 2 now. To keep its categories, stop now and give the earlier settings."
    )


class Stopping(Silent):
    """A person who stops as soon as something is said."""

    def say(self, line: str) -> None:
        raise KeyboardInterrupt(line)


def test_who_stops_then_keeps_the_model(place: Path) -> None:
    with pytest.raises(KeyboardInterrupt, match="Some settings differ"):
        quick_learn(place / "sounds", place / "c.coincide", seed=1, progress=Stopping())
    assert quick_learn(place / "sounds", place / "c.coincide").what == "unchanged"


def test_a_new_catalog_has_no_other_settings(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "c.coincide", create=True, command="coincide learn") as store:
        assert other_settings(LearnSettings(), store, seed=0) == ""
