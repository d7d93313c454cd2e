"""Requests that nobody would send: drawn by a seed from what is odd in paths, queries, headers, methods and bodies."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.hostile_clients.refusals import pages, routes
from benchmarks.hostile_clients.target import Target
from benchmarks.hostile_clients.wire import Answer, ask, request

_N_AT_ONCE = 8
_METHODS = (b"HEAD", b"OPTIONS", b"DELETE", b"PATCH", b"TRACE", b"CONNECT", b"PROPFIND", b"get", b"G\x00T", b"A" * 300)
_PIECES = (
    b"%0d%0aX-Injected: 1",
    b"%00",
    b"%ff",
    b"%",
    b"%zz",
    b"..",
    b"%2e%2e",
    b"//",
    b"\\",
    b"%5c",
    b"\xc3\xa4",
    b"%c3%a4",
    b"%e2%80%a8",
    b"%ed%a0%80",
    b"?",
    b"#",
    b";",
    b"'",
    b"<script>",
    b"%s%n",
    b"{0}",
    b"${x}",
    b"-1",
    b"0",
    b"1e9",
    b"NaN",
    b"9007199254740992",
    b"99999999999999999999",
    b"a" * 5000,
    b"/" * 500,
    b" ",
    b"\t",
    b"\x7f",
    b"etc/passwd",
)
_NAMES = (
    b"from_s",
    b"to_s",
    b"width",
    b"height",
    b"low_hz",
    b"high_hz",
    b"channel",
    b"expand",
    b"v",
    b"limit",
    b"offset",
    b"sort",
    b"n",
    b"k",
    b"metric",
    b"name",
    b"code",
    b"token",
)
_VALUES = (
    b"0",
    b"-1",
    b"1",
    b"2048",
    b"1024",
    b"1000",
    b"3600",
    b"1e308",
    b"1e-308",
    b"NaN",
    b"inf",
    b"",
    b"true",
    b"null",
    b"0x10",
    b"1_000",
    b"9" * 400,
    b"%00",
    b"%0d%0aX-Injected:1",
    b"[]",
    b"dtw",
    b"\xff",
    b"0.1",
    b"12",
)
_HEADERS = (
    (b"Range", b"bytes=0-"),
    (b"Range", b"bytes=-1"),
    (b"Range", b"bytes=" + b"0-1," * 500),
    (b"Range", b"bytes=9" * 99),
    (b"If-None-Match", b"*"),
    (b"If-Range", b"x"),
    (b"Expect", b"100-continue"),
    (b"Upgrade", b"websocket"),
    (b"Connection", b"Upgrade"),
    (b"Transfer-Encoding", b"chunked"),
    (b"Transfer-Encoding", b"gzip, chunked"),
    (b"Content-Length", b"-1"),
    (b"Content-Length", b"99999999999999999999"),
    (b"Content-Length", b"0, 5"),
    (b"Content-Type", b"multipart/form-data; boundary=x"),
    (b"Content-Encoding", b"gzip"),
    (b"Accept", b"text/html"),
    (b"Cookie", b"a" * 4000),
    (b"Cookie", b"; ; =; \xff=\xff"),
    (b"X-Forwarded-Host", b"evil.example"),
    (b"X", b"y" * 20_000),
    (b"Host", b"127.0.0.1, evil.example"),
    (b"Host", b"[::1"),
    (b"Host", b""),
    (b"Origin", b"null"),
    (b"Accept-Encoding", b"br"),
    (b"Bad Name", b"x"),
    (b"X\x00", b"x"),
    (b"X-Long" * 200, b"x"),
)
_JSON = (
    "{}",
    "[]",
    "null",
    "1",
    '"x"',
    "{",
    "[" * 100_000,
    '{"a":' * 20_000,
    "1" * 10_000,
    '{"event_id": 1e400}',
    '{"event_id": NaN}',
    '{"name": "\\ud800"}',
    '{"name": "\\u0000"}',
    '{"name": "=1+1"}',
    '{"event_id": 1, "k": 1000}',
    '{"numbers": [1, 1]}',
    '{"numbers": [' + "1," * 999 + "1]}",
    '{"into": 8}',
    '{"answer": "name", "name": ""}',
    '{"event_ids": [' + "1," * 50_000 + '1], "label": "x"}',
    '{"key": "1"}',
    '{"recording_id": 1, "onset_s": 0, "offset_s": 1e9}',
    '{"recording_id": 1, "onset_s": 0.0, "offset_s": 0.5, "metric": "dtw", "k": 1000}',
)
_SOUNDS = (
    b"RIFF\xff\xff\xff\xffWAVEfmt ",
    b"fLaC" + bytes(100),
    b"OggS" + bytes(100),
    b"ID3" + bytes(100),
    bytes(10_000),
)


@dataclass(frozen=True)
class Noise:
    """One request.

    Attributes
    ----------
    seed : draws it again.
    is_whole : whether the server can know where it ends.
    """

    seed: int
    raw: bytes
    has_key: bool
    is_whole: bool


def draw(target: Target, seed: int) -> Noise:
    """Draw a request."""
    rng = random.Random(seed)
    # Each change of a name makes the live recognizer anew, for minutes on a busy computer: `crowds.greedy` asks for it.
    method, path = rng.choice([each for each in (*routes(), *pages()) if b"/live" not in each[1]])
    if rng.random() < 0.15:
        method = rng.choice(_METHODS)
    if rng.random() < 0.5:
        place = rng.randrange(1, len(path) + 1)
        path = path[:place] + rng.choice(_PIECES) + path[place:]
    if rng.random() < 0.6:
        pairs = [rng.choice(_NAMES) + b"=" + rng.choice(_VALUES) for _ in range(rng.randint(1, 5))]
        path += b"?" + b"&".join(pairs)
    headers = dict(rng.choice(_HEADERS) for _ in range(rng.choice((0, 0, 1, 2))))
    body = b""
    if method in (b"POST", b"PUT"):
        body = rng.choice((rng.choice(_JSON).encode(), rng.choice(_SOUNDS), rng.randbytes(rng.randrange(2000))))
    has_key = rng.random() < 0.7
    raw = request(target.place, method, path, token=target.token if has_key else "", headers=headers, body=body)
    is_whole = not {b"Transfer-Encoding", b"Content-Length", b"Expect", b"Connection"} & set(headers)
    if rng.random() < 0.1:
        raw, is_whole = _damaged(raw, rng), False
    return Noise(seed, raw, has_key, is_whole)


def _damaged(raw: bytes, rng: random.Random) -> bytes:
    found = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found[: rng.randrange(1, len(found) + 1)])


def failures(target: Target, seeds: Iterable[int]) -> Iterator[str]:
    """Send them; yields an empty text for each that was answered as it should be, else what happened."""
    routes()  # the description is made once, before threads want it
    with ThreadPoolExecutor(_N_AT_ONCE) as senders:
        yield from senders.map(lambda seed: _failure(target, draw(target, seed)), seeds)


def _failure(target: Target, noise: Noise) -> str:
    answer = ask(target.place, noise.raw, ends=not noise.is_whole)
    problem = _problem(target, noise, answer)
    return (
        problem and f"seed {noise.seed}: {problem}: {noise.raw[:200]!r} -> {answer.head[:200]!r} {answer.body[:200]!r}"
    )


def _problem(target: Target, noise: Noise, answer: Answer) -> str:
    if answer.status == 0:
        return "no answer" if noise.is_whole else ""
    if answer.status >= 500 and answer.status != 503:
        return f"status {answer.status}"
    if b"\r\nx-injected" in answer.head.lower():
        return "a header was injected"
    if target.token.encode() in answer.head + answer.body:
        return "the key was told"
    is_data = noise.raw.split(b" ", 2)[1:2] and noise.raw.split(b" ", 2)[1].startswith(b"/api")
    if not noise.has_key and is_data and answer.status < 400:
        return "answered without the key"
    if (
        b"application/json" in answer.head
        and answer.status >= 400
        and "detail" not in json.loads(answer.body or b'{"detail":1}')
    ):
        return "no reason given"
    return ""
