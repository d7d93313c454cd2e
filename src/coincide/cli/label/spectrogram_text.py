"""Spectrograms made of characters: what a terminal can show of a call.

Three ways, by what the terminal can do: half blocks in color (two pixels per character), four shades of gray blocks, or
plain ASCII. All pictures of a question share their axes, as in the report, so that likeness can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import set_cell_size
from rich.color import Color
from rich.style import Style
from rich.text import Text

from coincide.drawing.example import Example, shared_span_s, view_onset_s
from coincide.drawing.spectrogram import frequency_window, spectrogram_shades
from coincide.wording import frequency

BLOCKS, ASCII = " ░▒▓█", " .:-=+*%@"
_N_COLORS = 24
# The perceptually uniform map of the report (magma; van der Walt and Smith 2015, CC0), at five points.
_MAGMA = ((0, 0, 4), (79, 18, 123), (181, 54, 122), (251, 135, 97), (252, 253, 191))
_FINE_S = 0.1
"""Shorter pictures have milliseconds below them."""
_N_MARKS = 3
_GAP = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What a terminal can show.

    Attributes
    ----------
    has_color : half blocks in color.
    has_blocks : characters beyond ASCII.
    """

    has_color: bool
    has_blocks: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pictures of one question share: a stretch of time, a band, and a size in characters."""

    span_s: float
    band_hz: tuple[float, float]
    width: int
    height: int


def frame_for(examples: Sequence[Example], band_hz: tuple[float, float], *, width: int, height: int) -> Frame:
    """Choose the axes: the longest call fits with a margin.

    Parameters
    ----------
    band_hz : lowest and highest frequency of the calls.
    """
    shown_hz = frequency_window(*band_hz, min(example.sample_rate_hz for example in examples))
    return Frame(shared_span_s(examples), shown_hz, width, height)


def side_by_side(
    examples: Sequence[Example], titles: Sequence[str], frame: Frame, look: Look, *, at_s: float | None = None
) -> list[Text]:
    """Draw calls beside each other, with their titles above, frequencies at the left and times below.

    Parameters
    ----------
    at_s : a time in the recordings that is marked, None for none.

    Returns
    -------
    Lines of equal length.
    """
    axis = frequency_axis(frame)
    columns = [_column(example, title, frame, look, at_s) for example, title in zip(examples, titles, strict=True)]
    edge = max(map(len, axis)) + 1
    left = ["", *axis, *[""] * (len(columns[0]) - len(axis) - 1)]
    lines: list[Text] = []
    for number, mark in enumerate(left):
        line = Text(f"{mark:>{edge - 1}} ")
        for place, column in enumerate(columns):
            line.append(" " * (_GAP if place else 0))
            line.append_text(column[number])
        lines.append(line)
    return lines


def frequency_axis(frame: Frame) -> list[str]:
    """Return what stands left of each line of a picture: frequencies at top, middle and bottom, else nothing."""
    low_hz, high_hz = frame.band_hz
    marks = np.linspace(0, frame.height - 1, _N_MARKS).round().astype(int).tolist()
    values = np.linspace(high_hz, low_hz, _N_MARKS).tolist()
    named = dict(zip(marks, map(frequency, values), strict=True))
    return [named.get(line, "") for line in range(frame.height)]


def edge_width(frame: Frame) -> int:
    """Return how many characters the frequencies take."""
    return max(map(len, frequency_axis(frame))) + 1


def picture(example: Example, frame: Frame, look: Look) -> list[Text]:
    """Draw one call; one line of text per line of the picture."""
    onset_s = view_onset_s(example, frame.span_s)
    n_rows = frame.height * (2 if look.has_color else 1)
    n_shades = _N_COLORS if look.has_color else len(_ramp(look))
    shades = spectrogram_shades(
        example.clip,
        example.sample_rate_hz,
        band_hz=frame.band_hz,
        view_s=(onset_s, onset_s + frame.span_s),
        size=(n_rows, frame.width),
        n_shades=n_shades,
    )
    if look.has_color:
        return [_half_blocks(upper, lower) for upper, lower in zip(shades[::2], shades[1::2], strict=True)]
    ramp = _ramp(look)
    return [Text("".join(ramp[shade] for shade in row.tolist())) for row in shades]


def _column(example: Example, title: str, frame: Frame, look: Look, at_s: float | None) -> list[Text]:
    """Return a title, the picture, a line that marks the call, and the times where the picture begins and ends."""
    view_s = _view_onset_s(example, frame)
    digits = 2 if frame.span_s >= _FINE_S else 3
    begins, ends = f"{view_s:.{digits}f}", f"{view_s + frame.span_s:.{digits}f} s"
    times = begins + " " * max(1, frame.width - len(begins) - len(ends)) + ends
    heading = Text(set_cell_size(title, frame.width))
    if example.clip.size == 0:
        middle = frame.height // 2
        body = [Text(f"{'no sound' if line == middle else '':^{frame.width}}") for line in range(frame.height)]
    else:
        body = picture(example, frame, look)
    return [heading, *body, Text(_mark(example, frame, look, at_s)), Text(f"{times[: frame.width]:<{frame.width}}")]


def _view_onset_s(example: Example, frame: Frame) -> float:
    """Return where a picture begins, in the recording."""
    return example.context_onset_s + view_onset_s(example, frame.span_s)


def _mark(example: Example, frame: Frame, look: Look, at_s: float | None) -> str:
    left, line, right, place = "└─┘┴" if look.has_blocks else "|_|^"
    share = (example.offset_s - example.onset_s) / frame.span_s
    n = max(2, round(share * frame.width))
    marks = list(f"{left + line * (n - 2) + right:^{frame.width}}")
    if at_s is not None and example.onset_s < at_s < example.offset_s:
        marks[min(int((at_s - _view_onset_s(example, frame)) / frame.span_s * frame.width), frame.width - 1)] = place
    return "".join(marks)


def _ramp(look: Look) -> str:
    return BLOCKS if look.has_blocks else ASCII


def _half_blocks(upper: np.ndarray, lower: np.ndarray) -> Text:
    text = Text()
    for top, bottom in zip(upper.tolist(), lower.tolist(), strict=True):
        text.append("▀", Style(color=_color(top), bgcolor=_color(bottom)))
    return text


def _color(shade: int) -> Color:
    place = shade / (_N_COLORS - 1) * (len(_MAGMA) - 1)
    red, green, blue = (
        round(float(np.interp(place, range(len(_MAGMA)), [anchor[channel] for anchor in _MAGMA])))
        for channel in range(3)
    )
    return Color.from_rgb(red, green, blue)
