"""Where labeling stands: what was said about the events of one model, and what follows from it.

Nothing is stored here, and nothing is shown. Rows are those of the model; inside, events count among the pool that
questions are asked about.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coincide.label import (
    NOISE,
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
from coincide.workflow.consequences import NamedEvents, name_events
from coincide.workflow.recall import Recalled


class LabelState:
    """The state of labeling.

    Parameters
    ----------
    embeddings : (n, dim) of the model.
    recalled : what was said before.
    strategy, budget, seed : see `coincide.label.make_strategy`.
    """

    def __init__(
        self,
        embeddings: NDArray[np.float32],
        recalled: Recalled,
        *,
        strategy: str,
        budget: int | None,
        seed: int,
    ) -> None:
        self._embeddings = embeddings
        labeled = np.array([*recalled.labels, *(a.question.row for a in recalled.answers)], dtype=np.int64)
        self._pool = np.union1d(choose_pool(len(embeddings), seed=seed), labeled)
        inside = {int(row): place for place, row in enumerate(self._pool)}
        pool = embeddings[self._pool]
        self._consolidator = Consolidator(pool)
        self._session = Session(
            make_strategy(strategy, pool, budget=budget, seed=seed, spreader=self._consolidator.spreader),
            {inside[row]: name for row, name in recalled.labels.items()},
            tuple(replace(answer, question=_moved(answer.question, inside)) for answer in recalled.answers),
        )
        self.points: list[Point] = trace(self._consolidator, self._session)
        self._now = self._consolidated()

    @property
    def names(self) -> list[str]:
        """The names used so far, in the order of their first use."""
        imported = sorted(set(self._session.imported.values()))
        asked = [answer.name for answer in self._session.answers if answer.kind == "name"]
        return [name for name in dict.fromkeys([*imported, *asked]) if name != NOISE]

    @property
    def labels(self) -> dict[int, str]:
        """Name by row of the model, `NOISE` for no call."""
        return {int(self._pool[place]): name for place, name in self._session.known.labels.items()}

    @property
    def n_answers(self) -> int:
        """Answers that hold, whatever they were."""
        return self._session.n_actions

    @property
    def quality(self) -> float:
        """Expected share of events whose name is right, in [0, 1]; 0 while there is no label."""
        return 0.0 if self._now is None else self._now.quality

    @property
    def can_stop(self) -> bool:
        """Whether more answers will hardly help."""
        return can_stop(self.points)

    @property
    def is_sampled(self) -> bool:
        """Whether questions are asked among some of the events only, so that naming all takes seconds."""
        return len(self._pool) < len(self._embeddings)

    def ask(self) -> Question | None:
        """Return the question that helps most next."""
        return self._session.ask()

    def row(self, place: int) -> int:
        """Return the row of the model for a place in the pool, which is what questions count."""
        return int(self._pool[place])

    def answer(self, question: Question, kind: AnswerKind, name: str) -> Answer:
        """Take an answer in; returns it as it was understood.

        Raises
        ------
        InputError : a name is empty.
        """
        before = self._now
        self._session = self._session.answer(question, kind, name)
        self._now = self._consolidated()
        n_events = len(self._pool)
        self.points.append(point_after(self._session.n_actions, question, before, self._now, n_events=n_events))
        return self._session.answers[-1]

    def undo(self) -> Answer:
        """Take the last answer back; returns it.

        Raises
        ------
        InputError : there is none.
        """
        before, self._session = self._session, self._session.undo()
        self.points.pop()
        self._now = self._consolidated()
        return before.answers[-1]

    def named(self) -> NamedEvents | None:
        """Return what each event of the model probably is, None while there is no label."""
        return None if self._now is None else name_events(self._now, self._pool, self._embeddings)

    def _consolidated(self) -> Consolidated | None:
        labels = self._session.known.labels
        return self._consolidator.consolidate(labels) if labels else None


def _moved(question: Question, inside: dict[int, int]) -> Question:
    """Count the rows of a question among the pool; members outside of it are left out."""
    members = tuple(inside[row] for row in question.members if row in inside)
    return Question(inside[question.row], members, question.size)
