"""Questions about whole categories: what is asked, what was answered, and what follows from it for all events.

The session of `coincide label` and of notebooks. Every answer is in the catalog before the next question is chosen, so
a session that is killed loses at most the answer in hand, and the next one goes on where it was. The catalog is only
held for the moment of writing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from coincide.catalog import find_catalog, load_array, model_folder
from coincide.errors import InputError
from coincide.label import (
    NOISE,
    STRATEGIES,
    Answer,
    AnswerKind,
    Consolidated,
    Consolidator,
    Point,
    Question,
    Session,
    can_stop,
    choose_pool,
    make_strategy,
    point_after,
    trace,
)
from coincide.report import question_card
from coincide.report.wording import percent
from coincide.workflow.answer_log import AnswerLog, Asker, writing
from coincide.workflow.asked import Asked, Member
from coincide.workflow.consequences import NamedEvents, category_names, name_events
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.model import EMBEDDINGS_FILE
from coincide.workflow.recall import CATEGORY, Recalled, recall
from coincide.workflow.search import learned_model

_N_PICTURED = 4
SAVE_EVERY = 5
"""Answers after which the categories are named anew; the answers themselves are stored at once."""


class Questions:
    """A session of questions; a context manager, which names the categories at its end.

    Parameters
    ----------
    catalog : its folder; the only one in the current folder if not given.
    budget : questions of this session, None for as many as there are.
    who : the person that answers; kept with each answer.
    strategy : one of `coincide.label.STRATEGIES`.
    seed : of what is random in the strategy.
    on_wait : is told, in a sentence, if another command is writing.

    Attributes
    ----------
    catalog : its folder.
    contents : the events that are asked about.
    notices : what is contradictory among earlier answers and labels, or fits nothing any more.

    Raises
    ------
    CatalogError : there is no catalog, nothing was learned yet, or it cannot be written.
    InputError : there is no such strategy, or the budget is negative.
    """

    def __init__(
        self,
        catalog: Path | None = None,
        *,
        budget: int | None = None,
        who: str = "",
        strategy: str = "tree",
        seed: int = 0,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        _check(budget, strategy)
        self.catalog: Path = find_catalog(catalog)
        self._budget, self._seed = budget, seed
        with writing(self.catalog, on_wait) as store:  # brings a catalog of an older version up to date, too
            record = learned_model(store)
            self.contents: Contents = read_contents(store, record)
            recalled = recall(store, self.contents)
        self._embeddings = np.array(load_array(model_folder(self.catalog, record.id) / EMBEDDINGS_FILE))
        self.notices = list(recalled.notices)
        self._log = AnswerLog(self.catalog, Asker(who, strategy, budget, seed, record.id), recalled.ids, on_wait)
        self._begin(recalled, strategy)
        self._pending: Question | None = None
        self._is_saved = False

    def _begin(self, recalled: Recalled, strategy: str) -> None:
        labeled = np.array([*recalled.labels, *(a.question.row for a in recalled.answers)], dtype=np.int64)
        self._pool = np.union1d(choose_pool(len(self._embeddings), seed=self._seed), labeled)
        inside = {int(row): place for place, row in enumerate(self._pool)}
        pool = self._embeddings[self._pool]
        self._consolidator = Consolidator(pool)
        self._session = Session(
            make_strategy(strategy, pool, budget=self._budget, seed=self._seed, spreader=self._consolidator.spreader),
            {inside[row]: name for row, name in recalled.labels.items()},
            tuple(replace(answer, question=_moved(answer.question, inside)) for answer in recalled.answers),
        )
        self._points = trace(self._consolidator, self._session)
        self._now = self._consolidated()

    # What is asked

    def ask(self) -> Asked | None:
        """Return the question in hand, None if the budget is used up or nothing is left to ask."""
        if self._pending is None and (self._budget is None or self._log.n_given < self._budget):
            self._pending = self._session.ask()
        if self._pending is None:
            return None
        return Asked(
            kind=CATEGORY,
            number=self._log.n_given + 1,
            budget=self._budget,
            members=tuple(self._member(place) for place in self._pending.members),
            size=self._pending.size,
        )

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing is left to ask, whatever the budget."""
        return self._session.ask() is None

    @property
    def row(self) -> int:
        """Row of the typical event of the question in hand.

        Raises
        ------
        InputError : there is no question.
        """
        return int(self._pool[self._question().row])

    # What is answered

    def answer(self, kind: AnswerKind, name: str = "") -> None:
        """Give any answer; `name` and the others are shorter.

        Raises
        ------
        InputError : there is no question left, or a name is empty.
        """
        question, before = self._question(), self._now
        session = self._session.answer(question, kind, name)
        given = session.answers[-1]
        self._log.put(
            [self._member(place).event for place in question.members],
            question.size,
            question=CATEGORY,
            answer=given.kind,
            name=NOISE if given.kind == "noise" else given.name,
        )
        self._session = session
        self._renew()
        n_events = len(self._pool)
        self._points.append(point_after(session.n_actions, question, before, self._now, n_events=n_events))
        if self._log.n_given % SAVE_EVERY == 0:
            self.save()

    def name(self, name: str) -> None:
        """Say what it is. A name that differs from a known one by capitals only is the known one."""
        plain = " ".join(name.split())
        known = {each.casefold(): each for each in self.names}
        self.answer("name", known.get(plain.casefold(), plain))

    def noise(self) -> None:
        """Say that it is no call."""
        self.answer("noise")

    def mixed(self) -> None:
        """Say that the members are of several kinds."""
        self.answer("mixed")

    def skip(self) -> None:
        """Say that nobody can tell."""
        self.answer("skip")

    def undo(self) -> Answer | None:
        """Take the last answer back, also one of an earlier session; returns it, None if there is none."""
        if not self._log.undo():
            return None
        undone = self._session.answers[-1]
        self._session = self._session.undo()
        self._points = self._points[:-1]
        self._renew()
        return undone

    # What follows

    @property
    def names(self) -> list[str]:
        """The names used so far, in the order of their first use."""
        imported = sorted(set(self._session.imported.values()))
        asked = [answer.name for answer in self._session.answers if answer.kind == "name"]
        return [name for name in dict.fromkeys([*imported, *asked]) if name != NOISE]

    @property
    def n_labels(self) -> int:
        """Events that were named or called noise, by answers or imported labels."""
        return len(self._session.known.labels)

    @property
    def n_answers(self) -> int:
        """Answers that hold, of this session and earlier ones."""
        return self._session.n_actions

    @property
    def quality(self) -> float:
        """Expected share of events whose name is right, in [0, 1]; 0 while there is no label."""
        return 0.0 if self._now is None else self._now.quality

    @property
    def curve(self) -> list[Point]:
        """Quality after each answer, oldest first."""
        return list(self._points)

    @property
    def can_stop(self) -> bool:
        """Whether more answers will hardly help."""
        return can_stop(self._points)

    def named(self) -> NamedEvents | None:
        """Return what each event of the model probably is, None while there is no label."""
        return None if self._now is None else name_events(self._now, self._pool, self._embeddings)

    def counts_by_name(self) -> list[tuple[str, int, int]]:
        """Return each name with its number of events, and of those that surely are so; the most frequent first."""
        named = self.named()
        return [] if named is None else named.counts()

    def save(self) -> None:
        """Name the categories after their events; the answers are stored already."""
        if self._is_saved:
            return
        self._is_saved = True
        if not self._log.conclude(category_names(self.contents, self.named()), self.quality):
            self.notices.append(
                "Another model was learned meanwhile. Your answers are kept; the next `coincide label` uses them."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.save()

    def __repr__(self) -> str:
        return f"Questions({str(self.catalog)!r}, {self.n_answers} answers, quality {self.quality:.2f})"

    def _repr_html_(self) -> str:
        asked = self.ask()
        sure = "" if self._now is None else f"{percent(self.quality)} of the names are probably right."
        if asked is None:
            return question_card("No question is left.", sure, [], (0.0, 1.0))
        heading = f"{asked.heading()}. {asked.question()}"
        return question_card(heading, sure, asked.examples(_N_PICTURED), asked.band_hz)

    def _question(self) -> Question:
        self.ask()
        if self._pending is None:
            raise InputError("there is no question left to answer. Begin a new session to ask for more.")
        return self._pending

    def _renew(self) -> None:
        self._now = self._consolidated()
        self._pending, self._is_saved = None, False

    def _consolidated(self) -> Consolidated | None:
        labels = self._session.known.labels
        return self._consolidator.consolidate(labels) if labels else None

    def _member(self, place: int) -> Member:
        event = self.contents.events[int(self._pool[place])]
        return Member(event, self.contents.recordings[event.recording_id])


def _check(budget: int | None, strategy: str) -> None:
    if budget is not None and budget < 0:
        raise InputError(f"`budget` must be at least 0, got {budget}. Give a number of questions.")
    if strategy not in STRATEGIES:
        raise InputError(f"`strategy` must be one of {', '.join(STRATEGIES)}, got {strategy!r}.")


def _moved(question: Question, inside: dict[int, int]) -> Question:
    """Count the rows of a question among the pool; members outside of it are left out."""
    members = tuple(inside[row] for row in question.members if row in inside)
    return Question(inside[question.row], members, question.size)
