"""Nothing leaves the machine: no command, page or live recognizer asks for an address beyond this computer.

The same code attacks each command in a process of its own in `benchmarks/faults/network.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from watched_session import Session

from benchmarks.session import HOME, MARK, is_this_computer, steps
from benchmarks.tracing import addresses_asked, missing_tracer
from coincide.cli.app import app

pytestmark = pytest.mark.slow

ASKS = """\
7 connect(3, {sa_family=AF_UNIX, sun_path="/coincide-step/export"}, 110) = -1 ENOENT (No such file or directory)
8 connect(9, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 0
8 connect(9, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
9 connect(9, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), \
inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)
9 connect(9, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0
"""


def test_no_code_in_python_asks_for_another_computer(session: Session) -> None:
    assert session.asked == []


def test_the_kernel_sees_no_attempt_to_reach_another_computer(session: Session) -> None:
    if session.trace is None:
        pytest.skip(str(missing_tracer()))
    assert addresses_asked(session.trace) == []


def test_the_trace_holds_every_step(session: Session) -> None:
    if session.trace is None:
        pytest.skip(str(missing_tracer()))
    assert re.findall(rf'sun_path="{MARK}([^"]+)"', session.trace) == list(steps(session.folder))


def test_the_home_folder_holds_nothing_of_others(session: Session) -> None:
    home = session.folder / HOME
    left = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    # Matplotlib, which draws the figures, keeps a list of the fonts of this computer.
    ours = ("coincide", "matplotlib")
    assert [path.as_posix() for path in left if not set(ours) & set(path.parts)] == []


def test_a_session_has_every_command(tmp_path: Path) -> None:
    assert set(_commands(app)) - set(steps(tmp_path)) == set()


def _commands(group: click.Group, *names: str) -> Iterator[str]:
    """Yield the names of all commands that do something, with those of their groups."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *names, name)
        else:
            yield " ".join((*names, name))


def test_a_trace_tells_who_asked_for_what() -> None:
    assert addresses_asked(ASKS) == [
        ("export", "10.0.0.1 port 53"),
        ("export", "2001:db8::1 port 443"),
        ("export", "/run/systemd/resolve/io.systemd.Resolve"),
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "localhost"])
def test_loopback_is_this_computer(host: str) -> None:
    assert is_this_computer(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "localhost.example.org", "fe80::1"])
def test_all_else_is_another_computer(host: str) -> None:
    assert not is_this_computer(host)
