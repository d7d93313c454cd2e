"""What lets a browser in stands nowhere where others, or somebody later, could read it."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from coincide import errors
from coincide.catalog import CatalogStore
from coincide.web.browser import remove_page, write_page

# It stands in for a browser: it tells what it was called with, and waits as a browser would.
BROWSER = """#!{python}
import os, pathlib, sys, time
for number in (1, 2):
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
place = pathlib.Path({place!r})
place.with_suffix(".new").write_text("\\n".join(sys.argv[1:]))
place.with_suffix(".new").rename(place)
time.sleep(60)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have no mode, and scripts are no browsers")


@dataclass
class Server:
    """`coincide serve` as a process, with a browser that tells how it was called.

    Attributes
    ----------
    told : the first line that it printed.
    """

    process: subprocess.Popen[str]
    told: dict[str, object]
    catalog: Path
    called: Path

    @property
    def token(self) -> str:
        return str(self.told["token"])

    def page(self) -> Path:
        """The file that the browser was told to open."""
        while not self.called.exists():
            assert self.process.poll() is None
            os.sched_yield()
        return Path(self.called.read_text().removeprefix("file://"))

    def end(self) -> tuple[str, str]:
        """Stop it; returns the rest of what it printed."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)


@pytest.fixture
def server(tmp_path: Path) -> Generator[Server]:
    with serving(tmp_path) as started:
        yield started


@contextmanager
def serving(place: Path) -> Generator[Server]:
    catalog, called, browser = place / "c.coincide", place / "called", place / "browser"
    CatalogStore.open(catalog, create=True).close()
    browser.write_text(BROWSER.format(python=sys.executable, place=str(called)))
    browser.chmod(0o700)
    (place / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "coincide", "serve", str(catalog), "--port", "0", "--json"],
        env=os.environ
        | {"PYTHONPATH": str(Path(errors.__file__).parents[1]), "OMP_NUM_THREADS": "1"}
        | {"DISPLAY": ":0", "BROWSER": str(browser), "TMPDIR": str(place / "tmp"), "HOME": str(place / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Server(process, json.loads(process.stdout.readline()), catalog, called)
    finally:
        process.kill()
        process.communicate()


def get(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, str(answer.headers.get("Set-Cookie", ""))
    except urllib.error.HTTPError as error:
        return error.code, ""


def address_in(page: Path) -> str:
    found = re.search(r'content="0;url=([^"]+)"', page.read_text())
    assert found is not None
    return unescape(found.group(1))


def code_in(address: str) -> str:
    return address.rpartition("code=")[2]


@pytest.mark.slow
def test_the_browser_is_told_to_open_a_file_of_this_user_only(server: Server) -> None:
    page = server.page()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert code_in(address_in(page)) not in server.called.read_text()
    assert server.token not in server.called.read_text() + page.read_text()


@pytest.mark.slow
def test_the_file_leads_in_once_and_is_gone_then(server: Server) -> None:
    page = server.page()
    address = address_in(page)
    status, cookie = get(address)
    assert (status, server.token in cookie) == (200, True)
    assert not page.parent.exists()
    assert get(address) == (401, "")


@pytest.mark.slow
def test_the_file_is_gone_when_the_server_ends(server: Server) -> None:
    page = server.page()
    server.end()
    assert not page.parent.exists()


@pytest.mark.slow
def test_the_printed_address_works_once_and_then_another_one_is_printed(server: Server) -> None:
    first = str(server.told["url"])
    assert get(first)[0] == 200
    assert server.process.stdout is not None
    second = json.loads(server.process.stdout.readline())["url"]
    assert second != first
    assert (get(first)[0], get(second)[0]) == (401, 200)


@pytest.mark.slow
def test_the_file_does_not_use_up_the_printed_address(server: Server) -> None:
    get(address_in(server.page()))
    assert get(str(server.told["url"]))[0] == 200


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_secret_stands_in_a_command_line_an_environment_a_log_or_the_catalog(server: Server) -> None:
    page = server.page()
    url = str(server.told["url"])
    codes = [code_in(url), code_in(address_in(page))]
    at = f"http://127.0.0.1:{server.told['port']}"
    for path in ("/api/overview", "/api/nothing", "/api/events/1", f"/api/overview?code={codes[0]}", "/%0d%0a"):
        get(at + path, Authorization=f"Bearer {server.token}")
        get(at + path, Cookie=f"coincide-{server.told['port']}={server.token}")
    processes = [path for path in Path("/proc").glob("[0-9]*") if _is_ours(path)]
    seen = b"".join(_read(path / name) for path in processes for name in ("cmdline", "environ"))
    get(address_in(page))
    out, err = server.end()
    kept = b"".join(path.read_bytes() for path in server.catalog.rglob("*") if path.is_file())
    for secret in (server.token, *codes):
        assert secret.encode() not in seen
        assert secret not in out + err
        assert secret.encode() not in kept


def _is_ours(process: Path) -> bool:
    try:
        return process.stat().st_uid == os.getuid()
    except OSError:
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_page_that_is_there_already_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "open.html").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        write_page(tmp_path / "open.html", "http://127.0.0.1:1/?code=x")


def test_a_page_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    remove_page(tmp_path / "nothing" / "open.html")
    assert list(tmp_path.iterdir()) == []
