"""The whole report: one HTML page that needs nothing but itself.

Style, script, pictures and sounds are inside the page. Its content security policy allows exactly that style and
that script, by their SHA-256, and media from ``data:``; a browser then refuses everything else, even if a file
name tried. The templates escape every text; only what `coincide.drawing` and they themselves built is markup.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coincide import wording
from coincide.drawing.colors import UNSURE_COLOR, category_colors, ink_on
from coincide.drawing.curve import curve_svg
from coincide.drawing.identity import anchor, color_class
from coincide.drawing.map import kept_points, map_svg
from coincide.drawing.markup import data_address, printable
from coincide.drawing.tree import tree_svg
from coincide.records import UNSURE
from coincide.report.cards import draw_cards, examples_per_card
from coincide.report.model import ReportData
from coincide.report.summary import summary_sentence
from coincide.report.verdict import BETTER, beats_ours, detection_scores, printed, verdict
from coincide.whole_files import write_whole

_WORDS = (
    wording.band,
    wording.clock,
    wording.count,
    wording.duration,
    wording.frequency,
    wording.listing,
    wording.percent,
    wording.sureness,
)
_DRAWINGS = (
    anchor,
    beats_ours,
    color_class,
    curve_svg,
    data_address,
    detection_scores,
    kept_points,
    map_svg,
    tree_svg,
    verdict,
)


def render(data: ReportData) -> str:
    """Return the report as one self-contained HTML page.

    Parameters
    ----------
    data : all that is shown; its texts may be anything and are escaped.

    Returns
    -------
    HTML text, without references to other files or addresses; about 50 kB for each shown example.
    """
    style = _packaged("style.css") + _color_rules(data)
    script = _packaged("page.js")
    cards = draw_cards(data.categories, data.unsure)
    page = _templates().get_template("page.html")
    return page.render(
        data=data,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        summary=summary_sentence(data),
        contents=_contents(data),
        cards=cards,
        n_examples=examples_per_card(len(cards)),
    )


def write_report(path: Path, data: ReportData) -> None:
    """Write the report to a file, wholly or not at all; an older report is replaced.

    Raises
    ------
    InputError : the folder of `path` does not exist or cannot be written to.
    """
    write_whole(path, render(data).encode("utf-8"), what="the report")


def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("coincide.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_readable,
    )
    words: dict[str, Any] = {"score": printed, "with_code": _with_code, **{each.__name__: each for each in _WORDS}}
    drawings: dict[str, Any] = {"better": BETTER, **{each.__name__: each for each in _DRAWINGS}}
    found.filters.update(words)
    found.globals.update(drawings)
    return found


def _readable(value: Any) -> Any:
    return printable(value) if type(value) is str else value  # markup, a kind of str, is readable already


def _with_code(text: str) -> Markup:
    """Set what stands between backticks as code, as the pages of the app do."""
    text = printable(text)
    pieces = [Markup("<code>{}</code>").format(piece) if at % 2 else piece for at, piece in enumerate(text.split("`"))]
    return Markup("").join(pieces if len(pieces) % 2 else [text])


def _packaged(name: str) -> str:
    # Line ends must be plain, because the browser hashes the code after it has made them so.
    text = resources.files("coincide.report").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _color_rules(data: ReportData) -> str:
    numbers = [card.number for card in data.categories]
    rules = zip([UNSURE, *numbers], [UNSURE_COLOR, *category_colors(len(numbers))], strict=True)
    return "".join(f".{color_class(number)}{{--k:{color};--on-k:{ink_on(color)}}}\n" for number, color in rules)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; img-src data:; media-src data:; style-src '{_digest(style)}'; "
        f"script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )


def _digest(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


def _contents(data: ReportData) -> list[tuple[str, str]]:
    """Return the sections, each with its template and heading."""
    sections = [
        ("found", "What was found", True),
        ("map", "Map", data.map_points is not None),
        ("structure", "Structure", data.structure is not None),
        ("survey", "When and where", bool(data.figures)),
        ("quality", "How good it is", True),
        ("labels", "How far labels go", data.label_curves is not None),
        ("problems", "Problems", True),
        ("made", "How it was made", True),
        ("next", "What to do next", bool(data.next_steps)),
    ]
    return [(key, heading) for key, heading, is_there in sections if is_there]
