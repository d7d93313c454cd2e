"""Hypothesis strategies for annotations of two recordings, in the resolution that tables keep."""

from __future__ import annotations

from hypothesis import strategies as st

from coincide.annotations import RecordingSpan
from coincide.records import Annotation

SPANS = (
    RecordingSpan(name="night/a.wav", path="/data/night/a.wav", duration_s=10.5, sample_rate_hz=48_000),
    RecordingSpan(name="b.flac", path="/data/b.flac", duration_s=1000.25, sample_rate_hz=8_000),
)

times_us = st.integers(0, 10_500_000)
labels = st.text(
    alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), include_characters=" "),
    max_size=8,
).map(lambda text: text.strip())


@st.composite
def one_annotation(draw: st.DrawFn, *, recordings: tuple[str, ...] = ("night/a.wav", "b.flac")) -> Annotation:
    onset_us, offset_us = sorted((draw(times_us), draw(times_us)))
    low_mhz = draw(st.integers(0, 4_000_000))
    has_band = draw(st.booleans())
    return Annotation(
        recording=draw(st.sampled_from(recordings)),
        onset_s=onset_us / 1e6,
        offset_s=offset_us / 1e6,
        label=draw(labels),
        low_hz=low_mhz / 1e3 if has_band else None,
        high_hz=(low_mhz + draw(st.integers(0, 1000))) / 1e3 if has_band else None,
        channel=draw(st.integers(0, 3)),
        category=draw(st.none() | st.integers(1, 40)),
        confidence=draw(st.none() | st.integers(0, 10**6).map(lambda millionths: millionths / 1e6)),
    )


def several(*, recordings: tuple[str, ...] = ("night/a.wav", "b.flac"), min_size: int = 0):
    return st.lists(one_annotation(recordings=recordings), min_size=min_size, max_size=8)


def in_table_order(items: list[Annotation]) -> list[Annotation]:
    """By recording, then onset, offset and channel, as the writers sort."""
    names = [span.name for span in SPANS]
    return sorted(items, key=lambda one: (names.index(one.recording), one.onset_s, one.offset_s, one.channel))
