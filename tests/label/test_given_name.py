"""Names that people type."""

from __future__ import annotations

import pytest

from coincide.errors import InputError
from coincide.label import given_name


def test_a_name_is_kept_without_needless_spaces() -> None:
    assert given_name("  trill \n two ") == "trill two"


def test_a_name_that_cannot_be_seen_is_none() -> None:
    with pytest.raises(InputError, match="expected a name, got an empty one"):
        given_name("\u200b \ufeff")


@pytest.mark.parametrize("text", ["unknown", " Unknown "])
def test_what_stands_for_no_name_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=f"`{text.strip()}`, which stands for calls that no name fits.* skip it"):
        given_name(text)


@pytest.mark.parametrize("given", [5, None, b"trill"])
def test_what_is_no_text_is_refused(given: object) -> None:
    with pytest.raises(InputError, match=r"expected a name in quotes, such as 'trill', got "):
        given_name(given)


def test_a_pasted_paragraph_is_no_name() -> None:
    assert given_name("x" * 200) == "x" * 200
    with pytest.raises(
        InputError, match=r"expected a name of at most 200 characters, got 5,000\. Give a shorter one\."
    ):
        given_name("x" * 5000)
