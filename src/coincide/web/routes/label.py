"""The few questions worth asking."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from coincide.web.errors import responses
from coincide.web.schemas import AnswerBody, CurvePoint, Question, Queue, Suggestion, UndoBody
from coincide.web.served import Served, served
from coincide.workflow.label_desk import DeskQuestion, DeskState

router = APIRouter(prefix="/api/label", tags=["label"])
Ahead = Annotated[int, Query(ge=1, le=20, description="How many questions to return.")]
Key = Annotated[str, Path(min_length=1, max_length=100)]


@router.get("/queue", responses=responses())
def get_queue(here: Annotated[Served, Depends(served)], n: Ahead = 5) -> Queue:
    """Return the next questions; clips that were kept from the live page first."""
    return _queue(here.desk.queue(n))


@router.put("/answers/{key}", responses=responses(400, 404))
def put_answer(key: Key, body: AnswerBody, here: Annotated[Served, Depends(served)], n: Ahead = 5) -> Queue:
    """Answer a question; stored at once. The same answer again changes nothing, another one replaces it."""
    return _queue(here.desk.answer(key, body.answer, body.name, n))


@router.post("/undo", responses=responses(400))
def post_undo(here: Annotated[Served, Depends(served)], body: UndoBody | None = None, n: Ahead = 5) -> Queue:
    """Take an answer back, or the last one; nothing happens if there is none."""
    return _queue(here.desk.undo(None if body is None else body.key, n))


@router.get("/curve", responses=responses())
def get_curve(here: Annotated[Served, Depends(served)]) -> list[CurvePoint]:
    """Return the expected share of right names after each answer."""
    return [CurvePoint(n_labels=n, estimate=quality) for n, quality in here.desk.curve()]


def _queue(state: DeskState) -> Queue:
    return Queue(
        questions=[_question(each) for each in state.questions],
        names=state.names,
        undo_available=state.undo_available,
        n_answers=state.n_answers,
        quality=state.quality,
        can_stop=state.can_stop,
        is_exhausted=state.is_exhausted,
    )


def _question(asked: DeskQuestion) -> Question:
    return Question.model_validate(
        {
            **{name: getattr(asked, name) for name in Question.model_fields if name != "suggestions"},
            "suggestions": [Suggestion(name=name, score=score) for name, score in asked.suggestions],
        }
    )
