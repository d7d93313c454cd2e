"""Files decoded in another process: the same samples, and no harm from a decoder that crashes or never ends."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.errors import RecordingError
from coincide.recordings import probe, read_blocks
from coincide.recordings.decoding.decoder import DecodingError, DirectDecoder, read_pieces
from coincide.recordings.decoding.distant import DistantDecoder, HelperProcess
from coincide.recordings.decoding.plain import is_plain

pytestmark = pytest.mark.slow

RATE_HZ = 48_000
PLAIN = [
    ("a.wav", "WAV", "PCM_U8"),
    ("a.wav", "WAV", "PCM_16"),
    ("a.wav", "WAV", "DOUBLE"),
    ("a.wav", "WAV", "ULAW"),
    ("a.wav", "WAVEX", "PCM_24"),
    ("a.w64", "W64", "PCM_16"),
    ("a.rf64", "RF64", "FLOAT"),
    ("a.aiff", "AIFF", "PCM_24"),
    ("a.aifc", "AIFF", "FLOAT"),
    ("a.au", "AU", "PCM_16"),
]
OTHER = [
    ("a.flac", "FLAC", "PCM_16"),
    ("a.flac", "FLAC", "PCM_24"),
    ("a.ogg", "OGG", "VORBIS"),
    ("a.opus", "OGG", "OPUS"),
    ("a.mp3", "MP3", "MPEG_LAYER_III"),
    ("a.caf", "CAF", "ALAC_16"),
    ("a.wav", "WAV", "IMA_ADPCM"),
]
CRASH = "import os, signal, sys; sys.stdin.readline(); os.kill(os.getpid(), signal.SIGSEGV)"
LOOP = "import sys; sys.stdin.readline()\nwhile True: pass"
SLOW = (
    "import os, sys, time\n"
    "for _ in sys.stdin:\n    time.sleep(1); os.write(1, (2).to_bytes(4, 'little') + bytes(4) + b'{}')"
)
GARBAGE = "import sys; sys.stdin.readline(); print('no answer at all')"


def _write(path: Path, container: str, subtype: str) -> Path:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (RATE_HZ, 2))
    soundfile.write(path, samples, RATE_HZ, format=container, subtype=subtype)
    return path


def _junk_in_the_middle(path: Path) -> Path:
    raw = bytearray(_write(path, "MP3", "MPEG_LAYER_III").read_bytes())
    raw[1000:5000] = np.random.default_rng(0).bytes(4000)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(("name", "container", "subtype"), PLAIN)
def test_uncompressed_files_are_plain(tmp_path: Path, name: str, container: str, subtype: str) -> None:
    assert is_plain(_write(tmp_path / name, container, subtype))


@pytest.mark.parametrize(("name", "container", "subtype"), OTHER)
def test_compressed_files_are_not_plain(tmp_path: Path, name: str, container: str, subtype: str) -> None:
    assert not is_plain(_write(tmp_path / name, container, subtype))


def test_a_file_with_a_damaged_header_is_not_plain(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.wav", "WAV", "PCM_16")
    raw = path.read_bytes()
    path.write_bytes(raw[:36] + b"junk" + (2**31).to_bytes(4, "little") + raw[36:])
    assert not is_plain(path)


@pytest.mark.parametrize(("name", "container", "subtype"), OTHER)
def test_samples_are_the_same_as_in_this_process(tmp_path: Path, name: str, container: str, subtype: str) -> None:
    path = _write(tmp_path / name, container, subtype)
    decoders = (DirectDecoder(path), DistantDecoder(path))
    direct, distant = (np.concatenate(list(read_pieces(decoder, 2 * RATE_HZ))) for decoder in decoders)
    for decoder in decoders:
        decoder.close()
    np.testing.assert_array_equal(distant, direct)


def test_a_crash_is_told(tmp_path: Path) -> None:
    helper = HelperProcess(CRASH)
    with pytest.raises(DecodingError, match="the decoder crashed"):
        helper.ask({"open": str(tmp_path)})
    helper.end()


def test_a_decoder_without_end_is_given_up(tmp_path: Path) -> None:
    helper = HelperProcess(LOOP, limit_s=0.3)
    with pytest.raises(DecodingError, match="the decoder did not finish and was stopped"):
        helper.ask({"open": str(tmp_path)})
    helper.end()


def test_an_answer_that_makes_no_sense_is_a_crash(tmp_path: Path) -> None:
    helper = HelperProcess(GARBAGE)
    with pytest.raises(DecodingError, match="the decoder crashed"):
        helper.ask({"open": str(tmp_path)})
    helper.end()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer that interrupts")
def test_a_decoder_that_was_interrupted_is_not_asked_about_another_file() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    helper = HelperProcess(SLOW)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        with pytest.raises(KeyboardInterrupt):
            helper.ask({"open": "a"})
    finally:
        signal.signal(signal.SIGALRM, before)
    # Its answer would be taken for that about the next file.
    with pytest.raises(DecodingError):
        helper.ask({"close": True})
    helper.end()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not bound the time of a process")
def test_the_processor_time_of_a_file_is_bounded() -> None:
    program = (
        "from coincide.recordings.decoding.helper import _Bounds; _Bounds().begin(0.1)\n" + LOOP.partition("\n")[2]
    )
    helper = HelperProcess(f"import sys; sys.path[:] = sys.argv[1:]; {program}")
    with pytest.raises(DecodingError, match="the decoder did not finish and was stopped"):
        helper.ask({"open": "x"})
    helper.end()


def test_what_the_decoder_says_becomes_part_of_the_reason(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = _junk_in_the_middle(tmp_path / "a.mp3")
    with pytest.raises(RecordingError, match=r"a\.mp3` stops decoding after .*\(it says: Giving up resync after"):
        list(read_blocks(path, block_samples=RATE_HZ))
    assert capfd.readouterr() == ("", "")


def test_the_next_file_is_not_blamed_for_the_last(tmp_path: Path) -> None:
    (tmp_path / "b.flac").write_text("no sound")
    with pytest.raises(RecordingError, match="stops decoding"):
        list(read_blocks(_junk_in_the_middle(tmp_path / "a.mp3"), block_samples=RATE_HZ))
    with pytest.raises(RecordingError, match=r"b\.flac` cannot be decoded: [^(]*$"):
        probe(tmp_path / "b.flac")
