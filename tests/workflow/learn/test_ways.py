"""The folder tells whether its calls are compared within recordings or anywhere."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from coincide.embed import EmbedSettings, fit_plain
from coincide.execute import Inline
from coincide.learned.settings import LearnSettings
from coincide.records import Event
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.train import Examples, train
from coincide.workflow.learn.model.ways import Way, better_way, choose_way, ranks_in_words
from coincide.workflow.progress import Silent

_N_KINDS, _N_EACH = 8, 40
_STEPS = 334
"""A third of them, a hundred, are tried."""


def _examples(sources: np.ndarray, kinds: np.ndarray, *, has_rooms: bool = False) -> Examples:
    """Pictures of kinds that differ in where they are loud, each moved a little; rooms differ by source."""
    rng = np.random.default_rng(1)
    patterns = gaussian_filter(rng.standard_normal((_N_KINDS, 32, 32)), (0, 3, 3))
    patterns /= patterns.max(axis=(1, 2), keepdims=True)
    moved = [np.roll(patterns[kind], rng.integers(-2, 3, 2), axis=(0, 1)) for kind in kinds]
    levels = np.clip(np.stack(moved) + 0.05 * rng.standard_normal((len(kinds), 32, 32)), 0, 1)
    if has_rooms:
        decays = 2.0 ** -(1 + sources)
        levels = np.stack([_echoing(level, decay) for level, decay in zip(levels, decays, strict=True)])
    events = [Event(row, int(source), 0, float(row), row + 0.5, 1.0, 2.0, 9.0) for row, source in enumerate(sources)]
    return Examples(events, (255 * levels).astype(np.uint8), sources, np.zeros(len(sources), dtype=np.int64))


def _echoing(levels: np.ndarray, decay: float) -> np.ndarray:
    """Let what is loud fall by so much a frame, and no faster."""
    fall = decay * np.arange(levels.shape[1])
    return np.maximum.accumulate(levels + fall, axis=1) - fall


def _choose(examples: Examples, work: Path, *, n_steps: int = _STEPS, **settings: str) -> Way:
    embed = EmbedSettings.model_validate({"batch_events": 32, **settings})
    job = ModelJob(LearnSettings(embed=embed), 1, work, Inline(), Silent())
    return choose_way(examples, fit_plain(examples.patches, seed=1).rows(examples.patches), n_steps, job, name="embed")


def _better(examples: Examples, work: Path, *, within: float, anywhere: float) -> Way:
    """Choose between two tried ways as if they told copies this well; how well they do differs between processors."""
    job = ModelJob(LearnSettings(embed=EmbedSettings(batch_events=32)), 1, work, Inline(), Silent())
    ways, ranks = job.settings.embed.ways(), {"within": within, "anywhere": anywhere}
    tried = {name: train(examples, way, _STEPS, job, name=name, n_taken=100) for name, way in ways.items()}
    return better_way(ways, {name: replace(one, view_rank=ranks[name]) for name, one in tried.items()}, examples)


_KINDS = np.repeat(np.arange(_N_KINDS), _N_EACH)
_ONE_KIND_EACH = _KINDS * 2 + np.arange(len(_KINDS)) % 2
_ALL_KINDS_EACH = np.arange(len(_KINDS)) % 8


@pytest.mark.slow
def test_calls_are_compared_anywhere_where_each_recording_holds_one_kind(tmp_path: Path) -> None:
    way = _choose(_examples(_ONE_KIND_EACH, _KINDS), tmp_path)
    assert (way.name, way.is_by_source) == ("anywhere", False)
    assert way.in_words().startswith(
        "Learning compared calls across all recordings, which tells a changed copy of a call from"
    )


@pytest.mark.slow
def test_calls_are_compared_within_recordings_where_each_has_a_room_of_its_own(tmp_path: Path) -> None:
    sources = np.repeat(np.arange(8), 40)
    way = _better(_examples(sources, np.arange(320) % 5, has_rooms=True), tmp_path, within=0.78, anywhere=0.85)
    assert (way.name, way.is_by_source) == ("within", True)
    assert "which seem to hold the same kinds of call, but each in a room" in way.in_words()


@pytest.mark.slow
def test_a_small_lead_suffices_where_recordings_hold_different_kinds(tmp_path: Path) -> None:
    kinds = np.arange(120) % 6
    way = _better(_examples((kinds >= 3).astype(np.int64), kinds), tmp_path, within=0.8, anywhere=0.835)
    assert (way.name, way.is_by_source) == ("anywhere", False)
    assert "and recordings seem to hold different kinds of call (apart from" in way.in_words()


def test_nothing_is_tried_where_recordings_are_alike(tmp_path: Path) -> None:
    way = _choose(_examples(_ALL_KINDS_EACH, _KINDS), tmp_path)
    assert (way.name, way.is_by_source) == ("within", True)
    assert "which are alike" in way.in_words()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("compare", ["within", "anywhere"])
def test_what_was_asked_for_is_done(tmp_path: Path, compare: str) -> None:
    way = _choose(_examples(_ONE_KIND_EACH, _KINDS), tmp_path, compare=compare)
    assert (way.name, way.reason) == (compare, "as you asked")


def test_too_few_steps_to_try_both_ways_are_said_to_be(tmp_path: Path) -> None:
    way = _choose(_examples(_ONE_KIND_EACH, _KINDS), tmp_path, n_steps=100)
    assert (way.name, way.reason) == ("within", "since there are too few steps to try both ways")


def test_a_way_that_was_not_chosen_though_it_is_ahead_is_said_to_lead_by_too_little() -> None:
    assert ranks_in_words(0.85, 0.88).endswith("(the other way: 88%, too small a lead to count)")


@pytest.mark.parametrize("ranks", [(0.9, 0.8), (0.851, 0.854)])
def test_a_way_that_is_not_ahead_in_print_has_no_lead(ranks: tuple[float, float]) -> None:
    assert "lead" not in ranks_in_words(*ranks)


class _Counted(Silent):
    """Counts the steps of each stage."""

    def __init__(self) -> None:
        self.steps: list[float] = []

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[_Counted]:
        del name, total, unit
        self.steps.append(0.0)
        yield self

    def advance(self, amount: float, /) -> None:
        self.steps[-1] += amount


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let checkpoints come every ten steps instead of every hundred."""
    monkeypatch.setattr("coincide.embed.fit._CHECKPOINT_EVERY", 10)


@pytest.mark.usefixtures("often")
def test_trying_ways_again_leaves_what_labels_have_taught(tmp_path: Path) -> None:
    examples = _examples(_ALL_KINDS_EACH, _KINDS)
    taught = replace(examples, classes=_KINDS)
    counted = _Counted()
    job = ModelJob(LearnSettings(), 1, tmp_path, Inline(), counted)
    for one in (examples, taught, examples, taught):
        train(one, EmbedSettings(compare="within", batch_events=8), 400, job, name="embed", n_taken=10)
    assert counted.steps == [10, 10, 0, 0]


@pytest.mark.usefixtures("often")
def test_learning_is_not_continued_from_a_checkpoint_of_other_sources(tmp_path: Path) -> None:
    examples = _examples(_ALL_KINDS_EACH, _KINDS)
    counted = _Counted()
    job = ModelJob(LearnSettings(), 1, tmp_path, Inline(), counted)
    for one in (examples, replace(examples, sources=_ONE_KIND_EACH), examples):
        train(one, EmbedSettings(compare="within", batch_events=8), 400, job, name="embed", n_taken=10)
    assert counted.steps == [10, 10, 10]
