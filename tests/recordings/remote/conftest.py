"""An archive that four kinds of places hold alike: a folder, a web server, a bucket of S3, and fsspec's own memory."""

from __future__ import annotations

import io
import wave
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fsspec.config import conf
from fsspec.implementations.memory import MemoryFileSystem
from storage_server import Storage, serving

from coincide.recordings import Place, given_place
from coincide.recordings.remote.network import PATIENCE
from coincide.recordings.remote.ranges import blocks_of

RATE_HZ = 16_000
KEY, SECRET = "AKIATESTKEY", "a-secret-of-the-tests"
NAMES = ["calls.flac", "calls.mp3", "calls.ogg", "night.wav", "pond a/unfinished.wav"]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with recordings of 20 s, one of a recorder that lost power, and what is no recording; only read."""
    site = tmp_path_factory.mktemp("served") / "bucket" / "site"
    (site / "pond a").mkdir(parents=True)
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, 20 * RATE_HZ)
    for name in NAMES[:4]:
        soundfile.write(site / name, samples, RATE_HZ)
    (site / NAMES[4]).write_bytes(_unfinished(samples))
    (site / "notes.txt").write_text("no sound", encoding="utf-8")
    (site / "video.mp4").write_bytes(b"no sound")
    (site / ".hidden.wav").write_bytes(b"no sound")
    (site / "old.coincide").mkdir()
    (site / "old.coincide" / "kept.wav").write_bytes(b"no sound")
    return site


def _unfinished(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    raw = bytearray(file.getvalue())
    raw[40:44] = bytes(4)
    return bytes(raw)


@pytest.fixture(scope="session")
def server(archive: Path) -> Generator[Storage]:
    """A server of the folder above the archive, which is waited for a moment only."""
    with serving(archive.parent.parent) as storage, pytest.MonkeyPatch.context() as patch:
        patch.setenv(PATIENCE, "1")
        patch.setitem(conf, "s3", {"key": KEY, "secret": SECRET, "endpoint_url": storage.web})
        yield storage


@pytest.fixture
def storage(server: Storage) -> Generator[Storage]:
    """The same, without faults and memories."""
    blocks_of.cache_clear()
    server.requests.clear()
    yield server
    server.mend()


@pytest.fixture
def web(storage: Storage) -> str:
    return f"{storage.web}/bucket/site"


@pytest.fixture
def bucket(storage: Storage) -> str:
    del storage
    return "s3://bucket/site"


@pytest.fixture(params=["folder", "web", "s3", "memory"])
def place(request: pytest.FixtureRequest, archive: Path) -> Place:
    """The archive, wherever it lies."""
    if request.param == "folder":
        return archive
    if request.param == "memory":
        files = MemoryFileSystem()
        if not files.exists("/site"):
            files.put(str(archive), "/site", recursive=True)
        return given_place("memory://site")
    return given_place(request.getfixturevalue({"web": "web", "s3": "bucket"}[request.param]))
