"""One thread for each process, and a folder of recordings with the catalog learned from it, made once and only read."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path

# The tests are small, and several run at once. Torch and the libraries of linear algebra read this when they are
# loaded, in this process and in those that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Every server would make a recognizer, which takes twenty seconds of a processor, and few tests look at it.
os.environ["COINCIDE_BACKGROUND"] = "0"
# The width of tables: pytest-xdist sets it for the tests that it runs at once.
os.environ.pop("COLUMNS", None)

import pytest
from made_once import made_once, own_copy
from properties import register_profiles

register_profiles()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where slow tests are left out, do not even import a file that holds no others."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    return "\npytestmark = pytest.mark.slow\n" in collection_path.read_text(encoding="utf-8") or None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage while tests are loaded: half a million objects stay, and each search would go through them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run two more tests at once than there are processors, but in the fast run: those of the live page wait for sound
    that is played."""
    return (os.cpu_count() or 1) + 2 * (config.option.markexpr != "not slow")


@pytest.fixture(scope="session", autouse=True)
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """A folder for the servers whose addresses tests give, instead of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder := tmp_path_factory.mktemp("configuration")))
        yield folder


@pytest.fixture(scope="session")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `sounds` and what was learned from them, for all processes; take a copy of the catalog."""
    from workflow_examples import quick_learn, write_folder  # which loads what few tests need

    def make(folder: Path) -> None:
        quick_learn(write_folder(folder / "sounds"), folder / "sounds.coincide")

    return made_once(tmp_path_factory, "learned", make)


@pytest.fixture(scope="session")
def sounds(learned_once: Path) -> Path:
    """Two recordings of 15 s at 16 kHz; do not change them."""
    return learned_once / "sounds"


@pytest.fixture(scope="session")
def learned(learned_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of `sounds`; do not change it."""
    return own_copy(tmp_path_factory, learned_once / "sounds.coincide")


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    """A copy of `learned`; change it as you like."""
    return Path(shutil.copytree(learned, tmp_path / "c.coincide"))


@pytest.fixture(scope="session")
def lesson_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings, what is in them as a table, and what was learned from them, for all processes; take a copy."""
    from workflow_examples import learn_lesson

    return made_once(tmp_path_factory, "lesson", learn_lesson)


@pytest.fixture(scope="session")
def named_once(lesson_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same catalog with the true names and its recognizer for the browser, for all processes; take a copy.

    The recognizer is begun before anybody asks and then waited for, as in the app, and by a process of its own: while
    PyTorch exports, it replaces functions of Python for all threads, those of servers that run in these tests too.
    """
    import threading

    from coincide.app.browse import Browse
    from coincide.app.live_models import LiveModels
    from coincide.workflow.annotations import import_annotations

    def make(folder: Path) -> None:
        catalog = Path(shutil.copytree(lesson_once / "learned.coincide", folder / "sounds.coincide"))
        import_annotations(catalog, lesson_once / "truth.csv")
        with Browse(catalog) as browse:
            models = LiveModels(browse)
            keeping = threading.Thread(target=models.keep_ready)
            keeping.start()
            while not models.making().is_making:
                threading.Event().wait(0.05)
            models.sound()
            models.close()
            keeping.join()

    return made_once(tmp_path_factory, "named", make) / "sounds.coincide"
