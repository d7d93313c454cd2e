"""The command itself: help, version, errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coincide_bitcoin.cli.app import COMMANDS


def test_help_names_every_command(call):
    code, out, _ = call()
    assert code == 0
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(call, name):
    code, out, _ = call(name, "--help")
    assert (code, out.startswith(f"usage: coincide-bitcoin {name}")) == (0, True)


def test_a_wrong_option_gives_2(call):
    assert call("decode", "--nonsense", "00")[0] == 2


def test_a_mistake_gives_1_and_one_line(call):
    code, out, err = call("decode", "zzz")
    assert (code, out) == (1, "")
    assert err.startswith("error: expected one of ") and err.count("\n") == 1


def test_it_runs_as_a_module():
    source = Path(__file__).parents[2] / "src"
    result = subprocess.run(
        [sys.executable, "-m", "coincide_bitcoin", "decode", "51"],
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines()[0].split() == ["kind", "script"]
