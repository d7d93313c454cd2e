"""Index files: no damaged file loads silently wrong, none crashes, and writing is all or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct

import numpy as np
import pytest

import coincide.index
from coincide.errors import IndexFileError
from coincide.index import ExactIndex, NavigableSmallWorld, files

MMAP = pytest.mark.parametrize("mmap", [False, True])


@pytest.fixture(params=[ExactIndex, NavigableSmallWorld], ids=["exact", "graph"])
def saved(request, tmp_path):
    index = request.param()
    x = np.random.default_rng(0).normal(size=(40, 4))
    index.add(np.concatenate([x, x[:3]]))
    index.save(tmp_path / "index")
    return tmp_path / "index"


def signed(content):
    """The content with a checksum that fits, as a careful forger would write it."""
    digest = hashlib.blake2b(content[:32] + content[64:], digest_size=32).digest()
    return content[:32] + digest + content[64:]


def with_header(content, change):
    """The content with a changed header of the same length."""
    length = struct.unpack_from("<I", content, 20)[0]
    fields = json.loads(content[64 : 64 + length])
    change(fields)
    text = json.dumps(fields).encode().ljust(length)
    assert len(text) == length
    return signed(content[:64] + text + content[64 + length :])


def with_number(content, name, position, value):
    """The content with one number of one array replaced."""
    length = struct.unpack_from("<I", content, 20)[0]
    rows = json.loads(content[64 : 64 + length])["arrays"]
    row = next(row for row in rows if row["name"] == name)
    changed = bytearray(content)
    code = {"float32": "<f", "int32": "<i"}[row["dtype"]]
    struct.pack_into(code, changed, row["offset"] + 4 * position, value)
    return signed(bytes(changed))


def mutated(content, rng):
    """The content with one byte changed, its end cut off, or bytes added."""
    how = rng.integers(4)
    position = int(rng.integers(len(content)))
    if how == 0:
        return content[:position]
    if how == 1:
        return content + rng.bytes(int(rng.integers(1, 100)))
    changed = bytearray(content)
    changed[position] ^= int(rng.integers(1, 256))
    return bytes(changed)


@MMAP
def test_300_damaged_files_are_all_refused(saved, mmap):
    content, rng = saved.read_bytes(), np.random.default_rng(1)
    for _ in range(300):
        saved.write_bytes(mutated(content, rng))
        with pytest.raises(IndexFileError, match=str(saved.name)):
            coincide.index.load(saved, mmap=mmap)


def test_300_forged_files_are_refused_or_searchable(saved):
    content, rng = saved.read_bytes(), np.random.default_rng(2)
    n_searched = 0
    for _ in range(300):
        changed = bytearray(content)
        changed[int(rng.integers(64, len(content)))] ^= int(rng.integers(1, 256))
        saved.write_bytes(signed(bytes(changed)))
        try:
            index = coincide.index.load(saved)
        except IndexFileError:
            continue
        assert index.search(np.ones((1, index.dim)), k=43).ids.shape == (1, len(index))
        n_searched += 1
    assert n_searched < 300


@pytest.mark.parametrize(
    ("name", "position", "value", "message"),
    [
        ("links", 5, 43, "expected links from -1 to 42"),
        ("links", 5, -2, "expected links from -1 to 42"),
        ("links", 0, -1, "expected"),
        ("entries", 0, -1, "expected entries from 0 to 42"),
        ("twin_of", 1, 2**31 - 1, "expected twins from 0 to 42"),
        ("twin_of", 7, 8, "expected twins to equal"),
        ("vectors", 0, np.nan, "expected finite vectors"),
        ("vectors", 0, 3.0, "expected vectors of length 1 for the cosine"),
    ],
)
@MMAP
def test_forged_numbers_are_refused(tmp_path, name, position, value, message, mmap):
    path = tmp_path / "index"
    index = NavigableSmallWorld()
    index.add(np.random.default_rng(0).normal(size=(43, 4)))
    index.save(path)
    path.write_bytes(with_number(path.read_bytes(), name, position, value))
    with pytest.raises(IndexFileError, match=message):
        NavigableSmallWorld.load(path, mmap=mmap)


def test_a_graph_that_does_not_reach_every_vector_is_refused(tmp_path):
    index = NavigableSmallWorld()
    index.add(np.random.default_rng(0).normal(size=(40, 4)))
    index.save(tmp_path / "index")
    stored = files.read(tmp_path / "index")
    unlinked = {**stored.arrays, "links": np.full_like(stored.arrays["links"], -1)}
    files.write(tmp_path / "index", dataclasses.replace(stored, arrays=unlinked))
    with pytest.raises(IndexFileError, match="expected links to reach every vector"):
        NavigableSmallWorld.load(tmp_path / "index")


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.update(metric="other"),
        lambda fields: fields.update(settings=[]),
        lambda fields: fields.update(settings={}),
        lambda fields: fields["settings"].update(ef=0),
        lambda fields: fields["settings"].update(ef=0.5),
        lambda fields: fields["settings"].update(ef=True),
        lambda fields: fields.pop("arrays"),
        lambda fields: fields["arrays"].pop(),
        lambda fields: fields["arrays"][0].update(dtype="object"),
        lambda fields: fields["arrays"][0].update(dtype="int32"),
        lambda fields: fields["arrays"][0].update(shape=[4]),
        lambda fields: fields["arrays"][0].update(shape=[-1, 4]),
        lambda fields: fields["arrays"][0].update(shape=[10**6, 4]),
        lambda fields: fields["arrays"][0].update(shape=[0] * 9),
        lambda fields: fields["arrays"][0].update(shape=[39, 4]),
        lambda fields: fields["arrays"][0].update(offset=1),
        lambda fields: fields["arrays"][0].update(offset=-64),
        lambda fields: fields["arrays"][1].update(shape=[16, 40]),
        lambda fields: fields["arrays"][3].update(shape=[39]),
    ],
)
def test_forged_headers_are_refused(tmp_path, change):
    path = tmp_path / "index"
    index = NavigableSmallWorld()
    index.add(np.random.default_rng(0).normal(size=(40, 4)))
    index.save(path)
    path.write_bytes(with_header(path.read_bytes(), change))
    with pytest.raises(IndexFileError, match=r"is damaged: .* Delete it; `coincide learn` rebuilds it"):
        NavigableSmallWorld.load(path)


def test_a_header_that_is_no_json_is_refused(saved):
    content = bytearray(saved.read_bytes())
    content[64:66] = b"[["
    saved.write_bytes(signed(bytes(content)))
    with pytest.raises(IndexFileError, match="its header cannot be used"):
        coincide.index.load(saved)


def test_an_unknown_kind_is_refused(saved):
    saved.write_bytes(with_header(saved.read_bytes(), lambda fields: fields.update(kind="tree")))
    with pytest.raises(IndexFileError, match="kind 'tree', expected 'exact' or 'graph'"):
        coincide.index.load(saved)


def test_a_newer_file_is_refused_with_the_way_out(saved):
    content = bytearray(saved.read_bytes())
    content[16] = 3
    saved.write_bytes(signed(bytes(content)))
    with pytest.raises(IndexFileError, match="has format 3, expected 2: a newer version"):
        coincide.index.load(saved)


def test_a_foreign_file_is_refused_without_advice_to_delete_it(tmp_path):
    (tmp_path / "song.wav").write_bytes(b"RIFF" + bytes(200))
    with pytest.raises(IndexFileError, match=r"song\.wav is not an index file: .* Check the path\.$"):
        coincide.index.load(tmp_path / "song.wav")


@MMAP
def test_an_empty_file_is_refused(tmp_path, mmap):
    (tmp_path / "index").touch()
    with pytest.raises(IndexFileError, match="expected 64 bytes or more, found 0"):
        coincide.index.load(tmp_path / "index", mmap=mmap)


@MMAP
def test_a_missing_file_is_refused(tmp_path, mmap):
    with pytest.raises(IndexFileError, match=r"cannot be read \(No such file"):
        coincide.index.load(tmp_path / "index", mmap=mmap)


def test_saving_into_a_missing_folder_says_so(tmp_path):
    with pytest.raises(IndexFileError, match=r"cannot be written .* Check that the folder exists"):
        ExactIndex().save(tmp_path / "none" / "index")


def test_saving_replaces_the_old_file_and_leaves_nothing_else(saved):
    ExactIndex().save(saved)
    assert len(coincide.index.load(saved)) == 0
    assert [path.name for path in saved.parent.iterdir()] == ["index"]


def test_a_failed_save_keeps_the_target_and_leaves_no_temporary_file(tmp_path):
    (tmp_path / "index").mkdir()
    with pytest.raises(IndexFileError, match="cannot be written"):
        ExactIndex().save(tmp_path / "index")
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_arrays_start_at_multiples_of_64_bytes(saved):
    content = saved.read_bytes()
    length = struct.unpack_from("<I", content, 20)[0]
    rows = json.loads(content[64 : 64 + length])["arrays"]
    assert [row["offset"] % 64 for row in rows] == [0] * len(rows)
