"""The first page, and what was done to the catalog."""

from __future__ import annotations

from fastapi import APIRouter

from coincide.app.browse import key_of_model
from coincide.app.overview import Overview, overview
from coincide.catalog import Run
from coincide.learned.runs import list_runs
from coincide.web.errors import responses
from coincide.web.schemas import ModelKey
from coincide.web.served import Here

router = APIRouter(prefix="/api", tags=["overview"])


@router.get("/overview", responses=responses())
def get_overview(here: Here) -> Overview:
    """Return the results, how sure they are, and what to do next; works before anything was learned."""
    return overview(here.browse.store, here.browse.snapshot_if_learned())


@router.get("/model", responses=responses())
def get_model(here: Here) -> ModelKey:
    """Return the key of the current model; `coincide learn` changes it."""
    return ModelKey(key_of_model(here.browse.stamp()))


@router.get("/runs", responses=responses())
def get_runs(here: Here) -> list[Run]:
    """List the runs of commands, the newest first."""
    return list_runs(here.browse.store)
