"""The command `coincide`: the list of its commands, each imported when it is called for."""

from __future__ import annotations

import click

from coincide.cli.lazy_group import LazyGroup
from coincide.cli.running import end_in_order

COMMANDS = {
    "learn": ("coincide.cli.commands.learn", "Find recurring calls in a folder of recordings; start here."),
    "search": ("coincide.cli.commands.search", "Find events that resemble a sound."),
    "label": ("coincide.cli.label.label", "Name everything by answering a few questions."),
    "parse": ("coincide.cli.commands.parse", "Find songs and motifs; draw each recording as a tree."),
    "recognize": ("coincide.cli.commands.recognize", "Find and name calls in new recordings."),
    "sites": ("coincide.cli.survey.sites", "Set or show where and when recordings were made."),
    "summary": ("coincide.cli.survey.summary", "Count calls and recorded hours, by time and place."),
    "validate": ("coincide.cli.survey.validate", "Check a random sample to see how good names and counts are."),
    "info": ("coincide.cli.commands.info", "Show what a catalog holds."),
    "check": ("coincide.cli.commands.check", "Check whether a catalog is intact, and repair it."),
    "catalog": ("coincide.cli.commands.catalog", "Compute a digest of all labels, and check for changes."),
    "annotations": (
        "coincide.cli.commands.annotations",
        "Export and import tables: Raven, Audacity, Praat, CSV and more.",
    ),
    "plot": ("coincide.cli.commands.plot", "Draw a figure: diel, season, matrix, map, accumulation or sheet."),
    "clips": ("coincide.cli.commands.clips", "Write the sound of events as files, a folder for each name."),
    "evaluate": ("coincide.cli.commands.evaluate", "Score a catalog against annotations you have."),
    "serve": ("coincide.cli.commands.serve", "Open the app in a browser: look, listen, label, search."),
    "export": ("coincide.cli.commands.export", "Write the live page into a folder, for a phone or any host."),
    "models": ("coincide.cli.commands.models", "List, get and check pretrained weights, such as the camera's."),
    "report": ("coincide.cli.commands.report", "Write the result as one HTML file."),
}


@click.group(
    "coincide",
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: coincide learn my_recordings",
)
@click.version_option(package_name="coincide", message="%(prog)s %(version)s")
def app() -> None:
    """Learn to recognize the sounds that recur in recordings, with hardly any labels.

    `coincide COMMAND --help` explains a command and shows an example.
    """


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    end_in_order()
    app(prog_name="coincide")
