"""Weights come whole and right, or not at all; from a server on this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coincide.errors import InputError, ModelFileError
from coincide.recognize.image.sources import LITE0, ModelSource, source_named
from coincide.recognize.image.weights import CACHE, OFFLINE, check_file, checked_weights, find_weights, pull_weights

DATA = bytes(range(256)) * 40
HALF = len(DATA) // 2


class Server(BaseHTTPRequestHandler):
    """Serves `DATA` whole or from an offset; under ``/half`` it ends too early if asked from the beginning."""

    asked: list[str | None] = []  # noqa: RUF012 - of the class, since handlers come and go

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        Server.asked.append(wanted)
        start = 0 if wanted is None else int(wanted.removeprefix("bytes=").removesuffix("-"))
        data = DATA[start:HALF] if self.path == "/half" and start == 0 else DATA[start:]
        self.send_response(200 if wanted is None else 206)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def address() -> Generator[str]:
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(OFFLINE, raising=False)
    return tmp_path / "cache"


def _source(address: str, path: str = "/whole", **changes: object) -> ModelSource:
    known = {"file": "some.pth", "sha256": hashlib.sha256(DATA).hexdigest(), "size": len(DATA)}
    return replace(LITE0, source=address + path, **{**known, **changes})


def test_a_file_is_fetched_and_checked(address: str, cache: Path) -> None:
    assert pull_weights(_source(address)) == cache / "some.pth"
    assert (cache / "some.pth").read_bytes() == DATA


def test_a_file_that_is_there_is_not_fetched_again(address: str, cache: Path) -> None:
    cache.mkdir()
    (cache / "some.pth").write_bytes(DATA)

    pull_weights(_source(address))

    assert Server.asked == []


def test_another_file_than_promised_is_refused_and_forgotten(address: str, cache: Path) -> None:
    with pytest.raises(ModelFileError, match="sent a file that is not the expected one"):
        pull_weights(_source(address, sha256="0" * 64))
    assert list(cache.iterdir()) == []


def test_a_longer_file_than_promised_is_refused(address: str, cache: Path) -> None:
    with pytest.raises(ModelFileError, match="sent a file that is not the expected one"):
        pull_weights(_source(address, size=HALF, sha256="0" * 64))
    assert not (cache / "some.pth").exists()


def test_a_download_that_ended_early_is_continued(address: str, cache: Path) -> None:
    with pytest.raises(ModelFileError, match=f"expected {len(DATA):,} bytes .*, got {HALF:,} before it ended"):
        pull_weights(_source(address, "/half"))

    pull_weights(_source(address, "/half"))

    assert Server.asked == [None, f"bytes={HALF}-"]
    assert (cache / "some.pth").read_bytes() == DATA


@pytest.mark.usefixtures("cache")
def test_offline_nothing_is_asked_and_the_place_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFLINE, "1")

    with pytest.raises(ModelFileError, match=r"`COINCIDE_OFFLINE` is set.*Put the file `some.pth`.*cache"):
        pull_weights(_source(address))
    assert Server.asked == []


@pytest.mark.usefixtures("cache")
def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelFileError, match=r"cannot be fetched: .*Run the same command again"):
        pull_weights(_source("http://127.0.0.1:1"))


def test_a_cache_that_cannot_be_written_to_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(CACHE, str(tmp_path / "file" / "cache"))

    with pytest.raises(ModelFileError, match=r"cannot be written: .*COINCIDE_CACHE=FOLDER"):
        pull_weights(_source(address))


def test_a_damaged_file_in_the_cache_is_never_used(cache: Path) -> None:
    cache.mkdir()
    (cache / "some.pth").write_bytes(DATA[:-1] + b"x")

    with pytest.raises(ModelFileError, match=r"got sha256 .*coincide models pull efficientnet-lite0"):
        checked_weights(_source("https://127.0.0.1"))


@pytest.mark.usefixtures("cache")
def test_a_package_that_is_not_installed_is_told_with_the_remedy() -> None:
    source = _source("package:no_such_package/some.pth", "")

    with pytest.raises(ModelFileError, match=r"comes? with a package that is not installed.*coincide\[image\]"):
        pull_weights(source)


@pytest.mark.usefixtures("cache")
def test_the_camera_weights_of_the_extra_are_the_right_ones() -> None:
    place, path = find_weights(LITE0)

    check_file(path, LITE0)

    assert place == "package"


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match="expected one of `efficientnet-lite0`, got `resnet`"):
        source_named("resnet")
