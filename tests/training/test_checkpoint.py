"""Files of tensors."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from coincide.training import Checkpoint, load_checkpoint, save_checkpoint

FACTS = {"step": 3, "losses": [0.1, 1 / 3], "stopped": None, "identity": "é"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "séa" / "run.safetensors"


def _checkpoint() -> Checkpoint:
    tensors = {"weights": torch.arange(6.0).reshape(2, 3).T, "step": torch.tensor(7), "empty": torch.zeros(0, 2)}
    return Checkpoint(tensors=tensors, facts=FACTS)


def _load(path: Path) -> Checkpoint:
    loaded = load_checkpoint(path)
    assert loaded is not None
    return loaded


def test_tensors_come_back(path: Path) -> None:
    save_checkpoint(path, _checkpoint())
    loaded = _load(path).tensors
    assert {name: tensor.tolist() for name, tensor in loaded.items()} == {
        name: tensor.tolist() for name, tensor in _checkpoint().tensors.items()
    }


def test_facts_come_back_to_the_last_bit(path: Path) -> None:
    save_checkpoint(path, _checkpoint())
    assert _load(path).facts == FACTS


def test_a_missing_file_is_no_checkpoint(path: Path) -> None:
    assert load_checkpoint(path) is None


@pytest.mark.parametrize("n_bytes", [0, 1, 8, 40, 200])
def test_a_file_that_was_cut_off_is_no_checkpoint(path: Path, n_bytes: int) -> None:
    save_checkpoint(path, _checkpoint())
    path.write_bytes(path.read_bytes()[:n_bytes])
    assert load_checkpoint(path) is None


def test_a_file_of_something_else_is_no_checkpoint(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("learned a lot")
    assert load_checkpoint(path) is None


@pytest.mark.parametrize("metadata", [None, {"facts": "{"}, {"step": "3"}])
def test_tensors_without_facts_are_no_checkpoint(path: Path, metadata: dict[str, str] | None) -> None:
    from safetensors.torch import save_file

    path.parent.mkdir()
    save_file({"weights": torch.zeros(2)}, path, metadata=metadata)
    assert load_checkpoint(path) is None


def test_saving_leaves_one_file(path: Path) -> None:
    save_checkpoint(path, _checkpoint())
    save_checkpoint(path, _checkpoint())
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_save_that_fails_leaves_the_old_checkpoint(path: Path) -> None:
    save_checkpoint(path, _checkpoint())
    with pytest.raises(TypeError):
        save_checkpoint(path, Checkpoint(tensors={}, facts={"network": object()}))
    assert _load(path).facts == FACTS


def test_a_disk_that_fails_is_told_from_a_missing_checkpoint(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(OSError, match=r"run\.safetensors"):
        load_checkpoint(path)


@pytest.mark.parametrize("place", [0.3, 0.6, 0.99])
def test_a_checkpoint_with_one_other_bit_is_none(path: Path, place: float) -> None:
    save_checkpoint(path, _checkpoint())
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1
    path.write_bytes(data)
    assert load_checkpoint(path) is None
