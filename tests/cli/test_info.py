"""`coincide info` in a terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from catalog_examples import file_row
from command_line import run

from coincide.catalog import CatalogStore
from coincide.records import Recording


def test_the_first_start_and_the_last_end_have_their_zones(tmp_path: Path) -> None:
    times = ["2024-03-31T01:30:00+00:00", "2024-03-31T01:30:00-05:00"]
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as store:
        for number, at in enumerate(map(datetime.fromisoformat, times)):
            store.recordings.put(
                Recording(0, f"{number}", f"/{number}.wav", f"{number}.wav", 8, 1, 8 * 7200, at, "name")
            )
            store.files.put(file_row(f"/{number}.wav", recording_id=number + 1))
    shown = run("info", "--catalog", tmp_path / "c.coincide").output
    assert "Recorded from 2024-03-31 01:30 UTC to 2024-03-31 03:30 UTC-05:00." in shown
