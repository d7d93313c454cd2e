"""`coincide serve`: the app in a browser, on this computer."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import ANY_PATH, catalog_options

if TYPE_CHECKING:
    from coincide.web.serve import BoundServer

_NEEDED = ("fastapi", "uvicorn")


@click.command("serve", epilog="Example: coincide serve my_recordings.coincide")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port; 8765 or the next free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on. Other computers can reach any but 127.0.0.1; they need the printed address.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name of this server; repeatable.")
@click.option("--certfile", type=ANY_PATH, metavar="FILE", help="Certificate in PEM format, for https.")
@click.option("--keyfile", type=ANY_PATH, metavar="FILE", help="Key of the certificate, if it is in another file.")
@click.option("--who", default="", metavar="NAME", help="Your name, stored with each name and answer you give.")
@catalog_options
def command(
    port: int | None,
    no_browser: bool,
    host: str,
    allow_host: tuple[str, ...],
    certfile: Path | None,
    keyfile: Path | None,
    who: str,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Open the app in a browser: look, listen, label, search and recognize live.

    Only this computer can reach it, unless --host says otherwise. Each printed address works in one browser; then the
    next one is printed. Stop it with Ctrl-C.
    """
    _check_installed()
    from coincide.recordings.remote.network import wait_briefly
    from coincide.web.browser import can_open_browser, open_browser
    from coincide.web.serve import open_server, run_server

    wait_briefly()
    opened = open_server(
        catalog,
        host=host,
        port=port,
        names=allow_host,
        who=who,
        certfile=certfile,
        keyfile=keyfile,
    )
    _tell(opened, as_json=as_json, is_secure=certfile is not None)
    if not no_browser and can_open_browser():
        open_browser(opened.address)
    _end_with_terminal()
    run_server(opened)
    if not as_json:
        with contextlib.suppress(OSError):  # the terminal may be gone
            click.echo("stopped")


def _end_with_terminal() -> None:
    """Treat a closed terminal like SIGTERM, on which the server ends in order."""

    def end(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)

    number = getattr(signal, "SIGHUP", None)  # Windows has none
    if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
        signal.signal(number, end)


def _check_installed() -> None:
    from coincide.errors import InputError

    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"the app needs {' and '.join(missing)}. Install it with `pip install 'coincide[web]'`.")


def _tell(opened: BoundServer, *, as_json: bool, is_secure: bool) -> None:
    if as_json:
        from coincide.cli.output.json_output import write_json

        port, token = opened.port, opened.access.token
        write_json({"url": _address(opened, as_json), "token": token, "port": port, "is_public": opened.is_public})
        return
    click.echo(f"open {_address(opened, as_json)}")
    if opened.is_public:
        click.echo(
            f"note: every computer that reaches this one can reach `{opened.host}` port {opened.port}. Anyone with the "
            "address can see, hear and change the whole catalog, so keep it to yourself.",
            err=True,
        )
        if not is_secure:
            click.echo(
                "note: without TLS, others on the network can read the key and the sound, and browsers block the "
                "microphone and camera. Give a certificate with `--certfile` and `--keyfile`, or use an SSH tunnel.",
                err=True,
            )
    click.echo("stop it with Ctrl-C")


def _address(opened: BoundServer, as_json: bool) -> str:
    """Return an address to print; once it was used, another one is printed."""

    def print_another() -> None:
        if opened.access.codes.is_closed:
            return
        address = _address(opened, as_json)
        with contextlib.suppress(OSError):  # whoever started the server may not listen any more
            click.echo(json.dumps({"url": address}) if as_json else f"for another browser open {address}")

    return opened.address(print_another)
