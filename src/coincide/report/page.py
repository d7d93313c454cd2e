"""The whole report: one HTML page that needs nothing but itself.

Style, script, pictures and sounds are inside the page. Its content security policy allows exactly that style and
that script, by their SHA-256, and media from ``data:``; a browser then refuses everything else, even if a file
name tried.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from pathlib import Path

from coincide.errors import InputError
from coincide.report.cards import category_grid, examples_per_card
from coincide.report.colors import UNSURE_COLOR, category_colors, ink_on
from coincide.report.identity import color_class
from coincide.report.label_section import label_section
from coincide.report.map_picture import map_section_body
from coincide.report.markup import EMPTY, Markup, element, join, raw_element
from coincide.report.model import UNSURE, ReportData
from coincide.report.sections import (
    making,
    next_step_list,
    notice_list,
    problem_tables,
    stat_row,
    summary_sentence,
)
from coincide.report.share_strip import share_strip
from coincide.report.structure_section import structure_section
from coincide.report.tables import detection_scores, detection_words, score_table
from coincide.whole_files import replacing, why_unwritten


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
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _policy(style, script)}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", {}, data.title),
        raw_element("style", {}, style),
    )
    body = element("body", {}, _header(data), _main(data), _footer(data), raw_element("script", {}, script))
    return "<!DOCTYPE html>\n" + element("html", {"lang": "en"}, head, body).text + "\n"


def write_report(path: Path, data: ReportData) -> None:
    """Write the report to a file, wholly or not at all; an older report is replaced.

    Raises
    ------
    InputError : the folder of `path` does not exist or cannot be written to.
    """
    page = render(data).encode("utf-8")
    try:
        with replacing(path) as file:
            file.write(page)
    except OSError as error:
        raise InputError(f"the report cannot be written to `{path}`: {why_unwritten(error)}") from None


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


def _header(data: ReportData) -> Markup:
    links = [element("a", {"href": f"#{key}"}, word) for key, word in _contents(data)]
    return element(
        "header",
        {"class": "top"},
        element("p", {"class": "mark"}, _wave(), "coincide"),
        element("h1", {}, data.title),
        element("p", {"class": "lead"}, summary_sentence(data)),
        stat_row(data),
        notice_list(data.notices),
        element("nav", {"aria-label": "On this page"}, *links),
    )


def _contents(data: ReportData) -> list[tuple[str, str]]:
    sections = [
        ("found", "What was found"),
        ("map", "Map"),
        ("structure", "Structure"),
        ("quality", "How good is it"),
        ("labels", "How far labels go"),
        ("problems", "Problems"),
    ]
    sections += [("made", "How it was made"), ("next", "What to do next")]
    absent = {"map"} if data.map_points is None else set[str]()
    absent |= set() if data.next_steps else {"next"}
    absent |= set() if data.structure is not None else {"structure"}
    absent |= {"labels"} if data.label_curves is None else set()
    return [(key, word) for key, word in sections if key not in absent]


def _wave() -> Markup:
    # A small sign: two sounds that coincide.
    paths = [
        element("path", {"d": "M1 12c3-9 5-9 7 0s4 9 7 0 4-6 8 0"}),
        element("path", {"class": "second", "d": "M1 12c2 6 5 6 8 0s4-9 7 0 4 5 7 0"}),
    ]
    return element("svg", {"viewBox": "0 0 24 24", "aria-hidden": "true"}, *paths)


def _main(data: ReportData) -> Markup:
    bodies = {
        "found": _found(data),
        "map": _map(data),
        "structure": EMPTY if data.structure is None else structure_section(data.structure),
        "quality": _quality(data),
        "labels": EMPTY if data.label_curves is None else label_section(data.label_curves),
        "problems": problem_tables(data.problems),
        "made": making(data),
        "next": next_step_list(data.next_steps),
    }
    parts = [
        element("section", {"id": key, "tabindex": -1}, element("h2", {}, heading), bodies[key])
        for key, heading in _contents(data)
    ]
    return element("main", {}, *parts)


def _found(data: ReportData) -> Markup:
    if not data.categories and data.unsure is None:
        return element("p", {}, "No categories. A category needs several calls that sound alike.")
    n_cards = len(data.categories) + (data.unsure is not None)
    n_examples = examples_per_card(n_cards)
    words = "the most typical call" if n_examples == 1 else f"up to {n_examples} calls, the most typical first"
    intro = (
        f"Biggest category first; each shows {words}. Press a picture to hear it. Dashed lines mark where the "
        "call begins and ends; all pictures of a category have the same scales. The percentage below a picture "
        "says how sure it is that the call belongs there."
    )
    return join(
        [
            element("p", {"class": "intro"}, intro),
            share_strip(data.categories, data.unsure),
            category_grid(data.categories, data.unsure),
        ]
    )


def _map(data: ReportData) -> Markup:
    if data.map_points is None:
        return EMPTY
    intro = (
        "Every dot is a call; calls that sound alike to the program lie close together. Clear islands are "
        "clear categories. A flat map cannot keep all distances: far apart means little."
    )
    body = map_section_body(data.map_points, data.categories, data.unsure)
    return join([element("p", {"class": "intro"}, intro), body])


def _quality(data: ReportData) -> Markup:
    parts: list[Markup] = [element("p", {}, remark) for remark in data.remarks]
    if data.scores is not None:
        parts += [element("h3", {}, "Without known answers")]
        parts += [score_table(data.scores, caption="The result and its baselines, without known answers")]
    if data.truth_scores is not None:
        parts += [element("h3", {}, "Categories against annotations")]
        parts += [score_table(data.truth_scores, caption="Categories against annotations, with baselines")]
    if data.detection:
        parts += [element("h3", {}, "Finding the calls"), detection_words(data.detection)]
        parts += [score_table(detection_scores(data.detection), caption="Calls found, against annotations")]
    if not parts:
        return element("p", {}, "Nothing was measured. Listen to the examples above to judge.")
    if data.truth_scores is None and not data.detection:
        advice = "Only annotations, or your own ears on the examples above, can tell whether a category is right."
        parts.append(element("p", {}, advice))
    return join(parts)


def _footer(data: ReportData) -> Markup:
    text = f"Made by coincide {data.version}. This page needs no network and no other file."
    return element("footer", {}, element("p", {}, text))
