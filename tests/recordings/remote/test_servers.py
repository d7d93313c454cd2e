"""Which servers may be asked: those that somebody named here, not those that a catalog names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from storage_server import Storage

from coincide import servers
from coincide.errors import InputError, RecordingError
from coincide.recordings import content_hash, file_state, given_place, place_of, places
from coincide.recordings.scan import find_sound_files

STORED = ["http://127.0.0.1:{port}/bucket/site/night.wav", "HTTP://127.0.0.1:{port}\\@known/a.wav"]

SHARED = [
    r"\\nas\reef\a.wav",
    "//nas/reef/a.wav",
    r"\\?\UNC\nas\a.wav",
    r"\??\unc\nas\a.wav",
    "//?/C:/../UNC/nas/a.wav",
]


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has given no address yet; returns the list of servers."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(servers.SERVERS, raising=False)
    monkeypatch.setattr(servers, "_allowed", set[str]())
    return tmp_path / "coincide" / "servers.txt"


@pytest.mark.parametrize("stored", STORED)
def test_a_server_that_only_a_catalog_names_is_not_asked(storage: Storage, stored: str) -> None:
    with pytest.raises(RecordingError, match="nobody has given an address of that server"):
        file_state(place_of(stored.format(port=storage.port)))
    assert storage.requests == []


def test_a_server_of_an_address_that_a_person_gave_is_asked(storage: Storage, web: str, archive: Path) -> None:
    given_place(f"{storage.web}/bucket")
    assert content_hash(place_of(f"{web}/night.wav")) == content_hash(archive / "night.wav")


def test_an_address_that_a_person_gave_is_known_to_later_commands(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given_place(web)
    monkeypatch.setattr(servers, "_allowed", set[str]())
    assert file_state(place_of(f"{web}/night.wav")).size_bytes > 0


def test_a_server_is_written_down_once(web: str, storage: Storage, nobody: Path) -> None:
    given_place(web)
    given_place(f"{web}/night.wav")
    assert nobody.read_text(encoding="utf-8") == f"{storage.web}\n"


def test_servers_of_a_list_that_a_person_gave_are_asked(web: str, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{web}/night.wav\n", encoding="utf-8")
    assert [file.name.rpartition("/")[2] for file in find_sound_files(tmp_path / "list.txt").files] == ["night.wav"]


def test_a_person_may_write_the_list(storage: Storage, web: str, nobody: Path) -> None:
    nobody.parent.mkdir()
    nobody.write_text(f"# of the reef\n{storage.web.upper()}/\n", encoding="utf-8")
    assert file_state(place_of(f"{web}/night.wav")).size_bytes > 0


def test_a_line_that_a_person_left_without_an_end_stays(web: str, storage: Storage, nobody: Path) -> None:
    nobody.parent.mkdir()
    nobody.write_text("https://data.example.org", encoding="utf-8")
    given_place(web)
    assert nobody.read_text(encoding="utf-8") == f"https://data.example.org\n{storage.web}\n"


def test_a_list_with_a_byte_order_mark_is_read(nobody: Path) -> None:
    nobody.parent.mkdir()
    nobody.write_text("https://data.example.org\n", encoding="utf-8-sig")
    assert servers.may_be_asked("https://data.example.org")


def test_a_backslash_does_not_lead_from_a_known_server_to_another(storage: Storage) -> None:
    given_place("http://known/site")
    with pytest.raises(RecordingError, match="nobody has given an address of that server"):
        file_state(place_of(f"http://known\\@127.0.0.1:{storage.port}/bucket/site/night.wav"))


@pytest.mark.parametrize("given", ["https://h\udcffst/site", "https://a\nhttps://b/site"])
def test_an_address_that_no_list_can_hold_is_refused(given: str, nobody: Path) -> None:
    with pytest.raises(InputError, match="without control characters"):
        given_place(given)
    assert not nobody.exists()


def test_a_variable_may_name_servers(storage: Storage, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(servers.SERVERS, f"s3://bucket {storage.web}")
    assert file_state(place_of(f"{web}/night.wav")).size_bytes > 0


def test_an_address_works_where_the_list_cannot_be_written(web: str, nobody: Path) -> None:
    nobody.parent.write_text("no folder", encoding="utf-8")
    given_place(web)
    assert file_state(place_of(f"{web}/night.wav")).size_bytes > 0


def test_one_known_server_does_not_lead_to_another(storage: Storage) -> None:
    given_place("memory://site")
    with pytest.raises(RecordingError):
        file_state(place_of(f"memory://site/a.wav::{storage.web}/bucket/site/night.wav"))
    assert storage.requests == []


@pytest.mark.parametrize("stored", ["http://[::1/a.wav", "file:///etc/hostname", "github://a:b@/c.wav"])
def test_an_odd_address_of_a_catalog_is_an_error_of_its_recording(stored: str) -> None:
    with pytest.raises(RecordingError):
        file_state(place_of(stored))


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "share_of", partial(places.share_of, is_windows=True))


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("stored", SHARED)
def test_a_shared_folder_that_only_a_catalog_names_is_not_asked(stored: str) -> None:
    with pytest.raises(RecordingError, match=r"`file://(nas|C:)`"):
        file_state(place_of(stored))


@pytest.mark.usefixtures("windows")
def test_a_shared_folder_that_a_person_gave_is_a_path() -> None:
    given_place("//nas/reef")
    assert place_of("//nas/reef/a.wav") == Path("//nas/reef/a.wav")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("given", [r"\\?\C:\reef", r"C:\reef", "C:/reef", "/reef"])
def test_a_path_of_this_computer_names_no_server(given: str, nobody: Path) -> None:
    given_place(given)
    assert not nobody.exists()
