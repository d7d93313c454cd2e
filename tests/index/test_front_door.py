"""The stage `index`: the library's names, and the settings of a catalog's index."""

from __future__ import annotations

import subprocess
import sys

import coincide_smallworld
import front_door
import pytest

from coincide import index


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(index) == front_door.present_modules(index)


def test_every_name_but_those_for_catalogs_is_that_of_the_library() -> None:
    names = set(dir(index)) - {"IndexSettings", "ShardedIndex"}
    assert [name for name in names if getattr(index, name) is not getattr(coincide_smallworld, name)] == []


def test_names_that_users_imported_from_here_are_declared() -> None:
    kept = {"NavigableSmallWorld", "Neighbors", "SmallWorldClassifier", "find_subsequences", "IndexSettings"}
    assert kept <= front_door.exported_names(index) <= set(dir(index))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="`Graph`"):
        _ = index.Graph


def test_a_stage_is_an_attribute_of_the_package() -> None:
    code = "import coincide; print(coincide.index.NavigableSmallWorld.__name__)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "NavigableSmallWorld\n"
