"""Patches become points on the sphere, with torch and without."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed import EMBEDDING_DIM, Encoder, FittedEncoder, embed, embed_without_torch, load_encoder

from .conftest import Calls

N_PARAMETERS = 40_000


def _weights(encoder: Encoder) -> dict[str, np.ndarray]:
    return {name: tensor.numpy().copy() for name, tensor in encoder.state_dict().items()}


@pytest.mark.parametrize("n_frames", [8, 32, 33])
def test_embeddings_have_unit_length(n_frames: int) -> None:
    embeddings = Encoder()(torch.rand(4, 32, n_frames, generator=torch.Generator().manual_seed(1)))
    assert embeddings.shape == (4, EMBEDDING_DIM)
    torch.testing.assert_close(embeddings.norm(dim=1), torch.ones(4))


def test_the_encoder_has_as_many_parameters_as_it_says() -> None:
    assert sum(p.numel() for p in Encoder().parameters()) == pytest.approx(N_PARAMETERS, abs=1000)


def test_height_and_length_can_be_chosen() -> None:
    assert Encoder(n_bands=64, dim=16)(torch.rand(2, 64, 32)).shape == (2, 16)


@pytest.mark.slow
def test_embedding_in_blocks_equals_embedding_at_once(fitted: FittedEncoder, calls: Calls) -> None:
    at_once = embed(fitted.encoder, calls.patches)
    np.testing.assert_allclose(
        embed(fitted.encoder, np.tile(calls.patches, (5, 1, 1))), np.tile(at_once, (5, 1)), atol=1e-5
    )


def test_each_patch_is_read_as_it_is_and_a_band_and_a_frame_farther(fitted: FittedEncoder, calls: Calls) -> None:
    moved = np.zeros_like(calls.patches)
    moved[:, 1:, 1:] = calls.patches[:, :-1, :-1]
    with torch.inference_mode():
        readings = sum(fitted.encoder(torch.from_numpy(patches)) for patches in (calls.patches, moved))
    expected = torch.nn.functional.normalize(torch.as_tensor(readings), dim=1).numpy()
    np.testing.assert_allclose(embed(fitted.encoder, calls.patches), expected, atol=1e-5)


def test_a_turned_encoder_gives_turned_embeddings(fitted: FittedEncoder, calls: Calls) -> None:
    turned, turn = (
        load_encoder(_weights(fitted.encoder)),
        np.linalg.qr(np.random.default_rng(1).normal(size=(64, 64)))[0],
    )
    turned.turn(torch.from_numpy(turn.astype(np.float32)))
    expected = embed(fitted.encoder, calls.patches) @ turn
    np.testing.assert_allclose(embed(turned, calls.patches), expected, atol=1e-5)


def test_embedding_keeps_the_mode_of_the_encoder(calls: Calls) -> None:
    encoder = Encoder().train()
    before = _weights(encoder)
    embed(encoder, calls.patches[:5])
    assert encoder.training
    np.testing.assert_equal(_weights(encoder), before)


def test_an_embedding_does_not_depend_on_its_company(fitted: FittedEncoder, calls: Calls) -> None:
    alone = embed(fitted.encoder, calls.patches[:1])
    np.testing.assert_allclose(alone, embed(fitted.encoder, calls.patches)[:1], atol=1e-5)


def test_no_patches_have_no_embeddings(fitted: FittedEncoder) -> None:
    assert embed(fitted.encoder, np.zeros((0, 32, 32), dtype=np.float32)).shape == (0, EMBEDDING_DIM)


def test_an_encoder_comes_back_from_its_weights(fitted: FittedEncoder, calls: Calls) -> None:
    again = load_encoder(_weights(fitted.encoder))
    assert not again.training
    np.testing.assert_array_equal(embed(again, calls.patches[:9]), embed(fitted.encoder, calls.patches[:9]))


def test_embedding_without_torch_equals_embedding_with_it(fitted: FittedEncoder, calls: Calls) -> None:
    many = np.concatenate([np.tile(calls.patches, (3, 1, 1)), np.zeros((1, 32, 32), dtype=np.float32)])
    expected = embed(fitted.encoder, many)
    np.testing.assert_allclose(embed_without_torch(_weights(fitted.encoder), many), expected, atol=1e-5)


@pytest.mark.parametrize("n_frames", [8, 20, 33])
def test_embedding_without_torch_takes_patches_of_any_length(fitted: FittedEncoder, n_frames: int) -> None:
    patches = np.random.default_rng(1).random((3, 32, n_frames)).astype(np.float32)
    found = embed_without_torch(_weights(fitted.encoder), patches)
    np.testing.assert_allclose(found, embed(fitted.encoder, patches), atol=1e-5)


def test_bytes_count_as_255ths(fitted: FittedEncoder, calls: Calls) -> None:
    as_bytes = np.round(calls.patches[:9] * 255).astype(np.uint8)
    expected = embed(fitted.encoder, as_bytes.astype(np.float32) / np.float32(255))
    np.testing.assert_allclose(embed(fitted.encoder, as_bytes), expected, atol=1e-6)
    np.testing.assert_allclose(embed_without_torch(_weights(fitted.encoder), as_bytes), expected, atol=1e-5)


def test_no_patches_have_no_embeddings_without_torch(fitted: FittedEncoder) -> None:
    nothing = np.zeros((0, 32, 32), dtype=np.float32)
    assert embed_without_torch(_weights(fitted.encoder), nothing).shape == (0, EMBEDDING_DIM)


def test_embeddings_without_torch_are_float32(fitted: FittedEncoder, calls: Calls) -> None:
    assert embed_without_torch(_weights(fitted.encoder), calls.patches[:2]).dtype == np.float32
