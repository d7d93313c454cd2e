"""Small records, strategies and processes for the tests of the catalog."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import strategies as st

from coincide import errors
from coincide.catalog import FileRow, Span, StoredAnswer, StoredLabel
from coincide.records import Event, Recording

STARTED_AT = datetime(2024, 5, 1, 4, 30, tzinfo=timezone(timedelta(hours=2)))


def recording(content_hash: str = "aa", path: str = "/sea/day1/a.wav") -> Recording:
    return Recording(0, content_hash, path, Path(path).name, 96_000, 2, 480_000, STARTED_AT, "guano", "SM4")


def event(onset_s: float = 0.5, *, channel: int = 0, recording_id: int = 1) -> Event:
    return Event(0, recording_id, channel, onset_s, onset_s + 0.25, 4_000.0, 9_000.5, 12.25)


def file_row(path: str, *, recording_id: int | None = None, status: str = "present") -> FileRow:
    return FileRow(
        path,
        "/sea",
        path.removeprefix("/sea/"),
        1_920_044,
        1_714_530_600_123_456_789,
        recording_id,
        status,
        None,
    )


def label(text: str = "whistle", *, onset_s: float = 1.0, who: str = "Ana", recording_id: int = 1) -> StoredLabel:
    return StoredLabel(
        recording_id,
        onset_s,
        onset_s + 1,
        text,
        None,
        None,
        0,
        None,
        None,
        "a.wav",
        who,
        "imported",
        "t.txt",
        STARTED_AT,
    )


def answer(
    name: str = "trill", *, kind: str = "name", onset_s: float = 0.5, who: str = "Ana", session: int | None = None
) -> StoredAnswer:
    span = Span(1, 0, onset_s, onset_s + 0.25)
    other = Span(1, 0, onset_s + 1.5, onset_s + 1.75)
    return StoredAnswer(span, (span, other), 2, "category", kind, name, who, "tree", "m1", session, STARTED_AT)


def start_python(script: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a Python process that can import this `coincide`, with pipes to talk to it."""
    source = str(Path(errors.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"PYTHONPATH": source},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


any_text = st.text(st.characters(codec=None), max_size=20)
finite = st.floats(allow_nan=False, allow_infinity=False)
optional_float = st.none() | finite
events = st.builds(
    Event,
    st.just(0),
    st.just(1),
    st.integers(0, 64),
    finite,
    finite,
    finite,
    finite,
    st.floats(-999, 999),
)
stored_labels = st.builds(
    StoredLabel,
    recording_id=st.just(1),
    onset_s=finite,
    offset_s=finite,
    label=any_text,
    low_hz=optional_float,
    high_hz=optional_float,
    channel=st.integers(0, 64),
    category=st.none() | st.integers(1, 999),
    confidence=st.none() | st.floats(0, 1),
    recording=any_text,
    who=any_text,
    how=st.sampled_from(["imported", "asked"]),
    source=any_text,
    created_at=st.datetimes(timezones=st.just(UTC)),
)
spans = st.builds(Span, st.just(1), st.integers(0, 64), finite, finite)
stored_answers = st.builds(
    StoredAnswer,
    question=st.sampled_from(["category", "boundary"]),
    span=spans,
    size=st.integers(1, 10**6),
    members=st.lists(spans, max_size=8).map(tuple),
    answer=st.sampled_from(["name", "noise", "mixed", "skip", "one", "two"]),
    name=any_text,
    who=any_text,
    strategy=st.sampled_from(["tree", "random"]),
    model_id=st.text("0123456789abcdef", min_size=16, max_size=16),
    session=st.none(),
    answered_at=st.datetimes(timezones=st.just(UTC)),
    facts=st.dictionaries(st.sampled_from(["at_s", "dip_db"]), finite),
)
