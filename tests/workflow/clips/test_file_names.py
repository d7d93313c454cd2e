"""Names of clips are plain on every system."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.workflow.clips.file_names import clip_name, folder_names, plain_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("whistle", "whistle"),
        ("Müller's call", "Muller_s_call"),
        ("../../etc", "etc"),
        ("日本", "_"),
        ("con", "_con"),
        ("a/b\\c", "a_b_c"),
        ("", "_"),
    ],
)
def test_a_name_becomes_plain_letters(text: str, name: str) -> None:
    assert plain_name(text) == name


@examples(100)
@given(st.text(max_size=80))
def test_a_plain_name_stays_inside_its_folder(text: str) -> None:
    name = plain_name(text)
    assert name.isascii() and "/" not in name and "\\" not in name and name not in ("", ".", "..")


def test_names_that_look_alike_get_folders_of_their_own() -> None:
    assert folder_names(["a b", "a_b", "A/B"]) == {"a b": "a_b", "a_b": "a_b_2", "A/B": "A_B_3"}


def test_a_clip_is_called_by_recording_time_and_event() -> None:
    name = clip_name("night/r 0.wav", datetime(2026, 6, 12, 3, 15, 2), 12.0, "8d1f0c2ab7e95d41")
    assert name == "r_0_20260612_031502_8d1f0c2ab7e95d41"


def test_a_clip_without_time_is_called_by_its_place() -> None:
    assert clip_name("r0.wav", None, 12.3454, "8d1f") == "r0_at_12.345s_8d1f"
