"""Figures of when and where calls were heard, as far as times and sites are known."""

from __future__ import annotations

from coincide.errors import InputError, MissingPackageError
from coincide.learned.opened import LearnedCatalog
from coincide.report.model import SurveyFigure
from coincide.workflow.plot.figures import Shown, draw_counts, names_shown, title_of
from coincide.workflow.survey.table import Survey, open_survey

_CAPTIONS = {
    "diel": "Hours of the day by days.",
    "season": "Day by day, the most frequent names first.",
    "matrix": "Sites by names.",
    "map": "Sites, with circles whose area is the rate.",
    "accumulation": "How many names so many days of listening give, if every detection is right.",
}
_TIMED = ("diel", "season", "accumulation")


def survey_figures(learned: LearnedCatalog) -> list[SurveyFigure]:
    """Draw what can be drawn; nothing without matplotlib, and nothing that would need a guess."""
    survey = open_survey(learned, whole=False)
    figures: list[SurveyFigure] = []
    try:
        shown = Shown(survey, names_shown(survey, ()), 0.0, title_of((), ()))
    except InputError:  # nothing has a name or a category
        return []
    for kind in _kinds(survey):
        try:
            png, _ = draw_counts(kind, shown, ".png")
        except InputError:  # a zone or a position is missing; `coincide plot` says what to do
            continue
        except MissingPackageError:
            return []
        figures.append(SurveyFigure(kind, _CAPTIONS[kind], png))
    return figures


def _kinds(survey: Survey) -> list[str]:
    """Return the figures that have something to compare."""
    has_times = any(each.began_at is not None for each in survey.recordings)
    n_sites = len({each.site for each in survey.recordings})
    has_places = any(each.latitude is not None for each in survey.recordings)
    return [
        kind
        for kind in _CAPTIONS
        if (kind not in _TIMED or has_times) and (kind != "matrix" or n_sites > 1) and (kind != "map" or has_places)
    ]
