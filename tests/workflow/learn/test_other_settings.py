"""Settings that differ from those of a catalog are told before it is learned again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from workflow_examples import quick, quick_learn, write_folder

from coincide.catalog import CatalogStore, Span, StoredAnswer
from coincide.catalog.integrity.seal import remove_seal
from coincide.learned.settings import LearnSettings
from coincide.workflow.learn.finding import with_kept_finding
from coincide.workflow.learn.other_settings import other_settings, why_again
from coincide.workflow.progress import Silent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, and beside it a catalog that was learned from it."""
    place = tmp_path_factory.mktemp("settings")
    quick_learn(write_folder(place / "sounds"), place / "c.coincide")
    return place


def _boundary(answer: str) -> StoredAnswer:
    span, now, facts = Span(1, 0, 1.0, 2.0), datetime(2026, 1, 1, tzinfo=UTC), {"at_s": 1.5, "dip_db": 6.0}
    return StoredAnswer(span, (span,), 1, "boundary", answer, "", "Ana", "tree", "m1", None, now, facts=facts)


def differ(place: Path, settings: LearnSettings, *, seed: int = 0) -> list[str]:
    with CatalogStore.open(place / "c.coincide") as store:
        return other_settings(with_kept_finding(settings, store, [place / "sounds"]), store, seed=seed)


def test_the_same_settings_do_not_differ(place: Path) -> None:
    assert differ(place, quick()) == []


@pytest.mark.parametrize("given", [{"recordings": {"timezone": "UTC", "truncated": "use"}}, {"index": {"ef": 100}}])
def test_settings_that_need_no_new_model_do_not_differ(given: dict[str, dict[str, Any]], place: Path) -> None:
    assert differ(place, quick(**given)) == []


def test_all_settings_that_differ_are_told_with_the_remedy(place: Path) -> None:
    found = differ(place, quick(recordings={"channels": "each"}, features={"low_hz": 300.0}), seed=2)
    assert why_again(found) == (
        "Some settings differ from those that this catalog was learned with, so it is learned again: "
        "`recordings.channels` was mix and is each now, `features.low_hz` was not set and is 300.0 now and `seed` was "
        "0 and is 2 now. To keep its categories, stop now and give the earlier settings."
    )


def _stored(place: Path, catalog: Path, **categorize: object) -> Path:
    """Copy the catalog, as if its run had been given, or had by default, other settings of categorizing."""
    shutil.copytree(place, catalog)
    with closing(sqlite3.connect(catalog / "c.coincide" / "catalog.sqlite")) as tables, tables:
        for name, value in categorize.items():
            tables.execute(
                f"UPDATE runs SET settings_json = json_set(settings_json, '$.categorize.{name}', ?)", (value,)
            )
    remove_seal(catalog / "c.coincide")
    return catalog


def test_a_former_default_is_a_reason_only_if_there_is_no_other(place: Path, tmp_path: Path) -> None:
    earlier = _stored(place, tmp_path / "earlier", max_categories=60)
    alone = ["`categorize.max_categories` was 60 and is not set now"]
    assert (differ(earlier, quick()), differ(earlier, quick(), seed=2)) == (alone, ["`seed` was 0 and is 2 now"])


def test_a_valley_that_answers_speak_for_is_none_that_a_person_forgot(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "answered")
    given = quick(events={"valley_db": 6.5})
    assert differ(tmp_path / "answered", given) == ["`events.valley_db` was 8.0 and is 6.5 now"]
    with CatalogStore.open(tmp_path / "answered" / "c.coincide", write=True) as store:
        for answer in ("one", "two", "two", "one"):
            store.answers.put(_boundary(answer))
    assert differ(tmp_path / "answered", given) == []


class Listening(Silent):
    """A person who reads all that is said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


def test_nothing_is_told_where_the_model_stays(place: Path) -> None:
    listening = Listening()
    same = quick(events={"detector": "plain"})  # what `auto` had chosen for so few calls
    assert quick_learn(place / "sounds", place / "c.coincide", settings=same, progress=listening).what == "unchanged"
    assert not any("Some settings differ" in line for line in listening.lines)


class Stopping(Silent):
    """A person who stops as soon as something is said of settings."""

    def say(self, line: str) -> None:
        if "settings" in line:
            raise KeyboardInterrupt(line)


def test_stopping_at_this_message_keeps_the_model(place: Path) -> None:
    with pytest.raises(KeyboardInterrupt, match="Some settings differ"):
        quick_learn(place / "sounds", place / "c.coincide", seed=1, progress=Stopping())
    assert quick_learn(place / "sounds", place / "c.coincide").what == "unchanged"


def test_a_new_catalog_has_no_other_settings(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "c.coincide", create=True, command="coincide learn") as store:
        assert other_settings(LearnSettings(), store, seed=0) == []
