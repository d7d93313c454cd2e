"""Networks as ONNX files: clean, quiet, and refused where they would say something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from coincide.errors import ExportError
from coincide.recognize import onnx

pytestmark = pytest.mark.slow


class Tenfold(nn.Module):
    def forward(self, numbers: Tensor) -> tuple[Tensor]:
        return (torch.log10(numbers * 10.0 + 1.0),)


class Unspeakable(nn.Module):
    def forward(self, numbers: Tensor) -> tuple[Tensor]:
        return (torch.linalg.eigvals(numbers).real,)


@pytest.fixture(scope="module")
def written() -> bytes:
    free = {"numbers": {0: "n"}}
    return onnx.onnx_bytes(Tenfold().eval(), {"numbers": torch.zeros(3, 2)}, ["result"], free_axes=free)


def test_a_file_says_what_pytorch_says(written: bytes) -> None:
    numbers = np.random.default_rng(0).random((3, 2), dtype=np.float32)
    expected = onnx.run_torch(Tenfold(), {"numbers": numbers}, ["result"])

    got = onnx.OnnxSession(written).run({"numbers": numbers})

    assert onnx.check_parity(expected, got, ["result"], what="numbers") < 1e-6


def test_a_free_axis_takes_any_length(written: bytes) -> None:
    got = onnx.OnnxSession(written).run({"numbers": np.zeros((7, 2), dtype=np.float32)})

    assert got["result"].shape == (7, 2)


def test_a_file_tells_nothing_about_where_it_was_made(written: bytes) -> None:
    assert str(Path(__file__).parents[2]).encode() not in written


def test_writing_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    onnx.onnx_bytes(Tenfold().eval(), {"numbers": torch.zeros(3, 2)}, ["result"])

    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_written_is_told_in_one_sentence() -> None:
    with pytest.raises(ExportError, match="cannot write `Unspeakable` as ONNX"):
        onnx.onnx_bytes(Unspeakable().eval(), {"numbers": torch.zeros(2, 2)}, ["result"])


def test_a_difference_is_refused() -> None:
    with pytest.raises(ExportError, match=r"agree on `p` within 0.0001, got a difference of 0.001 for silence"):
        onnx.check_parity({"p": np.array([0.5])}, {"p": np.array([0.501])}, ["p"], what="silence")


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(ExportError, match="got a difference of nan"):
        onnx.check_parity({"p": np.array([0.5])}, {"p": np.array([np.nan])}, ["p"], what="silence")
