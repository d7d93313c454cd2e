"""The recognizers for the browser, made once and made again when what they teach has changed."""

from __future__ import annotations

import threading

from coincide.workflow.browse import Browse
from coincide.workflow.image_model import image_recognizer
from coincide.workflow.live import LiveRecognizer, live_recognizer


class LiveModels:
    """Recognizers of one catalog, for several threads."""

    def __init__(self, browse: Browse) -> None:
        self._browse = browse
        # A lock for each: making one takes up to minutes, and the other may be there already.
        self._sound_lock, self._image_lock = threading.Lock(), threading.Lock()
        self._sound: tuple[tuple[object, ...], LiveRecognizer] | None = None
        self._image: LiveRecognizer | None = None

    def sound(self) -> LiveRecognizer:
        """Return the recognizer of what was learned and labeled so far.

        Raises
        ------
        NotLearnedError : nothing was learned yet.
        MissingPackageError : a package of the extra `export` is not installed.
        ExportError : it cannot be written so that a browser says the same.
        """
        stamp = self._browse.snapshot().stamp
        told = (stamp.model, stamp.said)
        with self._sound_lock:
            if self._sound is None or self._sound[0] != told:
                self._sound = told, live_recognizer(self._browse.folder)
            return self._sound[1]

    def image(self) -> LiveRecognizer:
        """Return the recognizer of pictures.

        Raises
        ------
        MissingPackageError : a package of the extras `image` or `export` is not installed.
        ModelFileError : the weights are not here, or are others.
        """
        with self._image_lock:
            if self._image is None:
                self._image = image_recognizer()
            return self._image
