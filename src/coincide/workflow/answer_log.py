"""Writes answers into the catalog the moment they are given, and takes them back.

The catalog is held only for the moment of writing, so that two people can answer in turn and a reader never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from coincide.catalog import CatalogStore, StoredAnswer, storage_errors
from coincide.records import Event
from coincide.workflow.consequences import names_by_hand
from coincide.workflow.contents import Contents
from coincide.workflow.recall import CATEGORY
from coincide.workflow.spans import span_of


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks whom, and how: what is kept with each answer."""

    who: str
    strategy: str
    budget: int | None
    seed: int
    model_id: str


class AnswerLog:
    """The answers of a session.

    Parameters
    ----------
    ids : answers of earlier sessions about categories, oldest first; they may be taken back.
    on_wait : is told, in a sentence, if another command is writing.
    command : what others are told while they wait for this.
    timeout_s : longest wait for others; None for as long as it takes.
    """

    def __init__(
        self,
        place: Path,
        asker: Asker,
        ids: Sequence[int],
        on_wait: Callable[[str], None],
        *,
        command: str = "coincide label",
        timeout_s: float | None = None,
    ) -> None:
        self._asker = asker
        # Questions have just read the catalog; to check it again for every answer would take longer than the answer.
        self._open = partial(writing, place, on_wait, command=command, timeout_s=timeout_s, is_checked=True)
        self._given = [(each, CATEGORY) for each in ids]
        self._run_id: int | None = None
        self.n_given = 0
        """Answers of this session that hold."""

    def put(
        self,
        members: Sequence[Event],
        size: int,
        *,
        question: str,
        answer: str,
        name: str,
        facts: Mapping[str, float] | None = None,
    ) -> int:
        """Store an answer; returns its id.

        Parameters
        ----------
        members : what was shown, the typical event first.
        question : ``category`` or ``boundary``.
        facts : what else the answer depends on.
        """
        spans = tuple(span_of(event) for event in members)
        stored = StoredAnswer(
            span=spans[0],
            members=spans,
            size=size,
            question=question,
            answer=answer,
            name=name,
            who=self._asker.who,
            strategy=self._asker.strategy,
            model_id=self._asker.model_id,
            session=None,
            answered_at=datetime.now(UTC),
            facts=facts or {},
        )
        with self._open() as store:
            with store.transaction():
                run_id = self._run_id or self._begin(store)
                answer_id = store.put_answer(replace(stored, session=run_id))
                # Finished after every answer: no later moment is sure to come.
                store.finish_run(run_id, results={"n_answers": self.n_given + 1})
            # It is stored, whatever happens next.
            self._run_id = run_id
            self._given.append((answer_id, question))
            self.n_given += 1
        return answer_id

    def take_back(self, answer_id: int) -> None:
        """Take one answer back, of this session or an earlier one."""
        with self._open() as store:
            store.undo_answer(answer_id)
        self._given = [each for each in self._given if each[0] != answer_id]
        self.n_given = max(0, self.n_given - 1)

    def undo(self) -> str | None:
        """Take the last answer back, also of an earlier session; returns what it was about, None if there is none."""
        if not self._given:
            return None
        answer_id, question = self._given.pop()
        with self._open() as store:
            store.undo_answer(answer_id)
        self.n_given = max(0, self.n_given - 1)
        return question

    def conclude(self, contents: Contents, names: Mapping[int, str | None], quality: float) -> bool:
        """Give the categories their names; say whether the model is still the current one."""
        with self._open() as store:
            current = store.current_model()
            store.name_categories(self._asker.model_id, dict(names) | names_by_hand(store, contents))
            if self._run_id is not None:
                store.finish_run(self._run_id, results={"n_answers": self.n_given, "quality": quality})
        return current is not None and current.id == self._asker.model_id

    def _begin(self, store: CatalogStore) -> int:
        asker = self._asker
        settings = {"strategy": asker.strategy, "budget": asker.budget, "who": asker.who}
        return store.begin_run("label", seed=asker.seed, settings=settings, versions={})


@contextmanager
def writing(
    place: Path,
    on_wait: Callable[[str], None],
    *,
    command: str = "coincide label",
    timeout_s: float | None = None,
    is_checked: bool = False,
) -> Generator[CatalogStore]:
    """Hold the catalog for a moment of writing.

    Raises
    ------
    CatalogBusyError : another command was not done after `timeout_s`.
    """
    with (
        storage_errors(place),
        CatalogStore.open(
            place,
            write=True,
            command=command,
            timeout_s=timeout_s,
            on_wait=on_wait,
            is_checked=is_checked,
        ) as store,
    ):
        yield store
