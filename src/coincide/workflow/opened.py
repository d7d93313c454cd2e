"""A catalog as an object, for notebooks: the verbs of the command line as methods."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import find_catalog
from coincide.embed import Device
from coincide.execute import Workers
from coincide.learned.contents import Contents
from coincide.learned.opened import open_learned
from coincide.learned.settings import load_settings
from coincide.parse import Motif
from coincide.recordings import Place
from coincide.records import Category, Event, category_number
from coincide.workflow import annotations as annotations_workflow
from coincide.workflow.clips import clips as clips_workflow
from coincide.workflow.evaluate import evaluate as evaluate_workflow
from coincide.workflow.evaluate import structure as structure_workflow
from coincide.workflow.export import export as export_workflow
from coincide.workflow.frames import frames as frames_workflow
from coincide.workflow.info import info as info_workflow
from coincide.workflow.label import questions as questions_workflow
from coincide.workflow.label.oracle import Oracle
from coincide.workflow.learn import learn as learn_workflow
from coincide.workflow.parse import parse as parse_workflow
from coincide.workflow.parse import parsed as parsed_workflow
from coincide.workflow.parse.networks import TreeKind
from coincide.workflow.plot import plot as plot_workflow
from coincide.workflow.progress import Progress
from coincide.workflow.recognize import recognize as recognize_workflow
from coincide.workflow.report import report as report_workflow
from coincide.workflow.search import search as search_workflow
from coincide.workflow.survey import sites as sites_workflow
from coincide.workflow.survey import summary as summary_workflow
from coincide.workflow.validate.session import Validation


class Catalog:
    """A learned catalog: what `coincide.learn` found in a folder of recordings.

    Parameters
    ----------
    path : the catalog's folder; the only one in the current folder if not given.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path: Path = find_catalog(None if path is None else Path(path))

    @classmethod
    def learn(
        cls,
        folder: str | Place | Sequence[str | Place],
        *,
        catalog: str | Path | None = None,
        settings: dict[str, dict[str, Any]] | str | Path | None = None,
        seed: int = 0,
        minutes: float | None = None,
        retrain: bool = False,
        use_labels: bool = True,
        device: Device = "cpu",
        workers: Workers = None,
        progress: Progress | None = None,
    ) -> Self:
        """Learn from a folder, or from several; see `coincide.workflow.learn.learn.learn`.

        Parameters
        ----------
        settings : values by stage and name, such as ``{"embed": {"steps": 500}}``, or a TOML file.
        """
        loaded = load_settings(overrides=settings) if isinstance(settings, dict) else load_settings(_path(settings))
        learned = learn_workflow.learn(
            folder,
            catalog=_path(catalog),
            settings=loaded,
            seed=seed,
            minutes=minutes,
            retrain=retrain,
            use_labels=use_labels,
            device=device,
            workers=workers,
            progress=progress,
        )
        return cls(learned.catalog)

    @property
    def categories(self) -> list[Category]:
        """The categories, biggest first."""
        return sorted(self._contents().categories, key=lambda category: -category.size)

    @property
    def events(self) -> list[Event]:
        """The events, in the order of the rows of `embeddings`."""
        return list(self._contents().events)

    @property
    def assignments(self) -> NDArray[np.int64]:
        """The category number of each event, (n,); -1 for unsure."""
        return np.array([category_number(each.category) for each in self._contents().memberships], dtype=np.int64)

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """The embeddings (n, dim), unit rows, read only."""
        with open_learned(self.path) as learned:
            return learned.files.embeddings()

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
    ) -> search_workflow.SearchResult:
        """Find events that resemble a piece of sound; see `coincide.workflow.search.search.search`."""
        return search_workflow.search(self.path, query, at_s=at_s, for_s=for_s, k=k, metric=metric, progress=progress)

    def questions(
        self,
        *,
        budget: int | None = None,
        who: str = "",
        strategy: str = "tree",
        n_boundaries: int = 0,
        n_edges: int = 0,
        seed: int = 0,
    ) -> questions_workflow.Questions:
        """Start or continue a labeling session; see `coincide.workflow.label.questions.Questions`."""
        return questions_workflow.Questions(
            self.path,
            budget=budget,
            who=who,
            strategy=strategy,
            n_boundaries=n_boundaries,
            n_edges=n_edges,
            seed=seed,
        )

    def recognize(
        self,
        *paths: str | Place,
        out: str | Path | None = None,
        format: str | None = None,
        layout: Literal["one", "many"] | None = None,
        precision: float | None = None,
        threshold: float | Mapping[str, float] | None = None,
        noise: bool = False,
        known_only: bool = False,
        categories: bool = False,
        speech: bool = False,
        faint: float | None = None,
        device: Device = "cpu",
        workers: Workers = None,
        progress: Progress | None = None,
    ) -> recognize_workflow.Recognition:
        """Find and name calls in recordings; see `coincide.workflow.recognize.recognize.recognize`.

        Parameters
        ----------
        paths : files and folders, or addresses of such.
        precision, noise, known_only, categories, speech, faint : see
            `coincide.workflow.recognize.recognize.RecognizeOptions`.
        threshold : the lowest score for all names, or by name.
        """
        thresholds = {"": threshold} if isinstance(threshold, float | int) else threshold
        return recognize_workflow.recognize(
            self.path,
            paths,
            wanted=recognize_workflow.RecognizeOptions(
                precision, thresholds, noise, known_only, categories, speech, faint
            ),
            out=_path(out),
            format=format,
            layout=layout,
            device=device,
            workers=workers,
            progress=progress,
        )

    def oracle(self, truth: str | Path, *, format: str | None = None) -> Oracle:
        """Return an oracle, which answers from an annotation table instead of a person; see `label.oracle.Oracle`."""
        return Oracle(self._contents(), Path(truth), place=self.path, format=format)

    def parse(
        self,
        *,
        trees: TreeKind | None = None,
        seed: int | None = None,
        again: bool = False,
        progress: Progress | None = None,
    ) -> parsed_workflow.ParseResult:
        """Find songs and motifs and keep them in the catalog; see `coincide.workflow.parse.parse.parse`."""
        return parse_workflow.parse(self.path, trees=trees, seed=seed, again=again, progress=progress)

    def motifs(self) -> list[Motif]:
        """The motifs that `parse` found, most frequent first."""
        return list(parsed_workflow.stored_structure(self.path).motifs)

    def evaluate(self, truth: str | Path, *, format: str | None = None) -> evaluate_workflow.Evaluation:
        """Score the catalog against an annotation table; see `coincide.workflow.evaluate.evaluate.evaluate`."""
        return evaluate_workflow.evaluate(self.path, Path(truth), format=format)

    def evaluate_structure(
        self, truth: str | Path, *, level: str, format: str | None = None
    ) -> structure_workflow.StructureEvaluation:
        """Score motifs or songs against an annotation table; see `coincide.workflow.evaluate.structure`."""
        return structure_workflow.evaluate_structure(self.path, Path(truth), level=level, format=format)

    def report(self, out: str | Path | None = None) -> Path:
        """Write the report; returns the file."""
        return report_workflow.report(self.path, out=_path(out))

    def export(
        self, out: str | Path, *, camera: bool | None = None, replace: bool = False
    ) -> export_workflow.ExportResult:
        """Write the live page and the recognizer into a folder; see `coincide.workflow.export.export.export`."""
        return export_workflow.export(self.path, Path(out), camera=camera, replace=replace)

    def clips(
        self, out: str | Path, *, options: clips_workflow.ClipOptions | None = None, progress: Progress | None = None
    ) -> clips_workflow.ClipsResult:
        """Write the sounds of events as files; see `coincide.workflow.clips.clips.write_clips`."""
        return clips_workflow.write_clips(self.path, Path(out), options=options, progress=progress)

    def to_pandas(self, *, timezone: str | None = None) -> frames_workflow.CatalogTables:
        """Return events, recordings and sites as data frames; see `coincide.workflow.frames.frames.to_pandas`."""
        return frames_workflow.to_pandas(self.path, timezone=timezone)

    def to_arrow(self, *, timezone: str | None = None) -> frames_workflow.CatalogTables:
        """Return events, recordings and sites as tables of Arrow."""
        return frames_workflow.to_arrow(self.path, timezone=timezone)

    def plot(
        self, kind: plot_workflow.Kind, out: str | Path, *, options: plot_workflow.PlotOptions | None = None
    ) -> plot_workflow.PlotResult:
        """Draw a figure into a file; see `coincide.workflow.plot.plot.plot`."""
        return plot_workflow.plot(self.path, kind, Path(out), options=options)

    def sites(
        self,
        *tables: str | Path,
        pattern: str | None = None,
        timezone: str | None = None,
        shift_s: float | None = None,
        recorder: str = "",
        who: str = "",
    ) -> sites_workflow.SitesResult:
        """Set where recordings were made, or return what is known; see `coincide.workflow.survey.sites.sites`."""
        return sites_workflow.sites(
            self.path,
            [Path(table) for table in tables],
            pattern=pattern,
            timezone=timezone,
            shift_s=shift_s,
            recorder=recorder,
            who=who,
        )

    def summary(
        self,
        *,
        by: Sequence[str] = ("name",),
        names: Sequence[str] = (),
        min_confidence: float = 0.0,
        timezone: str | None = None,
        out: str | Path | None = None,
    ) -> summary_workflow.Summary:
        """Count calls and recorded hours; see `coincide.workflow.survey.summary.summary`."""
        return summary_workflow.summary(
            self.path, by=by, names=names, min_confidence=min_confidence, timezone=timezone, out=_path(out)
        )

    def validate(
        self,
        *,
        names: Sequence[str] = (),
        n: int = 100,
        who: str = "",
        is_new: bool = False,
        seed: int = 0,
        timezone: str | None = None,
    ) -> Validation:
        """Start or continue checking a sample; see `coincide.workflow.validate.session.Validation`."""
        return Validation(self.path, names=names, n=n, who=who, is_new=is_new, seed=seed, timezone=timezone)

    def export_annotations(
        self, out: str | Path, *, format: str, layout: Literal["one", "many"] | None = None
    ) -> list[Path]:
        """Write the events as annotation tables; returns the files."""
        return annotations_workflow.export_annotations(self.path, Path(out), format=format, layout=layout)

    def import_annotations(
        self, path: str | Path, *, format: str | None = None, who: str = ""
    ) -> annotations_workflow.ImportResult:
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
        with open_learned(self.path) as learned:
            return learned.contents


learn = Catalog.learn
open_catalog = Catalog


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else Path(path)
