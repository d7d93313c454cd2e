"""Index files: no damaged file loads silently wrong, none crashes, and writing is all or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct

import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.errors import IndexFileError, SmallWorldError
from coincide_smallworld.index import files

MMAP = pytest.mark.parametrize("mmap", [False, True])
KINDS = {
    "vectors": {"metric": "cosine", "algorithm": "brute"},
    "vector graph": {"metric": "euclidean", "algorithm": "graph", "max_degree": 4},
    "int8 graph": {"metric": "euclidean", "algorithm": "graph", "max_degree": 4, "quantize": "int8"},
    "half graph": {"metric": "inner_product", "algorithm": "graph", "max_degree": 4, "dtype": "float16"},
    "bit graph": {"metric": "euclidean", "algorithm": "graph", "max_degree": 4, "quantize": "bits"},
    "series": {"metric": "dtw", "algorithm": "brute"},
    "series graph": {"metric": "dtw", "algorithm": "graph", "max_degree": 4, "band": 0.2},
}
N, DIM = 44, 5
# Together 14,000 mutated files for the seven kinds.
N_DAMAGED, N_FORGED = 1200, 800
NASTY = [-1, 0, 1, 2, 3, 43, 44, 45, 64, 127, 128, 2**31 - 1, -(2**31), 2**63 - 1, 2**63, 10**30, 0.5, -1.5, 1e308]
NASTY += [True, None, "", "graph", "dtw", "cosine", "int8", "int64", "float64", "object", [], [0], [44], [44, 5], {}]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def saved(kind, tmp_path):
    """A file with duplicates and a removed item."""
    x = np.random.default_rng(0).normal(size=(N - 4, DIM))
    index = NavigableSmallWorld(**KINDS[kind]).fit(np.concatenate([x, x[:4]]))
    index.remove([7])
    index.save(tmp_path / "index")
    return tmp_path / "index"


def signed(content):
    """The content with a checksum and a length that fit, as a careful forger would write it."""
    content = content[:24] + struct.pack("<Q", len(content)) + content[32:]
    digest = hashlib.blake2b(content[:32] + content[64:], digest_size=32).digest()
    return content[:32] + digest + content[64:]


def header_of(content):
    length = struct.unpack_from("<I", content, 20)[0]
    return json.loads(content[64 : 64 + length]), length


def with_header(content, change):
    """The content with a changed header; arrays move where it grew."""
    fields, length = header_of(content)
    change(fields)
    growth = max(0, -(-(len(json.dumps(fields)) + 20 - length) // 64) * 64)
    rows = fields.get("arrays")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and type(row.get("offset")) is int:
            row["offset"] += growth
    text = json.dumps(fields).encode().ljust(length + growth)
    return signed(content[:20] + struct.pack("<I", len(text)) + content[24:64] + text + content[64 + length :])


def with_number(content, name, position, value):
    """The content with one number of one array replaced."""
    row = next(row for row in header_of(content)[0]["arrays"] if row["name"] == name)
    changed = np.frombuffer(content, dtype=np.uint8).copy()
    array = changed[row["offset"] :][: np.prod(row["shape"]) * np.dtype(row["dtype"]).itemsize].view(row["dtype"])
    array[position] = value
    return signed(changed.tobytes())


def damaged(content, rng):
    """The content with bits flipped, cut, longer, bytes exchanged, or a stretch of zeros or noise."""
    changed, at, size = bytearray(content), int(rng.integers(len(content))), int(rng.integers(1, 100))
    how = rng.integers(6)
    if how == 0:
        return content[:at]
    if how == 1:
        return content + rng.bytes(size)
    if how == 2:
        other = int(rng.integers(len(content)))
        changed[at], changed[other] = changed[other], changed[at]
    elif how == 3:
        changed[at : at + size] = bytes(len(changed[at : at + size]))
    elif how == 4:
        changed[at : at + size] = rng.bytes(len(changed[at : at + size]))
    else:
        for _ in range(int(rng.integers(1, 4))):
            changed[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def forged(content, rng):
    """The content with anything changed that a checksum cannot tell, and a checksum that fits."""
    how = rng.integers(4)
    if how == 0:
        return signed(damaged(content, rng).ljust(64, b"\0"))
    if how == 1:
        return with_header(content, lambda fields: change_field(fields, rng))
    fields, _ = header_of(content)
    row = fields["arrays"][rng.integers(len(fields["arrays"]))]
    count = int(np.prod(row["shape"]))
    if count == 0:
        return signed(content)
    limits = np.iinfo(row["dtype"]) if "int" in row["dtype"] else np.finfo(row["dtype"])
    values = [limits.max, limits.min, -1, 0, 1, N - 1, N, rng.integers(-3, N + 3)]
    values += [] if "int" in row["dtype"] else [np.nan, np.inf, 1e-40]
    value = np.array(values[rng.integers(len(values))]).astype(row["dtype"])
    return with_number(content, row["name"], int(rng.integers(count)), value)


def change_field(fields, rng):
    """Replace, drop or exchange one value somewhere in the header."""
    places = list(walk(fields))
    holder, key = places[rng.integers(len(places))]
    how = rng.integers(4)
    if how == 0:
        holder.pop(key)
    elif how == 1:
        other, other_key = places[rng.integers(len(places))]
        holder[key] = json.loads(json.dumps(other[other_key]))
    elif how == 2 and isinstance(holder[key], int):
        holder[key] += int(rng.choice([-64, -1, 1, 64]))
    else:
        holder[key] = NASTY[rng.integers(len(NASTY))]


def walk(value):
    """All places in nested lists and dictionaries."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from walk(inner)


def use(index):
    """Ask, grow, shrink and save an index."""
    x = np.random.default_rng(1).normal(size=(3, max(1, index.dim) if index.metric != "dtw" else DIM))
    items = x if index.metric != "dtw" else np.repeat(x[:, None], max(1, index.dim), axis=1)
    for algorithm in ("brute", "exact", "graph"):
        found = index.set_params(algorithm=algorithm).search(items, k=N)
        assert found.ids.shape == (3, min(N, len(index)))
    index.search(items, k=2, ef=4)  # few enough to walk
    index.add(items)
    index.remove(index.search(items[:1], k=20).ids[0])
    index.search(items, k=5)


@pytest.mark.slow
def test_thousands_of_damaged_files_are_all_refused(saved):
    content, rng = saved.read_bytes(), np.random.default_rng(1)
    for i in range(N_DAMAGED):
        changed = damaged(content, rng)
        if changed == content:
            continue
        saved.write_bytes(changed)
        with pytest.raises(IndexFileError, match=str(saved.name)):
            NavigableSmallWorld.load(saved, mmap=i % 2 == 0)


@pytest.mark.slow
def test_thousands_of_forged_files_are_refused_or_harmless(saved):
    content, rng = saved.read_bytes(), np.random.default_rng(2)
    n_refused = 0
    for i in range(N_FORGED):
        saved.write_bytes(forged(content, rng))
        try:
            index = NavigableSmallWorld.load(saved, mmap=i % 2 == 0)
        except IndexFileError:
            n_refused += 1
            continue
        try:
            use(index)
        except SmallWorldError:  # a metric without zero vectors, a size beyond float32
            continue
    assert n_refused > N_FORGED / 4


@MMAP
def test_a_file_read_twice_answers_as_before(saved, mmap):
    first, second = (NavigableSmallWorld.load(saved, mmap=mmap) for _ in range(2))
    x = np.random.default_rng(3).normal(size=(9, DIM))
    np.testing.assert_array_equal(first.search(x, k=N).ids, second.search(x, k=N).ids)


def plain(tmp_path, **parameters):
    path = tmp_path / "index"
    x = np.random.default_rng(0).normal(size=(40, 4))
    index = NavigableSmallWorld(algorithm="graph", **parameters).fit(x)
    index.remove([3])
    index.save(path)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.update(metric="other"),
        lambda fields: fields.update(metric="dtw"),
        lambda fields: fields.update(kind="series"),
        lambda fields: fields.update(kind="tree"),
        lambda fields: fields.update(settings=[]),
        lambda fields: fields.update(settings={}),
        lambda fields: fields["settings"].update(n_jobs=1),
        lambda fields: fields["settings"].update(ef=0),
        lambda fields: fields["settings"].update(ef=0.5),
        lambda fields: fields["settings"].update(ef=True),
        lambda fields: fields["settings"].update(ef=[64]),
        lambda fields: fields["settings"].update(radius=float("nan")),
        lambda fields: fields["settings"].update(radius=float("inf")),
        lambda fields: fields["settings"].update(radius=None),
        lambda fields: fields["settings"].update(algorithm="ball_tree"),
        lambda fields: fields["settings"].update(quantize="int4"),
        lambda fields: fields["settings"].update(next_id=39),
        lambda fields: fields["settings"].update(next_id=41),
        lambda fields: fields["settings"].update(next_id=-1),
        lambda fields: fields["settings"].update(next_id=None),
        lambda fields: fields.pop("arrays"),
        lambda fields: fields["arrays"].pop(0),
        lambda fields: fields["arrays"][0].update(name="other"),
        lambda fields: fields["arrays"][0].update(dtype="object"),
        lambda fields: fields["arrays"][0].update(dtype="int32"),
        lambda fields: fields["arrays"][0].update(shape=[4]),
        lambda fields: fields["arrays"][0].update(shape=[-1, 4]),
        lambda fields: fields["arrays"][0].update(shape=[10**6, 4]),
        lambda fields: fields["arrays"][0].update(shape=[0] * 9),
        lambda fields: fields["arrays"][0].update(shape=[39, 4]),
        lambda fields: fields["arrays"][0].update(offset=1),
        lambda fields: fields["arrays"][0].update(offset=-64),
        lambda fields: fields["arrays"][-1].update(shape=[39]),
        lambda fields: fields["arrays"][-1].update(dtype="int8"),
    ],
)
def test_forged_headers_are_refused(tmp_path, change):
    path = plain(tmp_path)
    path.write_bytes(with_header(path.read_bytes(), change))
    with pytest.raises(IndexFileError, match=r"is damaged: .* Delete it, and build the index again"):
        NavigableSmallWorld.load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ids": np.arange(40)[::-1].copy()}, "expected increasing ids from 0 to 39"),
        ({"ids": np.zeros(40, np.int64)}, "expected increasing ids from 0 to 39"),
        ({"ids": np.arange(1, 41)}, "expected increasing ids from 0 to 39"),
        ({"ids": np.arange(-1, 39)}, "expected increasing ids from 0 to 39"),
        ({"ids": np.arange(39)}, r"expected `ids` as int64 of shape \(40,\), found int64 of shape \(39,\)"),
        ({"ids": np.arange(40, dtype=np.int32)}, "expected `ids` as int64"),
        ({"is_dead": np.full(40, 2, np.uint8)}, "expected marks of removal 0 or 1"),
        ({"is_dead": np.zeros((40, 1), np.uint8)}, r"expected `is_dead` as uint8 of shape \(40,\)"),
    ],
)
@MMAP
def test_forged_ids_and_removals_are_refused(tmp_path, change, message, mmap):
    path = plain(tmp_path)
    content = files.read(path)
    files.write(path, dataclasses.replace(content, arrays={**content.arrays, **change}))
    with pytest.raises(IndexFileError, match=message):
        NavigableSmallWorld.load(path, mmap=mmap)


def test_numbers_that_json_does_not_know_are_refused(saved):
    content = saved.read_bytes()
    fields, length = header_of(content)
    text = json.dumps(fields).replace('"radius": 1.0', '"radius": NaN').encode().ljust(length)
    saved.write_bytes(signed(content[:64] + text + content[64 + length :]))
    with pytest.raises(IndexFileError, match=r"its header cannot be used .*expected a finite number, found NaN"):
        NavigableSmallWorld.load(saved)


@pytest.mark.parametrize("start", [b"[[", b"[" * 50_000, b"\xff\xfe", b'{"kind": 1}' + b" " * 9])
def test_a_header_that_is_no_header_is_refused(saved, start):
    content = saved.read_bytes()
    length = struct.pack("<I", len(start))
    saved.write_bytes(signed(content[:20] + length + content[24:64] + start + content[64:]))
    with pytest.raises(IndexFileError, match="its header cannot be used"):
        NavigableSmallWorld.load(saved)


@pytest.mark.parametrize(
    ("version", "message"), [(5, "a newer version of the library"), (1, "an older version of the library")]
)
def test_a_file_of_another_version_is_refused_with_the_way_out(saved, version, message):
    content = bytearray(saved.read_bytes())
    content[16] = version
    saved.write_bytes(signed(bytes(content)))
    with pytest.raises(IndexFileError, match=f"has format {version}, expected 4: {message}.*build the index again"):
        NavigableSmallWorld.load(saved)


@MMAP
@pytest.mark.parametrize("quantize", ["int8", "bits", None])
def test_an_index_that_lost_most_of_its_items_opens_again(tmp_path, quantize, mmap):
    rows = np.random.default_rng(0).normal(size=(1000, 40))
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize=quantize).fit(rows)
    index.remove(np.arange(700))
    index.save(tmp_path / "few.nsw")
    found = NavigableSmallWorld.load(tmp_path / "few.nsw", mmap=mmap).search(rows[:9], k=5)
    np.testing.assert_array_equal(found.ids, index.search(rows[:9], k=5).ids)


@pytest.mark.parametrize("version", [2, 3])
def test_a_file_of_a_version_that_knew_less_is_read(saved, version):
    content = bytearray(saved.read_bytes())
    content[16] = version
    saved.write_bytes(signed(bytes(content)))
    assert len(NavigableSmallWorld.load(saved)) == N - 1


def test_a_foreign_file_is_refused_without_advice_to_delete_it(tmp_path):
    (tmp_path / "song.wav").write_bytes(b"RIFF" + bytes(200))
    with pytest.raises(IndexFileError, match=r"song\.wav is not an index file: .* Check the path\.$"):
        NavigableSmallWorld.load(tmp_path / "song.wav")


@MMAP
def test_an_empty_file_is_refused(tmp_path, mmap):
    (tmp_path / "index").touch()
    with pytest.raises(IndexFileError, match="expected 64 bytes or more, found 0"):
        NavigableSmallWorld.load(tmp_path / "index", mmap=mmap)


@MMAP
def test_a_missing_file_is_refused(tmp_path, mmap):
    with pytest.raises(IndexFileError, match=r"cannot be read \(No such file"):
        NavigableSmallWorld.load(tmp_path / "index", mmap=mmap)


def test_saving_replaces_the_old_file_and_leaves_nothing_else(saved):
    NavigableSmallWorld().save(saved)
    assert len(NavigableSmallWorld.load(saved)) == 0
    assert [path.name for path in saved.parent.iterdir()] == ["index"]


def test_a_failed_save_keeps_the_target_and_leaves_no_temporary_file(tmp_path):
    (tmp_path / "index").mkdir()
    with pytest.raises(IndexFileError, match="cannot be written"):
        NavigableSmallWorld().save(tmp_path / "index")
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@MMAP
def test_arrays_start_at_multiples_of_64_bytes_in_file_and_memory(saved, mmap):
    rows = header_of(saved.read_bytes())[0]["arrays"]
    assert [row["offset"] % 64 for row in rows] == [0] * len(rows)
    assert [array.ctypes.data % 64 for array in files.read(saved, mmap=mmap).arrays.values()] == [0] * len(rows)


@pytest.mark.parametrize("dtype", files.DTYPES)
@MMAP
def test_every_type_of_array_survives(tmp_path, dtype, mmap):
    arrays = {"a": np.arange(6).astype(dtype).reshape(2, 3), "none": np.empty((0, 3), dtype), "b": np.ones(3, dtype)}
    content = files.IndexContent(
        kind="vectors", metric="dtw", settings={"a": "ü", "b": 0.1, "c": None, "d": 3}, arrays=arrays
    )
    files.write(tmp_path / "index", content)
    found = files.read(tmp_path / "index", mmap=mmap)
    assert (found.settings, found.metric) == (content.settings, content.metric)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array, strict=True)
