"""Who may talk to the server: one gate in front of everything, and the headers that every answer carries.

A page of another site must not reach a server on this computer, and neither must another user of it.

1. Host: only names of this server are answered (421). A hostile name that resolves to 127.0.0.1 ("DNS rebinding") comes
   with that name as Host, and as Origin too, so comparing the two would not do.
2. Origin: what is not GET, HEAD or OPTIONS must come from our own pages (403): ``Sec-Fetch-Site`` is absent,
   ``same-origin`` or ``none``, and ``Origin`` is absent or our own.
3. Key: random for each start. A browser gets it as a cookie that scripts cannot read and other sites cannot use, in
   return for a code that works once (`codes`); programs send ``Authorization: Bearer KEY``. Data needs it (401); pages
   themselves do not, unless the server can be reached from other computers. No address holds it.
4. Size: no body may be larger than what its route is for (413); it is never read whole to find out.
"""

from __future__ import annotations

import hmac
import html
import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from coincide.web.codes import Codes
from coincide.web.messages import NO_PAGE, message_response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self)",
    "referrer-policy": "same-origin",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LINE_ENDS = b"\r\n\0"
MAX_BODY_BYTES = 4 * 2**20
MAX_UPLOAD_BYTES = 64 * 2**20
UPLOADS = ("/api/search/sound", "/api/kept")
_CODE = "code"
_ENTERED = "coincide.entered"
SHOWED_KEY = "coincide.showed_key"
"""In the scope of a request that may go on."""
_RESTARTED = "In a browser, open the address that `coincide serve` printed last; scripts send a bearer token."
_USED = "This address was used before. Open the one that `coincide serve` printed last; each works once."
_FORWARD = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="refresh" content="0;url={place}">
    <title>coincide</title>
  </head>
  <body><a href="{place}">coincide</a></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Access:
    """What the gate knows.

    Attributes
    ----------
    token : the key of this start.
    codes : what a browser is let in with.
    port : names the cookie, since cookies do not tell ports apart.
    hosts : names by which the server may be called, apart from those of loopback.
    is_public : whether other computers can reach it; then pages need the token, too, and any IP address is a name.
    is_secure : whether it speaks TLS.
    """

    token: str = field(repr=False)
    port: int
    codes: Codes = field(default_factory=Codes)
    hosts: Collection[str] = ()
    is_public: bool = False
    is_secure: bool = False

    @property
    def cookie(self) -> str:
        """Name of the cookie."""
        return f"coincide-{self.port}"


class Guard:
    """The gate, as ASGI middleware."""

    def __init__(self, app: App, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":  # there are none
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope, receive, _with_headers(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await _say(scope, receive, send, *refusal)
        elif _code(scope) is not None:
            await self._forward(scope, gives_key=scope[_ENTERED])(scope, receive, send)
        else:
            await self._go_on(scope, receive, send, headers)

    async def _go_on(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        limit = MAX_UPLOAD_BYTES if scope["path"] in UPLOADS else MAX_BODY_BYTES
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            await _say(scope, receive, send, 413, too_large(limit))
            return
        try:
            await self._app(scope, _limited(receive, limit), send)
        except HTTPException as error:  # of a body that no route asked for
            await _say(scope, receive, send, error.status_code, error.detail)

    def _refuse(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """Return status and message if the request is not to be answered."""
        if not self._knows_host(headers.get("host", "")):
            return 421, "This server does not answer to that name. Open the address that `coincide serve` printed."
        if _CONTROL.search(scope["path"]):  # in a header of the answer it would be another header
            return 404, NO_PAGE
        if scope["method"] not in _SAFE_METHODS and not _is_ours(scope, headers):
            return 403, "This came from a page of another site. Only pages of this server may change anything."
        has_key = self._has_key(headers)
        scope[SHOWED_KEY] = has_key
        code = _code(scope)
        if code is not None:
            # Used up in any case: the history of the browser has it.
            scope[_ENTERED] = self._access.codes.use(code)
            return None if scope[_ENTERED] or has_key else (401, _USED)
        if self._needs_key(scope) and not has_key:
            return 401, f"This needs the key of the server that runs now. {_RESTARTED}"
        return None

    def _knows_host(self, host: str) -> bool:
        name = _host_name(host)
        if name in ("localhost", *self._access.hosts):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # Rebinding needs a name, so that an address says nothing false.
        return address.is_loopback or self._access.is_public

    def _needs_key(self, scope: Scope) -> bool:
        return self._access.is_public or scope["path"].startswith("/api") or scope["method"] not in _SAFE_METHODS

    def _has_key(self, headers: dict[str, str]) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._is_key(given.strip())
        return any(self._is_key(each) for each in _cookies(headers.get("cookie", ""), self._access.cookie))

    def _is_key(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._access.token.encode())

    def _forward(self, scope: Scope, *, gives_key: bool) -> Response:
        """Lead to the same address without the code."""
        rest = urlencode([(name, value) for name, value in _query(scope) if name != _CODE])
        # A path that begins with two slashes would be another host.
        place = "/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")
        # A page and no redirect: a strict cookie does not come along where another site, or a file, led here.
        response = HTMLResponse(_FORWARD.format(place=html.escape(place)), headers={"Cache-Control": "no-store"})
        if gives_key:
            response.set_cookie(
                self._access.cookie,
                self._access.token,
                httponly=True,
                samesite="strict",
                secure=self._access.is_secure,
            )
        return response


def too_large(limit: int) -> str:
    """Say that a body is larger than `limit` bytes."""
    return f"This is larger than {limit // 2**20} MB, the most that one request may hold. Send a shorter piece."


def _is_ours(scope: Scope, headers: dict[str, str]) -> bool:
    """Say whether one of our own pages, or no page at all, sent this."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin == f"{scope['scheme']}://{headers.get('host', '')}"


def _headers(scope: Scope) -> dict[str, str]:
    """Return headers by name; of one that comes twice, something that fits nothing."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joiner = "; " if name == "cookie" else ", "
        found[name] = f"{found[name]}{joiner}{value}" if name in found else value
    return found


def _host_name(host: str) -> str:
    """Return a Host header without its port; empty if it is malformed."""
    if host.startswith("["):
        name, closed, rest = host[1:].partition("]")
        return name if closed and (rest == "" or (rest[0] == ":" and rest[1:].isdigit())) else ""
    name, colon, port = host.partition(":")
    return name.lower() if not colon or port.isdigit() else ""


def _code(scope: Scope) -> str | None:
    if scope["method"] != "GET" or scope["path"].startswith("/api"):
        return None
    return next((value for name, value in _query(scope) if name == _CODE), None)


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def _cookies(header: str, name: str) -> list[str]:
    """Return the values of all cookies of a name.

    Other programs on this computer share the header. `http.cookies` gives up at the first cookie that it finds odd.
    """
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return [value for found, _, value in pairs if found == name]


def _limited(receive: Receive, limit: int) -> Receive:
    """Count the bytes of a body as they come; one beyond the limit ends the request."""
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, too_large(limit))
        return message

    return receive_some


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value.translate(None, _LINE_ENDS))
                for name, value in message.get("headers", [])
                if name.decode("latin-1").lower() not in HEADERS
            ]
            message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in HEADERS.items())]
        await send(message)

    return send_with_headers


async def _say(scope: Scope, receive: Receive, send: Send, status: int, detail: str) -> None:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    await message_response(scope, status, detail, headers=headers)(scope, receive, send)
