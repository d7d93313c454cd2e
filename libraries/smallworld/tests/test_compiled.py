"""Where compiled loops are kept, and that a person learns why nothing seems to happen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from numba import types
from numba.core.registry import cpu_target

import coincide_smallworld
from coincide_smallworld.compiled import entry, inner
from coincide_smallworld.locks import alone

pytestmark = pytest.mark.slow

LOAD = "import coincide_smallworld.distances.pair_dtw as loops; print(loops.warp.compiled().stats.cache_hits != {})"
LOCK = "from coincide_smallworld.locks import alone; from pathlib import Path; import sys, time"
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


@inner
def twice(number: int) -> int:
    return number + number


@entry(types.int64(types.int64))
def four_times(number: int) -> int:
    return twice(twice(number))


def wait_until_open(path: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a process has a file open."""
    until = time.monotonic() + 60
    while not any(link.exists() and link.resolve() == path for link in Path(f"/proc/{process.pid}/fd").iterdir()):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)


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


def test_what_only_other_loops_call_is_no_machine_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert four_times(3) == 12
    names = [each.fndesc.llvm_func_name for each in vars(twice)["overloads"].values()]
    engine = cpu_target.target_context.codegen()._engine  # noqa: SLF001  Numba has no public way to it
    assert [engine.get_function_address(name) for name in names] == [0]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs a system that shows open files")
def test_a_process_waits_for_another_that_compiles_the_same_loop(user: Path, tmp_path: Path) -> None:
    (lock,) = user.rglob("pair_dtw.warp*.lock")
    place = tmp_path / lock.parent.relative_to(user)
    place.mkdir(parents=True)
    with alone(place / lock.name):
        other = subprocess.Popen(
            [sys.executable, "-c", LOAD],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "coincide" / "compiled")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until_open(place / lock.name, other)
        shutil.copytree(lock.parent, place, dirs_exist_ok=True)
    assert other.communicate() == ("True\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_nobody_waits_for_a_process_that_was_killed(tmp_path: Path) -> None:
    code = f"{LOCK}\nwith alone(Path(sys.argv[1])): print(flush=True); time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code, tmp_path / "lock"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.communicate()
    before = time.monotonic()
    with alone(tmp_path / "lock"):
        assert time.monotonic() - before < 30


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
