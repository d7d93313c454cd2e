"""The shapes of folders that learning is measured on, and the table that shows the worst first."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.folders.shapes import Shape, generated
from benchmarks.leads import as_leads_markdown
from benchmarks.table import Row
from coincide.workflow.annotations import read_table

pytestmark = pytest.mark.slow

_SHAPES = {shape.name: shape for shape in generated(7)}


def _made(shape: Shape, folder: Path) -> dict[str, set[str]]:
    """Make a folder; return the kinds of each recording."""
    place = folder / "recordings"
    place.mkdir()
    kinds: dict[str, set[str]] = {}
    for row in read_table(shape.make(place), None):
        kinds.setdefault(row.recording, set()).add(row.label or "")
    assert set(kinds) == {path.name for path in place.iterdir()}
    return kinds


@pytest.mark.parametrize("name", [name for name in _SHAPES if name.startswith("one kind a recording, two")])
def test_a_folder_of_one_kind_a_recording_holds_one_kind_a_recording(name: str, tmp_path: Path) -> None:
    assert {len(kinds) for kinds in _made(_SHAPES[name], tmp_path).values()} == {1}


def test_a_folder_of_clips_holds_one_call_a_file(tmp_path: Path) -> None:
    assert len(_made(_SHAPES["clips, one call a file"], tmp_path)) == 12 * 25


def test_the_same_seed_makes_the_same_folder(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        _made(_SHAPES["small: 40 calls"], folder)
    one, other = (sorted((tmp_path / name / "recordings").iterdir()) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_the_table_has_the_folder_with_the_smallest_lead_first() -> None:
    rows = [
        Row(work, "mAP", value, 0.0, 1, against="plain", against_value=0.5)
        for work, value in (("good", 0.9), ("bad", 0.3), ("fair", 0.6))
    ]
    lines = as_leads_markdown(rows).splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in lines] == ["bad", "fair", "good"]
    assert "| -0.200 |" in lines[0]
