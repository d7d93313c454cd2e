"""Two commands at once: writers wait for each other, readers see what is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from learning_process import LearningProcess
from workflow_examples import Watch, grouped, quick, quick_learn, write_folder

from coincide.errors import CatalogError
from coincide.workflow.info.info import info
from coincide.workflow.search.search import search

pytestmark = pytest.mark.slow


def test_second_learning_waits_and_finds_the_work_done(sounds: Path, learned: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    both = [LearningProcess(sounds, catalog, quick()) for _ in range(2)]
    ends = [process.ended() for process in both]
    assert sorted((code, said.splitlines()[-1]) for code, said in ends) == [(0, "learned"), (0, "unchanged")]
    assert grouped(catalog) == grouped(learned)


def test_info_while_the_first_learning_runs_knows_the_recordings(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    told: list[tuple[int, bool]] = []

    def look() -> None:
        facts = info(catalog)
        told.append((facts.n_recordings, facts.is_learned))

    quick_learn(sounds, catalog, progress=Watch({"embed": look}))
    assert told == [(2, False)]


def test_search_while_the_first_learning_runs_is_told_to_wait(sounds: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"

    def look() -> None:
        with pytest.raises(
            CatalogError, match=r"nothing has been learned yet in .*Run `coincide learn FOLDER` to the end"
        ):
            search(catalog, sounds / "r0.wav")

    watch = Watch({"embed": look})
    quick_learn(sounds, catalog, progress=watch)
    assert "embed" in watch.totals


def test_search_while_learning_anew_uses_the_old_model(tmp_path: Path) -> None:
    folder, catalog = write_folder(tmp_path / "s", n_files=1), tmp_path / "c.coincide"
    quick_learn(folder, catalog)
    hits: list[int] = []
    watch = Watch({"embed": lambda: hits.append(len(search(catalog, folder / "r0.wav", k=3).hits))})
    quick_learn(folder, catalog, retrain=True, progress=watch)
    assert hits == [3]
