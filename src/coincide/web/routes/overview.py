"""The first page, and what was done to the catalog."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from coincide.errors import NotLearnedError
from coincide.web.errors import responses
from coincide.web.schemas import Overview, Run
from coincide.web.served import Served, served
from coincide.workflow.overview import overview
from coincide.workflow.run_list import list_runs

router = APIRouter(prefix="/api", tags=["overview"])


@router.get("/overview", responses=responses())
def get_overview(here: Annotated[Served, Depends(served)]) -> Overview:
    """Tell what was found, how sure that is, and what to do next; also before anything was learned."""
    try:
        snapshot = here.browse.snapshot()
    except NotLearnedError:
        snapshot = None
    return Overview.model_validate(overview(here.browse.store, snapshot))


@router.get("/runs", responses=responses())
def get_runs(here: Annotated[Served, Depends(served)]) -> list[Run]:
    """List what commands did, the newest first."""
    return [Run.model_validate(run) for run in list_runs(here.browse.store)]
