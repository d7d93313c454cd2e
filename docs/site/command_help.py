"""The page of commands: what `--help` prints for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

WIDTH = 80


def write_commands(page: Path) -> None:
    """Write the page, with a section for each command in the order of `coincide --help`."""
    from coincide.cli.app import app

    title = "Commands"
    spellings = app.context_settings["help_option_names"]
    sections = [_section(name, command, spellings) for name, command in commands_of(app, "coincide")]
    page.write_text("\n".join([title, "=" * len(title), "", *sections]), encoding="utf-8")


def commands_of(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    """Name the commands of a group, those of its groups included: ``coincide models pull``."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{prefix} {name}")
        elif command is not None:
            yield f"{prefix} {name}", command


def _section(name: str, command: click.Command, spellings: list[str]) -> str:
    # Click keeps the first spelling of `--help` that it is told of, for this process.
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=spellings
    )
    lines = [f"    {line}".rstrip() for line in command.get_help(context).splitlines()]
    return "\n".join([name, "-" * len(name), "", ".. code-block:: text", "", *lines, ""])
