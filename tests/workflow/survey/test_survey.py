"""Sites, clocks and summaries of a catalog: a generated season whose truth is known."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile
from workflow_examples import quick_learn, write_calls, write_folder

from coincide.catalog import CatalogStore, FileRow, StoredLabel
from coincide.errors import CatalogError, InputError
from coincide.learned.names import event_names
from coincide.learned.opened import open_learned
from coincide.records import Recording
from coincide.survey import Season, make_season
from coincide.workflow.check import check
from coincide.workflow.opened import Catalog
from coincide.workflow.progress import Silent
from coincide.workflow.survey.season_catalog import store_season
from coincide.workflow.survey.sites import parse_shift, sites
from coincide.workflow.survey.summary import summary, table_content
from coincide.workflow.survey.table import open_survey, placed_recordings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(n_sites=3, n_days=4, drift_s_per_day=0)


@pytest.fixture(scope="module")
def stored(season: Season, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("season") / "s.coincide"
    store_season(season, place)
    return place


@pytest.fixture
def catalog(stored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stored, tmp_path / "s.coincide"))


def test_counts_are_those_of_the_season(season: Season, catalog: Path) -> None:
    counted = {str(row[0]): row[1] for row in summary(catalog).rows}
    n = np.bincount(season.detections.name)
    assert counted == {name: n[number] for number, name in enumerate(season.detections.names)}


def test_one_name_or_group_is_a_word_and_not_its_letters(season: Season, catalog: Path) -> None:
    name = season.detections.names[0]
    assert summary(catalog, by="site", names=name).rows == summary(catalog, by=["site"], names=[name]).rows


def test_recordings_that_were_gone_when_it_was_learned_are_no_effort(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds", n_files=3)
    catalog = quick_learn(folder, tmp_path / "c.coincide").catalog
    (folder / "r1.wav").unlink()
    (folder / "r2.wav").replace(folder / "r0.wav")
    with open_learned(catalog) as learned:
        assert len(open_survey(learned).recordings) == 3
    quick_learn(folder, catalog)
    with open_learned(catalog) as learned:
        assert [each.recording.name for each in open_survey(learned).recordings] == ["r0.wav"]


def test_recordings_without_calls_are_no_effort_once_it_was_learned_without_them(tmp_path: Path) -> None:
    folder, catalog = write_folder(tmp_path / "sounds"), tmp_path / "c.coincide"
    noise = np.random.default_rng(0).normal(scale=1e-3, size=160_000)
    soundfile.write(folder / "quiet.wav", noise, 16_000)
    quick_learn(folder, catalog)
    (folder / "quiet.wav").unlink()
    assert [row[-2] for row in summary(catalog, by=["recording"]).rows] == pytest.approx(
        [10 / 3600, 15 / 3600, 15 / 3600]
    )
    quick_learn(folder, catalog)
    assert [row[0] for row in summary(catalog, by=["recording"]).rows] == ["r0.wav", "r1.wav"]


def test_recordings_without_calls_stay_effort_while_the_calls_of_others_that_are_gone_count(tmp_path: Path) -> None:
    folder, catalog = write_folder(tmp_path / "sounds", n_files=3), tmp_path / "c.coincide"
    noise = np.random.default_rng(0).normal(scale=1e-3, size=160_000)
    soundfile.write(folder / "quiet.wav", noise, 16_000)
    quick_learn(folder, catalog)
    (folder / "quiet.wav").unlink()
    (folder / "r1.wav").unlink()
    quick_learn(folder, catalog)
    assert len(summary(catalog, by=["recording"]).rows) == 4


def test_recordings_whose_events_are_not_learned_yet_are_no_effort(tmp_path: Path) -> None:
    catalog = _interrupted(tmp_path)
    assert [row[0] for row in summary(catalog, by=["recording"]).rows] == ["r0.wav", "r1.wav"]


def test_recordings_that_are_not_learned_yet_are_told(tmp_path: Path) -> None:
    with open_learned(_interrupted(tmp_path)) as learned:
        (told,) = [notice for notice in open_survey(learned).notices if "learned" in notice]
    assert told.startswith("`new.wav` is not learned yet and does not count.")


class _Interrupter(Silent):
    """Ends `learn` when it begins to learn from the events that it found."""

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[Silent]:
        if name == "patches":
            raise KeyboardInterrupt
        with super().stage(name, total=total, unit=unit) as stage:
            yield stage


def _interrupted(tmp_path: Path) -> Path:
    """Return a catalog in which `learn` has found the events of a new recording, and then ended."""
    folder, catalog = write_folder(tmp_path / "sounds"), tmp_path / "c.coincide"
    quick_learn(folder, catalog)
    write_calls(folder / "new.wav", seed=7)
    with pytest.raises(KeyboardInterrupt):
        quick_learn(folder, catalog, progress=_Interrupter())
    return catalog


def test_sites_lists_the_recordings_that_summary_counts(tmp_path: Path) -> None:
    folder, catalog = write_folder(tmp_path / "sounds", n_files=3), tmp_path / "c.coincide"
    quick_learn(folder, catalog)
    (folder / "r1.wav").unlink()
    (folder / "r2.wav").replace(folder / "r0.wav")
    quick_learn(folder, catalog)
    assert [each.n_recordings for each in sites(catalog).sites] == [1]


def test_recordings_that_were_left_out_are_no_effort(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds")
    soundfile.write(folder / "silent.wav", np.zeros(160_000), 16_000)
    with open_learned(quick_learn(folder, tmp_path / "c.coincide").catalog) as learned:
        assert [each.recording.name for each in open_survey(learned).recordings] == ["r0.wav", "r1.wav"]


def test_label_of_a_person_counts_more_than_the_category(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        event = store.events.all("season")[0]
        store.labels.put([_label(event.recording_id, event.onset_s, event.offset_s)])
    counted = {str(row[0]): row[1] for row in summary(catalog, min_confidence=0.999).rows}
    assert counted["wren"] == 1


@pytest.mark.parametrize("given", ["a", None, -0.1, 2])
def test_a_confidence_that_is_no_share_is_told(given: Any, catalog: Path) -> None:
    with pytest.raises(InputError, match=rf"^`min_confidence` must be from 0 to 1, got {given!r}\.$"):
        summary(catalog, min_confidence=given)


def _label(recording_id: int, onset_s: float, offset_s: float) -> StoredLabel:
    return StoredLabel(
        recording_id=recording_id,
        onset_s=onset_s,
        offset_s=offset_s,
        label="wren",
        low_hz=None,
        high_hz=None,
        channel=0,
        category=None,
        confidence=None,
        recording="a",
        who="Ana",
        how="imported",
        source="t",
        created_at=datetime(2024, 5, 1).astimezone(),
    )


def test_categories_whose_calls_all_have_labels_are_no_names(tmp_path: Path) -> None:
    catalog = quick_learn(write_folder(tmp_path / "sounds"), tmp_path / "c.coincide").catalog
    with open_learned(catalog) as learned:
        events = [*learned.contents.events]
    with CatalogStore.open(catalog, write=True) as store:
        store.labels.put([_label(event.recording_id, event.onset_s, event.offset_s) for event in events])
    assert [(row[0], row[1]) for row in summary(catalog).rows] == [("wren", len(events))]


def test_names_are_those_of_all_other_commands(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        for event in store.events.all("season")[:9:2]:
            store.labels.put([_label(event.recording_id, event.onset_s, event.offset_s)])
    with open_learned(catalog) as learned:
        survey, contents = open_survey(learned), learned.contents
        names = event_names(learned.store, contents)
    by_id = {event.id: name for event, name in zip(contents.events, names, strict=True)}
    found = [survey.events.names[each] for each in survey.events.name]
    assert found == [by_id[each] for each in survey.columns["id"].tolist()]


def test_events_have_absolute_times(catalog: Path) -> None:
    with open_learned(catalog) as learned:
        survey = open_survey(learned)
    utc, local = survey.event_at(0)
    assert utc is not None and local is not None
    assert utc.timestamp() == pytest.approx(survey.event_at_s[0])
    assert (utc.utcoffset(), local.utcoffset()) != (None, None)
    assert local.hour - utc.hour in (2, -22)


def test_table_is_written_as_csv(catalog: Path, tmp_path: Path) -> None:
    told = summary(catalog, by=["site", "hour", "name"], out=tmp_path / "hours.csv")
    with (tmp_path / "hours.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(told.rows)
    assert sum(int(row["calls"]) for row in rows) == sum(row[-5] for row in told.rows)  # type: ignore[misc]


def test_text_that_a_spreadsheet_would_run_is_guarded() -> None:
    written = table_content(".csv", ("@site", "name", "calls"), [("-2+3", "=1+1", -1)]).decode()
    assert written == "'@site,name,calls\n'-2+3,'=1+1,-1\n"


def test_table_is_written_as_parquet(catalog: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `survey` is not installed")
    told = summary(catalog, by=["day", "name"], out=tmp_path / "days.parquet")
    table = parquet.read_table(tmp_path / "days.parquet").to_pydict()
    assert table["day"] == [row[0] for row in told.rows]


def test_other_endings_are_refused(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.csv or \.parquet, got `a.xlsx`"):
        summary(catalog, out=tmp_path / "a.xlsx")


def test_sites_are_listed_with_what_was_recorded(season: Season, catalog: Path) -> None:
    told = sites(catalog)
    assert [(each.name, each.recorders) for each in told.sites] == [(f"site0{n}", [f"REC0{n}"]) for n in (1, 2, 3)]
    assert sum(each.n_recordings for each in told.sites) == len(season.recordings)


def test_new_table_takes_the_place_of_the_old_one(catalog: Path, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("site,recorder,habitat\nmoor,REC01,bog\n", encoding="utf-8")
    told = sites(catalog, table)
    assert [each.name for each in told.sites] == ["moor", ""]
    assert any("no site" in line for line in told.notices)
    assert {row[0] for row in summary(catalog, by=["habitat"]).rows} == {"bog", ""}


def test_recordings_of_no_site_share_no_position_that_only_one_of_them_has(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as store:
        for name, latitude in (("a.wav", 52.5), ("b.wav", None)):
            path = str(tmp_path / name)
            recording = Recording(0, name, path, name, 8000, 1, 8000, None, None, None, latitude, latitude)
            store.files.put(FileRow(path, str(tmp_path), name, 1, 1, store.recordings.put(recording), "present", None))
    (homeless,) = sites(tmp_path / "c.coincide").sites
    assert (homeless.n_recordings, homeless.latitude, homeless.longitude) == (2, None, None)


@pytest.mark.parametrize(("name", "is_told"), [("20240601_233000.wav", True), ("S_20240601_233000Z.wav", False)])
def test_times_that_count_as_utc_by_the_form_of_the_name_are_told(tmp_path: Path, name: str, is_told: bool) -> None:
    at = datetime(2024, 6, 1, 23, 30, tzinfo=UTC)
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as store:
        store.recordings.put(Recording(0, "00", f"/{name}", name, 8000, 1, 8000, at, "name"))
        notices = placed_recordings(store, store.recordings.all(), timezone="Europe/Berlin")[1]
        unplaced = placed_recordings(store, store.recordings.all())[1]
    told = "named like those of AudioMoths, such as `20240601_233000.wav`, so its times count as UTC."
    assert (told in " ".join(notices), unplaced) == (is_told, [])


def test_times_follow_the_zone_that_learn_was_told_last(tmp_path: Path) -> None:
    at = datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as store:
        store.recordings.put(Recording(0, "00", "/a.wav", "a.wav", 8000, 1, 8000, at, "name"))
        for zone in ("UTC", "Europe/Berlin", None):
            store.runs.begin("learn", settings={"recordings": {"timezone": zone}})
        store.runs.fail(store.runs.begin("learn", settings={"recordings": {"timezone": "Mars"}}), error="no such zone")
        local = placed_recordings(store, store.recordings.all())[0][0].local_at(3600.0)
    assert local is not None and local.hour == 2


def test_site_without_a_recording_is_told(catalog: Path, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("site,recorder\nfen,REC99\n", encoding="utf-8")
    assert "Site `fen` has no recording." in " ".join(sites(catalog, table).notices)


def test_site_of_several_silent_recorders_is_told_once(catalog: Path, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("site,recorder\nfen,REC98\nfen,REC99\n", encoding="utf-8")
    assert " ".join(sites(catalog, table).notices).count("Site `fen` has no recording.") == 1


def test_pattern_finds_sites_in_folders(catalog: Path) -> None:
    told = sites(catalog, pattern="{site}/{recorder}/")
    assert [(each.name, each.latitude is not None) for each in told.sites] == [(f"site0{n}", True) for n in (1, 2, 3)]


def test_shift_moves_the_hours_of_one_recorder(catalog: Path) -> None:
    before = {row[:2]: row[2] for row in summary(catalog, by=["site", "hour"]).rows}
    sites(catalog, shift_s=3600, recorder="rec02")
    after = {row[:2]: row[2] for row in summary(catalog, by=["site", "hour"]).rows}
    assert all(after["site02", (hour + 1) % 24] == before["site02", hour] for hour in range(24))
    assert all(after["site01", hour] == before["site01", hour] for hour in range(24))


def test_shift_of_an_unknown_recorder_is_refused(catalog: Path) -> None:
    with pytest.raises(InputError, match=r"no recorder or site is called `REC9`\. The recorders and sites are: REC01"):
        sites(catalog, shift_s=60, recorder="REC9")


def test_shift_that_no_clock_needs_is_refused(catalog: Path) -> None:
    with pytest.raises(InputError, match="`shift_s` must be a number of seconds, at most 50 years"):
        sites(catalog, shift_s=1e12)


@pytest.mark.parametrize("text", ["", "h", "1x", "--1h", "nan", "1e99"])
def test_wrong_shift_is_told(text: str) -> None:
    with pytest.raises(InputError, match="expected a time in `--shift` such as -1h"):
        parse_shift(text)


def test_season_goes_into_a_new_catalog_only(season: Season, catalog: Path) -> None:
    with pytest.raises(CatalogError, match="holds a learned catalog already"):
        store_season(season, catalog)


def test_a_season_without_sound_says_what_it_is_for(catalog: Path) -> None:
    with pytest.raises(CatalogError, match="is a generated season, without sound or a network"):
        Catalog(catalog).questions()


def test_a_season_without_sound_is_whole(catalog: Path) -> None:
    assert check(catalog).is_whole


def test_speech_counts_only_when_asked_for(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        event = store.events.all("season")[0]
        label = _label(event.recording_id, event.onset_s, event.offset_s)
        store.labels.put([replace(label, label="Speech")])
    told = summary(catalog)
    assert "Speech" not in [row[0] for row in told.rows]
    assert told.notices == ["1 event named `speech` is private and not counted; choose the name `speech` to count it."]
    assert [row[:2] for row in summary(catalog, names=["speech"]).rows] == [("Speech", 1)]


def test_methods_of_a_catalog_give_what_the_commands_give(catalog: Path) -> None:
    opened = Catalog(catalog)
    assert opened.summary(by=["site"]) == summary(catalog, by=["site"])
    assert opened.sites() == sites(catalog)
    assert opened.validate(names=["trill"], n=20, who="Ana").sample.names == ("trill",)
