"""The main job with `COINCIDE_PLAIN=1`: the same events, and no compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LEARN = """
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from workflow_examples import quick_learn, write_folder
place = Path(sys.argv[1])
write_folder(place / "recordings", n_files=1)
quick_learn(place / "recordings", place / "kept.coincide")
print("numba" in sys.modules)
with closing(sqlite3.connect(place / "kept.coincide" / "catalog.sqlite")) as database:
    for onset_s, offset_s in database.execute("SELECT onset_s, offset_s FROM events ORDER BY onset_s"):
        print(f"{onset_s:.2f} {offset_s:.2f}")
"""


def learned_lines(place: Path, switch: str) -> list[str]:
    """Learn in a process of its own; returns whether Numba was loaded, then when each event begins and ends."""
    place.mkdir()
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "COINCIDE_PLAIN": switch, "PYTHONPATH": paths}
    result = subprocess.run(
        [sys.executable, "-c", LEARN, str(place)], env=environment, capture_output=True, text=True, check=True
    )
    return result.stdout.splitlines()


def test_learning_without_the_compiler_finds_the_same_events(tmp_path: Path) -> None:
    plain, compiled = learned_lines(tmp_path / "plain", "1"), learned_lines(tmp_path / "compiled", "0")
    assert (plain[0], compiled[0]) == ("False", "True")
    assert plain[1:] == compiled[1:] != []
