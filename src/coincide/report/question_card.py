"""One question for a notebook: some calls to see and hear, with no page around them.

Styles stand in the elements themselves, since a notebook takes no style sheet.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from coincide.report.markup import Markup, element
from coincide.report.model import Example
from coincide.report.sound import playable
from coincide.report.spectrogram_picture import spectrogram_png
from coincide.report.wording import clock

_WIDTH_PX, _HEIGHT_PX = 220, 124
_MARGIN = 0.35


def question_card(heading: str, note: str, examples: Sequence[Example], band_hz: tuple[float, float]) -> str:
    """Return a question as HTML.

    Parameters
    ----------
    examples : the typical one first.
    band_hz : lowest and highest frequency of the calls; all pictures share it, and their stretch of time.
    """
    span_s = max((e.offset_s - e.onset_s for e in examples), default=0.0) * (1 + 2 * _MARGIN)
    tiles = [_tile(example, band_hz, span_s) for example in examples]
    row = element("div", {"style": "display:flex;flex-wrap:wrap;gap:8px"}, *tiles)
    return element("div", {}, element("p", {}, element("b", {}, heading), " ", note), row).text


def _tile(example: Example, band_hz: tuple[float, float], span_s: float) -> Markup:
    caption = element("figcaption", {}, f"{example.recording_name} at {clock(example.onset_s)}")
    style = {"style": f"margin:0;width:{_WIDTH_PX}px;font-size:12px;overflow-wrap:anywhere"}
    if example.clip.size == 0:
        return element("figure", style, element("p", {}, "The recording could not be read again."), caption)
    sound, media_type, _ = playable(example.clip, example.sample_rate_hz, high_hz=band_hz[1])
    player = {"controls": "", "preload": "none", "src": _data(sound, media_type), "style": "width:100%;height:28px"}
    return element("figure", style, _picture(example, band_hz, span_s), element("audio", player, ""), caption)


def _picture(example: Example, band_hz: tuple[float, float], span_s: float) -> Markup:
    onset_s = example.onset_s - example.context_onset_s
    offset_s = example.offset_s - example.context_onset_s
    starts_s = (onset_s + offset_s - span_s) / 2
    png = spectrogram_png(
        example.clip,
        example.sample_rate_hz,
        event_onset_s=onset_s,
        event_offset_s=offset_s,
        low_hz=band_hz[0],
        high_hz=band_hz[1],
        view_onset_s=starts_s,
        view_offset_s=starts_s + span_s,
        width_px=_WIDTH_PX,
        height_px=_HEIGHT_PX,
    )
    return element("img", {"src": _data(png, "image/png"), "alt": "", "width": _WIDTH_PX, "height": _HEIGHT_PX})


def _data(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
