"""`coincide models`: list, get and check weights that others made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import machine_options
from coincide.cli.output.result import tell

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.export.models import ModelState


@click.group("models", epilog="Example: coincide models list")
def command() -> None:
    """List, get and check pretrained weights; so far, only the camera needs some."""


@command.command("list", epilog="Example: coincide models list")
@machine_options
def list_models(as_json: bool) -> None:
    """List the weights with their size, license and location.

    With --json, paths are never shortened.
    """
    from coincide.workflow.export.models import list_states

    _tell(list_states(), as_json)


@command.command("pull", epilog="Example: coincide models pull efficientnet-lite0")
@click.argument("name")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@machine_options
def pull(name: str, quiet: bool, as_json: bool) -> None:
    """Put the weights NAME into the cache, and check them byte for byte.

    COINCIDE_CACHE sets the folder. With COINCIDE_OFFLINE=1, nothing is downloaded.
    """
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.export.models import pull_model

    with show_progress(is_quiet=quiet) as progress:
        state = pull_model(name, progress=progress)
    _tell([state], as_json)


@command.command("verify", epilog="Example: coincide models verify")
@click.argument("name", required=False)
@machine_options
def verify(name: str | None, as_json: bool) -> None:
    """Check the weights on this computer, or those of NAME, byte for byte."""
    from coincide.workflow.export.models import verify_models

    _tell(verify_models(name), as_json)


def _tell(states: list[ModelState], as_json: bool) -> None:
    tell(states, _show, as_json=as_json, plain={"models": states})


def _show(page: Page, states: list[ModelState]) -> None:
    rows = [(state.source.name, f"{state.source.size / 1e6:.1f} MB", _here(state), _file(state)) for state in states]
    page.table(["name", "size", "here", "file"], rows, left=["name", "here", "file"], names=["file"])
    for state in states:
        if state.place == "nowhere":
            page.say(f"{state.source.name} is not on this computer: {state.source.remedy}")
        page.say(f"License: {state.source.licence}")
        page.line(f"SHA-256: {state.source.sha256}")


def _here(state: ModelState) -> str:
    return "no" if state.place == "nowhere" else "yes, checked" if state.is_checked else "yes"


def _file(state: ModelState) -> str:
    return "" if state.place == "nowhere" else str(state.path)
