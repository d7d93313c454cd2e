"""The network of the camera, and what comes before it."""

from __future__ import annotations

from pathlib import Path

import naive
import numpy as np
import pytest
import torch

from coincide.errors import ModelFileError
from coincide.recognize.image.camera import square
from coincide.recognize.image.lite0 import N_CLASSES, N_FEATURES, Lite0, load_in_order, usual_features
from coincide.recognize.image.names import imagenet_names, short_names
from coincide.recognize.image.writing import load_camera

pytestmark = pytest.mark.slow

N_PARAMETERS = 4_652_008


def test_the_network_has_the_published_size() -> None:
    assert sum(numbers.numel() for numbers in Lite0().parameters()) == N_PARAMETERS


def test_a_picture_becomes_features_and_logits() -> None:
    features, logits = Lite0().eval()(torch.zeros(2, 3, 224, 224))

    assert (features.shape, logits.shape) == ((2, N_FEATURES), (2, N_CLASSES))


def test_features_at_the_edge_of_a_picture_count_a_seventh_of_those_in_the_middle() -> None:
    network, maps = Lite0(), torch.zeros(2, N_FEATURES, 7, 7)
    network.stem = network.blocks = network.top = torch.nn.Identity()
    maps[0, :, 3, 3] = maps[1, :, 0, 3] = 1.0

    middle, edge = network(maps)[0][:, 0].tolist()

    assert edge / middle == pytest.approx(np.exp(-2.0))


def test_features_of_an_even_picture_are_those_of_each_of_its_places() -> None:
    network = Lite0()
    network.stem = network.blocks = network.top = torch.nn.Identity()

    assert network(torch.full((1, N_FEATURES, 7, 7), 3.0))[0].detach().numpy() == pytest.approx(3.0)


def test_usual_features_are_the_means_of_normal_numbers_that_are_cut() -> None:
    network, rng = Lite0(), torch.Generator().manual_seed(0)
    norm = network.top[2]
    torch.nn.init.normal_(norm.bias, 2.0, 3.0, generator=rng)
    torch.nn.init.normal_(norm.weight, 0.0, 3.0, generator=rng)
    drawn = norm.bias + norm.weight * torch.randn(20_000, N_FEATURES, generator=rng)
    means = drawn.clamp(0, 6).mean(dim=0)

    assert usual_features(network).numpy() == pytest.approx((means / means.norm()).detach().numpy(), abs=2e-3)


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ModelFileError, match="expected the 296 tensors of `Lite0`, got 1 tensors"):
        load_in_order(Lite0(), {"weight": torch.zeros(3)})


def test_a_file_that_would_run_code_is_refused(tmp_path: Path) -> None:
    torch.save({"weights": Path("/")}, tmp_path / "weights.pth")

    with pytest.raises(ModelFileError, match="holds no weights that can be read"):
        load_camera(tmp_path / "weights.pth")


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (224, 224), (9, 30)])
def test_an_even_frame_stays_even(size: tuple[int, int]) -> None:
    frame = torch.full((1, *size, 4), 191, dtype=torch.uint8)

    assert square(frame).numpy() == pytest.approx(0.5, abs=1e-6)


def test_what_lies_left_and_right_of_the_middle_is_cut_off() -> None:
    frame = torch.full((1, 100, 300, 4), 255, dtype=torch.uint8)
    frame[:, :, 100:200] = 127

    assert square(frame).numpy() == pytest.approx(0.0, abs=1e-6)


def test_a_frame_of_twice_the_points_is_averaged_in_blocks() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (1, 448, 448, 4), dtype=np.uint8)
    blocks = frame[0, :, :, :3].reshape(224, 2, 224, 2, 3).mean(axis=(1, 3)).transpose(2, 0, 1)

    assert square(torch.from_numpy(frame))[0].numpy() == pytest.approx((blocks - 127) / 128, abs=1e-5)


@pytest.mark.parametrize("size", [(37, 61), (300, 251)])
def test_a_picture_is_read_at_two_points_per_pixel_and_axis(size: tuple[int, int]) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (1, *size, 4), dtype=np.uint8)

    slowly = (naive.middle_square(frame[0, :, :, :3], 224, 2) - 127) / 128

    assert square(torch.from_numpy(frame))[0].numpy() == pytest.approx(slowly.transpose(2, 0, 1), abs=1e-4)


def test_there_are_1000_different_names() -> None:
    assert len(set(imagenet_names())) == N_CLASSES


def test_the_first_of_several_synonyms_is_the_name_where_it_is_alone() -> None:
    assert short_names(["tabby, tabby cat", "crane", "crane, machine"]) == ["tabby", "crane", "crane, machine"]
