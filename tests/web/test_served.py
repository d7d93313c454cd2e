"""What a server does before anybody asks."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from coincide.recognize.onnx_packages import PACKAGES
from coincide.web.breaks import Breaks
from coincide.web.served import ServedCatalog
from coincide.workflow.export.maker import BACKGROUND

pytestmark = pytest.mark.slow


@pytest.fixture
def served(catalog: Path) -> Generator[ServedCatalog]:
    served = ServedCatalog(catalog, breaks=Breaks(quiet_s=0.0))
    yield served
    served.close()


def test_the_recognizer_is_begun_before_anybody_asks(served: ServedCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in PACKAGES:
        pytest.importorskip(package, reason="the extra `export` is not installed")
    monkeypatch.delenv(BACKGROUND)
    warming = threading.Thread(target=served.warm)
    warming.start()
    while not served.recognizers.making().is_making:
        threading.Event().wait(0.05)
    served.recognizers.close()
    warming.join()


def test_nothing_is_begun_where_that_is_forbidden(served: ServedCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BACKGROUND, "0")

    served.warm()  # which goes on until the server ends if it keeps a recognizer ready

    assert not served.recognizers.making().is_making


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.03, 0.1, 0.3])
def test_a_server_that_ends_while_it_reads_ahead_says_nothing(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, after_s: float
) -> None:
    served, failures = ServedCatalog(catalog, breaks=Breaks(quiet_s=0.0)), list[BaseException | None]()
    monkeypatch.setattr(threading, "excepthook", lambda failed: failures.append(failed.exc_value))

    warming = threading.Thread(target=served.warm)
    warming.start()
    threading.Event().wait(after_s)
    served.close()
    warming.join()

    assert failures == []
