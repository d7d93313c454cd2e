"""Playing calls: with a program that notes what it was given, and with none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from coincide.cli.label.player import Player, command_line, find_program
from coincide.drawing.example import Example

CALL = Example("a.wav", 0.1, 0.3, 1.0, np.sin(np.arange(8000) / 3), 16_000, 0.0)


@pytest.fixture
def nothing_to_play_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def noting_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put a program called `aplay` first that writes the size of its sound into a file; returns the file."""
    note = tmp_path / "note"
    program = tmp_path / "bin" / "aplay"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\nd = pathlib.Path(sys.argv[-1]).read_bytes()\n"
                       f"pathlib.Path({str(note)!r}).write_text(d[:4].decode())\n")  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return note


@pytest.mark.usefixtures("nothing_to_play_with")
def test_without_a_program_nothing_is_played_and_nothing_fails() -> None:
    with Player() as silent:
        assert not silent.play(CALL, high_hz=3000.0)


@pytest.mark.skipif(os.name == "nt", reason="the program is a script")
def test_a_program_of_the_system_gets_a_wav_file(noting_program: Path) -> None:
    with Player() as loud:
        assert loud.play(CALL, high_hz=3000.0)
        assert loud._playing is not None  # noqa: SLF001 - nobody else waits for the end
        loud._playing.wait(timeout=20)  # noqa: SLF001
    assert noting_program.read_text() == "RIFF"


@pytest.mark.skipif(os.name == "nt", reason="the program is a script")
@pytest.mark.usefixtures("noting_program")
def test_who_wants_no_sound_gets_none() -> None:
    with Player(is_wanted=False) as silent:
        assert not silent.play(CALL, high_hz=3000.0)


@pytest.mark.skipif(os.name == "nt", reason="the program is a script")
@pytest.mark.usefixtures("noting_program")
def test_a_recording_that_is_gone_is_not_played() -> None:
    with Player() as loud:
        assert not loud.play(Example("a.wav", 0, 1, 1.0, np.zeros(0), 16_000, 0.0), high_hz=3000.0)


@pytest.mark.skipif(os.name == "nt", reason="files are executable by mode")
def test_a_program_that_cannot_be_started_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "aplay").write_text("not a program")
    (tmp_path / "aplay").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with Player() as broken:
        assert not broken.play(CALL, high_hz=3000.0)


@pytest.mark.usefixtures("nothing_to_play_with")
def test_no_program_is_none() -> None:
    assert find_program() is None


def test_powershell_gets_a_quoted_path() -> None:
    assert "'it''s.wav'" in command_line("powershell", Path("it's.wav"))[-1]


def test_other_programs_get_the_path_last() -> None:
    assert command_line("ffplay", Path("a.wav"))[-1] == "a.wav"


@pytest.mark.skipif(os.name == "nt", reason="the program is a script")
@pytest.mark.usefixtures("noting_program")
def test_the_sound_file_is_taken_away_at_the_end() -> None:
    with Player() as loud:
        loud.play(CALL, high_hz=3000.0)
        place = loud._place()  # noqa: SLF001 - nobody else knows it
    assert not place.exists()
