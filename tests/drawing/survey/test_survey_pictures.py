"""Pictures of a survey: right numbers, the same file each time, and no data that breaks them."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coincide.drawing.example import Example
from coincide.drawing.survey import canvas
from coincide.drawing.survey.accumulation import AccumulationData, accumulate, chao2, draw_accumulation
from coincide.drawing.survey.canvas import NIGHT, OKABE_ITO, check_ending, letters_missing
from coincide.drawing.survey.contact_sheet import SheetRow, draw_contact_sheet
from coincide.drawing.survey.diel import DielData, draw_diel
from coincide.drawing.survey.matrix import MatrixData, draw_matrix
from coincide.drawing.survey.night import night_hours
from coincide.drawing.survey.season import SeasonData, draw_season
from coincide.drawing.survey.site_map import MapData, draw_site_map
from coincide.errors import InputError, MissingPackageError

pytestmark = pytest.mark.slow

NAN = float("nan")
DRAW = "from coincide.drawing.survey.canvas import figure\nwith figure(1.0, 1.0): pass"
DAY = date(2026, 3, 28)


def _diel(ending: str = ".png", *, n_days: int = 5, value: float = 3.0, sun: bool = True) -> bytes:
    rates = np.full((n_days, 24), value)
    rates[0, :6] = NAN
    rise, down = np.full(n_days, 6.0), np.full(n_days, 18.5)
    is_dark = np.zeros(n_days, dtype=np.bool_)
    return draw_diel(DielData(DAY, rates, rise if sun else None, down if sun else None, is_dark, "whistle $1"), ending)


def _season(ending: str = ".png") -> bytes:
    return draw_season(SeasonData(DAY, ["tit", "wren"], np.array([[1.0, NAN, 0.0], [0.0, NAN, 2.0]]), "All"), ending)


def _matrix(ending: str = ".png") -> bytes:
    return draw_matrix(MatrixData(["a", "b"], ["tit"], np.array([[1.5], [NAN]]), "Rates"), ending)


def _map(ending: str = ".png", longitude: tuple[float, float] = (13.0, 13.1)) -> bytes:
    where = np.array([52.0, 52.05]), np.array(longitude)
    return draw_site_map(MapData(["a", "b"], *where, np.array([2.0, 0.0]), "tit"), ending)


def _curve(ending: str = ".png") -> bytes:
    return draw_accumulation(AccumulationData(np.array([1, 2, 5]), 6, "Names"), ending)


def _sheet(ending: str = ".png") -> bytes:
    clip = np.sin(np.arange(8000) * 0.5).astype(np.float32)
    shown = Example("a.wav", 1.1, 1.3, 0.9, clip, 16_000, 1.0)
    gone = Example("b.wav", 1.1, 1.3, 0.9, np.zeros(0, dtype=np.float32), 16_000, 1.0)
    rows = [SheetRow("tit", 12, (900.0, 2000.0), [shown, gone]), SheetRow("wren", 1, (900.0, 2000.0), [shown])]
    return draw_contact_sheet(rows, ending, title="Calls")


PICTURES: list[Callable[..., bytes]] = [_diel, _season, _matrix, _map, _curve, _sheet]


@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_is_the_same_each_time(draw: Callable[..., bytes]) -> None:
    assert draw(".svg") == draw(".svg")


@pytest.mark.parametrize("draw", PICTURES)
def test_a_png_has_ink_and_paper(draw: Callable[..., bytes]) -> None:
    pixels = np.asarray(Image.open(io.BytesIO(draw())).convert("L"))
    assert (pixels == 255).mean() > 0.2 and (pixels < 128).mean() > 0.001


@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG")])
def test_each_ending_gives_its_kind_of_file(ending: str, start: bytes) -> None:
    assert _curve(ending).startswith(start)


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
def test_letters_that_no_font_has_are_no_warning(ending: str) -> None:
    assert draw_matrix(MatrixData(["a", "b"], ["\U00010600"], np.array([[1.5], [NAN]]), "Rates"), ending)


def test_letters_that_no_font_has_are_known() -> None:
    assert letters_missing(["Å \U00010600", "é\t"])[0] == "\U00010600"


def test_letters_come_from_another_font_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas, "_FONT", "STIXSizeOneSym")  # it comes with matplotlib, and has brackets alone
    monkeypatch.setattr(canvas, "_OTHER_FONTS", ("No Such Font",))
    assert letters_missing(["tit"])[0] == "it"
    boxes = _matrix()
    monkeypatch.setattr(canvas, "_OTHER_FONTS", ("No Such Font", "DejaVu Sans"))
    assert letters_missing(["tit"])[0] == ""
    assert _matrix() != boxes


def test_another_ending_is_refused() -> None:
    with pytest.raises(InputError, match=r"ends in \.svg, \.png or \.pdf, got `a\.gif`"):
        check_ending(Path("a.gif"))


def test_pictures_without_matplotlib_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingPackageError, match=r"need `matplotlib`.*pip install 'coincide\[plot\]'"):
        _curve()


@pytest.mark.parametrize("n_days", [1, 2, 14, 90, 400])
def test_any_number_of_days_is_drawn(n_days: int) -> None:
    assert _diel(n_days=n_days).startswith(b"\x89PNG")


@pytest.mark.parametrize("value", [0.0, NAN])
def test_a_season_without_calls_or_recordings_is_drawn(value: float) -> None:
    assert _diel(value=value, sun=False).startswith(b"\x89PNG")


def test_the_night_shows_where_calls_are_in_every_hour() -> None:
    night = np.array([int(NIGHT[place : place + 2], 16) for place in (1, 3, 5)])
    pixels = np.asarray(Image.open(io.BytesIO(_diel(n_days=30))).convert("RGB"), dtype=np.int64)
    assert (np.abs(pixels - night).max(axis=2) <= 2).mean() > 0.03


def test_a_single_day_is_bars() -> None:
    bar = np.array([int(OKABE_ITO[0][place : place + 2], 16) for place in (1, 3, 5)])
    shares = [
        (np.asarray(Image.open(io.BytesIO(_diel(n_days=n_days))).convert("RGB")) == bar).all(axis=2).mean()
        for n_days in (1, 2)
    ]
    assert shares[0] > 0.2 > shares[1]


@pytest.mark.parametrize(
    ("rise_h", "set_h", "is_dark", "nights"),
    [
        (6.0, 18.0, False, [(0.0, 6.0), (18.0, 24.0)]),
        (20.0, 4.0, False, [(4.0, 20.0)]),
        (NAN, NAN, False, []),
        (NAN, NAN, True, [(0.0, 24.0)]),
        (NAN, 23.5, False, [(23.5, 24.0)]),
        (2.0, NAN, False, [(0.0, 2.0)]),
    ],
)
def test_night_is_from_sunset_to_sunrise(rise_h, set_h, is_dark, nights) -> None:
    assert night_hours(rise_h, set_h, is_dark=is_dark) == nights


def test_the_curve_is_the_mean_over_all_choices_of_days() -> None:
    heard = np.array([[1, 0, 0, 0, 1], [1, 1, 1, 0, 0], [0, 0, 0, 1, 0], [1, 1, 1, 1, 1]], dtype=np.bool_)
    means = [
        np.mean([heard[:, list(days)].any(axis=1).sum() for days in itertools.combinations(range(5), k)])
        for k in range(1, 6)
    ]
    np.testing.assert_allclose(accumulate(heard.sum(axis=1), 5).expected, means)


def test_the_estimate_grows_with_names_heard_once() -> None:
    assert chao2(np.array([1, 1, 1, 2, 5]), 10) == pytest.approx(5 + 0.9 * 3 * 2 / (2 * 2))


def test_nothing_is_missing_where_all_was_heard_often() -> None:
    assert chao2(np.array([5, 6, 7]), 10) == 3


def test_sites_on_both_sides_of_the_date_line_are_neighbors() -> None:
    assert _map(longitude=(179.95, -179.95)) != _map(longitude=(-170.0, 170.0))


def test_legend_of_a_map_writes_high_rates_in_full() -> None:
    busy = MapData(["a"], np.array([52.0]), np.array([13.0]), np.array([2988.2]), "tit")
    assert "<!-- 2,990 calls per recorded hour -->" in draw_site_map(busy, ".svg").decode()


def test_names_at_one_place_are_written_on_its_four_sides_and_the_rest_counted() -> None:
    n = 6
    crowd = MapData([f"site {i}" for i in range(n)], np.full(n, 52.0), np.full(n, 13.0), np.ones(n), "tit")
    drawn = draw_site_map(crowd, ".svg").decode()
    assert [name for name in crowd.sites if f"<!-- {name} -->" in drawn] == ["site 0", "site 1", "site 2", "site 3"]
    assert "<!-- 2 names have no room -->" in drawn


def test_one_site_is_a_map() -> None:
    one = MapData(["a"], np.array([-89.9]), np.array([0.0]), np.array([NAN]), "tit")
    assert draw_site_map(one, ".png").startswith(b"\x89PNG")


def test_captions_of_a_sheet_keep_clear_of_each_other() -> None:
    name = "site/REC01_20240510_120000_and_more_of_it.wav"
    shown = Example(name, 1.1, 1.3, 0.9, np.zeros(8000, dtype=np.float32), 16_000, 1.0)

    drawn = draw_contact_sheet([SheetRow("tit", 12, (900.0, 2000.0), [shown] * 6)], ".svg", title="Calls").decode()

    assert drawn.count("REC01_20240510_120000_an…") == 6


def test_a_sheet_of_many_columns_has_no_captions() -> None:
    shown = Example("REC01.wav", 1.1, 1.3, 0.9, np.zeros(8000, dtype=np.float32), 16_000, 1.0)

    drawn = draw_contact_sheet([SheetRow("tit", 12, (900.0, 2000.0), [shown] * 20)], ".svg", title="Calls").decode()

    assert "REC01" not in drawn


def test_a_sheet_says_that_its_scale_is_that_of_the_pictures() -> None:
    shown = Example("REC01.wav", 1.1, 1.3, 0.9, np.zeros(8000, dtype=np.float32), 16_000, 1.0)

    drawn = draw_contact_sheet([SheetRow("tit", 12, (900.0, 2000.0), [shown])], ".svg", title="Calls").decode()

    assert "pictures: 340 ms," in drawn


def test_drawing_without_a_home_that_can_be_written_says_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file, so that no folder can be made in it", encoding="utf-8")
    places = {**os.environ, "HOME": str(home), "MPLCONFIGDIR": "", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}
    done = subprocess.run([sys.executable, "-c", DRAW], env=places, capture_output=True, text=True, check=True)
    # On a busy machine, matplotlib says that it makes its list of fonts, which is worth knowing.
    assert [line for line in done.stderr.splitlines() if "building the font cache" not in line] == []
