"""The category cards: for each category its facts and a few calls to look at and listen to.

All pictures of a card share both axes, so that likeness and difference can be seen at once: the band of the
category and a stretch of time in which its longest shown call fits with a margin.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from coincide.report.identity import anchor, card_name, color_class
from coincide.report.markup import EMPTY, Markup, element
from coincide.report.model import UNSURE, CategoryCard, Example
from coincide.report.sound import playable, slowdown
from coincide.report.spectrogram_picture import HEIGHT_PX, WIDTH_PX, frequency_window, spectrogram_png
from coincide.report.wording import band, clock, count, duration, frequency, percent, sureness

MAX_EXAMPLES = 112
"""Examples on one page, so that it stays small enough to send by mail."""
EXAMPLES_PER_CARD = 4
_MARGIN = 0.35
"""Time shown before and after the longest call of a card, in lengths of that call."""


@dataclass(frozen=True, slots=True)
class _View:
    """What all pictures of a card share."""

    span_s: float
    low_hz: float
    high_hz: float


def examples_per_card(n_cards: int) -> int:
    """Return how many examples each card may show: four, or fewer when the cards are many, at least one."""
    return max(1, min(EXAMPLES_PER_CARD, MAX_EXAMPLES // max(n_cards, 1)))


def category_grid(cards: Sequence[CategoryCard], unsure: CategoryCard | None) -> Markup:
    """Return all cards in the order given, and the unsure events last."""
    shown = [*cards, *([] if unsure is None else [unsure])]
    n_examples = examples_per_card(len(shown))
    return element("div", {"class": "cards"}, *[_card(card, n_examples) for card in shown])


def _card(card: CategoryCard, n_examples: int) -> Markup:
    examples = card.examples[:n_examples]
    view = _view(card, examples)
    tiles = [_tile(card, example, view, place) for place, example in enumerate(examples, start=1)]
    attributes = {"class": f"card {color_class(card.number)}", "id": anchor(card.number), "tabindex": -1}
    return element(
        "article",
        attributes,
        _head(card),
        _facts(card),
        element("div", {"class": f"tiles tiles-{min(len(tiles), 4)}"}, *tiles) if tiles else EMPTY,
    )


def _head(card: CategoryCard) -> Markup:
    badge = element(
        "span", {"class": "badge", "aria-hidden": "true"}, "?" if card.number == UNSURE else str(card.number)
    )
    name = "Unsure" if card.number == UNSURE else card.name or f"Category {card.number}"
    size = element("span", {"class": "size"}, count(card.size, "call"))
    return element("header", {}, badge, element("h3", {}, name), size)


def _facts(card: CategoryCard) -> Markup:
    lines = [
        element("span", {}, f"typically {duration(card.duration_s_median)}"),
        element("span", {}, band(card.low_hz, card.high_hz)),
        element("span", {}, f"in {count(card.n_recordings, 'recording')}"),
    ]
    if card.number == UNSURE:
        remark = element("p", {"class": "sure"}, "They resemble no category closely enough, or several alike.")
    else:
        words = f"{sureness(card.certainty)} ({percent(card.certainty)})"
        remark = element("p", {"class": "sure"}, _meter(card.certainty), element("span", {}, words))
    return element("div", {"class": "facts"}, element("p", {}, *lines), remark)


def _meter(share: float) -> Markup:
    full = element("rect", {"class": "meter-back", "width": 60, "height": 6, "rx": 3})
    width = f"{60 * min(max(share, 0.0), 1.0):.1f}"
    part = element("rect", {"class": "meter-part", "width": width, "height": 6, "rx": 3})
    return element("svg", {"class": "meter", "viewBox": "0 0 60 6", "aria-hidden": "true"}, full, part)


def _view(card: CategoryCard, examples: Sequence[Example]) -> _View:
    longest_s = max((example.offset_s - example.onset_s for example in examples), default=0.0)
    return _View(span_s=max(longest_s, 0.002) * (1 + 2 * _MARGIN), low_hz=card.low_hz, high_hz=card.high_hz)


def _tile(card: CategoryCard, example: Example, view: _View, place: int) -> Markup:
    if example.clip.size == 0:
        return element("figure", {"class": "tile"}, _missing(), _caption(example, "", is_sure=card.number != UNSURE))
    onset_s = example.onset_s - example.context_onset_s
    offset_s = example.offset_s - example.context_onset_s
    start_s = (onset_s + offset_s - view.span_s) / 2
    sound, media_type, remark = playable(example.clip, example.sample_rate_hz, high_hz=card.high_hz)
    audio = element("audio", {"preload": "none", "src": _data(sound, media_type), "controls": ""}, "")
    place_in_time = {
        "data-start": f"{start_s:.4f}",
        "data-span": f"{view.span_s:.4f}",
        "data-slower": slowdown(example.sample_rate_hz, high_hz=card.high_hz),
    }
    says = f"Play call {place} of {card_name(card)}, {example.recording_name} at {clock(example.onset_s)}"
    button = element(
        "button",
        {"type": "button", "class": "play", "aria-label": says, "aria-pressed": "false"} | place_in_time,
        _picture(example, view, start_s),
        *_axis_labels(example, view),
        element("span", {"class": "playhead", "aria-hidden": "true"}, ""),
        _icon(),
    )
    return element("figure", {"class": "tile"}, button, audio, _caption(example, remark, is_sure=card.number != UNSURE))


def _picture(example: Example, view: _View, start_s: float) -> Markup:
    png = spectrogram_png(
        example.clip,
        example.sample_rate_hz,
        event_onset_s=example.onset_s - example.context_onset_s,
        event_offset_s=example.offset_s - example.context_onset_s,
        low_hz=view.low_hz,
        high_hz=view.high_hz,
        view_onset_s=start_s,
        view_offset_s=start_s + view.span_s,
    )
    low_hz, high_hz = frequency_window(view.low_hz, view.high_hz, example.sample_rate_hz)
    says = f"Spectrogram, {band(low_hz, high_hz)}, {duration(view.span_s)}"
    return element("img", {"src": _data(png, "image/png"), "alt": says, "width": WIDTH_PX, "height": HEIGHT_PX})


def _axis_labels(example: Example, view: _View) -> list[Markup]:
    low_hz, high_hz = frequency_window(view.low_hz, view.high_hz, example.sample_rate_hz)
    texts = (("top", frequency(high_hz)), ("bottom", frequency(low_hz)), ("right", duration(view.span_s)))
    return [element("span", {"class": f"axis axis-{place}", "aria-hidden": "true"}, text) for place, text in texts]


def _missing() -> Markup:
    return element("div", {"class": "missing"}, "The recording could not be read again.")


def _caption(example: Example, remark: str, *, is_sure: bool) -> Markup:
    when = clock(example.onset_s) + (f" · {percent(example.certainty)} sure" if is_sure else "")
    return element(
        "figcaption",
        {},
        element("span", {"class": "where", "title": example.recording_name}, _file_name(example.recording_name)),
        element("span", {"class": "when"}, when),
        element("span", {"class": "remark"}, remark) if remark else EMPTY,
    )


def _file_name(recording_name: str) -> str:
    """Leave the folders out, because the end of a name tells more in a narrow place."""
    return recording_name.rstrip("/").rsplit("/", 1)[-1] or recording_name


def _icon() -> Markup:
    shapes = [
        element("path", {"class": "icon-play", "d": "M8 5.5v13l11-6.5z"}),
        element("path", {"class": "icon-stop", "d": "M7 7h10v10H7z"}),
    ]
    return element("svg", {"class": "icon", "viewBox": "0 0 24 24", "aria-hidden": "true"}, *shapes)


def _data(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
