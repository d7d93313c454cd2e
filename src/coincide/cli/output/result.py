"""The result of a command: one JSON object for machines, or a page for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from coincide.cli.output.page import Page

_Result = TypeVar("_Result")


def tell(
    result: _Result,
    show: Callable[[Page, _Result], None],
    *,
    as_json: bool,
    plain: object = None,
    out: Path | None = None,
) -> None:
    """Write a result to standard output, or for people to standard error if a table went to standard output.

    Parameters
    ----------
    show : writes it for people.
    plain : what machines get instead of `result`, if that is something else.
    out : where the table went.
    """
    # Neither is imported before it is needed: a command with `--json` does without `rich`.
    if as_json:
        from coincide.cli.output.json_output import write_json

        write_json(result if plain is None else plain)
    else:
        from coincide.cli.output.page import Page
        from coincide.whole_files import is_standard_output

        show(Page(is_error=out is not None and is_standard_output(out)), result)
