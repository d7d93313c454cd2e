"""Every command of `coincide` once, on a small folder, as one person would type them in one sitting.

`python -m benchmarks.session FOLDER` does all steps in one process, `python -m benchmarks.session FOLDER STEP` one of
them, in which case the steps before it must have been done. What the commands say goes to FOLDER/log.txt; addresses
beyond this computer that Python code asks for go to FOLDER/asked.txt, with the step; the server's key goes to
FOLDER/keys.txt, so that all else can be searched for it. Before each step the process tries
to reach a socket that does not exist, named after the step, so that a trace of system calls shows where it begins.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from benchmarks.asked_app import addresses
from coincide.cli.app import app

MARK = "/coincide-step/"
"""Beginning of the names of the sockets that mark steps in a trace."""
LOG, ASKED, KEYS, HOME = "log.txt", "asked.txt", "keys.txt", "home"
_RATE_HZ = 16_000
_DURATION_S = 15.0
_PATIENCE_S = 300.0
"""Some first answers compile loops, under a trace of all system calls."""
_QUICK = ("--embed-steps", "20", "--embed-baseline-steps", "5", "--categorize-steps", "20")
_NETWORK_EVENTS = {
    **dict.fromkeys(("socket.connect", "socket.sendto", "socket.sendmsg"), 1),
    **dict.fromkeys(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"), 0),
}
"""Events of `sys.addaudithook`, and which of their arguments is the address."""
SOUNDS = ("r0_20260601_060000.wav", "r1_20260601_070000.wav")
"""Names that tell when recording began, which some figures need."""
_THIS_COMPUTER = re.compile(r"(127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|localhost)", re.IGNORECASE)


def is_this_computer(host: str) -> bool:
    """Say whether a name or an address stays on this computer without any look-up."""
    return _THIS_COMPUTER.fullmatch(host) is not None


def write_sounds(folder: Path) -> None:
    """Write two recordings of synthetic calls, and beside their folder the truth."""
    import soundfile

    from benchmarks.synthetic import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
    from coincide.annotations import RecordingSpan, write_annotations
    from coincide.seeds import generator

    sounds = folder / "sounds"
    sounds.mkdir()
    truth, spans = [], []
    for number in range(2):
        rng = generator(number, "session")
        clips = [
            LabeledClip(synthesize_call(kind, sample_rate_hz=_RATE_HZ, rng=rng), _RATE_HZ, CALL_NAMES[kind])
            for kind in (0, 2, 6) * 10
        ]
        path = sounds / SOUNDS[number]
        scene = lay_scene(
            clips,
            duration_s=_DURATION_S,
            sample_rate_hz=_RATE_HZ,
            snr_db=15,
            gap_s=(0.3, 0.6),
            recording=path.name,
            rng=rng,
        )
        soundfile.write(path, scene.samples, _RATE_HZ)
        truth += scene.annotations
        spans.append(RecordingSpan(path.name, str(path), _DURATION_S, _RATE_HZ))
    write_annotations(folder / "truth.csv", truth, spans, format="csv")


def steps(folder: Path) -> dict[str, Callable[[], None]]:
    """Return what there is to do, by name, in order."""
    sound, truth, out = folder / "sounds" / SOUNDS[0], folder / "truth.csv", folder / "out"
    typed = "up\ntrill\nnoise\nskip\nquit\n"
    every: dict[str, tuple[tuple[object, ...], str | None]] = {
        "learn": (("learn", folder / "sounds", "--catalog", _catalog(folder), *_QUICK), None),
        "learn again": (("learn", folder / "sounds", "--catalog", _catalog(folder), *_QUICK), None),
        "label": (("label", "--who", "somebody"), typed),
        "annotations import": (("annotations", "import", truth, "--who", "somebody"), None),
        "annotations export": (
            ("annotations", "export", "--out", out / "tables", "--format", "raven", "--layout", "many"),
            None,
        ),
        "search": (("search", sound, "--at", "3", "--for", "0.4"), None),
        "parse": (("parse",), None),
        "recognize": (("recognize", sound, "--out", out / "named.txt", "--format", "raven"), None),
        "info": (("info",), None),
        "check": (("check", "--repair"), None),
        "evaluate": (("evaluate", truth), None),
        "report": (("report",), None),
        "sites": (("sites", "--timezone", "UTC"), None),
        "summary": (("summary", "--out", out / "names.csv"), None),
        "validate": (("validate", "--names", "up", "--n", "3"), "yes\nno\nskip\n"),
        "catalog digest": (("catalog", "digest", "--out", out / "labels.json"), None),
        "catalog prove": (("catalog", "prove", "1", "--out", out / "proof.json"), None),
        "catalog check-proof": (("catalog", "check-proof", out / "proof.json"), None),
        "plot": (("plot", "sheet", "--n", "1", "--out", out / "sheet.png"), None),
        "clips": (("clips", "--n", "1", "--out", out / "clips"), None),
        "models list": (("models", "list"), None),
        "models pull": (("models", "pull", "efficientnet-lite0"), None),
        "models verify": (("models", "verify"), None),
        # After all labels, so that the app has the recognizer that is made here.
        "export": (("export", "--out", folder / "live", "--no-camera"), None),
    }
    commands = {name: partial(_command, folder, words, typed) for name, (words, typed) in every.items()}
    return commands | {
        "serve": partial(_serve, folder),
        "exported page": partial(_visit_export, folder / "live"),
        "library": partial(_library, folder),
    }


def run(folder: Path, names: Iterable[str]) -> None:
    """Do some steps in this process, watched."""
    (folder / "out").mkdir(exist_ok=True)
    current = ""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NETWORK_EVENTS and (host := _host(arguments[_NETWORK_EVENTS[event]])) is not None:
            with (folder / ASKED).open("a", encoding="utf-8") as file:
                file.write(f"{current}\t{event}\t{host}\n")

    sys.addaudithook(hear)
    todo = steps(folder)
    for name in names:
        current = name
        _mark(name)
        todo[name]()


def _catalog(folder: Path) -> Path:
    return folder / "sounds.coincide"


def _host(address: object) -> str | None:
    """Return where an address leads, None if it stays on this computer."""
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, str | bytes) and str(address).startswith("/"):
        return None  # a socket of the file system
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    return None if host is None or is_this_computer(text) else text


def _mark(name: str) -> None:
    if hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as marker, suppress(OSError):
            marker.connect(f"{MARK}{name}")


def _command(folder: Path, words: tuple[object, ...], typed: str | None) -> None:
    arguments = [str(word) for word in words]
    if words[0] not in ("learn", "models") and "check-proof" not in words:
        arguments += ["--catalog", str(_catalog(folder))]
    with _logged(folder) as log:
        result = CliRunner().invoke(app, arguments, input=typed)
        log(f"$ coincide {' '.join(arguments)}\n{result.output}")
    if result.exit_code != 0:
        raise RuntimeError(f"`coincide {' '.join(arguments)}` ended with {result.exit_code}: {result.output}")


@contextmanager
def _logged(folder: Path) -> Generator[Callable[[str], object]]:
    """Send both streams of a step to the log, and give what writes to it."""
    with (folder / LOG).open("a", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        yield file.write


def _serve(folder: Path) -> None:
    """Start the app, and ask for every page and for everything that the pages ask for."""
    from coincide.web.serve import open_server, run_server

    with _logged(folder):
        opened = open_server(_catalog(folder), port=0)
        origin = f"http://127.0.0.1:{opened.port}"
        thread = threading.Thread(target=run_server, args=(opened,), daemon=True)
        thread.start()
        (folder / KEYS).write_text(opened.access.token, encoding="utf-8")
        try:
            ask = partial(_get, key=opened.access.token)
            ask(opened.address())
            pages = (
                "overview",
                "categories",
                "map",
                "label",
                "recordings",
                "search",
                "survey",
                "validate",
                "runs",
                "live",
            )
            for path in ("/", *(f"/{page}" for page in pages)):
                ask(origin + path)
            for path in addresses(without="/api/live/image.onnx"):
                ask(origin + path)
            ask(f"{origin}/api/search", body={"event_id": 1, "k": 3})
            ask(f"{origin}/api/categories/1/name", body={"name": "up"})
        finally:
            opened.server.should_exit = True
            thread.join()


def _visit_export(folder: Path) -> None:
    """Serve the exported page as any static host does, and ask for all of its files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                _get(f"http://127.0.0.1:{server.server_port}/{path.relative_to(folder).as_posix()}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _library(folder: Path) -> None:
    """Do in a notebook's way what the front page of the library shows."""
    import coincide

    catalog = coincide.open_catalog(_catalog(folder))
    catalog.search(folder / "sounds" / SOUNDS[1], at_s=3.0, for_s=0.4)
    coincide.info(_catalog(folder))


def _get(url: str, *, key: str = "", body: object = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    origin = url.partition("://")[2].partition("/")[0]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Origin": f"http://{origin}"}
    request = urllib.request.Request(url, data=data, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_PATIENCE_S) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        raise RuntimeError(
            f"{url} was answered with {error.code}: {error.read(500).decode(errors='replace')}"
        ) from None


if __name__ == "__main__":
    _place = Path(sys.argv[1])
    if not (_place / "sounds").exists():
        write_sounds(_place)
    run(_place, sys.argv[2:] or steps(_place))
