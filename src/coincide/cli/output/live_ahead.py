"""The recognizer for the live page, made in the background after a command that a person typed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coincide.cli.output.page import Page


def make_ahead(page: Page, catalog: Path) -> None:
    """Start to make it and say so; nothing happens in scripts and on clusters, where no terminal is."""
    if not sys.stdout.isatty():
        return
    from coincide.workflow.export.maker import start_ahead

    if start_ahead(catalog) is not None:
        page.say("The live page is being prepared in the background, which takes about half a minute.")
