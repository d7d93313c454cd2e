"""What people said about one model, as a session keeps it in memory while they go on: the core of both sessions.

`questions` asks one person in a terminal or notebook; `coincide.app.label` asks the pages of a server. Both change the
catalog first and what they remember afterwards, and read the catalog again where somebody else said something or a
change was interrupted.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import Stamp
from coincide.label import NOISE, Answer, AnswerKind, Question
from coincide.label.session import make_answer
from coincide.learned.answers import CATEGORY, EarlierAnswers
from coincide.records import Event
from coincide.workflow.label.answer_log import AnswerLog
from coincide.workflow.label.state import Ground, LabelState


class LabelSession:
    """Labels and answers about one model.

    Parameters
    ----------
    log : writes what is answered; its `asker` says how questions are chosen.
    embeddings : (n, dim) of the model.
    recalled, stamp : what was said before, and when that was read.

    Attributes
    ----------
    state : what was said about events, and what follows from it.
    ids : the stored answer behind each answer of `state`, oldest first.
    """

    def __init__(self, log: AnswerLog, embeddings: NDArray[np.float32], recalled: EarlierAnswers, stamp: Stamp) -> None:
        self.log: AnswerLog = log
        self._embeddings = embeddings
        self.state: LabelState = self._state_after(recalled, ground=None)
        self.ids: list[int] = [*recalled.ids]
        self._askable: Collection[int] | None = None
        log.has_read(stamp, recalled.held)

    def ask_only_about(self, rows: Collection[int]) -> None:
        """See `LabelState.ask_only_about`."""
        self._askable = rows
        self.state.ask_only_about(rows)

    def take_in(self, recalled: EarlierAnswers, stamp: Stamp) -> None:
        """Remember what the catalog held at a stamp, in place of what was remembered."""
        self.log.forget()
        self.state = self._state_after(recalled, ground=self.state.ground)
        if self._askable is not None:
            self.state.ask_only_about(self._askable)
        self.ids = [*recalled.ids]
        self.log.has_read(stamp, recalled.held)

    def answer(
        self, question: Question, events: list[Event], kind: AnswerKind, name: str, *, replaces: int | None = None
    ) -> int:
        """Answer a question about a category; returns the id of the stored answer.

        Parameters
        ----------
        events : what was shown, the typical one first.
        replaces : an answer that is taken back in the same moment.

        Raises
        ------
        InputError : a name is empty.
        CatalogBusyError : another command is writing.
        """
        given = make_answer(question, kind, name)

        def remember(answer_id: int) -> None:
            if replaces in self.ids:
                self._drop(self.ids.index(replaces))
            self.state.answer(question, kind, name)
            self.ids.append(answer_id)

        return self.log.put(
            events,
            question.size,
            question=CATEGORY,
            answer=given.kind,
            name=stored_name(given),
            replaces=replaces,
            remember=remember,
        )

    def take_back(self, answer_id: int) -> Answer | None:
        """Take an answer back; returns it, None if it did not hold any more or is not about the model.

        Raises
        ------
        CatalogBusyError : another command is writing.
        """
        place = self.ids.index(answer_id) if answer_id in self.ids else None
        said = None if place is None else self.state.answers[place]

        def remember() -> None:
            if place is not None:
                self._drop(place)

        return said if self.log.take_back(answer_id, remember=remember) else None

    def _state_after(self, recalled: EarlierAnswers, *, ground: Ground | None) -> LabelState:
        how = self.log.asker
        return LabelState(
            self._embeddings, recalled, strategy=how.strategy, budget=how.budget, seed=how.seed, ground=ground
        )

    def _drop(self, place: int) -> None:
        self.state.take_back(place)
        del self.ids[place]


def stored_name(answer: Answer) -> str:
    """Return the name that is stored with an answer."""
    return NOISE if answer.kind == "noise" else answer.name
