"""Labels that people wrote into tables with other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coincide.annotations import no_tables
from coincide.catalog import CatalogStore, StoredLabel, find_catalog, storage_errors
from coincide.errors import AnnotationError
from coincide.learned.opened import LearnedCatalog
from coincide.learned.whole import note_if_whole
from coincide.paths import given_path
from coincide.records import LONGEST_NAME, NOISE, UNKNOWN, Annotation, Recording
from coincide.wording import duration, quotable
from coincide.workflow.annotations.channels import in_heard_channels
from coincide.workflow.annotations.reviewed import ReviewedLabels, review
from coincide.workflow.annotations.tables import attach_to_catalog, read_table


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought.

    Attributes
    ----------
    n_known : labels that were in the catalog already.
    unknown_recordings : names in the table that fit no recording of the catalog, or several.
    n_outside : labels left out since they lie outside their recording.
    first_outside : what is wrong with the first of these, in words; empty if there is none.
    passed_over : text files of the folder that are no annotation tables, by their names in it.
    n_unchanged : rows left out since they repeat what `coincide` calls an event, which nobody said.
    n_apart : new or known labels that name no event, since none was found there.
    n_unknown : rows left out since they say ``unknown``, as `coincide recognize` does where nothing has a name.
    n_unlabeled : rows left out since they have no label.
    names : different labels among the new and known ones, sorted.
    """

    n_new: int
    n_known: int
    unknown_recordings: list[str]
    n_outside: int
    passed_over: list[str]
    n_unchanged: int = 0
    n_apart: int = 0
    n_unknown: int = 0
    n_unlabeled: int = 0
    names: tuple[str, ...] = ()
    first_outside: str = ""


def import_annotations(
    catalog: str | Path | None,
    path: str | Path,
    *,
    format: str | None = None,
    who: str = "",
    checked: bool = False,
    on_wait: Callable[[str], None] = lambda _: None,
) -> ImportResult:
    """Store the labels of a table, or of all tables in a folder.

    Parameters
    ----------
    path : the table or the folder.
    format : name of the format; if not given, recognized by the content.
    who : the person who made the labels.
    checked : that person checked every row. Otherwise, rows that still hold the name which `coincide` itself gave to
        an event are no labels: the program must not learn from its own guesses, nor measure itself by them.
    on_wait : called with a sentence if another command is writing.

    Raises
    ------
    AnnotationError : a table cannot be read, or none of it fits the catalog.
    """
    place, path = find_catalog(catalog), given_path(path)
    rows = read_table(path, format)
    labeled = [row for row in rows if row.label]
    named = [row for row in labeled if row.label.casefold() != UNKNOWN]
    passed_over = _passed_over(path, format)
    command = "coincide annotations import"
    with storage_errors(place), CatalogStore.open(place, write=True, command=command, on_wait=on_wait) as store:
        fitted = _fitted(store, place, named, path)
        labels = [_stored(row, fitted.recordings[row.recording], who, path) for row in fitted.inside]
        reviewed = review(store, labels, [row.coincide_label for row in fitted.inside], checked=checked)
        n_new, n_known = _store_labels(store, reviewed, who, path)
    return ImportResult(
        n_new=n_new,
        n_known=n_known,
        unknown_recordings=fitted.unknown,
        n_outside=len(fitted.outside),
        passed_over=passed_over,
        n_unchanged=reviewed.n_unchanged,
        n_apart=reviewed.n_apart,
        n_unknown=len(labeled) - len(named),
        n_unlabeled=len(rows) - len(labeled),
        names=tuple(sorted({label.label for label in reviewed.said})),
        first_outside=_outside(fitted.outside[0], fitted.recordings) if fitted.outside else "",
    )


@dataclass(frozen=True, slots=True)
class _FittedRows:
    """Rows of a table, with the recordings of the catalog that they are of.

    Attributes
    ----------
    recordings : all of the catalog by name; of several with one name, the one that is present.
    inside, outside : rows that begin in their recording, or after its end.
    unknown : names in the table that fit no recording, or several.
    """

    recordings: dict[str, Recording]
    inside: list[Annotation]
    outside: list[Annotation]
    unknown: list[str]


def _fitted(store: CatalogStore, catalog: Path, rows: Sequence[Annotation], path: Path) -> _FittedRows:
    by_name = {each.name: each for each in [*store.recordings.all(), *store.recordings.all(only_present=True)]}
    recordings = list(by_name.values())
    attached, unknown = attach_to_catalog(rows, [*recordings, *store.recordings.copies()], path)
    if rows and not attached:
        raise _nothing_fits(path, catalog, unknown[0], recordings)
    outside = [row for row in attached if row.onset_s >= by_name[row.recording].duration_s]
    inside = [row for row in attached if row.onset_s < by_name[row.recording].duration_s]
    if store.models.current() is not None:
        inside = in_heard_channels(inside, LearnedCatalog(store).contents)
    _check_length(path, inside)
    return _FittedRows(by_name, inside, outside, unknown)


def _store_labels(store: CatalogStore, reviewed: ReviewedLabels, who: str, path: Path) -> tuple[int, int]:
    """Store what a person said; return how many labels are new, and how many were known."""
    with store.transaction():
        run_id = store.runs.begin("annotations import", settings={"path": str(path), "who": who})
        n_new, n_known = store.labels.put(reviewed.said)
        n_known += reviewed.n_known
        store.runs.finish(run_id, results={"n_new": n_new, "n_known": n_known})
    current = store.models.current()
    if current is not None:
        note_if_whole(store, current)
    return n_new, n_known


def _passed_over(path: Path, format: str | None) -> list[str]:
    if not path.is_dir():
        return []
    return [each.relative_to(path).as_posix() for each in no_tables(path, format=format)]


def _nothing_fits(table: Path, catalog: Path, named: str, recordings: Sequence[Recording]) -> AnnotationError:
    return AnnotationError(
        f"no label in `{table}` fits a recording of `{catalog}`; the table names `{quotable(named)}`, the catalog has "
        f"`{recordings[0].name if recordings else 'no recordings'}`. Name the recordings in a column `recording`, or "
        "give the table the name of the recording. If several recordings have that name, put it into folders named "
        "like those of the recording."
    )


def _check_length(path: Path, labeled: Sequence[Annotation]) -> None:
    for one in labeled:
        if len(one.label) > LONGEST_NAME:
            raise AnnotationError(
                f"{path}: expected labels of at most {LONGEST_NAME} characters, got one of {len(one.label):,} at "
                f"{duration(one.onset_s)} in `{quotable(one.recording)}`: `{quotable(one.label)}`. "
                "Shorten it, or check which column holds labels."
            )


def _stored(annotation: Annotation, recording: Recording, who: str, path: Path) -> StoredLabel:
    return StoredLabel(
        recording_id=recording.id,
        onset_s=annotation.onset_s,
        offset_s=min(annotation.offset_s, recording.duration_s),
        label=NOISE if annotation.label.casefold() == NOISE else annotation.label,
        low_hz=annotation.low_hz,
        high_hz=annotation.high_hz,
        channel=annotation.channel,
        category=annotation.category,
        confidence=annotation.confidence,
        recording=annotation.recording,
        who=who,
        how="imported",
        source=str(path),
        created_at=datetime.now(UTC),
    )


def _outside(annotation: Annotation, recordings: Mapping[str, Recording]) -> str:
    recording = recordings[annotation.recording]
    return (
        f"`{quotable(annotation.label)}` begins after {duration(annotation.onset_s)}, but `{recording.name}` is only "
        f"{duration(recording.duration_s)} long"
    )
