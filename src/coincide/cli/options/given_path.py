"""Paths on a command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coincide.paths import EMPTY


class GivenPath(click.Path):
    """A path, there or not, but never an empty one: that would be the current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(EMPTY, param, ctx)
        return super().convert(value, param, ctx)
