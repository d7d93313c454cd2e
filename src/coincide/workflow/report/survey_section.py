"""Figures of when and where calls were heard, as far as times and sites are known."""

from __future__ import annotations

from coincide.errors import InputError, MissingPackageError
from coincide.learned.opened import LearnedCatalog
from coincide.report.model import SurveyFigure
from coincide.workflow.plot.figures import FigureContent, draw_counts, names_shown, title_of, worthwhile
from coincide.workflow.survey.table import open_survey

_CAPTIONS = {
    "diel": "Hours of the day, day by day.",
    "season": "Day by day, the most frequent names first.",
    "matrix": "Sites by names.",
    "map": "Sites; the area of each circle shows the rate.",
    "accumulation": "Names found in a given number of days, if every detection is right.",
}


def survey_figures(learned: LearnedCatalog) -> list[SurveyFigure]:
    """Draw what can be drawn; nothing without matplotlib, and nothing that would need a guess."""
    survey = open_survey(learned, whole=False, confidence=False)
    figures: list[SurveyFigure] = []
    told: list[str] = []
    try:
        shown = FigureContent(survey, names_shown(survey, ()), 0.0, title_of((), ()))
    except InputError:  # nothing has a name or a category
        return []
    for kind in worthwhile(survey):
        try:
            png, notices = draw_counts(kind, shown, ".png")
        except InputError:  # a zone or a position is missing; `coincide plot` says what to do
            continue
        except MissingPackageError:
            return []
        new = [notice for notice in notices if notice not in told]
        told += new
        figures.append(SurveyFigure(kind, " ".join((_CAPTIONS[kind], *new)), png))
    return figures
