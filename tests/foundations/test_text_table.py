"""Tables in plain text, as notebooks show results."""

from __future__ import annotations

from coincide.text_table import text_table


def test_text_stands_left_and_numbers_right_below_their_columns() -> None:
    table = text_table(["name", "calls", "rate"], [("chirp", 1204, 0.5), ("a", 7, 12.25)])
    assert table.splitlines() == ["name   calls    rate", "chirp  1,204   0.500", "a          7  12.250"]


def test_a_long_table_shows_its_first_rows_and_says_how_many_there_are() -> None:
    lines = text_table(["n"], [(number,) for number in range(1500)]).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "… 1,500 rows in all"


def test_a_table_without_rows_is_its_columns() -> None:
    assert text_table(["name", "calls"], []) == "name  calls"


def test_a_name_cannot_act_on_the_terminal_or_break_the_table() -> None:
    assert text_table(["name"], [("a\x1b[31m\n\u202eb",)]).splitlines()[1:] == ["a [31m  b"]


def test_wide_characters_shift_nothing_that_follows() -> None:
    lines = text_table(["name", "n"], [("猫猫猫", 3), ("ab", 12)]).splitlines()
    assert lines == ["name     n", "猫猫猫   3", "ab      12"]


def test_numbers_stand_right_also_where_the_first_is_missing() -> None:
    assert text_table(["recall"], [(None,), (0.5,)]).splitlines() == ["recall", "     –", " 0.500"]
