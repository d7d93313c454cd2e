"""One question for a notebook: some calls to see and hear, with no page around them.

Styles stand in the elements themselves, since a notebook takes no style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide.drawing.example import Example, example_png, shared_span_s
from coincide.drawing.markup import Markup, data_address, element
from coincide.drawing.sound import playable
from coincide.wording import clock

_WIDTH_PX, _HEIGHT_PX = 220, 124


def question_card(heading: str, note: str, examples: Sequence[Example], band_hz: tuple[float, float]) -> str:
    """Return a question as HTML.

    Parameters
    ----------
    examples : the typical one first.
    band_hz : lowest and highest frequency of the calls; all pictures share it, and their stretch of time.
    """
    span_s = shared_span_s(examples)
    tiles = [_tile(example, band_hz, span_s) for example in examples]
    row = element("div", {"style": "display:flex;flex-wrap:wrap;gap:8px"}, *tiles)
    return element("div", {}, element("p", {}, element("b", {}, heading), " ", note), row).text


def _tile(example: Example, band_hz: tuple[float, float], span_s: float) -> Markup:
    caption = element("figcaption", {}, f"{example.recording_name} at {clock(example.onset_s)}")
    style = {"style": f"margin:0;width:{_WIDTH_PX}px;font-size:12px;overflow-wrap:anywhere"}
    if example.clip.size == 0:
        return element("figure", style, element("p", {}, "The recording could not be read again."), caption)
    sound, media_type, _ = playable(example.clip, example.sample_rate_hz, high_hz=band_hz[1])
    player = {
        "controls": "",
        "preload": "none",
        "src": data_address(sound, media_type),
        "style": "width:100%;height:28px",
    }
    return element("figure", style, _picture(example, band_hz, span_s), element("audio", player, ""), caption)


def _picture(example: Example, band_hz: tuple[float, float], span_s: float) -> Markup:
    png = example_png(example, span_s, band_hz, size_px=(_WIDTH_PX, _HEIGHT_PX))
    address = data_address(png, "image/png")
    return element("img", {"src": address, "alt": "", "width": _WIDTH_PX, "height": _HEIGHT_PX})
