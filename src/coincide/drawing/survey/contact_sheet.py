"""The contact sheet: spectrograms of some calls, a row for each name, all of a row on the same scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from coincide.drawing.example import Example, shared_span_s, view_onset_s
from coincide.drawing.spectrogram import frequency_window, spectrogram_shades
from coincide.drawing.survey.canvas import INK, WIDE_IN, figure, picture, shortened
from coincide.wording import band, clock, count, duration

_ROW_IN = 1.12
_SIZE_PX = (120, 180)
_N_SHADES = 256
_N_LETTERS, _FEWEST_LETTERS = 150, 10
"""Letters that fit above a row of pictures, and above one of them to say anything."""
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Calls of one name.

    Attributes
    ----------
    n_calls : how many there are in all.
    band_hz : lowest and highest frequency of the name.
    examples : what is shown; those without sound stay empty.
    """

    name: str
    n_calls: int
    band_hz: tuple[float, float]
    examples: Sequence[Example]


def draw_contact_sheet(rows: Sequence[SheetRow], ending: str, *, title: str) -> bytes:
    """Draw the sheet; returns the content of a file with that ending."""
    n_columns = max((len(row.examples) for row in rows), default=1) or 1
    with figure(WIDE_IN, 0.4 + _ROW_IN * len(rows)) as drawn:
        grid = drawn.subplots(len(rows), n_columns, squeeze=False)
        for row, cells in zip(rows, grid, strict=True):
            span_s = shared_span_s(row.examples)
            for axes, example in zip(cells, [*row.examples, *[None] * (n_columns - len(row.examples))], strict=True):
                axes.set_axis_off()
                if example is not None:
                    axes.imshow(
                        _shades(example, span_s, row.band_hz), cmap="gray_r", vmin=0, vmax=_N_SHADES - 1, aspect="auto"
                    )
                    where = _caption(example, _N_LETTERS // n_columns)
                    axes.text(0, 1.02, where, transform=axes.transAxes, fontsize=4.5, va="bottom")
            _name_row(cells[0], row, span_s)
        drawn.suptitle(title, x=0.01, ha="left", fontsize=8)
        return picture(drawn, ending)


def _caption(example: Example, n_letters: int) -> str:
    """Return the recording and the time, a line each; nothing where neither has room."""
    if n_letters < _FEWEST_LETTERS:
        return ""
    return f"{shortened(PurePosixPath(example.recording_name).stem, n_letters)}\n{clock(example.onset_s)}"


def _name_row(axes: Any, row: SheetRow, span_s: float) -> None:
    window = frequency_window(*row.band_hz, _rate(row))
    scale = f"pictures: {duration(span_s)},\n{band(*window)}"
    words = f"{shortened(row.name)}\n{count(row.n_calls, 'call')}\n{scale}"
    axes.text(-0.04, 0.5, words, transform=axes.transAxes, ha="right", va="center", color=INK, fontsize=6)


def _rate(row: SheetRow) -> int:
    return max((example.sample_rate_hz for example in row.examples), default=48_000)


def _shades(example: Example, span_s: float, band_hz: tuple[float, float]) -> np.ndarray:
    start_s = view_onset_s(example, span_s)
    window = frequency_window(*band_hz, example.sample_rate_hz)
    if not example.clip.size:
        return np.zeros(_SIZE_PX, dtype=np.uint8)
    return spectrogram_shades(
        example.clip,
        example.sample_rate_hz,
        band_hz=window,
        view_s=(start_s, start_s + span_s),
        size=_SIZE_PX,
        n_shades=_N_SHADES,
    )
