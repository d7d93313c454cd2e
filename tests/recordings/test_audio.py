"""What a sound file is, and which damage is found before decoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.errors import RecordingError
from coincide.recordings import probe, read_span

RATE_HZ = 8000
FORMATS = [
    ("a.wav", "WAV", "PCM_U8"),
    ("a.wav", "WAV", "PCM_16"),
    ("a.wav", "WAV", "PCM_24"),
    ("a.wav", "WAV", "PCM_32"),
    ("a.wav", "WAV", "FLOAT"),
    ("a.wav", "WAV", "DOUBLE"),
    ("a.wav", "WAVEX", "PCM_16"),
    ("a.w64", "W64", "PCM_16"),
    ("a.rf64", "RF64", "PCM_16"),
    ("a.aiff", "AIFF", "PCM_24"),
    ("a.au", "AU", "PCM_16"),
    ("a.caf", "CAF", "PCM_16"),
    ("a.flac", "FLAC", "PCM_16"),
    ("a.ogg", "OGG", "VORBIS"),
    ("a.opus", "OGG", "OPUS"),
    ("a.mp3", "MP3", "MPEG_LAYER_III"),
]
CUTTABLE = [("a.wav", "WAV"), ("a.w64", "W64"), ("a.rf64", "RF64"), ("a.aiff", "AIFF"), ("a.au", "AU")]

LONG_SIZES = [("W64", b"data", 16, 2**63 - 1), ("W64", b"data", 16, 2**64 - 1), ("RF64", b"ds64", 16, 0)]


def _write(path: Path, container: str, subtype: str = "PCM_16", n_channels: int = 2) -> Path:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (RATE_HZ, n_channels))
    soundfile.write(path, samples, RATE_HZ, format=container, subtype=subtype)
    return path


def _cut(path: Path) -> Path:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return path


def _patched(path: Path, at: int, raw: bytes) -> Path:
    old = path.read_bytes()
    path.write_bytes(old[:at] + raw + old[at + len(raw) :])
    return path


@pytest.mark.parametrize(("name", "container", "subtype"), FORMATS)
def test_probe_reads_rate_channels_and_length(tmp_path: Path, name: str, container: str, subtype: str) -> None:
    info = probe(_write(tmp_path / name, container, subtype))
    assert (info.sample_rate_hz, info.n_channels, info.subtype) == (RATE_HZ, 2, subtype)
    assert info.duration_s == pytest.approx(1.0, abs=0.1)


def test_a_few_missing_samples_are_told_in_samples(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(8000), 8000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(RecordingError, match=r"its header promises 8,000 samples, the file holds 7,990 samples\."):
        probe(path)


@pytest.mark.parametrize(("name", "container"), CUTTABLE)
def test_probe_finds_half_a_file(tmp_path: Path, name: str, container: str) -> None:
    path = _cut(_write(tmp_path / name, container))
    with pytest.raises(
        RecordingError,
        match=r"is cut off: its header promises 1\.00 s, the file holds 0\.50 s\..* or use .*recordings-truncated use",
    ) as caught:
        probe(path)
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize("n_channels", [1, 2])
@pytest.mark.parametrize(
    ("name", "container", "subtype"),
    [
        ("a.wav", "WAV", "IMA_ADPCM"),
        ("a.wav", "WAV", "MS_ADPCM"),
        ("a.w64", "W64", "IMA_ADPCM"),
        ("a.aifc", "AIFF", "IMA_ADPCM"),
    ],
)
def test_probe_finds_half_a_file_that_is_compressed_in_blocks(
    tmp_path: Path, name: str, container: str, subtype: str, n_channels: int
) -> None:
    whole = probe(_write(tmp_path / name, container, subtype, n_channels))
    assert whole.duration_s == pytest.approx(1.0, abs=0.1)
    with pytest.raises(RecordingError, match=r"is cut off: its header promises .* s, the file holds 0\.[45]") as caught:
        probe(_cut(tmp_path / name))
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize(("name", "container"), CUTTABLE)
def test_probe_counts_what_is_there_when_truncated_files_are_accepted(
    tmp_path: Path, name: str, container: str
) -> None:
    info = probe(_cut(_write(tmp_path / name, container)), accept_truncated=True)
    assert info.n_samples == pytest.approx(RATE_HZ / 2, abs=40)


@pytest.mark.parametrize("duration_s", [1, 20])
def test_probe_finds_an_ogg_file_without_its_end(tmp_path: Path, duration_s: int) -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, duration_s * RATE_HZ)
    soundfile.write(tmp_path / "a.ogg", samples, RATE_HZ, format="OGG", subtype="VORBIS")
    with pytest.raises(RecordingError, match="the last page of its Ogg stream is missing") as caught:
        probe(_cut(tmp_path / "a.ogg"))
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize("n_channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100])
@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
def test_probe_finds_an_mp3_file_without_its_end(tmp_path: Path, mode: str, rate_hz: int, n_channels: int) -> None:
    raw = _mp3(tmp_path / "a.mp3", mode, rate_hz, n_channels).read_bytes()
    for n_bytes in (len(raw) // 2 + 2, len(raw) - 21, len(raw) - 1):
        (tmp_path / "a.mp3").write_bytes(raw[:n_bytes])
        with pytest.raises(RecordingError, match="the last frame of its MP3 stream is incomplete") as caught:
            probe(tmp_path / "a.mp3")
        assert caught.value.kind == "truncated"


def test_probe_accepts_a_cut_mp3_file_on_request(tmp_path: Path) -> None:
    assert probe(_cut(_write(tmp_path / "a.mp3", "MP3", "MPEG_LAYER_III")), accept_truncated=True).n_samples > 0


@pytest.mark.parametrize("tag", [b"TAG" + bytes(125), b"APETAGEX" + bytes(60), bytes(1000)])
def test_probe_accepts_what_follows_the_frames_of_an_mp3_file(tmp_path: Path, tag: bytes) -> None:
    path = _mp3(tmp_path / "a.mp3", "VARIABLE", 44_100, 2)
    path.write_bytes(path.read_bytes() + tag)
    assert probe(path).container == "MP3"


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100])
def test_probe_finds_an_mp3_file_that_holds_more_than_its_beginning_tells(tmp_path: Path, rate_hz: int) -> None:
    rng = np.random.default_rng(0)
    loud, silent = rng.uniform(-0.5, 0.5, (10 * rate_hz, 1)), np.zeros((10 * rate_hz, 1))
    path = _mp3(tmp_path / "a.mp3", "VARIABLE", rate_hz, samples=np.concatenate([loud, silent]))
    assert probe(path).duration_s == pytest.approx(20, abs=0.2)
    path.write_bytes(_without_first_frame(path))
    with pytest.raises(RecordingError, match=r"holds 20\.\d\d s of sound, .* so the rest would not be read") as caught:
        probe(path, accept_truncated=True)
    assert caught.value.kind == "corrupt"


def test_probe_finds_an_mp3_file_that_holds_less_than_its_beginning_tells(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    samples = np.concatenate([np.zeros((160_000, 1)), rng.uniform(-0.5, 0.5, (160_000, 1))])
    path = _mp3(tmp_path / "a.mp3", "VARIABLE", 16_000, samples=samples)
    path.write_bytes(_without_first_frame(path))
    with pytest.raises(RecordingError, match=r"holds 20\.\d\d s of sound") as caught:
        probe(path)
    assert caught.value.kind == "truncated"
    assert probe(path, accept_truncated=True).duration_s == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize("between", [b"", b"TAG" + bytes(125), b"ID3\x04\0\0\0\0\x01\0" + bytes(128)])
def test_probe_finds_two_mp3_files_that_were_joined(tmp_path: Path, between: bytes) -> None:
    raw = _mp3(tmp_path / "a.mp3", "VARIABLE", 44_100).read_bytes()
    (tmp_path / "a.mp3").write_bytes(raw + between + raw)
    with pytest.raises(RecordingError, match="so the rest would not be read"):
        probe(tmp_path / "a.mp3")


def test_probe_accepts_an_mp3_file_of_constant_rate_whose_beginning_tells_nothing(tmp_path: Path) -> None:
    path = _mp3(tmp_path / "a.mp3", "CONSTANT", 44_100)
    path.write_bytes(b"ID3\x04\0\0\0\0\x01\0" + bytes(128) + _without_first_frame(path) + b"TAG" + bytes(125))
    assert probe(path).duration_s == pytest.approx(1, abs=0.1)


def _without_first_frame(path: Path) -> bytes:
    """Return an MP3 file without the frame in which its encoder wrote the length."""
    raw = path.read_bytes()
    assert b"Xing" in raw[:60] or b"Info" in raw[:60]
    return raw[raw.index(raw[:2], 60) :]


def _mp3(path: Path, mode: str, rate_hz: int, n_channels: int = 1, *, samples: np.ndarray | None = None) -> Path:
    if samples is None:
        samples = np.random.default_rng(0).uniform(-0.5, 0.5, (rate_hz, n_channels))
    with soundfile.SoundFile(
        path,
        "w",
        rate_hz,
        n_channels,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode=mode,
        compression_level=0.5,
    ) as file:
        file.write(samples)
    return path


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFEFFE])
def test_probe_accepts_a_header_that_was_never_finished(tmp_path: Path, size: int) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV"), 40, size.to_bytes(4, "little"))
    assert probe(path).n_samples == RATE_HZ


@pytest.mark.parametrize(
    ("container", "endian", "name"),
    [
        ("WAV", "BIG", b"data"),
        ("AIFF", "FILE", b"SSND"),
        ("AIFF", "LITTLE", b"SSND"),
        ("AU", "FILE", b"\0\0\0\x18"),  # where the samples begin, which stands before their length
    ],
)
def test_all_samples_are_read_although_the_header_says_that_there_are_none(
    tmp_path: Path, container: str, endian: str, name: bytes
) -> None:
    n_samples = 197_120 // 2  # in bytes, a number that is smaller when read backward
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, n_samples)
    soundfile.write(tmp_path / "a", samples, RATE_HZ, format=container, subtype="PCM_16", endian=endian)
    path = _patched(tmp_path / "a", (tmp_path / "a").read_bytes().index(name) + 4, bytes(4))
    sound, _ = read_span(path, start_s=0.0, stop_s=20.0)
    assert sound.shape == (1, n_samples)


@pytest.mark.parametrize(("container", "name", "n_before", "size"), LONG_SIZES)
def test_a_long_header_that_was_never_finished_promises_nothing(
    tmp_path: Path, container: str, name: bytes, n_before: int, size: int
) -> None:
    path = _write(tmp_path / "a.wav", container)
    at = path.read_bytes().index(name) + n_before
    _patched(path, at, size.to_bytes(8, "little"))
    sound, _ = read_span(path, start_s=0.0, stop_s=2.0)
    assert sound.shape == (1, RATE_HZ)


@pytest.mark.parametrize("size", [2**31 - 44, 2**31 - 4])
def test_a_file_of_two_gibibytes_that_was_cut_off_is_refused(tmp_path: Path, size: int) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV"), 40, size.to_bytes(4, "little"))
    with pytest.raises(RecordingError, match="is cut off: its header promises"):
        probe(path)


def test_an_rf64_header_that_promises_two_gibibytes_is_taken_at_its_word(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.rf64", "RF64")
    _patched(path, path.read_bytes().index(b"ds64") + 16, (2**31 - 4).to_bytes(8, "little"))
    with pytest.raises(RecordingError, match=r"promises 67108\.86 s, the file holds 1\.00 s"):
        probe(path)


def test_an_rf64_header_that_says_two_gibibytes_twice_is_taken_at_its_word(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.rf64", "RF64")
    raw = path.read_bytes()
    _patched(path, raw.index(b"ds64") + 16, (2**31 - 4).to_bytes(8, "little"))
    _patched(path, raw.index(b"data") + 4, (2**31 - 4).to_bytes(4, "little"))
    with pytest.raises(RecordingError, match=r"promises 67108\.86 s, the file holds 1\.00 s"):
        probe(path)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_probe_counts_the_samples_that_no_header_could_tell(tmp_path: Path, size: int) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV", n_channels=1), 40, size.to_bytes(4, "little"))
    with path.open("r+b") as file:  # sparse, so it takes no room
        file.truncate(44 + 2**32 + 2**20)
        file.seek(44 + 2**31 - 1)
        file.write(b"\xf1\x02" * 8)
    info = probe(path)
    assert (info.n_samples, info.n_samples_unread) == (2**31 - 1, 2**19 + 1)


def test_a_header_of_two_gibibytes_leaves_the_chunk_after_the_samples_alone(tmp_path: Path) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV", n_channels=1), 40, (2**31 - 4).to_bytes(4, "little"))
    with path.open("r+b") as file:
        file.seek(44 + 2**31 - 4)
        file.write(b"LIST\x04\0\0\0INFO")
    assert probe(path).n_samples == 2**30 - 2


def test_probe_of_a_picture_asks_for_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "photo.JPG"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    with pytest.raises(
        RecordingError, match=r"Give a sound file \(wav, .*\) instead of one whose name ends in `\.JPG`\."
    ):
        probe(path)


def test_probe_names_a_text_file_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_text("no sound at all\n" * 50)
    with pytest.raises(RecordingError, match=r"notes\.wav` cannot be decoded: format not recognised") as caught:
        probe(path)
    assert caught.value.kind == "corrupt"


def test_probe_names_a_file_of_no_bytes_empty(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    with pytest.raises(RecordingError, match=r"a\.wav` is empty \(0 bytes\)") as caught:
        probe(tmp_path / "a.wav")
    assert caught.value.kind == "empty"


@pytest.mark.parametrize(("name", "container"), CUTTABLE)
def test_probe_names_a_file_of_no_samples_empty(tmp_path: Path, name: str, container: str) -> None:
    soundfile.write(tmp_path / name, np.zeros((0, 1)), RATE_HZ, format=container, subtype="PCM_16")
    with pytest.raises(RecordingError, match="holds a header and no samples") as caught:
        probe(tmp_path / name)
    assert caught.value.kind == "empty"


def test_probe_keeps_an_empty_data_chunk_before_other_chunks_empty(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0), RATE_HZ)
    with (tmp_path / "a.wav").open("ab") as file:
        file.write(b"LIST\x04\0\0\0INFO")
    with pytest.raises(RecordingError, match="no samples"):
        probe(tmp_path / "a.wav")


def test_probe_refuses_a_rate_above_one_megahertz(tmp_path: Path) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV"), 24, (2_000_000).to_bytes(4, "little"))
    with pytest.raises(RecordingError, match="has a sample rate of 2000000 Hz, expected 1 to 1000000 Hz"):
        probe(path)


@pytest.mark.parametrize("n_bits", [1, 3, 7])
def test_probe_refuses_fewer_than_eight_bits_a_sample(tmp_path: Path, n_bits: int) -> None:
    path = _patched(_write(tmp_path / "a.wav", "WAV", "PCM_U8"), 34, n_bits.to_bytes(2, "little"))
    with pytest.raises(RecordingError, match=rf"it says {n_bits} bits a sample, and at least 8 were expected\. Copy"):
        probe(path)


def test_probe_of_a_missing_file_names_it_unreadable(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.wav` cannot be read: No such file") as caught:
        probe(tmp_path / "gone.wav")
    assert caught.value.kind == "unreadable"


def test_probe_refuses_a_flac_stream_of_unknown_length(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.flac", "FLAC")
    # The low 36 bits of bytes 21 to 25 are the length.
    _patched(path, 21, bytes([path.read_bytes()[21] & 0xF0, 0, 0, 0, 0]))
    with pytest.raises(RecordingError, match=r"a\.flac` does not say how long it is"):
        probe(path)


def test_probe_takes_unicode_and_spaces(tmp_path: Path) -> None:
    assert probe(_write(tmp_path / "夜 鳥 ü.wav", "WAV")).n_samples == RATE_HZ


@pytest.mark.parametrize(("container", "at"), [("WAV", 40), ("AIFF", 42)])
def test_probe_counts_the_samples_beyond_the_length_of_the_header(tmp_path: Path, container: str, at: int) -> None:
    path = _write(tmp_path / "a.sound", container, n_channels=1)
    whole = probe(path)
    order = "little" if container == "WAV" else "big"
    skipped = 0 if container == "WAV" else 8
    _patched(path, at, (2 * (RATE_HZ // 4) + skipped).to_bytes(4, order))
    info = probe(path)
    assert (whole.n_samples_unread, info.n_samples, info.n_samples_unread) == (0, RATE_HZ // 4, RATE_HZ * 3 // 4)


@pytest.mark.parametrize("n_samples", [1000, 1001])
@pytest.mark.parametrize("after", [b"LIST\x04\0\0\0INFO", bytes(4096)])
@pytest.mark.parametrize("is_even", [True, False])
def test_probe_takes_no_chunk_and_no_filling_after_the_samples_for_samples(
    tmp_path: Path, n_samples: int, after: bytes, is_even: bool
) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, n_samples), RATE_HZ, subtype="PCM_U8")
    raw = path.read_bytes()[: 44 + n_samples]
    path.write_bytes(raw + bytes(n_samples % 2 if is_even else 0) + after)
    assert probe(path).n_samples_unread == 0
