"""Results as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.cli.output.json_output import plain, write_json


@dataclass(frozen=True, slots=True)
class Inner:
    path: Path
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Outer:
    inner: tuple[Inner, ...]
    score: float


def test_records_within_records_become_objects() -> None:
    value = Outer((Inner(Path("a.wav"), datetime(2026, 1, 2, tzinfo=UTC)),), 0.5)
    assert plain(value) == {"inner": [{"path": "a.wav", "at": "2026-01-02T00:00:00+00:00"}], "score": 0.5}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_becomes_null(value: float) -> None:
    assert plain([value]) == [None]


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON for a value of type `object`"):
        plain(object())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@examples(50)
@given(VALUES)
def test_plain_values_stay_as_they_are(value: object) -> None:
    assert plain(value) == value


def test_one_object_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"name": "grünfink"})
    assert json.loads(capsys.readouterr().out) == {"name": "grünfink"}
