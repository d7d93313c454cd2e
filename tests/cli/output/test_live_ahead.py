"""What is made in the background after a command that a person typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.cli.output.live_ahead import make_ahead
from coincide.cli.output.page import Page


def test_nothing_is_made_in_the_background_of_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_ahead(Page(), tmp_path)
    assert capsys.readouterr().out == ""
