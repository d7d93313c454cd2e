"""What people said before, as far as it concerns the current model.

Answers and imported labels are kept by time; here they find their events again. What contradicts itself is decided and
reported, and nothing is deleted: of two answers about one event the newest counts, of two labels of one table the
one that overlaps the event more, of two tables the newer one, and an answer counts more than a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from coincide.catalog import CatalogStore, Span, StoredAnswer, StoredLabel
from coincide.label import NOISE, Answer, Question
from coincide.learned.contents import Contents
from coincide.learned.moves import ids_of
from coincide.learned.spans import EventFinder, span_of
from coincide.records import Event, Recording
from coincide.wording import clock, count

ASKED = "asked"
CATEGORY, BOUNDARY, EDGES = "category", "boundary", "edges"
_N_TOLD = 3
_MIN_TRAINS = 5
"""Labels that hold several events, from which on they are how somebody draws and not a slip."""


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """What is known about the events of a model.

    Attributes
    ----------
    labels : imported names by row.
    answers : to questions about categories, oldest first.
    ids : the stored answer behind each of `answers`.
    held : ids of all answers that hold, whatever they are about.
    notices : what was contradictory or fits nothing, in sentences.
    """

    labels: Mapping[int, str]
    answers: tuple[Answer, ...]
    ids: tuple[int, ...]
    held: frozenset[int]
    notices: list[str]

    @property
    def known(self) -> dict[int, str]:
        """Name by row; `NOISE` for no call. An answer counts more than a table, a newer answer more than an older."""
        known = dict(self.labels)
        for answer in self.answers:
            if answer.kind in ("name", "noise"):
                known[answer.question.row] = answer.name if answer.kind == "name" else NOISE
        return known

    @property
    def unnamed(self) -> frozenset[int]:
        """Rows that somebody was asked about last and did not know."""
        last = {answer.question.row: answer.kind for answer in self.answers}
        return frozenset(row for row, kind in last.items() if kind == "skip")


def answer_about(
    events: Sequence[Event],
    *,
    question: str,
    answer: str,
    who: str,
    strategy: str,
    model_id: str,
    name: str = "",
    size: int | None = None,
    session: int | None = None,
    facts: Mapping[str, float] | None = None,
) -> StoredAnswer:
    """Return an answer that is given now, to be stored.

    Parameters
    ----------
    events : what was shown, the one that stands for the others first.
    size : how many events it speaks for; those shown if not given.
    """
    spans = tuple(span_of(event) for event in events)
    return StoredAnswer(
        span=spans[0],
        members=spans,
        size=len(spans) if size is None else size,
        question=question,
        answer=answer,
        name=name,
        who=who,
        strategy=strategy,
        model_id=model_id,
        session=session,
        answered_at=datetime.now(UTC),
        facts=facts or {},
    )


def recall(store: CatalogStore, contents: Contents, *, finder: EventFinder | None = None) -> EarlierAnswers:
    """Read what people said, and find the events it is about.

    Parameters
    ----------
    finder : of these events, if there is one already; made if not given.
    """
    finder = finder or EventFinder(contents.events)
    present = {recording.id for recording in store.recordings.all(only_present=True)}
    holding = store.answers.all()
    said = [answer for answer in holding if answer.question == CATEGORY]
    imported = [label for label in store.labels.all() if label.how != ASKED]
    labels, of_tables = _from_tables(imported, finder, contents.recordings)
    answers, ids, of_answers = _from_answers(said, finder, contents)
    gone = _gone([*(a.span for a in said), *(label.span for label in imported)], finder, present)
    unheard = _unheard([label.span for label in imported], finder, present)
    overruled = _overruled(labels, answers)
    return EarlierAnswers(
        labels=labels,
        answers=answers,
        ids=ids,
        held=frozenset(answer.id for answer in holding),
        notices=[*gone, *unheard, *of_tables, *of_answers, *overruled],
    )


def _from_tables(
    labels: Sequence[StoredLabel], finder: EventFinder, recordings: Mapping[int, Recording]
) -> tuple[dict[int, str], list[str]]:
    best: dict[tuple[int, str], tuple[float, StoredLabel]] = {}
    contradictions: list[str] = []
    for label in labels:
        row, share = finder.row_and_overlap(label.span)
        if row is None:
            continue
        rival = best.get((row, label.source))
        if rival is not None and rival[1].label != label.label:
            contradictions.append(_contradiction(label, recordings, rival[1].label, label.label))
        if rival is None or share > rival[0]:
            best[row, label.source] = share, label
    chosen: dict[int, StoredLabel] = {}
    for (row, _), (_, label) in sorted(best.items(), key=lambda item: item[1][1].id):
        if row in chosen and chosen[row].label != label.label:
            contradictions.append(_contradiction(label, recordings, chosen[row].label, label.label))
        chosen[row] = label
    told = _told(contradictions, "label of a table contradicts another", "labels of tables contradict another")
    rule = "Within a table, the label that overlaps the event more counts; between tables, the newer one."
    return {row: label.label for row, label in chosen.items()}, [*told, rule] if told else []


def _from_answers(
    said: Sequence[StoredAnswer], finder: EventFinder, contents: Contents
) -> tuple[tuple[Answer, ...], tuple[int, ...], list[str]]:
    answers: list[Answer] = []
    ids: list[int] = []
    names: dict[int, str] = {}
    contradictions: list[str] = []
    mine = ids_of(contents.model)
    for stored in said:
        row = finder.row(stored.span)
        is_of_this_model = stored.model_id in mine
        # "Mixed" is about a cluster, and the clusters of another model are others.
        if row is None or (stored.answer == "mixed" and not is_of_this_model):
            continue
        answers.append(_answer(stored, row, finder, is_of_this_model=is_of_this_model))
        ids.append(stored.id)
        if stored.name and names.setdefault(row, stored.name) != stored.name:
            contradictions.append(_contradiction(stored.span, contents.recordings, names[row], stored.name))
            names[row] = stored.name
    told = _told(contradictions, "answer contradicts an earlier one", "answers contradict earlier ones")
    return tuple(answers), tuple(ids), [*told, "The newest counts."] if told else []


def _answer(stored: StoredAnswer, row: int, finder: EventFinder, *, is_of_this_model: bool) -> Answer:
    others = [other for other in finder.rows(stored.members) if other != row]
    question = Question(row, tuple(dict.fromkeys([row, *others])), stored.size if is_of_this_model else 1)
    if stored.answer == "noise":
        return Answer(question, "noise")
    if stored.answer == "mixed":
        return Answer(question, "mixed")
    return Answer(question, "skip") if stored.answer == "skip" else Answer(question, "name", stored.name)


def _gone(spans: Sequence[Span], finder: EventFinder, present: set[int]) -> list[str]:
    lost = [span for span in spans if not finder.knows(span.recording_id) and span.recording_id not in present]
    if not lost:
        return []
    n_recordings = len({span.recording_id for span in lost})
    return [
        f"{count(len(lost), 'label')} of {count(n_recordings, 'recording')} that "
        f"{'is' if n_recordings == 1 else 'are'} gone: kept, and used again once the sound is back."
    ]


def _unheard(spans: Sequence[Span], finder: EventFinder, present: set[int]) -> list[str]:
    lost = [s for s in spans if finder.row(s) is None and (finder.knows(s.recording_id) or s.recording_id in present)]
    if not lost:
        return []
    told = (
        f"{count(len(lost), 'imported label overlaps', 'imported labels overlap')} no event by half; kept, but nothing "
        f"is learned from {'it' if len(lost) == 1 else 'them'}."
    )
    n_trains = sum(len(finder.covered(span)[0]) > 1 for span in lost)
    return [f"{told} {_of_trains(n_trains)}" if n_trains >= _MIN_TRAINS else told]


def _of_trains(n: int) -> str:
    """Say what helps where people box trains and each pulse is an event."""
    return (
        f"{n} of them hold several events each. If such a box is one train of calls or one phrase to you, learn again "
        "with `--events-unit train` or `phrase`, and it is one event."
    )


def _overruled(labels: Mapping[int, str], answers: Sequence[Answer]) -> list[str]:
    said = {answer.question.row: answer.name or answer.kind for answer in answers if answer.kind in ("name", "noise")}
    n = sum(row in labels and labels[row] != name for row, name in said.items())
    return (
        [f"{count(n, 'answer counts', 'answers count')} more than the label of a table for the same event."]
        if n
        else []
    )


def _contradiction(place: StoredLabel | Span, recordings: Mapping[int, Recording], first: str, then: str) -> str:
    return f"`{first}` and `{then}` for {recordings[place.recording_id].name} at {clock(place.onset_s)}"


def _told(contradictions: Sequence[str], one: str, many: str) -> list[str]:
    if not contradictions:
        return []
    more = f", and {len(contradictions) - _N_TOLD} more" if len(contradictions) > _N_TOLD else ""
    return [f"{count(len(contradictions), one, many)}: {'; '.join(contradictions[:_N_TOLD])}{more}."]
