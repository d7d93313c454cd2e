"""Learning, recognizing and listening where the recordings lie on a server that can fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fsspec.config import conf
from storage_server import DROP, SLOW, Storage, serving
from workflow_examples import held_in, quick, write_calls

from coincide import servers
from coincide.app.recording_media import recording_sound
from coincide.catalog import CatalogStore
from coincide.cli.app import app
from coincide.errors import InputError, RecordingError
from coincide.execute import open_executor
from coincide.learned.detector import Detector
from coincide.learned.originals import originals_of
from coincide.recordings.remote.network import PATIENCE
from coincide.recordings.remote.ranges import blocks_of
from coincide.records import Recording
from coincide.workflow.clips.clips import write_clips
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.learn import learn
from coincide.workflow.progress import Silent
from coincide.workflow.recognize.recognize import RecognizeOptions, recognize
from coincide.workflow.search.search import search

pytestmark = pytest.mark.slow
KEY, SECRET = "AKIATESTKEY", "a-secret-of-the-tests"


SITE = "s3://archive/site"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Storage]:
    """A server that is waited for a moment only."""
    with serving(tmp_path_factory.mktemp("served")) as storage, pytest.MonkeyPatch.context() as patch:
        patch.setenv(PATIENCE, "0.2")
        # Botocore would ask five times, in ten seconds, before it tells of a fault.
        once = {"retries": {"total_max_attempts": 1}}
        patch.setitem(conf, "s3", {"key": KEY, "secret": SECRET, "endpoint_url": storage.web, "config_kwargs": once})
        yield storage


@pytest.fixture
def storage(server: Storage, sounds: Path) -> Generator[Storage]:
    """The server with a copy of `sounds`, and without faults and memories."""
    site = server.folder / "archive" / "site"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(sounds, site)
    blocks_of.cache_clear()
    server.requests.clear()
    yield server
    server.mend()


@pytest.fixture(scope="module")
def learned_there(server: Storage, sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was learned from the server; take a copy."""
    shutil.copytree(sounds, server.folder / "archive" / "site", dirs_exist_ok=True)
    return learn(SITE, catalog=tmp_path_factory.mktemp("there") / "there.coincide", settings=quick()).catalog


@pytest.fixture
def catalog(learned_there: Path, storage: Storage, tmp_path: Path) -> Path:
    """A copy of what was learned from the server."""
    del storage
    return Path(shutil.copytree(learned_there, tmp_path / "site.coincide"))


def _learned(catalog: Path) -> dict[str, Any]:
    """All that a catalog holds, but where its recordings lie, and what was made later: a map, an index of series."""
    held = held_in(catalog)
    later = {name for name in held if name.startswith(("map_all.", "series", "recognizer.", "live."))}
    return {name: held[name] for name in held.keys() - {"files", "problems", "recordings"} - later}


def _problems(catalog: Path) -> dict[str, str]:
    with CatalogStore.open(catalog) as store:
        return {problem.path.rsplit("/", 1)[1]: problem.reason for problem in store.problems.all()}


def test_what_is_learned_is_the_same_as_from_a_folder(catalog: Path, learned: Path) -> None:
    assert _learned(catalog) == _learned(learned)


def test_recordings_that_moved_to_a_server_are_known(storage: Storage, learned: Path, tmp_path: Path) -> None:
    del storage
    moved = Path(shutil.copytree(learned, tmp_path / "moved.coincide"))
    assert learn(SITE, catalog=moved, settings=quick()).what == "unchanged"


def test_an_unchanged_archive_is_only_listed(storage: Storage, catalog: Path) -> None:
    assert learn(SITE, catalog=catalog, settings=quick()).what == "unchanged"
    assert {one.path for one in storage.requests} == {"/archive"}


def test_two_workers_learn_the_same_from_a_web_server(storage: Storage, learned: Path, tmp_path: Path) -> None:
    learn(f"{storage.web}/archive/site", catalog=tmp_path / "two.coincide", settings=quick(), workers=2)
    assert _learned(tmp_path / "two.coincide") == _learned(learned)


def test_a_recording_that_is_refused_is_left_out_by_name_and_tried_again(storage: Storage, tmp_path: Path) -> None:
    new = tmp_path / "new.coincide"
    storage.fail("r1.wav", 403)
    assert learn(SITE, catalog=new, settings=quick()).n_recordings == 1
    assert [(name, "may not be read (status 403)" in why) for name, why in _problems(new).items()] == [("r1.wav", True)]
    storage.mend()
    assert (learn(SITE, catalog=new, settings=quick()).n_recordings, _problems(new)) == (2, {})


@pytest.mark.parametrize("fault", [500, 503, DROP, SLOW])
def test_workers_learn_the_same_beside_a_fault_that_passes(
    storage: Storage, learned: Path, tmp_path: Path, fault: int | str
) -> None:
    storage.fail("r1.wav", fault, times=1)
    learn(f"{storage.web}/archive/site", catalog=tmp_path / "two.coincide", settings=quick(), workers=2)
    assert _learned(tmp_path / "two.coincide") == _learned(learned)


@pytest.mark.parametrize("status", [403, 404])
def test_workers_leave_out_what_is_refused_and_say_why(storage: Storage, tmp_path: Path, status: int) -> None:
    storage.fail("r1.wav", status)
    learn(f"{storage.web}/archive/site", catalog=tmp_path / "two.coincide", settings=quick(), workers=2)
    assert [(name, f"(status {status})" in why) for name, why in _problems(tmp_path / "two.coincide").items()] == [
        ("r1.wav", True)
    ]


def test_an_outage_shorter_than_the_patience_is_not_noticed(
    storage: Storage, learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PATIENCE, "30")
    storage.fail("", DROP)
    threading.Timer(2.0, storage.mend).start()
    learn(f"{storage.web}/archive/site", catalog=tmp_path / "away.coincide", settings=quick())
    assert _learned(tmp_path / "away.coincide") == _learned(learned)


def test_a_recording_whose_server_goes_away_while_it_is_searched_is_tried_again(
    storage: Storage, catalog: Path
) -> None:
    with CatalogStore.open(catalog, write=True) as store, open_executor(None) as executor:
        detector = Detector(quick(events={"onset_z": 4.5}))
        storage.fail("r1.wav", 503)
        blocks_of.cache_clear()
        find_events(store, detector=detector, run_id=1, executor=executor, progress=Silent())
        assert [problem.path for problem in store.problems.all()] == [f"{SITE}/r1.wav"]
        storage.mend()
        find_events(store, detector=detector, run_id=1, executor=executor, progress=Silent())
        assert store.problems.all() == []


def test_a_known_recording_that_does_not_answer_is_not_gone(storage: Storage, tmp_path: Path) -> None:
    site, place = f"{storage.web}/archive/site", tmp_path / "web.coincide"
    learn(site, catalog=place, settings=quick())
    storage.fail("r1.wav", 403)
    assert learn(site, catalog=place, settings=quick()).n_recordings == 2


def test_nothing_is_gone_when_the_server_is(storage: Storage, catalog: Path, learned_there: Path) -> None:
    storage.fail("archive", 403)
    with pytest.raises(RecordingError, match="may not be read"):
        learn(SITE, catalog=catalog, settings=quick())
    assert held_in(catalog) == held_in(learned_there)


def test_a_recording_that_was_deleted_is_gone(storage: Storage, catalog: Path) -> None:
    (storage.folder / "archive" / "site" / "r1.wav").unlink()
    assert learn(SITE, catalog=catalog, settings=quick()).n_recordings == 1


def test_a_folder_of_this_computer_beside_it_leaves_it_alone(catalog: Path, tmp_path: Path) -> None:
    write_calls(tmp_path / "here" / "new.wav", seed=20)
    assert learn(tmp_path / "here", catalog=catalog, settings=quick()).n_recordings == 3


def test_recognizing_names_what_a_server_has(catalog: Path) -> None:
    found = recognize(catalog, SITE, wanted=RecognizeOptions(categories=True))
    assert [file.recording for file in found.files] == ["r0.wav", "r1.wav"]


def test_searching_takes_a_query_from_a_server(catalog: Path) -> None:
    assert search(catalog, f"{SITE}/r0.wav", k=1).hits[0].distance < 1e-3


def test_clips_are_cut_from_a_server(catalog: Path, tmp_path: Path) -> None:
    written = write_clips(catalog, tmp_path / "clips")
    assert (sum(written.counts.values()) > 0, written.unreadable) == (True, {})


def test_the_app_plays_a_stretch_by_range(storage: Storage, catalog: Path) -> None:
    recording = _recording(catalog)
    played = recording_sound(recording, 3.0, 4.0, channel=None, expand=1, originals=originals_of(catalog))
    spans = [one.range for one in storage.asked("r0.wav")]
    assert len(played) > 2 * 16_000
    assert (None in spans, len(spans)) == (False, 1)


def test_a_recording_that_was_replaced_is_not_played(storage: Storage, catalog: Path) -> None:
    site = storage.folder / "archive" / "site"
    shutil.copy(site / "r1.wav", site / "r0.wav")
    with pytest.raises(RecordingError, match="has changed since it was learned from"):
        originals_of(catalog).check(_recording(catalog))


def test_a_recording_that_may_not_be_read_is_not_called_gone(storage: Storage, catalog: Path) -> None:
    storage.fail("r0.wav", 403)
    with pytest.raises(RecordingError, match="may not be read"):
        originals_of(catalog).check(_recording(catalog))


def test_an_address_needs_a_place_for_the_catalog() -> None:
    with pytest.raises(InputError, match="Give one with `--catalog`"):
        learn(SITE)


def _recording(catalog: Path) -> Recording:
    with CatalogStore.open(catalog) as store:
        return store.recordings.all()[0]


def test_no_secret_is_written_or_said(storage: Storage, tmp_path: Path) -> None:
    storage.fail("r1.wav", 403)
    said = _command(storage, tmp_path, "learn", "s3://archive/site", "--embed-steps", "20", "--categorize-steps", "20")
    assert said.returncode == 0, said.stderr
    assert any(KEY in one.authorization for one in storage.asked(".wav"))
    written = [path.read_bytes() for path in (tmp_path / "s3.coincide").rglob("*") if path.is_file()]
    texts = [said.stdout, said.stderr, *(content.decode("utf-8", "replace") for content in written)]
    assert [text for text in texts if KEY in text or SECRET in text] == []


def test_no_traceback_holds_a_secret(storage: Storage, tmp_path: Path) -> None:
    storage.fail("archive", 403)
    said = _command(storage, tmp_path, "learn", SITE, "--debug")
    assert "RecordingError: `s3://archive/site` may not be read (status 403)" in said.stderr
    assert [secret for secret in (KEY, SECRET, "Authorization", "ClientError") if secret in said.stderr] == []


def test_a_missing_package_is_told_in_one_line(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "s3fs.py").write_text("raise ImportError('no s3fs')", encoding="utf-8")
    said = _command(storage, tmp_path, "learn", "s3://archive/site", python_path=tmp_path)
    assert (said.returncode, "pip install 'coincide[remote]'" in said.stderr) == (1, True)


def test_commands_on_this_computer_do_without_fsspec(learned: Path) -> None:
    code = f"""
import json, sys
from pathlib import Path
from coincide.cli.app import app
from coincide.recordings import find_sound_files
from coincide.workflow.info.info import info
info(Path({str(learned)!r}))
find_sound_files(Path({str(learned.parent)!r}))
print(json.dumps(sorted({{"fsspec", "aiohttp", "s3fs"}} & set(sys.modules))))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == []


def _command(
    storage: Storage, folder: Path, *words: str, python_path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    paths = [*([] if python_path is None else [str(python_path)]), *sys.path]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "FSSPEC_S3_KEY": KEY,
        "FSSPEC_S3_SECRET": SECRET,
        "FSSPEC_S3_ENDPOINT_URL": storage.web,
    }
    command = [sys.executable, "-m", "coincide", *words, "--catalog", str(folder / "s3.coincide")]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)


@pytest.mark.parametrize("words", ["report", "clips --n 1 --out", "plot sheet --n 1 --out", "label", "info", "search"])
def test_a_catalog_of_somebody_else_makes_no_request(
    catalog: Path, storage: Storage, sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(servers, "_allowed", set[str]())
    told = [*words.split(), *([str(tmp_path / "out.png")] if words.endswith("--out") else [])]
    query = [str(sounds / "r0.wav"), "--at", "3", "--for", "0.4"] if words == "search" else []
    answer = CliRunner().invoke(app, [*told, *query, "--catalog", str(catalog)], input="up\ntrill\nquit\n")
    assert (answer.exit_code, storage.requests) == (0, [])


def test_the_app_says_which_server_it_does_not_ask(
    catalog: Path, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(servers, "_allowed", set[str]())
    with CatalogStore.open(catalog) as store:
        recording = store.recordings.all()[0]
    with pytest.raises(RecordingError, match=r"If you trust `s3://archive`, write it"):
        originals_of(catalog).check(recording)
    assert storage.requests == []
