"""A catalog as an object, for notebooks: the verbs of the command line as methods."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, find_catalog
from coincide.parse import Motif
from coincide.records import Category, Event
from coincide.workflow import annotations as annotations_workflow
from coincide.workflow import evaluate as evaluate_workflow
from coincide.workflow import evaluate_structure as structure_workflow
from coincide.workflow import export as export_workflow
from coincide.workflow import info as info_workflow
from coincide.workflow import learn as learn_workflow
from coincide.workflow import parse as parse_workflow
from coincide.workflow import parsed as parsed_workflow
from coincide.workflow import questions as questions_workflow
from coincide.workflow import recognize as recognize_workflow
from coincide.workflow import report as report_workflow
from coincide.workflow import search as search_workflow
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.model_files import model_files
from coincide.workflow.oracle import Oracle
from coincide.workflow.progress import Progress
from coincide.workflow.settings import load_settings


class Catalog:
    """What was learned from a folder of recordings.

    Parameters
    ----------
    path : the catalog's folder; the only one in the current folder if not given.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path: Path = find_catalog(None if path is None else Path(path))

    @classmethod
    def learn(
        cls,
        folder: str | Path,
        *,
        catalog: str | Path | None = None,
        settings: dict[str, dict[str, Any]] | str | Path | None = None,
        seed: int = 0,
        minutes: float | None = None,
        retrain: bool = False,
        use_labels: bool = True,
        progress: Progress | None = None,
    ) -> Self:
        """Learn from a folder; see `coincide.workflow.learn.learn`.

        Parameters
        ----------
        settings : values by stage and name, such as ``{"embed": {"steps": 500}}``, or a TOML file.
        """
        loaded = load_settings(overrides=settings) if isinstance(settings, dict) else load_settings(_path(settings))
        learned = learn_workflow.learn(
            Path(folder),
            catalog=_path(catalog),
            settings=loaded,
            seed=seed,
            minutes=minutes,
            retrain=retrain,
            use_labels=use_labels,
            progress=progress,
        )
        return cls(learned.catalog)

    @property
    def categories(self) -> list[Category]:
        """The categories, biggest first."""
        return list(self._contents().categories)

    @property
    def events(self) -> list[Event]:
        """The events, in the order of the rows of `embeddings`."""
        return list(self._contents().events)

    @property
    def assignments(self) -> NDArray[np.int64]:
        """The category number of each event, (n,); -1 for unsure."""
        members = self._contents().memberships
        return np.array([-1 if member.category is None else member.category for member in members], dtype=np.int64)

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """The embeddings (n, dim), unit rows, read only."""
        with CatalogStore.open(self.path) as store:
            record = search_workflow.learned_model(store)
        return model_files(self.path, record).embeddings()

    def info(self) -> info_workflow.Info:
        """Describe the catalog."""
        return info_workflow.info(self.path)

    def search(
        self,
        query: str | Path,
        *,
        at_s: float | None = None,
        for_s: float | None = None,
        k: int = 10,
        metric: search_workflow.Metric = "embedding",
        progress: Progress | None = None,
    ) -> search_workflow.Found:
        """Find events that resemble a piece of sound; see `coincide.workflow.search.search`."""
        return search_workflow.search(
            self.path, Path(query), at_s=at_s, for_s=for_s, k=k, metric=metric, progress=progress
        )

    def questions(
        self,
        *,
        budget: int | None = None,
        who: str = "",
        strategy: str = "tree",
        n_boundaries: int = 0,
        seed: int = 0,
    ) -> questions_workflow.Questions:
        """Begin or continue to label; see `coincide.workflow.questions.Questions`."""
        return questions_workflow.Questions(
            self.path, budget=budget, who=who, strategy=strategy, n_boundaries=n_boundaries, seed=seed
        )

    def recognize(
        self,
        *paths: str | Path,
        out: str | Path | None = None,
        format: str | None = None,
        layout: Literal["one", "many"] | None = None,
        precision: float | None = None,
        threshold: float | Mapping[str, float] | None = None,
        noise: bool = False,
        known_only: bool = False,
        categories: bool = False,
        progress: Progress | None = None,
    ) -> recognize_workflow.Recognition:
        """Find and name calls in recordings; see `coincide.workflow.recognize.recognize`.

        Parameters
        ----------
        paths : files and folders.
        precision, noise, known_only, categories : see `coincide.workflow.recognize.Wanted`.
        threshold : the score that all names need, or that of some names.
        """
        thresholds = {"": threshold} if isinstance(threshold, float | int) else threshold
        return recognize_workflow.recognize(
            self.path,
            [Path(path) for path in paths],
            wanted=recognize_workflow.Wanted(precision, thresholds, noise, known_only, categories),
            out=_path(out),
            format=format,
            layout=layout,
            progress=progress,
        )

    def oracle(self, truth: str | Path, *, format: str | None = None) -> Oracle:
        """Return what answers from an annotation table instead of a person; see `coincide.workflow.oracle.Oracle`."""
        return Oracle(self._contents(), Path(truth), place=self.path, format=format)

    def parse(self, *, again: bool = False, progress: Progress | None = None) -> parsed_workflow.Parsed:
        """Find songs and motifs and keep them in the catalog; see `coincide.workflow.parse.parse`."""
        return parse_workflow.parse(self.path, again=again, progress=progress)

    def motifs(self) -> list[Motif]:
        """The motifs that `parse` found, most frequent first."""
        return list(parsed_workflow.stored_structure(self.path).motifs)

    def evaluate(self, truth: str | Path, *, format: str | None = None) -> evaluate_workflow.Evaluation:
        """Score the catalog against an annotation table; see `coincide.workflow.evaluate.evaluate`."""
        return evaluate_workflow.evaluate(self.path, Path(truth), format=format)

    def evaluate_structure(
        self, truth: str | Path, *, level: str, format: str | None = None
    ) -> structure_workflow.StructureEvaluation:
        """Score motifs or songs against an annotation table; see `coincide.workflow.evaluate_structure`."""
        return structure_workflow.evaluate_structure(self.path, Path(truth), level=level, format=format)

    def report(self, out: str | Path | None = None) -> Path:
        """Write the report; returns the file."""
        return report_workflow.report(self.path, out=_path(out))

    def export(self, out: str | Path, *, camera: bool | None = None, replace: bool = False) -> export_workflow.Exported:
        """Write the live page with the recognizer into a folder; see `coincide.workflow.export.export`."""
        return export_workflow.export(self.path, Path(out), camera=camera, replace=replace)

    def export_annotations(
        self, out: str | Path, *, format: str, layout: Literal["one", "many"] | None = None
    ) -> list[Path]:
        """Write the events as annotation tables; returns the files."""
        return annotations_workflow.export_annotations(self.path, Path(out), format=format, layout=layout)

    def import_annotations(
        self, path: str | Path, *, format: str | None = None, who: str = ""
    ) -> annotations_workflow.Imported:
        """Store the labels of annotation tables."""
        return annotations_workflow.import_annotations(self.path, Path(path), format=format, who=who)

    def __repr__(self) -> str:
        return f"Catalog({str(self.path)!r})"

    def _repr_html_(self) -> str:
        facts = self.info()
        head = "".join(f"<th>{name}</th>" for name in ("category", "events", "certainty", "for example"))
        rows = "".join(
            f"<tr><td>{html.escape(row.name or str(row.number))}</td><td>{row.size}</td><td>{row.certainty:.0%}</td>"
            f"<td>{html.escape(row.example_recording)} at {row.example_onset_s:.2f} s</td></tr>"
            for row in facts.categories
        )
        caption = f"{facts.n_events} events of {facts.n_categories} categories in {facts.n_recordings} recordings"
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>"

    def _contents(self) -> Contents:
        with CatalogStore.open(self.path) as store:
            return read_contents(store, search_workflow.learned_model(store))


learn = Catalog.learn
open_catalog = Catalog


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else Path(path)
