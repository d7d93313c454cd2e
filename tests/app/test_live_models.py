"""The recognizers for the browser are made ahead, by a child process, and not again while nothing has changed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from labeling import copy_of

from coincide.app.browse import Browse
from coincide.app.live_models import LiveModels
from coincide.app.recognizer_maker import RecognizerMaker
from coincide.workflow.export.live import MODEL_FILE

pytestmark = pytest.mark.slow


def test_a_recognizer_is_made_before_anybody_asks_and_faster_for_who_does(learned: Path, tmp_path: Path) -> None:
    with Browse(copy_of(learned, tmp_path)) as browse:
        models = LiveModels(browse)
        keeping = threading.Thread(target=models.keep_ready)
        keeping.start()
        while not models.making().is_making:
            threading.Event().wait(0.05)
        said = models.sound().manifest
        models.close()
        keeping.join()
        written = list(browse.folder.rglob(MODEL_FILE))

    assert said.kind == "sound"
    assert len(written) == 1


def test_a_recognizer_that_lies_ready_is_read_without_a_maker(
    learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Browse(copy_of(learned, tmp_path)) as browse:
        made = LiveModels(browse).sound()
        monkeypatch.setattr(sys, "executable", "/nowhere/python")  # whatever starts a child fails

        assert LiveModels(browse).sound().model == made.model


def test_what_is_being_made_ends_with_the_server(tmp_path: Path) -> None:
    maker = RecognizerMaker("sound")
    making = threading.Thread(target=maker.make, args=(tmp_path,), kwargs={"is_awaited": False})
    making.start()
    while maker.began is None:
        threading.Event().wait(0.01)
    maker.close()
    making.join()

    assert maker.began is None


def test_a_maker_that_was_closed_makes_nothing(tmp_path: Path) -> None:
    maker = RecognizerMaker("sound")
    maker.close()

    maker.make(tmp_path, is_awaited=True)

    assert maker.began is None
