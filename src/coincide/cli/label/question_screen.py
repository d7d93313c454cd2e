"""A question as a screen: what it speaks for, which calls, what they look like, and how to answer."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.cli.label.spectrogram_text import Look, edge_width, frame_for, side_by_side
from coincide.cli.output.page import Page
from coincide.drawing.sound import slowdown
from coincide.wording import bands_column, clock, duration, frequency
from coincide.workflow.label.question import QuestionView

_HEIGHT = 10
_NARROWEST, _WIDEST = 22, 40
_GAP = 2
_MOST_COLUMNS = 120
_CHOICES = {
    "category": "a name, noise, mixed or skip",
    "boundary": "one, two or skip",
    "edges": "yes, skip, or changes in ms such as begin -4 end +10",
}


def show_question(page: Page, asked: QuestionView, *, names: Sequence[str]) -> None:
    """Show one question; it needs no more than 80 columns and 30 lines."""
    page.heading(asked.heading())
    show_members(page, asked)
    show_pictures(page, asked)
    if asked.kind == "category":
        _show_names(page, names)
    page.say(f"{asked.question()} ({_CHOICES[asked.kind]}; ? for help)")


def show_members(page: Page, asked: QuestionView) -> None:
    """Show a table of the calls of a question."""
    unit, bands = bands_column([(member.event.low_hz, member.event.high_hz) for member in asked.members])
    rows = [
        (
            str(number),
            member.recording.name,
            clock(member.event.onset_s),
            duration(member.event.duration_s),
            band,
        )
        for number, (member, band) in enumerate(zip(asked.members, bands, strict=True), start=1)
    ]
    page.table(["#", "recording", "time", "length", unit], rows, left=["recording"], names=["recording"])


def show_pictures(page: Page, asked: QuestionView) -> None:
    """Show spectrograms of the calls of a question, side by side."""
    look = Look(has_color=page.has_color, has_blocks=page.has_blocks)
    examples = asked.examples(_n_beside(page.width))
    plain = frame_for(examples, asked.band_hz, width=_NARROWEST, height=_HEIGHT)
    room = min(page.width, _MOST_COLUMNS) - edge_width(plain)
    width = max(8, min(_WIDEST, room // len(examples) - _GAP))
    frame = frame_for(examples, asked.band_hz, width=width, height=_HEIGHT)
    first = "1 typical" if asked.at_s is None and len(asked.members) > 1 else "1"
    titles = [first, *(str(number) for number in range(2, len(examples) + 1))]
    titles = ["begins at the left of the mark", "ends at the right"] if asked.kind == "edges" else titles
    page.show(side_by_side(examples, titles, frame, look, at_s=asked.at_s))
    slower = slowdown(examples[0].sample_rate_hz, high_hz=asked.band_hz[1])
    if slower > 1:
        page.say(f"Reaches {frequency(asked.band_hz[1])}: played {slower} times slower.")


def _n_beside(width: int) -> int:
    return max(1, (min(width, _MOST_COLUMNS) - 8) // (_NARROWEST + _GAP))


def _show_names(page: Page, names: Sequence[str]) -> None:
    """List the names used so far with their numbers, as many as fit into a line."""
    shown, length = list[str](), len("Names:")
    for number, name in enumerate(names, start=1):
        item = f"={number} {name}"
        length += len(item) + 2
        if length > page.width - 8:
            shown.append("…" if page.has_blocks else "...")
            break
        shown.append(item)
    if shown:
        page.line(f"Names: {'  '.join(shown)}")
