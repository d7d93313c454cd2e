"""`--out`: where a command writes. `-` is standard output, which holds one thing: a table or `--json`, not both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from coincide.cli.options.given_path import GivenPath

STREAM = Path("/dev/stdout")
_DASH = "-"


class _Written(GivenPath):
    """A path that is written to."""

    def __init__(self, what: str, *, is_dash_allowed: bool) -> None:
        super().__init__()
        self._what, self._is_dash_allowed = what, is_dash_allowed and STREAM.exists()  # Windows has none

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if str(value) != _DASH:
            return path
        if not self._is_dash_allowed:
            message = f"expected a {self._what}, got `-`. Standard output cannot be chosen here."
            return self.fail(f"{message} If it is called `-`, write `./-`.", param, ctx)
        return STREAM


def out_option(
    what: str, help: str, *, to_stream: bool = False, required: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add `--out`; the function gets `out`.

    Parameters
    ----------
    what : `file`, `folder` or `path`.
    help : what the option does.
    to_stream : `-` means standard output; otherwise it is refused.
    """
    wanted = _Written("file or folder" if what == "path" else what, is_dash_allowed=to_stream)
    said = f"{help.removesuffix('.')}; - is standard output." if to_stream else help
    return click.option("--out", type=wanted, required=required, metavar=what.upper(), help=said)


def check_streams(values: dict[str, Any]) -> None:
    """Refuse to write a table and JSON to the same place.

    Raises
    ------
    click.UsageError : `out` is standard output although there is `as_json`.
    """
    from coincide.whole_files import is_standard_output

    out = values.get("out")
    if values.get("as_json") and out is not None and is_standard_output(out):
        raise click.UsageError("expected a file after `--out`, got standard output, which `--json` needs. Omit one.")
