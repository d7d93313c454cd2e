"""Proof: a sample of events to check, and what the answers say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from coincide.app import check_desk
from coincide.app.check_desk import CheckState, check_state
from coincide.web.errors import responses
from coincide.web.media import call_picture, call_sound
from coincide.web.ranges import PNG, WAV
from coincide.web.schemas import MAX_ID, CheckBody, SampleBody, WhoBody
from coincide.web.served import Here
from coincide.workflow.validate.result import ValidationResult

router = APIRouter(prefix="/api/validate", tags=["validate"])
SampleId = Annotated[int, Path(ge=1, le=MAX_ID)]
Item = Annotated[int, Path(ge=0, le=MAX_ID, description="Its place in the sample, from 0.")]
Who = Annotated[
    str | None, Query(max_length=200, description="Who answers; the `--who` of `coincide serve` if not given.")
]
_HEIGHT_PX = 256


@router.get("", responses=responses())
def get_validation(here: Here, who: Who = None) -> CheckState:
    """Return the newest sample of the current model, and the next items to check."""
    return check_state(here.browse, _person(here, who))


@router.post("/samples", responses=responses(400))
def post_sample(body: SampleBody, here: Here) -> CheckState:
    """Draw a new random sample of events."""
    person = _person(here, body.who)
    with here.write() as store:
        check_desk.draw(store, body.names, n=body.n, who=person, timezone=body.timezone or None)
    return check_state(here.browse, person)


@router.put("/samples/{sample}/items/{item}", responses=responses(400, 404))
def put_check(sample: SampleId, item: Item, body: CheckBody, here: Here) -> CheckState:
    """Answer what an item is; stored at once. Another answer by the same person replaces it."""
    person = _person(here, body.who)
    with here.write() as store:
        check_desk.answer(store, sample, item, body.answer, body.name, who=person)
    return check_state(here.browse, person)


@router.post("/samples/{sample}/undo", responses=responses(400, 404))
def post_undo(sample: SampleId, body: WhoBody, here: Here) -> CheckState:
    """Undo the last answer of a person; does nothing if there is none."""
    person = _person(here, body.who)
    with here.write() as store:
        check_desk.take_back(store, sample, who=person)
    return check_state(here.browse, person)


@router.get("/samples/{sample}/result", responses=responses(404))
def get_result(
    sample: SampleId,
    here: Here,
    who: Who = None,
    precision: Annotated[float, Query(gt=0, lt=1, description="For the threshold of scores.")] = 0.9,
) -> ValidationResult:
    """Return precision, recall and corrected counts with intervals, agreement, and a sentence for a paper."""
    return check_desk.check_result(here.browse, sample, _person(here, who), precision=precision)


@router.get(
    "/samples/{sample}/items/{item}/spectrogram.png", response_class=Response, responses={**responses(404, 410), **PNG}
)
def get_picture(sample: SampleId, item: Item, request: Request, here: Here) -> Response:
    """Draw an item with a little before and after."""
    call = check_desk.item_event(here.browse, sample, item)
    return call_picture(here, request, call, height_px=_HEIGHT_PX, version=None)


@router.get(
    "/samples/{sample}/items/{item}/sound.wav", response_class=Response, responses={**responses(404, 410), **WAV}
)
def get_sound(sample: SampleId, item: Item, request: Request, here: Here) -> Response:
    """Play the stretch that the picture shows, slowed down if people could not hear it."""
    call = check_desk.item_event(here.browse, sample, item)
    return call_sound(here, request, call, expand=None, version=None)


def _person(here: Here, who: str | None) -> str:
    return here.who if who is None else " ".join(who.split())
