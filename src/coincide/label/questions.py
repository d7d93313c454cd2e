"""What is asked, what is answered, and what is known by then: plain data.

Rows count the events of a model, in the order of its embeddings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coincide.records import NOISE as NOISE

AnswerKind = Literal["name", "noise", "mixed", "skip"]
ANSWER_KINDS: tuple[AnswerKind, ...] = ("name", "noise", "mixed", "skip")


@dataclass(frozen=True, slots=True)
class Question:
    """ "What is this?", asked about one event that stands for others.

    Attributes
    ----------
    row : the typical member.
    members : up to 8 rows spread over the cluster, the typical one first; all of one kind, or is it mixed?
    size : number of events that the question stands for, at least 1.
    """

    row: int
    members: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to a question; each counts as one action.

    Attributes
    ----------
    kind : ``name``; ``noise``, it is no call; ``mixed``, the members are of several kinds; ``skip``, cannot tell.
    name : not empty for ``name``, else empty.
    """

    question: Question
    kind: AnswerKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """All labels and answers so far.

    Attributes
    ----------
    labels : name by row; `NOISE` for no call.
    skipped : rows that were skipped because no one knew.
    mixed : row and size of the questions that were answered ``mixed``.
    askable : rows that a question may be about; None for all. A table that answers does not know every event.
    """

    labels: Mapping[int, str] = field(default_factory=dict[int, str])
    skipped: frozenset[int] = frozenset()
    mixed: frozenset[tuple[int, int]] = frozenset()
    askable: frozenset[int] | None = None

    def may_ask(self, row: int) -> bool:
        """Say whether a question may be about a row."""
        return self.askable is None or row in self.askable
