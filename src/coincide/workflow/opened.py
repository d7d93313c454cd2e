"""A catalog as an object, for notebooks: the verbs of the command line as methods."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import find_catalog
from coincide.embed import Device
from coincide.execute import Workers
from coincide.learned.contents import Contents
from coincide.learned.opened import open_learned
from coincide.learned.settings import load_settings
from coincide.parse import Motif
from coincide.paths import given_path
from coincide.recordings import Place
from coincide.records import Category, Event, category_number
from coincide.wording import count, percent
from coincide.workflow import annotations as annotations_workflow
from coincide.workflow.clips import clips as clips_workflow
from coincide.workflow.evaluate import evaluate as evaluate_workflow
from coincide.workflow.evaluate import structure as structure_workflow
from coincide.workflow.export import export as export_workflow
from coincide.workflow.frames import frames as frames_workflow
from coincide.workflow.info import info as info_workflow
from coincide.workflow.label.oracle import Oracle
from coincide.workflow.label.questions import Questions
from coincide.workflow.learn import learn as learn_workflow
from coincide.workflow.parse import parse as parse_workflow
from coincide.workflow.parse import parsed as parsed_workflow
from coincide.workflow.plot import plot as plot_workflow
from coincide.workflow.progress import Progress
from coincide.workflow.recognize import recognize as recognize_workflow
from coincide.workflow.report import report as report_workflow
from coincide.workflow.search import search as search_workflow
from coincide.workflow.survey import sites as sites_workflow
from coincide.workflow.survey import summary as summary_workflow
from coincide.workflow.validate.session import Validation

P = ParamSpec("P")
R = TypeVar("R")


def _verb(function: Callable[Concatenate[Path | None, P], R]) -> Callable[Concatenate[Catalog, P], R]:
    """Make a method of `Catalog` from a function of a catalog's path."""

    @functools.wraps(function, updated=())  # no attributes of a class, which some of these are
    def method(self: Catalog, *arguments: P.args, **options: P.kwargs) -> R:
        return function(self.path, *arguments, **options)

    return method


class Catalog:
    """A learned catalog: what `coincide.learn` found in a folder of recordings.

    Parameters
    ----------
    path : the catalog's folder; the only one in the current folder if not given.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path: Path = find_catalog(path)

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
        """Learn from a folder of recordings, or from several, and return the catalog.

        Parameters
        ----------
        folder : a folder or a sound file, or a list of them; recordings are only read. Addresses such as
            ``s3://bucket/site`` also work, and need `catalog`.
        catalog : where to put the catalog; if not given, beside the first folder, under its name with ``.coincide``.
        settings : values by stage and name, such as ``{"embed": {"steps": 500}}``, or a TOML file.
        seed : for all random choices; the same seed gives the same result on one machine.
        minutes : how long to train, at 2,000 steps per minute.
        retrain : learn again even if little has changed.
        use_labels : also learn from labels.
        device : where torch computes: ``cpu``, ``cuda``, ``mps``, or ``auto`` for a graphics card if there is one.
        workers : a number of processes, the address of a Dask scheduler, or a Dask client; the result is the same.
        progress : shows how far each stage is.

        Raises
        ------
        InputError : the folder does not exist, or a setting does not fit the recordings.
        NothingFoundError : there is no sound, or there are too few events to learn from.
        CatalogError : the catalog cannot be written.
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
        """The events, in the same order as the rows of `embeddings`."""
        return list(self._contents().events)

    @property
    def assignments(self) -> NDArray[np.int64]:
        """The category number of each event, (n,); -1 for unsure."""
        return np.array([category_number(each.category) for each in self._contents().memberships], dtype=np.int64)

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """The embeddings, (n, dim), rows of unit length; read-only."""
        with open_learned(self.path) as learned:
            return learned.files.embeddings()

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
        """Find and name the calls in recordings, which need not be in the catalog.

        Parameters
        ----------
        paths : files, folders or addresses.
        out : a file or folder for the table; without it, nothing is written.
        format, layout : as in `export_annotations`; if not given, the ending of `out` decides.
        precision : share of the calls of each name that must be right; calls that score too low become unknown.
        threshold : the lowest score for all names, or a mapping from names to scores; 0.5 if not given.
        noise : True also lists noise.
        known_only : True leaves out unknown calls.
        categories : True uses category numbers as names.
        speech : True also lists calls named ``speech``, which are private.
        faint : also find repeats of known categories that are too faint for the detector; the largest share of false
            ones to accept.
        device, workers, progress : as in `learn`.

        Raises
        ------
        InputError : a path does not exist, or nothing has a name yet.
        NothingFoundError : none of the recordings can be used.
        AnnotationError : the table cannot be written.
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
        """Return an oracle, which answers the questions from an annotation table, as if it were a person.

        Parameters
        ----------
        truth : an annotation table, or a folder of tables.
        format : one of `coincide.annotations.READ_FORMATS`; recognized by content if not given.
        """
        return Oracle(self._contents(), given_path(truth), place=self.path, format=format)

    def motifs(self) -> list[Motif]:
        """The motifs that `parse` found, most frequent first."""
        return list(parsed_workflow.stored_structure(self.path).motifs)

    info = _verb(info_workflow.info)
    search = _verb(search_workflow.search)
    questions = _verb(Questions)
    parse = _verb(parse_workflow.parse)
    evaluate = _verb(evaluate_workflow.evaluate)
    evaluate_structure = _verb(structure_workflow.evaluate_structure)
    report = _verb(report_workflow.report)
    export = _verb(export_workflow.export)
    clips = _verb(clips_workflow.write_clips)
    plot = _verb(plot_workflow.plot)
    summary = _verb(summary_workflow.summary)
    sites = _verb(sites_workflow.sites)
    validate = _verb(Validation)
    to_pandas = _verb(frames_workflow.to_pandas)
    to_arrow = _verb(frames_workflow.to_arrow)
    export_annotations = _verb(annotations_workflow.export_annotations)
    import_annotations = _verb(annotations_workflow.import_annotations)

    def __repr__(self) -> str:
        return f"Catalog({str(self.path)!r})"

    def _repr_html_(self) -> str:
        facts = self.info()
        head = "".join(f"<th>{name}</th>" for name in ("category", "events", "certainty", "for example"))
        rows = "".join(
            f"<tr><td>{html.escape(row.name or str(row.number))}</td><td>{row.size:,}</td>"
            f"<td>{percent(row.certainty)}</td>"
            f"<td>{html.escape(row.example_recording)} at {row.example_onset_s:.2f} s</td></tr>"
            for row in facts.categories
        )
        unsure = f" ({facts.n_unsure:,} unsure)" if facts.n_unsure else ""
        caption = (
            f"{count(facts.n_events, 'event')}{unsure} in {count(facts.n_recordings, 'recording')}, "
            f"{count(facts.n_categories, 'category', 'categories')}"
        )
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>"

    def _contents(self) -> Contents:
        with open_learned(self.path) as learned:
            return learned.contents


learn = Catalog.learn
open_catalog = Catalog


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else given_path(path)
