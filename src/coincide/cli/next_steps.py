"""What to type next, ready to copy."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from coincide.cli.output import Page


def say_next_steps(page: Page, catalog: Path, query: str) -> None:
    """List the commands that make sense once something was learned.

    Parameters
    ----------
    query : arguments of a search that finds something.
    """
    place = f"--catalog {quoted(str(catalog))}"
    page.heading("Next")
    for reason, command in (
        ("find what resembles a sound", f"search {query} {place}"),
        ("take all events to Raven", f"annotations export --format raven --out selections.txt {place}"),
        ("see how good that is, against annotations you have", f"evaluate TRUTH {place}"),
        ("write the report again, with these scores", f"report {place}"),
    ):
        page.say(f"{reason}:")
        page.line(f"  coincide {command}")


def quoted(text: str) -> str:
    """Quote an argument for the shell people use here."""
    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)
