"""The recognizers for the browser are made ahead, by a child process, and not again while nothing has changed."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest
from labeling import copy_of
from made_once import own_copy

from coincide.app.browse import Browse
from coincide.app.live_models import LiveModels
from coincide.app.recognizer_maker import RecognizerMaker
from coincide.errors import ExportError
from coincide.recognize.onnx_packages import PACKAGES
from coincide.workflow.export.live import MODEL_FILE
from coincide.workflow.export.maker import BACKGROUND, start_ahead

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made_ahead(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose recognizer was begun before anybody asked, and then waited for."""
    for package in PACKAGES:
        pytest.importorskip(package, reason="the extra `export` is not installed")
    return own_copy(tmp_path_factory, request.getfixturevalue("named_once"))


def test_a_recognizer_that_is_being_made_is_not_made_again_for_who_asks(made_ahead: Path) -> None:
    assert len(list(made_ahead.rglob(MODEL_FILE))) == 1


def test_a_recognizer_that_was_made_ahead_is_read_without_a_maker(
    made_ahead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Browse(made_ahead) as browse:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")  # whatever starts a child fails

        assert LiveModels(browse).sound().manifest.kind == "sound"


def test_a_closing_app_begins_no_export_of_its_own(learned: Path, tmp_path: Path) -> None:
    with Browse(copy_of(learned, tmp_path)) as browse:
        models = LiveModels(browse)
        models.close()

        with pytest.raises(ExportError, match="the app is closing, so the recognizer was not made"):
            models.sound()


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


def test_a_maker_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="the recognizer was not made within 0 seconds"):
        RecognizerMaker("sound", limit_s=0.0).make(tmp_path, is_awaited=True)


@pytest.mark.skipif(not hasattr(os, "getsid"), reason="there are no sessions on this system")
def test_what_is_made_ahead_outlives_its_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BACKGROUND)
    maker = start_ahead(tmp_path)
    assert maker is not None
    session = os.getsid(maker.pid)
    maker.kill()
    maker.wait()

    assert session == maker.pid


def test_nothing_is_made_ahead_where_that_is_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BACKGROUND, "0")

    assert start_ahead(tmp_path) is None
