"""Categories and labels as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.annotations.wording import category_cell, describe, one_line, parse_category, parse_description


@given(st.text())
def test_one_line_leaves_nothing_that_breaks_a_row_or_its_encoding(text):
    line = one_line(text)
    assert line.encode("utf-8") and len(line.splitlines()) == 1 and "\t" not in line if line else True


@pytest.mark.parametrize(("label", "line"), [("a\tb", "a b"), ("a\r\nb ", "a b"), ("\n", ""), ("é\u2028Ω", "é Ω")])
def test_one_line_puts_one_space_for_every_break(label, line):
    assert one_line(label) == line


@given(st.none() | st.integers(1, 999), st.sampled_from(["", "whistle", "3", "a: b"]))
def test_parse_description_reads_what_describe_wrote(category, label):
    assert parse_description(describe(category, label)) == (category, label)


@given(st.none() | st.integers(1, 999), st.sampled_from(["", "whistle", "3", "unsure"]))
def test_parse_category_reads_what_category_cell_wrote(category, label):
    assert parse_category(category_cell(category, label), label) == (category, label)


def test_parse_category_takes_foreign_text_as_label_where_there_is_none():
    assert parse_category("whistle", "") == (None, "whistle")


@pytest.mark.parametrize("cell", ["0", "-1", "1.5", "²"])
def test_parse_category_takes_what_is_no_number_from_one_as_text(cell):
    assert parse_category(cell, "") == (None, cell)
