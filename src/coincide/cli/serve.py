"""`coincide serve`: the app in a browser, on this computer."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.shared_options import ANY_PATH, shared_options

if TYPE_CHECKING:
    from coincide.web.serve import Opened

_NEEDED = ("fastapi", "uvicorn")


@click.command("serve")
@click.argument("place", required=False, type=ANY_PATH, metavar="[CATALOG]")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port; 8765 or the next free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen. Other computers can reach all but 127.0.0.1; they need the printed key.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name the server is called by; repeatable.")
@click.option("--certfile", type=ANY_PATH, metavar="FILE", help="Certificate in PEM format, for https.")
@click.option("--keyfile", type=ANY_PATH, metavar="FILE", help="Its key, if that is another file.")
@click.option("--who", default="", metavar="NAME", help="Who gives names and answers; kept with each.")
@shared_options
def command(
    place: Path | None,
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
    """Open the app: look, listen, label, search and recognize live, in a browser.

    Only this computer can reach it. The printed address carries a key that is new at each start. Ctrl-C ends it.
    """
    _check_installed()
    if place is not None and catalog is not None:
        raise click.UsageError("give the catalog once: as CATALOG or with --catalog.")
    from coincide.web.serve import can_open_browser, open_server, run_server

    opened = open_server(
        place or catalog,
        host=host,
        port=port,
        names=allow_host,
        who=who,
        certfile=certfile,
        keyfile=keyfile,
    )
    _tell(opened, as_json=as_json, is_secure=certfile is not None)
    if not no_browser and can_open_browser():
        _open_browser(opened.url)
    run_server(opened)
    if not as_json:
        click.echo("stopped")


def _check_installed() -> None:
    from coincide.errors import InputError

    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"the app needs {' and '.join(missing)}. Install it with `pip install coincide[web]`.")


def _tell(opened: Opened, *, as_json: bool, is_secure: bool) -> None:
    if as_json:
        from coincide.cli.json_output import write_json

        write_json({"url": opened.url, "token": opened.token, "port": opened.port, "is_public": opened.is_public})
        return
    click.echo(f"open {opened.url}")
    if opened.is_public:
        click.echo(
            f"note: every computer that reaches this one can reach `{opened.host}` port {opened.port}. Whoever has the "
            "key in the address can see, hear and change all of the catalog; give it to nobody else.",
            err=True,
        )
        if not is_secure:
            click.echo(
                "note: without TLS the key and the sound can be read on the way, and browsers allow no microphone and "
                "no camera. Give a certificate with `--certfile` and `--keyfile`, or use an SSH tunnel instead.",
                err=True,
            )
    click.echo("Ctrl-C ends it")


def _open_browser(url: str) -> None:
    """Open a browser beside the server; one that blocks, or that is missing, does no harm."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
