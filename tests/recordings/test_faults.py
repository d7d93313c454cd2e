"""Whatever one file does is the problem of that file, in words that help."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.errors import NothingFoundError, RecordingError
from coincide.recordings import blamed_on, probe

SIZES = [24, 2**31, 2**62, 2**63 - 200, 2**64 - 8]


@pytest.mark.parametrize("size", SIZES)
def test_no_size_in_a_wave64_header_breaks_the_reader(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.w64"
    soundfile.write(path, np.zeros(100), 8000)
    raw = path.read_bytes()
    path.write_bytes(raw[:56] + size.to_bytes(8, "little") + raw[64:])
    with pytest.raises(RecordingError, match=r"a\.w64` cannot be decoded") as caught:
        probe(path)
    assert caught.value.kind == "corrupt"


def test_a_mistake_in_a_reader_is_told_with_the_file_and_the_cause() -> None:
    with (
        pytest.raises(
            RecordingError, match=r"`a\.wav` cannot be read, because its reader fails with KeyError: 'x'"
        ) as caught,
        blamed_on(Path("a.wav")),
    ):
        raise KeyError("x")
    assert caught.value.kind == "unreadable"


def test_an_error_on_purpose_passes() -> None:
    with pytest.raises(NothingFoundError, match="nothing"), blamed_on(Path("a.wav")):
        raise NothingFoundError("nothing")


WORDS = [
    (errno.EACCES, r"cannot be read: Permission denied\. Check its permissions\."),
    (errno.EIO, r"cannot be read: Input/output error\. Check the disk, and copy the file again"),
    (errno.EINVAL, r"cannot be read: Invalid argument \(EINVAL\)\. Check the disk, or copy the file to another one\."),
    (errno.ESTALE, r"Check that the disk is connected\."),
]


@pytest.mark.parametrize(("code", "words"), WORDS)
def test_what_the_system_says_comes_with_its_own_remedy(code: int, words: str) -> None:
    with pytest.raises(RecordingError, match=words), blamed_on(Path("a.wav")):
        raise OSError(code, os.strerror(code))
