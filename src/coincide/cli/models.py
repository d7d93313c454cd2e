"""`coincide models`: weights that others made, to list, to get and to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coincide.cli.shared_options import machine_options

if TYPE_CHECKING:
    from coincide.workflow.models import ModelState


@click.group("models")
def command() -> None:
    """List, get and check pretrained weights; today there are those for the camera."""


@command.command("list")
@machine_options
def list_models(as_json: bool) -> None:
    """List the weights there are, with size, licence and where they lie."""
    from coincide.workflow.models import list_states

    _tell(list_states(), as_json)


@command.command("pull")
@click.argument("name")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@machine_options
def pull(name: str, quiet: bool, as_json: bool) -> None:
    """Bring the weights NAME into the cache, and check them byte for byte.

    COINCIDE_CACHE is the folder for them. With COINCIDE_OFFLINE=1 nothing is fetched.
    """
    from coincide.cli.progress import show_progress
    from coincide.workflow.models import pull_model

    with show_progress(is_quiet=quiet) as progress:
        state = pull_model(name, progress=progress)
    _tell([state], as_json)


@command.command("verify")
@click.argument("name", required=False)
@machine_options
def verify(name: str | None, as_json: bool) -> None:
    """Check the weights that are here, or those of NAME, byte for byte."""
    from coincide.workflow.models import verify_models

    _tell(verify_models(name), as_json)


def _tell(states: list[ModelState], as_json: bool) -> None:
    from coincide.cli.json_output import write_json
    from coincide.cli.output import Page

    if as_json:
        write_json({"models": states})
        return
    page = Page()
    rows = [
        (
            state.source.name,
            f"{state.source.size / 1e6:.1f} MB",
            state.source.licence,
            str(state.path) if state.place != "nowhere" else f"not here: {state.source.remedy}",
            "yes" if state.is_checked else "",
        )
        for state in states
    ]
    page.table(["name", "size", "licence", "where", "checked"], rows, left=["name", "licence", "where", "checked"])
    for state in states:
        page.line(f"sha256 of {state.source.name}: {state.source.sha256}")
