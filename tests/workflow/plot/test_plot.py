"""Figures of a catalog as files."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coincide.catalog import CatalogStore
from coincide.cli.commands import plot as plot_command
from coincide.drawing.example import shared_span_s, view_onset_s
from coincide.errors import InputError
from coincide.learned.opened import open_learned
from coincide.workflow.plot.plot import KINDS, PlotOptions, notices_of, plot
from coincide.workflow.plot.sheet import sheet_rows
from coincide.workflow.survey.table import open_survey

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


def test_letters_that_no_font_has_are_told(catalog: Path, tmp_path: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "tit \U00010600"})
    (notice,) = plot(catalog, "sheet", tmp_path / "x.png").notices
    assert "figures use has \U00010600; boxes stand in their place" in notice


def test_times_that_are_not_known_are_told(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no recording has a start time"):
        plot(catalog, "diel", tmp_path / "x.svg")


def test_speech_is_not_shown_unasked(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"calls named `speech` are private; `coincide plot sheet --speech`"):
        plot(catalog, "sheet", tmp_path / "x.png", options=PlotOptions(names="speech"))


def test_speech_is_shown_where_it_is_asked_for(catalog: Path, tmp_path: Path) -> None:
    options = PlotOptions(names=["speech"], speech=True)
    assert plot(catalog, "sheet", tmp_path / "x.png", options=options).path.exists()


def test_a_sheet_leaves_out_calls_below_the_least_confidence(catalog: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no event with a confidence of at least 1 has any of these names: whistle\."):
        plot(catalog, "sheet", tmp_path / "x.png", options=PlotOptions(names=["whistle"], min_confidence=1.0))


def test_a_sheet_with_too_many_names_tells_how_many_are_left_out(catalog: Path) -> None:
    with open_learned(catalog) as learned:
        survey = open_survey(learned)
    names = tuple(f"call {number}" for number in range(13))
    events = replace(survey.events, names=names, name=np.arange(len(survey.events.name)) % 13)
    (notice,) = notices_of(replace(survey, events=events), "sheet", PlotOptions())
    assert notice.startswith("The 12 most frequent of 13 names are shown")


def test_a_figure_of_another_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.svg, \.png or \.pdf, got `x\.jpg`"):
        plot(tmp_path / "nowhere", "diel", tmp_path / "x.jpg")


def test_a_kind_that_there_is_not_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"`kind` must be one of diel, .*, got 'pie'"):
        plot(tmp_path / "none.coincide", "pie", tmp_path / "a.svg")  # type: ignore[arg-type]


def test_a_place_that_cannot_be_written_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="the figure cannot be written to"):
        plot(catalog, "matrix", tmp_path / "file" / "x.svg")


def test_each_picture_of_a_sheet_is_full_of_sound(catalog: Path) -> None:
    with open_learned(catalog) as learned:
        survey = open_survey(learned)
        (row,) = sheet_rows(learned, survey, ["whistle"], n=4)

    span_s = shared_span_s(row.examples)
    starts = [view_onset_s(example, span_s) for example in row.examples]
    lengths = [len(example.clip) / example.sample_rate_hz for example in row.examples]
    inside = [example for example in row.examples if example.context_onset_s > 0]
    assert len(inside) >= 2
    assert all(
        start > -0.001 and start + span_s < length + 0.001
        for start, length, example in zip(starts, lengths, row.examples, strict=True)
        if example.context_onset_s > 0
    )
