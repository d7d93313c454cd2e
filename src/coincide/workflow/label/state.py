"""Where labeling stands: what was said about the events of one model, and what follows from it.

Nothing is stored here, and nothing is shown. Rows are those of the model; inside, events count among the pool that
questions are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.label import (
    NOISE,
    Answer,
    AnswerKind,
    Consolidation,
    Consolidator,
    Point,
    Question,
    Session,
    Strategy,
    can_stop,
    choose_pool,
    make_strategy,
    point_after,
    trace,
)
from coincide.learned.answers import EarlierAnswers
from coincide.learned.names import NamedEvents, name_events
from coincide.learned.teaching_labels import labels_to_teach
from coincide.wording import plain_name


@dataclass(frozen=True, slots=True)
class Ground:
    """What is slow to make and does not depend on what was said.

    Attributes
    ----------
    pool : rows of the model that questions are asked about, ascending.
    """

    pool: NDArray[np.int64]
    consolidator: Consolidator
    strategy: Strategy


class LabelState:
    """The state of labeling.

    Parameters
    ----------
    embeddings : (n, dim) of the model.
    recalled : what was said before.
    strategy, budget, seed : see `coincide.label.make_strategy`.
    ground : of another state over the same embeddings, to be used where it fits.
    """

    def __init__(
        self,
        embeddings: NDArray[np.float32],
        recalled: EarlierAnswers,
        *,
        strategy: str,
        budget: int | None,
        seed: int,
        ground: Ground | None = None,
    ) -> None:
        self._embeddings = embeddings
        labels = labels_to_teach(recalled.labels)
        labeled = np.array([*labels, *(a.question.row for a in recalled.answers)], dtype=np.int64)
        self._pool = np.union1d(choose_pool(len(embeddings), seed=seed), labeled)
        inside = {int(row): place for place, row in enumerate(self._pool)}
        if ground is None or not np.array_equal(ground.pool, self._pool):
            ground = _make_ground(embeddings, self._pool, strategy=strategy, budget=budget, seed=seed)
        self.ground: Ground = ground
        self._consolidator = ground.consolidator
        self._session = Session(
            ground.strategy,
            {inside[row]: name for row, name in labels.items()},
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

    def known_name(self, name: str) -> str:
        """Return a name without needless spaces; the known one, if only capitals or what cannot be seen differ."""
        plain = plain_name(name)
        return {plain_name(each).casefold(): each for each in self.names}.get(plain.casefold(), plain)

    @property
    def labels(self) -> dict[int, str]:
        """Name by row of the model, `NOISE` for no call."""
        return {int(self._pool[place]): name for place, name in self._session.known.labels.items()}

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that hold, oldest first; their questions count among the pool."""
        return self._session.answers

    @property
    def n_answers(self) -> int:
        """Answers that hold, whatever they were."""
        return self._session.n_actions

    @property
    def quality(self) -> float:
        """Expected share of events whose name is right, in [0, 1]; 0 while there is no label."""
        return 0.0 if self._now is None else self._now.quality

    @property
    def promised(self) -> float:
        """Share of events whose name is right that is reached in about 19 cases of 20; 0 while there is no label."""
        return 0.0 if self._now is None else self._now.promised

    @property
    def can_stop(self) -> bool:
        """Whether more answers will hardly help."""
        return can_stop(self.points)

    @property
    def is_sampled(self) -> bool:
        """Whether questions are asked among some of the events only, so that naming all takes seconds."""
        return len(self._pool) < len(self._embeddings)

    def ask_only_about(self, rows: Collection[int]) -> None:
        """Ask about these rows of the model only, from now on; also where others would stand for a cluster better."""
        places = (self.place(row) for row in rows)
        self._session = replace(self._session, askable=frozenset(place for place in places if place is not None))

    def ask(self) -> Question | None:
        """Return the question that helps most next."""
        return self._session.ask()

    def ahead(self, n: int, *, without: Collection[int] = ()) -> list[Question]:
        """Return the next questions, as if those before could not be answered.

        Parameters
        ----------
        n : how many at most.
        without : places that are not asked about, since something else does.
        """
        known = self._session.known
        found: list[Question] = []
        while len(found) < n:
            passed = known.skipped | {question.row for question in found} | set(without)
            question = self._session.strategy.next(replace(known, skipped=passed))
            if question is None:
                break
            found.append(question)
        return found

    def likely(self, place: int, limit: int) -> list[tuple[str, float]]:
        """Return the names that an event most probably has, with probabilities, the best first."""
        if self._now is None:
            return []
        spread = self._now.spread
        shares = spread.probabilities[place]
        best = np.argsort(-shares, kind="stable")[:limit].tolist()
        return [(spread.names[each], float(shares[each])) for each in best if shares[each] > 0]

    def place(self, row: int) -> int | None:
        """Return the place in the pool of a row of the model, None if it is outside of the pool."""
        place = int(np.searchsorted(self._pool, row))
        return place if place < len(self._pool) and self._pool[place] == row else None

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

    def take_back(self, number: int) -> Answer:
        """Take any answer back, counted from 0; returns it. The curve is as if it had never been given."""
        answers = self._session.answers
        self._session = replace(self._session, answers=answers[:number] + answers[number + 1 :])
        is_last = number == len(answers) - 1
        self.points = self.points[:-1] if is_last else trace(self._consolidator, self._session)
        self._now = self._consolidated()
        return answers[number]

    def named(self) -> NamedEvents | None:
        """Return what each event of the model probably is, None while there is no label."""
        return self.naming()()

    def naming(self) -> Callable[[], NamedEvents | None]:
        """Return what will do the same as `named` does now, in another thread and after more answers, too."""
        now, pool, embeddings = self._now, self._pool, self._embeddings
        return lambda: None if now is None else name_events(now, pool, embeddings)

    def _consolidated(self) -> Consolidation | None:
        known = self._session.known
        return self._consolidator.consolidate(known.labels, known.skipped) if known.labels else None


def _make_ground(
    embeddings: NDArray[np.float32], pool: NDArray[np.int64], *, strategy: str, budget: int | None, seed: int
) -> Ground:
    inside = embeddings[pool]
    consolidator = Consolidator(inside)
    asks = make_strategy(strategy, inside, budget=budget, seed=seed, spreader=consolidator.spreader)
    return Ground(pool, consolidator, asks)


def _moved(question: Question, inside: dict[int, int]) -> Question:
    """Count the rows of a question among the pool; members outside of it are left out."""
    members = tuple(inside[row] for row in question.members if row in inside)
    return Question(inside[question.row], members, question.size)
