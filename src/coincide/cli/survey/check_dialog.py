"""The dialog of `coincide validate`: one event after the other, with its spectrogram and sound."""

from __future__ import annotations

import sys

from coincide.cli.label.player import NO_SOUND, Player
from coincide.cli.label.question_screen import show_members, show_pictures
from coincide.cli.output.page import Page
from coincide.errors import InputError
from coincide.workflow.label.question import QuestionView
from coincide.workflow.validate.session import CheckView, Validation

_HELP = (
    ("yes, y", "it is what the question says, if that is one name"),
    ("no, n", "it is none of the names"),
    ("NAME", "it is this; `other NAME` for a name that means something else here"),
    ("skip", "you cannot tell"),
    ("undo", "undo the last answer"),
    ("p", "play it again"),
    ("quit, q", "stop; every answer is stored already"),
)


def check_in_person(page: Page, validation: Validation, *, is_silent: bool) -> None:
    """Ask until the person quits, the input ends, or every item is answered."""
    with Player(is_wanted=not is_silent and sys.stdout.isatty()) as player:
        shown: int | None = None
        while (asked := validation.ask()) is not None:
            if asked.number != shown:
                _show(page, asked)
                _play(player, asked)
                shown = asked.number
            typed = page.ask()
            line = "quit" if typed is None else " ".join(typed.split())
            if line.casefold() in ("quit", "q"):
                return
            if line.casefold() in ("p", "play"):
                if not _play(player, asked):
                    page.say(NO_SOUND)
            elif line in ("", "?"):
                page.table(["type", "for"], _HELP, left=["type", "for"])
            elif line.casefold() == "undo":
                undone = validation.undo()
                page.say("There is no answer to undo." if undone is None else f"Undone: item {undone}.")
                shown = None
            else:
                _answer(page, validation, line)


def _show(page: Page, asked: CheckView) -> None:
    view = QuestionView("category", asked.number, asked.n_items, (asked.member,), size=1)
    page.heading(f"Item {asked.number} of {asked.n_items}")
    show_members(page, view)
    show_pictures(page, view)
    choices = "yes, no, another name or skip" if asked.name or len(asked.names) == 1 else "the name, no or skip"
    page.say(f"{asked.question()} ({choices}; ? for help)")


def _play(player: Player, asked: CheckView) -> bool:
    return player.play(asked.member.example(), high_hz=asked.member.event.high_hz)


def _answer(page: Page, validation: Validation, line: str) -> None:
    word = line.casefold()
    try:
        if word in ("yes", "y"):
            validation.answer("yes")
        elif word in ("no", "n"):
            validation.answer("no")
        elif word == "skip":
            validation.answer("skip")
        else:
            _name(page, validation, line[len("other ") :] if word.startswith("other ") else line)
    except InputError as error:
        page.say(f"Not stored: {error}")


def _name(page: Page, validation: Validation, name: str) -> None:
    is_new = name.casefold() not in {each.casefold() for each in validation.names}
    validation.answer("other", name)
    if is_new:
        page.say(f"`{name}` is a new name. Type `undo` if you meant an earlier one.")
