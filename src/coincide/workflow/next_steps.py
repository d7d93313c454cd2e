"""What to type next, ready to copy: the same list in the terminal, in the report and on the first page of the app."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from coincide.catalog import CatalogStore
from coincide.workflow.contents import Contents


@dataclass(frozen=True, slots=True)
class Step:
    """A command to type, and why."""

    command: str
    why: str


def next_steps(folder: Path, contents: Contents, *, is_judged: bool, is_app: bool = False) -> list[Step]:
    """List the commands that make sense once something was learned, the most useful one first.

    Parameters
    ----------
    folder : of the catalog.
    is_judged : whether these categories were scored already.
    is_app : whether a person reads this in the app, which need not be opened again.
    """
    place = f"--catalog {quoted(str(folder))}"
    return [
        Step(f"coincide label {place}", "give everything a name, with a few questions about whole categories"),
        *([] if is_app else [Step(f"coincide serve {quoted(str(folder))}", "look, listen and label in a browser")]),
        Step(f"coincide search {_query(contents)} {place}", "find what resembles a sound; any sound file will do"),
        Step(f"coincide parse {place}", "see which songs and motifs the calls make"),
        Step(f"coincide recognize NEW_RECORDINGS {place}", "name calls in other recordings, once a few are named"),
        Step(
            f"coincide annotations export --format raven --out selections.txt {place}",
            "take all events to Raven; audacity, textgrid and csv work too",
        ),
        *([] if is_judged else [Step(f"coincide evaluate TRUTH {place}", "score this against annotations you have")]),
    ]


def first_step(store: CatalogStore, *, has_failed: bool) -> Step:
    """Return the only step while nothing is learned.

    Parameters
    ----------
    has_failed : whether `learn` failed the last time; the same command would fail again.
    """
    what = "learn again, once you have done what the message says" if has_failed else "learn to the end"
    return Step(learn_command(store), f"{what}; what was done already is kept")


def learn_command(store: CatalogStore) -> str:
    """Return the command that learns what a catalog is about, to the end."""
    root = next(iter(store.roots()), "FOLDER")
    return f"coincide learn {quoted(root)} --catalog {quoted(str(store.folder))}"


def quoted(text: str) -> str:
    """Quote an argument for the shell people use here."""
    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def _query(contents: Contents) -> str:
    """Say how to search for the most typical event of the biggest category."""
    if not contents.categories:
        return "QUERY"
    medoid = contents.categories[0].medoid_event_id
    event = next(event for event in contents.events if event.id == medoid)
    path = contents.recordings[event.recording_id].path
    if not Path(path).is_file():
        return "QUERY"
    return f"{quoted(path)} --at {event.onset_s:.2f} --for {event.duration_s:.2f}"
