"""The zone of the recorders' clocks, given after their recordings were read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workflow_examples import Watch, quick, quick_learn, write_calls

from coincide.catalog import CatalogStore
from coincide.errors import SettingsError
from coincide.learned.settings import load_settings
from coincide.records import Recording
from coincide.workflow.learn.clocks import put_clocks_right, with_kept_zone

JUNE = datetime(2024, 6, 1, 23, 30)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CatalogStore]:
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as opened:
        yield opened


def _kept(store: CatalogStore, *told: str | None, now: str | None = None) -> str | None:
    """The zone of a run for which `now` is given, after runs that were told others."""
    for zone in told:
        store.runs.begin("learn", settings={"recordings": {"timezone": zone}})
    return with_kept_zone(load_settings(overrides={"recordings": {"timezone": now}}), store).recordings.timezone


def test_a_zone_that_is_not_given_again_is_kept(store: CatalogStore) -> None:
    assert _kept(store, "UTC", "Europe/Berlin", None) == "Europe/Berlin"


def test_a_zone_that_is_given_counts(store: CatalogStore) -> None:
    assert _kept(store, "Europe/Berlin", now="UTC") == "UTC"


def test_no_zone_is_kept_where_none_was_given(store: CatalogStore) -> None:
    assert _kept(store, None) is None


@pytest.mark.slow
def test_a_recording_that_comes_later_has_the_zone_of_the_others(sounds: Path, catalog: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sounds, tmp_path / "nights"))
    quick_learn(folder, catalog, settings=quick(recordings={"timezone": "Europe/Berlin"}))
    write_calls(folder / "20240601_233000.wav", seed=77, duration_s=2.5)
    watch = Watch()
    quick_learn(folder, catalog, progress=watch)
    assert "count as Europe/Berlin, as `--timezone` said earlier" in " ".join(watch.said)
    with CatalogStore.open(catalog) as opened:
        assert JUNE.replace(tzinfo=BERLIN) in [each.started_at for each in opened.recordings.all()]


def _began(store: CatalogStore, name: str, at: datetime | None, source: str | None, *, timezone: str | None) -> object:
    store.recordings.put(Recording(0, "00", f"/{name}", name, 8000, 1, 8000, at, source))
    put_clocks_right(store, timezone=timezone)
    return store.recordings.all()[0].started_at


def test_a_name_whose_time_counted_as_utc_gets_the_zone(store: CatalogStore) -> None:
    at = _began(store, "20240601_233000.wav", JUNE.replace(tzinfo=UTC), "name", timezone="Europe/Berlin")
    assert at == JUNE.replace(tzinfo=BERLIN)


def test_a_zone_that_was_wrong_is_replaced(store: CatalogStore) -> None:
    at = _began(store, "S_20240601_233000.wav", JUNE.replace(tzinfo=BERLIN), "name", timezone="-03:30")
    assert at == datetime.fromisoformat("2024-06-01T23:30:00-03:30")


def test_a_header_without_a_zone_gets_it(store: CatalogStore) -> None:
    assert _began(store, "a.wav", JUNE, "bext", timezone="Europe/Berlin") == JUNE.replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("20240601_233000.wav", "audiomoth"),
        ("20240601_233000Z.wav", "name"),
        ("20200101_000000.wav", "name"),
        ("a.wav", "name"),
    ],
    ids=["zone in the header", "zone in the name", "another time in a new name", "no time in a new name"],
)
def test_times_that_do_not_depend_on_the_zone_stay(store: CatalogStore, name: str, source: str) -> None:
    known = JUNE.replace(tzinfo=UTC)
    assert _began(store, name, known, source, timezone="Europe/Berlin") == known


def test_without_a_zone_nothing_changes(store: CatalogStore) -> None:
    known = JUNE.replace(tzinfo=BERLIN)
    assert _began(store, "20240601_233000.wav", known, "name", timezone=None) == known


def test_a_second_time_nothing_is_left_to_change(store: CatalogStore) -> None:
    _began(store, "20240601_233000.wav", JUNE.replace(tzinfo=UTC), "name", timezone="Europe/Berlin")
    assert put_clocks_right(store, timezone="Europe/Berlin") == 0


def test_an_unknown_zone_is_refused(store: CatalogStore) -> None:
    with pytest.raises(SettingsError, match="Mars"):
        put_clocks_right(store, timezone="Mars/Phobos")
