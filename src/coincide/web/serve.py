"""The server: which address it has, who may reach it, and how it starts and ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from coincide.errors import InputError
from coincide.web.app import make_app
from coincide.web.door import Door, Listener, RequestWatch, n_places
from coincide.web.guard import Access, App
from coincide.web.log import keep_short
from coincide.web.patience import Pace, Patience

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8765
_N_TRIED = 50
_ANYWHERE = ("0.0.0.0", "::", "")
_PATIENCE_S = 2
_SWITCH_S = 0.0005


@dataclass(frozen=True, slots=True)
class BoundServer:
    """A server that listens and does not answer yet.

    Attributes
    ----------
    origin : its address without a path.
    access : who is let in.
    door : its connections.
    """

    origin: str
    host: str
    access: Access
    door: Door
    server: uvicorn.Server
    listening: socket.socket

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.access.port

    @property
    def is_public(self) -> bool:
        """Whether other computers can reach it."""
        return self.access.is_public

    def address(self, done: Callable[[], None] | None = None) -> str:
        """Return an address that lets one browser in.

        Parameters
        ----------
        done : called once, when it was used or the server ends.
        """
        return f"{self.origin}/?code={self.access.codes.new(done)}"


def open_server(
    catalog: Path | None,
    *,
    host: str = DEFAULT_HOST,
    port: int | None = None,
    names: Sequence[str] = (),
    who: str = "",
    certfile: Path | None = None,
    keyfile: Path | None = None,
) -> BoundServer:
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
    InputError : the port is taken, the host is not this computer, or the certificate cannot be read.
    """
    _check_certificate(certfile, keyfile)
    door = Door(most=n_places())
    listening = listen(host, port, door)
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
    server = make_server(app, door, certfile=certfile, keyfile=keyfile)
    origin = f"{'http' if certfile is None else 'https'}://{_shown_host(host)}:{number}"
    return BoundServer(origin, host, access, door, server, listening)


def make_server(
    app: App, door: Door, *, pace: Pace | None = None, certfile: Path | None = None, keyfile: Path | None = None
) -> uvicorn.Server:
    """Make a server that `run_server` runs.

    Parameters
    ----------
    door : its connections; those of its listening socket.
    pace : how slow the other end may be.
    """
    config = uvicorn.Config(
        RequestWatch(Patience(app, door, pace), door),
        http="h11",  # whose heads are bounded
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # any client could forge them
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_PATIENCE_S,
        ssl_certfile=None if certfile is None else str(certfile),
        ssl_keyfile=None if keyfile is None else str(keyfile),
    )
    return uvicorn.Server(config)


def run_server(opened: BoundServer) -> None:
    """Answer until Ctrl-C or a signal to end; then the open requests get 2 s to finish."""
    # A thread that computes holds the others up for this long, and every answer needs several turns.
    sys.setswitchinterval(_SWITCH_S)
    keep_short()
    # uvicorn ends in order and then raises the signal again, which raises `KeyboardInterrupt`. A selector, also on
    # Windows and where uvloop is installed, since only it accepts through `Listener`.
    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_run(opened))


async def _run(opened: BoundServer) -> None:
    watching = asyncio.create_task(opened.door.watch())
    try:
        await opened.server.serve(sockets=[opened.listening])
    finally:
        watching.cancel()


def is_loopback(host: str) -> bool:
    """Say whether only this computer can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(host: str, names: Sequence[str]) -> tuple[str, ...]:
    mine = [] if is_loopback(host) else [host, socket.gethostname(), f"{socket.gethostname()}.local"]
    return tuple(dict.fromkeys(name.lower() for name in [*mine, *names] if name not in _ANYWHERE))


def _shown_host(host: str) -> str:
    if host in _ANYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def listen(host: str, port: int | None, door: Door) -> Listener:
    """Open a port.

    Raises
    ------
    InputError : it is taken, or the host is not this computer.
    """
    problem = ""
    wanted = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + _N_TRIED)
    for number in wanted:
        try:
            return _bound(host, number, door)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise InputError(
                    f"cannot listen on `{host}`: {error.strerror or error}. Give an address of this computer "
                    "with `--host`, or leave it out."
                ) from None
            problem = (
                "is taken by another program"
                if error.errno == errno.EADDRINUSE
                else "needs more rights than this user has"
            )
    if port is not None:
        raise InputError(f"port {port} of `{host}` {problem}. Give another one, or leave `--port` out.")
    last = DEFAULT_PORT + _N_TRIED - 1
    raise InputError(f"ports {DEFAULT_PORT} to {last} of `{host}` are all taken. Give a free one with `--port`.")


def _bound(host: str, port: int, door: Door) -> Listener:
    family, kind, protocol, _, place = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = Listener(family, kind, protocol)
    listening.door = door
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
            raise InputError(f"`{option}` must be a file in PEM format, but there is none at `{path}`.")
    if certfile is not None:
        import ssl

        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certfile, keyfile, password="")
        except (ssl.SSLError, OSError, ValueError) as error:
            raise InputError(f"the certificate `{certfile}` cannot be used: {error}. Give it with its key.") from None
