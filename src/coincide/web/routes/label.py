"""The few questions worth asking."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from coincide.app.label.questions import CurvePoint, DeskState
from coincide.web.errors import responses
from coincide.web.schemas import AnswerBody, UndoBody
from coincide.web.served import Here

router = APIRouter(prefix="/api/label", tags=["label"])
Ahead = Annotated[int, Query(ge=1, le=20, description="How many questions to return.")]
Key = Annotated[str, Path(min_length=1, max_length=100)]


@router.get("/queue", responses=responses())
def get_queue(here: Here, n: Ahead = 5) -> DeskState:
    """Return the next questions, clips kept from the live page first."""
    return here.desk.queue(n)


@router.put("/answers/{key}", responses=responses(400, 404))
def put_answer(key: Key, body: AnswerBody, here: Here, n: Ahead = 5) -> DeskState:
    """Answer a question; stored at once. The same answer again changes nothing, another one replaces it."""
    return here.desk.answer(key, body.answer, body.name, n)


@router.post("/undo", responses=responses(400))
def post_undo(here: Here, body: UndoBody | None = None, n: Ahead = 5) -> DeskState:
    """Undo an answer, or the last one; does nothing if there is none."""
    return here.desk.undo(None if body is None else body.key, n)


@router.get("/curve", responses=responses())
def get_curve(here: Here) -> list[CurvePoint]:
    """Return the expected share of right names after each answer."""
    return here.desk.curve()
