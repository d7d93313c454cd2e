"""Where compiled loops are kept, and that a person learns why nothing seems to happen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import coincide

pytestmark = pytest.mark.slow

LOAD = "import coincide.events.smooth_loops as loops; print(loops.weigh_neighbors.stats.cache_hits != {})"
WAIT = "compiling loops for this computer, which can take a minute"


def load_loops(**variables: str) -> tuple[str, str]:
    """Import compiled loops in a process of its own; returns whether they came from the cache, and what was said."""
    inherited = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    result = subprocess.run(
        [sys.executable, "-c", LOAD], env={**inherited, **variables}, capture_output=True, text=True, check=True
    )
    return result.stdout.strip(), result.stderr.strip()


def compiled_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".nbi", ".nbc")]


def test_the_first_process_says_that_it_compiles_and_the_second_has_it(tmp_path: Path) -> None:
    first = load_loops(XDG_CACHE_HOME=str(tmp_path))
    assert first == ("False", f"{WAIT} and happens once per version")
    assert load_loops(XDG_CACHE_HOME=str(tmp_path)) == ("True", "")
    assert compiled_files(tmp_path / "coincide" / "compiled") == compiled_files(tmp_path) != []


def test_nothing_compiled_lies_beside_the_sources(tmp_path: Path) -> None:
    package = Path(coincide.__file__).parent
    before = compiled_files(package)
    load_loops(XDG_CACHE_HOME=str(tmp_path))
    assert compiled_files(package) == before


def test_numbas_own_variable_names_another_folder(tmp_path: Path) -> None:
    load_loops(XDG_CACHE_HOME=str(tmp_path / "user"), NUMBA_CACHE_DIR=str(tmp_path / "numba"))
    assert compiled_files(tmp_path / "numba") == compiled_files(tmp_path) != []


def test_without_a_folder_to_write_to_it_says_how_to_name_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert load_loops(XDG_CACHE_HOME=str(tmp_path / "file")) == (
        "False",
        f"{WAIT} and happens at each start, since no cache folder can be written; name one with `NUMBA_CACHE_DIR`",
    )
