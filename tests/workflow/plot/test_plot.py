"""Figures of a catalog as files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coincide.catalog import CatalogStore
from coincide.cli.commands import plot as plot_command
from coincide.errors import InputError
from coincide.workflow.plot.plot import KINDS, PlotOptions, plot

pytestmark = pytest.mark.slow


def test_the_command_knows_all_kinds() -> None:
    assert plot_command.KINDS == KINDS


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    """A catalog whose biggest categories are named."""
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "whistle", 2: "Speech"})
    return copy


@pytest.mark.parametrize("kind", ["sheet", "matrix"])
@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_figure_is_written(catalog: Path, tmp_path: Path, kind, ending: str) -> None:
    drawn = plot(catalog, kind, tmp_path / "new" / f"x{ending}")
    assert drawn.path.stat().st_size > 1000


def test_times_that_are_not_known_are_told(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no recording has a start time"):
        plot(catalog, "diel", tmp_path / "x.svg")


def test_speech_is_not_shown_unasked(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"calls named `speech` are private\. Add `--speech`"):
        plot(catalog, "sheet", tmp_path / "x.png", options=PlotOptions(names=["speech"]))


def test_speech_is_shown_where_it_is_asked_for(catalog: Path, tmp_path: Path) -> None:
    options = PlotOptions(names=["speech"], speech=True)
    assert plot(catalog, "sheet", tmp_path / "x.png", options=options).path.exists()


def test_a_figure_of_another_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.svg, \.png, \.pdf, got `x\.jpg`"):
        plot(tmp_path / "nowhere", "diel", tmp_path / "x.jpg")


def test_a_place_that_cannot_be_written_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="the figure cannot be written to"):
        plot(catalog, "matrix", tmp_path / "file" / "x.svg")
