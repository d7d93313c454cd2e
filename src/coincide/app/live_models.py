"""The recognizers for the browser, made ahead in the background, and made again when what they teach has changed.

Making one takes ten to twenty seconds of a processor. It is done by a child process with one thread, which leaves the
server its interpreter and can be ended: at idle priority while nobody waits, and from the beginning at the usual one as
soon as somebody does, since an idle process gets almost nothing beside busy programs.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from coincide.app.browse import Browse
from coincide.app.recognizer_maker import RecognizerMaker
from coincide.errors import CoincideError, ExportError
from coincide.workflow.export.image_model import image_recognizer, kept_image_recognizer
from coincide.workflow.export.live import LiveRecognizer, kept_recognizer, live_recognizer

_LOOK_S = 2.0
"""Between two looks at the catalog; what has changed since the last one is left to settle."""


@dataclass(frozen=True, slots=True)
class MakingState:
    """How far the recognizer is that is being made.

    Attributes
    ----------
    is_making : whether one is being made.
    since_s : how long it has been made.
    expected_s : how long the last one took here, or a guess.
    """

    is_making: bool
    since_s: float
    expected_s: float


class LiveModels:
    """Recognizers of one catalog, for several threads."""

    def __init__(self, browse: Browse) -> None:
        self._browse = browse
        # A lock for each: making one takes up to minutes, and the other may be there already.
        self._sound_lock, self._image_lock = threading.Lock(), threading.Lock()
        self._sound: tuple[tuple[object, ...], LiveRecognizer] | None = None
        self._image: LiveRecognizer | None = None
        self._sound_maker = RecognizerMaker("sound")
        self._image_maker = RecognizerMaker("image")
        self._ends = threading.Event()

    def sound(self) -> LiveRecognizer:
        """Return the recognizer of what was learned and labeled so far.

        Raises
        ------
        NotLearnedError : nothing has been learned yet.
        MissingPackageError : a package of the extra `export` is not installed.
        ExportError : it cannot be written so that a browser says the same.
        """
        told = self._told()
        self._sound_maker.hurry()
        with self._sound_lock:
            return self._made(told, is_awaited=True)

    def image(self) -> LiveRecognizer:
        """Return the recognizer of pictures.

        Raises
        ------
        MissingPackageError : a package of the extras `image` or `export` is not installed.
        ModelFileError : the weights are not here, or are others.
        """
        with self._image_lock:
            if self._image is None:
                self._image = kept_image_recognizer()
            if self._image is None:
                self._image_maker.make(None, is_awaited=True)
                self._check_open()
                self._image = image_recognizer()
            return self._image

    def making(self) -> MakingState:
        """Say how far the recognizer of sound is."""
        began = self._sound_maker.began
        return MakingState(
            began is not None, 0.0 if began is None else time.monotonic() - began, self._sound_maker.expected_s
        )

    def keep_ready(self) -> None:
        """Make the recognizer of sound whenever the catalog has changed and is quiet again, until `close`."""
        seen: tuple[object, ...] | None = None
        tried: tuple[object, ...] | None = None
        while not self._ends.wait(_LOOK_S):
            # What is wrong is told to whoever opens the page; here it is tried again when the catalog has changed.
            with contextlib.suppress(CoincideError, OSError):
                told = self._told()
                if told == seen and told != tried:
                    tried = told
                    with self._sound_lock:
                        self._made(told, is_awaited=False)
                seen = told

    def close(self) -> None:
        """End what is being made."""
        self._ends.set()
        self._sound_maker.close()
        self._image_maker.close()

    def _told(self) -> tuple[object, ...]:
        stamp = self._browse.snapshot().stamp
        return stamp.model, stamp.said

    def _made(self, told: tuple[object, ...], *, is_awaited: bool) -> LiveRecognizer:
        if self._sound is not None and self._sound[0] == told:
            return self._sound[1]
        folder: Path = self._browse.folder
        made = kept_recognizer(folder)
        if made is None:
            self._sound_maker.make(folder, is_awaited=is_awaited)
            self._check_open()
            # It is read now; or made here, in a catalog that cannot be written, or to tell what is wrong.
            made = live_recognizer(folder)
        self._sound = told, made
        return made

    def _check_open(self) -> None:
        """Make sure that nothing is begun in this process because the end of the app ended the child that did it."""
        if self._ends.is_set():
            raise ExportError("the app is closing, so the recognizer was not made. Start it again.")
