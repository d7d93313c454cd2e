"""A command that fails in the ways the terminal must be ready for."""

from __future__ import annotations

import errno

import click
from coincide_smallworld import IndexFileError

from coincide.errors import InputError

FAILURES = {
    "known": InputError("expected a bat, got a bird. Wait for dusk."),
    "library": IndexFileError("expected an index file, got a bird. Check the path."),
    "unknown": RuntimeError("the floor\nis wet"),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "no temporary folder": FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
    "stopped": KeyboardInterrupt(),
}


@click.command()
@click.argument("how")
def command(how: str) -> None:
    if how == "stopped in exec":
        exec("raise KeyboardInterrupt")
    raise FAILURES[how]
