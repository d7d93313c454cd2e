"""However many work, and whatever happens to them, the catalog is the same bit by bit."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from learning_process import LearningProcess, prepare, was_killed
from made_once import made_once
from workflow_examples import held_in, quick, quick_learn, write_folder

from coincide.catalog import CatalogStore, JobState
from coincide.execute import Inline, LostUnit, UnitProgress
from coincide.execute.protocol import LimitS, Result, Unit, Work, ten_minutes
from coincide.learned.detector import Detector
from coincide.seeds import generator
from coincide.workflow.info.info import info
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.scan import scan
from coincide.workflow.progress import Silent
from coincide.workflow.recognize.recognize import RecognizeOptions, recognize

pytestmark = pytest.mark.slow

N_LIVES, N_KILLS = 4, 5
_STAGES = ("scan", "events", "patches", "embed", "apply", "categorize", "baseline", "index", "map")


@dataclass(frozen=True)
class Kill:
    """How many workers a coordinator has, and the stage and share of it after which it is killed."""

    workers: int | None
    at: tuple[str, float]


def kills_of(life: int) -> list[Kill]:
    """Choose when the coordinators of one catalog are killed, one after the other, at random."""
    rng = generator(life, "kills")
    return [
        Kill(2 if rng.random() < 0.5 else None, (str(rng.choice(_STAGES)), float(rng.random()))) for _ in range(N_KILLS)
    ]


class Interrupting(Silent):
    """Stands for somebody who presses Ctrl-C when the first recording was searched."""

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[Silent]:
        del total, unit
        yield _Interrupting() if name == "events" else Silent()


class _Interrupting(Silent):
    def advance(self, amount: float, /) -> None:
        del amount
        raise KeyboardInterrupt


class Asking(Silent):
    """Stands for somebody who asks for `coincide info` in another terminal when a stage begins."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog
        self.jobs: list[JobState | None] = []

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[Silent]:
        del name, total, unit
        yield self

    def advance(self, amount: float, /) -> None:
        del amount
        self.jobs.append(info(self._catalog).job)


class LosingFirst:
    """An executor whose first unit kills its workers."""

    n_workers = 1
    dashboard = ""

    def run(
        self,
        work: Work[Unit, Result],
        units: Iterable[Unit],
        progress: UnitProgress,
        *,
        limit_s: LimitS[Unit] = ten_minutes,
    ) -> Generator[Result | LostUnit, None, None]:
        del limit_s
        for number, result in enumerate(Inline().run(work, units, progress)):
            yield LostUnit("its workers died.") if number == 0 else result


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three recordings, and its catalog by one process."""

    def make(place: Path) -> None:
        write_folder(place / "sounds", n_files=3)
        quick_learn(place / "sounds", place / "one.coincide")

    prepare()  # before workers begin
    return made_once(tmp_path_factory, "workers", make)


@pytest.fixture
def expected(place: Path) -> dict[str, Any]:
    return held_in(place / "one.coincide")


def test_two_processes_make_the_catalog_of_one(place: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    made = quick_learn(place / "sounds", tmp_path / "two.coincide", workers=2)
    assert held_in(made.catalog) == expected


def test_what_two_processes_began_one_can_end(place: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    catalog = tmp_path / "c.coincide"
    with pytest.raises(KeyboardInterrupt):
        quick_learn(place / "sounds", catalog, workers=2, progress=Interrupting())
    made = quick_learn(place / "sounds", catalog)
    assert held_in(made.catalog) == expected


def test_what_one_process_began_two_can_end(place: Path, tmp_path: Path, expected: dict[str, Any]) -> None:
    catalog = tmp_path / "c.coincide"
    with pytest.raises(KeyboardInterrupt):
        quick_learn(place / "sounds", catalog, progress=Interrupting())
    made = quick_learn(place / "sounds", catalog, workers=2)
    assert held_in(made.catalog) == expected


@pytest.mark.parametrize("life", range(N_LIVES))
def test_killed_coordinators_leave_a_catalog_that_goes_on_with_other_workers(
    life: int, place: Path, tmp_path: Path, expected: dict[str, Any]
) -> None:
    catalog = tmp_path / "c.coincide"
    for kill in kills_of(life):
        assert was_killed(LearningProcess(place / "sounds", catalog, quick(), die_at=kill.at, workers=kill.workers))
    made = quick_learn(place / "sounds", catalog)
    assert held_in(made.catalog) == expected


def test_a_job_is_told_to_others_while_it_runs(place: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "c.coincide"
    told = Asking(catalog)
    quick_learn(place / "sounds", catalog, workers=2, progress=told)
    stages = [job.stage for job in told.jobs if job is not None]
    assert {"events", "patches", "apply"} <= set(stages)
    assert {job.n_workers for job in told.jobs if job is not None} == {2}
    assert info(catalog).job is None


def test_two_processes_recognize_what_one_does(place: Path, learned: Path) -> None:
    wanted = RecognizeOptions(categories=True)
    alone, together = (
        recognize(learned, [place / "sounds"], wanted=wanted, workers=workers).calls for workers in (None, 2)
    )
    assert together == alone != []


@pytest.fixture
def given_up(place: Path, tmp_path: Path) -> Path:
    """A catalog whose first recording was given up by its workers."""
    catalog = tmp_path / "c.coincide"
    _search(place, catalog, LosingFirst())
    return catalog


def _search(place: Path, catalog: Path, executor: Inline | LosingFirst) -> None:
    settings = quick()
    with CatalogStore.open(catalog, create=True) as store:
        run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
        options: dict[str, Any] = {"run_id": run_id, "progress": Silent()}
        scan(store, place / "sounds", settings=settings.recordings, executor=Inline(), **options)
        find_events(store, detector=Detector(settings), executor=executor, **options)


def test_a_recording_whose_workers_died_is_left_out_and_says_why(given_up: Path) -> None:
    with CatalogStore.open(given_up) as store:
        (problem,) = store.problems.all()
    assert problem.is_left_out
    assert problem.reason == f"`{problem.path}` was skipped: its workers died."


def test_the_others_are_searched_all_the_same(given_up: Path) -> None:
    with CatalogStore.open(given_up) as store:
        assert len(store.detections.all(Detector(quick()).digest)) == 2


def test_a_recording_whose_workers_died_is_tried_again_the_next_time(place: Path, given_up: Path) -> None:
    _search(place, given_up, Inline())
    with CatalogStore.open(given_up) as store:
        assert store.problems.all() == []
