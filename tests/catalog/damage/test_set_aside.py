"""What is damaged goes to a place of its own, whole."""

from __future__ import annotations

from pathlib import Path

from coincide.catalog import set_aside
from coincide.catalog.set_aside import copy_aside


def test_file_set_aside_keeps_its_bytes_and_its_name(tmp_path: Path) -> None:
    file = tmp_path / "models" / "m1" / "embeddings.npy"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"damaged")
    place = set_aside(tmp_path, file)
    assert (place.read_bytes(), place.relative_to(place.parents[2]).as_posix()) == (
        b"damaged",
        "models/m1/embeddings.npy",
    )


def test_file_set_aside_is_gone_from_its_place(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite"
    file.touch()
    place = set_aside(tmp_path, file)
    assert not file.exists()
    assert place.parents[1] == tmp_path / "damaged"


def test_copy_aside_leaves_the_file_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("mine", encoding="utf-8")
    copy = copy_aside(tmp_path, file)
    assert (file.read_text(encoding="utf-8"), copy.read_text(encoding="utf-8"), copy == file) == ("mine", "mine", False)


def test_folder_is_set_aside_with_all_that_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "m1"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert (set_aside(tmp_path, folder) / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_files_of_one_name_set_aside_at_once_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite"
    places: set[Path] = set()
    for number in range(3):
        file.write_bytes(bytes([number]))
        places.add(set_aside(tmp_path, file))
    assert sorted(place.read_bytes() for place in places) == [b"\0", b"\1", b"\2"]


def test_link_that_leads_nowhere_is_set_aside_as_a_link(tmp_path: Path) -> None:
    link = tmp_path / "catalog.sqlite"
    link.symlink_to(tmp_path / "nowhere")
    assert set_aside(tmp_path, link).is_symlink()
