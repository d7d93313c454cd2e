"""What tables are written in: Western Windows text is read, and what is probably something else is not."""

from __future__ import annotations

import pytest

from coincide.encodings import decoded

TABLE = "site;label\nRiff Süd;Bläßhuhn\nRiff Nord;mésange\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_western_table_is_the_same_in_each_encoding(encoding: str) -> None:
    assert decoded(TABLE.encode(encoding)) == TABLE


@pytest.mark.parametrize(("text", "encoding"), [("зяблик", "cp1251"), ("知更鸟", "gbk"), ("κότσυφας", "cp1253")])
def test_words_of_other_alphabets_are_not_taken_for_western_ones(text: str, encoding: str) -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(f"label\n{text}\n".encode(encoding))
