"""Tables of what was found, for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from coincide.annotations import program_of, write_annotations
from coincide.learned.names import said_names, with_labels
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.paths import given_path
from coincide.records import Annotation, is_private
from coincide.wording import count
from coincide.workflow.annotations.rows import event_annotation, placed_span
from coincide.workflow.progress import Progress
from coincide.workflow.survey.table import counted_recordings, placed_recordings


def export_annotations(
    catalog: str | Path | None,
    out: str | Path,
    *,
    format: str,
    layout: Literal["one", "many"] | None = None,
    unsure: bool = True,
    speech: bool = False,
    timezone: str | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write all events with their categories and labels.

    Parameters
    ----------
    out : a file for layout ``one``, a folder for ``many``.
    format : one of `coincide.annotations.WRITTEN_FORMATS`.
    layout : one table for all recordings, or one per recording. If not given, ``one``, but ``many`` if `out` is a
        folder, or if there are several recordings and the format cannot name them (``audacity``, ``textgrid``).
    unsure : False leaves out events that are in no category, unless a person named them.
    speech : True also writes events named ``speech``, which are private.
    timezone : of recorders whose time zone is not known otherwise.
    progress : says how many private events were left out.

    Returns
    -------
    The files written.

    Raises
    ------
    AnnotationError : the format or layout does not fit, or a file cannot be written.
    SettingsError : the time zone is unknown.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    out = given_path(out)
    with open_learned(catalog) as learned:
        contents = learned.contents
        annotations = [one for one in _rows(learned) if unsure or one.category is not None or one.label]
        heard = set(contents.events.recording_ids.tolist())
        # An empty table says that nothing was found, so there is none of a recording that was left out or not searched.
        searched = heard | {one.id for one in counted_recordings(learned.store, learned.store.models.current())}
        named = [one for one in contents.by_name.values() if one.id in searched]
        placed, _ = placed_recordings(learned.store, named, timezone=timezone)
    public = [one for one in annotations if speech or not is_private(one.label)]
    if progress is not None and len(public) < len(annotations):
        n_private = count(len(annotations) - len(public), "event")
        progress.say(
            f"{n_private} named `speech` left out; `coincide annotations export --speech` writes them as well."
        )
    spans = [placed_span(each) for each in placed]
    chosen = layout or fitting_layout(out, format, len(spans), progress)
    if chosen == "one":
        spans = [one for one, recording in zip(spans, named, strict=True) if recording.id in heard]
    return write_annotations(out, public, spans, format=format, layout=chosen)


def fitting_layout(
    out: Path, format: str, n_recordings: int, progress: Progress | None = None
) -> Literal["one", "many"]:
    """Return the layout that suits a place and a format; `progress` says that `out` becomes a folder."""
    if out.is_dir():
        return "many"
    program = program_of(format)
    if program is None or n_recordings < 2:
        return "one"
    if progress is not None:
        progress.say(f"Tables for {program} hold one recording each, so `{out}` becomes a folder of tables.")
    return "many"


def _rows(learned: LearnedCatalog) -> Iterator[Annotation]:
    contents = learned.contents
    said = said_names(learned.store, contents)
    rows = zip(contents.events, contents.memberships, with_labels(contents, said), strict=True)
    for row, (event, member, name) in enumerate(rows):
        recording = contents.recordings[event.recording_id]
        is_said = row in said
        sure = 1.0 if is_said else member.certainty
        yield event_annotation(learned, recording, event, name, member.category, sure, is_said=is_said)
