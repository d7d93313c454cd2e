"""Paths as people give them, in Python and on a command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import run

import coincide
from coincide.errors import InputError
from coincide.paths import given_path

EMPTY = "expected a path, got an empty text. Write `.` for the current folder."


@pytest.mark.parametrize("given", [Path("a.wav"), "a.wav"])
def test_a_path_is_taken_as_it_is(given: str | Path) -> None:
    assert given_path(given) == Path("a.wav")


@pytest.mark.parametrize("given", [None, 3, b"a"])
def test_what_is_no_path_is_told(given: Any) -> None:
    with pytest.raises(InputError) as told:
        given_path(given)
    assert str(told.value) == f"expected a path, such as 'night.wav', got {given!r}."


@pytest.mark.parametrize("verb", [coincide.learn, coincide.open_catalog, coincide.info, coincide.check])
def test_an_empty_text_is_not_the_current_folder(
    verb: Callable[[str], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as told:
        verb("")
    assert str(told.value) == EMPTY
    assert list(tmp_path.parent.glob("*.coincide")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("learn", ""),
        ("learn", ".", "--catalog", ""),
        ("recognize", ""),
        ("info", ""),
        ("clips", "--out", ""),
        ("annotations", "export", "--format", "csv", "--out", ""),
    ],
)
def test_an_empty_argument_is_not_the_current_folder(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert EMPTY in result.stderr
    assert list(tmp_path.iterdir()) == []
