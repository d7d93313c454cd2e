"""What pages were asked, by key, and what they answered.

A page may answer long after it was asked, when another page has answered already or `coincide learn` has made another
model. A question is therefore kept with its events: these are times in recordings, and outlive the rows of a model.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from coincide.app.label.clips import is_key_of_clip
from coincide.records import Event

_N_KEPT = 500
"""Questions of a model, and as many of earlier models, that can still be answered."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that holds; without a key if it was given elsewhere or earlier."""

    answer_id: int
    key: str = ""
    said: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question by rows of the model, and the events in them."""

    rows: tuple[int, ...]
    size: int
    events: list[Event]


class AskedQuestions:
    """The questions that pages have, by key.

    Attributes
    ----------
    of_model : those of the current model, the oldest first.
    outlived : those of earlier models, whose rows no longer mean anything.
    """

    def __init__(self) -> None:
        self.of_model: OrderedDict[str, AskedQuestion] = OrderedDict()
        self.outlived: dict[str, AskedQuestion] = {}
        self._again: list[str] = []

    def add(self, key: str, question: AskedQuestion) -> None:
        """Remember a question of the current model, and forget one that was asked long ago."""
        self.of_model[key] = question
        self.of_model.move_to_end(key)
        while len(self.of_model) > _N_KEPT:
            self.of_model.popitem(last=False)

    def add_before(self, key: str, question: Callable[[], AskedQuestion]) -> None:
        """Remember a question that was asked before all others that are known; it is made only if there is room."""
        if key not in self.of_model and len(self.of_model) < _N_KEPT:
            self.of_model[key] = question()
            self.of_model.move_to_end(key, last=False)

    def outlive(self) -> None:
        """Take note that another model has replaced the current one."""
        self.outlived = dict([*self.outlived.items(), *self.of_model.items()][-_N_KEPT:])
        self.of_model.clear()
        self._again.clear()

    def forget(self) -> None:
        """Forget all questions, since another catalog has replaced this one."""
        self.of_model.clear()
        self.outlived.clear()
        self._again.clear()

    def ask_again(self, key: str) -> None:
        """Ask a question next, since its answer was taken back."""
        self._again.insert(0, key)

    def answered(self, key: str) -> None:
        """Take note that a question has an answer."""
        self._again = [each for each in self._again if each != key]

    def again(self) -> list[str]:
        """Return the keys of questions to ask again, the next one first."""
        return [*self._again]

    def is_of_no_model(self, given: GivenAnswer) -> bool:
        """Say whether an answer is about no events of the current model: a clip, or a question of an earlier model."""
        return is_key_of_clip(given.key) or given.key in self.outlived
