"""The dialog of `coincide label`: questions, answers and how sure the names are; in person or from a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from coincide.cli.label.answer_line import HELP, TypedLine, read_line
from coincide.cli.label.player import NO_SOUND, Player
from coincide.cli.label.question_screen import show_question
from coincide.cli.label.standing import say_stop, show_curve, standing
from coincide.cli.output.left_out_rows import tell_left_out
from coincide.cli.output.page import Page
from coincide.errors import InputError
from coincide.wording import count, percent
from coincide.workflow.label.oracle import Oracle
from coincide.workflow.label.question import QuestionView
from coincide.workflow.label.questions import Questions


def answer_in_person(page: Page, questions: Questions, *, is_silent: bool) -> None:
    """Ask until the person quits, the input ends, or nothing is left to ask."""
    with Player(is_wanted=not is_silent and sys.stdout.isatty()) as player:
        _Dialog(page, questions, player).run()


def answer_from_table(page: Page, questions: Questions, table: Path) -> float | None:
    """Answer all questions from a table; returns the share of events that are named right in the end.

    Raises
    ------
    AnnotationError : the table cannot be read, fits no recording, or names nothing.
    """
    oracle = Oracle(questions.contents, table, place=questions.catalog)
    tell_left_out(page, oracle.notes, oracle.unknown_recordings)
    page.say(f"The table covers {count(len(oracle.rows), 'event')}; the questions and shares below are about these.")
    questions.ask_only_about(oracle.rows)
    while (asked := questions.ask()) is not None:
        kind, name = oracle.answer(questions.row)
        questions.answer(kind, name)
        page.say(f"{asked.number}. {name or kind}, for {count(asked.size, 'event')}. {_truth(questions, oracle)}")
    named = questions.named()
    return None if named is None else oracle.accuracy(named)


def _truth(questions: Questions, oracle: Oracle) -> str:
    named = questions.named()
    if named is None:
        return "Nothing has a name yet."
    return f"Right: {percent(oracle.accuracy(named))}, estimated {percent(oracle.estimate(named))}."


class _Dialog:
    """A person and a session."""

    def __init__(self, page: Page, questions: Questions, player: Player) -> None:
        self._page, self._questions, self._player = page, questions, player
        self._deeds: dict[str, Callable[[TypedLine], None]] = {
            "name": self._name,
            "noise": lambda _: self._answer(self._questions.noise),
            "mixed": lambda _: self._answer(self._questions.mixed),
            "skip": lambda _: self._answer(self._questions.skip),
            "one": lambda _: self._say_boundary(self._questions.one),
            "two": lambda _: self._say_boundary(self._questions.two),
            "draw": self._draw,
            "undo": lambda _: self._undo(),
            "help": lambda _: self._help(),
            "curve": lambda _: show_curve(self._page, self._questions.curve),
            "names": lambda _: self._names(),
            "play": lambda typed: self._play(typed.number),
            "nothing": lambda _: self._page.say("Type an answer, `skip`, or `?` for help."),
            "unclear": lambda typed: self._page.say(f"Not understood: {typed.text}."),
        }

    def run(self) -> None:
        shown: QuestionView | None = None
        while (asked := self._questions.ask()) is not None:
            if asked != shown:
                show_question(self._page, asked, names=self._questions.names)
                self._play(0, is_asked_for=False)
                shown = asked
            line = self._page.ask()
            if line is None:
                return
            typed = read_line(line, names=self._questions.names, kind=asked.kind)
            if typed.deed == "quit":
                return
            self._deeds[typed.deed](typed)
        if self._questions.is_exhausted:
            self._page.say("There is no question left to ask.")

    def _name(self, typed: TypedLine) -> None:
        is_new = typed.text.casefold() not in {name.casefold() for name in self._questions.names}
        try:
            self._answer(lambda: self._questions.name(typed.text))
        except InputError as error:
            self._page.say(f"Not stored: {error}")
            return
        if is_new and len(self._questions.names) > 1:
            self._page.say(f"`{typed.text}` is a new name. Type `undo` if you meant an earlier one.")

    def _answer(self, answer: Callable[[], None]) -> None:
        answer()
        self._page.say(standing(self._page, self._questions))
        if self._questions.can_stop:
            say_stop(self._page, self._questions.promised)

    def _say_boundary(self, answer: Callable[[], None]) -> None:
        answer()
        self._page.say("Stored. After three such answers, `coincide learn` separates calls as you do.")

    def _draw(self, typed: TypedLine) -> None:
        asked = self._questions.ask()
        if asked is None:
            return
        event = asked.members[0].event
        onset_s = None if typed.begin is None else typed.begin.moved(event.onset_s)
        offset_s = None if typed.end is None else typed.end.moved(event.offset_s)
        try:
            self._questions.draw(onset_s=onset_s, offset_s=offset_s)
        except InputError as error:
            self._page.say(f"Not understood: {error}")
            return
        self._page.say("Stored. After five drawn edges, `coincide learn` draws them as you do.")

    def _undo(self) -> None:
        undone = self._questions.undo()
        said = "There is no answer to undo." if undone is None else f"Undone: {undone}."
        self._page.say(said)

    def _help(self) -> None:
        self._page.table(["type", "for"], HELP, left=["type", "for"])

    def _names(self) -> None:
        rows = [(f"={number}", name) for number, name in enumerate(self._questions.names, start=1)]
        self._page.table(["type", "name"], rows, left=["type", "name"])

    def _play(self, number: int, *, is_asked_for: bool = True) -> None:
        asked = self._questions.ask()
        if asked is None or number >= len(asked.members):
            self._page.say("There is no such member.")
            return
        was_played = self._player.play(asked.members[number].example(), high_hz=asked.band_hz[1])
        if is_asked_for and not was_played:
            self._page.say(NO_SOUND)
