"""The browsers that the tests can drive: Chromium, or Firefox where ``COINCIDE_BROWSER=firefox`` says so.

Each starts with devices that play files. Chromium reads the files itself; Firefox's own fake devices only hum and
flicker, so there a script hands the page a stream that plays them.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from playwright.sync_api import Browser, Playwright

Devices = Literal["fake", "none", "refused"]


@dataclass(frozen=True)
class Setup:
    """How a browser is set up for a visit.

    Attributes
    ----------
    microphone : a WAV file, played over and over.
    camera : an MJPEG file, shown over and over.
    devices : ``none`` for a machine without any, ``refused`` for a person who says no.
    flags : for Chromium only.
    """

    microphone: Path | None = None
    camera: Path | None = None
    devices: Devices = "fake"
    flags: tuple[str, ...] = ()


class Engine(Protocol):
    """A browser that can be driven."""

    @property
    def missing(self) -> str | None:
        """What to install; None where it is here."""
        ...

    @property
    def can_be_phone(self) -> bool:
        """Whether it lays pages out as a phone does."""
        ...

    @property
    def own_complaints(self) -> tuple[str, ...]:
        """Parts of complaints about what the driver does, and not the page."""
        ...

    def is_shared(self, setup: Setup) -> bool:
        """Whether a browser that was started for nothing in particular will do."""
        ...

    def launch(self, playwright: Playwright, setup: Setup) -> Browser:
        """Start a browser."""
        ...

    def script(self, setup: Setup, /) -> str:
        """What to run in each page before its own scripts, for its devices."""
        ...


_FAKE, _ALLOWED = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
_FLAGS: dict[Devices, tuple[str, ...]] = {
    "fake": (_FAKE, _ALLOWED),
    "none": (_ALLOWED,),
    "refused": (_FAKE, "--deny-permission-prompts"),
}


class Chromium:
    """Debian's Chromium, or the one that ``COINCIDE_CHROMIUM`` names."""

    can_be_phone = True
    own_complaints = ()
    path = os.environ.get("COINCIDE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    """The browser that people have, with a history; None where there is none."""
    shell = os.environ.get("COINCIDE_CHROMIUM") or shutil.which("chromium-headless-shell") or path
    """The same engine without all that surrounds a page, if it is here: pages open in less than half the time."""
    # Drawing in the page's own thread (--disable-threaded-compositing) saves a seventh of a visit but stops the camera.
    # To go without zygote, spare renderer, site isolation or GPU, or with one raster thread, saves nothing measurable.
    flags = (
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        # Nothing here plays aloud, and a page may sound without a press.
        "--autoplay-policy=no-user-gesture-required",
        # Each visitor compiles the recognizer's engine anew; a test ends before a second, faster version would pay.
        "--js-flags=--liftoff-only",
    )

    @property
    def missing(self) -> str | None:
        return None if self.path else "Debian's `chromium`, or name a browser with COINCIDE_CHROMIUM"

    def is_shared(self, setup: Setup) -> bool:
        return setup == Setup()

    def launch(self, playwright: Playwright, setup: Setup) -> Browser:
        files = [f"--use-file-for-fake-audio-capture={setup.microphone}"] if setup.microphone else []
        files += [f"--use-file-for-fake-video-capture={setup.camera}"] if setup.camera else []
        # Only the browser that people have can be refused by them; the other says that it lacks the device.
        program = self.path if setup.devices == "refused" else self.shell
        flags = [*self.flags, *_FLAGS[setup.devices], *files, *setup.flags]
        return playwright.chromium.launch(executable_path=program, args=flags)

    def script(self, _: Setup) -> str:
        return ""


_BLOCK = 2
_PREFERENCES: dict[Devices, dict[str, str | float | bool]] = {
    "fake": {"media.navigator.streams.fake": True, "media.navigator.permission.disabled": True},
    "none": {"media.navigator.permission.disabled": True},
    "refused": {
        "media.navigator.streams.fake": True,
        "permissions.default.microphone": _BLOCK,
        "permissions.default.camera": _BLOCK,
    },
}


class Firefox:
    """Debian's Firefox, driven by WebDriver BiDi; Playwright 1.58 does, 1.65 asks it for what it does not know."""

    can_be_phone = False
    own_complaints = ("sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=",)  # a style that comes with a screenshot
    _path = shutil.which("firefox-esr") or shutil.which("firefox")

    @property
    def missing(self) -> str | None:
        return None if self._path else "Debian's `firefox-esr`"

    def is_shared(self, setup: Setup) -> bool:
        return setup.devices == "fake"

    def launch(self, playwright: Playwright, setup: Setup) -> Browser:
        assert not setup.flags, "mark the test with `only_chromium`"
        preferences = {"media.autoplay.default": 0, "media.autoplay.blocking_policy": 0, **_PREFERENCES[setup.devices]}
        return playwright.firefox.launch(
            executable_path=self._path, channel="moz-firefox", firefox_user_prefs=preferences
        )

    def script(self, setup: Setup) -> str:
        if setup.microphone is None and setup.camera is None:
            return ""
        sound = None if setup.microphone is None else _text(setup.microphone.read_bytes())
        frames = None if setup.camera is None else [_text(frame) for frame in _frames(setup.camera.read_bytes())]
        return _PLAYING.replace("SOUND", json.dumps(sound)).replace("FRAMES", json.dumps(frames))


BROWSER = os.environ.get("COINCIDE_BROWSER", "chromium")
ENGINE: Engine = {"chromium": Chromium, "firefox": Firefox}[BROWSER]()

# Safari would play the same.
_PLAYING = """{
  const sound = SOUND, frames = FRAMES;
  const Context = AudioContext; // a test may watch those that the page opens
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const play = async () => {
    const context = new Context();
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(bytes(sound).buffer);
    source.loop = true;
    const out = context.createMediaStreamDestination();
    source.connect(out);
    source.start();
    return out.stream;
  };
  const show = async () => {
    const pictures = await Promise.all(frames.map((one) => createImageBitmap(new Blob([bytes(one)]))));
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d");
    let n = 0;
    const next = () => context.drawImage(pictures[n++ % pictures.length], 0, 0);
    next();
    setInterval(next, 1000 / 30);
    return canvas.captureStream(30);
  };
  navigator.mediaDevices.getUserMedia = async ({ audio }) => (audio ? play() : show());
}"""


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _frames(film: bytes) -> list[bytes]:
    """Part an MJPEG file where a picture begins: these three bytes are in no picture's middle."""
    begin = b"\xff\xd8\xff"
    return [begin + frame for frame in film.split(begin)[1:]]
