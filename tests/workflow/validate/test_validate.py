"""A sample that people check: resumed, undone, judged by two, and what comes out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from coincide.catalog import CatalogStore, Span, StoredCheck
from coincide.errors import InputError
from coincide.survey import EventTable, Season, make_season, place
from coincide.workflow.survey.season_catalog import store_season
from coincide.workflow.survey.table import Survey
from coincide.workflow.validate.result import truth_of
from coincide.workflow.validate.sample_store import hours_of
from coincide.workflow.validate.session import Validation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(n_sites=2, n_days=3, drift_s_per_day=0)


@pytest.fixture(scope="module")
def stored(season: Season, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("season") / "s.coincide"
    store_season(season, place)
    return place


@pytest.fixture
def catalog(stored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stored, tmp_path / "s.coincide"))


def _answer_all(validation: Validation, season: Season, n: int | None = None) -> None:
    """Answer as somebody who knows the truth."""
    table = season.detections
    places = list(zip(table.recording.tolist(), table.onset_s.tolist(), strict=True))
    number = 0
    while (asked := validation.ask()) is not None and number != n:
        event = asked.member.event
        true = int(season.truth[places.index((event.recording_id - 1, event.onset_s))])
        name = table.names[true] if true >= 0 else ""
        if name == asked.name and name:
            validation.answer("yes")
        elif name:
            validation.answer("other", name)
        else:
            validation.answer("no")
        number += 1


def test_checking_everything_gives_the_truth(season: Season, catalog: Path) -> None:
    validation = Validation(catalog, names=["trill", "hoot"], n=150)
    _answer_all(validation, season)
    trill = validation.result().estimates.names[0]
    number = season.detections.names.index("trill")
    named, true = season.detections.name == number, season.truth == number
    assert trill.precision.low <= (named & true).sum() / named.sum() <= trill.precision.high
    assert trill.recall.low <= (named & true).sum() / true.sum() <= trill.recall.high
    assert trill.corrected.low <= np.sum(true) <= trill.corrected.high


@pytest.mark.parametrize(("name", "answer", "said"), [("Moor", "yes", ""), ("moor", "other", "Moor")])
def test_names_that_differ_by_case_are_told_apart(name: str, answer: str, said: str) -> None:
    check = StoredCheck(1, 0, Span(1, 0, 0.0, 1.0), name, 0.9, answer, said, "", datetime.now(UTC))
    assert truth_of(check, ("Moor", "moor")) == "Moor"


def test_session_goes_on_where_it_was_left(season: Season, catalog: Path) -> None:
    _answer_all(Validation(catalog, names=["trill"], n=20), season, n=7)
    again = Validation(catalog, names=["Trill"])
    asked = again.ask()
    assert asked is not None and (asked.number, asked.n_items) == (8, 20)


def test_result_of_anyone_goes_by_the_person_who_answered_most(season: Season, catalog: Path) -> None:
    _answer_all(Validation(catalog, names=["trill"], n=20, who="Ben"), season, n=2)
    _answer_all(Validation(catalog, names=["trill"], who="Ana"), season, n=5)
    told = Validation(catalog).result(is_of_anyone=True)
    assert (told.who, told.n_answered, told.others) == ("Ana", 5, ["Ben"])


@pytest.mark.parametrize(("names", "what"), [((), ""), (("trill",), " of `trill`"), (("a", "b"), " of `a` and `b`")])
def test_where_nothing_may_be_drawn_a_sample_must_be_there(catalog: Path, names: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputError, match=rf"^no sample{what} has been drawn since the last `coincide learn`"):
        Validation(catalog, names=names, may_draw=False)
    with CatalogStore.open(catalog) as store:
        assert store.samples.all() == []


def test_result_leaves_out_others_without_a_name(season: Season, catalog: Path) -> None:
    _answer_all(Validation(catalog, names=["trill"], n=20), season, n=2)
    _answer_all(Validation(catalog, names=["trill"], who="Ana"), season, n=5)
    assert Validation(catalog).result(is_of_anyone=True).others == []


def test_newest_sample_is_meant_without_names(catalog: Path) -> None:
    Validation(catalog, names=["trill"], n=20)
    Validation(catalog, names=["hoot"], n=20)
    assert Validation(catalog).sample.names == ("hoot",)


def test_new_sample_is_drawn_on_request(catalog: Path) -> None:
    first = Validation(catalog, names=["trill"], n=20).sample.id
    assert Validation(catalog, names=["trill"], n=20, is_new=True).sample.id != first


def test_answer_is_taken_back(catalog: Path) -> None:
    validation = Validation(catalog, names=["trill"], n=20)
    validation.answer("yes" if (asked := validation.ask()) is not None and asked.name else "no")
    assert validation.undo() == 1
    assert validation.undo() is None
    assert validation.result().n_answered == 0


def test_second_person_gets_the_same_items_and_their_own_answers(season: Season, catalog: Path) -> None:
    ana = Validation(catalog, names=["trill"], n=20, who="Ana")
    _answer_all(ana, season)
    ben = Validation(catalog, names=["trill"], who="Ben")
    for _ in range(20):
        ben.answer("no")
    told = ben.result()
    assert ben.sample == ana.sample
    assert told.agreements[0].kappa == 0.0
    right = ana.result().estimates.names[0]
    assert len(told.agreements[0].disagreements) >= right.n_right


def test_skipped_items_count_for_nothing(catalog: Path) -> None:
    validation = Validation(catalog, names=["trill"], n=5)
    for _ in range(5):
        validation.answer("skip")
    told = validation.result()
    assert (told.n_answered, told.n_skipped, told.estimates.n_checked) == (5, 5, 0)
    assert told.sentence == "Nothing has been checked yet."


def test_sentence_holds_the_numbers(season: Season, catalog: Path) -> None:
    validation = Validation(catalog, names=["trill"], n=30)
    _answer_all(validation, season)
    sentence = validation.result().sentence
    assert f"a random sample of 30 of {len(season.truth):,} detected events" in sentence
    assert "Events named trill" in sentence


def test_sentence_says_in_plain_words_that_a_recall_is_unknown(catalog: Path) -> None:
    validation = Validation(catalog, names=["trill"], n=30)
    for _ in range(30):
        validation.answer("no")
    assert ", an unknown recall and a corrected count of 0 (0–" in validation.result().sentence


def test_sentence_tells_how_many_events_could_not_be_identified(season: Season, catalog: Path) -> None:
    validation = Validation(catalog, names=["trill"], n=30)
    validation.answer("skip")
    _answer_all(validation, season)
    told = validation.result()
    assert f"sample of 29 of {len(season.truth):,}" in told.sentence
    assert "1 more event could not be identified and was left out." in told.sentence


def test_sentence_claims_no_spread_over_sites_that_are_not_known(season: Season, tmp_path: Path) -> None:
    first = season.deployments[0]
    alone = season.detections.recording < sum(each.name.startswith(first.folder) for each in season.recordings)
    table = season.detections
    kept = replace(
        table,
        **{name: getattr(table, name)[alone] for name in ("recording", "onset_s", "name", "confidence")},
    )
    recordings = tuple(
        replace(each, started_at=None) for each in season.recordings if each.name.startswith(first.folder)
    )
    store_season(replace(season, deployments=(), recordings=recordings, detections=kept), tmp_path / "s.coincide")
    validation = Validation(tmp_path / "s.coincide", names=["trill"], n=10)
    while validation.ask() is not None:
        validation.answer("no")
    assert "stratified by name and score (seed 0)" in validation.result().sentence


def test_events_of_long_recordings_are_spread_by_their_own_hours(season: Season) -> None:
    zone = ZoneInfo("Europe/Berlin")
    recording = replace(season.recordings[0], n_samples=6 * 3600 * season.recordings[0].sample_rate_hz)
    placed = replace(
        place([recording], season.deployments).recordings[0],
        began_at=datetime(2024, 5, 1, 20, 30, tzinfo=UTC),
        zone=zone,
    )
    events = EventTable(np.zeros(3, int), np.array([0.0, 5400.0, 7200.0]), np.zeros(3, int), np.ones(3), ("trill",))
    assert hours_of(Survey([placed], events, {}, [])).tolist() == [22, 0, 0]


def test_a_session_knows_that_it_continues_a_sample(catalog: Path) -> None:
    first, second = (Validation(catalog, names=["trill"], n=n) for n in (10, 20))
    assert (first.is_continued, second.is_continued) == (False, True)


def test_yes_to_an_event_of_another_name_asks_which(catalog: Path) -> None:
    validation = Validation(catalog, names=["trill", "hoot"], n=40)
    while (asked := validation.ask()) is not None and asked.name:
        validation.answer("skip")
    with pytest.raises(InputError, match="say which: trill, hoot"):
        validation.answer("yes")


def test_other_needs_a_name(catalog: Path) -> None:
    with pytest.raises(InputError, match="`other` needs a name"):
        Validation(catalog, names=["trill"], n=5).answer("other", " ")


def test_first_sample_needs_names(catalog: Path) -> None:
    with pytest.raises(InputError, match=r"no name was given. Give some of buzz, hoot, trill"):
        Validation(catalog)


def test_wanted_precision_is_a_share(catalog: Path) -> None:
    with pytest.raises(InputError, match="`precision` must be between 0 and 1, got 1"):
        Validation(catalog, names=["trill"], n=5).result(wanted_precision=1)


def test_answers_outlive_the_database(season: Season, catalog: Path) -> None:
    _answer_all(Validation(catalog, names=["trill"], n=10), season)
    journal = (catalog / "labels.jsonl").read_text(encoding="utf-8")
    assert journal.count('"kind":"check"') == 10
    with CatalogStore.open(catalog) as store:
        assert store.examine() == []
