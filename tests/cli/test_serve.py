"""`coincide serve` as a process: its address, its port, its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import in_a_process

from coincide import errors
from coincide.catalog import CatalogStore

pytestmark = pytest.mark.slow


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog in which nothing was learned, which is enough to be served."""
    place = tmp_path / "c.coincide"
    CatalogStore.open(place, create=True).close()
    return place


@contextmanager
def serving(*arguments: str) -> Generator[tuple[subprocess.Popen[str], dict[str, object]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "coincide", "serve", *arguments, "--no-browser", "--json"],
        env=os.environ | {"PYTHONPATH": str(Path(errors.__file__).parents[1]), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, json.loads(line)
    finally:
        process.kill()
        process.communicate()


def status(url: str, token: str = "") -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.slow
def test_the_printed_address_opens_the_catalog(catalog: Path) -> None:
    with serving(str(catalog), "--port", "0") as (_, told):
        at = f"http://127.0.0.1:{told['port']}/api/overview"
        assert str(told["url"]).startswith(f"http://127.0.0.1:{told['port']}/?code=")
        assert (status(at), status(at, str(told["token"]))) == (401, 200)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.usefixtures("heard_signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_in_order(catalog: Path, name: str) -> None:
    with serving(str(catalog), "--port", "0") as (process, told):
        status(f"http://127.0.0.1:{told['port']}/", str(told["token"]))
        process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")


@pytest.mark.slow
def test_a_port_that_is_taken_is_passed_over(catalog: Path) -> None:
    with serving(str(catalog)) as (_, first), serving(str(catalog)) as (_, second):
        assert first["port"] != second["port"]
        assert first["token"] != second["token"]


def test_a_wanted_port_that_is_taken_is_an_error(catalog: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = in_a_process("serve", catalog, "--no-browser", "--port", port)
    assert result.returncode == 1
    assert f"port {port} of `127.0.0.1` is taken" in result.stderr


def test_an_address_of_another_computer_is_an_error(catalog: Path) -> None:
    result = in_a_process("serve", catalog, "--no-browser", "--host", "203.0.113.7")
    assert result.returncode == 1
    assert "Give an address of this computer" in result.stderr


def test_a_catalog_that_is_none_is_an_error(tmp_path: Path) -> None:
    result = in_a_process("serve", tmp_path / "no.coincide", "--no-browser")
    assert result.returncode == 1
    assert "does not exist" in result.stderr


def test_a_certificate_that_is_none_is_an_error(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    result = in_a_process("serve", catalog, "--no-browser", "--certfile", tmp_path / "cert.pem")
    assert result.returncode == 1
    assert "cannot be used" in result.stderr


@pytest.mark.slow
def test_an_address_that_others_can_reach_says_what_that_means(catalog: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "coincide", "serve", str(catalog), "--no-browser", "--port", "0", "--host", "0.0.0.0"],
        env=os.environ | {"PYTHONPATH": str(Path(errors.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first, last = process.stdout.readline(), process.stdout.readline()
    process.kill()
    _, said = process.communicate()
    assert (first[:12], last) == ("open http://", "stop it with Ctrl-C\n")
    assert "Anyone with the address" in said
    assert "--certfile" in said


def test_without_the_extra_it_says_what_to_install(catalog: Path, tmp_path: Path) -> None:
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    # What Python runs first makes the package impossible to find.
    (hiding / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'fastapi' else find(name, package)\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "coincide", "serve", str(catalog)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(hiding), str(Path(errors.__file__).parents[1])])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "pip install 'coincide[web]'" in result.stderr
