"""The page as a whole: well-formed, safe, complete in itself, fine without content."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.drawing.example import Example
from coincide.errors import InputError
from coincide.report.model import CategoryCard, ReportData
from coincide.report.page import render, write_report

pytestmark = pytest.mark.slow

Report = Callable[..., ReportData]
VOID_TAGS = {"meta", "img", "br", "link", "hr", "input"}
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


class PageParser(HTMLParser):
    """Keeps the open elements, and what was met on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.mismatched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mismatched.append(tag)


def parsed(page: str) -> PageParser:
    parser = PageParser()
    parser.feed(page)
    parser.close()
    return parser


def values(page: str, tag: str, attribute: str) -> list[str]:
    return [str(found[attribute]) for name, found in parsed(page).tags if name == tag and attribute in found]


def media(page: str, tag: str) -> list[bytes]:
    return [base64.b64decode(source.split("base64,")[1]) for source in values(page, tag, "src")]


def test_every_element_is_closed_in_order(report: Report) -> None:
    parser = parsed(render(report()))
    assert (parser.open, parser.mismatched) == ([], [])


def test_no_identifier_occurs_twice(report: Report) -> None:
    identifiers = [found["id"] for _, found in parsed(render(report())).tags if "id" in found]
    assert len(identifiers) == len(set(identifiers))


def test_every_link_leads_to_a_place_on_the_page(report: Report) -> None:
    page = render(report())
    targets = {f"#{found['id']}" for _, found in parsed(page).tags if "id" in found}
    assert set(values(page, "a", "href")) <= targets


def test_hostile_names_add_no_element(
    report: Report, card: Callable[..., CategoryCard], example: Callable[..., Example]
) -> None:
    calm = report(title="t", categories=[card(1, name="n", examples=[example(1, name="f")])], map_points=None)
    hostile_card = card(1, name=HOSTILE, examples=[example(1, name=HOSTILE)])
    hostile = report(title=HOSTILE, categories=[hostile_card], map_points=None)
    assert [tag for tag, _ in parsed(render(hostile)).tags] == [tag for tag, _ in parsed(render(calm)).tags]


def test_no_element_has_an_inline_handler_or_style(report: Report) -> None:
    names = {name for _, found in parsed(render(report(title=HOSTILE))).tags for name in found}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_a_name_that_is_not_unicode_can_still_be_written(report: Report, tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", report(title="caf\udce9", categories=[]))
    assert "caf\\udce9" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_page_refers_to_no_address(report: Report) -> None:
    assert not re.search(r"https?://|(src|href)=\"//", render(report()))


def test_all_sources_are_inside_the_page(report: Report) -> None:
    sources = [str(found["src"]) for _, found in parsed(render(report())).tags if "src" in found]
    assert sources
    assert all(source.startswith("data:") for source in sources)


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_allows_exactly_the_inline_code(report: Report, tag: str) -> None:
    page = render(report())
    code = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in code]
    policy = values(page, "meta", "content")[0]
    assert re.findall(rf"{tag}-src 'sha256-([^']+)'", policy) == digests


def test_every_picture_is_a_png(report: Report) -> None:
    pictures = media(render(report()), "img")
    assert len(pictures) == 6
    assert all(picture.startswith(b"\x89PNG\r\n\x1a\n") for picture in pictures)


def test_every_sound_can_be_read_again(report: Report) -> None:
    for sound in media(render(report()), "audio"):
        samples, _ = soundfile.read(io.BytesIO(sound))
        assert np.abs(samples).max() > 0.5


def test_every_category_and_unsure_is_linked_from_the_legend(report: Report) -> None:
    legend = set(values(render(report()), "a", "data-highlight"))
    assert legend == {"category-1", "category-2", "unsure"}


def test_every_play_button_says_what_it_plays(report: Report) -> None:
    labels = values(render(report()), "button", "aria-label")
    assert labels[0] == "Play call 1 of 1: whistle, reef/site-10.wav at 0:42.50"


def test_the_summary_says_the_numbers_in_words(report: Report) -> None:
    words = "In 12 recordings (3 h 4 min of sound), coincide found 230 calls; 150 of them fall into 2 categories"
    assert words in render(report())


def test_the_summary_says_all_where_no_call_is_unsure(report: Report, card: Callable[..., CategoryCard]) -> None:
    page = render(report(categories=[card(1, size=230)], unsure=None))
    assert "230 calls; all of them fall into 1 category" in page


def test_a_remark_stands_where_quality_is_told(report: Report) -> None:
    page = render(report(remarks=["The embedding is healthy."]))
    assert page.index('id="quality"') < page.index("The embedding is healthy.") < page.index('id="made"')


def test_a_report_without_content_is_well_formed_and_says_so(report: Report) -> None:
    page = render(
        report(
            categories=[],
            unsure=None,
            map_points=None,
            scores=None,
            truth_scores=None,
            detection=(),
            problems=(),
            notices=(),
            next_steps=(),
            stage_seconds=None,
            run_settings={},
            n_events=0,
            sample_rates_hz=(),
        )
    )
    assert (parsed(page).open, parsed(page).mismatched) == ([], [])
    assert "coincide found no calls." in page
    assert "None: every file could be used." in page


def test_events_without_any_category_are_told_in_words(report: Report) -> None:
    assert "too few of them are alike" in render(report(categories=[]))


def test_one_category_is_said_in_the_singular(report: Report, card: Callable[..., CategoryCard]) -> None:
    assert "fall into 1 category of calls" in render(report(categories=[card(1)], unsure=None))


def test_a_recording_that_is_gone_leaves_a_remark(report: Report, card: Callable[..., CategoryCard]) -> None:
    gone = Example("lost.wav", 1.0, 1.2, 0.9, np.zeros(0, np.float32), 32000, 0.9)
    page = render(report(categories=[card(1, examples=[gone])], unsure=None))
    assert "The recording could not be read again." in page


def test_a_left_out_file_is_listed_with_its_reason(report: Report) -> None:
    page = render(report())
    assert "1 file left out" in page
    assert "the header promises more samples than the file has" in page


def test_many_problems_are_counted_and_not_all_listed(report: Report) -> None:
    problems = [report().problems[0]] * 1234
    assert "and 1,034 more" in render(report(problems=problems))


def test_what_stands_between_backticks_is_code(report: Report) -> None:
    page = render(report(remarks=["`--categories` sets the number.", "A ` alone stays."], notices=["Run `learn`."]))
    assert "<p><code>--categories</code> sets the number.</p>" in page
    assert "<p>A ` alone stays.</p>" in page and "<p>Run <code>learn</code>.</p>" in page


def test_code_in_a_sentence_is_escaped(report: Report) -> None:
    assert "<script>alert" not in render(report(remarks=[f"`{HOSTILE}` or `{HOSTILE}"]))


def test_many_categories_share_a_bounded_number_of_examples(report: Report, card: Callable[..., CategoryCard]) -> None:
    shared = card(1).examples
    page = render(report(categories=[card(number, examples=shared) for number in range(1, 60)], unsure=None))
    assert len(values(page, "audio", "src")) == 59


def test_25_categories_with_four_long_noisy_examples_stay_below_8_megabytes(
    report: Report, card: Callable[..., CategoryCard]
) -> None:
    noise = np.random.default_rng(0).standard_normal(48_000 * 6).astype(np.float32)
    examples = [Example("long.wav", 1.0, 5.0, 0.9, noise, 48_000, 0.0)] * 4
    one = len(render(report(categories=[card(1, examples=examples)], unsure=None)))
    none = len(render(report(categories=[], unsure=None)))
    assert none + 25 * (one - none) < 8_000_000


def test_writing_replaces_an_older_report_and_leaves_nothing_else(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    write_report(path, report())
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
    assert path.read_text(encoding="utf-8") == render(report())


def test_writing_into_a_missing_folder_says_what_to_do(report: Report, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Create the folder, or choose another place"):
        write_report(tmp_path / "missing" / "report.html", report())
