"""How many, when and where: counts with effort, and figures of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from coincide.app.survey_desk import SurveyFacts, SurveyFilter, SurveyTable
from coincide.web.errors import responses
from coincide.web.ranges import etag_of
from coincide.web.schemas import CountsQuery
from coincide.web.served import Here
from coincide.workflow.plot.plot import Kind

router = APIRouter(prefix="/api/survey", tags=["survey"])
Wanted = Annotated[SurveyFilter, Query()]
CountsWanted = Annotated[CountsQuery, Query()]
_SHOWN_ROWS = 500
_FIGURES = 1
"""Raised when the same counts would look otherwise."""
_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def _content(*endings: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {_TYPES[ending]: {} for ending in endings}}, 304: {"description": "Unchanged."}}


@router.get("", responses=responses())
def get_survey(here: Here, timezone: Annotated[str | None, Query(max_length=100)] = None) -> SurveyFacts:
    """List what can be counted: names, sites, days and groups."""
    return here.survey.facts(timezone or None)


@router.get("/counts", responses=responses())
def get_counts(here: Here, wanted: CountsWanted) -> SurveyTable:
    """Count calls and recorded hours, as `coincide summary` does; the first 500 rows."""
    return here.survey.table(wanted.by, wanted, limit=_SHOWN_ROWS)


@router.get("/counts.{ending}", response_class=Response, responses={**responses(404), **_content("csv", "parquet")})
def get_counts_file(ending: Literal["csv", "parquet"], here: Here, wanted: CountsWanted) -> Response:
    """Return all counts as a file."""
    content = here.survey.table_file(f".{ending}", wanted.by, wanted)
    return Response(content, media_type=_TYPES[ending], headers=_saved_as("counts", ending))


@router.get(
    "/figures/{kind}.{ending}",
    response_class=Response,
    responses={**responses(404, 410), **_content("svg", "png", "pdf")},
)
def get_figure(
    kind: Annotated[Kind, Path()], ending: Literal["svg", "png", "pdf"], request: Request, here: Here, wanted: Wanted
) -> Response:
    """Draw a figure, as `coincide plot` does."""
    etag = etag_of("figure", _FIGURES, here.browse.stamp(), kind, ending, wanted)

    def make() -> bytes:
        return here.survey.figure(kind, f".{ending}", wanted)

    headers = _saved_as(kind, ending) if ending != "png" else None
    return here.media_response(request, make, media_type=_TYPES[ending], etag=etag, headers=headers)


@router.get("/figures/{kind}", responses=responses(404))
def get_figure_notices(kind: Annotated[Kind, Path()], here: Here, wanted: Wanted) -> list[str]:
    """List what to know about a figure, for example that no font has some letters."""
    return here.survey.notices(kind, wanted)


def _saved_as(name: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
