"""The category cards: for each category its facts and a few calls to look at and listen to.

All pictures of a card share both axes, so that likeness and difference can be seen at once: the band of the
category and a stretch of time in which its longest shown call fits with a margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide.drawing.example import Example, example_png, shared_span_s, view_onset_s
from coincide.drawing.markup import data_address
from coincide.drawing.sound import playable, slowdown
from coincide.drawing.spectrogram import HEIGHT_PX, WIDTH_PX, frequency_window
from coincide.report.model import CategoryCard

MAX_EXAMPLES = 112
"""Examples on one page, so that it stays small enough to send by mail."""
EXAMPLES_PER_CARD = 4


@dataclass(frozen=True, slots=True)
class Media:
    """One call as picture and sound.

    Attributes
    ----------
    picture, sound : addresses that hold the content.
    start_s, span_s : stretch that the picture shows, from the clip's first sample.
    low_hz, high_hz : band that it shows.
    slowdown : how many times slower than it was the sound is played.
    remark : what was done to the sound, empty if nothing.
    """

    picture: str
    sound: str
    start_s: float
    span_s: float
    low_hz: float
    high_hz: float
    slowdown: int
    remark: str
    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX


@dataclass(frozen=True, slots=True)
class Tile:
    """One call of a card; `media` is None if its recording cannot be read any more."""

    recording_name: str
    onset_s: float
    certainty: float
    media: Media | None


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card with its calls drawn."""

    facts: CategoryCard
    tiles: Sequence[Tile]


def examples_per_card(n_cards: int) -> int:
    """Return how many examples each card may show: four, or fewer when the cards are many, at least one."""
    return max(1, min(EXAMPLES_PER_CARD, MAX_EXAMPLES // max(n_cards, 1)))


def draw_cards(cards: Sequence[CategoryCard], unsure: CategoryCard | None) -> list[ShownCard]:
    """Return all cards in the order given, and the unsure events last."""
    shown = [*cards, *([] if unsure is None else [unsure])]
    return [_drawn(card, card.examples[: examples_per_card(len(shown))]) for card in shown]


def _drawn(card: CategoryCard, examples: Sequence[Example]) -> ShownCard:
    span_s = shared_span_s(examples)
    tiles = [
        Tile(one.recording_name, one.onset_s, one.certainty, _media(one, card, span_s) if one.clip.size else None)
        for one in examples
    ]
    return ShownCard(card, tiles)


def _media(example: Example, card: CategoryCard, span_s: float) -> Media:
    png = example_png(example, span_s, (card.low_hz, card.high_hz))
    sound, media_type, remark = playable(example.clip, example.sample_rate_hz, high_hz=card.high_hz)
    low_hz, high_hz = frequency_window(card.low_hz, card.high_hz, example.sample_rate_hz)
    return Media(
        picture=data_address(png, "image/png"),
        sound=data_address(sound, media_type),
        start_s=view_onset_s(example, span_s),
        span_s=span_s,
        low_hz=low_hz,
        high_hz=high_hz,
        slowdown=slowdown(example.sample_rate_hz, high_hz=card.high_hz),
        remark=remark,
    )
