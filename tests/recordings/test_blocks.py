"""A recording as a stream of blocks, and excerpts of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError, RecordingError
from coincide.recordings import ChannelChoice, SpanReader, n_output_channels, read_blocks, read_span

RATE_HZ = 8000
SAMPLES = np.random.default_rng(0).uniform(-1, 1, (1000, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blocks") / "three channels.wav"
    soundfile.write(path, SAMPLES, RATE_HZ, subtype="FLOAT")
    return path


def _damaged_flac(path: Path) -> Path:
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, 5 * RATE_HZ), RATE_HZ)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 500] = bytes(500)
    path.write_bytes(raw)
    return path


@examples(30)
@given(block_samples=st.integers(1, 1200))
def test_blocks_of_any_size_join_to_the_whole(recording: Path, block_samples: int) -> None:
    blocks = list(read_blocks(recording, block_samples=block_samples, channels="each"))
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), SAMPLES.T)


def test_all_blocks_but_the_last_are_full(recording: Path) -> None:
    assert [block.shape for block in read_blocks(recording, block_samples=300)] == [(1, 300)] * 3 + [(1, 100)]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("mix", lambda x: x.mean(axis=1)[None]), ("each", lambda x: x.T), (2, lambda x: x[:, 2][None])],
)
def test_channels_are_used_as_chosen(
    recording: Path, choice: ChannelChoice, expected: Callable[[np.ndarray], np.ndarray]
) -> None:
    (block,) = read_blocks(recording, block_samples=5000, channels=choice)
    np.testing.assert_allclose(block, expected(SAMPLES), atol=1e-6)


@pytest.mark.parametrize("choice", ["mix", "each", 1])
def test_blocks_are_contiguous_float32(recording: Path, choice: ChannelChoice) -> None:
    (block,) = read_blocks(recording, block_samples=5000, channels=choice)
    assert block.flags.c_contiguous and block.dtype == np.float32


@pytest.mark.parametrize(("choice", "count"), [("mix", 1), ("each", 3), (2, 1)])
def test_output_channels_are_counted(choice: ChannelChoice, count: int) -> None:
    assert n_output_channels(choice, 3) == count


@pytest.mark.parametrize("choice", [3, -1, "left"])
def test_a_channel_that_is_not_there_is_refused(recording: Path, choice: ChannelChoice) -> None:
    with pytest.raises(InputError, match=f"or 0 to 2 for `.*` with its 3 channel.*got {choice}"):
        list(read_blocks(recording, block_samples=10, channels=choice))


def test_blocks_of_no_samples_are_refused(recording: Path) -> None:
    with pytest.raises(InputError, match="`block_samples` must be at least 1, got 0"):
        list(read_blocks(recording, block_samples=0))


@pytest.mark.parametrize(
    ("subtype", "step"), [("PCM_U8", 2**-7), ("PCM_16", 2**-15), ("PCM_24", 2**-23), ("PCM_32", 2**-23)]
)
def test_integers_come_with_full_scale_at_one(tmp_path: Path, subtype: str, step: float) -> None:
    soundfile.write(tmp_path / "a.wav", SAMPLES, RATE_HZ, subtype=subtype)
    (block,) = read_blocks(tmp_path / "a.wav", block_samples=5000, channels="each")
    np.testing.assert_allclose(block, SAMPLES.T, atol=1.5 * step)


def test_float_files_may_exceed_full_scale(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", 3 * SAMPLES, RATE_HZ, subtype="FLOAT")
    (block,) = read_blocks(tmp_path / "a.wav", block_samples=5000, channels="each")
    np.testing.assert_array_equal(block, 3 * SAMPLES.T)


def test_a_header_left_at_length_zero_is_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, SAMPLES, RATE_HZ, subtype="PCM_16")
    whole = list(read_blocks(path, block_samples=5000))
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + bytes(4) + raw[44:])
    np.testing.assert_array_equal(list(read_blocks(path, block_samples=5000)), whole)


def test_damage_inside_a_flac_file_says_how_far_decoding_came(tmp_path: Path) -> None:
    path = _damaged_flac(tmp_path / "a.flac")
    with pytest.raises(RecordingError, match=r"stops decoding after [1-3]\.\d s of 5\.0 s: ") as caught:
        list(read_blocks(path, block_samples=800))
    assert caught.value.kind == "corrupt"


def test_half_an_mp3_file_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, 5 * RATE_HZ), RATE_HZ)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert sum(block.shape[1] for block in read_blocks(path, block_samples=800)) > RATE_HZ


@examples(40)
@given(start=st.integers(-50, 1100), length=st.integers(0, 400))
def test_a_span_is_the_slice_that_lies_in_the_file(recording: Path, start: int, length: int) -> None:
    stop_s = (start + length) / RATE_HZ
    span, rate_hz = read_span(recording, start_s=start / RATE_HZ, stop_s=stop_s, channels="each")
    np.testing.assert_array_equal(span, SAMPLES[max(0, start) : max(0, start + length)].T)
    assert rate_hz == RATE_HZ


def test_a_reader_gives_the_same_spans_as_single_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, SAMPLES, RATE_HZ)
    times = [(0.0, 0.02), (0.05, 0.06), (0.06, 0.1), (0.01, 0.02)]
    single = [read_span(path, start_s=a, stop_s=b)[0] for a, b in times]
    with SpanReader(path) as reader:
        for (start_s, stop_s), expected in zip(times, single, strict=True):
            np.testing.assert_array_equal(reader.read(start_s, stop_s), expected)


def test_a_span_that_ends_before_it_starts_is_empty(recording: Path) -> None:
    assert read_span(recording, start_s=0.1, stop_s=0.05)[0].shape == (1, 0)


def test_a_span_at_no_time_is_refused(recording: Path) -> None:
    with pytest.raises(InputError, match=r"needs finite times, got nan to 1\.0 s"):
        read_span(recording, start_s=float("nan"), stop_s=1.0)


def test_a_reader_refuses_a_channel_that_is_not_there(recording: Path) -> None:
    with pytest.raises(InputError, match="got 7"):
        SpanReader(recording, channels=7)


def test_a_span_in_damaged_sound_names_the_time(tmp_path: Path) -> None:
    with (
        SpanReader(_damaged_flac(tmp_path / "a.flac")) as reader,
        pytest.raises(RecordingError, match=r"cannot be decoded at 0\.0 s"),
    ):
        reader.read(0.0, 5.0)


@pytest.mark.parametrize(("bad", "kind"), [(np.nan, "nan"), (1e30, "corrupt")])
def test_an_excerpt_holds_only_sound(tmp_path: Path, bad: float, kind: str) -> None:
    samples = SAMPLES.copy()
    samples[800] = bad
    soundfile.write(tmp_path / "a.wav", samples, RATE_HZ, subtype="FLOAT")
    with pytest.raises(RecordingError, match=r"a\.wav` has a sample .* at 0\.100 s") as caught:
        read_span(tmp_path / "a.wav", start_s=0.05, stop_s=0.12)
    assert caught.value.kind == kind
