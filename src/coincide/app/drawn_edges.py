"""A person draws where an event begins or ends.

It is stored as an answer about the event, which outlives the model: the next `coincide learn` draws the edges of all
events as these. Until then the event itself stays as it was found, and its page shows both.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide.app.browse import Browse
from coincide.app.category_edits import Editor
from coincide.errors import NoSuchError
from coincide.learned.answers import EDGES, answer_about
from coincide.learned.runs import BEFORE
from coincide.workflow.label.edge_questions import drawn_facts
from coincide.workflow.learn.drawn_edges import DRAWN, drawn_events

DRAW = "edges"
STRATEGY = "drawn"


@dataclass(frozen=True, slots=True)
class DrawnEdges:
    """Where an event begins and ends to a person, in seconds; as it was found where they did not say."""

    event_id: int
    onset_s: float
    offset_s: float


def draw_edges(
    edit: Editor, event_id: int, *, onset_s: float | None = None, offset_s: float | None = None
) -> DrawnEdges:
    """Store where an event begins, ends, or both; what was drawn of it before counts no more for that edge.

    Raises
    ------
    NoSuchError : the event is not of the current model.
    InputError : the times do not fit the event.
    """
    snapshot = edit.snapshot
    row = snapshot.row_of.get(event_id)
    if row is None:
        raise NoSuchError(f"event {event_id} no longer exists. Reload the page.")
    event = snapshot.contents.events[row]
    recording = snapshot.contents.recordings[event.recording_id]
    mine = [
        each for each in edit.store.answers.all() if each.question == EDGES and snapshot.finder.row(each.span) == row
    ]
    known = next(iter(drawn_events(mine)), None)
    if known is not None:
        onset_s = known.onset_s if onset_s is None else onset_s
        offset_s = known.offset_s if offset_s is None else offset_s
    facts = drawn_facts(event, duration_s=recording.duration_s, onset_s=onset_s, offset_s=offset_s)
    settings = {"model": snapshot.model.id, "event": event_id, "who": edit.who, **facts}
    with edit.store.transaction():
        run_id = edit.store.runs.begin(DRAW, settings=settings)
        for each in mine:
            edit.store.answers.undo(each.id)
        answer_id = edit.store.answers.put(
            answer_about(
                [event],
                question=EDGES,
                answer=DRAWN,
                who=edit.who,
                strategy=STRATEGY,
                model_id=snapshot.model.id,
                session=run_id,
                facts=facts,
            )
        )
        before = {"answer": answer_id, "taken_back": [each.id for each in mine]}
        edit.store.runs.finish(run_id, results={BEFORE: before})
    return DrawnEdges(event_id, facts.get("onset_s", event.onset_s), facts.get("offset_s", event.offset_s))


def drawn_in(browse: Browse, recording_id: int) -> list[DrawnEdges]:
    """Return the events of a recording of which an edge was drawn.

    Raises
    ------
    NoSuchError : there is no such recording.
    NotLearnedError : nothing has been learned yet.
    """
    browse.recording(recording_id)
    snapshot = browse.snapshot()
    said = [answer for answer in browse.store.answers.all() if answer.span.recording_id == recording_id]
    found: list[DrawnEdges] = []
    for each in drawn_events(said):
        row = snapshot.finder.row(each.span)
        if row is not None:
            drawn = each.drawn
            found.append(DrawnEdges(snapshot.contents.events[row].id, drawn.onset_s, drawn.offset_s))
    return found
