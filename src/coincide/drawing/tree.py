"""A tree drawn above the spectrogram of its stretch: songs over motifs over events, each above its own sound.

One SVG with the spectrogram inside; colors come from the page's style, so that light, dark and print all work. Times
are true to scale; where events are too short for their names, only their marks are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coincide.drawing.identity import color_class
from coincide.drawing.markup import Markup, data_address, element
from coincide.drawing.png import palette_png
from coincide.drawing.spectrogram import N_SHADES, magma, spectrogram_shades
from coincide.wording import clock, frequency

WIDTH = 1000
_SOUND_HEIGHT = 190
_SONG_Y, _MOTIF_Y, _PHRASE_Y, _LEAF_Y = 24, 74, 108, 138
_TOP = 164
"""Where the spectrogram begins."""
_AXIS = 22
_LETTER = 7.4
"""Width of a letter of a name, about."""


@dataclass(frozen=True, slots=True)
class TreeLeaf:
    """One event of a drawn stretch.

    Attributes
    ----------
    name : of its category, or its number.
    category : number of its category, `UNSURE` for none.
    """

    onset_s: float
    offset_s: float
    name: str
    category: int


@dataclass(frozen=True, slots=True)
class TreeBranch:
    """A song, a motif or a phrase of a drawn stretch.

    Attributes
    ----------
    children : leaves and branches under it, in order.
    label : its name, empty if it does not recur.
    """

    children: Sequence[TreeBranch | TreeLeaf]
    label: str
    level: str


@dataclass(frozen=True, slots=True)
class TreePicture:
    """A stretch of a recording with its songs.

    Attributes
    ----------
    songs : at least one, in order.
    onset_s, offset_s : the stretch, from the first sample of the recording.
    clip : (samples,) float, mono, the sound of the stretch; empty if it cannot be read any more.
    low_hz, high_hz : band to show.
    """

    recording_name: str
    songs: Sequence[TreeBranch]
    onset_s: float
    offset_s: float
    clip: np.ndarray
    sample_rate_hz: int
    low_hz: float
    high_hz: float


def tree_svg(picture: TreePicture, *, label: str) -> Markup:
    """Draw a stretch.

    Parameters
    ----------
    label : what it is, for those who cannot see it.
    """
    pen = _Pen(picture)
    height = _TOP + _SOUND_HEIGHT + _AXIS
    parts = [part for song in picture.songs for part in pen.song(song)]
    return element(
        "svg",
        {"viewBox": f"0 0 {WIDTH} {height}", "role": "img", "aria-label": label},
        *pen.sound(),
        *parts,
        *pen.axis(),
    )


class _Pen:
    """Places times on the picture."""

    def __init__(self, picture: TreePicture) -> None:
        self._picture = picture
        self._scale = WIDTH / (picture.offset_s - picture.onset_s)

    def x(self, seconds: float) -> float:
        return round((seconds - self._picture.onset_s) * self._scale, 1)

    def sound(self) -> Iterator[Markup]:
        shown = self._picture
        box = {"x": 0, "y": _TOP, "width": WIDTH, "height": _SOUND_HEIGHT}
        yield element("rect", {"class": "no-sound", **box})
        if shown.clip.size:
            shades = spectrogram_shades(
                shown.clip,
                shown.sample_rate_hz,
                band_hz=(shown.low_hz, shown.high_hz),
                view_s=(0.0, shown.offset_s - shown.onset_s),
                size=(_SOUND_HEIGHT, WIDTH),
                n_shades=N_SHADES,
            )
            png = palette_png(shades, magma())
            address = data_address(png, "image/png")
            yield element("image", {**box, "href": address, "preserveAspectRatio": "none"})
        for text, y in ((frequency(shown.high_hz), _TOP + 14), (frequency(shown.low_hz), _TOP + _SOUND_HEIGHT - 6)):
            yield element("text", {"class": "on-sound", "x": 6, "y": y}, text)

    def axis(self) -> Iterator[Markup]:
        shown, step = self._picture, _step(self._picture.offset_s - self._picture.onset_s)
        tick = -(-shown.onset_s // step) * step
        y = _TOP + _SOUND_HEIGHT
        while tick <= shown.offset_s:
            x = self.x(tick)
            if 30 < x < WIDTH - 30:
                yield element("line", {"class": "tick", "x1": x, "x2": x, "y1": y, "y2": y + 5})
                yield element("text", {"class": "time", "x": x, "y": y + 18}, clock(tick))
            tick += step

    def song(self, song: TreeBranch) -> Iterator[Markup]:
        first, last = _ends(song)
        left, right = self.x(first), self.x(last)
        children = [self._middle(child) for child in song.children]
        middle = (left + right) / 2
        for child, x in zip(song.children, children, strict=True):
            yield _arm(middle, _SONG_Y + 11, x, _LEAF_Y - 9 if isinstance(child, TreeLeaf) else _MOTIF_Y - 11)
        for child in song.children:
            yield from self._leaf(child) if isinstance(child, TreeLeaf) else self._motif(child)
        yield _pill(song.label or "song", middle, _SONG_Y, "song" if song.label else "song loose")

    def _motif(self, motif: TreeBranch) -> Iterator[Markup]:
        left, right = (self.x(seconds) for seconds in _ends(motif))
        middle = self._middle(motif)
        box = {
            "x": left - 3,
            "y": _LEAF_Y - 14,
            "width": right - left + 6,
            "height": _TOP + _SOUND_HEIGHT - _LEAF_Y + 14,
        }
        yield element("rect", {"class": "extent", "rx": 7, **box})
        for child in motif.children:
            x = self._middle(child)
            yield _arm(middle, _MOTIF_Y + 11, x, _LEAF_Y - 9 if isinstance(child, TreeLeaf) else _PHRASE_Y)
            if isinstance(child, TreeLeaf):
                yield from self._leaf(child)
            else:
                yield from self._phrase(child)
        yield _pill(motif.label or "motif", middle, _MOTIF_Y, "motif" if motif.label else "motif loose")

    def _phrase(self, phrase: TreeBranch) -> Iterator[Markup]:
        middle = self._middle(phrase)
        for child in phrase.children:
            yield _arm(middle, _PHRASE_Y, self._middle(child), _LEAF_Y - 9)
            yield from self._leaf(child) if isinstance(child, TreeLeaf) else ()
        yield element("circle", {"class": "joint", "cx": middle, "cy": _PHRASE_Y, "r": 3})

    def _leaf(self, leaf: TreeLeaf) -> Iterator[Markup]:
        left, right = self.x(leaf.onset_s), self.x(leaf.offset_s)
        width = max(right - left, 2.0)
        names = element("title", {}, f"{leaf.name}, {clock(leaf.onset_s)}")
        bar = {"x": left, "y": _LEAF_Y - 9, "width": width, "height": 18, "rx": min(5.0, width / 2)}
        kind = color_class(leaf.category)
        yield element("rect", {"class": f"leaf {kind}", **bar}, names)
        if len(leaf.name) * _LETTER <= width + 2:
            yield element(
                "text", {"class": f"leaf-name {kind}", "x": (left + right) / 2, "y": _LEAF_Y + 0.5}, leaf.name
            )

    def _middle(self, node: TreeBranch | TreeLeaf) -> float:
        first, last = (node.onset_s, node.offset_s) if isinstance(node, TreeLeaf) else _ends(node)
        return round((self.x(first) + self.x(last)) / 2, 1)


def _arm(x: float, y: float, child_x: float, child_y: float) -> Markup:
    """A branch that leaves its parent sideways and comes down on its child, round at the corner."""
    bend = min(8.0, abs(child_x - x))
    if bend < 1:
        path = f"M{x:.1f} {y}V{child_y}"
    else:
        side = bend if child_x > x else -bend
        path = f"M{x:.1f} {y}V{y + 5}H{child_x - side:.1f}Q{child_x:.1f} {y + 5} {child_x:.1f} {y + 5 + bend}V{child_y}"
    return element("path", {"class": "arm", "d": path})


def _pill(label: str, x: float, y: float, kind: str) -> Markup:
    width = max(26.0, len(label) * 9.0 + 14)
    x = min(max(x, width / 2), WIDTH - width / 2)
    box = element("rect", {"x": round(x - width / 2, 1), "y": y - 11, "width": round(width, 1), "height": 22, "rx": 11})
    return element("g", {"class": f"pill {kind}"}, box, element("text", {"x": round(x, 1), "y": y + 0.5}, label))


def _ends(branch: TreeBranch) -> tuple[float, float]:
    leaves = list(_leaves(branch.children))
    return leaves[0].onset_s, max(leaf.offset_s for leaf in leaves)


def _leaves(nodes: Sequence[TreeBranch | TreeLeaf]) -> Iterator[TreeLeaf]:
    for node in nodes:
        if isinstance(node, TreeLeaf):
            yield node
        else:
            yield from _leaves(node.children)


def _step(length_s: float) -> float:
    """Seconds between times on the axis: about eight of them."""
    for step in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600):
        if length_s / step <= 10:
            return step
    return 3600.0
