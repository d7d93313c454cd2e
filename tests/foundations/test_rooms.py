"""Every folder of the package says in its docstring what is in it."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import front_door
import pytest

import coincide

ROOT = Path(str(coincide.__file__)).parent
MOST_FILES = 20
# The package itself shows what people import; its folders are those of CONTRIBUTING.md.
ROOMS = sorted(
    path.parent.relative_to(ROOT.parent).as_posix().replace("/", ".") for path in ROOT.glob("*/**/__init__.py")
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_names_what_is_in_it(room: str) -> None:
    package = importlib.import_module(room)
    named = set(re.findall(r"`(\w+)`|^ *(\w+)(?:, (\w+))*  ", str(package.__doc__), re.MULTILINE))
    missing = front_door.present_modules(package) - {name for pair in named for name in pair}
    assert missing == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_no_more_files_than_read_well(room: str) -> None:
    assert len(front_door.present_modules(importlib.import_module(room))) <= MOST_FILES


@cache
def _public() -> list[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Public classes and functions of modules, each with its file."""
    return [
        (path.relative_to(ROOT).as_posix(), node)
        for path in ROOT.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]


def _public_classes() -> dict[str, list[str]]:
    homes: dict[str, list[str]] = {}
    for place, node in _public():
        if isinstance(node, ast.ClassDef):
            homes.setdefault(node.name, []).append(place)
    return homes


def test_no_two_public_classes_share_a_name() -> None:
    assert {name: places for name, places in _public_classes().items() if len(places) > 1} == {}


def test_public_classes_are_named_by_nouns() -> None:
    participle = re.compile(
        r"[A-Z][a-z]+ed|Built|Done|Drawn|Found|Grown|Heard|Kept|Known|Made|Said|Shown|Taught|Undone"
    )
    assert [name for name in _public_classes() if participle.fullmatch(name)] == []


def test_every_public_class_and_function_says_what_it_is_for() -> None:
    assert [f"{place}: {node.name}" for place, node in _public() if ast.get_docstring(node) is None] == []
