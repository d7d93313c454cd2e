"""Not-a-number, silence and clipping; and what a file is by its bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import RecordingError
from coincide.recordings import QualityMeter, content_hash

NOISE = np.random.default_rng(0).normal(0, 0.1, (1, 4000)).astype(np.float32)


def _meter() -> QualityMeter:
    return QualityMeter(path="a.wav", sample_rate_hz=1000)


def test_good_sound_has_no_findings() -> None:
    meter = _meter()
    meter.update(NOISE)
    assert meter.finish() == []


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_is_located(bad: float) -> None:
    meter, block = _meter(), NOISE.copy()
    meter.update(NOISE)
    block[0, 250] = bad
    with pytest.raises(
        RecordingError, match=r"`a\.wav` has a sample that is not a finite number at 4\.250 s"
    ) as caught:
        meter.update(block)
    assert caught.value.kind == "nan"


@pytest.mark.parametrize("bad", [1e10, -3e38])
def test_a_sample_far_beyond_full_scale_is_located(bad: float) -> None:
    block = NOISE.copy()
    block[0, 250] = bad
    with pytest.raises(
        RecordingError, match=r"`a\.wav` has a sample of .* at 0\.250 s, where full scale is 1\. Its bytes are damaged"
    ) as caught:
        _meter().update(block)
    assert caught.value.kind == "corrupt"


def test_floats_in_steps_of_32_bits_are_sound() -> None:
    meter = _meter()
    meter.update(NOISE / np.abs(NOISE).max() * np.float32(2.0**31))
    assert meter.finish() == []


@pytest.mark.parametrize("value", [0.0, -0.25])
def test_a_constant_recording_is_silent(value: float) -> None:
    meter = _meter()
    for _ in range(3):
        meter.update(np.full((2, 500), value, dtype=np.float32))
    with pytest.raises(RecordingError, match=f"is silent: all 1.5 s have the value {value:g}") as caught:
        meter.finish()
    assert caught.value.kind == "silent"


def test_one_dead_channel_of_two_is_not_silence() -> None:
    meter = _meter()
    meter.update(np.vstack([np.zeros_like(NOISE), NOISE]))
    assert meter.finish() == []


def test_no_samples_are_an_empty_recording() -> None:
    meter = _meter()
    meter.update(np.zeros((1, 0), dtype=np.float32))
    with pytest.raises(RecordingError, match="holds no samples"):
        meter.finish()


def test_clipping_is_remarked_with_its_share() -> None:
    meter, block = _meter(), NOISE.copy()
    block[0, 99:161], block[0, 299:341] = 0.88, -0.88
    block[0, 100:160], block[0, 300:340] = 0.9, -0.9
    meter.update(block)
    (finding,) = meter.finish()
    assert (finding.kind, finding.is_left_out) == ("clipped", False)
    assert finding.reason.startswith("2.5% of the samples are clipped")


def test_clipping_at_a_tenth_of_full_scale_is_remarked_in_8_bits() -> None:
    meter = _meter()
    meter.update((np.round(np.clip(np.repeat(NOISE, 4, axis=1), -0.1, 0.1) * 128) / 128).astype(np.float32))
    assert [finding.kind for finding in meter.finish()] == ["clipped"]


def test_pairs_at_the_extreme_are_chance_and_not_clipping() -> None:
    meter, block = _meter(), NOISE.copy()
    block[0, 100:2000:10], block[0, 101:2000:10] = 0.9, 0.9
    meter.update(block)
    assert meter.finish() == []


def test_steps_of_the_converter_are_not_clipping() -> None:
    meter = _meter()
    meter.update(np.repeat(np.sign(NOISE) / 32768, 4, axis=1))
    assert meter.finish() == []


@pytest.mark.parametrize("offset", [0.0, 0.1])
@pytest.mark.parametrize("step", [1 / 128, 1 / 32768])
def test_a_channel_without_a_signal_is_not_clipped(step: float, offset: float) -> None:
    meter = _meter()
    meter.update((np.float32(offset) + step * np.sign(np.round(4 * NOISE))).astype(np.float32))
    assert meter.finish() == []


@examples(100)
@given(
    values=st.lists(st.sampled_from([-0.5, 0.5, 0.5, 0.5]), min_size=1, max_size=60),
    near=st.sampled_from([0.49, 0.3]),
    size=st.integers(1, 20),
)
def test_clipped_share_is_that_of_the_slow_count_in_any_blocks(values: list[float], near: float, size: int) -> None:
    samples = np.array([*values, near, -near], dtype=np.float32)[np.newaxis]
    meter = _meter()
    for start in range(0, samples.shape[1], size):
        meter.update(samples[:, start : start + size])
    share = naive.flat_peak_share(samples[0].tolist())
    found = [finding.reason.split(" ")[0] for finding in meter.finish()]
    assert found == ([f"{share:.1%}"] if share > 0 else [])


@pytest.mark.parametrize("n_bytes", [0, 1, 1_000_000])
def test_content_hash_is_the_sha256_of_the_bytes(tmp_path: Path, n_bytes: int) -> None:
    raw = np.random.default_rng(0).bytes(n_bytes)
    (tmp_path / "a.wav").write_bytes(raw)
    assert content_hash(tmp_path / "a.wav") == hashlib.sha256(raw).hexdigest()


def test_content_hash_of_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.wav` cannot be read") as caught:
        content_hash(tmp_path / "gone.wav")
    assert caught.value.kind == "unreadable"


def _kinds(channels: np.ndarray) -> list[str]:
    meter = _meter()
    meter.compare(channels.astype(np.float32))
    meter.update(channels.mean(axis=0, keepdims=True).astype(np.float32))
    return [problem.kind for problem in meter.finish()]


@pytest.mark.parametrize("gain", [1.0, 0.8])
def test_channels_that_are_each_others_negative_get_a_remark(gain: float) -> None:
    assert _kinds(np.concatenate([NOISE, -gain * NOISE])) == ["phase"]


def test_channels_that_cancel_to_the_last_bit_get_the_remark_and_are_not_called_silent() -> None:
    assert _kinds(np.concatenate([0.5 + NOISE, 0.5 - NOISE])) == ["phase"]


@pytest.mark.parametrize(
    "other",
    [NOISE, 0 * NOISE, np.roll(NOISE, 7), NOISE[:, ::-1], 0.3 * NOISE[:, ::-1] - 0.5 * NOISE],
    ids=["the same", "dead", "later", "independent", "partly negative"],
)
def test_other_channels_do_not_cancel_out(other: np.ndarray) -> None:
    assert _kinds(np.concatenate([NOISE, other])) == []


def test_the_last_bits_of_two_silent_channels_do_not_cancel_out() -> None:
    steps = np.round(np.random.default_rng(1).normal(0, 1, (1, 4000))) / 32768
    assert _kinds(np.concatenate([steps, -steps - 1 / 32768]) + 1e-9 * NOISE) == []


def test_a_later_part_keeps_the_remark() -> None:
    first, later = _meter(), _meter()
    first.compare(np.concatenate([NOISE, -NOISE]))
    for meter in (first, later):
        meter.update(NOISE)
    first.join(later)
    assert [problem.kind for problem in first.finish()] == ["phase"]
