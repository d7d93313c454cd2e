"""A catalog as data frames and as tables of Arrow."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coincide
from coincide.catalog import CatalogStore
from coincide.errors import MissingPackageError
from coincide.records import Deployment
from coincide.workflow.frames.columns import _local  # pyright: ignore[reportPrivateUsage]
from coincide.workflow.frames.frames import CatalogTables, to_arrow, to_pandas

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def catalog(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose first recording has a time and whose folder is a site."""
    copy = Path(shutil.copytree(learned, tmp_path_factory.mktemp("frames") / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        first = store.recordings.all()[0]
        store.recordings.put(replace(first, started_at=datetime(2026, 10, 25, 2, 59, 59), started_at_source="name"))
        store.deployments.replace_all(
            [Deployment("sounds", latitude=52.5, longitude=13.4, columns={"habitat": "reed"})]
        )
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "whistle"})
    return copy


@pytest.fixture(scope="module")
def tables(catalog: Path) -> CatalogTables:
    return to_pandas(catalog, timezone="Europe/Berlin")


def test_each_event_is_a_row(tables: CatalogTables, catalog: Path) -> None:
    assert len(tables.events) == len(coincide.open_catalog(catalog).events)
    assert tables.events.event_id.is_unique


def test_events_are_those_of_the_annotations(tables: CatalogTables, catalog: Path, tmp_path: Path) -> None:
    coincide.open_catalog(catalog).export_annotations(tmp_path / "x.csv", format="csv")
    written = pd.read_csv(tmp_path / "x.csv").set_index("event_id")
    read = tables.events.set_index("event_id").loc[written.index]
    np.testing.assert_allclose(read.start_s, written.start_s, atol=1e-6)
    np.testing.assert_allclose(read.snr_db, written.snr_db, atol=0.005)
    assert (read.recording.astype(str) == written.recording).all()


def test_categories_may_be_missing(tables: CatalogTables) -> None:
    assert str(tables.events.category.dtype) == "Int64"
    assert (tables.events.category.isna() == (tables.events.name == "unsure")).all()


def test_a_name_counts(tables: CatalogTables) -> None:
    assert (tables.events.name == "whistle").sum() == (tables.events.category == 1).sum() > 0


def test_times_have_a_zone_where_they_are_in_utc(tables: CatalogTables) -> None:
    timed = tables.events[tables.events.time_utc.notna()]
    assert str(timed.time_utc.dt.tz) == "UTC"
    # Clocks had gone back already: the second three o'clock is an hour later than the first.
    late = timed[timed.start_s > 1.0].iloc[0]
    assert late.time_utc.hour == 1 and late.time_local.hour == 2


def test_an_event_of_an_untimed_recording_has_no_time(tables: CatalogTables) -> None:
    assert tables.events.time_utc.isna().any()


def test_recordings_have_the_columns_of_their_site(tables: CatalogTables) -> None:
    assert set(tables.recordings.habitat) == {"reed"}
    assert tables.recordings.n_events.sum() == len(tables.events)


def test_sites_have_their_effort(tables: CatalogTables) -> None:
    (site,) = tables.sites.itertuples()
    assert (site.site, site.n_recordings, round(site.recorded_h * 3600)) == ("sounds", 2, 30)


def test_arrow_holds_the_same(tables: CatalogTables, catalog: Path) -> None:
    arrow = to_arrow(catalog, timezone="Europe/Berlin")
    assert arrow.events.column_names == list(tables.events.columns)
    assert arrow.events["start_s"].to_pylist() == tables.events.start_s.tolist()
    assert arrow.events["category"].null_count == tables.events.category.isna().sum()
    assert arrow.recordings["began_utc"].to_pylist()[0] == datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC)


def test_an_open_catalog_gives_both(catalog: Path) -> None:
    opened = coincide.open_catalog(catalog)
    assert len(opened.to_pandas().sites) == opened.to_arrow().sites.num_rows == 1


@pytest.mark.parametrize(("name", "read"), [("pandas", to_pandas), ("pyarrow", to_arrow)])
def test_a_missing_package_is_told(catalog: Path, monkeypatch: pytest.MonkeyPatch, name: str, read) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=rf"need `{name}`.*pip install 'coincide\[tables\]'"):
        read(catalog)


def test_local_times_of_many_zones_are_told_one_by_one() -> None:
    from zoneinfo import ZoneInfo

    zones = [ZoneInfo("Europe/Berlin"), None, ZoneInfo("Asia/Kathmandu")]
    at_s = np.array([0.0, 0.0, 0.0, np.nan])
    local = _local(at_s, zones, np.array([0, 1, 2, 0]))
    assert [str(each) for each in local[[0, 2]]] == ["1970-01-01T01:00:00.000000", "1970-01-01T05:30:00.000000"]
    assert np.isnat(local[[1, 3]]).all()
