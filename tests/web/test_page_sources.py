"""What the sources of the pages never contain: markup made of text, code made of text, addresses of other computers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
SOURCES = sorted(
    path
    for path in [*(WEB / "src").rglob("*.ts"), *(WEB / "style").rglob("*.css"), *WEB.glob("*.html")]
    if not path.name.endswith(".test.ts")
)
MARKUP = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTML\w*|srcdoc|DOMParser)\b|document\.write"
)
CODE = re.compile(r"\beval\(|new Function\(|set(Timeout|Interval)\(\s*[\"'`]|javascript:")
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`<)]*", re.IGNORECASE)
NAMESPACE = "http://www.w3.org/2000/svg"


def found(pattern: re.Pattern[str]) -> list[str]:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    return [f"{path.relative_to(WEB)}: {match[0]}" for path, text in texts.items() for match in pattern.finditer(text)]


def test_there_are_sources() -> None:
    assert len(SOURCES) > 100


@pytest.mark.parametrize("pattern", [MARKUP, CODE], ids=["markup", "code"])
def test_pages_make_nothing_of_text_but_text(pattern: re.Pattern[str]) -> None:
    assert found(pattern) == []


def test_pages_name_no_other_computer() -> None:
    assert [each for each in found(ADDRESS) if not each.endswith(NAMESPACE)] == []
