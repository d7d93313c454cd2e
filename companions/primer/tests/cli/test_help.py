"""Each help page shows one example, which is right usage and fits a terminal of 80 columns."""

import shlex

import pytest

from coincide_primer.cli.app import COMMANDS, EXAMPLES, main, make_parser


def _help_of(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    return capsys.readouterr().out.splitlines()


def test_every_command_has_an_example():
    assert list(EXAMPLES) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_the_example_in_one_line(command, capsys, monkeypatch):
    lines = _help_of(command, capsys, monkeypatch)
    assert lines[-1] == f"Example: coincide-primer {EXAMPLES[command]}"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_eighty_columns(command, capsys, monkeypatch):
    assert [line for line in _help_of(command, capsys, monkeypatch) if len(line) > 80] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_is_right_usage(command):
    assert make_parser().parse_args(shlex.split(EXAMPLES[command])).command == command
