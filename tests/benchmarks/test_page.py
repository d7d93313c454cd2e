"""Tables of benchmarks in the pages that show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.page import write_into
from benchmarks.table import Row, as_markdown
from coincide.errors import InputError

ROWS = [Row("songs", "F1", 0.5, 0.0, 1), Row("bits", "bits", 1.5, 0.0, 1)]
PAGE = """# Numbers

<!-- bench:parse -->
Three seeds.

| old |
| --- |
<!-- /bench:parse -->

<!-- bench:parse: bits -->
| old |
<!-- /bench:parse -->

<!-- bench:web -->
| old |
<!-- /bench:web -->
"""


def test_a_table_replaces_the_old_one_and_the_words_around_it_stay(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE, encoding="utf-8")
    assert write_into([page], "parse", ROWS, table=as_markdown, only=None) == [page]
    assert page.read_text(encoding="utf-8") == PAGE.replace("| old |\n| --- |\n", as_markdown(ROWS) + "\n").replace(
        "<!-- bench:parse: bits -->\n| old |\n", f"<!-- bench:parse: bits -->\n{as_markdown(ROWS[1:])}\n"
    )


def test_a_work_measured_alone_leaves_the_other_tables(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE, encoding="utf-8")
    write_into([page], "parse", ROWS[1:], table=as_markdown, only="bits")
    assert page.read_text(encoding="utf-8") == PAGE.replace(
        "<!-- bench:parse: bits -->\n| old |\n", f"<!-- bench:parse: bits -->\n{as_markdown(ROWS[1:])}\n"
    )


def test_a_benchmark_that_no_page_shows_is_told(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE, encoding="utf-8")
    with pytest.raises(InputError, match=r"expected `<!-- bench:scale -->` in a page of docs, found none"):
        write_into([page], "scale", ROWS, table=as_markdown, only=None)
