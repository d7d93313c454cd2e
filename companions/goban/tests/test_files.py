"""Files are written whole."""

from __future__ import annotations

import pytest

from coincide_goban.errors import RecordError
from coincide_goban.files import read_bytes, write_whole


def test_a_file_is_written_into_a_new_folder_and_nothing_else_is_left(tmp_path):
    write_whole(tmp_path / "new" / "file", b"content")
    write_whole(tmp_path / "new" / "file", b"other")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file"]
    assert read_bytes(tmp_path / "new" / "file") == b"other"


def test_a_folder_that_is_a_file_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RecordError, match=r"cannot write .*choose a folder that can be written to"):
        write_whole(tmp_path / "file" / "below", b"")


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(RecordError, match=r"cannot read .*No such file or directory; check the path"):
        read_bytes(tmp_path / "none")
