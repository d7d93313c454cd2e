"""Numbers that a page repeats are those of the page that the benchmarks write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.__main__ import SUBJECTS

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
NUMBERS = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def _rows(text: str) -> list[set[str]]:
    """The numbers of each row of all tables, as printed, without what is in brackets."""
    lines = [re.sub(r"\(.*?\)", "", line) for line in text.splitlines() if line.startswith("|")]
    return [numbers for line in lines if (numbers := set(re.findall(r"\d\.\d{3}", line)))]


def _section(page: str, heading: str) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    return text.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("README.md", "## How good is it"),
        ("docs/quality.md", "## The bundled recordings"),
        ("docs/quality.md", "### In the field"),
        ("docs/parse.md", "## How good that is"),
    ],
    ids=["front", "bundled", "field", "parse"],
)
def test_a_table_that_is_repeated_has_the_numbers_of_the_benchmark(page: str, heading: str) -> None:
    measured = _rows(NUMBERS)
    repeated = _rows(_section(page, heading))
    assert len(repeated) > 3
    assert [row for row in repeated if not any(row <= known for known in measured)] == []


def test_the_factors_of_labels_are_those_of_the_benchmark() -> None:
    found = re.findall(
        r"\| (\d+) \| ≥ ([\d.]+) \(([\d.]+) to ([\d.]+)\) \|", _section("docs/quality.md", "### The curve")
    )
    known = re.findall(r"against (\d+) labels, 95%: ([\d.]+) to ([\d.]+), ≥\) \| ([\d.]+) \|", NUMBERS)
    measured = {labels: (factor, low, high) for labels, low, high, factor in known}
    assert len(found) == 3
    for labels, *printed in found:
        digits = [len(each.partition(".")[2]) for each in printed]
        rounded = [f"{float(each):.{n}f}" for each, n in zip(measured[labels], digits, strict=True)]
        assert rounded == printed, labels


def test_the_intervals_of_a_checked_sample_are_those_of_the_benchmark() -> None:
    repeated = re.findall(
        r"\| ([a-z ]+) \| ([\d.]+)% \| ([\d.]+)% \| ([\d.]+)% \|", _section("docs/survey.md", "## How sure")
    )
    measured = re.findall(r"intervals, (\d+) checks \| ([a-z ]+): truth held, % \| ([\d.]+) ±", NUMBERS)
    by_row = {(result, int(checks)): float(share) for checks, result, share in measured}
    assert [result for result, *_ in repeated] == ["precision", "recall", "corrected count"]
    assert by_row == {
        (result, checks): float(share)
        for result, *shares in repeated
        for checks, share in zip((50, 100, 200), shares, strict=True)
    }


def test_every_table_of_a_benchmark_names_a_benchmark_and_ends() -> None:
    for page in DOCS:
        text = page.read_text(encoding="utf-8")
        begun = re.findall(r"<!-- bench:([\w-]+)(?:: [^\n]+)? -->", text)
        assert begun == re.findall(r"<!-- /bench:([\w-]+) -->", text), page.name
        assert set(begun) <= SUBJECTS.keys(), page.name
