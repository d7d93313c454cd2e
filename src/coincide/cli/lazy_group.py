"""A group of commands that are listed without being imported.

`coincide --help` must answer at once, and most commands import numerical libraries sooner or later. The listing is
data; a command's module is imported when its name is typed. Follows the pattern for lazily loaded commands in the
documentation of click, which knows no other way than a subclass of its group; click names the arguments.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from coincide.cli.running import plain_errors


class LazyGroup(click.Group):
    """Commands by name, each with the module that defines it as `command`, and one line of help.

    Parameters
    ----------
    lazy_commands : (module, help) by name, in the order in which help lists them.
    """

    def __init__(self, *args: Any, lazy_commands: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._lazy_commands = lazy_commands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self._lazy_commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self._lazy_commands:
            return None
        return importlib.import_module(self._lazy_commands[cmd_name][0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in self._lazy_commands.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with plain_errors(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with plain_errors(ctx):
            return super().invoke(ctx)
