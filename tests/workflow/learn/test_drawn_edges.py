"""Where a person drew edges, events begin and end the next time they are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from labeling import copy_of, events_of
from workflow_examples import model_id, quick, quick_learn

from coincide.catalog import CatalogStore, Span, StoredAnswer
from coincide.events import DrawnRules, EdgeRule
from coincide.events.edges.rule import LEVEL
from coincide.learned.detector import Detector
from coincide.records import Event
from coincide.workflow.info.info import info
from coincide.workflow.learn.drawn_edges import drawn_events, with_drawn_edges
from coincide.workflow.progress import Silent

RATE_HZ = 32_000
FADE_S = 0.08


@pytest.fixture(scope="module")
def fading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of tones that fade for long, so that people may differ about their ends."""
    folder = tmp_path_factory.mktemp("edges") / "sounds"
    folder.mkdir()
    rng = np.random.default_rng(0)
    times = np.arange(round((0.04 + FADE_S) * RATE_HZ)) / RATE_HZ
    level = np.minimum(1.0, 10.0 ** (-3.0 * np.maximum(0.0, times - 0.04) / FADE_S))
    for name in ("a", "b"):
        sound = 0.001 * rng.standard_normal(12 * RATE_HZ)
        for start in range(RATE_HZ // 2, 11 * RATE_HZ, RATE_HZ // 2):
            tone = 0.3 * level * np.sin(2 * np.pi * rng.uniform(3000.0, 6000.0) * times)
            sound[start : start + len(tone)] += tone
        soundfile.write(folder / f"{name}.wav", sound, RATE_HZ)
    return quick_learn(folder, folder.with_name("c.coincide")).catalog


def _answer(event: Event, **facts: float) -> StoredAnswer:
    span = Span(event.recording_id, event.channel, event.onset_s, event.offset_s)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return StoredAnswer(span, (span,), 1, "edges", "drawn", "", "Ana", "drawn", "m1", None, now, facts=facts)


def _true_start_s(event: Event) -> float:
    return round(2 * event.onset_s) / 2


def _draw(catalog: Path, n: int, after_s: float) -> None:
    """Draw the ends of `n` events that long after the tone began."""
    with CatalogStore.open(catalog, write=True) as store:
        for event in events_of(catalog)[:n]:
            store.answers.put(_answer(event, offset_s=_true_start_s(event) + after_s))


def _ends_s(catalog: Path) -> np.ndarray:
    return np.array([event.offset_s - _true_start_s(event) for event in events_of(catalog)])


@pytest.mark.slow
def test_all_events_end_where_a_few_were_drawn(fading: Path, tmp_path: Path) -> None:
    catalog, sounds = copy_of(fading, tmp_path), fading.with_name("sounds")
    before = _ends_s(catalog)
    target_s = 0.058
    _draw(catalog, 8, target_s)
    learned = quick_learn(sounds, catalog)
    after = _ends_s(catalog)
    assert learned.what == "learned"
    assert np.median(np.abs(after - target_s)) < 0.003 < np.median(np.abs(before - target_s))

    # Learning again changes nothing, also while the sound is away; without the drawn edges all is as before.
    kept = model_id(catalog)
    assert quick_learn(sounds, catalog).what == "unchanged"
    assert "8 offsets were drawn by hand, so events end" in str(info(catalog).model_facts["edges"])
    found = quick_learn(sounds, catalog, settings=quick(events={"edges": "found"}))
    assert (found.what, model_id(catalog) == kept) == ("learned", False)
    np.testing.assert_allclose(_ends_s(catalog), before)


@pytest.mark.slow
@pytest.mark.parametrize(("edges", "usual"), [("level", LEVEL), ("drawn", None)])
def test_edges_that_nobody_drew_stay_beside_those_that_were(
    fading: Path, tmp_path: Path, edges: str, usual: EdgeRule | None
) -> None:
    catalog = copy_of(fading, tmp_path)
    _draw(catalog, 8, 0.062)
    with CatalogStore.open(catalog) as store:
        taught = with_drawn_edges(Detector(quick(events={"edges": edges})), store, progress=Silent())
    assert taught.rules is not None
    assert taught.rules.onset == usual
    assert taught.rules.offset not in (None, usual)


@pytest.mark.slow
def test_edges_as_found_ask_nobody(fading: Path, tmp_path: Path) -> None:
    catalog = copy_of(fading, tmp_path)
    _draw(catalog, 8, 0.062)
    detector = Detector(quick(events={"edges": "found"}))
    with CatalogStore.open(catalog) as store:
        assert with_drawn_edges(detector, store, progress=Silent()) == detector
    assert detector.rules is None


@pytest.mark.slow
def test_a_rule_that_draws_no_better_is_not_taken(fading: Path, tmp_path: Path) -> None:
    catalog = copy_of(fading, tmp_path)
    with CatalogStore.open(catalog, write=True) as store:
        for event in events_of(catalog)[:8]:
            store.answers.put(_answer(event, onset_s=event.onset_s, offset_s=event.offset_s))
    with CatalogStore.open(catalog) as store:
        taught = with_drawn_edges(Detector(quick()), store, progress=Silent())
    assert taught.edges is not None
    assert taught.rules is None


def test_edges_at_a_level_need_nobody_to_draw_them(learned: Path) -> None:
    found, level = Detector(quick()), Detector(quick(events={"edges": "level"}))
    with CatalogStore.open(learned) as store:
        assert with_drawn_edges(level, store, progress=Silent()) == level
    assert (found.rules, level.rules) == (None, DrawnRules(LEVEL, LEVEL))
    assert found.digest != level.digest


def test_few_drawn_edges_leave_the_detector(learned: Path) -> None:
    with CatalogStore.open(learned) as store:
        assert with_drawn_edges(Detector(quick()), store, progress=Silent()) == Detector(quick())


EVENT = Event(1, 1, 0, 1.0, 1.2, 2000.0, 4000.0, 20.0)


def test_the_newer_of_two_answers_about_an_edge_counts() -> None:
    moved = replace(EVENT, onset_s=1.01)
    (drawn,) = drawn_events([_answer(EVENT, onset_s=0.99, offset_s=1.19), _answer(moved, offset_s=1.21)])
    assert (drawn.onset_s, drawn.offset_s, drawn.span.onset_s) == (0.99, 1.21, 1.01)


def test_neighbors_are_drawn_apart() -> None:
    other = replace(EVENT, onset_s=1.25, offset_s=1.45)
    assert len(drawn_events([_answer(EVENT, onset_s=0.99), _answer(other, onset_s=1.24)])) == 2


def test_what_was_skipped_draws_nothing() -> None:
    assert drawn_events([replace(_answer(EVENT), answer="skip"), replace(_answer(EVENT), question="category")]) == []
