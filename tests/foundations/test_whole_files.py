"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from pathlib import Path

import pytest
from ordinary_user import as_ordinary_user

from coincide.errors import InputError
from coincide.whole_files import is_stream, replacing, try_folder, why_unwritten, write_whole


def test_a_file_is_replaced_by_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_the_old_file_is_there_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
        file.flush()
        assert (tmp_path / "a").read_bytes() == b"old"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(tmp_path / "a") as file:
        file.write(b"new")
        raise RuntimeError
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "none" / "a"):
        pass


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    with replacing(tmp_path / ("a" * 255)) as file:
        file.write(b"x")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among files")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with replacing(pipe) as file:
        file.write(b"new")
    assert (os.read(reader, 10), pipe.is_fifo()) == (b"new", True)
    os.close(reader)


def test_a_link_to_a_device_stays(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to(os.devnull)
    with replacing(tmp_path / "null") as file:
        file.write(b"new")
    assert (tmp_path / "null").is_symlink()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files have no names here")
def test_a_name_of_a_file_that_is_not_open_is_no_stream() -> None:
    assert not is_stream(Path("/dev/fd/9999"))


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="open files have no names here")
def test_a_name_of_an_open_file_adds_to_it(tmp_path: Path) -> None:
    with (tmp_path / "open").open("wb", buffering=0) as out:
        out.write(b"before ")
        (tmp_path / "stdout").symlink_to(f"/dev/fd/{out.fileno()}")
        with replacing(tmp_path / "stdout") as file:
            file.write(b"new ")
        out.write(b"after")
    assert (tmp_path / "open").read_bytes() == b"before new after"
    assert (tmp_path / "stdout").is_symlink()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EDQUOT, "the disk is full. Free some space"),
        (errno.EFBIG, "larger than the disk or your quota allows"),
        (errno.EIO, "the disk or the network drive failed. Check it"),
        (errno.ENOENT, "its folder does not exist. Create the folder"),
        (errno.ENOTDIR, "there is a file where a folder should be. Choose another place"),
        (errno.EEXIST, "there is a file where a folder should be. Choose another place"),
        (errno.ENAMETOOLONG, "its name is too long for the disk. Choose a shorter one"),
        (errno.EACCES, "Permission denied. Change the permissions"),
    ],
)
def test_why_a_file_cannot_be_written_is_told_with_a_remedy(number: int, said: str) -> None:
    assert said in why_unwritten(OSError(number, os.strerror(number)))


def test_an_error_while_writing_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No space left on device: '.*a'"), replacing(tmp_path / "a"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_folder_that_is_not_there_can_be_tried(tmp_path: Path) -> None:
    try_folder(tmp_path / "new" / "inner")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "new/inner"])
def test_a_folder_that_is_read_only_fails_when_tried(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # others may not even enter that of pytest
        Path(folder).chmod(0o555)
        with as_ordinary_user(), pytest.raises(PermissionError):
            try_folder(Path(folder) / name)


def test_a_file_in_the_place_of_a_folder_fails_when_tried(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(NotADirectoryError):
        try_folder(tmp_path / "a" / "b")


def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path) -> None:
    place = tmp_path / "missing" / "t.txt"
    with pytest.raises(InputError, match=rf"the trees cannot be written to `{re.escape(str(place))}`: its folder does"):
        write_whole(place, b"", what="the trees")


def test_a_missing_folder_is_made_where_that_is_wanted(tmp_path: Path) -> None:
    write_whole(tmp_path / "missing" / "t.txt", b"a", what="the clip", makes_folder=True)
    assert (tmp_path / "missing" / "t.txt").read_bytes() == b"a"
