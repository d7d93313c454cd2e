"""Which recordings lie at an address: folders are tested in `test_places`; here lists, single recordings and pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from storage_server import Storage

from coincide.errors import InputError
from coincide.recordings import find_sound_files, given_place


def _names(place: str | Path) -> list[str]:
    return [file.name for file in find_sound_files(given_place(place)).files]


def test_one_recording_is_found_by_its_address(bucket: str) -> None:
    assert _names(f"{bucket}/night.wav") == ["night.wav"]


def test_a_list_on_a_server_names_recordings_from_where_it_is(storage: Storage, archive: Path, web: str) -> None:
    (archive.parent / "list.txt").write_text(f"# my recordings\nsite/night.wav\n{web}/calls.flac\n", encoding="utf-8")
    assert _names(f"{storage.web}/bucket/list.txt") == ["site/calls.flac", "site/night.wav"]


def test_a_list_on_this_computer_holds_addresses(tmp_path: Path, web: str) -> None:
    (tmp_path / "list.txt").write_text(f"{web}/night.wav\n\n", encoding="utf-8")
    assert _names(tmp_path / "list.txt") == [f"{web.removeprefix('http://')}/night.wav"]


def test_a_line_that_is_no_recording_is_a_problem_without_its_secret(tmp_path: Path, web: str) -> None:
    lines = [f"{web}/night.wav", f"{web}/calls.flac?signature=hush", "night.wav", f"{web}/notes.txt"]
    (tmp_path / "list.txt").write_text("\n".join(lines), encoding="utf-8")
    found = find_sound_files(tmp_path / "list.txt")
    assert (len(found.files), len(found.problems)) == (1, 3)
    assert "hush" not in str(found.problems)


def test_a_text_without_addresses_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a sunny day", encoding="utf-8")
    with pytest.raises(InputError, match="expected a folder or a sound file"):
        find_sound_files(tmp_path / "notes.txt")


def test_links_that_sort_a_page_or_lead_up_are_not_followed(storage: Storage, web: str) -> None:
    find_sound_files(given_place(web))
    assert {one.path for one in storage.asked("/")} == {"/bucket/site/", "/bucket/site/pond a/"}


def test_a_listing_of_a_bucket_is_all_that_is_asked(storage: Storage, bucket: str) -> None:
    find_sound_files(given_place(bucket))
    assert {one.path for one in storage.requests} == {"/bucket"}
