"""The command as a user calls it, in this process; and examples that may take their time on a busy machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

from coincide_logic import Prolog
from coincide_logic.cli.app import main

settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture
def call(capsys, monkeypatch):
    """Call with words, get exit code, output and errors."""
    monkeypatch.delenv("COLUMNS", raising=False)  # which pytest-xdist sets in its workers

    def call(*words: object) -> tuple[int, str, str]:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def ask():
    """All answers of a program to a query, as text."""

    def ask(query: str, program: str = "", **options) -> list[str]:
        limits = {name: options.pop(name) for name in ("limit", "steps") if name in options}
        return [str(answer) for answer in Prolog(program, **options).ask(query, **limits)]

    return ask
