"""Spectrograms of characters: what stands where, in every look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coincide.cli.label.spectrogram_text import (
    ASCII,
    BLOCKS,
    Frame,
    Look,
    frame_for,
    frequency_axis,
    picture,
    side_by_side,
)
from coincide.drawing.example import Example

RATE_HZ = 16_000
BLOCK_LOOK, ASCII_LOOK, COLOR_LOOK = Look(False, True), Look(False, False), Look(True, True)
LOOKS = [BLOCK_LOOK, ASCII_LOOK, COLOR_LOOK]
FRAME = Frame(0.34, (1000.0, 5000.0), 24, 8)


def tone(frequency_hz: float = 3000.0, *, onset_s: float = 0.2, length_s: float = 0.2) -> Example:
    """A tone in faint noise, 0.2 to 0.4 s of a clip that begins at 10 s."""
    times = np.arange(int(0.6 * RATE_HZ)) / RATE_HZ
    is_on = (times >= onset_s) & (times < onset_s + length_s)
    clip = 1e-3 * np.random.default_rng(0).standard_normal(times.size) + is_on * np.sin(
        2 * np.pi * frequency_hz * times
    )
    return Example("a.wav", 10 + onset_s, 10 + onset_s + length_s, 1.0, clip, RATE_HZ, 10.0)


def _densest_line(example: Example, look: Look) -> int:
    ramp = BLOCKS if look.has_blocks else ASCII
    weights = [sum(ramp.index(mark) for mark in line.plain) for line in picture(example, FRAME, look)]
    return int(np.argmax(weights))


@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_has_the_size_of_its_frame(look: Look) -> None:
    lines = picture(tone(), FRAME, look)
    assert [len(line) for line in lines] == [24] * 8


@pytest.mark.parametrize("look", [BLOCK_LOOK, ASCII_LOOK])
def test_a_high_tone_is_above_a_low_one(look: Look) -> None:
    assert _densest_line(tone(4500), look) < _densest_line(tone(1500), look)


@pytest.mark.parametrize("look", [BLOCK_LOOK, ASCII_LOOK])
def test_a_call_stands_in_the_middle(look: Look) -> None:
    line = picture(tone(), FRAME, look)[_densest_line(tone(), look)].plain
    assert (line[:2].strip(" .░"), line[12] in " .░", line[-2:].strip(" .░")) == ("", False, "")


def test_ascii_is_ascii() -> None:
    lines = side_by_side([tone(), tone()], ["1", "2"], FRAME, ASCII_LOOK)
    assert "".join(line.plain for line in lines).isascii()


def test_color_is_in_styles_and_not_in_characters() -> None:
    line = picture(tone(), FRAME, COLOR_LOOK)[4]
    assert (set(line.plain), len(line.spans)) == ({"▀"}, 24)


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_beside_each_other_have_equal_lines(look: Look) -> None:
    lines = side_by_side([tone(), tone(2000)], ["1 typical", "2"], FRAME, look)
    assert len({len(line) for line in lines}) == 1


def test_the_axes_are_named() -> None:
    text = "\n".join(line.plain for line in side_by_side([tone()], ["1"], FRAME, BLOCK_LOOK))
    assert [mark for mark in ("5 kHz", "3 kHz", "1 kHz", "10.13", "10.47 s") if mark not in text] == []


def test_frequencies_stand_at_top_middle_and_bottom() -> None:
    axis = frequency_axis(Frame(1.0, (0.0, 1000.0), 10, 9))
    assert (axis[0], axis[4], axis[8], sum(map(bool, axis))) == ("1 kHz", "500 Hz", "0 Hz", 3)


def test_the_frame_holds_the_longest_call() -> None:
    frame = frame_for([tone(), tone(length_s=0.3)], (1000, 3000), width=20, height=5)
    assert frame.span_s == pytest.approx(0.3 * 1.7)


@pytest.mark.parametrize("look", LOOKS)
def test_a_recording_that_is_gone_leaves_a_word(look: Look) -> None:
    gone = replace(tone(), clip=np.zeros(0))
    assert "no sound" in "\n".join(line.plain for line in side_by_side([gone], ["1"], FRAME, look))


@pytest.mark.parametrize("look", LOOKS)
def test_silence_is_drawn(look: Look) -> None:
    assert len(picture(replace(tone(), clip=np.zeros(100)), FRAME, look)) == 8


def test_a_short_picture_has_milliseconds_below() -> None:
    example = tone(length_s=0.02)
    frame = frame_for([example], (2000.0, 4000.0), width=40, height=6)
    assert side_by_side([example], ["1"], frame, BLOCK_LOOK)[-1].plain.split() == ["10.193", "10.227", "s"]


def test_a_long_title_is_cut() -> None:
    lines = side_by_side([tone()], ["x" * 100], FRAME, BLOCK_LOOK)
    assert len(lines[0]) == len(lines[1])


def test_a_title_of_wide_characters_leaves_the_next_one_in_its_place() -> None:
    lines = side_by_side([tone(), tone()], ["鳥の声", "2"], FRAME, BLOCK_LOOK)
    assert lines[0].cell_len == lines[1].cell_len


@pytest.mark.parametrize(("look", "mark"), [(BLOCK_LOOK, "┴"), (ASCII_LOOK, "^")])
def test_a_time_is_marked_where_it_is(look: Look, mark: str) -> None:
    below = side_by_side([tone()], ["1"], FRAME, look, at_s=10.3)[-2].plain
    assert below.index(mark) == below.index("└" if look.has_blocks else "|") + 7


def test_a_time_outside_of_the_call_is_not_marked() -> None:
    assert "┴" not in side_by_side([tone()], ["1"], FRAME, BLOCK_LOOK, at_s=12.0)[-2].plain
