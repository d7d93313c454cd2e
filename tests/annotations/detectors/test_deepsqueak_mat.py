"""DeepSqueak's detection files, in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import savemat

from coincide.annotations import guess_format, read_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALL = Annotation("T0001", 0.25, 0.75, "USV", 40_500.0, 80_000.0, confidence=0.95)
_KIND = [("Rate", "O"), ("Box", "O"), ("Score", "O"), ("Type", "O"), ("Accept", "O")]


def _calls(*calls: tuple[Any, ...]) -> np.ndarray:
    """Return calls as MATLAB's 1 × n array of structs."""
    return np.array([list(calls)], dtype=_KIND)


def _call(box: object = (0.25, 40.5, 0.5, 39.5), *, accept: bool = True) -> tuple[Any, ...]:
    return 250_000.0, np.array(box), 0.95, "USV", accept


def _save(folder: Path, *calls: tuple[Any, ...], is_small: bool = False, **more: object) -> Path:
    path = folder / "T0001 2024-05-01 03_15 PM.mat"
    savemat(path, {"Calls": _calls(*calls), **more}, do_compression=is_small)
    return path


@pytest.mark.parametrize("is_small", [False, True], ids=["version 6", "version 7"])
def test_accepted_calls_of_a_detection_file_are_read(tmp_path: Path, is_small: bool) -> None:
    path = _save(tmp_path, _call(), _call((0.3, 40, 0.1, 40), accept=False), is_small=is_small)
    assert read_annotations(path) == [CALL]


def test_calls_of_a_detection_file_are_of_no_known_channel(tmp_path: Path) -> None:
    assert [one.is_channel_known for one in read_annotations(_save(tmp_path, _call()))] == [False]


def test_a_detection_file_with_two_calls_keeps_their_order(tmp_path: Path) -> None:
    path = _save(tmp_path, _call((2, 40, 0.1, 40)), _call((1, 40, 0.1, 40)))
    assert [each.onset_s for each in read_annotations(path)] == [2.0, 1.0]


def test_the_audio_of_a_detection_file_names_its_recording(tmp_path: Path) -> None:
    path = _save(tmp_path, _call(), audiodata={"Filename": r"D:\mice\cage 3.wav"})
    assert read_annotations(path)[0].recording == "cage 3.wav"


def test_a_detection_file_is_recognized_by_its_ending(tmp_path: Path) -> None:
    assert guess_format(_save(tmp_path, _call())) == "deepsqueak"


def test_detection_files_of_a_folder_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    _save(tmp_path, _call())
    assert read_annotations(tmp_path, format="deepsqueak") == [CALL]


def test_a_call_without_a_box_is_told(tmp_path: Path) -> None:
    path = _save(tmp_path, _call(), _call((float("nan"), 40, 0.1, 40)))
    with pytest.raises(
        AnnotationError, match=r"call 2: expected a `Box` of onset, lowest frequency, length and height"
    ):
        read_annotations(path)


def test_a_file_of_format_7_3_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "new.mat"
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\x89HDF\r\n\x1a\n")
    with pytest.raises(AnnotationError, match=r"format 7\.3, whose tables only MATLAB reads.*table2struct"):
        read_annotations(path)


def test_a_matlab_table_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "x.mat"
    savemat(path, {"W": np.zeros((1, 8), dtype=np.uint8)})
    # Objects lie in a variable whose name is empty.
    path.write_bytes(path.read_bytes().replace(b"\1\0\1\0W\0\0\0", b"\1\0\0\0\0\0\0\0"))
    with pytest.raises(AnnotationError, match=r"a MATLAB table, which only MATLAB reads.*table2struct"):
        read_annotations(path)


@pytest.mark.parametrize("calls", [np.eye(2), 5, "USV"])
def test_calls_that_are_no_structs_are_told(tmp_path: Path, calls: object) -> None:
    savemat(tmp_path / "x.mat", {"Calls": calls})
    with pytest.raises(AnnotationError, match=re.escape("expected a struct array `Calls`, got something else.")):
        read_annotations(tmp_path / "x.mat")


def test_a_file_that_is_none_of_matlab_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.mat").write_bytes(b"no detection file")
    with pytest.raises(AnnotationError, match=r"x\.mat: expected a detection file of DeepSqueak, got something else\."):
        read_annotations(tmp_path / "x.mat")
