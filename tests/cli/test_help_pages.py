"""Each help page shows one example, which is right usage and fits a terminal of 80 columns."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator

import click
import pytest
from command_line import run

from coincide.cli.app import COMMANDS, app

EXAMPLE = re.compile(r"^  Example: (coincide .+)$", re.MULTILINE)


def all_commands() -> Iterator[tuple[str, ...]]:
    for name, (module, _) in COMMANDS.items():
        command = importlib.import_module(module).command
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands)


PAGES = [(), *all_commands()]


def usage_is_right(command: click.Command, arguments: list[str], parent: click.Context | None = None) -> bool:
    context = command.make_context("coincide", arguments, parent=parent)
    if isinstance(command, click.Group):
        inner = command.get_command(context, arguments[0])
        return inner is not None and usage_is_right(inner, arguments[1:], context)
    return True


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_help_page_shows_one_example_of_its_command(page: tuple[str, ...]) -> None:
    (example,) = EXAMPLE.findall(run(*page, "--help").stdout)
    assert example.startswith(" ".join(("coincide", *page, "")).strip())


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_the_example_is_right_usage(page: tuple[str, ...]) -> None:
    (example,) = EXAMPLE.findall(run(*page, "--help").stdout)
    assert usage_is_right(app, shlex.split(example)[1:])


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_help_page_fits_eighty_columns(page: tuple[str, ...]) -> None:
    lines = run(*page, "--help").stdout.splitlines()
    assert [line for line in lines if len(line) > 80] == []
