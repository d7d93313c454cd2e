"""Writes answers into the catalog the moment they are given, and takes them back.

The catalog is held only for the moment of writing, so that two people can answer in turn and a reader never waits. The
catalog is right and a session's memory is a copy of it: what a session remembers changes after the catalog has. Whether
the copy is still true shows in the catalog's edition, which every write raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from coincide.catalog import CatalogStore, Stamp
from coincide.errors import CatalogBusyError
from coincide.learned.answers import answer_about
from coincide.learned.contents import Contents
from coincide.learned.names import names_by_hand
from coincide.learned.writing import writing
from coincide.records import Event

ASKED_BY = "asked_by"
"""Setting of the run of a session: the command that asked."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is asked, and how; stored with each answer."""

    who: str
    strategy: str
    budget: int | None
    seed: int
    model_id: str


class AnswerLog:
    """The answers of a session.

    Parameters
    ----------
    on_wait : called with a sentence if another command is writing.
    command : shown to other commands while they wait for this one, and noted with the run.
    timeout_s : longest wait for others; None for as long as it takes.

    Attributes
    ----------
    asker : who is asked, and how questions are chosen.
    own : ids of the answers of this session that hold, oldest first.
    """

    def __init__(
        self,
        place: Path,
        asker: Asker,
        on_wait: Callable[[str], None],
        *,
        command: str = "coincide label",
        timeout_s: float | None = None,
    ) -> None:
        self.asker: Asker = asker
        # Questions have just read the catalog; to check it again for every answer would take longer than the answer.
        self._open = partial(writing, place, on_wait, command=command, timeout_s=timeout_s, is_checked=True)
        self.own: list[int] = []
        self._command = command
        self._run_id: int | None = None
        self._edition: int | None = None
        self._said: int | None = None

    # Whether the session knows what the catalog holds

    @property
    def edition(self) -> int | None:
        """Edition of the catalog up to which the session knows what people said; None if it must read that again."""
        return self._edition

    def knows(self, stamp: Stamp) -> bool:
        """Say whether the session knows everything that was said at a stamp."""
        is_known = stamp.edition == self._edition or (self._said is not None and stamp.said == self._said)
        if is_known:
            self._edition, self._said = stamp.edition, stamp.said
        return is_known

    def forget(self) -> None:
        """Note that the session's memory is about to change."""
        self._edition, self._said = None, None

    def has_read(self, stamp: Stamp, held: Collection[int]) -> None:
        """Note that the session remembers what was said at a stamp, with the ids of all answers that hold."""
        self.own = [each for each in self.own if each in held]
        self._edition, self._said = stamp.edition, stamp.said

    # What it writes

    def put(
        self,
        members: Sequence[Event],
        size: int,
        *,
        question: str,
        answer: str,
        name: str,
        facts: Mapping[str, float] | None = None,
        replaces: int | None = None,
        remember: Callable[[int], object] = lambda _: None,
    ) -> int:
        """Store an answer; returns its id.

        Parameters
        ----------
        members : what was shown, the typical event first.
        question : ``category``, ``boundary`` or ``edges``.
        facts : what else the answer depends on.
        replaces : an answer that is taken back in the same moment.
        remember : is given the id once the answer is stored, to note it in memory.
        """
        stored = answer_about(
            members,
            size=size,
            question=question,
            answer=answer,
            name=name,
            who=self.asker.who,
            strategy=self.asker.strategy,
            model_id=self.asker.model_id,
            facts=facts,
        )

        own = [each for each in self.own if each != replaces]
        with self._hold() as store:
            with store.transaction():
                run_id = self._run_id or self._begin(store)
                if replaces is not None:
                    store.answers.undo(replaces)
                answer_id = store.answers.put(replace(stored, session=run_id))
                # Finished after every answer: no later moment is sure to come.
                store.runs.finish(run_id, results={"n_answers": len(own) + 1})
            self._run_id, self.own = run_id, [*own, answer_id]
            remember(answer_id)
        return answer_id

    def take_back(self, answer_id: int, *, remember: Callable[[], object] = lambda: None) -> bool:
        """Take one answer back, of this session or an earlier one; says whether it held until now."""
        with self._hold() as store:
            answer = store.answers.get(answer_id)
            held = answer is not None and answer.undone_at is None
            if held:
                store.answers.undo(answer_id)
                self.own = [each for each in self.own if each != answer_id]
                remember()
        return held

    def conclude(
        self, contents: Contents, names: Mapping[int, str | None], quality: float, *, edition: int | None
    ) -> bool:
        """Give the categories their names; says whether they got them.

        Parameters
        ----------
        edition : of the catalog that the names follow from; at another one nothing is written. None for any.
        """
        with self._hold(seals=True) as store:
            if edition is not None and store.edition_when_opened != edition:
                return False
            with store.transaction():
                store.categories.name(self.asker.model_id, dict(names) | names_by_hand(store, contents))
                if self._run_id is not None:
                    results = {"n_answers": len(self.own), "quality": quality}
                    store.runs.finish(self._run_id, results=results)
        return True

    @contextmanager
    def _hold(self, *, seals: bool = False) -> Generator[CatalogStore]:
        """Hold the catalog for a change, which is stored before it is noted in memory.

        If that is interrupted anywhere, nothing is known any more, and the session reads the catalog again.
        """
        edition, said = self._edition, self._said
        self.forget()
        try:
            with self._open(seals=seals) as store:
                was_known = store.edition_when_opened == edition or (said is not None and store.stamp().said == said)
                yield store
                now = store.edition()
        except CatalogBusyError:
            self._edition, self._said = edition, said  # nothing was written
            raise
        self._edition = now if was_known else None

    def _begin(self, store: CatalogStore) -> int:
        asker = self.asker
        settings = {"strategy": asker.strategy, "budget": asker.budget, "who": asker.who}
        settings[ASKED_BY] = self._command
        return store.runs.begin("label", seed=asker.seed, settings=settings)
