"""Which sound files a folder holds."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from coincide.errors import InputError
from coincide.recordings import find_sound_files


def _names(folder: Path) -> list[str]:
    return [file.name for file in find_sound_files(folder).files]


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_scan_lists_files_folder_by_folder_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.wav", "a.wav", "b/1.WAV", "b/c/0.flac"):
        _touch(tmp_path / name)
    assert _names(tmp_path) == ["a.wav", "b/1.WAV", "b/2.wav", "b/c/0.flac"]


ENDINGS = [
    "wav",
    "WAVE",
    "w64",
    "rf64",
    "FLAC",
    "ogg",
    "oga",
    "opus",
    "mp3",
    "aif",
    "aiff",
    "aifc",
    "au",
    "caf",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_scan_knows_the_ending(tmp_path: Path, ending: str) -> None:
    _touch(tmp_path / f"a.{ending}")
    assert _names(tmp_path) == [f"a.{ending}"]


def test_scan_counts_other_files(tmp_path: Path) -> None:
    for name in ("notes.txt", "a.wav", "sub/cover.jpg", ".hidden"):
        _touch(tmp_path / name)
    assert find_sound_files(tmp_path).n_other_files == 2


@pytest.mark.parametrize("name", ["._x.wav", ".Trash/x.wav", "run.coincide/x.wav"])
def test_scan_skips_hidden_names_and_catalogs(tmp_path: Path, name: str) -> None:
    _touch(tmp_path / name)
    assert _names(tmp_path) == []


def test_scan_skips_a_folder_that_holds_a_catalog_file(tmp_path: Path) -> None:
    _touch(tmp_path / "out" / "catalog.sqlite")
    _touch(tmp_path / "out" / "x.wav")
    assert _names(tmp_path) == []


def test_scan_leaves_out_excluded_folders_and_files(tmp_path: Path) -> None:
    for name in ("keep.wav", "drop.wav", "old/x.wav"):
        _touch(tmp_path / name)
    result = find_sound_files(tmp_path, exclude=[tmp_path / "old", tmp_path / "drop.wav"])
    assert [file.name for file in result.files] == ["keep.wav"]


def test_scan_ends_when_a_link_leads_to_a_parent(tmp_path: Path) -> None:
    _touch(tmp_path / "a" / "x.wav")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert _names(tmp_path) == ["a/x.wav"]


def test_scan_names_a_linked_folder_inside_the_tree_by_its_real_place(tmp_path: Path) -> None:
    _touch(tmp_path / "real" / "x.wav")
    (tmp_path / "alias").symlink_to(tmp_path / "real", target_is_directory=True)
    assert _names(tmp_path) == ["real/x.wav"]


def test_scan_follows_links_out_of_the_tree(tmp_path: Path) -> None:
    _touch(tmp_path / "disk" / "x.wav")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "disk").symlink_to(tmp_path / "disk", target_is_directory=True)
    (tmp_path / "in" / "y.wav").symlink_to(tmp_path / "disk" / "x.wav")
    assert _names(tmp_path / "in") == ["disk/x.wav", "y.wav"]


def test_scan_reports_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "gone.wav").symlink_to(tmp_path / "nowhere.wav")
    (problem,) = find_sound_files(tmp_path).problems
    assert (problem.kind, problem.reason) == ("unreadable", "the link points nowhere")


@pytest.mark.parametrize("name", ["loop.wav", "loop"])
def test_scan_reports_a_link_to_itself(tmp_path: Path, name: str) -> None:
    _touch(tmp_path / "x.wav")
    (tmp_path / name).symlink_to(name)
    result = find_sound_files(tmp_path, exclude=[tmp_path / "c.coincide"])
    assert [file.name for file in result.files] == ["x.wav"]
    assert [(Path(each.path).name, each.kind) for each in result.problems] == [(name, "unreadable")]
    assert result.problems[0].reason.endswith("The link leads back to itself; delete it.")


def test_scan_ends_when_two_folders_link_to_each_other(tmp_path: Path) -> None:
    _touch(tmp_path / "a" / "x.wav")
    _touch(tmp_path / "b" / "y.wav")
    (tmp_path / "a" / "to b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to a").symlink_to(tmp_path / "a")
    assert _names(tmp_path) == ["a/x.wav", "b/y.wav"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files in folders")
def test_scan_opens_no_device_and_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "zero.wav").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.flac")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.mp3"))
        problems = find_sound_files(tmp_path).problems
    assert {problem.reason for problem in problems} == {"expected a regular file, got a device or a pipe"}
    assert len(problems) == 3


def test_scan_of_a_link_to_itself_says_so(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match=r"the folder `.*loop` cannot be read: .*The link leads back to itself"):
        find_sound_files(tmp_path / "loop")


def _make_latin1_name(folder: Path) -> bool:
    """Systems whose names are always Unicode refuse."""
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.wav")).write_bytes(b"x")
    except (OSError, ValueError):
        return False
    return True


def test_scan_reports_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    expected = [("name", "caf\\udce9.wav")] if _make_latin1_name(tmp_path) else []
    problems = find_sound_files(tmp_path).problems
    assert [(problem.kind, Path(problem.path).name) for problem in problems] == expected


def test_scan_enters_folders_within_folders(tmp_path: Path) -> None:
    _touch(tmp_path / ("d/" * 50 + "x.wav"))
    assert _names(tmp_path) == ["d/" * 50 + "x.wav"]


def test_scan_takes_unicode_and_spaces(tmp_path: Path) -> None:
    _touch(tmp_path / "Großer Wald" / "夜 鳥.wav")
    assert _names(tmp_path) == ["Großer Wald/夜 鳥.wav"]


def test_scan_takes_a_single_sound_file(tmp_path: Path) -> None:
    assert _names(_touch(tmp_path / "x.wav")) == ["x.wav"]


def test_scan_of_a_file_that_is_not_sound_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a folder or a sound file .*got `.*notes\.txt`"):
        find_sound_files(_touch(tmp_path / "notes.txt"))


def test_scan_of_a_missing_recording_does_not_call_it_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the recording `.*night\.wav` does not exist\. Check the spelling"):
        find_sound_files(tmp_path / "night.wav")


def test_scan_of_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder `.*none` does not exist\. Check the spelling"):
        find_sound_files(tmp_path / "none")


def test_scan_of_an_empty_folder_finds_nothing(tmp_path: Path) -> None:
    result = find_sound_files(tmp_path)
    assert (result.files, result.problems, result.n_other_files) == ([], [], 0)


UNREAD = [
    ("a b.m4a", b"", r"\.m4a files are not read\. Convert it with `ffmpeg -i 'a b\.m4a' 'a b\.wav'`\."),
    ("a.MP4", b"", r"\.mp4 files are not read\. Convert it"),
    ("a.sud", b"", r"\.sud files are not read\. Unpack it with SoundTrap Host"),
    ("a.w4v", b"", r"\.w4v files are not read\. Convert it with Kaleidoscope"),
    ("2024-06-07_22-00-00.zc", b"", r"\.zc files are not read\. They hold zero crossings"),
    ("P7132033.37#", b"", r"\.37# files are not read\. They hold zero crossings"),
    ("REC001", b"RIFF\x24\0\0\0WAVEfmt ", r"its name does not say so\. Rename REC001 so that it ends in `\.wav`"),
    ("REC001.bin", b"fLaC\0\0", r"Rename REC001\.bin so that it ends in `\.flac`"),
    (
        "voice.memo",
        b"\0\0\0\x1cftypM4A \0\0",
        r"of a kind that coincide does not read\. Convert it with `ffmpeg -i voice\.memo",
    ),
]


@pytest.mark.parametrize(("name", "content", "reason"), UNREAD)
def test_sound_that_is_not_read_is_told_with_a_remedy(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    (problem,) = find_sound_files(tmp_path).problems
    assert (Path(problem.path).name, problem.kind, problem.is_left_out) == (name, "unsupported", True)
    assert re.search(reason, problem.reason)


def test_a_file_that_was_converted_is_not_left_out(tmp_path: Path) -> None:
    _touch(tmp_path / "a.m4a")
    _touch(tmp_path / "a.wav")
    assert find_sound_files(tmp_path).problems == []


@pytest.mark.parametrize("name", ["notes.txt", "ids.dat", "README"])
def test_other_files_are_no_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"ID: 1\nno sound at all\n")
    assert find_sound_files(tmp_path).problems == []


def test_scan_of_a_single_m4a_says_how_to_convert_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"got `.*a\.m4a`\. \.m4a files are not read\. Convert it with `ffmpeg"):
        find_sound_files(_touch(tmp_path / "a.m4a"))
