"""What to type next, ready to copy: the same list in the terminal, in the report and on the first page of the app."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from coincide.catalog import CatalogStore
from coincide.learned.contents import Contents
from coincide.recordings import may_be_there, place_of
from coincide.records import Event, NextStep, Recording

ANY_QUERY = "QUERY"
"""Stands for something to search for."""


def next_steps(folder: Path, query: str, *, is_named: bool, is_judged: bool, is_app: bool = False) -> list[NextStep]:
    """List the commands that make sense once something was learned, the most useful one first.

    Parameters
    ----------
    folder : of the catalog.
    query : what to search for, see `first_query` and `query_for`.
    is_named : whether some calls have a name already.
    is_judged : whether these categories were scored already.
    is_app : whether a person reads this in the app, which need not be opened again.
    """
    place = f"--catalog {quoted(str(folder))}"
    return [
        NextStep(
            f"coincide label {place}",
            "answer more questions, until enough names are right"
            if is_named
            else "name everything, with a few questions",
        ),
        *([NextStep(f"coincide summary {place}", "count the calls of each name")] if is_named else []),
        *([] if is_app else [NextStep(f"coincide serve {quoted(str(folder))}", "look, listen and label in a browser")]),
        NextStep(f"coincide parse {place}", "find songs and motifs"),
        NextStep(f"coincide search {query} {place}", "find similar sounds, with any sound file"),
        NextStep(
            f"coincide recognize NEW_RECORDINGS {place}",
            "name calls in other recordings" + ("" if is_named else ", once you have labeled some"),
        ),
        NextStep(
            f"coincide annotations export --format raven --out selections.txt {place}",
            "open all events in Raven; or choose audacity, textgrid or csv",
        ),
        *(
            []
            if is_judged
            else [NextStep(f"coincide evaluate TRUTH {place}", "score the result against annotations you have")]
        ),
    ]


def first_step(store: CatalogStore, *, has_failed: bool) -> NextStep:
    """Return the only step while nothing is learned.

    Parameters
    ----------
    has_failed : whether `learn` failed the last time; the same command would fail again.
    """
    what = "do what the message says, then learn again" if has_failed else "finish learning"
    return NextStep(learn_command(store), f"{what}; it continues where it stopped")


def learn_command(store: CatalogStore) -> str:
    """Return the command that learns what a catalog is about, to the end."""
    root = next(iter(store.roots.all()), "FOLDER")
    return f"coincide learn {quoted(root)} --catalog {quoted(str(store.folder))}"


def quoted(text: str) -> str:
    """Quote an argument for the shell people use here."""
    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def first_query(contents: Contents) -> str:
    """Say how to search for the most typical event of the biggest category."""
    if not contents.categories:
        return ANY_QUERY
    event = contents.events[contents.events.row_of[contents.categories[0].medoid_event_id]]
    return query_for(event, contents.recordings[event.recording_id])


def query_for(event: Event, recording: Recording) -> str:
    """Say how to search for an event; if its recording is away, only that one searches for something."""
    if not may_be_there(place_of(recording.path)):
        return ANY_QUERY
    return f"{quoted(recording.path)} --at {event.onset_s:.2f} --for {event.duration_s:.2f}"
