"""What is said of the rows of a table that were not used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coincide.wording import some

if TYPE_CHECKING:
    from coincide.cli.output.page import Page


def tell_left_out(page: Page, notes: Sequence[str], unknown_recordings: list[str]) -> None:
    """Say what a reader must know about a table, and which of its recordings are not in the catalog."""
    for note in notes:
        page.say(f"Note: {note}.")
    if unknown_recordings:
        page.say(f"Skipped, no such recording: {some(unknown_recordings)}.")
