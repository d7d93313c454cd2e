"""A figure of a catalog as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from coincide.drawing.survey.canvas import check_ending, letters_missing
from coincide.errors import InputError
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.paths import given_path
from coincide.records import is_private
from coincide.whole_files import write_whole
from coincide.wording import some
from coincide.workflow.plot.figures import (
    Figure,
    FigureContent,
    draw_counts,
    left_out,
    names_shown,
    notices_of_counts,
    title_of,
)
from coincide.workflow.survey.filters import at_sites, sure_enough
from coincide.workflow.survey.table import Survey, open_survey

Kind = Literal["diel", "season", "matrix", "map", "accumulation", "sheet"]
_BOXES = (
    "None of the fonts that figures use has {}; boxes stand in their place. Noto Sans CJK has Chinese, Japanese and "
    "Korean letters; after installing it, delete matplotlib's cache, the folder `{}`, and start `coincide` again."
)
_WITH_NAMES, _WITH_SITES = ("season", "matrix", "sheet"), ("matrix", "map")
"""Kinds of figures that show names, and sites."""
KINDS: tuple[Kind, ...] = ("diel", "season", "matrix", "map", "accumulation", "sheet")


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """What a figure shows.

    Attributes
    ----------
    names : one or several; upper or lower case does not matter; all but noise, speech and unsure events if empty.
    sites : likewise; all if empty.
    min_confidence : leave out events below this confidence, in [0, 1].
    timezone : of recorders whose time zone is not known otherwise.
    n : calls of each name in a contact sheet, at least 1.
    speech : whether a contact sheet may show calls named ``speech``, which are private.
    """

    names: Sequence[str] = ()
    sites: Sequence[str] = ()
    min_confidence: float = 0.0
    timezone: str | None = None
    n: int = 6
    speech: bool = False


@dataclass(frozen=True, slots=True)
class PlotResult:
    """The figure that was written, and what to know about it."""

    path: Path
    notices: list[str]


def plot(catalog: Path | None, kind: Kind, out: str | Path, *, options: PlotOptions | None = None) -> PlotResult:
    """Draw a figure into a file, which is written whole or not at all.

    Parameters
    ----------
    catalog : the catalog's folder; if not given, the only one in the current folder.
    kind : ``diel``, ``season``, ``matrix``, ``map``, ``accumulation`` or ``sheet``.
    out : the file; ends in ``.svg``, ``.png`` or ``.pdf``.
    options : which names, sites and events the figure shows; all but noise, speech and unsure events if not given.

    Raises
    ------
    InputError : the kind, the ending, a name or a site is unknown; times or positions are missing; the file cannot be
        written.
    MissingPackageError : matplotlib is not installed.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    if kind not in get_args(Kind):
        raise InputError(f"`kind` must be one of {', '.join(get_args(Kind))}, got {kind!r}.")
    out = given_path(out)
    ending = check_ending(out)
    with open_learned(catalog) as learned:
        options = options or PlotOptions()
        survey = open_survey(
            learned, timezone=options.timezone, whole=kind == "sheet", confidence=options.min_confidence > 0
        )
        content, notices = draw(learned, survey, kind, ending, options)
    write_whole(out, content, what="the figure", makes_folder=True)
    return PlotResult(out, notices)


def draw(learned: LearnedCatalog, survey: Survey, kind: Kind, ending: str, options: PlotOptions) -> Figure:
    """Draw a figure of a survey that is open already; errors as in `plot`."""
    shown = _shown(survey, options)
    content, notices = _sheet(learned, shown, ending, options) if kind == "sheet" else draw_counts(kind, shown, ending)
    return content, [*notices, *_boxes(kind, shown)]


def notices_of(survey: Survey, kind: Kind, options: PlotOptions) -> list[str]:
    """Say what to know about a figure, without drawing it; errors as in `plot`."""
    shown = _shown(survey, options)
    notices = _notices_of_sheet(shown) if kind == "sheet" else notices_of_counts(kind, shown)
    return [*notices, *_boxes(kind, shown)]


def _shown(survey: Survey, options: PlotOptions) -> FigureContent:
    here = at_sites(survey, options.sites)
    names = names_shown(here, options.names)
    return FigureContent(here, names, options.min_confidence, title_of(options.names, options.sites))


def _boxes(kind: Kind, shown: FigureContent) -> list[str]:
    names = shown.names if kind in _WITH_NAMES else ()
    sites = [each.site for each in shown.survey.recordings] if kind in _WITH_SITES else ()
    missing, fonts = letters_missing([shown.title, *names, *sites])
    return [_BOXES.format(some(missing), fonts)] if missing else []


def _sheet(learned: LearnedCatalog, shown: FigureContent, ending: str, options: PlotOptions) -> Figure:
    private = [name for name in shown.names if is_private(name)]
    if private and not options.speech:
        raise InputError(f"calls named `{private[0]}` are private; `coincide plot sheet --speech` shows them anyway.")
    from coincide.drawing.survey.contact_sheet import draw_contact_sheet
    from coincide.workflow.plot.sheet import sheet_rows

    survey = sure_enough(shown.survey, shown.min_confidence)
    rows = sheet_rows(learned, survey, shown.names, n=options.n)
    if not rows:
        listed = some(list(shown.names))
        sure = f" with a confidence of at least {shown.min_confidence:g}" if shown.min_confidence else ""
        raise InputError(f"no event{sure} has any of these names: {listed}. `coincide info` lists the names.")
    return draw_contact_sheet(rows, ending, title=shown.title), _notices_of_sheet(shown)


def _notices_of_sheet(shown: FigureContent) -> list[str]:
    from coincide.drawing.survey.contact_sheet import MOST_NAMES
    from coincide.workflow.plot.sheet import names_heard

    n_names = len(names_heard(sure_enough(shown.survey, shown.min_confidence), shown.names))
    return left_out(n_names, min(n_names, MOST_NAMES))
