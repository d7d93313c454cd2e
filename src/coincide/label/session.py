"""A labeling session: a pure state machine of question, answer and undo.

Nothing is drawn and nothing is stored. The state is the answers; the same answers lead to the same next question, so a
session that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from coincide.errors import InputError
from coincide.label.given_name import given_name
from coincide.label.questions import ANSWER_KINDS, NOISE, Answer, AnswerKind, KnownLabels, Question
from coincide.label.strategies import Strategy


@dataclass(frozen=True, slots=True)
class Session:
    """The state of a session.

    Attributes
    ----------
    imported : labels that were there before, name by row.
    answers : oldest first; each is one action of a person.
    askable : see `KnownLabels`.
    """

    strategy: Strategy
    imported: Mapping[int, str] = field(default_factory=dict[int, str])
    answers: tuple[Answer, ...] = ()
    askable: frozenset[int] | None = None

    @property
    def n_actions(self) -> int:
        """The number of answers, of any kind."""
        return len(self.answers)

    @property
    def known(self) -> KnownLabels:
        """The answers so far; of two about one event the newer counts."""
        labels, skipped, mixed = dict(self.imported), set[int](), set[tuple[int, int]]()
        for answer in self.answers:
            row = answer.question.row
            skipped.discard(row)
            if answer.kind == "skip":
                skipped.add(row)
            elif answer.kind == "mixed":
                mixed.add((row, answer.question.size))
            else:
                labels[row] = answer.name if answer.kind == "name" else NOISE
        return KnownLabels(labels, frozenset(skipped), frozenset(mixed), self.askable)

    def ask(self) -> Question | None:
        """Return the question that helps most next, None if nothing is left to ask."""
        return self.strategy.next(self.known)

    def answer(self, question: Question, kind: AnswerKind, name: str = "") -> Session:
        """Return the session after an answer.

        Raises
        ------
        InputError : the kind is unknown, or a name is empty.
        """
        return replace(self, answers=(*self.answers, make_answer(question, kind, name)))

    def undo(self) -> Session:
        """Return the session before the last answer.

        Raises
        ------
        InputError : there is none.
        """
        if not self.answers:
            raise InputError("expected an answer to undo, got none in this session. Answer a question first.")
        return replace(self, answers=self.answers[:-1])


def make_answer(question: Question, kind: AnswerKind, name: str = "") -> Answer:
    """Check an answer; the name `noise` is the answer ``noise``.

    Raises
    ------
    InputError : the kind is unknown, or a name cannot be given; see `given_name`.
    """
    if kind not in ANSWER_KINDS:
        raise InputError(f"expected one of the answers {', '.join(ANSWER_KINDS)}, got {kind!r}.")
    if kind != "name":
        return Answer(question, kind)
    name = given_name(name)
    return Answer(question, "noise") if name.casefold() == NOISE else Answer(question, kind, name)
