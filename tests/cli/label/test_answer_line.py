"""What a line means that is typed at a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.cli.label.answer_line import HELP, TypedLine, read_line


@pytest.mark.parametrize(
    ("line", "deed"),
    [
        ("noise", "noise"),
        (" Mixed ", "mixed"),
        ("SKIP", "skip"),
        ("undo", "undo"),
        ("quit", "quit"),
        ("q", "quit"),
        ("?", "help"),
        ("curve", "curve"),
        ("names", "names"),
        ("p", "play"),
        ("", "nothing"),
        ("  ", "nothing"),
    ],
)
def test_words_that_mean_something(line: str, deed: str) -> None:
    assert read_line(line, names=[]).deed == deed


def test_any_other_word_is_a_name() -> None:
    assert read_line("  long   trill ", names=[]) == TypedLine("name", "long trill")


@pytest.mark.parametrize("word", ["noise", "p", "3", "undo", "?", "=1"])
def test_a_word_with_a_meaning_can_be_a_name(word: str) -> None:
    assert read_line(f"name {word}", names=[]) == TypedLine("name", word)


def test_a_number_plays_a_member_counted_from_one() -> None:
    assert read_line("8", names=[]) == TypedLine("play", number=7)


@pytest.mark.parametrize("line", ["0", "9", "12"])
def test_a_number_of_no_member_is_a_name(line: str) -> None:
    assert read_line(line, names=[]) == TypedLine("name", line)


def test_a_name_can_be_given_by_number() -> None:
    assert read_line("=2", names=["trill", "click"]) == TypedLine("name", "click")


@pytest.mark.parametrize("line", ["=", "=0", "=3", "=x", "=-1"])
def test_a_number_without_a_name_is_told(line: str) -> None:
    typed = read_line(line, names=["trill", "click"])
    assert (typed.deed, "(2 names so far)" in typed.text) == ("unclear", True)


@pytest.mark.parametrize("word", ["one", "two", "skip"])
def test_a_boundary_takes_these_answers(word: str) -> None:
    assert read_line(word, names=[], is_boundary=True).deed == word


@pytest.mark.parametrize("line", ["trill", "=1", "noise", "mixed"])
def test_a_boundary_takes_no_name(line: str) -> None:
    assert read_line(line, names=["trill"], is_boundary=True).deed == "unclear"


def test_one_is_an_ordinary_name_elsewhere() -> None:
    assert read_line("one", names=[]) == TypedLine("name", "one")


@given(line=st.text(), is_boundary=st.booleans())
def test_every_line_means_something(line: str, is_boundary: bool) -> None:
    typed = read_line(line, names=["a"], is_boundary=is_boundary)
    assert typed.deed != "name" or typed.text.strip() != ""


def test_the_help_tells_every_word() -> None:
    told = " ".join(word for word, _ in HELP)
    assert [w for w in ("noise", "mixed", "skip", "undo", "curve", "names", "quit", "one") if w not in told] == []
