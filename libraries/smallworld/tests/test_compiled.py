"""Where compiled loops are kept, and that a person learns why nothing seems to happen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import coincide_smallworld

pytestmark = pytest.mark.slow

LOAD = "import coincide_smallworld.distances.pair_dtw as loops; print(loops.warp.compiled().stats.cache_hits != {})"
WAIT = "compiling loops for this processor, which takes 10 to 60 seconds"


def load_loops(**variables: str) -> tuple[str, str]:
    """Import compiled loops in a process of its own; returns whether they came from the cache, and what was said."""
    inherited = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    result = subprocess.run(
        [sys.executable, "-c", LOAD],
        env={**inherited, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip(), result.stderr.strip()


def compiled_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".nbi", ".nbc")]


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a user for whom one process has compiled the loops, and said so."""
    folder = tmp_path_factory.mktemp("user")
    before = compiled_files(Path(coincide_smallworld.__file__).parent)
    assert load_loops(XDG_CACHE_HOME=str(folder)) == ("False", f"{WAIT} once per version")
    assert compiled_files(Path(coincide_smallworld.__file__).parent) == before
    return folder


def test_the_second_process_has_what_the_first_compiled(user: Path) -> None:
    assert load_loops(XDG_CACHE_HOME=str(user)) == ("True", "")


@pytest.mark.parametrize("way", ["enable", "disable"])
def test_garbage_is_collected_afterwards_as_before(way: str) -> None:
    code = f"import gc; gc.{way}(); before = gc.isenabled(); {LOAD}; print(gc.isenabled() == before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "True"


def test_all_that_was_compiled_lies_in_one_folder(user: Path) -> None:
    assert compiled_files(user / "coincide" / "compiled") == compiled_files(user) != []


def test_numbas_own_variable_names_another_folder(user: Path, tmp_path: Path) -> None:
    shutil.copytree(user / "coincide" / "compiled", tmp_path / "numba")
    found = load_loops(XDG_CACHE_HOME=str(tmp_path / "user"), NUMBA_CACHE_DIR=str(tmp_path / "numba"))
    assert found == ("True", "")


def test_without_a_folder_to_write_to_it_says_how_to_name_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert load_loops(XDG_CACHE_HOME=str(tmp_path / "file")) == (
        "False",
        f"{WAIT} at each start, since no cache folder can be written; name one with `NUMBA_CACHE_DIR`",
    )
