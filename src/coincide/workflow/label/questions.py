"""Questions about whole categories: what is asked, what was answered, and what follows from it for all events.

The session of `coincide label` and of notebooks. Every answer is in the catalog before the next question is chosen, so
a session that is killed loses at most the answer in hand, and the next one goes on where it was. The catalog is only
held for the moment of writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from coincide.catalog import CatalogStore, find_catalog
from coincide.drawing.question_card import question_card
from coincide.errors import CoincideError, InputError
from coincide.label import STRATEGIES, AnswerKind, Point, Question, given_name
from coincide.learned.answers import BOUNDARY, CATEGORY, EDGES, recall
from coincide.learned.contents import Contents
from coincide.learned.names import NamedEvents, category_names, event_names, mixed_categories
from coincide.learned.opened import LearnedCatalog
from coincide.learned.originals import originals_of
from coincide.learned.whole import note_if_whole
from coincide.learned.writing import writing
from coincide.records import Event
from coincide.wording import count, estimate
from coincide.workflow.label.answer_log import AnswerLog, Asker
from coincide.workflow.label.boundaries import BoundaryDoubt
from coincide.workflow.label.boundary_questions import find_boundary_questions
from coincide.workflow.label.edge_questions import SKIP, drawn_facts, find_edge_questions
from coincide.workflow.label.question import Member, QuestionView
from coincide.workflow.label.session import LabelSession
from coincide.workflow.label.state import LabelState
from coincide.workflow.learn.drawn_edges import DRAWN

_LEARNED_MEANWHILE = (
    "A new model has been learned in the meantime. Your answers are kept; the next `coincide label` uses them."
)
_Pending = Question | BoundaryDoubt | Event
"""What a question is about: a group, a boundary, or the edges of an event."""
SAVE_EVERY = 5
"""Answers after which the categories are named again; the answers themselves are stored at once."""


class Questions:
    """A session of questions. As a context manager, it names the categories when it ends.

    Parameters
    ----------
    catalog : the catalog's folder; if not given, the only one in the current folder.
    budget : number of questions in the session; None for no limit.
    who : name of the person who answers, stored with each answer.
    strategy : one of `coincide.label.STRATEGIES`.
    n_boundaries : how many of the questions may be "is this one call, or two?"
    n_edges : how many of the first questions are "does it begin and end here?"
    seed : for the random choices of the strategy.
    on_wait : called with a sentence if another command is writing.

    Attributes
    ----------
    catalog : the catalog's folder.
    contents : the events that the questions are about.
    notices : sentences about earlier answers and labels that contradict each other or no longer fit anything.

    Raises
    ------
    CatalogError : there is no catalog, nothing has been learned yet, or it cannot be written.
    InputError : there is no such strategy, or the budget is negative.
    """

    def __init__(
        self,
        catalog: Path | None = None,
        *,
        budget: int | None = None,
        who: str = "",
        strategy: str = "tree",
        n_boundaries: int = 0,
        n_edges: int = 0,
        seed: int = 0,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        _check(budget, strategy, n_boundaries=n_boundaries, n_edges=n_edges)
        self.catalog: Path = find_catalog(catalog)
        self._budget = budget
        with writing(self.catalog, on_wait) as store:  # brings a catalog of an older version up to date, too
            learned = LearnedCatalog(store)
            note_if_whole(store, learned.record)
            self.contents: Contents = learned.contents
            stamp, recalled = store.stamp(), learned.recalled
        record, embeddings = learned.record, learned.files.embeddings()
        self.notices = list(recalled.notices)
        self._log = AnswerLog(self.catalog, Asker(who, strategy, budget, seed, record.id), on_wait)
        self._session = LabelSession(self._log, embeddings, recalled, stamp)
        self._earlier = [*recalled.ids]
        with CatalogStore.open(self.catalog, is_checked=True) as store:
            learned = LearnedCatalog(store, record)
            learned.contents = self.contents  # not read twice
            self._boundaries = find_boundary_questions(learned, limit=n_boundaries, seed=seed)
            self._edges = find_edge_questions(learned, limit=n_edges, seed=seed)
        self._originals = originals_of(self.catalog)
        self._pending: _Pending | None = None
        self._edge_ids: set[int] = set()
        self._is_saved = False
        self._mixed: list[str] = []

    # What is asked

    def ask_only_about(self, rows: Collection[int]) -> None:
        """Ask about these rows of the model only, from now on: those that an oracle knows, say."""
        self._session.ask_only_about(rows)
        self._pending = None

    def ask(self) -> QuestionView | None:
        """Return the question in hand, None if the budget is used up or nothing is left to ask."""
        if self._catch_up():
            self._pending = None
        number = len(self._log.own) + 1
        if self._pending is None and (self._budget is None or number <= self._budget):
            self._pending = self._edges.due() or self._boundaries.due(number) or self._state.ask()
        if self._pending is None:
            return None
        if isinstance(self._pending, BoundaryDoubt):
            members = (self._member(self._boundaries.event(self._pending)),)
            return QuestionView(BOUNDARY, number, self._budget, members, size=1, at_s=self._pending.doubt.at_s)
        if isinstance(self._pending, Event):
            return QuestionView(EDGES, number, self._budget, (self._member(self._pending),), size=1)
        members = tuple(self._member(self.contents.events[row]) for row in self._rows(self._pending))
        return QuestionView(CATEGORY, number, self._budget, members, size=self._pending.size)

    @property
    def _state(self) -> LabelState:
        return self._session.state

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing is left to ask, whatever the budget."""
        return self._state.ask() is None

    @property
    def row(self) -> int:
        """Row of the typical event of the question in hand.

        Raises
        ------
        InputError : there is no question about a category.
        """
        return self._state.row(self._category_question().row)

    # What is answered

    def answer(self, kind: AnswerKind, name: str = "") -> None:
        """Give any answer about a category; `name` and the others are shorter.

        Raises
        ------
        InputError : there is no such question left, or a name is empty.
        """
        question = self._category_question()
        events = [self.contents.events[row] for row in self._rows(question)]
        with self._in_hand_if_refused(question):
            self._session.answer(question, events, kind, name)
        self._go_on()

    def name(self, name: str) -> None:
        """Say what it is. A name that differs from a known one by capitals only is the known one."""
        self.answer("name", self._state.known_name(given_name(name)))

    def noise(self) -> None:
        """Say that it is no call."""
        self.answer("noise")

    def mixed(self) -> None:
        """Say that the members are of several kinds."""
        self.answer("mixed")

    def skip(self) -> None:
        """Answer that it cannot be told."""
        question = self._question()
        if isinstance(question, BoundaryDoubt):
            self._answer_boundary("skip")
        elif isinstance(question, Event):
            self._answer_edges(question, SKIP, {})
        else:
            self.answer("skip")

    def one(self) -> None:
        """Say that it is one call."""
        self._answer_boundary("one")

    def two(self) -> None:
        """Say that they are two calls."""
        self._answer_boundary("two")

    def draw(self, *, onset_s: float | None = None, offset_s: float | None = None) -> None:
        """Say where the event begins and ends, in seconds of its recording, or one of them.

        Raises
        ------
        InputError : the question is about something else, or the times do not fit the event.
        """
        event = self._question()
        if not isinstance(event, Event):
            raise InputError("only questions about edges can be answered with times.")
        duration_s = self.contents.recordings[event.recording_id].duration_s
        self._answer_edges(event, DRAWN, drawn_facts(event, duration_s=duration_s, onset_s=onset_s, offset_s=offset_s))

    def undo(self) -> str | None:
        """Take the last answer of this session back, or else of an earlier one; returns what it was.

        What others answered since this session began stays. None if there is nothing to take back.
        """
        while True:
            self._catch_up()
            known = [*(each for each in self._earlier if each in self._session.ids), *self._log.own]
            if not known:
                return None
            said = self._take_back(known[-1])
            self._pending, self._is_saved = None, False
            if said is not None:
                return said

    # What follows

    @property
    def names(self) -> list[str]:
        """The names used so far, in the order of their first use."""
        return self._state.names

    @property
    def labels(self) -> dict[int, str]:
        """What was said about events, by row: a name, or ``noise``; by answers or imported labels."""
        return self._state.labels

    @property
    def n_answers(self) -> int:
        """Answers about categories that hold, of this session and earlier ones."""
        return self._state.n_answers

    @property
    def quality(self) -> float:
        """Expected share of events whose name is right, in [0, 1]; 0 while there is no label."""
        return self._state.quality

    @property
    def promised(self) -> float:
        """Share of events whose name is right that is reached in about 19 cases of 20; 0 while there is no label."""
        return self._state.promised

    @property
    def curve(self) -> list[Point]:
        """Quality after each answer, oldest first."""
        return list(self._state.points)

    @property
    def can_stop(self) -> bool:
        """Whether more answers will hardly help."""
        return self._state.can_stop

    def named(self) -> NamedEvents | None:
        """Return what each event of the model probably is, None while there is no label."""
        return self._state.named()

    def counts_by_name(self) -> list[tuple[str, int]]:
        """Return each name with its number of events, as in all tables, the most frequent first; "" is no name yet."""
        self.save()
        self._regroup()
        with CatalogStore.open(self.catalog, is_checked=True) as store:
            return Counter(event_names(store, self.contents)).most_common()

    def save(self) -> None:
        """Name the categories after their events; the answers are stored already."""
        if self._is_saved:
            return
        for last in (False, False, True):
            edition = self._regroup()
            self._catch_up()
            names = category_names(self.contents, self.named())
            # Names that follow from less than was said are made again, but not for ever.
            if self._log.conclude(self.contents, names, self.quality, edition=None if last else edition):
                break
        self._tell_mixed()
        self._is_saved = True

    def _tell_mixed(self) -> None:
        """Put what is now known of mixed categories in the place of what was told before."""
        self.notices = [notice for notice in self.notices if notice not in self._mixed]
        named = self.named()
        if named is None:
            self._mixed = []
            return
        with CatalogStore.open(self.catalog, is_checked=True) as store:
            self._mixed = mixed_categories(store, self.contents, named, self.labels)
        self.notices += self._mixed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()

    def __repr__(self) -> str:
        return f"Questions({str(self.catalog)!r}, {count(self.n_answers, 'answer')}, quality {self.quality:.2f})"

    def _repr_html_(self) -> str:
        asked = self.ask()
        sure = f"{estimate(self.quality)} of the names are probably right." if self.labels else ""
        if asked is None:
            return question_card("No question is left.", sure, [], (0.0, 1.0))
        heading = f"{asked.heading()}. {asked.question()}"
        return question_card(heading, sure, asked.examples(), asked.band_hz)

    def _catch_up(self) -> bool:
        """Read what was said if anybody else said something; say whether that was so."""
        with CatalogStore.open(self.catalog, is_checked=True) as store:
            if store.edition() == self._log.edition:
                return False
            stamp = store.stamp()
            if self._log.knows(stamp):
                return False
            self._session.take_in(recall(store, self.contents), stamp)
        self._is_saved = False
        return True

    def _regroup(self) -> int:
        """Read which categories the events are in now; returns the edition of the catalog that says so."""
        with CatalogStore.open(self.catalog, is_checked=True) as store:
            edition, model = store.edition(), store.models.current()
            if model is not None and model.id == self.contents.model.id:
                categories = store.categories.all(model.id)
                memberships = store.categories.memberships(model.id, event_ids=self.contents.events.ids)
                self.contents = replace(self.contents, model=model, categories=categories, memberships=memberships)
            elif _LEARNED_MEANWHILE not in self.notices:
                self.notices.append(_LEARNED_MEANWHILE)
        return edition

    def _take_back(self, answer_id: int) -> str | None:
        """Take an answer back; returns what it was, None if it did not hold any more."""
        if answer_id in self._session.ids:
            answer = self._session.take_back(answer_id)
            return None if answer is None else answer.name or answer.kind
        if self._log.take_back(answer_id, remember=lambda: self._remember_fewer(answer_id)):
            return f"what you said about {'edges' if answer_id in self._edge_ids else 'a boundary'}"
        return None

    def _remember_fewer(self, answer_id: int) -> None:
        (self._edges if answer_id in self._edge_ids else self._boundaries).advance(-1)

    def _answer_boundary(self, said: str) -> None:
        one = self._question()
        if not isinstance(one, BoundaryDoubt):
            raise InputError(f"`{said}` answers whether a sound is one call or two, but this question asks what it is.")
        facts = {"at_s": one.doubt.at_s, "dip_db": one.doubt.dip_db}
        event = self._boundaries.event(one)
        with self._in_hand_if_refused(one):
            self._log.put(
                [event],
                1,
                question=BOUNDARY,
                answer=said,
                name="",
                facts=facts,
                remember=lambda _: self._boundaries.advance(),
            )
        self._go_on()

    def _answer_edges(self, event: Event, said: str, facts: Mapping[str, float]) -> None:
        def remember(answer_id: int) -> None:
            self._edge_ids.add(answer_id)
            self._edges.advance()

        with self._in_hand_if_refused(event):
            self._log.put([event], 1, question=EDGES, answer=said, name="", facts=facts, remember=remember)
        self._go_on()

    @contextmanager
    def _in_hand_if_refused(self, question: _Pending) -> Generator[None]:
        """Keep a question whose answer was refused. After an interruption the catalog tells which one is next."""
        self._pending, self._is_saved = None, False
        try:
            yield
        except CoincideError:
            self._pending = question
            raise

    def _go_on(self) -> None:
        if len(self._log.own) % SAVE_EVERY == 0 and not self._state.is_sampled:
            self.save()

    def _question(self) -> _Pending:
        if self._pending is None:
            self.ask()
        if self._pending is None:
            raise InputError("there is no question left to answer. Begin a new session to ask for more.")
        return self._pending

    def _category_question(self) -> Question:
        question = self._question()
        if isinstance(question, BoundaryDoubt):
            raise InputError("this question asks whether it is one call or two. Answer `one`, `two` or `skip`.")
        if isinstance(question, Event):
            raise InputError("this question asks where a call begins and ends. Answer with times, or `skip`.")
        return question

    def _rows(self, question: Question) -> list[int]:
        return [self._state.row(place) for place in question.members]

    def _member(self, event: Event) -> Member:
        contents = self.contents
        return Member(event, contents.recordings[event.recording_id], contents.heard_in(event.channel), self._originals)


def _check(budget: int | None, strategy: str, **n_questions: int) -> None:
    if budget is not None and budget < 0:
        raise InputError(f"`budget` must be at least 0, got {budget}. Give a number of questions.")
    for name, number in n_questions.items():
        if number < 0:
            raise InputError(f"`{name}` must be at least 0, got {number}. Give a number of questions.")
    if strategy not in STRATEGIES:
        raise InputError(f"`strategy` must be one of {', '.join(STRATEGIES)}, got {strategy!r}.")
