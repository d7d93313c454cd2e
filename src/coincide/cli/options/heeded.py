"""Options that count only in some uses of a command: a person who gives one believes that it was applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click
from click.core import ParameterSource


def check_heeded(context: click.Context, way: str, heeded: Mapping[str, Sequence[str]]) -> None:
    """Refuse options that would change nothing.

    Parameters
    ----------
    way : in which the command is used, such as ``--of songs``.
    heeded : the ways in which an option counts, by its parameter; options that are not listed count in all.

    Raises
    ------
    click.UsageError : an option was given that does not count.
    """
    for option in context.command.params:
        ways = heeded.get(option.name or "", (way,))
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if is_given and way not in ways:
            only = ", only with " + " or ".join(f"`{each}`" for each in ways) if ways else ""
            raise click.UsageError(f"`{option.opts[0]}` changes nothing with `{way}`{only}. Omit it.")
