"""What the default detector teaches."""

from __future__ import annotations

import numpy as np
from frame_examples import GRID, HEARING, levels_with_calls

from coincide.events.settings import EventSettings
from coincide.events.taught.lessons import SURE_SHARE, DetectorLesson, draw_lesson

SETTINGS = EventSettings()


def _lesson(levels: np.ndarray) -> DetectorLesson:
    return draw_lesson(levels, hearing=HEARING, settings=SETTINGS)


def _song(dip_db: float) -> np.ndarray:
    """Two loud calls, with a stretch between them that lies far below them and far above the background."""
    levels = (np.random.default_rng(0).standard_normal((1500, GRID.n_bands)) - 60.0).astype(np.float32)
    levels[700:720] += 40.0
    levels[720:735] += 40.0 - dip_db
    levels[735:755] += 40.0
    return levels


def test_clear_calls_are_examples_of_events() -> None:
    levels, inside = levels_with_calls(0, peak_db=25.0)
    lesson = _lesson(levels)
    assert lesson.is_event[inside].mean() > 0.8
    assert lesson.is_event[~inside].mean() < 0.05


def test_quiet_frames_lie_outside_of_calls() -> None:
    levels, inside = levels_with_calls(0, peak_db=25.0)
    lesson = _lesson(levels)
    assert lesson.is_quiet.any()
    assert not (lesson.is_quiet & inside).any()


def test_frames_that_the_rules_for_song_reject_are_examples_of_no_event() -> None:
    lesson = _lesson(_song(25.0))
    between = slice(724, 731)
    assert lesson.is_event[between].tolist() == [0.0] * 7
    assert lesson.weight[between].tolist() == [1.0] * 7


def test_faint_events_teach_nothing() -> None:
    lesson = _lesson(levels_with_calls(0, peak_db=5.0)[0])
    is_faint = lesson.peaks_z < SURE_SHARE * SETTINGS.onset_z
    assert is_faint.any()
    for start, stop in zip(lesson.segments.starts[is_faint], lesson.segments.stops[is_faint], strict=True):
        assert not lesson.weight[start:stop].any()


def test_events_that_teach_count_fully() -> None:
    lesson = _lesson(levels_with_calls(0, peak_db=25.0)[0])
    assert (lesson.weight[lesson.is_event > 0] == 1.0).all()
