"""The server: which address it has, who may reach it, and how it starts and ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import secrets
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from coincide.errors import InputError
from coincide.web.app import make_app
from coincide.web.guard import Access

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8765
_N_TRIED = 50
_ANYWHERE = ("0.0.0.0", "::", "")
_PATIENCE_S = 2
_SWITCH_S = 0.0005


@dataclass(frozen=True, slots=True)
class Opened:
    """A server that listens and does not answer yet.

    Attributes
    ----------
    url : to open, with the key.
    token : the key of this start.
    is_public : whether other computers can reach it.
    """

    url: str
    token: str
    host: str
    port: int
    is_public: bool
    server: uvicorn.Server
    listening: socket.socket


def open_server(
    catalog: Path | None,
    *,
    host: str = DEFAULT_HOST,
    port: int | None = None,
    names: Sequence[str] = (),
    who: str = "",
    certfile: Path | None = None,
    keyfile: Path | None = None,
) -> Opened:
    """Open the catalog and the port.

    Parameters
    ----------
    host : where to listen; other computers can reach whatever is not loopback.
    port : None for `DEFAULT_PORT`, or the next one that is free.
    names : further names by which the server is called.
    who : who gives names and answers; kept with each.
    certfile, keyfile : for TLS, in PEM format.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    InputError : the port is taken, the host is none of this computer, or the certificate cannot be read.
    """
    _check_certificate(certfile, keyfile)
    listening = _listen(host, port)
    try:
        number = int(listening.getsockname()[1])
        access = Access(
            token=secrets.token_urlsafe(24),
            port=number,
            hosts=_names(host, names),
            is_public=not is_loopback(host),
            is_secure=certfile is not None,
        )
        app = make_app(catalog, access=access, who=who, warm=True)
    except BaseException:
        listening.close()
        raise
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whoever sends them would choose what we believe
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_PATIENCE_S,
        ssl_certfile=None if certfile is None else str(certfile),
        ssl_keyfile=None if keyfile is None else str(keyfile),
    )
    scheme = "http" if certfile is None else "https"
    url = f"{scheme}://{_shown_host(host)}:{number}/?token={access.token}"
    return Opened(url, access.token, host, number, access.is_public, uvicorn.Server(config), listening)


def run_server(opened: Opened) -> None:
    """Answer until Ctrl-C or a signal to end; then the open requests get 2 s to finish."""
    # A thread that computes holds the others up for this long, and every answer needs several turns.
    sys.setswitchinterval(_SWITCH_S)
    logging.getLogger("uvicorn.error").addFilter(is_worth_telling)
    # uvicorn ends orderly and then raises the signal again, for whoever started it.
    with contextlib.suppress(KeyboardInterrupt):
        opened.server.run(sockets=[opened.listening])


def is_worth_telling(record: logging.LogRecord) -> bool:
    """Say whether a line of the server's log is news: who ends it while it computes knows that this is cut short."""
    cut_short = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not (cut_short or record.getMessage().startswith("Cancel "))


def is_loopback(host: str) -> bool:
    """Say whether only this computer can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def can_open_browser() -> bool:
    """Say whether there is a screen to open a browser on."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _names(host: str, names: Sequence[str]) -> tuple[str, ...]:
    mine = [] if is_loopback(host) else [host, socket.gethostname(), f"{socket.gethostname()}.local"]
    return tuple(dict.fromkeys(name.lower() for name in [*mine, *names] if name not in _ANYWHERE))


def _shown_host(host: str) -> str:
    if host in _ANYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int | None) -> socket.socket:
    problem = ""
    wanted = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + _N_TRIED)
    for number in wanted:
        try:
            return _bound(host, number)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise InputError(
                    f"`{host}` cannot be listened on: {error.strerror or error}. Give an address of this computer "
                    "with `--host`, or leave it out."
                ) from None
            problem = "is taken by another program" if error.errno == errno.EADDRINUSE else "is not ours to take"
    if port is not None:
        raise InputError(f"port {port} of `{host}` {problem}. Give another one, or leave `--port` out.")
    last = DEFAULT_PORT + _N_TRIED - 1
    raise InputError(f"ports {DEFAULT_PORT} to {last} of `{host}` are all taken. Give a free one with `--port`.")


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(1024)
    except BaseException:
        listening.close()
        raise
    return listening


def _check_certificate(certfile: Path | None, keyfile: Path | None) -> None:
    if keyfile is not None and certfile is None:
        raise InputError("`--keyfile` needs `--certfile`, the certificate that it belongs to.")
    for option, path in (("--certfile", certfile), ("--keyfile", keyfile)):
        if path is not None and not path.is_file():
            raise InputError(f"`{option}` must be a file in PEM format, there is none at `{path}`.")
    if certfile is not None:
        import ssl

        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certfile, keyfile, password="")
        except (ssl.SSLError, OSError, ValueError) as error:
            raise InputError(f"the certificate `{certfile}` cannot be used: {error}. Give it with its key.") from None
