"""The command `coincide`: the list of its commands, each imported when it is called for."""

from __future__ import annotations

import click

from coincide.cli.lazy_group import LazyGroup

COMMANDS = {
    "learn": ("coincide.cli.learn", "Find what recurs in a folder of recordings; the main job."),
    "search": ("coincide.cli.search", "Find what resembles a sound."),
    "label": ("coincide.cli.label", "Answer a few questions; everything gets a name."),
    "parse": ("coincide.cli.parse", "Find songs and motifs; draw each recording as a tree."),
    "recognize": ("coincide.cli.recognize", "Find and name calls in recordings, as you taught."),
    "info": ("coincide.cli.info", "Tell what a catalog holds."),
    "check": ("coincide.cli.check", "Tell whether a catalog is whole, and repair it."),
    "annotations": ("coincide.cli.annotations", "Export and import Raven, Audacity, TextGrid and CSV."),
    "evaluate": ("coincide.cli.evaluate", "Score a catalog against annotations you have."),
    "serve": ("coincide.cli.serve", "Open the app in a browser: look, listen, label, search, live."),
    "export": ("coincide.cli.export", "Write the live page into one folder, for a phone or any host."),
    "models": ("coincide.cli.models", "List, get and check pretrained weights, such as the camera's."),
    "report": ("coincide.cli.report", "Write one HTML file that tells what was found."),
}


@click.group(
    "coincide",
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`coincide COMMAND --help` tells more.",
)
@click.version_option(package_name="coincide", message="%(prog)s %(version)s")
def app() -> None:
    """Learn to recognize what recurs in recordings, with hardly any labels."""


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    app(prog_name="coincide")
