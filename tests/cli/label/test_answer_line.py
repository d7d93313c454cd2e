"""What a line means that is typed at a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.cli.label.answer_line import HELP, EdgePlace, TypedLine, read_line


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
def test_a_number_of_no_member_is_no_name(line: str) -> None:
    typed = read_line(line, names=[])
    assert (typed.deed, f"type `name {line}`" in typed.text) == ("unclear", True)


def test_a_name_can_be_given_by_number() -> None:
    assert read_line("=2", names=["trill", "click"]) == TypedLine("name", "click")


@pytest.mark.parametrize("line", ["=", "=0", "=3", "=x", "=-1"])
def test_a_number_without_a_name_is_told(line: str) -> None:
    typed = read_line(line, names=["trill", "click"])
    assert (typed.deed, "(2 names so far)" in typed.text) == ("unclear", True)


@pytest.mark.parametrize("word", ["one", "two", "skip"])
def test_a_boundary_takes_these_answers(word: str) -> None:
    assert read_line(word, names=[], kind="boundary").deed == word


@pytest.mark.parametrize("line", ["trill", "=1", "noise", "mixed"])
def test_a_boundary_takes_no_name(line: str) -> None:
    assert read_line(line, names=["trill"], kind="boundary").deed == "unclear"


def test_one_is_an_ordinary_name_elsewhere() -> None:
    assert read_line("one", names=[]) == TypedLine("name", "one")


@given(line=st.text(), kind=st.sampled_from(["category", "boundary", "edges"]))
def test_every_line_means_something(line: str, kind: str) -> None:
    typed = read_line(line, names=["a"], kind=kind)
    assert typed.deed != "name" or typed.text.strip() != ""


def test_both_edges_may_be_right_as_they_are() -> None:
    assert read_line("yes", names=[], kind="edges") == TypedLine("draw", begin=EdgePlace(), end=EdgePlace())


@pytest.mark.parametrize("line", ["begin -4 end +10.5", "b -4, e +10.5", "End +10.5 ms  begin -4ms"])
def test_an_edge_with_a_sign_moves_by_milliseconds(line: str) -> None:
    typed = read_line(line, names=[], kind="edges")
    assert typed.begin is not None
    assert typed.end is not None
    assert (typed.begin.moved(1.0), typed.end.moved(2.0)) == pytest.approx((0.996, 2.0105))


@pytest.mark.parametrize("line", ["begin 4.083", "begin 4.083 s", "b 4.083s"])
def test_an_edge_without_a_sign_is_a_time(line: str) -> None:
    typed = read_line(line, names=[], kind="edges")
    assert (typed.begin, typed.end) == (EdgePlace(at_s=4.083), None)


@pytest.mark.parametrize(
    "line",
    [
        "trill",
        "begin",
        "begin x",
        "begin -4 -5",
        "begin 1 begin 2",
        "-4",
        "begin nan",
        "end inf",
        "begin 4 ms",
        "end 4ms",
    ],
)
def test_what_draws_no_edge_is_unclear(line: str) -> None:
    assert read_line(line, names=["trill"], kind="edges").deed == "unclear"


def test_the_help_tells_every_word() -> None:
    told = " ".join(word for word, _ in HELP)
    assert [w for w in ("noise", "mixed", "skip", "undo", "curve", "names", "quit", "one") if w not in told] == []
