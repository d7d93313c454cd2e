"""The report: gathers what the page shows about a catalog, and has it written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np

from coincide.catalog import find_catalog
from coincide.drawing.map import MapPoints
from coincide.embed import CHANCE_RANK
from coincide.learned.contents import Contents
from coincide.learned.grouping import KMEANS, ORIGINAL, OURS, PCA
from coincide.learned.model_files import MAP_FILE, MAP_ROWS_FILE, ModelFiles
from coincide.learned.names import private_events
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.runs import last_evaluation
from coincide.paths import given_path
from coincide.report.model import DetectionRow, ReportData, ScoreColumn, ScoreRow, Scores
from coincide.report.page import write_report
from coincide.workflow.info.next_steps import first_query, next_steps
from coincide.workflow.report.cards import describe_categories
from coincide.workflow.report.labels_section import last_curves
from coincide.workflow.report.structure_section import describe_structure
from coincide.workflow.report.survey_section import survey_figures
from coincide.workflow.survey.table import counted_recordings

REPORT_FILE = "report.html"

METHOD_NAMES = {
    OURS: "coincide",
    KMEANS: "our embedding + k-means",
    PCA: "log-mel + PCA + k-means",
    ORIGINAL: "original recipe (adjacent positives, triplet) + k-means",
}

_COPIES = ScoreColumn(
    "copies",
    "copies",
    "the share of other calls that are farther from a call than its changed copy, 0 to 1; guessing gives a half",
    chance=CHANCE_RANK,
)
_SILHOUETTE = ScoreColumn(
    "silhouette",
    "silhouette",
    "how much nearer calls are to their own category than to the next, from -1 to 1; each method is judged in its own "
    "space, so this shows how sharp categories are, not whether they are right",
)
_TRUTH_COLUMNS = (
    ScoreColumn("nmi", "NMI", "information that categories and labels share, 0 to 1"),
    ScoreColumn("ari", "ARI", "agreement of pairs beyond chance, up to 1"),
    ScoreColumn("purity", "purity", "share of calls that carry the main label of their category"),
    ScoreColumn("hungarian_accuracy", "accuracy", "share right if each category may have one label, each label once"),
    ScoreColumn("map", "mAP", "mean average precision of search by example"),
    ScoreColumn("recall_at_1", "R@1", "share of calls whose nearest neighbor carries their label"),
)


def report(catalog: Path | None = None, out: str | Path | None = None, *, speech: bool = False) -> Path:
    """Write the report of a catalog, as one self-contained HTML file.

    Parameters
    ----------
    out : where to write it; ``report.html`` in the catalog if not given.
    speech : True also shows and plays calls named ``speech``, which are private.

    Returns
    -------
    The file written.

    Raises
    ------
    CatalogError : there is no catalog, or nothing has been learned yet.
    InputError : the file cannot be written.
    """
    place = find_catalog(catalog)
    with open_learned(place) as learned:
        data = _gather(learned, speech=speech)
    path = place / REPORT_FILE if out is None else given_path(out)
    write_report(path, data)
    return path


def _gather(learned: LearnedCatalog, *, speech: bool) -> ReportData:
    store, record, contents, run = learned.store, learned.record, learned.contents, learned.run
    judged = last_evaluation(store.runs.all(), record.id)
    recordings = counted_recordings(store, record)
    private = private_events(store, contents) & (not speech)
    cards, unsure = describe_categories(contents, learned.embeddings, learned.originals, private)
    return ReportData(
        title=store.folder.name.removesuffix(".coincide"),
        catalog_path=str(store.folder),
        created_at=datetime.now(UTC).astimezone(),
        version=learned.version or "unknown",
        seed=run.seed,
        run_settings=cast(Mapping[str, Mapping[str, Any]], run.settings),
        n_recordings=len(recordings),
        total_s=sum(recording.duration_s for recording in recordings),
        n_events=len(contents.events),
        sample_rates_hz=sorted({recording.sample_rate_hz for recording in recordings}),
        categories=cards,
        unsure=unsure,
        map_points=_map_points(contents, learned.files),
        scores=_label_free(record.info),
        truth_scores=None if judged is None else _truth_scores(judged),
        detection=[] if judged is None else _detection_rows(judged),
        label_curves=last_curves(store.runs.all(), record.id),
        structure=describe_structure(learned, set(contents.events.ids[private].tolist())),
        figures=survey_figures(learned),
        problems=store.problems.all(),
        notices=notices_of(record.info),
        remarks=remarks_on(record.info, judged),
        next_steps=next_steps(
            store.folder, first_query(contents), is_named=store.labels.count() > 0, is_judged=judged is not None
        ),
        stage_seconds=cast(Mapping[str, float], (run.results or {}).get("stage_seconds", {})),
    )


def _map_points(contents: Contents, files: ModelFiles) -> MapPoints | None:
    if not files.has(MAP_FILE):
        return None
    rows = np.array(files.array(MAP_ROWS_FILE, shape=(None,)))
    plane = np.array(files.array(MAP_FILE, shape=(len(rows), 2)))
    return MapPoints(
        x=plane[:, 0],
        y=plane[:, 1],
        category=contents.memberships.categories[rows].astype(np.int64),
        event_label=[_label(contents, row) for row in rows.tolist()],
    )


def _label(contents: Contents, row: int) -> str:
    event = contents.events[row]
    return f"{contents.recordings[event.recording_id].name} at {event.onset_s:.2f} s"


def _label_free(facts: Mapping[str, Any]) -> Scores:
    values = cast(Mapping[str, float], facts.get("silhouettes", {}))
    copies = cast(Mapping[str, float], facts.get("copies", {}))
    rows = [
        ScoreRow(
            METHOD_NAMES[method],
            # A single category has none.
            {"copies": copies.get(method), "silhouette": values[method] or None},
            is_ours=method == OURS,
        )
        for method in (OURS, KMEANS, PCA, ORIGINAL)
        if method in values
    ]
    return Scores(columns=[_COPIES, _SILHOUETTE] if copies else [_SILHOUETTE], rows=rows)


def _truth_scores(judged: Mapping[str, Any]) -> Scores | None:
    methods = cast(Sequence[Mapping[str, Any]], judged.get("methods", []))
    if not methods:
        return None
    rows = [
        ScoreRow(
            METHOD_NAMES[method["name"]],
            {column.key: method[column.key] for column in _TRUTH_COLUMNS},
            is_ours=bool(method["is_ours"]),
            note=f"{method['n_categories']} categories, {method['n']} labeled events",
        )
        for method in methods
    ]
    return Scores(columns=_TRUTH_COLUMNS, rows=rows)


def _detection_rows(judged: Mapping[str, Any]) -> list[DetectionRow]:
    names = {"detection": "by overlap", "detection_onset": "by onset"}
    return [DetectionRow(name=name, is_ours=True, **judged[key]) for key, name in names.items()]


def notices_of(facts: Mapping[str, Any]) -> list[str]:
    """Say what a reader must know before anything else."""
    notices = [str(facts["unheard"])] if facts.get("unheard") else []
    if facts.get("is_collapsed") or facts.get("is_healthy") is False:
        notices.append(f"The embedding is {facts['gauge']}.")
    if facts.get("stopped"):
        notices.append(f"Learning ended early: {facts['stopped']}.")
    return notices


def remarks_on(facts: Mapping[str, Any], judged: Mapping[str, Any] | None) -> list[str]:
    """Say how to read the scores."""
    remarks = [str(facts["way"])] if "way" in facts else []
    remarks += [f"The embedding is {facts['gauge']}."] if "gauge" in facts else []
    if facts.get("counting"):
        remarks.append(str(facts["counting"]))
    if "stability" in facts:
        remarks.append(str(facts["stability"]))
    if judged is not None:
        remarks += [f"{note[0].upper()}{note[1:]}." for note in judged.get("notes", [])]
        unknown = judged.get("unknown_recordings", [])
        if unknown:
            remarks.append(f"Tables that fit no recording were skipped: {', '.join(unknown)}.")
    return remarks
